//! Every rule, the decision table and the code lists, from the tables that the program itself goes by.

use super::text::aligned;
use crate::cohorts::family::{Cell, markdown_table};
use crate::data;
use crate::error::Result;
use crate::extract::codes::{self, Entry, Lists};
use crate::extract::{Effect, Rule};
use crate::settings::JudgementCells;
use serde::Serialize;
use std::fmt::Write as _;

#[derive(Serialize)]
struct Line {
    rule: &'static str,
    severity: &'static str,
    effect: &'static str,
    counts: &'static str,
    meaning: &'static str,
    remedy: &'static str,
}

fn lines() -> impl Iterator<Item = Line> {
    Rule::ALL.iter().map(|rule| Line {
        rule: rule.name(),
        severity: rule.severity().name(),
        effect: rule.effect().text(),
        counts: rule.counts(),
        meaning: rule.meaning(),
        remedy: rule.remedy(),
    })
}

/// A cell of the decision table.
#[derive(Serialize)]
struct Decision {
    recorded: String,
    family_group: &'static str,
    /// The setting that decides it; none of the four cells that follow from the codes themselves.
    setting: Option<&'static str>,
}

fn decisions() -> Vec<Decision> {
    let judged = JudgementCells::default();
    Cell::all()
        .map(|cell| Decision {
            recorded: cell.label(),
            family_group: cell.group(&judged).name(),
            setting: cell.setting(),
        })
        .collect()
}

pub fn json() -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct All {
        rules: Vec<Line>,
        decision_table: Vec<Decision>,
        code_lists: Lists,
    }
    data::json(&All {
        rules: lines().collect(),
        decision_table: decisions(),
        code_lists: codes::built_in(),
    })
}

/// The rules only.
pub fn csv() -> Result<Vec<u8>> {
    data::csv(lines())
}

/// For a terminal.
pub fn text() -> String {
    let mut text = String::from("RULES\n");
    for line in lines() {
        let _ = write!(
            text,
            "\n  {} ({}, {}; counts {})\n      {}\n      remedy: {}\n",
            line.rule, line.severity, line.effect, line.counts, line.meaning, line.remedy
        );
    }
    text += "\nDECISION TABLE OF FAMILY GROUPS\n\n";
    let cells: Vec<Vec<String>> = decisions()
        .into_iter()
        .map(|d| {
            let judged = d.setting.map_or("from the codes".into(), |setting| {
                format!("our judgement, setting `{setting}`")
            });
            vec![d.recorded, d.family_group.into(), judged]
        })
        .collect();
    text += &aligned(&cells, 2);
    text += "\nCODE LISTS (check them against the reference data of your data set)\n";
    for (field, entries) in codes::built_in() {
        let _ = write!(text, "\n  {field}\n");
        let entries: Vec<Vec<String>> = entries.iter().map(entry).collect();
        text += &aligned(&entries, 4);
    }
    text
}

fn entry(entry: &Entry) -> Vec<String> {
    [&entry.codes, &entry.means, &entry.label, &entry.source]
        .map(Clone::clone)
        .to_vec()
}

/// For the documentation, which holds it as it stands here.
pub fn markdown() -> String {
    let mut page = String::from(HEAD);
    for (effect, title) in [
        (Effect::Refuses, "What refuses an extract"),
        (Effect::LeavesOut, "What leaves a row out"),
        (Effect::Notices, "What is noticed"),
    ] {
        let _ = write!(
            page,
            "\n## {title}\n\n| rule | severity | counts | meaning: what is done | remedy |\n|---|---|---|---|---|\n"
        );
        for rule in Rule::ALL.iter().filter(|r| r.effect() == effect) {
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} | {} |",
                rule.name(),
                rule.severity().name(),
                rule.counts(),
                rule.meaning(),
                rule.remedy()
            );
        }
    }
    let _ = write!(
        page,
        "\n## The decision table of family groups\n\n{}",
        markdown_table(&JudgementCells::default())
    );
    page += CODES;
    for (field, entries) in codes::built_in() {
        let _ = write!(
            page,
            "\n### `{field}`\n\n| codes | means | label | source |\n|---|---|---|---|\n"
        );
        for entry in entries {
            let _ = writeln!(
                page,
                "| {} | `{}` | {} | {} |",
                entry.codes, entry.means, entry.label, entry.source
            );
        }
    }
    page
}

const HEAD: &str = "# Rules, decision table and code lists

This page is what `treatstat rules --format markdown` prints; a test holds the two together.

A finding of `treatstat check` names one of these rules. An error costs a row, an episode or the whole extract; a warning
costs a value, or a judgement stands in for it; a note costs nothing.
";

const CODES: &str = "
## The code lists

`source`: exporter = read in the source of systems that export real submissions; inferred = follows from published text;
recalled = believed, no source found; judgement = our choice. None was read in the current official reference data: check
them against the reference data of your data set. A later line replaces an earlier one for the codes it names. A profile
changes them under `[[codes.LIST]]`.
";

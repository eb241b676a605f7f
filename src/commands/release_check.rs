//! `treatstat release-check`: whether one release gives away what another hides.

use super::Talk;
use crate::cli::{ReleaseCheckArgs, ReleaseCheckFormat};
use crate::error::{Error, Result};
use crate::presentation::numbers::thousands;
use crate::releases::{Comparison, TableOf, Verdict, compare};
use std::collections::BTreeMap;

pub fn run(args: &ReleaseCheckArgs, talk: Talk) -> anyhow::Result<()> {
    let comparison = compare(&args.old, &args.new)?;
    super::print(&match args.format {
        ReleaseCheckFormat::Text => text(&comparison).into_bytes(),
        ReleaseCheckFormat::Json => json(&comparison)?,
    })?;
    talk.say(meaning(&comparison));
    match comparison.verdict {
        Verdict::Pass | Verdict::Review => Ok(()),
        Verdict::Fail => Err(Error::Gate {
            message: format!(
                "together the two releases give away {} hidden counts: do not publish the newer one beside the older",
                number(comparison.told.values().sum())
            ),
        }
        .into()),
    }
}

fn number(counts: usize) -> String {
    thousands(counts as u64)
}

fn text(comparison: &Comparison) -> String {
    let Comparison {
        verdict,
        same_people,
        other_people,
        told,
        small_changes,
        new_counts,
    } = comparison;
    let mut lines = vec![
        format!(
            "populations and years with the same people: {same_people}; with others: {other_people}"
        ),
        format!("counts shown for the first time: {}", number(*new_counts)),
    ];
    lines.extend(list("hidden counts that both together tell", told));
    lines.extend(list("counts that changed by a few people", small_changes));
    lines.push(format!("verdict: {}\n", verdict.name()));
    lines.join("\n")
}

fn list(title: &str, tables: &BTreeMap<TableOf, usize>) -> Vec<String> {
    let mut lines = vec![format!("{title}: {}", number(tables.values().sum()))];
    lines.extend(tables.iter().map(|(table, counts)| {
        let TableOf {
            age_group,
            population,
            period,
            question,
        } = table;
        format!(
            "  {age_group}, {population}, {period}, {question}: {}",
            number(*counts)
        )
    }));
    lines
}

fn json(comparison: &Comparison) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(comparison)
        .map_err(|e| Error::Internal(format!("a comparison is JSON: {e}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn meaning(comparison: &Comparison) -> &'static str {
    match comparison.verdict {
        Verdict::Pass => {
            "the newer release shows nothing of the same people that the older one does not"
        }
        Verdict::Review if comparison.small_changes.is_empty() => {
            "the newer release shows more of the same people; no hidden count was found, which proves nothing"
        }
        Verdict::Review => {
            "some counts changed by a few people: who knows who came or went can learn their answers"
        }
        Verdict::Fail => "",
    }
}

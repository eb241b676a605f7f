//! The tables of the page, from released rows to text.

use crate::disclosure::{ReleasedRow, Shares};
use crate::measures::GroupRow;
use crate::measures::questions::Question;
use crate::presentation::cells::{count, count_and_share, share, share_with_interval};
use crate::presentation::figures::{span, unit};
use crate::presentation::lookup::{From, Lookup, adults};
use crate::presentation::numbers::thousands;
use serde::Serialize;

/// A table of the page: every cell is text, ready to print.
#[derive(Serialize)]
pub struct Table {
    pub id: String,
    pub caption: String,
    pub columns: Vec<String>,
    /// Without rows only the note is printed.
    pub rows: Vec<Line>,
    pub note: String,
}

/// A line of a table.
#[derive(Serialize)]
pub struct Line {
    pub name: String,
    pub cells: Vec<String>,
    /// How it is set apart from other lines; empty if it is not.
    pub kind: &'static str,
}

impl Line {
    pub fn plain(name: impl Into<String>, cells: Vec<String>) -> Line {
        Line {
            name: name.into(),
            cells,
            kind: "",
        }
    }

    /// The line of a family group: the sums and the total are set apart from what they are made of.
    pub fn group(group: GroupRow, cells: Vec<String>) -> Line {
        let (name, kind) = match group {
            GroupRow::LivesWithChild => (
                "Of these, living with a child (first and third line)",
                "sum first-sum",
            ),
            GroupRow::ParentOrLivesWithChild => (
                "Of these, parent or living with a child (first three lines)",
                "sum",
            ),
            GroupRow::All => ("All", "all"),
            group => (group.label(), ""),
        };
        Line {
            name: name.into(),
            cells,
            kind,
        }
    }
}

/// What a table's note says instead of lines that show nothing.
pub fn nothing_to_show(lines: &[Line]) -> Option<&'static str> {
    let all = |mark: &str| {
        lines
            .iter()
            .flat_map(|l| &l.cells)
            .all(|cell| cell.starts_with(mark))
    };
    if all("[x]") {
        Some("Nobody is counted here in these years.")
    } else if lines
        .iter()
        .filter(|l| l.kind != "all")
        .flat_map(|l| &l.cells)
        .all(|c| c.starts_with("[c]"))
    {
        Some("Family groups are not shown: the numbers are too small.")
    } else {
        None
    }
}

/// What a cell says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The number in the group and its share.
    Count,
    /// Numerator, denominator, share and its interval.
    Interval,
}

impl Shown {
    fn write(self, row: Option<&ReleasedRow>) -> String {
        match self {
            Shown::Count => count_and_share(row),
            Shown::Interval => share_with_interval(row),
        }
    }

    /// For the caption.
    fn words(self, unit: &str) -> String {
        match self {
            Shown::Count => format!("number of {unit} and per cent"),
            Shown::Interval => "number, per cent and 95% interval".into(),
        }
    }

    fn note(self, note: &str) -> String {
        match self {
            Shown::Count => note.into(),
            Shown::Interval => format!("{note} 95% Wilson intervals in brackets.")
                .trim_start()
                .into(),
        }
    }
}

/// Family groups down, years across.
pub fn by_year(
    look: &Lookup<'_>,
    from: From<'_>,
    caption: &str,
    shown: Shown,
    note: &str,
) -> Table {
    let periods = &look.run.periods;
    let what = shown.words(unit(look.run));
    let rows: Vec<Line> = GroupRow::ALL
        .iter()
        .filter(|group| {
            periods
                .iter()
                .any(|p| look.get(from, p, **group, "all").is_some())
        })
        .map(|group| {
            let cells = periods
                .iter()
                .map(|p| shown.write(look.get(from, p, *group, "all")))
                .collect();
            Line::group(*group, cells)
        })
        .collect();
    let nothing = nothing_to_show(&rows);
    Table {
        id: format!("{}-{}", from.age_group, from.measure).replace('_', "-"),
        caption: format!("{caption}, {} ({what})", span(look.run)),
        columns: std::iter::once("Family group".into())
            .chain(periods.iter().cloned())
            .collect(),
        note: match nothing {
            Some(nothing) => format!("{caption}: {nothing}"),
            None => shown.note(note),
        },
        rows: if nothing.is_some() { Vec::new() } else { rows },
    }
}

/// Family groups down, sexes across, latest year. A sex that nobody has is left out.
pub fn by_sex(look: &Lookup<'_>) -> Table {
    let from = adults("starting", "starting");
    let year = look.run.latest();
    let sexes: Vec<(&str, &str)> = [
        ("Women", "F"),
        ("Men", "M"),
        ("Sex not known", "unknown"),
        ("All", "all"),
    ]
    .into_iter()
    .filter(|(_, sex)| {
        let everybody = look.get(from, year, GroupRow::All, sex);
        everybody.and_then(ReleasedRow::denominator) != Some(0)
    })
    .collect();
    Table {
        id: "adults-starting-by-sex".into(),
        caption: format!(
            "Adults starting treatment by family group and sex, {year} (number of {} and per cent of the sex)",
            unit(look.run)
        ),
        columns: std::iter::once("Family group".into())
            .chain(sexes.iter().map(|(label, _)| (*label).into()))
            .collect(),
        rows: GroupRow::ALL
            .iter()
            .map(|group| {
                let cells = sexes
                    .iter()
                    .map(|(_, sex)| count_and_share(look.get(from, year, *group, sex)))
                    .collect();
                Line::group(*group, cells)
            })
            .collect(),
        note: String::new(),
    }
}

/// Family groups across a table of traits.
pub const GROUPS: [GroupRow; 5] = [
    GroupRow::OwnChildren,
    GroupRow::ParentApart,
    GroupRow::OthersChildren,
    GroupRow::NoChildren,
    GroupRow::All,
];

/// What is asked of a population down, family groups across, latest year.
pub fn by_group(
    look: &Lookup<'_>,
    population: &str,
    questions: impl Iterator<Item = &'static Question>,
    caption: &str,
) -> Table {
    Table {
        id: format!("adults-{population}-traits").replace('_', "-"),
        caption: format!(
            "{caption}, by family group, {} ({})",
            look.run.latest(),
            if population == "leaving" {
                "per cent of all adults leaving"
            } else {
                "per cent of those with the field recorded"
            }
        ),
        columns: std::iter::once("Measure".into())
            .chain(GROUPS.iter().map(|g| g.label().into()))
            .collect(),
        rows: questions
            .map(|(id, label, ..)| {
                let from = adults(population, id);
                let cells = GROUPS
                    .iter()
                    .map(|g| share(look.latest(from, *g)))
                    .collect();
                Line::plain(*label, cells)
            })
            .collect(),
        note: "Numbers, denominators and intervals are in results.csv.".into(),
    }
}

/// Levels down, latest year: how many are in treatment, by group, and how many complete.
pub fn breakdowns(look: &Lookup<'_>) -> Vec<Table> {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in look
        .released
        .rows()
        .iter()
        .filter(|r| r.breakdown() != "all" && r.age_group() == "adults")
    {
        match names.iter_mut().find(|(name, _)| *name == row.breakdown()) {
            Some((_, levels)) if !levels.contains(&row.level()) => levels.push(row.level()),
            Some(_) => {}
            None => names.push((row.breakdown(), vec![row.level()])),
        }
    }
    let year = look.run.latest();
    names
        .into_iter()
        .map(|(breakdown, levels)| Table {
            id: format!("by-{}", breakdown.replace([' ', '_'], "-")),
            caption: format!("Adults by {}, {year}", breakdown.replace('_', " ")),
            columns: [
                if breakdown == "substance_group" {
                    "Substance group"
                } else {
                    breakdown
                },
                "In treatment",
                "Parent living with own children",
                "Parent not living with own children",
                "Living with children not their own",
                "Completed, of leavers",
                "Stayed 12 weeks, of starters",
            ]
            .map(Into::into)
            .to_vec(),
            rows: levels
                .into_iter()
                .map(|level| {
                    let cell = |population, measure, group| {
                        let from = From {
                            breakdown,
                            level,
                            ..adults(population, measure)
                        };
                        look.get(from, year, group, "all")
                    };
                    let treated = |group| cell("in_treatment", "in_treatment", group);
                    let total = treated(GroupRow::All);
                    let cells = vec![
                        count(total),
                        count_and_share(treated(GroupRow::OwnChildren)),
                        count_and_share(treated(GroupRow::ParentApart)),
                        count_and_share(treated(GroupRow::OthersChildren)),
                        share(cell("leaving", "completed_of_leavers", GroupRow::All)),
                        share(cell("starting", "retained_12_weeks", GroupRow::All)),
                    ];
                    Line::plain(level_label(breakdown, level), cells)
                })
                .collect(),
            note: String::new(),
        })
        .collect()
}

/// The substance groups in words; the extract's own levels as they are.
fn level_label(breakdown: &str, level: &str) -> String {
    match (breakdown, level) {
        ("substance_group", "opiate") => "Opiate".into(),
        ("substance_group", "non_opiate_and_alcohol") => "Non-opiate and alcohol".into(),
        ("substance_group", "non_opiate_only") => "Non-opiate only".into(),
        ("substance_group", "alcohol_only") => "Alcohol only".into(),
        ("substance_group", _) => "Not recorded".into(),
        _ => level.into(),
    }
}

pub fn judgements(look: &Lookup<'_>) -> Table {
    let whole = |share: f64| format!("{:.0}%", 100.0 * share);
    let effect = |moved: Option<u64>, shares: Shares| match shares {
        Shares::Shown([left, left_after, joined, joined_after])
            if left == left_after && joined == joined_after =>
        {
            match moved {
                Some(0) => "no change".into(),
                _ => "less than 1 point".into(),
            }
        }
        Shares::Shown([left, left_after, joined, joined_after]) => format!(
            "{} to {}; {} to {}",
            whole(left),
            whole(left_after),
            whole(joined),
            whole(joined_after)
        ),
        Shares::Hidden => "[c]".into(),
        Shares::NotAvailable => "[x]".into(),
    };
    Table {
        id: "judgements-table".into(),
        caption: format!(
            "Each judgement of the decision table turned over, one at a time, adults, {}",
            look.run.latest()
        ),
        columns: [
            "Cell and setting",
            "From and to",
            "In treatment, who would move",
            "Share in treatment: group left; group joined",
            "Completed of starters leaving: group left; group joined",
        ]
        .map(Into::into)
        .to_vec(),
        rows: look
            .released
            .flips()
            .iter()
            .map(|flip| {
                let cells = vec![
                    format!("{} to {}", flip.from.replace('_', " "), flip.to.replace('_', " ")),
                    flip.moved.map_or("[c]".into(), thousands),
                    effect(flip.moved, flip.in_treatment),
                    effect(flip.moved, flip.completed),
                ];
                Line::plain(format!("{} ({})", flip.cell, flip.setting), cells)
            })
            .collect(),
        note: "The cells named here are judgements of this program, not official rules; each is a setting. [c]: hidden by disclosure control. [x]: a share of nobody.".into(),
    }
}

pub fn attrition(look: &Lookup<'_>) -> Table {
    let show = |count: Option<u64>, mark: &str, applies: bool| match (count, applies) {
        (Some(n), _) => thousands(n),
        (None, true) if !mark.is_empty() => mark.to_owned(),
        (None, _) => "[z]".into(),
    };
    Table {
        id: "attrition-table".into(),
        caption: "Rows, episodes and people read, left out and used".into(),
        columns: ["Reason", "Rows", "Episodes", "People"].map(Into::into).to_vec(),
        rows: look
            .released
            .attrition()
            .iter()
            .map(|line| {
                let mark = line.shorthand();
                let cells = vec![
                    show(line.records(), mark, true),
                    show(line.episodes(), mark, line.knows_episodes()),
                    show(line.people(), mark, line.knows_people()),
                ];
                Line::plain(format!("{}: {}", line.reason(), line.meaning()), cells)
            })
            .collect(),
        note: "Rows read are the rows used and those left out for each reason. [z]: not applicable, because rows are left out before it is known whose they are.".into(),
    }
}

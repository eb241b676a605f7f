//! Tables of comparisons: groups with everyone else, years with each other, areas with the rest of the extract.

use super::recording::levels;
use super::tables::{Line, Table};
use crate::disclosure::ReleasedRow;
use crate::inference::{COMPLETE, EVERYONE_ELSE, Inferred};
use crate::measures::GroupRow;
use crate::measures::breakdowns::REST_OF_EXTRACT;
use crate::measures::questions::{Question, TRAITS, WAITS};
use crate::presentation::cells::{count, count_and_share, points_with_interval, share, share_of};
use crate::presentation::lookup::{From, Lookup, adults};
use crate::presentation::numbers::{per_cent, thousands};
use crate::presentation::sentences::trends;

/// The substance groups in words.
const SUBSTANCES: [(&str, &str); 4] = [
    ("substance_opiate", "Opiates"),
    (
        "substance_non_opiate_and_alcohol",
        "Non-opiates and alcohol",
    ),
    ("substance_non_opiate_only", "Non-opiates only"),
    ("substance_alcohol_only", "Alcohol only"),
];

/// A group and everyone else, latest year: shares, difference, word.
pub fn profile(look: &Lookup<'_>, group: GroupRow, population: &str) -> Table {
    let year = look.run.latest();
    let starting = population == "starting";
    let asked = traits()
        .chain(WAITS.iter().filter(|_| starting))
        .map(|(id, label, ..)| (*id, *label))
        .chain(SUBSTANCES);
    let mut hidden = Vec::new();
    let mut rows = Vec::new();
    for (measure, label) in asked {
        let from = adults(population, measure);
        let key = (EVERYONE_ELSE, "difference");
        let Some(difference) = look.inferred(from, year, group, "all", key) else {
            continue;
        };
        let ours = match look.latest(from, group) {
            Some(row) => share(Some(row)),
            None => inferred_share(look.inferred(from, year, group, "all", ("", "proportion"))),
        };
        if ours.starts_with("[c]") && difference.shorthand.starts_with("[c]") {
            hidden.push(label);
            continue;
        }
        rows.push(Line::plain(
            label,
            vec![
                ours,
                other_share(difference),
                points_with_interval(Some(difference)),
                difference.assessment.into(),
            ],
        ));
    }
    let not_shown = match hidden.as_slice() {
        [] => String::new(),
        hidden => format!(
            " Not shown, because numbers are small: {}.",
            hidden.join("; ")
        ),
    };
    Table {
        id: format!("profile-{population}-{}", group.name()).replace('_', "-"),
        caption: format!(
            "{} and everyone else, adults {}, {year}",
            group.label(),
            if starting {
                "starting treatment"
            } else {
                "in treatment"
            }
        ),
        columns: [
            "Trait",
            group.label(),
            "Everyone else",
            "Difference in percentage points (95% interval)",
            "Compared",
        ]
        .map(Into::into)
        .to_vec(),
        rows,
        note: format!(
            "Of those with the field recorded. Everyone else: adults of the same population in the other family groups with complete data. Newcombe's interval; similar where it holds 0. A difference is not a cause.{not_shown}"
        ),
    }
}

/// The traits that do not follow from the family group itself.
pub fn traits() -> impl Iterator<Item = &'static Question> {
    TRAITS
        .iter()
        .filter(|(id, ..)| !id.starts_with("children_"))
}

fn inferred_share(row: Option<&Inferred>) -> String {
    match row {
        Some(row) => match (row.numerator, row.denominator) {
            (Some(x), Some(n)) if n > 0 => {
                per_cent(x, n) + if row.shorthand == "[p]" { " [p]" } else { "" }
            }
            _ => row.shorthand.into(),
        },
        None => "[x]".into(),
    }
}

fn other_share(difference: &Inferred) -> String {
    match difference.other {
        Some(other) if other.denominator > 0 => per_cent(other.numerator, other.denominator),
        _ => difference.shorthand.into(),
    }
}

/// The trends of adults that the page shows: population, measure, the groups and sexes.
const SHOWN: &[(&str, &str, &[GroupRow], &[&str])] = &[
    ("starting", "starting", &COMPLETE, &["all", "F", "M"]),
    (
        "starting_and_leaving",
        "completed_of_starters_leaving",
        &COMPLETE_AND_ALL,
        &["all"],
    ),
    (
        "leaving",
        "completed_of_leavers",
        &COMPLETE_AND_ALL,
        &["all"],
    ),
    ("starting", "retained_12_weeks", &COMPLETE_AND_ALL, &["all"]),
    ("starting", "pregnant", &[GroupRow::All], &["F"]),
];

const COMPLETE_AND_ALL: [GroupRow; 5] = [
    GroupRow::OwnChildren,
    GroupRow::ParentApart,
    GroupRow::OthersChildren,
    GroupRow::NoChildren,
    GroupRow::All,
];

/// First and last year, change, word.
pub fn trend_table(look: &Lookup<'_>) -> Table {
    let mut rows = Vec::new();
    for (population, measure, groups, sexes) in SHOWN {
        let from = adults(population, measure);
        for group in *groups {
            for sex in *sexes {
                if let Some(row) = trends::find(look, from, *group, sex).filter(|r| r.is_shown()) {
                    let year = |period: &str| {
                        format!("{period}: {}", cell(look.get(from, period, *group, sex)))
                    };
                    rows.push(Line::plain(
                        format!("{}{}", measure_label(measure), who(*group, sex)),
                        vec![
                            year(&row.compared_with),
                            year(&row.period),
                            points_with_interval(Some(row)),
                            row.assessment.into(),
                        ],
                    ));
                }
            }
        }
    }
    Table {
        id: "trends".into(),
        caption: "Trends of adults, first to last year".into(),
        columns: [
            "Of whom",
            "First year",
            "Last year",
            "Change in percentage points (95% interval)",
            "Trend",
        ]
        .map(Into::into)
        .to_vec(),
        note: trend_note(look),
        rows,
    }
}

/// Every trend of a run that came to a word, and how many of them chance alone would show.
fn trend_note(look: &Lookup<'_>) -> String {
    let periods = look.released.periods();
    let tested = look
        .inferred
        .iter()
        .filter(|row| {
            row.statistic == "difference"
                && periods.contains(&row.compared_with)
                && matches!(row.assessment, "rising" | "falling" | "no clear change")
        })
        .count();
    let by_chance = (tested as f64 * 0.05).round() as u64;
    format!(
        "Rising or falling: the Cochran-Armitage test gives p below 0.05 and the interval of the change leaves out 0; too few to say: fewer than 30 people in a year. {tested} trends were tested in this run; if nothing had changed, about {by_chance} would be called rising or falling by chance. Years that are hidden, provisional or of nobody do not enter; that the same person may return in another year is ignored. In treatment is not tested, because the same people are in treatment in several years."
    )
}

/// A sentence for each trend that is said in words.
pub fn trend_sentences(look: &Lookup<'_>) -> Vec<String> {
    let mut said = Vec::new();
    for (population, measure, sex) in trends::SAID {
        let from = adults(population, measure);
        for group in [
            GroupRow::OwnChildren,
            GroupRow::ParentApart,
            GroupRow::OthersChildren,
            GroupRow::All,
        ] {
            said.extend(trends::sentence(look, from, group, sex));
            if measure == "starting" && group != GroupRow::OthersChildren {
                said.extend(trends::sentence(look, from, group, "F"));
                said.extend(trends::sentence(look, from, group, "M"));
            }
        }
    }
    said
}

fn cell(row: Option<&ReleasedRow>) -> String {
    share_of(row, |x, n| {
        format!("{} of {} ({})", thousands(x), thousands(n), per_cent(x, n))
    })
}

fn measure_label(measure: &str) -> &'static str {
    match measure {
        "starting" => "Starting",
        "completed_of_starters_leaving" => "Completed, of starters leaving",
        "completed_of_leavers" => "Completed, of leavers",
        "retained_12_weeks" => "Stayed 12 weeks",
        _ => "Pregnant, of women starting",
    }
}

fn who(group: GroupRow, sex: &str) -> String {
    let sex = match sex {
        "F" if group == GroupRow::All => return String::new(),
        "F" => ", women",
        "M" => ", men",
        _ => "",
    };
    match group {
        GroupRow::All => sex.into(),
        group => format!(": {}{sex}", group.label().to_lowercase()),
    }
}

/// Areas or providers down, latest year: how many, by group, and how they do beside the rest.
pub fn divided(look: &Lookup<'_>, by_area: bool) -> Option<Table> {
    let (what, of): (&str, fn(&ReleasedRow) -> &str) = match by_area {
        true => ("Area", ReleasedRow::area),
        false => ("Provider", ReleasedRow::provider),
    };
    let levels: Vec<&str> = levels(look, of)
        .into_iter()
        .filter(|level| *level != REST_OF_EXTRACT)
        .collect();
    let from = |level, population, measure| {
        let whole = adults(population, measure);
        match by_area {
            true => From {
                area: level,
                ..whole
            },
            false => From {
                provider: level,
                ..whole
            },
        }
    };
    let treated = |level, group| look.latest(from(level, "in_treatment", "in_treatment"), group);
    // Without its rows the level is only there for the recording.
    levels.first().and_then(|level| {
        look.latest(
            from(level, "leaving", "completed_of_leavers"),
            GroupRow::All,
        )
    })?;
    let beside = |level, population, measure| {
        let key = (REST_OF_EXTRACT, "difference");
        let from = from(level, population, measure);
        let word = look
            .inferred(from, look.run.latest(), GroupRow::All, "all", key)
            .map_or("", |row| row.assessment);
        let value = share(look.latest(from, GroupRow::All));
        match word {
            "" => value,
            word => format!("{value}, {word}"),
        }
    };
    Some(Table {
        id: format!("by-{}", what.to_lowercase()),
        caption: format!("Adults by {}, {}", what.to_lowercase(), look.run.latest()),
        columns: [
            what,
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
            .iter()
            .map(|level| {
                Line::plain(
                    *level,
                    vec![
                        count(treated(level, GroupRow::All)),
                        count_and_share(treated(level, GroupRow::OwnChildren)),
                        count_and_share(treated(level, GroupRow::ParentApart)),
                        count_and_share(treated(level, GroupRow::OthersChildren)),
                        beside(level, "leaving", "completed_of_leavers"),
                        beside(level, "starting", "retained_12_weeks"),
                    ],
                )
            })
            .collect(),
        note: "Better, similar or worse: the interval of the difference from the rest of the extract, itself left out, lies above, holds or lies below 0. With many rows some are called better or worse by chance. Every measure is in results.csv.".into(),
    })
}

/// The area that the run is about beside the rest of the extract, latest year. `None` if it is about everybody.
pub fn beside_the_rest(look: &Lookup<'_>) -> Option<Table> {
    const ASKED: &[(&str, &str, GroupRow, &str)] = &[
        (
            "in_treatment",
            "in_treatment",
            GroupRow::OwnChildren,
            "In treatment: parent living with own children",
        ),
        (
            "in_treatment",
            "in_treatment",
            GroupRow::ParentApart,
            "In treatment: parent not living with own children",
        ),
        (
            "in_treatment",
            "in_treatment",
            GroupRow::OthersChildren,
            "In treatment: living with children not their own",
        ),
        (
            "starting",
            "starting",
            GroupRow::OwnChildren,
            "Starting: parent living with own children",
        ),
        (
            "starting",
            "starting",
            GroupRow::ParentApart,
            "Starting: parent not living with own children",
        ),
        (
            "starting",
            "starting",
            GroupRow::OthersChildren,
            "Starting: living with children not their own",
        ),
        (
            "starting_and_leaving",
            "completed_of_starters_leaving",
            GroupRow::All,
            "Completed, of starters leaving",
        ),
        (
            "leaving",
            "completed_of_leavers",
            GroupRow::All,
            "Completed, of leavers",
        ),
        (
            "leaving",
            "completed_of_leavers",
            GroupRow::OwnChildren,
            "Completed, of leavers: parent living with own children",
        ),
        (
            "starting",
            "retained_12_weeks",
            GroupRow::All,
            "Stayed 12 weeks",
        ),
        (
            "starting",
            "retained_12_weeks",
            GroupRow::OwnChildren,
            "Stayed 12 weeks: parent living with own children",
        ),
        (
            "in_treatment",
            "heroin_or_crack",
            GroupRow::All,
            "Heroin or crack cocaine",
        ),
        (
            "in_treatment",
            "housing_problem",
            GroupRow::All,
            "Housing problem",
        ),
        (
            "in_treatment",
            "completeness_family_group",
            GroupRow::All,
            "Family group recorded",
        ),
    ];
    if look.released.area() == "all" {
        return None;
    }
    let rows = ASKED
        .iter()
        .map(|(population, measure, group, label)| {
            let from = adults(population, measure);
            let rest = From {
                area: REST_OF_EXTRACT,
                ..from
            };
            let key = (REST_OF_EXTRACT, "difference");
            let difference = look.inferred(from, look.run.latest(), *group, "all", key);
            Line::plain(
                *label,
                vec![
                    share(look.latest(from, *group)),
                    share(look.latest(rest, *group)),
                    points_with_interval(difference),
                    difference.map_or("", |row| row.assessment).into(),
                ],
            )
        })
        .collect();
    Some(Table {
        id: "beside-the-rest".into(),
        caption: format!(
            "{} and the rest of the extract, adults, {}",
            look.run.settings.area_name,
            look.run.latest()
        ),
        columns: [
            "Measure",
            "This area",
            "Rest of the extract",
            "Difference in percentage points (95% interval)",
            "Compared",
        ]
        .map(Into::into)
        .to_vec(),
        rows,
        note: "Newcombe's interval. Better or worse only for completion, staying in treatment and recording; higher or lower for all else; similar where the interval holds 0.".into(),
    })
}

//! Trends: a sentence and a line each, and what testing many of them means.

use super::tables::{Line, Table};
use crate::disclosure::ReleasedRow;
use crate::inference::COMPLETE;
use crate::measures::GroupRow;
use crate::presentation::cells::{points_with_interval, share_of};
use crate::presentation::lookup::{Lookup, adults};
use crate::presentation::numbers::{per_cent, thousands};
use crate::presentation::sentences::trends;

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
                        let cell = cell(look.get(from, period, *group, sex));
                        format!("{period}: {cell}")
                            .replace(' ', "\u{a0}")
                            .replace("\u{a0}(", " (")
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
    let tested = trends::changes(look).count();
    if tested == 0 {
        return "No trend can be tested: fewer than two years are complete and shown.".into();
    }
    let by_chance = (tested as f64 * 0.05).round() as u64;
    format!(
        "Rising or falling: the Cochran-Armitage test gives p below 0.05 and the interval of the change leaves out 0; too few to say: fewer than 30 people in a year. {tested} trends were tested in this run; if nothing had changed, about {by_chance} would be called rising or falling by chance. Years that are hidden, provisional or of nobody do not enter, and a series left with fewer than two has no line here; that the same person may return in another year is ignored. In treatment is not tested, because the same people are in treatment in several years."
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

//! Trends in plain sentences: "up from 15,421 (19%) to 17,640 (25%)".

use crate::disclosure::ReleasedRow;
use crate::inference::Inferred;
use crate::measures::GroupRow;
use crate::presentation::lookup::{From, Lookup, adults};
use crate::presentation::numbers::{thousands, whole_per_cent};

/// The trends that a report says in a sentence each.
pub const SAID: [(&str, &str, &str); 4] = [
    ("starting", "starting", "all"),
    (
        "starting_and_leaving",
        "completed_of_starters_leaving",
        "all",
    ),
    ("starting", "retained_12_weeks", "all"),
    ("starting", "pregnant", "F"),
];

/// Trends that are clear enough for the key findings: of the groups that start, and of everybody's completion and stay.
pub fn key_trends(look: &Lookup<'_>) -> Vec<String> {
    const GROUPS: &[GroupRow] = &[
        GroupRow::OwnChildren,
        GroupRow::ParentApart,
        GroupRow::OthersChildren,
    ];
    let mut said = Vec::new();
    for (population, measure, sex) in SAID {
        let groups = match measure {
            "starting" => GROUPS,
            _ => &[GroupRow::All],
        };
        for group in groups {
            let from = adults(population, measure);
            let clear = find(look, from, *group, sex)
                .is_some_and(|row| matches!(row.assessment, "rising" | "falling"));
            if clear {
                said.extend(sentence(look, from, *group, sex));
            }
        }
    }
    let (tested, clear) = (
        changes(look).count(),
        changes(look)
            .filter(|row| row.assessment != "no clear change")
            .count(),
    );
    if said.is_empty() && tested > 0 {
        said.push(match clear {
            0 => format!("None of the {tested} trends tested in this run shows a clear change."),
            clear => format!(
                "{clear} of the {tested} trends tested in this run are rising or falling, none of them among the main ones: see \"Which way it goes\"."
            ),
        });
    }
    said
}

/// Every trend of the run that came to a word other than "too few to say".
pub fn changes<'a>(look: &Lookup<'a>) -> impl Iterator<Item = &'a Inferred> {
    let periods = look.released.periods();
    look.inferred.iter().filter(move |row| {
        row.statistic == "difference"
            && periods.contains(&row.compared_with)
            && matches!(row.assessment, "rising" | "falling" | "no clear change")
    })
}

/// The change of a series from its first to its last usable year.
pub fn find<'a>(
    look: &Lookup<'a>,
    from: From<'_>,
    group: GroupRow,
    sex: &str,
) -> Option<&'a Inferred> {
    let years = look.released.periods();
    years.iter().find_map(|first| {
        let key = (first.as_str(), "difference");
        years
            .iter()
            .find_map(|last| look.inferred(from, last, group, sex, key))
    })
}

/// `None` for a series without a trend row, or without numbers that can be shown.
pub fn sentence(look: &Lookup<'_>, from: From<'_>, group: GroupRow, sex: &str) -> Option<String> {
    let row = find(look, from, group, sex).filter(|row| row.is_shown())?;
    let year = |period: &str| look.get(from, period, group, sex);
    let (first, last) = (year(&row.compared_with)?, year(&row.period)?);
    // The share is what is meant; the number comes first only where both go the same way.
    let together = match row.assessment {
        "rising" => last.numerator() >= first.numerator(),
        "falling" => last.numerator() <= first.numerator(),
        _ => false,
    };
    let (before, now) = (number(first, together)?, number(last, together)?);
    let who = match (from.measure, sex) {
        ("pregnant", _) => "",
        (_, "F") => ", women",
        (_, "M") => ", men",
        _ => "",
    };
    let subject = subject(from.measure, group);
    let (before, now) = (
        format!("{before} in {}", row.compared_with),
        format!("{now} in {}", row.period),
    );
    // Up and down are only said where the test says so.
    let course = match row.assessment {
        "rising" => format!("up from {before} to {now}"),
        "falling" => format!("down from {before} to {now}"),
        word => format!("{before}, {now}: {word}"),
    };
    let periods = look.released.periods();
    let reported =
        periods.first() == Some(&row.compared_with) && periods.last() == Some(&row.period);
    let gap = match reported {
        true => "",
        false => " (the other years are hidden, provisional or of nobody)",
    };
    Some(format!("{subject}{who}: {course}{gap}."))
}

/// `15,421 (19%)`, or with the share first `19% (15,421)`.
fn number(row: &ReleasedRow, count_first: bool) -> Option<String> {
    let (x, n) = (row.numerator()?, row.denominator()?);
    let (count, share) = (thousands(x), (n > 0).then(|| whole_per_cent(x, n))?);
    Some(match count_first {
        true => format!("{count} ({share})"),
        false => format!("{share} ({count})"),
    })
}

fn subject(measure: &str, group: GroupRow) -> String {
    let who = match group {
        GroupRow::OwnChildren => "parents living with their own children",
        GroupRow::ParentApart => "parents not living with their children",
        GroupRow::OthersChildren => "people living with children not their own",
        GroupRow::NoChildren => "people who are not parents and live with no child",
        GroupRow::Incomplete => "people with incomplete data",
        GroupRow::LivesWithChild => "people living with a child",
        GroupRow::ParentOrLivesWithChild => "parents and people living with a child",
        GroupRow::All => "everybody",
    };
    match measure {
        "starting" | "starting_of_complete" => format!("Starting treatment, {who}"),
        "pregnant" => "Pregnant, of women starting treatment".into(),
        "completed_of_starters_leaving" => {
            format!("Completing successfully, of those starting and leaving in the year, {who}")
        }
        "completed_of_leavers" => {
            format!("Completing successfully, of those leaving in the year, {who}")
        }
        "retained_12_weeks" => format!("Staying at least 12 weeks, of those starting, {who}"),
        _ => format!("Staying at least 12 weeks or completing earlier, of those starting, {who}"),
    }
}

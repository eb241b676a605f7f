//! Sentences about children, pregnancy, the average parent, and the help that families get.

use super::{HIDDEN, Latest};
use crate::disclosure::ReleasedRow;
use crate::measures::GroupRow;
use crate::presentation::cells::{mean, share_of};
use crate::presentation::lookup::{adults, under_18};
use crate::presentation::numbers::{thousands, whole_per_cent};

/// In the order of the national report; what cannot be shown or was not recorded is left out or says so.
pub fn findings(latest: &Latest<'_>, adults: &str) -> Vec<String> {
    [
        average_parent(latest),
        children(latest, adults),
        pregnancy(latest),
        young_people(latest),
        childrens_services(latest, adults),
        help(latest, adults),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Shares of the commonest answer that lie within this many percentage points of the next are no single commonest
/// (judgement).
const TOO_CLOSE: f64 = 0.02;

/// The commonest of several answers; `None` if any share is not shown.
enum Commonest<'a> {
    One(&'a str, String),
    NoSingle(String),
}

/// "The average parent", as the national report has it: the commonest sex, side of 30, and number of children of people
/// in treatment who live with their own children. It follows the data.
fn average_parent(latest: &Latest<'_>) -> Option<String> {
    let group = GroupRow::OwnChildren;
    let row = |measure| latest.row(measure, group, "all");
    let two = |yes: &'static str, no: &'static str, measure| {
        let row = row(measure)?;
        let (x, n) = (row.numerator()?, row.denominator()?);
        commonest(&[(yes, Some(x)), (no, n.checked_sub(x))], n)
    };
    let sex = two("female", "male", "female");
    let age = two("aged 30 or over", "under 30", "age_30_and_over");
    let children = || {
        let classes = [
            ("one child", "children_1"),
            ("two children", "children_2"),
            ("three children", "children_3"),
            ("four or more children", "children_4_or_more"),
        ];
        let counts =
            classes.map(|(name, measure)| (name, row(measure).and_then(|r| r.numerator())));
        commonest(&counts, row("children_1")?.denominator()?)
    };
    let parts = [
        ("sex", sex),
        ("side of 30", age),
        ("number of children in the home", children()),
    ];
    if parts.iter().all(|(_, part)| part.is_none()) {
        return None;
    }
    let said: Vec<String> = parts
        .into_iter()
        .map(|(what, part)| match part {
            Some(Commonest::One(name, share)) => format!("{name} ({share})"),
            Some(Commonest::NoSingle(shares)) => {
                format!("of no single commonest {what} ({shares})")
            }
            None => format!("a {what} that is not shown"),
        })
        .collect();
    let provisional = row("female").is_some_and(ReleasedRow::is_provisional);
    Some(format!(
        "The average parent in treatment living with their own children, {}{}: {}, {} and {}: each the commonest answer of those recorded, taken by itself.",
        latest.year,
        if provisional { " [p]" } else { "" },
        said[0],
        said[1],
        said[2]
    ))
}

/// The commonest of the answers that `all` people gave. A hidden count is at most what the shown ones leave; `None` if it
/// could be as common.
fn commonest<'a>(counts: &[(&'a str, Option<u64>)], all: u64) -> Option<Commonest<'a>> {
    let mut ranked: Vec<(&str, u64)> = counts
        .iter()
        .filter_map(|(name, n)| Some((*name, (*n)?)))
        .collect();
    ranked.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let (leader, most) = *ranked.first()?;
    let share = |n: u64| n as f64 / all as f64;
    let hidden = match ranked.len() == counts.len() {
        true => 0,
        false => all.checked_sub(ranked.iter().map(|(_, n)| n).sum())?,
    };
    if all == 0 || hidden > 0 && share(most) - share(hidden) < TOO_CLOSE {
        return None;
    }
    let close: Vec<String> = ranked
        .iter()
        .filter(|(_, n)| share(most) - share(*n) < TOO_CLOSE)
        .map(|(name, n)| format!("{name} {}", whole_per_cent(*n, all)))
        .collect();
    Some(match close.as_slice() {
        [_] => Commonest::One(leader, whole_per_cent(most, all)),
        _ => Commonest::NoSingle(close.join(", ")),
    })
}

fn children(latest: &Latest<'_>, adults: &str) -> Option<String> {
    let row = latest.row("children_living_with", GroupRow::All, "all")?;
    if row.is_not_available() {
        return None;
    }
    let number = share_of(Some(row), |sum, people| {
        format!(
            "{} {adults} in treatment in {} reported {} children under 18 living with them, {} each on average",
            thousands(people),
            latest.year,
            thousands(sum),
            mean(sum, people)
        )
    });
    if number.starts_with('[') {
        return Some(format!(
            "How many children lived with {adults} in treatment in {} is not shown: {HIDDEN}.",
            latest.year
        ));
    }
    Some(format!(
        "{number}. Only people with a number recorded are counted; a child who lives with two of them is counted twice."
    ))
}

fn pregnancy(latest: &Latest<'_>) -> Option<String> {
    let row = latest.row("pregnant", GroupRow::All, "F")?;
    if row.is_not_available() {
        return None;
    }
    if row.is_confidential() {
        return Some(format!(
            "How many women were pregnant when they started treatment in {} is not shown: {HIDDEN}.",
            latest.year
        ));
    }
    let number = share_of(Some(row), |x, n| {
        format!(
            "{} of {} women starting treatment in {} ({}) were recorded as pregnant",
            thousands(x),
            thousands(n),
            latest.year,
            whole_per_cent(x, n)
        )
    });
    let contact = latest
        .row(
            "pregnant_no_childrens_services_recorded",
            GroupRow::All,
            "F",
        )
        .filter(|r| !r.is_not_available() && !r.is_confidential())
        .map(|r| {
            format!(
                " For {} of them nothing but \"none\", or nothing at all, is recorded of early help or children's social care: not recorded does not mean none, and the code numbers are assumed.",
                share_of(Some(r), |x, n| format!(
                    "{} ({})",
                    thousands(x),
                    whole_per_cent(x, n)
                ))
            )
        });
    Some(format!("{number}.{}", contact.unwrap_or_default()))
}

fn young_people(latest: &Latest<'_>) -> Option<String> {
    let of = |measure, group, sex| latest.row_of(under_18("starting", measure), group, sex);
    let everybody = of("starting", GroupRow::All, "all")?;
    if everybody.is_not_available() {
        return None;
    }
    if everybody.is_confidential() {
        return Some(format!(
            "How many under-18s started treatment in {} is not shown: {HIDDEN}.",
            latest.year
        ));
    }
    let count = |row: Option<&ReleasedRow>| share_of(row, |x, _| thousands(x));
    Some(format!(
        "Under-18s starting treatment in {}: {}. Parents living with their own children: {}; parents not living with their children: {}; living with children not their own, who may be brothers and sisters: {}; pregnant: {} of {} young women.",
        latest.year,
        count(Some(everybody)),
        count(of("starting", GroupRow::OwnChildren, "all")),
        count(of("starting", GroupRow::ParentApart, "all")),
        count(of("starting", GroupRow::OthersChildren, "all")),
        count(of("pregnant", GroupRow::All, "F")),
        count(of("starting", GroupRow::All, "F")),
    ))
}

/// A safeguarding prompt: numbers only, never a list of people. The three states, so that "not recorded" is never read as
/// "none".
fn childrens_services(latest: &Latest<'_>, adults: &str) -> Option<String> {
    let of = |measure| {
        let row = latest.row(measure, GroupRow::LivesWithChild, "all")?;
        Some((row.numerator()?, row.denominator()?))
    };
    let (received, all) = of("childrens_services_received")?;
    let (none, _) = of("childrens_services_none")?;
    let (blank, _) = of("childrens_services_not_recorded")?;
    if all == 0 {
        return None;
    }
    let share = |x| format!("{} ({})", thousands(x), whole_per_cent(x, all));
    let provisional = latest
        .row(
            "childrens_services_received",
            GroupRow::LivesWithChild,
            "all",
        )
        .is_some_and(ReleasedRow::is_provisional);
    let mark = if provisional { " [p]" } else { "" };
    Some(format!(
        "Of {} {adults} in treatment in {}{mark} who lived with a child, {} had early help or children's social care recorded, {} were recorded as having none, and for {} nothing is recorded. Not recorded does not mean none; the code numbers are assumed.",
        thousands(all),
        latest.year,
        share(received),
        share(none),
        share(blank)
    ))
}

fn help(latest: &Latest<'_>, adults_word: &str) -> Option<String> {
    let row = latest.row_of(
        adults("in_treatment", "no_family_help_recorded"),
        GroupRow::ParentOrLivesWithChild,
        "all",
    )?;
    if row.is_not_available() || row.is_confidential() {
        return None;
    }
    Some(format!(
        "Of {adults_word} in treatment in {} who were parents or lived with children, {} had no parenting support, family support or family intervention recorded during their journey. Not recorded may mean not given, or not written down.",
        latest.year,
        share_of(Some(row), |x, n| format!(
            "{} of {} ({})",
            thousands(x),
            thousands(n),
            whole_per_cent(x, n)
        ))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_answer_must_lead_by_two_points() {
        for (counts, all, expected) in [
            (
                vec![("female", Some(60)), ("male", Some(40))],
                100,
                "female 60%",
            ),
            (
                vec![("female", Some(51)), ("male", Some(49))],
                100,
                "female 51%",
            ),
            (
                vec![("female", Some(505)), ("male", Some(495))],
                1000,
                "no single: female 51%, male 50%",
            ),
            (
                vec![("one", Some(30)), ("two", Some(30)), ("three", Some(40))],
                100,
                "three 40%",
            ),
            (vec![("one", Some(0)), ("two", Some(0))], 0, "nothing"),
            // Hidden counts share what is left.
            (
                vec![("one", Some(54)), ("two", None), ("three", None)],
                100,
                "one 54%",
            ),
            (
                vec![("one", Some(50)), ("two", None), ("three", None)],
                100,
                "nothing",
            ),
            (vec![("one", None), ("two", None)], 100, "nothing"),
        ] {
            let said = match commonest(&counts, all) {
                Some(Commonest::One(name, share)) => format!("{name} {share}"),
                Some(Commonest::NoSingle(shares)) => format!("no single: {shares}"),
                None => "nothing".into(),
            };
            assert_eq!(said, expected, "{counts:?}");
        }
    }
}

//! A well-formed set of episodes, damaged in one way, gives the finding of that way at the right line, or reads right
//! where it should; and whatever is not damaged counts as it did.
//!
//! `synth` writes the episodes (none of them dirty), `way` says what a way of damage is and what comes of it, `judge` holds
//! the program against it. The ways stand in tables: `files` of whole files, `quotes`, `rows`, `headers`, `values`,
//! `dates`, `spans`, `episodes`. What is chosen (the people, the row, the column) is chosen by proptest.

#[path = "../sheets/mod.rs"]
mod sheets;

mod calendar;
mod dates;
mod episodes;
mod files;
mod headers;
mod judge;
mod quotes;
mod rows;
mod spans;
mod values;
mod way;

use std::collections::BTreeSet;
use treatstat::extract::Rule;
use way::{Expect, Way};

const TABLES: [&[Way]; 8] = [
    files::WAYS,
    quotes::WAYS,
    rows::WAYS,
    headers::WAYS,
    values::WAYS,
    dates::WAYS,
    spans::WAYS,
    episodes::WAYS,
];

#[test]
fn damage_to_the_whole_file() {
    judge::all(files::WAYS);
}

#[test]
fn damage_to_quotes() {
    judge::all(quotes::WAYS);
}

#[test]
fn damage_to_rows() {
    judge::all(rows::WAYS);
}

#[test]
fn damage_to_the_header() {
    judge::all(headers::WAYS);
}

#[test]
fn damage_to_values() {
    judge::all(values::WAYS);
}

#[test]
fn damage_to_dates() {
    judge::all(dates::WAYS);
}

#[test]
fn damage_to_starts_and_ends() {
    judge::all(spans::WAYS);
}

#[test]
fn damage_to_episodes() {
    judge::all(episodes::WAYS);
}

/// What no file of the two built-in forms can show by damage to one place of it.
const NOT_DAMAGE: [(Rule, &str); 14] = [
    (Rule::Filtered, "needs a profile with a filter"),
    (Rule::UnreadableAge, "needs a profile that reads ages"),
    (Rule::SerialDate, "needs a workbook"),
    (
        Rule::StrayQuote,
        "makes another id; see the tests of the command",
    ),
    (
        Rule::NoRows,
        "a whole extract; see the tests of the command",
    ),
    (
        Rule::EmptyFile,
        "a whole file; see the tests of the command",
    ),
    (
        Rule::TooManyInvalid,
        "a whole extract; see the tests of the command",
    ),
    (
        Rule::NothingUsed,
        "a whole extract; see the tests of the command",
    ),
    (
        Rule::NoExtractDate,
        "a whole extract; see the tests of the command",
    ),
    (Rule::TiedOutcome, "two episodes as they may well be"),
    (Rule::TwoBirthDates, "two episodes as they may well be"),
    (Rule::TwoSexes, "two episodes as they may well be"),
    (Rule::YoungPeoplesEnding, "a code as it may well be"),
    (Rule::MainDrugMissing, "a blank as it may well be"),
];

/// A rule that no way of damage shows is a rule that nothing here would miss.
#[test]
fn every_rule_has_a_way_that_breaks_it() {
    let ways = TABLES.into_iter().flatten();
    let shown: BTreeSet<Rule> = ways
        .filter_map(|way| match way.expect {
            Expect::ReadsRight => None,
            Expect::LeavesOut(rule) | Expect::Notices(rule) | Expect::Refuses(rule) => Some(rule),
        })
        .collect();
    let excepted = NOT_DAMAGE.map(|(rule, _)| rule);
    for rule in Rule::ALL {
        assert_ne!(
            shown.contains(rule),
            excepted.contains(rule),
            "{}",
            rule.name()
        );
    }
}

//! The promises of inferred rows: whoever has the released rows has them already.

use crate::inferred::File;
use crate::rows::Row;
use crate::runs::{cases, require_none};
use crate::statistics::Counts;
use std::collections::BTreeSet;

fn faults(released: &[Row], inferred: &[Row]) -> Vec<String> {
    let file = File::of(released);
    inferred.iter().filter_map(|row| file.fault(row)).collect()
}

#[test]
fn every_inferred_number_follows_from_released_rows_of_the_same_file() {
    let mut found = Vec::new();
    for case in cases() {
        let of_case = faults(&case.protected, &case.inferred);
        found.extend(
            of_case
                .iter()
                .map(|fault| format!("{}: {fault}", case.name)),
        );
    }
    require_none(&found, "inferred numbers that rows do not give");
}

/// Shown comparisons with people of whom something is true, by what their rows and counts give.
fn comparisons_with(is_wrong: impl Fn(Counts) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for case in cases() {
        let file = File::of(&case.protected);
        for row in case.inferred.iter().filter(|row| row.is_shown()) {
            if let Some(other) = file.other(row).filter(|other| is_wrong(*other)) {
                let Counts { part, whole } = other;
                found.push(format!(
                    "{}: {} with {part} of {whole}",
                    case.name,
                    row.name()
                ));
            }
        }
    }
    found
}

/// A difference is a share of everybody else in all but name.
#[test]
fn no_comparison_is_with_a_small_count() {
    let found = comparisons_with(|Counts { part, whole }| {
        [part, whole, whole - part]
            .iter()
            .any(|count| (1..=4).contains(count))
    });
    require_none(&found, "comparisons with small counts");
}

#[test]
fn no_comparison_tells_what_everybody_else_answered_of_fewer_than_ten() {
    let found = comparisons_with(|Counts { part, whole }| {
        (1..10).contains(&whole) && (part == 0 || part == whole)
    });
    require_none(
        &found,
        "comparisons with 0% or 100% of fewer than ten people",
    );
}

/// Else the formulas would be unproved where protection hides everything.
#[test]
fn every_number_inferred_from_the_whole_truth_is_worked_out_alike() {
    let mut found = Vec::new();
    let mut kinds = BTreeSet::new();
    for case in cases() {
        let of_case = faults(&case.truth, &case.inferred_from_truth);
        found.extend(
            of_case
                .iter()
                .map(|fault| format!("{}: {fault}", case.name)),
        );
        let shown = case.inferred_from_truth.iter().filter(|row| row.is_shown());
        kinds.extend(shown.map(|row| {
            let year = row.compared_with.starts_with(|c: char| c.is_ascii_digit());
            let with = if year {
                "a year"
            } else {
                row.compared_with.as_str()
            };
            (row.statistic.as_str(), with)
        }));
    }
    require_none(&found, "inferred numbers worked out otherwise");
    let expected = [
        ("difference", "a year"),
        ("difference", "everyone_else"),
        ("difference", "rest_of_area"),
        ("difference", "rest_of_extract"),
        ("proportion", ""),
        ("trend_p", "a year"),
        ("trend_z", "a year"),
    ];
    assert_eq!(Vec::from_iter(kinds), expected);
}

/// Without this the first of these would prove nothing: a number worked out before protection must be noticed.
#[test]
fn numbers_inferred_before_protection_would_be_noticed() {
    for case in cases() {
        let file = File::of(&case.protected);
        // What is hidden only because it is 0% or 100% of fewer than ten could be worked out from released rows.
        let tells_few = |row: &Row| {
            let certain =
                |c: &Counts| (1..10).contains(&c.whole) && (c.part == 0 || c.part == c.whole);
            [file.counts(row), file.other(row)]
                .iter()
                .flatten()
                .any(certain)
        };
        let hidden: Vec<Row> = case
            .inferred_from_truth
            .iter()
            .zip(&case.inferred)
            .filter(|(truth, row)| {
                truth.name() == row.name()
                    && truth.is_shown()
                    && row.shorthand.starts_with("[c]")
                    && !tells_few(truth)
            })
            .map(|(truth, _)| truth.clone())
            .collect();
        assert!(!hidden.is_empty(), "{}: nothing is hidden", case.name);
        let found = faults(&case.protected, &hidden);
        assert_eq!(found.len(), hidden.len(), "{}", case.name);
    }
}

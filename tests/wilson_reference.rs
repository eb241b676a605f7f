//! Wilson limits against the reference values of PHEindicatormethods and 240 published rows of the National Child
//! Measurement Programme.

mod common;

use common::{Record, records, shared};
use treatstat::measures::wilson::{Z_95, Z_998, wilson};

fn read(path: &str) -> Option<Vec<Record>> {
    shared(&format!("real/phe_indicatormethods/{path}"))
        .map(|p| records(&std::fs::read_to_string(p).unwrap()))
}

fn number(row: &Record, column: &str) -> f64 {
    row[column].parse().unwrap_or(f64::NAN)
}

fn close(ours: f64, theirs: f64, what: &Record) {
    let relative = (ours - theirs).abs() / theirs.abs().max(f64::MIN_POSITIVE);
    // Limits of exactly 0 are computed as a difference of two nearly equal numbers.
    assert!(
        relative < 1e-9 || (ours - theirs).abs() < 1e-15,
        "{ours} {theirs} {what:?}"
    );
}

#[test]
fn limits_of_the_reference_table_also_of_numerators_that_are_not_whole() {
    let Some(rows) = read("wilson_expected.csv") else {
        return;
    };
    assert_eq!(rows.len(), 6);
    for row in &rows {
        let z = if row["confidence"] == "95%" {
            Z_95
        } else {
            Z_998
        };
        let ours = wilson(number(row, "x"), number(row, "n"), z).unwrap();
        close(ours.lowercl, number(row, "lowercl"), row);
        close(ours.uppercl, number(row, "uppercl"), row);
    }
}

/// The limits a file gives: (z, lower column, upper column).
type Limits = &'static [(f64, &'static str, &'static str)];

#[test]
fn proportions_and_missing_input() {
    let files: [(&str, usize, Limits); 2] = [
        (
            "proportion_expected.csv",
            19,
            &[
                (Z_95, "lower95_0cl", "upper95_0cl"),
                (Z_998, "lower99_8cl", "upper99_8cl"),
            ],
        ),
        (
            "proportion_grouped_expected.csv",
            11,
            &[(Z_95, "lowercl", "uppercl")],
        ),
    ];
    for (file, number_of_rows, limits) in files {
        let Some(rows) = read(file) else { return };
        assert_eq!(rows.len(), number_of_rows);
        let mut without = 0;
        for row in &rows {
            let (x, n, multiplier) = (
                number(row, "Numerator"),
                number(row, "Denominator"),
                number(row, "multiplier"),
            );
            for (z, lower, upper) in limits {
                match wilson(x, n, *z) {
                    Some(ours) => {
                        close(ours.value * multiplier, number(row, "value"), row);
                        close(ours.lowercl * multiplier, number(row, lower), row);
                        close(ours.uppercl * multiplier, number(row, upper), row);
                    }
                    None => {
                        assert!(
                            number(row, lower).is_nan() && number(row, upper).is_nan(),
                            "{row:?}"
                        );
                        without += 1;
                    }
                }
            }
        }
        // Three rows of each file lack the numerator, the denominator, or both.
        assert_eq!(without, 3 * limits.len(), "{file}");
    }
}

#[test]
fn limits_published_for_240_rows() {
    let Some(rows) = read("ncmp_obesity_by_decile.csv") else {
        return;
    };
    assert_eq!(rows.len(), 240);
    for row in &rows {
        let ours = wilson(number(row, "Count"), number(row, "Measured"), Z_95).unwrap();
        for (ours, theirs) in [
            (ours.value, "Rate"),
            (ours.lowercl, "LCL"),
            (ours.uppercl, "UCL"),
        ] {
            assert!(
                (100.0 * ours - number(row, theirs)).abs() < 1e-6,
                "{theirs} of {row:?}"
            );
        }
    }
}

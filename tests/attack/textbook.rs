//! Small systems whose answers are known, given straight to the solver.

use crate::decide::{Verdict, decide};
use crate::system::{Bounds, Equation, System};
use std::path::{Path, PathBuf};

/// A table with its row, column and grand totals shown, some inner cells hidden: what becomes of each hidden cell.
fn verdicts(counts: &[Vec<i64>], hidden: &[(usize, usize)]) -> Vec<Verdict> {
    let sum_of = |chosen: &dyn Fn(&(usize, usize)) -> bool| Equation {
        terms: (0..hidden.len())
            .filter(|at| chosen(&hidden[*at]))
            .map(|at| (at, 1))
            .collect(),
        total: hidden
            .iter()
            .filter(|cell| chosen(cell))
            .map(|(row, column)| counts[*row][*column])
            .sum(),
    };
    let mut equations: Vec<Equation> = (0..counts.len())
        .map(|row| sum_of(&|cell| cell.0 == row))
        .collect();
    equations.extend((0..counts[0].len()).map(|column| sum_of(&|cell| cell.1 == column)));
    equations.push(sum_of(&|_| true));
    equations.retain(|equation| !equation.terms.is_empty());
    let solution: Vec<i64> = hidden
        .iter()
        .map(|(row, column)| counts[*row][*column])
        .collect();
    let targets: Vec<Vec<usize>> = (0..hidden.len()).map(|at| vec![at]).collect();
    settle(System::new(hidden.len(), equations), &solution, &targets)
}

fn settle(system: System, solution: &[i64], targets: &[Vec<usize>]) -> Vec<Verdict> {
    let mut bounds = Bounds::open(system.variables);
    bounds
        .narrow(&system, 0..system.equations.len() as u32)
        .expect("there is a solution");
    decide(&system, &bounds, solution, targets, &[])
}

/// Two or more are hidden in every line, and still one of them is known: take the sums of the first two rows, and take
/// away those of the first two columns.
#[test]
fn two_hidden_in_every_line_can_still_tell_one() {
    let counts = vec![
        vec![4, 9, 30, 30],
        vec![8, 7, 3, 30],
        vec![30, 30, 6, 11],
        vec![30, 30, 12, 13],
    ];
    let hidden = [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 2),
        (2, 3),
        (3, 2),
        (3, 3),
    ];
    let verdicts = verdicts(&counts, &hidden);
    for (cell, verdict) in hidden.iter().zip(verdicts) {
        let expected = if *cell == (1, 2) {
            Verdict::Recovered(3)
        } else {
            Verdict::Safe
        };
        assert_eq!(verdict, expected, "{cell:?}");
    }
}

/// In fractions it could be otherwise, in whole numbers it cannot: pairs that add up to one in a ring of three.
#[test]
fn whole_numbers_tell_more_than_fractions() {
    // a + b + s = 1, b + c + s = 1, a + c + s = 1 and s to be known: s = 1 alone, or a = b = c = 1/2.
    let ring = |one, other| Equation {
        terms: vec![(one, 1), (other, 1), (3, 1)],
        total: 1,
    };
    let system = System::new(4, vec![ring(0, 1), ring(1, 2), ring(0, 2)]);
    assert_eq!(
        settle(system, &[0, 0, 0, 1], &[vec![3], vec![0]]),
        vec![Verdict::Recovered(1), Verdict::Recovered(0)]
    );
}

#[test]
fn a_count_that_may_be_another_is_safe() {
    assert_eq!(
        verdicts(&[vec![1, 4], vec![4, 9]], &[(0, 0), (0, 1), (1, 0), (1, 1)]),
        vec![Verdict::Safe; 4]
    );
    assert_eq!(
        verdicts(&[vec![1, 4], vec![4, 9]], &[(0, 0), (0, 1), (1, 0)]),
        [1, 4, 4].map(Verdict::Recovered)
    );
}

/// Shared reference results, where they lie beside the project.
fn reference() -> Option<serde_json::Value> {
    let path: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/sdc_reference/expected.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: ../shared/real/sdc_reference is not here");
        return None;
    };
    Some(serde_json::from_str(&text).expect("the reference is JSON"))
}

fn cells(value: &serde_json::Value) -> Vec<(usize, usize)> {
    serde_json::from_value(value.clone()).expect("a list of cells")
}

/// What is recoverable when only small cells are hidden was found there by linear programming, in other code.
#[test]
fn real_tables_give_back_what_they_are_known_to_give_back() {
    let Some(reference) = reference() else { return };
    let mut tables = 0;
    for (name, table) in reference.as_object().expect("tables by name") {
        if table.get("primary").is_none() {
            continue;
        }
        let counts: Vec<Vec<i64>> =
            serde_json::from_value(table["counts"].clone()).expect("counts");
        let names = |key: &str| -> Vec<String> {
            serde_json::from_value(table[key].clone()).expect("names")
        };
        let (rows, columns, hidden) = (names("rows"), names("cols"), cells(&table["primary"]));
        let found: Vec<String> = hidden
            .iter()
            .zip(verdicts(&counts, &hidden))
            .filter_map(|((row, column), verdict)| match verdict {
                Verdict::Recovered(value) => {
                    assert_eq!(value, counts[*row][*column], "{name}");
                    Some(format!("{}|{}", rows[*row], columns[*column]))
                }
                Verdict::Safe => None,
                Verdict::Undecided => panic!("{name}: undecided"),
            })
            .collect();
        let expected: Vec<String> =
            serde_json::from_value(table["exactly_recoverable_if_only_primary_hidden"].clone())
                .expect("names");
        assert_eq!(found, expected, "{name}");
        tables += 1;
    }
    assert!(tables >= 7, "only {tables} tables");
}

/// A pattern that others published as safe.
#[test]
fn a_published_pattern_is_safe_and_its_small_cells_alone_are_not() {
    let Some(reference) = reference() else { return };
    let table = &reference["gausssuppression_table1"];
    let counts: Vec<Vec<i64>> = serde_json::from_value(table["counts"].clone()).expect("counts");
    let hidden = cells(&table["published_hidden"]);
    assert_eq!(
        verdicts(&counts, &hidden),
        vec![Verdict::Safe; hidden.len()]
    );
    // There noughts are small too: only one cell is, and its row and column give it away.
    assert_eq!(verdicts(&counts, &[(0, 1)]), vec![Verdict::Recovered(0)]);
}

/// The reference tables with their names.
pub fn tables() -> Option<Vec<(String, Vec<Vec<usize>>)>> {
    let reference = reference()?;
    let tables = reference.as_object().expect("tables by name").iter();
    let counts = |value: &serde_json::Value| serde_json::from_value(value["counts"].clone()).ok();
    Some(
        tables
            .filter_map(|(name, value)| Some((name.clone(), counts(value)?)))
            .collect(),
    )
}

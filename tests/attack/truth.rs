//! The true cells of a run, which only the judge has: worked out from what an unsuppressed run prints.

use crate::cells::*;
use crate::shape::{CARRIED, GONE, IN_TREATMENT, STARTING, Shape};
use crate::tables::Tables;

/// Every count of `shape`, by its number, from an unsuppressed run divided by everything that `shape` is divided by.
/// Panics where the rows contradict what they are taken to mean: a cell below nought, or a sum that does not hold.
pub fn truth(shape: &Shape, whole: &Tables) -> Vec<i64> {
    let mut values = vec![0; shape.counts()];
    for kind in [IN_TREATMENT, STARTING] {
        for year in 0..shape.years.len() {
            for (place, name) in shape.places.iter().enumerate() {
                // A place of which no row is printed counts nobody.
                let Some(place_there) = whole.shape.places.iter().position(|there| there == name)
                else {
                    continue;
                };
                let from = whole.shape.block(kind, year, place_there);
                cells_of_rows(whole, from, shape.block(kind, year, place), &mut values);
            }
        }
    }
    for year in 0..shape.years.len() {
        for place in 0..shape.places.len() {
            between_populations(shape, year, place, &mut values);
        }
    }
    for block in 0..shape.blocks() {
        add_up(block, &mut values);
    }
    values
}

/// The counts of one block, as those of block 0.
pub fn cells_at(whole: &Tables, block: usize) -> Vec<i64> {
    let mut values = vec![0; crate::shape::COUNTS_OF_BLOCK];
    cells_of_rows(whole, block, 0, &mut values);
    values
}

/// The twelve cells of each group, from the rows that count several of them together.
fn cells_of_rows(whole: &Tables, from: usize, to: usize, values: &mut [i64]) {
    for group in 0..SINGLE_GROUPS {
        let printed = |answer| {
            let count = Shape::count(from, group, answer);
            whole.printed[count]
                .shown
                .unwrap_or_else(|| panic!("{}: not printed", whole.shape.say(count)))
        };
        let people = printed(PEOPLE);
        let either = printed(HEROIN_OR_CRACK);
        for (answer, value) in [
            (FEMALE, printed(FEMALE)),
            (MALE, printed(SEX_RECORDED) - printed(FEMALE)),
            (SEX_UNKNOWN, people - printed(SEX_RECORDED)),
            (NEITHER, printed(DRUG_RECORDED) - either),
            (HEROIN_ONLY, either - printed(CRACK)),
            (CRACK_ONLY, either - printed(HEROIN)),
            (BOTH, printed(HEROIN) + printed(CRACK) - either),
            (NO_DRUG, people - printed(DRUG_RECORDED)),
            (HOUSED, printed(HOUSING_RECORDED) - printed(HOUSING_PROBLEM)),
            (
                OTHER_PROBLEM,
                printed(HOUSING_PROBLEM) - printed(NO_FIXED_ABODE),
            ),
            (NO_FIXED_ABODE, printed(NO_FIXED_ABODE)),
            (NO_HOUSING, people - printed(HOUSING_RECORDED)),
        ] {
            values[Shape::count(to, group, answer)] = value;
        }
    }
}

fn between_populations(shape: &Shape, year: usize, place: usize, values: &mut [i64]) {
    let years = shape.years.len();
    for group in 0..SINGLE_GROUPS {
        for answer in CELL_ANSWERS {
            let at = |kind, year| Shape::count(shape.block(kind, year, place), group, answer);
            let carried =
                |values: &[i64], year| values[at(IN_TREATMENT, year)] - values[at(STARTING, year)];
            values[at(CARRIED, year)] = carried(values, year);
            values[at(GONE, year)] = values[at(IN_TREATMENT, year)];
            if year + 1 < years {
                values[at(GONE, year)] -= carried(values, year + 1);
            }
        }
    }
}

/// Every count of a block from its cells.
fn add_up(block: usize, values: &mut [i64]) {
    for group in 0..SINGLE_GROUPS {
        for answer in CELL_ANSWERS {
            let value = values[Shape::count(block, group, answer)];
            assert!(value >= 0, "a cell counts {value}");
        }
        for (whole, parts) in ANSWER_SUMS {
            let sum = parts
                .iter()
                .map(|part| values[Shape::count(block, group, *part)])
                .sum();
            values[Shape::count(block, group, whole)] = sum;
        }
    }
    for (whole, parts) in GROUP_SUMS {
        for answer in 0..ANSWERS.len() {
            let sum = parts
                .iter()
                .map(|part| values[Shape::count(block, *part, answer)])
                .sum();
            values[Shape::count(block, whole, answer)] = sum;
        }
    }
}

/// Holds what a run shows against the truth.
pub fn require_agreement(tables: &Tables, values: &[i64], name: &str) {
    for (count, printed) in tables.printed.iter().enumerate() {
        if let Some(shown) = printed.shown {
            assert_eq!(
                shown,
                values[count],
                "{name}, {}: {}",
                tables.age_group,
                tables.shape.say(count)
            );
        }
    }
}

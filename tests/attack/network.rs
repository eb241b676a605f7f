//! Every count that can be named, and every sum among them: what an outsider writes down before solving anything.

use crate::cells::{ANSWER_SUMS, ANSWERS, GROUP_SUMS, GROUPS, SINGLE_GROUPS, SUBSTANCES};
use crate::shape::{CARRIED, COUNTS_OF_BLOCK, GONE, IN_TREATMENT, KINDS, STARTING, Shape};
use crate::system::{Bounds, Equation, System};
use crate::tables::Tables;

/// The sums among the counts of a run of this shape. Its variables are the numbers of the counts.
pub fn network(shape: &Shape) -> System {
    let mut equations = Vec::new();
    for block in 0..shape.blocks() {
        within_block(block, &mut equations);
    }
    let mut between = |whole: usize, parts: &[usize]| {
        for count in 0..COUNTS_OF_BLOCK {
            let at = |block: usize| block * COUNTS_OF_BLOCK + count;
            equations.push(Equation::sum(at(whole), parts.iter().map(|part| at(*part))));
        }
    };
    for year in 0..shape.years.len() {
        for kind in 0..KINDS.len() {
            for levels in &shape.breakdowns {
                let parts: Vec<usize> = levels
                    .clone()
                    .map(|level| shape.block(kind, year, level))
                    .collect();
                between(shape.block(kind, year, 0), &parts);
            }
        }
        for place in 0..shape.places.len() {
            let at = |kind, year| shape.block(kind, year, place);
            // Who starts is in treatment, by the same journey; who was in treatment from before the year was so last year.
            between(
                at(IN_TREATMENT, year),
                &[at(STARTING, year), at(CARRIED, year)],
            );
            if year + 1 < shape.years.len() {
                between(
                    at(IN_TREATMENT, year),
                    &[at(CARRIED, year + 1), at(GONE, year)],
                );
            } else {
                between(at(IN_TREATMENT, year), &[at(GONE, year)]);
            }
        }
    }
    System::new(shape.counts(), equations)
}

fn within_block(block: usize, equations: &mut Vec<Equation>) {
    for group in 0..GROUPS.len() {
        for (whole, parts) in ANSWER_SUMS {
            let at = |answer| Shape::count(block, group, answer);
            equations.push(Equation::sum(at(whole), parts.map(at)));
        }
    }
    for answer in 0..ANSWERS.len() {
        for (whole, parts) in GROUP_SUMS {
            let at = |group| Shape::count(block, group, answer);
            equations.push(Equation::sum(at(whole), parts.map(at)));
        }
    }
}

/// What is known before anything is worked out: what is shown, rounded to a multiple of `base` (1: as it is), and what is
/// nought by the meaning of the words.
pub fn shown(tables: &Tables, base: i64) -> Bounds {
    let shape = &tables.shape;
    let mut bounds = Bounds::open(shape.counts());
    for count in noughts_by_meaning(shape) {
        bounds.fix(count, 0);
    }
    for (count, printed) in tables.printed.iter().enumerate() {
        if let Some(value) = printed.shown {
            assert_eq!(value % base, 0, "{} is {value}", shape.say(count));
            // Half a base goes up.
            bounds.low[count] = (value - base / 2).max(bounds.low[count]);
            bounds.high[count] = (value + (base - 1) / 2).min(bounds.high[count]);
        }
    }
    bounds
}

/// Counts of drugs that nobody of a substance group can have taken.
pub fn noughts_by_meaning(shape: &Shape) -> Vec<usize> {
    let mut noughts = Vec::new();
    for block in 0..shape.blocks() {
        let name = &shape.places[shape.place(block)];
        for (_, answers) in SUBSTANCES.iter().filter(|(level, _)| level == name) {
            for answer in answers.iter() {
                noughts.extend((0..SINGLE_GROUPS).map(|group| Shape::count(block, group, *answer)));
            }
        }
    }
    noughts
}

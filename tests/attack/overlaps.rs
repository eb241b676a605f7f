//! A third attack, on providers that overlap: what is recorded of the people of each, beside everybody.

use crate::cells::{ANSWERS, CELL_ANSWERS, DRUG_BITS, GROUPS, HOUSING_BITS, SINGLE_GROUPS};
use crate::cells::{PEOPLE, cells_of, cells_of_bits};
use crate::ledger::Found;
use crate::narrow::cell;
use crate::runs::{Printed, printed_of};
use crate::scenes::Scene;
use crate::shape::{IN_TREATMENT, STARTING, Shape};
use crate::sums::{Sums, Terms};
use crate::tables::{Tables, read};

const CELLS: usize = SINGLE_GROUPS * CELL_ANSWERS.len();

/// The cells of the blocks looked at, as variables.
struct Blocks {
    looked_at: Vec<usize>,
    sums: Sums,
}

impl Blocks {
    fn variable(&self, block: usize, bit: usize) -> usize {
        let mut blocks = self.looked_at.iter();
        let at = blocks.position(|one| *one == block);
        at.expect("a block looked at") * CELLS + bit
    }

    fn cells(&self, block: usize, mask: u64) -> Terms {
        let bits = (0..CELLS).filter(|bit| mask >> bit & 1 == 1);
        bits.map(|bit| (self.variable(block, bit), 1)).collect()
    }
}

pub fn attack(scene: &Scene) -> Found {
    let mut found = Found::default();
    let settings = "provider_from = \"any\"";
    let by = ["--by", "provider"];
    let Some(Printed {
        protected,
        everything,
        is_safe,
    }) = printed_of(&scene.csv, settings, scene.arguments, &by)
    else {
        return found;
    };
    found.is_safe = is_safe;
    let ([protected, _], [everything, _]) = (read(&protected), read(&everything));
    let blocks = blocks(&protected, &everything);
    let is_looked_at = |count: &usize| blocks.looked_at.contains(&Shape::block_of(*count));
    let hidden: Vec<usize> = protected.hidden().filter(is_looked_at).collect();
    found.hidden = hidden.len();
    let target = |count: &usize| {
        let cells = blocks.cells(Shape::block_of(*count), Shape::mask_of(*count));
        cells.into_iter().map(|(variable, _)| variable).collect()
    };
    let targets: Vec<Vec<usize>> = hidden.iter().map(target).collect();
    for (count, value) in hidden.iter().zip(blocks.sums.recovered(&targets)) {
        if let Some(value) = value.filter(|value| *value > 0) {
            let what = protected.shape.say(*count);
            found.recovered.push(format!("{what} = {value}"));
        }
    }
    found
}

fn blocks(protected: &Tables, everything: &Tables) -> Blocks {
    let shape = &protected.shape;
    let is_provider = |place: &usize| shape.places[*place].starts_with("provider ");
    let providers: Vec<usize> = (0..shape.places.len()).filter(is_provider).collect();
    let kinds = [IN_TREATMENT, STARTING];
    let years = 0..shape.years.len();
    let kinds_and_years = kinds
        .into_iter()
        .flat_map(|kind| years.clone().map(move |year| (kind, year)));
    let kinds_and_years: Vec<(usize, usize)> = kinds_and_years.collect();
    let places: Vec<usize> = std::iter::once(0)
        .chain(providers.iter().copied())
        .collect();
    let mut blocks = Blocks {
        looked_at: Vec::new(),
        sums: Sums::default(),
    };
    for (kind, year) in &kinds_and_years {
        for place in &places {
            let block = shape.block(*kind, *year, *place);
            blocks.looked_at.push(block);
            let name = &shape.places[*place];
            let there = everything.shape.places.iter().position(|one| one == name);
            let there = there.map(|place| everything.shape.block(*kind, *year, place));
            for bit in 0..CELLS {
                let people = there.map_or(0, |there| true_cell(everything, there, bit));
                blocks.sums.variable(people);
            }
        }
    }
    for block in blocks.looked_at.clone() {
        for group in 0..GROUPS.len() {
            for answer in 0..ANSWERS.len() {
                let shown = protected.printed[Shape::count(block, group, answer)].shown;
                if let Some(total) = shown {
                    let terms = blocks.cells(block, cells_of(group, answer));
                    blocks.sums.is(terms, total);
                }
            }
        }
        // Everybody answers each question.
        for group in 0..SINGLE_GROUPS {
            for question in [DRUG_BITS, HOUSING_BITS] {
                let mut terms = blocks.cells(block, cells_of(group, PEOPLE));
                let others = blocks.cells(block, cells_of_bits(group, question));
                terms.extend(others.into_iter().map(|(variable, _)| (variable, -1)));
                blocks.sums.is(terms, 0);
            }
        }
    }
    for (kind, year) in &kinds_and_years {
        for bit in 0..CELLS {
            let at = |kind: usize, place: usize| shape.block(kind, *year, place);
            let whole = blocks.variable(at(*kind, 0), bit);
            let levels: Vec<usize> = providers
                .iter()
                .map(|place| blocks.variable(at(*kind, *place), bit))
                .collect();
            for level in &levels {
                blocks.sums.at_most(vec![(*level, 1)], vec![(whole, 1)]);
            }
            if !levels.is_empty() {
                let together = levels.iter().map(|level| (*level, 1)).collect();
                blocks.sums.at_most(vec![(whole, 1)], together);
            }
            if *kind == STARTING && !levels.is_empty() {
                // Who starts and is counted at two is in treatment and counted at two.
                let again = |kind: usize| {
                    let levels = providers.iter().map(|place| at(kind, *place));
                    let levels: Vec<_> = levels.map(|block| blocks.variable(block, bit)).collect();
                    (levels, blocks.variable(at(kind, 0), bit))
                };
                let (starting, all_starting) = again(STARTING);
                let (in_treatment, all) = again(IN_TREATMENT);
                let each = |levels: Vec<usize>| levels.into_iter().map(|level| (level, 1));
                let lesser = each(starting).chain([(all, 1)]).collect();
                let greater = each(in_treatment).chain([(all_starting, 1)]).collect();
                blocks.sums.at_most(lesser, greater);
                // Who did not start and is at a level did not start and is counted in the whole.
                for place in &providers {
                    let [here, whole] = [*place, 0].map(|place| {
                        [IN_TREATMENT, STARTING].map(|kind| blocks.variable(at(kind, place), bit))
                    });
                    let lesser = vec![(here[0], 1), (whole[1], 1)];
                    let greater = vec![(whole[0], 1), (here[1], 1)];
                    blocks.sums.at_most(lesser, greater);
                }
            }
            if *kind == STARTING {
                for place in &places {
                    let [lesser, greater] =
                        [STARTING, IN_TREATMENT].map(|kind| blocks.variable(at(kind, *place), bit));
                    blocks.sums.at_most(vec![(lesser, 1)], vec![(greater, 1)]);
                }
            }
        }
    }
    blocks
}

/// A cell of a block of which everything is printed.
fn true_cell(everything: &Tables, block: usize, bit: usize) -> i64 {
    let values = crate::truth::cells_at(everything, block);
    values[cell(0, bit)]
}

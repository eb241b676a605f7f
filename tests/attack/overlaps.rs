//! A third attack, on providers that overlap: what is recorded of the people of each, beside everybody.

use crate::cells::{ANSWERS, CELL_ANSWERS, DRUG_BITS, GROUPS, HOUSING_BITS, SINGLE_GROUPS};
use crate::cells::{PEOPLE, cells_of, cells_of_bits};
use crate::decide::{Verdict, decide};
use crate::ledger::Found;
use crate::narrow::cell;
use crate::runs::{Printed, printed_of};
use crate::scenes::Scene;
use crate::shape::{IN_TREATMENT, STARTING, Shape};
use crate::system::{Bounds, Equation, System, value_of};
use crate::tables::{Tables, read};

const CELLS: usize = SINGLE_GROUPS * CELL_ANSWERS.len();

/// Cells of the blocks looked at as variables, then by how much one side of a relation is greater.
struct Sums {
    blocks: Vec<usize>,
    equations: Vec<Equation>,
    truth: Vec<i64>,
}

impl Sums {
    fn variable(&self, block: usize, bit: usize) -> usize {
        let mut blocks = self.blocks.iter();
        blocks
            .position(|one| *one == block)
            .expect("a block looked at")
            * CELLS
            + bit
    }

    fn cells(&self, block: usize, mask: u64) -> Vec<(usize, i64)> {
        let bits = (0..CELLS).filter(|bit| mask >> bit & 1 == 1);
        bits.map(|bit| (self.variable(block, bit), 1)).collect()
    }

    fn at_most(&mut self, lesser: Vec<(usize, i64)>, greater: Vec<(usize, i64)>) {
        let mut terms = greater;
        terms.extend(lesser.into_iter().map(|(variable, by)| (variable, -by)));
        let more = value_of(&terms, &self.truth);
        assert!(more >= 0, "what is said of overlapping providers is not so");
        terms.push((self.truth.len(), -1));
        self.truth.push(more);
        self.equations.push(Equation { terms, total: 0 });
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
    let sums = sums(&protected, &everything);
    let system = System::new(sums.truth.len(), sums.equations.clone());
    let mut bounds = Bounds::open(sums.truth.len());
    let all = 0..system.equations.len() as u32;
    bounds
        .narrow(&system, all)
        .expect("the truth lies within the bounds");
    let is_looked_at = |count: &usize| sums.blocks.contains(&Shape::block_of(*count));
    let hidden: Vec<usize> = protected.hidden().filter(is_looked_at).collect();
    found.hidden = hidden.len();
    let target = |count: &usize| {
        let cells = sums.cells(Shape::block_of(*count), Shape::mask_of(*count));
        cells.into_iter().map(|(variable, _)| variable).collect()
    };
    let targets: Vec<Vec<usize>> = hidden.iter().map(target).collect();
    let verdicts = decide(&system, &bounds, &sums.truth, &targets, &[]);
    for (count, verdict) in hidden.iter().zip(verdicts) {
        if let Verdict::Recovered(value) = verdict
            && value > 0
        {
            let what = protected.shape.say(*count);
            found.recovered.push(format!("{what} = {value}"));
        }
    }
    found
}

fn sums(protected: &Tables, everything: &Tables) -> Sums {
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
    let mut sums = Sums {
        blocks: Vec::new(),
        equations: Vec::new(),
        truth: Vec::new(),
    };
    for (kind, year) in &kinds_and_years {
        for place in &places {
            let block = shape.block(*kind, *year, *place);
            sums.blocks.push(block);
            let name = &shape.places[*place];
            let there = everything.shape.places.iter().position(|one| one == name);
            let there = there.map(|place| everything.shape.block(*kind, *year, place));
            let cells =
                (0..CELLS).map(|bit| there.map_or(0, |there| true_cell(everything, there, bit)));
            sums.truth.extend(cells);
        }
    }
    for block in sums.blocks.clone() {
        for group in 0..GROUPS.len() {
            for answer in 0..ANSWERS.len() {
                let shown = protected.printed[Shape::count(block, group, answer)].shown;
                let terms = sums.cells(block, cells_of(group, answer));
                sums.equations
                    .extend(shown.map(|total| Equation { terms, total }));
            }
        }
        // Everybody answers each question.
        for group in 0..SINGLE_GROUPS {
            for question in [DRUG_BITS, HOUSING_BITS] {
                let mut terms = sums.cells(block, cells_of(group, PEOPLE));
                let others = sums.cells(block, cells_of_bits(group, question));
                terms.extend(others.into_iter().map(|(variable, _)| (variable, -1)));
                sums.equations.push(Equation { terms, total: 0 });
            }
        }
    }
    for (kind, year) in &kinds_and_years {
        for bit in 0..CELLS {
            let at = |kind: usize, place: usize| shape.block(kind, *year, place);
            let whole = sums.variable(at(*kind, 0), bit);
            let levels: Vec<usize> = providers
                .iter()
                .map(|place| sums.variable(at(*kind, *place), bit))
                .collect();
            for level in &levels {
                sums.at_most(vec![(*level, 1)], vec![(whole, 1)]);
            }
            if !levels.is_empty() {
                let together = levels.iter().map(|level| (*level, 1)).collect();
                sums.at_most(vec![(whole, 1)], together);
            }
            if *kind == STARTING && !levels.is_empty() {
                // Who starts and is counted at two is in treatment and counted at two.
                let again = |kind: usize| {
                    let levels = providers.iter().map(|place| at(kind, *place));
                    let levels: Vec<_> = levels.map(|block| sums.variable(block, bit)).collect();
                    (levels, sums.variable(at(kind, 0), bit))
                };
                let (starting, all_starting) = again(STARTING);
                let (in_treatment, all) = again(IN_TREATMENT);
                let each = |levels: Vec<usize>| levels.into_iter().map(|level| (level, 1));
                let lesser = each(starting).chain([(all, 1)]).collect();
                let greater = each(in_treatment).chain([(all_starting, 1)]).collect();
                sums.at_most(lesser, greater);
            }
            if *kind == STARTING {
                for place in &places {
                    let [lesser, greater] =
                        [STARTING, IN_TREATMENT].map(|kind| sums.variable(at(kind, *place), bit));
                    sums.at_most(vec![(lesser, 1)], vec![(greater, 1)]);
                }
            }
        }
    }
    sums
}

/// A cell of a block of which everything is printed.
fn true_cell(everything: &Tables, block: usize, bit: usize) -> i64 {
    let values = crate::truth::cells_at(everything, block);
    values[cell(0, bit)]
}

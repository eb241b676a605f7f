//! The same knowledge again over cells alone, with everything left out that is already known: the smallest system that
//! says as much, in which other solutions are looked for.

use crate::cells::{ANSWERS, CELL_ANSWERS, DRUG_BITS, GROUPS, HOUSING_BITS, PEOPLE, SINGLE_GROUPS};
use crate::cells::{cells_of, cells_of_bits, group_and_answer};
use crate::shape::{CARRIED, GONE, IN_TREATMENT, STARTING, Shape};
use crate::system::{Bounds, Equation, System};

const CELLS: usize = SINGLE_GROUPS * CELL_ANSWERS.len();
const NONE: u32 = u32::MAX;

pub struct Narrow {
    pub system: System,
    pub bounds: Bounds,
    /// The count that each variable is.
    pub counts: Vec<usize>,
    /// For each block and cell its variable, if it is not known.
    variable: Vec<u32>,
}

impl Narrow {
    /// `wide` is what has been proven of the counts of the network.
    pub fn of(shape: &Shape, wide: &Bounds) -> Narrow {
        let mut counts = Vec::new();
        let mut variable = vec![NONE; shape.blocks() * CELLS];
        for block in 0..shape.blocks() {
            for bit in 0..CELLS {
                let count = cell(block, bit);
                if wide.fixed(count).is_none() {
                    variable[block * CELLS + bit] = counts.len() as u32;
                    counts.push(count);
                }
            }
        }
        let mut bounds = Bounds::open(counts.len());
        for (at, count) in counts.iter().enumerate() {
            bounds.low[at] = wide.low[*count];
            bounds.high[at] = wide.high[*count];
        }
        let mut narrow = Narrow {
            system: System::default(),
            bounds,
            counts,
            variable,
        };
        let mut equations = Vec::new();
        for block in 0..shape.blocks() {
            narrow.within_block(block, wide, &mut equations);
        }
        narrow.between_blocks(shape, wide, &mut equations);
        equations.retain(|equation| !equation.terms.is_empty());
        narrow.system = System::new(narrow.counts.len(), equations);
        narrow
    }

    fn unknown(&self, block: usize) -> u64 {
        (0..CELLS)
            .filter(|bit| self.variable[block * CELLS + bit] != NONE)
            .map(|bit| 1 << bit)
            .sum()
    }

    /// The unknown cells of `mask`.
    pub fn target(&self, block: usize, mask: u64) -> Vec<usize> {
        self.terms(block, mask)
            .into_iter()
            .map(|(variable, _)| variable)
            .collect()
    }

    /// The unknown cells of `mask` as terms.
    fn terms(&self, block: usize, mask: u64) -> Vec<(usize, i64)> {
        let cells = bits(mask & self.unknown(block));
        cells
            .map(|bit| (self.variable[block * CELLS + bit] as usize, 1))
            .collect()
    }

    /// Sets of variables that hang together more than with others: the people in treatment in a year, those starting, both.
    pub fn regions(&self, shape: &Shape) -> Vec<Vec<usize>> {
        let (years, places) = (shape.years.len(), shape.places.len());
        let mut regions = Vec::new();
        for kinds in [&[IN_TREATMENT][..], &[STARTING], &[IN_TREATMENT, STARTING]] {
            for year in 0..years {
                let holds = |count: &usize| {
                    let kind_and_year = Shape::block_of(*count) / places;
                    let (kind, of_year) = (kind_and_year / years, kind_and_year % years);
                    // With them what is left of both: from before the year, gone by the next, gone by this one.
                    (of_year == year && (kinds.contains(&kind) || kind == CARRIED || kind == GONE))
                        || (kind == GONE && of_year + 1 == year)
                };
                regions.push(
                    (0..self.counts.len())
                        .filter(|at| holds(&self.counts[*at]))
                        .collect(),
                );
            }
        }
        regions
    }

    fn within_block(&self, block: usize, wide: &Bounds, equations: &mut Vec<Equation>) {
        let unknown = self.unknown(block);
        if unknown == 0 {
            return;
        }
        let total_of = |mask: u64, value: i64| -> (u64, i64) {
            let known: i64 = bits(mask & !unknown)
                .map(|bit| wide.low[cell(block, bit)])
                .sum();
            (mask & unknown, value - known)
        };
        let mut lines = Vec::new();
        for group in 0..GROUPS.len() {
            for answer in 0..ANSWERS.len() {
                let Some(value) = wide.fixed(Shape::count(block, group, answer)) else {
                    continue;
                };
                lines.push(total_of(cells_of(group, answer), value));
                if answer == PEOPLE {
                    lines.push(total_of(cells_of_bits(group, DRUG_BITS), value));
                    lines.push(total_of(cells_of_bits(group, HOUSING_BITS), value));
                }
            }
        }
        for (mask, total) in without_each_other(lines) {
            let terms = self.terms(block, mask);
            equations.push(Equation { terms, total });
        }
        // The people of a group answer each question, also where nobody knows how many they are.
        for group in 0..SINGLE_GROUPS {
            if wide.fixed(Shape::count(block, group, PEOPLE)).is_some() {
                continue;
            }
            let (by_sex, total) = total_of(cells_of(group, PEOPLE), 0);
            for question in [DRUG_BITS, HOUSING_BITS] {
                let (others, others_total) = total_of(cells_of_bits(group, question), 0);
                let mut terms = self.terms(block, by_sex);
                terms.extend(
                    self.terms(block, others)
                        .into_iter()
                        .map(|(variable, _)| (variable, -1)),
                );
                equations.push(Equation {
                    terms,
                    total: total - others_total,
                });
            }
        }
    }

    fn between_blocks(&self, shape: &Shape, wide: &Bounds, equations: &mut Vec<Equation>) {
        let mut between = |whole: usize, parts: &[usize]| {
            for bit in 0..CELLS {
                let mut equation = Equation {
                    terms: Vec::new(),
                    total: 0,
                };
                let signed =
                    std::iter::once((whole, 1)).chain(parts.iter().map(|part| (*part, -1)));
                for (block, sign) in signed {
                    match self.variable[block * CELLS + bit] {
                        NONE => equation.total -= sign * wide.low[cell(block, bit)],
                        variable => equation.terms.push((variable as usize, sign)),
                    }
                }
                equations.push(equation);
            }
        };
        for year in 0..shape.years.len() {
            for kind in [IN_TREATMENT, STARTING] {
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
    }
}

pub fn cell(block: usize, bit: usize) -> usize {
    let (group, answer) = group_and_answer(bit);
    Shape::count(block, group, answer)
}

fn bits(mask: u64) -> impl Iterator<Item = usize> {
    (0..u64::BITS as usize).filter(move |bit| mask >> bit & 1 == 1)
}

/// Takes from each sum those that lie inside it, so that short sums stay that say the same.
fn without_each_other(mut lines: Vec<(u64, i64)>) -> Vec<(u64, i64)> {
    loop {
        lines.retain(|(mask, _)| *mask != 0);
        lines.sort_by_key(|(mask, _)| (mask.count_ones(), *mask));
        lines.dedup_by_key(|(mask, _)| *mask);
        let mut changed = false;
        for at in (1..lines.len()).rev() {
            // Large ones first: what is left is shortest.
            for inner in (0..at).rev() {
                let (inside, value) = lines[inner];
                if inside & !lines[at].0 == 0 && inside != lines[at].0 {
                    lines[at].0 &= !inside;
                    lines[at].1 -= value;
                    changed = true;
                }
            }
        }
        if !changed {
            return lines;
        }
    }
}

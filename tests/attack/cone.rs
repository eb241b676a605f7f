//! Exact linear programming on a cone: variables that are not negative, and lines over them that must be nought. Is a sum
//! of the variables nought in every direction?

use crate::chance::Chance;
use crate::fraction::{Fraction, Line, coefficient, less};
use std::collections::BTreeSet;

/// The simplex method at nought. Each line is solved for a variable of its own, the basic one.
pub struct Cone {
    /// The basic variable of each line, which has coefficient 1 in it and stands in no other.
    lines: Vec<(u32, Line)>,
    /// The lines that each variable stands in.
    columns: Vec<BTreeSet<u32>>,
    /// What a step along each variable that is not basic adds to the sum in question.
    gain: Line,
    /// How many coefficients there are.
    chance: Chance,
    filled: usize,
    filled_at_first: usize,
    /// How many times as many there may be before it gives up.
    pub room: usize,
}

pub enum Growth {
    Along(Line),
    /// Proven: along no direction.
    Nowhere,
    Unknown,
}

impl Cone {
    pub fn of(lines: &[Line], variables: usize) -> Cone {
        let lines: Vec<(u32, Line)> = lines.iter().map(|line| (u32::MAX, line.clone())).collect();
        let lines_filled = lines.iter().map(|(_, line)| line.len()).sum();
        let mut tableau = Cone {
            lines,
            columns: vec![BTreeSet::new(); variables],
            gain: Vec::new(),
            chance: Chance::new(1),
            filled: lines_filled,
            filled_at_first: 0,
            room: 4,
        };
        for (at, (_, line)) in tableau.lines.iter().enumerate() {
            for (variable, _) in line {
                tableau.columns[*variable as usize].insert(at as u32);
            }
        }
        let mut left: BTreeSet<u32> = (0..tableau.lines.len() as u32).collect();
        while let Some(at) = left
            .iter()
            .copied()
            .min_by_key(|at| tableau.lines[*at as usize].1.len())
        {
            left.remove(&at);
            let line = &tableau.lines[at as usize].1;
            let rarest = line
                .iter()
                .min_by_key(|(variable, _)| tableau.columns[*variable as usize].len());
            if let Some((variable, _)) = rarest.copied() {
                tableau.pivot(at, variable);
            }
        }
        tableau.filled_at_first = tableau.filled;
        tableau
    }

    /// Whether the sum grows along some direction.
    pub fn growth(&mut self, sum: &Line, patience: usize) -> Growth {
        self.gain = sum.clone();
        for (basic, _) in sum {
            // A variable stands in one line only if it is the basic one.
            for at in self.columns[*basic as usize].clone() {
                if self.lines[at as usize].0 == *basic {
                    self.gain = less(
                        &self.gain,
                        coefficient(&self.gain, *basic),
                        &self.lines[at as usize].1,
                    );
                }
            }
        }
        for step in 0..patience {
            if self.filled > self.room * (self.filled_at_first + 1_000) {
                break;
            }
            let mut gaining = self.gain.iter().filter(|(_, value)| value.sign() > 0);
            // The largest gain is the quickest way, but it can go round in circles; chance cannot, for long.
            let best = if step < patience / 2 {
                gaining
                    .max_by(|a, b| a.1.compare(b.1).then(b.0.cmp(&a.0)))
                    .copied()
            } else {
                let count = gaining.clone().count();
                gaining.nth(self.chance.below(count.max(1))).copied()
            };
            let Some((entering, _)) = best else {
                return Growth::Nowhere;
            };
            let column: Vec<u32> = self.columns[entering as usize].iter().copied().collect();
            let line_of = |at: &u32| &self.lines[*at as usize];
            let of_entering = |at: &u32| coefficient(&line_of(at).1, entering);
            let in_the_way = column.iter().filter(|at| of_entering(at).sign() > 0);
            match in_the_way.min_by_key(|at| (line_of(at).1.len(), line_of(at).0)) {
                Some(at) => self.pivot(*at, entering),
                None => {
                    let others = column
                        .iter()
                        .map(|at| (line_of(at).0, of_entering(at).negative()));
                    return Growth::Along(others.chain([(entering, Fraction::ONE)]).collect());
                }
            }
        }
        Growth::Unknown
    }

    /// Whether steps have filled it so much that it is quicker to begin again.
    pub fn is_full(&self) -> bool {
        self.filled > 3 * self.filled_at_first + 1000
    }

    /// Makes `entering` the basic variable of a line.
    fn pivot(&mut self, at: u32, entering: u32) {
        let mut line = std::mem::take(&mut self.lines[at as usize].1);
        let by = coefficient(&line, entering);
        line.iter_mut()
            .for_each(|(_, value)| *value = value.divided_by(by));
        let others: Vec<u32> = self.columns[entering as usize]
            .iter()
            .copied()
            .filter(|other| *other != at)
            .collect();
        for other in others {
            let before = &self.lines[other as usize].1;
            let after = less(before, coefficient(before, entering), &line);
            for (variable, _) in &line {
                let column = &mut self.columns[*variable as usize];
                if coefficient(&after, *variable).is_zero() {
                    column.remove(&other);
                } else {
                    column.insert(other);
                }
            }
            self.filled = self.filled + after.len() - before.len();
            self.lines[other as usize].1 = after;
        }
        self.gain = less(&self.gain, coefficient(&self.gain, entering), &line);
        self.lines[at as usize] = (entering, line);
    }
}

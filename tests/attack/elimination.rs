//! Exact elimination: which sums of variables are known whatever the rest may be, and how the rest moves with one of them.
//!
//! At a solution every variable above nought can move both ways; as many of them as possible are eliminated. What remains
//! are sums over variables that are nought at the solution, and so can only grow.

use crate::fraction::{Fraction, Line, coefficient, less};
use crate::system::{Bounds, System};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

pub struct Elimination {
    /// Each eliminated variable with its line, divided so that its coefficient is 1; in the order of elimination. No line
    /// holds a variable that was eliminated before it.
    lines: Vec<(u32, Line)>,
    /// The place of a variable among them.
    order: Vec<Option<u32>>,
    /// What remains: sums over the other variables that are nought in every direction.
    pub remaining: Vec<Line>,
}

impl Elimination {
    /// `movable` says which variables can move both ways.
    pub fn of(system: &System, bounds: &Bounds, movable: &[bool]) -> Elimination {
        let mut rows: Vec<Line> = system
            .equations
            .iter()
            .map(|equation| {
                let unknown = equation
                    .terms
                    .iter()
                    .filter(|(variable, _)| bounds.fixed(*variable).is_none());
                let mut line: Line = unknown
                    .map(|(variable, c)| (*variable as u32, Fraction::whole(*c)))
                    .collect();
                line.sort_by_key(|(variable, _)| *variable);
                line
            })
            .collect();
        let mut standing_in = vec![Vec::new(); system.variables];
        for (at, row) in rows.iter().enumerate() {
            for (variable, _) in row {
                if movable[*variable as usize] {
                    standing_in[*variable as usize].push(at as u32);
                }
            }
        }
        let mut heap: BinaryHeap<Reverse<(usize, u32)>> = (0..system.variables)
            .filter(|variable| !standing_in[*variable].is_empty())
            .map(|variable| Reverse((standing_in[variable].len(), variable as u32)))
            .collect();
        let mut elimination = Elimination {
            lines: Vec::new(),
            order: vec![None; system.variables],
            remaining: Vec::new(),
        };
        while let Some(Reverse((count, variable))) = heap.pop() {
            let column = &mut standing_in[variable as usize];
            column.retain(|row| !coefficient(&rows[*row as usize], variable).is_zero());
            column.sort_unstable();
            column.dedup();
            if column.is_empty() || elimination.order[variable as usize].is_some() {
                continue;
            }
            if column.len() != count {
                // What stood in the heap is out of date; it comes again with its true number.
                heap.push(Reverse((column.len(), variable)));
                continue;
            }
            let column = std::mem::take(column);
            let chosen = *column
                .iter()
                .min_by_key(|row| rows[**row as usize].len())
                .expect("not empty");
            let mut line = std::mem::take(&mut rows[chosen as usize]);
            let by = coefficient(&line, variable);
            line.iter_mut()
                .for_each(|(_, value)| *value = value.divided_by(by));
            for row in column.into_iter().filter(|row| *row != chosen) {
                let factor = coefficient(&rows[row as usize], variable);
                let next = less(&rows[row as usize], factor, &line);
                for (other, _) in &line {
                    if movable[*other as usize] {
                        standing_in[*other as usize].push(row);
                    }
                }
                rows[row as usize] = next;
            }
            for (other, _) in line
                .iter()
                .filter(|(other, _)| *other != variable && movable[*other as usize])
            {
                heap.push(Reverse((standing_in[*other as usize].len(), *other)));
            }
            elimination.order[variable as usize] = Some(elimination.lines.len() as u32);
            elimination.lines.push((variable, line));
        }
        elimination.remaining = rows.into_iter().filter(|row| !row.is_empty()).collect();
        let is_left = |line: &Line| line.iter().any(|(variable, _)| movable[*variable as usize]);
        assert!(
            !elimination.remaining.iter().any(is_left),
            "whatever can move both ways is eliminated"
        );
        elimination
    }

    /// The same sum without the eliminated variables.
    pub fn reduce(&self, target: &[(usize, i64)]) -> Line {
        let mut rest: BTreeMap<u32, Fraction> = BTreeMap::new();
        // By the place of their elimination: taking one away only brings in later ones.
        let mut waiting: BTreeMap<u32, Fraction> = BTreeMap::new();
        let add = |waiting: &mut BTreeMap<u32, Fraction>,
                   rest: &mut BTreeMap<u32, Fraction>,
                   variable: u32,
                   factor,
                   value| {
            let (map, key) = match self.order[variable as usize] {
                Some(place) => (waiting, place),
                None => (rest, variable),
            };
            let entry = map.entry(key).or_insert(Fraction::ZERO);
            *entry = entry.less(factor, value);
        };
        for (variable, value) in target {
            add(
                &mut waiting,
                &mut rest,
                *variable as u32,
                Fraction::whole(-1),
                Fraction::whole(*value),
            );
        }
        while let Some((place, value)) = waiting.pop_first() {
            if value.is_zero() {
                continue;
            }
            let (variable, line) = &self.lines[place as usize];
            for (other, coefficient) in line.iter().filter(|(other, _)| other != variable) {
                add(&mut waiting, &mut rest, *other, value, *coefficient);
            }
        }
        rest.into_iter()
            .filter(|(_, value)| !value.is_zero())
            .collect()
    }

    /// The direction in which the variables that were not eliminated move as given, and the eliminated ones with them.
    pub fn follow(&self, given: &[(u32, Fraction)]) -> Vec<(u32, Fraction)> {
        let mut moves: BTreeMap<u32, Fraction> = given.iter().copied().collect();
        for (variable, line) in self.lines.iter().rev() {
            let mut sum = Fraction::ZERO;
            for (other, coefficient) in line {
                if let Some(value) = moves.get(other) {
                    sum = sum.less(*coefficient, *value);
                }
            }
            if !sum.is_zero() {
                moves.insert(*variable, sum);
            }
        }
        moves.into_iter().collect()
    }
}

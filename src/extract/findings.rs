//! What was noticed while reading and linking: counted, never silent.
//!
//! A finding points to file, line, column and rule. It never holds a value of an identifying column.

use super::profile::Field;
use super::rules::Rule;
use serde::Serialize;
use std::collections::BTreeMap;

/// What of a row a finding is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum About {
    /// The row, the episode or the person as a whole.
    Whole,
    Field(Field),
    /// A column of the profile's breakdowns, or the area.
    Level,
}

/// A place in an extract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Position {
    /// The file by its number, the oldest first.
    pub file: u16,
    pub line: u64,
}

/// One rule broken in one column.
#[derive(Clone, Default, Debug)]
pub struct Finding {
    pub count: u64,
    /// The first few places, where places are known.
    pub first: Vec<Position>,
    /// Unknown codes, and how often each occurs. Only of columns that identify nobody.
    pub values: BTreeMap<String, u64>,
}

const POSITIONS_KEPT: usize = 5;
/// More than there are codes of three digits, and of drugs as many as anybody will read.
const VALUES_KEPT: usize = 10_000;

impl Finding {
    /// Keeps the first few places, in whatever order they come.
    fn keep(&mut self, position: Position) {
        let at = self.first.partition_point(|p| *p <= position);
        if at < POSITIONS_KEPT {
            self.first.insert(at, position);
            self.first.truncate(POSITIONS_KEPT);
        }
    }

    fn name_value(&mut self, value: &str, times: u64) {
        if self.values.len() < VALUES_KEPT || self.values.contains_key(value) {
            *self.values.entry(value.into()).or_default() += times;
        }
    }
}

/// All findings, by rule and what they are about.
#[derive(Clone, Default, Debug)]
pub struct Findings {
    pub found: BTreeMap<(Rule, About), Finding>,
}

impl Findings {
    /// One more, at a place if it is known.
    pub fn at(&mut self, rule: Rule, about: About, position: Option<Position>) {
        let finding = self.entry(rule, about);
        finding.count += 1;
        if let Some(position) = position {
            finding.keep(position);
        }
    }

    pub fn unknown_value(&mut self, field: Field, value: &str, position: Position) {
        self.at(Rule::UnknownCode, About::Field(field), Some(position));
        self.entry(Rule::UnknownCode, About::Field(field))
            .name_value(value, 1);
    }

    /// So many more, whose places are not known.
    pub fn count(&mut self, rule: Rule, about: About, count: u64) {
        if count > 0 {
            self.entry(rule, about).count += count;
        }
    }

    /// A place of something that is counted elsewhere.
    pub fn place(&mut self, rule: Rule, about: About, position: Position) {
        self.entry(rule, about).keep(position);
    }

    fn entry(&mut self, rule: Rule, about: About) -> &mut Finding {
        self.found.entry((rule, about)).or_default()
    }

    pub fn merge(&mut self, other: Findings) {
        for ((rule, about), theirs) in other.found {
            let ours = self.entry(rule, about);
            ours.count += theirs.count;
            for position in theirs.first {
                ours.keep(position);
            }
            for (value, times) in theirs.values {
                ours.name_value(&value, times);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_places_are_kept_in_whatever_order_they_come() {
        let position = |line| Position { file: 0, line };
        let mut one = Findings::default();
        let mut other = Findings::default();
        for line in [9, 3, 8, 12] {
            one.at(Rule::MalformedRow, About::Whole, Some(position(line)));
        }
        for line in [1, 30, 2, 7] {
            other.at(Rule::MalformedRow, About::Whole, Some(position(line)));
        }
        one.merge(other);
        let found = &one.found[&(Rule::MalformedRow, About::Whole)];
        let lines: Vec<u64> = found.first.iter().map(|p| p.line).collect();
        assert_eq!((found.count, lines), (8, vec![1, 2, 3, 7, 8]));
    }
}

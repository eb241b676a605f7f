//! Which counts are hidden, and why.

use super::relations::{Equation, Relations};
use super::{CERTAIN_BELOW, Rules, children};
use crate::cohorts::AgeGroup;
use crate::measures::definitions::Kind;
use crate::measures::{GroupRow, Measured, Row};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Why a count is hidden. Never told per cell: `[c]` does not say which.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// From 1 to one less than the limit.
    Small,
    /// Shown, it would leave a small count by subtraction.
    LeavesSmall,
    /// A rate of exactly 0% or 100% of few people.
    Certain,
    /// Its denominator is hidden, or the people it is about are.
    Denominator,
    /// So that no other hidden count of its line can be worked out.
    Secondary,
}

impl Why {
    const ALL: [Why; 5] = [
        Why::Small,
        Why::LeavesSmall,
        Why::Certain,
        Why::Denominator,
        Why::Secondary,
    ];
}

/// What is hidden in a run's rows.
pub struct Hidden {
    /// For each row: is the numerator hidden, is the denominator.
    pub rows: Vec<(bool, bool)>,
    /// Printed counts hidden, by reason.
    pub reasons: Vec<(Why, u64)>,
}

impl Hidden {
    pub fn nothing(measured: &Measured) -> Hidden {
        Hidden {
            rows: vec![(false, false); measured.rows.len()],
            reasons: Vec::new(),
        }
    }
}

/// Decides what to hide.
///
/// No sum holds between the counts of adults and of under-18s, nor between those of two years: each year of each age
/// group is protected by itself, side by side.
pub fn protect(measured: &Measured, rules: Rules) -> Hidden {
    let mut parts: BTreeMap<(AgeGroup, u16), Vec<usize>> = BTreeMap::new();
    for (at, row) in measured.rows.iter().enumerate() {
        let part = (row.key.age_group, row.key.year);
        parts.entry(part).or_default().push(at);
    }
    let parts: Vec<Vec<usize>> = parts.into_values().collect();
    let hidden: Vec<Hidden> = parts
        .par_iter()
        .map(|part| {
            let rows: Vec<Row> = part.iter().map(|at| measured.rows[*at]).collect();
            protect_part(measured, &rows, rules)
        })
        .collect();
    let mut all = Hidden::nothing(measured);
    let mut reasons: BTreeMap<Why, u64> = Why::ALL.map(|why| (why, 0)).into();
    for (part, hidden) in parts.iter().zip(hidden) {
        for (at, row) in part.iter().zip(hidden.rows) {
            all.rows[*at] = row;
        }
        for (why, counts) in hidden.reasons {
            *reasons.entry(why).or_default() += counts;
        }
    }
    all.reasons = reasons.into_iter().collect();
    all
}

/// Decides what to hide of rows between which sums hold. Hiding only ever grows, so the rounds end.
fn protect_part(measured: &Measured, rows: &[Row], rules: Rules) -> Hidden {
    let relations = Relations::new(measured, rows);
    let mut state = Protection {
        hidden: vec![None; relations.values.len()],
        changed: Vec::new(),
        relations: &relations,
        rules,
    };
    state.hide_small();
    state.hide_certain(measured, rows);
    state.settle_within();
    loop {
        let before = state.count();
        state.hide_with_denominators();
        // Sums of counts that are not printed mirror those that are; asked first, they would choose others to hide.
        state.protect_across(true);
        if state.count() == before {
            state.protect_across(false);
        }
        if state.count() == before {
            break;
        }
    }
    state.finish()
}

struct Protection<'a> {
    relations: &'a Relations,
    hidden: Vec<Option<Why>>,
    /// Hidden since the sums within their own line were last looked at.
    changed: Vec<usize>,
    rules: Rules,
}

impl Protection<'_> {
    fn count(&self) -> usize {
        self.hidden.iter().flatten().count()
    }

    fn hide(&mut self, node: usize, why: Why) {
        if self.hidden[node].is_none() {
            self.hidden[node] = Some(why);
            self.changed.push(node);
        }
    }

    fn is_hidden(&self, node: usize) -> bool {
        self.hidden[node].is_some()
    }

    fn hide_small(&mut self) {
        for (node, value) in self.relations.values.iter().enumerate() {
            if self.rules.is_small(*value) {
                self.hide(node, Why::Small);
            }
        }
        for Equation { total, parts } in &self.relations.equations {
            for part in parts {
                let rest = self.relations.values[*total] - self.relations.values[*part];
                // With two parts the rest is the other part, and beside a zero it is the total: counts of their own.
                let counted = parts.len() == 2 || self.relations.values[*part] == 0;
                if !counted && rest > 0 && rest < self.rules.suppress_below {
                    self.hide(*part, Why::LeavesSmall);
                }
            }
        }
    }

    fn hide_certain(&mut self, measured: &Measured, rows: &[Row]) {
        for (row, nodes) in rows.iter().zip(&self.relations.of_row) {
            let share = matches!(
                measured.measures[usize::from(row.key.measure)].kind,
                Kind::Share { .. }
            );
            // Everybody's share of everybody is 100% and tells nothing.
            if share && row.key.group == GroupRow::All {
                continue;
            }
            let certain = row.numerator == 0 || row.numerator == row.denominator;
            if certain && row.denominator > 0 && row.denominator < CERTAIN_BELOW {
                self.hide(nodes.numerator, Why::Certain);
            }
        }
    }

    /// A numerator goes with its denominator, and both go with the count of people they are about.
    fn hide_with_denominators(&mut self) {
        for (one, other) in self.relations.same.clone() {
            if self.is_hidden(one) || self.is_hidden(other) {
                self.hide(one, Why::Denominator);
                self.hide(other, Why::Denominator);
            }
        }
        for row in 0..self.relations.of_row.len() {
            let nodes = self.relations.of_row[row];
            if nodes.people.is_some_and(|p| self.is_hidden(p)) {
                self.hide(nodes.denominator, Why::Denominator);
            }
            // The numerator of a share of complete data is printed as a share of everybody too, where it may stay.
            if self.is_hidden(nodes.denominator) && !nodes.of_complete {
                self.hide(nodes.numerator, Why::Denominator);
                if let Some(people) = nodes.people.filter(|_| nodes.everybody) {
                    self.hide(people, Why::Denominator);
                }
            }
        }
        self.hide_sums_of_children();
        self.settle_within();
    }

    /// A number of children goes if it would give back a hidden part of its distribution.
    fn hide_sums_of_children(&mut self) {
        for row in 0..self.relations.of_row.len() {
            let nodes = self.relations.of_row[row];
            if !nodes.is_mean {
                continue;
            }
            let parts = self.relations.distribution(nodes.denominator);
            let value = |part: Option<usize>| part.map_or(0, |p| self.relations.values[p]);
            let told =
                |part: Option<usize>| part.is_some_and(|p| self.is_hidden(p) && self.matters(p));
            let children = self.relations.values[nodes.numerator];
            if !children::is_safe(parts.map(value), children, parts.map(told)) {
                self.hide(nodes.numerator, Why::Secondary);
            }
        }
        self.hide_children_that_tell_the_rest();
    }

    /// What is left when a part's children are taken from the whole's is a number of children too, of people whose
    /// distribution is known as far as both are shown.
    fn hide_children_that_tell_the_rest(&mut self) {
        for (whole, part) in self.relations.children_within.clone() {
            if self.is_hidden(whole) || self.is_hidden(part) {
                continue;
            }
            let (all, ours) = (
                self.relations.distribution(whole),
                self.relations.distribution(part),
            );
            let value = |node: Option<usize>| node.map_or(0, |n| self.relations.values[n]);
            let told = |node: Option<usize>| node.is_some_and(|n| self.is_hidden(n));
            let rest = [0, 1, 2, 3].map(|class| value(all[class]) - value(ours[class]));
            let hidden = [0, 1, 2, 3].map(|class| told(all[class]) || told(ours[class]));
            let children = self.relations.values[whole] - self.relations.values[part];
            if !children::is_safe(rest, children, hidden) {
                self.hide(part, Why::Secondary);
            }
        }
    }

    /// The sums across groups, sexes and levels, of counts that are printed or of counts that are not.
    fn protect_across(&mut self, printed: bool) {
        for at in self.relations.across.clone() {
            if self.relations.printed[self.relations.equations[at].total] == printed {
                self.protect_line(at);
                self.settle_within();
            }
        }
    }

    /// The sums within one group, sex and level, for everything hidden since the last look.
    fn settle_within(&mut self) {
        while let Some(node) = self.changed.pop() {
            let relations = self.relations;
            for at in relations.within(node) {
                self.protect_line(at);
            }
        }
    }

    fn protect_line(&mut self, at: usize) {
        while let Some(next) = self.next_to_hide(&self.relations.equations[at]) {
            self.hide(next, Why::Secondary);
        }
    }

    /// The count a line must lose besides those it has lost: if only one is hidden, or those hidden are together so few
    /// that their sum is itself a small count.
    ///
    /// Zeros protect nothing, hidden or not: zeros are shown, and whoever knows a total to be zero knows its parts. So
    /// a line must be safe for a reader who knows every zero, and a hidden zero needs no protection of its own. Where
    /// zeros are suppressed they are counts like any other.
    fn next_to_hide(&self, line: &Equation) -> Option<usize> {
        let values = &self.relations.values;
        let hidden = || {
            line.parts
                .iter()
                .filter(|n| self.is_hidden(**n) && self.matters(**n))
        };
        let (number, sum) = (hidden().count(), hidden().map(|n| values[*n]).sum::<u64>());
        let total_hidden = self.is_hidden(line.total) && self.matters(line.total);
        let safe = match number {
            0 => !total_hidden,
            1 => total_hidden,
            _ => total_hidden || sum >= self.rules.suppress_below,
        };
        if safe {
            return None;
        }
        // What is not printed costs nothing to hide. What repeats other counts (a sum of groups, a detail of another
        // measure) costs less than what it repeats; then the smallest count, last the total.
        let cost = |n: &usize| {
            let costs = self.relations.costs[*n];
            (
                self.relations.printed[costs],
                !self.relations.repeats[costs],
                *n == line.total,
                values[*n],
                *n,
            )
        };
        let all = line.parts.iter().copied().chain([line.total]);
        all.filter(|n| !self.is_hidden(*n) && self.matters(*n))
            .min_by_key(cost)
    }

    fn matters(&self, node: usize) -> bool {
        self.relations.values[node] > 0 || self.rules.suppress_zero
    }

    fn finish(self) -> Hidden {
        let counted = |why: Why| {
            let printed = self.hidden.iter().zip(&self.relations.printed);
            printed
                .filter(|(hidden, printed)| **printed && **hidden == Some(why))
                .count() as u64
        };
        Hidden {
            rows: self
                .relations
                .of_row
                .iter()
                .map(|nodes| {
                    (
                        self.is_hidden(nodes.numerator),
                        self.is_hidden(nodes.denominator),
                    )
                })
                .collect(),
            reasons: Why::ALL.map(|why| (why, counted(why))).to_vec(),
        }
    }
}

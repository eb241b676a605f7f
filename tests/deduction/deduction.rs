//! What follows from the shown counts of the rows.

use crate::children;
use crate::equations::{At, Equations};
use crate::meaning::is_nought_by_definition;

/// What the attacker does with an equation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reasoning {
    /// One unknown is what the others leave.
    Subtraction,
    /// And parts of nought are nought, because there are never fewer people than none.
    NoNegativeCounts,
    /// And what only one way of whole numbers of children fits, and of services that may overlap.
    WholeNumbers,
}

impl Equations {
    /// What follows from the shown counts of the rows, one unknown at a time, until nothing more does.
    pub fn deduce(&self, rows: &[At<'_>], reasoning: Reasoning) -> Vec<Option<i64>> {
        let mut known = self.shown(rows);
        // A sum is done with when nothing in it is unknown.
        let mut open: Vec<&(usize, Vec<usize>)> = self.sums.iter().collect();
        loop {
            let before = open.len();
            open.retain(|sum| !self.settle(sum, &mut known, reasoning));
            let more = open.len() < before
                || (reasoning == Reasoning::WholeNumbers && children::search(self, &mut known));
            if !more {
                return known;
            }
        }
    }

    fn shown(&self, rows: &[At<'_>]) -> Vec<Option<i64>> {
        let mut known: Vec<Option<i64>> = self
            .counts
            .iter()
            .map(|count| is_nought_by_definition(count, self.knowledge).then_some(0))
            .collect();
        for row in rows {
            for (at, shown) in self.shown_by(row) {
                if let Some(shown) = shown {
                    assert!(
                        known[at].is_none_or(|before| before == shown),
                        "{} prints {shown}, another row {:?} of {:?}",
                        row.0.name(),
                        known[at],
                        self.counts[at]
                    );
                    known[at] = Some(shown);
                }
            }
        }
        known
    }

    /// Whether nothing in the sum is unknown any more.
    fn settle(
        &self,
        (whole, parts): &(usize, Vec<usize>),
        known: &mut [Option<i64>],
        reasoning: Reasoning,
    ) -> bool {
        let mut left = known[*whole].unwrap_or(0);
        let mut unknown = known[*whole].is_none().then_some((*whole, -1));
        let mut unknowns = usize::from(unknown.is_some());
        for part in parts {
            match known[*part] {
                Some(count) => left -= count,
                None => {
                    unknown = Some((*part, 1));
                    unknowns += 1;
                }
            }
        }
        match (unknowns, unknown) {
            (1, Some((at, sign))) => known[at] = Some(left * sign),
            (0, _) => assert_eq!(
                left,
                0,
                "{:?} is not the sum of its parts {:?}: the checker misreads the rows",
                self.counts[*whole],
                parts.iter().map(|at| &self.counts[*at]).collect::<Vec<_>>()
            ),
            _ if reasoning >= Reasoning::NoNegativeCounts
                && known[*whole].is_some()
                && left == 0 =>
            {
                for part in parts {
                    known[*part].get_or_insert(0);
                }
            }
            _ => return false,
        }
        true
    }
}

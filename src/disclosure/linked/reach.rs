//! How far apart the tables are that a reader must reckon with: with the true one, those of all witnesses.
//!
//! `protect_interval` asks that two of them are so far apart in every hidden count. Mostly one witness is so far from the
//! truth; else one that lies above it and one that lies below are so far from each other.

use super::change::Spot;
use std::collections::HashMap;

/// A count: its spot, its row and its set.
pub type Count = (Spot, usize, usize);

/// How far each count that some witnesses change goes down and up.
#[derive(Clone, Default)]
pub struct Reach(HashMap<Count, (i64, i64)>);

impl Reach {
    /// Enters a change; what comes back is how far apart the tables are then.
    pub fn enter(&mut self, count: Count, change: i64) -> u64 {
        let (down, up) = self.0.entry(count).or_default();
        (*down, *up) = ((*down).min(change), (*up).max(change));
        down.abs_diff(*up)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witnesses_on_both_sides_are_further_apart_than_each_from_the_truth() {
        let mut reach = Reach::default();
        let (one, other) = (((0, 1, 2), 3, 4), ((0, 1, 2), 3, 5));
        let apart = [(one, 2), (one, 1), (other, -1), (one, -1), (other, -2)];
        let apart = apart.map(|(count, change)| reach.enter(count, change));
        assert_eq!(apart, [2, 2, 1, 3, 2]);
    }
}

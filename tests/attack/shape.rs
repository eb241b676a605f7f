//! The years and places of a run, and a number for each count that can be named.

use crate::cells::{ANSWERS, GROUPS, cells_of};
use std::ops::Range;

/// People in treatment, people starting; and two that no row prints: people in treatment who started before the year, and
/// people in treatment who are no longer so in the next year.
pub const IN_TREATMENT: usize = 0;
pub const STARTING: usize = 1;
pub const CARRIED: usize = 2;
pub const GONE: usize = 3;
pub const KINDS: [&str; 4] = [
    "in treatment",
    "starting",
    "in treatment from before",
    "gone by next year",
];

pub const COUNTS_OF_BLOCK: usize = GROUPS.len() * ANSWERS.len();

/// The years and places of a run, and the number of each count among them all.
#[derive(Clone)]
pub struct Shape {
    pub years: Vec<String>,
    /// Everybody, the substance groups, areas, providers.
    pub places: Vec<String>,
    /// Places that add up to everybody: substance groups, areas if the run is divided by them, providers.
    pub breakdowns: Vec<Range<usize>>,
}

impl Shape {
    pub fn block(&self, kind: usize, year: usize, place: usize) -> usize {
        (kind * self.years.len() + year) * self.places.len() + place
    }

    pub fn blocks(&self) -> usize {
        KINDS.len() * self.years.len() * self.places.len()
    }

    /// The place of a block.
    pub fn place(&self, block: usize) -> usize {
        block % self.places.len()
    }

    pub fn count(block: usize, group: usize, answer: usize) -> usize {
        (block * GROUPS.len() + group) * ANSWERS.len() + answer
    }

    pub fn counts(&self) -> usize {
        self.blocks() * COUNTS_OF_BLOCK
    }

    pub fn block_of(count: usize) -> usize {
        count / COUNTS_OF_BLOCK
    }

    pub fn mask_of(count: usize) -> u64 {
        let (group, answer) = (count / ANSWERS.len() % GROUPS.len(), count % ANSWERS.len());
        cells_of(group, answer)
    }

    pub fn say(&self, count: usize) -> String {
        let group = GROUPS[count / ANSWERS.len() % GROUPS.len()];
        format!(
            "{}, {group}, {}",
            self.say_block(Self::block_of(count)),
            ANSWERS[count % ANSWERS.len()]
        )
    }

    pub fn say_block(&self, block: usize) -> String {
        let (place, rest) = (self.place(block), block / self.places.len());
        let (year, kind) = (rest % self.years.len(), rest / self.years.len());
        format!(
            "{} {} at {}",
            KINDS[kind], self.years[year], self.places[place]
        )
    }
}

//! Released rows by what they are about.

use crate::disclosure::{Released, ReleasedRow};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rayon::prelude::*;
use std::hash::BuildHasher;

/// What a row is about: the columns of a result row that name it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct About<'a> {
    pub age_group: &'a str,
    pub area: &'a str,
    pub provider: &'a str,
    pub population: &'a str,
    pub measure: &'a str,
    pub period: &'a str,
    pub family_group: &'a str,
    pub sex: &'a str,
    pub breakdown: &'a str,
    pub level: &'a str,
}

impl<'a> About<'a> {
    pub fn of(row: &'a ReleasedRow) -> About<'a> {
        About {
            age_group: row.age_group(),
            area: row.area(),
            provider: row.provider(),
            population: row.population(),
            measure: row.measure(),
            period: row.period(),
            family_group: row.family_group(),
            sex: row.sex(),
            breakdown: row.breakdown(),
            level: row.level(),
        }
    }

    /// Whether nothing divides the row's people but what every run divides by: the area the run is about, no provider,
    /// no breakdown.
    pub fn is_whole(&self, area: &str) -> bool {
        self.area == area && self.provider == "all" && self.breakdown == "all"
    }
}

/// The hash of each row, worked out side by side: to put rows into a table takes little time beside that.
pub fn hashes<R: Sync>(rows: &[R], hash_of: impl Fn(&R) -> u64 + Sync + Send) -> Vec<u64> {
    rows.par_iter().map(hash_of).collect()
}

/// The released rows of a run, each found by what it is about. Only places of rows are kept: there can be a million.
pub struct Index<'a> {
    rows: HashTable<&'a ReleasedRow>,
    hasher: FixedState,
}

impl<'a> Index<'a> {
    pub fn new(released: &'a Released) -> Index<'a> {
        let hasher = FixedState::default();
        let hash_of = |row: &ReleasedRow| hasher.hash_one(About::of(row));
        let mut rows = HashTable::with_capacity(released.rows().len());
        for (row, hash) in released.rows().iter().zip(hashes(released.rows(), hash_of)) {
            rows.insert_unique(hash, row, |row| hash_of(row));
        }
        Index { rows, hasher }
    }

    pub fn get(&self, about: About<'_>) -> Option<&'a ReleasedRow> {
        let hash = self.hasher.hash_one(about);
        let row = self.rows.find(hash, |row| About::of(row) == about);
        row.copied()
    }
}

//! A slow and plain second opinion on every figure the program writes.
//!
//! It shares no code, no crate and no table with the program: each rule is written out again from the specification,
//! so that the two agree only when both are right. Nothing here is clever, and nothing here should become clever.

#![allow(dead_code)]

mod calendar;
mod cells;
mod code;
mod comparisons;
mod completeness;
mod counting;
mod episodes;
mod help;
mod intervals;
mod journeys;
mod measures;
mod populations;
mod reading;
#[cfg(test)]
mod selftest;
mod sheet;
mod text;
mod traits;
mod who;

use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Profile {
    Cds,
    Plain,
}

/// Every default is the default of the specification, so a test names only what it changes.
#[derive(Clone, Debug)]
pub struct Options {
    pub profile: Profile,
    pub as_of: (i32, u32, u32),
    /// 2011 is the financial year 2011-12.
    pub years: Vec<i32>,
    pub unit_journey: bool,
    pub gap_days: i64,
    pub episode_start_triage: bool,
    pub overlap_needs_modality: bool,
    /// `first_complete`, `start` or `latest`.
    pub parental_status_from: &'static str,
    pub drugs_from_start: bool,
    pub age_mid_year: bool,
    pub drugs_population: bool,
    pub follow_up_known: bool,
    pub key_with_dat: bool,
    pub apart_with_children_stay_apart: bool,
    pub blank_children_means_zero: bool,
    pub by_area: bool,
    pub by_provider: bool,
    /// `first`, `last` or `any`.
    pub provider_from: &'static str,
    /// A report of the people of this area only.
    pub area: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            profile: Profile::Plain,
            as_of: (2012, 6, 30),
            years: vec![2009, 2010, 2011],
            unit_journey: false,
            gap_days: 21,
            episode_start_triage: false,
            overlap_needs_modality: false,
            parental_status_from: "first_complete",
            drugs_from_start: false,
            age_mid_year: false,
            drugs_population: false,
            follow_up_known: false,
            key_with_dat: false,
            apart_with_children_stay_apart: false,
            blank_children_means_zero: false,
            by_area: false,
            by_provider: false,
            provider_from: "first",
            area: None,
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Debug)]
pub struct Key {
    pub age_group: String,
    pub area: String,
    pub provider: String,
    pub population: String,
    pub measure: String,
    pub period: String,
    pub family_group: String,
    pub sex: String,
    pub breakdown: String,
    pub level: String,
    /// Empty on a row that compares nothing.
    pub compared_with: String,
    /// `proportion`, `mean`, `difference`, `trend_z` or `trend_p`.
    pub statistic: String,
}

/// A comparison counts nobody: it has no numerator and no denominator.
#[derive(PartialEq, Clone, Debug)]
pub struct Row {
    pub numerator: Option<u64>,
    pub denominator: Option<u64>,
    pub value: Option<f64>,
    pub lowercl: Option<f64>,
    pub uppercl: Option<f64>,
}

#[derive(PartialEq, Clone, Debug)]
pub struct Answer {
    pub rows: BTreeMap<Key, Row>,
    /// Reason to rows of the files. A reason that excluded nothing is not in the map.
    pub excluded_records: BTreeMap<String, u64>,
    pub records: u64,
}

/// Panics on a file that cannot be read or a setting that does not exist: a judge must not guess.
pub fn recompute(files: &[PathBuf], options: &Options) -> Answer {
    assert!(["first_complete", "start", "latest"].contains(&options.parental_status_from));
    assert!(["first", "last", "any"].contains(&options.provider_from));
    let mut excluded = Excluded::default();
    let extract = reading::read(files, options, &mut excluded);
    let episodes = episodes::episodes(extract.rows, options, &mut excluded);
    let people = journeys::people(episodes, options, &mut excluded);
    let mut rows = counting::rows(&people, &extract.columns, options);
    for (key, row) in comparisons::rows(&rows, options) {
        assert!(rows.insert(key, row).is_none(), "a row was written twice");
    }
    Answer {
        rows,
        excluded_records: excluded.records,
        records: extract.records,
    }
}

#[derive(Default)]
struct Excluded {
    records: BTreeMap<String, u64>,
}

impl Excluded {
    fn add(&mut self, reason: &str, records: u64) {
        *self.records.entry(reason.to_string()).or_insert(0) += records;
    }
}

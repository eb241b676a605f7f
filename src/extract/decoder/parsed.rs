//! What decoding is asked for, what readers share, and what a block of lines gives.

use super::super::attrition::Attrition;
use super::super::dates::Evidence;
use super::super::findings::{About, Findings, Position};
use super::super::ids::{Cache, SharedInterner};
use super::super::papers::Lost;
use super::super::profile::{Field, Profile};
use super::super::record::{Beside, Review};
use super::super::recorded::FieldSet;
use super::super::rules::Rule;
use super::days::DATES;
use crate::day::Day;

/// What the settings ask of reading beyond the profile.
#[derive(Clone, Copy, Debug)]
pub struct Wants {
    pub dat_in_key: bool,
    /// Keep each row's area, as a level beside the profile's own breakdowns.
    pub areas: bool,
    /// Keep how often each date occurs, to infer the extract date.
    pub dates: bool,
    /// Keep each row's line and which of its fields are recorded, for working papers.
    pub papers: bool,
    /// Keep why each row that is left out is so, one by one.
    pub every_row: bool,
    /// Keep what is noticed of the row that begins here.
    pub row: Option<Position>,
}

impl Wants {
    /// How many columns of levels stand beside the records.
    pub fn levels(&self, profile: &Profile) -> usize {
        profile.breakdowns.len() + usize::from(self.areas)
    }
}

/// Interners that all readers of a run share.
#[derive(Default)]
pub struct Shared {
    pub ids: SharedInterner,
    pub agencies: SharedInterner,
    pub levels: Vec<SharedInterner>,
}

/// Names seen by one reader.
#[derive(Default)]
pub struct Caches {
    pub(super) ids: Cache,
    pub(super) agencies: Cache,
    pub(super) levels: Vec<Cache>,
}

/// How each column of dates writes them.
pub type DateEvidence = [Evidence; DATES.len()];

/// What one block of lines gave.
#[derive(Default)]
pub struct Parsed {
    /// How many lines have become records.
    pub rows: u32,
    /// By record, if the file has columns for it; else empty.
    pub beside: Vec<Beside>,
    /// One column a breakdown, beside the records; the last is the area, if it is wanted.
    pub levels: Vec<Vec<u32>>,
    pub reviews: Vec<Review>,
    pub attrition: Attrition,
    pub findings: Findings,
    pub evidence: DateEvidence,
    pub first_invalid: Option<(Position, String)>,
    /// The rows left out, by reason and column. Only for working papers.
    pub left_out: Findings,
    /// Beside the records: the line, and the set of fields recorded. Only for working papers.
    pub lines: Vec<u32>,
    pub recorded: Vec<FieldSet>,
    /// The line of each row left out, and why. Only for working papers.
    pub lost: Vec<Lost>,
    /// What was noticed of the row that was asked for.
    pub noticed: Vec<(Rule, About)>,
    /// Whether the block that was decoded ends in a line end, and the line of its last row.
    pub ends_in_line_end: bool,
    pub last_line: Option<u64>,
    pub days: Vec<i32>,
    /// The latest triage, modality start or discharge read; [`Day::NONE`] if there is none.
    pub latest: Day,
}

impl Parsed {
    pub(super) fn fresh(levels: usize) -> Parsed {
        Parsed {
            levels: vec![Vec::new(); levels],
            ..Parsed::default()
        }
    }

    /// Each date column with what was seen of its format.
    pub fn date_columns(evidence: &[Evidence]) -> impl Iterator<Item = (Field, &Evidence)> {
        DATES.into_iter().zip(evidence)
    }
}

//! Whether two numbers differ: differences and trends of proportions, and the words for them.
//!
//! In come counts, out come numbers and words. Nothing here knows about people: what is given must already have been
//! released, or a comparison could tell what disclosure control has hidden.
//!
//! Both methods take the groups as independent. Years of `in_treatment` are not (many people are in two of them), so
//! no trend is to be tested there; that a person may start again in another year is ignored.

mod areas;
pub mod assess;
pub mod benchmarks;
pub mod difference;
mod groups;
pub mod index;
pub mod need;
pub mod row;
mod substances;
pub mod trend;
mod trends;

use crate::disclosure::Released;
use crate::error::{Error, Result};
use crate::prevalence::Estimate;
use benchmarks::Published;
use foldhash::fast::FixedState;
pub use groups::COMPLETE;
use hashbrown::HashTable;
use index::{About, Index};
pub use row::Inferred;
use std::hash::BuildHasher;

/// What a comparison of a group with all other groups with complete data is called.
pub const EVERYONE_ELSE: &str = "everyone_else";

/// So many released rows at most are looked at by one worker at a time. Those that something is inferred from stand together, so
/// that one of a few large pieces would hold nearly all of them.
const AT_ONCE: usize = 256;

/// Everything inferred from a run's released rows, in the order in which it is written.
///
/// # Errors
/// For estimates of people whom the run does not count.
pub fn infer(
    released: &Released,
    providers_add_up: bool,
    estimates: &[Estimate],
    published: Option<&Published<'_>>,
) -> Result<Vec<Inferred>> {
    let index = Index::new(released);
    let ((mut inferred, of_groups), (trends, of_areas)) = rayon::join(
        || {
            rayon::join(
                || substances::shares(released, &index),
                || groups::against_everyone_else(released, &index),
            )
        },
        || {
            rayon::join(
                || trends::trends(released, &index),
                || areas::beside_the_rest(released, &index, providers_add_up),
            )
        },
    );
    let of_substances = groups::shares_against_everyone_else(&inferred);
    inferred.extend(of_groups);
    inferred.extend(of_substances);
    inferred.extend(trends);
    inferred.extend(of_areas);
    inferred.extend(need::beside_estimates(released, &index, estimates)?);
    if let Some(published) = published {
        inferred.extend(benchmarks::beside_published(released, &index, published));
    }
    refuse_twins(&inferred)?;
    Ok(inferred)
}

/// The measures of which rows are inferred though nothing is counted under their names.
pub fn measures() -> impl Iterator<Item = String> {
    let need = [need::PREVALENCE, need::TREATED_SHARE, need::UNMET_NEED];
    substances::measures().chain(need.map(str::to_owned))
}

/// A row's key is unique, as it is among the released rows.
fn refuse_twins(inferred: &[Inferred]) -> Result<()> {
    let hasher = FixedState::default();
    let hash_of = |row: &Inferred| hasher.hash_one(key(row));
    let mut seen: HashTable<&Inferred> = HashTable::with_capacity(inferred.len());
    let mut rows = inferred.iter().zip(index::hashes(inferred, hash_of));
    let twin = rows.find(|(row, hash)| {
        let is_there = seen.find(*hash, |other| key(other) == key(row)).is_some();
        seen.insert_unique(*hash, row, |row| hash_of(row));
        is_there
    });
    match twin {
        Some((row, _)) => Err(Error::Internal(format!(
            "two inferred rows of `{}` have the same key",
            row.measure
        ))),
        None => Ok(()),
    }
}

/// What tells a row from all others.
fn key(row: &Inferred) -> (About<'_>, &str, &str) {
    (row.about(), row.compared_with.as_str(), row.statistic)
}

/// How many of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counts {
    pub numerator: u64,
    pub denominator: u64,
}

impl Counts {
    pub fn new(numerator: u64, denominator: u64) -> Counts {
        Counts {
            numerator,
            denominator,
        }
    }

    /// The counts of two groups that share nobody, together.
    fn plus(self, other: Counts) -> Counts {
        Counts::new(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
        )
    }

    /// The counts of a group without a part of it. `None` if the part is none, or if rounded counts leave more of some
    /// people than there are people.
    fn minus(self, part: Counts) -> Option<Counts> {
        let numerator = self.numerator.checked_sub(part.numerator)?;
        let denominator = self.denominator.checked_sub(part.denominator)?;
        (numerator <= denominator).then_some(Counts::new(numerator, denominator))
    }

    /// Both as real numbers. Exact up to 2^53, which is more people than there are.
    fn real(self) -> (f64, f64) {
        (self.numerator as f64, self.denominator as f64)
    }
}

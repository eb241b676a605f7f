//! How complete the recording of each field is, of the episodes used that it applies to: in all, by financial year of
//! their start, and by provider. Recorded: not blank, not declined, and a known code, on any row of the episode.

use crate::day::FinancialYear;
use crate::episodes::Episode;
use crate::extract::recorded::FieldSet;
use crate::extract::{About, Extract, Field, Papers, Sex};
use serde::Serialize;
use std::collections::BTreeMap;

/// One field.
#[derive(Serialize)]
pub struct Completeness {
    pub field: &'static str,
    pub column: String,
    pub all: Share,
    pub by_year: Vec<Part>,
    pub by_provider: Vec<Part>,
}

/// So many recorded of so many.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Share {
    pub recorded: u64,
    pub episodes: u64,
}

impl Share {
    /// In whole percent, rounded down except that only nothing is 0: 100 means all. `None` of nothing.
    pub fn percent(self) -> Option<u64> {
        match (100 * self.recorded).checked_div(self.episodes) {
            Some(0) if self.recorded > 0 => Some(1),
            percent => percent,
        }
    }
}

#[derive(Serialize)]
pub struct Part {
    /// The year, or the provider; `(missing)` where none is recorded.
    pub name: String,
    #[serde(flatten)]
    pub share: Share,
}

/// Of each field, the episodes that it applies to and those that record it.
#[derive(Clone)]
struct Counts([Share; Field::ALL.len()]);

impl Default for Counts {
    fn default() -> Counts {
        Counts([Share::default(); Field::ALL.len()])
    }
}

impl Counts {
    fn add(&mut self, episode: &Episode<'_>, set: FieldSet) {
        for (share, field) in self.0.iter_mut().zip(Field::ALL) {
            if applies(*field, episode) {
                share.episodes += 1;
                share.recorded += u64::from(set.holds(*field));
            }
        }
    }
}

/// Whether an episode should have the field at all: pregnancy is asked of women, an ending of what has ended.
fn applies(field: Field, episode: &Episode<'_>) -> bool {
    match field {
        Field::Pregnant => episode.record.sex == Sex::Female,
        Field::DischargeDate | Field::DischargeReason | Field::LengthOfStay => !episode.is_open(),
        _ => true,
    }
}

/// The completeness of every field that has a column, in the order of the profile's fields, of the episodes used.
pub fn of(episodes: &[Episode<'_>], extract: &Extract, papers: &Papers) -> Vec<Completeness> {
    let mut all = Counts::default();
    let mut years: BTreeMap<FinancialYear, Counts> = BTreeMap::new();
    let mut providers: BTreeMap<&str, Counts> = BTreeMap::new();
    for episode in episodes {
        let set = papers.recorded(episode.record.row);
        let provider = match extract.agencies[episode.record.agency as usize].as_str() {
            "" => crate::extract::MISSING_LEVEL,
            agency => agency,
        };
        all.add(episode, set);
        years
            .entry(FinancialYear::of(episode.start))
            .or_default()
            .add(episode, set);
        providers.entry(provider).or_default().add(episode, set);
    }
    extract
        .present
        .iter()
        .map(|field| Completeness {
            field: field.name(),
            column: extract.column_of(About::Field(*field)).to_owned(),
            all: all.0[*field as usize],
            by_year: parts(&years, *field),
            by_provider: parts(&providers, *field),
        })
        .collect()
}

fn parts<N: ToString>(counts: &BTreeMap<N, Counts>, field: Field) -> Vec<Part> {
    counts
        .iter()
        .map(|(name, counts)| Part {
            name: name.to_string(),
            share: counts.0[field as usize],
        })
        .collect()
}

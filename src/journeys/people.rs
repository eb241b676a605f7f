//! What can be said of people rather than journeys: whether a person's facts agree, and how many people the key merges
//! by chance.

use crate::episodes::Episode;
use crate::extract::{Rule, Sex};
use std::collections::HashMap;
use std::hash::Hash;

/// The rules that a person's episodes break together.
pub fn contradictions(episodes: &[Episode<'_>]) -> impl Iterator<Item = Rule> {
    let births = episodes.iter().map(|e| e.record.birth);
    let sexes = episodes.iter().map(|e| e.record.sex);
    [
        (
            Rule::TwoBirthDates,
            disagree(births.filter(|birth| birth.is_some())),
        ),
        (
            Rule::TwoSexes,
            disagree(sexes.filter(|sex| *sex != Sex::NotRecorded)),
        ),
    ]
    .into_iter()
    .filter_map(|(rule, broken)| broken.then_some(rule))
}

/// Whether not all are the same.
fn disagree<T: PartialEq>(mut all: impl Iterator<Item = T>) -> bool {
    let first = all.next();
    all.any(|one| Some(one) != first)
}

/// How often each part of the key of initials, birth date and sex occurs among people.
#[derive(Default)]
pub struct KeyParts {
    people: u64,
    initials: HashMap<u64, u64>,
    births: HashMap<i32, u64>,
    sexes: HashMap<u8, u64>,
}

impl KeyParts {
    /// One more person, known by an episode.
    pub fn add(&mut self, person: &Episode<'_>) {
        const INITIALS: u64 = !((1 << 22) - 1);
        self.people += 1;
        *self.initials.entry(person.person & INITIALS).or_default() += 1;
        *self.births.entry(person.record.birth.0).or_default() += 1;
        *self.sexes.entry(person.record.sex as u8).or_default() += 1;
    }

    pub fn merge(&mut self, other: KeyParts) {
        self.people += other.people;
        merge(&mut self.initials, other.initials);
        merge(&mut self.births, other.births);
        merge(&mut self.sexes, other.sexes);
    }

    /// How many people the key is expected to merge with another by chance, from the extract's own frequencies: the
    /// number of pairs of people times the chance that two strangers agree in every part, the parts taken as
    /// independent. An expectation, to be read as an order of magnitude.
    pub fn expected_chance_merges(&self) -> f64 {
        let pairs = |k: u64| k as f64 * k.saturating_sub(1) as f64 / 2.0;
        if self.people < 2 {
            return 0.0;
        }
        let all = pairs(self.people);
        let agree = |counts: &mut dyn Iterator<Item = u64>| counts.map(pairs).sum::<f64>() / all;
        all * agree(&mut self.initials.values().copied())
            * agree(&mut self.births.values().copied())
            * agree(&mut self.sexes.values().copied())
    }
}

fn merge<K: Eq + Hash>(ours: &mut HashMap<K, u64>, theirs: HashMap<K, u64>) {
    for (part, times) in theirs {
        *ours.entry(part).or_default() += times;
    }
}

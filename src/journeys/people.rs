//! What can be said of people rather than journeys: whether a person's facts agree, and how many people the key merges
//! by chance.

use crate::episodes::Episode;
use crate::extract::{Rule, Sex};
use std::collections::HashMap;

/// The rules that a person's episodes break together.
pub fn contradictions(episodes: &[Episode]) -> impl Iterator<Item = Rule> {
    let birth = episodes.iter().find(|e| e.birth.is_some()).map(|e| e.birth);
    let other_birth = |e: &Episode| e.birth.is_some() && Some(e.birth) != birth;
    let sex = episodes
        .iter()
        .map(|e| e.sex)
        .find(|s| *s != Sex::NotRecorded);
    let other_sex = |e: &Episode| e.sex != Sex::NotRecorded && Some(e.sex) != sex;
    [
        (Rule::TwoBirthDates, episodes.iter().any(other_birth)),
        (Rule::TwoSexes, episodes.iter().any(other_sex)),
    ]
    .into_iter()
    .filter_map(|(rule, broken)| broken.then_some(rule))
}

/// How many people the key of initials, birth date and sex is expected to merge with another by chance, from the
/// extract's own frequencies: the number of pairs of people times the chance that two strangers agree in every part,
/// the parts taken as independent. An expectation, to be read as an order of magnitude.
pub fn expected_chance_merges<'a>(people: impl Iterator<Item = &'a Episode>) -> f64 {
    const INITIALS: u64 = !((1 << 22) - 1);
    let mut initials: HashMap<u64, u64> = HashMap::new();
    let mut births: HashMap<i32, u64> = HashMap::new();
    let mut sexes: HashMap<u8, u64> = HashMap::new();
    let mut n = 0u64;
    for person in people {
        n += 1;
        *initials.entry(person.person & INITIALS).or_default() += 1;
        *births.entry(person.birth.0).or_default() += 1;
        *sexes.entry(person.sex as u8).or_default() += 1;
    }
    if n < 2 {
        return 0.0;
    }
    let agree = |counts: &mut dyn Iterator<Item = u64>| -> f64 {
        let pairs = |k: u64| k as f64 * k.saturating_sub(1) as f64 / 2.0;
        counts.map(pairs).sum::<f64>() / pairs(n)
    };
    let pairs = n as f64 * (n - 1) as f64 / 2.0;
    pairs
        * agree(&mut initials.values().copied())
        * agree(&mut births.values().copied())
        * agree(&mut sexes.values().copied())
}

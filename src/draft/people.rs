//! Ids and what goes with a person. Comes in: the columns, and which of them are birth dates and sex. Goes out: which
//! columns are ids of people, which of episodes, told by what stays the same wherever an id stands.

use super::facts::{Facts, is_digit};
use std::collections::HashMap;

/// The share of rows that may break "one value for each id": slips of the keyboard.
const SLIPS: f64 = 0.03;
/// Fewest rows with an id that has been seen before.
pub const REPEATS: usize = 20;

/// What the ids of a file tell.
#[derive(Default, Debug)]
pub struct Ids {
    /// Columns that are ids at all: with figures, recorded nearly everywhere, of many values.
    pub ids: Vec<usize>,
    /// Those that stand on several rows, always with the same birth date or sex, and are not finer than another such.
    pub people: Vec<usize>,
    /// Those that always stand with the same person's id, and of which a person has several.
    pub episodes: Vec<usize>,
}

impl Ids {
    /// `anchor` is a column that a person has one value of: a birth date, or else sex. `agency` is the column of
    /// providers, each of which may give the same id to somebody else.
    pub fn new(facts: &[Facts], anchor: Option<usize>, agency: Option<usize>) -> Ids {
        let ids: Vec<usize> = (0..facts.len()).filter(|c| is_id(&facts[*c])).collect();
        let agency = agency.map(|a| facts[a].cells.as_slice());
        let at_agency: HashMap<usize, Vec<u32>> = ids
            .iter()
            .map(|c| (*c, within(&facts[*c].cells, agency)))
            .collect();
        let steady = |c: &usize| {
            anchor.is_some_and(|a| {
                is_repeated(&facts[*c]) && depends(&at_agency[c], &facts[a].cells, REPEATS)
            })
        };
        let steady: Vec<usize> = ids.iter().copied().filter(steady).collect();
        let finer = |a: usize, b: usize| {
            depends(&at_agency[&a], &at_agency[&b], 0)
                && !depends(&at_agency[&b], &at_agency[&a], REPEATS)
        };
        let people: Vec<usize> = steady
            .iter()
            .copied()
            .filter(|c| !steady.iter().any(|o| o != c && finer(*c, *o)))
            .collect();
        let episodes = ids
            .iter()
            .copied()
            .filter(|c| !people.contains(c) && people.iter().any(|p| finer(*c, *p)))
            .collect();
        Ids {
            ids,
            people,
            episodes,
        }
    }
}

fn is_id(facts: &Facts) -> bool {
    facts.dates.is_none()
        && facts.fill() >= 0.9
        && facts.distinct.len() >= 20
        && facts.distinct.len() * 10 > facts.filled
        && !facts.is_decimal()
        && facts.share(|v| v.contains(is_digit) && v.len() <= 40 && !v.trim().contains(' ')) >= 0.95
        // Two figures are ages, scores and days.
        && (facts.share(|v| v.len() >= 3) >= 0.5 || !is_repeated(facts))
}

pub fn is_repeated(facts: &Facts) -> bool {
    facts.distinct.len() as f64 <= 0.98 * facts.filled as f64
}

/// Ids as told apart by provider too.
fn within(ids: &[u32], agency: Option<&[u32]>) -> Vec<u32> {
    let Some(agency) = agency else {
        return ids.to_vec();
    };
    let mut seen: HashMap<(u32, u32), u32> = HashMap::new();
    let number = |pair: (&u32, &u32)| match pair {
        (0, _) => 0,
        (id, agency) => {
            let next = seen.len() as u32 + 1;
            *seen.entry((*id, *agency)).or_insert(next)
        }
    };
    ids.iter().zip(agency).map(number).collect()
}

/// Whether a value of one column always stands with the same value of the other, on enough rows to tell.
pub fn depends(on: &[u32], other: &[u32], repeats: usize) -> bool {
    let mut first = vec![0u32; on.iter().max().map_or(0, |most| *most as usize)];
    let (mut again, mut broken) = (0usize, 0usize);
    for (id, value) in on.iter().zip(other) {
        if *id == 0 || *value == 0 {
            continue;
        }
        let seen = &mut first[*id as usize - 1];
        if *seen == 0 {
            *seen = *value;
        } else {
            again += 1;
            broken += usize::from(*seen != *value);
        }
    }
    again >= repeats && broken as f64 <= SLIPS * again as f64
}

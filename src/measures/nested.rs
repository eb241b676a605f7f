//! Divisions with levels that lie within a level of another: a provider of one area alone, areas of one region.
//!
//! Disclosure control protects each division beside the whole, and no people who are of two levels at once. Where a level lies
//! within one of another division, whoever knows that can hold what is shown of the one against what is hidden of the other.

use super::breakdowns::{Breakdown, Divides};
use crate::cohorts::{PersonYear, Population};

/// Of levels with fewer people little is shown.
const LARGE: u32 = 10;

/// Where nearly everybody is of one level, levels of other divisions lie within it by chance, and nobody knows it of them. That
/// a level does so is taken to be known if chance alone would seldom have it so (judgement).
const BY_CHANCE: f64 = 0.01;

/// How many levels of one division lie each within a level of another; breakdowns by their number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Nest {
    pub inner: usize,
    pub outer: usize,
    pub levels: usize,
}

/// Where the people of a level are in another division.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Within {
    Nowhere,
    One(u32),
    Several,
}

impl Within {
    fn and(self, other: Within) -> Within {
        match (self, other) {
            (Within::Nowhere, one) | (one, Within::Nowhere) => one,
            (one, other) if one == other => one,
            _ => Within::Several,
        }
    }
}

#[derive(Clone)]
struct Level {
    /// Year -> people in treatment.
    people: Vec<u32>,
    /// Division looked at -> where they are.
    within: Vec<Within>,
}

/// What levels the people of a run stand in together.
#[derive(Clone)]
pub struct Nested {
    /// The breakdowns looked at: those whose levels are places, or columns of the extract.
    divisions: Vec<usize>,
    /// Division -> level.
    levels: Vec<Vec<Level>>,
    /// People in treatment, all years together.
    everybody: u64,
}

impl Nested {
    pub fn new(years: usize, breakdowns: &[Breakdown]) -> Nested {
        let is_looked_at = |breakdown: &Breakdown| {
            matches!(
                breakdown.divides,
                Divides::Area | Divides::Provider | Divides::Profile(_)
            )
        };
        let all = breakdowns.iter().enumerate();
        let looked_at = all.filter(|(_, breakdown)| is_looked_at(breakdown));
        let (divisions, looked_at): (Vec<usize>, Vec<&Breakdown>) = looked_at.unzip();
        let level = Level {
            people: vec![0; years],
            within: vec![Within::Nowhere; divisions.len()],
        };
        Nested {
            levels: looked_at
                .iter()
                .map(|breakdown| vec![level.clone(); breakdown.levels.len()])
                .collect(),
            divisions,
            everybody: 0,
        }
    }

    /// Whether there are divisions that can lie within each other.
    pub fn is_asked(&self) -> bool {
        self.divisions.len() > 1
    }

    /// Enters a person-year with the breakdowns and levels that it stands in.
    pub fn enter(&mut self, person: &PersonYear<'_>, stands: &[(usize, usize)]) {
        let division = |breakdown: usize| self.divisions.iter().position(|d| *d == breakdown);
        let stands = stands.iter();
        let stands = stands.filter_map(|(breakdown, level)| Some((division(*breakdown)?, *level)));
        let stands: Vec<(usize, usize)> = stands.collect();
        let is_in_treatment = person.population == Population::InTreatment;
        self.everybody += u64::from(is_in_treatment);
        for (division, level) in &stands {
            let here = &mut self.levels[*division][*level];
            here.people[person.year] += u32::from(is_in_treatment);
            for (other, at) in stands.iter().filter(|(other, _)| other != division) {
                here.within[*other] = here.within[*other].and(Within::One(*at as u32));
            }
        }
    }

    /// Adds another worker's.
    pub fn merge(mut self, other: Nested) -> Nested {
        self.everybody += other.everybody;
        let levels = self.levels.iter_mut().flatten();
        for (ours, theirs) in levels.zip(other.levels.into_iter().flatten()) {
            let people = ours.people.iter_mut().zip(theirs.people);
            people.for_each(|(ours, theirs)| *ours += theirs);
            let within = ours.within.iter_mut().zip(theirs.within);
            within.for_each(|(ours, theirs)| *ours = ours.and(theirs));
        }
        self
    }

    /// The divisions with large levels that lie each within a level of another, but for what is so by chance.
    pub fn found(&self) -> Vec<Nest> {
        let mut found = Vec::new();
        for (at, inner) in self.divisions.iter().enumerate() {
            for (other, outer) in self.divisions.iter().enumerate() {
                let lies_within = |level: &&Level| match level.within[other] {
                    Within::One(of) => {
                        let most = level.people.iter().copied().max().unwrap_or(0);
                        let chance = self.share(other, of).powi(most as i32);
                        most >= LARGE && chance < BY_CHANCE
                    }
                    _ => false,
                };
                let levels = self.levels[at].iter().filter(lies_within).count();
                if levels > 0 {
                    found.push(Nest {
                        inner: *inner,
                        outer: *outer,
                        levels,
                    });
                }
            }
        }
        found
    }

    /// The share of everybody who is of a level.
    fn share(&self, division: usize, level: u32) -> f64 {
        let people = self.levels[division][level as usize].people.iter();
        people.map(|people| f64::from(*people)).sum::<f64>() / self.everybody.max(1) as f64
    }
}

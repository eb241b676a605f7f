//! Divisions with levels that lie within a level of another: a provider of one area alone, areas of one region.
//!
//! Disclosure control protects each division beside the whole, and no people who are of two levels at once. Where a level lies
//! within one of another division, in one year and age group, whoever knows that can hold what is shown of the one against
//! what is hidden of the other.

use super::breakdowns::{Breakdown, Divides};
use crate::cohorts::{AgeGroup, PersonYear, Population};

/// Of levels with fewer people little is shown.
const LARGE: u32 = 10;

/// Where nearly everybody is of one level, levels of other divisions lie within it by chance, and nobody knows it of them. That
/// a level does so is taken to be known if chance alone would seldom have it so (judgement).
const BY_CHANCE: f64 = 0.001;

/// How many levels of one division lie each within a level of another; breakdowns by their number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Nest {
    pub inner: usize,
    pub outer: usize,
    pub levels: usize,
}

/// The people in treatment of a level, in one year and age group.
#[derive(Clone, Default)]
struct Stands {
    people: u32,
    /// Division looked at -> the levels that all of them are of; `None` before the first.
    all_of: Vec<Option<Vec<u32>>>,
}

impl Stands {
    /// Somebody, or several people, are of some levels of a division.
    fn are_of(&mut self, division: usize, levels: &[u32]) {
        match &mut self.all_of[division] {
            Some(all) => all.retain(|level| levels.contains(level)),
            none => *none = Some(levels.to_vec()),
        }
    }
}

/// What levels the people of a run stand in together.
pub struct Nested {
    /// The breakdowns looked at: those whose levels are places, or columns of the extract.
    divisions: Vec<usize>,
    years: usize,
    /// Division -> level -> age group and year.
    levels: Vec<Vec<Vec<Stands>>>,
    /// Age group and year -> people in treatment.
    everybody: Vec<u32>,
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
        let stands = Stands {
            people: 0,
            all_of: vec![None; divisions.len()],
        };
        let times = AgeGroup::ALL.len() * years;
        let level = vec![stands; times];
        Nested {
            levels: looked_at
                .iter()
                .map(|breakdown| vec![level.clone(); breakdown.levels.len()])
                .collect(),
            divisions,
            years,
            everybody: vec![0; times],
        }
    }

    /// Whether there are divisions that can lie within each other.
    pub fn is_asked(&self) -> bool {
        self.divisions.len() > 1
    }

    /// Enters a person-year with the breakdowns and levels that it stands in.
    pub fn enter(&mut self, person: &PersonYear<'_>, stands: &[(usize, usize)]) {
        if person.population != Population::InTreatment {
            return;
        }
        let time = person.age_group as usize * self.years + person.year;
        self.everybody[time] += 1;
        let levels_of = |division: &usize| -> Vec<u32> {
            let stands = stands.iter().filter(|(breakdown, _)| breakdown == division);
            stands.map(|(_, level)| *level as u32).collect()
        };
        let all: Vec<Vec<u32>> = self.divisions.iter().map(levels_of).collect();
        for (division, levels) in all.iter().enumerate() {
            for level in levels {
                let here = &mut self.levels[division][*level as usize][time];
                here.people += 1;
                let others = all
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != division);
                others.for_each(|(other, levels)| here.are_of(other, levels));
            }
        }
    }

    /// Adds another worker's.
    pub fn merge(mut self, other: Nested) -> Nested {
        let everybody = self.everybody.iter_mut().zip(other.everybody);
        everybody.for_each(|(ours, theirs)| *ours += theirs);
        let ours = self.levels.iter_mut().flatten().flatten();
        for (ours, theirs) in ours.zip(other.levels.into_iter().flatten().flatten()) {
            ours.people += theirs.people;
            for (division, levels) in theirs.all_of.into_iter().enumerate() {
                if let Some(levels) = levels {
                    ours.are_of(division, &levels);
                }
            }
        }
        self
    }

    /// The divisions with large levels that lie each within a level of another, in some year and age group; but for what is so
    /// by chance.
    pub fn found(&self) -> Vec<Nest> {
        let mut found = Vec::new();
        for (at, inner) in self.divisions.iter().enumerate() {
            for (other, outer) in self.divisions.iter().enumerate() {
                let lies_within = |level: &&Vec<Stands>| {
                    let mut times = level.iter().enumerate();
                    times.any(|(time, stands)| self.is_nested(stands, other, time))
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

    fn is_nested(&self, stands: &Stands, division: usize, time: usize) -> bool {
        let mut all_of = stands.all_of[division].iter().flatten();
        let by_chance = |level: &u32| {
            let people = self.levels[division][*level as usize][time].people;
            let share = f64::from(people) / f64::from(self.everybody[time]);
            share.powi(stands.people as i32)
        };
        stands.people >= LARGE && all_of.any(|level| by_chance(level) < BY_CHANCE)
    }
}

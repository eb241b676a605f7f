//! Divisions with levels that lie within a level of another: a provider of one area alone, or for alcohol alone; areas of one
//! region.
//!
//! Whoever knows that a level lies within another can hold what is shown of the one against what is hidden of the other. So
//! disclosure control has to know it as well.

use super::breakdowns::{Breakdown, Divides};
use crate::cohorts::{AgeGroup, PersonYear, Population};

/// Of levels with fewer people little is shown.
const LARGE: u32 = 10;

/// Where nearly everybody is of one level, levels of other divisions lie within it by chance, and nobody knows it of them. That
/// a level does so is taken to be known if chance alone would seldom have it so (judgement).
const BY_CHANCE: f64 = 0.001;

/// A level of one division that lies within a level of another; breakdowns by their number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Nest {
    /// Breakdown and level.
    pub inner: (usize, usize),
    pub outer: (usize, usize),
    /// Age group and year -> whether it does so then. `time` gives the number.
    pub times: Vec<bool>,
}

/// The number of an age group and a year.
pub fn time(years: usize, age_group: usize, year: usize) -> usize {
    age_group * years + year
}

/// The people in treatment of a level, in one year and age group.
#[derive(Clone, Default)]
struct Stands {
    people: u32,
    /// Division looked at -> the levels that all of them are of; `None` before the first.
    all_of: Vec<Option<Vec<u32>>>,
}

impl Stands {
    /// Somebody, or several people, are of the levels of a division that `is_of` says.
    fn are_of(
        &mut self,
        division: usize,
        levels: impl Iterator<Item = u32>,
        is_of: impl Fn(u32) -> bool,
    ) {
        match &mut self.all_of[division] {
            Some(all) => all.retain(|level| is_of(*level)),
            none => *none = Some(levels.collect()),
        }
    }
}

/// What levels the people of a run stand in together.
pub struct Nested {
    /// The breakdowns looked at: substance groups, places, and columns of the extract.
    divisions: Vec<usize>,
    /// Breakdown -> the division that it is, if it is looked at.
    division_of: Vec<Option<usize>>,
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
                Divides::SubstanceGroup | Divides::Area | Divides::Provider | Divides::Profile(_)
            )
        };
        let divisions: Vec<usize> = (0..breakdowns.len())
            .filter(|at| is_looked_at(&breakdowns[*at]))
            .collect();
        let division_of = |at: usize| divisions.iter().position(|division| *division == at);
        let stands = Stands {
            people: 0,
            all_of: vec![None; divisions.len()],
        };
        let times = AgeGroup::ALL.len() * years;
        let level = vec![stands; times];
        Nested {
            levels: divisions
                .iter()
                .map(|at| vec![level.clone(); breakdowns[*at].levels.len()])
                .collect(),
            division_of: (0..breakdowns.len()).map(division_of).collect(),
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
        let time = time(self.years, person.age_group as usize, person.year);
        self.everybody[time] += 1;
        let all = || {
            let all = stands.iter();
            all.filter_map(|(breakdown, level)| Some((self.division_of[*breakdown]?, *level)))
        };
        for (division, level) in all() {
            let here = &mut self.levels[division][level][time];
            here.people += 1;
            for (other, _) in all().filter(|(other, _)| *other != division) {
                let levels = || all().filter(|(of, _)| *of == other);
                here.are_of(other, levels().map(|(_, level)| level as u32), |level| {
                    levels().any(|(_, of)| of == level as usize)
                });
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
                    let is_of = |level: u32| levels.contains(&level);
                    ours.are_of(division, levels.iter().copied(), is_of);
                }
            }
        }
        self
    }

    /// The levels that lie within a level of another division in some year and age group, but for what is so by chance.
    pub fn found(&self) -> Vec<Nest> {
        let mut found = Vec::new();
        for (at, levels) in self.levels.iter().enumerate() {
            for (level, stands) in levels.iter().enumerate() {
                for (other, outers) in self.levels.iter().enumerate() {
                    for outer in 0..outers.len() {
                        let around = (other, outer);
                        let mut times = stands.iter().enumerate();
                        if !times.any(|(time, stands)| self.is_nested(stands, around, time)) {
                            continue;
                        }
                        let lies_within = |stands: &Stands| {
                            let all_of = stands.all_of[other].as_ref();
                            all_of.is_none_or(|levels| levels.contains(&(outer as u32)))
                        };
                        found.push(Nest {
                            inner: (self.divisions[at], level),
                            outer: (self.divisions[other], outer),
                            times: stands.iter().map(lies_within).collect(),
                        });
                    }
                }
            }
        }
        found
    }

    /// Whether all people of a level are of a level of another division, and that is not by chance.
    fn is_nested(&self, stands: &Stands, (division, level): (usize, usize), time: usize) -> bool {
        let all_of = stands.all_of[division].as_ref();
        if stands.people < LARGE || !all_of.is_some_and(|all| all.contains(&(level as u32))) {
            return false;
        }
        let people = self.levels[division][level][time].people;
        let share = f64::from(people) / f64::from(self.everybody[time]);
        share.powi(stands.people as i32) < BY_CHANCE
    }
}

//! How one journey stands to every population and year: counted, or why not. It is what [`Cohorts::enter`] does, told of
//! one journey.

use super::profiled::Profiled;
use super::{AgeGroup, Cell, Cohorts, PersonYear, Population, SubstanceGroup};
use crate::extract::Sex;
use crate::journeys::Journey;
use crate::settings::Unit;

/// Why a journey is not counted in a population and year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// Its dates put it elsewhere.
    Outside,
    /// An age band lies on both sides of 18 on the day on which age is taken.
    AgeUnknown,
    /// An adult whose main drug is alcohol, in a run about people with other drugs.
    MainDrugAlcohol,
    /// A later journey of the person qualifies in the same age group, and a person counts once.
    LaterJourney,
}

/// What a journey is counted under in every population.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub cell: Cell,
    pub sex: Sex,
    pub substance: SubstanceGroup,
}

/// A population and year.
pub struct Standing<'a> {
    pub population: Population,
    /// Index into the run's years.
    pub year: usize,
    pub counted: Result<PersonYear<'a>, WhyNot>,
}

impl Cohorts<'_> {
    /// How the journey with this index among a person's journeys stands, given to `tell`; and its facts, `None` if it
    /// cannot be counted at all, because its age group is not known.
    pub fn tell(
        &self,
        journeys: &[Journey<'_>],
        index: usize,
        mut tell: impl FnMut(Standing<'_>),
    ) -> Option<Facts> {
        let profiler = self.profiler();
        let mut profiled = Vec::new();
        let mut at = None;
        for (number, journey) in journeys.iter().enumerate() {
            let is_profiled = profiler.profile(journey, !profiled.is_empty(), &mut profiled);
            if number == index {
                at = is_profiled.then(|| profiled.len() - 1);
            }
        }
        let at = at?;
        let (journey, later) = (&profiled[at], &profiled[at + 1..]);
        for population in Population::ALL {
            for year in 0..self.years.len() {
                tell(Standing {
                    population,
                    year,
                    counted: self
                        .counts(journey, later, population, year)
                        .map(|age_group| {
                            let day = self.years[year].age_at;
                            journey.person_year(age_group, population, year, day)
                        }),
                });
            }
        }
        Some(journey.facts())
    }

    fn counts(
        &self,
        journey: &Profiled<'_>,
        later: &[Profiled<'_>],
        population: Population,
        at: usize,
    ) -> Result<AgeGroup, WhyNot> {
        let year = &self.years[at];
        let age_group = self.qualifies(journey, population, year)?;
        let replaces =
            |other: &Profiled<'_>| self.qualifies(other, population, year) == Ok(age_group);
        if self.settings.unit == Unit::Person && later.iter().any(replaces) {
            return Err(WhyNot::LaterJourney);
        }
        Ok(age_group)
    }
}

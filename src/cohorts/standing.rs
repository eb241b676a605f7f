//! How one journey stands to every population and year: counted, or why not. It is what [`Cohorts::enter`] does, told of
//! one journey.

use super::profiled::Profiled;
use super::{AgeGroup, Cohorts, PersonYear, Population};
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

/// A population and year.
pub struct Standing<'a> {
    pub population: Population,
    /// Index into the run's years.
    pub year: usize,
    pub counted: Result<PersonYear<'a>, WhyNot>,
}

impl Cohorts<'_> {
    /// How the journey with this index among a person's journeys stands, given to `tell`; whether it could be counted at
    /// all, which it cannot if its age group is not known.
    pub fn tell(
        &self,
        journeys: &[Journey<'_>],
        index: usize,
        mut tell: impl FnMut(Standing<'_>),
    ) -> bool {
        let profiled: Vec<Option<Profiled<'_>>> = self.profile(journeys).collect();
        let Some(journey) = &profiled[index] else {
            return false;
        };
        let later: Vec<&Profiled<'_>> = profiled[index + 1..].iter().flatten().collect();
        for population in Population::ALL {
            for year in 0..self.years.len() {
                tell(Standing {
                    population,
                    year,
                    counted: self
                        .counts(journey, &later, population, year)
                        .map(|age_group| {
                            let day = self.age_at(self.years[year]);
                            journey.person_year(age_group, population, year, day)
                        }),
                });
            }
        }
        true
    }

    fn counts(
        &self,
        journey: &Profiled<'_>,
        later: &[&Profiled<'_>],
        population: Population,
        at: usize,
    ) -> Result<AgeGroup, WhyNot> {
        let year = self.years[at];
        let age_group = self.qualifies(journey, population, year)?;
        let replaces =
            |other: &&Profiled<'_>| self.qualifies(other, population, year) == Ok(age_group);
        if self.settings.unit == Unit::Person && later.iter().any(replaces) {
            return Err(WhyNot::LaterJourney);
        }
        Ok(age_group)
    }
}

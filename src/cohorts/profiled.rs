//! A journey with everything that is asked of it worked out once.

use super::answers::{Answers, Asked, Subject};
use super::family::{Cell, Status};
use super::observations::Observer;
use super::standing::Facts;
use super::states::{State, States};
use super::substances::{Drugs, SubstanceGroup};
use super::{AgeGroup, PersonYear, Population, Span, retention};
use crate::day::Day;
use crate::episodes::Episode;
use crate::extract::AgeBand;
use crate::extract::codes::{Codes, Drug, Reason};
use crate::journeys::Journey;
use crate::settings::{DrugsFrom, Settings};

/// What a journey is worked out with.
pub struct Profiler<'a> {
    pub settings: &'a Settings,
    pub codes: &'a Codes,
    pub as_of: Day,
    /// From the first year that is reported to the last.
    pub reported: Span,
    pub observer: Observer<'a>,
    pub asked: &'a Asked,
}

/// A journey and its facts.
pub struct Profiled<'a> {
    pub journey: &'a Journey<'a>,
    pub main_drug_is_alcohol: bool,
    pub main_drug_missing: bool,
    age_at_start: AgeBand,
    age_state_at_start: State,
    cell: Cell,
    children: u8,
    children_blank: bool,
    substance: SubstanceGroup,
    answers: Answers,
    reason: Reason,
    /// How it ended, by age group.
    outcomes: [State; AgeGroup::ALL.len()],
    settings: &'a Settings,
    as_of: Day,
}

impl<'a> Profiler<'a> {
    /// Appends a journey with its facts, unless neither a birth date nor an age tells an adult from a young person. Tells
    /// whether it did. `returned`: an earlier journey of the person could be profiled.
    pub fn profile<'j>(
        &self,
        journey: &'j Journey<'j>,
        returned: bool,
        profiled: &mut Vec<Profiled<'j>>,
    ) -> bool
    where
        'a: 'j,
    {
        let first = journey.first();
        let is_known = |age: &AgeBand| age.high < 18 || age.low >= 18;
        let Some(age_at_start) = age_on(first, journey.start).filter(is_known) else {
            return false;
        };
        let seen = self
            .observer
            .observe(journey, self.settings.parental_status_from);
        let drugs = self.drugs(journey);
        // Nobody is asked anything of a journey in no year that is reported.
        let answers = self.reported.holds(journey).then(|| {
            let subject = Subject {
                journey,
                observer: &self.observer,
                seen,
                drugs,
                returned,
            };
            Answers::new(&subject, self.asked)
        });
        let reason = self.codes.reason.of(journey.outcome);
        let main_drug = self.codes.drug.of(first.record.drugs[0]);
        profiled.push(Profiled {
            journey,
            main_drug_is_alcohol: main_drug == Drug::Alcohol,
            main_drug_missing: matches!(main_drug, Drug::Unknown | Drug::NoDrug),
            age_at_start,
            age_state_at_start: age_state(age_at_start),
            cell: seen.cell(),
            children: seen.children.number().unwrap_or(0),
            children_blank: !seen.children.is_recorded(),
            substance: drugs.substance(),
            answers: answers.unwrap_or_default(),
            reason,
            outcomes: AgeGroup::ALL.map(|age_group| outcome(reason, age_group)),
            settings: self.settings,
            as_of: self.as_of,
        });
        true
    }

    fn drugs(&self, journey: &Journey<'_>) -> Drugs {
        let episodes = match self.settings.drugs_from {
            DrugsFrom::Journey => journey.episodes,
            DrugsFrom::Start => &journey.episodes[..1],
        };
        let mut drugs = Drugs::default();
        for raw in episodes.iter().flat_map(|e| e.record.drugs) {
            drugs.add(self.codes.drug.of(raw));
        }
        drugs
    }
}

/// Age in whole years on a day, as far as it is known.
fn age_on(episode: &Episode<'_>, day: Day) -> Option<AgeBand> {
    let (birth, age) = (episode.record.birth, episode.beside.age);
    if birth.is_some() {
        let years = day.age_of(birth).clamp(0, 120) as u8;
        return Some(AgeBand {
            low: years,
            high: years,
        });
    }
    age.is_some().then_some(age)
}

impl<'a> Profiled<'a> {
    /// The age on `day` (the journey's start where that is `None`). An age given in years or bands is as at the start
    /// and is not moved.
    fn age(&self, day: Option<Day>) -> AgeBand {
        day.and_then(|day| age_on(self.journey.first(), day))
            .unwrap_or(self.age_at_start)
    }

    /// `None` for a band that lies on both sides of 18.
    pub fn age_group(&self, day: Option<Day>) -> Option<AgeGroup> {
        match self.age(day) {
            AgeBand { low, .. } if low >= 18 => Some(AgeGroup::Adults),
            AgeBand { high, .. } if high < 18 => Some(AgeGroup::Under18),
            _ => None,
        }
    }

    pub fn person_year(
        &self,
        age_group: AgeGroup,
        population: Population,
        year: usize,
        day: Option<Day>,
    ) -> PersonYear<'a> {
        let outcome = self.outcomes[age_group as usize];
        let of_year = |own: States| {
            let mut states = self.answers.both.and(own);
            states.add(match day {
                None => self.age_state_at_start,
                Some(_) => age_state(self.age(day)),
            });
            states
        };
        let (states, children) = match population {
            Population::InTreatment => (of_year(self.answers.in_treatment), self.children),
            Population::Starting => {
                let mut states = of_year(self.answers.starting);
                states.add(retention(
                    self.journey,
                    self.as_of,
                    self.settings.follow_up,
                    outcome == State::Successful,
                ));
                (states, 0)
            }
            Population::StartingAndLeaving | Population::Leaving => {
                ([State::Member, outcome].into_iter().collect(), 0)
            }
        };
        PersonYear {
            age_group,
            population,
            year,
            cell: self.cell,
            sex: self.journey.first().record.sex,
            substance: self.substance,
            journey: self.journey,
            states,
            children,
        }
    }

    /// Not a parent, and the number of children in the home is blank: some systems export 0 so.
    pub fn is_not_parent_with_blank_children(&self) -> bool {
        // To guess the first wrongly takes longer than to look at both.
        (self.cell.status == Status::NotParent) & self.children_blank
    }

    pub fn facts(&self) -> Facts {
        Facts {
            cell: self.cell,
            sex: self.journey.first().record.sex,
            substance: self.substance,
        }
    }

    /// Ended with a code of success that only young people have.
    pub fn is_adult_with_young_peoples_ending(&self) -> bool {
        self.reason == Reason::YoungSuccess && self.age_at_start.low >= 18
    }
}

/// How a journey ended. Young people's own successful endings are no success for an adult.
fn outcome(reason: Reason, age_group: AgeGroup) -> State {
    match reason {
        Reason::Success => State::Successful,
        Reason::YoungSuccess if age_group == AgeGroup::Under18 => State::Successful,
        Reason::Transfer => State::Transferred,
        Reason::Died => State::Died,
        Reason::YoungSuccess | Reason::Other | Reason::Unknown => State::OtherEnding,
    }
}

fn age_state(age: AgeBand) -> State {
    match BAND_OF.get(usize::from(age.low)) {
        Some(state) if age.low == age.high => *state,
        _ => band(age),
    }
}

/// The band of each age in years.
const BAND_OF: [State; 1 << 7] = {
    let mut bands = [State::AgedUnder18; 1 << 7];
    let mut years = 0;
    while years < bands.len() {
        let (low, high) = (years as u8, years as u8);
        bands[years] = band(AgeBand { low, high });
        years += 1;
    }
    bands
};

/// The band of an age; of an age known to lie between bounds, as much as the bounds allow.
const fn band(AgeBand { low, high }: AgeBand) -> State {
    match (low, high) {
        (_, ..18) => State::AgedUnder18,
        (18.., ..25) => State::Aged18To24,
        (25.., ..30) => State::Aged25To29,
        (30.., ..40) => State::Aged30To39,
        (40.., ..50) => State::Aged40To49,
        (50.., _) => State::Aged50AndOver,
        (_, ..30) => State::Under30BandNotKnown,
        (30.., _) => State::Over30BandNotKnown,
        _ => State::AgeEitherSide,
    }
}

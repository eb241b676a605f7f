//! A journey with everything that is asked of it worked out once.

use super::family::{Cell, FamilyGroup};
use super::states::State;
use super::{AgeGroup, PersonYear, Population, retention};
use crate::day::Day;
use crate::episodes::Episode;
use crate::extract::codes::{self, Accommodation, Codes, Drug, Injecting, Reason, Referral};
use crate::extract::record::Review;
use crate::extract::{AgeBand, Sex};
use crate::journeys::Journey;
use crate::settings::{DrugsFrom, ParentalStatusFrom, Settings};
use std::collections::HashMap;

/// The substances of a journey taken together: any opiate, else non-opiate with or without alcohol, else alcohol alone.
/// Labels published since 2013-14; the hierarchy is recalled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum SubstanceGroup {
    Opiate,
    NonOpiateAndAlcohol,
    NonOpiateOnly,
    AlcoholOnly,
    NotRecorded,
}

impl SubstanceGroup {
    pub const ALL: [SubstanceGroup; 5] = [
        SubstanceGroup::Opiate,
        SubstanceGroup::NonOpiateAndAlcohol,
        SubstanceGroup::NonOpiateOnly,
        SubstanceGroup::AlcoholOnly,
        SubstanceGroup::NotRecorded,
    ];

    pub fn name(self) -> &'static str {
        match self {
            SubstanceGroup::Opiate => "opiate",
            SubstanceGroup::NonOpiateAndAlcohol => "non_opiate_and_alcohol",
            SubstanceGroup::NonOpiateOnly => "non_opiate_only",
            SubstanceGroup::AlcoholOnly => "alcohol_only",
            SubstanceGroup::NotRecorded => "not_recorded",
        }
    }
}

/// What a journey is worked out with.
pub struct Profiler<'a> {
    pub settings: &'a Settings,
    pub codes: &'a Codes,
    pub as_of: Day,
    pub reviews: &'a HashMap<u32, Vec<Review>>,
}

/// A journey and its facts.
pub struct Profiled<'a> {
    pub journey: &'a Journey<'a>,
    pub main_drug_is_alcohol: bool,
    pub main_drug_missing: bool,
    age_at_start: AgeBand,
    cell: Cell,
    substance: SubstanceGroup,
    drugs: State,
    injecting: State,
    housing: State,
    referral: State,
    outcome: Reason,
    settings: &'a Settings,
    as_of: Day,
}

impl<'a> Profiler<'a> {
    /// `None` if neither a birth date nor an age tells an adult from a young person.
    pub fn profile(&self, journey: &'a Journey<'a>) -> Option<Profiled<'a>> {
        let first = journey.first();
        let age_at_start =
            age_on(first, journey.start).filter(|age| age.high < 18 || age.low >= 18)?;
        let drugs = self.drugs(journey);
        let main_drug = self.codes.drug.of(first.drugs[0]);
        Some(Profiled {
            journey,
            main_drug_is_alcohol: main_drug == Drug::Alcohol,
            main_drug_missing: matches!(main_drug, Drug::Unknown | Drug::NoDrug),
            age_at_start,
            cell: self.cell(journey),
            substance: drugs.substance(),
            drugs: drugs.state(),
            injecting: injecting(self.codes.injecting.of(first.injecting)),
            housing: housing(self.codes.accommodation.of(first.accommodation)),
            referral: referral(self.codes.referral.of(first.referral)),
            outcome: self.codes.reason.of(journey.outcome),
            settings: self.settings,
            as_of: self.as_of,
        })
    }

    fn drugs(&self, journey: &Journey<'_>) -> Drugs {
        let episodes = match self.settings.drugs_from {
            DrugsFrom::Journey => journey.episodes,
            DrugsFrom::Start => &journey.episodes[..1],
        };
        let mut drugs = Drugs::default();
        for raw in episodes.iter().flat_map(|e| e.drugs) {
            drugs.add(self.codes.drug.of(raw));
        }
        drugs
    }

    /// The cell of the decision table the journey falls in.
    fn cell(&self, journey: &Journey<'_>) -> Cell {
        let own = |e: &Episode| Cell::new(self.codes.parental.of(e.parental), e.children);
        let complete = |cell: &Cell| cell.group(&self.settings.cells) != FamilyGroup::Incomplete;
        let first = own(journey.first());
        match self.settings.parental_status_from {
            ParentalStatusFrom::Start => first,
            ParentalStatusFrom::FirstComplete => journey
                .episodes
                .iter()
                .map(own)
                .find(complete)
                .unwrap_or(first),
            ParentalStatusFrom::Latest => self
                .observations(journey)
                .into_iter()
                .rev()
                .map(|(_, cell)| cell)
                .find(complete)
                .unwrap_or(first),
        }
    }

    /// Every look at the person's family, in order of time: each episode's own at its start, then its reviews.
    fn observations(&self, journey: &Journey<'_>) -> Vec<((Day, bool), Cell)> {
        let mut seen = Vec::new();
        for episode in journey.episodes {
            let own = Cell::new(self.codes.parental.of(episode.parental), episode.children);
            seen.push(((episode.start, false), own));
            let reviews = self
                .reviews
                .get(&episode.row)
                .map_or(&[][..], Vec::as_slice);
            let mut dates: Vec<Day> = reviews
                .iter()
                .map(|r| r.date)
                .filter(|d| *d <= self.as_of)
                .collect();
            dates.sort_unstable();
            dates.dedup();
            seen.extend(
                dates
                    .iter()
                    .filter_map(|date| Some(((*date, true), self.review_on(*date, reviews)?))),
            );
        }
        seen.sort_by_key(|(when, _)| *when);
        seen
    }

    /// What the reviews of one episode on one day say. If they disagree: the complete answer on most lines, then the
    /// smallest; never the order in the file.
    fn review_on(&self, date: Day, reviews: &[Review]) -> Option<Cell> {
        let answer = |r: &Review| (r.parental.wrapping_add(1), r.children.rank());
        let cell = |r: &Review| Cell::new(self.codes.parental.of(r.parental), r.children);
        let of_day: Vec<&Review> = reviews.iter().filter(|r| r.date == date).collect();
        let times = |r: &Review| {
            of_day
                .iter()
                .filter(|other| answer(other) == answer(r))
                .count()
        };
        of_day
            .iter()
            .filter(|r| cell(r).group(&self.settings.cells) != FamilyGroup::Incomplete)
            .min_by_key(|r| (std::cmp::Reverse(times(r)), answer(r)))
            .map(|r| cell(r))
    }
}

/// Age in whole years on a day, as far as it is known.
fn age_on(episode: &Episode, day: Day) -> Option<AgeBand> {
    if episode.birth.is_some() {
        let years = day.age_of(episode.birth).clamp(0, 120) as u8;
        return Some(AgeBand {
            low: years,
            high: years,
        });
    }
    episode.age.is_some().then_some(episode.age)
}

impl Profiled<'_> {
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
    ) -> PersonYear {
        let outcome = self.outcome(age_group);
        let traits = [
            Some(self.drugs),
            Some(self.injecting),
            Some(self.housing),
            Some(self.referral),
            Some(self.thirty(day)),
            Some(match self.journey.first().sex {
                Sex::Female => State::Woman,
                Sex::Male => State::Man,
                Sex::Unknown | Sex::NotRecorded => State::SexNotRecorded,
            }),
        ];
        let [drugs, injecting, housing, referral, age, sex] = traits;
        let member = Some(State::Member);
        let states = match population {
            Population::InTreatment => {
                [member, drugs, injecting, housing, referral, age, sex, None]
            }
            Population::Starting => {
                let stayed = retention(
                    self.journey,
                    self.as_of,
                    self.settings.follow_up,
                    outcome == State::Successful,
                );
                [
                    member,
                    drugs,
                    injecting,
                    housing,
                    referral,
                    age,
                    sex,
                    Some(stayed),
                ]
            }
            Population::StartingAndLeaving | Population::Leaving => {
                [member, Some(outcome), None, None, None, None, None, None]
            }
        };
        PersonYear {
            age_group,
            population,
            year,
            cell: self.cell,
            sex: self.journey.first().sex,
            substance: self.substance,
            row: self.journey.first().row,
            states,
        }
    }

    /// Ended with a code of success that only young people have.
    pub fn is_adult_with_young_peoples_ending(&self) -> bool {
        self.outcome == Reason::YoungSuccess && self.age_at_start.low >= 18
    }

    /// How the journey ended. Young people's own successful endings are no success for an adult.
    fn outcome(&self, age_group: AgeGroup) -> State {
        match self.outcome {
            Reason::Success => State::Successful,
            Reason::YoungSuccess if age_group == AgeGroup::Under18 => State::Successful,
            Reason::Transfer => State::Transferred,
            Reason::Died => State::Died,
            Reason::YoungSuccess | Reason::Other | Reason::Unknown => State::OtherEnding,
        }
    }

    fn thirty(&self, day: Option<Day>) -> State {
        match self.age(day) {
            AgeBand { low, .. } if low >= 30 => State::Aged30AndOver,
            AgeBand { high, .. } if high < 30 => State::Under30,
            _ => State::AgeEitherSide,
        }
    }
}

/// The drugs of a journey, as far as measures ask.
#[derive(Default)]
struct Drugs {
    heroin: bool,
    crack: bool,
    opiate: bool,
    non_opiate: bool,
    alcohol: bool,
}

impl Drugs {
    fn add(&mut self, drug: Drug) {
        match drug {
            Drug::Heroin => {
                self.heroin = true;
                self.opiate = true;
            }
            Drug::Opiate => self.opiate = true,
            Drug::Crack => {
                self.crack = true;
                self.non_opiate = true;
            }
            Drug::NonOpiate => self.non_opiate = true,
            Drug::Alcohol => self.alcohol = true,
            Drug::NoDrug | Drug::Unknown => {}
        }
    }

    fn substance(&self) -> SubstanceGroup {
        match (self.opiate, self.non_opiate, self.alcohol) {
            (true, _, _) => SubstanceGroup::Opiate,
            (false, true, true) => SubstanceGroup::NonOpiateAndAlcohol,
            (false, true, false) => SubstanceGroup::NonOpiateOnly,
            (false, false, true) => SubstanceGroup::AlcoholOnly,
            (false, false, false) => SubstanceGroup::NotRecorded,
        }
    }

    fn state(&self) -> State {
        match (self.substance(), self.heroin, self.crack) {
            (SubstanceGroup::NotRecorded, _, _) => State::DrugsNotRecorded,
            (_, true, true) => State::HeroinAndCrack,
            (_, true, false) => State::HeroinOnly,
            (_, false, true) => State::CrackOnly,
            (_, false, false) => State::NeitherHeroinNorCrack,
        }
    }
}

fn injecting(means: Injecting) -> State {
    match means {
        Injecting::Currently => State::CurrentlyInjecting,
        Injecting::Previously => State::PreviouslyInjected,
        Injecting::Never => State::NeverInjected,
        Injecting::Declined | Injecting::Unknown => State::InjectingNotRecorded,
    }
}

fn housing(means: Accommodation) -> State {
    match means {
        Accommodation::NoFixedAbode => State::NoFixedAbode,
        Accommodation::Problem => State::HousingProblem,
        Accommodation::NoProblem => State::NoHousingProblem,
        Accommodation::Unknown => State::HousingNotRecorded,
    }
}

fn referral(means: codes::Referral) -> State {
    match means {
        Referral::SelfReferred => State::ReferredBySelf,
        Referral::FamilyFriends => State::ReferredByFamilyFriends,
        Referral::Gp => State::ReferredByGp,
        Referral::SocialServices => State::ReferredBySocialServices,
        Referral::HealthSocialCare => State::ReferredByHealthSocialCare,
        Referral::CriminalJustice => State::ReferredByCriminalJustice,
        Referral::SubstanceMisuseService => State::ReferredBySubstanceMisuseService,
        Referral::Other => State::ReferredByOther,
        Referral::Unknown => State::ReferralNotRecorded,
    }
}

//! Room four: journeys to person-years.
//!
//! Comes in: one person's journeys. Goes out: one [`PersonYear`] for each population, financial year and age group the
//! person counts in, with the states it is counted under. Populations are those of the 2012 national report; that a
//! person counts with the latest journey is published ("the most recent episode is counted"), which journey that is for
//! each population is our judgement.

mod answers;
pub mod family;
mod observations;
mod profiled;
mod recording;
pub mod standing;
pub mod states;
mod substances;

use answers::Asked;
pub use answers::possible;
use family::DecisionTable;
pub use family::{Cell, FamilyGroup};
use observations::{Observer, Reviews};
use profiled::{Profiled, Profiler};
use standing::WhyNot;
pub use states::{State, States};
pub use substances::SubstanceGroup;

use crate::day::{Day, FinancialYear};
use crate::error::{Error, Result};
use crate::extract::codes::Codes;
use crate::extract::{About, Bookings, Extent, Extract, Field, Findings, Position, Rule, Sex};
use crate::journeys::Journey;
use crate::settings::{AgeAt, FollowUp, Population as People, Settings, Unit};

/// Who a denominator counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Population {
    InTreatment,
    Starting,
    StartingAndLeaving,
    Leaving,
}

impl Population {
    pub const ALL: [Population; 4] = [
        Population::InTreatment,
        Population::Starting,
        Population::StartingAndLeaving,
        Population::Leaving,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Population::InTreatment => "in_treatment",
            Population::Starting => "starting",
            Population::StartingAndLeaving => "starting_and_leaving",
            Population::Leaving => "leaving",
        }
    }
}

/// A set of populations.
#[derive(Clone, Copy)]
struct Populations(u8);

impl Populations {
    const NONE: Populations = Populations(0);

    /// Those that a journey is in in a year.
    #[inline]
    fn of(journey: &Journey<'_>, year: &Span) -> Populations {
        let (starts, leaves) = (year.has(journey.start), year.has(journey.end));
        let bit = |is_in: bool, population: Population| u8::from(is_in) << population as u8;
        Populations(
            bit(year.holds(journey), Population::InTreatment)
                | bit(starts, Population::Starting)
                | bit(starts & leaves, Population::StartingAndLeaving)
                | bit(leaves, Population::Leaving),
        )
    }

    #[inline]
    fn holds(self, population: Population) -> bool {
        self.0 >> population as u8 & 1 == 1
    }

    #[inline]
    fn and(self, others: Populations) -> Populations {
        Populations(self.0 | others.0)
    }

    #[inline]
    fn without(self, others: Populations) -> Populations {
        Populations(self.0 & !others.0)
    }

    fn each(self) -> impl Iterator<Item = Population> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let population = Population::ALL.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(*population)
        })
    }
}

/// A year to report.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    first: Day,
    last: Day,
    /// The day on which age is taken; `None` for each journey's own start.
    age_at: Option<Day>,
}

impl Span {
    fn new(year: FinancialYear, age_at: AgeAt) -> Span {
        Span {
            first: year.first_day(),
            last: year.last_day(),
            age_at: match age_at {
                AgeAt::Start => None,
                AgeAt::MidYear => Some(year.mid_year()),
            },
        }
    }

    // Both days are compared whatever the first says: to guess it wrongly takes longer than to compare. So below.
    #[inline]
    fn has(&self, day: Day) -> bool {
        (self.first <= day) & (day <= self.last)
    }

    /// Whether a journey is in treatment on any day of the year. Every population of the year is part of those.
    #[inline]
    fn holds(&self, journey: &Journey<'_>) -> bool {
        (journey.start <= self.last) & (journey.end >= self.first)
    }
}

/// Adults and under-18s are never added together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum AgeGroup {
    Adults,
    Under18,
}

impl AgeGroup {
    pub const ALL: [AgeGroup; 2] = [AgeGroup::Adults, AgeGroup::Under18];

    pub fn name(self) -> &'static str {
        match self {
            AgeGroup::Adults => "adults",
            AgeGroup::Under18 => "under_18",
        }
    }
}

/// Somebody (or, counting journeys, something) counted once in one year.
#[derive(Clone, Debug)]
pub struct PersonYear<'a> {
    pub age_group: AgeGroup,
    pub population: Population,
    /// Index into the run's years.
    pub year: usize,
    pub cell: Cell,
    pub sex: Sex,
    pub substance: SubstanceGroup,
    /// The journey counted, for the breakdowns that look at its episodes.
    pub journey: &'a Journey<'a>,
    /// One state of each field the population asks about.
    pub states: States,
    /// Children in the home, to be added up; 0 where the population does not ask, or the number is not known.
    pub children: u8,
}

/// What the cohorts need to know of a run.
pub struct Cohorts<'a> {
    extract: &'a Extract,
    settings: &'a Settings,
    codes: &'a Codes,
    years: Vec<Span>,
    /// From the first of the years to the last.
    reported: Span,
    as_of: Day,
    reviews: Reviews,
    table: DecisionTable,
    asked: Asked,
    /// The extract has a column for the main drug.
    has_main_drug: bool,
}

/// What was noticed on the way into the cohorts.
#[derive(Clone, Default, Debug)]
pub struct Notes {
    /// Journeys left out because neither adult's nor under-18's, and findings.
    pub bookings: Bookings,
    /// People in treatment in one year both as an under-18 and as an adult.
    pub in_both_groups: u64,
    /// People with at least one journey that can be counted, and all such journeys.
    pub people: u64,
    pub journeys: u64,
}

impl Notes {
    pub fn merge(&mut self, other: Notes) {
        self.bookings.merge(other.bookings);
        self.in_both_groups += other.in_both_groups;
        self.people += other.people;
        self.journeys += other.journeys;
    }

    /// Leaves out a journey whose age group is not known.
    fn age_unknown(&mut self, journey: &Journey<'_>) {
        let rule = Rule::AgeUnknown;
        for episode in journey.episodes {
            let bookings = &mut self.bookings;
            let record = episode.record;
            bookings.leave_out(rule, episode.file, record.row, record.lines);
            bookings.attrition.exclude_episodes(rule, 1, 0);
        }
    }
}

impl<'a> Cohorts<'a> {
    /// `counted`: the answers that are of use; questions that have no other are not asked.
    pub fn new(
        extract: &'a Extract,
        settings: &'a Settings,
        years: &'a [FinancialYear],
        counted: States,
    ) -> Self {
        let years: Vec<Span> = years
            .iter()
            .map(|year| Span::new(*year, settings.age_at))
            .collect();
        Cohorts {
            extract,
            settings,
            codes: &extract.codes,
            reported: Span {
                first: years
                    .iter()
                    .map(|year| year.first)
                    .min()
                    .unwrap_or(Day::OPEN),
                last: years
                    .iter()
                    .map(|year| year.last)
                    .max()
                    .unwrap_or(Day::NONE),
                age_at: None,
            },
            years,
            as_of: extract.extent.as_of,
            reviews: Reviews::new(extract),
            table: DecisionTable::of(&settings.cells),
            asked: Asked::new(&extract.present).of_use(counted),
            has_main_drug: extract.present.contains(&Field::Drug1),
        }
    }

    /// Every person-year of some people, given to `count`. Each person's journeys stand together.
    pub fn enter(
        &self,
        journeys: &[Journey<'_>],
        notes: &mut Notes,
        mut count: impl FnMut(&PersonYear<'_>),
    ) {
        let mut profiled = Vec::new();
        for person in journeys.chunk_by(|a, b| a.person() == b.person()) {
            profiled.clear();
            self.profile_known(person, &mut profiled, notes);
            self.notice(&profiled, &mut notes.bookings.findings);
            if profiled.iter().any(|p| self.reported.holds(p.journey)) {
                for year in 0..self.years.len() {
                    self.enter_year(&profiled, year, notes, &mut count);
                }
            }
        }
    }

    /// Appends one person's journeys whose age group is known; the others are left out.
    fn profile_known<'j>(
        &'j self,
        person: &'j [Journey<'j>],
        profiled: &mut Vec<Profiled<'j>>,
        notes: &mut Notes,
    ) {
        let (mut unknown, mut seen) = (false, false);
        let profiler = self.profiler();
        for journey in person {
            if profiler.profile(journey, seen, profiled) {
                seen = true;
            } else {
                unknown = true;
                notes.age_unknown(journey);
            }
        }
        if unknown {
            let attrition = &mut notes.bookings.attrition;
            attrition.exclude_episodes(Rule::AgeUnknown, 0, 1);
        }
        notes.people += u64::from(!profiled.is_empty());
        notes.journeys += profiled.len() as u64;
    }

    fn profiler(&self) -> Profiler<'_> {
        Profiler {
            settings: self.settings,
            codes: self.codes,
            as_of: self.as_of,
            reported: self.reported,
            observer: Observer {
                codes: self.codes,
                table: &self.table,
                reviews: &self.reviews,
            },
            asked: &self.asked,
        }
    }

    fn notice(&self, journeys: &[Profiled<'_>], findings: &mut Findings) {
        for profiled in journeys {
            let mut note = |rule, field| {
                let position = self.position(profiled.journey);
                findings.at(rule, About::Field(field), position);
            };
            if profiled.is_adult_with_young_peoples_ending() {
                note(Rule::YoungPeoplesEnding, Field::DischargeReason);
            }
            if profiled.main_drug_missing && self.has_main_drug {
                note(Rule::MainDrugMissing, Field::Drug1);
            }
            if profiled.is_not_parent_with_blank_children() {
                note(Rule::BlankChildren, Field::ChildrenLivingWith);
            }
        }
    }

    /// Where a journey begins, if working papers were asked for.
    fn position(&self, journey: &Journey<'_>) -> Option<Position> {
        self.extract.position(journey.first().record.row)
    }

    fn enter_year(
        &self,
        journeys: &[Profiled<'_>],
        at: usize,
        notes: &mut Notes,
        count: &mut impl FnMut(&PersonYear<'_>),
    ) {
        let year = &self.years[at];
        let mut entered = [Populations::NONE; AgeGroup::ALL.len()];
        // Journeys come in order of their starts, and a person counts with the latest.
        for journey in journeys.iter().rev() {
            if !year.holds(journey.journey) {
                continue;
            }
            let populations = Populations::of(journey.journey, year);
            let Ok(age_group) = self.counts_as(journey, year) else {
                continue;
            };
            let before = &mut entered[age_group as usize];
            let counted = match self.settings.unit {
                Unit::Journey => populations,
                Unit::Person => populations.without(*before),
            };
            *before = before.and(populations);
            for population in counted.each() {
                count(&journey.person_year(age_group, population, at, year.age_at));
            }
        }
        let in_treatment = |all: Populations| all.holds(Population::InTreatment);
        notes.in_both_groups += u64::from(entered.into_iter().all(in_treatment));
    }

    /// The age group in which a journey can count in a population and year, or why it cannot.
    fn qualifies(
        &self,
        journey: &Profiled<'_>,
        population: Population,
        year: &Span,
    ) -> std::result::Result<AgeGroup, WhyNot> {
        if !Populations::of(journey.journey, year).holds(population) {
            return Err(WhyNot::Outside);
        }
        self.counts_as(journey, year)
    }

    /// The age group in which a journey counts in the populations of a year that it is in, or why in none.
    fn counts_as(
        &self,
        journey: &Profiled<'_>,
        year: &Span,
    ) -> std::result::Result<AgeGroup, WhyNot> {
        let age_group = journey.age_group(year.age_at).ok_or(WhyNot::AgeUnknown)?;
        if self.settings.population == People::Drugs
            && age_group == AgeGroup::Adults
            && journey.main_drug_is_alcohol
        {
            return Err(WhyNot::MainDrugAlcohol);
        }
        Ok(age_group)
    }
}

/// The days of twelve weeks, the time after which treatment is held to benefit (published).
pub const TWELVE_WEEKS: i32 = 84;

/// How far a journey can be followed for twelve weeks, and whether it lasted.
fn retention(journey: &Journey<'_>, as_of: Day, follow_up: FollowUp, successful: bool) -> State {
    let followed = journey.start <= as_of.plus(-TWELVE_WEEKS);
    let counted = match follow_up {
        FollowUp::Complete => followed,
        FollowUp::Known => followed || !journey.is_open(),
    };
    if !counted {
        State::NotFollowed
    } else if journey.is_open() || journey.end >= journey.start.plus(TWELVE_WEEKS) {
        State::Stayed84Days
    } else if successful {
        State::CompletedBefore84Days
    } else {
        State::LeftBefore84Days
    }
}

/// The years to report: those asked for, else the last three complete ones.
///
/// Without being asked, no year is reported that begins before the extract, unless there is no other. A year that
/// begins after the extract date is refused: nobody can have been seen in it.
pub fn years_to_report(settings: &Settings, extent: &Extent) -> Result<Vec<FinancialYear>> {
    let last = FinancialYear::last_complete(extent.as_of);
    let Some(asked) = &settings.years else {
        let three = || (last.0 - 2..=last.0).map(FinancialYear);
        let inside: Vec<FinancialYear> = three()
            // An unknown beginning is earlier than every day.
            .filter(|y| y.first_day() >= extent.from)
            .collect();
        return Ok(if inside.is_empty() {
            three().collect()
        } else {
            inside
        });
    };
    match asked.iter().find(|y| y.first_day() > extent.as_of) {
        Some(year) => Err(Error::Settings {
            message: format!("year {year} begins after the extract date {}", extent.as_of),
            hint: format!("the last complete year is {last}; see `--years` and `--as-of`"),
        }),
        None => Ok(asked.clone()),
    }
}

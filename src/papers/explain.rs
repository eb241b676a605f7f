//! `treatstat explain`: how one row was treated, told with days counted from the start of its journey and no identifier.

use super::MARKING;
use super::check::{Place, place};
use crate::cohorts::standing::{Facts, Standing, WhyNot};
use crate::cohorts::{Cohorts, PersonYear, Population, States, SubstanceGroup, possible};
use crate::day::FinancialYear;
use crate::episodes::Episode;
use crate::error::{Error, Result};
use crate::extract::codes::Meaning;
use crate::extract::papers::Fate;
use crate::extract::{About, Extract, Papers, Position, Rule, Sex};
use crate::journeys::{self, Journey, Linking};
use crate::measures::definitions::{Measure, NotAsked, measures};
use crate::pipeline::Linked;
use crate::settings::{EpisodeStart, Settings};
use serde::Serialize;

/// What became of a row.
#[derive(Debug, PartialEq, Serialize)]
pub struct Explanation {
    pub marking: &'static str,
    pub row: Place,
    /// What the answer depends on: profile, extract date, years, unit, and settings that are not at their defaults.
    pub run: Vec<String>,
    /// What was noticed of the row itself while it was read.
    pub noticed: Vec<Noticed>,
    /// Why it is not used; then nothing follows.
    pub left_out: Option<Noticed>,
    pub episode: Option<EpisodeTold>,
    pub journey: Option<JourneyTold>,
    pub family: Option<Family>,
    /// Every population and year of the run.
    pub populations: Vec<PopulationTold>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Noticed {
    pub rule: &'static str,
    pub column: String,
    pub meaning: &'static str,
    pub remedy: &'static str,
    /// What was found in the row, as far as it may be told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct EpisodeTold {
    /// The rows put together to it.
    pub rows: Vec<Place>,
    /// What began it: the first structured modality, or triage.
    pub start_from: &'static str,
    /// Days from the start of the journey.
    pub starts_on_day: i32,
    /// `None` while it is open.
    pub ends_on_day: Option<i32>,
    pub discharge_reason: String,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct JourneyTold {
    /// The first row of each of its episodes. The first place names the journey: no other has it.
    pub episodes: Vec<Place>,
    /// The journey's number among the person's, from 1, and how many there are.
    pub number: usize,
    pub of: usize,
    /// The first row of each other journey of the person.
    pub others: Vec<Place>,
    pub starts_in_year: String,
    /// Days from its start to its end; `None` while it is open.
    pub days: Option<i32>,
    pub ends_in_year: Option<String>,
    pub outcome: String,
    /// Days from each end so far to the next start; below nought where episodes overlap.
    pub gaps: Vec<i32>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Family {
    /// The cell of the decision table.
    pub recorded: String,
    pub family_group: &'static str,
    /// The setting that decides the cell, if it is a judgement.
    pub setting: Option<&'static str>,
    pub sex: &'static str,
    pub substance_group: &'static str,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct PopulationTold {
    pub population: &'static str,
    pub year: String,
    /// The age group in which the journey is counted.
    pub counted_as: Option<&'static str>,
    pub why_not: Option<&'static str>,
    pub measures: Vec<MeasureTold>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct MeasureTold {
    pub measure: &'static str,
    pub in_denominator: bool,
    pub in_numerator: bool,
    /// What is added to the numerator: 1, or a number of children.
    pub adds: u64,
    pub why_not: Option<&'static str>,
}

/// Explains the rows of one extract.
pub struct Explainer<'a> {
    linked: &'a Linked,
    /// Each person's together.
    episodes: Vec<Episode<'a>>,
    papers: &'a Papers,
    settings: &'a Settings,
    cohorts: Cohorts<'a>,
    measures: Vec<Measure>,
    possible: States,
}

impl<'a> Explainer<'a> {
    /// # Errors A fault of the program: the extract was not read for working papers.
    pub fn new(linked: &'a Linked, settings: &'a Settings) -> Result<Explainer<'a>> {
        let papers = linked
            .extract
            .papers
            .as_ref()
            .ok_or_else(|| Error::Internal("an explanation needs working papers".into()))?;
        Ok(Explainer {
            linked,
            episodes: linked.episodes.all(&linked.extract, settings),
            papers,
            settings,
            cohorts: Cohorts::new(&linked.extract, settings, &linked.years, States::all()),
            measures: measures(),
            possible: possible(&linked.extract.present),
        })
    }

    /// What became of the row that begins at a position.
    ///
    /// # Errors No row begins there.
    pub fn explain(&self, position: Position) -> Result<Explanation> {
        let fate = self
            .papers
            .fate(position)
            .ok_or_else(|| self.no_row(position))?;
        let mut told = Explanation {
            marking: MARKING,
            row: place(&self.linked.extract, position),
            run: self.run(),
            noticed: self.noticed(position),
            left_out: None,
            episode: None,
            journey: None,
            family: None,
            populations: Vec::new(),
        };
        match fate {
            Fate::LeftOut { rule, about, what } => {
                told.left_out = Some(Noticed {
                    detail: what.to_owned(),
                    ..self.rule(rule, about)
                });
            }
            Fate::Used(episode) => self.follow(episode, &mut told)?,
        }
        Ok(told)
    }

    fn no_row(&self, position: Position) -> Error {
        let extract = &self.linked.extract;
        let before = self.papers.positions();
        let before = before
            .iter()
            .rev()
            .find(|p| p.file == position.file && p.line <= position.line);
        Error::Unreadable {
            path: extract.files[usize::from(position.file)].path.clone(),
            message: format!("no row begins on line {}", position.line),
            hint: match before {
                Some(p) => format!(
                    "the row before it begins on line {}: the line is blank, or inside that row",
                    p.line
                ),
                None => "line 1 is the header".into(),
            },
        }
    }

    fn run(&self) -> Vec<String> {
        let extract = &self.linked.extract;
        let years: Vec<String> = self.linked.years.iter().map(ToString::to_string).collect();
        let mut run = vec![
            format!("profile `{}`", extract.profile.name),
            format!(
                "extract date {} ({})",
                extract.extent.as_of,
                extract.extent.as_of_origin.text()
            ),
            format!("years {}", years.join(", ")),
        ];
        run.extend(self.settings.changed());
        run
    }

    fn noticed(&self, position: Position) -> Vec<Noticed> {
        match self.papers.wanted == Some(position) {
            true => self
                .papers
                .noticed
                .iter()
                .map(|(rule, about)| self.rule(*rule, *about))
                .collect(),
            false => Vec::new(),
        }
    }

    fn rule(&self, rule: Rule, about: About) -> Noticed {
        Noticed {
            rule: rule.name(),
            column: self.linked.extract.column_of(about).to_owned(),
            meaning: rule.meaning(),
            remedy: rule.remedy(),
            detail: String::new(),
        }
    }

    /// Follows an episode, known by its row, to its journey and into the populations.
    fn follow(&self, row: u32, told: &mut Explanation) -> Result<()> {
        let mut person = self.person_of(row)?;
        let linking = Linking::of(self.settings);
        let mut journeys = Vec::new();
        journeys::put_in_order(&mut person, &self.linked.extract.ids);
        journeys::link(&person, linking, &mut journeys);
        let holds = |journey: &Journey<'_>| journey.episodes.iter().any(|e| e.record.row == row);
        let index = journeys
            .iter()
            .position(holds)
            .ok_or_else(|| Error::Internal("an episode has no journey".into()))?;
        let journey = &journeys[index];
        let episode = journey.episodes.iter().find(|e| e.record.row == row);
        told.episode = episode.map(|e| self.tell_episode(e, journey));
        told.journey = Some(self.tell_journey(&journeys, index));
        let facts = self.cohorts.tell(&journeys, index, |standing| {
            told.populations
                .push(self.tell_population(&standing, journey));
        });
        match facts {
            Some(facts) => told.family = Some(self.tell_family(facts)),
            None => told.left_out = Some(self.rule(Rule::AgeUnknown, About::Whole)),
        }
        Ok(())
    }

    /// All episodes of the person whose episode has this row.
    fn person_of(&self, row: u32) -> Result<Vec<Episode<'a>>> {
        let episodes = &self.episodes;
        let at = episodes
            .iter()
            .position(|e| e.record.row == row)
            .ok_or_else(|| Error::Internal("a row that is used has no episode".into()))?;
        let person = episodes[at].person;
        let first = episodes.partition_point(|e| e.person < person);
        let count = episodes[first..].partition_point(|e| e.person == person);
        Ok(episodes[first..first + count].to_vec())
    }

    fn tell_episode(&self, episode: &Episode<'_>, journey: &Journey<'_>) -> EpisodeTold {
        let extract = &self.linked.extract;
        let day = |day: crate::day::Day| day.0 - journey.start.0;
        EpisodeTold {
            rows: self
                .papers
                .rows_of_episode(episode.record.row)
                .map(|row| place(extract, self.papers.position(row)))
                .collect(),
            start_from: match (self.settings.episode_start, episode.in_modality()) {
                (EpisodeStart::Modality, true) => "the first structured modality",
                _ => "triage",
            },
            starts_on_day: day(episode.start),
            ends_on_day: (!episode.is_open()).then(|| day(episode.end)),
            discharge_reason: reason(extract, episode.reason, episode.is_open()),
        }
    }

    fn tell_journey(&self, journeys: &[Journey<'_>], index: usize) -> JourneyTold {
        let extract = &self.linked.extract;
        let journey = &journeys[index];
        let first = |e: &Episode<'_>| place(extract, self.papers.position(e.record.row));
        let others = journeys[..index].iter().chain(&journeys[index + 1..]);
        JourneyTold {
            episodes: journey.episodes.iter().map(first).collect(),
            number: index + 1,
            of: journeys.len(),
            others: others.map(|other| first(other.first())).collect(),
            starts_in_year: FinancialYear::of(journey.start).to_string(),
            days: (!journey.is_open()).then(|| journey.end.0 - journey.start.0),
            ends_in_year: (!journey.is_open()).then(|| FinancialYear::of(journey.end).to_string()),
            outcome: reason(extract, journey.outcome, journey.is_open()),
            gaps: gaps(journey),
        }
    }

    fn tell_family(&self, person: Facts) -> Family {
        Family {
            recorded: person.cell.label(),
            family_group: person.cell.group(&self.settings.cells).name(),
            setting: person.cell.setting(),
            sex: match person.sex {
                Sex::Female => "F",
                Sex::Male => "M",
                Sex::Unknown | Sex::NotRecorded => "unknown",
            },
            substance_group: SubstanceGroup::name(person.substance),
        }
    }

    fn tell_population(&self, standing: &Standing<'_>, journey: &Journey<'_>) -> PopulationTold {
        let year = self.linked.years[standing.year];
        let (counted_as, why_not, measures) = match &standing.counted {
            Ok(person) => (
                Some(person.age_group.name()),
                None,
                self.tell_measures(person),
            ),
            Err(why) => (
                None,
                Some(why_not(*why, standing.population, journey, year)),
                Vec::new(),
            ),
        };
        PopulationTold {
            population: standing.population.name(),
            year: year.to_string(),
            counted_as,
            why_not,
            measures,
        }
    }

    fn tell_measures(&self, person: &PersonYear<'_>) -> Vec<MeasureTold> {
        let group = person.cell.group(&self.settings.cells);
        self.measures
            .iter()
            .filter(|m| m.population == person.population)
            .map(|measure| {
                let counts = measure.counts(person.states, group, self.possible);
                MeasureTold {
                    measure: measure.id,
                    in_denominator: counts.is_ok(),
                    in_numerator: counts == Ok(true),
                    adds: match counts {
                        Ok(true) if measure.is_mean() => u64::from(person.children),
                        Ok(true) => 1,
                        _ => 0,
                    },
                    why_not: counts.err().map(not_asked),
                }
            })
            .collect()
    }
}

/// Days from the latest end so far to each next start.
fn gaps(journey: &Journey<'_>) -> Vec<i32> {
    let mut end = journey.first().end;
    let mut gaps = Vec::new();
    for next in &journey.episodes[1..] {
        // An open episode takes whatever follows: there is no gap to tell.
        if end != crate::day::Day::OPEN {
            gaps.push(next.start.0 - end.0);
        }
        end = end.max(next.end);
    }
    gaps
}

fn reason(extract: &Extract, raw: crate::extract::codes::Raw, open: bool) -> String {
    if open {
        return "open".into();
    }
    let means = extract.codes.reason.of(raw);
    let names = <crate::extract::codes::Reason as Meaning>::NAMES;
    let name = names.iter().find(|(_, m)| *m == means);
    name.map_or("not recorded", |(name, _)| name)
        .replace('_', " ")
}

fn why_not(
    why: WhyNot,
    population: Population,
    journey: &Journey<'_>,
    year: FinancialYear,
) -> &'static str {
    let starts = FinancialYear::of(journey.start) == year;
    match (why, population) {
        (WhyNot::AgeUnknown, _) => "the age band lies on both sides of 18",
        (WhyNot::MainDrugAlcohol, _) => {
            "the main drug is alcohol, and the run is about other drugs"
        }
        (WhyNot::LaterJourney, _) => {
            "a later journey of the same person qualifies, and a person counts once"
        }
        (WhyNot::Outside, Population::InTreatment) if journey.start > year.last_day() => {
            "the journey starts after the year"
        }
        (WhyNot::Outside, Population::InTreatment) => "the journey ended before the year",
        (WhyNot::Outside, Population::Starting) => "the journey does not start in the year",
        (WhyNot::Outside, Population::StartingAndLeaving) if !starts => {
            "the journey does not start in the year"
        }
        (WhyNot::Outside, _) if journey.is_open() => "the journey is open",
        (WhyNot::Outside, _) => "the journey does not end in the year",
    }
}

fn not_asked(why: NotAsked) -> &'static str {
    match why {
        NotAsked::NoColumn => "the extract has no column for it",
        NotAsked::Incomplete => "family data are incomplete",
        NotAsked::NotAFamily => "of parents and people living with a child only",
        NotAsked::NotAWoman => "of women only",
        NotAsked::NotRecorded => "not recorded, or not known yet",
    }
}

//! The rooms in a row: from an extract to measured counts.

use crate::cohorts::{self, AgeNotes, Cohorts};
use crate::day::FinancialYear;
use crate::episodes::{self, Episode};
use crate::error::{Error, Result};
use crate::extract::{Extract, Field, Findings, Rule};
use crate::journeys::people::{Contradictions, expected_chance_merges};
use crate::journeys::{self, Journey, Linking};
use crate::measures::breakdowns::Dividing;
use crate::measures::cube::{self, Tally};
use crate::measures::{self, Measured};
use crate::settings::{Population, Settings};
use rayon::prelude::*;

/// Everything a run worked out, still unprotected.
pub struct Counted {
    pub extract: Extract,
    pub years: Vec<FinancialYear>,
    pub journeys: u64,
    /// People expected to be merged with another by chance; `None` where the key is an id.
    pub chance_merges: Option<f64>,
    /// How often somebody is in treatment in one year both as an under-18 and as an adult.
    pub in_both_age_groups: u64,
    /// Providers are too many for their recording to be shown.
    pub too_many_providers: bool,
    pub measured: Measured,
}

/// Runs every room up to the measured counts.
pub fn count(mut extract: Extract, settings: &Settings) -> Result<Counted> {
    if settings.population == Population::Drugs && !extract.present.contains(&Field::Drug1) {
        return Err(Error::Settings {
            message: "`population = \"drugs\"` needs the main drug, and the extract has no column for `drug_1`".into(),
            hint: "leave the population at `all`, or map the column in a profile".into(),
        });
    }
    let years = cohorts::years_to_report(settings, &extract.extent)?;
    let mut episodes = episodes::assemble(&mut extract, settings);
    let dividing = Dividing::new(&extract, settings, years.len())?;
    let chance_merges = (extract.profile.person_key
        == crate::extract::profile::PersonKey::Attributor
        && !settings.person_key_with_dat)
        .then(|| {
            expected_chance_merges(
                episodes
                    .chunk_by(|a, b| a.person == b.person)
                    .map(|person| &person[0]),
            )
        });
    let walked = walk(&extract, settings, &years, &dividing, &mut episodes);
    let too_many_providers = dividing.too_many_providers;
    let breakdowns = dividing.settled(&walked.tally);
    let episodes_linked = episodes.len() as u64;
    drop(episodes);
    settle(&mut extract, &walked, episodes_linked)?;
    let cells = cube::cells(&walked.tally);
    let measured = measures::measure(
        &cells,
        &years,
        breakdowns,
        &extract.extent,
        &settings.cells,
        cohorts::possible(&extract.present),
    )?;
    Ok(Counted {
        extract,
        years,
        journeys: walked.journeys,
        chance_merges,
        in_both_age_groups: walked.ages.in_both_groups,
        too_many_providers,
        measured,
    })
}

/// What one worker, or all of them together, found on the way from episodes to the tally.
struct Walked {
    tally: Tally,
    journeys: u64,
    lines: u64,
    tied_outcomes: u64,
    ages: AgeNotes,
    contradictions: Contradictions,
}

impl Walked {
    fn new(years: usize, dividing: &Dividing<'_>) -> Walked {
        Walked {
            tally: Tally::new(years, &dividing.breakdowns),
            journeys: 0,
            lines: 0,
            tied_outcomes: 0,
            ages: AgeNotes::default(),
            contradictions: Contradictions::default(),
        }
    }

    fn merge(mut self, other: Walked) -> Walked {
        self.tally = self.tally.merge(other.tally);
        self.journeys += other.journeys;
        self.lines += other.lines;
        self.tied_outcomes += other.tied_outcomes;
        self.ages.merge(other.ages);
        self.contradictions.merge(other.contradictions);
        self
    }
}

/// Person by person: link, enter the cohorts, count. Workers take runs of whole people; sums do not depend on how.
fn walk(
    extract: &Extract,
    settings: &Settings,
    years: &[FinancialYear],
    dividing: &Dividing<'_>,
    episodes: &mut [Episode],
) -> Walked {
    let linking = Linking {
        gap_days: settings.gap_days,
        overlap_needs_modality: settings.overlap_needs_modality,
    };
    let cohorts = Cohorts::new(extract, settings, years);
    let walk_run = |run: &mut [Episode]| {
        let mut walked = Walked::new(years.len(), dividing);
        for person in run.chunk_by_mut(|a, b| a.person == b.person) {
            walked.lines += person.iter().map(|e| u64::from(e.lines)).sum::<u64>();
            walked.contradictions.look(person);
            let mut journeys: Vec<Journey<'_>> = Vec::new();
            journeys::link(person, linking, &extract.ids, &mut journeys);
            walked.journeys += journeys.len() as u64;
            walked.tied_outcomes += journeys.iter().filter(|j| j.tied).count() as u64;
            let Walked { tally, ages, .. } = &mut walked;
            cohorts.enter(&journeys, ages, |counted| {
                dividing.levels(counted, |breakdown, level| {
                    tally.count(breakdown, level, counted);
                });
            });
        }
        walked
    };
    runs_of_people(episodes, rayon::current_num_threads() * 4)
        .into_par_iter()
        .map(walk_run)
        .reduce(|| Walked::new(years.len(), dividing), Walked::merge)
}

/// Cuts the episodes into about `wanted` runs, never within a person.
fn runs_of_people(mut rest: &mut [Episode], wanted: usize) -> Vec<&mut [Episode]> {
    let size = rest.len().div_ceil(wanted.max(1)).max(1);
    let mut runs = Vec::new();
    while !rest.is_empty() {
        let mut end = size.min(rest.len());
        while end < rest.len() && rest[end].person == rest[end - 1].person {
            end += 1;
        }
        let (run, others) = rest.split_at_mut(end);
        runs.push(run);
        rest = others;
    }
    runs
}

/// Books what was found, and checks that every row read is used or excluded.
fn settle(extract: &mut Extract, walked: &Walked, episodes: u64) -> Result<()> {
    let (reason, lines, unknown_episodes, people) = walked.ages.reason();
    if lines > 0 {
        extract
            .attrition
            .exclude(reason, lines, unknown_episodes, people);
    }
    let has_drugs = extract.present.contains(&Field::Drug1);
    let findings: &mut Findings = &mut extract.findings;
    findings.count(Rule::TiedOutcome, "", walked.tied_outcomes);
    findings.count(
        Rule::TwoBirthDates,
        "",
        walked.contradictions.two_birth_dates,
    );
    findings.count(Rule::TwoSexes, "", walked.contradictions.two_sexes);
    if has_drugs {
        findings.count(Rule::MainDrugMissing, "", walked.ages.main_drug_missing);
    }
    findings.count(
        Rule::YoungPeoplesEnding,
        "",
        walked.ages.young_peoples_endings,
    );
    let attrition = &mut extract.attrition;
    attrition.episodes_used = episodes - unknown_episodes;
    attrition.people_used = walked.ages.people;
    attrition.records_used = walked.lines - lines;
    if attrition.records_read != attrition.records_used + attrition.records_excluded() {
        return Err(Error::Internal(format!(
            "{} rows were read, but {} used and {} excluded",
            attrition.records_read,
            attrition.records_used,
            attrition.records_excluded()
        )));
    }
    if attrition.records_used == 0 {
        return Err(nothing_left(extract));
    }
    Ok(())
}

/// An extract of which every row is left out.
fn nothing_left(extract: &Extract) -> Error {
    let most = extract
        .attrition
        .excluded
        .iter()
        .max_by_key(|(_, e)| e.records);
    let reason = most.map_or("", |(reason, _)| reason.meaning());
    Error::Unreadable {
        path: extract.files[0].clone(),
        message: "no row of the extract can be used".into(),
        hint: format!("most rows: {reason}; extract date {}", extract.extent.as_of),
    }
}

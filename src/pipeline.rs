//! The rooms in a row: from an extract to measured counts.

use crate::cohorts::{self, Cohorts, Notes, PersonYear};
use crate::day::FinancialYear;
use crate::episodes::{self, Episode};
use crate::error::{Error, Result};
use crate::extract::attrition::FileRows;
use crate::extract::{About, Attrition, Extract, Field, Rule};
use crate::journeys::people::{contradictions, expected_chance_merges};
use crate::journeys::{self, Journey, Linking};
use crate::measures::breakdowns::{Breakdown, Dividing};
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

/// An extract linked, with everything noticed on the way booked in it; nothing measured.
pub struct Linked {
    pub extract: Extract,
    /// Each person's together.
    pub episodes: Vec<Episode>,
    pub years: Vec<FinancialYear>,
    pub journeys: u64,
}

/// Runs the rooms up to the cohorts, for working papers.
///
/// # Errors Years that cannot be reported; a fault of the program.
pub fn link(mut extract: Extract, settings: &Settings) -> Result<Linked> {
    refuse_without_main_drug(&extract, settings)?;
    let years = cohorts::years_to_report(settings, &extract.extent)?;
    let mut episodes = episodes::assemble(&mut extract, settings);
    let walked = walk(&extract, settings, &years, &[], &mut episodes, |_, _| ());
    let (journeys, linked) = (walked.notes.journeys, episodes.len() as u64);
    settle(&mut extract, walked, linked)?;
    Ok(Linked {
        extract,
        episodes,
        years,
        journeys,
    })
}

fn refuse_without_main_drug(extract: &Extract, settings: &Settings) -> Result<()> {
    if settings.population == Population::Drugs && !extract.present.contains(&Field::Drug1) {
        return Err(Error::Settings {
            message: "`population = \"drugs\"` needs the main drug, and the extract has no column for `drug_1`".into(),
            hint: "leave the population at `all`, or map the column in a profile".into(),
        });
    }
    Ok(())
}

/// Runs every room up to the measured counts.
pub fn count(mut extract: Extract, settings: &Settings) -> Result<Counted> {
    refuse_without_main_drug(&extract, settings)?;
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
    let walked = walk(
        &extract,
        settings,
        &years,
        &dividing.breakdowns,
        &mut episodes,
        |counted, tally| {
            dividing.levels(counted, |breakdown, level| {
                tally.count(breakdown, level, counted)
            });
        },
    );
    let too_many_providers = dividing.too_many_providers;
    let breakdowns = dividing.settled(&walked.tally);
    let episodes_linked = episodes.len() as u64;
    drop(episodes);
    let cells = cube::cells(&walked.tally);
    let (journeys, in_both_age_groups) = (walked.notes.journeys, walked.notes.in_both_groups);
    settle(&mut extract, walked, episodes_linked)?;
    if extract.attrition.rows_used() == 0 {
        return Err(nothing_left(&extract));
    }
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
        journeys,
        chance_merges,
        in_both_age_groups,
        too_many_providers,
        measured,
    })
}

/// What one worker, or all of them together, found on the way from episodes to the tally.
struct Walked {
    tally: Tally,
    /// Rows and episodes that came so far, by file.
    came: Attrition,
    notes: Notes,
}

impl Walked {
    fn new(years: usize, breakdowns: &[Breakdown]) -> Walked {
        Walked {
            tally: Tally::new(years, breakdowns),
            came: Attrition::default(),
            notes: Notes::default(),
        }
    }

    /// Books the rules that an episode, or the person or journey it stands for, breaks.
    fn notice(&mut self, extract: &Extract, rules: impl Iterator<Item = Rule>, episode: &Episode) {
        for rule in rules {
            let position = extract.position(episode.file, episode.row);
            self.notes.findings.at(rule, About::Whole, position);
        }
    }

    fn merge(mut self, other: Walked) -> Walked {
        self.tally = self.tally.merge(other.tally);
        self.came.merge(other.came);
        self.notes.merge(other.notes);
        self
    }
}

/// Person by person: link, enter the cohorts, count. Workers take runs of whole people; sums do not depend on how.
fn walk(
    extract: &Extract,
    settings: &Settings,
    years: &[FinancialYear],
    breakdowns: &[Breakdown],
    episodes: &mut [Episode],
    count: impl Fn(&PersonYear<'_>, &mut Tally) + Sync,
) -> Walked {
    let linking = Linking::of(settings);
    let cohorts = Cohorts::new(extract, settings, years);
    let walk_run = |run: &mut [Episode]| {
        let mut walked = Walked::new(years.len(), breakdowns);
        for person in run.chunk_by_mut(|a, b| a.person == b.person) {
            for episode in person.iter() {
                walked.came.used(episode.file, u64::from(episode.lines));
            }
            // In the order of the file, which sorting by person does not keep.
            let first = person.iter().min_by_key(|e| (e.file, e.row));
            walked.notice(extract, contradictions(person), first.unwrap_or(&person[0]));
            let mut journeys: Vec<Journey<'_>> = Vec::new();
            journeys::link(person, linking, &extract.ids, &mut journeys);
            for tied in journeys.iter().filter(|j| j.tied) {
                walked.notice(extract, [Rule::TiedOutcome].into_iter(), tied.last());
            }
            let Walked { tally, notes, .. } = &mut walked;
            cohorts.enter(&journeys, notes, |counted| count(counted, tally));
        }
        walked
    };
    runs_of_people(episodes, rayon::current_num_threads() * 4)
        .into_par_iter()
        .map(walk_run)
        .reduce(|| Walked::new(years.len(), breakdowns), Walked::merge)
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

/// Books what was found, and checks that every row read is used or left out, in each file and in total.
fn settle(extract: &mut Extract, walked: Walked, episodes: u64) -> Result<()> {
    let Walked { came, notes, .. } = walked;
    let unknown = notes.attrition;
    for (file, rows) in came.files.iter().enumerate() {
        let left_out = unknown.files.get(file).map_or(0, rows_left_out);
        extract.attrition.used(file as u16, rows.used - left_out);
    }
    let episodes_unknown: u64 = unknown.excluded.values().map(|e| e.episodes).sum();
    extract.attrition.merge(unknown);
    extract.attrition.episodes_used = episodes - episodes_unknown;
    extract.attrition.people_used = notes.people;
    for (file, row, rows) in notes.left_out {
        extract.leave_out_on_paper(Rule::AgeUnknown, file, row, rows);
    }
    extract.findings.merge(notes.findings);
    extract.attrition.check()
}

fn rows_left_out(file: &FileRows) -> u64 {
    file.left_out.values().sum()
}

/// An extract of which every row is left out.
fn nothing_left(extract: &Extract) -> Error {
    let most = extract
        .attrition
        .excluded
        .iter()
        .max_by_key(|(_, e)| e.rows);
    let reason = most.map_or("", |(rule, _)| rule.wrong());
    Error::Unreadable {
        path: extract.files[0].path.clone(),
        message: "no row of the extract can be used".into(),
        hint: format!("most rows: {reason}; extract date {}", extract.extent.as_of),
    }
}

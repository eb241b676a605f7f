//! The rooms in a row: from an extract to measured counts.

use crate::cohorts::{self, Cohorts, Notes, PersonYear};
use crate::day::FinancialYear;
use crate::episodes::{self, Dating, Episode, Episodes};
use crate::error::{Error, Result};
use crate::extract::attrition::FileRows;
use crate::extract::{About, Attrition, Bookings, Extract, Field, Rule};
use crate::journeys::people::{KeyParts, contradictions};
use crate::journeys::{self, Journey, Linking};
use crate::measures::breakdowns::{Breakdown, Dividing, NoProviders};
use crate::measures::cube::{self, Tally};
use crate::measures::definitions::{self, Measure};
use crate::measures::nested::{Nest, Nested};
use crate::measures::{self, Measured};
use crate::settings::{Population, Settings};
use crate::workers::share_out;

/// Everything a run worked out, still unprotected.
pub struct Counted {
    pub extract: Extract,
    pub years: Vec<FinancialYear>,
    pub journeys: u64,
    /// People expected to be merged with another by chance; `None` where the key is an id.
    pub chance_merges: Option<f64>,
    /// How often somebody is in treatment in one year both as an under-18 and as an adult.
    pub in_both_age_groups: u64,
    /// Why the recording of each provider is not shown, if it is not.
    pub no_providers: Option<NoProviders>,
    /// Levels that lie within levels of other divisions.
    pub nests: Vec<Nest>,
    pub measured: Measured,
    /// What was counted. It is of no more use, but large: when to give it back is for whoever holds it to say.
    pub episodes: Episodes,
}

/// An extract linked, with everything noticed on the way booked in it; nothing measured.
pub struct Linked {
    pub extract: Extract,
    pub episodes: Episodes,
    pub years: Vec<FinancialYear>,
    pub journeys: u64,
}

/// Runs the rooms up to the cohorts, for working papers.
///
/// # Errors Years that cannot be reported; a fault of the program.
pub fn link(mut extract: Extract, settings: &Settings) -> Result<Linked> {
    refuse_without_main_drug(&extract, settings)?;
    let years = cohorts::years_to_report(settings, &extract.extent)?;
    let episodes = episodes::assemble(&mut extract, settings);
    let nothing = Counting {
        years: &years,
        breakdowns: &[],
        measures: &[],
    };
    let walked = walk(&extract, settings, &nothing, &episodes, |_, _, _| ());
    let journeys = walked.notes.journeys;
    settle(&mut extract, walked)?;
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
    let episodes = episodes::assemble(&mut extract, settings);
    let measures = definitions::of_run(settings);
    let dividing = Dividing::new(&extract, settings, years.len(), &measures)?;
    let counting = Counting {
        years: &years,
        breakdowns: &dividing.breakdowns,
        measures: &measures,
    };
    let mut walked = walk(
        &extract,
        settings,
        &counting,
        &episodes,
        |counted, tally, nested| {
            dividing.levels(counted, |breakdown, level| {
                tally.count(breakdown, level, counted)
            });
            if nested.is_asked() {
                let mut stands = Vec::new();
                dividing.levels(counted, |breakdown, level| stands.push((breakdown, level)));
                nested.enter(counted, &stands);
            }
        },
    );
    walked.tally.sum_up();
    let nests = walked.nested.found();
    let no_providers = dividing.no_providers;
    let breakdowns = dividing.settled(&walked.tally);
    let chance_merges = extract
        .is_keyed_by_attributor(settings)
        .then(|| walked.key_parts.expected_chance_merges());
    let cells = cube::cells(&walked.tally, &measures);
    let (journeys, in_both_age_groups) = (walked.notes.journeys, walked.notes.in_both_groups);
    settle(&mut extract, walked)?;
    if extract.attrition.rows_used() == 0 {
        return Err(nothing_left(&extract));
    }
    let measured = measures::measure(
        cells,
        measures,
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
        no_providers,
        nests,
        measured,
        episodes,
    })
}

/// What is counted on the way from episodes to the tally.
#[derive(Clone, Copy)]
struct Counting<'a> {
    years: &'a [FinancialYear],
    breakdowns: &'a [Breakdown],
    measures: &'a [Measure],
}

/// What one worker, or all of them together, found on the way from episodes to the tally.
struct Walked {
    tally: Tally,
    nested: Nested,
    /// Episodes that could not be dated.
    undated: Bookings,
    /// Rows and episodes that came so far, by file.
    came: Attrition,
    notes: Notes,
    key_parts: KeyParts,
}

impl Walked {
    fn new(counting: &Counting<'_>) -> Walked {
        let Counting {
            years,
            breakdowns,
            measures,
        } = *counting;
        Walked {
            tally: Tally::new(years.len(), breakdowns, measures),
            nested: Nested::new(years.len(), breakdowns),
            undated: Bookings::default(),
            came: Attrition::default(),
            notes: Notes::default(),
            key_parts: KeyParts::default(),
        }
    }

    /// Books the rules that an episode, or the person or journey it stands for, breaks.
    fn notice(
        &mut self,
        extract: &Extract,
        rules: impl Iterator<Item = Rule>,
        episode: &Episode<'_>,
    ) {
        for rule in rules {
            let position = extract.position(episode.record.row);
            let findings = &mut self.notes.bookings.findings;
            findings.at(rule, About::Whole, position);
        }
    }

    fn merge(mut self, other: Walked) -> Walked {
        self.tally = self.tally.merge(other.tally);
        self.nested = self.nested.merge(other.nested);
        self.undated.merge(other.undated);
        self.came.merge(other.came);
        self.notes.merge(other.notes);
        self.key_parts.merge(other.key_parts);
        self
    }
}

/// Shelf by shelf and person by person: date, link, enter the cohorts, count. Sums do not depend on who takes which shelf.
fn walk(
    extract: &Extract,
    settings: &Settings,
    counting: &Counting<'_>,
    episodes: &Episodes,
    count: impl Fn(&PersonYear<'_>, &mut Tally, &mut Nested) + Sync,
) -> Walked {
    let linking = Linking::of(settings);
    let dating = Dating::new(extract, settings);
    let asked = definitions::states(counting.measures);
    let cohorts = Cohorts::new(extract, settings, counting.years, asked);
    let by_attributor = extract.is_keyed_by_attributor(settings);
    let walk_shelf = |walked: &mut Walked, episodes: &mut [Episode<'_>]| {
        let same = |a: &Episode<'_>, b: &Episode<'_>| a.person == b.person;
        for person in episodes.chunk_by_mut(same) {
            journeys::put_in_order(person, &extract.ids);
        }
        let mut journeys: Vec<Journey<'_>> = Vec::with_capacity(episodes.len());
        for person in episodes.chunk_by(same) {
            for episode in person {
                walked
                    .came
                    .used(episode.file, u64::from(episode.record.lines));
            }
            walked.came.episodes_used += person.len() as u64;
            if by_attributor {
                walked.key_parts.add(&person[0]);
            }
            if person.len() > 1 {
                let first_row = person
                    .iter()
                    .min_by_key(|e| e.record.row)
                    .unwrap_or(&person[0]);
                walked.notice(extract, contradictions(person), first_row);
            }
            journeys::link(person, linking, &mut journeys);
        }
        for tied in journeys.iter().filter(|j| j.tied) {
            walked.notice(extract, [Rule::TiedOutcome].into_iter(), tied.last());
        }
        let Walked {
            tally,
            nested,
            notes,
            ..
        } = walked;
        cohorts.enter(&journeys, notes, |counted| count(counted, tally, nested));
    };
    let new = || (Walked::new(counting), Vec::new());
    let workers = share_out(
        episodes.shelves().iter(),
        new,
        |(walked, episodes), shelf| {
            episodes.clear();
            dating.of_shelf(shelf, &mut walked.undated, episodes);
            walk_shelf(walked, episodes);
        },
    );
    let walked = workers.into_iter().map(|(walked, _)| walked);
    walked.reduce(Walked::merge).expect("there is a worker")
}

/// Books what was found, and checks that every row read is used or left out, in each file and in total.
fn settle(extract: &mut Extract, walked: Walked) -> Result<()> {
    let Walked {
        undated,
        came,
        notes,
        ..
    } = walked;
    let unknown = &notes.bookings.attrition;
    for (file, rows) in came.files.iter().enumerate() {
        let left_out = unknown.files.get(file).map_or(0, rows_left_out);
        extract.attrition.used(file as u16, rows.used - left_out);
    }
    let episodes_unknown: u64 = unknown.excluded.values().map(|e| e.episodes).sum();
    extract.attrition.episodes_used = came.episodes_used - episodes_unknown;
    extract.attrition.people_used = notes.people;
    extract.book(undated);
    extract.book(notes.bookings);
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

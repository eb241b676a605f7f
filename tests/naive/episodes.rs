//! Rows to episodes, episodes to the journeys of each person.

use super::calendar::{Date, days_between};
use super::reading::{Code, Row};
use super::traits::{self, INCOMPLETE};
use super::{Excluded, Options, Profile};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

pub struct Episode {
    pub records: u64,
    pub person: String,
    pub agency: String,
    pub client: String,
    pub id: String,
    pub start: Date,
    /// `None` is open at the extract date.
    pub end: Option<Date>,
    pub reason: Option<Code>,
    pub has_structured_modality: bool,
    pub sex: Option<String>,
    pub born: Option<Date>,
    pub family: Family,
    pub reviews: Vec<Review>,
    pub drugs: [Option<Code>; 3],
    pub referral: Option<Code>,
    pub accommodation: Option<Code>,
    pub injecting: Option<Code>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Family {
    pub status: Option<Code>,
    pub children: Option<Code>,
}

pub struct Review {
    pub date: Date,
    pub family: Family,
}

pub struct Journey {
    pub start: Date,
    pub end: Option<Date>,
    /// Nothing while the journey is open.
    pub reason: Option<Code>,
    pub sex: String,
    pub born: Date,
    pub family_group: &'static str,
    pub main_drug: Option<Code>,
    pub drugs: Vec<Code>,
    pub referral: Option<Code>,
    pub accommodation: Option<Code>,
    pub injecting: Option<Code>,
}

pub fn episodes(rows: Vec<Row>, options: &Options, excluded: &mut Excluded) -> Vec<Episode> {
    let mut rows_of: HashMap<(String, String, String), Vec<Row>> = HashMap::new();
    for row in rows {
        let identity = (row.agency.clone(), row.client.clone(), row.episode.clone());
        rows_of.entry(identity).or_default().push(row);
    }
    let mut kept = Vec::new();
    for rows in rows_of.into_values() {
        let (newest, older) = newest_file_only(rows);
        if older > 0 {
            excluded.add("duplicate_episode", older);
        }
        match episode(&newest, options) {
            Ok(episode) => kept.push(episode),
            Err(reason) => excluded.add(reason, newest.len() as u64),
        }
    }
    kept
}

fn newest_file_only(rows: Vec<Row>) -> (Vec<Row>, u64) {
    let newest = rows.iter().map(|row| row.file_age_order).max();
    let (newest, older): (Vec<Row>, Vec<Row>) = rows
        .into_iter()
        .partition(|row| Some(row.file_age_order) == newest);
    (newest, older.len() as u64)
}

/// The episode, or the first reason that excludes it.
fn episode(rows: &[Row], options: &Options) -> Result<Episode, &'static str> {
    let modality_start = first_structured_modality(rows, options);
    let triaged = fact(rows, |row| row.triaged);
    let start = match modality_start {
        Some(start) if !options.episode_start_triage => Some(start),
        _ => triaged,
    };
    let start = start.ok_or("no_start")?;
    if start > options.as_of {
        return Err("start_after_extract");
    }
    let written_end = fact(rows, |row| row.discharged);
    if written_end.is_some_and(|end| end < start) {
        return Err("end_before_start");
    }
    let born = fact(rows, |row| row.born);
    if born.is_some_and(|born| born > start) {
        return Err("birth_after_start");
    }
    let end = written_end.filter(|&end| end <= options.as_of);
    Ok(Episode {
        records: rows.len() as u64,
        person: person(rows, options),
        agency: rows[0].agency.clone(),
        client: rows[0].client.clone(),
        id: rows[0].episode.clone(),
        start,
        end,
        reason: end.and_then(|_| fact(rows, |row| row.reason.clone())),
        has_structured_modality: modality_start.is_some(),
        sex: fact(rows, |row| row.sex.clone()),
        born,
        family: Family {
            status: fact(rows, |row| row.status.clone()),
            children: fact(rows, |row| row.children.clone()),
        },
        reviews: reviews(rows, options),
        drugs: [0, 1, 2].map(|place| fact(rows, |row| row.drugs[place].clone())),
        referral: fact(rows, |row| row.referral.clone()),
        accommodation: fact(rows, |row| row.accommodation.clone()),
        injecting: fact(rows, |row| row.injecting.clone()),
    })
}

fn first_structured_modality(rows: &[Row], options: &Options) -> Option<Date> {
    rows.iter()
        .filter(|row| match options.profile {
            Profile::Plain => true,
            Profile::Cds => traits::is_structured(&row.modality),
        })
        .filter_map(|row| row.modality_start)
        .min()
}

/// One value for the episode where its rows may disagree: of the rows with a value those with the latest date decide;
/// among several values there, the one on most rows of the whole episode; then the smallest.
fn fact<T: Ord + Clone>(rows: &[Row], read: impl Fn(&Row) -> Option<T>) -> Option<T> {
    let recorded: Vec<(Option<Date>, T)> = rows
        .iter()
        .filter_map(|row| Some((latest_date(row), read(row)?)))
        .collect();
    // A row without any date is the earliest: nothing sorts before something.
    let latest = recorded.iter().map(|(date, _)| *date).max()?;
    let rows_with = |wanted: &T| recorded.iter().filter(|(_, value)| value == wanted).count();
    recorded
        .iter()
        .filter(|(date, _)| *date == latest)
        .map(|(_, value)| value.clone())
        .min_by_key(|value| (Reverse(rows_with(value)), value.clone()))
}

fn latest_date(row: &Row) -> Option<Date> {
    row.modality_start
        .max(row.outcome_date)
        .max(row.review_date)
}

fn person(rows: &[Row], options: &Options) -> String {
    match options.profile {
        Profile::Plain => rows[0].client.clone(),
        Profile::Cds => {
            let first_initial = fact(rows, |row| row.first_initial.clone());
            let surname_initial = fact(rows, |row| row.surname_initial.clone());
            let born = fact(rows, |row| row.born);
            let sex = fact(rows, |row| row.sex.clone());
            let area = fact(rows, |row| row.area.clone()).filter(|_| options.key_with_dat);
            format!("{first_initial:?} {surname_initial:?} {born:?} {sex:?} {area:?}")
        }
    }
}

/// The earlier in the list, the less it counts among reviews of one date: fewer rows of the episode say so, or, of
/// pairs on as many rows, it is the larger.
fn reviews(rows: &[Row], options: &Options) -> Vec<Review> {
    let mut said: BTreeMap<(Date, Option<Code>, Option<Code>), u64> = BTreeMap::new();
    for row in rows {
        if let Some(date) = row.review_date.filter(|&date| date <= options.as_of) {
            let pair = (date, row.review_status.clone(), row.review_children.clone());
            *said.entry(pair).or_insert(0) += 1;
        }
    }
    let mut said: Vec<_> = said.into_iter().rev().collect();
    said.sort_by_key(|(_, rows)| *rows);
    said.into_iter()
        .map(|((date, status, children), _)| Review {
            date,
            family: Family { status, children },
        })
        .collect()
}

/// The journeys of each person, in the order they began.
pub fn people(
    episodes: Vec<Episode>,
    options: &Options,
    excluded: &mut Excluded,
) -> Vec<Vec<Journey>> {
    let mut episodes_of: HashMap<String, Vec<Episode>> = HashMap::new();
    for episode in episodes {
        episodes_of
            .entry(episode.person.clone())
            .or_default()
            .push(episode);
    }
    let mut people = Vec::new();
    for episodes in episodes_of.into_values() {
        let mut journeys = Vec::new();
        for linked in link(episodes, options) {
            match journey(&linked, options) {
                Some(journey) => journeys.push(journey),
                None => excluded.add(
                    "age_unknown",
                    linked.iter().map(|episode| episode.records).sum(),
                ),
            }
        }
        people.push(journeys);
    }
    people
}

fn link(mut episodes: Vec<Episode>, options: &Options) -> Vec<Vec<Episode>> {
    episodes.sort_by_key(|episode| {
        let open = episode.end.is_none();
        let identity = (
            episode.agency.clone(),
            episode.client.clone(),
            episode.id.clone(),
        );
        (episode.start, open, episode.end, identity)
    });
    let mut journeys: Vec<Vec<Episode>> = Vec::new();
    for episode in episodes {
        match journeys.last_mut() {
            Some(journey) if continues(journey, &episode, options) => journey.push(episode),
            _ => journeys.push(vec![episode]),
        }
    }
    journeys
}

fn continues(journey: &[Episode], next: &Episode, options: &Options) -> bool {
    match end(journey) {
        Some(end) if next.start > end => days_between(end, next.start) <= options.gap_days,
        _ => next.has_structured_modality || !options.overlap_needs_modality,
    }
}

/// The latest end; none while any episode is open.
fn end(episodes: &[Episode]) -> Option<Date> {
    let ends: Option<Vec<Date>> = episodes.iter().map(|episode| episode.end).collect();
    ends?.into_iter().max()
}

/// Nothing when the birth date, and so the age, is unknown.
fn journey(episodes: &[Episode], options: &Options) -> Option<Journey> {
    let first = &episodes[0];
    let end = end(episodes);
    // `max_by_key` takes the last of equals: the later in the order of the episodes.
    let last_to_end = episodes.iter().max_by_key(|episode| episode.end)?;
    let drugs_of = if options.drugs_from_start {
        &episodes[..1]
    } else {
        episodes
    };
    Some(Journey {
        start: first.start,
        end,
        reason: end.and(last_to_end.reason.clone()),
        sex: first.sex.clone().unwrap_or("unknown".to_string()),
        born: first.born?,
        family_group: traits::family_group(&family(episodes, options), options),
        main_drug: first.drugs[0].clone(),
        drugs: drugs_of
            .iter()
            .flat_map(|episode| episode.drugs.clone())
            .flatten()
            .collect(),
        referral: first.referral.clone(),
        accommodation: first.accommodation.clone(),
        injecting: first.injecting.clone(),
    })
}

fn family(episodes: &[Episode], options: &Options) -> Family {
    let complete = |family: &&Family| traits::family_group(family, options) != INCOMPLETE;
    let first = &episodes[0].family;
    let chosen = match options.parental_status_from {
        "start" => Some(first),
        "first_complete" => episodes
            .iter()
            .map(|episode| &episode.family)
            .find(complete),
        _ => oldest_observation_first(episodes)
            .into_iter()
            .rev()
            .find(complete),
    };
    chosen.unwrap_or(first).clone()
}

fn oldest_observation_first(episodes: &[Episode]) -> Vec<&Family> {
    let mut observations: Vec<(Date, bool, &Family)> = Vec::new();
    for episode in episodes {
        observations.push((episode.start, false, &episode.family));
        for review in &episode.reviews {
            observations.push((review.date, true, &review.family));
        }
    }
    // The sort is stable, so that later episodes stay later on one date.
    observations.sort_by_key(|&(date, is_review, _)| (date, is_review));
    observations
        .into_iter()
        .map(|(_, _, family)| family)
        .collect()
}

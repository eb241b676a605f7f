//! Rows to episodes: one value of each fact where the rows of an episode may disagree.

use super::calendar::Date;
use super::code::Code;
use super::help::{self, Help};
use super::reading::Row;
use super::traits;
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
    pub referred: Option<Date>,
    pub pregnant: Option<Code>,
    pub previously_treated: Option<Code>,
    pub area: Option<String>,
    /// Of the episode's own columns and of its reviews.
    pub services: Vec<Code>,
    pub supports: [Help; 3],
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
        referred: fact(rows, |row| row.referred),
        pregnant: fact(rows, |row| row.pregnant.clone()),
        previously_treated: fact(rows, |row| row.previously_treated.clone()),
        area: fact(rows, |row| row.area.clone()),
        services: services(rows, options),
        supports: [0, 1, 2].map(|place| {
            let said = rows.iter().map(|row| &row.supports[place]);
            help::together(said.map(help::support))
        }),
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
            let dat = fact(rows, |row| row.dat.clone()).filter(|_| options.key_with_dat);
            format!("{first_initial:?} {surname_initial:?} {born:?} {sex:?} {dat:?}")
        }
    }
}

/// The earlier in the list, the less it counts among reviews of one date: fewer rows of the episode say so, or, of
/// pairs on as many rows, it is the larger.
fn reviews(rows: &[Row], options: &Options) -> Vec<Review> {
    let mut said: BTreeMap<(Date, Option<Code>, Option<Code>), u64> = BTreeMap::new();
    for (date, row) in read_reviews(rows, options) {
        let pair = (date, row.review_status.clone(), row.review_children.clone());
        *said.entry(pair).or_insert(0) += 1;
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

/// The rows that carry a review of a day that the extract reaches.
fn read_reviews<'a>(rows: &'a [Row], options: &Options) -> Vec<(Date, &'a Row)> {
    rows.iter()
        .filter_map(|row| Some((row.review_date?, row)))
        .filter(|(date, _)| *date <= options.as_of)
        .collect()
}

/// The three columns by the rule for rows that disagree; of the reviews whatever any of them says.
fn services(rows: &[Row], options: &Options) -> Vec<Code> {
    let own = [0, 1, 2].map(|place| fact(rows, |row| row.services[place].clone()));
    let reviewed = read_reviews(rows, options)
        .into_iter()
        .filter_map(|(_, row)| row.review_services.clone());
    own.into_iter().flatten().chain(reviewed).collect()
}

//! Episodes to the journeys of each person, and the facts of each journey.

use super::calendar::{Date, days_between};
use super::code::Code;
use super::episodes::{Episode, Family};
use super::help::{self, Help};
use super::traits::{self, INCOMPLETE};
use super::{Excluded, Options};
use std::collections::{BTreeSet, HashMap};

const MISSING: &str = "(missing)";

pub struct Journey {
    pub start: Date,
    pub end: Option<Date>,
    /// Nothing while the journey is open.
    pub reason: Option<Code>,
    pub sex: String,
    pub born: Date,
    /// The observation that gave the family group.
    pub family: Family,
    pub family_group: &'static str,
    pub main_drug: Option<Code>,
    pub drugs: Vec<Code>,
    pub referral: Option<Code>,
    pub accommodation: Option<Code>,
    pub injecting: Option<Code>,
    pub referred: Option<Date>,
    pub pregnant: Option<Code>,
    pub previously_treated: Option<Code>,
    pub services: Vec<Code>,
    pub supports: [Help; 3],
    pub reviewed: bool,
    pub changed_on_review: bool,
    /// Not the first journey of the person that can be counted.
    pub returned: bool,
    pub area: String,
    /// One, or with `provider_from` `any` each different one.
    pub providers: Vec<String>,
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
            let returned = !journeys.is_empty();
            match journey(&linked, returned, options) {
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
fn journey(episodes: &[Episode], returned: bool, options: &Options) -> Option<Journey> {
    let first = &episodes[0];
    let end = end(episodes);
    let drugs_of = if options.drugs_from_start {
        &episodes[..1]
    } else {
        episodes
    };
    let family = family(episodes, options.parental_status_from, options);
    Some(Journey {
        start: first.start,
        end,
        reason: end.and(last_to_end(episodes).reason.clone()),
        sex: first.sex.clone().unwrap_or("unknown".to_string()),
        born: first.born?,
        family_group: traits::family_group(&family, options),
        family,
        main_drug: first.drugs[0].clone(),
        drugs: drugs_of
            .iter()
            .flat_map(|episode| episode.drugs.clone())
            .flatten()
            .collect(),
        referral: first.referral.clone(),
        accommodation: first.accommodation.clone(),
        injecting: first.injecting.clone(),
        referred: first.referred,
        pregnant: first.pregnant.clone(),
        previously_treated: first.previously_treated.clone(),
        services: episodes
            .iter()
            .flat_map(|episode| episode.services.clone())
            .collect(),
        supports: [0, 1, 2]
            .map(|place| help::together(episodes.iter().map(|episode| episode.supports[place]))),
        reviewed: reviewed(episodes),
        changed_on_review: changed_on_review(episodes, options),
        returned,
        area: first.area.clone().unwrap_or(MISSING.to_string()),
        providers: providers(episodes, options),
    })
}

/// `max_by_key` takes the last of equals: the later in the order of the episodes.
fn last_to_end(episodes: &[Episode]) -> &Episode {
    let last = episodes.iter().max_by_key(|episode| episode.end);
    last.unwrap()
}

fn providers(episodes: &[Episode], options: &Options) -> Vec<String> {
    let last_open = episodes.iter().rfind(|episode| episode.end.is_none());
    let of: Vec<&Episode> = match options.provider_from {
        "first" => vec![&episodes[0]],
        "last" => vec![last_open.unwrap_or_else(|| last_to_end(episodes))],
        _ => episodes.iter().collect(),
    };
    let name = |episode: &&Episode| match episode.agency.as_str() {
        "" => MISSING.to_string(),
        agency => agency.to_string(),
    };
    let different: BTreeSet<String> = of.iter().map(name).collect();
    different.into_iter().collect()
}

/// A review that says nothing of parents or children, or declines to, is none.
fn reviewed(episodes: &[Episode]) -> bool {
    let mut reviews = episodes.iter().flat_map(|episode| &episode.reviews);
    reviews.any(|review| {
        traits::status_is_recorded(&review.family.status)
            || traits::number_of_children(&review.family.children).is_some()
    })
}

/// Always these two readings, whichever is in force.
fn changed_on_review(episodes: &[Episode], options: &Options) -> bool {
    let group = |from| traits::family_group(&family(episodes, from, options), options);
    group("latest") != group("first_complete")
}

fn family(episodes: &[Episode], from: &str, options: &Options) -> Family {
    let complete = |family: &&Family| traits::family_group(family, options) != INCOMPLETE;
    let first = &episodes[0].family;
    let chosen = match from {
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

//! What only a core data set extract carries: outcome reviews, and the columns that the program
//! does not read. In: draws of their own, a client, an episode. Out: reviews by date, and filler.
//!
//! The filler has the look of the real columns and no more: its codes are not checked against
//! anything, except that an answer does not contradict the facts of the episode.

use super::dates::{Day, age};
use super::episodes::{Client, Episode};
use super::random::Draws;

/// Filler that belongs to a person.
pub(super) struct Background {
    pub nation: &'static str,
    pub sexuality: &'static str,
    pub practice: u32,
}

/// Filler that belongs to an episode.
pub(super) struct Intake {
    pub employment: u16,
    pub first_use: i32,
    pub drinking: Option<(i32, i32)>,
    pub mental_health: &'static str,
    pub hepatitis_test: Option<Day>,
    pub vaccinations: u16,
    pub shared: &'static str,
}

/// A treatment outcomes profile: days of use out of 28, and three scales.
pub(super) struct Profile {
    pub date: Day,
    pub stage: &'static str,
    /// Alcohol, opiates, crack, cocaine, amphetamines, cannabis, other, injecting.
    pub days: [i32; 8],
    pub work: i32,
    pub scales: [i32; 3],
    pub trouble: bool,
}

/// A client information review: the family as it is by then.
pub(super) struct Information {
    pub date: Day,
    pub pregnant: &'static str,
    pub parental: Option<u16>,
    pub children: Option<u16>,
    pub services: Option<u16>,
}

/// Everything dated within an episode besides its modalities.
pub(super) struct Reviews {
    pub profiles: Vec<Profile>,
    /// Days of sub-intervention reviews: where help with parenting and family is recorded.
    pub support: Vec<Day>,
    pub information: Vec<Information>,
}

const NATIONS: &[(&str, u32)] = &[("GBR", 930), ("POL", 20), ("IRL", 20), ("LTU", 8), ("", 22)];
const SEXUALITY: &[(&str, u32)] = &[("1", 880), ("2", 30), ("3", 20), ("", 70)];
const EMPLOYMENT: &[(u16, u32)] = &[
    (1, 190),
    (2, 30),
    (3, 420),
    (4, 230),
    (5, 40),
    (6, 30),
    (99, 60),
];

/// Episodes with outcome profiles, and those closed that have one at the end, per mille (invented).
const PROFILED: u32 = 850;
const PROFILED_AT_EXIT: u32 = 700;
const PROFILES_AT_MOST: usize = 4;
/// Episodes of 120 days or more with an information review; reviews that find another family.
const INFORMED: u32 = 150;
const INFORMED_FROM: i32 = 120;
const FAMILY_FOUND_CHANGED: u32 = 200;
const CHANGED: &[(u16, u16)] = &[(11, 1), (13, 0), (14, 0), (14, 1), (12, 2)];

impl Background {
    pub fn draw(draws: &mut Draws) -> Self {
        Self {
            nation: draws.pick(NATIONS),
            sexuality: draws.pick(SEXUALITY),
            practice: draws.below(20) + 1,
        }
    }
}

impl Intake {
    pub fn draw(draws: &mut Draws, client: &Client, episode: &Episode) -> Self {
        let years = age(client.person.birth, episode.triage);
        let injected = matches!(episode.facts.injecting, "C" | "P");
        let drinks = episode.facts.drugs.any(7000..=7999);
        let tested = injected && draws.chance(650);
        Self {
            employment: if years < 16 {
                5
            } else {
                draws.pick(EMPLOYMENT)
            },
            first_use: draws.between(12, 24).min(years),
            drinking: drinks.then(|| (draws.between(4, 28), draws.between(4, 40))),
            mental_health: draws.pick(&[("N", 760), ("Y", 210), ("", 30)]),
            hepatitis_test: tested.then(|| episode.triage - draws.between(0, 400)),
            vaccinations: if injected { draws.below(4) as u16 } else { 0 },
            shared: if !injected {
                ""
            } else if draws.chance(300) {
                "Y"
            } else {
                "N"
            },
        }
    }
}

impl Reviews {
    pub fn draw(draws: &mut Draws, client: &Client, episode: &Episode) -> Self {
        let treated = episode
            .modalities
            .iter()
            .any(|modality| modality.structured);
        let profiles = if treated && draws.chance(PROFILED) {
            profiles(draws, episode)
        } else {
            Vec::new()
        };
        let support = support(draws, episode);
        let information = information(draws, client, episode);
        Self {
            profiles,
            support,
            information,
        }
    }
}

fn profiles(draws: &mut Draws, episode: &Episode) -> Vec<Profile> {
    let last = episode.last_day();
    let mut profiles = Vec::new();
    let mut date = episode.start + draws.between(0, 10);
    while date <= last && profiles.len() < PROFILES_AT_MOST {
        let stage = if profiles.is_empty() { "S" } else { "R" };
        profiles.push(profile(draws, episode, date, stage));
        date += draws.between(80, 115);
    }
    let later = profiles.last().is_some_and(|profile| profile.date < last);
    if episode.end.is_some() && later && draws.chance(PROFILED_AT_EXIT) {
        profiles.push(profile(draws, episode, last, "E"));
    }
    profiles
}

fn profile(draws: &mut Draws, episode: &Episode, date: Day, stage: &'static str) -> Profile {
    let drugs = &episode.facts.drugs;
    // Use at the start is anything up to daily, later less.
    let most = if stage == "S" { 28 } else { 12 };
    let mut days = |used: bool| if used { draws.between(0, most) } else { 0 };
    let opiates = days(drugs.any(1000..=1999));
    let days = [
        days(drugs.any(7000..=7999)),
        opiates,
        days(drugs.any(3201..=3201)),
        days(drugs.any(3200..=3200)),
        days(drugs.any(3100..=3199)),
        days(drugs.any(6000..=6999)),
        days(drugs.any(2000..=2999)),
        if episode.facts.injecting == "C" {
            opiates
        } else {
            0
        },
    ];
    let work = if draws.chance(250) {
        draws.between(1, 24)
    } else {
        0
    };
    let scale = |draws: &mut Draws| draws.between(4, 18);
    let scales = [scale(draws), scale(draws), scale(draws)];
    Profile {
        date,
        stage,
        days,
        work,
        scales,
        trouble: draws.chance(120),
    }
}

/// One in about six months of treatment, and at least one where help was given, so that both forms
/// say that it was.
fn support(draws: &mut Draws, episode: &Episode) -> Vec<Day> {
    let family = &episode.facts.family;
    let helped = family.parenting_support || family.family_support || family.network_intervention;
    let mut dates = Vec::new();
    let mut date = episode.start + draws.between(60, 180);
    while date <= episode.last_day() && dates.len() < 3 {
        dates.push(date);
        date += draws.between(150, 200);
    }
    if helped && dates.is_empty() {
        dates.push(episode.last_day());
    }
    dates
}

fn information(draws: &mut Draws, client: &Client, episode: &Episode) -> Vec<Information> {
    let long = episode.last_day() - episode.start >= INFORMED_FROM;
    // A system that still exports the old list of statuses knows no such reviews.
    if !long || episode.agency.old_parental_list() || !draws.chance(INFORMED) {
        return Vec::new();
    }
    let mut dates = vec![draws.between(episode.start + 60, episode.last_day())];
    if draws.chance(300) {
        dates.push(draws.between(dates[0], episode.last_day()));
    }
    let family = &episode.facts.family;
    dates
        .into_iter()
        .map(|date| {
            let changed =
                draws.chance(FAMILY_FOUND_CHANGED) && age(client.person.birth, date) >= 18;
            let (parental, children) = if changed {
                let (parental, children) = draws.one_of(CHANGED);
                (Some(parental), Some(children))
            } else {
                (family.parental, family.children)
            };
            let pregnant = if !client.person.female {
                ""
            } else if episode.facts.pregnant == "Y" && date - episode.start < 150 {
                "Y"
            } else {
                "N"
            };
            Information {
                date,
                pregnant,
                parental,
                children,
                services: family.services[0],
            }
        })
        .collect()
}

//! The journeys of each person to result rows: for every cell of every table, the people in it are counted one by one.

use super::calendar::{Date, age, days_between};
use super::episodes::Journey;
use super::traits::{
    APART, INCOMPLETE, NONE, OTHERS, OWN, Subject, TRAITS, main_drug_is_alcohol, outcome,
    substance_group,
};
use super::{Key, Options, Row};
use std::collections::BTreeMap;

const AGE_GROUPS: [&str; 2] = ["adults", "under_18"];
const POPULATIONS: [&str; 4] = [
    "in_treatment",
    "starting",
    "starting_and_leaving",
    "leaving",
];
const FAMILY_GROUPS: [&str; 8] = [
    OWN,
    APART,
    OTHERS,
    NONE,
    INCOMPLETE,
    "lives_with_child",
    "parent_or_lives_with_child",
    "all",
];
const SUBSTANCE_GROUPS: [&str; 5] = [
    "opiate",
    "non_opiate_and_alcohol",
    "non_opiate_only",
    "alcohol_only",
    "not_recorded",
];
const TWELVE_WEEKS: i64 = 84;
const Z: f64 = 1.959963984540054;

/// One person, or journey, counted in one population of one year. What is asked of it again and again for the many
/// cells is answered once.
struct Member<'a> {
    journey: &'a Journey,
    is_adult: bool,
    family_group: &'static str,
    substance_group: &'static str,
    /// In the order of `TRAITS`.
    traits: Vec<Option<bool>>,
}

/// What a row's people have in common besides their family group.
struct Cell {
    sex: &'static str,
    breakdown: &'static str,
    level: &'static str,
}

fn cells() -> Vec<Cell> {
    let by_sex = ["F", "M", "unknown", "all"].map(|sex| Cell {
        sex,
        breakdown: "all",
        level: "all",
    });
    let by_substance = SUBSTANCE_GROUPS.map(|level| Cell {
        sex: "all",
        breakdown: "substance_group",
        level,
    });
    by_sex.into_iter().chain(by_substance).collect()
}

fn in_cell(member: &Member, cell: &Cell) -> bool {
    let sex = cell.sex == "all" || member.journey.sex == cell.sex;
    let level = cell.breakdown == "all" || member.substance_group == cell.level;
    sex && level
}

fn in_family_group(member: &Member, family_group: &str) -> bool {
    let own = member.family_group;
    match family_group {
        "all" => true,
        "lives_with_child" => own == OWN || own == OTHERS,
        "parent_or_lives_with_child" => own == OWN || own == APART || own == OTHERS,
        _ => own == family_group,
    }
}

pub fn rows(people: &[Vec<Journey>], options: &Options) -> BTreeMap<Key, Row> {
    let mut rows = BTreeMap::new();
    for &year in &options.years {
        for age_group in AGE_GROUPS {
            for population in POPULATIONS {
                let members = members(people, year, population, age_group, options);
                for (key, row) in table(&members, year, age_group, population, options) {
                    assert!(rows.insert(key, row).is_none(), "a row was written twice");
                }
            }
        }
    }
    rows
}

/// All rows of one year, age group and population.
fn table(
    members: &[Member],
    year: i32,
    age_group: &str,
    population: &'static str,
    options: &Options,
) -> Vec<(Key, Row)> {
    let mut rows = Vec::new();
    for cell in cells() {
        let members: Vec<&Member> = members.iter().filter(|m| in_cell(m, &cell)).collect();
        for family_group in FAMILY_GROUPS {
            for (measure, row) in measures(&members, population, family_group, &cell, options) {
                let key = Key {
                    age_group: age_group.to_string(),
                    population: population.to_string(),
                    measure,
                    period: format!("{year}-{:02}", (year + 1) % 100),
                    family_group: family_group.to_string(),
                    sex: cell.sex.to_string(),
                    breakdown: cell.breakdown.to_string(),
                    level: cell.level.to_string(),
                };
                rows.push((key, row));
            }
        }
    }
    rows
}

/// The people, or with `unit_journey` the journeys, of one population and age group in one year.
fn members<'a>(
    people: &'a [Vec<Journey>],
    year: i32,
    population: &str,
    age_group: &str,
    options: &Options,
) -> Vec<Member<'a>> {
    let mut members = Vec::new();
    for journeys in people {
        let qualifying: Vec<Member> = journeys
            .iter()
            .filter(|journey| in_population(journey, year, population))
            .map(|journey| member(journey, year, options))
            .filter(|member| member.is_adult == (age_group == "adults"))
            .filter(|member| !left_out_by_drug(member, options))
            .collect();
        if options.unit_journey {
            members.extend(qualifying);
        } else {
            // `max_by_key` takes the last of equals: the later in the order of the journeys.
            members.extend(
                qualifying
                    .into_iter()
                    .max_by_key(|member| member.journey.start),
            );
        }
    }
    members
}

fn in_population(journey: &Journey, year: i32, population: &str) -> bool {
    let first_day: Date = (year, 4, 1);
    let last_day: Date = (year + 1, 3, 31);
    let starts = first_day <= journey.start && journey.start <= last_day;
    let leaves = journey
        .end
        .is_some_and(|end| first_day <= end && end <= last_day);
    match population {
        "starting" => starts,
        "leaving" => leaves,
        "starting_and_leaving" => starts && leaves,
        "in_treatment" => {
            journey.start <= last_day && journey.end.is_none_or(|end| end >= first_day)
        }
        _ => panic!("no population {population}"),
    }
}

fn member<'a>(journey: &'a Journey, year: i32, options: &Options) -> Member<'a> {
    let age_on = if options.age_mid_year {
        (year, 9, 30)
    } else {
        journey.start
    };
    let age = age(journey.born, age_on);
    let subject = Subject { journey, age };
    Member {
        journey,
        is_adult: age >= 18,
        family_group: journey.family_group,
        substance_group: substance_group(journey),
        traits: TRAITS.iter().map(|(_, ask)| ask(&subject)).collect(),
    }
}

/// Tables of under-18s keep all substances.
fn left_out_by_drug(member: &Member, options: &Options) -> bool {
    options.drugs_population && member.is_adult && main_drug_is_alcohol(member.journey)
}

/// The rows of one population for one family group in one cell, whose people are given.
fn measures(
    members: &[&Member],
    population: &'static str,
    family_group: &str,
    cell: &Cell,
    options: &Options,
) -> Vec<(String, Row)> {
    let mut rows = Vec::new();
    let shares = population == "in_treatment" || population == "starting";
    if shares {
        rows.push((population.to_string(), share(members, family_group)));
        if family_group != INCOMPLETE {
            let complete: Vec<&Member> = members
                .iter()
                .copied()
                .filter(|member| member.family_group != INCOMPLETE)
                .collect();
            rows.push((
                format!("{population}_of_complete"),
                share(&complete, family_group),
            ));
        }
    }
    if cell.sex != "all" {
        return rows;
    }
    let group: Vec<&Member> = members
        .iter()
        .copied()
        .filter(|member| in_family_group(member, family_group))
        .collect();
    if shares {
        for (place, (measure, _)) in TRAITS.iter().enumerate() {
            let recorded = |member: &Member| member.traits[place].is_some();
            let has = |member: &Member| member.traits[place] == Some(true);
            rows.push((measure.to_string(), rate(&group, recorded, has)));
        }
    }
    rows.extend(outcomes(&group, population, options));
    rows
}

fn outcomes(group: &[&Member], population: &str, options: &Options) -> Vec<(String, Row)> {
    let ended = |wanted: &str| {
        rate(
            group,
            |_| true,
            |member| outcome(member.journey, member.is_adult) == wanted,
        )
    };
    let followed = |member: &Member| followed_up(member.journey, options);
    match population {
        "starting" => vec![
            (
                "retained_12_weeks".to_string(),
                rate(group, followed, |member| retained(member.journey)),
            ),
            (
                "retained_12_weeks_or_completed".to_string(),
                rate(group, followed, |member| {
                    retained(member.journey)
                        || outcome(member.journey, member.is_adult) == "success"
                }),
            ),
        ],
        "starting_and_leaving" => vec![(
            "completed_of_starters_leaving".to_string(),
            ended("success"),
        )],
        "leaving" => vec![
            ("completed_of_leavers".to_string(), ended("success")),
            ("transferred_of_leavers".to_string(), ended("transfer")),
            ("died_of_leavers".to_string(), ended("died")),
            ("other_ending_of_leavers".to_string(), ended("other")),
        ],
        _ => vec![],
    }
}

fn followed_up(journey: &Journey, options: &Options) -> bool {
    let long_ago = days_between(journey.start, options.as_of) >= TWELVE_WEEKS;
    let left = journey.end.is_some();
    long_ago || (options.follow_up_known && left)
}

fn retained(journey: &Journey) -> bool {
    match journey.end {
        None => true,
        Some(end) => days_between(journey.start, end) >= TWELVE_WEEKS,
    }
}

/// Those of the people who are in the family group.
fn share(members: &[&Member], family_group: &str) -> Row {
    rate(
        members,
        |_| true,
        |member| in_family_group(member, family_group),
    )
}

fn rate(
    members: &[&Member],
    counted: impl Fn(&Member) -> bool,
    has: impl Fn(&Member) -> bool,
) -> Row {
    let counted: Vec<&&Member> = members.iter().filter(|member| counted(member)).collect();
    let numerator = counted.iter().filter(|member| has(member)).count();
    row(numerator as u64, counted.len() as u64)
}

/// Wilson's interval as everybody prints it: centre and half-width over 1 + z^2 / n.
fn row(numerator: u64, denominator: u64) -> Row {
    if denominator == 0 {
        return Row {
            numerator,
            denominator,
            value: None,
            lowercl: None,
            uppercl: None,
        };
    }
    let n = denominator as f64;
    let p = numerator as f64 / n;
    let centre = p + Z * Z / (2.0 * n);
    let half_width = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Row {
        numerator,
        denominator,
        value: Some(p),
        lowercl: Some(((centre - half_width) / scale).max(0.0)),
        uppercl: Some(((centre + half_width) / scale).min(1.0)),
    }
}

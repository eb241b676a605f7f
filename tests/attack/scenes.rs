//! Invented populations in which what people do tells of counts: everybody has one journey and returns never, so that whoever
//! is in treatment in a year and did not start in it was so the year before and did not leave.

use crate::chance::Chance;
use crate::people::{Population, date};
use std::fmt::Write;

pub struct Scene {
    pub name: &'static str,
    pub csv: String,
    /// What the run is told.
    pub arguments: &'static [&'static str],
    /// Whether nothing is known beyond the last year.
    pub ends_with_the_year: bool,
}

const HEADER: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,\
parental_status,children_living_with,local_authority,agency,pregnant,childrens_services,accommodation,drug_1,drug_2\n";

/// Days since 1970.
const JUNE_2008: i64 = 14_031;
const MAY_2010: i64 = 14_730;
const JUNE_2010: i64 = 14_761;
const JUNE_2011: i64 = 15_126;
const END: i64 = 15_521;

const GROUPS: [(&str, &str); 5] = [("11", "1"), ("13", "0"), ("14", "1"), ("14", "0"), ("", "")];
const THREE_YEARS: &[&str] = &["--as-of", "2012-06-30", "--years", "2009-10..2011-12"];

/// Somebody's one episode.
struct Person {
    sex: &'static str,
    start: i64,
    end: Option<(i64, &'static str)>,
    group: usize,
    agency: usize,
    pregnant: &'static str,
    services: &'static str,
    housing: &'static str,
    drugs: [&'static str; 2],
}

pub fn scene(seed: u64) -> Scene {
    let chance = &mut Chance::new(seed ^ 0xF10C);
    match seed % 4 {
        0 => journeys(chance),
        1 => new_providers(chance),
        2 => pregnant_women(chance),
        _ => early_leavers(chance),
    }
}

/// Journeys through three years.
fn journeys(chance: &mut Chance) -> Scene {
    let stays = 60.0 + 340.0 * chance.part();
    let people = 60 + chance.below(190);
    let groups = chance.skewed(GROUPS.len());
    written("journeys", people, THREE_YEARS, |_| {
        let start = chance.within(JUNE_2008, END - 150);
        Person {
            group: chance.weighted(&groups),
            ..someone(chance, start, stays)
        }
    })
}

/// Two of three providers open in the second year.
fn new_providers(chance: &mut Chance) -> Scene {
    const BY: &[&str] = &[
        "--as-of",
        "2012-06-30",
        "--years",
        "2009-10..2011-12",
        "--by",
        "provider",
    ];
    let stays = 60.0 + 340.0 * chance.part();
    let people = 80 + chance.below(200);
    let groups = chance.skewed(GROUPS.len());
    written("new providers", people, BY, |_| {
        let start = chance.within(JUNE_2008, END - 150);
        let is_new = start >= MAY_2010 && chance.happens(0.5);
        Person {
            group: chance.weighted(&groups),
            agency: if is_new { 1 + chance.below(2) } else { 0 },
            ..someone(chance, start, stays)
        }
    })
}

/// Everybody starts on one day; some women are pregnant, and services are recorded where there is contact.
fn pregnant_women(chance: &mut Chance) -> Scene {
    let each = 15 + chance.below(30);
    let (pregnant, contact) = (0.1 + 0.4 * chance.part(), 0.3 * chance.part());
    let none = ["", "5"][chance.below(2)];
    let years = &["--as-of", "2012-06-30", "--years", "2010-11"];
    written("pregnant women", 5 * each, years, |person| {
        let sex = ["F", "M"][person % 2];
        let is_pregnant = sex == "F" && chance.happens(pregnant);
        let contact = if is_pregnant { 0.5 } else { contact };
        Person {
            sex,
            group: person / each,
            pregnant: if is_pregnant { "Y" } else { "N" },
            services: if chance.happens(contact) {
                ["1", "2", "3", "4"][chance.below(4)]
            } else {
                none
            },
            ..someone(chance, JUNE_2010, 500.0)
        }
    })
}

/// Everybody starts on one day of the last year; some leave within a month, others after half a year.
fn early_leavers(chance: &mut Chance) -> Scene {
    let sizes: Vec<usize> = GROUPS.iter().map(|_| 8 + chance.below(52)).collect();
    let (early, late) = (0.25 * chance.part(), 0.25 * chance.part());
    let groups: Vec<usize> = (0..5)
        .flat_map(|g| std::iter::repeat_n(g, sizes[g]))
        .collect();
    let years = &["--as-of", "2012-03-31", "--years", "2011-12"];
    written("early leavers", groups.len(), years, |person| {
        let days = match chance.part() {
            p if p < early => Some(30),
            p if p < early + late => Some(183),
            _ => None,
        };
        let reason = ["80", "85"][chance.below(2)];
        Person {
            end: days.map(|days| (JUNE_2011 + days, reason)),
            group: groups[person],
            ..someone(chance, JUNE_2011, 500.0)
        }
    })
}

/// Of three providers two have people with complete data alone, and one has none of them.
pub fn providers_of_one_kind(seed: u64) -> Population {
    let chance = &mut Chance::new(seed ^ 0x0F0F);
    let sizes: Vec<usize> = (0..3).map(|_| 14 + chance.below(27)).collect();
    let agencies: Vec<usize> = (0..3)
        .flat_map(|a| std::iter::repeat_n(a, sizes[a]))
        .collect();
    let blank = 0.02 + 0.43 * chance.part();
    let people = agencies.len();
    let scene = written("providers of one kind", people, &[], |person| {
        let agency = agencies[person];
        let mut one = someone(chance, JUNE_2010, 500.0);
        if chance.happens(blank) {
            one.housing = "";
        }
        if chance.happens(blank) {
            one.drugs = ["", ""];
        }
        Person {
            group: if agency == 2 { 4 } else { chance.below(4) },
            agency,
            ..one
        }
    });
    Population {
        people,
        csv: scene.csv,
        by: None,
    }
}

/// Of three providers each person is with one or, by another episode of the same journey, with two.
pub fn overlapping_providers(seed: u64) -> Scene {
    const SETTINGS: &[&str] = &["--as-of", "2012-06-30", "--years", "2010-11"];
    let chance = &mut Chance::new(seed ^ 0x0E0E);
    let people = 60 + chance.below(200);
    let (blank, two) = (0.3 * chance.part(), 0.3 * chance.part());
    let before = [0.0, 0.5 * chance.part()][seed as usize % 2];
    let groups = chance.skewed(GROUPS.len());
    let agencies = chance.skewed(3);
    let mut second = Vec::new();
    let mut scene = written("overlapping providers", people, SETTINGS, |_| {
        // Who came before the year is in treatment and does not start.
        let start = if chance.happens(before) {
            JUNE_2008
        } else {
            JUNE_2010
        };
        let mut one = someone(chance, start, 800.0);
        if chance.happens(blank) {
            one.housing = "";
        }
        let agency = chance.weighted(&agencies);
        let other = chance.happens(two).then(|| (agency + 1) % 3);
        second.push(other);
        Person {
            group: chance.weighted(&groups),
            agency,
            ..one
        }
    });
    let lines: Vec<String> = scene.csv.lines().skip(1).map(str::to_string).collect();
    for (line, other) in lines.iter().zip(second) {
        let Some(other) = other else { continue };
        let mut cells: Vec<String> = line.split(',').map(str::to_string).collect();
        cells[1] = cells[1].replace('E', "F");
        cells[10] = format!("A{other:04}");
        scene.csv.push_str(&cells.join(","));
        scene.csv.push('\n');
    }
    scene
}

fn someone(chance: &mut Chance, start: i64, stays: f64) -> Person {
    let end = start + 1 + (-(1.0 - chance.part()).ln() * stays) as i64;
    let reason = ["80", "80", "83", "85"][chance.below(4)];
    Person {
        sex: ["M", "F"][chance.weighted(&[0.65, 0.35])],
        start,
        end: (end <= END).then_some((end, reason)),
        group: chance.below(GROUPS.len()),
        agency: chance.below(2),
        pregnant: "",
        services: "",
        housing: ["3", "3", "2", "1"][chance.below(4)],
        drugs: [
            ["1011", "9996"],
            ["7000", "9996"],
            ["6000", "9996"],
            ["1011", "3201"],
        ][chance.below(4)],
    }
}

fn written(
    name: &'static str,
    people: usize,
    arguments: &'static [&'static str],
    mut person: impl FnMut(usize) -> Person,
) -> Scene {
    let mut csv = String::from(HEADER);
    for at in 0..people {
        let one = person(at);
        let (status, children) = GROUPS[one.group];
        let (left, reason) = match one.end {
            Some((day, reason)) => (date(day), reason),
            None => (String::new(), ""),
        };
        let [drug_1, drug_2] = one.drugs;
        writeln!(
            csv,
            "C{at:05},E{at:05},{},1975-06-01,{},{left},{reason},{status},{children},E06000001,A{:04},{},{},{},{drug_1},{drug_2}",
            one.sex,
            date(one.start),
            one.agency,
            one.pregnant,
            one.services,
            one.housing,
        )
        .expect("writing to memory does not fail");
    }
    Scene {
        name,
        csv,
        arguments,
        ends_with_the_year: arguments.contains(&"2012-03-31"),
    }
}

//! Invented populations, as tidy extracts: mostly small, with groups, areas and agencies of which some are rare.

use crate::chance::Chance;
use std::fmt::Write;

pub struct Population {
    pub people: usize,
    pub csv: String,
    /// What the run is divided by, if anything.
    pub by: Option<&'static str>,
}

const HEADER: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,\
parental_status,children_living_with,local_authority,agency,accommodation,drug_1,drug_2\n";
/// Days since 1970: 1 June 2008, and the extract date.
const FIRST_START: i64 = 14_031;
const EXTRACT_DATE: i64 = 15_521;

/// How likely the traits are in one population.
struct Habits {
    groups: Vec<f64>,
    women: f64,
    sex_unknown: f64,
    under_18: f64,
    heroin: f64,
    crack: f64,
    alcohol: f64,
    drugs_blank: f64,
    housing: [f64; 4],
    second_journey: f64,
    stays: f64,
    areas: Vec<f64>,
    agencies: Vec<f64>,
}

pub fn population(seed: u64) -> Population {
    let chance = &mut Chance::new(seed);
    let people = match chance.below(100) {
        0..55 => chance.within(8, 60),
        55..85 => chance.within(60, 200),
        85..97 => chance.within(200, 700),
        _ => chance.within(700, 3000),
    } as usize;
    let by = [None, None, None, Some("area"), Some("area,provider")][chance.below(5)];
    let habits = Habits::of(chance);
    let mut csv = String::from(HEADER);
    for person in 0..people {
        habits.write_person(chance, person, &mut csv);
    }
    Population { people, csv, by }
}

/// The people of somebody else's table: rows are family groups, columns are areas, everybody is a man in treatment.
pub fn population_of(counts: &[Vec<usize>]) -> Population {
    const GROUPS: [(&str, &str); 5] =
        [("11", "1"), ("13", "0"), ("14", "1"), ("14", "0"), ("", "")];
    let mut csv = String::from(HEADER);
    let mut people = 0;
    for (row, counts) in counts.iter().enumerate() {
        let (status, children) = GROUPS[row % GROUPS.len()];
        for (area, count) in counts.iter().enumerate() {
            for _ in 0..*count {
                writeln!(
                    csv,
                    "C{people:05},E{people:05},M,1975-06-01,2010-06-01,,,{status},{children},E0600000{area},A0000,3,1011,9996"
                )
                .expect("writing to memory does not fail");
                people += 1;
            }
        }
    }
    Population {
        people,
        csv,
        by: Some("area"),
    }
}

impl Habits {
    fn of(chance: &mut Chance) -> Habits {
        // Four complete groups, of which at least two occur, and a few incomplete records.
        let mut groups = chance.skewed(4);
        for _ in 0..chance.below(3) {
            let at = chance.below(4);
            if groups.iter().filter(|weight| **weight > 0.0).count() > 2 {
                groups[at] = 0.0;
            }
        }
        let incomplete = [0.0, 0.02, 0.08][chance.below(3)];
        groups.push(incomplete * groups.iter().sum::<f64>());
        let (areas, agencies) = (
            1 + chance.weighted(&[3.0, 3.0, 2.0, 1.0, 0.5, 0.5]),
            1 + chance.weighted(&[3.0, 3.0, 2.0, 0.5, 0.5]),
        );
        let blank = [0.0, 0.03, 0.15];
        Habits {
            groups,
            women: 0.15 + 0.4 * chance.part(),
            sex_unknown: [0.0, 0.0, 0.02][chance.below(3)],
            under_18: [0.0, 0.0, 0.06][chance.below(3)],
            heroin: 0.1 + 0.7 * chance.part(),
            crack: 0.05 + 0.5 * chance.part(),
            alcohol: 0.1 + 0.5 * chance.part(),
            drugs_blank: blank[chance.below(3)],
            housing: [
                0.5 + chance.part(),
                0.05 + 0.3 * chance.part(),
                0.03 + 0.2 * chance.part(),
                blank[chance.below(3)],
            ],
            second_journey: 0.25 * chance.part(),
            stays: 60.0 + 500.0 * chance.part(),
            areas: chance.skewed(areas),
            agencies: chance.skewed(agencies),
        }
    }

    fn write_person(&self, chance: &mut Chance, person: usize, csv: &mut String) {
        let sex = match chance.part() {
            p if p < self.sex_unknown => "",
            _ if chance.happens(self.women) => "F",
            _ => "M",
        };
        let mut start = chance.within(FIRST_START, EXTRACT_DATE - 1);
        let age = match chance.happens(self.under_18) {
            true => chance.within(15, 17),
            false => chance.within(19, 60),
        };
        let born = start - age * 365 - chance.within(20, 300);
        for episode in 0..2 {
            let end = start + 1 + (-(1.0 - chance.part()).ln() * self.stays) as i64;
            let left = end <= EXTRACT_DATE;
            self.write_episode(
                chance,
                (person, episode),
                (sex, born),
                (start, left.then_some(end)),
                csv,
            );
            // More than the gap that would make it one journey.
            let next = end + chance.within(30, 300);
            if !left || next >= EXTRACT_DATE || !chance.happens(self.second_journey) {
                break;
            }
            start = next;
        }
    }

    fn write_episode(
        &self,
        chance: &mut Chance,
        (person, episode): (usize, usize),
        (sex, born): (&str, i64),
        (start, end): (i64, Option<i64>),
        csv: &mut String,
    ) {
        let (status, children) = match chance.weighted(&self.groups) {
            0 => (
                ["11", "12"][chance.below(2)],
                ["1", "2", "3", "5"][chance.below(4)],
            ),
            1 => ("13", "0"),
            2 => ("14", ["1", "2"][chance.below(2)]),
            3 => ("14", "0"),
            _ => (["", "15"][chance.below(2)], ""),
        };
        let [drug_1, drug_2] = self.drugs(chance);
        let housing = ["3", "2", "1", ""][chance.weighted(&self.housing)];
        let (left, reason) = match end {
            Some(day) => (
                date(day),
                ["80", "85", "83"][chance.weighted(&[0.5, 0.4, 0.1])],
            ),
            None => (String::new(), ""),
        };
        let (area, agency) = (
            chance.weighted(&self.areas),
            chance.weighted(&self.agencies),
        );
        writeln!(
            csv,
            "C{person:05},E{person:05}{episode},{sex},{},{},{left},{reason},{status},{children},E0600000{area},\
             A000{agency},{housing},{drug_1},{drug_2}",
            date(born),
            date(start),
        )
        .expect("writing to memory does not fail");
    }

    /// Heroin and crack often go together; others take another opiate, cannabis, or alcohol with or without it.
    fn drugs(&self, chance: &mut Chance) -> [&'static str; 2] {
        if chance.happens(self.drugs_blank) {
            return ["", ""];
        }
        let heroin = chance.happens(self.heroin);
        let crack = chance.happens(if heroin { self.crack } else { self.crack / 3.0 });
        let alcohol = chance.happens(self.alcohol);
        match (heroin, crack, alcohol) {
            (true, true, _) => ["1011", "3201"],
            (true, false, true) => ["1011", "7000"],
            (true, false, false) => ["1011", "9996"],
            (false, true, true) => ["3201", "7000"],
            (false, true, false) => ["3201", ["9996", "1300"][chance.below(2)]],
            (false, false, true) => ["7000", ["9996", "9996", "6000"][chance.below(3)]],
            (false, false, false) => [["6000", "1300"][chance.below(2)], "9996"],
        }
    }
}

/// The date of a day since 1970, by the civil calendar counted in eras of 400 years from 1 March 0000.
pub fn date(day: i64) -> String {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}

//! The journeys of each person to result rows: for every cell of every table, the people in it are counted one by one.

use super::calendar::{Date, age, days_between, financial_year};
use super::cells::{Cell, Extent, cells, is_in};
use super::intervals::wilson;
use super::journeys::Journey;
use super::measures::{Measure, Subject, measures};
use super::reading::Columns;
use super::traits::{
    APART, INCOMPLETE, NONE, OTHERS, OWN, main_drug_is_alcohol, number_of_children, outcome,
    substance_group,
};
use super::{Key, Options, Row};
use std::collections::BTreeMap;

pub const AGE_GROUPS: [&str; 2] = ["adults", "under_18"];
const POPULATIONS: [&str; 4] = [
    "in_treatment",
    "starting",
    "starting_and_leaving",
    "leaving",
];
pub const FAMILY_GROUPS: [&str; 8] = [
    OWN,
    APART,
    OTHERS,
    NONE,
    INCOMPLETE,
    "lives_with_child",
    "parent_or_lives_with_child",
    "all",
];
pub const TWELVE_WEEKS: i64 = 84;

/// One person, or journey, counted in one population of one year. What is asked of it again and again for the many
/// cells is answered once.
struct Member<'a> {
    journey: &'a Journey,
    is_adult: bool,
    family_group: &'static str,
    substance_group: &'static str,
    /// In the order of the measures.
    answers: Vec<Option<bool>>,
}

struct Counting<'a> {
    people: &'a [Vec<Journey>],
    columns: &'a Columns,
    options: &'a Options,
    measures: Vec<Measure>,
}

/// A row before it is known of which table it is.
struct Counted {
    measure: String,
    /// That of the cell, or `F` for a measure of women.
    sex: &'static str,
    statistic: &'static str,
    row: Row,
}

pub fn rows(people: &[Vec<Journey>], columns: &Columns, options: &Options) -> BTreeMap<Key, Row> {
    let counting = Counting {
        people,
        columns,
        options,
        measures: measures(),
    };
    let cells = cells(people, options);
    let mut rows = BTreeMap::new();
    for &year in &options.years {
        for age_group in AGE_GROUPS {
            for population in POPULATIONS {
                let members = counting.members(year, population, age_group);
                for cell in &cells {
                    let here = |m: &&Member| is_in(m.journey, m.substance_group, cell);
                    let members: Vec<&Member> = members.iter().filter(here).collect();
                    for family_group in FAMILY_GROUPS {
                        for counted in counting.row_set(&members, population, family_group, cell) {
                            let place = [age_group, population, family_group];
                            let key = key(&counted, year, place, cell);
                            assert!(rows.insert(key, counted.row).is_none(), "written twice");
                        }
                    }
                }
            }
        }
    }
    rows
}

fn key(
    counted: &Counted,
    year: i32,
    [age_group, population, family_group]: [&str; 3],
    cell: &Cell,
) -> Key {
    Key {
        age_group: age_group.to_string(),
        area: cell.area.clone(),
        provider: cell.provider.clone(),
        population: population.to_string(),
        measure: counted.measure.clone(),
        period: financial_year(year),
        family_group: family_group.to_string(),
        sex: counted.sex.to_string(),
        breakdown: cell.breakdown.to_string(),
        level: cell.level.to_string(),
        compared_with: String::new(),
        statistic: counted.statistic.to_string(),
    }
}

impl Counting<'_> {
    /// The people, or with `unit_journey` the journeys, of one population and age group in one year. Of a person one
    /// journey is taken before anybody asks of which area or provider it is.
    fn members(&self, year: i32, population: &str, age_group: &str) -> Vec<Member<'_>> {
        let mut members = Vec::new();
        for journeys in self.people {
            let qualifying: Vec<Member> = journeys
                .iter()
                .filter(|journey| in_population(journey, year, population))
                .map(|journey| self.member(journey, year))
                .filter(|member| member.is_adult == (age_group == "adults"))
                .filter(|member| !left_out_by_drug(member, self.options))
                .collect();
            if self.options.unit_journey {
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

    fn member<'a>(&self, journey: &'a Journey, year: i32) -> Member<'a> {
        let age_on = if self.options.age_mid_year {
            (year, 9, 30)
        } else {
            journey.start
        };
        let age = age(journey.born, age_on);
        let subject = Subject { journey, age };
        let answer = |measure: &Measure| measure.answer(&subject, self.columns);
        Member {
            journey,
            is_adult: age >= 18,
            family_group: journey.family_group,
            substance_group: substance_group(journey),
            answers: self.measures.iter().map(answer).collect(),
        }
    }

    /// The rows of one population for one family group in one cell, whose people are given.
    fn row_set(
        &self,
        members: &[&Member],
        population: &'static str,
        family_group: &str,
        cell: &Cell,
    ) -> Vec<Counted> {
        let mut rows = Vec::new();
        if cell.extent != Extent::CompletenessOnly {
            rows.extend(shares(members, population, family_group, cell.sex));
        }
        if cell.extent == Extent::SharesOnly {
            return rows;
        }
        let group: Vec<&Member> = members
            .iter()
            .copied()
            .filter(|member| in_family_group(member, family_group))
            .collect();
        for (place, measure) in self.measures.iter().enumerate() {
            let wanted = cell.extent == Extent::Everything || measure.is_completeness();
            let here = measure.populations.contains(&population);
            if wanted && here && measure.has_row_of(family_group) {
                let recorded = |member: &Member| member.answers[place].is_some();
                let has = |member: &Member| member.answers[place] == Some(true);
                let sex = if measure.women_only { "F" } else { "all" };
                rows.push(Counted {
                    sex,
                    ..proportion(&measure.name, rate(&group, recorded, has))
                });
            }
        }
        if cell.extent == Extent::Everything {
            rows.extend(outcomes(&group, population, self.options));
            if population == "in_treatment" {
                rows.push(children_living_with(&group));
            }
        }
        rows
    }
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

/// Tables of under-18s keep all substances.
fn left_out_by_drug(member: &Member, options: &Options) -> bool {
    options.drugs_population && member.is_adult && main_drug_is_alcohol(member.journey)
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

fn proportion(measure: &str, row: Row) -> Counted {
    Counted {
        measure: measure.to_string(),
        sex: "all",
        statistic: "proportion",
        row,
    }
}

/// Those of the people who are in the family group.
fn shares(
    members: &[&Member],
    population: &str,
    family_group: &str,
    sex: &'static str,
) -> Vec<Counted> {
    if population != "in_treatment" && population != "starting" {
        return vec![];
    }
    let in_group = |member: &Member| in_family_group(member, family_group);
    let mut rows = vec![proportion(population, rate(members, |_| true, in_group))];
    if family_group != INCOMPLETE {
        let complete = |member: &Member| member.family_group != INCOMPLETE;
        rows.push(proportion(
            &format!("{population}_of_complete"),
            rate(members, complete, |m| complete(m) && in_group(m)),
        ));
    }
    rows.into_iter().map(|row| Counted { sex, ..row }).collect()
}

fn outcomes(group: &[&Member], population: &str, options: &Options) -> Vec<Counted> {
    let success = |member: &Member| outcome(member.journey, member.is_adult) == "success";
    let ended = |measure: &str, wanted: &str| {
        let so = |member: &Member| outcome(member.journey, member.is_adult) == wanted;
        proportion(measure, rate(group, |_| true, so))
    };
    let followed = |member: &Member| followed_up(member.journey, options);
    let stayed = |member: &Member| retained(member.journey);
    match population {
        "starting" => vec![
            proportion("retained_12_weeks", rate(group, followed, stayed)),
            proportion(
                "retained_12_weeks_or_completed",
                rate(group, followed, |m| stayed(m) || success(m)),
            ),
        ],
        "starting_and_leaving" => vec![ended("completed_of_starters_leaving", "success")],
        "leaving" => vec![
            ended("completed_of_leavers", "success"),
            ended("transferred_of_leavers", "transfer"),
            ended("died_of_leavers", "died"),
            ended("other_ending_of_leavers", "other"),
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

/// How many children live with the average one of those who live with any: a mean has no interval.
fn children_living_with(group: &[&Member]) -> Counted {
    let numbers: Vec<u64> = group
        .iter()
        .filter_map(|member| number_of_children(&member.journey.family.children))
        .filter(|&number| number > 0)
        .collect();
    let children: u64 = numbers.iter().sum();
    let people = numbers.len() as u64;
    Counted {
        measure: "children_living_with".to_string(),
        sex: "all",
        statistic: "mean",
        row: Row {
            numerator: Some(children),
            denominator: Some(people),
            value: (people > 0).then(|| children as f64 / people as f64),
            lowercl: None,
            uppercl: None,
        },
    }
}

fn rate(
    members: &[&Member],
    counted: impl Fn(&Member) -> bool,
    has: impl Fn(&Member) -> bool,
) -> Row {
    let counted: Vec<&&Member> = members.iter().filter(|member| counted(member)).collect();
    let numerator = counted.iter().filter(|member| has(member)).count() as u64;
    let denominator = counted.len() as u64;
    let interval = (denominator > 0).then(|| wilson(numerator, denominator));
    Row {
        numerator: Some(numerator),
        denominator: Some(denominator),
        value: interval.map(|_| numerator as f64 / denominator as f64),
        lowercl: interval.map(|(lower, _)| lower),
        uppercl: interval.map(|(_, upper)| upper),
    }
}

//! The journeys of each person to result rows: for every cell of every table, the people in it are counted one by one.

use super::calendar::{days_between, financial_year};
use super::cells::{Cell, Extent, REST, cells, everybody, is_in};
use super::intervals::wilson;
use super::journeys::Journey;
use super::measures::measures;
use super::populations::{
    AGE_GROUPS, Counting, FAMILY_GROUPS, Member, POPULATIONS, in_family_group,
};
use super::reading::Columns;
use super::traits::{INCOMPLETE, number_of_children, outcome};
use super::{Key, Options, Row};
use std::collections::{BTreeMap, BTreeSet};

pub const TWELVE_WEEKS: i64 = 84;

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
    let counts_somebody: BTreeSet<(String, String)> = rows
        .iter()
        .filter(|(_, row): &(&Key, &Row)| row.denominator > Some(0))
        .map(|(key, _)| (key.area.clone(), key.provider.clone()))
        .collect();
    let everybody = everybody(options);
    rows.retain(|key, _| {
        let whole = key.area == everybody.area && key.provider == "all";
        let rest = key.area == REST;
        // A level of area or provider that counts nobody in any year has no rows.
        let level =
            whole || rest || counts_somebody.contains(&(key.area.clone(), key.provider.clone()));
        // Shares of substance groups are written for everybody only.
        let substance = !key.measure.starts_with("substance_") || whole && key.breakdown == "all";
        level && substance
    });
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

//! Rows that compare two counted rows, or the counted rows of several years. Nothing here sees a person.

use super::calendar::{days_between, financial_year};
use super::cells::{REST, everybody};
use super::counting::TWELVE_WEEKS;
use super::intervals::{newcombe, scored_cochran_armitage, two_sided_p};
use super::populations::{AGE_GROUPS, FAMILY_GROUPS};
use super::traits::{APART, INCOMPLETE, NONE, OTHERS, OWN};
use super::{Key, Options, Row};
use std::collections::BTreeMap;

const COMPLETE: [&str; 4] = [OWN, APART, OTHERS, NONE];
const SHARES: [&str; 4] = [
    "in_treatment",
    "in_treatment_of_complete",
    "starting",
    "starting_of_complete",
];
const SUMS: [&str; 2] = ["lives_with_child", "parent_or_lives_with_child"];

type Rows = BTreeMap<Key, Row>;

pub fn rows(plain: &Rows, options: &Options) -> Vec<(Key, Row)> {
    let mut rows = everyone_else(plain, options);
    rows.extend(beside_the_rest(plain, options));
    for trend in trends() {
        for age_group in AGE_GROUPS {
            rows.extend(trend.rows(age_group, plain, options));
        }
    }
    rows
}

fn counts(row: &Row) -> (u64, u64) {
    (row.numerator.unwrap(), row.denominator.unwrap())
}

/// Each complete group against the other three added up, for each measure that every family group has a row of.
fn everyone_else(plain: &Rows, options: &Options) -> Vec<(Key, Row)> {
    let everybody = everybody(options);
    let mut rows = Vec::new();
    for (key, row) in plain {
        let whole = key.area == everybody.area && key.provider == "all" && key.breakdown == "all";
        let share = SHARES.contains(&key.measure.as_str());
        let complete = COMPLETE.contains(&key.family_group.as_str());
        if !whole || share || !complete || key.statistic != "proportion" {
            continue;
        }
        let of_group = |group: &str| {
            plain.get(&Key {
                family_group: group.to_string(),
                ..key.clone()
            })
        };
        if FAMILY_GROUPS.iter().any(|group| of_group(group).is_none()) {
            continue;
        }
        let mut others = (0, 0);
        for group in COMPLETE.iter().filter(|group| **group != key.family_group) {
            let (numerator, denominator) = counts(of_group(group).unwrap());
            others = (others.0 + numerator, others.1 + denominator);
        }
        let key = Key {
            compared_with: "everyone_else".to_string(),
            statistic: "difference".to_string(),
            ..key.clone()
        };
        rows.push((key, difference(counts(row), others)));
    }
    rows
}

/// An area or provider, of adults in the last year, less the rest of the extract: whoever is not of it. Providers that
/// share people have no rest.
fn beside_the_rest(plain: &Rows, options: &Options) -> Vec<(Key, Row)> {
    let everybody = everybody(options);
    let last = options.years.iter().max().map(|year| financial_year(*year));
    let mut rows = Vec::new();
    for (key, row) in plain {
        let asked = key.age_group == "adults"
            && Some(&key.period) == last.as_ref()
            && key.statistic == "proportion"
            && key.breakdown == "all";
        if !asked || key.area == REST {
            continue;
        }
        let of_area = |area: &str| Key {
            area: area.to_string(),
            provider: "all".to_string(),
            ..key.clone()
        };
        let all_places = key.area == everybody.area && key.provider == "all";
        let rest = if all_places {
            match plain.get(&of_area(REST)) {
                Some(rest) => counts(rest),
                None => continue,
            }
        } else if key.provider != "all" && options.provider_from == "any" {
            continue;
        } else {
            let (whole, part) = (counts(&plain[&of_area(&everybody.area)]), counts(row));
            (whole.0 - part.0, whole.1 - part.1)
        };
        // In a report of one area a provider is beside the rest of that area.
        let of_area = options.area.is_some() && !all_places;
        let key = Key {
            compared_with: if of_area { "rest_of_area" } else { REST }.to_string(),
            statistic: "difference".to_string(),
            ..key.clone()
        };
        rows.push((key, difference(counts(row), rest)));
    }
    rows
}

fn difference(first: (u64, u64), second: (u64, u64)) -> Row {
    let limits = newcombe(first, second);
    Row {
        lowercl: limits.map(|(_, lower, _)| lower),
        uppercl: limits.map(|(_, _, upper)| upper),
        ..only_value(limits.map(|(difference, _, _)| difference))
    }
}

fn only_value(value: Option<f64>) -> Row {
    Row {
        numerator: None,
        denominator: None,
        value,
        lowercl: None,
        uppercl: None,
    }
}

/// A measure whose years count different journeys, with the rows it is tested in.
struct Trend {
    population: &'static str,
    measure: &'static str,
    family_groups: Vec<&'static str>,
    sexes: &'static [&'static str],
}

fn trends() -> Vec<Trend> {
    let trend = |population, measure, family_groups: &[&'static str], sexes| Trend {
        population,
        measure,
        family_groups: family_groups.to_vec(),
        sexes,
    };
    let some = [&COMPLETE[..], &SUMS[..]].concat();
    let but_all = [&some[..], &[INCOMPLETE]].concat();
    let every = &FAMILY_GROUPS;
    let by_sex = &["all", "F", "M"];
    vec![
        trend("starting", "starting", &but_all, by_sex),
        trend("starting", "starting_of_complete", &some, by_sex),
        trend(
            "starting_and_leaving",
            "completed_of_starters_leaving",
            every,
            &["all"],
        ),
        trend("leaving", "completed_of_leavers", every, &["all"]),
        trend("starting", "retained_12_weeks", every, &["all"]),
        trend(
            "starting",
            "retained_12_weeks_or_completed",
            every,
            &["all"],
        ),
        trend("starting", "pregnant", &["all"], &["F"]),
    ]
}

impl Trend {
    fn rows(&self, age_group: &str, plain: &Rows, options: &Options) -> Vec<(Key, Row)> {
        let years = self.settled_years(options);
        if years.len() < 2 {
            return vec![];
        }
        let mut rows = Vec::new();
        for family_group in &self.family_groups {
            for sex in self.sexes {
                let key = |year: i32| Key {
                    age_group: age_group.to_string(),
                    population: self.population.to_string(),
                    measure: self.measure.to_string(),
                    period: financial_year(year),
                    family_group: family_group.to_string(),
                    sex: sex.to_string(),
                    ..whole(options)
                };
                let of_somebody: Vec<i32> = years
                    .iter()
                    .copied()
                    .filter(|&year| counts(&plain[&key(year)]).1 > 0)
                    .collect();
                let enough = of_somebody.len() > 1;
                let named = if enough { &of_somebody } else { &years };
                let counted: Vec<(u64, u64)> = of_somebody
                    .iter()
                    .map(|&year| counts(&plain[&key(year)]))
                    .collect();
                for (statistic, row) in statistics(&counted, &of_somebody, enough) {
                    let key = Key {
                        compared_with: financial_year(named[0]),
                        statistic: statistic.to_string(),
                        ..key(named[named.len() - 1])
                    };
                    rows.push((key, row));
                }
            }
        }
        rows
    }

    /// A year that the extract does not reach the end of, or does not follow up, never enters a trend.
    fn settled_years(&self, options: &Options) -> Vec<i32> {
        let days_needed = if self.measure.starts_with("retained_") {
            TWELVE_WEEKS
        } else {
            0
        };
        let settled = |year: &i32| days_between((year + 1, 3, 31), options.as_of) >= days_needed;
        let mut years: Vec<i32> = options.years.iter().copied().filter(settled).collect();
        years.sort();
        years
    }
}

/// The key of the counted rows of everybody, what they count left open.
fn whole(options: &Options) -> Key {
    let everybody = everybody(options);
    Key {
        age_group: String::new(),
        area: everybody.area,
        provider: everybody.provider,
        population: String::new(),
        measure: String::new(),
        period: String::new(),
        family_group: String::new(),
        sex: everybody.sex.to_string(),
        breakdown: everybody.breakdown.to_string(),
        level: everybody.level.to_string(),
        compared_with: String::new(),
        statistic: "proportion".to_string(),
    }
}

/// A year that counts nobody never enters; with fewer than two others all three are without a value.
fn statistics(years: &[(u64, u64)], when: &[i32], enough: bool) -> [(&'static str, Row); 3] {
    let last_less_first = if enough {
        difference(years[years.len() - 1], years[0])
    } else {
        only_value(None)
    };
    let z = if enough {
        let scores: Vec<i32> = when.iter().map(|year| year - when[0]).collect();
        scored_cochran_armitage(years, &scores)
    } else {
        None
    };
    [
        ("difference", last_less_first),
        ("trend_z", only_value(z)),
        ("trend_p", only_value(z.map(two_sided_p))),
    ]
}

//! What the program says it worked out from released rows, worked out again from the rows of the same file.
//!
//! If a number can be had in this way, its row gives nothing away that other rows do not.

use crate::meaning::{REST_OF_AREA, REST_OF_EXTRACT};
use crate::rows::Row;
use crate::statistics::{Counts, Interval, cochran_armitage, newcombe, p_of, wilson};
use std::collections::{BTreeSet, HashMap};

/// Every way in which groups add up to everybody with complete data, by sign.
const COMPLETE: &[&[(i64, &str)]] = &[
    &[
        (1, "own_children"),
        (1, "parent_apart"),
        (1, "others_children"),
        (1, "no_children"),
    ],
    &[(1, "parent_or_lives_with_child"), (1, "no_children")],
    &[
        (1, "lives_with_child"),
        (1, "parent_apart"),
        (1, "no_children"),
    ],
    &[(1, "all"), (-1, "incomplete")],
];
const SUBSTANCES: [&str; 4] = [
    "opiate",
    "non_opiate_and_alcohol",
    "non_opiate_only",
    "alcohol_only",
];

type Key = [String; 10];

fn key(row: &Row) -> Key {
    [
        &row.age_group,
        &row.area,
        &row.provider,
        &row.population,
        &row.measure,
        &row.period,
        &row.group,
        &row.sex,
        &row.breakdown,
        &row.level,
    ]
    .map(Clone::clone)
}

/// The released rows of one file.
pub struct File<'a> {
    rows: HashMap<Key, &'a Row>,
    years: BTreeSet<&'a str>,
    whole_area: &'a str,
}

/// What an inferred row ought to say.
#[derive(Debug)]
pub enum Answer {
    /// A count that it needs is printed in no row.
    Hidden,
    /// The counts are printed, and there is no such number.
    NoSuchNumber,
    Share(Counts, Interval),
    Difference(Interval),
    Number(f64),
}

impl<'a> File<'a> {
    pub fn of(rows: &'a [Row]) -> File<'a> {
        File {
            rows: rows.iter().map(|row| (key(row), row)).collect(),
            years: rows.iter().map(|row| row.period.as_str()).collect(),
            whole_area: rows.first().map_or("", |row| row.area.as_str()),
        }
    }

    /// The row that is like another in everything but what `change` changes.
    fn like(&self, row: &Row, change: impl FnOnce(&mut Row)) -> Option<&'a Row> {
        let mut wanted = row.clone();
        change(&mut wanted);
        self.rows.get(&key(&wanted)).copied()
    }

    pub fn answer(&self, row: &Row) -> Answer {
        match row.statistic.as_str() {
            "proportion" => self.counts(row).map_or(Answer::Hidden, |counts| {
                wilson(counts).map_or(Answer::NoSuchNumber, |interval| {
                    Answer::Share(counts, interval)
                })
            }),
            "difference" => self.difference(row),
            "trend_z" | "trend_p" => self.trend(row),
            other => panic!("{}: {other} is not understood", row.name()),
        }
    }

    fn difference(&self, row: &Row) -> Answer {
        let Some((ours, other)) = self.counts(row).zip(self.other(row)) else {
            return Answer::Hidden;
        };
        match newcombe(ours, other) {
            Some(interval) => Answer::Difference(interval),
            None if self.hides_a_year(row) => Answer::Hidden,
            None => Answer::NoSuchNumber,
        }
    }

    /// Whether a year is hidden that might have had a number where the first or the last has none.
    fn hides_a_year(&self, row: &Row) -> bool {
        let is_year = self.years.contains(row.compared_with.as_str());
        let mut years = self.years.iter().filter(|year| self.is_whole(row, year));
        is_year && years.any(|year| self.in_year(row, year).is_none())
    }

    /// The counts of the people whom the row is about.
    pub fn counts(&self, row: &Row) -> Option<Counts> {
        if let Some(substance) = row.measure.strip_prefix("substance_") {
            return self.substance(row, substance);
        }
        let row = self.like(row, |_| {})?;
        Some(Counts {
            part: row.numerator?,
            whole: row.denominator?,
        })
    }

    /// Those of a substance group, of all who have one: everybody less those of whom none is recorded, or all of them.
    fn substance(&self, row: &Row, substance: &str) -> Option<Counts> {
        let people = |level: Option<&str>| {
            let row = self.like(row, |row| {
                row.measure.clone_from(&row.population);
                if let Some(level) = level {
                    row.breakdown = "substance_group".into();
                    row.level = level.into();
                }
            })?;
            row.numerator
        };
        let less = people(None).zip(people(Some("not_recorded")));
        let sum: Option<i64> = SUBSTANCES.iter().map(|level| people(Some(level))).sum();
        Some(Counts {
            part: people(Some(substance))?,
            whole: less.map(|(all, blank)| all - blank).or(sum)?,
        })
    }

    /// The counts of those with whom they are compared.
    pub fn other(&self, row: &Row) -> Option<Counts> {
        match row.compared_with.as_str() {
            "everyone_else" => {
                let complete = COMPLETE.iter().find_map(|way| self.complete(row, way))?;
                Some(complete.plus(-1, self.counts(row)?))
            }
            REST_OF_EXTRACT if row.area == self.whole_area && row.provider == "all" => {
                let mut rest = row.clone();
                rest.area = REST_OF_EXTRACT.into();
                self.counts(&rest)
            }
            REST_OF_EXTRACT | REST_OF_AREA => {
                let mut whole = row.clone();
                whole.area = self.whole_area.into();
                whole.provider = "all".into();
                Some(self.counts(&whole)?.plus(-1, self.counts(row)?))
            }
            year => self.in_year(row, year),
        }
    }

    fn complete(&self, row: &Row, way: &[(i64, &str)]) -> Option<Counts> {
        let nobody = Counts { part: 0, whole: 0 };
        way.iter().try_fold(nobody, |sum, (sign, group)| {
            let mut of_group = row.clone();
            of_group.group = (*group).into();
            Some(sum.plus(*sign, self.counts(&of_group)?))
        })
    }

    fn in_year(&self, row: &Row, year: &str) -> Option<Counts> {
        let mut then = row.clone();
        then.period = year.into();
        self.counts(&then)
    }

    /// Of the years that are printed, from the row's first to its last; one that is not wholly there tells no trend.
    fn trend(&self, row: &Row) -> Answer {
        let (from, to) = (row.compared_with.as_str(), row.period.as_str());
        if self.in_year(row, from).is_none() || self.in_year(row, to).is_none() {
            return Answer::Hidden;
        }
        let begins = |year: &str| year[..4].parse::<f64>().expect("a financial year");
        let years: Vec<(f64, Counts)> = self
            .years
            .range(from..=to)
            .filter_map(|year| {
                let counts = self
                    .in_year(row, year)
                    .filter(|_| self.is_whole(row, year))?;
                Some((begins(year), counts))
            })
            .filter(|(_, counts)| counts.whole > 0)
            .collect();
        match cochran_armitage(&years) {
            None if self.hides_a_year(row) && years.len() < 2 => Answer::Hidden,
            None => Answer::NoSuchNumber,
            Some(z) if row.statistic == "trend_z" => Answer::Number(z),
            Some(z) => Answer::Number(p_of(z)),
        }
    }

    fn is_whole(&self, row: &Row, year: &str) -> bool {
        self.like(row, |row| row.period = year.into())
            .is_some_and(|row| !row.shorthand.contains("[p]"))
    }

    /// What is wrong with a row.
    pub fn fault(&self, row: &Row) -> Option<String> {
        let answer = self.answer(row);
        let said = || Some(format!("{} {:?}, but {answer:?}", row.name(), row.value));
        if !row.is_shown() {
            let is_silent = row.numerator.is_none()
                && row.denominator.is_none()
                && [&row.lower, &row.upper, &row.assessment]
                    .iter()
                    .all(|s| s.is_empty());
            let is_explained = match answer {
                Answer::Hidden => row.shorthand.starts_with("[c]"),
                Answer::NoSuchNumber => row.shorthand.starts_with("[x]"),
                _ => !row.shorthand.is_empty(),
            };
            // Of a share of nobody it may be said that it is of nobody.
            let nobody = row.shorthand.starts_with("[x]") && row.denominator == Some(0);
            return if (is_silent || nobody) && is_explained {
                None
            } else {
                said()
            };
        }
        let same = match answer {
            Answer::Hidden | Answer::NoSuchNumber => false,
            Answer::Share(counts, interval) => {
                row.numerator == Some(counts.part)
                    && row.denominator == Some(counts.whole)
                    && says(row, interval)
            }
            Answer::Difference(interval) => has_no_counts(row) && says(row, interval),
            Answer::Number(number) => {
                has_no_counts(row)
                    && row.lower.is_empty()
                    && row.upper.is_empty()
                    && is(&row.value, number)
            }
        };
        let explained = ["", "[p]", "[u]", "[u][p]"].contains(&row.shorthand.as_str());
        if same && explained { None } else { said() }
    }
}

fn has_no_counts(row: &Row) -> bool {
    row.numerator.is_none() && row.denominator.is_none()
}

fn says(row: &Row, (value, lower, upper): Interval) -> bool {
    is(&row.value, value) && is(&row.lower, lower) && is(&row.upper, upper)
}

/// As near as numbers of this length can be.
fn is(said: &str, number: f64) -> bool {
    said.parse()
        .is_ok_and(|said: f64| (said - number).abs() <= 1e-9 * number.abs().max(1.0))
}

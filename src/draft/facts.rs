//! One column's values, looked at once. Comes in: the sampled values of a column. Goes out: [`Facts`]: what is
//! recorded, how often, whether it is dates. Everything later works on these, never on the values row by row.

use super::Column;
use crate::extract::codes::{self, Meaning, STRANGE, Table};
use crate::extract::dates::{self, Reading, Shape};
use crate::extract::profile::DateFormat;
use std::collections::{BTreeSet, HashMap};

/// The share of values that must be dates for a column to be one of dates: some are slips of the keyboard.
const DATES: f64 = 0.9;
/// A day that is not recorded.
pub const NO_DAY: i32 = i32::MIN;

/// How a column's dates are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// In one of the three formats that `dates = "auto"` reads.
    Plainly,
    MonthFirst,
    TwoDigitYears,
    /// Day first here, month first there, or several formats.
    Mixed,
    /// Some other way, such as `2011-05-01 00:00` or `1-May-11`.
    Otherwise,
}

/// A column of dates.
pub struct Dates {
    pub written: Written,
    /// One a row; `NO_DAY` where there is none.
    pub days: Vec<i32>,
}

/// What one column holds.
pub struct Facts<'a> {
    pub rows: usize,
    pub filled: usize,
    /// One a row: 0 where nothing is recorded, else the value's place in `distinct`, counted from 1.
    pub cells: Vec<u32>,
    /// The values, in the order they first stand in the file, and how often each.
    pub distinct: Vec<&'a str>,
    pub counts: Vec<u32>,
    /// Words seen that mean "not recorded".
    pub tokens: BTreeSet<&'a str>,
    pub dates: Option<Dates>,
}

impl<'a> Facts<'a> {
    pub fn new(column: &'a Column, rows: usize) -> Facts<'a> {
        let mut tokens = BTreeSet::new();
        let none = none_is_missing(column);
        let mut index: HashMap<&str, u32> = HashMap::new();
        let (mut distinct, mut counts, mut cells) = (Vec::new(), Vec::new(), vec![0; rows]);
        for (cell, value) in cells.iter_mut().zip(&column.values) {
            let value = value.trim();
            if is_missing(value, none) {
                if !value.is_empty() {
                    tokens.insert(value);
                }
                continue;
            }
            *cell = *index.entry(value).or_insert_with(|| {
                distinct.push(value);
                counts.push(0);
                distinct.len() as u32
            });
            counts[*cell as usize - 1] += 1;
        }
        let mut facts = Facts {
            rows,
            filled: counts.iter().sum::<u32>() as usize,
            cells,
            distinct,
            counts,
            tokens,
            dates: None,
        };
        facts.dates = facts.read_dates();
        facts
    }

    pub fn fill(&self) -> f64 {
        self.filled as f64 / self.rows.max(1) as f64
    }

    /// The share of recorded values for which something holds.
    pub fn share(&self, holds: impl Fn(&str) -> bool) -> f64 {
        let of: u32 = self
            .distinct
            .iter()
            .zip(&self.counts)
            .filter(|(value, _)| holds(value))
            .map(|(_, count)| count)
            .sum();
        f64::from(of) / self.filled.max(1) as f64
    }

    /// The share of recorded values that a code list knows.
    pub fn on_list<M: Meaning>(&self, list: &Table<M>) -> f64 {
        self.share(|v| list.of(codes::decode(v.as_bytes()).raw) != M::UNKNOWN)
    }

    /// The codes recorded, as numbers and letters, each once, and the share of each.
    pub fn codes(&self) -> Vec<(codes::Raw, f64)> {
        let mut shares: HashMap<codes::Raw, u32> = HashMap::new();
        for (value, count) in self.distinct.iter().zip(&self.counts) {
            *shares
                .entry(codes::decode(value.as_bytes()).raw)
                .or_default() += count;
        }
        let mut shares: Vec<_> = shares
            .into_iter()
            .map(|(raw, count)| (raw, f64::from(count) / self.filled.max(1) as f64))
            .collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shares
    }

    /// The share of recorded values that are whole numbers between two bounds.
    pub fn within(&self, low: u16, high: u16) -> f64 {
        self.share(|v| is_number(v) && (low..=high).contains(&codes::decode(v.as_bytes()).raw))
    }

    /// Nearly as many values as rows, as ids and free text have.
    pub fn is_many_valued(&self) -> bool {
        self.distinct.len() > 100 && self.distinct.len() * 5 > self.filled
    }

    /// Words rather than codes, numbers or dates.
    pub fn is_words(&self) -> bool {
        self.share(|v| v.chars().filter(|c| c.is_alphabetic()).count() > 1 && !v.contains(is_digit))
            >= 0.5
    }

    pub fn is_decimal(&self) -> bool {
        let broken = |v: &str| v.contains('.') || v.starts_with('-');
        let is = |v: &str| codes::decode(v.as_bytes()).raw == STRANGE && v.parse::<f64>().is_ok();
        self.share(|v| broken(v) && is(v)) >= 0.3
    }

    pub fn commonest(&self) -> f64 {
        f64::from(self.counts.iter().copied().max().unwrap_or(0)) / self.filled.max(1) as f64
    }

    pub fn days(&self) -> Option<&[i32]> {
        self.dates.as_ref().map(|d| d.days.as_slice())
    }

    fn read_dates(&self) -> Option<Dates> {
        if self.filled == 0 {
            return None;
        }
        let shapes: Vec<Option<Shape>> = self.distinct.iter().map(|v| shape(v)).collect();
        let share = |wanted: &dyn Fn(Shape) -> bool| {
            let counts = self.counts.iter().zip(&shapes);
            let of = counts
                .filter(|(_, s)| s.is_some_and(wanted))
                .map(|(c, _)| c);
            f64::from(of.sum::<u32>()) / self.filled as f64
        };
        if share(&|_| true) < DATES {
            return (self.share(is_date_otherwise) >= DATES).then(|| Dates {
                written: Written::Otherwise,
                days: vec![NO_DAY; self.rows],
            });
        }
        let some = |shape| shapes.contains(&Some(shape));
        // A month-first column holds days that could be either; a day-first column holds no month beyond 12.
        let first_of_many = [Shape::Iso, Shape::Compact]
            .into_iter()
            .filter(|s| some(*s));
        let slashed = [Shape::DayFirst, Shape::MonthFirst, Shape::EitherOrder]
            .into_iter()
            .any(some);
        let month_first = some(Shape::MonthFirst);
        let both_orders = month_first && some(Shape::DayFirst);
        let formats = first_of_many.count() + usize::from(slashed);
        let written = if some(Shape::TwoDigitYear) {
            Written::TwoDigitYears
        } else if both_orders || formats > 1 {
            Written::Mixed
        } else if month_first {
            Written::MonthFirst
        } else {
            Written::Plainly
        };
        Some(Dates {
            written,
            days: self.days_as(if month_first {
                DateFormat::MonthFirst
            } else {
                DateFormat::Auto
            }),
        })
    }

    fn days_as(&self, format: DateFormat) -> Vec<i32> {
        let day = |value: &&str| match dates::read(value.as_bytes(), format) {
            Reading::Day(_, Shape::TwoDigitYear) => NO_DAY,
            // Of a column read month first, a date that can only be day first is none.
            Reading::Day(_, Shape::DayFirst) if format == DateFormat::MonthFirst => NO_DAY,
            Reading::Day(day, _) => day.0,
            Reading::Invalid => NO_DAY,
        };
        let days: Vec<i32> = self.distinct.iter().map(day).collect();
        let of = |cell: &u32| cell.checked_sub(1).map_or(NO_DAY, |at| days[at as usize]);
        self.cells.iter().map(of).collect()
    }

    /// Reads a column of slashed dates month first, because another column of the file shows that order.
    pub fn turn_month_first(&mut self) {
        let slashed = self.share(|v| v.contains('/')) > 0.5;
        let plain = self
            .dates
            .as_ref()
            .is_some_and(|d| d.written == Written::Plainly);
        if slashed && plain {
            let days = self.days_as(DateFormat::MonthFirst);
            let lost = days
                .iter()
                .zip(&self.cells)
                .filter(|(d, c)| **d == NO_DAY && **c > 0);
            let lost = lost.count() as f64 > (1.0 - DATES) * self.filled as f64;
            let written = if lost {
                Written::Mixed
            } else {
                Written::MonthFirst
            };
            self.dates = Some(Dates { written, days });
        }
    }
}

fn shape(value: &str) -> Option<Shape> {
    match dates::read(value.as_bytes(), DateFormat::Auto) {
        Reading::Day(_, shape) => Some(shape),
        Reading::Invalid => None,
    }
}

/// Dates in ways that the program does not read: with a time of day, with dashes or points and the day first, with the
/// month as a word.
fn is_date_otherwise(value: &str) -> bool {
    let date = value.split(['T', ' ']).next().unwrap_or_default();
    let timed = date.len() < value.len() && value.contains(':') && shape(date).is_some();
    let slashed = value.replace(['-', '.', ' '], "/");
    let parts: Vec<&str> = slashed.split('/').collect();
    let with_word = parts.len() == 3
        && parts[0].len() <= 2
        && is_number(parts[0])
        && parts[1].len() >= 3
        && parts[1].chars().all(char::is_alphabetic)
        && is_number(parts[2]);
    timed || with_word || (value.parse::<f64>().is_err() && shape(&slashed).is_some())
}

pub fn is_number(value: &str) -> bool {
    value.starts_with(is_digit) && value.chars().all(|c| is_digit(c) || c == '.')
}

pub fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Words that systems write where nothing is recorded.
fn is_missing(value: &str, none_too: bool) -> bool {
    let word = [
        "", "NULL", "NA", "N/A", "#N/A", "NAN", "-", "--", "?", ".", "(BLANK)", "#NULL!",
    ];
    value.len() <= 7
        && (word.iter().any(|w| value.eq_ignore_ascii_case(w))
            || (none_too && value.eq_ignore_ascii_case("none")))
}

/// `None` is an answer among words, and nothing among codes and dates.
fn none_is_missing(column: &Column) -> bool {
    let is_none = |v: &str| v.eq_ignore_ascii_case("none");
    let values = || {
        column
            .values
            .iter()
            .map(|v| v.trim())
            .filter(|v| !is_missing(v, true))
    };
    let words =
        |v: &str| v.chars().filter(|c| c.is_alphabetic()).count() > 1 && !v.contains(is_digit);
    column.values.iter().any(|v| is_none(v.trim()))
        && values().filter(|v| words(v)).count() * 20 <= values().count()
}

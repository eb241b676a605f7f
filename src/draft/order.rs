//! The order of dates. Comes in: the columns of dates. Goes out: which holds birth dates, which the end of episodes,
//! which their starts and in what order, read off the rows alone; and whether names agree with that order.

use super::facts::{Facts, NO_DAY};
use super::names::{Name, is_date};
use crate::extract::Field;

/// Fewest rows on which two columns are compared.
const ROWS: usize = 20;
/// The share of rows that may break an order: slips of the keyboard.
const SLIPS: f64 = 0.03;
/// The share of rows on which two dates must differ for one to come before the other.
const APART: f64 = 0.02;
/// The share of open episodes on which a start is recorded, and on which an end may be.
const OPEN: f64 = 0.6;
/// A birth date lies this many years before every other date.
const YEARS: std::ops::RangeInclusive<i32> = 10..=95;

/// The four dates that come one after the other.
pub const IN_ORDER: [Field; 4] = [
    Field::ReferralDate,
    Field::TriageDate,
    Field::ModalityStart,
    Field::DischargeDate,
];

/// How often one column's date is before, and after, another's.
#[derive(Clone, Copy, Default, Debug)]
struct Pair {
    before: f64,
    after: f64,
}

/// What the order of dates tells.
#[derive(Default, Debug)]
pub struct Order {
    /// Columns of dates long before all others, or of many years where there are no others.
    pub births: Vec<usize>,
    /// All other columns of dates.
    pub events: Vec<usize>,
    /// The last date of an episode, blank while it is open.
    pub end: Option<usize>,
    /// Whether `end` is recorded on the same rows as a column of discharge reasons.
    pub end_has_reason: bool,
    /// Whether there are discharge reasons, but on other rows than `end`.
    pub reason_elsewhere: bool,
    /// Dates recorded on open episodes too, the earliest first where they can be told apart.
    pub starts: Vec<usize>,
    /// Whether each of `starts` is surely before the next.
    pub chain: bool,
}

impl Order {
    /// `reasons` are the columns that look like discharge reasons.
    pub fn new(facts: &[Facts], reasons: &[usize]) -> Order {
        let dated: Vec<usize> = (0..facts.len())
            .filter(|c| {
                facts[*c]
                    .days()
                    .is_some_and(|d| d.iter().any(|d| *d != NO_DAY))
            })
            .collect();
        let (births, events) = dated.iter().partition(|c| is_birth(facts, **c, &dated));
        let mut order = Order {
            births,
            events,
            ..Order::default()
        };
        order.find_end(facts, reasons);
        order.find_starts(facts);
        order
    }

    fn find_end(&mut self, facts: &[Facts], reasons: &[usize]) {
        let open = |c: &&usize| facts[**c].fill() < 0.995 && facts[**c].filled >= ROWS;
        let with_reason = |c: &&usize| reasons.iter().any(|r| same_rows(&facts[**c], &facts[*r]));
        let blank: Vec<usize> = self.events.iter().filter(open).copied().collect();
        let reasoned: Vec<usize> = blank.iter().filter(with_reason).copied().collect();
        let whole: Vec<usize> = self
            .events
            .iter()
            .copied()
            .filter(|c| facts[*c].fill() >= 0.995)
            .collect();
        let candidates = if reasoned.is_empty() {
            &blank
        } else {
            &reasoned
        };
        let last = |c: &&usize| {
            let others = candidates.iter().filter(|o| o != c);
            let latest = others.clone().all(|o| is_before(facts, *o, **c));
            let after_starts = whole
                .iter()
                .all(|s| pair(facts, *s, **c).is_none_or(|p| p.after <= SLIPS));
            // One blank column alone is an end only if something is known to come before it.
            latest
                && after_starts
                && (others.count() > 0 || !whole.is_empty() || !reasoned.is_empty())
        };
        self.end = candidates.iter().find(last).copied();
        self.end_has_reason = self.end.is_some() && !reasoned.is_empty();
        self.reason_elsewhere = reasoned.is_empty() && !reasons.is_empty();
    }

    fn find_starts(&mut self, facts: &[Facts]) {
        let on_open = |c: usize| match self.end {
            Some(end) => share_on_blank(&facts[c], &facts[end]).unwrap_or(facts[c].fill()),
            None => facts[c].fill(),
        };
        let least = if self.end.is_some() { OPEN } else { 0.9 };
        let mut starts: Vec<usize> = self.events.clone();
        starts.retain(|c| Some(*c) != self.end && on_open(*c) >= least && facts[*c].fill() >= 0.5);
        let earlier = |c: &usize| starts.iter().filter(|o| is_before(facts, **o, *c)).count();
        let mut ranked: Vec<(usize, usize)> = starts.iter().map(|c| (earlier(c), *c)).collect();
        ranked.sort_unstable();
        self.chain = ranked.windows(2).all(|w| is_before(facts, w[0].1, w[1].1));
        self.starts = ranked.into_iter().map(|(_, c)| c).collect();
    }

    /// Whether an event column is an end of something: not recorded while the episode is open.
    pub fn is_late(&self, column: usize) -> bool {
        self.end.is_some() && !self.starts.contains(&column)
    }
}

/// What the names of the other columns of dates say to a column's being a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// No other column is named as one of the dates that come in order.
    Untold,
    Agrees,
    Contradicts,
}

/// Compares a column, taken as a field, with the columns named as the other dates that come in order.
pub fn agreement(facts: &[Facts], names: &[Name], column: usize, field: Field) -> Agreement {
    let rank = |f: Field| IN_ORDER.iter().position(|o| *o == f);
    let Some(own) = rank(field) else {
        return Agreement::Untold;
    };
    let mut told = Agreement::Untold;
    for (other, name) in names.iter().enumerate().filter(|(o, _)| *o != column) {
        let dated = name
            .best()
            .filter(|f| is_date(*f) && *f != field)
            .and_then(rank);
        let Some(((before, after), rank)) = pair(facts, column, other)
            .map(|p| (p.before, p.after))
            .zip(dated)
        else {
            continue;
        };
        let wrong = if own < rank { after } else { before };
        let right = if own < rank { before } else { after };
        if wrong > SLIPS {
            return Agreement::Contradicts;
        }
        if right >= APART {
            told = Agreement::Agrees;
        }
    }
    told
}

/// Whether one column's date is never after, and often before, another's.
pub fn is_before(facts: &[Facts], first: usize, second: usize) -> bool {
    pair(facts, first, second)
        .is_some_and(|p| p.after <= SLIPS && p.before >= APART && p.before > 4.0 * p.after)
}

fn pair(facts: &[Facts], first: usize, second: usize) -> Option<Pair> {
    let (a, b) = (facts[first].days()?, facts[second].days()?);
    let both = a
        .iter()
        .zip(b)
        .filter(|(a, b)| **a != NO_DAY && **b != NO_DAY);
    let (mut rows, mut before, mut after) = (0, 0, 0);
    for (a, b) in both {
        rows += 1;
        before += usize::from(a < b);
        after += usize::from(a > b);
    }
    let share = |n: usize| n as f64 / rows as f64;
    (rows >= ROWS).then(|| Pair {
        before: share(before),
        after: share(after),
    })
}

fn is_birth(facts: &[Facts], column: usize, dated: &[usize]) -> bool {
    let Some(days) = facts[column].days() else {
        return false;
    };
    let mut compared = 0;
    for other in dated.iter().filter(|o| **o != column) {
        let Some(others) = facts[*other].days() else {
            continue;
        };
        let gaps: Vec<i32> = days
            .iter()
            .zip(others)
            .filter(|(a, b)| **a != NO_DAY && **b != NO_DAY)
            .map(|(a, b)| (b - a) * 4 / 1461)
            .collect();
        if gaps.len() < ROWS {
            continue;
        }
        // A date as far off as a birth date is another person's birth date, and says nothing against this one.
        let far = gaps.iter().filter(|g| YEARS.contains(*g)).count();
        if (far as f64) < (1.0 - SLIPS) * gaps.len() as f64 {
            let near = gaps.iter().filter(|g| g.abs() < 60).count() == gaps.len();
            let both_old = near && spread(days) > 15 && spread(others) > 15;
            if !both_old {
                return false;
            }
            continue;
        }
        compared += 1;
    }
    compared > 0 || (dated.len() == 1 && spread(days) > 20)
}

/// Years between the fifth and the ninety-fifth of a hundred dates.
fn spread(days: &[i32]) -> i32 {
    let mut known: Vec<i32> = days.iter().copied().filter(|d| *d != NO_DAY).collect();
    known.sort_unstable();
    let at = |percent: usize| known.get(known.len() * percent / 100).copied().unwrap_or(0);
    (at(95) - at(5)) * 4 / 1461
}

/// Whether two columns are recorded on the same rows, and blank on some.
fn same_rows(a: &Facts, b: &Facts) -> bool {
    let same = a
        .cells
        .iter()
        .zip(&b.cells)
        .filter(|(a, b)| (**a == 0) == (**b == 0));
    same.count() as f64 >= 0.98 * a.rows as f64
}

/// The share of rows on which a column is recorded, of those on which another is blank.
fn share_on_blank(column: &Facts, other: &Facts) -> Option<f64> {
    let blank = column
        .cells
        .iter()
        .zip(&other.cells)
        .filter(|(_, o)| **o == 0);
    let (mut rows, mut filled) = (0u32, 0u32);
    for (cell, _) in blank {
        rows += 1;
        filled += u32::from(*cell > 0);
    }
    (rows >= 10).then(|| f64::from(filled) / f64::from(rows))
}

//! Which way a share has gone over the years.
//!
//! Only for populations in which a journey counts in one year, so that years share nobody but those who came back (said
//! in the report, and ignored). A year that is hidden, provisional or of nobody never enters.

use super::AT_ONCE;
use super::assess::{Direction, course};
use super::index::{About, Index};
use super::row::{Doubt, Inferred, Statistic, counts};
use super::trend::with_scores;
use crate::day::FinancialYear;
use crate::disclosure::{Released, ReleasedRow};
use rayon::prelude::*;

/// The measures whose trend is tested.
const TESTED: &[&str] = &[
    "starting",
    "starting_of_complete",
    "completed_of_starters_leaving",
    "completed_of_leavers",
    "retained_12_weeks",
    "retained_12_weeks_or_completed",
    "pregnant",
];

/// The trends of a run: for each series a difference of last and first year, and the test.
pub fn trends(released: &Released, index: &Index<'_>) -> Vec<Inferred> {
    let Some(first) = released.periods().first() else {
        return Vec::new();
    };
    released
        .rows()
        .par_iter()
        .with_max_len(AT_ONCE)
        .filter(|row| {
            row.period() == first && is_tested(row) && About::of(row).is_whole(released.area())
        })
        .flat_map_iter(|row| {
            let years: Vec<&ReleasedRow> = released
                .periods()
                .iter()
                .filter_map(|period| {
                    index.get(About {
                        period,
                        ..About::of(row)
                    })
                })
                .filter(|row| !row.is_provisional())
                .collect();
            trend(&years)
        })
        .collect()
}

fn is_tested(row: &ReleasedRow) -> bool {
    let everybody = row.family_group() == "all";
    let asked = match row.measure() {
        // Everybody is all of everybody in every year.
        "starting" | "starting_of_complete" => !everybody && row.sex() != "unknown",
        "pregnant" => everybody,
        _ => true,
    };
    asked && TESTED.contains(&row.measure())
}

/// Nothing for fewer than two complete years.
fn trend(complete: &[&ReleasedRow]) -> Vec<Inferred> {
    let (Some(first), Some(last)) = (complete.first(), complete.last()) else {
        return Vec::new();
    };
    if complete.len() < 2 {
        return Vec::new();
    }
    let usable: Vec<&ReleasedRow> = complete
        .iter()
        .copied()
        .filter(|r| !r.is_confidential() && !r.is_not_available())
        .collect();
    let [from, .., to] = usable.as_slice() else {
        return none(first, last, Doubt::of(complete));
    };
    let series: Vec<super::Counts> = usable.iter().filter_map(|r| counts(r)).collect();
    // The years themselves are the scores, so that one that does not enter leaves a gap.
    let scores: Vec<f64> = usable
        .iter()
        .map(|r| score(r.period()) - score(from.period()))
        .collect();
    let mut change = Inferred::beside(to, from.period(), Statistic::Difference).with_difference(
        counts(to),
        counts(from),
        Doubt::default(),
        Direction::Neutral,
    );
    change.assessment = course(&series, &scores).map_or("", |c| c.text());
    let test = with_scores(&series, &scores);
    let number = |statistic, value: Option<f64>| Inferred {
        value,
        shorthand: if value.is_none() { "[x]" } else { "" },
        ..tested(to, from, statistic)
    };
    vec![
        change,
        number(Statistic::TrendZ, test.map(|t| t.z)),
        number(Statistic::TrendP, test.map(|t| t.p)),
    ]
}

/// A row of the test, without its number. A test has no interval.
fn tested(to: &ReleasedRow, from: &ReleasedRow, statistic: Statistic) -> Inferred {
    Inferred {
        method: "Cochran-Armitage",
        confidence: "",
        ..Inferred::beside(to, from.period(), statistic)
    }
}

fn score(period: &str) -> f64 {
    FinancialYear::parse(period).map_or(0.0, |year| f64::from(year.0))
}

/// A series of which fewer than two years can be used: its rows, saying why there is no number.
fn none(first: &ReleasedRow, last: &ReleasedRow, doubt: Doubt) -> Vec<Inferred> {
    [
        Inferred {
            method: "Newcombe",
            ..Inferred::beside(last, first.period(), Statistic::Difference)
        },
        tested(last, first, Statistic::TrendZ),
        tested(last, first, Statistic::TrendP),
    ]
    .map(|row| Inferred {
        shorthand: doubt.text(),
        ..row
    })
    .to_vec()
}

//! Key findings as sentences, computed from released results. A sentence follows the data; where a number is hidden it
//! says `[c]`, where there is none, `[x]`.

use super::figures::find;
use super::numbers::{per_cent, thousands, whole_per_cent};
use super::run::Run;
use crate::disclosure::{Released, ReleasedRow};
use crate::measures::GroupRow;
use crate::settings::Unit;

struct Latest<'a> {
    released: &'a Released,
    year: &'a str,
}

impl Latest<'_> {
    fn row(&self, measure: &str, group: GroupRow, sex: &str) -> Option<&ReleasedRow> {
        find(self.released, measure, self.year, group, sex)
    }

    fn denominator(&self, measure: &str) -> String {
        match self
            .row(measure, GroupRow::All, "all")
            .map(|r| (r.denominator(), r.shorthand()))
        {
            Some((Some(n), _)) => thousands(n),
            Some((None, shorthand)) => shorthand.into(),
            None => "[x]".into(),
        }
    }

    /// `1,234 (21%)`.
    fn number(&self, measure: &str, group: GroupRow) -> String {
        share_of(self.row(measure, group, "all"), |x, n| {
            format!("{} ({})", thousands(x), whole_per_cent(x, n))
        })
    }

    /// `21%`.
    fn per_cent(&self, measure: &str, group: GroupRow, sex: &str) -> String {
        share_of(self.row(measure, group, sex), whole_per_cent)
    }

    /// `54% (95% interval 50.1 to 57.9)`.
    fn with_interval(&self, measure: &str, group: GroupRow) -> String {
        let row = self.row(measure, group, "all");
        let share = share_of(row, whole_per_cent);
        match row.and_then(|r| r.lowercl().zip(r.uppercl())) {
            Some((lower, upper)) => format!(
                "{share} (95% interval {:.1} to {:.1})",
                100.0 * lower,
                100.0 * upper
            ),
            None => share,
        }
    }
}

fn share_of(row: Option<&ReleasedRow>, write: impl Fn(u64, u64) -> String) -> String {
    match row.map(|r| (r.numerator(), r.denominator(), r.shorthand())) {
        Some((Some(x), Some(n), mark)) if n > 0 => {
            write(x, n) + if mark == "[p]" { " [p]" } else { "" }
        }
        Some((_, _, mark)) if !mark.is_empty() => mark.into(),
        _ => "[x]".into(),
    }
}

/// The key findings of the latest year, in the order of the national report.
pub fn key_findings(run: &Run, released: &Released) -> Vec<String> {
    use GroupRow::{
        LivesWithChild, NoChildren, OthersChildren, OwnChildren, ParentApart,
        ParentOrLivesWithChild,
    };
    let latest = Latest {
        released,
        year: run.latest(),
    };
    let (year, adults) = match run.settings.unit {
        Unit::Person => (run.latest(), "adults"),
        Unit::Journey => (run.latest(), "journeys of adults"),
    };
    let started = "starting";
    let completed = "completed_of_starters_leaving";
    let retained = "retained_12_weeks";
    vec![
        format!(
            "Of {} {adults} in treatment in {year}, {} were parents or lived with children.",
            latest.denominator("in_treatment"),
            latest.number("in_treatment", ParentOrLivesWithChild)
        ),
        format!(
            "{} lived with a child or young person under 18: {} were parents living with their own children, {} lived with children not their own. A further {} were parents not living with their children.",
            latest.number("in_treatment", LivesWithChild),
            latest.number("in_treatment", OwnChildren),
            latest.number("in_treatment", OthersChildren),
            latest.number("in_treatment", ParentApart)
        ),
        format!(
            "Of {} {adults} starting treatment, {} were parents living with their own children ({} of women, {} of men), {} parents not living with their children ({} of women, {} of men), and {} lived with children not their own.",
            latest.denominator(started),
            latest.number(started, OwnChildren),
            latest.per_cent(started, OwnChildren, "F"),
            latest.per_cent(started, OwnChildren, "M"),
            latest.number(started, ParentApart),
            latest.per_cent(started, ParentApart, "F"),
            latest.per_cent(started, ParentApart, "M"),
            latest.number(started, OthersChildren)
        ),
        format!(
            "Of those who started and left in the year, {} of parents living with their own children completed successfully, {} of parents not living with their children, and {} of people living with children not their own. This covers only short stays: people who started and left in the same year.",
            latest.with_interval(completed, OwnChildren),
            latest.with_interval(completed, ParentApart),
            latest.with_interval(completed, OthersChildren)
        ),
        format!(
            "{} of parents living with their own children who started stayed at least 12 weeks, and {} of people who are not parents and live with no children.",
            latest.with_interval(retained, OwnChildren),
            latest.with_interval(retained, NoChildren)
        ),
        format!(
            "In treatment, heroin or crack cocaine was recorded for {} of parents living with their own children and {} of parents not living with them; {} and {} were injecting; {} and {} had a housing problem.",
            latest.per_cent("heroin_or_crack", OwnChildren, "all"),
            latest.per_cent("heroin_or_crack", ParentApart, "all"),
            latest.per_cent("injecting_now", OwnChildren, "all"),
            latest.per_cent("injecting_now", ParentApart, "all"),
            latest.per_cent("housing_problem", OwnChildren, "all"),
            latest.per_cent("housing_problem", ParentApart, "all")
        ),
    ]
}

/// `1,234 (21.3%)`, or the shorthand.
pub fn count_and_share(row: Option<&ReleasedRow>) -> String {
    share_of(row, |x, n| format!("{} ({})", thousands(x), per_cent(x, n)))
}

/// `21.3%`, or the shorthand.
pub fn share(row: Option<&ReleasedRow>) -> String {
    share_of(row, per_cent)
}

/// `21 of 98: 21.4% (14.5 to 30.5)`, or the shorthand. A line breaks before the bracket, never inside it.
pub fn share_with_interval(row: Option<&ReleasedRow>) -> String {
    let text = share_of(row, |x, n| {
        format!("{} of {}: {}", thousands(x), thousands(n), per_cent(x, n)).replace(' ', "\u{a0}")
    });
    match row.and_then(|r| r.lowercl().zip(r.uppercl())) {
        Some((lower, upper)) => {
            format!(
                "{text} ({:.1}\u{a0}to\u{a0}{:.1})",
                100.0 * lower,
                100.0 * upper
            )
        }
        None => text,
    }
}

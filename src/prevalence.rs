//! Estimates of how many people have a problem, and how many of them are in treatment.
//!
//! A CSV file of estimates in, checked line by line; beside a released number of people in treatment, the treated share
//! and the unmet need out, each with the estimate's own interval carried through. The number in treatment is taken as
//! exact.
//!
//! An estimate and the people in treatment are defined differently (who is counted, where, over what time), so both are
//! orders of magnitude: a share above 1 or a need below 0 is possible, is kept, and is said. That published estimates
//! count adults who live with children, and so stand beside `lives_with_child`, is judgement; the column `family_group`
//! overrides it.

use crate::cohorts::SubstanceGroup;
use crate::day::FinancialYear;
use crate::error::{Error, Result};
use crate::measures::GroupRow;
use crate::table::{Columns, Row, Table};
use std::collections::HashMap;
use std::path::Path;

/// The shorthand of government statistics for low reliability.
pub const LOW_RELIABILITY: &str = "[u]";

const COLUMNS: Columns = Columns {
    required: &[
        "area",
        "substance_group",
        "estimate",
        "lower",
        "upper",
        "period",
        "source",
    ],
    optional: &["family_group"],
    others: false,
    what: "a table of estimates",
};

/// An estimated number of people with the problem, in or out of treatment.
#[derive(Clone, PartialEq, Debug)]
pub struct Estimate {
    pub area: String,
    /// The name of a substance group, or `all`.
    pub substance_group: &'static str,
    pub period: FinancialYear,
    /// Whom it counts.
    pub family_group: GroupRow,
    pub estimate: f64,
    /// The interval, of whatever confidence the source gives; not below 0.
    pub lower: f64,
    pub upper: f64,
    pub source: String,
}

/// Reads a file of estimates. Fails with file, line and column on anything that is not one, and on two for the same
/// people.
pub fn read(path: &Path) -> Result<Vec<Estimate>> {
    estimates(&Table::read(path, COLUMNS)?)
}

fn estimates(table: &Table) -> Result<Vec<Estimate>> {
    let mut found: Vec<Estimate> = Vec::new();
    let mut lines = HashMap::new();
    for row in table.rows() {
        let one = estimate(row)?;
        let key = (
            one.area.clone(),
            one.substance_group,
            one.period,
            one.family_group,
        );
        if let Some(earlier) = lines.insert(key, row.line()) {
            return Err(row.wrong(
                "area",
                &format!("stands on line {earlier} already, with the same substance group, family group and period"),
                "keep one of the two",
            ));
        }
        found.push(one);
    }
    if found.is_empty() {
        return Err(Error::Unreadable {
            path: table.path().to_owned(),
            message: "has no estimates".into(),
            hint: "give a line for each area, substance group and period".into(),
        });
    }
    Ok(found)
}

fn estimate(row: Row<'_>) -> Result<Estimate> {
    let (value, lower, upper) = (
        number(row, "estimate")?,
        number(row, "lower")?,
        number(row, "upper")?,
    );
    for (column, ordered, rule) in [
        ("lower", lower <= value, "must not be above the estimate"),
        ("upper", value <= upper, "must not be below the estimate"),
    ] {
        if !ordered {
            return Err(row.wrong(column, rule, "lower <= estimate <= upper"));
        }
    }
    Ok(Estimate {
        area: row.present("area")?.to_owned(),
        substance_group: row.choice("substance_group", substance_groups())?,
        period: period(row)?,
        family_group: family_group(row)?,
        estimate: value,
        lower,
        upper,
        source: row.present("source")?.to_owned(),
    })
}

/// Every group people are counted in, and everybody.
fn substance_groups() -> impl Iterator<Item = (&'static str, &'static str)> {
    let recorded = SubstanceGroup::ALL
        .into_iter()
        .filter(|group| *group != SubstanceGroup::NotRecorded)
        .map(SubstanceGroup::name);
    std::iter::once("all")
        .chain(recorded)
        .map(|name| (name, name))
}

fn family_group(row: Row<'_>) -> Result<GroupRow> {
    if row.text("family_group").is_empty() {
        return Ok(GroupRow::LivesWithChild);
    }
    let groups = GroupRow::ALL.into_iter().map(|group| (group.name(), group));
    row.choice("family_group", groups)
}

fn period(row: Row<'_>) -> Result<FinancialYear> {
    let text = row.text("period");
    FinancialYear::parse(text).ok_or_else(|| {
        row.wrong(
            "period",
            &format!("`{text}` is not a financial year"),
            "write it as `2011-12`",
        )
    })
}

/// A number of people: digits, and a point where the estimate has decimals.
fn number(row: Row<'_>, column: &str) -> Result<f64> {
    let text = row.text(column);
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number: Option<f64> = text.parse().ok().filter(|_| plain);
    number.ok_or_else(|| {
        row.wrong(
            column,
            &format!("`{text}` is not a number from 0"),
            "digits, with a point for decimals: no sign, no comma for thousands",
        )
    })
}

impl Estimate {
    /// The area it is of, in a run about `whole`.
    pub fn area_in<'a>(&'a self, whole: &'a str) -> &'a str {
        match self.area.as_str() {
            "all" => whole,
            area => area,
        }
    }

    /// The breakdown and level of the result rows that it stands beside.
    pub fn breakdown(&self) -> (&'static str, &'static str) {
        match self.substance_group {
            "all" => ("all", "all"),
            group => ("substance_group", group),
        }
    }

    /// Whether the interval is wider than the estimate itself, which is said as [`LOW_RELIABILITY`] (judgement).
    pub fn low_reliability(&self) -> bool {
        self.upper - self.lower > self.estimate
    }

    /// The treated share: people in treatment of the estimate, from treated / upper to treated / lower. `None` for an
    /// estimate of 0.
    pub fn treated_share(&self, treated: u64) -> Option<TreatedShare> {
        let treated = treated as f64;
        (self.estimate > 0.0).then(|| TreatedShare {
            value: treated / self.estimate,
            lowercl: treated / self.upper,
            uppercl: (self.lower > 0.0).then(|| treated / self.lower),
        })
    }

    /// The estimate less the people in treatment, from lower - treated to upper - treated.
    pub fn unmet_need(&self, treated: u64) -> UnmetNeed {
        let treated = treated as f64;
        UnmetNeed {
            value: self.estimate - treated,
            lowercl: self.lower - treated,
            uppercl: self.upper - treated,
        }
    }
}

/// People in treatment as a share of an estimate; above 1 where more are treated than estimated.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TreatedShare {
    pub value: f64,
    pub lowercl: f64,
    /// `None` where the estimate's lower limit is 0: the share has no upper limit.
    pub uppercl: Option<f64>,
}

impl TreatedShare {
    /// What must be said beside it.
    pub fn remark(&self) -> Option<&'static str> {
        if self.value > 1.0 {
            Some("more people are in treatment than the estimate: the two are counted differently")
        } else if self.uppercl.is_none() {
            Some("the estimate's lower limit is 0, so the share has no upper limit")
        } else if self.uppercl.is_some_and(|upper| upper > 1.0) {
            Some("more people are in treatment than the estimate's lower limit")
        } else {
            None
        }
    }
}

/// People who have the problem and are not in treatment; below 0 where more are treated than estimated.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct UnmetNeed {
    pub value: f64,
    pub lowercl: f64,
    pub uppercl: f64,
}

impl UnmetNeed {
    /// What must be said beside it: nothing negative is shown without this.
    pub fn remark(&self) -> Option<&'static str> {
        if self.value < 0.0 {
            Some(
                "below 0: more people are in treatment than the estimate, the two are counted differently",
            )
        } else if self.lowercl < 0.0 {
            Some(
                "its lower limit is below 0: more people are in treatment than the estimate's lower limit",
            )
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;

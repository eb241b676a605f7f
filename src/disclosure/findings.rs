//! Findings, with counts that may be shown.
//!
//! A reader may know of whom a finding is: in an extract of one year the journeys of whom it is blank whether there are
//! children in the home are people whom a table of results counts, hidden or not. So a finding says between which round
//! numbers its count lies; `check` has all of them, for whoever holds the extract.

use super::Rules;
use crate::extract::{Extract, Rule};
use crate::presentation::numbers::thousands;

/// A rule broken, and how often, as it may be shown.
#[derive(Clone, Debug)]
pub struct ReleasedFinding {
    rule: Rule,
    column: String,
    often: Often,
    is_of_most: bool,
    /// Unknown codes that are not rare.
    values: Vec<String>,
}

impl ReleasedFinding {
    pub fn is(&self, rule: Rule) -> bool {
        self.rule == rule
    }

    pub fn rule(&self) -> &str {
        self.rule.name()
    }

    pub fn column(&self) -> &str {
        &self.column
    }

    pub fn meaning(&self) -> &str {
        self.rule.meaning()
    }

    pub fn often(&self) -> Often {
        self.often
    }

    /// Whether it is of more than half of all rows.
    pub fn is_of_most(&self) -> bool {
        self.is_of_most
    }

    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// One line: rule, column, count, meaning, codes.
    pub fn text(&self) -> String {
        let column = if self.column.is_empty() {
            String::new()
        } else {
            format!(" in `{}`", self.column)
        };
        let count = self.often.text();
        let values = match self.values.as_slice() {
            [] => String::new(),
            values => format!(" (codes {})", values.join(", ")),
        };
        format!(
            "`{}`{column}: {count}; {}{values}",
            self.rule(),
            self.meaning()
        )
    }
}

/// A count as it may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Often {
    /// Not more than nobody may know.
    Few,
    /// Both are within.
    Between(u64, u64),
    /// Where nothing is protected.
    Exactly(u64),
}

impl Often {
    fn of(count: u64, rules: Rules) -> Often {
        if rules.unsuppressed {
            return Often::Exactly(count);
        }
        if rules.is_small(count) {
            return Often::Few;
        }
        // 1, 2, 5, 10, 20, 50, ...
        let mut bounds =
            (0..u64::MAX.ilog10()).flat_map(|power| [1, 2, 5].map(|n| n * 10u64.pow(power)));
        let mut from = 0;
        let next = bounds.find(|bound| {
            let is_above = *bound > count;
            from = if is_above { from } else { *bound };
            is_above
        });
        Often::Between(
            from.max(rules.suppress_below),
            next.map_or(u64::MAX, |next| next - 1),
        )
    }

    pub fn text(self) -> String {
        match self {
            Often::Few => "a few".into(),
            Often::Between(from, to) => format!("{} to {}", thousands(from), thousands(to)),
            Often::Exactly(count) => thousands(count),
        }
    }
}

/// A code's own count is never shown, and a rare code is not named.
pub fn release(extract: &Extract, rules: Rules) -> Vec<ReleasedFinding> {
    let rows = extract.attrition.rows_read();
    let findings = extract.findings.found.iter();
    let released = findings.map(|((rule, about), finding)| ReleasedFinding {
        rule: *rule,
        column: extract.column_of(*about).to_owned(),
        often: Often::of(finding.count, rules),
        is_of_most: 2 * finding.count > rows,
        values: finding
            .values
            .iter()
            .filter(|(_, n)| !rules.is_secret(**n))
            .map(|(v, _)| v.clone())
            .collect(),
    });
    released.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_told_by_round_numbers_around_it() {
        let below = |suppress_below: u64| Rules {
            suppress_below,
            ..Rules::DEFAULT
        };
        let open = Rules {
            unsuppressed: true,
            ..Rules::DEFAULT
        };
        for (rules, count, expected) in [
            (below(5), 1, "a few"),
            (below(5), 4, "a few"),
            (below(5), 5, "5 to 9"),
            (below(5), 9, "5 to 9"),
            (below(5), 10, "10 to 19"),
            (below(5), 20, "20 to 49"),
            (below(5), 4_999, "2,000 to 4,999"),
            (below(7), 8, "7 to 9"),
            (below(10), 9, "a few"),
            (open, 3, "3"),
        ] {
            assert_eq!(Often::of(count, rules).text(), expected, "{count}");
        }
    }
}

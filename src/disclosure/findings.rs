//! Findings, with counts that may be shown.

use super::Rules;
use crate::extract::{Extract, Rule};

/// A rule broken, and how often, as it may be shown.
#[derive(Clone, Debug)]
pub struct ReleasedFinding {
    rule: Rule,
    column: String,
    /// `None`: a small number.
    count: Option<u64>,
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

    pub fn count(&self) -> Option<u64> {
        self.count
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
        let count = self
            .count
            .map_or("a few".into(), crate::presentation::numbers::thousands);
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

/// A finding's count is hidden if it is small; a code's own count is never shown, and a rare code is not named.
pub fn release(extract: &Extract, rules: Rules) -> Vec<ReleasedFinding> {
    extract
        .findings
        .found
        .iter()
        .map(|((rule, about), finding)| ReleasedFinding {
            rule: *rule,
            column: extract.column_of(*about).to_owned(),
            count: (!rules.is_secret(finding.count)).then(|| rules.rounded(finding.count)),
            values: finding
                .values
                .iter()
                .filter(|(_, n)| !rules.is_secret(**n))
                .map(|(v, _)| v.clone())
                .collect(),
        })
        .collect()
}

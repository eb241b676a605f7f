//! The attrition table, protected like any other table of counts.

use super::Rules;
use super::lines::hidden_parts;
use crate::extract::{Attrition, Rule};
use serde::Serialize;

/// One line of the attrition table. A count that is `None` is hidden or does not apply; `shorthand` says which.
#[derive(Clone, Debug, Serialize)]
pub struct ReleasedAttrition {
    pub(super) reason: String,
    pub(super) meaning: String,
    pub(super) records: Option<u64>,
    pub(super) episodes: Option<u64>,
    pub(super) people: Option<u64>,
    pub(super) shorthand: String,
    #[serde(skip)]
    pub(super) knows: (bool, bool),
}

impl ReleasedAttrition {
    pub fn reason(&self) -> &str {
        &self.reason
    }
    pub fn meaning(&self) -> &str {
        &self.meaning
    }
    pub fn records(&self) -> Option<u64> {
        self.records
    }
    pub fn episodes(&self) -> Option<u64> {
        self.episodes
    }
    pub fn people(&self) -> Option<u64> {
        self.people
    }
    pub fn shorthand(&self) -> &str {
        &self.shorthand
    }
    /// Whether the line can count episodes at all.
    pub fn knows_episodes(&self) -> bool {
        self.knows.0
    }
    /// Whether the line can count people at all.
    pub fn knows_people(&self) -> bool {
        self.knows.1
    }
}

/// Rows read, rows left out by reason, rows used. Read = left out + used is a line that must not lose just one count.
pub fn release(attrition: &Attrition, rules: Rules) -> Vec<ReleasedAttrition> {
    let mut parts: Vec<Part> = Rule::reasons()
        .map(|reason| Part::excluded(reason, attrition))
        .collect();
    parts.push(Part {
        reason: "used",
        meaning: "rows, episodes and people that results are made from",
        counts: [
            attrition.rows_used(),
            attrition.episodes_used,
            attrition.people_used,
        ],
        knows: (true, true),
    });
    let counts: Vec<[u64; 3]> = parts.iter().map(|p| p.counts).collect();
    let hidden = hidden_parts(&counts, rules);
    let read_hidden = rules.hides(attrition.rows_read());
    let read = Part {
        reason: "read",
        meaning: "rows of all files",
        counts: [attrition.rows_read(), 0, 0],
        knows: (false, false),
    };
    std::iter::once(read.released(read_hidden, rules))
        .chain(
            parts
                .iter()
                .zip(hidden)
                .map(|(part, hidden)| part.released(hidden, rules)),
        )
        .collect()
}

/// A line of the table, unprotected.
struct Part {
    reason: &'static str,
    meaning: &'static str,
    /// Records, episodes, people.
    counts: [u64; 3],
    /// Whether episodes and people can be counted at all.
    knows: (bool, bool),
}

impl Part {
    fn excluded(reason: Rule, attrition: &Attrition) -> Part {
        let e = attrition.excluded.get(&reason).copied().unwrap_or_default();
        Part {
            reason: reason.name(),
            meaning: reason.wrong(),
            counts: [e.rows, e.episodes, e.people],
            // Rows are left out before anybody knows whose they are; only later reasons know episodes and people.
            knows: (
                reason >= Rule::DuplicateEpisode,
                reason > Rule::DuplicateEpisode,
            ),
        }
    }

    fn released(&self, hidden: bool, rules: Rules) -> ReleasedAttrition {
        let shown = |n: u64| (!hidden).then(|| rules.rounded(n));
        let [records, episodes, people] = self.counts.map(shown);
        ReleasedAttrition {
            reason: self.reason.into(),
            meaning: self.meaning.into(),
            records,
            episodes: episodes.filter(|_| self.knows.0),
            people: people.filter(|_| self.knows.1),
            shorthand: if hidden { "[c]".into() } else { String::new() },
            knows: self.knows,
        }
    }
}

//! The attrition table, protected like any other table of counts, and held against the results.
//!
//! In an extract of one year everybody who is used is in treatment in that year, so the number of people used less the adults
//! is the number of under-18s; over several years it is those in treatment in the first and those who start in later ones,
//! but for who starts twice. And there is a row and an episode for each of these at least.

use super::Rules;
use super::lines::hidden_parts;
use crate::cohorts::Population;
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

/// How many people of an age group a population of a year has in all, and whether that is shown.
pub struct Everybody {
    pub population: Population,
    pub year: usize,
    /// `None`: hidden.
    pub people: Option<u64>,
}

/// Whether the number of people used would tell how many there are in all of an age group.
fn people_tell(everybody: &[Everybody]) -> bool {
    everybody.iter().any(|all| all.people.is_none())
}

/// Whether that many rows or episodes would: what they are more than everybody shown is the most that can be hidden.
fn bounds_tell(number: u64, everybody: &[Everybody], rules: Rules) -> bool {
    // Those in treatment in a year, and those who start in later ones.
    let is_beside = |first: usize| {
        move |all: &&Everybody| match all.population {
            Population::InTreatment => all.year == first,
            _ => all.year > first,
        }
    };
    let years = everybody.iter().map(|all| all.year + 1).max();
    (0..years.unwrap_or(0)).any(|first| {
        let beside = || everybody.iter().filter(is_beside(first));
        let shown: u64 = beside().filter_map(|all| all.people).sum();
        let is_hidden = beside().any(|all| all.people.is_none());
        is_hidden && number.saturating_sub(shown) < rules.suppress_below
    })
}

/// Rows read, rows left out by reason, rows used. Read = left out + used is a line that must not lose just one count.
pub fn release(
    attrition: &Attrition,
    everybody: &[Everybody],
    rules: Rules,
) -> Vec<ReleasedAttrition> {
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
    let mut hidden = hidden_parts(&counts, rules);
    let used = [attrition.rows_used(), attrition.episodes_used];
    let bounds_tell = used.iter().any(|n| bounds_tell(*n, everybody, rules));
    // The rows read, less those left out, are the rows used.
    let read_hidden = bounds_tell || rules.hides(attrition.rows_read());
    if let Some(used) = hidden.last_mut() {
        *used |= bounds_tell;
    }
    let read = Part {
        reason: "read",
        meaning: "rows of all files",
        counts: [attrition.rows_read(), 0, 0],
        knows: (false, false),
    };
    let parts = parts.iter().zip(hidden);
    let parts = parts.map(|(part, hidden)| part.released(hidden, rules));
    let mut lines: Vec<ReleasedAttrition> = std::iter::once(read.released(read_hidden, rules))
        .chain(parts)
        .collect();
    if let Some(used) = lines.last_mut().filter(|_| people_tell(everybody)) {
        used.people = None;
        used.shorthand = "[c]".into();
    }
    lines
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

#[cfg(test)]
mod tests {
    use super::*;
    use Population::{InTreatment, Starting};

    fn everybody(all: &[(Population, usize, Option<u64>)]) -> Vec<Everybody> {
        let of = |(population, year, people): &(Population, usize, Option<u64>)| Everybody {
            population: *population,
            year: *year,
            people: *people,
        };
        all.iter().map(of).collect()
    }

    #[test]
    fn what_is_used_tells_no_total_that_is_hidden() {
        let one_year = [(InTreatment, 0, Some(148)), (InTreatment, 0, None)];
        let shown = [(InTreatment, 0, Some(148)), (InTreatment, 0, Some(9))];
        let years = [
            (InTreatment, 0, Some(100)),
            (InTreatment, 1, Some(120)),
            (Starting, 1, Some(50)),
            (Starting, 1, None),
        ];
        for (all, rows, people, expected) in [
            (&one_year[..], 300, 152, (true, false)),
            (&one_year, 153, 152, (true, false)),
            (&one_year, 152, 152, (true, true)),
            (&shown, 157, 157, (false, false)),
            (&years, 153, 153, (true, true)),
            (&years, 155, 153, (true, false)),
        ] {
            let all = everybody(all);
            let mut attrition = Attrition::default();
            attrition.read(0, rows);
            attrition.used(0, rows);
            attrition.episodes_used = rows;
            attrition.people_used = people;
            let lines = release(&attrition, &all, Rules::DEFAULT);
            let (read, used) = (&lines[0], &lines[lines.len() - 1]);
            let hides = (used.people().is_none(), used.records().is_none());
            assert_eq!(hides, expected, "{rows} rows, {people} people");
            assert_eq!(read.records().is_none(), expected.1);
            assert_eq!(used.shorthand() == "[c]", expected.0);
        }
    }
}

//! The attrition table, protected like any other table of counts.

use super::Rules;
use crate::extract::{Attrition, Reason};
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
    let excluded: Vec<_> = Reason::ALL
        .iter()
        .map(|reason| {
            (
                *reason,
                attrition.excluded.get(reason).copied().unwrap_or_default(),
            )
        })
        .collect();
    let hidden = if rules.unsuppressed {
        vec![false; excluded.len()]
    } else {
        hidden(
            &excluded
                .iter()
                .map(|(_, e)| [e.records, e.episodes, e.people])
                .collect::<Vec<_>>(),
            rules,
        )
    };
    let mut lines = vec![ReleasedAttrition {
        reason: "read".into(),
        meaning: "rows of all files".into(),
        records: Some(attrition.records_read),
        episodes: None,
        people: None,
        shorthand: String::new(),
        knows: (false, false),
    }];
    for ((reason, e), hidden) in excluded.iter().zip(&hidden) {
        let show = |count: u64| (!hidden).then_some(count);
        // Rows are left out before anybody knows whose they are; only later reasons know episodes and people.
        let knows_episodes = *reason >= Reason::DuplicateEpisode;
        let knows_people = *reason > Reason::DuplicateEpisode;
        lines.push(ReleasedAttrition {
            reason: reason.name().into(),
            meaning: reason.meaning().into(),
            records: show(e.records),
            episodes: show(e.episodes).filter(|_| knows_episodes),
            people: show(e.people).filter(|_| knows_people),
            shorthand: if *hidden { "[c]".into() } else { String::new() },
            knows: (knows_episodes, knows_people),
        });
    }
    let small = |count: u64| !rules.unsuppressed && rules.is_small(count);
    let used_small = [
        attrition.records_used,
        attrition.episodes_used,
        attrition.people_used,
    ]
    .into_iter()
    .any(small);
    lines.push(ReleasedAttrition {
        reason: "used".into(),
        meaning: "rows, episodes and people that results are made from".into(),
        records: (!used_small).then_some(attrition.records_used),
        episodes: (!used_small).then_some(attrition.episodes_used),
        people: (!used_small).then_some(attrition.people_used),
        shorthand: if used_small {
            "[c]".into()
        } else {
            String::new()
        },
        knows: (true, true),
    });
    lines
}

/// A reason is hidden if any of its counts is small; then the next smallest, until two are hidden and together they are
/// not small.
fn hidden(counts: &[[u64; 3]], rules: Rules) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts
        .iter()
        .map(|c| c.iter().any(|n| rules.is_small(*n)))
        .collect();
    loop {
        let of_hidden = || {
            counts
                .iter()
                .zip(&hidden)
                .filter(|(_, h)| **h)
                .map(|(c, _)| c[0])
        };
        let (number, sum) = (of_hidden().count(), of_hidden().sum::<u64>());
        if number == 0 || (number > 1 && sum >= rules.suppress_below) {
            return hidden;
        }
        let next = (0..counts.len())
            .filter(|at| !hidden[*at])
            .min_by_key(|at| (counts[*at][0] == 0, counts[*at][0]));
        match next {
            Some(at) => hidden[at] = true,
            None => return hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_reason_never_goes_alone() {
        let rules = Rules {
            suppress_below: 5,
            suppress_zero: false,
            unsuppressed: false,
        };
        for (records, expected) in [
            (vec![0, 10, 20], vec![false, false, false]),
            (vec![3, 10, 20], vec![true, true, false]),
            (vec![3, 0, 0], vec![true, true, true]),
            (vec![1, 2, 9], vec![true, true, true]),
            (vec![3, 4, 9], vec![true, true, false]),
        ] {
            let counts: Vec<[u64; 3]> = records.iter().map(|n| [*n, 0, 0]).collect();
            assert_eq!(hidden(&counts, rules), expected, "{records:?}");
        }
    }
}

//! `treatstat release-check`: whether one release gives away what another hides.

use super::Talk;
use crate::cli::{ReleaseCheckArgs, ReleaseCheckFormat};
use crate::data;
use crate::disclosure::Verdict;
use crate::error::Error;
use crate::presentation::numbers::thousands;
use crate::releases::{Comparison, TableOf, compare};
use std::collections::BTreeMap;

pub fn run(args: &ReleaseCheckArgs, talk: Talk) -> anyhow::Result<()> {
    let comparison = compare(&args.old, &args.new)?;
    super::print(&match args.format {
        ReleaseCheckFormat::Text => text(&comparison).into_bytes(),
        ReleaseCheckFormat::Json => data::json(&comparison)?,
    })?;
    talk.say(meaning(&comparison));
    match comparison.verdict {
        Verdict::Pass | Verdict::Review => Ok(()),
        Verdict::Fail if comparison.told.is_empty() => Err(Error::Gate {
            message: "a hidden count of the newer release may be worked out from it alone".into(),
        }
        .into()),
        Verdict::Fail => Err(Error::Gate {
            message: format!(
                "together the two releases give away {} hidden counts: do not publish the newer one beside the older",
                number(comparison.told.values().sum())
            ),
        }
        .into()),
    }
}

fn number(counts: usize) -> String {
    thousands(counts as u64)
}

fn text(comparison: &Comparison) -> String {
    let Comparison {
        verdict,
        newer_is_marked,
        same_people,
        other_people,
        only_in_newer,
        undecided,
        told,
        small_changes,
        new_counts,
    } = comparison;
    let mut lines = vec![
        format!("verdict: {}", verdict.name()),
        format!("the newer release is marked: {newer_is_marked}"),
        format!(
            "tables (a question, a population, a year) of the same people: {same_people}; of others: {other_people}; nothing can be said: {undecided}"
        ),
        format!("populations and years only in the newer release: {only_in_newer}"),
        format!(
            "counts of the same people shown for the first time: {}",
            number(*new_counts)
        ),
    ];
    lines.extend(list("hidden counts that both together tell", told));
    lines.extend(list(
        "counts of other people that changed by a few",
        small_changes,
    ));
    lines.push(String::new());
    lines.join("\n")
}

fn list(title: &str, tables: &BTreeMap<TableOf, usize>) -> Vec<String> {
    let mut lines = vec![format!("{title}: {}", number(tables.values().sum()))];
    lines.extend(tables.iter().map(|(table, counts)| {
        let TableOf {
            age_group,
            population,
            period,
            question,
        } = table;
        format!(
            "  {age_group}, {population}, {period}, {question}: {}",
            number(*counts)
        )
    }));
    lines
}

fn meaning(comparison: &Comparison) -> &'static str {
    match comparison.verdict {
        Verdict::Pass => {
            "the newer release shows nothing of the same people that the older one does not"
        }
        Verdict::Fail => "",
        Verdict::Review if !comparison.small_changes.is_empty() => {
            "some counts changed by a few people: who knows who came or went can learn their answers"
        }
        Verdict::Review => {
            "no hidden count was found, but sums are looked at one at a time: let somebody look at what is new before it is published"
        }
    }
}

//! Two releases beside each other: whether one gives away what the other hides.
//!
//! Each run is protected by itself. Who has two releases of the same people has the counts of both: what one hides, the
//! other may show, or leave when one is taken from the other. This room has nothing but the published files (`read`),
//! says what each row counts (`facts`), and narrows down what every hidden count can be, sum by sum, from both together
//! (`network`, `bounds`). What it finds is proven; that it finds nothing is no proof of safety, so only a release that
//! shows nothing new passes.
//!
//! Two releases count the same people in a population and a year if they agree in every count that both show. Where they
//! do not (a later extract), a small change of a count is told of instead: a few people who came, left or were corrected.

mod bounds;
mod facts;
mod network;
mod read;

use crate::disclosure::questions::{Block, blocks};
use crate::error::Result;
use facts::{Context, Count, Facts, Place};
use network::Network;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is found of two releases.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Where both count the same people the newer one shows nothing that the older one does not.
    Pass,
    /// It shows more, but no hidden count was found.
    Review,
    /// A count that one hides can be worked out.
    Fail,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Review => "review",
            Verdict::Fail => "fail",
        }
    }
}

/// A table of counts about which something is found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct TableOf {
    pub age_group: String,
    pub population: String,
    pub period: String,
    pub question: &'static str,
}

/// How two releases stand to each other.
#[derive(Debug, Serialize)]
pub struct Comparison {
    pub verdict: Verdict,
    /// Populations and years in which both count the same people, and in which they do not.
    pub same_people: usize,
    pub other_people: usize,
    /// Counts above nought that one of the two hides and both together tell: how many in each table.
    #[serde(serialize_with = "as_list")]
    pub told: BTreeMap<TableOf, usize>,
    /// Counts that changed by less than the limit, where the people are not the same.
    #[serde(serialize_with = "as_list")]
    pub small_changes: BTreeMap<TableOf, usize>,
    /// Counts that the newer one shows and the older one does not, where the people are the same.
    pub new_counts: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    table: &'a TableOf,
    counts: usize,
}

fn as_list<S: serde::Serializer>(
    all: &BTreeMap<TableOf, usize>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(|(table, counts)| Line {
        table,
        counts: *counts,
    }))
}

/// Compares two releases: folders of reports, or results files.
///
/// # Errors What cannot be read; a release that hides nothing.
pub fn compare(old: &Path, new: &Path) -> Result<Comparison> {
    let blocks = blocks();
    let old = Facts::of(read::read(old)?, &blocks);
    let new = Facts::of(read::read(new)?, &blocks);
    let lines = network::lines(&[&old, &new]);
    let contexts: Vec<&Context> = old
        .contexts
        .keys()
        .filter(|context| new.contexts.contains_key(*context))
        .collect();
    let limit = old.suppress_below.max(new.suppress_below);
    let mut comparison = Comparison {
        verdict: Verdict::Pass,
        same_people: 0,
        other_people: 0,
        told: BTreeMap::new(),
        small_changes: BTreeMap::new(),
        new_counts: 0,
    };
    for context in contexts {
        let both = [&old.contexts[context], &new.contexts[context]];
        let is_same = facts::agree(both);
        comparison.same_people += usize::from(is_same);
        comparison.other_people += usize::from(!is_same);
        if is_same {
            comparison.new_counts += facts::shown_by_the_second_alone(both);
        }
        let of_block = |block: usize| {
            let network = Network::new(&blocks, block, both, &lines);
            match is_same {
                true => network.told(),
                false => network.small_changes(limit),
            }
        };
        let found = (0..blocks.len()).into_par_iter().map(of_block);
        // Counts of people are in the network of every question.
        let mut found: BTreeSet<(&Place, Count)> = found.flatten().collect();
        if is_same {
            found.extend(facts::children_shown_by_one(both));
        }
        let tables = match is_same {
            true => &mut comparison.told,
            false => &mut comparison.small_changes,
        };
        for (_, count) in found {
            *tables
                .entry(table_of(context, &blocks[count.block]))
                .or_default() += 1;
        }
    }
    comparison.verdict = match (comparison.told.is_empty(), comparison.is_nothing_new()) {
        (false, _) => Verdict::Fail,
        (true, false) => Verdict::Review,
        (true, true) => Verdict::Pass,
    };
    Ok(comparison)
}

impl Comparison {
    fn is_nothing_new(&self) -> bool {
        self.new_counts == 0 && self.small_changes.is_empty()
    }
}

fn table_of(context: &Context, block: &Block) -> TableOf {
    TableOf {
        age_group: context.age_group.clone(),
        population: context.population.clone(),
        period: context.period.clone(),
        question: block.name,
    }
}

//! Two releases beside each other: whether one gives away what the other hides.
//!
//! Each run is protected by itself. Who has two releases of the same people has the counts of both: what one hides, the
//! other may show, or leave when one is taken from the other. This room has nothing but the published files (`read`),
//! says what each row counts (`facts`), and narrows down what every hidden count can be, sum by sum, from both together
//! (`network`, `bounds`). What it finds is proven; that it finds nothing is no proof of safety, so only a release that
//! shows nothing new passes.
//!
//! Two releases count the same people in a question, a population and a year if they agree in every count that both show.
//! Where they do not (a later extract), a small change of a count is told of instead: a few people who came, left or were
//! corrected.

mod bounds;
mod facts;
mod network;
mod read;

use crate::disclosure::questions::{Block, PEOPLE, blocks};
use crate::disclosure::{Marking, Verdict};
use crate::error::Result;
use facts::{Context, Count, Facts, Place, Printed};
use network::{Line, Network};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A table of counts about which something is found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct TableOf {
    pub age_group: String,
    pub population: String,
    pub period: String,
    pub question: &'static str,
}

/// How two releases stand to each other. A table is a question, in a population and a year.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// `Pass`: the newer one has passed by itself; both count the same people, and it shows nothing that the older one does
    /// not. `Review`: it shows more, or of other people; no hidden count was found. `Fail`: a count that one hides can be
    /// worked out, from both or from the newer one alone.
    pub verdict: Verdict,
    /// What the newer one says of itself.
    pub newer_is_marked: String,
    /// Tables in which both count the same people, tables in which they do not, and tables of populations and years that
    /// only the newer one has.
    pub same_people: usize,
    pub other_people: usize,
    pub only_in_newer: usize,
    /// Tables of which nothing can be said: their counts contradict each other, or changes are rounded.
    pub undecided: usize,
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
struct Entry<'a> {
    #[serde(flatten)]
    table: &'a TableOf,
    counts: usize,
}

fn as_list<S: serde::Serializer>(
    all: &BTreeMap<TableOf, usize>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(|(table, counts)| Entry {
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
    let limit = old.suppress_below.max(new.suppress_below);
    let mut comparison = Comparison::none(new.marking.clone());
    for (context, printed) in &new.contexts {
        match old.contexts.get(context) {
            Some(before) => {
                let both = [before, printed];
                let are_same_people = facts::agree(both, PEOPLE);
                let looked_at = (0..blocks.len())
                    .into_par_iter()
                    .filter(|block| facts::prints(both, *block))
                    .map(|block| {
                        let is_same = are_same_people && facts::agree(both, block);
                        look_at(&blocks, block, both, is_same, &lines, limit)
                    })
                    .collect();
                let children = match are_same_people {
                    true => facts::children_shown_by_one(both).collect(),
                    false => BTreeSet::new(),
                };
                comparison.add(context, &blocks, looked_at, children);
            }
            None => comparison.only_in_newer += 1,
        }
    }
    comparison.settle();
    Ok(comparison)
}

/// What is found of a question.
struct Looked<'a> {
    is_same: bool,
    /// Counts that are told, or that changed little; `None` if nothing can be said.
    found: Option<Vec<(&'a Place, Count)>>,
    new_counts: usize,
}

fn look_at<'a>(
    blocks: &[Block],
    block: usize,
    both: [&'a Printed; 2],
    is_same: bool,
    lines: &'a [Line],
    limit: i64,
) -> Looked<'a> {
    let network = Network::new(blocks, block, both, lines);
    Looked {
        is_same,
        found: match is_same {
            true => network.told(limit),
            false => network.small_changes(limit),
        },
        new_counts: match is_same {
            true => facts::shown_by_the_second_alone(both, block),
            false => 0,
        },
    }
}

impl Comparison {
    fn none(newer_is_marked: String) -> Comparison {
        Comparison {
            verdict: Verdict::Pass,
            newer_is_marked,
            same_people: 0,
            other_people: 0,
            only_in_newer: 0,
            undecided: 0,
            told: BTreeMap::new(),
            small_changes: BTreeMap::new(),
            new_counts: 0,
        }
    }

    fn add(
        &mut self,
        context: &Context,
        blocks: &[Block],
        looked_at: Vec<Looked<'_>>,
        children: BTreeSet<(&Place, Count)>,
    ) {
        // Counts of people are in the network of every question.
        let (mut told, mut changed) = (children, BTreeSet::new());
        for looked in looked_at {
            self.same_people += usize::from(looked.is_same);
            self.other_people += usize::from(!looked.is_same);
            self.undecided += usize::from(looked.found.is_none());
            self.new_counts += looked.new_counts;
            let found = looked.found.into_iter().flatten();
            match looked.is_same {
                true => told.extend(found),
                false => changed.extend(found),
            }
        }
        for (tables, counts) in [(&mut self.told, told), (&mut self.small_changes, changed)] {
            for (_, count) in counts {
                let table = table_of(context, &blocks[count.block]);
                *tables.entry(table).or_default() += 1;
            }
        }
    }

    fn settle(&mut self) {
        let is_nothing_new =
            self.new_counts + self.other_people + self.undecided + self.only_in_newer == 0;
        let has_passed = self.newer_is_marked == Marking::Protected.text();
        self.verdict = match (self.told.is_empty(), is_nothing_new) {
            (false, _) => Verdict::Fail,
            _ if self.newer_is_marked == Marking::MayTell.text() => Verdict::Fail,
            (true, true) if has_passed && self.same_people > 0 => Verdict::Pass,
            _ => Verdict::Review,
        };
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

//! One protection over all tables of a run.
//!
//! Counts that may not be shown by themselves are hidden first (`board`). Then every hidden count gets a witness: another
//! table of whole numbers, not below nought, that agrees with everything shown, keeps everything known, and differs in
//! that count. A witness is the true table after an exchange of a few people (`exchange`); the search looks for the one
//! for which least must be hidden that is still shown (`search`), and hides it. Hiding more takes no witness away, so
//! one pass after the other ends. The audit carries out every exchange again, in full (`audit`).
//!
//! The numbers of people come first: in their witnesses somebody goes from one family group to another, with an answer to
//! every question. Then each block of questions is protected by itself: its witnesses leave the numbers of people as
//! they are. At last come counts that have no such witness, and noughts that no shown nought tells: somebody with just that
//! answer changes groups, two exchange it who are at different levels (`across`), or somebody brings it into a group
//! elsewhere (`elsewhere`).

// Rows of family groups index several arrays side by side.
#![allow(clippy::needless_range_loop)]

mod across;
mod answers;
mod audit;
mod beside;
mod blocked;
pub mod blocks;
mod board;
mod cells;
mod change;
mod common;
mod cost;
pub mod counted;
mod counts;
mod decided;
mod elsewhere;
mod exchange;
mod feasible;
mod find;
mod inclusion;
mod known;
mod lacking;
pub mod layout;
mod names;
mod nests;
mod noughts;
mod overlapping;
mod pairs;
mod partners;
mod places;
mod possible;
mod reach;
mod recording;
mod relations;
mod rests;
mod search;
mod span;
mod spare;
mod together;
mod touch;
mod withhold;
mod within;
mod witness;

pub use audit::Audit;
pub use board::Why;
pub use cells::HiddenCells;
pub use decided::Columns;

use super::Rules;
use crate::cohorts::{AgeGroup, Population};
use crate::measures::breakdowns::Divides;
use crate::measures::nested::Nest;
use crate::measures::{Measured, Row};
use crate::settings::JudgementCells;
use blocks::PEOPLE;
use board::Board;
use cells::Cells;
use common::Answers;
use counts::Counts;
use decided::Decided;
use exchange::{Effects, Exchange};
use inclusion::Inclusions;
use known::Known;
use lacking::Lacking;
use layout::Layout;
use names::hide_other_names;
use rayon::prelude::*;
use recording::Recording;
use relations::Relations;
use search::{Field, Need, Search};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use withhold::{show_again, withhold};

/// What is hidden in a run's rows.
pub struct Hidden {
    /// For each row: is the numerator hidden, is the denominator.
    pub rows: Vec<(bool, bool)>,
    /// Printed counts hidden, by reason.
    pub reasons: Vec<(Why, u64)>,
    pub audit: Audit,
    /// Tables with a hidden count that has no witness.
    pub unsafe_tables: Vec<UnsafeTable>,
    pub cells: HiddenCells,
}

/// A question in a table that could not be made safe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnsafeTable {
    age_group: &'static str,
    population: &'static str,
    period: String,
    /// What the table is divided by; empty for everybody.
    divided: String,
    question: &'static str,
}

impl fmt::Display for UnsafeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnsafeTable {
            age_group,
            population,
            period,
            divided,
            question,
        } = self;
        let by = if divided.is_empty() { "" } else { " by " };
        write!(
            f,
            "{question}{by}{divided} ({age_group}, {population}, {period})"
        )
    }
}

impl Hidden {
    pub fn nothing(measured: &Measured) -> Hidden {
        Hidden {
            rows: vec![(false, false); measured.rows.len()],
            reasons: Vec::new(),
            audit: Audit::default(),
            unsafe_tables: Vec::new(),
            cells: HiddenCells::default(),
        }
    }
}

/// Decides what to hide.
pub fn protect(
    measured: &Measured,
    nests: &[Nest],
    (judged, columns): (&JudgementCells, Columns),
    rules: Rules,
) -> Hidden {
    let layout = Layout::new(measured, nests);
    let counts = Counts::new(&layout, measured, judged);
    let decided = Decided::new(measured, judged, columns);
    let known = Known::new(&layout, &counts, measured, &decided);
    let inclusions = Inclusions::new(&layout, &counts);
    let effects: Vec<Effects> = layout.blocks.iter().map(Effects::new).collect();
    let answers = Answers::new(&layout, &counts, &known);
    let relations = Relations::new(&layout, &counts, &decided);
    let recording = Recording::new(&layout, &counts);
    let lacking = Lacking::new(&layout, &counts, &decided);
    let field = Field {
        layout: &layout,
        counts: &counts,
        known: &known,
        inclusions: &inclusions,
        rules: &rules,
        effects: &effects,
        answers: &answers,
        relations: &relations,
        recording: &recording,
        lacking: &lacking,
    };
    let cells = Cells::new(&layout, measured, &decided);
    let Protected { boards, exchanges } = protect_age_groups(&field, &cells);
    let (mut audit, mut tables) = audit::audit(&field, &boards, &exchanges);
    let cells = cells.hidden(&field, &boards, &exchanges);
    audit.without_witness += cells.without_witness;
    audit.noughts_that_follow += cells.noughts_that_follow;
    let of_whole = cells.unsafe_question.zip(layout.whole());
    tables.extend(of_whole.map(|((context, block), table)| (context, table, block)));
    let tables = tables
        .iter()
        .map(|table| unsafe_table(measured, &layout, table));
    Hidden {
        rows: hidden_rows(measured, &layout, &boards),
        reasons: reasons(&boards),
        audit,
        unsafe_tables: tables.collect(),
        cells,
    }
}

struct Protected {
    /// By block.
    boards: Vec<Board>,
    exchanges: Vec<Exchange>,
}

/// Nobody changes age groups in a witness, so each is protected by itself, side by side.
fn protect_age_groups(field: &Field<'_>, cells: &Cells) -> Protected {
    let ages = (0..AgeGroup::ALL.len()).into_par_iter();
    let of_ages: Vec<Protected> = ages.map(|age| protect_all(field, cells, age)).collect();
    let both = of_ages.into_iter().reduce(|mut all, other| {
        for (board, more) in all.boards.iter_mut().zip(other.boards) {
            board.join(more);
        }
        all.exchanges.extend(other.exchanges);
        all
    });
    both.expect("there are age groups")
}

fn protect_all(field: &Field<'_>, cells: &Cells, age: usize) -> Protected {
    let Field {
        layout,
        counts,
        known,
        rules,
        ..
    } = *field;
    let blocks = 0..layout.blocks.len();
    let board = |block: usize| Board::new(layout, counts, known, rules, (block, age));
    let mut boards: Vec<Board> = blocks.into_par_iter().map(board).collect();
    cells.need_what_tells(field, &mut boards);
    let mut people = Search::new(field, boards, false);
    people.run(1);
    let Search {
        boards: mut rest,
        found: mut exchanges,
        ..
    } = people;
    hide_other_names(field, &mut rest);
    let mut left = protect_apart(field, &mut rest, &mut exchanges);
    let mut withheld = Vec::new();
    for _ in 0..MOST_WITHHELD {
        let mut people = Search::new(field, rest, false);
        let still = people.move_people_for(&left);
        // One of two that are far enough from each other hides counts for which there is no other yet.
        let is_settled = still.is_empty() && people.found.iter().all(|e| e.is_far(rules));
        exchanges.extend(people.found);
        rest = people.boards;
        if is_settled {
            break;
        }
        withheld.extend(withhold(field, &mut rest, &still));
        left = protect_apart(field, &mut rest, &mut exchanges);
    }
    let mut people = Search::new(field, rest, false);
    people.settle_last_noughts();
    exchanges.extend(people.found);
    rest = people.boards;
    show_again(field, &mut rest, &exchanges, &withheld);
    Protected {
        boards: rest,
        exchanges,
    }
}

/// How often tables may be withheld whose counts have no witness.
const MOST_WITHHELD: usize = 3;

/// What became of some blocks that were looked at together.
struct Searched {
    boards: Vec<Board>,
    found: Vec<Exchange>,
    without: Vec<Need>,
}

/// Looks for witnesses in every block but that of people, side by side; counts left without one come back.
fn protect_apart(
    field: &Field<'_>,
    boards: &mut Vec<Board>,
    exchanges: &mut Vec<Exchange>,
) -> Vec<Need> {
    let apart: Vec<Vec<Board>> = families_and_others(field.layout, field.relations)
        .into_iter()
        .map(|blocks| {
            let is_one = |board: &mut Board| blocks.contains(&board.block);
            boards.extract_if(.., is_one).collect()
        })
        .collect();
    // The longest first, or one processor waits for the last.
    let mut longest_first: Vec<(usize, Vec<Board>)> = apart.into_iter().enumerate().collect();
    longest_first.sort_by_key(|(_, boards)| Reverse(pairs_of_answers(field.layout, boards)));
    let search = |(at, boards): (usize, Vec<Board>)| {
        let number = boards.len();
        let mut search = Search::new(field, boards, number > 1);
        let without = search.run(number);
        let (boards, found) = (search.boards, search.found);
        let searched = Searched {
            boards,
            found,
            without,
        };
        (at, searched)
    };
    let each = longest_first.into_iter().par_bridge();
    let mut searched: Vec<(usize, Searched)> = each.map(search).collect();
    searched.sort_unstable_by_key(|(at, _)| *at);
    let mut left = Vec::new();
    for (_, of_blocks) in searched {
        boards.extend(of_blocks.boards);
        exchanges.extend(of_blocks.found);
        left.extend(of_blocks.without);
    }
    boards.sort_by_key(|board| board.block);
    left
}

/// How many pairs of answers there are to some questions: what a search tries.
fn pairs_of_answers(layout: &Layout, boards: &[Board]) -> usize {
    let sizes = boards.iter().map(|board| layout.blocks[board.block].size());
    sizes.map(|size| size * size).sum()
}

/// The blocks of questions that are looked at together, but for that of people.
fn families_and_others(layout: &Layout, relations: &Relations) -> Vec<Vec<usize>> {
    let mut families = relations.joined().to_vec();
    let alone = (0..layout.blocks.len())
        .filter(|b| *b != PEOPLE && !families.iter().any(|f| f.contains(b)));
    let alone: Vec<Vec<usize>> = alone.map(|block| vec![block]).collect();
    families.extend(alone);
    families
}

fn unsafe_table(
    measured: &Measured,
    layout: &Layout,
    (context, table, block): &(usize, usize, usize),
) -> UnsafeTable {
    let of = layout.contexts[*context];
    let divided = match measured.breakdowns[*table].divides {
        Divides::Whole => String::new(),
        Divides::Rest => "the rest of the extract".into(),
        Divides::Area => "area".into(),
        Divides::Provider => "provider".into(),
        Divides::AreaAndSubstance => "area and substance group".into(),
        _ => measured.breakdowns[*table].name.clone(),
    };
    UnsafeTable {
        age_group: AgeGroup::ALL[of.age].name(),
        population: Population::ALL[of.population].name(),
        period: measured.years[of.year].to_string(),
        divided,
        question: layout.blocks[*block].name,
    }
}

/// For each row, whether its numerator is hidden and its denominator.
fn hidden_rows(measured: &Measured, layout: &Layout, boards: &[Board]) -> Vec<(bool, bool)> {
    let is_hidden = |context: usize, place: usize, count: &layout::Count| {
        let lines = boards[count.block].at(layout, context, place);
        lines.is_some_and(|lines| lines.shown[count.row] >> count.set & 1 == 0)
    };
    let of_row = |row: &Row| {
        let key = &row.key;
        let population = measured.measures[usize::from(key.measure)].population as usize;
        let context = layout.context(key.age_group as usize, population, usize::from(key.year));
        let place = layout.place(key.breakdown, key.level);
        match layout.counts_of(measured, key) {
            Some((numerator, denominator)) => (
                is_hidden(context, place, &numerator),
                is_hidden(context, place, &denominator),
            ),
            None => (false, false),
        }
    };
    measured.rows.par_iter().map(of_row).collect()
}

/// Printed counts hidden, by reason.
fn reasons(boards: &[Board]) -> Vec<(Why, u64)> {
    let mut reasons: BTreeMap<Why, u64> = Why::ALL.map(|why| (why, 0)).into();
    for board in boards {
        for (why, counts) in &board.reasons {
            *reasons.entry(*why).or_default() += counts;
        }
    }
    reasons.into_iter().collect()
}

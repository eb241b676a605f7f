//! Shows again what no witness needs.
//!
//! An exchange found early hides counts for a witness that a later exchange, hiding other counts for other needs, gives
//! as well. Where every count that must stay hidden still has a witness without it, the exchange is dropped, and what it
//! alone hid is shown.

use super::board::{Board, add, as_bits, bits};
use super::exchange::Exchange;
use super::layout::ROWS;
use super::search::Field;
use super::touch::{all_parts, apply, touches};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// A row of a board: the number of the board, context, place.
pub type Line = (usize, usize, usize);

/// What an exchange changes: for each row of a line, sets as bits.
pub type Changes = Vec<(Line, [u64; ROWS])>;

/// The exchanges that are needed for the first so many boards. The boards are as they were before any of them.
pub fn needed(
    field: &Field<'_>,
    start: &[Board],
    number: usize,
    exchanges: Vec<Exchange>,
) -> Vec<Exchange> {
    let changes = exchanges.iter().map(|e| lines_of(field, start, e));
    let changes: Vec<Changes> = changes.collect();
    // One of two that are far enough from each other stays.
    let is_one_of_two = |at: &usize| !exchanges[*at].is_far(field.rules);
    let (ones_of_two, far): (Vec<usize>, Vec<usize>) =
        (0..exchanges.len()).partition(is_one_of_two);
    let mut tallies = Tallies::of(field, start, far.iter().map(|at| &changes[*at]));
    for at in ones_of_two {
        tallies.keep(&changes[at]);
    }
    // First those that alone hide the most.
    let mut order = far;
    order.sort_by_cached_key(|at| {
        std::cmp::Reverse(tallies.hidden_by_one(field, start, &changes[*at]))
    });
    let mut kept = vec![true; exchanges.len()];
    for at in order {
        let mut asked = changes[at]
            .iter()
            .filter(|((board, ..), _)| *board < number);
        if asked.all(|(line, rows)| can_go(field, start, *line, rows, &tallies)) {
            kept[at] = false;
            tallies.remove(&changes[at]);
        }
    }
    let kept = exchanges.into_iter().zip(kept);
    kept.filter_map(|(exchange, is_kept)| is_kept.then_some(exchange))
        .collect()
}

/// For each row and set, how many of the exchanges change it.
struct Tally {
    changes: Vec<u32>,
    sets: usize,
}

impl Tally {
    fn new(sets: usize) -> Tally {
        Tally {
            changes: vec![0; ROWS * sets],
            sets,
        }
    }

    fn at(&self, row: usize, set: usize) -> u32 {
        self.changes[row * self.sets + set]
    }

    fn at_mut(&mut self, row: usize, set: usize) -> &mut u32 {
        &mut self.changes[row * self.sets + set]
    }

    /// The sets of a row that any of them changes, as bits.
    fn changed(&self, row: usize) -> u64 {
        as_bits((0..self.sets).filter(|set| self.at(row, *set) > 0))
    }
}

struct Tallies {
    of: HashMap<Line, Tally, FixedState>,
    /// What other exchanges change, which stay: it is hidden in any case.
    kept: HashMap<Line, [u64; ROWS], FixedState>,
}

impl Tallies {
    fn of<'a>(
        field: &Field<'_>,
        start: &[Board],
        changes: impl Iterator<Item = &'a Changes>,
    ) -> Tallies {
        let mut of: HashMap<Line, Tally, FixedState> = HashMap::default();
        for (line, rows) in changes.flatten() {
            let sets = || field.layout.blocks[start[line.0].block].sets.len();
            let tally = of.entry(*line).or_insert_with(|| Tally::new(sets()));
            each(rows, |row, set| *tally.at_mut(row, set) += 1);
        }
        Tallies {
            of,
            kept: HashMap::default(),
        }
    }

    fn keep(&mut self, changes: &Changes) {
        for (line, rows) in changes {
            add(self.kept.entry(*line).or_default(), rows);
        }
    }

    fn remove(&mut self, changes: &Changes) {
        for (line, rows) in changes {
            let tally = self.of.get_mut(line).expect("every line has a tally");
            each(rows, |row, set| *tally.at_mut(row, set) -= 1);
        }
    }

    /// How many counts are hidden for one exchange and for no other.
    fn hidden_by_one(&self, field: &Field<'_>, start: &[Board], changes: &Changes) -> usize {
        let mut number = 0;
        for ((board, context, place), rows) in changes {
            let lines = start[*board].at(field.layout, *context, *place);
            let lines = lines.expect("an exchange is of the boards");
            let tally = &self.of[&(*board, *context, *place)];
            each(rows, |row, set| {
                let was_shown = lines.shown[row] >> set & 1 == 1;
                number += usize::from(was_shown && tally.at(row, set) == 1);
            });
        }
        number
    }
}

/// The boards with what the exchanges hide.
pub fn with_exchanges(field: &Field<'_>, start: &[Board], exchanges: &[Exchange]) -> Vec<Board> {
    let mut boards = start.to_vec();
    for exchange in exchanges {
        for part in all_parts(field, exchange) {
            if let Some(board) = boards.iter_mut().find(|b| b.block == part.pattern.block) {
                apply(field, board, &exchange.contexts, &part);
            }
        }
    }
    boards
}

/// Whether no count of a line would be left without a witness.
fn can_go(
    field: &Field<'_>,
    start: &[Board],
    line @ (board, context, place): Line,
    rows: &[u64; ROWS],
    tallies: &Tallies,
) -> bool {
    let layout = field.layout;
    let tally = &tallies.of[&line];
    let kept = tallies.kept.get(&line).copied().unwrap_or_default();
    let board = &start[board];
    let lines = board.at(layout, context, place).expect("it has a tally");
    (0..ROWS).filter(|row| rows[*row] != 0).all(|row| {
        let loses = bits(rows[row]).filter(|set| tally.at(row, *set) == 1);
        let loses = as_bits(loses);
        if loses & (lines.asks(row) | kept[row]) != 0 {
            return false;
        }
        let others = tally.changed(row) & !loses | kept[row];
        let hidden = board.closed(
            lines.printed[row],
            others & lines.printed[row] | lines.printed[row] & !lines.shown[row],
        );
        loses & hidden == 0
    })
}

/// What an exchange changes: each line once, in order.
pub fn lines_of(field: &Field<'_>, boards: &[Board], exchange: &Exchange) -> Changes {
    let mut all = Changes::new();
    for part in all_parts(field, exchange) {
        let block = part.pattern.block;
        let Some(at) = boards.iter().position(|board| board.block == block) else {
            continue;
        };
        let touched = touches(field, &boards[at], &exchange.contexts, &part);
        all.extend(touched.map(|touched| ((at, touched.context, touched.place), touched.rows)));
    }
    all.sort_by_key(|(line, _)| *line);
    all.dedup_by(|(line, rows), (same, all)| {
        let is_same = line == same;
        if is_same {
            add(all, rows);
        }
        is_same
    });
    all
}

fn each(rows: &[u64; ROWS], mut act: impl FnMut(usize, usize)) {
    for (row, sets) in rows.iter().enumerate() {
        bits(*sets).for_each(|set| act(row, set));
    }
}

//! Finds an exchange for every count that needs one.
//!
//! Candidates are tried, not derived (`find`): every pair of family groups and of answers, every other level. What an exchange
//! costs is what must be hidden for it that is still shown; one that costs nothing is taken at once.

use super::blocks::PEOPLE;
use super::board::{Board, Lines, bits};
use super::common::Answers;
use super::counts::Counts;
use super::exchange::{Effects, Exchange};
use super::feasible::Memory;
use super::inclusion::Inclusions;
use super::known::Known;
use super::lacking::Lacking;
use super::layout::{ALL, COMPLETE, Layout, ROWS, Role};
use super::noughts::Noughts;
use super::recording::Recording;
use super::relations::Relations;
use super::rests::small_rests_of_answers;
use super::spare;
use super::together::{hide_on_both, hide_what_is_small};
use super::touch::{all_parts, apply};
use crate::disclosure::Rules;
use std::collections::HashSet;

/// What a search looks at, and never changes.
pub struct Field<'a> {
    pub layout: &'a Layout,
    pub counts: &'a Counts,
    pub known: &'a Known,
    pub inclusions: &'a Inclusions,
    pub rules: &'a Rules,
    /// Block -> effects of its atoms.
    pub effects: &'a [Effects],
    pub answers: &'a Answers,
    pub relations: &'a Relations,
    pub recording: &'a Recording,
    pub lacking: &'a Lacking,
}

/// A count that has no witness.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Need {
    pub block: usize,
    pub context: usize,
    pub place: usize,
    pub row: usize,
    pub set: usize,
}

pub type Places = Vec<(usize, i32)>;

/// Cells before people: what is hidden, then how many it counts.
pub type Cost = u64;
pub const CELL: Cost = 1 << 32;
/// Less than the totals of the whole: what costs no more is looked for first, also where a count goes down to nought.
pub const CHEAP: Cost = 300 * CELL;
/// Less than the number of people in the whole.
const FOR_PEOPLE_TO_MOVE: Cost = 2000 * CELL;

pub struct Search<'a> {
    pub field: &'a Field<'a>,
    /// The boards of the blocks looked at together.
    pub boards: Vec<Board>,
    /// Block -> the number of its board.
    at: Vec<Option<usize>>,
    /// Whether the questions say something of each other.
    pub(super) hang_together: bool,
    /// The one looked at now.
    now: usize,
    /// Counts that can go down to nought are found first without that: who is told of noughts knows that these are none.
    pub(super) keeps_some: bool,
    /// Whether another question may go along.
    pub(super) joins: bool,
    /// Whether two who exchange answers are looked for at different levels.
    pub(super) is_across: bool,
    /// A block and a set: those who change groups are to be counted in it.
    pub(super) wanted: Option<(usize, usize)>,
    /// Where the exchange looked for cannot be.
    pub(super) avoided: Vec<usize>,
    /// How many people change places.
    pub(super) people: i8,
    /// Whether the count that an exchange is sought for is to go up (1) or down (-1); 0 if either will do.
    pub(super) direction: i64,
    /// Whether a level that overlaps others changes by itself; else another changes the other way round.
    pub(super) is_alone: bool,
    pub found: Vec<Exchange>,
    /// Table -> the level that helped last.
    pub(super) last: Vec<usize>,
    pub(super) memory: Memory,
    /// The number of the contexts looked at now.
    pub(super) contexts_number: u32,
}

/// The noughts that are open, as long as nothing is found.
#[derive(Default)]
struct OpenNoughts(Option<(usize, Vec<Need>)>);

impl OpenNoughts {
    /// Looks for them anew if an exchange has been found since.
    fn now(&mut self, search: &Search<'_>) -> &[Need] {
        let found = search.found.len();
        if self.0.as_ref().is_none_or(|(before, _)| *before != found) {
            self.0 = Some((found, search.open_noughts_of_all()));
        }
        self.0.as_ref().map_or(&[], |(_, open)| open)
    }
}

impl<'a> Search<'a> {
    pub fn new(field: &'a Field<'a>, boards: Vec<Board>, hang_together: bool) -> Search<'a> {
        let mut at = vec![None; field.layout.blocks.len()];
        for (number, board) in boards.iter().enumerate() {
            at[board.block] = Some(number);
        }
        Search {
            last: field.layout.tables.iter().map(|t| t.first).collect(),
            field,
            boards,
            at,
            hang_together,
            now: 0,
            keeps_some: true,
            joins: false,
            is_across: false,
            wanted: None,
            avoided: Vec::new(),
            people: field.rules.protect_interval as i8,
            direction: 0,
            is_alone: true,
            found: Vec::new(),
            memory: Memory::default(),
            contexts_number: 0,
        }
    }

    pub(super) fn board(&self) -> &Board {
        &self.boards[self.now]
    }

    pub(super) fn block(&self) -> usize {
        self.board().block
    }

    /// Finds an exchange for every count that needs one, on so many of the boards; those left without come back.
    pub fn run(&mut self, boards: usize) -> Vec<Need> {
        // As they are before any exchange.
        let mut start = self.boards.clone();
        let mut left = self.settle_boards(boards);
        self.keep_needed(&start, boards);
        // Only what the exchanges leave small is hidden for that.
        while self.hide_small_rests(&mut start, boards) {
            left = self.settle_boards(boards);
            self.keep_needed(&start, boards);
        }
        let before = self.found.len();
        for now in 0..boards {
            self.now = now;
            self.settle_noughts();
        }
        // What that hid may leave a small rest in its turn.
        if self.found.len() > before {
            while self.hide_small_rests(&mut start, boards) {
                left = self.settle_boards(boards);
            }
        }
        left
    }

    fn settle_boards(&mut self, boards: usize) -> Vec<Need> {
        let mut left = Vec::new();
        loop {
            let before = self.found.len();
            left.clear();
            for now in 0..boards {
                self.now = now;
                for table in self.tables_in_order() {
                    self.settle_table(table, &mut left);
                }
            }
            if self.found.len() == before {
                return left;
            }
        }
    }

    fn keep_needed(&mut self, start: &[Board], boards: usize) {
        let found = std::mem::take(&mut self.found);
        self.found = spare::needed(self.field, start, boards, found);
        self.boards = spare::with_exchanges(self.field, start, &self.found);
    }

    /// Hides what the exchanges leave that is small: between two shown counts, or of hidden ones together. Rounded counts tell
    /// no rest.
    fn hide_small_rests(&mut self, start: &mut [Board], boards: usize) -> bool {
        if self.field.rules.is_rounding() {
            return false;
        }
        let (boards_now, boards_before) = (&mut self.boards[..boards], &mut start[..boards]);
        let of_answers = small_rests_of_answers(self.field, boards_now);
        let is_found = !of_answers.is_empty();
        for (at, hiding) in of_answers {
            hide_on_both(
                self.field,
                &mut boards_now[at],
                &mut boards_before[at],
                hiding,
            );
        }
        let pairs = boards_now.iter_mut().zip(boards_before);
        pairs.fold(is_found, |is_changed, (board, start)| {
            hide_what_is_small(self.field, board, start) || is_changed
        })
    }

    /// A hidden nought gets a witness too, if that does not cost the number of people in the whole: but for one that a reader
    /// has from noughts that are shown, and one of nobody.
    fn settle_noughts(&mut self) {
        for (context, place) in self.places() {
            let mut rows = 0..ROWS;
            if rows.all(|row| self.hidden_noughts(self.now, (context, place, row)) == 0) {
                continue;
            }
            let mut open = self.open_noughts_at(context, place);
            for row in 0..ROWS {
                if open[row] == 0 {
                    continue;
                }
                let before = self.found.len();
                let asks = |lines: &Lines| lines.needs[row] & open[row];
                self.settle((context, place, row), asks, FOR_PEOPLE_TO_MOVE);
                if self.found.len() > before {
                    open = self.open_noughts_at(context, place);
                }
            }
        }
    }

    /// Of the board looked at now, the noughts of each row of a place that are hidden and not told.
    fn open_noughts_at(&self, context: usize, place: usize) -> [u64; ROWS] {
        let noughts = self.noughts();
        let open = |row: usize| self.open_noughts(&noughts, self.now, (context, place, row));
        std::array::from_fn(open)
    }

    /// For hidden noughts without a witness somebody with that answer changes groups; and whatever that leaves untold gets a
    /// witness in its turn. Then two at different levels exchange answers, or whoever changes groups does so elsewhere. The
    /// first board is that of people.
    pub fn settle_last_noughts(&mut self) {
        let (mut in_vain, mut open) = (HashSet::new(), OpenNoughts::default());
        loop {
            let before = self.found.len();
            self.now = 0;
            self.move_people_for_noughts(open.now(self), &mut in_vain);
            for now in 1..self.boards.len() {
                self.now = now;
                self.settle_noughts();
            }
            if self.found.len() == before && self.field.layout.tables_stand_alone() {
                self.for_open_noughts(open.now(self), |search, need| {
                    search.meet_across(need, FOR_PEOPLE_TO_MOVE);
                });
                self.now = 0;
                self.for_open_noughts(open.now(self), |search, need| {
                    let found = search.find_elsewhere(need, FOR_PEOPLE_TO_MOVE);
                    search.take(found.into_iter().collect());
                });
            }
            if self.found.len() == before {
                return;
            }
        }
    }

    /// Does something for each nought that is still open when its turn comes.
    fn for_open_noughts(&mut self, open: &[Need], act: impl Fn(&mut Self, Need)) {
        for need in open {
            if self.is_open(*need) {
                act(self, *need);
            }
        }
    }

    /// Whether two people at different levels are found whose exchange changes a count.
    fn meet_across(&mut self, need: Need, most: Cost) -> bool {
        if !self.field.layout.tables_stand_alone() {
            return false;
        }
        let before = (self.now, self.wanted.take(), self.hang_together);
        self.now = self.at[need.block].expect("all boards are here");
        self.is_across = true;
        // So that other questions may go along.
        self.hang_together = true;
        let is_met = self.meet(need, most);
        self.is_across = false;
        (self.now, self.wanted, self.hang_together) = before;
        is_met
    }

    /// Whether a count has no witness yet.
    fn is_open(&self, need: Need) -> bool {
        let board = self.board_of(need.block);
        let lines = board.at(self.field.layout, need.context, need.place);
        lines.is_some_and(|lines| lines.needs[need.row] >> need.set & 1 == 1)
    }

    /// Noughts of questions that are told by none that is shown and have no witness; the first board is that of people.
    fn open_noughts_of_all(&self) -> Vec<Need> {
        let (mut open, noughts) = (Vec::new(), self.noughts());
        for (now, board) in self.boards.iter().enumerate().skip(1) {
            let is_asked = |(context, place): &(usize, usize)| {
                board.at(self.field.layout, *context, *place).is_some()
            };
            for (context, place) in self.places().filter(is_asked) {
                for row in 0..ROWS {
                    let sets = bits(self.open_noughts(&noughts, now, (context, place, row)));
                    open.extend(sets.map(|set| Need {
                        block: board.block,
                        context,
                        place,
                        row,
                        set,
                    }));
                }
            }
        }
        open
    }

    /// What was sought in vain before is not sought again.
    fn move_people_for_noughts(&mut self, open: &[Need], in_vain: &mut HashSet<Need>) {
        let open = open.iter().filter(|need| !in_vain.contains(need));
        let open: Vec<Need> = open.copied().collect();
        in_vain.extend(self.move_people_for(&open));
    }

    /// Context, place.
    fn places(&self) -> impl Iterator<Item = (usize, usize)> + use<'a> {
        let layout = self.field.layout;
        let contexts = 0..layout.contexts.len();
        contexts.flat_map(|context| (0..layout.table_of.len()).map(move |place| (context, place)))
    }

    fn noughts(&self) -> Noughts<'_> {
        let board = |at: &Option<usize>| at.map(|at| &self.boards[at]);
        Noughts::of(self.at.iter().map(board))
    }

    /// The hidden noughts of a row of a board that have no witness; sets as bits.
    fn hidden_noughts(&self, now: usize, (context, place, row): (usize, usize, usize)) -> u64 {
        let lines = self.boards[now].at(self.field.layout, context, place);
        lines.map_or(0, |lines| {
            lines.needs[row] & lines.noughts[row] & lines.printed[row]
        })
    }

    /// Those of them that are not told anyhow.
    fn open_noughts(
        &self,
        noughts: &Noughts<'_>,
        now: usize,
        spot @ (context, place, row): (usize, usize, usize),
    ) -> u64 {
        let hidden = self.hidden_noughts(now, spot);
        let spot = (context, self.boards[now].block, place);
        hidden & !noughts.told_among(self.field, spot, row, hidden)
    }

    fn settle_table(&mut self, table: usize, left: &mut Vec<Need>) {
        let layout = self.field.layout;
        for context in 0..layout.contexts.len() {
            for place in layout.tables[table].places() {
                let lines = self.board().at(layout, context, place);
                if !lines.is_some_and(Lines::asks_any) {
                    continue;
                }
                // What changes a total changes a part of it, and is a witness for both.
                for row in [ALL, COMPLETE, 6, 5, 0, 1, 2, 3, 4] {
                    let asks = |lines: &Lines| lines.asks(row);
                    left.extend(self.settle((context, place, row), asks, Cost::MAX));
                }
            }
        }
    }

    /// What is hidden of the whole must be hidden somewhere in each breakdown, so the whole comes first.
    fn tables_in_order(&self) -> Vec<usize> {
        let tables = &self.field.layout.tables;
        let mut order: Vec<usize> = (0..tables.len()).collect();
        order.sort_by_key(|t| match tables[*t].role {
            Role::Whole | Role::Apart => 0,
            Role::Part | Role::Overlapping => 1,
            Role::Pairs { .. } | Role::Left { .. } => 2,
        });
        order
    }

    /// Finds an exchange for each of the counts of a row that are asked for; those left without come back.
    fn settle(
        &mut self,
        (context, place, row): (usize, usize, usize),
        asks: impl Fn(&Lines) -> u64,
        most: Cost,
    ) -> Vec<Need> {
        let mut left = Vec::new();
        let open = |search: &Search<'_>| {
            let lines = search.board().at(search.field.layout, context, place);
            lines.map_or(0, &asks)
        };
        let mut tried = 0;
        while let Some(set) = bits(open(self) & !tried).next() {
            tried |= 1 << set;
            let need = Need {
                block: self.block(),
                context,
                place,
                row,
                set,
            };
            if !self.meet(need, most) {
                left.push(need);
            }
        }
        left
    }

    /// Whether an exchange is found for a count, or two are; if so, they take place.
    fn meet(&mut self, need: Need, most: Cost) -> bool {
        let found = match self.find_in_some_way(need, most) {
            Some(exchange) => vec![exchange],
            None => self.find_two(need, most),
        };
        self.take(found)
    }

    /// The exchanges take place; whether there are any.
    fn take(&mut self, found: Vec<Exchange>) -> bool {
        for exchange in &found {
            self.apply(exchange);
        }
        let are_any = !found.is_empty();
        self.found.extend(found);
        are_any
    }

    /// For counts that have no witness while the numbers of people stay: somebody with that answer changes groups, or two at
    /// different levels exchange it. Those left without a witness come back. The first board is that of people.
    pub fn move_people_for(&mut self, needs: &[Need]) -> Vec<Need> {
        let mut left = Vec::new();
        for need in needs {
            if !self.is_open(*need) {
                continue;
            }
            self.wanted = Some((need.block, need.set));
            let of_people = Need {
                block: PEOPLE,
                set: 0,
                ..*need
            };
            if !self.meet(of_people, FOR_PEOPLE_TO_MOVE) && !self.meet_across(*need, Cost::MAX) {
                left.push(*need);
            }
        }
        self.wanted = None;
        // One of two that are far from each other hides numbers of people of which there is no other yet.
        if self.field.rules.protect_interval > 1 {
            left.extend(self.settle_boards(1));
        }
        left
    }

    pub(super) fn board_of(&self, block: usize) -> &Board {
        self.at[block].map_or(self.board(), |at| &self.boards[at])
    }

    /// Hides what an exchange changes, and notes what it is a witness for.
    fn apply(&mut self, exchange: &Exchange) {
        for part in all_parts(self.field, exchange) {
            if let Some(at) = self.at[part.pattern.block] {
                apply(self.field, &mut self.boards[at], &exchange.contexts, &part);
            }
        }
    }
}

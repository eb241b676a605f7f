//! The cheapest exchange that changes a count.
//!
//! Candidates are tried, not derived: every pair of family groups and of answers, every other level. What an exchange
//! costs is what must be hidden for it that is still shown; one that costs nothing is taken at once.

use super::blocks::PEOPLE;
use super::board::{Board, Lines, bits};
use super::change::Change;
use super::common::{Answers, Common};
use super::counts::Counts;
use super::exchange::{Effects, Exchange, Pattern};
use super::feasible::Memory;
use super::known::Known;
use super::lacking::Lacking;
use super::layout::{ALL, COMPLETE, GROUPS, Layout, ROW_GROUPS, ROWS, Role};
use super::noughts::Noughts;
use super::recording::Recording;
use super::relations::Relations;
use super::rests::small_rests_of_answers;
use super::spare;
use super::together::{hide_on_both, hide_what_is_small};
use super::touch::{Touched, all_parts, apply, touches};
use super::witness::{can_be, keeps_what_is_known};
use crate::cohorts::Population;
use crate::disclosure::Rules;

/// What a search looks at, and never changes.
pub struct Field<'a> {
    pub layout: &'a Layout,
    pub counts: &'a Counts,
    pub known: &'a Known,
    pub rules: &'a Rules,
    /// Block -> effects of its atoms.
    pub effects: &'a [Effects],
    pub answers: &'a Answers,
    pub relations: &'a Relations,
    pub recording: &'a Recording,
    pub lacking: &'a Lacking,
}

/// A count that has no witness.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
/// Candidates that cost more than so many times the best are not worth a look, however much they cover.
const MOST_COVERED: Cost = 8;
/// In how many ways places are chosen for those who change groups.
const MOST_TRIES: usize = 6;
/// Less than the totals of the whole: what costs no more is looked for first, also where a count goes down to nought.
const CHEAP: Cost = 300 * CELL;
/// Less than the number of people in the whole.
const FOR_PEOPLE_TO_MOVE: Cost = 2000 * CELL;

/// At most so many contexts change together: a journey of a dozen years.
const MOST_CONTEXTS: usize = 16;

/// How an exchange is looked for.
#[derive(Clone, Copy)]
struct Way {
    /// It must leave some of every count it takes from.
    keeps_some: bool,
    /// Where it cannot be by itself, another question goes along.
    joins: bool,
    /// What it may cost.
    most: Cost,
}

/// The ways in which an exchange is looked for, one after the other.
fn ways_up_to(most: Cost) -> impl Iterator<Item = Way> {
    [CHEAP.min(most), most].into_iter().flat_map(|most| {
        [true, false].into_iter().flat_map(move |keeps_some| {
            [false, true].map(|joins| Way {
                keeps_some,
                joins,
                most,
            })
        })
    })
}

pub struct Search<'a> {
    pub field: &'a Field<'a>,
    /// The boards of the blocks looked at together.
    pub boards: Vec<Board>,
    /// As they were before any exchange.
    start: Vec<Board>,
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
    /// A block and a set: those who change groups are to be counted in it.
    pub(super) wanted: Option<(usize, usize)>,
    /// Where the exchange looked for cannot be.
    pub(super) avoided: Vec<usize>,
    /// Whether a level that overlaps others changes by itself; else another changes the other way round.
    pub(super) is_alone: bool,
    pub found: Vec<Exchange>,
    /// Table -> the level that helped last.
    pub(super) last: Vec<usize>,
    pub(super) memory: Memory,
    /// The number of the contexts looked at now.
    pub(super) contexts_number: u32,
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
            start: boards.clone(),
            boards,
            at,
            hang_together,
            now: 0,
            keeps_some: true,
            joins: false,
            wanted: None,
            avoided: Vec::new(),
            is_alone: true,
            found: Vec::new(),
            memory: Memory::default(),
            contexts_number: 0,
        }
    }

    pub(super) fn board(&self) -> &Board {
        &self.boards[self.now]
    }

    fn block(&self) -> usize {
        self.board().block
    }

    /// Finds an exchange for every count that needs one, on so many of the boards; those left without come back.
    pub fn run(&mut self, boards: usize) -> Vec<Need> {
        let mut left = self.settle_boards(boards);
        self.keep_needed(boards);
        // Only what the exchanges leave small is hidden for that.
        while self.hide_small_rests(boards) {
            left = self.settle_boards(boards);
            self.keep_needed(boards);
        }
        for now in 0..boards {
            self.now = now;
            self.settle_noughts();
        }
        // What that hid may leave a small rest in its turn.
        while self.hide_small_rests(boards) {
            left = self.settle_boards(boards);
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

    fn keep_needed(&mut self, boards: usize) {
        let found = std::mem::take(&mut self.found);
        self.found = spare::needed(self.field, &self.start, boards, found);
        self.boards = spare::with_exchanges(self.field, &self.start, &self.found);
    }

    /// Hides what the exchanges leave that is small: between two shown counts, or of hidden ones together. Rounded counts tell
    /// no rest.
    fn hide_small_rests(&mut self, boards: usize) -> bool {
        if self.field.rules.is_rounding() {
            return false;
        }
        let (boards_now, boards_before) = (&mut self.boards[..boards], &mut self.start[..boards]);
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
        for spot in self.rows() {
            if self.hidden_noughts(self.now, spot) == 0 {
                continue;
            }
            let open = self.open_noughts(&self.noughts(), self.now, spot);
            let asks = |lines: &Lines| lines.needs[spot.2] & open;
            self.settle(spot, asks, FOR_PEOPLE_TO_MOVE);
        }
    }

    /// For hidden noughts without a witness somebody with that answer changes groups; and whatever that leaves untold gets a
    /// witness in its turn. The first board is that of people.
    pub fn settle_last_noughts(&mut self) {
        loop {
            let before = self.found.len();
            self.now = 0;
            self.move_people_for_noughts();
            for now in 1..self.boards.len() {
                self.now = now;
                self.settle_noughts();
            }
            if self.found.len() == before {
                return;
            }
        }
    }

    fn move_people_for_noughts(&mut self) {
        let (mut open, noughts) = (Vec::new(), self.noughts());
        for (now, board) in self.boards.iter().enumerate().skip(1) {
            for spot @ (context, place, row) in self.rows() {
                let sets = bits(self.open_noughts(&noughts, now, spot));
                open.extend(sets.map(|set| Need {
                    block: board.block,
                    context,
                    place,
                    row,
                    set,
                }));
            }
        }
        self.move_people_for(&open);
    }

    /// Context, place, row.
    fn rows(&self) -> impl Iterator<Item = (usize, usize, usize)> + use<'a> {
        let layout = self.field.layout;
        let places = (0..layout.contexts.len())
            .flat_map(|context| (0..layout.table_of.len()).map(move |place| (context, place)));
        places.flat_map(|(context, place)| (0..ROWS).map(move |row| (context, place, row)))
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

    /// Whether an exchange is found for a count; if so, it takes place.
    fn meet(&mut self, need: Need, most: Cost) -> bool {
        let hang_together = self.hang_together;
        let mut ways = ways_up_to(most).filter(|way| hang_together || !way.joins);
        let found = ways.find_map(|way| {
            self.keeps_some = way.keeps_some;
            self.joins = way.joins;
            self.find(need, way.most)
        });
        let Some(exchange) = found else { return false };
        self.apply(&exchange);
        self.found.push(exchange);
        true
    }

    /// For counts that have no witness while the numbers of people stay: somebody with that answer changes groups. Those
    /// left without a witness come back. The first board is that of people.
    pub fn move_people_for(&mut self, needs: &[Need]) -> Vec<Need> {
        let mut left = Vec::new();
        for need in needs {
            let board = self.board_of(need.block);
            let lines = board.at(self.field.layout, need.context, need.place);
            if lines.is_none_or(|lines| lines.needs[need.row] >> need.set & 1 == 0) {
                continue;
            }
            self.wanted = Some((need.block, need.set));
            let of_people = Need {
                block: PEOPLE,
                set: 0,
                ..*need
            };
            if !self.meet(of_people, FOR_PEOPLE_TO_MOVE) {
                left.push(*need);
            }
        }
        self.wanted = None;
        left
    }

    /// The cheapest exchange that changes a count and costs less than so much.
    fn find(&mut self, need: Need, most: Cost) -> Option<Exchange> {
        let mut best: Option<(Cost, Exchange)> = None;
        let patterns = self.patterns(need);
        for contexts in self.contexts(need.context) {
            let is_cheap = |(score, _): &(Cost, Exchange)| *score < CHEAP;
            if contexts.len() > 2 && best.as_ref().is_some_and(is_cheap) {
                break;
            }
            self.contexts_number = self.memory.number(&contexts);
            for pattern in &patterns {
                for sign in [1, -1] {
                    let least = best.as_ref().map(|(score, _)| *score);
                    let better =
                        self.candidate(&contexts, pattern, need.place, sign, (most, least));
                    match better {
                        Some((0, exchange)) => return Some(exchange),
                        None => {}
                        better => best = better,
                    }
                }
            }
        }
        best.map(|(_, exchange)| exchange)
    }

    /// The cheapest exchange of a pattern and its score, if that is less than the least. Where those who change do not have
    /// answers that fit together, other places are tried.
    fn candidate(
        &mut self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        (most, least): (Cost, Option<Cost>),
    ) -> Option<(Cost, Exchange)> {
        let limit = least.map_or(most, |score| score.saturating_mul(MOST_COVERED).min(most));
        let layout = self.field.layout;
        let overlaps = layout.tables[layout.table_of[place]].role == Role::Overlapping;
        self.avoided.clear();
        self.is_alone = overlaps;
        let mut found = None;
        for _ in 0..MOST_TRIES {
            let Some((cost, parts)) = self.cheapest_places(contexts, pattern, place, sign, limit)
            else {
                break;
            };
            let places = parts[0].places.clone();
            if let Some((cost, exchange)) = self.complete_or_join(contexts, cost, parts, limit) {
                let score = self.score(cost, &exchange);
                if least.is_some_and(|least| score >= least) {
                    break;
                }
                if self.can_be(&exchange) {
                    found = Some((score, exchange));
                    break;
                }
            } else if pattern.block != PEOPLE && !self.joins && !self.is_alone {
                break;
            }
            match self.fewest(contexts[0], &places, place) {
                Some(place) => self.avoided.push(place),
                None if self.is_alone => self.is_alone = false,
                None => break,
            }
        }
        self.avoided.clear();
        found
    }

    /// What an exchange costs; one that is a witness for several counts may cost more.
    fn score(&self, cost: Cost, exchange: &Exchange) -> Cost {
        match cost < CELL {
            true => 0,
            false => cost / self.covers(exchange).max(1),
        }
    }

    /// Whether everything that a reader knows of several tables together still holds.
    fn can_be(&self, exchange: &Exchange) -> bool {
        let Field { layout, known, .. } = *self.field;
        let change = Change::of(self.field, exchange);
        // Recorded drugs come and go with who is at a place, so where levels lie within each other sums may not come out.
        let changes_recording = || {
            let mut places = change.all_places().iter();
            places.any(|place| known.not_recorded[*place])
        };
        match !layout.nests.all.is_empty() && changes_recording() {
            true => can_be(self.field, exchange, &change),
            false => keeps_what_is_known(self.field, exchange, &change),
        }
    }

    /// The answers that those who change groups may have.
    pub(super) fn wanted_answers(&self) -> Common {
        let Some((block, set)) = self.wanted else {
            return Common::ANY;
        };
        let of_block = &self.field.layout.blocks[block];
        let set = of_block.sets[set];
        let atoms = (0..of_block.size()).filter(|atom| set.adds(*atom) > 0);
        let atoms = atoms.fold(0, |all, atom| all | 1 << atom);
        self.field.answers.only(block, atoms)
    }

    /// Of the places of an exchange, but for the whole and the one that it is sought for, that with the fewest people.
    fn fewest(&self, context: usize, places: &Places, needed: usize) -> Option<usize> {
        let Field { layout, counts, .. } = *self.field;
        let whole = layout.whole_place();
        let others = places.iter().map(|(place, _)| *place);
        others
            .filter(|place| *place != needed && Some(*place) != whole)
            .min_by_key(|place| counts.value(layout, context, *place, PEOPLE, ALL, 0))
    }

    /// How many of the counts without a witness an exchange would give one.
    fn covers(&self, exchange: &Exchange) -> Cost {
        let mut covered = 0;
        for part in &exchange.parts {
            let board = self.board_of(part.pattern.block);
            for Touched {
                context,
                place,
                rows,
                ..
            } in touches(self.field, board, &exchange.contexts, part)
            {
                let lines = board.at(self.field.layout, context, place);
                let lines = lines.expect("an exchange is of the boards");
                for (row, touched) in rows.iter().enumerate() {
                    let asks = lines.asks(row);
                    covered += Cost::from((touched & asks).count_ones());
                }
            }
        }
        covered
    }

    /// The context alone; then every way in which a journey through the years can lead through it: from the year it starts
    /// in, or from before the first, to the last year it is in treatment, ended there or still open.
    fn contexts(&self, context: usize) -> Vec<Vec<usize>> {
        let layout = self.field.layout;
        let here = layout.contexts[context];
        let table = layout.whole().unwrap_or(0);
        let mut sets = vec![vec![context]];
        for first in 0..layout.years {
            for last in first..layout.years {
                for starts in [true, false]
                    .into_iter()
                    .filter(|starts| *starts || first == 0)
                {
                    for ends in [false, true] {
                        let mut all: Vec<usize> = Vec::new();
                        let mut enter = |population: Population, year: usize| {
                            let at = layout.context(here.age, population as usize, year);
                            if self.is_searched(at, table) {
                                all.push(at);
                            }
                        };
                        (first..=last).for_each(|year| enter(Population::InTreatment, year));
                        if starts {
                            enter(Population::Starting, first);
                        }
                        if ends {
                            enter(Population::Leaving, last);
                        }
                        if starts && ends && first == last {
                            enter(Population::StartingAndLeaving, last);
                        }
                        if all.len() <= MOST_CONTEXTS
                            && all.contains(&context)
                            && !sets.contains(&all)
                        {
                            sets.push(all);
                        }
                    }
                }
            }
        }
        sets
    }

    /// Whether something that an exchange can change is asked in a table of a context.
    fn is_searched(&self, context: usize, table: usize) -> bool {
        match self.joins || self.block() == PEOPLE {
            true => self.boards.iter().any(|board| board.has(context, table)),
            false => self.board().has(context, table),
        }
    }

    fn patterns(&self, need: Need) -> Vec<Pattern> {
        let layout = self.field.layout;
        let block = &layout.blocks[self.block()];
        let table = layout.table_of[need.place];
        // Where groups are not told apart, they are elsewhere: each may be the one that changes.
        let inside = |group: &usize| ROW_GROUPS[need.row] >> group & 1 == 1;
        let outside = |group: &usize| ROW_GROUPS[need.row] >> group & 1 == 0;
        let answers: Vec<(usize, Option<usize>)> = if self.block() == PEOPLE {
            vec![(0, None)]
        } else {
            let set = block.sets[need.set];
            let pairs = (0..block.size())
                .flat_map(|from| (from + 1..block.size()).map(move |to| (from, to)));
            let detail = layout.detail(need.context, table, self.block());
            // Each atom that stands for itself, and those that are counted on one side of the set only.
            let stands = |atom: usize| block.slot(atom, detail) == atom;
            pairs
                .filter(|(from, to)| {
                    stands(*from) && stands(*to) && set.adds(*from) != set.adds(*to)
                })
                .map(|(from, to)| (from, Some(to)))
                .collect()
        };
        let mut patterns = Vec::new();
        for group in (0..GROUPS).filter(inside) {
            let others = (0..GROUPS).filter(outside).map(Some).chain([None]);
            for other_group in others {
                patterns.extend(answers.iter().map(|(from, to)| Pattern {
                    block: self.block(),
                    group,
                    other_group,
                    from: *from,
                    to: *to,
                    then: *from,
                    people: self.field.rules.protect_interval as i8,
                }));
            }
        }
        patterns
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

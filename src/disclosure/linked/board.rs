//! What is shown of a block, what is hidden, and what has no witness yet.

use super::blocks::{Block, PEOPLE};
use super::counts::{Counts, Values};
use super::known::Known;
use super::layout::{ALL, COMPLETE, Layout, ROWS};
use super::reach::Reach;
use crate::disclosure::{CERTAIN_BELOW, Rules};
use crate::measures::GroupRow;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};

/// Why a count is hidden. Never told per cell: `[c]` does not say which.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Why {
    /// From 1 to one less than the limit.
    Small,
    /// Shown, it would leave a small count by subtraction.
    LeavesSmall,
    /// A rate of exactly 0% or 100% of few people.
    Certain,
    /// Another name of it is hidden.
    Alias,
    /// So that no other hidden count can be worked out.
    Secondary,
    /// In a table of which a count would have no witness.
    Withheld,
}

impl Why {
    pub const ALL: [Why; 6] = [
        Why::Small,
        Why::LeavesSmall,
        Why::Certain,
        Why::Alias,
        Why::Secondary,
        Why::Withheld,
    ];
}

/// The rows of a block at one place of one context; sets as bits.
#[derive(Clone, Copy, Default, Debug)]
pub struct Lines {
    pub printed: [u64; ROWS],
    pub shown: [u64; ROWS],
    /// Hidden, or to be kept unknown though no row prints it or it is only rounded, and without a witness.
    pub needs: [u64; ROWS],
    /// Those that an exchange brings down to nought, and those that are nought.
    pub last: [u64; ROWS],
    pub noughts: [u64; ROWS],
}

impl Lines {
    /// The counts of a row that must have a witness. Not noughts: one that is shown of ten people or more tells the same of
    /// every part of them, so most of those hidden beside it follow whatever else is hidden.
    pub fn asks(&self, row: usize) -> u64 {
        self.needs[row] & !self.noughts[row]
    }

    /// Whether there are any.
    pub fn asks_any(&self) -> bool {
        (0..ROWS).any(|row| self.asks(row) != 0)
    }
}

/// One block of a run.
#[derive(Clone)]
pub struct Board {
    pub block: usize,
    tables: usize,
    /// (context, table) -> level.
    lines: Vec<Vec<Lines>>,
    /// Sets that count the same people by another name.
    aliases: Vec<(usize, usize)>,
    /// Sets printed in a row -> all that can be worked out from them.
    worked_out: HashMap<u64, u64, FixedState>,
    /// Of exchanges of fewer people than a witness must be far from the truth.
    pub reach: Reach,
    pub reasons: BTreeMap<Why, u64>,
}

impl Board {
    /// Everything shown of an age group, but for what may not be shown by itself.
    pub fn new(
        layout: &Layout,
        counts: &Counts,
        known: &Known,
        rules: &Rules,
        (block, age): (usize, usize),
    ) -> Board {
        let tables = layout.tables.len();
        let mut board = Board {
            block,
            tables,
            lines: vec![Vec::new(); layout.contexts.len() * tables],
            aliases: known.aliases(layout, block),
            worked_out: HashMap::default(),
            reach: Reach::default(),
            reasons: BTreeMap::new(),
        };
        let of_age = |context: &usize| layout.contexts[*context].age == age;
        for context in (0..layout.contexts.len()).filter(of_age) {
            for table in 0..tables {
                if layout.sheet(context, table, block).is_none() {
                    continue;
                }
                board.lines[context * tables + table] = layout.tables[table]
                    .places()
                    .map(|place| board.start(layout, counts, rules, context, place))
                    .collect();
            }
        }
        board.need_rests_of_the_whole(layout, counts, rules);
        board.need_who_is_left(layout, counts, rules);
        board
    }

    /// Takes in what a board of the same block says of another age group.
    pub fn join(&mut self, other: Board) {
        for (lines, others) in self.lines.iter_mut().zip(other.lines) {
            if lines.is_empty() {
                *lines = others;
            }
        }
        for (why, counts) in other.reasons {
            *self.reasons.entry(why).or_default() += counts;
        }
    }

    pub fn has(&self, context: usize, table: usize) -> bool {
        !self.lines[context * self.tables + table].is_empty()
    }

    pub fn at(&self, layout: &Layout, context: usize, place: usize) -> Option<&Lines> {
        let table = layout.table_of[place];
        self.lines[context * self.tables + table].get(place - layout.tables[table].first)
    }

    pub fn at_mut(&mut self, layout: &Layout, context: usize, place: usize) -> Option<&mut Lines> {
        let table = layout.table_of[place];
        self.lines[context * self.tables + table].get_mut(place - layout.tables[table].first)
    }

    fn start(
        &mut self,
        layout: &Layout,
        counts: &Counts,
        rules: &Rules,
        context: usize,
        place: usize,
    ) -> Lines {
        let table = layout.table_of[place];
        let block = &layout.blocks[self.block];
        let sheet = layout
            .sheet(context, table, self.block)
            .expect("asked before");
        let mut lines = Lines::default();
        let values = counts.values(layout, (context, place, self.block));
        for row in 0..ROWS {
            if layout.has_rows[place] {
                lines.printed[row] = sheet.printed[row];
            }
            lines.shown[row] = lines.printed[row];
            let worked_out = match layout.has_rows[place] {
                true => self.worked_out(block, told(&sheet.printed, row)),
                false => 0,
            };
            for (set, value) in values.of_row(row).enumerate() {
                let bit = 1u64 << set;
                lines.last[row] |= bit * u64::from(value == rules.protect_interval);
                lines.noughts[row] |= bit * u64::from(value == 0);
                if !rules.is_small(value) {
                    continue;
                }
                let is_printed = lines.printed[row] & bit != 0;
                if is_printed && rules.hides_small {
                    self.hide(&mut lines, row, bit, Why::Small);
                } else if is_printed || worked_out >> set & 1 == 1 {
                    lines.needs[row] |= bit;
                }
            }
        }
        let people: Vec<u64> = (0..ROWS)
            .map(|row| counts.value(layout, context, place, PEOPLE, row, 0))
            .collect();
        let certain = self.certain(layout, &lines, (&values, &people), context, table);
        for (row, sets) in certain.into_iter().enumerate() {
            match rules.hides_small {
                true => self.hide(&mut lines, row, sets, Why::Certain),
                false => lines.needs[row] |= sets,
            }
        }
        self.close(&mut lines);
        lines
    }

    fn worked_out(&mut self, block: &Block, printed: u64) -> u64 {
        if printed == 0 {
            return 0;
        }
        let new = || block.worked_out_from(printed);
        *self.worked_out.entry(printed).or_insert_with(new)
    }

    pub fn hide(&mut self, lines: &mut Lines, row: usize, sets: u64, why: Why) {
        let new = sets & lines.shown[row];
        lines.shown[row] &= !new;
        lines.needs[row] |= new;
        if new != 0 {
            *self.reasons.entry(why).or_default() += u64::from(new.count_ones());
        }
    }

    /// A rate of exactly 0% or 100% tells each member's outcome. Everybody's share of everybody tells nothing.
    fn certain(
        &self,
        layout: &Layout,
        lines: &Lines,
        (values, people): (&Values, &[u64]),
        context: usize,
        table: usize,
    ) -> [u64; ROWS] {
        let sheet = layout
            .sheet(context, table, self.block)
            .expect("asked before");
        let is_certain =
            |part: u64, all: u64| (1..CERTAIN_BELOW).contains(&all) && [0, all].contains(&part);
        let mut certain = [0; ROWS];
        for row in 0..ROWS {
            let printed = lines.printed[row];
            for (denominator, numerators) in &sheet.numerators {
                let all = values.at(row, *denominator);
                let parts = bits(*numerators & printed);
                let parts = parts.filter(|set| is_certain(values.at(row, *set), all));
                certain[row] |= as_bits(parts);
            }
            for set in bits(sheet.of_people & printed) {
                certain[row] |= u64::from(is_certain(values.at(row, set), people[row])) << set;
            }
            if row == ALL || row == COMPLETE {
                continue;
            }
            for set in bits(sheet.shares & printed) {
                let mut wholes = [ALL, COMPLETE].into_iter();
                let is_share =
                    wholes.any(|whole| is_certain(values.at(row, set), values.at(whole, set)));
                certain[row] |= u64::from(is_share) << set;
            }
        }
        certain
    }

    /// What is left of the whole beside a level may not be small, also where no row prints the counts themselves.
    fn need_rests_of_the_whole(&mut self, layout: &Layout, counts: &Counts, rules: &Rules) {
        let Some(whole) = layout.whole_place() else {
            return;
        };
        for context in 0..layout.contexts.len() {
            let Some(printed) = self.at(layout, context, whole).map(|lines| lines.printed) else {
                continue;
            };
            let all = counts.values(layout, (context, whole, self.block));
            for table in 0..self.tables {
                if !layout.tables[table].is_part_of_the_whole() || !self.has(context, table) {
                    continue;
                }
                for place in layout.tables[table].places() {
                    let some = counts.values(layout, (context, place, self.block));
                    let mut lines = *self
                        .at(layout, context, place)
                        .expect("the block has the table");
                    for row in 0..ROWS {
                        let left = all.of_row(row).zip(some.of_row(row));
                        let left = left.map(|(all, some)| all - some);
                        let small = as_bits(small_of(left, rules));
                        let not_printed = small & !(printed[row] & lines.printed[row]);
                        if not_printed != 0 {
                            let block = &layout.blocks[self.block];
                            let worked_out = self.worked_out(block, told(&lines.printed, row));
                            lines.needs[row] |= not_printed & worked_out;
                        }
                    }
                    *self
                        .at_mut(layout, context, place)
                        .expect("the block has the table") = lines;
                }
            }
        }
    }

    /// Who is left of a level beside those that lie within it may not be few, where a reader has both.
    fn need_who_is_left(&mut self, layout: &Layout, counts: &Counts, rules: &Rules) {
        for nest in &layout.nests.all {
            for context in 0..layout.contexts.len() {
                let time = layout.time(context);
                let Some(mut lines) = self.at(layout, context, nest.left).copied() else {
                    continue;
                };
                let left = counts.values(layout, (context, nest.left, self.block));
                for row in 0..ROWS {
                    let mut small = as_bits(small_of(left.of_row(row), rules));
                    for place in nest.within(time).chain([nest.around]) {
                        if small == 0 {
                            break;
                        }
                        let Some(of_place) = self.at(layout, context, place).copied() else {
                            continue;
                        };
                        let block = &layout.blocks[self.block];
                        small &= self.worked_out(block, told(&of_place.printed, row));
                    }
                    lines.needs[row] |= small;
                }
                *self
                    .at_mut(layout, context, nest.left)
                    .expect("the block has the table") = lines;
            }
        }
    }

    /// A count goes with its other name. A numerator stays where its denominator is hidden: without the rate it tells no
    /// more than it does alone.
    pub fn close(&mut self, lines: &mut Lines) {
        for row in 0..ROWS {
            let hidden = lines.printed[row] & !lines.shown[row];
            if hidden != 0 {
                let closed = self.closed(lines.printed[row], hidden);
                self.hide(lines, row, closed, Why::Alias);
            }
        }
    }

    /// The printed counts of a row that are hidden if some are.
    pub fn closed(&self, printed: u64, mut hidden: u64) -> u64 {
        loop {
            let before = hidden;
            for (one, other) in &self.aliases {
                let both = 1 << one | 1 << other;
                if hidden & both != 0 {
                    hidden |= both & printed;
                }
            }
            if hidden == before {
                return hidden;
            }
        }
    }

    /// Whether a row prints and shows a count.
    pub fn shows(
        &self,
        layout: &Layout,
        context: usize,
        place: usize,
        row: usize,
        set: usize,
    ) -> bool {
        self.at(layout, context, place)
            .is_some_and(|lines| lines.shown[row] >> set & 1 == 1)
    }

    /// Shows what was withheld.
    pub fn show(
        &mut self,
        layout: &Layout,
        (context, place): (usize, usize),
        row: usize,
        sets: u64,
    ) {
        let Some(lines) = self.at_mut(layout, context, place) else {
            return;
        };
        let new = sets & lines.printed[row] & !lines.shown[row];
        lines.shown[row] |= new;
        lines.needs[row] &= !new;
        if let Some(counts) = self.reasons.get_mut(&Why::Withheld) {
            *counts -= u64::from(new.count_ones());
        }
    }

    /// Hides a count, and with it its other names.
    pub fn hide_at(
        &mut self,
        layout: &Layout,
        context: usize,
        place: usize,
        row: usize,
        sets: u64,
        why: Why,
    ) {
        let Some(mut lines) = self.at(layout, context, place).copied() else {
            return;
        };
        self.hide(&mut lines, row, sets, why);
        self.close(&mut lines);
        *self.at_mut(layout, context, place).expect("just seen") = lines;
    }
}

/// What a reader has of a row: what is printed there, and of people with complete data or without what is left of all.
fn told(printed: &[u64; ROWS], row: usize) -> u64 {
    const INCOMPLETE: usize = GroupRow::Incomplete as usize;
    match row {
        COMPLETE => printed[row] | printed[ALL] & printed[INCOMPLETE],
        INCOMPLETE => printed[row] | printed[ALL] & printed[COMPLETE],
        _ => printed[row],
    }
}

/// The sets of which the value is small and not nought; values come set by set.
fn small_of(values: impl Iterator<Item = u64>, rules: &Rules) -> impl Iterator<Item = usize> {
    let small = values
        .enumerate()
        .filter(|(_, value)| *value > 0 && rules.is_small(*value));
    small.map(|(set, _)| set)
}

/// Adds sets to those of the same rows.
pub fn add(all: &mut [u64; ROWS], rows: &[u64; ROWS]) {
    all.iter_mut()
        .zip(rows)
        .for_each(|(all, sets)| *all |= sets);
}

/// The other way round: each is given once.
pub fn as_bits(sets: impl Iterator<Item = usize>) -> u64 {
    sets.fold(0, |all, set| all | 1 << set)
}

pub fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = set.trailing_zeros();
        set &= set.wrapping_sub(1);
        (at < 64).then_some(at as usize)
    })
}

//! What an exchange costs: what must be hidden for it that is still shown.

use super::blocks::{Atoms, PEOPLE};
use super::board::bits;
use super::exchange::{Pattern, Terms};
use super::layout::{ALL, COMPLETE, ROWS};
use super::recording::{More, kind_of, more_of_whole, more_people};
use super::relations::Asked;
use super::search::{CELL, Cost, Field, Search};
use crate::measures::GroupRow;
use std::cell::OnceCell;

/// What a pattern changes in one context: atoms, and for each row the sets that lose people and those that gain some. These
/// are worked out when first asked for: most candidates fail before.
pub(super) struct Change {
    terms: Terms,
    rows: OnceCell<[(u64, u64); ROWS]>,
}

/// What a pattern changes at any place of a table, in each of some contexts.
pub(super) struct Changes<'a> {
    contexts: &'a [usize],
    of: Vec<Change>,
}

impl Changes<'_> {
    /// Whether nothing of it is told there.
    pub(super) fn are_none(&self) -> bool {
        self.of.iter().all(|change| change.terms.is_empty())
    }
}

impl Search<'_> {
    /// What a pattern costs at a place; `None` if it cannot be, or costs as much as the limit.
    pub(super) fn cost_at(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        limit: Cost,
    ) -> Option<Cost> {
        if self.avoided.contains(&place) || !self.somebody_can_go(contexts, pattern, place, sign) {
            return None;
        }
        let changes = self.changes_in(contexts, pattern, self.field.layout.table_of[place], sign);
        if changes.are_none() {
            return (limit > 0).then_some(0);
        }
        let cost = self.cost_of_changes(&changes, pattern, place, limit)?;
        self.known_holds(&changes, pattern, place).then_some(cost)
    }

    /// What a pattern changes at a place of a table, in each context.
    pub(super) fn changes_in<'c>(
        &self,
        contexts: &'c [usize],
        pattern: &Pattern,
        table: usize,
        sign: i32,
    ) -> Changes<'c> {
        let layout = self.field.layout;
        let first = layout.tables[table].first;
        let change = |context: &usize| Change {
            terms: Terms::of(layout, *context, first, pattern, sign),
            rows: OnceCell::new(),
        };
        Changes {
            contexts,
            of: contexts.iter().map(change).collect(),
        }
    }

    /// What such changes cost at a place of that table where somebody can go; `None` if a count would be less than it can be,
    /// or if it costs as much as the limit.
    pub(super) fn cost_of_changes(
        &self,
        changes: &Changes<'_>,
        pattern: &Pattern,
        place: usize,
        limit: Cost,
    ) -> Option<Cost> {
        let mut cost = 0;
        for (context, change) in changes.contexts.iter().zip(&changes.of) {
            cost += self.cost_in(*context, pattern.block, place, change, limit - cost)?;
        }
        Some(cost)
    }

    /// Whether all that is known of populations, years and questions still holds with such changes at a place.
    pub(super) fn known_holds(
        &self,
        changes: &Changes<'_>,
        pattern: &Pattern,
        place: usize,
    ) -> bool {
        let Field {
            layout,
            counts,
            known,
            ..
        } = *self.field;
        let contexts = changes.contexts;
        let terms = |context| match contexts.iter().position(|c| *c == context) {
            Some(at) => changes.of[at].terms,
            None => Terms::default(),
        };
        known.nesting_holds(layout, counts, contexts, place, pattern.block, terms)
            && self.relations_hold(changes, pattern, place)
    }

    /// Whether what is known of several questions, populations and years still holds, as far as one question tells.
    fn relations_hold(&self, changes: &Changes<'_>, pattern: &Pattern, place: usize) -> bool {
        let Field {
            layout,
            counts,
            relations,
            ..
        } = *self.field;
        let asked = match pattern {
            Pattern { block: PEOPLE, .. } => Asked::OfOneBlock,
            // Those who change groups have other answers, too: these are looked at together.
            Pattern { to: None, .. } => return true,
            _ if self.joins => Asked::NotOfFamilies,
            _ => Asked::All,
        };
        let change = |context: usize, block: usize, group: usize, atoms: Atoms| {
            let at = changes.contexts.iter().position(|c| *c == context);
            let at = at.filter(|_| block == pattern.block);
            at.map_or(0, |at| changes.of[at].terms.more(group, atoms))
        };
        let mut contexts = changes.contexts.iter();
        contexts.all(|context| {
            let spot = (*context, pattern.block, place);
            relations.hold(layout, counts, spot, asked, change)
        })
    }

    /// What a pattern costs at several places together; `None` if it cannot be, or costs as much as the limit.
    pub(super) fn cost_of(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        places: &[(usize, i32)],
        limit: Cost,
    ) -> Option<Cost> {
        let mut places = places.iter();
        places.try_fold(0, |cost, (place, sign)| {
            Some(cost + self.cost_at(contexts, pattern, *place, *sign, limit - cost)?)
        })
    }

    /// Whether there is somebody in each atom that loses one: most candidates fail here.
    pub(super) fn somebody_can_go(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
    ) -> bool {
        let mut all = contexts.iter();
        all.all(|context| self.can_go_in(*context, pattern, place, sign))
            && self.can_be_theirs(contexts, pattern, place, sign)
    }

    /// Whether those who exchange answers, or change groups with them, can be there, where answers are not told apart by group
    /// but numbers of people are.
    fn can_be_theirs(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
    ) -> bool {
        let Field {
            layout,
            counts,
            recording,
            ..
        } = *self.field;
        let (table, block) = (layout.table_of[place], pattern.block);
        if !layout.tables[table].recording || block == PEOPLE {
            return true;
        }
        let (from, to) = (kind_of(pattern.group), pattern.other_group.map(kind_of));
        let is_there = |context: usize, kind: usize| {
            let people = counts.atom(layout, context, place, PEOPLE, kind, 0);
            people >= pattern.people as u32
        };
        let is_in = |context: usize| contexts.contains(&context);
        let is_same_kind = to == Some(from) && pattern.from == pattern.then;
        // A table of what is recorded tells the same apart in each context.
        let Some(first) = contexts.first() else {
            return true;
        };
        let terms = Terms::of(layout, *first, place, pattern, sign);
        let more = More {
            largest: pattern.people.into(),
            of_whole: &|context: usize, _, kind: usize, answers: Atoms| match is_in(context) {
                true => more_of_whole(pattern, sign, kind, answers),
                false => 0,
            },
            people: &|context: usize, at: usize, kind: usize| match is_in(context) && at == place {
                true => more_people(pattern, sign, kind),
                false => 0,
            },
            answers: &|context: usize, at: usize, answers: Atoms| match is_in(context)
                && at == place
            {
                true => terms.more(0, answers),
                false => 0,
            },
        };
        contexts.iter().all(|context| {
            if layout.sheet(*context, table, block).is_none() {
                return true;
            }
            let are_there = pattern.to.is_none()
                || is_there(*context, from) && to.is_none_or(|to| is_there(*context, to));
            let mut lines = recording
                .of(*context, block)
                .filter(|line| line.division.table == table);
            // Between two groups of one kind nothing changes.
            are_there
                && (is_same_kind || lines.all(|line| line.can_be(layout, counts, &[place], &more)))
        })
    }

    fn can_go_in(&self, context: usize, pattern: &Pattern, place: usize, sign: i32) -> bool {
        let Field { layout, counts, .. } = *self.field;
        let table = layout.table_of[place];
        let slots = layout.slots(context, table, pattern.block);
        let (from, to) = (pattern.from, pattern.to.unwrap_or(pattern.from));
        let group = slots.groups[pattern.group];
        let other = pattern.other_group.map(|other| slots.groups[other]);
        // Where groups are not told apart nothing changes, but whoever changes groups must be there all the same.
        if pattern.to.is_some() && slots.atoms[from] == slots.atoms[to] {
            return true;
        }
        let atoms = counts.atoms(layout, context, place, pattern.block);
        let size = layout.blocks[pattern.block].size();
        if atoms.is_empty() {
            return !self.board_of(pattern.block).has(context, table);
        }
        let has = |group: u8, atom: usize| {
            let at = usize::from(group) * size + usize::from(slots.atoms[atom]);
            atoms[at] >= pattern.people as u32
        };
        let (loses, gains) = if sign > 0 { (from, to) } else { (to, from) };
        match (pattern.to, other) {
            (Some(_), None) => has(group, loses),
            (Some(_), Some(other)) => has(group, loses) && has(other, gains),
            (None, _) if sign > 0 => has(group, from),
            (None, Some(other)) => has(other, pattern.then),
            (None, None) => true,
        }
    }

    fn cost_in(
        &self,
        context: usize,
        block: usize,
        place: usize,
        Change { terms, rows }: &Change,
        limit: Cost,
    ) -> Option<Cost> {
        let Field {
            layout,
            counts,
            known,
            rules,
            ..
        } = *self.field;
        let board = self.board_of(block);
        let Some(lines) = board.at(layout, context, place) else {
            return (limit > 0).then_some(0);
        };
        let atoms = counts.atoms(layout, context, place, block);
        let size = layout.blocks[block].size();
        let mut cost = 0;
        for term in terms.iter() {
            let now = atoms
                .get(term.group() * size + term.atom())
                .copied()
                .unwrap_or(0);
            if now as i32 + term.change() < 0 {
                return None;
            }
            if term.change() > 0
                && known.is_nought(context, place, block, term.group(), term.atom())
            {
                return None;
            }
            // Children beyond four are somebody's.
            if term.change() < 0
                && known.is_four_or_more(block, term.atom())
                && now as i32 + term.change() < 1
                && counts.has_beyond_four(layout, context, place, term.group())
            {
                return None;
            }
            cost += Cost::from(now).min(CELL / 64);
        }
        let table = layout.table_of[place];
        let details = layout
            .sheet(context, table, block)
            .map_or([0; ROWS], |s| s.details);
        let effects = &self.field.effects[block];
        let rows = rows.get_or_init(|| std::array::from_fn(|row| effects.in_row(terms, row)));
        for (row, (less, more)) in rows.iter().enumerate() {
            if lines.printed[row] == 0 || less | more == 0 {
                continue;
            }
            // Where noughts are shown, whoever sees a hidden count knows that it is none.
            let noughts_are_shown = block == PEOPLE || lines.shown[row] != 0;
            if self.keeps_some
                && noughts_are_shown
                && !rules.suppress_zero
                && less & lines.last[row] & lines.printed[row] != 0
            {
                return None;
            }
            let seen = self
                .field
                .seen((context, place, block), terms, row, less | more);
            for set in bits(seen & lines.shown[row]) {
                let of = Kind {
                    is_detail: details[row] >> set & 1 == 1,
                    is_nought: lines.noughts[row] >> set & 1 == 1,
                    is_whole: Some(table) == layout.whole(),
                    is_people: block == PEOPLE,
                };
                cost += weight(row, of);
            }
            if cost >= limit {
                return None;
            }
        }
        (cost < limit).then_some(cost)
    }

    pub(super) fn is_touched(&self, contexts: &[usize], pattern: &Pattern, table: usize) -> bool {
        let layout = self.field.layout;
        let board = self.board_of(pattern.block);
        contexts.iter().any(|context| {
            board.has(*context, table)
                && !Terms::of(layout, *context, layout.tables[table].first, pattern, 1).is_empty()
        })
    }
}

/// What it costs to hide a count. Who reads a report asks first how many people there are, then how many in each family
/// group, then what is said of the whole; levels come after that. Sums of groups and details repeat what others tell.
/// A nought costs more than another count of its kind: it is the last that a line gives up before its total.
fn weight(row: usize, of: Kind) -> Cost {
    let is_sum = row == GroupRow::LivesWithChild as usize
        || row == GroupRow::ParentOrLivesWithChild as usize;
    let of_row = match (row, of.is_whole) {
        _ if of.is_nought => 20,
        (ALL, true) => 200,
        (COMPLETE, true) => 50,
        (ALL, false) => 10,
        (COMPLETE, false) => 6,
        _ if is_sum || of.is_detail => 2,
        _ => 3,
    };
    let is_total = row == ALL || row == COMPLETE;
    let times = match (of.is_whole, of.is_people, is_total) {
        (true, true, true) => 20,
        (true, true, false) => 120,
        (true, false, false) if !of.is_nought => 2,
        _ => 1,
    };
    CELL * of_row * times
}

/// What tells what a count is worth, beside its row.
struct Kind {
    is_detail: bool,
    is_nought: bool,
    is_whole: bool,
    is_people: bool,
}

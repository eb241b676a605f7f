//! What an exchange costs: what must be hidden for it that is still shown.

use super::blocks::{Atoms, PEOPLE};
use super::board::{Lines, bits};
use super::change::can_change;
use super::counts::Somebody;
use super::exchange::{Pattern, RowEffects, Terms, TermsIn, atoms_of};
use super::layout::{ALL, COMPLETE, ROWS, Slots};
use super::recording::{More, kind_of, more_of_whole, more_people};
use super::relations::Asked;
use super::search::{CELL, Cost, Field, Search};
use crate::measures::GroupRow;
use std::cell::OnceCell;

/// What a pattern changes at any place of a table, to be looked at beside many of its levels.
pub(super) struct Changes {
    pub terms: TermsIn,
    /// In each of the contexts what that does to the rows, worked out when its cost is first asked for.
    rows: Vec<OnceCell<RowEffects>>,
}

/// The lines at a spot, and what it costs to hide counts of them.
pub(super) struct Weighed<'a> {
    pub spot: (usize, usize, usize),
    lines: &'a Lines,
    details: Option<&'a [u64; ROWS]>,
    weights: &'static Weights,
}

/// Who is at a spot, to see whether somebody can go from there.
pub(super) struct Standing<'a> {
    search: &'a Search<'a>,
    spot: (usize, usize, usize),
    pub slots: &'a Slots,
    somebody: Option<&'a Somebody>,
}

impl Standing<'_> {
    /// Whether there is somebody in each atom that loses one.
    #[inline]
    pub fn can_go(&self, pattern: &Pattern, sign: i32) -> bool {
        let slots = self.slots;
        let (from, to) = (pattern.from, pattern.to.unwrap_or(pattern.from));
        // Where groups are not told apart nothing changes, but whoever changes groups must be there all the same.
        if pattern.to.is_some() && slots.atoms[from] == slots.atoms[to] {
            return true;
        }
        let Some(somebody) = self.somebody else {
            return self.is_off_board();
        };
        let has = |group: usize, atom: usize| {
            let group = usize::from(slots.groups[group]);
            let atom = usize::from(slots.atoms[atom]);
            somebody[group] >> atom & 1 == 1
                && (pattern.people == 1 || self.people(group, atom) >= pattern.people as u32)
        };
        let (loses, gains) = if sign > 0 { (from, to) } else { (to, from) };
        match (pattern.to, pattern.other_group) {
            (Some(_), None) => has(pattern.group, loses),
            (Some(_), Some(other)) => has(pattern.group, loses) && has(other, gains),
            (None, _) if sign > 0 => has(pattern.group, from),
            (None, Some(other)) => has(other, pattern.then),
            (None, None) => true,
        }
    }

    fn people(&self, group: usize, atom: usize) -> u32 {
        let Field { layout, counts, .. } = *self.search.field;
        let (context, block, place) = self.spot;
        counts.atom(layout, context, place, block, group, atom)
    }

    fn is_off_board(&self) -> bool {
        let (context, block, place) = self.spot;
        let table = self.search.field.layout.table_of[place];
        !self.search.board_of(block).has(context, table)
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
        let Field {
            layout, effects, ..
        } = *self.field;
        let terms = TermsIn::at(layout, contexts, layout.table_of[place], pattern, sign);
        if terms.are_none() {
            return (limit > 0).then_some(0);
        }
        let rows = |_, terms: &Terms| effects[pattern.block].in_rows(terms);
        let cost = self.cost_of_terms(&terms, (pattern.block, place), limit, rows)?;
        self.known_holds(&terms, pattern, place).then_some(cost)
    }

    /// The cost of a pattern of those who are at a place, worked out before; `None` if it cannot be all the same, or if that is as
    /// much as the limit.
    pub(super) fn cost_if_it_can_be(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        (place, sign): (usize, i32),
        cost: Cost,
        limit: Cost,
    ) -> Option<Cost> {
        if cost >= limit
            || self.avoided.contains(&place)
            || !self.can_be_theirs(contexts, pattern, place, sign)
        {
            return None;
        }
        let layout = self.field.layout;
        let terms = TermsIn::at(layout, contexts, layout.table_of[place], pattern, sign);
        let holds = terms.are_none() || self.known_holds(&terms, pattern, place);
        holds.then_some(cost)
    }

    /// What a pattern changes at a place of a table, in each context.
    pub(super) fn changes_in(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        table: usize,
        sign: i32,
    ) -> Changes {
        Changes {
            terms: TermsIn::at(self.field.layout, contexts, table, pattern, sign),
            rows: vec![OnceCell::new(); contexts.len()],
        }
    }

    /// What such changes cost at a place of that table where somebody can go; `None` if a count would be less than it can be,
    /// or if it costs as much as the limit.
    pub(super) fn cost_of_changes(
        &self,
        changes: &Changes,
        pattern: &Pattern,
        place: usize,
        limit: Cost,
    ) -> Option<Cost> {
        let effects = &self.field.effects[pattern.block];
        let rows = |at: usize, terms: &Terms| {
            let rows = changes.rows[at].get_or_init(|| effects.in_rows(terms));
            *rows
        };
        self.cost_of_terms(&changes.terms, (pattern.block, place), limit, rows)
    }

    /// The same of the terms of each context; `rows` are what these do to the rows, by the position of the context among them.
    fn cost_of_terms(
        &self,
        terms: &TermsIn,
        (block, place): (usize, usize),
        limit: Cost,
        rows: impl Fn(usize, &Terms) -> RowEffects,
    ) -> Option<Cost> {
        // Most contexts tell the same apart.
        let mut last: Option<(Terms, RowEffects)> = None;
        let mut contexts = terms.iter().enumerate();
        contexts.try_fold(0, |cost, (at, (context, terms))| {
            let spot = (*context, block, place);
            let rows = || match last {
                Some((same, rows)) if same == *terms => rows,
                _ => last.insert((*terms, rows(at, terms))).1,
            };
            let more = self.cost_in(spot, terms, rows, limit - cost)?;
            Some(cost + more)
        })
    }

    /// Whether all that is known of populations, years and questions still holds with such changes at a place.
    pub(super) fn known_holds(&self, terms: &TermsIn, pattern: &Pattern, place: usize) -> bool {
        let Field {
            layout,
            counts,
            inclusions,
            ..
        } = *self.field;
        let spot = (place, pattern.block);
        let quick = (pattern.people == 1)
            .then(|| self.is_let(spot, terms))
            .flatten();
        quick.unwrap_or_else(|| inclusions.hold(layout, counts, spot, terms))
            && self.relations_hold(terms, pattern, place)
    }

    /// Whether what is known of populations and years lets terms of one person each be at a place, the same in all contexts;
    /// `None` if it must be looked at in full.
    fn is_let(&self, spot: (usize, usize), terms: &TermsIn) -> Option<bool> {
        let Field {
            layout, inclusions, ..
        } = *self.field;
        if !terms.are_alike() {
            return None;
        }
        let (_, first) = terms.iter().next()?;
        let changed = inclusions.contexts_as_bits(terms.iter().map(|(context, _)| *context));
        let find_out = || {
            let contexts: Vec<usize> = terms.iter().map(|(context, _)| *context).collect();
            inclusions.blocked(layout, spot, &contexts)
        };
        let blocked = self.memory.blocked((changed, spot), find_out);
        blocked.map(|blocked| blocked.lets(layout, spot, first))
    }

    /// Whether what is known of several questions, populations and years still holds, as far as one question tells.
    fn relations_hold(&self, terms: &TermsIn, pattern: &Pattern, place: usize) -> bool {
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
        let of = |context: usize, block: usize| {
            let of_context = terms.of(context).filter(|_| block == pattern.block);
            of_context.map_or(&[][..], Terms::as_slice)
        };
        let mut contexts = terms.iter();
        contexts.all(|(context, terms)| {
            let spot = (*context, pattern.block, place);
            let changed = atoms_of(terms.as_slice());
            relations.hold(layout, counts, spot, (changed, asked), of)
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
        let standing = self.standing((context, pattern.block, place));
        standing.can_go(pattern, sign)
    }

    /// Who is at a spot.
    #[inline]
    pub(super) fn standing(&self, spot: (usize, usize, usize)) -> Standing<'_> {
        let Field { layout, counts, .. } = *self.field;
        let (context, block, place) = spot;
        Standing {
            search: self,
            spot,
            slots: layout.slots(context, layout.table_of[place], block),
            somebody: counts.somebody(layout, context, place, block),
        }
    }

    fn cost_in(
        &self,
        spot: (usize, usize, usize),
        terms: &Terms,
        rows: impl FnOnce() -> RowEffects,
        limit: Cost,
    ) -> Option<Cost> {
        let Some(weighed) = self.weighed(spot) else {
            return (limit > 0).then_some(0);
        };
        // Beside other levels most cost too much: whether the people are there is looked at last.
        let hiding = self.cost_of_hiding(&weighed, (terms, rows()), limit)?;
        let cost = hiding + self.people_there(spot, terms)?;
        (cost < limit).then_some(cost)
    }

    /// The lines at a spot, if it has any on the boards.
    pub(super) fn weighed(&self, spot: (usize, usize, usize)) -> Option<Weighed<'_>> {
        let layout = self.field.layout;
        let (context, block, place) = spot;
        let table = layout.table_of[place];
        let lines = self.board_of(block).at(layout, context, place)?;
        let is_whole = Some(table) == layout.whole();
        Some(Weighed {
            spot,
            lines,
            details: layout.sheet(context, table, block).map(|s| &s.details),
            weights: &WEIGHTS[usize::from(is_whole)][usize::from(block == PEOPLE)],
        })
    }

    /// What must be hidden on some lines that is still shown; `None` if a count would go down to nought that must not, or if it
    /// costs as much as the limit.
    fn cost_of_hiding(
        &self,
        weighed: &Weighed<'_>,
        (terms, rows): (&Terms, RowEffects),
        limit: Cost,
    ) -> Option<Cost> {
        let mut cost = 0;
        for (alike, (less, more)) in rows.alike() {
            for row in bits(alike.into()) {
                let seen = || self.field.seen(weighed.spot, terms, row, less | more);
                cost += self.cost_of_row(weighed, row, less, seen)?;
                if cost >= limit {
                    return None;
                }
            }
        }
        Some(cost)
    }

    /// What must be hidden of a row that is still shown, where some sets lose people, and a reader sees that some change; `None` if
    /// a count would go down to nought that must not.
    #[inline]
    pub(super) fn cost_of_row(
        &self,
        weighed: &Weighed<'_>,
        row: usize,
        less: u64,
        seen: impl FnOnce() -> u64,
    ) -> Option<Cost> {
        let Weighed {
            spot: (_, block, _),
            lines,
            details,
            weights,
        } = *weighed;
        if lines.printed[row] == 0 {
            return Some(0);
        }
        // Where noughts are shown, whoever sees a hidden count knows that it is none.
        let noughts_are_shown = block == PEOPLE || lines.shown[row] != 0;
        if self.keeps_some
            && noughts_are_shown
            && !self.field.rules.suppress_zero
            && less & lines.last[row] & lines.printed[row] != 0
        {
            return None;
        }
        let hidden = seen() & lines.shown[row];
        if hidden == 0 {
            return Some(0);
        }
        let details = details.map_or(0, |details| details[row]);
        let kinds = (lines.noughts[row], details);
        Some(cost_of_sets(hidden, kinds, &weights[row]))
    }

    /// How many people there are in the atoms that change, less than one cell costs; `None` if some cannot change so.
    pub(super) fn people_there(&self, spot: (usize, usize, usize), terms: &Terms) -> Option<Cost> {
        let Field { layout, counts, .. } = *self.field;
        let (context, block, place) = spot;
        let atoms = counts.atoms(layout, context, place, block);
        let size = layout.blocks[block].size();
        terms.iter().try_fold(0, |people, term| {
            let at = term.group() * size + term.atom();
            let now = atoms.get(at).copied().unwrap_or(0);
            let can_be = can_change(self.field, spot, *term, now);
            can_be.then_some(people + Cost::from(now).min(CELL / 64))
        })
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

/// What it costs to hide some sets of a row, of which some are noughts and others details; sets as bits.
fn cost_of_sets(hidden: u64, (noughts, details): (u64, u64), of_kinds: &[Cost; 3]) -> Cost {
    let noughts = hidden & noughts;
    let details = hidden & details & !noughts;
    let kinds = [
        (noughts, Kind::Nought),
        (details, Kind::Detail),
        (hidden & !noughts & !details, Kind::Usual),
    ];
    let some = kinds.into_iter().filter(|(sets, _)| *sets != 0);
    some.map(|(sets, kind)| of_kinds[kind as usize] * Cost::from(sets.count_ones()))
        .sum()
}

/// What it costs to hide a count. Who reads a report asks first how many people there are, then how many in each family
/// group, then what is said of the whole; levels come after that. Sums of groups and details repeat what others tell.
/// A nought costs more than another count of its kind: it is the last that a line gives up before its total.
const fn weight(row: usize, kind: Kind, (is_whole, is_people): (bool, bool)) -> Cost {
    let is_sum = row == GroupRow::LivesWithChild as usize
        || row == GroupRow::ParentOrLivesWithChild as usize;
    let is_total = row == ALL || row == COMPLETE;
    let of_row = match (row, kind) {
        (_, Kind::Nought) => 20,
        (ALL, _) if is_whole => 200,
        (COMPLETE, _) if is_whole => 50,
        (ALL, _) => 10,
        (COMPLETE, _) => 6,
        (_, Kind::Detail) => 2,
        _ if is_sum => 2,
        _ => 3,
    };
    let times = match (is_whole, is_people, kind) {
        (true, true, _) if is_total => 20,
        (true, true, _) => 120,
        (true, false, Kind::Detail | Kind::Usual) if !is_total => 2,
        _ => 1,
    };
    CELL * of_row * times
}

/// What kind of count it is: each costs something else to hide.
#[derive(Clone, Copy)]
enum Kind {
    Nought,
    /// It repeats a part of what others tell.
    Detail,
    Usual,
}

/// Row -> kind -> what it costs.
type Weights = [[Cost; 3]; ROWS];

/// Whether it is of the whole, whether it is a number of people -> what that costs: looked up, for very much is weighed.
static WEIGHTS: [[Weights; 2]; 2] = [
    [weights((false, false)), weights((false, true))],
    [weights((true, false)), weights((true, true))],
];

const fn weights(of: (bool, bool)) -> Weights {
    let mut weights = [[0; 3]; ROWS];
    let mut row = 0;
    while row < ROWS {
        let each = [Kind::Nought, Kind::Detail, Kind::Usual];
        let mut at = 0;
        while at < each.len() {
            weights[row][each[at] as usize] = weight(row, each[at], of);
            at += 1;
        }
        row += 1;
    }
    weights
}

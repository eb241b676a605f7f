//! An exchange between two levels of one table: what the one gives up the other takes in, and sums over the levels stay.

use super::blocks::PEOPLE;
use super::common::Common;
use super::cost::Changes;
use super::exchange::{Part, Pattern};
use super::feasible::{Going, Levels};
use super::layout::GROUPS;
use super::partners::{Partners, Stuck};
use super::places::cheapest;
use super::search::{CELL, Cost, Field, Search};
use super::within::Who;
use std::ops::Range;

/// What is worked out once for all levels that a place is tried beside, and the best so far.
struct Beside<'a> {
    of: Who<'a>,
    place: usize,
    sign: i32,
    /// What changes at the other level.
    changes: Changes,
    /// The first level of the table.
    first: usize,
    known: Levels,
    partners: Partners<'a>,
    stuck: Option<Stuck>,
    limit: Cost,
    best: Option<(Cost, Vec<Part>)>,
}

impl Beside<'_> {
    /// What the next one must cost less than.
    fn limit(&self) -> Cost {
        self.best.as_ref().map_or(self.limit, |(cost, _)| *cost)
    }

    fn is_sibling(&self, level: usize) -> bool {
        let mut stuck = self.stuck.iter();
        stuck.any(|stuck| stuck.siblings.contains(&level))
    }

    /// The least that goes along with a level that is no sibling; `None` if none can be.
    fn least_along(&self) -> Option<Cost> {
        self.stuck.as_ref().map_or(Some(0), |stuck| stuck.least)
    }

    fn has_free_one(&self) -> bool {
        let best = self.best.as_ref();
        best.is_some_and(|(cost, _)| *cost < CELL / 2)
    }
}

impl Search<'_> {
    /// Another level of the table, where the pattern goes the other way round.
    pub(super) fn beside(
        &mut self,
        of: Who<'_>,
        (place, sign): (usize, i32),
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let Who {
            contexts, pattern, ..
        } = of;
        let layout = self.field.layout;
        let table = layout.table_of[place];
        let levels = layout.tables[table].places();
        let going = Going::new(self.contexts_number, pattern, sign < 0, self.joins);
        let mut partners = Partners::new(of);
        let mut beside = Beside {
            of,
            place,
            sign,
            changes: self.changes_in(contexts, pattern, table, -sign),
            first: levels.start,
            known: self.memory.take(table, going, levels.len()),
            stuck: self.stuck(&mut partners, (place, sign)),
            partners,
            limit,
            best: None,
        };
        self.try_siblings(&mut beside);
        let start = self.last[table];
        for levels in [start..levels.end, levels.start..start] {
            self.try_others(&mut beside, levels);
        }
        let Beside {
            known,
            partners,
            best,
            ..
        } = beside;
        self.memory.put_back(table, going, known);
        partners.put_back(self);
        best
    }

    /// Those that need no more come first.
    fn try_siblings(&mut self, beside: &mut Beside<'_>) {
        let siblings = beside.stuck.iter().flat_map(|stuck| &stuck.siblings);
        let siblings: Vec<usize> = siblings.copied().collect();
        for other in siblings {
            if beside.has_free_one() {
                return;
            }
            self.try_beside(beside, other, 0);
        }
    }

    /// Levels that are no siblings, until one costs nothing or none can cost less.
    fn try_others(&mut self, beside: &mut Beside<'_>, levels: Range<usize>) {
        let Some(along) = beside.least_along() else {
            return;
        };
        let first = beside.first;
        let mut next = levels.start;
        while !beside.has_free_one() && along < beside.limit() {
            let open = next - first..levels.end - first;
            let Some(level) = beside.known.first_open(open) else {
                return;
            };
            let other = first + level;
            next = other + 1;
            if !beside.is_sibling(other) {
                self.try_beside(beside, other, along);
            }
        }
    }

    /// Tries one level with which at least so much goes along.
    fn try_beside(&mut self, beside: &mut Beside<'_>, other: usize, along: Cost) {
        let Beside { of, sign, .. } = *beside;
        let Who {
            contexts,
            pattern,
            common,
        } = of;
        let level = other - beside.first;
        let can_go = || self.somebody_can_go(contexts, pattern, other, -sign);
        if other == beside.place
            || self.avoided.contains(&other)
            || !beside.known.somebody_can_go(level, can_go)
        {
            return;
        }
        let Some(common) = self.common_with(common, contexts, pattern, (other, -sign)) else {
            return;
        };
        let limit = beside.limit();
        let changes = &beside.changes;
        let Some(cost) = self.cost_of_changes(changes, pattern, other, limit - along) else {
            return;
        };
        let holds = || self.known_holds(&changes.terms, pattern, other);
        if !beside.known.all_holds(level, holds) {
            return;
        }
        let who = Who {
            common: &common,
            ..of
        };
        let places = ([beside.place, other], sign);
        let found = self.with_linked(who, &mut beside.partners, places, limit - cost);
        let Some((more, parts)) = found else { return };
        beside.best = Some((cost + more, parts));
        if beside.has_free_one() {
            let table = self.field.layout.table_of[other];
            self.last[table] = other;
        }
    }

    /// What an exchange between two levels brings with it: pairs of levels, whoever is left of levels around, and recorded
    /// drugs.
    fn with_linked(
        &self,
        who: Who<'_>,
        partners: &mut Partners<'_>,
        ([place, other], sign): ([usize; 2], i32),
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let Who {
            contexts, pattern, ..
        } = who;
        let mut places = vec![(other, -sign)];
        let both = [(place, sign), (other, -sign)];
        let (mut cost, nested) = self.with_nests(who, partners, &both, limit)?;
        places.extend(nested);
        if pattern.block != PEOPLE {
            return Some((
                cost,
                vec![Part {
                    pattern: *pattern,
                    places,
                }],
            ));
        }
        let layout = self.field.layout;
        let table = layout.table_of[place];
        if let Some((pairs, is_area)) = self.pairs_of(table) {
            let [one, two] = [place, other].map(|p| p - layout.tables[table].first);
            let across = self.across(pairs, is_area);
            let pair_at = |level: usize| {
                let [a, b] = [one, two].map(|l| self.pair(pairs, is_area, l, level));
                [(a, sign), (b, -sign)]
            };
            let cost_of = |pair: &[_; 2], limit| self.cost_in_common(who, pair, limit);
            let (more, pair) = cheapest((0..across).map(pair_at), limit, cost_of)?;
            cost += more;
            places.extend(pair);
        }
        let mut parts = vec![Part {
            pattern: *pattern,
            places,
        }];
        let known = self.field.known;
        if known.not_recorded[place] != known.not_recorded[other] {
            let (more, part) = self.drugs_too(contexts, pattern, [place, other], sign, limit)?;
            cost += more;
            parts.push(part);
        }
        (cost < limit).then_some((cost, parts))
    }

    /// Who moves between a substance group and those whose drugs are not recorded has recorded drugs, or has not.
    fn drugs_too(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        [place, other]: [usize; 2],
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Part)> {
        let Field { layout, known, .. } = *self.field;
        let recorded = if known.not_recorded[place] {
            other
        } else {
            place
        };
        let sign = if recorded == place { sign } else { -sign };
        let missing = layout.blocks[known.drugs].size() - 1;
        let whole = layout.whole_place()?;
        let substances = layout.table_of[place];
        let mut best: Option<(Cost, Part)> = None;
        for from in 0..missing {
            let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
            let drug = Pattern {
                block: known.drugs,
                from,
                to: Some(missing),
                then: from,
                ..*pattern
            };
            // In the substance group those who have the drug come or go, so some must have it.
            if (0..GROUPS).all(|g| known.is_nought(contexts[0], recorded, known.drugs, g, from)) {
                continue;
            }
            let Some(cost) = self.cost_at(contexts, &drug, whole, sign, limit) else {
                continue;
            };
            let who = Who {
                contexts,
                pattern: &drug,
                common: &Common::ANY,
            };
            let at_whole = [(whole, sign)];
            let Some((more, lifted)) = self.lift(who, sign, &at_whole, &[substances], limit - cost)
            else {
                continue;
            };
            let places = [vec![(whole, sign)], lifted].concat();
            best = Some((
                cost + more,
                Part {
                    pattern: drug,
                    places,
                },
            ));
        }
        best
    }
}

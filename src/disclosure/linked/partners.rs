//! Levels of another table that change with those of this one, because levels lie within each other and nobody else is left who
//! could.

use super::cost::Changes;
use super::feasible::{Going, Levels};
use super::nests::Nest;
use super::search::{CELL, Cost, Places, Search};
use super::within::Who;

/// What is worked out once for all levels that a place is tried beside.
pub(super) struct Partners<'a> {
    of: Who<'a>,
    tables: Vec<Partner>,
    /// Table -> the cheapest level there that changes with the place itself, if there is one.
    of_place: Vec<(usize, Option<(Cost, usize)>)>,
}

/// What is known of a place that cannot change with any other level alone.
pub(super) struct Stuck {
    /// Levels with which it can.
    pub siblings: Vec<usize>,
    /// The least that goes along with another level; `None` if none can be.
    pub least: Option<Cost>,
}

/// Levels of a table that change with one sign.
struct Partner {
    table: usize,
    sign: i32,
    changes: Changes,
    going: Going,
    known: Levels,
}

impl<'a> Partners<'a> {
    /// Of a pattern at the place that others are tried beside.
    pub fn new(of: Who<'a>) -> Partners<'a> {
        Partners {
            of,
            tables: Vec::new(),
            of_place: Vec::new(),
        }
    }

    /// What levels of a table change with a sign.
    fn at(&mut self, search: &Search<'_>, table: usize, sign: i32) -> &mut Partner {
        let is_it = |partner: &Partner| (partner.table, partner.sign) == (table, sign);
        let at = self.tables.iter().position(is_it);
        let at = at.unwrap_or_else(|| {
            // What is remembered of levels is of those beside one of the other sign.
            let Who {
                contexts, pattern, ..
            } = self.of;
            let going = Going::new(search.contexts_number, pattern, sign > 0, search.joins);
            let levels = search.field.layout.tables[table].levels;
            self.tables.push(Partner {
                table,
                sign,
                changes: search.changes_in(contexts, pattern, table, sign),
                going,
                known: search.memory.take(table, going, levels),
            });
            self.tables.len() - 1
        });
        &mut self.tables[at]
    }

    /// Remembers what was found out.
    pub fn put_back(self, search: &Search<'_>) {
        for partner in self.tables {
            let Partner {
                table,
                going,
                known,
                ..
            } = partner;
            search.memory.put_back(table, going, known);
        }
    }
}

impl Search<'_> {
    /// For each of some levels of one table of a nest one of the other table, so that those who are left of all nests between
    /// the two can change.
    pub(super) fn partners(
        &self,
        who: Who<'_>,
        partners: &mut Partners<'_>,
        places: &[(usize, i32)],
        nest: &Nest,
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let is_of = |table: usize| move |place: &usize| layout.table_of[*place] == table;
        let touches = |table: usize| places.iter().map(|(place, _)| place).any(is_of(table));
        let (here, other) = match (touches(nest.inner), touches(nest.outer)) {
            (true, false) => (nest.inner, nest.outer),
            (false, true) => (nest.outer, nest.inner),
            _ => return None,
        };
        // What else hangs on pairs of levels is not looked at here.
        if self.pairs_of(other).is_some() {
            return None;
        }
        let (mut cost, mut common, mut levels) = (0, *who.common, Places::new());
        for (at, place) in places.iter().enumerate() {
            if !is_of(here)(&place.0) {
                continue;
            }
            let with = Who {
                common: &common,
                ..who
            };
            let left = limit.checked_sub(cost)?;
            let (more, level) = match at {
                0 => self.partner_of_place(with, partners, *place, other, left)?,
                _ => self.partner(with, partners, *place, other, left)?,
            };
            cost += more;
            common = self.common_with(&common, who.contexts, who.pattern, (level, place.1))?;
            levels.push((level, place.1));
        }
        let is_recorded = |(place, _): &(usize, i32)| !self.field.known.not_recorded[*place];
        let [one, two] = levels.first_chunk()?;
        let is_change = one.0 != two.0 && is_recorded(one) == is_recorded(two);
        is_change.then_some((cost, levels))
    }

    /// Of the place that all others are tried beside.
    fn partner_of_place(
        &self,
        who: Who<'_>,
        partners: &mut Partners<'_>,
        place: (usize, i32),
        other: usize,
        limit: Cost,
    ) -> Option<(Cost, usize)> {
        let found = self.least_partner(partners, place, other);
        let (cost, level) = found.filter(|(cost, _)| *cost < limit)?;
        let at = (level, place.1);
        // People beside another level may have no answer in common with those of the cheapest one.
        match self.common_with(who.common, who.contexts, who.pattern, at) {
            Some(_) => Some((cost, level)),
            None => self.partner(who, partners, place, other, limit),
        }
    }

    /// The cheapest, whatever else changes: worked out once.
    fn least_partner(
        &self,
        partners: &mut Partners<'_>,
        place: (usize, i32),
        other: usize,
    ) -> Option<(Cost, usize)> {
        let mut of_place = partners.of_place.iter();
        match of_place.find(|(table, _)| *table == other) {
            Some((_, found)) => *found,
            None => {
                let found = self.partner(partners.of, partners, place, other, Cost::MAX);
                partners.of_place.push((other, found));
                found
            }
        }
    }

    /// Where those who are left of a nest cannot change with a place alone: the levels beside which they need not, and the least
    /// that it costs beside others.
    pub(super) fn stuck(&self, partners: &mut Partners<'_>, place: (usize, i32)) -> Option<Stuck> {
        let layout = self.field.layout;
        let who = partners.of;
        let nest = self.nest_at_odds(who, &[place], |_| true)?;
        let time = layout.time(*who.contexts.first()?);
        let (siblings, other) = match nest.around == place.0 {
            true => (Vec::new(), nest.inner),
            false => (nest.within(time).collect(), nest.outer),
        };
        let least = self.least_partner(partners, place, other);
        Some(Stuck {
            siblings,
            least: least.map(|(cost, _)| cost),
        })
    }

    /// The cheapest level of another table that can change together with a place.
    fn partner(
        &self,
        who: Who<'_>,
        partners: &mut Partners<'_>,
        (place, sign): (usize, i32),
        other: usize,
        limit: Cost,
    ) -> Option<(Cost, usize)> {
        let layout = self.field.layout;
        let Who {
            contexts,
            pattern,
            common,
        } = who;
        let time = layout.time(*contexts.first()?);
        let find_out = || layout.levels_that_fit(time, place, other);
        let fitting = self.memory.fitting((time, place, other), find_out);
        let (here, first) = (layout.table_of[place], layout.tables[other].first);
        let Partner { changes, known, .. } = partners.at(self, other, sign);
        let mut best = None;
        for level in fitting.iter().copied() {
            let at = level - first;
            let limit = best.map_or(limit, |(cost, _)| cost);
            let can_go = || self.somebody_can_go(contexts, pattern, level, sign);
            let fits = !self.avoided.contains(&level)
                && known.somebody_can_go(at, can_go)
                && self
                    .common_with(common, contexts, pattern, (level, sign))
                    .is_some();
            if !fits || limit == 0 {
                continue;
            }
            let cost = match changes.terms.are_none() {
                true => Some(0),
                false => self.cost_of_changes(changes, pattern, level, limit),
            };
            let Some(cost) = cost else { continue };
            let holds =
                || changes.terms.are_none() || self.known_holds(&changes.terms, pattern, level);
            if !known.all_holds(at, holds) {
                continue;
            }
            let is_settled = |table: usize| [here, other].contains(&table);
            let both = [(place, sign), (level, sign)];
            if self.nest_at_odds(who, &both, is_settled).is_some() {
                continue;
            }
            best = Some((cost, level));
            if cost < CELL / 2 {
                break;
            }
        }
        best
    }
}

//! Two who exchange answers at different levels of a table: the one at the one level, the other at the other.
//!
//! Where nobody else at a level gives an answer, nobody there can give it up. It is given up at another level: the sums of both levels
//! change, and everybody's stay as they are. That hides more than other exchanges, so it is tried last, for noughts.

use super::change::Change;
use super::exchange::{Exchange, Part, Pattern};
use super::layout::Role;
use super::places::cheapest;
use super::search::{Cost, Places, Search};
use super::witness::can_be;

/// What the two do: together, and each of them alone.
struct Sides {
    both: Pattern,
    one: Pattern,
    other: Pattern,
}

impl Sides {
    /// `None` if only one person changes, or if they change groups.
    fn of(pattern: &Pattern) -> Option<Sides> {
        let (other, to) = (pattern.other_group?, pattern.to?);
        let alone = |group: usize, from: usize, to: usize| Pattern {
            group,
            other_group: None,
            from,
            to: Some(to),
            then: from,
            ..*pattern
        };
        Some(Sides {
            both: *pattern,
            one: alone(pattern.group, pattern.from, to),
            other: alone(other, to, pattern.from),
        })
    }

    fn all(&self) -> [Pattern; 3] {
        [self.both, self.one, self.other]
    }
}

/// Where they do it: both, the one alone, the other alone.
#[derive(Default)]
struct Levels([Places; 3]);

impl Search<'_> {
    /// The cheapest exchange of a pattern in which the two need not be at the same level, and its cost.
    pub(super) fn exchange_across(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Exchange)> {
        let sides = Sides::of(pattern)?;
        let (cost, levels) = self.levels_across(contexts, &sides, (place, sign), limit)?;
        let parts = parts(&sides, &levels);
        let alone = self
            .if_it_can_be(contexts, parts.clone())
            .map(|exchange| (cost, exchange));
        alone.or_else(|| self.join_across(contexts, (cost, parts), &levels, limit))
    }

    /// A level of every table of which somebody is counted in the whole: one for both, or one for each.
    fn levels_across(
        &self,
        contexts: &[usize],
        sides: &Sides,
        (place, sign): (usize, i32),
        limit: Cost,
    ) -> Option<(Cost, Levels)> {
        let layout = self.field.layout;
        // Who is left of levels that lie within others would have to change as well.
        let whole = layout
            .whole_place()
            .filter(|_| layout.nests.all.is_empty())?;
        let mut cost = self.cost_at(contexts, &sides.both, whole, sign, limit)?;
        let mut levels = Levels::default();
        levels.0[0].push((whole, sign));
        let adds_up = |role: &Role| matches!(role, Role::Part | Role::Overlapping);
        let tables = layout.tables.iter().enumerate();
        let tables = tables.filter(|(at, table)| {
            adds_up(&table.role) && self.is_touched(contexts, &sides.both, *at)
        });
        for (at, table) in tables {
            let is_own = layout.table_of[place] == at;
            let places = match is_own {
                true => place..place + 1,
                false => table.places(),
            };
            let at = |pattern: &Pattern,
                      limit: Cost,
                      places: std::ops::Range<usize>,
                      but: Option<usize>| {
                let places = places.filter(|place| Some(*place) != but);
                cheapest(places, limit, |place, limit| {
                    self.cost_at(contexts, pattern, *place, sign, limit)
                })
            };
            let left = limit.checked_sub(cost)?;
            let together = at(&sides.both, left, places.clone(), None);
            let left = together.map_or(left, |(cost, _)| cost);
            let apart = at(&sides.one, left, places, None).and_then(|(cost, one)| {
                let (more, other) = at(&sides.other, left - cost, table.places(), Some(one))?;
                Some((cost + more, [one, other]))
            });
            match (apart, together) {
                (Some((more, [one, other])), _) => {
                    cost += more;
                    levels.0[1].push((one, sign));
                    levels.0[2].push((other, sign));
                }
                (None, Some((more, both))) => {
                    cost += more;
                    levels.0[0].push((both, sign));
                }
                (None, None) => return None,
            }
        }
        (cost < limit).then_some((cost, levels))
    }

    /// With the answers of the two to another question, where several hang together.
    fn join_across(
        &self,
        contexts: &[usize],
        (cost, parts): (Cost, Vec<Part>),
        levels: &Levels,
        limit: Cost,
    ) -> Option<(Cost, Exchange)> {
        let first = &parts[0].pattern;
        let joined = self.field.relations.joined().iter();
        let family = joined.filter(|family| family.contains(&first.block));
        let others = family.flatten().filter(|block| **block != first.block);
        let pairs = others.flat_map(|block| {
            let size = self.field.layout.blocks[*block].size();
            (0..size).flat_map(move |from| (0..size).map(move |to| (*block, from, to)))
        });
        let mut best: Option<(Cost, Exchange)> = None;
        for (block, from, to) in pairs.filter(|(_, from, to)| from != to) {
            let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
            let sides = Sides::of(&Pattern {
                block,
                from,
                to: Some(to),
                then: from,
                ..*first
            })?;
            let more =
                sides
                    .all()
                    .iter()
                    .zip(&levels.0)
                    .try_fold(cost, |cost, (pattern, places)| {
                        let left = limit.checked_sub(cost)?;
                        Some(cost + self.cost_of(contexts, pattern, places, left)?)
                    });
            let Some(more) = more else { continue };
            let all = [parts.clone(), self::parts(&sides, levels)].concat();
            if let Some(exchange) = self.if_it_can_be(contexts, all) {
                best = Some((more, exchange));
            }
        }
        best
    }

    fn if_it_can_be(&self, contexts: &[usize], parts: Vec<Part>) -> Option<Exchange> {
        let exchange = Exchange {
            contexts: contexts.to_vec(),
            parts,
            answers: Vec::new(),
            taken: None,
        };
        let change = Change::of(self.field, &exchange);
        can_be(self.field, &exchange, &change).then_some(exchange)
    }
}

/// A part for both and for each alone, as far as there are places of it.
fn parts(sides: &Sides, levels: &Levels) -> Vec<Part> {
    let all = sides.all().into_iter().zip(&levels.0);
    let parts = all.map(|(pattern, places)| Part {
        pattern,
        places: places.clone(),
    });
    parts.filter(|part| !part.places.is_empty()).collect()
}

//! Two who exchange answers at different levels of a table: the one at the one level, the other at the other.
//!
//! Where nobody else at a level gives an answer, nobody there can give it up. It is given up at another level: the sums of both levels
//! change, and everybody's stay as they are. That hides more than other exchanges, so it is tried last: before a table is
//! withheld, and for noughts.

use super::exchange::{Exchange, Part, Pattern};
use super::layout::Role;
use super::places::cheapest;
use super::search::{Cost, Places, Search};
use std::ops::Range;

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
        let Pattern {
            block,
            group,
            from,
            people,
            ..
        } = *pattern;
        Some(Sides {
            both: *pattern,
            one: Pattern::of_one(block, group, [from, to], people),
            other: Pattern::of_one(block, other, [to, from], people),
        })
    }

    fn all(&self) -> [Pattern; 3] {
        [self.both, self.one, self.other]
    }
}

/// Where they do it.
#[derive(Default)]
struct Spread {
    both: Places,
    one: Places,
    other: Places,
}

impl Spread {
    fn all(&self) -> [&Places; 3] {
        [&self.both, &self.one, &self.other]
    }
}

/// What is looked for: the two in some contexts, from one place.
#[derive(Clone, Copy)]
struct Sought<'a> {
    contexts: &'a [usize],
    sides: &'a Sides,
    place: usize,
    sign: i32,
}

impl Search<'_> {
    /// The cheapest exchange of a pattern in which the two need not be at the same level, and its cost; where tables stand alone.
    pub(super) fn exchange_across(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Exchange)> {
        let sides = &Sides::of(pattern)?;
        let sought = Sought {
            contexts,
            sides,
            place,
            sign,
        };
        let (cost, spread) = self.spread_across(sought, limit)?;
        let parts = parts_of(sides, &spread);
        match self.joins {
            false => Some((cost, self.if_it_can_be(contexts, parts)?)),
            true => self.join_across(contexts, (cost, parts), &spread, limit),
        }
    }

    /// A level of every table of which somebody is counted in the whole: one for both, or one for each.
    fn spread_across(&self, sought: Sought<'_>, limit: Cost) -> Option<(Cost, Spread)> {
        let (contexts, both) = (sought.contexts, &sought.sides.both);
        let layout = self.field.layout;
        let whole = layout.whole_place()?;
        let mut cost = self.cost_at(contexts, both, whole, sought.sign, limit)?;
        let mut spread = Spread::default();
        spread.both.push((whole, sought.sign));
        for (at, table) in layout.tables.iter().enumerate() {
            let adds_up = matches!(table.role, Role::Part | Role::Overlapping);
            if adds_up && self.is_touched(contexts, both, at) {
                cost += self.enter_level(sought, at, limit.checked_sub(cost)?, &mut spread)?;
            }
        }
        // The rest of an extract is no part of the whole, and some tables do not tell that anything changes.
        let is_there = spread
            .all()
            .into_iter()
            .flatten()
            .any(|(there, _)| *there == sought.place);
        (is_there && cost < limit).then_some((cost, spread))
    }

    /// Enters the cheapest level of a table for both, or one for each, and gives what that costs.
    fn enter_level(
        &self,
        sought: Sought<'_>,
        table: usize,
        limit: Cost,
        spread: &mut Spread,
    ) -> Option<Cost> {
        let Sought {
            contexts,
            sides,
            place,
            sign,
        } = sought;
        let layout = self.field.layout;
        let all = layout.tables[table].places();
        let places = match layout.table_of[place] == table {
            true => place..place + 1,
            false => all.clone(),
        };
        let cheapest_of =
            |places: Range<usize>, but: Option<usize>, pattern: &Pattern, limit: Cost| {
                let places = places.filter(|place| Some(*place) != but);
                cheapest(places, limit, |place, limit| {
                    self.cost_at(contexts, pattern, *place, sign, limit)
                })
            };
        let together = cheapest_of(places.clone(), None, &sides.both, limit);
        let limit = together.map_or(limit, |(cost, _)| cost);
        let apart = || {
            let (cost, one) = cheapest_of(places, None, &sides.one, limit)?;
            let (more, other) = cheapest_of(all, Some(one), &sides.other, limit - cost)?;
            Some((cost + more, one, other))
        };
        if let Some((cost, one, other)) = apart() {
            spread.one.push((one, sign));
            spread.other.push((other, sign));
            return Some(cost);
        }
        let (cost, both) = together?;
        spread.both.push((both, sign));
        Some(cost)
    }

    /// With the answers of the two to another question, where several hang together.
    fn join_across(
        &self,
        contexts: &[usize],
        (cost, parts): (Cost, Vec<Part>),
        spread: &Spread,
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
            let mut all = sides.all().into_iter().zip(spread.all());
            let cost = all.try_fold(cost, |cost, (pattern, places)| {
                let left = limit.checked_sub(cost)?;
                Some(cost + self.cost_of(contexts, &pattern, places, left)?)
            });
            let Some(cost) = cost else { continue };
            let all = [parts.clone(), parts_of(&sides, spread)].concat();
            if let Some(exchange) = self.if_it_can_be(contexts, all) {
                best = Some((cost, exchange));
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
        self.can_be_in_full(&exchange).then_some(exchange)
    }
}

/// A part for both and for each alone, as far as there are places of it.
fn parts_of(sides: &Sides, spread: &Spread) -> Vec<Part> {
    let all = sides.all().into_iter().zip(spread.all());
    let parts = all.map(|(pattern, places)| Part {
        pattern,
        places: places.clone(),
    });
    parts.filter(|part| !part.places.is_empty()).collect()
}

//! The cheapest exchange that changes a count: the patterns that do, the likely ones first, in every way that a journey leads
//! through the years.

use super::blocks::PEOPLE;
use super::change::Change;
use super::common::Common;
use super::exchange::{Exchange, MOST_CONTEXTS, Part, Pattern};
use super::feasible::Journeys;
use super::layout::{ALL, Role};
use super::possible::Possible;
use super::search::{CELL, CHEAP, Cost, Field, Need, Places, Search};
use super::touch::{Touched, touches};
use super::witness::{can_be, keeps_what_is_known};
use crate::cohorts::Population;

/// Candidates that cost so many times the best score, or more, are not worth a look, however much they cover.
const MOST_COVERED: Cost = 2;
/// In how many ways places are chosen for those who change groups.
const MOST_TRIES: usize = 6;

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

/// What an exchange may cost beside the least score so far.
fn limit_of(most: Cost, least: Option<Cost>) -> Cost {
    least.map_or(most, |score| score.saturating_mul(MOST_COVERED).min(most))
}

/// What an exchange must cost less than to score less than the least, if it is a witness for so many counts.
fn most_of(least: Cost, covers: Cost) -> Cost {
    least.saturating_mul(covers.max(1)).max(CELL)
}

impl Search<'_> {
    /// Where no witness is as far from the truth as it must be: one above it and one below that are so far from each other.
    pub(super) fn find_two(&mut self, need: Need, most: Cost) -> Vec<Exchange> {
        let Field { layout, counts, .. } = *self.field;
        let interval = self.field.rules.protect_interval as i8;
        let (block, set) = self.wanted.unwrap_or((need.block, need.set));
        let value = counts.value(layout, need.context, need.place, block, need.row, set);
        if interval == 1 || value == 0 {
            return Vec::new();
        }
        let mut sides = |above: i8| {
            let mut side = |people: i8, direction: i64| {
                (self.people, self.direction) = (people, direction);
                self.find_in_some_way(need, most)
            };
            // Small counts have little below them.
            let below = side(interval - above, -1)?;
            Some(vec![below, side(above, 1)?])
        };
        let found = (1..interval).rev().find_map(&mut sides);
        (self.people, self.direction) = (interval, 0);
        found.unwrap_or_default()
    }

    pub(super) fn find_in_some_way(&mut self, need: Need, most: Cost) -> Option<Exchange> {
        let hang_together = self.hang_together;
        let mut ways = ways_up_to(most).filter(|way| hang_together || !way.joins);
        ways.find_map(|way| {
            self.keeps_some = way.keeps_some;
            self.joins = way.joins;
            self.find(need, way.most)
        })
    }

    /// The cheapest exchange that changes a count and costs less than so much.
    fn find(&mut self, need: Need, most: Cost) -> Option<Exchange> {
        let mut best: Option<(Cost, Exchange)> = None;
        let possible = self.possible_patterns(need, most);
        for contexts in &*self.contexts(need.context) {
            let is_cheap = |(score, _): &(Cost, Exchange)| *score < CHEAP;
            if contexts.len() > 2 && best.as_ref().is_some_and(is_cheap) {
                break;
            }
            self.contexts_number = self.memory.number(contexts);
            for Possible {
                pattern,
                sign,
                cost,
            } in &possible
            {
                let least = best.as_ref().map(|(score, _)| *score);
                let limit = limit_of(most, least);
                if *cost >= limit {
                    break;
                }
                // In its own context alone it costs what it did there.
                let known_cost = (contexts.len() == 1 && !self.is_across).then_some(*cost);
                let at = (need.place, *sign);
                match self.candidate(contexts, pattern, at, known_cost, (limit, least)) {
                    Some((0, exchange)) => return Some(exchange),
                    None => {}
                    better => best = better,
                }
            }
        }
        best.map(|(_, exchange)| exchange)
    }

    /// The cheapest exchange of a pattern and its score, if its places cost less than the limit, so does what goes along with them,
    /// and the score is less than the least. What it costs at the place may be known already. Where those who change do not have
    /// answers that fit together, other places are tried.
    pub(super) fn candidate(
        &mut self,
        contexts: &[usize],
        pattern: &Pattern,
        (place, sign): (usize, i32),
        known_cost: Option<Cost>,
        (limit, least): (Cost, Option<Cost>),
    ) -> Option<(Cost, Exchange)> {
        if self.is_across {
            let (cost, exchange) = self.exchange_across(contexts, pattern, place, sign, limit)?;
            let score = self.score(cost, &exchange, None);
            return least
                .is_none_or(|least| score < least)
                .then_some((score, exchange));
        }
        let layout = self.field.layout;
        let overlaps = layout.tables[layout.table_of[place]].role == Role::Overlapping;
        self.avoided.clear();
        self.is_alone = overlaps;
        let mut found = None;
        for _ in 0..MOST_TRIES {
            let Some((cost, parts)) =
                self.cheapest_places(contexts, pattern, (place, sign), known_cost, limit)
            else {
                break;
            };
            let places = parts[0].places.clone();
            // Without another question the parts are settled here, and answers only add to the cost.
            let least_of_settled = least.filter(|_| !self.joins);
            let covers = least_of_settled.map(|_| self.covers(contexts, &parts));
            let most = least_of_settled.zip(covers);
            let most = most.map_or(limit, |(least, covers)| limit.min(most_of(least, covers)));
            if cost >= most {
                break;
            }
            if let Some((cost, exchange)) = self.complete_or_join(contexts, cost, parts, most) {
                let score = self.score(cost, &exchange, covers);
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

    /// What an exchange counts as: one that is a witness for several counts may cost more. How many that are may be known.
    fn score(&self, cost: Cost, exchange: &Exchange, covers: Option<Cost>) -> Cost {
        let count = || self.covers(&exchange.contexts, &exchange.parts);
        match cost < CELL {
            true => 0,
            false => cost / covers.unwrap_or_else(count).max(1),
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

    /// The same with all that adds up: for exchanges of which places are chosen one by one.
    pub(super) fn can_be_in_full(&self, exchange: &Exchange) -> bool {
        can_be(self.field, exchange, &Change::of(self.field, exchange))
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

    /// How many of the counts without a witness the parts of an exchange would give one.
    fn covers(&self, contexts: &[usize], parts: &[Part]) -> Cost {
        let mut covered = 0;
        for part in parts {
            let board = self.board_of(part.pattern.block);
            for Touched {
                context,
                place,
                rows,
                ..
            } in touches(self.field, board, contexts, part)
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

    /// The context alone; then every way in which a journey through the years can lead through it, as far as something that an
    /// exchange can change is asked on it.
    pub(super) fn contexts(&self, context: usize) -> Journeys {
        let block = (!self.looks_at_all()).then(|| self.block());
        let find_out = || self.journeys_through(context);
        self.memory.journeys((context, block), find_out)
    }

    /// Whether an exchange can change what is asked on any board.
    fn looks_at_all(&self) -> bool {
        self.joins || self.block() == PEOPLE
    }

    /// The context alone; then what each journey through it can be in, from the year it starts in, or from before the first, to the
    /// last year it is in treatment, ended there or still open.
    fn journeys_through(&self, context: usize) -> Vec<Vec<usize>> {
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
        match self.looks_at_all() {
            true => self.boards.iter().any(|board| board.has(context, table)),
            false => self.board().has(context, table),
        }
    }
}

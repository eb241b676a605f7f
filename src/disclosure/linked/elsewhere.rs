//! Somebody comes into a group at another level than where an answer is sought, brings that answer, and takes the answer of
//! somebody of the group who is where it is sought, and has it then.
//!
//! For noughts at levels where nobody of any group gives the answer, of a group in which nobody does: no two can exchange it,
//! and nobody with it can change groups there.

use super::blocks::PEOPLE;
use super::exchange::{Answer, Exchange, Part, Pattern, Taken};
use super::layout::{GROUPS, ROW_GROUPS, Role};
use super::places::cheapest;
use super::search::{Cost, Need, Search};

impl Search<'_> {
    /// Such an exchange by which a count goes up: the best by its score, of the first contexts in which there is one that scores
    /// less than so much. The board looked at is that of people, and tables stand alone.
    pub(super) fn find_elsewhere(&mut self, need: Need, most: Cost) -> Option<Exchange> {
        let layout = self.field.layout;
        let table = &layout.tables[layout.table_of[need.place]];
        if table.role != Role::Part {
            return None;
        }
        (self.keeps_some, self.joins) = (false, false);
        self.wanted = Some((need.block, need.set));
        let journeys = self.contexts(need.context);
        let mut journeys = journeys.iter();
        let found = journeys.find_map(|contexts| self.elsewhere_in(contexts, need, most));
        self.wanted = None;
        found
    }

    /// The same, of those who are in all of these contexts.
    fn elsewhere_in(&mut self, contexts: &[usize], need: Need, most: Cost) -> Option<Exchange> {
        self.contexts_number = self.memory.number(contexts);
        let layout = self.field.layout;
        let places = layout.tables[layout.table_of[need.place]].places();
        let inside = (0..GROUPS).filter(|group| ROW_GROUPS[need.row] >> group & 1 == 1);
        let mut best: Option<(Cost, Exchange)> = None;
        for to in inside {
            for from in (0..GROUPS).filter(|from| *from != to) {
                for other in places.clone().filter(|place| *place != need.place) {
                    let limit = best.as_ref().map_or(most, |(cost, _)| *cost);
                    let moved = self.moved(contexts, (from, to), other, limit);
                    let found = moved
                        .and_then(|moved| self.with_answer_left(need, moved, (to, other), limit));
                    best = found.or(best);
                }
            }
        }
        best.map(|(_, exchange)| exchange)
    }

    /// Somebody goes from one group to another at a level.
    fn moved(
        &mut self,
        contexts: &[usize],
        (from, to): (usize, usize),
        place: usize,
        limit: Cost,
    ) -> Option<(Cost, Exchange)> {
        let pattern = Pattern {
            block: PEOPLE,
            group: from,
            other_group: Some(to),
            from: 0,
            to: None,
            then: 0,
            people: self.people,
        };
        self.candidate(contexts, &pattern, (place, 1), None, (limit, None))
    }

    /// Whoever came into a group leaves the answer to somebody of it at the place in question, and has theirs.
    fn with_answer_left(
        &self,
        need: Need,
        (cost, moved): (Cost, Exchange),
        (group, place): (usize, usize),
        limit: Cost,
    ) -> Option<(Cost, Exchange)> {
        let mut places = moved.parts.iter().flat_map(|part| &part.places);
        if places.any(|(place, _)| *place == need.place) {
            return None;
        }
        let block = need.block;
        let Answer { then: sought, .. } = moved.answers[block]?;
        let of_block = &self.field.layout.blocks[block];
        if of_block.sets[need.set].adds(sought) == 0 {
            return None;
        }
        let others = (0..of_block.size()).filter(|atom| of_block.sets[need.set].adds(*atom) == 0);
        let exchanges = others.map(|atom| {
            let mut exchange = moved.clone();
            exchange.parts.push(Part {
                pattern: Pattern::of_one(block, group, [atom, sought], self.people),
                places: vec![(need.place, 1)],
            });
            exchange.taken = Some(Taken { block, place, atom });
            exchange
        });
        let left = limit.checked_sub(cost)?;
        let (more, exchange) = cheapest(exchanges, left, |exchange, limit| {
            let pattern = &exchange.parts.last()?.pattern;
            let more = self.cost_at(&exchange.contexts, pattern, need.place, 1, limit)?;
            self.can_be_in_full(exchange).then_some(more)
        })?;
        Some((cost + more, exchange))
    }
}

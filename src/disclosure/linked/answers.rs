//! What else goes along with an exchange: those who change groups take their answers with them, and what is said of
//! services or of help in several questions hangs together.

use super::blocks::{Atoms, PEOPLE};
use super::board::Board;
use super::common::{Common, MOST_BLOCKS};
use super::exchange::{Answer, Exchange, Part, Pattern, Terms};
use super::relations::Asked;
use super::search::{Cost, Field, Places, Search};
use super::touch::answering;
use super::within::Who;
use std::borrow::Cow;

/// Those who change groups in an exchange.
struct Movers<'a> {
    contexts: &'a [usize],
    part: &'a Part,
    /// What becomes of their drugs, if that is settled.
    drugs: Option<&'a Part>,
    /// The answers that they have at every place.
    common: Common,
    /// The tables that they change only as parts of the whole.
    elsewhere: Vec<usize>,
}

impl Search<'_> {
    /// The exchange, or where it cannot be by itself, with another block that goes along.
    pub(super) fn complete_or_join(
        &self,
        contexts: &[usize],
        cost: Cost,
        parts: Vec<Part>,
        limit: Cost,
    ) -> Option<(Cost, Exchange)> {
        if let Some((more, exchange)) = self.complete(contexts, parts.clone(), limit) {
            return Some((cost + more, exchange));
        }
        if !self.joins {
            return None;
        }
        let first = &parts[0];
        let mut best: Option<(Cost, Exchange)> = None;
        let is_in = |block: usize| parts.iter().any(|part| part.pattern.block == block);
        let layout = self.field.layout;
        let is_asked = |board: &Board| {
            let places = || {
                first
                    .places
                    .iter()
                    .map(|(place, _)| layout.table_of[*place])
            };
            contexts
                .iter()
                .any(|context| places().any(|table| board.has(*context, table)))
        };
        for board in self
            .boards
            .iter()
            .filter(|board| !is_in(board.block) && is_asked(board))
        {
            let size = self.field.layout.blocks[board.block].size();
            for (from, to) in (0..size)
                .flat_map(|from| (0..size).map(move |to| (from, to)))
                .filter(|(f, t)| f != t)
            {
                let pattern = Pattern {
                    block: board.block,
                    from,
                    to: Some(to),
                    then: from,
                    ..first.pattern
                };
                let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
                let left = limit.saturating_sub(cost);
                let Some(more) = self.cost_of(contexts, &pattern, &first.places, left) else {
                    continue;
                };
                let Some((lifted, places)) = self.joined_places(contexts, &pattern, first, limit)
                else {
                    continue;
                };
                let more = more + lifted;
                let joined = Part { pattern, places };
                let all = [parts.as_slice(), &[joined]].concat();
                let found = match all.len() {
                    2 => self.complete_or_join(contexts, cost + more, all, limit),
                    _ => self
                        .complete(contexts, all, limit)
                        .map(|(_, exchange)| (cost + more, exchange)),
                };
                best = found.or(best);
            }
        }
        best
    }

    /// The places of a part that goes along: where the whole changes, also levels of tables that tell only its answers.
    fn joined_places(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        first: &Part,
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let who = Who {
            contexts,
            pattern,
            common: &Common::ANY,
        };
        // Who is left of nests depends on the levels that come in, and on what is told of them.
        let is_left = |place: usize| layout.nest_of(place).is_some();
        let places = first.places.iter().filter(|(place, _)| !is_left(*place));
        let places: Places = places.copied().collect();
        let whole = layout.whole_place();
        let Some((_, sign)) = places.iter().find(|(place, _)| Some(*place) == whole) else {
            let (cost, left) = self.with_left(who, &places, limit)?;
            return Some((cost, [places, left].concat()));
        };
        let told = places.iter().map(|(place, _)| layout.table_of[*place]);
        let told: Vec<usize> = told.collect();
        let (cost, lifted) = self.lift(who, *sign, &places, &told, limit)?;
        Some((cost, [places, lifted].concat()))
    }

    /// Everything else an exchange must hold to, and what that costs; `None` if it cannot.
    fn complete(
        &self,
        contexts: &[usize],
        parts: Vec<Part>,
        limit: Cost,
    ) -> Option<(Cost, Exchange)> {
        if self.hang_together && !self.parts_hold_together(contexts, &parts) {
            return None;
        }
        let (cost, answers) = match parts[0].pattern.block {
            PEOPLE => self.answers(contexts, &parts[0], parts.get(1), limit)?,
            _ => (0, Vec::new()),
        };
        let exchange = Exchange {
            contexts: contexts.to_vec(),
            parts,
            answers,
            taken: None,
        };
        Some((cost, exchange))
    }

    /// Whether what is known of several questions, populations and years still holds with all of the parts.
    fn parts_hold_together(&self, contexts: &[usize], parts: &[Part]) -> bool {
        let Field {
            layout,
            counts,
            relations,
            ..
        } = *self.field;
        // Block -> its part: looked up, for relations ask very often.
        let mut at = [None; MOST_BLOCKS];
        for (number, part) in parts.iter().enumerate() {
            at[part.pattern.block] = Some(number);
        }
        let mut changes: Vec<Terms> = Vec::new();
        parts[0].places.iter().all(|(place, sign)| {
            let table = layout.table_of[*place];
            changes.clear();
            changes.extend(contexts.iter().flat_map(|context| {
                parts.iter().map(|part| {
                    let sheet = layout.sheet(*context, table, part.pattern.block);
                    let terms = |_| Terms::of(layout, *context, *place, &part.pattern, *sign);
                    sheet.map(terms).unwrap_or_default()
                })
            }));
            let of = |context: usize, block: usize| {
                let Some(part) = at[block] else {
                    return &[][..];
                };
                let context = contexts.iter().position(|of| *of == context);
                context.map_or(&[][..], |at| changes[at * parts.len() + part].as_slice())
            };
            contexts.iter().all(|context| {
                // What is known of people alone is looked at with them, and of what is not asked nothing is known.
                let blocks = parts.iter().map(|part| part.pattern.block);
                let is_asked = |block: usize| layout.sheet(*context, table, block).is_some();
                let mut blocks = blocks.filter(|block| *block != PEOPLE && is_asked(*block));
                blocks.all(|block| {
                    let spot = (*context, block, *place);
                    relations.hold(layout, counts, spot, (Atoms::MAX, Asked::All), of)
                })
            })
        })
    }

    /// For each block, the answer that those who change groups can have at every place and that costs least; and what
    /// all of them cost.
    fn answers(
        &self,
        contexts: &[usize],
        part: &Part,
        drugs: Option<&Part>,
        limit: Cost,
    ) -> Option<(Cost, Vec<Option<Answer>>)> {
        let movers = Movers {
            contexts,
            part,
            drugs,
            common: self.common_with_all(&Common::ANY, contexts, &part.pattern, &part.places)?,
            elsewhere: self.tables_elsewhere(part),
        };
        let blocks = self.field.layout.blocks.len();
        let (mut cost, mut cheapest) = (0, vec![None; blocks]);
        let questions = (0..blocks).filter(|block| *block != PEOPLE);
        for block in self.memory.likely_first(questions) {
            let Some(answer) = self.cheapest_answer(&movers, block, limit - cost) else {
                self.memory.was_ruled_out(block);
                return None;
            };
            cost += answer.0;
            cheapest[block] = Some(answer);
        }
        let answer_of = |cheapest: &Option<(Cost, Answer)>| cheapest.map(|(_, answer)| answer);
        let mut answers: Vec<Option<Answer>> = cheapest.iter().map(answer_of).collect();
        for family in self.field.relations.families() {
            if self.answers_hang_together(contexts, part, family, &answers) {
                continue;
            }
            let before = |block: usize| cheapest[..block].iter().flatten().map(|(cost, _)| cost);
            let fitting = family.iter().map(|block| {
                let left = limit - before(*block).sum::<Cost>();
                self.fitting_answers(&movers, *block, left)
            });
            let fitting: Vec<Vec<(Cost, Answer)>> = fitting.collect();
            if !self.settle_family(&movers, family, &fitting, &mut answers) {
                return None;
            }
        }
        Some((cost, answers))
    }

    /// Enters the first of the choices between answers to some questions that hang together, if there is one. The cost stays that of the
    /// cheapest.
    fn settle_family(
        &self,
        movers: &Movers<'_>,
        family: &[usize],
        fitting: &[Vec<(Cost, Answer)>],
        answers: &mut [Option<Answer>],
    ) -> bool {
        // One of several is seldom at odds with the others, so the first few choices do.
        let mut choices = 0..fitting.iter().map(Vec::len).product();
        choices.any(|mut choice: usize| {
            for (block, all) in family.iter().zip(fitting) {
                answers[*block] = Some(all[choice % all.len()].1);
                choice /= all.len();
            }
            self.answers_hang_together(movers.contexts, movers.part, family, answers)
        })
    }

    /// The cheapest answer to a question that those who change groups can have at every place.
    fn cheapest_answer(
        &self,
        movers: &Movers<'_>,
        block: usize,
        limit: Cost,
    ) -> Option<(Cost, Answer)> {
        let mut cheapest = None;
        self.for_each_answer(movers, block, limit, |cost, answer| {
            cheapest = Some((cost, answer));
            cost
        });
        cheapest
    }

    /// All answers to a question that those who change groups can have and that cost less than a limit, the cheapest first.
    fn fitting_answers(
        &self,
        movers: &Movers<'_>,
        block: usize,
        limit: Cost,
    ) -> Vec<(Cost, Answer)> {
        let mut fitting = Vec::new();
        self.for_each_answer(movers, block, limit, |cost, answer| {
            fitting.push((cost, answer));
            limit
        });
        fitting.sort_unstable();
        fitting
    }

    /// Gives `enter` each answer to a question that those who change groups can have and that costs less than a limit; what it gives
    /// back is the limit for those that follow.
    fn for_each_answer(
        &self,
        movers: &Movers<'_>,
        block: usize,
        mut limit: Cost,
        mut enter: impl FnMut(Cost, Answer) -> Cost,
    ) {
        let Movers {
            contexts,
            part,
            drugs,
            common,
            elsewhere,
        } = movers;
        let layout = self.field.layout;
        let size = layout.blocks[block].size();
        let atoms = match drugs.filter(|part| part.pattern.block == block) {
            Some(drugs) => drugs.pattern.from..drugs.pattern.from + 1,
            None => 0..size,
        };
        // Who changes groups may change what these are made of.
        let thens = |from: usize| match self.field.known.is_of_groups(block) {
            true => 0..size,
            false => from..from + 1,
        };
        let all = atoms.flat_map(|from| thens(from).map(move |then| Answer { from, then }));
        let all = all.filter(|answer| self.field.answers.holds(common, block, *answer));
        let stays_elsewhere = |answer: &Answer| {
            let Answer { from, then } = *answer;
            let pattern = Pattern {
                block,
                from,
                then,
                ..part.pattern
            };
            let mut elsewhere = elsewhere.iter();
            from == then || !elsewhere.any(|table| self.is_touched(contexts, &pattern, *table))
        };
        let is_wanted = |answer: &Answer| match self.wanted {
            Some((wanted, set)) if wanted == block => {
                layout.blocks[block].sets[set].adds(answer.from) > 0
            }
            _ => true,
        };
        let asked_at = part.places.iter().map(|(place, _)| {
            let table = layout.table_of[*place];
            let is_asked = |context: &usize| layout.sheet(*context, table, block).is_some();
            match contexts.iter().all(is_asked) {
                true => Cow::Borrowed(*contexts),
                false => contexts.iter().copied().filter(is_asked).collect(),
            }
        });
        let asked_at: Vec<Cow<'_, [usize]>> = asked_at.collect();
        let cost = |answer: Answer, limit: Cost| {
            let mut places = part.places.iter().zip(&asked_at);
            places.try_fold(0, |cost, ((place, sign), asked)| {
                let pattern = answering(self.field.known, layout, part, block, answer, *place);
                Some(cost + self.cost_at(asked, &pattern, *place, *sign, limit - cost)?)
            })
        };
        for answer in all.filter(is_wanted).filter(stays_elsewhere) {
            if let Some(cost) = cost(answer, limit) {
                limit = enter(cost, answer);
            }
        }
    }

    /// The tables of which no level changes with the whole.
    fn tables_elsewhere(&self, part: &Part) -> Vec<usize> {
        let layout = self.field.layout;
        let changes = |table: usize| {
            let mut places = part.places.iter();
            places.any(|(place, _)| layout.table_of[*place] == table)
        };
        match layout.whole().is_some_and(changes) {
            true => {
                let parts = layout.tables.iter().enumerate();
                let parts = parts.filter(|(_, table)| table.is_part_of_the_whole());
                let parts = parts.map(|(at, _)| at);
                parts.filter(|table| !changes(*table)).collect()
            }
            false => Vec::new(),
        }
    }

    fn answers_hang_together(
        &self,
        contexts: &[usize],
        part: &Part,
        family: &[usize],
        answers: &[Option<Answer>],
    ) -> bool {
        let of_block = |block: &usize| {
            let Answer { from, then } = answers[*block]?;
            let pattern = Pattern {
                block: *block,
                from,
                to: None,
                then,
                ..part.pattern
            };
            Some(Part {
                pattern,
                places: part.places.clone(),
            })
        };
        let people = std::iter::once(part.clone());
        let parts: Vec<Part> = people.chain(family.iter().filter_map(of_block)).collect();
        self.parts_hold_together(contexts, &parts)
    }
}

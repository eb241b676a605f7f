//! What else goes along with an exchange: those who change groups take their answers with them, and what is said of
//! services or of help in several questions hangs together.

use super::blocks::PEOPLE;
use super::board::Board;
use super::common::{Common, MOST_BLOCKS};
use super::exchange::{Answer, Exchange, Part, Pattern, Terms};
use super::relations::Asked;
use super::search::{Cost, Field, Places, Search};
use super::touch::answering;
use super::within::Who;

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
                // What is known of people alone is looked at with them.
                let blocks = parts.iter().map(|part| part.pattern.block);
                let mut blocks = blocks.filter(|block| *block != PEOPLE);
                blocks.all(|block| {
                    let spot = (*context, block, *place);
                    relations.hold(layout, counts, spot, Asked::All, of)
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
        let blocks = self.field.layout.blocks.len();
        let common = self.common_with_all(&Common::ANY, contexts, &part.pattern, &part.places)?;
        let (mut cost, mut fitting) = (0, vec![Vec::new(); blocks]);
        for block in (0..blocks).filter(|block| *block != PEOPLE) {
            let given = drugs.filter(|part| part.pattern.block == block);
            let of = (part, block, given);
            fitting[block] = self.fitting_answers(contexts, of, &common, limit - cost);
            cost += fitting[block].first()?.0;
        }
        let first = |fitting: &Vec<(Cost, Answer)>| fitting.first().map(|(_, answer)| *answer);
        let mut answers: Vec<Option<Answer>> = fitting.iter().map(first).collect();
        for family in self.field.relations.families() {
            // One of several that hang together is seldom at odds with the others, so the first few choices do.
            let number: usize = family.iter().map(|block| fitting[*block].len()).product();
            let fits = (0..number).find(|choice| {
                let mut choice = *choice;
                for block in family {
                    let all = &fitting[*block];
                    answers[*block] = Some(all[choice % all.len()].1);
                    choice /= all.len();
                }
                self.answers_hang_together(contexts, part, family, &answers)
            });
            fits?;
        }
        Some((cost, answers))
    }

    /// The answers to a question that those who change groups can have at every place, the cheapest first; of a question on
    /// which no other has a say the cheapest alone.
    fn fitting_answers(
        &self,
        contexts: &[usize],
        (part, block, given): (&Part, usize, Option<&Part>),
        common: &Common,
        limit: Cost,
    ) -> Vec<(Cost, Answer)> {
        let layout = self.field.layout;
        let atoms = match given {
            Some(drugs) => drugs.pattern.from..drugs.pattern.from + 1,
            None => 0..layout.blocks[block].size(),
        };
        // Who changes groups may change what these are made of.
        let size = layout.blocks[block].size();
        let thens = |from: usize| match self.field.known.is_of_groups(block) {
            true => 0..size,
            false => from..from + 1,
        };
        let all = atoms.flat_map(|from| thens(from).map(move |then| Answer { from, then }));
        let all = all.filter(|answer| self.field.answers.holds(common, block, *answer));
        let elsewhere = self.tables_elsewhere(part);
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
        let is_asked = |context: &usize, place: usize| {
            let table = layout.table_of[place];
            layout.sheet(*context, table, block).is_some()
        };
        let asked_at = part.places.iter().map(|(place, _)| {
            let asked = contexts.iter().copied();
            asked.filter(|context| is_asked(context, *place)).collect()
        });
        let asked_at: Vec<Vec<usize>> = asked_at.collect();
        let cost = |answer: Answer, limit: Cost| {
            let mut places = part.places.iter().zip(&asked_at);
            places.try_fold(0, |cost, ((place, sign), asked)| {
                let pattern = answering(self.field.known, layout, part, block, answer, *place);
                Some(cost + self.cost_at(asked, &pattern, *place, *sign, limit - cost)?)
            })
        };
        // Where no other question has a say, dearer answers are of no use.
        let is_alone = !self.field.relations.is_of_several(block);
        let (mut fitting, mut limit) = (Vec::new(), limit);
        for answer in all.filter(is_wanted).filter(stays_elsewhere) {
            let Some(cost) = cost(answer, limit) else {
                continue;
            };
            if is_alone {
                fitting.clear();
                limit = cost;
            }
            fitting.push((cost, answer));
        }
        fitting.sort_unstable();
        fitting
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

//! What an exchange changes on the boards.

use super::board::{Board, Why, as_bits, bits};
use super::exchange::{Answer, Exchange, Part, Pattern, Term, Terms};
use super::known::Known;
use super::layout::{Layout, ROW_GROUPS, ROWS};
use super::search::Field;

/// The parts of an exchange, and one for each question that those who change groups answer.
pub fn all_parts(field: &Field<'_>, exchange: &Exchange) -> Vec<Part> {
    let mut all = exchange.parts.clone();
    for block in 0..exchange.answers.len() {
        all.extend(answered(field, exchange, block));
    }
    all
}

/// What becomes of one question: a part for each place, since not everybody's drugs can be recorded.
fn answered(field: &Field<'_>, exchange: &Exchange, block: usize) -> Vec<Part> {
    let part = &exchange.parts[0];
    let at = |(place, sign): &(usize, i32)| {
        Some(Part {
            pattern: answered_at(field, exchange, part, block, *place)?,
            places: vec![(*place, *sign)],
        })
    };
    part.places.iter().filter_map(at).collect()
}

/// The pattern in another block at a place of those who change groups in an exchange.
pub fn answered_at(
    field: &Field<'_>,
    exchange: &Exchange,
    part: &Part,
    block: usize,
    place: usize,
) -> Option<Pattern> {
    let answer = exchange.answer_at(block, place)?;
    let Field { known, layout, .. } = *field;
    Some(answering(known, layout, part, block, answer, place))
}

/// The pattern of those who change groups in another block: with their answer, but where that is not recorded.
pub fn answering(
    known: &Known,
    layout: &Layout,
    part: &Part,
    block: usize,
    answer: Answer,
    place: usize,
) -> Pattern {
    let is_missing = block == known.drugs && known.not_recorded[place];
    // Who is left of a substance group has the drugs that those of the group have.
    let nest = layout.nest_of(place);
    let table = nest.map_or(layout.table_of[place], |nest| nest.outer);
    let is_beside_recorded =
        |(other, _): &(usize, i32)| !known.not_recorded[*other] && layout.table_of[*other] == table;
    let Answer { from, then } = match is_missing && part.places.iter().any(is_beside_recorded) {
        true => Answer::kept(layout.blocks[block].size() - 1),
        false => answer,
    };
    Pattern {
        block,
        from,
        to: None,
        then,
        ..part.pattern
    }
}

/// What an exchange changes at a place: for each row the sets.
pub struct Touched {
    pub context: usize,
    pub place: usize,
    pub terms: Terms,
    pub rows: [u64; ROWS],
}

/// What one part changes on its board.
pub fn touches<'a>(
    field: &'a Field<'_>,
    board: &'a Board,
    contexts: &'a [usize],
    part: &'a Part,
) -> impl Iterator<Item = Touched> + 'a {
    let layout = field.layout;
    let effects = &field.effects[part.pattern.block];
    contexts.iter().flat_map(move |context| {
        let places = part.places.iter();
        places.filter_map(move |(place, sign)| {
            board.at(layout, *context, *place)?;
            let terms = Terms::of(layout, *context, *place, &part.pattern, *sign);
            let rows = effects.in_rows(&terms).changed();
            Some(Touched {
                context: *context,
                place: *place,
                terms,
                rows,
            })
        })
    })
}

/// Hides what one part changes on its board, which is then a count with a witness.
pub fn apply(field: &Field<'_>, board: &mut Board, contexts: &[usize], part: &Part) {
    let layout = field.layout;
    let touched: Vec<_> = touches(field, board, contexts, part).collect();
    for Touched {
        context,
        place,
        terms,
        rows,
    } in touched
    {
        let mut lines = *board.at(layout, context, place).expect("it is touched");
        for (row, sets) in rows.iter().enumerate() {
            let seen = field.seen((context, board.block, place), &terms, row, *sets);
            board.hide(&mut lines, row, seen, Why::Secondary);
        }
        board.close(&mut lines);
        for (row, sets) in rows.into_iter().enumerate() {
            let met = match part.is_far(field.rules) {
                true => sets,
                false => {
                    let needed = sets & lines.needs[row];
                    far_apart(field, board, (context, place, row), &terms, needed)
                }
            };
            lines.needs[row] &= !met;
        }
        *board.at_mut(layout, context, place).expect("just seen") = lines;
    }
}

/// Of the sets of a row that change by less than that, those of which the witnesses are now far enough from each other.
fn far_apart(
    field: &Field<'_>,
    board: &mut Board,
    (context, place, row): (usize, usize, usize),
    terms: &Terms,
    sets: u64,
) -> u64 {
    let spot = (context, board.block, place);
    let is_far = |set: &usize| {
        let change = field.change_of(board.block, terms, row, *set);
        board.reach.enter((spot, row, *set), change) >= field.rules.protect_interval
    };
    as_bits(bits(sets).filter(is_far))
}

impl Field<'_> {
    /// By how much some terms change a count.
    pub fn change_of(&self, block: usize, terms: &Terms, row: usize, set: usize) -> i64 {
        let set = self.layout.blocks[block].sets[set];
        let in_row = terms
            .iter()
            .filter(|term| ROW_GROUPS[row] >> term.group() & 1 == 1);
        let adds = |term: &Term| i64::from(term.change()) * set.adds(term.atom()) as i64;
        in_row.map(adds).sum()
    }

    /// Of the sets of a row that change, those of which a reader would see it: where counts are rounded, not all.
    #[inline]
    pub fn seen(
        &self,
        (context, block, place): (usize, usize, usize),
        terms: &Terms,
        row: usize,
        sets: u64,
    ) -> u64 {
        let Field {
            layout,
            counts,
            rules,
            ..
        } = *self;
        if !rules.is_rounding() {
            return sets;
        }
        let is_seen = |set: &usize| {
            let change = self.change_of(block, terms, row, *set);
            let value = counts.value(layout, context, place, block, row, *set);
            let then = value.saturating_add_signed(change);
            !rules.are_shown_alike(then, value)
        };
        as_bits(bits(sets).filter(is_seen))
    }
}

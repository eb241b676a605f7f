//! What an exchange adds to the true table, atom by atom.

use super::blocks::{Atoms, PEOPLE};
use super::exchange::{Exchange, Pattern, Term, Terms};
use super::search::Field;
use super::touch::answered_at;

/// Where atoms change: context, block, place.
pub type Spot = (usize, usize, usize);

/// By spot, group and atom. Looked into very often: in one piece, in order.
pub struct Change {
    spots: Vec<Spot>,
    /// The same, each as one number.
    keys: Vec<u64>,
    /// Spot -> where its terms end; those of the first begin at nought.
    ends: Vec<u32>,
    /// Of each spot, each group and atom once.
    terms: Vec<Term>,
    places: Vec<usize>,
}

impl Change {
    pub fn of(field: &Field<'_>, exchange: &Exchange) -> Change {
        let mut all = Vec::new();
        for context in &exchange.contexts {
            for part in &exchange.parts {
                for (place, sign) in &part.places {
                    enter(field, (*context, *place, *sign), &part.pattern, &mut all);
                    if part.pattern.block != PEOPLE {
                        continue;
                    }
                    for block in 0..exchange.answers.len() {
                        let pattern = answered_at(field, exchange, part, block, *place);
                        if let Some(pattern) = pattern {
                            enter(field, (*context, *place, *sign), &pattern, &mut all);
                        }
                    }
                }
            }
        }
        // Those of one spot in the order in which they came.
        all.sort_by_key(|(spot, _)| key(*spot));
        Change::put_together(&all)
    }

    /// Of terms in the order of spots.
    fn put_together(all: &[(Spot, Terms)]) -> Change {
        let mut change = Change {
            spots: Vec::with_capacity(all.len()),
            keys: Vec::with_capacity(all.len()),
            ends: Vec::with_capacity(all.len()),
            terms: Vec::with_capacity(2 * all.len()),
            places: all.iter().map(|((_, _, place), _)| *place).collect(),
        };
        for of_spot in all.chunk_by(|(one, _), (other, _)| one == other) {
            let begin = change.terms.len();
            for term in of_spot.iter().flat_map(|(_, terms)| terms.iter()) {
                let mut here = change.terms[begin..].iter_mut();
                match here.find(|same| same.is_about(*term)) {
                    Some(same) => *same = same.and(*term),
                    None => change.terms.push(*term),
                }
            }
            let spot = of_spot[0].0;
            change.spots.push(spot);
            change.keys.push(key(spot));
            change.ends.push(change.terms.len() as u32);
        }
        change.places.sort_unstable();
        change.places.dedup();
        change
    }

    /// Every spot, in order, each once.
    pub fn spots(&self) -> &[Spot] {
        &self.spots
    }

    /// Every spot with what changes there.
    pub fn iter(&self) -> impl Iterator<Item = (Spot, &[Term])> {
        let spots = self.spots.iter().enumerate();
        spots.map(|(at, spot)| (*spot, self.terms_of(at)))
    }

    fn terms_of(&self, at: usize) -> &[Term] {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.terms[begin as usize..self.ends[at] as usize]
    }

    /// What changes at a spot, each group and atom once.
    pub fn terms(&self, spot: Spot) -> &[Term] {
        match self.keys.binary_search(&key(spot)) {
            Ok(at) => self.terms_of(at),
            Err(_) => &[],
        }
    }

    pub fn group(&self, spot: Spot, group: usize) -> i32 {
        let terms = self.terms(spot).iter();
        terms
            .filter(|t| t.group() == group)
            .map(|t| t.change())
            .sum()
    }

    /// Contexts and blocks that change, each once.
    pub fn questions(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let mut last = None;
        let spots = self.spots.iter();
        let all = spots.map(|(context, block, _)| (*context, *block));
        all.filter(move |of| last.replace(*of) != Some(*of))
    }

    /// The places at which a block changes in a context, with what changes there.
    pub fn of_question(
        &self,
        context: usize,
        block: usize,
    ) -> impl Iterator<Item = (usize, &[Term])> {
        let first = self
            .spots
            .partition_point(|spot| *spot < (context, block, 0));
        let from_there = self.spots.iter().enumerate().skip(first);
        let of_question =
            from_there.take_while(move |(_, spot)| (spot.0, spot.1) == (context, block));
        of_question.map(|(at, (_, _, place))| (*place, self.terms_of(at)))
    }

    /// Every place that changes in some context and block, each once.
    pub fn all_places(&self) -> &[usize] {
        &self.places
    }

    /// Of the people of a group in some atoms.
    pub fn atoms(&self, spot: Spot, group: usize, atoms: Atoms) -> i64 {
        let in_atoms = self
            .terms(spot)
            .iter()
            .filter(|t| t.group() == group && atoms >> t.atom() & 1 == 1);
        in_atoms.map(|t| i64::from(t.change())).sum()
    }
}

/// A spot as one number, in the order of spots.
fn key((context, block, place): Spot) -> u64 {
    let [context, block, place] = [context, block, place].map(|number| number as u64);
    // There are at most a few hundred contexts and `MOST_BLOCKS` blocks, and levels of a division are numbered in 16 bits.
    debug_assert!(context >> 16 == 0 && block >> 16 == 0 && place >> 32 == 0);
    context << 48 | block << 32 | place
}

/// Enters what a pattern changes at a place of a context.
fn enter(
    field: &Field<'_>,
    (context, place, sign): (usize, usize, i32),
    pattern: &Pattern,
    all: &mut Vec<(Spot, Terms)>,
) {
    let spot = (context, pattern.block, place);
    if is_counted(field, spot) {
        let terms = Terms::of(field.layout, context, place, pattern, sign);
        all.push((spot, terms));
    }
}

/// Whether anything is known of a block at a place: how many people there are may be so where no row prints it.
pub fn is_counted(field: &Field<'_>, (context, block, place): Spot) -> bool {
    let Field { layout, counts, .. } = *field;
    let table = layout.table_of[place];
    let is_printed = layout.sheet(context, table, block).is_some();
    is_printed || block == PEOPLE && !counts.atoms(layout, context, place, PEOPLE).is_empty()
}

/// Whether of so many people in an atom some more or less can be: not less than none, nor any where nobody can be.
pub fn can_change(field: &Field<'_>, (context, block, place): Spot, term: Term, now: u32) -> bool {
    let Field {
        layout,
        counts,
        known,
        ..
    } = *field;
    let (group, atom) = (term.group(), term.atom());
    if term.change() > 0 {
        return !known.is_nought(context, place, block, group, atom);
    }
    let then = now as i32 + term.change();
    // Children beyond four are somebody's.
    let must_stay = || {
        known.is_four_or_more(block, atom) && counts.has_beyond_four(layout, context, place, group)
    };
    then >= 1 || then == 0 && !must_stay()
}

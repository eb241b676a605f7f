//! What an exchange adds to the true table, atom by atom.

use super::blocks::{Atoms, PEOPLE};
use super::exchange::{Exchange, Term, Terms};
use super::search::Field;
use super::touch::answered_at;
use std::collections::{BTreeMap, BTreeSet};

/// Where atoms change: context, block, place.
pub type Spot = (usize, usize, usize);

/// By spot, group and atom.
pub struct Change {
    pub at: BTreeMap<Spot, Vec<Term>>,
    places: Vec<usize>,
}

impl Change {
    pub fn of(field: &Field<'_>, exchange: &Exchange) -> Change {
        let Field { layout, .. } = *field;
        let mut change = Change {
            at: BTreeMap::new(),
            places: Vec::new(),
        };
        for context in &exchange.contexts {
            for part in &exchange.parts {
                for (place, sign) in &part.places {
                    let terms = Terms::of(layout, *context, *place, &part.pattern, *sign);
                    change.add(field, (*context, part.pattern.block, *place), &terms);
                    if part.pattern.block != PEOPLE {
                        continue;
                    }
                    for block in 0..exchange.answers.len() {
                        let pattern = answered_at(field, exchange, part, block, *place);
                        let Some(pattern) = pattern else { continue };
                        let terms = Terms::of(layout, *context, *place, &pattern, *sign);
                        change.add(field, (*context, block, *place), &terms);
                    }
                }
            }
        }
        let places: BTreeSet<usize> = change.at.keys().map(|(_, _, place)| *place).collect();
        change.places = places.into_iter().collect();
        change
    }

    fn add(&mut self, field: &Field<'_>, spot: Spot, terms: &Terms) {
        if !is_counted(field, spot) {
            return;
        }
        let all = self.at.entry(spot).or_default();
        for term in terms.iter() {
            match all
                .iter_mut()
                .find(|t| (t.group(), t.atom()) == (term.group(), term.atom()))
            {
                Some(same) => *same = same.and(*term),
                None => all.push(*term),
            }
        }
    }

    /// What changes at a spot, each group and atom once.
    pub fn terms(&self, spot: Spot) -> &[Term] {
        self.at.get(&spot).map_or(&[], Vec::as_slice)
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
        let all = self.at.keys().map(|(context, block, _)| (*context, *block));
        all.filter(move |of| last.replace(*of) != Some(*of))
    }

    /// The places at which a block changes in a context.
    pub fn places(&self, context: usize, block: usize) -> impl Iterator<Item = usize> + '_ {
        let places = (context, block, 0)..(context, block + 1, 0);
        self.at.range(places).map(|((_, _, place), _)| *place)
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

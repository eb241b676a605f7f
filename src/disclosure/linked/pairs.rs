//! What a reader knows of an area where people are counted by area and substance group as well: whoever has used a drug there is
//! of a substance group there that has it.
//!
//! People of a family group with one of some drugs are at most those of them in the substance groups of which one of these
//! drugs is possible. Where that holds of every set of drugs, everybody's drugs can be those of their substance group (as in
//! `recording.rs`).

use super::blocks::{Atoms, PEOPLE};
use super::change::Change;
use super::layout::GROUPS;
use super::search::Field;
use std::collections::BTreeSet;

/// Whether it still holds with a change on top, where it does now.
pub fn pairs_hold(field: &Field<'_>, change: &Change) -> bool {
    let layout = field.layout;
    layout
        .pairs_table()
        .is_none_or(|(table, areas, substances)| {
            let pairs = Pairs {
                field,
                table,
                areas,
                few: layout.tables[substances].levels,
            };
            pairs.hold(change)
        })
}

struct Pairs<'a> {
    field: &'a Field<'a>,
    table: usize,
    areas: usize,
    /// So many substance groups.
    few: usize,
}

impl Pairs<'_> {
    fn hold(&self, change: &Change) -> bool {
        let mut changed = self.changed(change).into_iter();
        changed.all(|(context, area)| {
            (0..GROUPS).all(|group| self.drugs_are_theirs(change, (context, area), group))
        })
    }

    /// Contexts, and areas of which drugs or people of a pair change.
    fn changed(&self, change: &Change) -> BTreeSet<(usize, usize)> {
        let Field { layout, known, .. } = *self.field;
        let area = |(context, block, place): &(usize, usize, usize)| {
            let table = layout.table_of[*place];
            let level = *place - layout.tables[table].first;
            let area = match table {
                table if table == self.areas && *block == known.drugs => level,
                table if table == self.table && *block == PEOPLE => level / self.few,
                _ => return None,
            };
            let is_asked = layout.is_asked(*context, self.table)
                && layout.sheet(*context, self.areas, known.drugs).is_some();
            is_asked.then_some((*context, area))
        };
        change.spots().iter().filter_map(area).collect()
    }

    fn drugs_are_theirs(
        &self,
        change: &Change,
        (context, area): (usize, usize),
        group: usize,
    ) -> bool {
        let Field {
            layout,
            counts,
            known,
            ..
        } = *self.field;
        let place = layout.tables[self.areas].first + area;
        let first = layout.tables[self.table].first + area * self.few;
        let can_have = |pair: &usize, drugs: Atoms| {
            drugs & !known.noughts((context, *pair, known.drugs), group) != 0
        };
        let people = |pair: usize| {
            let now = i64::from(counts.atom(layout, context, pair, PEOPLE, group, 0));
            (
                now,
                now + i64::from(change.group((context, PEOPLE, pair), group)),
            )
        };
        let mut sets = 1..1 << layout.blocks[known.drugs].size();
        sets.all(|drugs: Atoms| {
            let now = counts.in_atoms(layout, (context, place, known.drugs), group, drugs);
            let then = now + change.atoms((context, known.drugs, place), group, drugs);
            let pairs = (first..first + self.few).filter(|pair| can_have(pair, drugs));
            let (most, most_then) = pairs
                .map(people)
                .fold((0, 0), |all, some| (all.0 + some.0, all.1 + some.1));
            now > most || then <= most_then
        })
    }
}

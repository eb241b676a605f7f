//! What a reader knows of levels that overlap: each lies within the whole, and together they hold at least everybody.

use super::blocks::Atoms;
use super::counts::Counts;
use super::layout::{GROUPS, Layout, Role};

/// Whether that still holds of a context and block if some places change: `more` says by how much an atom of a group does,
/// each of them as it is told apart there.
pub fn overlapping_holds(
    layout: &Layout,
    counts: &Counts,
    (context, block): (usize, usize),
    changed: &[usize],
    more: impl Fn(usize, usize, usize) -> i64,
) -> bool {
    let Some(whole) = layout.whole_place() else {
        return true;
    };
    let tables = layout.tables.iter().enumerate();
    let mut overlapping = tables.filter(|(_, table)| table.role == Role::Overlapping);
    overlapping.all(|(at, table)| {
        let is_changed = |place: &usize| *place == whole || table.places().contains(place);
        if layout.sheet(context, at, block).is_none() || !changed.iter().any(is_changed) {
            return true;
        }
        let slots = layout.slots(context, at, block);
        let size = layout.blocks[block].size();
        let sum = |groups: u8, atoms: Atoms, of: &dyn Fn(usize, usize) -> i64| -> i64 {
            let groups = (0..GROUPS).filter(|group| groups >> group & 1 == 1);
            let some = groups.flat_map(|group| (0..size).map(move |atom| (group, atom)));
            let some = some.filter(|(_, atom)| atoms >> atom & 1 == 1);
            some.map(|(group, atom)| of(group, atom)).sum()
        };
        let change = |place: usize, groups: u8, atoms: Atoms| match changed.contains(&place) {
            true => sum(groups, atoms, &|group, atom| more(place, group, atom)),
            false => 0,
        };
        // Now, and with the change.
        let people = |place: usize, groups: u8, atoms: Atoms| {
            let now = sum(groups, atoms, &|group, atom| {
                counts
                    .atom(layout, context, place, block, group, atom)
                    .into()
            });
            (now, now + change(place, groups, atoms))
        };
        let mut told = told_apart(&slots.groups, &slots.atoms[..size]);
        told.all(|((group, groups), (atom, atoms))| {
            let here = |place: &usize| change(*place, 1 << group, 1 << atom) != 0;
            let is_same = change(whole, groups, atoms) == 0;
            if is_same
                && !changed
                    .iter()
                    .filter(|p| table.places().contains(p))
                    .any(here)
            {
                return true;
            }
            let (all, all_then) = people(whole, groups, atoms);
            let (mut together, mut together_then) = (0, 0);
            let each = table.places().all(|place| {
                let (some, some_then) = people(place, 1 << group, 1 << atom);
                together += some;
                together_then += some_then;
                some > all || some_then <= all_then
            });
            each && (together < all || together_then >= all_then)
        })
    })
}

/// The groups and the atoms that are told apart, each with those that it stands for.
fn told_apart(groups: &[u8], atoms: &[u8]) -> impl Iterator<Item = ((usize, u8), (usize, Atoms))> {
    fn stood_for(slots: &[u8]) -> Vec<(usize, u32)> {
        let own = slots
            .iter()
            .enumerate()
            .filter(|(at, slot)| *at == usize::from(**slot));
        let stands_for = |slot: u8| {
            let of_slot = slots.iter().enumerate().filter(move |(_, s)| **s == slot);
            of_slot.fold(0, |all, (at, _)| all | 1 << at)
        };
        own.map(|(at, slot)| (at, stands_for(*slot))).collect()
    }
    let atoms = stood_for(atoms);
    let groups = stood_for(groups);
    groups.into_iter().flat_map(move |(group, groups)| {
        let atoms = atoms.clone().into_iter();
        atoms.map(move |(atom, atoms)| ((group, groups as u8), (atom, atoms)))
    })
}

//! What a reader knows of levels that overlap: each lies within the whole, together they hold at least everybody, and who is
//! counted more than once in a population is so in every population around it. The first is so of whoever is left when one
//! population is taken from another, too.

use super::blocks::{Atoms, PEOPLE};
use super::counts::Counts;
use super::known::nestings;
use super::layout::{GROUPS, Layout, Role};

/// By how much an atom of a group changes, as it is told apart there: of a context and a place.
pub type Changed<'a> = dyn Fn(usize, usize, usize, usize) -> i64 + 'a;

/// Whether that still holds of a context and block with a change on top, if it does now; some places change.
pub fn overlapping_holds(
    layout: &Layout,
    counts: &Counts,
    (context, block): (usize, usize),
    places: &[usize],
    changed: &Changed<'_>,
) -> bool {
    let Some(whole) = layout.whole_place() else {
        return true;
    };
    let tables = layout.tables.iter().enumerate();
    let mut overlapping = tables.filter(|(_, table)| table.role == Role::Overlapping);
    overlapping.all(|(table, of)| {
        let is_here = |place: &usize| *place == whole || of.places().contains(place);
        let levels = Levels {
            layout,
            counts,
            block,
            table,
            whole,
            changed,
        };
        if !levels.is_asked(context) || !places.iter().any(is_here) {
            return true;
        }
        let here: Vec<usize> = places.iter().copied().filter(is_here).collect();
        levels.lie_within(context, &here) && levels.hold_between_populations(context, &here)
    })
}

/// People of some groups in some atoms, as they are told apart.
type Cell = (u8, Atoms);

/// The levels of a table that overlap.
struct Levels<'a> {
    layout: &'a Layout,
    counts: &'a Counts,
    block: usize,
    table: usize,
    whole: usize,
    changed: &'a Changed<'a>,
}

impl Levels<'_> {
    fn is_asked(&self, context: usize) -> bool {
        match self.block {
            PEOPLE => self.layout.is_asked(context, self.table),
            block => self.layout.sheet(context, self.table, block).is_some(),
        }
    }

    fn places(&self) -> std::ops::Range<usize> {
        self.layout.tables[self.table].places()
    }

    /// A sum over the groups and atoms of a cell.
    fn sum(&self, (groups, atoms): Cell, of: impl Fn(usize, usize) -> i64) -> i64 {
        let in_group = |group: usize| {
            let size = self.layout.blocks[self.block].size();
            let in_cell = (0..size).filter(|atom| atoms >> atom & 1 == 1);
            in_cell.map(|atom| of(group, atom)).sum::<i64>()
        };
        let groups = (0..GROUPS).filter(|group| groups >> group & 1 == 1);
        groups.map(in_group).sum()
    }

    fn change(&self, context: usize, place: usize, cell: Cell) -> i64 {
        self.sum(cell, |group, atom| {
            (self.changed)(context, place, group, atom)
        })
    }

    /// People now.
    fn people(&self, context: usize, place: usize, cell: Cell) -> i64 {
        self.sum(cell, |group, atom| {
            let people = self
                .counts
                .atom(self.layout, context, place, self.block, group, atom);
            people.into()
        })
    }

    /// What a context tells apart.
    fn cells(&self, context: usize) -> impl Iterator<Item = Cell> {
        let slots = self.layout.slots(context, self.table, self.block);
        let size = self.layout.blocks[self.block].size();
        told_apart(&slots.groups, &slots.atoms[..size])
    }

    fn is_changed(&self, context: usize, here: &[usize], cell: Cell) -> bool {
        let mut here = here.iter();
        here.any(|place| self.change(context, *place, cell) != 0)
    }

    /// Each level lies within the whole, and together they hold it.
    fn lie_within(&self, context: usize, here: &[usize]) -> bool {
        let mut changed = self
            .cells(context)
            .filter(|cell| self.is_changed(context, here, *cell));
        changed.all(|cell| {
            let all = self.people(context, self.whole, cell);
            let all_then = all + self.change(context, self.whole, cell);
            let (mut together, mut together_then) = (0, 0);
            let each = self.places().all(|place| {
                let some = self.people(context, place, cell);
                let some_then = match here.contains(&place) {
                    true => some + self.change(context, place, cell),
                    false => some,
                };
                together += some;
                together_then += some_then;
                some > all || some_then <= all_then
            });
            each && (together < all || together_then >= all_then)
        })
    }

    /// What is known of populations inside each other.
    fn hold_between_populations(&self, context: usize, here: &[usize]) -> bool {
        nestings(self.layout, context).all(|(lesser, greater)| {
            let lesser = lesser.into_iter().filter(|(_, factor)| *factor != 0);
            let rest = lesser.map(|(context, factor)| (context, -factor));
            let rest: Vec<(usize, i64)> = rest.chain([(greater, 1)]).collect();
            if rest.iter().any(|(context, _)| !self.is_asked(*context)) {
                return true;
            }
            // As the one tells them apart that tells fewest.
            let coarsest = rest.iter().min_by_key(|(at, _)| self.cells(*at).count());
            let cells = coarsest.into_iter().flat_map(|(at, _)| self.cells(*at));
            let mut changed = cells.filter(|cell| {
                let mut rest = rest.iter();
                rest.any(|(at, _)| self.is_changed(*at, here, *cell))
            });
            changed.all(|cell| {
                self.are_counted_again(&rest, here, cell)
                    && self.rests_lie_within(&rest, here, cell)
            })
        })
    }

    /// Those of the inner population who are counted more than once are at most those of the outer one.
    fn are_counted_again(&self, rest: &[(usize, i64)], here: &[usize], cell: Cell) -> bool {
        let now = |(at, factor): &(usize, i64)| factor * self.again(*at, cell);
        let more = |(at, factor): &(usize, i64)| factor * self.again_changes(*at, here, cell);
        let now: i64 = rest.iter().map(now).sum();
        let more: i64 = rest.iter().map(more).sum();
        more >= 0 || now < 0 || now + more >= 0
    }

    /// Who is left of the outer population at a level lies within who is left of the whole.
    fn rests_lie_within(&self, rest: &[(usize, i64)], here: &[usize], cell: Cell) -> bool {
        let left = |place: usize| -> i64 {
            let people = |(at, factor): &(usize, i64)| factor * self.people(*at, place, cell);
            rest.iter().map(people).sum()
        };
        let then = |place: usize, now: i64| -> i64 {
            if !here.contains(&place) {
                return now;
            }
            let change = |(at, factor): &(usize, i64)| factor * self.change(*at, place, cell);
            now + rest.iter().map(change).sum::<i64>()
        };
        let all = left(self.whole);
        let all_then = then(self.whole, all);
        self.places().all(|place| {
            let some = left(place);
            some > all || then(place, some) <= all_then
        })
    }

    /// How often people are counted at levels beyond once in the whole.
    fn again(&self, context: usize, cell: Cell) -> i64 {
        let at_levels = self.places().map(|place| self.people(context, place, cell));
        at_levels.sum::<i64>() - self.people(context, self.whole, cell)
    }

    fn again_changes(&self, context: usize, here: &[usize], cell: Cell) -> i64 {
        let signed = here.iter().map(|place| {
            let change = self.change(context, *place, cell);
            if *place == self.whole {
                -change
            } else {
                change
            }
        });
        signed.sum()
    }
}

/// The groups and the atoms that are told apart, each as all those that it stands for.
fn told_apart(groups: &[u8], atoms: &[u8]) -> impl Iterator<Item = Cell> {
    fn stood_for(slots: &[u8]) -> Vec<u32> {
        let all = slots.iter().enumerate();
        let own = all.filter(|(at, slot)| *at == usize::from(**slot));
        let stands_for = |slot: usize| {
            let of_slot = slots.iter().enumerate();
            let of_slot = of_slot.filter(|(_, s)| usize::from(**s) == slot);
            of_slot.fold(0, |all, (at, _)| all | 1 << at)
        };
        own.map(|(at, _)| stands_for(at)).collect()
    }
    let atoms = stood_for(atoms);
    let groups = stood_for(groups);
    groups.into_iter().flat_map(move |groups| {
        let atoms = atoms.clone().into_iter();
        atoms.map(move |atoms| (groups as u8, atoms as Atoms))
    })
}

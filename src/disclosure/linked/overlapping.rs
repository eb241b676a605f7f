//! What a reader knows of levels that overlap: each lies within the whole, together they hold at least everybody, and who is
//! counted more than once in a population is so in every population around it. The first is so of whoever is left when one
//! population is taken from another, too.

use super::blocks::{Atoms, PEOPLE};
use super::counts::Counts;
use super::inclusion::{rests, sum_of_class};
use super::layout::{GROUPS, Layout, Role, stood_for};

/// By how much people in some atoms change: of a context, a place and a group, as they are told apart there.
pub type Changed<'a> = dyn Fn(usize, usize, usize, Atoms) -> i64 + 'a;

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

    fn change(&self, context: usize, place: usize, (groups, atoms): Cell) -> i64 {
        let of_group = |group| (self.changed)(context, place, group, atoms);
        groups_in(groups).map(of_group).sum()
    }

    /// People now.
    fn people(&self, context: usize, place: usize, (groups, atoms): Cell) -> i64 {
        let spot = (context, place, self.block);
        let of_group = |group| self.counts.in_atoms(self.layout, spot, group, atoms);
        groups_in(groups).map(of_group).sum()
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
        rests(self.layout, context).all(|rest| {
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
        let now = sum_of_class(rest, |at| self.again(at, cell));
        let more = sum_of_class(rest, |at| self.again_changes(at, here, cell));
        more >= 0 || now < 0 || now + more >= 0
    }

    /// Who is left of the outer population at a level lies within who is left of the whole.
    fn rests_lie_within(&self, rest: &[(usize, i64)], here: &[usize], cell: Cell) -> bool {
        let left = |place: usize| sum_of_class(rest, |at| self.people(at, place, cell));
        let then = |place: usize, now: i64| match here.contains(&place) {
            true => now + sum_of_class(rest, |at| self.change(at, place, cell)),
            false => now,
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

fn groups_in(groups: u8) -> impl Iterator<Item = usize> {
    (0..GROUPS).filter(move |group| groups >> group & 1 == 1)
}

/// The groups and the atoms that are told apart, each as all those that it stands for.
fn told_apart(groups: &[u8], atoms: &[u8]) -> impl Iterator<Item = Cell> {
    let own = |slots: &[u8]| -> Vec<u32> {
        let slot = (0..slots.len()).filter(|at| usize::from(slots[*at]) == *at);
        slot.map(|slot| stood_for(slots, slot)).collect()
    };
    let (groups, atoms) = (own(groups), own(atoms));
    groups.into_iter().flat_map(move |groups| {
        let atoms = atoms.clone().into_iter();
        atoms.map(move |atoms| (groups as u8, atoms))
    })
}

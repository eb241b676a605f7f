//! Which hidden noughts a reader has anyhow, from noughts that are shown.
//!
//! A nought is shown of ten people or more, or of nobody; it says the same of every part of them. So a hidden nought is
//! told where each answer in each family group that it counts lies within a nought that is shown: at the place or of
//! everybody, of the population or of one that it lies within. And the whole has no answer that no level has: where nobody
//! uses opiates, nobody uses heroin.

use super::blocks::{Atoms, PEOPLE, Set};
use super::board::{Board, as_bits, bits};
use super::change::Spot;
use super::inclusion::populations_around;
use super::layout::{GROUPS, ROW_GROUPS, ROWS, Role};
use super::search::Field;
use foldhash::fast::FixedState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

pub struct Noughts<'a> {
    /// Block -> its board, as far as it is looked at.
    boards: Vec<Option<&'a Board>>,
    /// (context, block) -> the answers of each group that no level has; worked out when first asked for.
    of_levels: RefCell<HashMap<(usize, usize), [Atoms; GROUPS]>>,
    /// The place last asked about, and what is told there: every row asks for the same.
    last: Cell<Option<(Spot, [Atoms; GROUPS])>>,
}

impl<'a> Noughts<'a> {
    pub fn of(boards: impl Iterator<Item = Option<&'a Board>>) -> Noughts<'a> {
        Noughts {
            boards: boards.collect(),
            of_levels: RefCell::default(),
            last: Cell::new(None),
        }
    }

    /// Which of some noughts of a row are told by noughts that are shown, or by the meaning of the words, or are of nobody.
    /// The spot is context, block, place; sets as bits.
    pub fn told_among(
        &self,
        field: &Field<'_>,
        spot: (usize, usize, usize),
        row: usize,
        noughts: u64,
    ) -> u64 {
        let Field { layout, counts, .. } = *field;
        let (context, block, place) = spot;
        // Of nobody there is nothing to be told.
        if noughts == 0 || counts.value(layout, context, place, PEOPLE, row, 0) == 0 {
            return noughts;
        }
        let told = match self.last.get() {
            Some((of, told)) if of == spot => told,
            _ => self.told_at(field, spot),
        };
        self.last.set(Some((spot, told)));
        let left = noughts & !within(field, spot, row, noughts, &told);
        if left == 0 {
            return noughts;
        }
        // What no level has, the whole has not.
        let mut of_levels = self.of_levels.borrow_mut();
        let new = || self.told_by_levels(field, (context, block));
        let of_levels = of_levels.entry((context, block)).or_insert_with(new);
        let told: [Atoms; GROUPS] = std::array::from_fn(|group| told[group] | of_levels[group]);
        noughts & !left | within(field, spot, row, left, &told)
    }

    /// The answers of each group that nobody gives, by noughts shown around, by the meaning of the words, and by both: what is
    /// at most nobody.
    fn told_at(
        &self,
        field: &Field<'_>,
        spot @ (context, block, place): (usize, usize, usize),
    ) -> [Atoms; GROUPS] {
        let worked_out = RefCell::new(HashMap::<_, _, FixedState>::default());
        let told = |context: usize, block: usize| {
            if let Some(told) = worked_out.borrow().get(&(context, block)) {
                return *told;
            }
            let mut told = self.shown_around(field, (context, block, place));
            let layout = field.layout;
            let slots = layout.slots(context, layout.table_of[place], block).atoms;
            for (group, told) in told.iter_mut().enumerate() {
                // What is known is of the atoms that are told apart there; what is shown elsewhere, of all of them.
                let known = field.known.noughts((context, place, block), group);
                let is_known = |atom: &usize| known >> slots[*atom] & 1 == 1;
                let known = (0..layout.blocks[block].size()).filter(is_known);
                *told |= known.fold(0, |all, atom| all | 1 << atom);
            }
            worked_out.borrow_mut().insert((context, block), told);
            told
        };
        let mut here = told(context, block);
        let follow = field.relations.noughts(field.layout, spot, &told);
        for (here, follows) in here.iter_mut().zip(follow) {
            *here |= follows;
        }
        here
    }

    /// The answers of each group that nobody gives at any level of one of the divisions.
    fn told_by_levels(
        &self,
        field: &Field<'_>,
        (context, block): (usize, usize),
    ) -> [Atoms; GROUPS] {
        let layout = field.layout;
        let mut told = [0; GROUPS];
        for (at, table) in layout.tables.iter().enumerate() {
            if !table.is_part_of_the_whole() || layout.sheet(context, at, block).is_none() {
                continue;
            }
            let mut of_all = [Atoms::MAX; GROUPS];
            for place in table.places() {
                let here = self.told_at(field, (context, block, place));
                for (all, here) in of_all.iter_mut().zip(here) {
                    *all &= here;
                }
                if of_all == [0; GROUPS] {
                    break;
                }
            }
            for (told, all) in told.iter_mut().zip(of_all) {
                *told |= all;
            }
        }
        told
    }

    /// The answers of each group that nobody gives, by noughts shown here, of everybody, and of populations around.
    fn shown_around(
        &self,
        field: &Field<'_>,
        (context, block, place): (usize, usize, usize),
    ) -> [Atoms; GROUPS] {
        let layout = field.layout;
        let at = layout.contexts[context];
        let mut told = [0; GROUPS];
        let is_apart = layout.tables[layout.table_of[place]].role == Role::Apart;
        let whole = layout.whole_place().filter(|_| !is_apart);
        let around: Vec<usize> = layout.nests.around(place, layout.time(context)).collect();
        for population in populations_around(at.population) {
            let context = layout.context(at.age, population, at.year);
            let places = std::iter::once(place).chain(whole);
            for place in places.chain(around.iter().copied()) {
                self.add_shown(field, (context, block, place), &mut told);
            }
        }
        told
    }

    /// Enters the answers of each group that nobody gives, as far as a shown nought says so.
    fn add_shown(
        &self,
        field: &Field<'_>,
        (context, block, place): (usize, usize, usize),
        told: &mut [Atoms; GROUPS],
    ) {
        let layout = field.layout;
        for of in [block, PEOPLE] {
            let lines = self.boards[of].and_then(|board| board.at(layout, context, place));
            let Some(lines) = lines else { continue };
            for row in 0..ROWS {
                for set in bits(lines.shown[row] & lines.noughts[row]) {
                    let atoms = match (of == block, layout.blocks[of].sets[set]) {
                        (true, Set::People(atoms)) => atoms,
                        (true, Set::Children(_)) => continue,
                        (false, _) => layout.blocks[block].everybody(),
                    };
                    let groups = (0..GROUPS).filter(|group| ROW_GROUPS[row] >> group & 1 == 1);
                    groups.for_each(|group| told[group] |= atoms);
                }
            }
        }
    }
}

/// Which of some noughts of a row are parts of what nobody answers; sets as bits.
fn within(
    field: &Field<'_>,
    (_, block, _): (usize, usize, usize),
    row: usize,
    noughts: u64,
    told: &[Atoms; GROUPS],
) -> u64 {
    let is_within = |set: &usize| {
        let Set::People(atoms) = field.layout.blocks[block].sets[*set] else {
            return false;
        };
        let mut groups = (0..GROUPS).filter(|group| ROW_GROUPS[row] >> group & 1 == 1);
        groups.all(|group| atoms & !told[group] == 0)
    };
    as_bits(bits(noughts).filter(is_within))
}

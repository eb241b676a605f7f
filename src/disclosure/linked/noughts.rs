//! Which hidden noughts a reader has anyhow, from noughts that are shown.
//!
//! A nought is shown of ten people or more, or of nobody; it says the same of every part of them. So a hidden nought is
//! told where each answer in each family group that it counts lies within a nought that is shown: at the place or of
//! everybody, of the population or of one that it lies within.

use super::blocks::{Atoms, PEOPLE, Set};
use super::board::{Board, bits};
use super::known::populations_around;
use super::layout::{GROUPS, ROW_GROUPS, ROWS};
use super::search::Field;

pub struct Noughts<'a> {
    /// Block -> its board, as far as it is looked at.
    pub boards: Vec<Option<&'a Board>>,
}

impl Noughts<'_> {
    /// Whether a nought is told by noughts that are shown, or by the meaning of the words, or is of nobody. The spot is
    /// context, block, place.
    pub fn hold(
        &self,
        field: &Field<'_>,
        (context, block, place): (usize, usize, usize),
        row: usize,
        set: usize,
    ) -> bool {
        let Field {
            layout,
            counts,
            known,
            ..
        } = *field;
        // Of nobody there is nothing to be told.
        if counts.value(layout, context, place, PEOPLE, row, 0) == 0 {
            return true;
        }
        let Set::People(atoms) = layout.blocks[block].sets[set] else {
            return false;
        };
        let at = layout.contexts[context];
        let around = populations_around(at.population);
        let contexts = around.map(|population| layout.context(at.age, population, at.year));
        let places = [Some(place), layout.whole_place()];
        let mut told = [0; GROUPS];
        for context in contexts {
            for place in places.into_iter().flatten() {
                self.add_shown(field, (context, block, place), &mut told);
            }
        }
        let mut groups = (0..GROUPS).filter(|group| ROW_GROUPS[row] >> group & 1 == 1);
        groups.all(|group| {
            let mut open = bits(u64::from(atoms & !told[group]));
            open.all(|atom| known.is_nought(context, place, block, group, atom))
        })
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

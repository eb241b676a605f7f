//! Which hidden noughts a reader has anyhow, from noughts that are shown.
//!
//! A nought is shown of ten people or more, or of nobody; it says the same of every part of them. So a hidden nought is
//! told where each answer in each family group that it counts lies within a nought that is shown: at the place or of
//! everybody, of the population or of one that it lies within.

use super::blocks::{Atoms, PEOPLE, Set};
use super::board::{Board, as_bits, bits};
use super::known::populations_around;
use super::layout::{GROUPS, ROW_GROUPS, ROWS};
use super::search::Field;

pub struct Noughts<'a> {
    /// Block -> its board, as far as it is looked at.
    pub boards: Vec<Option<&'a Board>>,
}

impl Noughts<'_> {
    /// Which of some noughts of a row are told by noughts that are shown, or by the meaning of the words, or are of nobody.
    /// The spot is context, block, place; sets as bits.
    pub fn told_among(
        &self,
        field: &Field<'_>,
        spot: (usize, usize, usize),
        row: usize,
        noughts: u64,
    ) -> u64 {
        let Field {
            layout,
            counts,
            known,
            ..
        } = *field;
        let (context, block, place) = spot;
        // Of nobody there is nothing to be told.
        if noughts == 0 || counts.value(layout, context, place, PEOPLE, row, 0) == 0 {
            return noughts;
        }
        let told = self.shown_around(field, spot);
        let is_told = |set: &usize| {
            let Set::People(atoms) = layout.blocks[block].sets[*set] else {
                return false;
            };
            let mut groups = (0..GROUPS).filter(|group| ROW_GROUPS[row] >> group & 1 == 1);
            groups.all(|group| {
                let mut open = bits(u64::from(atoms & !told[group]));
                open.all(|atom| known.is_nought(context, place, block, group, atom))
            })
        };
        as_bits(bits(noughts).filter(is_told))
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
        for population in populations_around(at.population) {
            let context = layout.context(at.age, population, at.year);
            for place in [Some(place), layout.whole_place()].into_iter().flatten() {
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

//! The answers that those who change groups can have in common.
//!
//! Whoever changes groups in an exchange does so at several places, and has the same answer to each question at all of
//! them. Where the people of two places have no answer in common, an exchange between them cannot be; that is seen here
//! before anything is reckoned.

use super::blocks::PEOPLE;
use super::counts::Counts;
use super::exchange::Pattern;
use super::known::Known;
use super::layout::{GROUPS, Layout};
use rayon::prelude::*;

const MOST_BLOCKS: usize = 32;

/// For each block, the atoms that are still possible.
#[derive(Clone, Copy, Debug)]
pub struct Common([u16; MOST_BLOCKS]);

impl Common {
    pub const ANY: Common = Common([u16::MAX; MOST_BLOCKS]);

    pub fn and(mut self, other: &Common) -> Common {
        for (one, other) in self.0.iter_mut().zip(other.0) {
            *one &= other;
        }
        self
    }

    pub fn only(mut self, block: usize, atoms: u16) -> Common {
        self.0[block] &= atoms;
        self
    }

    /// Whether there is an answer left to every question.
    pub fn is_possible(&self) -> bool {
        self.0.iter().all(|atoms| *atoms != 0)
    }
}

/// The answers of the people of every group at every place.
pub struct Answers {
    /// Context, place, group.
    given: Vec<Common>,
    places: usize,
}

impl Answers {
    /// An answer is given if it is given by so many.
    pub fn new(layout: &Layout, counts: &Counts, known: &Known, number: u32) -> Answers {
        assert!(layout.blocks.len() <= MOST_BLOCKS, "too many blocks");
        let places = layout.table_of.len();
        let at = |at: usize| {
            let (context, place) = (at / places, at % places);
            let groups: [usize; GROUPS] = std::array::from_fn(|group| group);
            groups.map(|group| given(layout, counts, known, (context, place), group, number))
        };
        let all = (0..layout.contexts.len() * places).into_par_iter();
        let given: Vec<[Common; GROUPS]> = all.map(at).collect();
        Answers {
            given: given.into_flattened(),
            places,
        }
    }

    /// The answers that somebody can have who changes groups at a place in each of the contexts.
    pub fn common(&self, contexts: &[usize], pattern: &Pattern, place: usize, sign: i32) -> Common {
        let leaves = match sign > 0 {
            true => Some(pattern.group),
            false => pattern.other_group,
        };
        match leaves {
            Some(group) if pattern.block == PEOPLE => {
                let at = |context: &usize| (context * self.places + place) * GROUPS + group;
                let all = contexts.iter().map(|context| &self.given[at(context)]);
                all.fold(Common::ANY, Common::and)
            }
            _ => Common::ANY,
        }
    }
}

/// The answers of the people of a group; any where a question is not asked, or is answered otherwise there.
fn given(
    layout: &Layout,
    counts: &Counts,
    known: &Known,
    (context, place): (usize, usize),
    group: usize,
    number: u32,
) -> Common {
    let table = layout.table_of[place];
    let mut common = Common::ANY;
    for (at, block) in layout.blocks.iter().enumerate() {
        let elsewhere = at == known.drugs && known.not_recorded[place];
        if at == PEOPLE || elsewhere || layout.sheet(context, table, at).is_none() {
            continue;
        }
        let slots = layout.slots(context, table, at);
        let size = block.size();
        let first = usize::from(slots.groups[group]) * size;
        let atoms = counts.atoms(layout, context, place, at);
        let people = atoms.get(first..first + size).unwrap_or(&[]);
        let has = |atom: &usize| {
            let slot = usize::from(slots.atoms[*atom]);
            people.get(slot).is_some_and(|n| *n >= number)
        };
        let given = (0..size).filter(has).fold(0, |all, atom| all | 1 << atom);
        common = common.only(at, given);
    }
    common
}

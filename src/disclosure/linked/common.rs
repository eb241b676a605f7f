//! The answers that those who change groups can have in common.
//!
//! Whoever changes groups in an exchange does so at several places, and has the same answer to each question at all of
//! them. Where the people of two places have no answer in common, an exchange between them cannot be; that is seen here
//! before anything is reckoned.

use super::blocks::PEOPLE;
use super::counts::Counts;
use super::exchange::{Answer, Pattern};
use super::known::Known;
use super::layout::{GROUPS, Layout};
use rayon::prelude::*;

/// No run has more questions.
pub const MOST_BLOCKS: usize = 32;

/// For each block, the atoms that are still possible. Of answers that family groups are made of: those in the one group, and
/// above them those in the other.
#[derive(Clone, Copy, Debug)]
pub struct Common([u16; MOST_BLOCKS]);

/// The answers in the one of two groups.
const ONE: u16 = 0xFF;
const OTHER: u32 = 8;

impl Common {
    pub const ANY: Common = Common([u16::MAX; MOST_BLOCKS]);

    pub fn and(mut self, other: &Common) -> Common {
        for (one, other) in self.0.iter_mut().zip(other.0) {
            *one &= other;
        }
        self
    }

    fn only(mut self, block: usize, atoms: u16) -> Common {
        self.0[block] &= atoms;
        self
    }
}

/// The answers of the people of every group at every place.
pub struct Answers {
    /// Context, place, group.
    given: Vec<Common>,
    places: usize,
    /// Blocks of answers that family groups are made of.
    of_groups: Vec<usize>,
}

impl Answers {
    pub fn new(layout: &Layout, counts: &Counts, known: &Known) -> Answers {
        assert!(layout.blocks.len() <= MOST_BLOCKS, "too many blocks");
        let places = layout.table_of.len();
        let at = |at: usize| {
            let (context, place) = (at / places, at % places);
            let groups: [usize; GROUPS] = std::array::from_fn(|group| group);
            groups.map(|group| given(layout, counts, known, (context, place), group))
        };
        let all = (0..layout.contexts.len() * places).into_par_iter();
        let given: Vec<[Common; GROUPS]> = all.map(at).collect();
        let of_groups = (0..layout.blocks.len()).filter(|block| known.is_of_groups(*block));
        let of_groups: Vec<usize> = of_groups.collect();
        let mut sizes = of_groups.iter().map(|block| layout.blocks[*block].size());
        assert!(sizes.all(|size| size <= OTHER as usize), "too many answers");
        Answers {
            given: given.into_flattened(),
            places,
            of_groups,
        }
    }

    /// Any answers, but for those to one question: some in the one group, any in the other.
    pub fn only(&self, block: usize, atoms: u16) -> Common {
        match self.of_groups.contains(&block) {
            true => Common::ANY.only(block, atoms & ONE | !ONE),
            false => Common::ANY.only(block, atoms),
        }
    }

    /// Whether an answer to a question is left.
    pub fn holds(&self, common: &Common, block: usize, answer: Answer) -> bool {
        let left = common.0[block];
        let then = match self.of_groups.contains(&block) {
            true => left >> OTHER >> answer.then & 1 == 1,
            false => true,
        };
        left >> answer.from & 1 == 1 && then
    }

    /// Whether there is an answer left to every question, in both groups.
    pub fn is_possible(&self, common: &Common) -> bool {
        let mut of_groups = self.of_groups.iter().map(|block| common.0[*block]);
        // Counted, not stopped at the first: so they are looked at many at a time.
        let without = common.0.iter().filter(|atoms| **atoms == 0);
        without.count() == 0 && of_groups.all(|atoms| atoms & ONE != 0 && atoms & !ONE != 0)
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
                let mut all = all.fold(Common::ANY, Common::and);
                for block in &self.of_groups {
                    let atoms = all.0[*block];
                    all.0[*block] = match sign > 0 {
                        true => atoms & ONE | !ONE,
                        false => atoms << OTHER | ONE,
                    };
                }
                all
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
            people.get(slot).is_some_and(|n| *n > 0)
        };
        let given = (0..size).filter(has).fold(0, |all, atom| all | 1 << atom);
        common = common.only(at, given);
    }
    common
}

//! What a reader knows where tables tell less apart than others: those of what is recorded count people with complete data
//! and people without, and of their answers only both together.
//!
//! Where the whole says that nobody of one kind gives an answer, all who give it at a place are of the other kind. So there
//! are no more of them than people of that kind.

use super::blocks::{Atoms, MOST_ATOMS, PEOPLE};
use super::counts::Counts;
use super::layout::{GROUPS, Layout};
use crate::cohorts::FamilyGroup;

const INCOMPLETE: usize = FamilyGroup::Incomplete as usize;

/// People with complete data and people without: the groups that stand for them where no others are told apart.
const KINDS: [usize; 2] = [0, INCOMPLETE];

/// For each context, block and kind the answers that nobody of it gives, of everybody.
pub struct Recording {
    nobody: Vec<[Atoms; 2]>,
    blocks: usize,
}

impl Recording {
    pub fn new(layout: &Layout, counts: &Counts) -> Recording {
        let blocks = layout.blocks.len();
        let spots = (0..layout.contexts.len())
            .flat_map(|context| (0..blocks).map(move |block| (context, block)));
        let nobody = spots.map(|spot| nobody_of_the_whole(layout, counts, spot, |_, _| 0));
        Recording {
            nobody: nobody.collect(),
            blocks,
        }
    }

    pub fn nobody(&self, context: usize, block: usize) -> [Atoms; 2] {
        self.nobody[context * self.blocks + block]
    }
}

/// For each kind the answers that nobody of it gives in the whole, if so many more of a group give an atom. Nothing is known
/// where the whole does not ask. The spot is context, block.
pub fn nobody_of_the_whole(
    layout: &Layout,
    counts: &Counts,
    (context, block): (usize, usize),
    more: impl Fn(usize, usize) -> i32,
) -> [Atoms; 2] {
    let Some(whole) = layout.whole() else {
        return [0; 2];
    };
    if layout.sheet(context, whole, block).is_none() {
        return [0; 2];
    }
    let (slots, place) = (
        layout.slots(context, whole, block),
        layout.tables[whole].first,
    );
    let people = |group: usize, atom: usize| {
        let now = counts.atom(layout, context, place, block, group, atom);
        i64::from(now) + i64::from(more(group, atom))
    };
    KINDS.map(|kind| {
        let groups = (0..GROUPS).filter(|group| (*group == INCOMPLETE) == (kind == INCOMPLETE));
        let is_nobody = |atom: &usize| {
            let slot = usize::from(slots.atoms[*atom]);
            groups.clone().all(|group| people(group, slot) == 0)
        };
        let nobody = (0..layout.blocks[block].size()).filter(is_nobody);
        nobody.fold(0, |all, atom| all | 1 << atom)
    })
}

/// A place of a table of what is recorded, in a context, and a block.
pub struct Recorded<'a> {
    pub layout: &'a Layout,
    pub counts: &'a Counts,
    pub context: usize,
    pub place: usize,
    pub block: usize,
}

impl Recorded<'_> {
    /// Whether the people of each kind can be those who give the answers, if both change. Atoms and groups are those that
    /// stand for others.
    pub fn can_be(
        &self,
        nobody: [Atoms; 2],
        more_people: impl Fn(usize) -> i64,
        more_answers: impl Fn(usize) -> i64,
    ) -> bool {
        let Recorded {
            layout,
            counts,
            context,
            place,
            block,
        } = *self;
        let slots = layout.slots(context, layout.table_of[place], block);
        let answers = counts.atoms(layout, context, place, block);
        let atoms = 0..layout.blocks[block].size();
        // Slot -> the atoms that it stands for.
        let mut stands_for: [Atoms; MOST_ATOMS] = [0; MOST_ATOMS];
        atoms
            .clone()
            .for_each(|atom| stands_for[usize::from(slots.atoms[atom])] |= 1 << atom);
        let given =
            |slot: usize| i64::from(answers.get(slot).copied().unwrap_or(0)) + more_answers(slot);
        let mut kinds = KINDS.iter().zip([nobody[1], nobody[0]]);
        kinds.all(|(kind, of_other)| {
            let now = counts.atom(layout, context, place, PEOPLE, *kind, 0);
            let is_theirs =
                |slot: &usize| stands_for[*slot] != 0 && stands_for[*slot] & !of_other == 0;
            let theirs = atoms.clone().filter(is_theirs);
            i64::from(now) + more_people(*kind) >= theirs.map(given).sum()
        })
    }
}

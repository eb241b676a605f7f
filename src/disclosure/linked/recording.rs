//! What a reader knows where tables tell less apart than others: those of what is recorded count people with complete data
//! and people without, and of their answers only both together.
//!
//! Where the whole says that nobody of one kind gives an answer, all who give it at a place are of the other kind. So there
//! are no more of them than people of that kind. The same holds of those in treatment who did not start in the year, and
//! of whoever else is left when one population is taken from another.

use super::blocks::{Atoms, Detail, MOST_ATOMS, PEOPLE};
use super::counts::Counts;
use super::known::nestings;
use super::layout::{GROUPS, Layout};
use crate::cohorts::FamilyGroup;

const INCOMPLETE: usize = FamilyGroup::Incomplete as usize;

/// People with complete data and people without: the groups that stand for them where no others are told apart.
const KINDS: [usize; 2] = [0, INCOMPLETE];

/// A context, or what is left of one when others are taken from it: contexts, each with its sign.
type Class = Vec<(usize, i64)>;

/// For each context the classes that it has a part in, and for each block of these and kind the answers that nobody of it gives,
/// of everybody.
pub struct Recording {
    classes: Vec<Vec<(Class, Vec<[Atoms; 2]>)>>,
}

impl Recording {
    pub fn new(layout: &Layout, counts: &Counts) -> Recording {
        let blocks = 0..layout.blocks.len();
        let with_nobody = |class: Class| {
            let nobody = blocks
                .clone()
                .map(|block| nobody_of_the_whole(layout, counts, &class, block, |_, _, _| 0));
            let nobody = nobody.collect();
            (class, nobody)
        };
        let of = |context| classes(layout, context).map(with_nobody).collect();
        Recording {
            classes: (0..layout.contexts.len()).map(of).collect(),
        }
    }

    /// The classes of a context, each with the answers to a question that nobody of each kind gives.
    pub fn classes(
        &self,
        context: usize,
        block: usize,
    ) -> impl Iterator<Item = (&[(usize, i64)], [Atoms; 2])> {
        let classes = self.classes[context].iter();
        classes.map(move |(class, nobody)| (class.as_slice(), nobody[block]))
    }
}

/// The classes that a context has a part in: itself, and what is left where populations or years lie within each other.
pub fn classes(layout: &Layout, context: usize) -> impl Iterator<Item = Class> + '_ {
    let left = nestings(layout, context).map(|(lesser, greater)| {
        let taken = lesser.into_iter().filter(|(_, factor)| *factor != 0);
        let taken = taken.map(|(context, factor)| (context, -factor));
        std::iter::once((greater, 1)).chain(taken).collect()
    });
    std::iter::once(vec![(context, 1)]).chain(left)
}

/// For each kind the answers that nobody of a class gives in the whole, if so many more of a context and group give an atom.
/// Nothing is known where the whole does not ask.
pub fn nobody_of_the_whole(
    layout: &Layout,
    counts: &Counts,
    class: &[(usize, i64)],
    block: usize,
    more: impl Fn(usize, usize, usize) -> i32,
) -> [Atoms; 2] {
    let Some(whole) = layout.whole() else {
        return [0; 2];
    };
    let Some(told) = Told::of(layout, class, whole, block) else {
        return [0; 2];
    };
    let place = layout.tables[whole].first;
    let people = |group: usize, slot: usize| {
        told.sum(slot, |context, atom| {
            let now = counts.atom(layout, context, place, block, group, atom);
            i64::from(now) + i64::from(more(context, group, atom))
        })
    };
    KINDS.map(|kind| {
        let groups = (0..GROUPS).filter(|group| (*group == INCOMPLETE) == (kind == INCOMPLETE));
        let is_nobody = |atom: &usize| {
            let slot = usize::from(told.slots[*atom]);
            groups.clone().all(|group| people(group, slot) == 0)
        };
        let nobody = (0..layout.blocks[block].size()).filter(is_nobody);
        nobody.fold(0, |all, atom| all | 1 << atom)
    })
}

/// What a table tells apart of a question in every context of a class.
struct Told<'a> {
    layout: &'a Layout,
    class: &'a [(usize, i64)],
    table: usize,
    block: usize,
    /// Atom -> the one that stands for it where least is told apart.
    slots: [u8; MOST_ATOMS],
}

impl<'a> Told<'a> {
    /// `None` if it is not asked in all of them.
    fn of(
        layout: &'a Layout,
        class: &'a [(usize, i64)],
        table: usize,
        block: usize,
    ) -> Option<Told<'a>> {
        let mut contexts = class.iter().map(|(context, _)| *context);
        let is_asked = |context: usize| layout.sheet(context, table, block).is_some();
        if !contexts.clone().all(is_asked) {
            return None;
        }
        let coarser = contexts.find(|c| layout.detail(*c, table, block) != Detail::Full);
        let context = coarser.unwrap_or(class[0].0);
        Some(Told {
            layout,
            class,
            table,
            block,
            slots: layout.slots(context, table, block).atoms,
        })
    }

    /// How many of the class are in what an atom stands for, by how many are in each atom that a context tells apart.
    fn sum(&self, slot: usize, people: impl Fn(usize, usize) -> i64) -> i64 {
        let atoms = 0..self.layout.blocks[self.block].size();
        let of_class = self.class.iter().map(|(context, sign)| {
            let own = &self.layout.slots(*context, self.table, self.block).atoms;
            let is_in = |atom: &usize| {
                usize::from(own[*atom]) == *atom && usize::from(self.slots[*atom]) == slot
            };
            let people = atoms
                .clone()
                .filter(is_in)
                .map(|atom| people(*context, atom));
            sign * people.sum::<i64>()
        });
        of_class.sum()
    }
}

/// A place of a table of what is recorded, and a question.
pub struct Recorded<'a> {
    pub layout: &'a Layout,
    pub counts: &'a Counts,
    pub place: usize,
    pub block: usize,
}

impl Recorded<'_> {
    /// Whether the people of each kind of a class can still be those who give the answers, if both change; of a class of
    /// which that is not so now, nobody knows it. Atoms and kinds are those that stand for others.
    pub fn can_be(
        &self,
        class: &[(usize, i64)],
        nobody: [Atoms; 2],
        more_people: impl Fn(usize, usize) -> i64,
        more_answers: impl Fn(usize, usize) -> i64,
    ) -> bool {
        let table = self.layout.table_of[self.place];
        let Some(told) = Told::of(self.layout, class, table, self.block) else {
            return true;
        };
        self.holds(&told, nobody, more_people, more_answers)
            || !self.holds(&told, nobody, |_, _| 0, |_, _| 0)
    }

    fn holds(
        &self,
        told: &Told<'_>,
        nobody: [Atoms; 2],
        more_people: impl Fn(usize, usize) -> i64,
        more_answers: impl Fn(usize, usize) -> i64,
    ) -> bool {
        let Recorded {
            layout,
            counts,
            place,
            block,
        } = *self;
        let people = |kind: usize| {
            let of_class = told.class.iter().map(|(context, sign)| {
                let now = counts.atom(layout, *context, place, PEOPLE, kind, 0);
                sign * (i64::from(now) + more_people(*context, kind))
            });
            of_class.sum::<i64>()
        };
        let answers = |slot: usize| {
            told.sum(slot, |context, atom| {
                let now = counts.atom(layout, context, place, block, 0, atom);
                i64::from(now) + more_answers(context, atom)
            })
        };
        let atoms = 0..layout.blocks[block].size();
        // Slot -> the atoms that it stands for.
        let mut stands_for: [Atoms; MOST_ATOMS] = [0; MOST_ATOMS];
        for atom in atoms.clone() {
            stands_for[usize::from(told.slots[atom])] |= 1 << atom;
        }
        let mut kinds = KINDS.iter().zip([nobody[1], nobody[0]]);
        kinds.all(|(kind, of_other)| {
            let is_theirs =
                |slot: &usize| stands_for[*slot] != 0 && stands_for[*slot] & !of_other == 0;
            let theirs = atoms.clone().filter(is_theirs);
            people(*kind) >= theirs.map(answers).sum()
        })
    }
}

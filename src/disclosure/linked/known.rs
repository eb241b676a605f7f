//! What a reader knows of counts by the meaning of the words: which are nought, and which are another name of others. A witness
//! keeps all of it.

use super::blocks::{Atoms, Detail, PEOPLE, Set};
use super::counts::Counts;
use super::decided::{Decided, children_ruled_out, status_ruled_out};
use super::layout::{GROUPS, Layout, ROW_GROUPS, stood_for, substance_of};
use crate::cohorts::{State, SubstanceGroup};
use crate::measures::Measured;

pub struct Known {
    /// Place -> atoms of the block of drugs that the substance group rules out.
    drugs_ruled_out: Vec<Atoms>,
    /// (context, table, block) -> for each group, atoms known to be empty.
    empty: Vec<[Atoms; GROUPS]>,
    table_of: Vec<usize>,
    tables: usize,
    whole: usize,
    blocks: usize,
    pub drugs: usize,
    children: usize,
    status: usize,
    /// Places that have no rows because they count nobody in any year.
    nobody: Vec<bool>,
    /// Places of people whose drugs are not recorded.
    pub not_recorded: Vec<bool>,
}

impl Known {
    pub fn new(
        layout: &Layout,
        counts: &Counts,
        measured: &Measured,
        decided: &Decided<'_>,
    ) -> Known {
        let block_of = |state: State| {
            let holds = |b: &super::blocks::Block| b.atoms_of(&[state]).is_some();
            layout
                .blocks
                .iter()
                .position(holds)
                .expect("every state is in a block")
        };
        let atom = |state: State| {
            let block = block_of(state);
            let atoms = layout.blocks[block]
                .atoms_of(&[state])
                .expect("it is in this block");
            (block, atoms.trailing_zeros() as usize)
        };
        let places = 0..layout.table_of.len();
        let substance = |place| substance_of(layout, measured, place);
        let drugs = block_of(State::HeroinOnly);
        let of_substance = |place| {
            let ruled_out = substance(place).map(|s| drugs_ruled_out(&layout.blocks[drugs], s));
            told_ruled_out(layout, (place, drugs), ruled_out.unwrap_or(0))
        };
        let (pregnancy, not_asked) = atom(State::PregnantServicesNotAsked);
        // Services and pregnancy are asked of all women or of none.
        let asked_of_all = (pregnancy, 1 << not_asked | 1 << 5);
        let children = block_of(State::OneChild);
        let by_column = (children, decided.never_given);
        let ruled_out = [
            (children, children_ruled_out(decided)),
            (
                block_of(State::ParentalStatusBlank),
                status_ruled_out(decided, 1 << atom(State::ParentalStatusBlank).1),
            ),
        ];
        Known {
            drugs_ruled_out: places.clone().map(of_substance).collect(),
            empty: empty_of_groups(
                layout,
                &empty_atoms(layout, counts, asked_of_all, by_column),
                &ruled_out,
            ),
            table_of: layout.table_of.clone(),
            tables: layout.tables.len(),
            whole: layout.whole().unwrap_or(0),
            blocks: layout.blocks.len(),
            drugs,
            children,
            status: block_of(State::ParentalStatusBlank),
            nobody: places
                .clone()
                .map(|p| !layout.has_rows[p] && counts.is_nobody(layout, p))
                .collect(),
            not_recorded: places
                .map(|p| substance(p) == Some(SubstanceGroup::NotRecorded))
                .collect(),
        }
    }

    fn empty(&self, context: usize, table: usize, block: usize) -> &[Atoms; GROUPS] {
        &self.empty[(context * self.tables + table) * self.blocks + block]
    }

    /// The atoms of a group that nobody can be in. The spot is context, place, block.
    pub fn noughts(&self, (context, place, block): (usize, usize, usize), group: usize) -> Atoms {
        if self.nobody[place] {
            return Atoms::MAX;
        }
        let atoms = self.empty(context, self.table_of[place], block)[group];
        match block == self.drugs {
            true => atoms | self.drugs_ruled_out[place],
            false => atoms,
        }
    }

    /// Whether nobody can be in an atom of a group.
    pub fn is_nought(
        &self,
        context: usize,
        place: usize,
        block: usize,
        group: usize,
        atom: usize,
    ) -> bool {
        self.noughts((context, place, block), group) >> atom & 1 == 1
    }

    /// Whether the people of a row in a set are all of each group, or none: by the meaning of the words.
    pub fn follows_from_people(
        &self,
        layout: &Layout,
        spot: (usize, usize, usize),
        row: usize,
        set: usize,
    ) -> bool {
        spot.2 != PEOPLE
            && self.holds_of_each_group(layout, spot, row, set, |possible, atoms| {
                possible & atoms == 0 || possible & !atoms == 0
            })
    }

    /// Whether a set of a row is everybody in it: by the meaning of the words, another name of the number of people.
    pub fn is_everybody(
        &self,
        layout: &Layout,
        spot: (usize, usize, usize),
        row: usize,
        set: usize,
    ) -> bool {
        self.holds_of_each_group(layout, spot, row, set, |possible, atoms| {
            possible & !atoms == 0
        })
    }

    /// Whether something holds in each group of a row: of the atoms that somebody can be in, and those of a set of people.
    /// The spot is context, place, block.
    fn holds_of_each_group(
        &self,
        layout: &Layout,
        (context, place, block): (usize, usize, usize),
        row: usize,
        set: usize,
        holds: impl Fn(Atoms, Atoms) -> bool,
    ) -> bool {
        let Set::People(atoms) = layout.blocks[block].sets[set] else {
            return false;
        };
        let mut groups = (0..GROUPS).filter(|group| ROW_GROUPS[row] >> group & 1 == 1);
        groups.all(|group| {
            let noughts = self.noughts((context, place, block), group);
            let possible = layout.blocks[block].everybody() & !noughts;
            holds(possible, atoms)
        })
    }

    /// Sets of a block that differ only in atoms which nobody can be in.
    pub fn aliases(&self, layout: &Layout, block: usize) -> Vec<(usize, usize)> {
        let contexts = 0..layout.contexts.len();
        let empty = contexts.fold(Atoms::MAX, |all, context| {
            let of_groups = self.empty(context, self.whole, block).iter();
            of_groups.fold(all, |all, atoms| all & atoms)
        });
        let sets = &layout.blocks[block].sets[..layout.blocks[block].printed];
        let same = |(a, b): &(usize, usize)| match (sets[*a], sets[*b]) {
            (Set::People(one), Set::People(other)) => {
                one & !empty == other & !empty && one & !empty != 0
            }
            _ => false,
        };
        (0..sets.len())
            .flat_map(|a| (a + 1..sets.len()).map(move |b| (a, b)))
            .filter(same)
            .collect()
    }
}

/// For each context, table and block, atoms of which everybody knows that nobody is in them. `asked_of_all` is a block and
/// atoms of it that are empty where a question is asked of all whom it is about; `by_column` are a block and atoms of it that
/// its column cannot hold.
fn empty_atoms(
    layout: &Layout,
    counts: &Counts,
    asked_of_all: (usize, Atoms),
    by_column: (usize, Atoms),
) -> Vec<Atoms> {
    let whole = layout.whole().unwrap_or(0);
    let mut empty = Vec::new();
    for context in 0..layout.contexts.len() {
        for table in 0..layout.tables.len() {
            for (at, block) in layout.blocks.iter().enumerate() {
                let first = layout.tables[whole].first;
                let of_whole = counts.empty_atoms(layout, context, first, at);
                let of_whole = match block.empty_is_known {
                    true => of_whole,
                    false if at == asked_of_all.0 => of_whole & asked_of_all.1,
                    false if at == by_column.0 => by_column.1,
                    false => 0,
                };
                // Where less is told apart, an atom stands for several: all of them must be empty.
                let (here, there) = (
                    layout.detail(context, table, at),
                    layout.detail(context, whole, at),
                );
                let is_empty = |atom: usize| of_whole >> block.slot(atom, there) & 1 == 1;
                let stand_for = |slot: usize| {
                    (0..block.size()).filter(move |atom| block.slot(*atom, here) == slot)
                };
                let slots = (0..block.size()).filter(|slot| stand_for(*slot).all(is_empty));
                empty.push(slots.fold(0, |all, slot| all | 1 << slot));
            }
        }
    }
    empty
}

fn drugs_ruled_out(block: &super::blocks::Block, substance: SubstanceGroup) -> Atoms {
    let of = |states: &[State]| block.atoms_of(states).expect("drugs are in the block");
    let heroin = of(&[State::HeroinOnly, State::HeroinAndCrack]);
    let missing = of(&[State::DrugsNotRecorded]);
    match substance {
        SubstanceGroup::Opiate => missing,
        SubstanceGroup::NonOpiateAndAlcohol | SubstanceGroup::NonOpiateOnly => heroin | missing,
        SubstanceGroup::AlcoholOnly => heroin | missing | of(&[State::CrackOnly]),
        SubstanceGroup::NotRecorded => block.everybody() & !missing,
    }
}

/// Of atoms that are ruled out at a place, those of which that is told: where only what is recorded is told, an atom stands for
/// several, and all of them must be ruled out.
fn told_ruled_out(layout: &Layout, (place, block): (usize, usize), ruled_out: Atoms) -> Atoms {
    let of_block = &layout.blocks[block];
    if ruled_out == 0 || !layout.tables[layout.table_of[place]].recording {
        return ruled_out;
    }
    let slot = |atom: usize| of_block.slot(atom, Detail::Recording);
    let is_out = |of: &usize| {
        let mut stand_for = (0..of_block.size()).filter(|atom| slot(*atom) == *of);
        stand_for.all(|atom| ruled_out >> atom & 1 == 1)
    };
    let out = (0..of_block.size()).filter(is_out);
    out.fold(0, |all, atom| all | 1 << atom)
}

/// Atoms known to be empty, of each group: also those that the decision table rules out, in some blocks. Where less is told
/// apart, an atom stands for several and a group for several: all of them must be ruled out.
fn empty_of_groups(
    layout: &Layout,
    empty: &[Atoms],
    ruled_out: &[(usize, [Atoms; GROUPS])],
) -> Vec<[Atoms; GROUPS]> {
    let (tables, blocks) = (layout.tables.len(), layout.blocks.len());
    let mut of_groups: Vec<[Atoms; GROUPS]> = empty.iter().map(|atoms| [*atoms; GROUPS]).collect();
    for context in 0..layout.contexts.len() {
        for table in 0..tables {
            for (block, of_group) in ruled_out {
                let slots = layout.slots(context, table, *block);
                let size = layout.blocks[*block].size();
                let empty = &mut of_groups[(context * tables + table) * blocks + block];
                for (group, empty) in empty.iter_mut().enumerate() {
                    // One that another stands for is told as that one is: nobody knows of it alone.
                    let slot = usize::from(slots.groups[group]);
                    let groups = stood_for(&slots.groups, slot);
                    let groups = (0..GROUPS).filter(|group| groups >> group & 1 == 1);
                    let ruled_out = groups.fold(Atoms::MAX, |all, g| all & of_group[g]);
                    let atoms = &slots.atoms[..size];
                    let is_out = |slot: &usize| stood_for(atoms, *slot) & !ruled_out == 0;
                    let out = (0..size).filter(is_out);
                    *empty |= out.fold(0, |all, slot| all | 1 << slot);
                }
            }
        }
    }
    of_groups
}

impl Known {
    /// Whether family groups are made of the answers to a question.
    pub fn is_of_groups(&self, block: usize) -> bool {
        [self.children, self.status].contains(&block)
    }

    /// Whether an atom is that of people with four children or more.
    pub fn is_four_or_more(&self, block: usize, atom: usize) -> bool {
        block == self.children && atom == 4
    }
}

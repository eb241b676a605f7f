//! The true counts of every atom: what nobody but this room may see.

use super::blocks::{Atoms, Block, MOST_ATOMS, PEOPLE, Set};
use super::board::bits;
use super::layout::{GROUPS, Layout, ROW_GROUPS, ROWS};
use super::nests::Nest;
use crate::cohorts::{Cell, FamilyGroup, State};
use crate::measures::Measured;
use crate::measures::cube::ANY_CELL;
use crate::settings::JudgementCells;
use std::cell::OnceCell;

/// People by context, place, block, family group and atom.
pub struct Counts {
    /// (context, table, block) -> place, group, atom.
    atoms: Vec<Vec<u32>>,
    /// (context, table, block) -> place: of each group the atoms that somebody is in. Most exchanges fail for want of people.
    somebody: Vec<Vec<Somebody>>,
    /// (context, table) -> place, group: children beyond four a person, of those with four or more.
    beyond_four: Vec<Vec<u32>>,
    /// Block -> atom, set: how much somebody in the atom adds to the set.
    adds: Vec<Vec<u32>>,
    tables: usize,
    blocks: usize,
}

/// Of each family group, the atoms that somebody is in.
pub type Somebody = [u16; GROUPS];

const _: () = assert!(MOST_ATOMS <= u16::BITS as usize);

/// What a block counts in one context, worked out place by place when first asked for.
pub struct ValuesAt<'a> {
    layout: &'a Layout,
    counts: &'a Counts,
    context: usize,
    block: usize,
    /// By place.
    known: Vec<OnceCell<Values>>,
}

impl<'a> ValuesAt<'a> {
    pub fn new(
        layout: &'a Layout,
        counts: &'a Counts,
        (context, block): (usize, usize),
    ) -> ValuesAt<'a> {
        ValuesAt {
            layout,
            counts,
            context,
            block,
            known: layout.table_of.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    pub fn of(&self, place: usize) -> &Values {
        let spot = (self.context, place, self.block);
        self.known[place].get_or_init(|| self.counts.values(self.layout, spot))
    }
}

/// What every set of a block counts in every row, at a place of a context.
pub struct Values {
    /// Row by set.
    all: Vec<u32>,
    sets: usize,
}

impl Values {
    /// Set by set.
    pub fn of_row(&self, row: usize) -> impl Iterator<Item = u64> + '_ {
        let of_row = &self.all[row * self.sets..][..self.sets];
        of_row.iter().map(|value| u64::from(*value))
    }

    pub fn at(&self, row: usize, set: usize) -> u64 {
        self.all[row * self.sets + set].into()
    }
}

impl Counts {
    pub fn new(layout: &Layout, measured: &Measured, judged: &JudgementCells) -> Counts {
        let (tables, blocks) = (layout.tables.len(), layout.blocks.len());
        let mut counts = Counts {
            atoms: vec![Vec::new(); layout.contexts.len() * tables * blocks],
            somebody: Vec::new(),
            beyond_four: vec![Vec::new(); layout.contexts.len() * tables],
            adds: layout.blocks.iter().map(adds).collect(),
            tables,
            blocks,
        };
        let groups: Vec<usize> = Cell::all()
            .map(|cell| cell.group(judged) as usize)
            .collect();
        let mut of_states = vec![[0u32; State::ALL.len()]; GROUPS];
        for cells in measured.cells.chunk_by(|a, b| a.place() == b.place()) {
            of_states.iter_mut().for_each(|states| states.fill(0));
            for cell in cells {
                let group = if cell.cell == ANY_CELL {
                    0
                } else {
                    groups[cell.cell as usize]
                };
                of_states[group][cell.state as usize] += cell.people;
            }
            let first = &cells[0];
            let context = layout.context(
                first.age_group as usize,
                first.population as usize,
                first.year as usize,
            );
            counts.fill(
                layout,
                context,
                layout.place(first.breakdown as u16, first.level as u16),
                &of_states,
            );
        }
        for nest in &layout.nests.all {
            for context in 0..layout.contexts.len() {
                counts.leave(layout, context, nest);
            }
        }
        let questions = counts.atoms.iter().enumerate();
        let somebody = questions.map(|(at, all)| somebody(all, layout.blocks[at % blocks].size()));
        counts.somebody = somebody.collect();
        counts
    }

    /// Those who are left of an outer level, as far as both tables tell them apart.
    fn leave(&mut self, layout: &Layout, context: usize, nest: &Nest) {
        let time = layout.time(context);
        if !nest.is_asked(time) {
            return;
        }
        let around = std::iter::once((nest.around, 1));
        let places = around.chain(nest.within(time).map(|inner| (inner, -1)));
        let places: Vec<(usize, i64)> = places.collect();
        for (at, block) in layout.blocks.iter().enumerate() {
            if at != PEOPLE && layout.sheet(context, nest.table, at).is_none() {
                continue;
            }
            let (size, slots) = (block.size(), layout.slots(context, nest.table, at));
            let mut left = vec![0; GROUPS * size];
            for (place, sign) in &places {
                let groups = self.atoms(layout, context, *place, at).chunks_exact(size);
                for (group, atoms) in groups.enumerate() {
                    for (atom, people) in atoms.iter().enumerate() {
                        let group = usize::from(slots.groups[group]);
                        let atom = usize::from(slots.atoms[atom]);
                        left[group * size + atom] += sign * i64::from(*people);
                    }
                }
            }
            let at = (context * self.tables + nest.table) * self.blocks + at;
            self.atoms[at] = left.into_iter().map(whole).collect();
        }
        let mut beyond = vec![0; GROUPS];
        if !layout.tables[nest.table].recording {
            for (place, sign) in &places {
                for (group, left) in beyond.iter_mut().enumerate() {
                    *left += sign * i64::from(self.beyond_four_of(layout, context, *place, group));
                }
            }
        }
        self.beyond_four[context * self.tables + nest.table] =
            beyond.into_iter().map(whole).collect();
    }

    fn fill(
        &mut self,
        layout: &Layout,
        context: usize,
        place: usize,
        of_states: &[[u32; State::ALL.len()]],
    ) {
        let table = layout.table_of[place];
        let level = place - layout.tables[table].first;
        for (at, block) in layout.blocks.iter().enumerate() {
            if at != PEOPLE && layout.sheet(context, table, at).is_none() {
                continue;
            }
            let size = block.size();
            let atoms = &mut self.atoms[(context * self.tables + table) * self.blocks + at];
            if atoms.is_empty() {
                atoms.resize(layout.tables[table].levels * GROUPS * size, 0);
            }
            let detail = layout.detail(context, table, at);
            for (group, states) in of_states.iter().enumerate() {
                let at_group = (level * GROUPS + group) * size;
                let count = |state: State| states[state as usize];
                let people = match layout.tables[table].recording {
                    true => count(State::GroupComplete) + count(State::GroupIncomplete),
                    false => count(State::Member),
                };
                block.fill(detail, count, people, &mut atoms[at_group..at_group + size]);
            }
            if at == PEOPLE && layout.tables[table].recording {
                let count = |state: State| of_states[0][state as usize];
                let base = level * GROUPS;
                atoms[base + FamilyGroup::Incomplete as usize] = count(State::GroupIncomplete);
                atoms[base] = count(State::GroupComplete);
            }
        }
        let beyond = &mut self.beyond_four[context * self.tables + table];
        if beyond.is_empty() {
            beyond.resize(layout.tables[table].levels * GROUPS, 0);
        }
        for (group, states) in of_states.iter().enumerate() {
            let least: u32 = [
                State::OneChild,
                State::TwoChildren,
                State::ThreeChildren,
                State::FourOrMoreChildren,
            ]
            .iter()
            .zip(1..)
            .map(|(state, each)| states[*state as usize] * each)
            .sum();
            beyond[level * GROUPS + group] = states[State::Child as usize].saturating_sub(least);
        }
    }

    /// Group by atom, at a place; empty where the block is not asked or nobody is counted.
    pub fn atoms(&self, layout: &Layout, context: usize, place: usize, block: usize) -> &[u32] {
        let table = layout.table_of[place];
        let all = &self.atoms[(context * self.tables + table) * self.blocks + block];
        if all.is_empty() {
            return &[];
        }
        let size = GROUPS * layout.blocks[block].size();
        let level = place - layout.tables[table].first;
        &all[level * size..(level + 1) * size]
    }

    /// Of each group the atoms that somebody is in, at a place; `None` where the block is not asked or nobody is counted.
    pub fn somebody(
        &self,
        layout: &Layout,
        context: usize,
        place: usize,
        block: usize,
    ) -> Option<&Somebody> {
        let table = layout.table_of[place];
        let all = &self.somebody[(context * self.tables + table) * self.blocks + block];
        all.get(place - layout.tables[table].first)
    }

    /// People in one atom of one group.
    pub fn atom(
        &self,
        layout: &Layout,
        context: usize,
        place: usize,
        block: usize,
        group: usize,
        atom: usize,
    ) -> u32 {
        let atoms = self.atoms(layout, context, place, block);
        atoms
            .get(group * layout.blocks[block].size() + atom)
            .copied()
            .unwrap_or(0)
    }

    /// People in some atoms of one group. The spot is context, place, block.
    pub fn in_atoms(
        &self,
        layout: &Layout,
        (context, place, block): (usize, usize, usize),
        group: usize,
        atoms: Atoms,
    ) -> i64 {
        let all = self.atoms(layout, context, place, block);
        let size = layout.blocks[block].size();
        let of_group = all.get(group * size..(group + 1) * size).unwrap_or(&[]);
        let some = bits(atoms.into()).filter_map(|atom| of_group.get(atom));
        some.map(|people| i64::from(*people)).sum()
    }

    /// Whether the children of people with four or more are more than four each.
    pub fn has_beyond_four(
        &self,
        layout: &Layout,
        context: usize,
        place: usize,
        group: usize,
    ) -> bool {
        self.beyond_four_of(layout, context, place, group) > 0
    }

    fn beyond_four_of(&self, layout: &Layout, context: usize, place: usize, group: usize) -> u32 {
        let table = layout.table_of[place];
        let level = place - layout.tables[table].first;
        let all = &self.beyond_four[context * self.tables + table];
        all.get(level * GROUPS + group).copied().unwrap_or(0)
    }

    /// Whether a place counts nobody in any context.
    pub fn is_nobody(&self, layout: &Layout, place: usize) -> bool {
        let contexts = 0..layout.contexts.len();
        contexts.into_iter().all(|context| {
            let people = self.atoms(layout, context, place, PEOPLE);
            people.iter().all(|n| *n == 0)
        })
    }

    /// The value of a set in a row.
    pub fn value(
        &self,
        layout: &Layout,
        context: usize,
        place: usize,
        block: usize,
        row: usize,
        set: usize,
    ) -> u64 {
        let groups = ROW_GROUPS[row];
        let set = layout.blocks[block].sets[set];
        let all = self.atoms(layout, context, place, block);
        let all = all.chunks_exact(layout.blocks[block].size()).enumerate();
        let of_groups = all.filter(|(group, _)| groups >> group & 1 == 1);
        let of_group = |(group, atoms): (usize, &[u32])| match set {
            Set::People(some) => bits(some.into()).map(|atom| u64::from(atoms[atom])).sum(),
            Set::Children(some) => {
                let children = |atom: usize| set.adds(atom) * u64::from(atoms[atom]);
                let up_to_four: u64 = bits(some.into()).map(children).sum();
                up_to_four + u64::from(self.beyond_four_of(layout, context, place, group))
            }
        };
        of_groups.map(of_group).sum()
    }

    /// What every set counts in every row. The spot is context, place, block.
    pub fn values(
        &self,
        layout: &Layout,
        (context, place, block): (usize, usize, usize),
    ) -> Values {
        let of_block = &layout.blocks[block];
        let (sets, size) = (of_block.sets.len(), of_block.size());
        let mut of_groups = vec![0; GROUPS * sets];
        let groups = self.atoms(layout, context, place, block).chunks_exact(size);
        for (group, atoms) in groups.enumerate() {
            let sums = &mut of_groups[group * sets..][..sets];
            for (atom, people) in atoms.iter().enumerate().filter(|(_, people)| **people > 0) {
                let adds = &self.adds[block][atom * sets..][..sets];
                for (sum, adds) in sums.iter_mut().zip(adds) {
                    *sum += people * adds;
                }
            }
            let beyond_four = self.beyond_four_of(layout, context, place, group);
            if beyond_four > 0 {
                let all = sums.iter_mut().zip(&of_block.sets);
                let of_children = all.filter(|(_, set)| matches!(set, Set::Children(_)));
                of_children.for_each(|(sum, _)| *sum += beyond_four);
            }
        }
        let mut all = vec![0; ROWS * sets];
        for (row, sums) in all.chunks_exact_mut(sets).enumerate() {
            let of_groups = of_groups.chunks_exact(sets).enumerate();
            for (_, of_group) in of_groups.filter(|(group, _)| ROW_GROUPS[row] >> group & 1 == 1) {
                sums.iter_mut()
                    .zip(of_group)
                    .for_each(|(sum, more)| *sum += more);
            }
        }
        Values { all, sets }
    }

    /// The atoms of a block that nobody is in at a place, whatever the group.
    pub fn empty_atoms(
        &self,
        layout: &Layout,
        context: usize,
        place: usize,
        block: usize,
    ) -> Atoms {
        let size = layout.blocks[block].size();
        let atoms = self.atoms(layout, context, place, block);
        (0..size)
            .filter(|atom| atoms.chunks_exact(size).all(|group| group[*atom] == 0))
            .fold(0, |all, atom| all | 1 << atom)
    }
}

/// Atom by set, how much somebody in the atom adds to the set.
fn adds(block: &Block) -> Vec<u32> {
    let atoms = 0..block.size();
    let adds = atoms.flat_map(|atom| block.sets.iter().map(move |set| set.adds(atom) as u32));
    adds.collect()
}

/// The atoms that somebody is in, of the counts of a table.
fn somebody(all: &[u32], size: usize) -> Vec<Somebody> {
    let of_group = |atoms: &[u32]| {
        let some = atoms.iter().enumerate().filter(|(_, people)| **people > 0);
        some.fold(0, |all, (atom, _)| all | 1 << atom)
    };
    let of_place = |groups: &[u32]| {
        let mut groups = groups.chunks_exact(size);
        std::array::from_fn(|_| groups.next().map_or(0, of_group))
    };
    all.chunks_exact(GROUPS * size).map(of_place).collect()
}

/// Whoever is of an inner level is of the outer one, so nobody is taken away who is not there.
fn whole(left: i64) -> u32 {
    debug_assert!(left >= 0, "a level lies within another");
    u32::try_from(left).unwrap_or(0)
}

const _: () = assert!(ROWS <= 16);

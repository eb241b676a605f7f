//! What a reader knows of counts beside their sums: which are nought by the meaning of the words, and which are at most
//! others. A witness keeps all of it.

use super::blocks::{Atoms, Detail, PEOPLE, Set};
use super::counts::Counts;
use super::decided::{Decided, children_ruled_out, status_ruled_out};
use super::exchange::Terms;
use super::layout::{GROUPS, Layout, ROW_GROUPS, stood_for, substance_of};
use crate::cohorts::{Population, State, SubstanceGroup};
use crate::measures::Measured;
use std::collections::HashSet;

const IN_TREATMENT: usize = Population::InTreatment as usize;
const STARTING: usize = Population::Starting as usize;
const STARTING_AND_LEAVING: usize = Population::StartingAndLeaving as usize;
const LEAVING: usize = Population::Leaving as usize;

/// Whoever starts is in treatment; whoever starts and leaves starts and leaves; whoever leaves was in treatment. With the
/// same journey, where it holds of the true counts of a group; a reader may take it to hold everywhere.
const WITHIN: [(usize, usize); 4] = [
    (STARTING, IN_TREATMENT),
    (STARTING_AND_LEAVING, LEAVING),
    (STARTING_AND_LEAVING, STARTING),
    (LEAVING, IN_TREATMENT),
];

/// A population, and those that it lies within.
pub fn populations_around(population: usize) -> impl Iterator<Item = usize> {
    let mut around = vec![population];
    let mut at = 0;
    while at < around.len() {
        let greater = WITHIN.iter().filter(|(lesser, _)| *lesser == around[at]);
        let new: Vec<usize> = greater.map(|(_, greater)| *greater).collect();
        around.extend(new);
        at += 1;
    }
    around.into_iter()
}

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
            let possible = (0..layout.blocks[block].size())
                .filter(|atom| !self.is_nought(context, place, block, group, *atom))
                .fold(0, |all, atom| all | 1 << atom);
            holds(possible, atoms)
        })
    }

    /// Whether what is known of populations and years still holds when the terms come on top in each of the contexts, if it
    /// does now.
    pub fn nesting_holds(
        &self,
        layout: &Layout,
        counts: &Counts,
        contexts: &[usize],
        place: usize,
        block: usize,
        terms: impl Fn(usize) -> Terms,
    ) -> bool {
        let asks = Asking {
            layout,
            counts,
            contexts,
            place,
            block,
        };
        contexts
            .iter()
            .all(|context| asks.nesting(*context, &terms(*context), &terms))
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

/// No context.
const NONE: (usize, i64) = (0, 0);

/// Contexts, each with its factor, and a context in which are at least as many.
type Nesting = ([(usize, i64); 2], usize);

/// What a context has a part in: populations inside each other, and those in treatment in two years running. Who is in
/// treatment or leaves in a year and did not start in it was in treatment the year before.
fn nestings(layout: &Layout, context: usize) -> impl Iterator<Item = Nesting> + '_ {
    let at = layout.contexts[context];
    let other = move |population, year| layout.context(at.age, population, year);
    let within = WITHIN
        .iter()
        .filter(move |(lesser, greater)| [*lesser, *greater].contains(&at.population))
        .map(move |(lesser, greater)| {
            (
                [(other(*lesser, at.year), 1), NONE],
                other(*greater, at.year),
            )
        });
    let stayed = [(IN_TREATMENT, STARTING), (LEAVING, STARTING_AND_LEAVING)]
        .into_iter()
        .flat_map(move |(all, started)| {
            let years = [at.year, at.year + 1].into_iter();
            let is_about = move |year: &usize| {
                let is_of_year = [all, started].contains(&at.population) && *year == at.year;
                let is_of_last = at.population == IN_TREATMENT && *year == at.year + 1;
                (is_of_year || is_of_last) && (1..layout.years).contains(year)
            };
            years.filter(is_about).map(move |year| {
                let stayed = [(other(all, year), 1), (other(started, year), -1)];
                (stayed, other(IN_TREATMENT, year - 1))
            })
        });
    within.chain(stayed)
}

/// A context, or what is left of one when others are taken from it: contexts, each with its sign.
pub type Class = Vec<(usize, i64)>;

/// Every context, and what is left where populations or years lie within each other; each once.
pub fn classes(layout: &Layout) -> Vec<Class> {
    let mut seen = HashSet::new();
    let contexts = 0..layout.contexts.len();
    let mut all: Vec<Class> = contexts.flat_map(|c| classes_of(layout, c)).collect();
    all.retain(|class| seen.insert(class.clone()));
    all
}

fn classes_of(layout: &Layout, context: usize) -> impl Iterator<Item = Class> + '_ {
    std::iter::once(vec![(context, 1)]).chain(rests(layout, context))
}

/// What is left where populations or years that a context has a part in lie within each other.
pub fn rests(layout: &Layout, context: usize) -> impl Iterator<Item = Class> + '_ {
    nestings(layout, context).map(|(lesser, greater)| {
        let taken = lesser.into_iter().filter(|(_, factor)| *factor != 0);
        let taken = taken.map(|(context, factor)| (context, -factor));
        std::iter::once((greater, 1)).chain(taken).collect()
    })
}

/// A number of each context of a class, with its sign, together.
pub fn sum_of_class(class: &[(usize, i64)], number: impl Fn(usize) -> i64) -> i64 {
    class
        .iter()
        .map(|(context, sign)| sign * number(*context))
        .sum()
}

/// A question about one block at one place.
struct Asking<'a> {
    layout: &'a Layout,
    counts: &'a Counts,
    contexts: &'a [usize],
    place: usize,
    block: usize,
}

impl Asking<'_> {
    /// Populations inside each other, and those in treatment in two years running.
    fn nesting(&self, context: usize, terms: &Terms, of: &impl Fn(usize) -> Terms) -> bool {
        nestings(self.layout, context)
            .all(|(lesser, greater)| self.at_most(context, terms, of, lesser, greater))
    }

    /// Whether a sum of counts is still at most another count, if it is now.
    fn at_most(
        &self,
        context: usize,
        terms: &Terms,
        of: &impl Fn(usize) -> Terms,
        lesser: [(usize, i64); 2],
        greater: usize,
    ) -> bool {
        let mut all = lesser
            .iter()
            .filter(|(_, factor)| *factor != 0)
            .map(|(c, _)| *c)
            .chain([greater]);
        if all.clone().any(|c| !self.is_asked(c)) {
            return true;
        }
        let coarser = all.find(|c| self.detail(*c) != Detail::Full);
        let detail = self.detail(coarser.unwrap_or(context));
        terms.iter().all(|term| {
            let class = self.layout.blocks[self.block].slot(term.atom(), detail);
            let value = |c: usize| self.class(c, term.group(), class, detail, of);
            let (mut now, mut then) = (0, 0);
            for (c, factor) in lesser.iter().filter(|(_, factor)| *factor != 0) {
                let (a, b) = value(*c);
                now += factor * a;
                then += factor * b;
            }
            let (most, most_then) = value(greater);
            now > most || then <= most_then
        })
    }

    fn is_asked(&self, context: usize) -> bool {
        self.block == PEOPLE
            || self
                .layout
                .sheet(context, self.layout.table_of[self.place], self.block)
                .is_some()
    }

    fn detail(&self, context: usize) -> Detail {
        self.layout
            .detail(context, self.layout.table_of[self.place], self.block)
    }

    /// People in the atoms that one stands for, now and with the terms on top.
    fn class(
        &self,
        context: usize,
        group: usize,
        class: usize,
        detail: Detail,
        of: &impl Fn(usize) -> Terms,
    ) -> (i64, i64) {
        let block = &self.layout.blocks[self.block];
        let atoms = self
            .counts
            .atoms(self.layout, context, self.place, self.block);
        let people = |atom: usize| {
            let people = atoms.get(group * block.size() + atom);
            people.map_or(0, |n| i64::from(*n))
        };
        let is_in = |atom: usize| match detail {
            Detail::Full => atom == class,
            _ => block.slot(atom, detail) == class,
        };
        let now: i64 = match detail {
            Detail::Full => people(class),
            _ => (0..block.size())
                .filter(|atom| is_in(*atom))
                .map(people)
                .sum(),
        };
        if !self.contexts.contains(&context) {
            return (now, now);
        }
        let terms = of(context);
        let change: i32 = terms
            .iter()
            .filter(|t| t.group() == group && is_in(t.atom()))
            .map(|t| t.change())
            .sum();
        (now, now + i64::from(change))
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

//! What a reader knows of counts of several questions, populations or years: which sums of counts are at most others. A
//! witness keeps all of it, in every family group of every place.
//!
//! Each is held as far as it is true of the counts: a person with two journeys in a year can make an exception, and where
//! there is one a reader who takes it for true learns something false.

use super::blocks::{Atoms, Detail, PEOPLE};
use super::counts::Counts;
use super::decided::{self, Decided};
use super::exchange::Term;
use super::inclusion::classes;
use super::layout::{Context, GROUPS, Layout};
use crate::cohorts::{AgeGroup, FamilyGroup, Population, State};

const EVERY_GROUP: u8 = (1 << GROUPS) - 1;
/// The groups of people with complete data.
const COMPLETE: u8 = EVERY_GROUP & !(1 << FamilyGroup::Incomplete as u8);

/// The people in some of the atoms of a block, in one context.
#[derive(Clone, Copy, Debug)]
pub struct Summand {
    pub context: usize,
    pub block: usize,
    pub atoms: Atoms,
}

/// A sum of counts that is at most another.
pub struct Relation {
    pub lesser: Vec<Summand>,
    pub greater: Vec<Summand>,
    /// Of all family groups together, not of each.
    pub together: bool,
    /// The groups that it is about, as bits.
    pub groups: u8,
    /// It is about tables of what is recorded, which tell people with complete data from people without; else about all
    /// others.
    pub of_recording: bool,
    /// Between questions that are searched together.
    pub is_of_family: bool,
}

pub struct Relations {
    all: Vec<Relation>,
    /// (context, block) -> the relations that it has a part in, with its atoms that have, by what may be asked for.
    of: Vec<[Vec<(u32, Atoms)>; Asked::EACH.len()]>,
    blocks: usize,
    /// Blocks of which the answers of a person hang together.
    families: Vec<Vec<usize>>,
    /// Blocks that say something of each other in the same population.
    joined: Vec<Vec<usize>>,
    /// A block and atom that lies within another's: inner, outer.
    inside: Vec<[(usize, usize); 2]>,
}

impl Relations {
    pub fn new(layout: &Layout, counts: &Counts, decided: &Decided<'_>) -> Relations {
        let mut new = New {
            layout,
            counts,
            all: Vec::new(),
        };
        for (context, at) in layout.contexts.iter().enumerate() {
            new.kinds_of_services_and_help(context);
            if at.population == Population::Starting as usize {
                new.pregnant_women(*at);
                new.early_leavers(*at);
            }
            if at.population == Population::InTreatment as usize {
                new.leavers(*at);
                if at.year > 0 {
                    new.flow(*at);
                }
            }
        }
        let mut all = new.all;
        for class in classes(layout) {
            all.extend(decided::relations(layout, &class, decided));
        }
        let blocks = layout.blocks.len();
        let mut of = vec![Asked::EACH.map(|_| Vec::new()); layout.contexts.len() * blocks];
        for (number, relation) in all.iter().enumerate() {
            for summand in relation.summands() {
                let of = &mut of[summand.context * blocks + summand.block];
                for asked in Asked::EACH.into_iter().filter(|a| relation.is_asked(*a)) {
                    let of: &mut Vec<(u32, Atoms)> = &mut of[asked as usize];
                    match of.last_mut() {
                        Some((last, atoms)) if *last == number as u32 => *atoms |= summand.atoms,
                        _ => of.push((number as u32, summand.atoms)),
                    }
                }
            }
        }
        Relations {
            of,
            blocks,
            families: families(all.iter()),
            joined: families(all.iter().filter(|relation| relation.is_of_family)),
            inside: inside(layout),
            all,
        }
    }

    /// Those that some atoms of a block in a context have a part in.
    fn of(
        &self,
        (context, block): (usize, usize),
        atoms: Atoms,
        asked: Asked,
    ) -> impl Iterator<Item = &Relation> {
        let of = self.of[context * self.blocks + block][asked as usize].iter();
        let of = of.filter(move |(_, with)| with & atoms != 0);
        of.map(|(number, _)| &self.all[*number as usize])
    }

    /// Blocks whose counts are at most counts of each other, so that the answers of a person fit together.
    pub fn families(&self) -> &[Vec<usize>] {
        &self.families
    }

    /// Those of them that are asked of the same people: they are looked at together.
    pub fn joined(&self) -> &[Vec<usize>] {
        &self.joined
    }

    /// Of two sets of which one lies within the other, in two blocks: the outer and the inner one.
    pub fn inside(&self) -> impl Iterator<Item = [(usize, usize); 2]> + '_ {
        self.inside.iter().map(|[inner, outer]| [*outer, *inner])
    }
}

/// Which relations are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    All,
    /// Within one block.
    OfOneBlock,
    /// But for those between questions that are searched together.
    NotOfFamilies,
}

impl Asked {
    const EACH: [Asked; 3] = [Asked::All, Asked::OfOneBlock, Asked::NotOfFamilies];
}

impl Relation {
    fn summands(&self) -> impl Iterator<Item = &Summand> {
        self.lesser.iter().chain(&self.greater)
    }

    /// How many people there are of each kind is told in every table.
    fn is_about(&self, layout: &Layout, table: usize) -> bool {
        let is_recording = layout.tables[table].recording;
        let is_of_people = || self.summands().all(|s| s.block == PEOPLE);
        is_recording == self.of_recording || is_recording && is_of_people()
    }

    fn is_asked(&self, asked: Asked) -> bool {
        match asked {
            Asked::All => true,
            Asked::NotOfFamilies => !self.is_of_family,
            Asked::OfOneBlock => self.summands().all(|s| s.block == self.lesser[0].block),
        }
    }

    /// Whether all that it is about is asked in a table, and told apart.
    fn is_told(&self, layout: &Layout, table: usize) -> bool {
        self.summands().all(|s| match s.block {
            PEOPLE => layout.is_asked(s.context, table),
            block => {
                let is_full = layout.detail(s.context, table, block) == Detail::Full;
                let is_asked = layout.sheet(s.context, table, block).is_some();
                is_asked && (is_full || self.of_recording)
            }
        })
    }

    /// The groups that it holds of, each as bits; where groups are not told apart, all together.
    fn groups_at_once(&self) -> Vec<u8> {
        match self.of_recording {
            true => vec![EVERY_GROUP],
            false => {
                let groups = (0..GROUPS).map(|group| 1 << group);
                groups.filter(|group| self.groups & group != 0).collect()
            }
        }
    }

    /// Whether it still holds at a place with the changes on top, if it does now.
    fn holds<'t>(
        &self,
        layout: &Layout,
        counts: &Counts,
        place: usize,
        terms: &impl Fn(usize, usize) -> &'t [Term],
    ) -> bool {
        let table = layout.table_of[place];
        if !self.is_about(layout, table) {
            return true;
        }
        // By how much the lesser side of each group comes to be greater.
        let mut more = [0; GROUPS];
        for (side, sign) in [(&self.lesser, 1), (&self.greater, -1)] {
            for summand in side {
                let terms = terms(summand.context, summand.block).iter();
                for term in terms.filter(|t| summand.atoms >> t.atom() & 1 == 1) {
                    more[term.group()] += sign * i64::from(term.change());
                }
            }
        }
        // And by how much it is.
        let now = |group: usize| {
            let people =
                |s: &Summand| counts.in_atoms(layout, (s.context, place, s.block), group, s.atoms);
            let side = |side: &[Summand]| side.iter().map(people).sum::<i64>();
            side(&self.lesser) - side(&self.greater)
        };
        let stays = |more: i64, now: &dyn Fn() -> i64| {
            more <= 0 || {
                let now = now();
                now > 0 || now + more <= 0
            }
        };
        let mut each = (0..GROUPS).filter(|group| self.groups >> group & 1 == 1);
        let holds = match self.together {
            true => stays(more.iter().sum(), &|| (0..GROUPS).map(now).sum()),
            false => each.all(|group| stays(more[group], &|| now(group))),
        };
        holds || !self.is_told(layout, table)
    }
}

impl Relations {
    /// Whether everything known of some atoms of a context and block at a place still holds, if it does now, when the `terms` of
    /// contexts and blocks come on top there. Asked for every context and block that changes, with the
    /// atoms that change there, it looks at everything that is known.
    pub fn hold<'t>(
        &self,
        layout: &Layout,
        counts: &Counts,
        (context, block, place): (usize, usize, usize),
        (atoms, asked): (Atoms, Asked),
        terms: impl Fn(usize, usize) -> &'t [Term],
    ) -> bool {
        let mut all = self.of((context, block), atoms, asked);
        all.all(|relation| relation.holds(layout, counts, place, &terms))
    }

    /// The answers to a question that nobody of each group gives at a place, because nobody gives what they are at most:
    /// `told` says of a context and block which answers of each group are known to be nobody's.
    pub fn noughts(
        &self,
        layout: &Layout,
        (context, block, place): (usize, usize, usize),
        told: &dyn Fn(usize, usize) -> [Atoms; GROUPS],
    ) -> [Atoms; GROUPS] {
        let table = layout.table_of[place];
        let mut noughts = [0; GROUPS];
        let of = self.of((context, block), Atoms::MAX, Asked::All);
        let of = of.filter(|r| !r.together);
        for relation in of.filter(|r| r.is_about(layout, table) && r.is_told(layout, table)) {
            for groups in relation.groups_at_once() {
                // What is recorded is of people with complete data alone.
                let of_summand = |s: &Summand| {
                    let is_complete = relation.of_recording && s.block == PEOPLE;
                    let groups = groups & if is_complete { COMPLETE } else { EVERY_GROUP };
                    (0..GROUPS).filter(move |group| groups >> group & 1 == 1)
                };
                let is_nobody = |s: &Summand| {
                    let told = told(s.context, s.block);
                    of_summand(s).all(|group| s.atoms & !told[group] == 0)
                };
                if !relation.greater.iter().all(is_nobody) {
                    continue;
                }
                let lesser = relation.lesser.iter();
                for s in lesser.filter(|s| (s.context, s.block) == (context, block)) {
                    of_summand(s).for_each(|group| noughts[group] |= s.atoms);
                }
            }
        }
        noughts
    }
}

/// Blocks that hang together, each once.
fn families<'a>(relations: impl Iterator<Item = &'a Relation>) -> Vec<Vec<usize>> {
    let mut families: Vec<Vec<usize>> = Vec::new();
    for relation in relations {
        let blocks = relation.summands().map(|s| s.block);
        let mut blocks: Vec<usize> = blocks.filter(|block| *block != PEOPLE).collect();
        blocks.sort_unstable();
        blocks.dedup();
        if blocks.len() < 2 {
            continue;
        }
        let touches = |family: &mut Vec<usize>| family.iter().any(|b| blocks.contains(b));
        let with: Vec<Vec<usize>> = families.extract_if(.., touches).collect();
        let mut family = [blocks, with.concat()].concat();
        family.sort_unstable();
        family.dedup();
        families.push(family);
    }
    families
}

const KINDS_OF_SERVICES: [State; 4] = [
    State::InEarlyHelp,
    State::IsChildInNeed,
    State::OnProtectionPlan,
    State::IsLookedAfter,
];
const HELPS: [State; 3] = [
    State::ParentingSupportReceived,
    State::FamilySupportReceived,
    State::FamilyInterventionReceived,
];

pub fn of_states(layout: &Layout, states: &[State]) -> (usize, Atoms) {
    let mut blocks = layout.blocks.iter().enumerate();
    let found = blocks.find_map(|(at, block)| Some((at, block.atoms_of(states)?)));
    found.expect("every state is in a block")
}

/// Kinds of services lie within services received, and kinds of help within help.
fn inside(layout: &Layout) -> Vec<[(usize, usize); 2]> {
    let atom = |state: State| {
        let (block, atoms) = of_states(layout, &[state]);
        (block, atoms.trailing_zeros() as usize)
    };
    let within = |all: State| move |one: &State| [atom(*one), atom(all)];
    let services = KINDS_OF_SERVICES
        .iter()
        .map(within(State::ServicesReceived));
    let help = HELPS.iter().map(within(State::FamilyHelpReceived));
    services.chain(help).collect()
}

struct New<'a> {
    layout: &'a Layout,
    counts: &'a Counts,
    all: Vec<Relation>,
}

impl New<'_> {
    fn people(
        &self,
        at: Context,
        population: Population,
        year: usize,
        states: &[State],
    ) -> Summand {
        let (block, atoms) = of_states(self.layout, states);
        Summand {
            context: self.layout.context(at.age, population as usize, year),
            block,
            atoms,
        }
    }

    fn at_most(&mut self, lesser: Vec<Summand>, greater: Vec<Summand>, is_of_family: bool) {
        self.all.push(Relation {
            lesser,
            greater,
            together: false,
            groups: EVERY_GROUP,
            of_recording: false,
            is_of_family,
        });
    }

    /// Kinds of services lie within services received, and these are at most all kinds together; help likewise.
    fn kinds_of_services_and_help(&mut self, context: usize) {
        let layout = self.layout;
        let people = |state: &State| {
            let (block, atoms) = of_states(layout, &[*state]);
            Summand {
                context,
                block,
                atoms,
            }
        };
        for (all, kinds) in [
            (State::ServicesReceived, &KINDS_OF_SERVICES[..]),
            (State::FamilyHelpReceived, &HELPS),
        ] {
            let kinds: Vec<Summand> = kinds.iter().map(people).collect();
            let all = people(&all);
            for kind in &kinds {
                self.at_most(vec![*kind], vec![all], true);
            }
            self.at_most(vec![all], kinds, true);
        }
    }

    /// Pregnant women with contact to children's services are people with contact; those of whom none is recorded, people of
    /// whom none is.
    fn pregnant_women(&mut self, at: Context) {
        use Population::{InTreatment, Starting};
        for (pregnant, all) in [
            (State::PregnantWithServices, &[State::ServicesReceived][..]),
            (
                State::PregnantWithoutServices,
                &[State::ServicesNone, State::ServicesNotRecorded],
            ),
        ] {
            let lesser = self.people(at, Starting, at.year, &[pregnant]);
            let greater = self.people(at, InTreatment, at.year, all);
            self.at_most(vec![lesser], vec![greater], false);
        }
    }

    /// Whoever starts and leaves within twelve weeks leaves in the year, or in the next without starting in it; and completes
    /// then, or not, as here.
    fn early_leavers(&mut self, at: Context) {
        use Population::{Leaving, Starting, StartingAndLeaving};
        const OTHERWISE: &[State] = &[State::Transferred, State::Died, State::OtherEnding];
        for (early, ending) in [
            (State::CompletedBefore84Days, &[State::Successful][..]),
            (State::LeftBefore84Days, OTHERWISE),
        ] {
            let mut lesser = vec![self.people(at, Starting, at.year, &[early])];
            let mut greater = vec![self.people(at, StartingAndLeaving, at.year, ending)];
            let next = at.year + 1;
            if next < self.layout.years {
                greater.push(self.people(at, Leaving, next, ending));
                lesser.push(self.people(at, StartingAndLeaving, next, ending));
            }
            self.at_most(lesser, greater, true);
        }
    }

    /// Who leaves and did not start in the year is in treatment and did not start in it.
    fn leavers(&mut self, at: Context) {
        use Population::{InTreatment, Leaving, Starting, StartingAndLeaving};
        let people = |population| self.people(at, population, at.year, &[State::Member]);
        let lesser = [Leaving, Starting].map(people);
        let greater = [InTreatment, StartingAndLeaving].map(people);
        self.at_most(lesser.to_vec(), greater.to_vec(), false);
    }

    /// Who is in treatment and did not start this year was in treatment last year and did not leave: the same people, where
    /// nobody comes back from the one year to the other. That is so if it is of everybody.
    fn flow(&mut self, at: Context) {
        let ages: Vec<usize> = (0..AgeGroup::ALL.len()).collect();
        if !self.is_flow_known(&ages, at.year) {
            return;
        }
        let mut sides = vec![self.sides_of_flow(&[at.age], at.year)];
        // Who comes of age goes from one age group to the other.
        if at.age == 0 {
            sides.push(self.sides_of_flow(&ages, at.year));
        }
        for (here, before) in sides {
            for together in [false, true] {
                for (lesser, greater) in [(&here, &before), (&before, &here)] {
                    self.all.push(Relation {
                        lesser: lesser.clone(),
                        greater: greater.clone(),
                        together,
                        groups: EVERY_GROUP,
                        of_recording: false,
                        is_of_family: false,
                    });
                }
            }
        }
    }

    /// In treatment this year and leaving the last; in treatment the last and starting this.
    fn sides_of_flow(&self, ages: &[usize], year: usize) -> (Vec<Summand>, Vec<Summand>) {
        use Population::{InTreatment, Leaving, Starting};
        let of = |population: Population, year: usize| {
            let summand = move |age: &usize| Summand {
                context: self.layout.context(*age, population as usize, year),
                block: PEOPLE,
                atoms: 1,
            };
            ages.iter().map(summand)
        };
        let here = of(InTreatment, year).chain(of(Leaving, year - 1));
        let before = of(InTreatment, year - 1).chain(of(Starting, year));
        (here.collect(), before.collect())
    }

    fn is_flow_known(&self, ages: &[usize], year: usize) -> bool {
        let Some(whole) = self.layout.whole_place() else {
            return false;
        };
        let sum = |side: &[Summand]| -> u64 {
            let people = |s: &Summand| {
                let groups = self.counts.atoms(self.layout, s.context, whole, PEOPLE);
                groups.iter().map(|n| u64::from(*n)).sum::<u64>()
            };
            side.iter().map(people).sum()
        };
        let (here, before) = self.sides_of_flow(ages, year);
        sum(&here) == sum(&before)
    }
}

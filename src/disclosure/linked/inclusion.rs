//! What is left where populations and years lie within each other.
//!
//! Whoever starts treatment is in it, and whoever leaves was; who is in treatment in a year and did not start in it was in
//! treatment the year before. So a reader knows that some counts are at most others, and a witness keeps it: nobody can be
//! missing of what is left.

use super::blocks::{Detail, MOST_ATOMS, PEOPLE};
use super::counts::Counts;
use super::exchange::{Term, Terms, TermsIn};
use super::layout::{GROUPS, Layout, stood_for};
use crate::cohorts::{AgeGroup, Population};
use rayon::prelude::*;
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

/// What is left where populations or years that a context has a part in lie within each other: populations inside each other,
/// and those in treatment in two years running. Who is in treatment or leaves in a year and did not start in it was in
/// treatment the year before.
pub fn rests(layout: &Layout, context: usize) -> impl Iterator<Item = Class> + '_ {
    let at = layout.contexts[context];
    let of = move |population, year| layout.context(at.age, population, year);
    let within = WITHIN
        .iter()
        .filter(move |(lesser, greater)| [*lesser, *greater].contains(&at.population));
    let without = within
        .map(move |(lesser, greater)| vec![(of(*greater, at.year), 1), (of(*lesser, at.year), -1)]);
    let stayed = [(IN_TREATMENT, STARTING), (LEAVING, STARTING_AND_LEAVING)];
    let gone = stayed.into_iter().flat_map(move |(all, started)| {
        let years = [at.year, at.year + 1].into_iter();
        let is_about = move |year: &usize| {
            let is_of_year = [all, started].contains(&at.population) && *year == at.year;
            let is_of_last = at.population == IN_TREATMENT && *year == at.year + 1;
            (is_of_year || is_of_last) && (1..layout.years).contains(year)
        };
        years.filter(is_about).map(move |year| {
            let before = of(IN_TREATMENT, year - 1);
            vec![(before, 1), (of(all, year), -1), (of(started, year), 1)]
        })
    });
    without.chain(gone)
}

/// A number of each context of a class, with its sign, together.
pub fn sum_of_class(class: &[(usize, i64)], number: impl Fn(usize) -> i64) -> i64 {
    class
        .iter()
        .map(|(context, sign)| sign * number(*context))
        .sum()
}

/// Contexts of one age group as bits: an exchange is of one.
pub type Contexts = u128;

/// What is left, and of which contexts.
pub(super) struct Rest {
    class: Class,
    contexts: Contexts,
    /// (table, block) -> the first of its contexts that tells less apart there, if one does.
    pub(super) coarser: Vec<Option<u16>>,
}

impl Rest {
    fn new(layout: &Layout, class: Class, alone: &[Contexts]) -> Rest {
        let blocks = layout.blocks.len();
        let coarser = |at: usize| {
            let (table, block) = (at / blocks, at % blocks);
            let mut contexts = class.iter().map(|(context, _)| *context);
            let coarser = contexts.find(|c| layout.detail(*c, table, block) != Detail::Full);
            coarser.map(|context| u16::try_from(context).expect("there are few contexts"))
        };
        Rest {
            contexts: class.iter().fold(0, |all, (at, _)| all | alone[*at]),
            coarser: (0..layout.tables.len() * blocks).map(coarser).collect(),
            class,
        }
    }
}

/// What is left in each context, and where nobody is.
pub struct Inclusions {
    /// Each once.
    pub(super) rests: Vec<Rest>,
    /// Context -> the numbers of the rests that it has a part in.
    pub(super) of: Vec<Vec<usize>>,
    /// Context -> it alone, as bits.
    alone: Vec<Contexts>,
    /// (rest, place, block, group) -> the atoms of which nobody is left; no atom where the question is not asked in all of the
    /// contexts. Worked out once: every candidate asks for it.
    nobody: Vec<u16>,
    places: usize,
    pub(super) blocks: usize,
}

const _: () = assert!(MOST_ATOMS <= u16::BITS as usize);

impl Inclusions {
    pub fn new(layout: &Layout, counts: &Counts) -> Inclusions {
        let (places, blocks) = (layout.table_of.len(), layout.blocks.len());
        let of_age = layout.contexts.len() / AgeGroup::ALL.len();
        assert!(of_age <= Contexts::BITS as usize, "too many years");
        let contexts = 0..layout.contexts.len();
        let alone: Vec<Contexts> = contexts.clone().map(|at| 1 << (at % of_age)).collect();
        let rests = classes(layout).into_iter().filter(|class| class.len() > 1);
        let rests: Vec<Rest> = rests
            .map(|class| Rest::new(layout, class, &alone))
            .collect();
        let of = contexts.map(|context| {
            let is_of = |rest: &usize| rests[*rest].class.iter().any(|(of, _)| *of == context);
            (0..rests.len()).filter(is_of).collect()
        });
        let spots = (0..rests.len() * places * blocks).into_par_iter();
        let nobody = spots.flat_map_iter(|at| {
            let (rest, place, block) = (at / blocks / places, at / blocks % places, at % blocks);
            RestAt::new(layout, counts, &rests[rest], (place, block)).nobody()
        });
        Inclusions {
            nobody: nobody.collect(),
            of: of.collect(),
            rests,
            alone,
            places,
            blocks,
        }
    }

    /// Some contexts of one age group as bits.
    pub fn contexts_as_bits(&self, contexts: impl Iterator<Item = usize>) -> Contexts {
        contexts.fold(0, |all, context| all | self.alone[context])
    }

    /// How often changed contexts come into what is left more than they are taken away.
    pub(super) fn come(&self, rest: &Rest, changed: Contexts) -> i64 {
        sum_of_class(&rest.class, |at| i64::from(self.alone[at] & changed != 0))
    }

    /// For each group the atoms of which nobody is left.
    pub(super) fn nobody_of(&self, rest: usize, (place, block): (usize, usize)) -> &[u16] {
        let at = (rest * self.places + place) * self.blocks + block;
        &self.nobody[at * GROUPS..][..GROUPS]
    }

    /// Whether what is known of populations and years still holds of a block at a place when the terms of some contexts come on
    /// top, if it does now.
    pub fn hold(
        &self,
        layout: &Layout,
        counts: &Counts,
        (place, block): (usize, usize),
        terms: &TermsIn,
    ) -> bool {
        let are_alike = terms.are_alike();
        let changed = self.contexts_as_bits(terms.iter().map(|(context, _)| *context));
        debug_assert_eq!(changed.count_ones() as usize, terms.iter().count());
        terms.iter().all(|(context, of_context)| {
            let mut rests = self.of[*context].iter();
            rests.all(|number| {
                let rest = &self.rests[*number];
                let of_rest = rest.contexts & changed;
                // Contexts that change alike are looked at once.
                if are_alike && of_rest & of_rest.wrapping_neg() != self.alone[*context] {
                    return true;
                }
                let come = are_alike.then(|| self.come(rest, changed));
                if come == Some(0) {
                    return true;
                }
                let here = RestAt::new(layout, counts, rest, (place, block));
                let nobody = self.nobody_of(*number, (place, block));
                of_context.iter().all(|term| {
                    let more = match come {
                        Some(come) => come * here.change(of_context, *term),
                        None => here.more(terms, *term),
                    };
                    here.are_enough(*term, more, nobody[term.group()])
                })
            })
        })
    }
}

/// What is left, of one block at one place.
struct RestAt<'a> {
    layout: &'a Layout,
    counts: &'a Counts,
    rest: &'a Class,
    place: usize,
    block: usize,
    /// In a context that tells less apart than others, if one does: for each atom the one that stands for it.
    slots: Option<&'a [u8; MOST_ATOMS]>,
}

impl<'a> RestAt<'a> {
    fn new(
        layout: &'a Layout,
        counts: &'a Counts,
        rest: &'a Rest,
        (place, block): (usize, usize),
    ) -> RestAt<'a> {
        let table = layout.table_of[place];
        let coarser = rest.coarser[table * layout.blocks.len() + block];
        let slots = coarser.map(|context| &layout.slots(context.into(), table, block).atoms);
        RestAt {
            layout,
            counts,
            rest: &rest.class,
            place,
            block,
            slots,
        }
    }

    /// For each group, the atoms of which nobody is left, as bits.
    fn nobody(&self) -> [u16; GROUPS] {
        if !self.is_asked() {
            return [0; GROUPS];
        }
        let atoms = 0..self.layout.blocks[self.block].size();
        std::array::from_fn(|group| {
            let nobody = atoms.clone().filter(|atom| self.now(group, *atom) == 0);
            nobody.fold(0, |all, atom| all | 1 << atom)
        })
    }

    /// Whether so many more, or less, can be in the atom of a term; `nobody` are the atoms of its group of which nobody is left.
    fn are_enough(&self, term: Term, more: i64, nobody: u16) -> bool {
        match more {
            0.. => true,
            -1 => nobody >> term.atom() & 1 == 0,
            _ => {
                let now = self.now(term.group(), term.atom());
                now < 0 || now + more >= 0 || !self.is_asked()
            }
        }
    }

    /// How many there are in an atom of a group, and in those that are told as one with it.
    fn now(&self, group: usize, atom: usize) -> i64 {
        let size = self.layout.blocks[self.block].size();
        let atoms = self.slots.map_or(1 << atom, |slots| {
            stood_for(&slots[..size], usize::from(slots[atom]))
        });
        sum_of_class(self.rest, |context| {
            let spot = (context, self.place, self.block);
            self.counts.in_atoms(self.layout, spot, group, atoms)
        })
    }

    /// How many come on top, of those in the atom of a term.
    fn more(&self, terms: &TermsIn, term: Term) -> i64 {
        sum_of_class(self.rest, |context| {
            let terms = terms.of(context);
            terms.map_or(0, |terms| self.change(terms, term))
        })
    }

    /// By how much some terms change what is told of the atom of one of them.
    fn change(&self, terms: &Terms, term: Term) -> i64 {
        let Some(slots) = self.slots else {
            // Each term is of another group or atom.
            let same = terms.iter().find(|t| t.is_about(term));
            return same.map_or(0, |t| t.change().into());
        };
        let slot = |atom: usize| usize::from(slots[atom]);
        let is_told_as_one =
            |t: &&Term| t.group() == term.group() && slot(t.atom()) == slot(term.atom());
        let changes = terms.iter().filter(is_told_as_one);
        changes.map(|t| i64::from(t.change())).sum()
    }

    /// Whether the block is asked in all of the contexts.
    fn is_asked(&self) -> bool {
        let table = self.layout.table_of[self.place];
        let mut contexts = self.rest.iter().map(|(context, _)| *context);
        self.block == PEOPLE || contexts.all(|c| self.layout.sheet(c, table, self.block).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::linked::exchange::Pattern;
    use crate::extract::read;
    use crate::pipeline::{self, Counted};
    use crate::settings::{Choices, Settings};
    use proptest::prelude::*;
    use proptest::sample::Index;
    use proptest::test_runner::{RngSeed, TestRunner};
    use std::cell::Cell;
    use std::path::Path;

    /// The sample by area and provider: small enough that of many atoms nobody is left, or one.
    fn counted() -> (Counted, Settings) {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples");
        let sample = samples.join("northmere-20090401-20120630.csv");
        let choices: Choices = toml::from_str("by = [\"area\", \"provider\"]").expect("settings");
        let settings = Settings::resolve(None, choices, Choices::default()).expect("valid");
        let extract = read(&[sample], None, &settings).expect("the sample is readable");
        let counted = pipeline::count(extract, &settings).expect("it is countable");
        (counted, settings)
    }

    /// Population and year of each context of what is left, with its sign.
    type Expected = &'static [(usize, usize, i64)];

    #[test]
    fn what_is_left_is_of_the_populations_and_years_around() {
        const ALL: usize = IN_TREATMENT;
        const BOTH: usize = STARTING_AND_LEAVING;
        let cases: [((usize, usize), &[Expected]); 4] = [
            (
                (ALL, 1),
                &[
                    &[(ALL, 1, 1), (STARTING, 1, -1)],
                    &[(ALL, 1, 1), (LEAVING, 1, -1)],
                    &[(ALL, 0, 1), (ALL, 1, -1), (STARTING, 1, 1)],
                    &[(ALL, 1, 1), (ALL, 2, -1), (STARTING, 2, 1)],
                    &[(ALL, 1, 1), (LEAVING, 2, -1), (BOTH, 2, 1)],
                ],
            ),
            (
                (STARTING, 0),
                &[
                    &[(ALL, 0, 1), (STARTING, 0, -1)],
                    &[(STARTING, 0, 1), (BOTH, 0, -1)],
                ],
            ),
            (
                (BOTH, 2),
                &[
                    &[(LEAVING, 2, 1), (BOTH, 2, -1)],
                    &[(STARTING, 2, 1), (BOTH, 2, -1)],
                    &[(ALL, 1, 1), (LEAVING, 2, -1), (BOTH, 2, 1)],
                ],
            ),
            (
                (LEAVING, 2),
                &[
                    &[(LEAVING, 2, 1), (BOTH, 2, -1)],
                    &[(ALL, 2, 1), (LEAVING, 2, -1)],
                    &[(ALL, 1, 1), (LEAVING, 2, -1), (BOTH, 2, 1)],
                ],
            ),
        ];
        let (counted, _) = counted();
        let layout = Layout::new(&counted.measured, &counted.nests);
        assert_eq!(layout.years, 3);
        for ((population, year), expected) in cases {
            for age in 0..AgeGroup::ALL.len() {
                let context = |(population, year, sign): &(usize, usize, i64)| {
                    (layout.context(age, *population, *year), *sign)
                };
                let expected = expected
                    .iter()
                    .map(|rest| rest.iter().map(context).collect());
                let expected: Vec<Class> = expected.collect();
                let here = layout.context(age, population, year);
                let found: Vec<Class> = rests(&layout, here).collect();
                assert_eq!(found, expected, "population {population}, year {year}");
            }
        }
    }

    /// Whether it holds as the meaning has it: of every rest in which something changes, group by group and atom by atom.
    fn hold_by_counts(
        layout: &Layout,
        counts: &Counts,
        (place, block): (usize, usize),
        terms: &TermsIn,
    ) -> bool {
        let (table, size) = (layout.table_of[place], layout.blocks[block].size());
        let contexts = terms.iter().map(|(context, _)| *context);
        let mut all = contexts.flat_map(|context| rests(layout, context));
        all.all(|rest| {
            let is_asked = |(context, _): &(usize, i64)| {
                block == PEOPLE || layout.sheet(*context, table, block).is_some()
            };
            let mut details = rest
                .iter()
                .map(|(context, _)| layout.detail(*context, table, block));
            let coarsest = details.find(|detail| *detail != Detail::Full);
            let slot = |atom: usize| {
                let of_block = &layout.blocks[block];
                of_block.slot(atom, coarsest.unwrap_or(Detail::Full))
            };
            let stays = |group: usize, of: usize| {
                let (mut now, mut then) = (0, 0);
                for (context, sign) in &rest {
                    for atom in (0..size).filter(|atom| slot(*atom) == of) {
                        let people = counts.atom(layout, *context, place, block, group, atom);
                        let more = terms.of(*context).map_or(0, |t| t.more(group, 1 << atom));
                        now += sign * i64::from(people);
                        then += sign * (i64::from(people) + more);
                    }
                }
                now < 0 || then >= 0
            };
            let mut groups = 0..GROUPS;
            !rest.iter().all(is_asked) || groups.all(|group| (0..size).all(|of| stays(group, of)))
        })
    }

    #[test]
    fn what_is_worked_out_once_says_what_counts_say() {
        let (counted, settings) = counted();
        let layout = Layout::new(&counted.measured, &counted.nests);
        let counts = Counts::new(&layout, &counted.measured, &settings.cells);
        let inclusions = Inclusions::new(&layout, &counts);
        let any = (
            proptest::array::uniform8(any::<Index>()),
            prop::collection::vec(any::<Index>(), 1..6),
            1..3_i8,
            any::<[bool; 3]>(),
        );
        let config = ProptestConfig {
            cases: 30_000,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(1),
            ..ProptestConfig::default()
        };
        // Of the cases in which something changes: by whether every context changes alike and whether it holds.
        let met: [[Cell<u32>; 2]; 2] = Default::default();
        // Of those that can be told at once: by whether it holds.
        let said: [Cell<u32>; 2] = Default::default();
        let cases = TestRunner::new(config).run(
            &any,
            |(at, contexts, people, [is_minus, moves, has_other])| {
                let block = at[0].index(layout.blocks.len());
                let size = layout.blocks[block].size();
                let place = at[1].index(layout.table_of.len());
                let (from, to) = (at[2].index(size), at[3].index(size));
                let group = at[4].index(GROUPS);
                let other = (group + 1 + at[5].index(GROUPS - 1)) % GROUPS;
                let pattern = Pattern {
                    block,
                    group,
                    other_group: has_other.then_some(other),
                    from,
                    to: moves.then_some(to),
                    then: at[6].index(size),
                    people,
                };
                // Of one age group, as every exchange is.
                let of_age = layout.contexts.len() / AgeGroup::ALL.len();
                let first = of_age * at[7].index(AgeGroup::ALL.len());
                let mut contexts: Vec<usize> = contexts
                    .iter()
                    .map(|context| first + context.index(of_age))
                    .collect();
                contexts.sort_unstable();
                contexts.dedup();
                let sign = if is_minus { -1 } else { 1 };
                let table = layout.table_of[place];
                let terms = TermsIn::at(&layout, &contexts, table, &pattern, sign);
                let hold = inclusions.hold(&layout, &counts, (place, block), &terms);
                let expected = hold_by_counts(&layout, &counts, (place, block), &terms);
                prop_assert_eq!(hold, expected);
                let blocked = inclusions.blocked(&layout, (place, block), &contexts);
                if let (Some(blocked), 1, true) = (blocked, people, terms.are_alike()) {
                    let (_, first) = terms.iter().next().expect("there is a context");
                    let lets = blocked.lets(&layout, (place, block), first);
                    prop_assert_eq!(lets, expected);
                    let said = &said[usize::from(lets)];
                    said.set(said.get() + 1);
                }
                if !terms.are_none() {
                    let met = &met[usize::from(terms.are_alike())][usize::from(hold)];
                    met.set(met.get() + 1);
                }
                Ok(())
            },
        );
        cases.expect("both say the same");
        let mut each = met.iter().flatten().chain(&said);
        assert!(each.all(|met| met.get() > 500), "{met:?} {said:?}");
    }
}

//! What a reader knows where tables tell less apart than others: those of what is recorded count people with complete data
//! and people without, and of their answers only both together.
//!
//! Of the people at a place who give one of some answers, as many can have complete data as give one of them, and as many
//! as have complete data there; not more. So everybody with complete data who gives one of these answers is at most the sum
//! of that over all places. It is so of any set of answers, and where it holds of all of them the answers of both kinds of
//! people can be told apart at every place in some way (by the theorem of the greatest flow and the least cut). The same
//! holds of those in treatment who did not start in the year, and of whoever else is left when one population is taken
//! from another.

use super::blocks::{Atoms, PEOPLE};
use super::counts::Counts;
use super::exchange::Pattern;
use super::inclusion::{Class, classes, sum_of_class};
use super::layout::{GROUPS, Layout, Role, stood_for};
use super::nests::Division;
use crate::cohorts::FamilyGroup;
use std::collections::HashMap;

const INCOMPLETE: usize = FamilyGroup::Incomplete as usize;

/// People with complete data and people without: the groups that stand for them where no others are told apart.
const KINDS: [usize; 2] = [0, INCOMPLETE];

pub fn kind_of(group: usize) -> usize {
    if group == INCOMPLETE { INCOMPLETE } else { 0 }
}

/// A question asked of a class at a place and at the levels that it is divided into, of which only what is recorded is told.
pub struct Line {
    pub division: Division,
    block: usize,
    class: Class,
    bounds: Vec<Bound>,
    /// Levels overlap: each must lie within the whole, too.
    overlaps: bool,
}

/// People of a kind who give one of some answers: of everybody, and at most.
struct Bound {
    kind: usize,
    answers: Atoms,
    whole: i64,
    most: i64,
    /// Where levels overlap: how many one of them must hold, and which; of those that lie within the whole, the few that hold
    /// most.
    closest: Vec<(i64, usize)>,
}

/// So many are told of a bound: an exchange seldom changes more levels of a table.
const CLOSEST: usize = 4;

pub struct Recording {
    lines: Vec<Line>,
    /// (context, block) -> lines of divisions of everybody.
    of: Vec<Vec<u32>>,
    /// Context, block, place -> lines of other divisions.
    at: HashMap<(usize, usize, usize), Vec<u32>>,
    blocks: usize,
}

/// By how much counts change: at a place that is divided, people of a kind who give some answers; at a level, people of a kind,
/// and people who give some answers. The first two numbers of each are the context and the place. None of them is more than
/// the largest.
pub struct More<'a> {
    pub largest: i64,
    pub of_whole: &'a dyn Fn(usize, usize, usize, Atoms) -> i64,
    pub people: &'a dyn Fn(usize, usize, usize) -> i64,
    pub answers: &'a dyn Fn(usize, usize, Atoms) -> i64,
}

impl Recording {
    pub fn new(layout: &Layout, counts: &Counts) -> Recording {
        let mut lines: Vec<Line> = Vec::new();
        for class in classes(layout) {
            for division in Division::of_recording(layout, &class) {
                let blocks = (0..layout.blocks.len()).filter(|block| *block != PEOPLE);
                let line = |block| Line::of(layout, counts, &division, block, class.clone());
                lines.extend(blocks.filter_map(line));
            }
        }
        let blocks = layout.blocks.len();
        let mut recording = Recording {
            lines: Vec::new(),
            of: vec![Vec::new(); layout.contexts.len() * blocks],
            at: HashMap::new(),
            blocks,
        };
        for (number, line) in lines.iter().enumerate() {
            let (block, number) = (line.block, number as u32);
            for (context, _) in &line.class {
                if line.division.is_of_everybody(layout) {
                    recording.of[context * blocks + block].push(number);
                    continue;
                }
                for place in line.division.places() {
                    let of_place = recording.at.entry((*context, block, place)).or_default();
                    of_place.push(number);
                }
            }
        }
        recording.lines = lines;
        recording
    }

    /// The lines about everybody that a question asked in a context has a part in.
    pub fn of(&self, context: usize, block: usize) -> impl Iterator<Item = &Line> {
        let of = &self.of[context * self.blocks + block];
        of.iter().map(|number| &self.lines[*number as usize])
    }

    /// The other lines that it has a part in at some places, each once.
    pub fn at(&self, context: usize, block: usize, places: &[usize]) -> Vec<&Line> {
        let of_place = |place: &usize| self.at.get(&(context, block, *place));
        let mut at: Vec<u32> = places
            .iter()
            .filter_map(of_place)
            .flatten()
            .copied()
            .collect();
        at.sort_unstable();
        at.dedup();
        at.into_iter()
            .map(|number| &self.lines[number as usize])
            .collect()
    }
}

impl Line {
    /// `None` if the question is not asked of all of the class in both tables, or nothing is known of it.
    fn of(
        layout: &Layout,
        counts: &Counts,
        division: &Division,
        block: usize,
        class: Class,
    ) -> Option<Line> {
        let (table, whole) = (division.table, layout.table_of[division.whole]);
        let is_asked = |(context, _): &(usize, i64)| {
            let asked = |table: usize| layout.sheet(*context, table, block).is_some();
            asked(table) && asked(whole)
        };
        if !class.iter().all(is_asked) {
            return None;
        }
        let mut line = Line {
            division: division.clone(),
            block,
            bounds: Vec::new(),
            class,
            overlaps: division.is_of_everybody(layout)
                && layout.tables[table].role == Role::Overlapping,
        };
        let slots = &layout.slots(line.class[0].0, table, block).atoms;
        let kinds = match line.overlaps {
            // Who gives an answer and is not of one kind is of the other, so one says it of both.
            false => &KINDS[..1],
            true => &KINDS,
        };
        for answers in sets_of(&slots[..layout.blocks[block].size()]) {
            for kind in kinds {
                let mut bound = Bound {
                    kind: *kind,
                    answers,
                    whole: 0,
                    most: 0,
                    closest: Vec::new(),
                };
                bound.whole = line.of_whole(layout, counts, &bound);
                let places = || division.levels.iter().copied();
                let most = |place| line.most(layout, counts, place, &bound, (0, 0));
                bound.most = places().map(most).sum();
                if line.overlaps {
                    let least = |place| (line.least(layout, counts, place, &bound, (0, 0)), place);
                    let within = places()
                        .map(least)
                        .filter(|(least, _)| *least <= bound.whole);
                    bound.closest = within.collect();
                    bound.closest.sort_unstable_by(|one, other| other.cmp(one));
                    bound.closest.truncate(CLOSEST);
                }
                // Where it is not so now, nobody knows it.
                if bound.whole <= bound.most {
                    line.bounds.push(bound);
                }
            }
        }
        Some(line)
    }

    /// People of the class who are of a kind and give one of some answers.
    fn of_whole(&self, layout: &Layout, counts: &Counts, bound: &Bound) -> i64 {
        let of_context = |context: usize| {
            let groups = (0..GROUPS).filter(|group| kind_of(*group) == bound.kind);
            let spot = (context, self.division.whole, self.block);
            groups
                .map(|group| counts.in_atoms(layout, spot, group, bound.answers))
                .sum()
        };
        sum_of_class(&self.class, of_context)
    }

    /// The people of the class at a place who are of a kind.
    fn people(&self, layout: &Layout, counts: &Counts, place: usize, kind: usize) -> i64 {
        sum_of_class(&self.class, |context| {
            counts.atom(layout, context, place, PEOPLE, kind, 0).into()
        })
    }

    /// Those of them, of either kind, who give one of some answers.
    fn answers(&self, layout: &Layout, counts: &Counts, place: usize, answers: Atoms) -> i64 {
        sum_of_class(&self.class, |context| {
            counts.in_atoms(layout, (context, place, self.block), 0, answers)
        })
    }

    /// How many of a kind can give one of some answers at a place, if so many more are of the kind and give one.
    fn most(
        &self,
        layout: &Layout,
        counts: &Counts,
        place: usize,
        bound: &Bound,
        (more_people, more_answers): (i64, i64),
    ) -> i64 {
        let people = self.people(layout, counts, place, bound.kind) + more_people;
        people.min(self.answers(layout, counts, place, bound.answers) + more_answers)
    }

    /// How many of a kind must give one of some answers at a place: those for whom there are not enough of the other kind.
    fn least(
        &self,
        layout: &Layout,
        counts: &Counts,
        place: usize,
        bound: &Bound,
        (more_others, more_answers): (i64, i64),
    ) -> i64 {
        let others = self.people(layout, counts, place, other_kind(bound.kind)) + more_others;
        let answers = self.answers(layout, counts, place, bound.answers) + more_answers;
        answers - others.min(answers)
    }

    /// Whether the people of each kind can still be those who give the answers, if both change at some places.
    pub fn can_be(
        &self,
        layout: &Layout,
        counts: &Counts,
        places: &[usize],
        more: &More<'_>,
    ) -> bool {
        // So most are settled at once.
        let is_settled =
            |bound: &Bound| self.is_far(bound, places.len(), more) && self.is_deep(bound, more);
        if self.bounds.iter().all(is_settled) {
            return true;
        }
        let is_own = |place: &&usize| self.division.has_level(layout, **place);
        let own: Vec<usize> = places.iter().filter(is_own).copied().collect();
        self.bounds.iter().all(|bound| {
            let whole = bound.whole + self.change_of_whole(bound, more);
            let is_enough = || self.is_enough(layout, counts, &own, (bound, whole), more);
            let lie_within = || self.lie_within(layout, counts, &own, (bound, whole), more);
            (self.is_far(bound, own.len(), more) || is_enough())
                && (self.is_deep(bound, more) || lie_within())
        })
    }

    /// Whether changes at so many places cannot use up what is left of a bound.
    fn is_far(&self, bound: &Bound, places: usize, more: &More<'_>) -> bool {
        let most_change = more.largest * (self.class.len() * (1 + places)) as i64;
        bound.most - bound.whole >= most_change
    }

    /// Whether no change of one place and of the whole can bring a level that lies within the whole out of it. What a level
    /// must hold changes by the answers there and by the people there.
    fn is_deep(&self, bound: &Bound, more: &More<'_>) -> bool {
        let most_change = 3 * more.largest * self.class.len() as i64;
        let mut closest = bound.closest.iter();
        closest
            .next()
            .is_none_or(|(least, _)| *least <= bound.whole - most_change)
    }

    /// Whether all places together hold enough people of a kind who can give the answers, if these places and the whole
    /// change.
    fn is_enough(
        &self,
        layout: &Layout,
        counts: &Counts,
        own: &[usize],
        (bound, whole): (&Bound, i64),
        more: &More<'_>,
    ) -> bool {
        let at_places =
            own.iter().map(
                |place| match self.changes(*place, bound.kind, bound.answers, more) {
                    (0, 0) => 0,
                    changes => {
                        self.most(layout, counts, *place, bound, changes)
                            - self.most(layout, counts, *place, bound, (0, 0))
                    }
                },
            );
        whole <= bound.most + at_places.sum::<i64>()
    }

    /// Of levels that overlap each holds at most everybody of a kind who gives one of some answers, if it does so now.
    fn lie_within(
        &self,
        layout: &Layout,
        counts: &Counts,
        own: &[usize],
        (bound, whole): (&Bound, i64),
        more: &More<'_>,
    ) -> bool {
        let least = |place: usize, changes| self.least(layout, counts, place, bound, changes);
        let own_within = || {
            own.iter().all(|place| {
                match self.changes(*place, other_kind(bound.kind), bound.answers, more) {
                    (0, 0) if whole >= bound.whole => true,
                    changes => {
                        least(*place, changes) <= whole || least(*place, (0, 0)) > bound.whole
                    }
                }
            })
        };
        let is_other = |place: usize| !own.contains(&place);
        let other_within = || match bound.closest.iter().find(|(_, place)| is_other(*place)) {
            Some((least, _)) => *least <= whole,
            None if bound.closest.len() < CLOSEST => true,
            None => {
                let others = self.division.levels.iter().copied();
                let others = others.filter(|place| is_other(*place));
                let now = others.map(|place| least(place, (0, 0)));
                now.into_iter().all(|now| now > bound.whole || now <= whole)
            }
        };
        (whole >= bound.whole || other_within()) && own_within()
    }

    fn change_of_whole(&self, bound: &Bound, more: &More<'_>) -> i64 {
        sum_of_class(&self.class, |context| {
            (more.of_whole)(context, self.division.whole, bound.kind, bound.answers)
        })
    }

    /// More people of a kind at a place, and more who give one of some answers.
    fn changes(&self, place: usize, kind: usize, answers: Atoms, more: &More<'_>) -> (i64, i64) {
        let people = sum_of_class(&self.class, |context| (more.people)(context, place, kind));
        let given = sum_of_class(&self.class, |context| {
            (more.answers)(context, place, answers)
        });
        (people, given)
    }
}

fn other_kind(kind: usize) -> usize {
    let [one, other] = KINDS;
    if kind == one { other } else { one }
}

/// Every set of answers that are told apart, but for none and all.
fn sets_of(slots: &[u8]) -> impl Iterator<Item = Atoms> {
    let mut told: Vec<u8> = slots.to_vec();
    told.sort_unstable();
    told.dedup();
    let told = told.into_iter();
    let told: Vec<Atoms> = told.map(|slot| stood_for(slots, slot.into())).collect();
    (1..(1u32 << told.len()) - 1).map(move |set| {
        let some = told.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
        some.fold(0, |all, (_, atoms)| all | atoms)
    })
}

/// People of a kind who give one of some answers: how many more there are of everybody after a pattern at a sign.
pub fn more_of_whole(pattern: &Pattern, sign: i32, kind: usize, answers: Atoms) -> i64 {
    let gives = |atom: usize| i64::from(answers >> atom & 1);
    let is_kind = |group: usize| i64::from(kind_of(group) == kind);
    let here = is_kind(pattern.group);
    let there = pattern.other_group.map_or(0, is_kind);
    let more = match pattern.to {
        Some(to) => (here - there) * (gives(to) - gives(pattern.from)),
        None => there * gives(pattern.then) - here * gives(pattern.from),
    };
    i64::from(pattern.people) * i64::from(sign.signum()) * more
}

/// How many more people of a kind there are after a pattern at a sign.
pub fn more_people(pattern: &Pattern, sign: i32, kind: usize) -> i64 {
    match pattern.to {
        Some(_) => 0,
        None => more_of_whole(pattern, sign, kind, Atoms::MAX),
    }
}

const _: () = assert!(INCOMPLETE < GROUPS);

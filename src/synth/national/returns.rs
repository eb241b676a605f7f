//! Returns. In: the chains of all populations. Out: people with one or more journeys.
//!
//! Joining two chains moves no published number as long as the one ends in an earlier year than
//! the other begins: each still counts in its own years. So people come back in other years freely,
//! also in another family group or with another main drug; and, since under-18s are counted apart,
//! as adults even in the same year.

use super::journeys::{APART, Chain, Journey, Kind, bounds};
use super::targets::{RETURN_AS_ADULT, RETURN_IN_OTHER_GROUP, RETURN_WITH_OTHER_DRUG, RETURNS};
use crate::synth::dates::{Day, years};
use crate::synth::people::Group;
use crate::synth::random::Draws;

/// An under-18 who is seen again as an adult, at most so long after the first start.
const GROWS_UP_WITHIN: i32 = years(4);

/// Chains by year (of their beginning, or of their end) and by population, sex and group.
type Pools = Vec<Vec<Vec<u32>>>;
const YEARS: usize = 4;
const SEGMENTS: usize = 30;

fn segment(journey: &Journey) -> usize {
    (journey.kind as usize * 2 + usize::from(journey.female)) * 5 + journey.group as usize
}

/// The year of the extract a day falls in; the first for earlier days.
fn year(at: Day) -> usize {
    (0..YEARS)
        .rev()
        .find(|&year| bounds(year).0 <= at)
        .unwrap_or(0)
}

/// Puts chains together to people: some leave and come back.
pub(super) struct Linker<'a> {
    draws: &'a mut Draws,
    journeys: &'a mut Vec<Journey>,
    chains: Vec<Chain>,
    /// The chain that a chain now continues.
    part_of: Vec<Option<u32>>,
    begin: Pools,
    end: Pools,
}

impl<'a> Linker<'a> {
    pub fn new(draws: &'a mut Draws, journeys: &'a mut Vec<Journey>, chains: Vec<Chain>) -> Self {
        let empty = || vec![vec![Vec::new(); SEGMENTS]; YEARS];
        let (mut begin, mut end) = (empty(), empty());
        for (place, chain) in chains.iter().enumerate() {
            let (first, last) = (
                &journeys[chain.first as usize],
                &journeys[chain.last as usize],
            );
            begin[year(first.start)][segment(first)].push(place as u32);
            if let Some(day) = last.end {
                end[year(day)][segment(last)].push(place as u32);
            }
        }
        let part_of = vec![None; chains.len()];
        Self {
            draws,
            journeys,
            chains,
            part_of,
            begin,
            end,
        }
    }

    /// The first journey of each person.
    pub fn link(mut self) -> Vec<u32> {
        let mut gone: Vec<Vec<u32>> = vec![Vec::new(); SEGMENTS];
        for year in 1..YEARS {
            for (place, pool) in gone.iter_mut().enumerate() {
                pool.append(&mut self.end[year - 1][place]);
            }
            for place in 0..SEGMENTS {
                for chain in self.begin[year][place].clone() {
                    if self.draws.chance(RETURNS) {
                        let from = self.came_from(place);
                        self.follow(&mut gone[from], chain);
                    }
                }
            }
        }
        self.grow_up(&gone);
        let chains = self.chains.iter().zip(&self.part_of);
        chains
            .filter(|(_, before)| before.is_none())
            .map(|(chain, _)| chain.first)
            .collect()
    }

    /// The population, sex and group in which somebody was before.
    fn came_from(&mut self, segment: usize) -> usize {
        let (of_sex, group) = (segment / 5 * 5, segment % 5);
        if self.draws.chance(RETURN_IN_OTHER_GROUP) {
            return of_sex + self.draws.below(5) as usize;
        }
        let other_drug = of_sex < 20 && self.draws.chance(RETURN_WITH_OTHER_DRUG);
        if other_drug {
            (of_sex + 10) % 20 + group
        } else {
            segment
        }
    }

    /// Joins a chain to one of those whose people have gone; not if that one has only just ended.
    fn follow(&mut self, gone: &mut Vec<u32>, later: u32) {
        if gone.is_empty() {
            return;
        }
        let pick = self.draws.below(gone.len() as u32) as usize;
        // Whoever came back stands in the list of their second leaving with the later chain.
        let earlier = self.whole(gone[pick]);
        if self.join(earlier, later) {
            gone.swap_remove(pick);
        }
    }

    /// The chain that a chain has become part of, or itself.
    fn whole(&self, mut chain: u32) -> u32 {
        while let Some(before) = self.part_of[chain as usize] {
            chain = before;
        }
        chain
    }

    fn join(&mut self, earlier: u32, later: u32) -> bool {
        let (before, after) = (self.chains[earlier as usize], self.chains[later as usize]);
        let end = self.journeys[before.last as usize].end;
        let apart = end.is_some_and(|end| end + APART <= self.journeys[after.first as usize].start);
        let free = apart && self.part_of[later as usize].is_none();
        if free {
            self.journeys[before.last as usize].next = Some(after.first);
            self.chains[earlier as usize].last = after.last;
            self.part_of[later as usize] = Some(earlier);
        }
        free
    }

    /// Under-18s who have gone come back as adults, now and then within the year.
    fn grow_up(&mut self, gone: &[Vec<u32>]) {
        for young in gone[20..].iter().flatten().copied() {
            let young = self.whole(young);
            let chain = self.chains[young as usize];
            let (first, last) = (
                self.journeys[chain.first as usize],
                self.journeys[chain.last as usize],
            );
            if last.kind != Kind::Young || !self.draws.chance(RETURN_AS_ADULT) {
                continue;
            }
            let from = last.end.map_or(YEARS - 1, year);
            let at = self.draws.between(from as i32, YEARS as i32 - 1) as usize;
            // Own children last: who lives with own children has a published age.
            let group = 1 + self.draws.below(4) as usize;
            let adults = &self.begin[at][usize::from(last.female) * 5 + group];
            let adult = adults[self.draws.below(adults.len() as u32) as usize];
            let start = self.journeys[self.chains[adult as usize].first as usize].start;
            if start - first.start <= GROWS_UP_WITHIN && self.never_own(adult) {
                self.join(young, adult);
            }
        }
    }

    /// Whether none of the journeys is with own children.
    fn never_own(&self, chain: u32) -> bool {
        let mut next = Some(self.chains[chain as usize].first);
        std::iter::from_fn(|| {
            let journey = &self.journeys[next? as usize];
            next = journey.next;
            Some(journey)
        })
        .all(|journey| journey.group != Group::Own)
    }
}

/// A person's journeys, in order.
pub(super) fn of_person(journeys: &[Journey], first: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(first), |&place| journeys[place as usize].next)
}

//! Ages, and the published numbers that hang on them: who is 30, how many children there are, who
//! is pregnant. In: the people and their journeys. Out: birth dates; and what is fixed of their
//! journeys is noted in them.

use super::journeys::{Children, Journey, Kind, Pregnant, Urn, bounds};
use super::returns::of_person;
use super::targets::{
    OTHERS_CHILDREN, OWN_AGED_30, OWN_CHILDREN, OWN_NUMBERED, PREGNANT, PREGNANT_YOUNG,
};
use crate::synth::dates::{Day, age, years};
use crate::synth::family;
use crate::synth::people::{AGES, Group, YOUNG_AGES, eighteenth};
use crate::synth::random::Draws;

/// The last of the three years, as published.
const LAST_YEAR: usize = 2;
const PREGNANT_TO: i32 = 44;
/// A little less than 18 years.
const YOUNGER: i32 = years(18) - 10;

/// The journeys that published figures count, by whom: those of 2011-12 unless a year is named.
#[derive(Default)]
struct Counted {
    /// In treatment, living with own children, with the birth date.
    own: Vec<(u32, Day)>,
    others: Vec<(u32, Day)>,
    /// Women starting.
    women: Vec<(u32, Day)>,
    /// Under-18s among them, of each year and family group.
    young_women: [[Vec<(u32, Day)>; 5]; 3],
}

/// The latest of a person's journeys that is of the kind and for which `holds`.
fn latest(
    journeys: &[Journey],
    first: u32,
    kind: Kind,
    holds: impl Fn(&Journey) -> bool,
) -> Option<u32> {
    of_person(journeys, first)
        .filter(|&place| journeys[place as usize].kind == kind && holds(&journeys[place as usize]))
        .last()
}

fn in_treatment(journey: &Journey) -> bool {
    let (first, last) = bounds(LAST_YEAR);
    journey.start <= last && journey.end.is_none_or(|end| end >= first)
}

fn starting(year: usize) -> impl Fn(&Journey) -> bool {
    let (first, last) = bounds(year);
    move |journey| (first..=last).contains(&journey.start)
}

/// Gives every person a birth date, and the journeys what published sums say of them. Out: the
/// birth dates, in the order of the people.
pub(super) fn settle(draws: &mut Draws, journeys: &mut [Journey], people: &[u32]) -> Vec<Day> {
    let own_of = |&first: &u32| {
        latest(journeys, first, Kind::Drugs, in_treatment)
            .filter(|&place| journeys[place as usize].group == Group::Own)
    };
    let own: Vec<Option<u32>> = people.iter().map(own_of).collect();
    let count = own.iter().flatten().count() as u32;
    let mut aged_30 = Urn::new(OWN_AGED_30, count);
    let mut counted = Counted::default();
    let mut births = Vec::with_capacity(people.len());
    for (&first, own) in people.iter().zip(own) {
        let own = own.map(|place| (place, aged_30.draw(draws)));
        let birth = birth(draws, journeys, first, own);
        births.push(birth);
        counted.add(journeys, first, birth);
    }
    counted.children(draws, journeys);
    pregnancies(draws, journeys, &mut counted.women, PREGNANT);
    let quotas = PREGNANT_YOUNG.as_flattened();
    for (women, quota) in counted
        .young_women
        .as_flattened_mut()
        .iter_mut()
        .zip(quotas)
    {
        pregnancies(draws, journeys, women, *quota);
    }
    births
}

/// A birth date that makes every journey what it is, and of the one with own children that counts,
/// whether it began at 30 or over.
fn birth(draws: &mut Draws, journeys: &[Journey], first: u32, own: Option<(u32, bool)>) -> Day {
    let of_kind = |young| {
        of_person(journeys, first)
            .map(|place| journeys[place as usize])
            .filter(move |journey| (journey.kind == Kind::Young) == young)
    };
    let (last_young, first_adult) = (of_kind(true).last(), of_kind(false).next());
    let start = journeys[first as usize].start;
    loop {
        let birth = match (last_young, first_adult) {
            (Some(young), Some(adult)) => eighteenth(draws.between(young.start + 1, adult.start)),
            (Some(young), None) => {
                let parent = of_kind(true).any(|j| matches!(j.group, Group::Own | Group::Apart));
                let birth = young.start - draws.quantile(YOUNG_AGES);
                // Hardly anybody under 16 is a parent.
                let least = if parent { years(16) } else { years(12) };
                birth.min(start - least.min(YOUNGER - (young.start - start)))
            }
            (None, _) => {
                let (at, group) = match own {
                    Some((place, _)) => (journeys[place as usize].start, Group::Own),
                    None => (start, journeys[first as usize].group),
                };
                (at - draws.quantile(AGES[group as usize])).min(eighteenth(start))
            }
        };
        let young = last_young.is_none_or(|journey| age(birth, journey.start) < 18);
        let adult = first_adult.is_none_or(|journey| age(birth, journey.start) >= 18);
        let as_wanted = own.is_none_or(|(place, aged_30)| {
            (age(birth, journeys[place as usize].start) >= 30) == aged_30
        });
        if young && adult && as_wanted {
            return birth;
        }
    }
}

impl Counted {
    fn add(&mut self, journeys: &[Journey], first: u32, birth: Day) {
        if let Some(place) = latest(journeys, first, Kind::Drugs, in_treatment) {
            match journeys[place as usize].group {
                Group::Own => self.own.push((place, birth)),
                Group::Others => self.others.push((place, birth)),
                _ => {}
            }
        }
        if !journeys[first as usize].female {
            return;
        }
        let started = latest(journeys, first, Kind::Drugs, starting(LAST_YEAR));
        self.women.extend(started.map(|place| (place, birth)));
        for (year, by_group) in self.young_women.iter_mut().enumerate() {
            if let Some(place) = latest(journeys, first, Kind::Young, starting(year)) {
                by_group[journeys[place as usize].group as usize].push((place, birth));
            }
        }
    }

    /// Gives numbers of children that add up to the published sums.
    fn children(&mut self, draws: &mut Draws, journeys: &mut [Journey]) {
        shuffle(draws, &mut self.own);
        let (numbered, without) = self.own.split_at(OWN_NUMBERED as usize);
        number_children(draws, journeys, numbered, OWN_CHILDREN);
        for &(place, _) in without {
            journeys[place as usize].children = Children::NoNumber;
        }
        number_children(draws, journeys, &self.others, OTHERS_CHILDREN);
    }
}

/// Numbers like those of other people living with children, then ones made twos (or twos ones)
/// until the sum is right.
fn number_children(draws: &mut Draws, journeys: &mut [Journey], people: &[(u32, Day)], sum: u32) {
    let mut numbers: Vec<u8> = people
        .iter()
        .map(|_| draws.pick(family::CHILDREN) as u8)
        .collect();
    let mut total: u32 = numbers.iter().map(|&number| u32::from(number)).sum();
    while total != sum {
        let number = &mut numbers[draws.below(people.len() as u32) as usize];
        match (total < sum, *number) {
            (true, 1) => (*number, total) = (2, total + 1),
            (false, 2) => (*number, total) = (1, total - 1),
            _ => {}
        }
    }
    let most = |&(place, birth): &(u32, Day)| {
        family::at_most(age(birth, journeys[place as usize].start)) as u8
    };
    let most: Vec<u8> = people.iter().map(most).collect();
    // Large families go to those of an age for them.
    for at in 0..numbers.len() {
        for _ in 0..20 {
            if numbers[at] <= most[at] {
                break;
            }
            let other = draws.below(people.len() as u32) as usize;
            if numbers[other] <= most[at] && numbers[at] <= most[other] {
                numbers.swap(at, other);
            }
        }
    }
    for ((place, _), number) in people.iter().zip(numbers) {
        journeys[*place as usize].children = Children::Number(number);
    }
}

/// So many of the women are pregnant, none of them beyond an age.
fn pregnancies(
    draws: &mut Draws,
    journeys: &mut [Journey],
    women: &mut [(u32, Day)],
    mut count: u32,
) {
    shuffle(draws, women);
    for &(place, birth) in &*women {
        let journey = &mut journeys[place as usize];
        let years = age(birth, journey.start);
        let pregnant = count > 0 && (15..=PREGNANT_TO).contains(&years);
        count -= u32::from(pregnant);
        journey.pregnant = if pregnant {
            Pregnant::Yes
        } else {
            Pregnant::No
        };
    }
}

pub(super) fn shuffle<T>(draws: &mut Draws, list: &mut [T]) {
    for at in (1..list.len()).rev() {
        list.swap(at, draws.below(at as u32 + 1) as usize);
    }
}

//! What the plan promises, counted from the people it makes; and the bytes.

use std::io::{self, Write};

use super::flows::Exit;
use super::journeys::{Children, Pregnant, bounds};
use super::spans::spans;
use super::*;
use crate::synth::dates::age;

const PUBLISHED_YEAR: usize = 2;

fn nation(seed: u64) -> Nation {
    Nation::new(&mut Draws::new(seed, Stream::National))
}

/// The latest of a person's journeys of a kind that meets a condition.
fn latest(
    nation: &Nation,
    first: u32,
    kind: Kind,
    holds: impl Fn(&Journey) -> bool,
) -> Option<Journey> {
    of_person(&nation.journeys, first)
        .map(|place| nation.journeys[place as usize])
        .filter(|journey| journey.kind == kind && holds(journey))
        .last()
}

/// Family group -> (in treatment, starting, starting and leaving, completed of those), of adults
/// who use drugs, in 2011-12, and the same of under-18s: the figures behind the published ones.
#[test]
fn every_seed_puts_the_same_people_in_the_same_places() {
    let (first, last) = bounds(PUBLISHED_YEAR);
    let starts = |j: &Journey| (first..=last).contains(&j.start);
    let leaves = |j: &Journey| starts(j) && j.end.is_some_and(|end| end <= last);
    let there = |j: &Journey| j.start <= last && j.end.is_none_or(|end| end >= first);
    for seed in [1, 2, 2012] {
        let nation = nation(seed);
        let count = |kind, group, holds: &dyn Fn(&Journey) -> bool, and: fn(&Journey) -> bool| {
            let people = nation.people.iter();
            people
                .filter_map(|&(first, _)| latest(&nation, first, kind, holds))
                .filter(|journey| journey.group == group && and(journey))
                .count()
        };
        for (kind, group, expected) in [
            (Kind::Drugs, Group::Own, [40_852, 11_074, 3_500, 1_890]),
            (Kind::Drugs, Group::Apart, [39_587, 17_640, 5_600, 2_016]),
            (Kind::Drugs, Group::Others, [25_341, 8_352, 2_700, 972]),
            (
                Kind::Drugs,
                Group::NoChildren,
                [84_850, 30_000, 9_500, 4_180],
            ),
        ] {
            let found = [
                count(kind, group, &there, |_| true),
                count(kind, group, &starts, |_| true),
                count(kind, group, &leaves, |_| true),
                count(kind, group, &leaves, |journey| journey.completed),
            ];
            assert_eq!(found, expected, "seed {seed}, {group:?}");
        }
        let young = [Group::Own, Group::Apart, Group::Others]
            .map(|group| count(Kind::Young, group, &starts, |_| true));
        assert_eq!(young, [115, 145, 3_457], "seed {seed}");
    }
}

#[test]
fn pregnancies_and_children_are_quotas_and_ages_suit_the_journeys() {
    let nation = nation(3);
    let mut grown_up = 0;
    let (mut pregnant, mut children, mut without) = ([0; 3], 0, 0);
    for journey in &nation.journeys {
        pregnant[journey.kind as usize] += u32::from(journey.pregnant == Pregnant::Yes);
        match journey.children {
            Children::Number(number) => children += u32::from(number),
            Children::NoNumber => without += 1,
            Children::ByChance => {}
        }
    }
    assert_eq!(pregnant, [914, 0, 68 + 71 + 72]);
    assert_eq!((children, without), (104_000, 40_852 - 40_035));
    for &(first, birth) in &nation.people {
        let mut ended = Day::MIN;
        let female = nation.journeys[first as usize].female;
        for place in of_person(&nation.journeys, first) {
            let journey = &nation.journeys[place as usize];
            assert_eq!(journey.kind == Kind::Young, age(birth, journey.start) < 18);
            assert_eq!(journey.female, female);
            assert!(ended == Day::MIN || journey.start - ended > 21);
            ended = journey.end.unwrap_or(Day::MAX);
            assert!(journey.start <= ended);
            let next = journey.next.map(|next| nation.journeys[next as usize].kind);
            grown_up += u32::from(journey.kind == Kind::Young && next == Some(Kind::Drugs));
        }
    }
    assert!(
        grown_up >= 300,
        "{grown_up} seen as under-18s and as adults"
    );
}

#[test]
fn however_a_journey_is_cut_its_days_and_its_outcome_stay() {
    let mut draws = Draws::new(4, Stream::National);
    let nation = Nation::new(&mut draws);
    for journey in nation.journeys.iter().step_by(5) {
        let spans = spans(&mut draws, journey);
        let end = |place: usize| spans[place].1.unwrap_or(Day::MAX);
        let order = |place: usize| (spans[place].0.start, end(place));
        assert!((1..spans.len()).all(|place| order(place - 1) < order(place)));
        assert_eq!(spans[0].0.start, journey.start);
        let mut until = end(0);
        for (place, (span, _)) in spans.iter().enumerate() {
            assert!(span.start <= until.saturating_add(21) && end(place) >= span.start);
            assert!(
                end(place) >= bounds(0).0,
                "the extract shows no earlier ones"
            );
            until = until.max(end(place));
        }
        assert_eq!(until, journey.end.unwrap_or(Day::MAX));
        let outcome: Vec<usize> = (0..spans.len())
            .filter(|&place| spans[place].0.last)
            .collect();
        let ends_last = (0..spans.len()).rfind(|&place| end(place) == until);
        assert_eq!(outcome, Vec::from_iter(ends_last));
    }
}

/// Takes bytes and keeps their FNV-1a.
struct Digest {
    hash: u64,
    bytes: u64,
}

impl Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// It moves when the generator is changed on purpose, and on no other occasion: not with a machine,
/// a compiler or a library.
#[test]
fn the_bytes_are_those_recorded_here() {
    let mut digest = Digest {
        hash: 0xcbf2_9ce4_8422_2325,
        bytes: 0,
    };
    let summary = write_national(1, &mut digest).expect("a digest takes everything");
    assert!(digest.bytes < 100_000_000, "{} bytes", digest.bytes);
    assert!((400_000..450_000).contains(&summary.people));
    assert_eq!(digest.hash, 15_367_830_584_965_558_488);
}

/// The sums that make the targets, for every population, sex and group.
#[test]
fn flows_add_up_to_the_targets() {
    let after = |stay: &[(Exit, u32)], year: usize| -> u32 {
        let still =
            |exit: &Exit| matches!(exit, Exit::Year(at) if *at >= year) || *exit == Exit::Open;
        stay.iter()
            .filter(|(exit, _)| still(exit))
            .map(|(_, count)| count)
            .sum()
    };
    for targets in [&targets::DRUGS, &targets::ALCOHOL, &targets::YOUNG] {
        for (sex, group) in (0..2).flat_map(|sex| (0..5).map(move |group| (sex, group))) {
            let flow = Flow::of(targets, sex, group);
            let again = |year: usize| flow.years.get(year).map_or(0, |y| y.again_from_before());
            for (at, year) in flow.years.iter().enumerate() {
                let here = year.short_left + year.left + year.short_late + after(&year.stay, 0);
                assert_eq!(here + again(at + 1), targets.years[at].starting[sex][group]);
                assert_eq!(
                    year.short_left + year.left + year.stay_again[1],
                    year.leaving
                );
                assert!(year.completed <= year.leaving);
            }
            assert_eq!(
                after(&flow.before, 0) + again(0),
                targets.before[sex][group]
            );
            if let targets::Long::CarriedInto2011(carried) = &targets.long {
                let first = after(&flow.years[0].stay, 2);
                let second = after(&flow.years[1].stay, 2) + flow.years[1].short_late;
                assert_eq!(after(&flow.before, 2) + first + second, carried[sex][group]);
            }
        }
    }
}

//! Room three: episodes to journeys.
//!
//! Comes in: all episodes, a person's standing together. Goes out: each person's journeys, one after the other. The rule
//! is published (2008-09): treatment is continuous while no more than 21 days lie between a discharge and the next
//! start; its boundary and the handling of overlaps are our judgement (see `docs/definitions.md`).

pub mod people;

use crate::day::Day;
use crate::episodes::Episode;
use crate::extract::codes::{MISSING, Raw};
use crate::extract::ids::Ids;
use crate::settings::Settings;
use std::cmp::Ordering;

/// Episodes that follow each other without a long break.
#[derive(Clone, Copy, Debug)]
pub struct Journey<'a> {
    /// In order of start, end (open last), agency, client id and episode id; never empty.
    pub episodes: &'a [Episode<'a>],
    pub start: Day,
    /// The latest end, or [`Day::OPEN`] while any episode is open.
    pub end: Day,
    /// The reason of the episode that ends last; missing while open.
    pub outcome: Raw,
    /// Episodes that end last together and differ in their reason.
    pub tied: bool,
}

impl<'a> Journey<'a> {
    pub fn first(&self) -> &'a Episode<'a> {
        &self.episodes[0]
    }

    /// The episode that ends last, whose reason is the outcome; of an open journey, the last open one.
    pub fn last(&self) -> &'a Episode<'a> {
        let ends_last = |e: &&Episode<'_>| e.end == self.end;
        self.episodes
            .iter()
            .rev()
            .find(ends_last)
            .unwrap_or_else(|| self.first())
    }

    pub fn is_open(&self) -> bool {
        self.end == Day::OPEN
    }

    pub fn person(&self) -> u64 {
        self.first().person
    }
}

/// When two episodes belong to one journey.
#[derive(Clone, Copy, Debug)]
pub struct Linking {
    /// Days that may lie between an end and the next start. A gap of exactly this many is the same journey.
    pub gap_days: i32,
    /// An episode that overlaps joins only if a structured modality has begun in it.
    pub overlap_needs_modality: bool,
}

impl Linking {
    pub fn of(settings: &Settings) -> Linking {
        Linking {
            gap_days: settings.gap_days,
            overlap_needs_modality: settings.overlap_needs_modality,
        }
    }

    fn joins(&self, latest_end: Day, next: &Episode<'_>) -> bool {
        let overlaps = next.start <= latest_end;
        if overlaps && self.overlap_needs_modality && !next.in_modality() {
            return false;
        }
        latest_end == Day::OPEN || next.start <= latest_end.plus(self.gap_days)
    }
}

/// The order of a person's episodes.
fn order(a: &Episode<'_>, b: &Episode<'_>, ids: &Ids) -> Ordering {
    let (one, other) = (a.record, b.record);
    (a.start, a.end, one.agency)
        .cmp(&(b.start, b.end, other.agency))
        .then_with(|| ids.compare(one.client, other.client))
        .then_with(|| ids.compare(one.episode, other.episode))
}

/// Puts one person's episodes in order.
pub fn put_in_order(episodes: &mut [Episode<'_>], ids: &Ids) {
    if episodes.len() > 1 {
        episodes.sort_unstable_by(|a, b| order(a, b, ids));
    }
}

/// Links one person's episodes, which are in order.
pub fn link<'a>(episodes: &'a [Episode<'a>], linking: Linking, journeys: &mut Vec<Journey<'a>>) {
    let mut first = 0;
    let mut latest_end = episodes[0].end;
    for next in 1..episodes.len() {
        if linking.joins(latest_end, &episodes[next]) {
            latest_end = latest_end.max(episodes[next].end);
        } else {
            journeys.push(journey(&episodes[first..next], latest_end));
            first = next;
            latest_end = episodes[next].end;
        }
    }
    journeys.push(journey(&episodes[first..], latest_end));
}

fn journey<'a>(episodes: &'a [Episode<'a>], end: Day) -> Journey<'a> {
    let mut outcome = MISSING;
    let mut tied = false;
    if end != Day::OPEN {
        let mut last = episodes.iter().filter(|e| e.end == end).map(|e| e.reason);
        outcome = last.next().unwrap_or(MISSING);
        for reason in last {
            tied |= reason != outcome;
            outcome = reason;
        }
    }
    Journey {
        episodes,
        start: episodes[0].start,
        end,
        outcome,
        tied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Beside, Record};

    static LINE: Record = Record::BLANK;
    static NOTHING: Beside = Beside::NOTHING;
    static BEGUN: Beside = Beside {
        modality: Day(0),
        ..Beside::NOTHING
    };

    /// An episode from one day to another (`None`: open), with its reason.
    fn episode(start: i32, end: Option<i32>, reason: Raw) -> Episode<'static> {
        Episode {
            record: &LINE,
            beside: &NOTHING,
            person: 1,
            start: Day(start),
            end: end.map_or(Day::OPEN, Day),
            reason: if end.is_some() { reason } else { MISSING },
            file: 0,
        }
    }

    type Spans = Vec<(i32, Option<i32>, Raw)>;

    fn linked(episodes: &[Episode<'_>], linking: Linking) -> Spans {
        let mut episodes = episodes.to_vec();
        let mut journeys = Vec::new();
        put_in_order(&mut episodes, &Ids::default());
        link(&episodes, linking, &mut journeys);
        journeys
            .iter()
            .map(|j| (j.start.0, (!j.is_open()).then_some(j.end.0), j.outcome))
            .collect()
    }

    const DEFAULT: Linking = Linking {
        gap_days: 21,
        overlap_needs_modality: false,
    };

    #[test]
    fn what_is_one_journey() {
        let e = episode;
        for (name, episodes, expected) in [
            (
                "gap of 20",
                vec![e(0, Some(10), 85), e(30, Some(40), 80)],
                vec![(0, Some(40), 80)],
            ),
            (
                "gap of 21",
                vec![e(0, Some(10), 85), e(31, Some(40), 80)],
                vec![(0, Some(40), 80)],
            ),
            (
                "gap of 22",
                vec![e(0, Some(10), 85), e(32, Some(40), 80)],
                vec![(0, Some(10), 85), (32, Some(40), 80)],
            ),
            (
                "overlap",
                vec![e(0, Some(50), 85), e(10, Some(60), 80)],
                vec![(0, Some(60), 80)],
            ),
            (
                "nested: the outer outcome",
                vec![e(0, Some(50), 85), e(10, Some(20), 80)],
                vec![(0, Some(50), 85)],
            ),
            (
                "gap counted from the latest end so far",
                vec![e(0, Some(50), 85), e(10, Some(20), 80), e(60, Some(70), 82)],
                vec![(0, Some(70), 82)],
            ),
            (
                "open takes all that follows",
                vec![e(0, None, 85), e(500, Some(510), 80)],
                vec![(0, None, MISSING)],
            ),
            (
                "nested open",
                vec![e(0, Some(50), 85), e(10, None, 80)],
                vec![(0, None, MISSING)],
            ),
            ("one day", vec![e(5, Some(5), 80)], vec![(5, Some(5), 80)]),
            (
                "two that start together",
                vec![e(0, Some(9), 80), e(0, Some(5), 85)],
                vec![(0, Some(9), 80)],
            ),
            (
                "a tie goes to the later in order",
                vec![e(0, Some(9), 80), e(3, Some(9), 85)],
                vec![(0, Some(9), 85)],
            ),
        ] {
            assert_eq!(linked(&episodes, DEFAULT), expected, "{name}");
            let mut backwards = episodes;
            backwards.reverse();
            assert_eq!(
                linked(&backwards, DEFAULT),
                expected,
                "{name}, other order in the file"
            );
        }
    }

    #[test]
    fn the_other_readings_are_settings() {
        let touching = [episode(0, Some(10), 85), episode(11, Some(40), 80)];
        let strict = Linking {
            gap_days: 0,
            ..DEFAULT
        };
        assert_eq!(linked(&touching, strict).len(), 2);
        let overlapping = [episode(0, Some(50), 85), episode(10, Some(60), 80)];
        let needs = Linking {
            overlap_needs_modality: true,
            ..DEFAULT
        };
        assert_eq!(
            linked(&overlapping, needs),
            vec![(0, Some(50), 85), (10, Some(60), 80)]
        );
        let mut begun = overlapping;
        begun[1].beside = &BEGUN;
        assert_eq!(linked(&begun, needs), vec![(0, Some(60), 80)]);
    }
}

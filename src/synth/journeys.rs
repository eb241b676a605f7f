//! Journeys. In: a start and a family group. Out: how long somebody stays and how it ends, the
//! stretches (episodes at one agency) that a journey is cut into, and when the person comes back.
//!
//! The shares are meant to give a report something to show; gaps, overlaps and ties are there
//! because they are where linking goes wrong.

use super::dates::Day;
use super::people::{Group, period};
use super::random::Draws;

/// Stay at least 84 days, per mille by family group (published, 2011-12 starters: 89% own_children,
/// 84% no_children).
const RETAINED: [u32; 5] = [893, 843, 843, 843, 830];
/// Complete after less / more than 84 days, per mille by family group: chosen so that of those who
/// start and leave in a year about 54 / 36 / 36% complete (published for the first three groups).
const COMPLETED_EARLY: [u32; 5] = [340, 200, 200, 270, 200];
const COMPLETED_LATER: [u32; 5] = [598, 436, 434, 536, 400];
/// Added for each year of the report after the first (published: completion has risen; the step is
/// invented).
const COMPLETED_YEARLY: u32 = 15;

/// Of stays under 84 days, those that end on the day they began, per mille (invented).
const ONE_DAY: u32 = 25;
/// Days beyond the 84th: quantiles of a lognormal with median 114 and sigma 1.08 (invented), its
/// tail cut at seven years. Open journeys follow from this: with a steady flow, the mean stay over
/// the sum of it and the length of the extract.
const LATER_STAY: &[(u32, i32)] = &[
    (0, 0),
    (50, 19),
    (100, 29),
    (250, 55),
    (500, 114),
    (750, 236),
    (900, 455),
    (950, 674),
    (990, 1406),
    (1000, 2500),
];

/// Further journeys that somebody would have if the extract went on for ever (invented, so that of
/// the people one extract shows about 16% have two or more).
const RETURNS: &[(u32, u32)] = &[(0, 752), (1, 178), (2, 48), (3, 16), (4, 6)];
/// Days from the end of a journey to the next, beyond the first that makes it a new one (invented).
const RETURN_AFTER: &[(u32, i32)] = &[
    (0, 0),
    (60, 0),
    (100, 10),
    (250, 50),
    (500, 110),
    (750, 250),
    (900, 520),
    (1000, 1500),
];
/// The days within which an episode carries on the journey before it (published: 21, inclusive).
const GAP: i32 = 21;

/// Episodes of a journey (invented; about 12% have two or more, with the nested ones below).
const EPISODES: &[(u32, u32)] = &[(1, 862), (2, 102), (3, 24), (4, 8), (6, 4)];
/// Shorter journeys stay whole.
const CUT_FROM: i32 = 30;
/// Journeys, per mille, with one more episode that begins and ends inside them; of these, those
/// that end on the same day.
const NESTED: u32 = 15;
const NESTED_TIE: u32 = 100;

/// How the next episode follows.
#[derive(Clone, Copy)]
enum Follow {
    SoonAfter,
    WithinGap,
    ExactlyGap,
    Overlapping,
    SameStart,
}
const FOLLOW: &[(Follow, u32)] = &[
    (Follow::SoonAfter, 350),
    (Follow::WithinGap, 200),
    (Follow::ExactlyGap, 70),
    (Follow::Overlapping, 350),
    (Follow::SameStart, 30),
];

/// One journey as it would be known for ever after: its end may lie beyond the extract.
#[derive(Clone, Copy, Debug)]
pub(super) struct Journey {
    pub start: Day,
    pub end: Day,
    pub group: Group,
    pub completed: bool,
}

/// One stretch of a journey at one agency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub start: Day,
    pub end: Day,
    /// The stretch that ends the journey: its reason is the outcome.
    pub last: bool,
}

impl Journey {
    pub fn draw(draws: &mut Draws, start: Day, group: Group) -> Self {
        let retained = draws.chance(RETAINED[group as usize]);
        let days = if retained {
            84 + draws.quantile(LATER_STAY)
        } else if draws.chance(ONE_DAY) {
            0
        } else {
            draws.between(1, 83)
        };
        let table = if retained {
            COMPLETED_LATER
        } else {
            COMPLETED_EARLY
        };
        let end = start + days;
        let later = COMPLETED_YEARLY * period(end) as u32;
        let completed = draws.chance(table[group as usize] + later);
        Self {
            start,
            end,
            group,
            completed,
        }
    }

    /// The stretches, in the order in which they were begun; a nested one comes last.
    pub fn cut(&self, draws: &mut Draws) -> Vec<Span> {
        let count = if self.end - self.start < CUT_FROM {
            1
        } else {
            draws.pick(EPISODES)
        };
        let mut spans = Vec::with_capacity(count as usize + 1);
        let mut start = self.start;
        for left in (0..count).rev() {
            let end = if left == 0 {
                self.end
            } else {
                self.stop(draws, start)
            };
            spans.push(Span {
                start,
                end,
                last: left == 0,
            });
            if left > 0 {
                start = self.next_start(draws, start, end);
            }
        }
        if self.end - self.start >= CUT_FROM && draws.chance(NESTED) {
            spans.push(self.nested(draws));
        }
        spans
    }

    /// Where a stretch that is not the last one ends: a quarter to three quarters of the way.
    fn stop(&self, draws: &mut Draws, start: Day) -> Day {
        let rest = self.end - start;
        let days = i64::from(rest) * i64::from(draws.between(250, 750)) / 1000;
        (start + (days as i32).max(1)).min(self.end)
    }

    fn next_start(&self, draws: &mut Draws, start: Day, end: Day) -> Day {
        let next = match draws.pick(FOLLOW) {
            Follow::SoonAfter => end + draws.between(0, 7),
            Follow::WithinGap => end + draws.between(8, GAP),
            Follow::ExactlyGap => end + GAP,
            Follow::Overlapping => end - draws.between(0, (end - start) / 2),
            Follow::SameStart => start,
        };
        next.min(self.end)
    }

    fn nested(&self, draws: &mut Draws) -> Span {
        let start = self.start + draws.between(1, (self.end - self.start) / 2);
        let tie = draws.chance(NESTED_TIE);
        let end = if tie {
            self.end
        } else {
            draws.between(start, self.end - 1)
        };
        Span {
            start,
            end,
            last: false,
        }
    }
}

/// How many more journeys somebody has.
pub(super) fn returns(draws: &mut Draws) -> u32 {
    draws.pick(RETURNS)
}

/// The first day of the next journey after one that ended.
pub(super) fn return_day(draws: &mut Draws, end: Day) -> Day {
    end + GAP + 1 + draws.quantile(RETURN_AFTER)
}

//! Journeys with their days. In: the flow of one population, sex and family group. Out: chains of
//! one journey, or of two where somebody starts twice in a year.
//!
//! What decides where a journey is counted is fixed by its course, what is left is drawn: a start
//! that leaves room for the course, an end in the year that it says.

use super::flows::{Exit, Flow, Starters};
use crate::synth::dates::{AS_OF, Day, EXTRACT_FROM, day};
use crate::synth::people::Group;
use crate::synth::random::Draws;

/// Whose journey it is, for the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Drugs,
    Alcohol,
    Young,
}

/// Whether a pregnancy at the start is left to chance, or part of a published number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pregnant {
    ByChance,
    Yes,
    No,
}

/// How many children live with somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Children {
    ByChance,
    /// Part of a published sum.
    Number(u8),
    /// Of a parent living with children: not a number, so no part of the sum.
    NoNumber,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Journey {
    pub start: Day,
    /// None while it is open.
    pub end: Option<Day>,
    pub kind: Kind,
    pub group: Group,
    pub female: bool,
    pub completed: bool,
    pub pregnant: Pregnant,
    pub children: Children,
    /// The person's next journey in the list of all.
    pub next: Option<u32>,
}

/// Journeys of one person, from the first to the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    pub first: u32,
    pub last: u32,
}

/// Days after which a start begins a new journey.
pub(super) const APART: i32 = 22;
const WEEKS_12: i32 = 84;

/// Days from the start of a journey to 1 April 2009 for those in treatment then; nobody stays so
/// long that an under-18 would have started as a small child.
const BEFORE: &[(u32, i32)] = &[(0, 1), (300, 150), (550, 365), (800, 1000), (1000, 2300)];
const BEFORE_YOUNG: &[(u32, i32)] = &[(0, 1), (600, 120), (1000, 400)];
/// How late in the year those start who stay on, per mille of the days they can start on: a little
/// later than others, who must leave in the year.
const STAYERS_START: &[(u32, i32)] = &[(0, 0), (450, 400), (1000, 1000)];
/// Ends other than those counted in the year of the start: completed, per mille by family group.
const COMPLETED_LATER: [u32; 5] = [560, 420, 420, 480, 380];

/// First and last day of the years of the extract; the last one ends with it.
pub(super) const fn bounds(year: usize) -> (Day, Day) {
    let first = day(2009 + year as i32, 4, 1);
    let last = day(2010 + year as i32, 3, 31);
    (first, if year == 3 { AS_OF } else { last })
}

/// Says yes to exactly so many of those asked.
pub(super) struct Urn {
    yes: u32,
    all: u32,
}

impl Urn {
    pub fn new(yes: u32, all: u32) -> Self {
        debug_assert!(yes <= all);
        Self { yes, all }
    }

    pub fn draw(&mut self, draws: &mut Draws) -> bool {
        let yes = draws.below(self.all) < self.yes;
        self.all -= 1;
        self.yes -= u32::from(yes);
        yes
    }
}

/// Makes the journeys of one population, sex and family group.
pub(super) struct Maker<'a> {
    pub draws: &'a mut Draws,
    pub journeys: &'a mut Vec<Journey>,
    pub chains: &'a mut Vec<Chain>,
    pub kind: Kind,
    pub group: Group,
    pub female: bool,
}

impl Maker<'_> {
    pub fn make(&mut self, flow: &Flow) {
        for &(exit, count) in &flow.before {
            for _ in 0..count {
                let (start, end) = (self.start_before(), self.exit(exit, EXTRACT_FROM));
                let completed = self.completes();
                self.alone(start, end, completed);
            }
        }
        for (year, starters) in flow.years.iter().enumerate() {
            self.year(year, starters);
        }
        let (first, last) = bounds(3);
        let [left, open] = flow.afterwards;
        for place in 0..left + open {
            let start = self.draws.between(first, last);
            let end = (place < left).then(|| self.draws.between(start, last));
            let completed = self.completes();
            self.alone(start, end, completed);
        }
    }

    fn year(&mut self, year: usize, starters: &Starters) {
        let (first, last) = bounds(year);
        let mut completed = Urn::new(starters.completed, starters.leaving);
        for _ in 0..starters.short_left {
            let start = self.draws.between(first, last);
            let end = self.draws.between(start, last.min(start + WEEKS_12 - 1));
            let completes = completed.draw(self.draws);
            self.alone(start, Some(end), completes);
        }
        for _ in 0..starters.short_late {
            let start = self.draws.between(last + 2 - WEEKS_12, last);
            let end = self.draws.between(last + 1, start + WEEKS_12 - 1);
            let completes = self.completes();
            self.alone(start, Some(end), completes);
        }
        let mut again = Again::new(starters.left_again, starters.left);
        for _ in 0..starters.left {
            let earlier = again.draw(self.draws);
            let start = self
                .draws
                .between(first + Again::room(earlier), last - WEEKS_12);
            let end = self.draws.between(start + WEEKS_12, last);
            let completes = completed.draw(self.draws);
            let earlier = earlier.map(|earlier| (earlier, self.completes()));
            self.pair(year, earlier, (start, Some(end), completes));
        }
        let mut again = Again::new(starters.stay_again, starters.staying_after_84_days());
        for &(exit, count) in &starters.stay {
            for _ in 0..count {
                let earlier = again.draw(self.draws);
                let from = first + Again::room(earlier);
                let start = from + (last - from) * self.draws.quantile(STAYERS_START) / 1000;
                let end = self.exit(exit, start + WEEKS_12);
                let completes = self.completes();
                // Who left a journey of this year and stays in the next counts as leaving with the first.
                let earlier = earlier.map(|earlier| match earlier {
                    Earlier::InYear => (earlier, completed.draw(self.draws)),
                    Earlier::BeforeYear => (earlier, self.completes()),
                });
                self.pair(year, earlier, (start, end, completes));
            }
        }
    }

    /// A journey, after an earlier one if there is one that ends in the same year.
    fn pair(
        &mut self,
        year: usize,
        earlier: Option<(Earlier, bool)>,
        (start, end, completed): (Day, Option<Day>, bool),
    ) {
        let Some((earlier, completed_earlier)) = earlier else {
            return self.alone(start, end, completed);
        };
        let (first, latest) = (bounds(year).0, start - APART);
        let (earlier_start, from) = match earlier {
            Earlier::InYear => {
                let start = self.draws.between(first, latest);
                (start, start)
            }
            Earlier::BeforeYear if year == 0 => (self.start_before(), first),
            // Early enough in the year before to have stayed twelve weeks by its end.
            Earlier::BeforeYear => {
                let (first, last) = bounds(year - 1);
                (self.draws.between(first, last - WEEKS_12), last + 1)
            }
        };
        let earlier_end = self.draws.between(from, latest);
        let before = self.push(earlier_start, Some(earlier_end), completed_earlier);
        let after = self.push(start, end, completed);
        self.journeys[before as usize].next = Some(after);
        self.chains.push(Chain {
            first: before,
            last: after,
        });
    }

    fn alone(&mut self, start: Day, end: Option<Day>, completed: bool) {
        let only = self.push(start, end, completed);
        self.chains.push(Chain {
            first: only,
            last: only,
        });
    }

    fn push(&mut self, start: Day, end: Option<Day>, completed: bool) -> u32 {
        self.journeys.push(Journey {
            start,
            end,
            kind: self.kind,
            group: self.group,
            female: self.female,
            completed,
            pregnant: Pregnant::ByChance,
            children: Children::ByChance,
            next: None,
        });
        self.journeys.len() as u32 - 1
    }

    /// A start before the extract.
    fn start_before(&mut self) -> Day {
        let table = if self.kind == Kind::Young {
            BEFORE_YOUNG
        } else {
            BEFORE
        };
        EXTRACT_FROM - self.draws.quantile(table)
    }

    /// An end in a year, not before a day.
    fn exit(&mut self, exit: Exit, not_before: Day) -> Option<Day> {
        match exit {
            Exit::Open => None,
            Exit::Year(year) => {
                let (first, last) = bounds(year);
                Some(self.draws.between(first.max(not_before), last))
            }
        }
    }

    fn completes(&mut self) -> bool {
        self.draws.chance(COMPLETED_LATER[self.group as usize])
    }
}

/// A journey left earlier in the year in which somebody starts again.
#[derive(Clone, Copy)]
enum Earlier {
    BeforeYear,
    InYear,
}

/// Which of those starting had left a journey in the same year.
struct Again {
    any: Urn,
    before: Urn,
}

impl Again {
    fn new([before, within]: [u32; 2], all: u32) -> Self {
        Self {
            any: Urn::new(before + within, all),
            before: Urn::new(before, before + within),
        }
    }

    fn draw(&mut self, draws: &mut Draws) -> Option<Earlier> {
        let earlier = |before| {
            if before {
                Earlier::BeforeYear
            } else {
                Earlier::InYear
            }
        };
        self.any
            .draw(draws)
            .then(|| earlier(self.before.draw(draws)))
    }

    /// Days from the beginning of the year that the earlier journey needs.
    fn room(earlier: Option<Earlier>) -> i32 {
        if earlier.is_some() { APART + 8 } else { 0 }
    }
}

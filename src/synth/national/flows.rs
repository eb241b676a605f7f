//! From targets to journeys to be made. In: the targets of adults, drinkers or under-18s. Out: for
//! one sex and family group, how many journeys of each course there are: exactly those that make
//! the targets.
//!
//! Everything is a sum or a whole part of the targets; what a share leaves over goes to the last
//! course. The arithmetic of one group: of those starting in a year, some leave in it (before or
//! after 84 days), some leave within 84 days but in the next year, the rest stay on. Those in
//! treatment in a year are those starting in it and those carried into it, except the people who
//! left an earlier journey and started again in the year: they count with the later one.

use super::targets::{
    AFTERWARDS, AFTERWARDS_LEFT, AGAIN_FROM_BEFORE, AGAIN_IN_YEAR, BySex, Long,
    SHORT_INTO_NEXT_YEAR, Targets,
};

/// When a journey ends: in one of the years of the extract (0 to 3, the last one April to June
/// 2012), or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Year(usize),
    Open,
}

/// So many journeys with that exit.
pub(super) type Counted = (Exit, u32);

/// The journeys that start in one of the three years, by course. Every count is of people, each
/// with the latest journey of the year.
#[derive(Debug)]
pub(super) struct Starters {
    /// Leave in the year within 84 days, and after them.
    pub short_left: u32,
    pub left: u32,
    /// Leave within 84 days, but in the next year.
    pub short_late: u32,
    /// Stay on, by exit.
    pub stay: Vec<Counted>,
    /// Of the people who leave after 84 days, those who had left a journey in the year that began
    /// before it, and one that began in it.
    pub left_again: [u32; 2],
    /// The same of the people who stay on.
    pub stay_again: [u32; 2],
    /// People who count as starting and leaving, and those of them who completed.
    pub leaving: u32,
    pub completed: u32,
}

/// The journeys of one sex and family group.
#[derive(Debug)]
pub(super) struct Flow {
    /// In treatment on 1 April 2009, by exit; those who start again in their last year left out.
    pub before: Vec<Counted>,
    pub years: [Starters; 3],
    /// Starters of April to June 2012: those who have left, and those who have not.
    pub afterwards: [u32; 2],
}

impl Flow {
    pub fn of(targets: &Targets, sex: usize, group: usize) -> Flow {
        let split = |counts: &[u32; 5], starting: &BySex| {
            let both = starting[0][group] + starting[1][group];
            let women = scaled(counts[group], starting[0][group], both);
            [women, counts[group] - women][sex]
        };
        let mut years = [0, 1, 2].map(|year| {
            let targets = &targets.years[year];
            let by_sex = |counts| split(counts, &targets.starting);
            Starters::of(
                targets.starting[sex][group],
                by_sex(&targets.leaving),
                by_sex(&targets.completed),
                by_sex(&targets.short),
            )
        });
        let exits = &targets.exits;
        let on: Vec<u32> = years.iter().map(Starters::staying).collect();
        let again: Vec<u32> = years.iter().map(Starters::again_from_before).collect();
        let first = spread(on[0], &exits.first);
        let second = spread(on[1], &exits.second);
        let third = spread(on[2], &[exits.third]);

        // Who is still there on 1 April 2011 of those there on 1 April 2009.
        let before = targets.before[sex][group];
        let long = match &targets.long {
            Long::CarriedInto2011(carried) => {
                carried[sex][group] + again[2] - (on[0] - first[0]) - on[1]
            }
            Long::PerMille(share) => scaled(before, *share, 1000),
        };
        let later = spread(long, &exits.long);
        let gone = spread(before - long, &[exits.early]);
        let flow_before = counted(
            0,
            &[gone[0] - again[0], gone[1], later[0], later[1], later[2]],
        );

        years[0].stay = counted(
            1,
            &[
                first[0] - years[0].short_late - again[1],
                first[1],
                first[2],
                first[3],
            ],
        );
        years[1].stay = counted(
            2,
            &[
                second[0] - years[1].short_late - again[2],
                second[1],
                second[2],
            ],
        );
        years[2].stay = counted(3, &[third[0] - years[2].short_late, third[1]]);
        let afterwards = scaled(targets.years[2].starting[sex][group], AFTERWARDS, 1000);
        Flow {
            before: flow_before,
            years,
            afterwards: spread(afterwards, &[AFTERWARDS_LEFT])
                .try_into()
                .expect("two parts"),
        }
    }
}

impl Starters {
    fn of(starting: u32, leaving: u32, completed: u32, short: u32) -> Starters {
        let again = [AGAIN_FROM_BEFORE, AGAIN_IN_YEAR].map(|share| scaled(starting, share, 1000));
        // Half of each kind leave a second time, half stay on.
        let left_again = again.map(|count| count / 2);
        let stay_again = [0, 1].map(|kind| again[kind] - left_again[kind]);
        let short_late = scaled(short, SHORT_INTO_NEXT_YEAR, 1000);
        let short_left = short - short_late;
        // Those who stay on after leaving a journey of the same year count with that one.
        let left = leaving - stay_again[1] - short_left;
        Starters {
            short_left,
            left,
            short_late,
            stay: vec![(Exit::Open, starting - short_left - left - short_late)],
            left_again,
            stay_again,
            leaving,
            completed,
        }
    }

    /// Those in treatment beyond the year, all exits together.
    fn staying(&self) -> u32 {
        self.short_late + self.staying_after_84_days()
    }

    pub fn staying_after_84_days(&self) -> u32 {
        self.stay.iter().map(|(_, count)| count).sum()
    }

    /// Journeys of earlier years that end in this one and are followed by one of this year.
    pub fn again_from_before(&self) -> u32 {
        self.left_again[0] + self.stay_again[0]
    }
}

fn scaled(count: u32, part: u32, whole: u32) -> u32 {
    (u64::from(count) * u64::from(part) / u64::from(whole.max(1))) as u32
}

/// Parts of a count by shares per mille; one more part takes the rest.
fn spread(count: u32, shares: &[u32]) -> Vec<u32> {
    let mut parts: Vec<u32> = shares
        .iter()
        .map(|share| scaled(count, *share, 1000))
        .collect();
    parts.push(count - parts.iter().sum::<u32>());
    parts
}

/// Counts as those who leave in a year and the following ones, the last as those who stay open.
fn counted(first_year: usize, counts: &[u32]) -> Vec<Counted> {
    let (open, closed) = counts.split_last().expect("at least those who stay");
    let years = closed
        .iter()
        .enumerate()
        .map(|(at, count)| (Exit::Year(first_year + at), *count));
    years.chain([(Exit::Open, *open)]).collect()
}

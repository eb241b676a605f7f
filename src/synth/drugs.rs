//! What somebody uses. In: draws, a family group, an age. Out: a habit, and the three drug codes an
//! agency records for it.
//!
//! Heroin is 1011, crack 3201, alcohol 7000-7999, no second drug 9996, no third 9997. The other
//! codes stand for some other drug; their meaning does not matter here. All weights are invented
//! around the published remark that own_children less often use heroin or crack.

use super::people::Group;
use super::random::Draws;

/// What a journey is mainly about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    Opiates,
    Alcohol,
    Other,
    Young,
}

/// Adults whose main drug is alcohol, and of the others those on opiates, per mille by family
/// group.
const ALCOHOL: [u32; 5] = [265, 230, 245, 250, 250];
const OPIATES: [u32; 5] = [510, 700, 610, 640, 620];
/// Later journeys about the same thing as the one before.
const SAME_HABIT: u32 = 850;

const NO_SECOND: u16 = 9996;
const NO_THIRD: u16 = 9997;

const MAIN_OPIATES: &[(u16, u32)] = &[(1011, 860), (1105, 40), (1000, 20), (1200, 30), (1300, 50)];
const MAIN_OTHER: &[(u16, u32)] = &[
    (3200, 330),
    (6000, 320),
    (3201, 130),
    (3100, 110),
    (2200, 60),
    (8799, 50),
];
const MAIN_YOUNG: &[(u16, u32)] = &[
    (6000, 560),
    (7000, 330),
    (3200, 45),
    (3100, 20),
    (5000, 30),
    (8799, 10),
    (1011, 5),
];

const WITH_OPIATES: &[(u16, u32)] = &[
    (NO_SECOND, 300),
    (3201, 390),
    (7000, 90),
    (6000, 80),
    (2200, 80),
    (3200, 30),
    (1105, 30),
];
const WITH_ALCOHOL: &[(u16, u32)] = &[
    (NO_SECOND, 700),
    (6000, 120),
    (3200, 100),
    (2200, 30),
    (3201, 20),
    (1011, 30),
];
const WITH_OTHER: &[(u16, u32)] = &[
    (NO_SECOND, 420),
    (7000, 280),
    (6000, 150),
    (3200, 80),
    (3100, 40),
    (1011, 30),
];
const WITH_YOUNG: &[(u16, u32)] = &[
    (NO_SECOND, 430),
    (7000, 280),
    (6000, 220),
    (3200, 40),
    (3100, 30),
];
const THIRD: &[(u16, u32)] = &[
    (NO_THIRD, 640),
    (7000, 120),
    (6000, 110),
    (3200, 40),
    (2200, 50),
    (3201, 40),
];

/// Left blank where there is no second or third drug, instead of the code that says so.
const BLANK_FOR_NONE: u32 = 120;

#[derive(Clone, Copy, Debug)]
pub(super) struct Drugs(pub [Option<u16>; 3]);

impl Habit {
    pub fn draw(draws: &mut Draws, group: Group, age: i32) -> Self {
        if age < 18 {
            Self::Young
        } else if draws.chance(ALCOHOL[group as usize]) {
            Self::Alcohol
        } else {
            Self::besides_alcohol(draws, group)
        }
    }

    /// The habit of an adult whose main drug is not alcohol.
    pub fn besides_alcohol(draws: &mut Draws, group: Group) -> Self {
        if draws.chance(OPIATES[group as usize]) {
            Self::Opiates
        } else {
            Self::Other
        }
    }

    /// The habit of the journey after one with this habit.
    pub fn later(self, draws: &mut Draws, group: Group, age: i32) -> Self {
        if self != Self::Young && draws.chance(SAME_HABIT) {
            self
        } else {
            Self::draw(draws, group, age)
        }
    }
}

impl Drugs {
    pub fn draw(draws: &mut Draws, habit: Habit) -> Self {
        let first = match habit {
            Habit::Opiates => draws.pick(MAIN_OPIATES),
            Habit::Alcohol => 7000,
            Habit::Other => draws.pick(MAIN_OTHER),
            Habit::Young => draws.pick(MAIN_YOUNG),
        };
        let second = draws.pick(match habit {
            Habit::Opiates => WITH_OPIATES,
            Habit::Alcohol => WITH_ALCOHOL,
            Habit::Other => WITH_OTHER,
            Habit::Young => WITH_YOUNG,
        });
        // Nobody is recorded with the same drug twice, and nobody with a third but no second.
        let second = if second == first { NO_SECOND } else { second };
        let third = if second == NO_SECOND {
            NO_THIRD
        } else {
            draws.pick(THIRD)
        };
        let third = if third == first || third == second {
            NO_THIRD
        } else {
            third
        };
        let blank = draws.chance(BLANK_FOR_NONE);
        Self([first, second, third].map(|code| Some(code).filter(|c| !blank || *c < NO_SECOND)))
    }

    /// Whether any of them is one of the codes.
    pub fn any(&self, codes: std::ops::RangeInclusive<u16>) -> bool {
        self.0.iter().flatten().any(|code| codes.contains(code))
    }
}

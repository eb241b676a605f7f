//! People. In: draws and the keys already taken. Out: a person with a birth date, a sex, initials
//! nobody else shares with both, and the first journey through treatment.

use std::collections::HashSet;

use super::dates::{AS_OF, Day, EXTRACT_FROM, age, civil, day, years};
use super::journeys::Journey;
use super::random::Draws;

/// The five family groups of the report, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Own,
    Apart,
    Others,
    NoChildren,
    Incomplete,
}
use Group::{Apart, Incomplete, NoChildren, Others, Own};

/// Family group of adults by the year in which they start: before April 2010, 2010-11, later. The
/// levels are the published in-treatment shares of 2011-12 (20 / 20 / 13%; incomplete: invented),
/// the drift is that of the published shares of starters (parents living apart up from 19 to 25%,
/// others' children down from 15 to 12%), damped.
const ADULT_GROUPS: [[(Group, u32); 5]; 3] = [
    [
        (Own, 205),
        (Apart, 176),
        (Others, 132),
        (NoChildren, 437),
        (Incomplete, 50),
    ],
    [
        (Own, 200),
        (Apart, 190),
        (Others, 120),
        (NoChildren, 440),
        (Incomplete, 50),
    ],
    [
        (Own, 193),
        (Apart, 208),
        (Others, 108),
        (NoChildren, 441),
        (Incomplete, 50),
    ],
];
/// The same for under-18s: 115 and 145 of 15,031, and 23% (published, 2011-12); incomplete
/// invented.
const YOUNG_GROUPS: [(Group, u32); 5] = [
    (Own, 8),
    (Apart, 10),
    (Others, 230),
    (NoChildren, 702),
    (Incomplete, 50),
];

/// Women, per mille, in the order of the groups (worked back from the published shares of women and
/// of men starting).
const WOMEN: [u32; 5] = [460, 290, 240, 210, 260];
/// Women among under-18s starting: 5,128 of 15,031 (published).
const YOUNG_WOMEN: u32 = 341;

/// Under-18s among all who start (the brief of a middling authority; invented).
const YOUNG: u32 = 40;
pub(super) const YOUNG_AGES: &[(u32, i32)] = &[
    (0, years(13)),
    (60, years(14)),
    (220, years(15)),
    (550, years(16)),
    (1000, years(18)),
];

/// Ages at start by group. Published: 69% of own_children are over 30. The rest is invented.
pub(super) const AGES: [&[(u32, i32)]; 5] = [
    &[
        (0, years(18)),
        (80, years(23)),
        (310, years(30)),
        (700, years(38)),
        (950, years(45)),
        (1000, years(53)),
    ],
    &[
        (0, years(18)),
        (60, years(23)),
        (270, years(30)),
        (650, years(38)),
        (930, years(48)),
        (1000, years(60)),
    ],
    &[
        (0, years(18)),
        (180, years(22)),
        (420, years(29)),
        (700, years(38)),
        (920, years(49)),
        (1000, years(66)),
    ],
    &[
        (0, years(18)),
        (140, years(23)),
        (380, years(30)),
        (690, years(40)),
        (930, years(54)),
        (1000, years(76)),
    ],
    &[
        (0, years(18)),
        (140, years(23)),
        (380, years(30)),
        (690, years(40)),
        (930, years(54)),
        (1000, years(76)),
    ],
];

/// Adults, per mille, who start on the day of their 18th birthday or a day either side of it: where
/// an age rule can go wrong.
const ON_THE_BIRTHDAY: u32 = 3;

/// Long enough before the extract for those in treatment at its start to be as many as a steady
/// flow would leave.
const FIRST_ENTRY: Day = day(2006, 4, 1);

/// `ETHNIC` letters of the 2001 census (white British first); the weights are invented.
pub(super) const ETHNIC: &[(&str, u32)] = &[
    ("A", 830),
    ("B", 20),
    ("C", 35),
    ("D", 12),
    ("E", 5),
    ("F", 5),
    ("G", 10),
    ("H", 12),
    ("J", 12),
    ("K", 6),
    ("L", 8),
    ("M", 18),
    ("N", 10),
    ("P", 7),
    ("S", 5),
    ("Z", 5),
];

/// Where somebody lives: the authority that holds the extract, or one of two invented neighbours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub dat: &'static str,
    pub la: &'static str,
    pub utla: &'static str,
}
const HOME: Area = Area {
    dat: "Z99",
    la: "E06009999",
    utla: "E06009999",
};
const AREAS: &[(Area, u32)] = &[
    (HOME, 950),
    (
        Area {
            dat: "Z98",
            la: "E06009998",
            utla: "E06009998",
        },
        20,
    ),
    (
        Area {
            dat: "Z97",
            la: "E07009997",
            utla: "E10009997",
        },
        14,
    ),
    (
        Area {
            dat: "Z00B",
            la: "Z00B",
            utla: "Z00B",
        },
        10,
    ),
    (
        Area {
            dat: "Z99",
            la: "",
            utla: "",
        },
        6,
    ),
];

#[derive(Debug)]
pub(super) struct Person {
    /// 1 for the first person of the extract.
    pub number: u32,
    pub initials: (char, char),
    pub birth: Day,
    pub female: bool,
    pub ethnic: &'static str,
    pub area: Area,
    /// The last figure of an outward code and sector that no real postcode has.
    pub sector: i32,
}

/// The parts of the key that links a person's episodes, packed: initials, birth date, sex.
pub(super) type Keys = HashSet<(char, char, Day, bool)>;

/// The next person, and the first of that person's journeys that the extract can show.
pub(super) fn draw(draws: &mut Draws, keys: &mut Keys, number: u32) -> (Person, Journey) {
    let young = draws.chance(YOUNG).then(|| draws.quantile(YOUNG_AGES));
    let journey = first_journey(draws, young);
    let group = journey.group;
    let female = draws.chance(if young.is_some() {
        YOUNG_WOMEN
    } else {
        WOMEN[group as usize]
    });
    let birth = match young {
        Some(days) => journey.start - days,
        None if draws.chance(ON_THE_BIRTHDAY) => eighteenth(journey.start) + draws.between(-1, 1),
        None => journey.start - draws.quantile(AGES[group as usize]),
    };
    let person = Person {
        number,
        initials: free_initials(draws, keys, birth, female),
        birth,
        female,
        ethnic: draws.pick(ETHNIC),
        area: draws.pick(AREAS),
        sector: draws.between(1, 9),
    };
    (person, journey)
}

/// A family group for somebody who starts on a day; `young` is the age in days of an under-18.
pub(super) fn group(draws: &mut Draws, start: Day, young: Option<i32>) -> Group {
    match young {
        None => draws.pick(&ADULT_GROUPS[period(start)]),
        // Hardly anybody under 16 is a parent, and one such row looks like a mistake: none here.
        Some(days) => match (draws.pick(&YOUNG_GROUPS), days < years(16)) {
            (Own, true) => Others,
            (Apart, true) => NoChildren,
            (group, _) => group,
        },
    }
}

/// The year of the report that a day falls in: before April 2010, 2010-11, later.
pub(super) fn period(date: Day) -> usize {
    usize::from(date >= day(2010, 4, 1)) + usize::from(date >= day(2011, 4, 1))
}

/// How old somebody is in days if under 18, else nothing.
pub(super) fn young(birth: Day, at: Day) -> Option<i32> {
    (age(birth, at) < 18).then_some(at - birth)
}

/// Draws starts and stays until one reaches into the extract, so that those already in treatment
/// when it begins are there in the number, and with the long stays, that a steady flow gives.
fn first_journey(draws: &mut Draws, young: Option<i32>) -> Journey {
    loop {
        let start = draws.between(FIRST_ENTRY, AS_OF);
        let group = group(draws, start, young);
        let journey = Journey::draw(draws, start, group);
        if journey.end >= EXTRACT_FROM {
            return journey;
        }
    }
}

/// The birth date of somebody who turns 18 on a day.
pub(super) fn eighteenth(start: Day) -> Day {
    let (year, month, of_month) = civil(start);
    day(year - 18, month, of_month)
}

/// Initials drawn again until nobody of that birth date and sex has them.
pub(super) fn free_initials(
    draws: &mut Draws,
    keys: &mut Keys,
    birth: Day,
    female: bool,
) -> (char, char) {
    let letter = |draws: &mut Draws| char::from(b'A' + draws.below(26) as u8);
    loop {
        let initials = (letter(draws), letter(draws));
        if keys.insert((initials.0, initials.1, birth, female)) {
            return initials;
        }
    }
}

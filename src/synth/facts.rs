//! What is recorded about somebody at the start of an episode. In: the person, the family group,
//! the day. Out: codes, as an agency enters them; nothing is missing here that a clean extract
//! would hold, and some things are declined or blank.
//!
//! The codes are those of the program's own table of codes. Where a comment names no source, the
//! weights are invented.

use std::array;

use super::agencies::Agency;
use super::dates::{Day, age};
use super::drugs::{Drugs, Habit};
use super::family::{self, Family};
use super::people::{Group, Person};
use super::random::Draws;

/// What the start of an episode records, besides drugs and family.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub family: Family,
    pub drugs: Drugs,
    pub injecting: &'static str,
    pub housing: Option<u16>,
    pub referral: Option<u16>,
    pub pregnant: &'static str,
    pub treated_before: &'static str,
}

/// A housing problem, per mille by family group (published: own_children less often than others;
/// the figures are invented).
const HOUSING_PROBLEM: [u32; 5] = [130, 310, 170, 240, 260];
const YOUNG_HOUSING_PROBLEM: u32 = 90;
/// Of those, no fixed abode: rare with children at home.
const NO_FIXED_ABODE: [u32; 5] = [120, 420, 200, 420, 400];
const HOUSING_BLANK: u32 = 20;

/// Injecting now / before / never / declined / blank, for people whose main drug is an opiate, by
/// family group.
const INJECTING_OPIATES: [[u32; 5]; 5] = [
    [190, 300, 470, 15, 25],
    [360, 310, 290, 15, 25],
    [270, 290, 400, 15, 25],
    [300, 300, 360, 15, 25],
    [300, 280, 320, 40, 60],
];
const INJECTING_ELSE: [u32; 5] = [12, 70, 880, 10, 28];
const INJECTING_YOUNG: [u32; 5] = [2, 4, 970, 4, 20];
const INJECTING: [&str; 5] = ["C", "P", "N", "Z", ""];

/// Referral source (published: criminal justice less often for own_children; self-referral and
/// criminal justice well above health and social care. The weights are invented).
const REFERRED_OWN: &[(Option<u16>, u32)] = &[
    (Some(4), 420),
    (Some(24), 15),
    (Some(25), 20),
    (Some(3), 110),
    (Some(9), 15),
    (Some(10), 15),
    (Some(12), 20),
    (Some(19), 75),
    (Some(22), 15),
    (Some(5), 50),
    (Some(6), 40),
    (Some(8), 25),
    (Some(13), 25),
    (Some(1), 60),
    (Some(2), 45),
    (Some(14), 20),
    (Some(17), 15),
    (None, 15),
];
const REFERRED_ELSE: &[(Option<u16>, u32)] = &[
    (Some(4), 390),
    (Some(24), 10),
    (Some(25), 15),
    (Some(3), 80),
    (Some(9), 15),
    (Some(10), 20),
    (Some(12), 20),
    (Some(19), 20),
    (Some(22), 10),
    (Some(5), 95),
    (Some(6), 75),
    (Some(8), 50),
    (Some(13), 50),
    (Some(1), 60),
    (Some(2), 45),
    (Some(14), 20),
    (Some(17), 10),
    (None, 15),
];
const REFERRED_YOUNG: &[(Option<u16>, u32)] = &[
    (Some(4), 90),
    (Some(24), 30),
    (Some(25), 60),
    (Some(3), 25),
    (Some(9), 30),
    (Some(19), 120),
    (Some(13), 320),
    (Some(14), 130),
    (Some(15), 90),
    (Some(16), 45),
    (Some(17), 40),
    (None, 20),
];
/// Referral to an episode that carries on a journey: mostly from the service before.
pub(super) const REFERRED_ON: &[(Option<u16>, u32)] = &[
    (Some(1), 480),
    (Some(2), 270),
    (Some(4), 120),
    (Some(3), 60),
    (Some(5), 40),
    (None, 30),
];

/// Pregnant at the start, per mille: 6% of adult women, 1.4% of under-18s (published, starters of
/// 2011-12). The first is raised for being drawn only up to the age of 44.
const PREGNANT: u32 = 65;
const PREGNANT_YOUNG: u32 = 14;
const PREGNANT_TO: i32 = 44;
const PREGNANT_BLANK: u32 = 40;
/// After this long a recorded pregnancy is over.
pub(super) const PREGNANCY: i32 = 200;

/// Treated before, per mille, for a first journey in the extract: opiates / else / under 18.
const TREATED_BEFORE: (u32, u32, u32) = (640, 330, 60);

/// Later episodes of a journey that record another family group: from a complete group, from
/// incomplete data.
const FAMILY_CHANGES: (u32, u32) = (100, 500);

/// What the first episode of a journey records.
pub(super) fn at_start(draws: &mut Draws, who: &Known, habit: Habit, past: Option<&Past>) -> Facts {
    let Known { group, age, .. } = *who;
    let table = match (age < 18, group) {
        (true, _) => REFERRED_YOUNG,
        (false, Group::Own) => REFERRED_OWN,
        (false, _) => REFERRED_ELSE,
    };
    Facts {
        family: family(draws, who, past),
        drugs: Drugs::draw(draws, habit),
        injecting: injecting(draws, who, habit, past),
        housing: housing(draws, group, age),
        referral: draws.pick(table),
        pregnant: pregnant(draws, who.female, age),
        treated_before: treated_before(draws, who, habit),
    }
}

/// What a later episode of the same journey records: much of it the same.
pub(super) fn carried_on(draws: &mut Draws, who: &mut Known, before: &Facts, days: i32) -> Facts {
    let changes = if who.group == Group::Incomplete {
        FAMILY_CHANGES.1
    } else {
        FAMILY_CHANGES.0
    };
    let mut facts = *before;
    if draws.chance(changes) {
        who.group = super::people::group(draws, who.start, who.young());
        facts.family = family::draw(draws, who.group, who.age, who.agency);
    } else {
        facts.family = family::at_agency(draws, before.family, who.agency);
    }
    if draws.chance(150) {
        facts.housing = housing(draws, who.group, who.age);
    }
    if facts.pregnant == "Y" && days > PREGNANCY {
        facts.pregnant = "N";
    }
    facts.referral = draws.pick(REFERRED_ON);
    facts.treated_before = "Y";
    facts
}

/// What a person's journey leaves for the next one to go on from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    pub habit: Habit,
    pub group: Group,
    /// As the last episode recorded them.
    pub facts: Facts,
}

/// What is known of somebody on the day an episode starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub group: Group,
    pub agency: Agency,
    pub start: Day,
    pub birth: Day,
    pub age: i32,
    pub female: bool,
    pub returned: bool,
}

impl Known {
    pub fn new(person: &Person, group: Group, agency: Agency, start: Day, returned: bool) -> Self {
        let (birth, female) = (person.birth, person.female);
        Self {
            group,
            agency,
            start,
            birth,
            age: age(birth, start),
            female,
            returned,
        }
    }

    /// Age in days if under 18.
    pub fn young(&self) -> Option<i32> {
        super::people::young(self.birth, self.start)
    }
}

/// The family recorded last time, unless the person is in another family group by now.
fn family(draws: &mut Draws, who: &Known, past: Option<&Past>) -> Family {
    match past {
        Some(past) if past.group == who.group => {
            family::at_agency(draws, past.facts.family, who.agency)
        }
        _ => family::draw(draws, who.group, who.age, who.agency),
    }
}

fn injecting(draws: &mut Draws, who: &Known, habit: Habit, past: Option<&Past>) -> &'static str {
    let weights = match (who.age < 18, habit) {
        (true, _) => INJECTING_YOUNG,
        (false, Habit::Opiates) => INJECTING_OPIATES[who.group as usize],
        (false, _) => INJECTING_ELSE,
    };
    let status = draws.pick(&array::from_fn::<_, 5, _>(|place| {
        (INJECTING[place], weights[place])
    }));
    // Who has injected cannot later never have.
    match past.map(|past| past.facts.injecting) {
        Some("C" | "P") if status == "N" => "P",
        _ => status,
    }
}

pub(super) fn housing(draws: &mut Draws, group: Group, age: i32) -> Option<u16> {
    if draws.chance(HOUSING_BLANK) {
        return None;
    }
    let problem = if age < 18 {
        YOUNG_HOUSING_PROBLEM
    } else {
        HOUSING_PROBLEM[group as usize]
    };
    if !draws.chance(problem) {
        return Some(3);
    }
    Some(if draws.chance(NO_FIXED_ABODE[group as usize]) {
        1
    } else {
        2
    })
}

/// Blank for men, as most systems leave it.
fn pregnant(draws: &mut Draws, female: bool, age: i32) -> &'static str {
    if !female || draws.chance(PREGNANT_BLANK) {
        return "";
    }
    let per_mille = match age {
        ..18 => PREGNANT_YOUNG,
        18..=PREGNANT_TO => PREGNANT,
        _ => 0,
    };
    if draws.chance(per_mille) { "Y" } else { "N" }
}

fn treated_before(draws: &mut Draws, who: &Known, habit: Habit) -> &'static str {
    if who.returned {
        return "Y";
    }
    let per_mille = match (who.age < 18, habit) {
        (true, _) => TREATED_BEFORE.2,
        (false, Habit::Opiates) => TREATED_BEFORE.0,
        (false, _) => TREATED_BEFORE.1,
    };
    if draws.chance(per_mille) { "Y" } else { "N" }
}

//! The drugs of a journey taken together.

use super::states::State;
use crate::extract::codes::Drug;

/// The substances of a journey taken together: any opiate, else non-opiate with or without alcohol, else alcohol alone.
/// Labels published since 2013-14; the hierarchy is recalled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum SubstanceGroup {
    Opiate,
    NonOpiateAndAlcohol,
    NonOpiateOnly,
    AlcoholOnly,
    NotRecorded,
}

impl SubstanceGroup {
    pub const ALL: [SubstanceGroup; 5] = [
        SubstanceGroup::Opiate,
        SubstanceGroup::NonOpiateAndAlcohol,
        SubstanceGroup::NonOpiateOnly,
        SubstanceGroup::AlcoholOnly,
        SubstanceGroup::NotRecorded,
    ];

    pub fn name(self) -> &'static str {
        match self {
            SubstanceGroup::Opiate => "opiate",
            SubstanceGroup::NonOpiateAndAlcohol => "non_opiate_and_alcohol",
            SubstanceGroup::NonOpiateOnly => "non_opiate_only",
            SubstanceGroup::AlcoholOnly => "alcohol_only",
            SubstanceGroup::NotRecorded => "not_recorded",
        }
    }
}

/// The group of each set of drugs: see [`DecisionTable`](super::family::DecisionTable).
const GROUP_OF: [SubstanceGroup; 2 * ALCOHOL as usize] = {
    let mut groups = [SubstanceGroup::NotRecorded; 2 * ALCOHOL as usize];
    let mut set = 0;
    while set < groups.len() {
        groups[set] = Drugs(set as u8).group();
        set += 1;
    }
    groups
};

/// The drugs of a journey, as far as measures ask: a set.
#[derive(Clone, Copy, Default)]
pub struct Drugs(u8);

const HEROIN: u8 = 1;
const CRACK: u8 = 2;
const OPIATE: u8 = 4;
const NON_OPIATE: u8 = 8;
/// The highest.
const ALCOHOL: u8 = 16;

impl Drugs {
    #[inline]
    pub fn add(&mut self, drug: Drug) {
        self.0 |= match drug {
            Drug::Heroin => HEROIN | OPIATE,
            Drug::Opiate => OPIATE,
            Drug::Crack => CRACK | NON_OPIATE,
            Drug::NonOpiate => NON_OPIATE,
            Drug::Alcohol => ALCOHOL,
            Drug::NoDrug | Drug::Unknown => 0,
        };
    }

    const fn has(self, drug: u8) -> bool {
        self.0 & drug != 0
    }

    pub fn substance(self) -> SubstanceGroup {
        GROUP_OF[usize::from(self.0)]
    }

    const fn group(self) -> SubstanceGroup {
        match (self.has(OPIATE), self.has(NON_OPIATE), self.has(ALCOHOL)) {
            (true, _, _) => SubstanceGroup::Opiate,
            (false, true, true) => SubstanceGroup::NonOpiateAndAlcohol,
            (false, true, false) => SubstanceGroup::NonOpiateOnly,
            (false, false, true) => SubstanceGroup::AlcoholOnly,
            (false, false, false) => SubstanceGroup::NotRecorded,
        }
    }

    pub fn state(self) -> State {
        match (self.substance(), self.has(HEROIN), self.has(CRACK)) {
            (SubstanceGroup::NotRecorded, _, _) => State::DrugsNotRecorded,
            (_, true, true) => State::HeroinAndCrack,
            (_, true, false) => State::HeroinOnly,
            (_, false, true) => State::CrackOnly,
            (_, false, false) => State::NeitherHeroinNorCrack,
        }
    }
}

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

/// The drugs of a journey, as far as measures ask.
#[derive(Default)]
pub struct Drugs {
    heroin: bool,
    crack: bool,
    opiate: bool,
    non_opiate: bool,
    alcohol: bool,
}

impl Drugs {
    pub fn add(&mut self, drug: Drug) {
        match drug {
            Drug::Heroin => {
                self.heroin = true;
                self.opiate = true;
            }
            Drug::Opiate => self.opiate = true,
            Drug::Crack => {
                self.crack = true;
                self.non_opiate = true;
            }
            Drug::NonOpiate => self.non_opiate = true,
            Drug::Alcohol => self.alcohol = true,
            Drug::NoDrug | Drug::Unknown => {}
        }
    }

    pub fn substance(&self) -> SubstanceGroup {
        match (self.opiate, self.non_opiate, self.alcohol) {
            (true, _, _) => SubstanceGroup::Opiate,
            (false, true, true) => SubstanceGroup::NonOpiateAndAlcohol,
            (false, true, false) => SubstanceGroup::NonOpiateOnly,
            (false, false, true) => SubstanceGroup::AlcoholOnly,
            (false, false, false) => SubstanceGroup::NotRecorded,
        }
    }

    pub fn state(&self) -> State {
        match (self.substance(), self.heroin, self.crack) {
            (SubstanceGroup::NotRecorded, _, _) => State::DrugsNotRecorded,
            (_, true, true) => State::HeroinAndCrack,
            (_, true, false) => State::HeroinOnly,
            (_, false, true) => State::CrackOnly,
            (_, false, false) => State::NeitherHeroinNorCrack,
        }
    }
}

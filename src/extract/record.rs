//! One line of an extract as narrow typed values.

use super::codes::{MISSING, Raw};
use super::ids::Key;
use super::profile::Field;
use crate::day::Day;

/// Sex as recorded; anything but M or F is a level of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Sex {
    Female,
    Male,
    /// Recorded, but neither.
    Unknown,
    /// Counted with `Unknown`; told apart only so that a blank never competes with a value.
    NotRecorded,
}

impl Sex {
    /// The number under which it is counted.
    pub fn level(self) -> usize {
        self.min(Sex::Unknown) as usize
    }
}

/// Under-18s living with the client: a number, or what was recorded instead of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Children(u8);

impl Children {
    /// Nothing was recorded.
    pub const MISSING: Children = Children(u8::MAX);
    /// At least one, number not known.
    pub const SOME: Children = Children(u8::MAX - 1);
    /// Something was recorded that is no number of children.
    const STRANGE: Children = Children(u8::MAX - 2);
    const MOST: u8 = 30;

    /// The code as it stands: 0 to 30 are numbers, all others (98 declined, 99 unknown) are not.
    pub fn coded(raw: Raw) -> Children {
        match u8::try_from(raw) {
            Ok(code) if code < Self::STRANGE.0 => Children(code),
            _ => Self::STRANGE,
        }
    }

    pub fn is_recorded(self) -> bool {
        self != Self::MISSING
    }

    /// Whether it tells if a child lives with the client.
    pub fn is_known(self) -> bool {
        self.0 <= Self::MOST || self == Self::SOME
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The number, where one is recorded.
    pub fn number(self) -> Option<u8> {
        (self.0 <= Self::MOST).then_some(self.0)
    }

    /// For choosing the smallest: nothing recorded comes first.
    pub fn rank(self) -> u8 {
        self.0.wrapping_add(1)
    }
}

/// Age in whole years, known to lie between two bounds; `None` where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AgeBand {
    pub low: u8,
    pub high: u8,
}

impl AgeBand {
    pub const NONE: AgeBand = AgeBand {
        low: u8::MAX,
        high: 0,
    };

    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

/// Help that a family may receive during treatment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Help {
    Parenting,
    Family,
    /// Family and social network intervention.
    Intervention,
}

impl Help {
    pub const ALL: [Help; 3] = [Help::Parenting, Help::Family, Help::Intervention];
}

/// Which help has been recorded as received, and which as not received. Lines add up: help is recorded on the line of
/// the day it was given.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct HelpRecorded(u8);

impl HelpRecorded {
    pub fn receive(&mut self, help: Help) {
        self.0 |= 1 << help as u8;
    }

    pub fn deny(&mut self, help: Help) {
        self.0 |= 8 << help as u8;
    }

    pub fn add(&mut self, other: HelpRecorded) {
        self.0 |= other.0;
    }

    /// `None` where nothing is recorded.
    pub fn of(self, help: Help) -> Option<bool> {
        if self.0 & 1 << help as u8 != 0 {
            Some(true)
        } else {
            (self.0 & 8 << help as u8 != 0).then_some(false)
        }
    }
}

/// What one line says of an episode. The same type holds the episode once its lines have been put together.
///
/// An extract is kept as these, so every byte counts: what few extracts record stands apart, in [`Beside`].
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub client: Key,
    pub episode: Key,
    pub agency: u32,
    /// Index of the line among all lines kept, for the columns that stand beside the records. Of a record as it was read:
    /// among those of its part.
    pub row: u32,
    /// Lines put together. Of a record as it was read, which is one line: the part that it was read in.
    pub lines: u32,
    pub birth: Day,
    pub triaged: Day,
    pub discharged: Day,
    pub referred: Day,
    pub parental: Raw,
    pub reason: Raw,
    pub referral: Raw,
    pub accommodation: Raw,
    pub injecting: Raw,
    pub drugs: [Raw; 3],
    pub pregnant: Raw,
    pub children: Children,
    pub sex: Sex,
}

#[cfg(test)]
impl Record {
    /// Of a line that says nothing.
    pub const BLANK: Record = Record {
        client: Key(0),
        episode: Key(0),
        agency: 0,
        row: 0,
        lines: 1,
        birth: Day::NONE,
        triaged: Day::NONE,
        discharged: Day::NONE,
        referred: Day::NONE,
        parental: MISSING,
        reason: MISSING,
        referral: MISSING,
        accommodation: MISSING,
        injecting: MISSING,
        drugs: [MISSING; 3],
        pregnant: MISSING,
        children: Children::MISSING,
        sex: Sex::Unknown,
    };
}

/// What a line says beyond its [`Record`].
#[derive(Clone, Copy, Debug)]
pub struct Beside {
    /// Equal for the same person, within this run; nothing where the client id tells the person.
    pub person: u64,
    /// Start of a structured modality.
    pub modality: Day,
    /// The latest of the line's modality start, outcome and review dates.
    pub latest: Day,
    pub treated_before: Raw,
    pub childrens_services: [Raw; 3],
    pub help: HelpRecorded,
    pub age: AgeBand,
}

impl Beside {
    /// Of a line in an extract that has none of its columns.
    pub const NOTHING: Beside = Beside {
        person: 0,
        modality: Day::NONE,
        latest: Day::NONE,
        treated_before: MISSING,
        childrens_services: [MISSING; 3],
        help: HelpRecorded(0),
        age: AgeBand::NONE,
    };

    /// The fields that are kept here.
    pub const FIELDS: [Field; 13] = [
        Field::ModalityStart,
        Field::Modality,
        Field::OutcomeDate,
        Field::ReviewDate,
        Field::PreviouslyTreated,
        Field::ChildrensServices,
        Field::ChildrensServices2,
        Field::ChildrensServices3,
        Field::ParentingSupport,
        Field::FamilySupport,
        Field::FamilyIntervention,
        Field::Age,
        Field::AgeBand,
    ];
}

/// The two initials of a person key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Attributor {
    pub first: u32,
    pub second: u32,
}

impl Attributor {
    const CHARACTER: u64 = (1 << 21) - 1;

    /// Initials, birth date and sex in 64 bits: two characters, days since 1800, sex.
    pub fn key(self, birth: Day, sex: Sex) -> u64 {
        const FROM_1800: i64 = 62_091;
        let days =
            u64::try_from(i64::from(birth.0) + FROM_1800).expect("dates are read from 1850 on");
        u64::from(self.first) << 43 | u64::from(self.second) << 22 | days << 2 | sex as u64
    }

    /// The initials of a key made by [`key`](Attributor::key).
    pub fn of(key: u64) -> Attributor {
        Attributor {
            first: (key >> 43 & Self::CHARACTER) as u32,
            second: (key >> 22 & Self::CHARACTER) as u32,
        }
    }
}

/// A later look at parental status, children and children's services (CIR).
#[derive(Clone, Copy, Debug)]
pub struct Review {
    pub row: u32,
    pub date: Day,
    pub parental: Raw,
    pub children: Children,
    pub childrens_services: Raw,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_narrow() {
        assert_eq!(std::mem::size_of::<Record>(), 64);
        assert_eq!(std::mem::size_of::<Beside>(), 32);
    }
}

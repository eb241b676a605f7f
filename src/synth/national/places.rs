//! The invented country: areas of different sizes, each with an agency for adults and one for
//! under-18s, the larger ones with a second for adults, and residential units that serve them all.

use super::journeys::Kind;
use crate::synth::random::Draws;

/// Codes of an area; no real one has them.
pub(super) struct Area {
    pub dat: String,
    pub la: String,
    pub utla: String,
    second: Option<u16>,
}

pub(super) struct Places {
    pub areas: Vec<Area>,
    pub agencies: Vec<String>,
    /// An area for each part of the country's weight.
    weights: Vec<u8>,
}

const AREAS: u16 = 150;
const RESIDENTIAL: u16 = 20;
/// Every third area is too small for a second agency for adults.
const SMALL: u16 = 3;

/// Per mille: first episodes at the second agency, and in a residential unit; next episodes in one.
const AT_SECOND: u32 = 400;
const RESIDENTIAL_FIRST: u32 = 15;
const RESIDENTIAL_NEXT: u32 = 200;

impl Places {
    pub fn new() -> Self {
        let mut second = 2 * AREAS + RESIDENTIAL;
        let areas: Vec<Area> = (0..AREAS)
            .map(|number| {
                let has_second = number % SMALL != 0;
                second += u16::from(has_second);
                Area::new(number, has_second.then(|| second - 1))
            })
            .collect();
        let agencies = (0..second)
            .map(|number| format!("A{}", 1001 + number))
            .collect();
        // Sizes from one to about nine, in no order.
        let size = |number: u16| 3 + number * 37 % 25 - u16::from(number.is_multiple_of(SMALL));
        let weights = (0..AREAS)
            .flat_map(|number| std::iter::repeat_n(number as u8, usize::from(size(number))))
            .collect();
        Self {
            areas,
            agencies,
            weights,
        }
    }

    pub fn area(&self, draws: &mut Draws) -> u8 {
        draws.one_of(&self.weights)
    }

    /// The agency of a first episode.
    pub fn first(&self, draws: &mut Draws, area: u8, kind: Kind) -> u16 {
        let home = u16::from(area);
        if kind == Kind::Young {
            return AREAS + home;
        }
        if draws.chance(RESIDENTIAL_FIRST) {
            return self.residential(draws);
        }
        match self.areas[usize::from(area)].second {
            Some(second) if draws.chance(AT_SECOND) => second,
            _ => home,
        }
    }

    /// The agency of a later episode, none of those `busy` with another one.
    pub fn next(&self, draws: &mut Draws, area: u8, kind: Kind, busy: &[u16]) -> u16 {
        let home = u16::from(area);
        let mut choice = match kind {
            Kind::Young => AREAS + home,
            _ if draws.chance(RESIDENTIAL_NEXT) => self.residential(draws),
            _ if draws.chance(500) => self.areas[usize::from(area)].second.unwrap_or(home),
            _ => home,
        };
        // Else one of the neighbours'.
        while busy.contains(&choice) {
            choice = if kind == Kind::Young { AREAS } else { 0 } + draws.below(AREAS.into()) as u16;
        }
        choice
    }

    fn residential(&self, draws: &mut Draws) -> u16 {
        2 * AREAS + draws.below(RESIDENTIAL.into()) as u16
    }
}

impl Area {
    fn new(number: u16, second: Option<u16>) -> Self {
        let letter = |number: u16| char::from(b'A' + (number % 26) as u8);
        Self {
            dat: format!("X{:02}{}", number % 100, letter(number / 100)),
            la: format!("90{}{}", letter(number / 26), letter(number)),
            utla: format!("E06{:06}", 9_800 + number),
            second,
        }
    }
}

/// Agencies whose systems still export the list of parental statuses that was replaced.
pub(super) fn old_parental_list(agency: u16) -> bool {
    agency % 13 == 5
}

/// Agencies that record it when no help is given; elsewhere that is blank.
pub(super) fn records_no_help(agency: u16) -> bool {
    agency.is_multiple_of(2)
}

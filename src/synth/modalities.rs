//! Modalities, the kinds of treatment within an episode. In: draws, a habit, the days of an
//! episode. Out: what was begun when.

use super::dates::Day;
use super::drugs::Habit;
use super::random::Draws;

#[derive(Clone, Copy, Debug)]
pub(super) struct Modality {
    pub code: u16,
    pub structured: bool,
    pub referred: Day,
    pub offered: Day,
    pub start: Day,
    pub end: Option<Day>,
}

/// The days of an episode that modalities must keep to.
#[derive(Clone, Copy)]
pub(super) struct Stay {
    pub triage: Day,
    pub start: Day,
    pub last_day: Day,
    pub closed: bool,
}

// Codes 1-6, 11, 12, 94 and 95 are structured; the weights, and who gets which, are invented.
const OPIATES: &[(u16, u32)] = &[(2, 520), (3, 270), (4, 90), (5, 50), (1, 40), (6, 30)];
const ALCOHOL: &[(u16, u32)] = &[(4, 480), (5, 220), (1, 130), (6, 90), (3, 80)];
const OTHER: &[(u16, u32)] = &[(4, 560), (5, 270), (6, 70), (95, 60), (94, 40)];
const YOUNG: &[(u16, u32)] = &[(11, 480), (12, 330), (4, 150), (95, 40)];
/// Not structured: they begin nothing.
const UNSTRUCTURED: &[(u16, u32)] = &[
    (7, 200),
    (8, 250),
    (9, 150),
    (10, 150),
    (76, 50),
    (93, 100),
    (96, 100),
];

/// Per mille: a second structured modality, a third after it, an unstructured one besides; one that
/// ends before the episode.
const SECOND: u32 = 350;
const THIRD: u32 = 200;
const UNSTRUCTURED_TOO: u32 = 150;
const ENDS_EARLIER: u32 = 300;

/// The modalities of an episode in the order in which they were begun. With `treated` the first
/// structured one begins on the day the episode starts; otherwise none is structured.
pub(super) fn draw(draws: &mut Draws, habit: Habit, stay: Stay, treated: bool) -> Vec<Modality> {
    let mut modalities = Vec::new();
    if treated {
        let mut start = stay.start;
        let more = [SECOND, THIRD];
        for next in 0..=more.len() {
            let code = draws.pick(structured(habit));
            modalities.push(modality(draws, code, true, start, stay));
            if next == more.len() || start >= stay.last_day || !draws.chance(more[next]) {
                break;
            }
            start = draws.between(start + 1, stay.last_day);
        }
    }
    if draws.chance(UNSTRUCTURED_TOO) && stay.last_day > stay.triage {
        let (code, start) = (
            draws.pick(UNSTRUCTURED),
            draws.between(stay.triage, stay.last_day),
        );
        modalities.push(modality(draws, code, false, start, stay));
    }
    modalities.sort_by_key(|modality| modality.start);
    modalities
}

pub(super) fn structured(habit: Habit) -> &'static [(u16, u32)] {
    match habit {
        Habit::Opiates => OPIATES,
        Habit::Alcohol => ALCOHOL,
        Habit::Other => OTHER,
        Habit::Young => YOUNG,
    }
}

fn modality(draws: &mut Draws, code: u16, structured: bool, start: Day, stay: Stay) -> Modality {
    let referred = draws.between(stay.triage, start).max(start - 20);
    let offered = draws.between(referred, start);
    let earlier = draws.chance(ENDS_EARLIER);
    let end = if earlier {
        Some(draws.between(start, stay.last_day))
    } else {
        None
    };
    let end = end.or(Some(stay.last_day).filter(|_| stay.closed));
    Modality {
        code,
        structured,
        referred,
        offered,
        start,
        end,
    }
}

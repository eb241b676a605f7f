//! What a result row counts: of which question, which answers, which family groups.

use super::blocks::{Block, PEOPLE, Set};
use super::layout::{ALL, COMPLETE};
use crate::cohorts::State;
use crate::cohorts::states::Field;
use crate::measures::definitions::{Kind, Measure, Sexes};
use crate::measures::{GroupRow, SexRow};

/// The two counts of a row, each of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    pub numerator: (usize, Set),
    pub denominator: (usize, Set),
}

const EVERYBODY: (usize, Set) = (PEOPLE, Set::People(1));

/// What a measure counts in a row of sexes; `None` if nobody is asked.
pub fn counted(blocks: &[Block], measure: &Measure, sex: SexRow) -> Option<Counted> {
    match (measure.kind, sex) {
        (Kind::Share { .. }, sex) => {
            let people = match sex {
                SexRow::All => EVERYBODY,
                SexRow::F => set_of(blocks, &[State::Woman]),
                SexRow::M => set_of(blocks, &[State::Man]),
                SexRow::Unknown => set_of(blocks, &[State::SexNotRecorded]),
            };
            Some(Counted {
                numerator: people,
                denominator: people,
            })
        }
        (
            Kind::Trait {
                denominator,
                numerator,
            },
            sex,
        ) => {
            let of_women = measure.sexes == Sexes::Women;
            if (sex == SexRow::F) != of_women || !of_women && sex != SexRow::All {
                return None;
            }
            let (numerator, denominator) = match asks_for_the_group(measure) {
                true => (EVERYBODY, EVERYBODY),
                false => (set_of(blocks, numerator), set_of(blocks, denominator)),
            };
            Some(Counted {
                numerator,
                denominator,
            })
        }
        (Kind::Mean { denominator, .. }, SexRow::All) => {
            let denominator = set_of(blocks, denominator);
            let Set::People(atoms) = denominator.1 else {
                return None;
            };
            Some(Counted {
                numerator: (denominator.0, Set::Children(atoms)),
                denominator,
            })
        }
        _ => None,
    }
}

/// Everybody who is in some state of a question is everybody.
fn set_of(blocks: &[Block], states: &[State]) -> (usize, Set) {
    let mut blocks = blocks.iter().enumerate();
    let found = blocks.find_map(|(at, block)| {
        let atoms = block.atoms_of(states)?;
        Some(match at == PEOPLE || atoms == block.everybody() {
            true => EVERYBODY,
            false => (at, Set::People(atoms)),
        })
    });
    found.expect("every state is in a block")
}

/// Whether a measure asks of how many people the family group is known.
fn asks_for_the_group(measure: &Measure) -> bool {
    matches!(measure.kind, Kind::Trait { numerator, .. } if numerator[0].field() == Field::GroupKnown)
}

/// The rows of family groups that the numerator and the denominator of a row are in.
pub fn rows_of(measure: &Measure, group: GroupRow) -> (usize, usize) {
    let row = group as usize;
    match measure.kind {
        Kind::Share {
            complete_only: true,
        } if row == ALL => (COMPLETE, COMPLETE),
        Kind::Share {
            complete_only: true,
        } => (row, COMPLETE),
        Kind::Share {
            complete_only: false,
        } => (row, ALL),
        _ if asks_for_the_group(measure) => (COMPLETE, ALL),
        _ => (row, row),
    }
}

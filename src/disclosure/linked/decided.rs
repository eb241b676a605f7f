//! What a reader knows from the decision table: which answers the people of a family group can have to the two questions that
//! it is made of, and how many of them at most.

use super::blocks::{Atoms, PEOPLE};
use super::lacking::Answers;
use super::layout::{GROUPS, Layout};
use super::relations::{Relation, Summand, of_states};
use crate::cohorts::family::{Household, Status};
use crate::cohorts::{Cell, FamilyGroup, State};
use crate::settings::JudgementCells;

/// A family group comes from a cell of the decision table. Where none of its cells is of somebody whose parental status is
/// not known, it is recorded of all.
pub fn status_ruled_out(judged: &JudgementCells, blank: Atoms) -> [Atoms; GROUPS] {
    FamilyGroup::ALL.map(|group| {
        let mut cells = Cell::all().filter(|cell| cell.group(judged) == group);
        match cells.any(|cell| cell.status == Status::Unknown) {
            true => 0,
            false => blank,
        }
    })
}

/// The atoms of the block of children of whom it is recorded how many they are, or that there are some.
const CHILDREN_KNOWN: Atoms = 0b11_1111;

/// The atoms of the block of children that a cell of the decision table stands for.
fn children_of(household: Household) -> Atoms {
    match household {
        Household::Zero => 0b1,
        Household::Some => 0b11_1110,
        Household::Unknown => 0b100_0000,
    }
}

/// A family group comes from a cell of the decision table, and the cell says whether there is a child in the home.
pub fn children_ruled_out(judged: &JudgementCells) -> [Atoms; GROUPS] {
    FamilyGroup::ALL.map(|group| {
        let cells = Cell::all().filter(|cell| cell.group(judged) == group);
        let possible = cells.fold(0, |all, cell| all | children_of(cell.household));
        0b111_1111 & !possible
    })
}

/// The children in the home that somebody of a group can have: without a known parental status, and with one.
fn children_by_status(group: FamilyGroup, judged: &JudgementCells) -> [Atoms; 2] {
    [false, true].map(|is_known| {
        let cells = Cell::all().filter(|cell| cell.group(judged) == group);
        let of_side = cells.filter(|c| (c.status != Status::Unknown) == is_known);
        of_side.fold(0, |all, cell| all | children_of(cell.household))
    })
}

/// Of parental status and children, where nobody without complete data has both recorded: the one that is recorded, and what
/// those lack of the other. None where somebody can have both.
pub fn recorded_or_lacking(layout: &Layout, judged: &JudgementCells) -> Vec<(Answers, Answers)> {
    let (children, _) = of_states(layout, &[State::OneChild]);
    let [_, with] = children_by_status(FamilyGroup::Incomplete, judged);
    if with & CHILDREN_KNOWN != 0 {
        return Vec::new();
    }
    let blank = of_states(layout, &[State::ParentalStatusBlank]);
    let recorded = of_states(layout, &[State::ParentalStatusRecorded]);
    vec![
        (recorded, (children, with)),
        ((children, CHILDREN_KNOWN), blank),
    ]
}

/// What the table says of the people of a class. Where children in the home that somebody of a group has are in cells of one
/// side alone, with a known parental status or without, these people are among those of that side.
pub fn relations(
    layout: &Layout,
    class: &[(usize, i64)],
    judged: &JudgementCells,
) -> Vec<Relation> {
    let (children, _) = of_states(layout, &[State::OneChild]);
    let blank = of_states(layout, &[State::ParentalStatusBlank]);
    let recorded = of_states(layout, &[State::ParentalStatusRecorded]);
    let mut all = Vec::new();
    for group in FamilyGroup::ALL {
        let [without, with] = children_by_status(group, judged);
        for (alone, status) in [(without & !with, blank), (with & !without, recorded)] {
            if alone != 0 {
                let mut relation = at_most(class, (children, alone), &[status]);
                relation.groups = 1 << group as u8;
                all.push(relation);
            }
        }
    }
    // Of whom the one is recorded, these have complete data or lack the other.
    for (recorded, lacking) in recorded_or_lacking(layout, judged) {
        let mut relation = at_most(class, recorded, &[(PEOPLE, 1), lacking]);
        relation.of_recording = true;
        all.push(relation);
    }
    all
}

/// People of a class with some answers are at most those with others. Where family groups are not told apart, the first
/// stands for everybody with complete data, and for all answers.
fn at_most(class: &[(usize, i64)], some: Answers, others: &[Answers]) -> Relation {
    let summand = |context: usize, (block, atoms): Answers| Summand {
        context,
        block,
        atoms,
    };
    let (mut lesser, mut greater) = (Vec::new(), Vec::new());
    for (context, sign) in class {
        let some = summand(*context, some);
        let others = others.iter().map(|answers| summand(*context, *answers));
        // Those who are taken from a class go to the other side.
        let (here, there) = if *sign > 0 {
            (&mut lesser, &mut greater)
        } else {
            (&mut greater, &mut lesser)
        };
        here.push(some);
        there.extend(others);
    }
    Relation {
        lesser,
        greater,
        together: false,
        groups: 1,
        of_recording: false,
        is_of_family: true,
    }
}

//! What a reader knows from the decision table: which answers the people of a family group can have to the two questions that
//! it is made of, and how many of them at most.

use super::blocks::{Atoms, PEOPLE};
use super::lacking::Answers;
use super::layout::{GROUPS, Layout};
use super::relations::{Relation, Summand, of_states};
use crate::cohorts::family::{Household, Status};
use crate::cohorts::{Cell, FamilyGroup, Population, State};
use crate::measures::Measured;
use crate::measures::cube::CubeCell;
use crate::settings::JudgementCells;

/// What an extract has columns for.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// Whether a person has children and whether they live with any; else parental status and how many live with them.
    pub are_two_answers: bool,
}

/// The decision table of a run, by what its extract has columns for: how many children there are in the home, or whether a
/// person has children and whether they live with any.
pub struct Decided<'a> {
    judged: &'a JudgementCells,
    /// Those that the columns allow.
    cells: Vec<Cell>,
    /// Answers to the question of children in the home that no column holds.
    pub never_given: Atoms,
    /// Somebody has a parental status recorded that makes no group: an old code.
    pub has_other_status: bool,
}

impl<'a> Decided<'a> {
    pub fn new(measured: &Measured, judged: &'a JudgementCells, columns: Columns) -> Decided<'a> {
        let stands = |cell: &Cell| in_cell(measured, *cell).next().is_some();
        let has_old_status = |cell: Cell| {
            let mut all = in_cell(measured, cell);
            !is_recorded(&cell) && all.any(|c| c.state == State::ParentalStatusRecorded as u32)
        };
        let (are_some, are_numbers) = children_given(measured);
        // Reviews may tell more.
        let is_by_two_answers = columns.are_two_answers
            && !are_numbers
            && !Cell::all().any(|cell| !can_be_of_two_answers(&cell) && stands(&cell));
        let [asks_status, asks_children] =
            [State::ParentalStatusRecorded, State::ChildrenRecorded].map(|s| is_asked(measured, s));
        let can_be = |cell: &Cell| {
            (!is_by_two_answers || can_be_of_two_answers(cell))
                && (asks_status || !is_recorded(cell))
                && (asks_children || cell.household == Household::Unknown)
        };
        Decided {
            judged,
            has_other_status: Cell::all().any(has_old_status),
            cells: Cell::all().filter(can_be).collect(),
            never_given: match columns.are_two_answers {
                true if !are_numbers => NUMBERS,
                false if !are_some => SOME,
                _ => 0,
            },
        }
    }

    /// The cells of a group in which somebody can stand.
    pub fn of(&self, group: FamilyGroup) -> impl Iterator<Item = &Cell> {
        let of_group = move |cell: &&Cell| cell.group(self.judged) == group;
        self.cells.iter().filter(of_group)
    }

    pub fn group(&self, cell: Cell) -> FamilyGroup {
        cell.group(self.judged)
    }
}

/// Whether the extract has a column for an answer.
fn is_asked(measured: &Measured, state: State) -> bool {
    let measures = measured.measures.iter().zip(&measured.asked);
    let mut of_state = measures.filter(|(measure, _)| measure.states().any(|s| s == state));
    of_state.any(|(_, asked)| *asked)
}

fn in_cell(measured: &Measured, cell: Cell) -> impl Iterator<Item = &CubeCell> {
    let of_cell = move |c: &&CubeCell| c.cell == cell.index() as u32;
    measured.cells.iter().filter(of_cell)
}

/// Whether there are people with children in the home, and nobody knows how many; and whether there are some with a number.
fn children_given(measured: &Measured) -> (bool, bool) {
    const NUMBERED: [State; 4] = [
        State::OneChild,
        State::TwoChildren,
        State::ThreeChildren,
        State::FourOrMoreChildren,
    ];
    let people = |states: &[State]| -> u64 {
        let with_some = Cell::all().filter(|cell| cell.household == Household::Some);
        let is_counted = |c: &&CubeCell| {
            c.breakdown == 0
                && c.population == Population::InTreatment as u32
                && states.iter().any(|state| c.state == *state as u32)
        };
        let counted = with_some.flat_map(|cell| in_cell(measured, cell).filter(is_counted));
        counted.map(|c| u64::from(c.people)).sum()
    };
    let (all, numbered) = (people(&[State::Member]), people(&NUMBERED));
    (all > numbered, numbered > 0)
}

/// Whether people of a cell have a parental status that makes a group.
pub fn is_recorded(cell: &Cell) -> bool {
    cell.status != Status::Unknown
}

/// Of two answers, whoever has children and says whether they live with any tells which; else the status is not known.
fn can_be_of_two_answers(cell: &Cell) -> bool {
    match cell.status {
        Status::Own => cell.household == Household::Some,
        Status::Apart => cell.household == Household::Zero,
        Status::NotParent | Status::Unknown => true,
    }
}

/// Atoms of the block of children: there are some, nobody knows how many; so many.
pub const SOME: Atoms = 0b10_0000;
const NUMBERS: Atoms = 0b1_1110;

/// A family group comes from a cell of the decision table. Where none of its cells is of somebody whose parental status is
/// not known, it is recorded of all; where it has none, nobody is in it.
pub fn status_ruled_out(decided: &Decided<'_>, blank: Atoms) -> [Atoms; GROUPS] {
    FamilyGroup::ALL.map(|group| {
        let mut cells = decided.of(group).peekable();
        if cells.peek().is_none() {
            return Atoms::MAX;
        }
        match cells.any(|cell| !is_recorded(cell)) {
            true => 0,
            false => blank,
        }
    })
}

/// The atoms of the block of children of whom it is recorded how many they are, or that there are some.
const CHILDREN_KNOWN: Atoms = 0b11_1111;

/// The atoms of the block of children that a cell of the decision table stands for.
pub fn children_of(household: Household) -> Atoms {
    match household {
        Household::Zero => 0b1,
        Household::Some => 0b11_1110,
        Household::Unknown => 0b100_0000,
    }
}

/// A family group comes from a cell of the decision table, and the cell says whether there is a child in the home.
pub fn children_ruled_out(decided: &Decided<'_>) -> [Atoms; GROUPS] {
    FamilyGroup::ALL.map(|group| {
        let cells = decided.of(group);
        let possible = cells.fold(0, |all, cell| all | children_of(cell.household));
        0b111_1111 & !possible
    })
}

/// The children in the home that somebody of a group can have: without a known parental status, and with one.
fn children_by_status(group: FamilyGroup, decided: &Decided<'_>) -> [Atoms; 2] {
    [false, true].map(|is_known| {
        let of_side = decided.of(group).filter(|c| is_recorded(c) == is_known);
        of_side.fold(0, |all, cell| all | children_of(cell.household))
    })
}

/// Of parental status and children, where nobody without complete data has both recorded: the one that is recorded, and what
/// those lack of the other. None where somebody can have both.
pub fn recorded_or_lacking(layout: &Layout, decided: &Decided<'_>) -> Vec<(Answers, Answers)> {
    let (children, _) = of_states(layout, &[State::OneChild]);
    let [_, with] = children_by_status(FamilyGroup::Incomplete, decided);
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
pub fn relations(layout: &Layout, class: &[(usize, i64)], decided: &Decided<'_>) -> Vec<Relation> {
    let (children, _) = of_states(layout, &[State::OneChild]);
    let blank = of_states(layout, &[State::ParentalStatusBlank]);
    let recorded = of_states(layout, &[State::ParentalStatusRecorded]);
    let mut all = Vec::new();
    for group in FamilyGroup::ALL {
        let [without, with] = children_by_status(group, decided);
        for (alone, status) in [(without & !with, blank), (with & !without, recorded)] {
            if alone != 0 {
                let mut relation = at_most(class, (children, alone), &[status]);
                relation.groups = 1 << group as u8;
                all.push(relation);
            }
        }
    }
    // Of whom the one is recorded, these have complete data or lack the other.
    for (recorded, lacking) in recorded_or_lacking(layout, decided) {
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

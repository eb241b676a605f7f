//! What each judgement of the decision table moves: how many people stand in its cell, and what becomes of the headline
//! shares when the cell is given its other reading.

use super::Measured;
use super::cube::CubeCell;
use crate::cohorts::{AgeGroup, Cell, FamilyGroup, Population, State};
use crate::settings::JudgementCells;

/// One judgement turned over, in the latest year, for adults.
#[derive(Clone, Debug)]
pub struct Flip {
    pub cell: Cell,
    pub from: FamilyGroup,
    pub to: FamilyGroup,
    /// Adults in treatment who change group.
    pub moved: u64,
    pub in_treatment: Effect,
    /// Of those starting and leaving in the year.
    pub completed: Effect,
}

/// (numerator, denominator) for the group left and the group joined, before and after.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    pub left_before: (u64, u64),
    pub left_after: (u64, u64),
    pub joined_before: (u64, u64),
    pub joined_after: (u64, u64),
}

/// The other reading of a cell: what somebody who disagrees with the default would most likely choose.
fn other_reading(cell: Cell, now: FamilyGroup) -> Option<FamilyGroup> {
    use FamilyGroup::{Incomplete, NoChildren, OthersChildren, ParentApart};
    let preferred = match cell.setting()? {
        "own_zero" => ParentApart,
        "apart_some" => ParentApart,
        "own_unknown" | "apart_unknown" => Incomplete,
        "unknown_some" => OthersChildren,
        _ => NoChildren,
    };
    if preferred == now {
        Some(cell.group(&JudgementCells::default()))
    } else {
        Some(preferred)
    }
}

/// Adults of the whole in the latest year.
pub fn is_about(years: usize, breakdown: u32, year: u32, age_group: u32) -> bool {
    breakdown == 0 && year as usize + 1 == years && age_group == AgeGroup::Adults as u32
}

/// How many adults of a population stand in each cell of the decision table, in the latest year.
pub fn people_in_cells(measured: &Measured, population: Population) -> [u64; Cell::COUNT] {
    let years = measured.years.len();
    let mut people = [0; Cell::COUNT];
    let is_member = |c: &&CubeCell| {
        is_about(years, c.breakdown, c.year, c.age_group)
            && c.population == population as u32
            && c.state == State::Member as u32
    };
    for cell in measured.cells.iter().filter(is_member) {
        people[cell.cell as usize] += u64::from(cell.people);
    }
    people
}

/// Every judgement turned over, one at a time. The episode that parental status is read from stays the one chosen now.
pub fn flips(cells: &[CubeCell], years: usize, judged: &JudgementCells) -> Vec<Flip> {
    let asked = |c: &&CubeCell| is_about(years, c.breakdown, c.year, c.age_group);
    let of_year: Vec<CubeCell> = cells.iter().filter(asked).copied().collect();
    Cell::all()
        .filter_map(|cell| {
            let from = cell.group(judged);
            let to = other_reading(cell, from)?;
            let count = Counter {
                cells: &of_year,
                judged,
            };
            Some(Flip {
                cell,
                from,
                to,
                moved: count.people(Population::InTreatment, State::Member, |c| {
                    c == cell.index()
                }),
                in_treatment: count.effect(cell, from, to, Population::InTreatment, None),
                completed: count.effect(
                    cell,
                    from,
                    to,
                    Population::StartingAndLeaving,
                    Some(State::Successful),
                ),
            })
        })
        .collect()
}

struct Counter<'a> {
    cells: &'a [CubeCell],
    judged: &'a JudgementCells,
}

impl Counter<'_> {
    fn people(&self, population: Population, state: State, in_cell: impl Fn(usize) -> bool) -> u64 {
        self.cells
            .iter()
            .filter(|c| {
                c.population == population as u32
                    && c.state == state as u32
                    && in_cell(c.cell as usize)
            })
            .map(|c| u64::from(c.people))
            .sum()
    }

    /// With `state`: of the group, those with the state. Without: of everybody, the group.
    fn effect(
        &self,
        cell: Cell,
        from: FamilyGroup,
        to: FamilyGroup,
        population: Population,
        state: Option<State>,
    ) -> Effect {
        let groups: Vec<FamilyGroup> = Cell::all().map(|c| c.group(self.judged)).collect();
        let part = |group: FamilyGroup, flipped: bool, state: State| {
            self.people(population, state, |c| match flipped && c == cell.index() {
                true => group == to,
                false => group == groups[c],
            })
        };
        let pair = |group: FamilyGroup, flipped: bool| match state {
            Some(state) => (
                part(group, flipped, state),
                part(group, flipped, State::Member),
            ),
            None => (
                part(group, flipped, State::Member),
                self.people(population, State::Member, |_| true),
            ),
        };
        Effect {
            left_before: pair(from, false),
            left_after: pair(from, true),
            joined_before: pair(to, false),
            joined_after: pair(to, true),
        }
    }
}

//! Count once: how many person-years stand in each combination of the categories that any table needs.
//!
//! The tally has counters for each combination that anybody is in, level by level. The cube is its non-zero cells. Every
//! measure is a sum over the cube.

use super::breakdowns::{Breakdown, Divides};
use super::definitions::{Measure, Sexes};
use crate::cohorts::{AgeGroup, Cell, PersonYear, Population, State, States};
use rayon::prelude::*;
use std::ops::Range;
use wide::u64x2;

/// Sexes counted apart: women, men, unknown. Where a breakdown does not tell them apart, all are counted as the fourth.
const SEXES: usize = 3;
/// The number under which sexes stand that are not told apart.
pub const ANY_SEX: u32 = 3;

/// The number under which cells of the decision table stand that are not told apart.
pub const ANY_CELL: u32 = Cell::COUNT as u32;

/// The counters of one level: a line for each combination of the other categories that anybody is in. Nobody is in most.
#[derive(Clone)]
struct Sheet {
    /// Combination -> the number of its line, or `NOBODY`.
    numbers: Box<[u32]>,
    lines: Vec<Line>,
}

const NOBODY: u32 = u32::MAX;

impl Sheet {
    #[cold]
    #[inline(never)]
    fn new(combinations: usize) -> Sheet {
        Sheet {
            numbers: vec![NOBODY; combinations].into(),
            lines: Vec::new(),
        }
    }

    /// The line of a combination that somebody is in; made when it is first asked for.
    #[inline]
    fn line(&mut self, combination: usize) -> &mut Line {
        let number = match self.numbers[combination] {
            NOBODY => self.new_line(combination),
            number => number,
        };
        &mut self.lines[number as usize]
    }

    #[cold]
    #[inline(never)]
    fn new_line(&mut self, combination: usize) -> u32 {
        let number = self.lines.len() as u32;
        self.lines.push(Line::NOUGHT);
        self.numbers[combination] = number;
        number
    }

    /// The combinations of a range that anybody is in, with their lines.
    fn lines_of(&self, combinations: Range<usize>) -> impl Iterator<Item = (usize, &Line)> {
        let numbers = combinations.clone().zip(&self.numbers[combinations]);
        let somebody = numbers.filter(|(_, number)| **number != NOBODY);
        somebody.map(|(combination, number)| (combination, &self.lines[*number as usize]))
    }

    fn merge(mut self, other: &Sheet) -> Sheet {
        for (combination, line) in other.lines_of(0..other.numbers.len()) {
            self.line(combination).merge(line);
        }
        self
    }
}

/// Counters of one worker.
pub struct Tally {
    years: usize,
    /// Breakdown -> what its levels tell apart.
    shapes: Vec<Shape>,
    /// Breakdown -> level -> counters; a level's counters are made when it is first met.
    sheets: Vec<Vec<Option<Sheet>>>,
}

/// One counter for each state, all side by side: bit `s` of the digits is the counter of state `s` in binary, the lowest
/// digit first. A person-year is a set of some thirty states; adding the set to all counters at once is a few additions
/// of one bit each, however many states it has.
#[derive(Clone, Copy)]
struct Line {
    digits: [u64x2; u32::BITS as usize],
    children: u32,
}

/// Bit `s` is set if state `s` is in the set.
#[inline]
fn side_by_side(states: States) -> u64x2 {
    let bits = states.bits();
    u64x2::new([bits as u64, (bits >> 64) as u64])
}

impl Line {
    const NOUGHT: Line = Line {
        digits: [u64x2::ZERO; u32::BITS as usize],
        children: 0,
    };

    #[inline]
    fn add(&mut self, states: States) {
        /// So many digits are gone over before asking whether anything is carried on: it seldom is, and until then it
        /// nearly always is.
        const LOW: usize = 8;
        let mut carry = side_by_side(states);
        let mut add = |digit: &mut u64x2| {
            let sum = *digit ^ carry;
            carry &= *digit;
            *digit = sum;
            carry
        };
        let (low, high) = self.digits.split_at_mut(LOW);
        low.iter_mut().for_each(|digit| {
            add(digit);
        });
        for digit in high {
            if add(digit) == u64x2::ZERO {
                break;
            }
        }
    }

    fn merge(&mut self, other: &Line) {
        let mut carry = u64x2::ZERO;
        for (ours, theirs) in self.digits.iter_mut().zip(other.digits) {
            let sum = *ours ^ theirs ^ carry;
            carry = *ours & theirs | carry & (*ours ^ theirs);
            *ours = sum;
        }
        self.children += other.children;
    }

    /// The counter of each state that has counted anything: people, or for the state `Child` children.
    fn counts(&self) -> impl Iterator<Item = (State, u32)> {
        let mut counts = [0u32; State::ALL.len()];
        for (at, digit) in self.digits.iter().enumerate() {
            for (half, mut left) in digit.to_array().into_iter().enumerate() {
                while left != 0 {
                    counts[64 * half + left.trailing_zeros() as usize] |= 1 << at;
                    left &= left - 1;
                }
            }
        }
        counts[State::Child as usize] = self.children;
        let counted = State::ALL.iter().copied().zip(counts);
        counted.filter(|(_, count)| *count > 0)
    }
}

/// What the counters of a breakdown tell apart, besides age group, population, year and state.
#[derive(Clone, Copy, Debug)]
struct Shape {
    divides: Divides,
    sexes: usize,
    cells: usize,
    /// The states that its measures ask for; no others are counted.
    states: States,
}

impl Shape {
    fn of(breakdown: &Breakdown, measures: &[Measure]) -> Shape {
        // The whole is the sum of the substance groups.
        let tells_sexes =
            breakdown.divides.tells_sexes() || breakdown.divides == Divides::SubstanceGroup;
        Shape {
            divides: breakdown.divides,
            sexes: if tells_sexes { SEXES } else { 1 },
            states: breakdown.asks.states(measures),
            cells: if breakdown.asks.tells_groups() {
                Cell::COUNT
            } else {
                1
            },
        }
    }
}

impl Shape {
    /// What the lines of all sexes with this number are about.
    fn place(self, number: usize, years: usize) -> CubeCell {
        let mut rest = number;
        let mut digit = |base: usize| {
            let digit = rest % base;
            rest /= base;
            digit as u32
        };
        let cell = digit(self.cells);
        CubeCell {
            cell: if self.cells > 1 { cell } else { ANY_CELL },
            year: digit(years),
            population: digit(Population::ALL.len()),
            age_group: digit(AgeGroup::ALL.len()),
            breakdown: 0,
            level: 0,
            sex: ANY_SEX,
            state: 0,
            people: 0,
        }
    }
}

impl Tally {
    /// Counters for each breakdown, of what the measures rest on.
    pub fn new(years: usize, breakdowns: &[Breakdown], measures: &[Measure]) -> Tally {
        let shape = |breakdown| Shape::of(breakdown, measures);
        Tally {
            years,
            shapes: breakdowns.iter().map(shape).collect(),
            sheets: breakdowns
                .iter()
                .map(|b| vec![None; b.levels.len()])
                .collect(),
        }
    }

    /// Counts one person-year in a level of a breakdown.
    pub fn count(&mut self, breakdown: usize, level: usize, person: &PersonYear<'_>) {
        let Shape {
            sexes,
            cells,
            states,
            ..
        } = self.shapes[breakdown];
        let sheet = match &mut self.sheets[breakdown][level] {
            Some(sheet) => sheet,
            none => {
                let of_ages = AgeGroup::ALL.len() * Population::ALL.len();
                none.insert(Sheet::new(of_ages * self.years * cells * sexes))
            }
        };
        let mut at = person.age_group as usize;
        at = at * Population::ALL.len() + person.population as usize;
        at = at * self.years + person.year;
        at = at * cells + if cells > 1 { person.cell.index() } else { 0 };
        at = at * sexes + if sexes > 1 { person.sex.level() } else { 0 };
        let line = sheet.line(at);
        line.add(person.states.within(states));
        if states.holds(State::Child) {
            line.children += u32::from(person.children);
        }
    }

    /// Makes the whole, of which nobody is counted: everybody is in one of the substance groups.
    pub fn sum_up(&mut self) {
        let place = |wanted: Divides| self.shapes.iter().position(|shape| shape.divides == wanted);
        let (Some(whole), Some(groups)) = (place(Divides::Whole), place(Divides::SubstanceGroup))
        else {
            return;
        };
        let mut sheets = self.sheets[groups].iter().flatten();
        let first = sheets.next().cloned();
        self.sheets[whole][0] = first.map(|first| sheets.fold(first, Sheet::merge));
    }

    /// Whether anybody is counted in a level.
    pub fn counts(&self, breakdown: usize, level: usize) -> bool {
        self.sheets[breakdown][level].is_some()
    }

    /// Adds another worker's counters.
    pub fn merge(mut self, other: Tally) -> Tally {
        for (ours, theirs) in self
            .sheets
            .iter_mut()
            .flatten()
            .zip(other.sheets.into_iter().flatten())
        {
            *ours = match (ours.take(), theirs) {
                (Some(ours), Some(theirs)) => Some(ours.merge(&theirs)),
                (one, other) => one.or(other),
            };
        }
        self
    }
}

/// One non-zero cell of the cube.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CubeCell {
    pub breakdown: u32,
    pub level: u32,
    pub age_group: u32,
    pub population: u32,
    pub year: u32,
    pub cell: u32,
    pub sex: u32,
    pub state: u32,
    /// People, or for the state `Child` children.
    pub people: u32,
}

impl CubeCell {
    /// What tells the place and time of a cell: breakdown, level, age group, population, year. Cells of one lie together.
    pub fn place(&self) -> [u32; 5] {
        [
            self.breakdown,
            self.level,
            self.age_group,
            self.population,
            self.year,
        ]
    }
}

/// The non-zero cells of a tally. Sexes are told apart for the states of which a measure asks it, and no others: the fewer
/// the cells, the faster the sums.
pub fn cells(tally: &Tally, measures: &[Measure]) -> Vec<CubeCell> {
    let by_sex = states_by_sex(measures);
    let mut sheets: Vec<(usize, usize, &Sheet)> = Vec::new();
    for (breakdown, levels) in tally.sheets.iter().enumerate() {
        for (level, sheet) in levels.iter().enumerate() {
            sheets.extend(sheet.iter().map(|sheet| (breakdown, level, sheet)));
        }
    }
    let cells_of = |(breakdown, level, sheet): (usize, usize, &Sheet)| {
        let shape = tally.shapes[breakdown];
        let mut found = Vec::new();
        for at in 0..sheet.numbers.len() / shape.sexes {
            let first = at * shape.sexes;
            let of_sexes = sheet.lines_of(first..first + shape.sexes);
            let mut of_sexes = of_sexes.map(|(at, line)| (at - first, line)).peekable();
            if of_sexes.peek().is_none() {
                continue;
            }
            let place = CubeCell {
                breakdown: breakdown as u32,
                level: level as u32,
                ..shape.place(at, tally.years)
            };
            cells_of_lines(
                of_sexes,
                shape.divides.tells_sexes(),
                by_sex,
                |sex, state, people| {
                    found.push(CubeCell {
                        sex,
                        state: state as u32,
                        people,
                        ..place
                    });
                },
            );
        }
        found
    };
    let found: Vec<Vec<CubeCell>> = sheets.into_par_iter().map(cells_of).collect();
    found.concat()
}

/// Gives `add` sex, state and people of the lines of each sex.
fn cells_of_lines<'a>(
    of_sexes: impl Iterator<Item = (usize, &'a Line)>,
    tells_sexes: bool,
    by_sex: States,
    mut add: impl FnMut(u32, State, u32),
) {
    let mut together = Line::NOUGHT;
    for (sex, line) in of_sexes {
        together.merge(line);
        if tells_sexes {
            let counted = line.counts().filter(|(state, _)| by_sex.holds(*state));
            counted.for_each(|(state, people)| add(sex as u32, state, people));
        }
    }
    for (state, people) in together.counts() {
        if !tells_sexes || !by_sex.holds(state) {
            add(ANY_SEX, state, people);
        }
    }
}

/// The states that a measure asks of each sex.
fn states_by_sex(measures: &[Measure]) -> States {
    let asked = measures.iter().filter(|m| m.sexes == Sexes::Each);
    asked.flat_map(Measure::states).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_side_by_side_count_like_counters_apart() {
        let sets = |n: u32| {
            let is_in = move |state: &&State| (n * 7 + **state as u32).is_multiple_of(3);
            State::ALL.iter().filter(is_in).copied()
        };
        let mut lines = [Line::NOUGHT; 2];
        let mut apart = vec![0; State::ALL.len()];
        for n in 0..1000 {
            let line = &mut lines[n as usize % 2];
            line.add(sets(n).filter(|s| *s != State::Child).collect());
            line.children += n % 4;
            sets(n).for_each(|state| apart[state as usize] += 1);
            apart[State::Child as usize] = (0..=n).map(|n| n % 4).sum();
        }
        let [mut all, other] = lines;
        all.merge(&other);
        let counted: Vec<(State, u32)> = all.counts().collect();
        let all_states = State::ALL.iter().copied().zip(apart);
        let expected: Vec<(State, u32)> = all_states.filter(|(_, n)| *n > 0).collect();
        assert_eq!(counted, expected);
    }

    #[test]
    fn merged_sheets_count_like_one() {
        let state = |n: usize| State::ALL[n % 5];
        let add = |sheet: &mut Sheet, n: usize| {
            let line = sheet.line(n * n % 23);
            line.add([state(n)].into_iter().collect());
        };
        let [mut all, mut some, mut others] = [(); 3].map(|()| Sheet::new(23));
        (0..100).for_each(|n| add(&mut all, n));
        (0..60).rev().for_each(|n| add(&mut some, n));
        (60..100).for_each(|n| add(&mut others, n));
        let counts = |sheet: &Sheet| {
            let lines = sheet.lines_of(0..23);
            let counts = lines.map(|(at, line)| (at, line.counts().collect::<Vec<_>>()));
            counts.collect::<Vec<_>>()
        };
        assert_eq!(counts(&some.merge(&others)), counts(&all));
        let squares = (0..23).filter(|at| (0..23).any(|n| n * n % 23 == *at));
        let somebody = counts(&all).into_iter().map(|(at, _)| at);
        assert!(somebody.eq(squares));
    }
}

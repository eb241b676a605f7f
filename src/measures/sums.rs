//! From counted cells to the counts of result rows.
//!
//! The cube is turned into columns: of each population one for every answer that a measure asks for, of which the lines are the
//! rows of family groups and of sexes at every place that anybody is counted at. What a measure counts is then a sum of
//! columns, as its definition says.

use super::cube::{ANY_CELL, ANY_SEX, CubeCell};
use super::definitions::{Kind, Measure, Sexes};
use super::{Breakdown, GroupRow, RowKey, SexRow};
use crate::cohorts::{AgeGroup, Cell, FamilyGroup, Population, State};
use crate::settings::JudgementCells;
use polars::prelude::UInt32Chunked;
use rayon::prelude::*;

/// The counts of every result row.
pub struct Sums<'a> {
    places: &'a Places<'a>,
    measures: &'a [Measure],
    /// Population -> place -> the first of its lines, if anybody is counted there.
    lines: Vec<Vec<Option<usize>>>,
    /// Measure -> line by line those in its denominator, and in its numerator.
    counts: Vec<[UInt32Chunked; 2]>,
}

impl Sums<'_> {
    /// Denominator and numerator. A share's denominator is left to the caller.
    pub fn get(&self, key: RowKey) -> (u64, u64) {
        let measure = &self.measures[usize::from(key.measure)];
        let sex = match measure.sexes {
            // Only women are in the states that are asked for.
            Sexes::Women => SexRow::All,
            Sexes::Together | Sexes::Each => key.sex,
        };
        let place = self.places.of_key(key);
        let Some(first) = self.lines[measure.population as usize][place] else {
            return (0, 0);
        };
        let sexes = self.places.sexes(usize::from(key.breakdown));
        let at_sex = sexes.iter().position(|row| *row == sex);
        let at_sex = at_sex.expect("rows of sexes are those told apart");
        let line = first + key.group as usize * sexes.len() + at_sex;
        let of = |counts: &UInt32Chunked| counts.get(line).map_or(0, u64::from);
        let [denominator, numerator] = &self.counts[usize::from(key.measure)];
        (of(denominator), of(numerator))
    }
}

/// Adds up the cube.
pub fn sums<'a>(
    cells: &[CubeCell],
    measures: &'a [Measure],
    places: &'a Places<'a>,
    judged: &JudgementCells,
) -> Sums<'a> {
    let rows_of_cells = rows_of_cells(judged);
    let populations = Population::ALL.par_iter();
    let answers = populations.map(|population| {
        let of_places = cells.chunk_by(|a, b| a.place() == b.place());
        let of_population = of_places.filter(|cells| cells[0].population == *population as u32);
        let asked = measures.iter().filter(|m| m.population == *population);
        Answers::new(of_population, asked, places, &rows_of_cells)
    });
    let answers: Vec<Answers> = answers.collect();
    let counts = measures.par_iter().map(|measure| {
        let answers = &answers[measure.population as usize];
        columns_of(measure).map(|columns| answers.sum(&columns))
    });
    Sums {
        places,
        measures,
        counts: counts.collect(),
        lines: answers.into_iter().map(|of| of.lines).collect(),
    }
}

/// Where people are counted: each level of each breakdown, in each year, of each age group.
pub struct Places<'a> {
    breakdowns: &'a [Breakdown],
    years: usize,
    /// Breakdown -> how many levels those before it have; last, how many all have.
    levels_before: Vec<usize>,
}

impl<'a> Places<'a> {
    pub fn new(breakdowns: &'a [Breakdown], years: usize) -> Places<'a> {
        let mut levels_before = vec![0];
        for breakdown in breakdowns {
            let before = levels_before[levels_before.len() - 1];
            levels_before.push(before + breakdown.levels.len());
        }
        Places {
            breakdowns,
            years,
            levels_before,
        }
    }

    fn number(&self) -> usize {
        AgeGroup::ALL.len() * self.levels() * self.years
    }

    fn levels(&self) -> usize {
        self.levels_before[self.breakdowns.len()]
    }

    fn of(&self, age_group: usize, (breakdown, level): (usize, usize), year: usize) -> usize {
        let level = self.levels_before[breakdown] + level;
        (age_group * self.levels() + level) * self.years + year
    }

    fn of_key(&self, key: RowKey) -> usize {
        let at_level = (usize::from(key.breakdown), usize::from(key.level));
        self.of(key.age_group as usize, at_level, usize::from(key.year))
    }

    fn of_cell(&self, cell: &CubeCell) -> usize {
        let at_level = (cell.breakdown as usize, cell.level as usize);
        self.of(cell.age_group as usize, at_level, cell.year as usize)
    }

    /// The rows of sexes that a line is kept for.
    fn sexes(&self, breakdown: usize) -> &'static [SexRow] {
        Sexes::Each.rows(self.breakdowns[breakdown].divides.tells_sexes())
    }
}

/// What a column counts: those who give an answer; last, everybody with complete data.
const COMPLETE: usize = State::ALL.len();
const COLUMNS: usize = COMPLETE + 1;

/// The columns that are added up to a measure's denominator, and to its numerator.
fn columns_of(measure: &Measure) -> [Vec<usize>; 2] {
    let of = |states: &[State]| states.iter().map(|state| *state as usize).collect();
    match measure.kind {
        Kind::Share {
            complete_only: true,
        } => [vec![COMPLETE], vec![COMPLETE]],
        Kind::Share { .. } => [of(&[State::Member]), of(&[State::Member])],
        Kind::Trait {
            denominator,
            numerator,
        } => [of(denominator), of(numerator)],
        Kind::Mean { denominator, sum } => [of(denominator), of(&[sum])],
    }
}

/// The answers of one population.
struct Answers {
    /// Place -> the first of its lines, if anybody is counted there: for each row of family groups one for each of sexes.
    lines: Vec<Option<usize>>,
    /// Column -> line by line how many; none where nobody asks.
    columns: Vec<Option<UInt32Chunked>>,
}

impl Answers {
    /// Of the cells of each place.
    fn new<'a>(
        of_places: impl Iterator<Item = &'a [CubeCell]> + Clone,
        measures: impl Iterator<Item = &'a Measure>,
        places: &Places<'_>,
        rows_of_cells: &[RowsOfCell],
    ) -> Answers {
        let (mut lines, mut number) = (vec![None; places.number()], 0);
        for cells in of_places.clone() {
            lines[places.of_cell(&cells[0])] = Some(number);
            number += GroupRow::ALL.len() * places.sexes(cells[0].breakdown as usize).len();
        }
        let mut columns: Vec<Option<Vec<u32>>> = vec![None; COLUMNS];
        for column in measures.flat_map(columns_of).flatten() {
            columns[column].get_or_insert_with(|| vec![0; number]);
        }
        for cell in of_places.flatten() {
            let first = lines[places.of_cell(cell)].expect("a place has lines");
            let sexes = places.sexes(cell.breakdown as usize);
            let rows = &rows_of_cells[cell.cell as usize];
            let is_member = cell.state == State::Member as u32;
            let complete = (rows.are_complete && is_member).then_some(COMPLETE);
            for column in [Some(cell.state as usize), complete].into_iter().flatten() {
                if let Some(people) = &mut columns[column] {
                    rows.enter(cell, sexes, &mut people[first..]);
                }
            }
        }
        let column = |people| UInt32Chunked::from_vec("".into(), people);
        let columns = columns.into_iter().map(|people| people.map(column));
        Answers {
            lines,
            columns: columns.collect(),
        }
    }

    /// Some columns together.
    fn sum(&self, columns: &[usize]) -> UInt32Chunked {
        let column = |at: &usize| self.columns[*at].as_ref().expect("what is asked has one");
        let mut columns = columns.iter().map(column);
        let first = columns.next().expect("a measure asks for some answer");
        columns.fold(first.clone(), |sum, column| &sum + column)
    }
}

/// What a cell of the decision table counts in.
struct RowsOfCell {
    groups: Vec<GroupRow>,
    /// Whether its family data are complete.
    are_complete: bool,
}

impl RowsOfCell {
    /// Enters the people of a cell on the lines of its place.
    fn enter(&self, cell: &CubeCell, sexes: &[SexRow], lines: &mut [u32]) {
        let counts_in = |sex: SexRow| sex == SexRow::All || sex as u32 == cell.sex;
        for group in &self.groups {
            let lines = lines[*group as usize * sexes.len()..].iter_mut();
            for (people, _) in lines.zip(sexes).filter(|(_, sex)| counts_in(**sex)) {
                *people += cell.people;
            }
        }
    }
}

/// For each cell of the decision table, and for all cells as one, the rows of family groups that it is counted in.
fn rows_of_cells(judged: &JudgementCells) -> Vec<RowsOfCell> {
    let of_cell = |cell: Cell| {
        let group = cell.group(judged);
        let rows = GroupRow::ALL.into_iter().filter(|row| row.holds(group));
        RowsOfCell {
            groups: rows.collect(),
            are_complete: group != FamilyGroup::Incomplete,
        }
    };
    let all_as_one = RowsOfCell {
        groups: vec![GroupRow::All],
        are_complete: false,
    };
    Cell::all().map(of_cell).chain([all_as_one]).collect()
}

// All cells as one stand behind the last cell, and who is counted without a sex under the number of the row of all sexes.
const _: () = assert!(ANY_CELL as usize == Cell::COUNT && ANY_SEX == SexRow::All as u32);

//! From counted cells to the counts of result rows: every row is a sum over the cube.

use super::cube::{ANY_CELL, ANY_SEX, CubeCell};
use super::definitions::{Kind, Measure, Sexes};
use super::{GroupRow, RowKey, SexRow};
use crate::cohorts::{AgeGroup, Cell, FamilyGroup, Population, State};
use crate::settings::JudgementCells;
use foldhash::fast::FixedState;
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::HashMap;

impl RowKey {
    /// The key as one number, which is grouped by, looked up and sorted much faster than seven. Each part has bits of its own,
    /// so that keys of one part each add up to the key of all.
    pub(super) fn packed(self) -> u64 {
        let parts = [
            (self.age_group as u64, Self::BITS[0]),
            (u64::from(self.measure), Self::BITS[1]),
            (u64::from(self.breakdown), Self::BITS[2]),
            (u64::from(self.level), Self::BITS[3]),
            (u64::from(self.year), Self::BITS[4]),
            (self.group as u64, Self::BITS[5]),
            (self.sex as u64, Self::BITS[6]),
        ];
        parts.iter().fold(0, |packed, (part, bits)| {
            assert!(part >> bits == 0, "a part of a key is beyond its bits");
            packed << bits | part
        })
    }

    const BITS: [u32; 7] = [1, 12, 12, 16, 12, 3, 2];

    /// The key in which every part is the first.
    const FIRST: RowKey = RowKey {
        age_group: AgeGroup::Adults,
        measure: 0,
        breakdown: 0,
        level: 0,
        year: 0,
        group: GroupRow::OwnChildren,
        sex: SexRow::F,
    };
}

/// The counts of every row that counts anybody. A share's denominator is left to the caller.
pub struct Sums(HashMap<u64, (u32, u32), FixedState>);

impl Sums {
    /// Denominator and numerator.
    pub fn get(&self, key: RowKey) -> (u64, u64) {
        let counts = self.0.get(&key.packed()).copied();
        let (denominator, numerator) = counts.unwrap_or_default();
        (denominator.into(), numerator.into())
    }
}

/// Adds up the cube.
pub fn sums(
    cells: &[CubeCell],
    measures: &[Measure],
    judged: &JudgementCells,
) -> PolarsResult<Sums> {
    let addends = addends(cells, measures, judged).into_frame()?;
    #[expect(
        deprecated,
        reason = "it plans nothing, which takes longer than to add up"
    )]
    let summed = addends.group_by(["key"])?.sum()?;
    let keys = summed.column("key")?.u64()?.into_no_null_iter();
    let count = |name: &str| -> PolarsResult<Vec<u32>> {
        Ok(summed.column(name)?.u32()?.into_no_null_iter().collect())
    };
    let (denominator, numerator) = (count("denominator_sum")?, count("numerator_sum")?);
    let counts = denominator.into_iter().zip(numerator);
    Ok(Sums(keys.zip(counts).collect()))
}

/// What is added up: for each row, people of its denominator and of its numerator. As columns.
#[derive(Default)]
struct Addends {
    keys: Vec<u64>,
    denominators: Vec<u32>,
    numerators: Vec<u32>,
}

impl Addends {
    fn add(&mut self, key: u64, people: u32, counts: Counts) {
        let people_if = |is_counted| if is_counted { people } else { 0 };
        self.keys.push(key);
        self.denominators.push(people_if(counts.in_denominator));
        self.numerators.push(people_if(counts.in_numerator));
    }

    fn and(mut self, other: Addends) -> Addends {
        self.keys.extend(other.keys);
        self.denominators.extend(other.denominators);
        self.numerators.extend(other.numerators);
        self
    }

    fn into_frame(self) -> PolarsResult<DataFrame> {
        df!("key" => self.keys, "denominator" => self.denominators, "numerator" => self.numerators)
    }
}

/// The cube with rows of family groups in place of the cells of the decision table, as far as a measure asks for it.
fn addends(cells: &[CubeCell], measures: &[Measure], judged: &JudgementCells) -> Addends {
    let (rows_of, counts_of, sex_rows) = (rows_of_cells(judged), answers(measures), sex_rows());
    let place = |c: &CubeCell| (c.breakdown, c.level, c.age_group, c.population, c.year);
    type People = HashMap<(usize, usize, u32), u32, FixedState>;
    let new = || (Addends::default(), People::default());
    let add = |(mut addends, mut people): (Addends, People), same: &[CubeCell]| {
        people.clear();
        for cell in same {
            for (row, complete) in &rows_of[cell.cell as usize] {
                let asked = asked(cell.population, cell.state, *complete);
                if !counts_of[asked].is_empty() {
                    *people.entry((*row as usize, asked, cell.sex)).or_default() += cell.people;
                }
            }
        }
        let key = |group: usize| RowKey {
            age_group: AgeGroup::ALL[same[0].age_group as usize],
            breakdown: same[0].breakdown as u16,
            level: same[0].level as u16,
            year: same[0].year as u16,
            group: GroupRow::ALL[group],
            ..RowKey::FIRST
        };
        for ((group, asked, sex), people) in &people {
            let place = key(*group).packed();
            for counts in &counts_of[*asked] {
                for sex_row in &sex_rows[counts.sexes as usize][*sex as usize] {
                    addends.add(place + counts.measure + sex_row, *people, *counts);
                }
            }
        }
        (addends, people)
    };
    let of_places = cells.par_chunk_by(|a, b| place(a) == place(b));
    let pieces = of_places.fold(new, add).map(|(addends, _)| addends);
    pieces.reduce(Addends::default, Addends::and)
}

/// For each cell of the decision table, and for all cells as one, the rows of family groups that it is counted in: of
/// everybody, and of those with complete data.
fn rows_of_cells(judged: &JudgementCells) -> Vec<Vec<(GroupRow, bool)>> {
    let mut rows = vec![Vec::new(); ANY_CELL as usize + 1];
    for cell in Cell::all() {
        let group = cell.group(judged);
        for row in GroupRow::ALL.into_iter().filter(|row| row.holds(group)) {
            rows[cell.index()].push((row, false));
            if group != FamilyGroup::Incomplete {
                rows[cell.index()].push((row, true));
            }
        }
    }
    rows[ANY_CELL as usize].push((GroupRow::All, false));
    rows
}

const ASKED: usize = Population::ALL.len() << 9;

/// A population, one of its states, and whether only those with complete data are meant: a number below [`ASKED`].
fn asked(population: u32, state: u32, complete_only: bool) -> usize {
    (population << 9 | u32::from(complete_only) << 8 | state) as usize
}

/// What an answer counts in.
#[derive(Clone, Copy)]
struct Counts {
    /// A key that says nothing but the measure.
    measure: u64,
    sexes: Sexes,
    in_denominator: bool,
    in_numerator: bool,
}

/// For each answer of a population, the measures whose denominator or numerator it counts in.
fn answers(measures: &[Measure]) -> Vec<Vec<Counts>> {
    let mut all = vec![Vec::new(); ASKED];
    for (at, measure) in measures.iter().enumerate() {
        let key = RowKey {
            measure: at as u16,
            ..RowKey::FIRST
        };
        let mut counts = |state: State, complete_only, in_denominator, in_numerator| {
            let asked = asked(measure.population as u32, state as u32, complete_only);
            all[asked].push(Counts {
                measure: key.packed(),
                sexes: measure.sexes,
                in_denominator,
                in_numerator,
            });
        };
        match measure.kind {
            Kind::Share { complete_only } => counts(State::Member, complete_only, true, true),
            Kind::Trait {
                denominator,
                numerator,
            } => denominator
                .iter()
                .for_each(|state| counts(*state, false, true, numerator.contains(state))),
            Kind::Mean { denominator, sum } => {
                denominator
                    .iter()
                    .for_each(|state| counts(*state, false, true, false));
                counts(sum, false, false, true);
            }
        }
    }
    all
}

/// Rows of sexes by how a measure asks for sexes and by the sex counted: keys that say nothing but the sex.
type SexRows = [[Vec<u64>; ANY_SEX as usize + 1]; 3];

/// Which rows of sexes a sex is counted in.
fn sex_rows() -> SexRows {
    let mut rows = SexRows::default();
    let mut counts = |asked: Sexes, of: u32, sex: SexRow| {
        let key = RowKey {
            sex,
            ..RowKey::FIRST
        };
        rows[asked as usize][of as usize].push(key.packed());
    };
    for of in 0..=ANY_SEX {
        counts(Sexes::Together, of, SexRow::All);
        counts(Sexes::Each, of, SexRow::All);
        // Only women are in the states that are asked for.
        counts(Sexes::Women, of, SexRow::F);
    }
    for row in [SexRow::F, SexRow::M, SexRow::Unknown] {
        counts(Sexes::Each, row as u32, row);
    }
    rows
}

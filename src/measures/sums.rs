//! From counted cells to the counts of result rows: every row is a sum over the cube.

use super::cube::{ANY_CELL, ANY_SEX, CubeCell};
use super::definitions::{Kind, Measure, Sexes};
use super::{GroupRow, RowKey, SexRow};
use crate::cohorts::{AgeGroup, Cell, FamilyGroup, State};
use crate::settings::JudgementCells;
use foldhash::fast::FixedState;
use polars::prelude::*;
use std::collections::{HashMap, HashSet};

impl RowKey {
    /// The key as one number, which is joined and grouped by much faster than seven columns. Each part has bits of its own,
    /// so that keys of one part each add up to the key of all.
    fn packed(self) -> u64 {
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

    fn unpacked(mut packed: u64) -> RowKey {
        let mut parts = [0; 7];
        for (part, bits) in parts.iter_mut().zip(Self::BITS).rev() {
            *part = (packed & ((1 << bits) - 1)) as u16;
            packed >>= bits;
        }
        let [age_group, measure, breakdown, level, year, group, sex] = parts;
        RowKey {
            age_group: AgeGroup::ALL[usize::from(age_group)],
            measure,
            breakdown,
            level,
            year,
            group: GroupRow::ALL[usize::from(group)],
            sex: SexRow::ALL[usize::from(sex)],
        }
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

/// (denominator, numerator) of every row that counts anybody. A share's denominator is left to the caller.
pub fn sums(
    cells: &[CubeCell],
    measures: &[Measure],
    judged: &JudgementCells,
) -> PolarsResult<HashMap<RowKey, (u64, u64), FixedState>> {
    let inner = || JoinArgs::new(JoinType::Inner);
    let answers = answers(measures)?;
    let wanted = answers
        .column("asked")?
        .u32()?
        .into_no_null_iter()
        .collect();
    let summed = frame(&grouped(cells, judged, &wanted))?
        .lazy()
        .join(answers.lazy(), [col("asked")], [col("asked")], inner())
        .join(
            sex_rows()?.lazy(),
            [col("sexes") + col("sex")],
            [col("of_sexes")],
            inner(),
        )
        .group_by([(col("place") + col("measure") + col("sex_row")).alias("key")])
        .agg([
            (col("people") * col("in_denominator"))
                .sum()
                .alias("denominator"),
            (col("people") * col("in_numerator"))
                .sum()
                .alias("numerator"),
        ])
        .collect()?;
    let keys = summed.column("key")?.u64()?.into_no_null_iter();
    let count = |name: &str| -> PolarsResult<Vec<u32>> {
        Ok(summed.column(name)?.u32()?.into_no_null_iter().collect())
    };
    let (denominator, numerator) = (count("denominator")?, count("numerator")?);
    let counts = denominator.into_iter().zip(numerator);
    Ok(keys
        .zip(counts)
        .map(|(key, (d, n))| (RowKey::unpacked(key), (u64::from(d), u64::from(n))))
        .collect())
}

/// People of a row of family groups: a cell of the cube after the decision table.
struct Grouped {
    /// A key that says nothing yet of measure and sex.
    key: u64,
    asked: u32,
    sex: u32,
    people: u32,
}

/// The cube with rows of family groups in place of the cells of the decision table, as far as a measure asks for it.
fn grouped(
    cells: &[CubeCell],
    judged: &JudgementCells,
    wanted: &HashSet<u32, FixedState>,
) -> Vec<Grouped> {
    let rows_of = rows_of_cells(judged);
    let mut grouped = Vec::new();
    let place = |c: &CubeCell| (c.breakdown, c.level, c.age_group, c.population, c.year);
    let mut people: HashMap<(usize, u32, u32), u32, FixedState> = HashMap::default();
    for same in cells.chunk_by(|a, b| place(a) == place(b)) {
        people.clear();
        for cell in same {
            for (row, complete) in &rows_of[cell.cell as usize] {
                let asked = asked(cell.population, cell.state, *complete);
                if wanted.contains(&asked) {
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
        grouped.extend(people.iter().map(|((group, asked, sex), people)| Grouped {
            key: key(*group).packed(),
            asked: *asked,
            sex: *sex,
            people: *people,
        }));
    }
    grouped
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

/// A population, one of its states, and whether only those with complete data are meant.
fn asked(population: u32, state: u32, complete_only: bool) -> u32 {
    population << 9 | u32::from(complete_only) << 8 | state
}

/// Sexes, as they are counted in measures that ask for sexes in one way or another.
fn of_sexes(asked: Sexes) -> u32 {
    asked as u32 * (ANY_SEX + 1)
}

/// The grouped cube as a data frame: what is joined by stands in one column each.
fn frame(grouped: &[Grouped]) -> PolarsResult<DataFrame> {
    let column = |get: fn(&Grouped) -> u32| grouped.iter().map(get).collect::<Vec<u32>>();
    df!(
        "place" => grouped.iter().map(|g| g.key).collect::<Vec<u64>>(),
        "asked" => column(|g| g.asked),
        "sex" => column(|g| g.sex),
        "people" => column(|g| g.people),
    )
}

/// Which answers of a population count in which measure's denominator and numerator.
fn answers(measures: &[Measure]) -> PolarsResult<DataFrame> {
    let (mut asked_of, mut keys) = (Vec::new(), Vec::new());
    let mut columns: [Vec<u32>; 3] = Default::default();
    for (at, measure) in measures.iter().enumerate() {
        let key = RowKey {
            measure: at as u16,
            ..RowKey::FIRST
        };
        let mut counts =
            |state: State, complete_only: bool, in_denominator: bool, in_numerator: bool| {
                asked_of.push(asked(
                    measure.population as u32,
                    state as u32,
                    complete_only,
                ));
                keys.push(key.packed());
                let row = [
                    of_sexes(measure.sexes),
                    u32::from(in_denominator),
                    u32::from(in_numerator),
                ];
                for (column, value) in columns.iter_mut().zip(row) {
                    column.push(value);
                }
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
    let [sexes, in_denominator, in_numerator] = columns;
    df!(
        "asked" => asked_of, "measure" => keys, "sexes" => sexes,
        "in_denominator" => in_denominator, "in_numerator" => in_numerator,
    )
}

/// Which rows of sexes a sex is counted in.
fn sex_rows() -> PolarsResult<DataFrame> {
    let (mut sexes, mut rows) = (Vec::new(), Vec::new());
    let mut counts = |asked: Sexes, of: u32, sex: SexRow| {
        let key = RowKey {
            sex,
            ..RowKey::FIRST
        };
        sexes.push(of_sexes(asked) + of);
        rows.push(key.packed());
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
    df!("of_sexes" => sexes, "sex_row" => rows)
}

//! Room five: person-years to measured counts.
//!
//! Comes in: the cube. Goes out: [`Measured`], one row for every measure, year, family group, sex and level, zero or
//! not, in a fixed order. These numbers are exact and unprotected; only `disclosure` can turn them into something that
//! may be shown.

pub mod breakdowns;
pub mod cube;
pub mod definitions;
pub mod questions;
pub mod sensitivity;
pub mod wilson;

use crate::cohorts::{AgeGroup, Cell, FamilyGroup, States};
use crate::day::{Day, FinancialYear};
use crate::error::{Error, Result};
use crate::extract::Extent;
use crate::settings::JudgementCells;
use breakdowns::Breakdown;
use cube::{ANY_CELL, ANY_SEX, CubeCell};
use definitions::{Kind, Measure, Sexes};
use foldhash::fast::FixedState;
use polars::prelude::*;
use std::collections::HashMap;

/// A row of family groups: one of the five, a published sum of them, or everybody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum GroupRow {
    OwnChildren,
    ParentApart,
    OthersChildren,
    NoChildren,
    Incomplete,
    LivesWithChild,
    ParentOrLivesWithChild,
    All,
}

impl GroupRow {
    pub const ALL: [GroupRow; 8] = [
        GroupRow::OwnChildren,
        GroupRow::ParentApart,
        GroupRow::OthersChildren,
        GroupRow::NoChildren,
        GroupRow::Incomplete,
        GroupRow::LivesWithChild,
        GroupRow::ParentOrLivesWithChild,
        GroupRow::All,
    ];

    pub fn name(self) -> &'static str {
        match self {
            GroupRow::OwnChildren => FamilyGroup::OwnChildren.name(),
            GroupRow::ParentApart => FamilyGroup::ParentApart.name(),
            GroupRow::OthersChildren => FamilyGroup::OthersChildren.name(),
            GroupRow::NoChildren => FamilyGroup::NoChildren.name(),
            GroupRow::Incomplete => FamilyGroup::Incomplete.name(),
            GroupRow::LivesWithChild => "lives_with_child",
            GroupRow::ParentOrLivesWithChild => "parent_or_lives_with_child",
            GroupRow::All => "all",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            GroupRow::OwnChildren => FamilyGroup::OwnChildren.label(),
            GroupRow::ParentApart => FamilyGroup::ParentApart.label(),
            GroupRow::OthersChildren => FamilyGroup::OthersChildren.label(),
            GroupRow::NoChildren => FamilyGroup::NoChildren.label(),
            GroupRow::Incomplete => FamilyGroup::Incomplete.label(),
            GroupRow::LivesWithChild => "Living with a child",
            GroupRow::ParentOrLivesWithChild => "Parent or living with a child",
            GroupRow::All => "All",
        }
    }

    /// Whether the row counts people of a family group.
    pub fn holds(self, group: FamilyGroup) -> bool {
        use FamilyGroup::{OthersChildren, OwnChildren, ParentApart};
        match self {
            GroupRow::All => true,
            GroupRow::LivesWithChild => matches!(group, OwnChildren | OthersChildren),
            GroupRow::ParentOrLivesWithChild => {
                matches!(group, OwnChildren | OthersChildren | ParentApart)
            }
            one => one as usize == group as usize,
        }
    }
}

/// A row of sexes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum SexRow {
    F,
    M,
    Unknown,
    All,
}

impl SexRow {
    pub const ALL: [SexRow; 4] = [SexRow::F, SexRow::M, SexRow::Unknown, SexRow::All];

    pub fn name(self) -> &'static str {
        match self {
            SexRow::F => "F",
            SexRow::M => "M",
            SexRow::Unknown => "unknown",
            SexRow::All => "all",
        }
    }
}

/// What a row is about; unique in a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RowKey {
    pub age_group: AgeGroup,
    /// Index into the run's measures.
    pub measure: u16,
    pub breakdown: u16,
    pub level: u16,
    /// Index into the run's years.
    pub year: u16,
    pub group: GroupRow,
    pub sex: SexRow,
}

/// A row's counts, unprotected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub key: RowKey,
    pub numerator: u64,
    pub denominator: u64,
}

/// Every count of a run, unprotected, with what its numbers stand for.
pub struct Measured {
    pub measures: Vec<Measure>,
    pub years: Vec<FinancialYear>,
    pub breakdowns: Vec<Breakdown>,
    pub rows: Vec<Row>,
    /// For each measure, whether the extract has the columns for it.
    pub asked: Vec<bool>,
    pub provisional: Provisional,
    pub sensitivity: Vec<sensitivity::Flip>,
}

/// Which years are not fully known.
pub struct Provisional {
    /// Not wholly inside the extract.
    pub year: Vec<bool>,
    /// That, or the last starters of the year cannot be followed for twelve weeks.
    pub retention: Vec<bool>,
}

impl Provisional {
    pub fn new(years: &[FinancialYear], extent: &Extent) -> Provisional {
        let partial = |year: &FinancialYear| {
            year.last_day() > extent.as_of
                || (extent.from.is_some() && year.first_day() < extent.from)
        };
        let followed: fn(&FinancialYear) -> Day =
            |year| year.last_day().plus(crate::cohorts::TWELVE_WEEKS);
        Provisional {
            year: years.iter().map(partial).collect(),
            retention: years
                .iter()
                .map(|y| partial(y) || followed(y) > extent.as_of)
                .collect(),
        }
    }

    pub fn is(&self, measure: &Measure, year: usize) -> bool {
        if measure.needs_follow_up() {
            self.retention[year]
        } else {
            self.year[year]
        }
    }
}

/// Measures everything that the definitions name.
pub fn measure(
    cells: &[CubeCell],
    years: &[FinancialYear],
    breakdowns: Vec<Breakdown>,
    extent: &Extent,
    judged: &JudgementCells,
    possible: States,
) -> Result<Measured> {
    let measures = definitions::measures();
    let sums = sums(cells, &measures, judged).map_err(|e| Error::Internal(e.to_string()))?;
    let mut rows = Vec::new();
    for key in grid(&measures, years.len(), &breakdowns) {
        let (mut denominator, numerator) = sums.get(&key).copied().unwrap_or_default();
        if matches!(measures[usize::from(key.measure)].kind, Kind::Share { .. }) {
            let everybody = RowKey {
                group: GroupRow::All,
                ..key
            };
            denominator = sums.get(&everybody).map_or(0, |(_, everybody)| *everybody);
        }
        rows.push(Row {
            key,
            numerator,
            denominator,
        });
    }
    check(&rows, &measures)?;
    Ok(Measured {
        asked: measures.iter().map(|m| m.is_asked(possible)).collect(),
        provisional: Provisional::new(years, extent),
        sensitivity: sensitivity::flips(cells, years.len(), judged),
        measures,
        years: years.to_vec(),
        breakdowns,
        rows,
    })
}

/// Every row that is written, in order.
fn grid(measures: &[Measure], years: usize, breakdowns: &[Breakdown]) -> Vec<RowKey> {
    let mut keys = Vec::new();
    for age_group in AgeGroup::ALL {
        for (breakdown, b) in breakdowns.iter().enumerate() {
            let asked = |(_, measure): &(usize, &Measure)| b.asks.holds(measure);
            for (at, measure) in measures.iter().enumerate().filter(asked) {
                let sexes = measure.sexes.rows(b.divides.tells_sexes());
                for year in 0..years {
                    for level in (0..b.levels.len()).filter(|l| b.levels[*l].has_rows) {
                        for group in GroupRow::ALL
                            .into_iter()
                            .filter(|g| measure.groups.hold(*g))
                        {
                            keys.extend(sexes.iter().map(|sex| RowKey {
                                age_group,
                                measure: at as u16,
                                breakdown: breakdown as u16,
                                level: level as u16,
                                year: year as u16,
                                group,
                                sex: *sex,
                            }));
                        }
                    }
                }
            }
        }
    }
    keys
}

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
            debug_assert!(part >> bits == 0, "a part of a key is beyond its bits");
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
fn sums(
    cells: &[CubeCell],
    measures: &[Measure],
    judged: &JudgementCells,
) -> PolarsResult<HashMap<RowKey, (u64, u64), FixedState>> {
    let inner = || JoinArgs::new(JoinType::Inner);
    let summed = cube(cells)?
        .lazy()
        .join(
            answers(measures)?.lazy(),
            [col("asked")],
            [col("asked")],
            inner(),
        )
        .join(
            membership(judged)?.lazy(),
            [col("complete_only") + col("cell")],
            [col("member")],
            inner(),
        )
        .join(
            sex_rows()?.lazy(),
            [col("sexes") + col("sex")],
            [col("of_sexes")],
            inner(),
        )
        .group_by([(col("place") + col("measure") + col("group") + col("sex_row")).alias("key")])
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

/// The cube: one row a cell. What is joined by stands in one column each.
fn cube(cells: &[CubeCell]) -> PolarsResult<DataFrame> {
    let column = |get: fn(&CubeCell) -> u32| cells.iter().map(get).collect::<Vec<u32>>();
    let place = |cell: &CubeCell| {
        let key = RowKey {
            age_group: AgeGroup::ALL[cell.age_group as usize],
            breakdown: cell.breakdown as u16,
            level: cell.level as u16,
            year: cell.year as u16,
            ..RowKey::FIRST
        };
        key.packed()
    };
    df!(
        "place" => cells.iter().map(place).collect::<Vec<u64>>(),
        "asked" => column(|c| asked(c.population, c.state)),
        "cell" => column(|c| c.cell),
        "sex" => column(|c| c.sex),
        "people" => column(|c| c.people),
    )
}

/// A population and one of its states.
fn asked(population: u32, state: u32) -> u32 {
    population << 8 | state
}

/// Cells of the decision table, as they are counted for everybody and, by another number, for complete data only.
const COMPLETE_ONLY: u32 = ANY_CELL + 1;

/// Sexes, as they are counted in measures that ask for sexes in one way or another.
fn of_sexes(asked: Sexes) -> u32 {
    asked as u32 * (ANY_SEX + 1)
}

/// Which answers of a population count in which measure's denominator and numerator.
fn answers(measures: &[Measure]) -> PolarsResult<DataFrame> {
    use crate::cohorts::State;
    const PEOPLE: &[State] = &[State::Member];
    let (mut asked_of, mut keys) = (Vec::new(), Vec::new());
    let mut columns: [Vec<u32>; 4] = Default::default();
    for (at, measure) in measures.iter().enumerate() {
        let key = RowKey {
            measure: at as u16,
            ..RowKey::FIRST
        };
        let mut counts =
            |state: State, complete_only: bool, in_denominator: bool, in_numerator: bool| {
                asked_of.push(asked(measure.population as u32, state as u32));
                keys.push(key.packed());
                let row = [
                    u32::from(complete_only) * COMPLETE_ONLY,
                    of_sexes(measure.sexes),
                    u32::from(in_denominator),
                    u32::from(in_numerator),
                ];
                for (column, value) in columns.iter_mut().zip(row) {
                    column.push(value);
                }
            };
        match measure.kind {
            Kind::Share { complete_only } => PEOPLE
                .iter()
                .for_each(|state| counts(*state, complete_only, true, true)),
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
    let [complete_only, sexes, in_denominator, in_numerator] = columns;
    df!(
        "asked" => asked_of, "measure" => keys, "complete_only" => complete_only, "sexes" => sexes,
        "in_denominator" => in_denominator, "in_numerator" => in_numerator,
    )
}

/// Which rows of family groups a cell of the decision table is counted in, for everybody and for complete data only.
fn membership(judged: &JudgementCells) -> PolarsResult<DataFrame> {
    let (mut members, mut groups) = (Vec::new(), Vec::new());
    let mut counts = |member: u32, group: GroupRow| {
        let key = RowKey {
            group,
            ..RowKey::FIRST
        };
        members.push(member);
        groups.push(key.packed());
    };
    for cell in Cell::all() {
        let group = cell.group(judged);
        for row in GroupRow::ALL.into_iter().filter(|row| row.holds(group)) {
            counts(cell.index() as u32, row);
            if group != FamilyGroup::Incomplete {
                counts(COMPLETE_ONLY + cell.index() as u32, row);
            }
        }
    }
    counts(ANY_CELL, GroupRow::All);
    df!("member" => members, "group" => groups)
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

/// What must hold of any result: keys are unique, numerators lie within denominators.
fn check(rows: &[Row], measures: &[Measure]) -> Result<()> {
    let mut keys: Vec<RowKey> = rows.iter().map(|r| r.key).collect();
    keys.sort_unstable();
    if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Error::Internal("two result rows have the same key".into()));
    }
    let is_proportion =
        |r: &&Row| !matches!(measures[usize::from(r.key.measure)].kind, Kind::Mean { .. });
    match rows
        .iter()
        .filter(is_proportion)
        .find(|r| r.numerator > r.denominator)
    {
        Some(row) => Err(Error::Internal(format!(
            "a numerator exceeds its denominator: {:?}",
            row.key
        ))),
        None => Ok(()),
    }
}

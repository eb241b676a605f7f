//! Room five: person-years to measured counts.
//!
//! Comes in: the cube. Goes out: [`Measured`], one row for every measure, year, family group, sex and level, zero or
//! not, in a fixed order. These numbers are exact and unprotected; only `disclosure` can turn them into something that
//! may be shown.

pub mod breakdowns;
pub mod cube;
pub mod definitions;
pub mod nested;
pub mod questions;
pub mod sensitivity;
mod sums;
pub mod wilson;

use crate::cohorts::{AgeGroup, FamilyGroup, States};
use crate::day::{Day, FinancialYear};
use crate::error::{Error, Result};
use crate::extract::Extent;
use crate::settings::JudgementCells;
use breakdowns::Breakdown;
use cube::CubeCell;
use definitions::{Kind, Measure};
use rayon::prelude::*;

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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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

impl RowKey {
    /// What rows are ordered by.
    fn in_order(self) -> impl Ord {
        let RowKey {
            age_group,
            measure,
            breakdown,
            level,
            year,
            group,
            sex,
        } = self;
        (age_group, breakdown, measure, year, level, group, sex)
    }
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
    /// What every count is a sum of.
    pub cells: Vec<CubeCell>,
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

/// Measures what is asked.
pub fn measure(
    cells: Vec<CubeCell>,
    measures: Vec<Measure>,
    years: &[FinancialYear],
    breakdowns: Vec<Breakdown>,
    extent: &Extent,
    judged: &JudgementCells,
    possible: States,
) -> Result<Measured> {
    let places = sums::Places::new(&breakdowns, years.len());
    let sums = sums::sums(&cells, &measures, &places, judged);
    let row = |key: RowKey| {
        let (mut denominator, numerator) = sums.get(key);
        if matches!(measures[usize::from(key.measure)].kind, Kind::Share { .. }) {
            let everybody = RowKey {
                group: GroupRow::All,
                ..key
            };
            (_, denominator) = sums.get(everybody);
        }
        Row {
            key,
            numerator,
            denominator,
        }
    };
    let keys = grid(&measures, years.len(), &breakdowns).into_par_iter();
    let rows: Vec<Row> = keys.map(row).collect();
    drop(sums);
    let (checked, sensitivity) = rayon::join(
        || check(&rows, &measures),
        || sensitivity::flips(&cells, years.len(), judged),
    );
    checked?;
    Ok(Measured {
        asked: measures.iter().map(|m| m.is_asked(possible)).collect(),
        provisional: Provisional::new(years, extent),
        sensitivity,
        cells,
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

/// What must hold of any result: keys are unique, numerators lie within denominators.
fn check(rows: &[Row], measures: &[Measure]) -> Result<()> {
    // They stand in the order of their keys, so that none is there twice if each is greater than the one before.
    if !rows.is_sorted_by(|one, next| one.key.in_order() < next.key.in_order()) {
        return Err(Error::Internal(
            "result rows are repeated or out of order".into(),
        ));
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

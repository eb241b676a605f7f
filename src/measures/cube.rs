//! Count once: how many person-years stand in each combination of the categories that any table needs.
//!
//! The tally is a dense block of counters for each level of each breakdown, so that counting is an addition. The cube
//! is its non-zero cells as a data frame. Every measure is a sum over the cube.

use crate::cohorts::{AgeGroup, Cell, PersonYear, Population, State, SubstanceGroup};
use crate::error::{Error, Result};
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series};

/// Sexes counted apart: women, men, unknown. In a breakdown all are counted together, as the fourth.
const SEXES: usize = 3;
/// The number under which sexes stand that are not told apart.
pub const ANY_SEX: u32 = 3;

/// The most levels a breakdown may have: beyond this a column holds identifiers, not categories.
pub const MOST_LEVELS: usize = 500;

/// The most levels times years: a table of more is no table, and needs gigabytes.
const MOST_LEVEL_YEARS: usize = 1500;

/// A way to divide every population.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub name: String,
    pub levels: Vec<String>,
}

/// Counters of one worker.
pub struct Tally {
    years: usize,
    /// Breakdown -> level -> counters; a level's counters are made when it is first met.
    sheets: Vec<Vec<Option<Box<[u32]>>>>,
}

impl Tally {
    /// Counters for the whole (the first breakdown, with one level) and for each further breakdown.
    pub fn new(years: usize, breakdowns: &[Breakdown]) -> Tally {
        Tally {
            years,
            sheets: breakdowns
                .iter()
                .map(|b| vec![None; b.levels.len()])
                .collect(),
        }
    }

    /// Counts one person-year. `levels` are its levels of the profile's own breakdowns.
    pub fn count(&mut self, person: &PersonYear, levels: impl Iterator<Item = u32>) {
        self.add(0, 0, SEXES, person.sex.level(), person);
        self.add(1, person.substance as usize, 1, 0, person);
        for (at, level) in levels.enumerate() {
            self.add(2 + at, level as usize, 1, 0, person);
        }
    }

    fn add(
        &mut self,
        breakdown: usize,
        level: usize,
        sexes: usize,
        sex: usize,
        person: &PersonYear,
    ) {
        let cells = AgeGroup::ALL.len()
            * Population::ALL.len()
            * self.years
            * Cell::COUNT
            * sexes
            * State::ALL.len();
        let sheet =
            self.sheets[breakdown][level].get_or_insert_with(|| vec![0; cells].into_boxed_slice());
        let mut at = person.age_group as usize;
        at = at * Population::ALL.len() + person.population as usize;
        at = at * self.years + person.year;
        at = at * Cell::COUNT + person.cell.index();
        at = at * sexes + sex;
        at *= State::ALL.len();
        for state in person.states.iter().flatten() {
            sheet[at + *state as usize] += 1;
        }
    }

    /// Adds another worker's counters.
    pub fn merge(mut self, other: Tally) -> Tally {
        for (ours, theirs) in self
            .sheets
            .iter_mut()
            .flatten()
            .zip(other.sheets.into_iter().flatten())
        {
            match (ours.as_mut(), theirs) {
                (Some(ours), Some(theirs)) => ours
                    .iter_mut()
                    .zip(theirs.iter())
                    .for_each(|(a, b)| *a += b),
                (None, theirs) => *ours = theirs,
                (Some(_), None) => {}
            }
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
    pub people: u32,
}

/// The non-zero cells of a tally.
pub fn cells(tally: &Tally) -> Vec<CubeCell> {
    let mut found = Vec::new();
    for (breakdown, levels) in tally.sheets.iter().enumerate() {
        let sexes = if breakdown == 0 { SEXES } else { 1 };
        for (level, sheet) in levels.iter().enumerate() {
            for (at, people) in sheet
                .iter()
                .flat_map(|s| s.iter())
                .enumerate()
                .filter(|(_, n)| **n > 0)
            {
                let mut rest = at;
                let mut digit = |base: usize| {
                    let digit = rest % base;
                    rest /= base;
                    digit as u32
                };
                let state = digit(State::ALL.len());
                let sex = digit(sexes);
                let cell = digit(Cell::COUNT);
                let year = digit(tally.years);
                let population = digit(Population::ALL.len());
                found.push(CubeCell {
                    breakdown: breakdown as u32,
                    level: level as u32,
                    age_group: digit(AgeGroup::ALL.len()),
                    population,
                    year,
                    cell,
                    sex: if breakdown == 0 { sex } else { ANY_SEX },
                    state,
                    people: *people,
                });
            }
        }
    }
    found
}

/// The cube as a data frame: one row a cell, categories by number.
pub fn frame(cells: &[CubeCell]) -> Result<DataFrame> {
    let column = |name: &str, get: fn(&CubeCell) -> u32| -> Column {
        Series::new(name.into(), cells.iter().map(get).collect::<Vec<u32>>()).into_column()
    };
    DataFrame::new(
        cells.len(),
        vec![
            column("breakdown", |c| c.breakdown),
            column("level", |c| c.level),
            column("age_group", |c| c.age_group),
            column("population", |c| c.population),
            column("year", |c| c.year),
            column("cell", |c| c.cell),
            column("sex", |c| c.sex),
            column("state", |c| c.state),
            column("people", |c| c.people),
        ],
    )
    .map_err(|e| Error::Internal(e.to_string()))
}

/// The breakdowns of a run: the whole, substance group, and the profile's own.
pub fn breakdowns(divisions: &[(String, Vec<String>)], years: usize) -> Result<Vec<Breakdown>> {
    let mut all = vec![
        Breakdown {
            name: "all".into(),
            levels: vec!["all".into()],
        },
        Breakdown {
            name: "substance_group".into(),
            levels: SubstanceGroup::ALL
                .iter()
                .map(|s| s.name().into())
                .collect(),
        },
    ];
    for (name, levels) in divisions {
        let most = MOST_LEVELS.min(MOST_LEVEL_YEARS / years.max(1));
        if levels.len() > most {
            return Err(Error::Profile {
                profile: name.clone(),
                message: format!(
                    "the breakdown has {} levels, more than the {most} that a table of {years} years can hold",
                    levels.len()
                ),
                hint: "a column of identifiers cannot be a breakdown".into(),
            });
        }
        all.push(Breakdown {
            name: name.clone(),
            levels: levels.clone(),
        });
    }
    Ok(all)
}

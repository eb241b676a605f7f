//! Which tables there are: what the people of a row have in common besides their family group.

use super::Options;
use super::journeys::Journey;
use std::collections::BTreeSet;

const SUBSTANCE_GROUPS: [&str; 5] = [
    "opiate",
    "non_opiate_and_alcohol",
    "non_opiate_only",
    "alcohol_only",
    "not_recorded",
];

/// Which measures have a row in a cell.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Extent {
    SharesOnly,
    Everything,
    CompletenessOnly,
}

#[derive(Clone)]
pub struct Cell {
    pub area: String,
    /// Only people of other areas.
    pub not_area: Option<String>,
    pub provider: String,
    /// Of the people counted. A measure of women only has its rows where this is `all`.
    pub sex: &'static str,
    pub breakdown: &'static str,
    pub level: &'static str,
    pub extent: Extent,
}

/// A level of an area or provider has its rows in every year, also where it counts nobody, when any journey of the
/// extract (of the report's one area, where there is one) has it.
pub fn cells(people: &[Vec<Journey>], options: &Options) -> Vec<Cell> {
    let everybody = everybody(options);
    let mut cells = vec![everybody.clone()];
    for sex in ["F", "M", "unknown"] {
        cells.push(Cell {
            sex,
            extent: Extent::SharesOnly,
            ..everybody.clone()
        });
    }
    for level in SUBSTANCE_GROUPS {
        cells.push(Cell {
            breakdown: "substance_group",
            level,
            ..everybody.clone()
        });
    }
    let journeys: Vec<&Journey> = people
        .iter()
        .flatten()
        .filter(|journey| everybody.area == "all" || journey.area == everybody.area)
        .collect();
    if let Some(area) = &options.area {
        for (sex, extent) in [
            ("all", Extent::Everything),
            ("F", Extent::SharesOnly),
            ("M", Extent::SharesOnly),
            ("unknown", Extent::SharesOnly),
        ] {
            cells.push(Cell {
                area: REST.to_string(),
                not_area: Some(area.clone()),
                sex,
                extent,
                ..everybody.clone()
            });
        }
    }
    // The rows of a report of one area are by area already.
    if options.by_area && options.area.is_none() {
        for area in different(journeys.iter().map(|journey| &journey.area)) {
            cells.push(Cell {
                area,
                ..everybody.clone()
            });
        }
    }
    let extent = if options.by_provider {
        Extent::Everything
    } else {
        Extent::CompletenessOnly
    };
    // Beside areas the recording of each provider is not told.
    if options.by_area && options.area.is_none() && !options.by_provider {
        return cells;
    }
    for provider in different(journeys.iter().flat_map(|journey| &journey.providers)) {
        cells.push(Cell {
            provider,
            extent,
            ..everybody.clone()
        });
    }
    cells
}

/// The area of whoever is not in the one area of a report.
pub const REST: &str = "rest_of_extract";

pub fn everybody(options: &Options) -> Cell {
    Cell {
        area: options.area.clone().unwrap_or("all".to_string()),
        not_area: None,
        provider: "all".to_string(),
        sex: "all",
        breakdown: "all",
        level: "all",
        extent: Extent::Everything,
    }
}

fn different<'a>(levels: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    levels.cloned().collect()
}

/// Whether a person of this journey and substance group is counted in the cell.
pub fn is_in(journey: &Journey, substance_group: &str, cell: &Cell) -> bool {
    let area = match &cell.not_area {
        Some(other) => journey.area != *other,
        None => cell.area == "all" || journey.area == cell.area,
    };
    let provider = cell.provider == "all" || journey.providers.contains(&cell.provider);
    let sex = cell.sex == "all" || journey.sex == cell.sex;
    let level = cell.breakdown == "all" || substance_group == cell.level;
    area && provider && sex && level
}

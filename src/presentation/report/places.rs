//! Areas and providers beside the rest of the extract.

use super::recording::levels;
use super::tables::{Line, Table};
use crate::disclosure::ReleasedRow;
use crate::measures::GroupRow;
use crate::measures::breakdowns::{REST_OF_AREA, REST_OF_EXTRACT};
use crate::presentation::cells::{
    count, count_and_share, count_of_and_share, points_with_interval, share,
};
use crate::presentation::lookup::{From, Lookup, adults};
use crate::settings::ProviderFrom;

/// Areas or providers down, latest year: how many, by group, and how they do beside the rest.
pub fn divided(look: &Lookup<'_>, by_area: bool) -> Option<Table> {
    let (what, level_of): (&str, fn(&ReleasedRow) -> &str) = match by_area {
        true => ("Area", ReleasedRow::area),
        false => ("Provider", ReleasedRow::provider),
    };
    let levels: Vec<&str> = levels(look, level_of)
        .into_iter()
        .filter(|level| *level != REST_OF_EXTRACT)
        .collect();
    let from = |level, population, measure| {
        let whole = adults(population, measure);
        match by_area {
            true => From {
                area: level,
                ..whole
            },
            false => From {
                provider: level,
                ..whole
            },
        }
    };
    let treated = |level, group| look.latest(from(level, "in_treatment", "in_treatment"), group);
    // Without its rows the level is only there for the recording.
    levels.first().and_then(|level| {
        look.latest(
            from(level, "leaving", "completed_of_leavers"),
            GroupRow::All,
        )
    })?;
    let beside = |level, population, measure| {
        let rest = match look.released.area() {
            "all" => REST_OF_EXTRACT,
            _ => REST_OF_AREA,
        };
        let key = (rest, "difference");
        let from = from(level, population, measure);
        let word = look
            .inferred(from, look.run.latest(), GroupRow::All, "all", key)
            .map_or("", |row| row.assessment);
        let value = count_of_and_share(look.latest(from, GroupRow::All));
        match word {
            "" => value,
            word => format!("{value}, {word}"),
        }
    };
    Some(Table {
        id: format!("by-{}", what.to_lowercase()),
        caption: format!("Adults by {}, {}", what.to_lowercase(), look.run.latest()),
        columns: [
            what,
            "In treatment",
            "Parent living with own children",
            "Parent not living with own children",
            "Living with children not their own",
            "Completed, of leavers",
            "Stayed 12 weeks, of starters",
        ]
        .map(Into::into)
        .to_vec(),
        rows: levels
            .iter()
            .map(|level| {
                Line::plain(
                    *level,
                    vec![
                        count(treated(level, GroupRow::All)),
                        count_and_share(treated(level, GroupRow::OwnChildren)),
                        count_and_share(treated(level, GroupRow::ParentApart)),
                        count_and_share(treated(level, GroupRow::OthersChildren)),
                        beside(level, "leaving", "completed_of_leavers"),
                        beside(level, "starting", "retained_12_weeks"),
                    ],
                )
            })
            .collect(),
        note: if !by_area && look.run.settings.provider_from == ProviderFrom::Any {
            "A person counts at each provider of the journey, so providers do not add up and are not compared with the rest. Every measure is in results.csv."
        } else {
            "Better, similar or worse: the interval of the difference from the rest of the extract, itself left out, lies above, holds or lies below 0 (in a report on one area a provider stands beside the rest of that area). With many rows some are called better or worse by chance. Every measure is in results.csv."
        }
        .into(),
    })
}

/// The area that the run is about beside the rest of the extract, latest year. `None` if it is about everybody.
pub fn beside_the_rest(look: &Lookup<'_>) -> Option<Table> {
    const ASKED: &[(&str, &str, GroupRow, &str)] = &[
        (
            "in_treatment",
            "in_treatment",
            GroupRow::OwnChildren,
            "In treatment: parent living with own children",
        ),
        (
            "in_treatment",
            "in_treatment",
            GroupRow::ParentApart,
            "In treatment: parent not living with own children",
        ),
        (
            "in_treatment",
            "in_treatment",
            GroupRow::OthersChildren,
            "In treatment: living with children not their own",
        ),
        (
            "starting",
            "starting",
            GroupRow::OwnChildren,
            "Starting: parent living with own children",
        ),
        (
            "starting",
            "starting",
            GroupRow::ParentApart,
            "Starting: parent not living with own children",
        ),
        (
            "starting",
            "starting",
            GroupRow::OthersChildren,
            "Starting: living with children not their own",
        ),
        (
            "starting_and_leaving",
            "completed_of_starters_leaving",
            GroupRow::All,
            "Completed, of starters leaving",
        ),
        (
            "leaving",
            "completed_of_leavers",
            GroupRow::All,
            "Completed, of leavers",
        ),
        (
            "leaving",
            "completed_of_leavers",
            GroupRow::OwnChildren,
            "Completed, of leavers: parent living with own children",
        ),
        (
            "starting",
            "retained_12_weeks",
            GroupRow::All,
            "Stayed 12 weeks",
        ),
        (
            "starting",
            "retained_12_weeks",
            GroupRow::OwnChildren,
            "Stayed 12 weeks: parent living with own children",
        ),
        (
            "in_treatment",
            "heroin_or_crack",
            GroupRow::All,
            "Heroin or crack cocaine",
        ),
        (
            "in_treatment",
            "housing_problem",
            GroupRow::All,
            "Housing problem",
        ),
        (
            "in_treatment",
            "completeness_family_group",
            GroupRow::All,
            "Family group recorded",
        ),
    ];
    if look.released.area() == "all" {
        return None;
    }
    let rows = ASKED
        .iter()
        .map(|(population, measure, group, label)| {
            let from = adults(population, measure);
            let rest = From {
                area: REST_OF_EXTRACT,
                ..from
            };
            let key = (REST_OF_EXTRACT, "difference");
            let difference = look.inferred(from, look.run.latest(), *group, "all", key);
            Line::plain(
                *label,
                vec![
                    share(look.latest(from, *group)),
                    share(look.latest(rest, *group)),
                    points_with_interval(difference),
                    difference.map_or("", |row| row.assessment).into(),
                ],
            )
        })
        .collect();
    Some(Table {
        id: "beside-the-rest".into(),
        caption: format!(
            "{} and the rest of the extract, adults, {}",
            look.run.settings.area_name,
            look.run.latest()
        ),
        columns: [
            "Measure",
            "This area",
            "Rest of the extract",
            "Difference in percentage points (95% interval)",
            "Compared",
        ]
        .map(Into::into)
        .to_vec(),
        rows,
        note: "Newcombe's interval. Better or worse only for completion, staying in treatment and recording; higher or lower for all else; similar where the interval holds 0.".into(),
    })
}

//! Tables about children, pregnancy, under-18s, and the help that families get.

use super::tables::{Line, Table};
use crate::disclosure::ReleasedRow;
use crate::measures::GroupRow;
use crate::measures::questions::{OF_FAMILIES, Question};
use crate::presentation::cells::{count, count_and_share, share_with_interval, sum_and_mean};
use crate::presentation::figures::{span, unit};
use crate::presentation::lookup::{From, Lookup, adults, under_18};
use crate::settings::Unit;

/// The groups of people who live with a child, and everybody.
const AT_HOME: [GroupRow; 4] = [
    GroupRow::OwnChildren,
    GroupRow::OthersChildren,
    GroupRow::Incomplete,
    GroupRow::All,
];

/// How many children live with people in treatment, by year.
pub fn children(look: &Lookup<'_>) -> Table {
    let from = adults("in_treatment", "children_living_with");
    Table {
        id: "children-living-with".into(),
        caption: format!(
            "Children under 18 living with adults in treatment, {} (number, and average for each adult with a number recorded)",
            span(look.run)
        ),
        columns: years(look, "Family group"),
        rows: AT_HOME
            .iter()
            .map(|group| Line::group(*group, by_year(look, from, *group, "all", sum_and_mean)))
            .collect(),
        note: format!(
            "Counted are adults whose number of children in the home is recorded as 1 to 30. Children are not told apart: two adults in treatment who live with the same child count it twice{}. The extract holds no child's age.",
            match look.run.settings.unit {
                Unit::Person =>
                    ", and a child of somebody with two journeys in a year is counted once, with the latest",
                Unit::Journey => ", and so do two journeys of one adult",
            }
        ),
    }
}

/// How many people have how many children in the home, latest year.
pub fn numbers_of_children(look: &Lookup<'_>) -> Table {
    let groups = [
        GroupRow::OwnChildren,
        GroupRow::OthersChildren,
        GroupRow::LivesWithChild,
        GroupRow::All,
    ];
    let lines = [
        ("children_1", "One"),
        ("children_2", "Two"),
        ("children_3", "Three"),
        ("children_4_or_more", "Four or more"),
        ("children_0", "None"),
    ];
    Table {
        id: "children-distribution".into(),
        caption: format!(
            "Number of children in the home, adults in treatment, {} (number of {} and per cent of those with a number recorded)",
            look.run.latest(),
            unit(look.run)
        ),
        columns: std::iter::once("Children in the home".into())
            .chain(groups.iter().map(|g| g.label().into()))
            .collect(),
        rows: lines
            .iter()
            .map(|(measure, name)| {
                let from = adults("in_treatment", measure);
                let cells = groups.map(|g| count_and_share(look.latest(from, g)));
                Line::plain(*name, cells.to_vec())
            })
            .collect(),
        note: String::new(),
    }
}

/// Pregnant women starting, by year, and how many had no contact with children's services recorded.
pub fn pregnancy(look: &Lookup<'_>) -> Table {
    let line = |name: &str, from| {
        Line::plain(
            name,
            by_year(look, from, GroupRow::All, "F", share_with_interval),
        )
    };
    let mut rows = vec![
        line("Adults", adults("starting", "pregnant")),
        line("Under-18s", under_18("starting", "pregnant")),
    ];
    let contact = adults("starting", "pregnant_no_childrens_services_recorded");
    rows.push(line(
        "Of pregnant adults: no contact with children's services recorded",
        contact,
    ));
    Table {
        id: "pregnancy".into(),
        caption: format!(
            "Pregnant, of women starting treatment, {} (number, per cent and 95% interval)",
            span(look.run)
        ),
        columns: years(look, "Women"),
        rows,
        note: "Of all women starting, whether pregnancy was recorded or not. 95% Wilson intervals in brackets. Contact: early help or children's social care recorded anywhere in the journey; assumed coding. Nothing recorded does not mean none.".into(),
    }
}

/// Under-18s starting, by year: parents, and young women who are pregnant.
pub fn young_people(look: &Lookup<'_>) -> Table {
    let started = under_18("starting", "starting");
    let number = |name: &str, group, sex| {
        Line::plain(name, by_year(look, started, group, sex, count_and_share))
    };
    let pregnant = under_18("starting", "pregnant");
    let rows = vec![
        number(
            "Parent living with own children",
            GroupRow::OwnChildren,
            "all",
        ),
        number(
            "Parent not living with own children",
            GroupRow::ParentApart,
            "all",
        ),
        number(
            "Living with children not their own (often brothers and sisters)",
            GroupRow::OthersChildren,
            "all",
        ),
        Line {
            kind: "all",
            ..Line::plain(
                "All under-18s starting",
                by_year(look, started, GroupRow::All, "all", count),
            )
        },
        Line::plain(
            "Young women who are pregnant",
            by_year(look, pregnant, GroupRow::All, "F", count_and_share),
        ),
        Line {
            kind: "all",
            ..Line::plain(
                "All young women starting",
                by_year(look, started, GroupRow::All, "F", count),
            )
        },
    ];
    Table {
        id: "under-18-families".into(),
        caption: format!(
            "Under-18s starting treatment: parents, and young women who are pregnant, {} (number and per cent)",
            span(look.run)
        ),
        columns: years(look, "Under-18s"),
        rows,
        note:
            "Parents: per cent of under-18s starting. Pregnant: per cent of young women starting."
                .into(),
    }
}

/// Children's social care and early help, or the help a family gets: states down, groups across, latest year.
pub fn of_families(
    look: &Lookup<'_>,
    id: &str,
    caption: &str,
    starts: &[&str],
    note: &str,
) -> Table {
    let groups = [
        GroupRow::OwnChildren,
        GroupRow::ParentApart,
        GroupRow::OthersChildren,
        GroupRow::LivesWithChild,
        GroupRow::ParentOrLivesWithChild,
    ];
    let asked = |(measure, ..): &&Question| starts.iter().any(|s| measure.starts_with(s));
    Table {
        id: id.into(),
        caption: format!(
            "{caption}, adults in treatment, {} (number of {} and per cent)",
            look.run.latest(),
            unit(look.run)
        ),
        columns: std::iter::once("Recorded in the journey".into())
            .chain(groups.iter().map(|g| g.label().into()))
            .collect(),
        rows: OF_FAMILIES
            .iter()
            .filter(asked)
            .map(|(measure, label, ..)| {
                let from = adults("in_treatment", measure);
                let cells = groups.map(|g| count_and_share(look.latest(from, g)));
                Line::plain(*label, cells.to_vec())
            })
            .collect(),
        note: note.into(),
    }
}

/// One cell a year.
pub fn by_year(
    look: &Lookup<'_>,
    from: From<'_>,
    group: GroupRow,
    sex: &str,
    write: fn(Option<&ReleasedRow>) -> String,
) -> Vec<String> {
    let periods = look.run.periods.iter();
    periods
        .map(|period| write(look.get(from, period, group, sex)))
        .collect()
}

/// The name of the first column, then the years.
pub fn years(look: &Lookup<'_>, first: &str) -> Vec<String> {
    std::iter::once(first.into())
        .chain(look.run.periods.iter().cloned())
        .collect()
}

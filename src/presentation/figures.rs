//! The three charts of the national report, from released results.

use super::charts::{Bars, Chart, Frame, GroupedBars, Lines, Mark, Picture, draw, png};
use super::folder::File;
use super::run::Run;
use crate::disclosure::{Released, ReleasedRow};
use crate::error::{Error, Result};
use crate::measures::GroupRow;

/// A chart as it is written: picture, alternative text, and the name of its files.
pub struct Drawn {
    pub name: &'static str,
    pub title: String,
    pub picture: Picture,
}

impl Drawn {
    /// `charts/NAME.svg`, `.png` and `.txt`.
    pub fn files(&self) -> Result<[File; 3]> {
        let name = |ending: &str| format!("charts/{}.{ending}", self.name);
        let pixels = png(&self.picture.svg).map_err(|e| Error::Internal(e.to_string()))?;
        Ok([
            File::new(name("svg"), self.picture.svg.clone().into_bytes()),
            File::new(name("png"), pixels),
            File::new(
                name("txt"),
                format!("{}\n", self.picture.alt.trim_end()).into_bytes(),
            ),
        ])
    }
}

const FIVE_GROUPS: &[GroupRow] = GroupRow::ALL.split_at(5).0;
const FOUR_GROUPS: &[GroupRow] = GroupRow::ALL.split_at(4).0;

/// All charts of a report.
pub fn draw_all(run: &Run, released: &Released) -> Result<Vec<Drawn>> {
    let charts = [
        ("chart-1-family-groups", family_groups(run, released)),
        ("chart-2-starting-by-sex", starting_by_sex(run, released)),
        ("chart-3-successful-completion", completion(run, released)),
    ];
    charts
        .into_iter()
        .map(|(name, chart)| {
            Ok(Drawn {
                name,
                title: chart.frame().title.clone(),
                picture: draw(&chart).map_err(|e| Error::Internal(e.to_string()))?,
            })
        })
        .collect()
}

/// (1) Of all adults in treatment in the latest year, the share in each family group.
fn family_groups(run: &Run, released: &Released) -> Chart {
    let year = run.latest();
    Chart::Bars(Bars {
        frame: frame(
            run,
            released,
            "family-groups",
            format!("Family groups of adults in treatment, {year}"),
            format!(
                "Per cent of adults in treatment, {year} (number of {})",
                unit(run)
            ),
        ),
        rows: FIVE_GROUPS
            .iter()
            .map(|group| {
                (
                    group.label().into(),
                    mark(find(released, "in_treatment", year, *group, "all"), true),
                )
            })
            .collect(),
    })
}

/// (2) Of women and of men starting in the latest year, the share in each family group.
fn starting_by_sex(run: &Run, released: &Released) -> Chart {
    let year = run.latest();
    Chart::GroupedBars(GroupedBars {
        frame: frame(
            run,
            released,
            "starting-by-sex",
            format!("Adults starting treatment by family group and sex, {year}"),
            format!("Per cent of women and of men starting treatment, {year}"),
        ),
        series: vec!["Women".into(), "Men".into()],
        rows: FIVE_GROUPS
            .iter()
            .map(|group| {
                let marks = ["F", "M"]
                    .map(|sex| mark(find(released, "starting", year, *group, sex), false));
                (group.label().into(), marks.to_vec())
            })
            .collect(),
    })
}

/// (3) Of those starting and leaving in a year, the share completing successfully, by group, over the years.
fn completion(run: &Run, released: &Released) -> Chart {
    let mut frame = frame(
        run,
        released,
        "successful-completion",
        format!("Successful completion by family group, {}", span(run)),
        "Per cent of adults starting and leaving in the year".into(),
    );
    frame
        .notes
        .push("Only people who started and left in the same year: short stays.".into());
    Chart::Lines(Lines {
        frame,
        periods: run.periods.clone(),
        series: FOUR_GROUPS
            .iter()
            .map(|group| {
                let marks = run
                    .periods
                    .iter()
                    .map(|year| {
                        mark(
                            find(
                                released,
                                "completed_of_starters_leaving",
                                year,
                                *group,
                                "all",
                            ),
                            false,
                        )
                    })
                    .collect();
                (group.label().into(), marks)
            })
            .collect(),
    })
}

fn frame(run: &Run, released: &Released, id: &str, title: String, unit: String) -> Frame {
    Frame {
        id: id.into(),
        title,
        unit,
        source: format!(
            "treatment episodes of {}, as of {}; NDTMS-style, not official statistics",
            run.settings.area_name, run.extent.as_of
        ),
        marking: Some(released.marking().text().into()),
        notes: Vec::new(),
    }
}

/// What one count is a count of.
pub fn unit(run: &Run) -> &'static str {
    match run.settings.unit {
        crate::settings::Unit::Person => "people",
        crate::settings::Unit::Journey => "journeys",
    }
}

/// The years as `2009-10 to 2011-12`, or one year.
pub fn span(run: &Run) -> String {
    match run.periods.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, .., last] => format!("{first} to {last}"),
    }
}

/// The row of a measure for adults, undivided.
pub fn find<'a>(
    released: &'a Released,
    measure: &str,
    period: &str,
    group: GroupRow,
    sex: &str,
) -> Option<&'a ReleasedRow> {
    released.rows().iter().find(|r| {
        r.age_group() == "adults"
            && r.breakdown() == "all"
            && r.measure() == measure
            && r.period() == period
            && r.family_group() == group.name()
            && r.sex() == sex
    })
}

fn mark(row: Option<&ReleasedRow>, with_count: bool) -> Mark {
    match row {
        Some(row) if row.is_confidential() => Mark::Hidden,
        Some(row) => match row.value() {
            Some(value) => Mark::Shown {
                value,
                lower: row.lowercl(),
                upper: row.uppercl(),
                count: row.numerator().filter(|_| with_count),
                provisional: row.is_provisional(),
            },
            None => Mark::NotAvailable,
        },
        None => Mark::NotAvailable,
    }
}

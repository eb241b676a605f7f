//! Results beside published figures.
//!
//! A figure is a benchmark only for the same year and the same people, and only if it was read in the publication itself;
//! any other is context: it stands beside ours and nothing is called better or worse. Years that were not found are not
//! filled in.

use super::assess::{Direction, beside_benchmark};
use super::index::{About, Index};
use super::row::{Inferred, Statistic, counts};
use crate::cohorts::AgeGroup;
use crate::disclosure::{Released, ReleasedRow};
use crate::measures::GroupRow;
use crate::published::{Figure, Kind, Standing};
use crate::settings::Population as People;

/// Published figures, and what the run's own cover.
pub struct Published<'a> {
    /// What the figures are called: `national`, or the name of the file.
    pub name: &'a str,
    pub figures: &'a [Figure],
    pub people: People,
}

/// One row a published share that a row of the run stands beside.
pub fn beside_published(
    released: &Released,
    index: &Index<'_>,
    published: &Published<'_>,
) -> Vec<Inferred> {
    let mut rows: Vec<Inferred> = Vec::new();
    for figure in published.figures {
        let Some(share) = share(figure, published.figures) else {
            continue;
        };
        let Some((ours, same_year)) = ours(released, index, figure, published.figures) else {
            continue;
        };
        let compared_with = format!("{} {}", published.name, figure.year);
        let mut row = Inferred::beside(ours, &compared_with, Statistic::Benchmark);
        row.method = "published";
        row.confidence = "";
        row.value = Some(share);
        if same_year && is_benchmark(figure, published.people) && !ours.is_provisional() {
            let half_unit = match figure.kind {
                Kind::Percent => 0.005,
                _ => 0.0,
            };
            row.assessment = counts(ours)
                .and_then(|c| beside_benchmark(c, share, half_unit, Direction::of(ours.measure())))
                .map_or("", |standing| standing.text());
        }
        let twice = |r: &Inferred| r.about() == row.about() && r.compared_with == compared_with;
        if !rows.iter().any(twice) {
            rows.push(row);
        }
    }
    rows
}

/// Whether a figure of the same year may be called a benchmark.
pub fn is_benchmark(figure: &Figure, people: People) -> bool {
    // Under-18s are counted whatever they use.
    let same_people = figure.age_group == AgeGroup::Under18
        || figure.covers.is_none_or(|covers| covers == people);
    figure.standing == Standing::Official && same_people
}

/// What a figure is about, as the rows of an area and a period would name it.
pub fn about<'a>(figure: &'a Figure, area: &'a str, period: &'a str) -> About<'a> {
    About {
        age_group: figure.age_group.name(),
        area,
        provider: "all",
        population: figure.population.name(),
        measure: &figure.measure,
        period,
        family_group: figure.family_group.name(),
        sex: figure.sex.name(),
        breakdown: &figure.breakdown,
        level: &figure.level,
    }
}

/// The figure as a share, from 0 to 1. A count is one if the whole it is of was published too.
fn share(figure: &Figure, all: &[Figure]) -> Option<f64> {
    if figure.of_group.is_some() {
        return None;
    }
    match figure.kind {
        Kind::Percent => Some(figure.value as f64 / 100.0),
        Kind::CountAbout => None,
        Kind::Count => {
            let is_share = matches!(figure.measure.as_str(), "in_treatment" | "starting");
            let part = figure.family_group != GroupRow::All;
            let everybody = About {
                family_group: GroupRow::All.name(),
                ..about(figure, "", "")
            };
            let whole = all.iter().find(|f| {
                f.kind == Kind::Count && f.year == figure.year && about(f, "", "") == everybody
            })?;
            (is_share && part && whole.value > 0).then(|| figure.value as f64 / whole.value as f64)
        }
    }
}

/// The run's row of what a figure is about: of the same year, else of the latest for the newest figure there is.
fn ours<'a>(
    released: &Released,
    index: &Index<'a>,
    figure: &Figure,
    all: &[Figure],
) -> Option<(&'a ReleasedRow, bool)> {
    let row = |period: &str| index.get(about(figure, released.area(), period));
    if let Some(same) = row(&figure.year.to_string()) {
        return Some((same, true));
    }
    let same_thing =
        |f: &&Figure| f.of_group.is_none() && about(f, "", "") == about(figure, "", "");
    let newest = all.iter().filter(same_thing).map(|f| f.year).max()?;
    let latest = row(released.periods().last()?)?;
    (figure.year == newest).then_some((latest, false))
}

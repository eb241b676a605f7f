//! The table of results beside published figures.

use super::tables::{Line, Table};
use crate::inference::Inferred;
use crate::inference::benchmarks::is_benchmark;
use crate::inference::index::About;
use crate::measures::definitions::measures;
use crate::presentation::cells::share_with_interval;
use crate::presentation::lookup::Lookup;
use crate::published::{Figure, Kind, Standing};

/// One line a published share. `None` if none was asked for.
pub fn beside_published(look: &Lookup<'_>) -> Option<Table> {
    let rows: Vec<Line> = look
        .inferred
        .iter()
        .filter(|row| row.statistic == "benchmark")
        .filter_map(|row| line(look, row))
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "published".into(),
        caption: "Results beside published figures".into(),
        columns: ["Measure", "Ours", "Published", "Compared"].map(Into::into).to_vec(),
        rows,
        note: "Better, similar or worse (for completion, staying and recording) and higher, similar or lower (for all else): whether the 95% interval of ours lies above, holds or lies below the published share, which is mostly rounded to a whole per cent. A figure is a benchmark only if it is of the same year and the same people and was read in the publication itself; any other is context. Years that were not found are not filled in.".into(),
    })
}

fn line(look: &Lookup<'_>, row: &Inferred) -> Option<Line> {
    let ours = look.row(row.about())?;
    let figure = figure(look.published, row)?;
    let published = format!(
        "{} {} ({})",
        whole_or_tenth(row.value?, figure.kind),
        figure.year,
        figure.source
    );
    Some(Line::plain(
        name(row),
        vec![
            format!("{}: {}", row.period, share_with_interval(Some(ours))),
            published.replace(" ()", ""),
            match row.assessment {
                "" => context(look, row, figure),
                word => word.into(),
            },
        ],
    ))
}

fn whole_or_tenth(share: f64, kind: Kind) -> String {
    match kind {
        Kind::Percent => format!("{:.0}%", 100.0 * share),
        _ => format!("{:.1}%", 100.0 * share),
    }
}

fn figure<'a>(figures: &'a [Figure], row: &Inferred) -> Option<&'a Figure> {
    figures.iter().find(|f| {
        row.compared_with.ends_with(&f.year.to_string())
            && f.of_group.is_none()
            && f.kind != Kind::CountAbout
            && f.measure == row.measure
            && (f.age_group.name(), f.population.name()) == (row.age_group, row.population)
            && (f.family_group.name(), f.sex.name()) == (row.family_group, row.sex)
            && (f.breakdown.as_str(), f.level.as_str())
                == (row.breakdown.as_str(), row.level.as_str())
    })
}

/// Why nothing is called better or worse.
fn context(look: &Lookup<'_>, row: &Inferred, figure: &Figure) -> String {
    let why = if figure.standing == Standing::SecondHand {
        "quoted second hand"
    } else if !is_benchmark(figure, look.run.settings.population) {
        "of other people: see the setting `population`"
    } else if figure.year.to_string() != row.period {
        "of another year"
    } else {
        "ours is not shown or not complete"
    };
    format!("context only, {why}")
}

fn name(row: &Inferred) -> String {
    let About {
        measure,
        population,
        family_group,
        sex,
        age_group,
        ..
    } = row.about();
    let label = measures()
        .iter()
        .find(|m| m.id == measure && m.population.name() == population)
        .map_or(measure.replace('_', " "), |m| m.label.into());
    let group = match family_group {
        "all" => String::new(),
        group => format!(": {}", group.replace('_', " ")),
    };
    let sex = match sex {
        "F" => ", women",
        "M" => ", men",
        _ => "",
    };
    let age = match age_group {
        "under_18" => " (under-18s)",
        _ => "",
    };
    format!("{label}{group}{sex}{age}")
}

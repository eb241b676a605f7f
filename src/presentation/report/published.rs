//! The table of results beside published figures.

use super::tables::{Line, Table};
use crate::inference::Inferred;
use crate::inference::benchmarks::{about, is_benchmark};
use crate::inference::index::About;
use crate::measures::GroupRow;
use crate::measures::definitions::measures;
use crate::presentation::cells::share_with_interval;
use crate::presentation::lookup::Lookup;
use crate::published::{Figure, Kind, Standing};
use crate::settings::Population as People;

/// One line a published share. `None` if none was asked for.
pub fn beside_published(look: &Lookup<'_>) -> Option<Table> {
    let shown: Vec<(&Inferred, &Figure)> = look
        .inferred
        .iter()
        .filter(|row| row.statistic == "benchmark")
        .filter_map(|row| Some((row, figure(look.published, row)?)))
        .collect();
    let rows: Vec<Line> = shown
        .iter()
        .filter_map(|(row, figure)| line(look, row, figure))
        .collect();
    let mut sources: Vec<&str> = Vec::new();
    for (_, figure) in &shown {
        if !figure.source.is_empty() && !sources.contains(&figure.source.as_str()) {
            sources.push(&figure.source);
        }
    }
    (!rows.is_empty()).then(|| Table {
        id: "published".into(),
        caption: format!(
            "Results beside published figures ({} of {} can be compared)",
            shown.iter().filter(|(row, _)| !row.assessment.is_empty()).count(),
            shown.len()
        ),
        columns: ["Measure", "Ours", "Published", "Compared"].map(Into::into).to_vec(),
        rows,
        note: format!("Better, similar or worse (for completion, staying and recording) and higher, similar or lower (for all else): whether the 95% interval of ours lies above, holds or lies below the published share; a whole per cent stands for everything that rounds to it. A figure is a benchmark only if it is of the same year and the same people and was read in the publication itself; any other is context. Years that were not found are not filled in. Discharge and referral were recoded in 2012-13 (published): take care across it. Sources: {}.", sources.join("; ")),
    })
}

fn line(look: &Lookup<'_>, row: &Inferred, figure: &Figure) -> Option<Line> {
    let ours = look.row(row.about())?;
    let share = match figure.kind {
        Kind::Percent => format!("{:.0}%", 100.0 * row.value?),
        _ => format!("{:.1}%", 100.0 * row.value?),
    };
    Some(Line::plain(
        name(row),
        vec![
            format!("{}: {}", row.period, share_with_interval(Some(ours))),
            format!("{}: {share}", figure.year),
            match row.assessment {
                "" => context(look, row, figure),
                word => word.into(),
            },
        ],
    ))
}

/// The figure that a row was made from: a per cent, or a count whose whole was published.
fn figure<'a>(figures: &'a [Figure], row: &Inferred) -> Option<&'a Figure> {
    let of_kind = |kind: Kind| {
        figures.iter().find(|f| {
            f.kind == kind
                && f.of_group.is_none()
                && row.compared_with.ends_with(&f.year.to_string())
                && about(f, &row.area, &row.period) == row.about()
        })
    };
    of_kind(Kind::Percent).or_else(|| of_kind(Kind::Count))
}

/// Why nothing is called better or worse.
fn context(look: &Lookup<'_>, row: &Inferred, figure: &Figure) -> String {
    let why = if figure.standing == Standing::SecondHand {
        "quoted second hand"
    } else if !is_benchmark(figure, look.run.settings.population) {
        match figure.covers {
            Some(People::Drugs) => "the figure leaves out people whose main drug is alcohol",
            _ => "the figure covers people whose main drug is alcohol too",
        }
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
    let group = GroupRow::ALL
        .into_iter()
        .find(|g| g.name() == family_group && *g != GroupRow::All)
        .map_or(String::new(), |g| format!(": {}", g.label().to_lowercase()));
    let sex = match sex {
        "F" if measure != "pregnant" => ", women",
        "M" => ", men",
        _ => "",
    };
    let age = match age_group {
        "under_18" => " (under-18s)",
        _ => "",
    };
    format!("{label}{group}{sex}{age}")
}

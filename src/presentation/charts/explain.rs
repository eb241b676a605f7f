//! Explanations that a chart adds under its plot by itself: what the intervals and the shorthand mean, and, where a
//! line breaks, for which years.

use super::font::unbroken;
use super::shorthand::{Code, key};
use super::{Chart, Lines, Mark};

/// One paragraph each; none when there is nothing to explain.
pub(super) fn explanations(chart: &Chart) -> Vec<String> {
    match chart {
        Chart::Bars(bars) => key(bars.rows.iter().map(|(_, mark)| mark))
            .into_iter()
            .collect(),
        Chart::GroupedBars(bars) => key(bars.rows.iter().flat_map(|(_, marks)| marks))
            .into_iter()
            .collect(),
        Chart::Lines(lines) => {
            let codes = if lines.periods.len() == 1 {
                key(all(lines)).into_iter().collect()
            } else {
                places(lines)
            };
            intervals(lines).into_iter().chain(codes).collect()
        }
        Chart::Pairs(pairs) => {
            let marks = pairs.rows.iter().flat_map(|(_, marks)| marks);
            let any_interval = marks.clone().any(|mark| mark.interval().is_some());
            let intervals = any_interval.then(|| {
                "Bars through the points and numbers in brackets: 95% intervals".to_owned()
            });
            intervals.into_iter().chain(key(marks)).collect()
        }
    }
}

fn all(lines: &Lines) -> impl Iterator<Item = &Mark> + Clone {
    lines.series.iter().flat_map(|(_, marks)| marks)
}

fn intervals(lines: &Lines) -> Option<String> {
    let direction = if lines.periods.len() == 1 {
        "Horizontal"
    } else {
        "Vertical"
    };
    all(lines)
        .any(|mark| mark.interval().is_some())
        .then(|| format!("{direction} bars through the points: 95% intervals"))
}

/// Whether every share shown in a period is provisional, so that the period's own label can say so.
pub(super) fn is_provisional(lines: &Lines, period: usize) -> bool {
    let mut shown = lines
        .series
        .iter()
        .map(|(_, marks)| &marks[period])
        .filter(|mark| matches!(mark, Mark::Shown { .. }));
    let first = shown.next();
    first.is_some_and(|mark| Code::Provisional.is_on(mark))
        && shown.all(|mark| Code::Provisional.is_on(mark))
}

/// The shorthand used, with the series and years it stands for where no label in the picture says so: a line's label
/// speaks of its last year only.
fn places(lines: &Lines) -> Vec<String> {
    let used = Code::ALL
        .into_iter()
        .filter(|code| all(lines).any(|mark| code.is_on(mark)));
    let (bare, placed): (Vec<_>, Vec<_>) = used
        .map(|code| (code, series_with(lines, code)))
        .partition(|(_, series)| series.is_empty());
    let bare: Vec<&str> = bare.into_iter().map(|(code, _)| code.meaning()).collect();
    let bare = (!bare.is_empty()).then(|| bare.join(", "));
    let placed = placed
        .into_iter()
        .map(|(code, series)| format!("{}: {}", code.meaning(), series.join("; ")));
    placed.chain(bare).collect()
}

/// Every series with the code, unless all marks have it or the labels of last years and of periods say it all.
fn series_with(lines: &Lines, code: Code) -> Vec<String> {
    let last = lines.periods.len() - 1;
    let on_period = |period: usize| code == Code::Provisional && is_provisional(lines, period);
    let with_code = |marks: &[Mark]| -> Vec<usize> {
        let periods = (0..=last).filter(|&period| code.is_on(&marks[period]));
        periods.filter(|&period| !on_period(period)).collect()
    };
    let is_news =
        |(_, marks): &(String, Vec<Mark>)| with_code(marks).iter().any(|&period| period < last);
    if all(lines).all(|mark| code.is_on(mark)) || !lines.series.iter().any(is_news) {
        return Vec::new();
    }
    let name_periods = |(name, marks): &(String, Vec<Mark>)| {
        let periods = with_code(marks);
        (!periods.is_empty()).then(|| format!("{name} ({})", written(&lines.periods, &periods)))
    };
    lines.series.iter().filter_map(name_periods).collect()
}

/// `2009-10, 2011-12`, `2009-10 to 2013-14` or `all years`.
fn written(names: &[String], periods: &[usize]) -> String {
    if periods.len() == names.len() {
        return unbroken("all years");
    }
    let runs = periods.chunk_by(|earlier, later| earlier + 1 == *later);
    let name_run = |run: &[usize]| match *run {
        [first, _, .., last] => unbroken(&format!("{} to {}", names[first], names[last])),
        _ => run
            .iter()
            .map(|&period| names[period].as_str())
            .collect::<Vec<_>>()
            .join(", "),
    };
    runs.map(name_run).collect::<Vec<_>>().join(", ")
}

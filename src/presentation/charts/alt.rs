//! Alternative text: everything the picture says, in the order in which it is read.

use super::font::plain;
use super::shorthand::{Detail, key, label};
use super::{Bars, Chart, Frame, GroupedBars, Lines, Mark, Pairs};

/// One paragraph of sentences. Holds what is drawn, so no hidden value and no number beyond those shown.
pub(super) fn text(chart: &Chart) -> String {
    let (kind, values, key) = match chart {
        Chart::Bars(bars) => (
            "Bar chart",
            of_bars(bars),
            key(bars.rows.iter().map(|(_, mark)| mark)),
        ),
        Chart::GroupedBars(bars) => (
            "Grouped bar chart",
            of_groups(bars),
            key(bars.rows.iter().flat_map(|(_, marks)| marks)),
        ),
        Chart::Lines(lines) => {
            let kind = if lines.periods.len() == 1 {
                "Point chart"
            } else {
                "Line chart"
            };
            (
                kind,
                of_lines(lines),
                key(lines.series.iter().flat_map(|(_, marks)| marks)),
            )
        }
        Chart::Pairs(pairs) => (
            "Paired dot chart",
            of_pairs(pairs),
            key(pairs.rows.iter().flat_map(|(_, marks)| marks)),
        ),
    };
    let Frame {
        title,
        unit,
        source,
        marking,
        notes,
        ..
    } = chart.frame();
    let marking = marking.iter().map(|marking| format!("Marked: {marking}"));
    let opening = [title.clone(), format!("{kind}: {unit}")];
    let closing = key
        .into_iter()
        .chain(notes.iter().cloned())
        .chain([format!("Source: {source}")]);
    let sentences = marking
        .chain(opening)
        .chain(values)
        .chain(closing)
        .map(|text| sentence(&text));
    sentences
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn of_bars(bars: &Bars) -> Vec<String> {
    let row =
        |(name, mark): &(String, Mark)| format!("{name}: {}", label(mark, Detail::ShareAndCount));
    bars.rows.iter().map(row).collect()
}

fn of_groups(bars: &GroupedBars) -> Vec<String> {
    let row = |(name, marks): &(String, Vec<Mark>)| {
        of_row(name, &bars.series, marks, Detail::ShareAndCount)
    };
    bars.rows.iter().map(row).collect()
}

fn of_lines(lines: &Lines) -> Vec<String> {
    let row = |(name, marks): &(String, Vec<Mark>)| {
        of_row(name, &lines.periods, marks, Detail::ShareAndInterval)
    };
    note_on_intervals(lines.series.iter().flat_map(|(_, marks)| marks))
        .chain(lines.series.iter().map(row))
        .collect()
}

fn of_pairs(pairs: &Pairs) -> Vec<String> {
    let row = |(name, marks): &(String, [Mark; 2])| {
        of_row(name, &pairs.series, marks, Detail::ShareAndInterval)
    };
    note_on_intervals(pairs.rows.iter().flat_map(|(_, marks)| marks))
        .chain(pairs.rows.iter().map(row))
        .collect()
}

/// `name: column 21%, column [c]`.
fn of_row(name: &str, columns: &[String], marks: &[Mark], detail: Detail) -> String {
    let each = columns.iter().zip(marks);
    let each = each.map(|(column, mark)| format!("{column} {}", label(mark, detail)));
    format!("{name}: {}", each.collect::<Vec<_>>().join(", "))
}

fn note_on_intervals<'a>(
    mut marks: impl Iterator<Item = &'a Mark>,
) -> impl Iterator<Item = String> {
    let any = marks.any(|mark| mark.interval().is_some());
    any.then(|| "95% intervals in brackets".to_owned())
        .into_iter()
}

fn sentence(text: &str) -> String {
    let text = plain(text);
    if text.is_empty() || text.ends_with(['.', '?', '!']) {
        text
    } else {
        format!("{text}.")
    }
}

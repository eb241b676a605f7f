//! The labels at the right ends of lines: name, last value and marker, and a leader line to the last point.

use super::axis::Scale;
use super::font::{Fonts, Weight, unbroken};
use super::lines::{Across, Plot, shown};
use super::page::block;
use super::scene::{Align, Scene};
use super::shorthand::{Detail, label};
use super::spread::{Wish, spread};
use super::style::{INK, LEADER, LINE, LOOKS, TEXT};
use super::{Lines, Mark};

/// Widths tried for the labels at the right, each with the most lines a label may then take.
const LABEL_SHAPES: [(f64, usize); 5] =
    [(300.0, 2), (352.0, 2), (300.0, 3), (352.0, 3), (400.0, 4)];
/// Room for leader lines between the plot and the labels.
pub(super) const CHANNEL: f64 = 46.0;
/// From the middle of the marker in front of a label to the label.
pub(super) const KEY_GAP: f64 = 26.0;
/// Least white between two labels.
const LABEL_GAP: f64 = 12.0;
/// The label at the end of a line.
pub(super) struct EndLabel {
    pub(super) text: Vec<String>,
    /// The last share shown, whose height the label keeps to.
    value: Option<f64>,
    /// Whether that share is the last year's, so that a leader line may join them.
    reaches_end: bool,
}

/// The labels of all series, in the least room in which none takes too many lines.
pub(super) fn end_labels(fonts: &Fonts, lines: &Lines) -> Vec<EndLabel> {
    let at = |width| {
        lines
            .series
            .iter()
            .map(|(name, marks)| end_label(fonts, name, marks, width))
            .collect::<Vec<_>>()
    };
    let fitting = |(width, most): (f64, usize)| {
        Some(at(width)).filter(|labels| labels.iter().all(|label| label.text.len() <= most))
    };
    LABEL_SHAPES
        .into_iter()
        .find_map(fitting)
        .unwrap_or_else(|| at(LABEL_SHAPES[4].0))
}

fn end_label(fonts: &Fonts, name: &str, marks: &[Mark], width: f64) -> EndLabel {
    let last = marks
        .last()
        .map(|mark| unbroken(&label(mark, Detail::Share)))
        .unwrap_or_default();
    let value = marks.iter().rev().find_map(shown);
    let reaches_end = marks.last().is_some_and(|mark| shown(mark).is_some());
    EndLabel {
        text: fonts.balance(&format!("{name} {last}"), width, Weight::Regular),
        value,
        reaches_end,
    }
}

/// Height of all labels one under the other.
pub(super) fn stack_height(labels: &[EndLabel]) -> f64 {
    labels
        .iter()
        .map(|label| label.text.len() as f64 * LINE + LABEL_GAP)
        .sum::<f64>()
        - LABEL_GAP
}

/// Writes the labels, pushed apart where they would meet, each joined to its last point if that is the last year's.
pub(super) fn draw_labels(
    scene: &mut Scene,
    lines: &Lines,
    labels: &[EndLabel],
    scale: &Scale,
    across: &Across,
    plot: &Plot,
) {
    let wish = |label: &EndLabel| Wish {
        // A line without any value gets its name at the foot, where it stands for no share.
        wanted: label.value.map_or(plot.bottom, |value| scale.at(value)),
        height: label.text.len() as f64 * LINE,
    };
    let wishes: Vec<Wish> = labels.iter().map(wish).collect();
    let middles = spread(&wishes, LABEL_GAP, plot.top - LINE / 2.0, plot.bottom + 4.0);
    let key = plot.right + CHANNEL + KEY_GAP;
    for (series, (label, (wish, middle))) in
        labels.iter().zip(wishes.iter().zip(middles)).enumerate()
    {
        block(
            scene,
            &label.text,
            (key + KEY_GAP, middle - wish.height / 2.0),
            Align::Left,
            INK,
        );
        if label.value.is_none() {
            continue;
        }
        if label.reaches_end {
            let from = leader_start(lines, series, wish.wanted, scale, across);
            let end = (key - KEY_GAP + 8.0, middle);
            scene.path(
                &[(from, wish.wanted), (plot.right, wish.wanted), end],
                LEADER,
                2,
            );
        }
        scene.marker(
            LOOKS[series].marker,
            (key, middle),
            TEXT / 3.0,
            LOOKS[series].colour,
        );
    }
}

/// Where the leader line of a series may begin: right of its last point, and of every other last point that it would
/// run through, interval included.
fn leader_start(lines: &Lines, series: usize, y: f64, scale: &Scale, across: &Across) -> f64 {
    let air = across.radius + 4.0;
    let is_in_the_way = |other: &usize| {
        let mark = lines.series[*other].1.last();
        mark.and_then(extent)
            .is_some_and(|(low, high)| (scale.at(high) - air..=scale.at(low) + air).contains(&y))
    };
    let last = (series + 1..across.series)
        .rfind(is_in_the_way)
        .unwrap_or(series);
    across.last(last) + across.radius + 6.0
}

/// The least and the greatest share that is drawn for a mark.
fn extent(mark: &Mark) -> Option<(f64, f64)> {
    let value = shown(mark)?;
    let (lower, upper) = mark.interval().unwrap_or((value, value));
    Some((lower.min(value), upper.max(value)))
}

//! Shares over several years: a line for each series, broken where a value is not shown, with its name at its end.

use super::axis::{Axis, Scale, largest};
use super::ends::{CHANNEL, KEY_GAP, draw_labels, end_labels, stack_height};
use super::explain::is_provisional;
use super::font::{Fonts, Weight};
use super::page::{Foot, block, head};
use super::scene::{Align, Scene};
use super::style::{AXIS, GRID, INK, LINE, LOOKS, Look, MARGIN, RIGHT};
use super::{Lines, Mark};

/// Below this height differences between years can no longer be seen.
const LEAST_HEIGHT: f64 = 300.0;
/// Most steps of the value axis that can be told apart at the least height.
const MOST_STEPS: u32 = 6;
/// Between the plot and the names of the years.
const PERIOD_GAP: f64 = 18.0;

/// The rectangle between the axes.
pub(super) struct Plot {
    left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

pub(super) fn draw(scene: &mut Scene, lines: &Lines, explanations: &[String]) {
    let foot = Foot::new(&scene.fonts, &lines.frame, explanations);
    let top = head(scene, &lines.frame, &lines.frame.unit) + LINE / 2.0 + 8.0;
    let labels = end_labels(&scene.fonts, lines);
    let marks = lines.series.iter().flat_map(|(_, marks)| marks);
    let axis = Axis::covering(largest(marks, true), MOST_STEPS);
    let names = period_names(&scene.fonts, lines);

    let label_width = labels
        .iter()
        .map(|label| scene.fonts.widest(&label.text, Weight::Regular))
        .fold(0.0, f64::max);
    let tick_width = axis
        .ticks()
        .map(|(_, text)| scene.fonts.width(&text, Weight::Regular))
        .fold(0.0, f64::max);
    let names_height = PERIOD_GAP + names.iter().map(Vec::len).max().unwrap_or(1) as f64 * LINE;
    let least = (stack_height(&labels) - LINE / 2.0).max(LEAST_HEIGHT);
    let height = foot.plot_height(top, least + names_height) - names_height;
    let plot = Plot {
        left: MARGIN + tick_width + 14.0,
        right: RIGHT - label_width - 2.0 * KEY_GAP - CHANNEL,
        top,
        bottom: top + height,
    };
    let scale = axis.between(plot.bottom, plot.top);
    let across = Across::fit(&plot, lines);

    draw_value_axis(scene, axis, &scale, &plot);
    draw_period_axis(scene, &names, &across, &plot);
    draw_labels(scene, lines, &labels, &scale, &across, &plot);
    draw_data(scene, lines, &across, &scale);
    foot.draw(scene, plot.bottom + names_height);
}

/// Positions across the plot.
pub(super) struct Across {
    first: f64,
    /// From one period to the next.
    pitch: f64,
    /// From one series to the next within a period, so that intervals stand side by side.
    offset: f64,
    periods: usize,
    pub(super) series: usize,
    pub(super) radius: f64,
}

impl Across {
    fn fit(plot: &Plot, lines: &Lines) -> Self {
        let (periods, series) = (lines.periods.len(), lines.series.len());
        let between = (series - 1).max(1) as f64;
        let gaps = (periods - 1) as f64;
        let width = plot.right - plot.left;
        // Offsets may take up to half of what lies between two periods.
        let offset = (width / (gaps + 1.0) * 0.5 / between).min(20.0);
        let inset = offset * (series - 1) as f64 / 2.0 + 22.0;
        let pitch = (width - 2.0 * inset) / gaps;
        let radius = if offset < 12.0 { 8.0 } else { 10.0 };
        Self {
            first: plot.left + inset,
            pitch,
            offset,
            periods,
            series,
            radius,
        }
    }

    fn period(&self, period: usize) -> f64 {
        self.first + period as f64 * self.pitch
    }

    /// Where the shown values of a series stand.
    fn points(&self, marks: &[Mark], series: usize, scale: &Scale) -> Vec<Option<(f64, f64)>> {
        let point = |(period, mark)| Some((self.point(period, series), scale.at(shown(mark)?)));
        marks.iter().enumerate().map(point).collect()
    }

    /// Where the points of a series stand in the last period.
    pub(super) fn last(&self, series: usize) -> f64 {
        self.point(self.periods - 1, series)
    }

    fn point(&self, period: usize, series: usize) -> f64 {
        self.period(period) + (series as f64 - (self.series - 1) as f64 / 2.0) * self.offset
    }
}

/// The share, if it may be seen.
pub(super) fn shown(mark: &Mark) -> Option<f64> {
    match *mark {
        Mark::Shown { value, .. } => Some(value),
        Mark::Hidden | Mark::NotAvailable => None,
    }
}

fn period_names(fonts: &Fonts, lines: &Lines) -> Vec<Vec<String>> {
    let name = |(index, period): (usize, &String)| {
        let suffix = if is_provisional(lines, index) {
            "\u{A0}[p]"
        } else {
            ""
        };
        fonts.balance(&format!("{period}{suffix}"), 300.0, Weight::Regular)
    };
    lines.periods.iter().enumerate().map(name).collect()
}

fn draw_value_axis(scene: &mut Scene, axis: Axis, scale: &Scale, plot: &Plot) {
    for (share, text) in axis.ticks() {
        let y = scale.at(share);
        scene.text(
            &text,
            plot.left - 14.0,
            y,
            Align::Right,
            (INK, Weight::Regular),
        );
        let (colour, width) = if share == 0.0 { (AXIS, 3) } else { (GRID, 2) };
        scene.path(&[(plot.left, y), (plot.right, y)], colour, width);
    }
}

/// Ticks at every period; names only as often as they fit, counted back from the last, which always has one.
fn draw_period_axis(scene: &mut Scene, names: &[Vec<String>], across: &Across, plot: &Plot) {
    let span = |index: usize| {
        let width = scene.fonts.widest(&names[index], Weight::Regular);
        let left = scene.left_of(across.period(index), width, Align::Middle);
        (left, left + width)
    };
    let named = |every: usize| (0..names.len()).rev().step_by(every);
    let fits = |every: &usize| {
        let spans: Vec<_> = named(*every).map(span).collect();
        spans.windows(2).all(|pair| pair[1].1 + 20.0 <= pair[0].0)
    };
    let every = (1..names.len()).find(fits).unwrap_or(names.len());
    for index in 0..names.len() {
        let x = across.period(index);
        scene.path(&[(x, plot.bottom), (x, plot.bottom + 8.0)], AXIS, 2);
    }
    for index in named(every) {
        let at = (across.period(index), plot.bottom + PERIOD_GAP);
        block(scene, &names[index], at, Align::Middle, INK);
    }
}

fn draw_data(scene: &mut Scene, lines: &Lines, across: &Across, scale: &Scale) {
    for (index, (_, marks)) in lines.series.iter().enumerate() {
        draw_intervals(scene, marks, index, across, scale);
    }
    let points: Vec<Vec<Option<(f64, f64)>>> = lines
        .series
        .iter()
        .enumerate()
        .map(|(index, (_, marks))| across.points(marks, index, scale))
        .collect();
    for (points, look) in points.iter().zip(LOOKS) {
        draw_line(scene, points, look);
    }
    // Points come last, so that no line of another series runs through them.
    for (points, look) in points.iter().zip(LOOKS) {
        for &point in points.iter().flatten() {
            scene.marker(look.marker, point, across.radius, look.colour);
        }
    }
}

fn draw_intervals(
    scene: &mut Scene,
    marks: &[Mark],
    series: usize,
    across: &Across,
    scale: &Scale,
) {
    for (period, mark) in marks.iter().enumerate() {
        if let Mark::Shown {
            lower: Some(lower),
            upper: Some(upper),
            ..
        } = *mark
        {
            let (x, low, high) = (
                across.point(period, series),
                scale.at(lower),
                scale.at(upper),
            );
            let (left, right) = (x - across.radius * 0.8, x + across.radius * 0.8);
            let bar = [
                (left, high),
                (right, high),
                (x, high),
                (x, low),
                (left, low),
                (right, low),
            ];
            scene.path(&bar, LOOKS[series].colour, 3);
        }
    }
}

fn draw_line(scene: &mut Scene, points: &[Option<(f64, f64)>], look: Look) {
    // Each run of shown values is a line of its own: nothing may lead across a value that is not shown.
    for run in points.split(Option::is_none) {
        let run: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
        if run.len() > 1 {
            scene.dashed(&run, look.dash, look.colour, 4);
        }
    }
}

//! Shares over several years: a line for each series, broken where a value is not shown, with its name at its end.

use super::axis::{Axis, Scale, largest};
use super::explain::is_provisional;
use super::font::{Fonts, Weight, unbroken};
use super::page::{Foot, block, head};
use super::scene::{Align, Scene};
use super::shorthand::{Detail, label};
use super::spread::{Wish, spread};
use super::style::{AXIS, GRID, INK, LEADER, LINE, LOOKS, Look, MARGIN, RIGHT, TEXT};
use super::{Lines, Mark};

/// Widths tried for the labels at the right, each with the most lines a label may then take.
const LABEL_SHAPES: [(f64, usize); 5] =
    [(300.0, 2), (352.0, 2), (300.0, 3), (352.0, 3), (400.0, 4)];
/// Room for leader lines between the plot and the labels.
const CHANNEL: f64 = 46.0;
/// From the middle of the marker in front of a label to the label.
const KEY_GAP: f64 = 26.0;
/// Least white between two labels.
const LABEL_GAP: f64 = 12.0;
/// Below this height differences between years can no longer be seen.
const LEAST_HEIGHT: f64 = 300.0;
/// Most steps of the value axis that can be told apart at the least height.
const MOST_STEPS: u32 = 6;
/// Between the plot and the names of the years.
const PERIOD_GAP: f64 = 18.0;

/// The label at the end of a line.
struct EndLabel {
    text: Vec<String>,
    /// The last share shown, whose height the label keeps to.
    value: Option<f64>,
    /// Whether that share is the last year's, so that a leader line may join them.
    reaches_end: bool,
}

/// The rectangle between the axes.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
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
struct Across {
    first: f64,
    /// From one period to the next.
    pitch: f64,
    /// From one series to the next within a period, so that intervals stand side by side.
    offset: f64,
    periods: usize,
    series: usize,
    radius: f64,
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

    fn last(&self, series: usize) -> f64 {
        self.point(self.periods - 1, series)
    }

    fn point(&self, period: usize, series: usize) -> f64 {
        self.period(period) + (series as f64 - (self.series - 1) as f64 / 2.0) * self.offset
    }
}

fn end_labels(fonts: &Fonts, lines: &Lines) -> Vec<EndLabel> {
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

fn stack_height(labels: &[EndLabel]) -> f64 {
    labels
        .iter()
        .map(|label| label.text.len() as f64 * LINE + LABEL_GAP)
        .sum::<f64>()
        - LABEL_GAP
}

fn shown(mark: &Mark) -> Option<f64> {
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

fn draw_labels(
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

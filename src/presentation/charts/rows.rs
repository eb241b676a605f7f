//! Charts of named rows: bars, bars in groups, and single points with their interval. [`pairs`](super::pairs) builds
//! on them.

use super::axis::{Axis, Scale, largest, reach};
use super::font::{Fonts, Weight, unbroken};
use super::grid::{Grid, Spacing};
use super::hatch;
use super::page::{Foot, block, head};
use super::scene::{Align, Scene};
use super::shorthand::{Detail, label};
use super::style::{AXIS, GRID, INK, LINE, LOOKS, Look, MARGIN, RIGHT};
use super::{Bars, GroupedBars, Lines, Mark};

/// Widths tried for the column of names: the first at which no name takes more than three lines.
const NAME_WIDTHS: [f64; 3] = [330.0, 400.0, 460.0];
/// Between the names and the axis, and between a bar and its label.
const GAP: f64 = 14.0;
/// Room for bars or points that have their label beside them; no bar is thicker than 58, or few rows would turn into
/// blocks.
const SPACING: Spacing = Spacing {
    row_gap: 20.0,
    least_slot: LINE + 2.0,
    most_slot: 64.0,
};
/// Widest label beside a bar before it is broken.
const LABEL_WIDTH: f64 = 440.0;

/// A mark, what is written for it, and how it is drawn.
pub(super) struct Item {
    pub(super) mark: Mark,
    pub(super) label: Vec<String>,
    pub(super) look: Look,
}

/// A named row, with its items from the top.
pub(super) struct Row {
    pub(super) name: Vec<String>,
    pub(super) items: Vec<Item>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bars,
    Points,
}

/// One bar a row, all alike.
pub(super) fn draw_bars(scene: &mut Scene, bars: &Bars, explanations: &[String]) {
    let fonts = &scene.fonts;
    let items =
        |(_, mark): &(String, Mark)| vec![item(fonts, "", mark, Detail::ShareAndCount, LOOKS[0])];
    let items = bars.rows.iter().map(items).collect();
    let rows = rows(
        fonts,
        bars.rows.iter().map(|(name, _)| name.as_str()),
        items,
    );
    let foot = Foot::new(fonts, &bars.frame, explanations);
    let top = head(scene, &bars.frame, &bars.frame.unit);
    draw(scene, top, &foot, &rows, Kind::Bars);
}

/// One bar for each series in a row, each with its series' name beside it.
pub(super) fn draw_grouped(scene: &mut Scene, bars: &GroupedBars, explanations: &[String]) {
    let fonts = &scene.fonts;
    let items = |(_, marks): &(String, Vec<Mark>)| {
        let each = bars.series.iter().zip(marks).zip(LOOKS);
        each.map(|((series, mark), look)| item(fonts, series, mark, Detail::ShareAndCount, look))
            .collect()
    };
    let items = bars.rows.iter().map(items).collect();
    let rows = rows(
        fonts,
        bars.rows.iter().map(|(name, _)| name.as_str()),
        items,
    );
    let foot = Foot::new(fonts, &bars.frame, explanations);
    let top = head(scene, &bars.frame, &bars.frame.unit);
    draw(scene, top, &foot, &rows, Kind::Bars);
}

/// Lines of a single period: each series becomes a row with its point and interval.
pub(super) fn draw_points(scene: &mut Scene, lines: &Lines, explanations: &[String]) {
    let fonts = &scene.fonts;
    let items = |((_, marks), look): (&(String, Vec<Mark>), Look)| {
        marks
            .iter()
            .map(|mark| item(fonts, "", mark, Detail::ShareAndInterval, look))
            .collect()
    };
    let items = lines.series.iter().zip(LOOKS).map(items).collect();
    let rows = rows(
        fonts,
        lines.series.iter().map(|(name, _)| name.as_str()),
        items,
    );
    let foot = Foot::new(fonts, &lines.frame, explanations);
    let top = head(
        scene,
        &lines.frame,
        &format!("{}, {}", lines.frame.unit, lines.periods[0]),
    );
    draw(scene, top, &foot, &rows, Kind::Points);
}

/// A mark with its label, after the name of its series if it has one.
pub(super) fn item(fonts: &Fonts, series: &str, mark: &Mark, detail: Detail, look: Look) -> Item {
    let text = format!("{series} {}", unbroken(&label(mark, detail)));
    Item {
        mark: mark.clone(),
        label: fonts.wrap(&text, LABEL_WIDTH, Weight::Regular),
        look,
    }
}

/// Puts names and items together; the column of names is as wide as the longest name asks for.
pub(super) fn rows<'a>(
    fonts: &Fonts,
    names: impl Iterator<Item = &'a str> + Clone,
    items: Vec<Vec<Item>>,
) -> Vec<Row> {
    let at = |width| {
        names
            .clone()
            .map(|name| fonts.balance(name, width, Weight::Regular))
            .collect::<Vec<_>>()
    };
    let fits = |names: &Vec<Vec<String>>| names.iter().all(|lines| lines.len() <= 3);
    let names = NAME_WIDTHS
        .into_iter()
        .map(at)
        .find(fits)
        .unwrap_or_else(|| at(NAME_WIDTHS[2]));
    names
        .into_iter()
        .zip(items)
        .map(|(name, items)| Row { name, items })
        .collect()
}

fn draw(scene: &mut Scene, ticks_top: f64, foot: &Foot, rows: &[Row], kind: Kind) {
    let top = ticks_top + LINE + 8.0;
    let grid = Grid::fit(rows, top, foot, SPACING);
    let zero = zero(&scene.fonts, rows, kind);
    let (axis, end) = fit_axis(&scene.fonts, rows, zero, kind);
    let scale = axis.between(zero, end);

    // Labels come first, because the grid keeps clear of them.
    for (index, row) in rows.iter().enumerate() {
        draw_labels(scene, row, index, &grid, &scale, kind);
    }
    draw_axis(scene, axis, &scale, ticks_top, (top, grid.bottom()));
    for (index, row) in rows.iter().enumerate() {
        draw_marks(scene, row, index, &grid, &scale, kind);
    }
    foot.draw(scene, grid.bottom());
}

/// Where the axis may begin, right of all names.
pub(super) fn zero(fonts: &Fonts, rows: &[Row], kind: Kind) -> f64 {
    let names = rows
        .iter()
        .map(|row| fonts.widest(&row.name, Weight::Regular));
    MARGIN + names.fold(0.0, f64::max) + name_gap(kind)
}

/// Ticks, grid and the line of zero. Draw labels first: the grid keeps clear of them.
pub(super) fn draw_axis(
    scene: &mut Scene,
    axis: Axis,
    scale: &Scale,
    ticks_top: f64,
    (top, bottom): (f64, f64),
) {
    for (share, text) in axis.ticks() {
        let x = scale.at(share);
        scene.text(
            &text,
            x,
            ticks_top + LINE / 2.0,
            Align::Middle,
            (INK, Weight::Regular),
        );
        if share > 0.0 {
            scene.grid_down(x, top, bottom, GRID);
        }
    }
    let zero = scale.at(0.0) - 1.0;
    scene.path(&[(zero, top), (zero, bottom)], AXIS, 3);
}

/// The axis, and where it ends so that every label beside a bar still fits.
fn fit_axis(fonts: &Fonts, rows: &[Row], zero: f64, kind: Kind) -> (Axis, f64) {
    let items = || rows.iter().flat_map(|row| &row.items);
    let largest = largest(items().map(|item| &item.mark), kind == Kind::Points);
    let tick_width = fonts.width("100%", Weight::Regular);
    let end_of = |axis: Axis| {
        let room = RIGHT - tick_width / 2.0 - zero;
        let longest = items().filter_map(|item| {
            let reach = reach(&item.mark, kind == Kind::Points)?;
            let label = fonts.widest(&item.label, Weight::Regular) + label_gap(kind) + 2.0;
            (reach > 0.0).then(|| (RIGHT - label - zero) * axis.end() / reach)
        });
        zero + longest.fold(room, f64::min)
    };
    let axis = Axis::finest(largest, |axis| end_of(axis) - zero, tick_width);
    (axis, end_of(axis))
}

/// White between a name and the axis; a point at zero reaches to its left.
pub(super) fn name_gap(kind: Kind) -> f64 {
    match kind {
        Kind::Bars => GAP,
        Kind::Points => GAP + 12.0,
    }
}

/// White between a mark and its label; a point stands out to both sides of its value.
pub(super) fn label_gap(kind: Kind) -> f64 {
    match kind {
        Kind::Bars => GAP,
        Kind::Points => GAP + 14.0,
    }
}

/// The name of a row, ending at `right`.
pub(super) fn draw_name(scene: &mut Scene, row: &Row, right: f64, middle: f64) {
    let top = middle - row.name.len() as f64 * LINE / 2.0;
    block(scene, &row.name, (right, top), Align::Right, INK);
}

fn draw_labels(scene: &mut Scene, row: &Row, index: usize, grid: &Grid, scale: &Scale, kind: Kind) {
    let zero = scale.at(0.0);
    draw_name(scene, row, zero - name_gap(kind), grid.row_middle(index));
    for (position, item) in row.items.iter().enumerate() {
        let x = match reach(&item.mark, kind == Kind::Points) {
            Some(reach) => scale.at(reach) + label_gap(kind),
            None => zero + GAP,
        };
        let height = item.label.len() as f64 * LINE;
        let top = grid.item_middle(index, position) - height / 2.0;
        block(scene, &item.label, (x, top), Align::Left, INK);
    }
}

fn draw_marks(scene: &mut Scene, row: &Row, index: usize, grid: &Grid, scale: &Scale, kind: Kind) {
    for (position, item) in row.items.iter().enumerate() {
        let Mark::Shown {
            value,
            lower,
            upper,
            ..
        } = item.mark
        else {
            continue;
        };
        let middle = grid.item_middle(index, position);
        let (zero, end) = (scale.at(0.0), scale.at(value));
        match kind {
            Kind::Bars if end > zero => {
                let half = grid.thickness() / 2.0;
                hatch::bar(
                    scene,
                    (zero, middle - half),
                    (end, middle + half),
                    item.look,
                );
            }
            Kind::Bars => {}
            Kind::Points => {
                if let Some((lower, upper)) = lower.zip(upper) {
                    draw_interval(scene, (scale.at(lower), scale.at(upper)), middle, item.look);
                }
                scene.marker(item.look.marker, (end, middle), 12.0, item.look.colour);
            }
        }
    }
}

fn draw_interval(scene: &mut Scene, (from, to): (f64, f64), middle: f64, look: Look) {
    let (high, low) = (middle - 9.0, middle + 9.0);
    let bracket = [
        (from, high),
        (from, low),
        (from, middle),
        (to, middle),
        (to, high),
        (to, low),
    ];
    scene.path(&bracket, look.colour, 4);
}

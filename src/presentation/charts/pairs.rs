//! Pairs of points with intervals: two thin lanes a row, and what they say in a column at the right.
//!
//! The numbers stand in one column and not beside the points, so that they read as a table, cross nothing, and keep
//! their place whatever is hidden. The key names the series in the order of the lanes, each behind its marker.

use super::axis::{Axis, Scale, largest};
use super::font::Weight;
use super::grid::{Grid, Spacing};
use super::page::{Foot, block, head};
use super::rows::{Kind, Row, draw_axis, draw_name, item, label_gap, name_gap, rows, zero};
use super::scene::{Align, Scene};
use super::shorthand::Detail;
use super::style::{GRID, INK, LINE, LOOKS, MARGIN, RIGHT};
use super::{Mark, Pairs};

/// Close enough that fourteen rows fit a sheet of A4, and the points of a row are seen together.
const SPACING: Spacing = Spacing {
    row_gap: 14.0,
    least_slot: 37.0,
    most_slot: 42.0,
};
/// Small beside the usual interval, which would hide behind a larger point.
const RADIUS: f64 = 10.0;
/// From the left margin to the names in the key.
const KEY_INDENT: f64 = 34.0;

pub(super) fn draw(scene: &mut Scene, pairs: &Pairs, explanations: &[String]) {
    let rows = laid_out(scene, pairs);
    let foot = Foot::new(&scene.fonts, &pairs.frame, explanations);
    let head_end = head(scene, &pairs.frame, &pairs.frame.unit);
    let ticks_top = draw_key(scene, pairs, head_end);
    let top = ticks_top + LINE + 8.0;
    let grid = Grid::fit(&rows, top, &foot, SPACING);

    let labels = rows.iter().flat_map(|row| &row.items);
    let widths = labels.map(|item| scene.fonts.widest(&item.label, Weight::Regular));
    let column = RIGHT - widths.fold(0.0, f64::max).ceil();
    let (zero, end) = (
        zero(&scene.fonts, &rows, Kind::Points),
        column - label_gap(Kind::Points),
    );
    let marks = pairs.rows.iter().flat_map(|(_, marks)| marks);
    let tick_width = scene.fonts.width("100%", Weight::Regular);
    let axis = Axis::finest(largest(marks, true), |_| end - zero, tick_width);
    let scale = axis.between(zero, end);

    draw_rules(scene, &grid, rows.len());
    draw_axis(scene, axis, &scale, ticks_top, (top, grid.bottom()));
    for (index, row) in rows.iter().enumerate() {
        draw_name(
            scene,
            row,
            zero - name_gap(Kind::Points),
            grid.row_middle(index),
        );
        draw_numbers(scene, row, index, &grid, column);
        draw_points(scene, row, index, &grid, &scale);
    }
    foot.draw(scene, grid.bottom());
}

fn laid_out(scene: &Scene, pairs: &Pairs) -> Vec<Row> {
    let fonts = &scene.fonts;
    let items = |(_, marks): &(String, [Mark; 2])| {
        let each = marks.iter().zip(LOOKS);
        each.map(|(mark, look)| item(fonts, "", mark, Detail::ShareAndShortInterval, look))
            .collect()
    };
    let items = pairs.rows.iter().map(items).collect();
    let names = pairs.rows.iter().map(|(name, _)| name.as_str());
    rows(fonts, names, items)
}

/// The names of the series one under the other, as their lanes are; returns where the key ends. A series of which
/// nothing is shown has no marker.
fn draw_key(scene: &mut Scene, pairs: &Pairs, top: f64) -> f64 {
    let mut top = top;
    for (index, (name, look)) in pairs.series.iter().zip(LOOKS).enumerate() {
        let is_drawn = |marks: &[Mark; 2]| matches!(marks[index], Mark::Shown { .. });
        if pairs.rows.iter().any(|(_, marks)| is_drawn(marks)) {
            let centre = (MARGIN + 12.0, top + LINE / 2.0);
            scene.marker(look.marker, centre, RADIUS, look.colour);
        }
        let left = MARGIN + KEY_INDENT;
        let lines = scene.fonts.wrap(name, RIGHT - left, Weight::Regular);
        top = block(scene, &lines, (left, top), Align::Left, INK);
    }
    top + 4.0
}

/// Lines between the rows, which lead the eye from a name to its numbers.
fn draw_rules(scene: &mut Scene, grid: &Grid, rows: usize) {
    for row in 1..rows {
        let y = (grid.row_middle(row - 1) + grid.row_middle(row)) / 2.0;
        scene.path(&[(MARGIN, y), (RIGHT, y)], GRID, 2);
    }
}

fn draw_numbers(scene: &mut Scene, row: &Row, index: usize, grid: &Grid, column: f64) {
    for (lane, item) in row.items.iter().enumerate() {
        let height = item.label.len() as f64 * LINE;
        let top = grid.item_middle(index, lane) - height / 2.0;
        block(scene, &item.label, (column, top), Align::Left, INK);
    }
}

/// A point and its interval for each mark that is shown. The interval is a bare line: end strokes beside a point blur
/// its shape, which tells the series apart.
fn draw_points(scene: &mut Scene, row: &Row, index: usize, grid: &Grid, scale: &Scale) {
    for (lane, item) in row.items.iter().enumerate() {
        let Mark::Shown { value, .. } = item.mark else {
            continue;
        };
        let middle = grid.item_middle(index, lane);
        if let Some((lower, upper)) = item.mark.interval() {
            let line = [(scale.at(lower), middle), (scale.at(upper), middle)];
            scene.path(&line, item.look.colour, 5);
        }
        let centre = (scale.at(value), middle);
        scene.marker(item.look.marker, centre, RADIUS, item.look.colour);
    }
}

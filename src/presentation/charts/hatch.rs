//! Bar fillings that differ without colour.

use plotters::style::WHITE;

use super::scene::Scene;
use super::style::{Fill, Look};

/// Between two strokes of a hatch.
const PITCH: f64 = 14.0;
const STROKE: u32 = 3;

/// Draws a bar from its upper left to its lower right corner.
pub(super) fn bar(scene: &mut Scene, from: (f64, f64), to: (f64, f64), look: Look) {
    if look.fill == Fill::Solid {
        return scene.rect(from, to, look.colour);
    }
    // White underneath, or the grid would show between the strokes.
    scene.rect(from, to, WHITE);
    // Half a stroke inside, so that the outline does not make the bar longer than its value.
    let inset = f64::from(STROKE) / 2.0;
    let (left, top) = (from.0 + inset, from.1 + inset);
    let (right, bottom) = ((to.0 - inset).max(left), to.1 - inset);
    for stroke in strokes(look.fill, right - left, bottom - top) {
        let placed = stroke.map(|(x, y)| (left + x, top + y));
        scene.path(&placed, look.colour, STROKE);
    }
    scene.path(
        &[
            (left, top),
            (right, top),
            (right, bottom),
            (left, bottom),
            (left, top),
        ],
        look.colour,
        STROKE,
    );
}

type Stroke = [(f64, f64); 2];

fn strokes(fill: Fill, width: f64, height: f64) -> Vec<Stroke> {
    match fill {
        Fill::Solid | Fill::Hollow => Vec::new(),
        Fill::Upright => every(PITCH, width)
            .map(|x| [(x, 0.0), (x, height)])
            .collect(),
        Fill::Rising => rising(width, height),
        Fill::Falling => upside_down(rising(width, height), height),
        Fill::Crossed => {
            let up = rising(width, height);
            up.iter()
                .copied()
                .chain(upside_down(up.clone(), height))
                .collect()
        }
    }
}

/// Diagonals from lower left to upper right, cut at the edges of the bar.
fn rising(width: f64, height: f64) -> Vec<Stroke> {
    every(PITCH * std::f64::consts::SQRT_2, width + height)
        .map(|sum| {
            let (low_x, high_x) = ((sum - height).max(0.0), sum.min(width));
            [(low_x, sum - low_x), (high_x, sum - high_x)]
        })
        .collect()
}

fn upside_down(strokes: Vec<Stroke>, height: f64) -> Vec<Stroke> {
    strokes
        .into_iter()
        .map(|stroke| stroke.map(|(x, y)| (x, height - y)))
        .collect()
}

fn every(pitch: f64, length: f64) -> impl Iterator<Item = f64> {
    (1..)
        .map(move |index| f64::from(index) * pitch)
        .take_while(move |&at| at < length)
}

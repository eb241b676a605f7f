//! What stands above and below every plot: marking and unit, notes, shorthand and source.

use plotters::style::{RGBColor, WHITE};

use super::Frame;
use super::font::{Fonts, Weight};
use super::scene::{Align, Scene};
use super::style::{INK, LINE, MARGIN, PAGE_HEIGHT, QUIET_INK, RIGHT, WARNING};

const TEXT_WIDTH: f64 = RIGHT - MARGIN;
/// White inside the band of the marking.
const PADDING: f64 = 10.0;
/// Between the plot and the lines under it.
const FOOT_GAP: f64 = 16.0;

/// Draws the marking and the unit; returns where the plot may begin.
pub(super) fn head(scene: &mut Scene, frame: &Frame, unit: &str) -> f64 {
    let top = match &frame.marking {
        Some(marking) => draw_marking(scene, marking) + 12.0,
        None => MARGIN - 4.0,
    };
    let lines = scene.fonts.balance(unit, TEXT_WIDTH, Weight::Regular);
    block(scene, &lines, (MARGIN, top), Align::Left, INK)
}

/// A dark band across the page, so that no cropping of white margins removes it unnoticed.
fn draw_marking(scene: &mut Scene, marking: &str) -> f64 {
    let lines = scene
        .fonts
        .wrap(marking, TEXT_WIDTH - 4.0 * PADDING, Weight::Bold);
    let bottom = MARGIN + 2.0 * PADDING + lines.len() as f64 * LINE;
    scene.rect((MARGIN, MARGIN), (RIGHT, bottom), WARNING);
    for (index, line) in lines.iter().enumerate() {
        let middle = MARGIN + PADDING + (index as f64 + 0.5) * LINE;
        scene.text(
            line,
            MARGIN + 2.0 * PADDING,
            middle,
            Align::Left,
            (WHITE, Weight::Bold),
        );
    }
    bottom
}

/// Draws lines one under the other from `(x, top)`; returns where the last one ends.
pub(super) fn block(
    scene: &mut Scene,
    lines: &[String],
    at: (f64, f64),
    align: Align,
    colour: RGBColor,
) -> f64 {
    for (index, line) in lines.iter().enumerate() {
        scene.text(
            line,
            at.0,
            at.1 + (index as f64 + 0.5) * LINE,
            align,
            (colour, Weight::Regular),
        );
    }
    at.1 + lines.len() as f64 * LINE
}

/// The lines under the plot.
pub(super) struct Foot {
    lines: Vec<String>,
}

impl Foot {
    /// Generated explanations first, then the caller's notes, then the source.
    pub(super) fn new(fonts: &Fonts, frame: &Frame, explanations: &[String]) -> Self {
        let paragraphs = paragraphs(frame, explanations);
        Self {
            lines: paragraphs
                .iter()
                .flat_map(|text| fonts.wrap(text, TEXT_WIDTH, Weight::Regular))
                .collect(),
        }
    }

    /// How high a plot that begins at `top` and needs at least `least` may become.
    pub(super) fn plot_height(&self, top: f64, least: f64) -> f64 {
        (PAGE_HEIGHT - top - self.height()).max(least)
    }

    /// Draws under a plot that ends at `bottom`, and ends the page.
    pub(super) fn draw(&self, scene: &mut Scene, bottom: f64) {
        let end = block(
            scene,
            &self.lines,
            (MARGIN, bottom + FOOT_GAP),
            Align::Left,
            QUIET_INK,
        );
        scene.end_at(end + MARGIN);
    }

    fn height(&self) -> f64 {
        FOOT_GAP + self.lines.len() as f64 * LINE + MARGIN
    }
}

/// What is written under a plot, in order.
fn paragraphs(frame: &Frame, explanations: &[String]) -> Vec<String> {
    let source = format!("Source: {}", frame.source);
    explanations
        .iter()
        .chain(&frame.notes)
        .cloned()
        .chain([source])
        .collect()
}

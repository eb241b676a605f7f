//! The picture as a list of shapes: laid out first, so that the height is known, then drawn in one pass.

use plotters::style::{RGBColor, WHITE};

use super::LabelBox;
use super::dash::dashes;
use super::font::{Fonts, Weight, plain};
use super::style::{MARGIN, Marker, PAGE_WIDTH, RIGHT, TEXT};
use super::svg::PLOTTERS_TOP;

/// From the baseline up to the middle of a capital or a digit of the bundled font, in font sizes.
const HALF_CAPITAL: f64 = 0.344;

/// Pixels, as plotters counts them.
pub(super) type Px = (i32, i32);

/// What plotters is asked to draw.
pub(super) enum Shape {
    Rect {
        from: Px,
        to: Px,
        colour: RGBColor,
    },
    Path {
        points: Vec<Px>,
        colour: RGBColor,
        width: u32,
    },
    Polygon {
        points: Vec<Px>,
        colour: RGBColor,
    },
    Disc {
        centre: Px,
        radius: i32,
        colour: RGBColor,
    },
    Text {
        text: String,
        top_left: Px,
        colour: RGBColor,
        weight: Weight,
    },
}

/// Which part of a text its x position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// Shapes in drawing order, and the boxes of all text among them.
pub(super) struct Scene {
    pub(super) fonts: Fonts,
    shapes: Vec<Shape>,
    labels: Vec<LabelBox>,
    height: f64,
}

impl Scene {
    pub(super) fn new(fonts: Fonts) -> Self {
        Self {
            fonts,
            shapes: Vec::new(),
            labels: Vec::new(),
            height: 0.0,
        }
    }

    /// Sets where the page ends.
    pub(super) fn end_at(&mut self, bottom: f64) {
        self.height = bottom.ceil();
    }

    /// Width and height of the page.
    pub(super) fn size(&self) -> (u32, u32) {
        (PAGE_WIDTH as u32, self.height as u32)
    }

    pub(super) fn into_labels(self) -> Vec<LabelBox> {
        self.labels
    }

    /// The one way for text to get onto the page. `middle` is the height of the middle of its digits; a centred text
    /// is moved sideways where it would leave the page.
    pub(super) fn text(
        &mut self,
        text: &str,
        x: f64,
        middle: f64,
        align: Align,
        style: (RGBColor, Weight),
    ) {
        let (colour, weight) = style;
        let text = plain(text);
        let width = self.fonts.width(&text, weight);
        let x = self.left_of(x, width, align);
        // plotters counts in whole pixels, so the box is recorded where the text really lands.
        let top = (middle + (HALF_CAPITAL - PLOTTERS_TOP) * TEXT).round();
        let baseline = top + PLOTTERS_TOP * TEXT;
        let (ascent, descent) = (self.fonts.ascent(weight), self.fonts.descent(weight));
        let (y, height) = (baseline - ascent, ascent + descent);
        self.labels.push(LabelBox {
            text: text.clone(),
            x,
            y,
            width,
            height,
        });
        self.shapes.push(Shape::Text {
            text,
            top_left: px(x, top),
            colour,
            weight,
        });
    }

    /// Left edge of a text of this width.
    pub(super) fn left_of(&self, x: f64, width: f64, align: Align) -> f64 {
        match align {
            Align::Left => x.round(),
            Align::Middle => (x - width / 2.0).min(RIGHT - width).max(MARGIN).round(),
            Align::Right => (x - width).floor(),
        }
    }

    pub(super) fn rect(&mut self, from: (f64, f64), to: (f64, f64), colour: RGBColor) {
        self.shapes.push(Shape::Rect {
            from: px(from.0, from.1),
            to: px(to.0, to.1),
            colour,
        });
    }

    pub(super) fn path(&mut self, points: &[(f64, f64)], colour: RGBColor, width: u32) {
        let points = points.iter().map(|&(x, y)| px(x, y)).collect();
        self.shapes.push(Shape::Path {
            points,
            colour,
            width,
        });
    }

    /// A path broken into the given lengths of dash and gap; an empty pattern leaves it whole.
    pub(super) fn dashed(
        &mut self,
        points: &[(f64, f64)],
        pattern: &[f64],
        colour: RGBColor,
        width: u32,
    ) {
        if pattern.is_empty() {
            return self.path(points, colour, width);
        }
        for dash in dashes(points, pattern) {
            self.path(&dash, colour, width);
        }
    }

    /// A vertical grid line that stops short of text, so that no label is crossed out.
    pub(super) fn grid_down(&mut self, x: f64, top: f64, bottom: f64, colour: RGBColor) {
        const AIR: f64 = 5.0;
        /// Shorter pieces look like specks between two labels.
        const SHORTEST: f64 = 24.0;
        let is_near =
            |label: &&LabelBox| (label.x - AIR..=label.x + label.width + AIR).contains(&x);
        let covered = self
            .labels
            .iter()
            .filter(is_near)
            .map(|label| (label.y, label.y + label.height));
        let mut covered: Vec<(f64, f64)> = covered
            .filter(|&(from, to)| to > top && from < bottom)
            .collect();
        covered.sort_by(|a, b| a.0.total_cmp(&b.0));
        covered.push((bottom, bottom));
        let mut from = top;
        for (next, end) in covered {
            if next - from >= SHORTEST {
                self.path(&[(x, from), (x, next)], colour, 2);
            }
            from = from.max(end);
        }
    }

    /// A point of a series.
    pub(super) fn marker(
        &mut self,
        marker: Marker,
        centre: (f64, f64),
        radius: f64,
        colour: RGBColor,
    ) {
        let around = |offsets: &[(f64, f64)]| -> Vec<Px> {
            offsets
                .iter()
                .map(|&(dx, dy)| px(centre.0 + dx * radius, centre.1 + dy * radius))
                .collect()
        };
        let square =
            |half: f64| around(&[(-half, -half), (half, -half), (half, half), (-half, half)]);
        let disc = |radius: f64, colour| Shape::Disc {
            centre: px(centre.0, centre.1),
            radius: radius as i32,
            colour,
        };
        match marker {
            Marker::Disc => self.shapes.push(disc(radius, colour)),
            Marker::Ring => self
                .shapes
                .extend([disc(radius, colour), disc(radius * 0.55, WHITE)]),
            Marker::Square => self.shapes.push(Shape::Polygon {
                points: square(0.9),
                colour,
            }),
            Marker::HollowSquare => self.shapes.extend([
                Shape::Polygon {
                    points: square(0.95),
                    colour,
                },
                Shape::Polygon {
                    points: square(0.5),
                    colour: WHITE,
                },
            ]),
            Marker::Triangle => {
                let points = around(&[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)]);
                self.shapes.push(Shape::Polygon { points, colour });
            }
            Marker::Diamond => {
                let points = around(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]);
                self.shapes.push(Shape::Polygon { points, colour });
            }
        }
    }

    /// The shapes in drawing order.
    pub(super) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }
}

fn px(x: f64, y: f64) -> Px {
    (x.round() as i32, y.round() as i32)
}

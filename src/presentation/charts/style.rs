//! Sizes, colours, marker shapes, dashes and hatches, as named constants.

use plotters::style::RGBColor;

/// 159 mm; with [`PAGE_HEIGHT`] and [`TEXT`] it fixes that text prints at 12 pt.
pub(super) const PAGE_WIDTH: f64 = 1200.0;
/// 100 mm at the same scale, the least height of a page.
pub(super) const PAGE_HEIGHT: f64 = 755.0;
/// Millimetres the page is wide in print.
pub(super) const PRINT_WIDTH_MM: f64 = 159.0;
/// Font size: 12 pt are 4.233 mm, which is 31.95 units.
pub(super) const TEXT: f64 = 32.0;
/// From one line of text to the next.
pub(super) const LINE: f64 = 39.0;
/// White left around everything.
pub(super) const MARGIN: f64 = 16.0;
/// Right edge of everything drawn.
pub(super) const RIGHT: f64 = PAGE_WIDTH - MARGIN;

pub(super) const INK: RGBColor = RGBColor(0x0B, 0x0C, 0x0C);
pub(super) const QUIET_INK: RGBColor = RGBColor(0x3D, 0x3D, 0x3D);
pub(super) const GRID: RGBColor = RGBColor(0xDD, 0xDD, 0xDD);
pub(super) const AXIS: RGBColor = RGBColor(0x3D, 0x3D, 0x3D);
pub(super) const LEADER: RGBColor = RGBColor(0x80, 0x80, 0x80);
pub(super) const WARNING: RGBColor = RGBColor(0x80, 0x16, 0x50);

const DARK_BLUE: RGBColor = RGBColor(0x12, 0x43, 0x6D);
const TURQUOISE: RGBColor = RGBColor(0x28, 0xA1, 0x97);
const DARK_PINK: RGBColor = RGBColor(0x80, 0x16, 0x50);
const ORANGE: RGBColor = RGBColor(0xF4, 0x6A, 0x25);
const DARK_GREY: RGBColor = RGBColor(0x3D, 0x3D, 0x3D);
const LIGHT_PURPLE: RGBColor = RGBColor(0xA2, 0x85, 0xD1);

/// Shape of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Disc,
    Square,
    Triangle,
    Diamond,
    Ring,
    HollowSquare,
}

/// Filling of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Solid,
    Rising,
    Falling,
    Upright,
    Hollow,
    Crossed,
}

/// How one series differs from the others: any of the four is enough to tell it apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) colour: RGBColor,
    pub(super) marker: Marker,
    /// Lengths of dash and gap in turn; empty for an unbroken line.
    pub(super) dash: &'static [f64],
    pub(super) fill: Fill,
}

/// Four colours of the Government Analysis Function, and the two that its six-colour palette adds.
pub(super) const LOOKS: [Look; 6] = [
    Look {
        colour: DARK_BLUE,
        marker: Marker::Disc,
        dash: &[],
        fill: Fill::Solid,
    },
    Look {
        colour: ORANGE,
        marker: Marker::Square,
        dash: &[22.0, 10.0],
        fill: Fill::Rising,
    },
    Look {
        colour: TURQUOISE,
        marker: Marker::Triangle,
        dash: &[5.0, 8.0],
        fill: Fill::Upright,
    },
    Look {
        colour: DARK_PINK,
        marker: Marker::Diamond,
        dash: &[24.0, 8.0, 5.0, 8.0],
        fill: Fill::Falling,
    },
    Look {
        colour: DARK_GREY,
        marker: Marker::Ring,
        dash: &[12.0, 9.0],
        fill: Fill::Hollow,
    },
    Look {
        colour: LIGHT_PURPLE,
        marker: Marker::HollowSquare,
        dash: &[24.0, 8.0, 5.0, 8.0, 5.0, 8.0],
        fill: Fill::Crossed,
    },
];

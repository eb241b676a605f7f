//! The PNG: the same bytes every time, ink where it should be, and text among the ink.

use resvg::tiny_skia::Pixmap;

use super::super::{LabelBox, draw, png};
use super::*;

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let profile = Chart::Pairs(profile("same"));
    for chart in report_charts().into_iter().chain([profile]) {
        let (first, second) = (
            draw(&chart).expect("a chart"),
            draw(&chart).expect("a chart"),
        );
        assert_eq!(first, second);
        assert_eq!(
            png(&first.svg).expect("pixels"),
            png(&second.svg).expect("pixels")
        );
    }
}

#[test]
fn pictures_have_ink_and_every_label_has_some() {
    for (name, chart) in cases::all() {
        let picture = draw(&chart).expect(&name);
        let pixels = Pixmap::decode_png(&png(&picture.svg).expect(&name)).expect(&name);
        assert_eq!(pixels.width(), 1800);
        let ink = pixels
            .pixels()
            .iter()
            .filter(|pixel| is_dark(pixel))
            .count() as f64
            / pixels.pixels().len() as f64;
        assert!(
            (0.01..0.35).contains(&ink),
            "{name}: {ink} of the picture is dark"
        );
        for label in &picture.labels {
            let share = edge_share(&pixels, label);
            assert!(
                share > 0.02,
                "{name}: `{}` left no ink ({share})",
                label.text
            );
        }
    }
}

#[test]
fn no_bar_point_or_line_crosses_a_label() {
    for (name, chart) in cases::all() {
        let picture = draw(&chart).expect(&name);
        let pixels = Pixmap::decode_png(&png(&picture.svg).expect(&name)).expect(&name);
        let marking = chart.frame().marking.clone().unwrap_or_default();
        for label in picture
            .labels
            .iter()
            .filter(|label| !marking.contains(&label.text))
        {
            let coloured =
                |(x, y): (u32, u32)| pixels.pixel(x, y).is_some_and(|pixel| is_coloured(&pixel));
            assert!(
                !inside(label).any(coloured),
                "{name}: a shape crosses `{}`",
                label.text
            );
        }
    }
}

#[test]
fn the_print_size_is_stated() {
    let picture = draw(&report_charts()[0]).expect("a chart");
    let bytes = png(&picture.svg).expect("pixels");
    let at = bytes
        .windows(4)
        .position(|four| four == b"pHYs")
        .expect("a pHYs chunk");
    let per_metre =
        u32::from_be_bytes([bytes[at + 4], bytes[at + 5], bytes[at + 6], bytes[at + 7]]);
    let millimetres = 1800.0 / f64::from(per_metre) * 1000.0;
    assert!((millimetres - 159.0).abs() < 0.1);
    // A reader that checks sums accepts it.
    Pixmap::decode_png(&bytes).expect("a sound PNG");
}

fn is_dark(pixel: &resvg::tiny_skia::PremultipliedColorU8) -> bool {
    u32::from(pixel.red()) + u32::from(pixel.green()) + u32::from(pixel.blue()) < 600
}

/// All series but the grey one; text and grid are grey.
fn is_coloured(pixel: &resvg::tiny_skia::PremultipliedColorU8) -> bool {
    let channels = [pixel.red(), pixel.green(), pixel.blue()];
    channels
        .iter()
        .max()
        .zip(channels.iter().min())
        .is_some_and(|(most, least)| most - least > 30)
}

/// The pixels of a label's box.
fn inside(label: &LabelBox) -> impl Iterator<Item = (u32, u32)> + use<> {
    const SCALE: f64 = 1.5;
    let range = |from: f64, length: f64| (from * SCALE) as u32..((from + length) * SCALE) as u32;
    let (across, down) = (range(label.x, label.width), range(label.y, label.height));
    down.flat_map(move |y| across.clone().map(move |x| (x, y)))
}

/// Share of pixels in a box that differ from its first: letters, on white as on the band of a marking.
fn edge_share(pixels: &Pixmap, label: &LabelBox) -> f64 {
    let is_dark_at = |(x, y): (u32, u32)| pixels.pixel(x, y).is_some_and(|pixel| is_dark(&pixel));
    let ground = inside(label).next().is_some_and(is_dark_at);
    let differing = inside(label).filter(|&at| is_dark_at(at) != ground).count();
    differing as f64 / inside(label).count().max(1) as f64
}

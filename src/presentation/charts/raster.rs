//! From SVG to PNG, with the bundled font and nothing of the machine it runs on.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::ChartError;
use super::font::{BOLD, REGULAR};
use super::style::{PAGE_WIDTH, PRINT_WIDTH_MM};

/// Pixels for each unit of the view box: 1800 across, 288 to the inch in print.
const SCALE: f64 = 1.5;
/// Where the first chunk after the header of a PNG begins.
const AFTER_HEADER: usize = 8 + 25;

/// Turns the SVG of a [`Picture`](super::Picture) into a PNG that a word processor places at 159 mm.
///
/// # Errors
/// When the SVG cannot be read or the pixels cannot be encoded.
pub fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    let tree = parse(svg)?;
    let width = (PAGE_WIDTH * SCALE) as u32;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).round() as u32;
    let mut pixels = Pixmap::new(width, height)
        .ok_or_else(|| ChartError::Raster("it has no area".to_owned()))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    let encoded = pixels
        .encode_png()
        .map_err(|error| ChartError::Raster(error.to_string()))?;
    Ok(with_print_size(&encoded))
}

/// Reads an SVG with the bundled font as the only one.
pub(super) fn parse(svg: &str) -> Result<Tree, ChartError> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family("Liberation Sans");
    let options = Options {
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| ChartError::Raster(error.to_string()))
}

/// Adds the `pHYs` chunk, without which word processors assume 96 dots to the inch.
fn with_print_size(png: &[u8]) -> Vec<u8> {
    let per_metre = (PAGE_WIDTH * SCALE * 1000.0 / PRINT_WIDTH_MM).round() as u32;
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(per_metre.to_be_bytes());
    chunk.extend(per_metre.to_be_bytes());
    chunk.push(1); // the unit is the metre
    let (header, rest) = png.split_at(AFTER_HEADER.min(png.len()));
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    [header, &length, &chunk, &crc32(&chunk).to_be_bytes(), rest].concat()
}

/// The checksum of PNG chunks (ISO 3309), bit by bit: a table is not worth it for 13 bytes.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| {
        if crc & 1 == 1 {
            (crc >> 1) ^ 0xEDB8_8320
        } else {
            crc >> 1
        }
    };
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc))
    })
}

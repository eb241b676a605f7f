//! From shapes to SVG: plotters draws them, and what a screen reader needs is added.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, WHITE};

use super::font::{FAMILY, Weight, plain};
use super::scene::{Scene, Shape};
use super::style::{PAGE_WIDTH, PRINT_WIDTH_MM, TEXT};
use super::{ChartError, Frame};

/// plotters writes `size / 1.24` as the font size of an SVG text.
const PLOTTERS_SIZE: f64 = 1.24;
/// plotters puts the baseline of a text anchored at its top this far below, in font sizes.
pub(super) const PLOTTERS_TOP: f64 = 0.76;

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type CanvasError = DrawingAreaErrorKind<std::io::Error>;

/// Draws a scene, with the frame's title and the description as its first elements.
pub(super) fn write(scene: &Scene, frame: &Frame, description: &str) -> Result<String, ChartError> {
    let mut drawn = String::new();
    let area = SVGBackend::with_string(&mut drawn, scene.size()).into_drawing_area();
    paint(scene.shapes(), &area).map_err(|error| ChartError::Drawing(error.to_string()))?;
    drop(area);
    let Some((_root, body)) = drawn.split_once(">\n") else {
        return Err(ChartError::Drawing("no root element".to_owned()));
    };
    Ok(format!("{}{body}", head(scene.size(), frame, description)))
}

fn paint(shapes: &[Shape], area: &Canvas<'_>) -> Result<(), CanvasError> {
    area.fill(&WHITE)?;
    for shape in shapes {
        match shape {
            Shape::Rect { from, to, colour } => {
                area.draw(&Rectangle::new([*from, *to], colour.filled()))?;
            }
            Shape::Path {
                points,
                colour,
                width,
            } => {
                area.draw(&PathElement::new(
                    points.clone(),
                    colour.stroke_width(*width),
                ))?;
            }
            Shape::Polygon { points, colour } => {
                area.draw(&Polygon::new(points.clone(), colour.filled()))?;
            }
            Shape::Disc {
                centre,
                radius,
                colour,
            } => {
                area.draw(&Circle::new(*centre, *radius, colour.filled()))?;
            }
            Shape::Text {
                text,
                top_left,
                colour,
                weight,
            } => {
                area.draw_text(text, &text_style(*colour, *weight), *top_left)?;
            }
        }
    }
    area.present()
}

fn text_style(colour: RGBColor, weight: Weight) -> TextStyle<'static> {
    let style = match weight {
        Weight::Regular => FontStyle::Normal,
        Weight::Bold => FontStyle::Bold,
    };
    let font = FontDesc::new(FontFamily::Name(FAMILY), TEXT * PLOTTERS_SIZE, style);
    let pos = Pos::new(HPos::Left, VPos::Top);
    TextStyle {
        font,
        color: colour.to_backend_color(),
        pos,
    }
}

/// The root element, sized for print rather than in pixels.
fn head((width, height): (u32, u32), frame: &Frame, description: &str) -> String {
    let print_height = f64::from(height) * PRINT_WIDTH_MM / PAGE_WIDTH;
    let in_id = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '-'
        }
    };
    let id: String = frame.id.chars().map(in_id).collect();
    let (title, description) = (escape(&plain(&frame.title)), escape(description));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{PRINT_WIDTH_MM}mm\" height=\"{print_height:.2}mm\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" lang=\"en-GB\" \
         aria-labelledby=\"chart-{id}-title chart-{id}-desc\">\n\
         <title id=\"chart-{id}-title\">{title}</title>\n\
         <desc id=\"chart-{id}-desc\">{description}</desc>\n",
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

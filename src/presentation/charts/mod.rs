//! Charts for a public health board paper: released shares in, an SVG, a PNG and alternative text out.
//!
//! They follow the charts guidance of the Government Analysis Function: its palette, never colour alone, direct
//! labels, horizontal text of at least 12 pt at a width of 159 mm, the unit above the axis, no title inside the
//! picture. The page is 159 mm wide and at least 100 mm high; notes, long names and many rows make it higher, never
//! its text smaller.
//!
//! Nothing here can tell what a hidden value was, because a [`Mark::Hidden`] holds no value: it leaves no bar, point
//! or line, and the axis is chosen from what is shown.

mod alt;
mod axis;
mod dash;
mod ends;
mod explain;
mod font;
mod grid;
mod hatch;
mod lines;
mod page;
mod pairs;
mod raster;
mod rows;
mod scene;
mod shorthand;
mod spread;
mod style;
mod svg;
#[cfg(test)]
mod tests;
mod validate;

pub use raster::png;

/// One cell of a chart, after disclosure control.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A share that may be seen.
    Shown {
        /// The share, from 0 to 1.
        value: f64,
        /// Lower end of its 95% interval; drawn by [`Lines`] and [`Pairs`], and only together with `upper`.
        lower: Option<f64>,
        /// Upper end of its 95% interval.
        upper: Option<f64>,
        /// People in the numerator; written beside a bar.
        count: Option<u64>,
        /// Adds `[p]`.
        provisional: bool,
    },
    /// Hidden by disclosure control: `[c]`.
    Hidden,
    /// Not available: `[x]`.
    NotAvailable,
}

/// What every chart has around its plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Makes the ids inside the SVG unique when several share one page.
    pub id: String,
    /// For `<title>` and the alternative text; not drawn, because a title belongs to the paper around the picture.
    pub title: String,
    /// Drawn above the axis, as in `Per cent of adults in treatment, 2011-12`; for [`Lines`] without the year, which
    /// is added if there is only one.
    pub unit: String,
    /// Where the figures come from; drawn after `Source: `.
    pub source: String,
    /// A warning that must travel with the picture, as in `not for publication`.
    pub marking: Option<String>,
    /// Drawn under the plot. Shorthand and intervals are explained without being asked.
    pub notes: Vec<String>,
}

/// One bar a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What surrounds the plot.
    pub frame: Frame,
    /// Name and share, in drawing order from the top.
    pub rows: Vec<(String, Mark)>,
}

/// Several bars a row, one for each of a few series.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedBars {
    /// What surrounds the plot.
    pub frame: Frame,
    /// Names of the bars within a row, as in `Women`, `Men`; at most [`MOST_SERIES`].
    pub series: Vec<String>,
    /// Name, and one mark for each series.
    pub rows: Vec<(String, Vec<Mark>)>,
}

/// Shares over the years, with intervals. A single year is drawn as one row a series instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// What surrounds the plot.
    pub frame: Frame,
    /// Years, oldest first.
    pub periods: Vec<String>,
    /// Name, and one mark for each period; at most [`MOST_SERIES`].
    pub series: Vec<(String, Vec<Mark>)>,
}

/// Two shares a row, with intervals, as points on one axis: how a group differs from another, trait by trait.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// What surrounds the plot.
    pub frame: Frame,
    /// Names of the two points of every row, as in `Parents living with own children`, `Everyone else`.
    pub series: [String; 2],
    /// Name, and one mark for each series, in drawing order from the top.
    pub rows: Vec<(String, [Mark; 2])>,
}

/// Any of the four kinds.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Horizontal bars.
    Bars(Bars),
    /// Horizontal bars in groups.
    GroupedBars(GroupedBars),
    /// Lines with intervals.
    Lines(Lines),
    /// Pairs of points with intervals.
    Pairs(Pairs),
}

/// A piece of text as drawn, in the units of the SVG's view box.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelBox {
    /// The text.
    pub text: String,
    /// Left edge.
    pub x: f64,
    /// Upper edge: the font's ascent above the baseline.
    pub y: f64,
    /// Advance width, measured with the bundled font.
    pub width: f64,
    /// Ascent and descent together.
    pub height: f64,
}

/// A finished chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The SVG, with `<title>` and `<desc>`.
    pub svg: String,
    /// Alternative text: title, kind of chart, each number shown, marking, notes and source.
    pub alt: String,
    /// Every text drawn.
    pub labels: Vec<LabelBox>,
    /// Width of the view box; 1200 units are 159 mm.
    pub width: u32,
    /// Height of the view box.
    pub height: u32,
}

/// As many series as can be told apart by marker, dash and colour.
pub const MOST_SERIES: usize = style::LOOKS.len();

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// No rows, series or periods.
    #[error("chart `{chart}`: nothing to draw")]
    Empty {
        /// The frame's id.
        chart: String,
    },
    /// A row has more or fewer marks than there are columns.
    #[error("chart `{chart}`, row `{row}`: {found} marks, expected {expected}")]
    Ragged {
        /// The frame's id.
        chart: String,
        /// The row's name.
        row: String,
        /// Marks in it.
        found: usize,
        /// Marks it should have.
        expected: usize,
    },
    /// A share or an end of its interval is not a number from 0 to 1.
    #[error("chart `{chart}`, row `{row}`: shares and their intervals must lie from 0 to 1")]
    OutOfRange {
        /// The frame's id.
        chart: String,
        /// The row's name.
        row: String,
    },
    /// More series than can be told apart.
    #[error("chart `{chart}`: {found} series, at most {MOST_SERIES} can be told apart")]
    TooManySeries {
        /// The frame's id.
        chart: String,
        /// Series given.
        found: usize,
    },
    /// The bundled font cannot be read.
    #[error("the bundled font cannot be read")]
    Font,
    /// The drawing library failed.
    #[error("the chart cannot be drawn: {0}")]
    Drawing(String),
    /// The SVG cannot be turned into pixels.
    #[error("the picture cannot be turned into a PNG: {0}")]
    Raster(String),
}

impl Mark {
    /// Both ends of the interval, if it can be drawn.
    fn interval(&self) -> Option<(f64, f64)> {
        match *self {
            Mark::Shown { lower, upper, .. } => lower.zip(upper),
            Mark::Hidden | Mark::NotAvailable => None,
        }
    }
}

impl Chart {
    /// What surrounds the plot.
    pub fn frame(&self) -> &Frame {
        match self {
            Chart::Bars(bars) => &bars.frame,
            Chart::GroupedBars(bars) => &bars.frame,
            Chart::Lines(lines) => &lines.frame,
            Chart::Pairs(pairs) => &pairs.frame,
        }
    }
}

/// Draws a chart. The same chart gives the same bytes.
///
/// # Errors
/// When the chart is empty, ragged, out of range or has too many series.
pub fn draw(chart: &Chart) -> Result<Picture, ChartError> {
    validate::check(chart)?;
    let mut scene = scene::Scene::new(font::Fonts::load()?);
    let explanations = explain::explanations(chart);
    match chart {
        Chart::Bars(bars) => rows::draw_bars(&mut scene, bars, &explanations),
        Chart::GroupedBars(bars) => rows::draw_grouped(&mut scene, bars, &explanations),
        Chart::Lines(lines) if lines.periods.len() == 1 => {
            rows::draw_points(&mut scene, lines, &explanations)
        }
        Chart::Lines(lines) => lines::draw(&mut scene, lines, &explanations),
        Chart::Pairs(pairs) => pairs::draw(&mut scene, pairs, &explanations),
    }
    let alt = alt::text(chart);
    let (width, height) = scene.size();
    let svg = svg::write(&scene, chart.frame(), &alt)?;
    Ok(Picture {
        svg,
        alt,
        labels: scene.into_labels(),
        width,
        height,
    })
}

//! The bundled font: measuring and breaking text, so that layout never guesses.
//!
//! Liberation Sans has the widths of Arial, so a reader's Arial fills the same boxes.

use ab_glyph::{Font, FontRef};
use plotters::style::{FontStyle, register_font};

use super::ChartError;
use super::style::TEXT;

/// The stack written into the SVG, and the name under which plotters knows the bundled font.
pub(super) const FAMILY: &str = "Arial, Helvetica, Liberation Sans, sans-serif";
pub(super) const REGULAR: &[u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("../fonts/LiberationSans-Bold.ttf");

/// A space at which no line is broken.
const UNBREAKABLE: char = '\u{A0}';

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Both weights, ready to measure with.
pub(super) struct Fonts {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Fonts {
    /// Reads the bundled files and makes them known to plotters.
    pub(super) fn load() -> Result<Self, ChartError> {
        register_font(FAMILY, FontStyle::Normal, REGULAR).map_err(|_| ChartError::Font)?;
        register_font(FAMILY, FontStyle::Bold, BOLD).map_err(|_| ChartError::Font)?;
        let face = |bytes| FontRef::try_from_slice(bytes).map_err(|_| ChartError::Font);
        Ok(Self {
            regular: face(REGULAR)?,
            bold: face(BOLD)?,
        })
    }

    /// Width of one line.
    pub(super) fn width(&self, text: &str, weight: Weight) -> f64 {
        let face = self.face(weight);
        let mut units = 0.0;
        let mut previous = None;
        for glyph in text.chars().map(|letter| face.glyph_id(letter)) {
            units += face.h_advance_unscaled(glyph);
            if let Some(previous) = previous {
                units += face.kern_unscaled(previous, glyph);
            }
            previous = Some(glyph);
        }
        self.to_px(units, weight)
    }

    /// How far letters reach above the baseline.
    pub(super) fn ascent(&self, weight: Weight) -> f64 {
        self.to_px(self.face(weight).ascent_unscaled(), weight)
    }

    /// How far letters reach below the baseline.
    pub(super) fn descent(&self, weight: Weight) -> f64 {
        self.to_px(-self.face(weight).descent_unscaled(), weight)
    }

    /// Width of the widest line.
    pub(super) fn widest<S: AsRef<str>>(&self, lines: &[S], weight: Weight) -> f64 {
        lines
            .iter()
            .map(|line| self.width(line.as_ref(), weight))
            .fold(0.0, f64::max)
    }

    /// Breaks text into lines no wider than `limit`, within a word only where the word alone is too wide.
    pub(super) fn wrap(&self, text: &str, limit: f64, weight: Weight) -> Vec<String> {
        let text = plain(text);
        let mut lines: Vec<String> = Vec::new();
        for word in text
            .split(' ')
            .flat_map(|word| self.pieces(word, limit, weight))
        {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), weight) <= limit => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        lines
            .into_iter()
            .map(|line| line.replace(UNBREAKABLE, " "))
            .collect()
    }

    /// Breaks text into as few lines as [`Fonts::wrap`], of lengths as equal as they can be.
    pub(super) fn balance(&self, text: &str, limit: f64, weight: Weight) -> Vec<String> {
        let mut best = self.wrap(text, limit, weight);
        loop {
            let narrower = self.wrap(text, self.widest(&best, weight) - 1.0, weight);
            if narrower.len() > best.len()
                || self.widest(&narrower, weight) >= self.widest(&best, weight)
            {
                return best;
            }
            best = narrower;
        }
    }

    fn pieces(&self, word: &str, limit: f64, weight: Weight) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for letter in word.chars() {
            let mut longer = pieces.last().cloned().unwrap_or_default();
            longer.push(letter);
            if longer.chars().count() > 1 && self.width(&longer, weight) > limit {
                pieces.push(letter.to_string());
            } else if let Some(last) = pieces.last_mut() {
                *last = longer;
            }
        }
        pieces
    }

    fn face(&self, weight: Weight) -> &FontRef<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    fn to_px(&self, units: f32, weight: Weight) -> f64 {
        // Every TrueType font states its units; 2048 is what this one says.
        let per_em = self.face(weight).units_per_em().unwrap_or(2048.0);
        f64::from(units / per_em) * TEXT
    }
}

/// One line without control characters: XML forbids most of them, and plotters draws a line break as a box.
pub(super) fn plain(text: &str) -> String {
    let is_forbidden =
        |letter: char| letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}');
    let spaced: String = text
        .chars()
        .map(|letter| if is_forbidden(letter) { ' ' } else { letter })
        .collect();
    let breaks = |letter: char| letter.is_whitespace() && letter != UNBREAKABLE;
    spaced
        .split(breaks)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The same text, kept on one line by [`Fonts::wrap`] if a line can hold it.
pub(super) fn unbroken(text: &str) -> String {
    text.replace(' ', &UNBREAKABLE.to_string())
}

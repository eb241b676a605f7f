//! The formulas of the inferred rows, written down again: Wilson (1927), Newcombe (1998, method 10), Cochran-Armitage.

/// The value and the ends of its interval.
pub type Interval = (f64, f64, f64);

/// The standard normal's 97.5% point.
const Z: f64 = 1.959963984540054;

/// How many of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counts {
    pub part: i64,
    pub whole: i64,
}

impl Counts {
    pub fn plus(self, sign: i64, other: Counts) -> Counts {
        Counts {
            part: self.part + sign * other.part,
            whole: self.whole + sign * other.whole,
        }
    }
}

/// `None` for nobody.
pub fn wilson(counts: Counts) -> Option<Interval> {
    if counts.whole == 0 {
        return None;
    }
    let (x, n) = (counts.part as f64, counts.whole as f64);
    let p = x / n;
    let middle = x + Z * Z / 2.0;
    let reach = Z * (x * (n - x) / n + Z * Z / 4.0).sqrt();
    let width = n + Z * Z;
    Some((p, (middle - reach) / width, (middle + reach) / width))
}

pub fn newcombe(ours: Counts, other: Counts) -> Option<Interval> {
    let ((p, low, high), (q, least, most)) = (wilson(ours)?, wilson(other)?);
    let down = ((p - low).powi(2) + (most - q).powi(2)).sqrt();
    let up = ((high - p).powi(2) + (q - least).powi(2)).sqrt();
    Some((p - q, p - q - down, p - q + up))
}

/// z, of years at equal steps. `None` where all are alike.
/// The scores are the years, so that one left out leaves a gap.
pub fn cochran_armitage(scored: &[(f64, Counts)]) -> Option<f64> {
    let years: Vec<Counts> = scored.iter().map(|(_, counts)| *counts).collect();
    let whole: f64 = years.iter().map(|year| year.whole as f64).sum();
    let part: f64 = years.iter().map(|year| year.part as f64).sum();
    let share = part / whole;
    let steps = || scored.iter().map(|(step, year)| (*step, year));
    let mean = steps()
        .map(|(step, year)| step * year.whole as f64)
        .sum::<f64>()
        / whole;
    let spread: f64 = steps()
        .map(|(step, year)| year.whole as f64 * (step - mean).powi(2))
        .sum();
    let drift: f64 = steps()
        .map(|(step, year)| (step - mean) * year.part as f64)
        .sum();
    let variance = share * (1.0 - share) * spread;
    (variance > 0.0).then(|| drift / variance.sqrt())
}

/// Two-sided.
pub fn p_of(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

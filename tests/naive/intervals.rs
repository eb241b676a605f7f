//! The statistics, each by the formula as it is usually printed.

pub const Z: f64 = 1.959963984540054;

/// Wilson's limits: centre and half-width over 1 + z^2 / n.
pub fn wilson(numerator: u64, denominator: u64) -> (f64, f64) {
    let n = denominator as f64;
    let p = numerator as f64 / n;
    let centre = p + Z * Z / (2.0 * n);
    let half_width = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    let lower = (centre - half_width) / scale;
    let upper = (centre + half_width) / scale;
    (lower.max(0.0), upper.min(1.0))
}

/// The first share less the second, with Newcombe's hybrid score limits (his method 10). Nothing when either is of nobody.
pub fn newcombe(first: (u64, u64), second: (u64, u64)) -> Option<(f64, f64, f64)> {
    if first.1 == 0 || second.1 == 0 {
        return None;
    }
    let (p1, p2) = (share(first), share(second));
    let (l1, u1) = wilson(first.0, first.1);
    let (l2, u2) = wilson(second.0, second.1);
    let difference = p1 - p2;
    let below = ((p1 - l1).powi(2) + (u2 - p2).powi(2)).sqrt();
    let above = ((u1 - p1).powi(2) + (p2 - l2).powi(2)).sqrt();
    Some((difference, difference - below, difference + above))
}

fn share((numerator, denominator): (u64, u64)) -> f64 {
    numerator as f64 / denominator as f64
}

/// The trend test of Cochran and Armitage with scores 0, 1, 2 and the variance over N. Nothing when a year counts nobody
/// or when all years together are none or all.
pub fn cochran_armitage(years: &[(u64, u64)]) -> Option<f64> {
    let scores: Vec<i32> = (0..years.len() as i32).collect();
    scored_cochran_armitage(years, &scores)
}

/// The scores are the years themselves, so that a year left out leaves a gap.
pub fn scored_cochran_armitage(years: &[(u64, u64)], scores: &[i32]) -> Option<f64> {
    let with: u64 = years.iter().map(|(x, _)| x).sum();
    let all: u64 = years.iter().map(|(_, n)| n).sum();
    if years.iter().any(|&(_, n)| n == 0) || with == 0 || with == all {
        return None;
    }
    let p = with as f64 / all as f64;
    let scored = || {
        let with_score =
            |(score, &(x, n)): (&i32, &(u64, u64))| (f64::from(*score), x as f64, n as f64);
        scores.iter().zip(years).map(with_score)
    };
    let mean_score = scored().map(|(t, _, n)| n * t).sum::<f64>() / all as f64;
    let above: f64 = scored()
        .map(|(t, x, n)| (t - mean_score) * (x - n * p))
        .sum();
    let spread: f64 = scored().map(|(t, _, n)| n * (t - mean_score).powi(2)).sum();
    Some(above / (p * (1.0 - p) * spread).sqrt())
}

pub fn two_sided_p(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The complementary error function of a number that is not negative: near 0 one less the series, farther out Laplace's
/// continued fraction, which keeps its digits however small the answer.
pub fn erfc(x: f64) -> f64 {
    let root_pi = std::f64::consts::PI.sqrt();
    if x < 2.0 {
        let mut term = x;
        let mut sum = x;
        for n in 1..100 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
        }
        return 1.0 - 2.0 / root_pi * (-x * x).exp() * sum;
    }
    let mut fraction = x;
    for n in (1..=300).rev() {
        fraction = x + f64::from(n) / 2.0 / fraction;
    }
    (-x * x).exp() / root_pi / fraction
}

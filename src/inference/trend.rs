//! Whether a proportion rises or falls over ordered groups.
//!
//! Source: Cochran WG (1954), Biometrics 10:417-451, and Armitage P (1955), Biometrics 11:375-386 (published). Two-sided,
//! without continuity correction. The variance divides by N, as R's `prop.trend.test` and SAS's PROC FREQ do, not by
//! N - 1 as Mantel's version does.

use super::Counts;

/// A test of a linear trend.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trend {
    /// Standard normal where there is no trend; above 0 the proportion rises with the score.
    pub z: f64,
    /// Two-sided, from the normal distribution: 0 to 1.
    pub p: f64,
}

/// The test over equally spaced groups in order, such as years: scores 1, 2, 3 and so on.
pub fn cochran_armitage(groups: &[Counts]) -> Option<Trend> {
    let scores: Vec<f64> = (1..=groups.len()).map(|score| score as f64).collect();
    with_scores(groups, &scores)
}

/// The test over groups with a score each. With s the scores, x of n the counts, P the proportion of all and S the mean
/// score of all, `z = sum(x (s - S)) / sqrt(P (1 - P) sum(n (s - S)^2))`.
///
/// `None` where that is no number: a score too many or too few, a numerator above its denominator, nobody or everybody
/// with the trait, or no two scores with people. A group of nobody adds nothing.
pub fn with_scores(groups: &[Counts], scores: &[f64]) -> Option<Trend> {
    let possible = groups.len() == scores.len()
        && scores.iter().all(|s| s.is_finite())
        && groups.iter().all(|g| g.numerator <= g.denominator);
    if !possible {
        return None;
    }
    let sum = |term: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
        let terms = groups.iter().zip(scores).map(|(group, score)| {
            let (x, n) = group.real();
            term(x, n, *score)
        });
        terms.sum()
    };
    let with_trait = sum(&|x, _, _| x);
    let all = sum(&|_, n, _| n);
    let share = with_trait / all;
    // Distances from the mean, so that scores such as 2009, 2010, 2011 lose no digits.
    let mean = sum(&|_, n, s| n * s) / all;
    let slope = sum(&|x, _, s| x * (s - mean));
    let variance = share * (1.0 - share) * sum(&|_, n, s| n * (s - mean) * (s - mean));
    let two_scores = {
        let mut with_people = groups.iter().zip(scores).filter(|(g, _)| g.denominator > 0);
        let first = with_people.next()?.1;
        with_people.any(|(_, score)| score != first)
    };
    // Also false where nothing is a number.
    let defined = variance > 0.0 && variance.is_finite() && two_scores;
    let z = slope / variance.sqrt();
    defined.then(|| Trend { z, p: two_sided(z) })
}

/// The probability that a standard normal number is at least this far from 0. By the complementary error function, which
/// keeps its digits where 1 less the distribution function has none left.
fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups(counts: &[(u64, u64)]) -> Vec<Counts> {
        counts.iter().map(|&(x, n)| Counts::new(x, n)).collect()
    }

    /// The examples printed in the manuals, to the digits printed there.
    #[test]
    fn the_published_examples() {
        let pain = groups(&[(6, 32), (7, 33), (9, 32), (14, 32), (23, 32)]);
        let ours = cochran_armitage(&pain).unwrap();
        assert!((ours.z - 4.7918).abs() < 0.000_05, "{ours:?}");
        let smokers = groups(&[(83, 86), (90, 93), (129, 136), (70, 82)]);
        for (scores, chi_squared, p) in [
            ([1.0, 2.0, 3.0, 4.0], 8.2249, 0.004_132),
            ([0.0, 0.0, 0.0, 1.0], 12.173, 0.000_484_8),
        ] {
            let ours = with_scores(&smokers, &scores).unwrap();
            assert!((ours.z * ours.z / chi_squared - 1.0).abs() < 0.000_05);
            assert!((ours.p / p - 1.0).abs() < 0.000_2, "{ours:?}");
        }
    }

    /// Percentiles of the normal distribution, and one value far out in the tail.
    #[test]
    fn the_probability_of_a_distance() {
        for (z, p) in [
            (0.0, 1.0),
            (1.959_963_984_540_054, 0.05),
            (-1.959_963_984_540_054, 0.05),
            (3.090_232_306_167_813, 0.002),
            (10.0, 1.523_970_604_832_105e-23),
        ] {
            assert!((two_sided(z) / p - 1.0_f64).abs() < 1e-12, "{z}");
        }
    }

    #[test]
    fn where_there_is_no_test() {
        for counts in [
            vec![],
            vec![(3, 10)],
            vec![(0, 10), (0, 12)],
            vec![(10, 10), (12, 12)],
            vec![(3, 10), (0, 0)],
            vec![(0, 0), (0, 0)],
            vec![(3, 10), (13, 12)],
        ] {
            assert_eq!(cochran_armitage(&groups(&counts)), None, "{counts:?}");
        }
        let two = groups(&[(3, 10), (4, 10)]);
        for scores in [
            vec![1.0],
            vec![1.0, 2.0, 3.0],
            vec![0.1, 0.1],
            vec![1.0, f64::NAN],
            vec![1.0, f64::INFINITY],
        ] {
            assert_eq!(with_scores(&two, &scores), None, "{scores:?}");
        }
    }

    proptest! {
        #[test]
        fn turned_round_it_mirrors_and_spacing_does_not_matter(
            counts in prop::collection::vec((1u64..5000, 0.01f64..0.99), 2..8), shift in -3000.0f64..3000.0, step in 0.1f64..10.0,
        ) {
            let groups: Vec<Counts> = counts
                .iter()
                .map(|&(n, share)| Counts::new((share * n as f64).ceil() as u64, n))
                .collect();
            let Some(trend) = cochran_armitage(&groups) else {
                // Everybody has the trait.
                prop_assert!(groups.iter().all(|g| g.numerator == g.denominator));
                return Ok(());
            };
            prop_assert!((0.0..=1.0).contains(&trend.p));
            let reversed: Vec<Counts> = groups.iter().rev().copied().collect();
            prop_assert!((cochran_armitage(&reversed).unwrap().z + trend.z).abs() < 1e-7);
            let scores: Vec<f64> = (0..groups.len()).map(|at| shift + step * at as f64).collect();
            prop_assert!((with_scores(&groups, &scores).unwrap().z - trend.z).abs() < 1e-7);
            let others: Vec<Counts> = groups
                .iter()
                .map(|g| Counts::new(g.denominator - g.numerator, g.denominator))
                .collect();
            prop_assert!((cochran_armitage(&others).unwrap().z + trend.z).abs() < 1e-7);
        }
    }
}

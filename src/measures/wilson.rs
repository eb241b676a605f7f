//! Wilson score intervals.
//!
//! Source: Wilson EB (1927), J Am Stat Assoc 22:209-212; the interval English public health statistics use for
//! proportions. Without continuity correction.

/// Half-width multiplier of a 95% interval: the 97.5th percentile of the standard normal distribution.
pub const Z_95: f64 = 1.959963984540054;
/// Half-width multiplier of a 99.8% interval: the 99.9th percentile.
pub const Z_998: f64 = 3.090232306167813;

/// A proportion and its interval, each from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Proportion {
    pub value: f64,
    pub lowercl: f64,
    pub uppercl: f64,
}

/// The proportion `numerator / denominator` with its Wilson score interval. The numerator may be any real number from 0
/// to the denominator; `None` outside that, for a denominator of zero and for what is not a number.
pub fn wilson(numerator: f64, denominator: f64, z: f64) -> Option<Proportion> {
    let possible =
        denominator > 0.0 && denominator.is_finite() && (0.0..=denominator).contains(&numerator);
    if !possible {
        return None;
    }
    let (n, p) = (denominator, numerator / denominator);
    let centre = p + z * z / (2.0 * n);
    let half_width = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    // At 0 and at n the limit is exact; the difference of two nearly equal numbers would only come close.
    let lowercl = if numerator == 0.0 {
        0.0
    } else {
        (centre - half_width) / scale
    };
    let uppercl = if numerator == n {
        1.0
    } else {
        (centre + half_width) / scale
    };
    Some(Proportion {
        value: p,
        lowercl: lowercl.clamp(0.0, 1.0),
        uppercl: uppercl.clamp(0.0, 1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_has_no_proportion_has_no_interval() {
        for (x, n) in [
            (0.0, 0.0),
            (1.0, 0.0),
            (-1.0, 5.0),
            (6.0, 5.0),
            (f64::NAN, 5.0),
            (1.0, f64::NAN),
            (1.0, f64::INFINITY),
        ] {
            assert_eq!(wilson(x, n, Z_95), None, "{x} of {n}");
        }
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_proportion_and_mirrors(n in 1u32..1_000_000, share in 0.0f64..=1.0) {
            let (n, x) = (f64::from(n), (share * f64::from(n)).floor());
            let one = wilson(x, n, Z_95).unwrap();
            prop_assert!(0.0 <= one.lowercl && one.lowercl <= one.value + 1e-15);
            prop_assert!(one.value <= one.uppercl + 1e-15 && one.uppercl <= 1.0);
            let mirror = wilson(n - x, n, Z_95).unwrap();
            prop_assert!((one.lowercl - (1.0 - mirror.uppercl)).abs() < 1e-12);
            let wide = wilson(x, n, Z_998).unwrap();
            prop_assert!(wide.lowercl <= one.lowercl && one.uppercl <= wide.uppercl);
        }
    }
}

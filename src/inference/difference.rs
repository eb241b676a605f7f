//! The difference of two independent proportions, with an interval.
//!
//! Source: Newcombe RG (1998), Interval estimation for the difference between independent proportions: comparison of
//! eleven methods, Stat Med 17:873-890, method 10: the hybrid of two Wilson score intervals without continuity
//! correction (published).

use super::Counts;
use crate::measures::wilson::wilson;

/// A difference of proportions and its interval, each from -1 to 1 (0.05 is five percentage points).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Difference {
    pub value: f64,
    pub lowercl: f64,
    pub uppercl: f64,
}

/// The proportion of `first` less that of `second`. With p the proportions and l, u their Wilson limits, the interval
/// runs from `d - sqrt((p1 - l1)^2 + (u2 - p2)^2)` to `d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`. `None` where either has
/// no proportion: nobody in the denominator, or a numerator above it. `z` is 1.96 for 95%.
pub fn newcombe(first: Counts, second: Counts, z: f64) -> Option<Difference> {
    let interval = |counts: Counts| {
        let (numerator, denominator) = counts.real();
        wilson(numerator, denominator, z)
    };
    let (one, two) = (interval(first)?, interval(second)?);
    let value = one.value - two.value;
    let below = (one.value - one.lowercl).hypot(two.uppercl - two.value);
    let above = (one.uppercl - one.value).hypot(two.value - two.lowercl);
    Some(Difference {
        value,
        // Each limit is within -1 to 1 by its formula; the last bit may not be.
        lowercl: (value - below).max(-1.0),
        uppercl: (value + above).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::wilson::{Z_95, Z_998};
    use proptest::prelude::*;

    /// Examples of the paper, method 10, to its four decimals.
    #[test]
    fn the_published_intervals() {
        for (x1, n1, x2, n2, lower, upper) in [
            (56, 70, 48, 80, 0.0524, 0.3339),
            (9, 10, 3, 10, 0.1705, 0.8090),
            (10, 10, 0, 20, 0.6791, 1.0),
            (0, 10, 0, 20, -0.1611, 0.2775),
        ] {
            let ours = newcombe(Counts::new(x1, n1), Counts::new(x2, n2), Z_95).unwrap();
            let close = |a: f64, b: f64| (a - b).abs() <= 0.000_05;
            assert!(
                close(ours.lowercl, lower) && close(ours.uppercl, upper),
                "{x1}/{n1} v {x2}/{n2}: {ours:?}"
            );
        }
    }

    #[test]
    fn what_has_no_proportion_has_no_difference() {
        let fine = Counts::new(3, 10);
        for wrong in [Counts::new(0, 0), Counts::new(11, 10)] {
            assert_eq!(newcombe(wrong, fine, Z_95), None);
            assert_eq!(newcombe(fine, wrong, Z_95), None);
        }
    }

    fn counts() -> impl Strategy<Value = Counts> {
        (1u64..100_000, 0.0f64..=1.0)
            .prop_map(|(n, share)| Counts::new((share * n as f64).floor() as u64, n))
    }

    proptest! {
        #[test]
        fn the_other_way_round_is_the_mirror(a in counts(), b in counts()) {
            let (one, other) = (newcombe(a, b, Z_95).unwrap(), newcombe(b, a, Z_95).unwrap());
            prop_assert_eq!(one.value, -other.value);
            prop_assert!((one.lowercl + other.uppercl).abs() < 1e-12);
            prop_assert!((one.uppercl + other.lowercl).abs() < 1e-12);
        }

        #[test]
        fn the_interval_holds_the_difference_and_is_one(a in counts(), b in counts()) {
            let one = newcombe(a, b, Z_95).unwrap();
            prop_assert!(-1.0 <= one.lowercl && one.lowercl <= one.value);
            prop_assert!(one.value <= one.uppercl && one.uppercl <= 1.0);
            prop_assert!(one.lowercl < one.uppercl);
            let wide = newcombe(a, b, Z_998).unwrap();
            prop_assert!(wide.lowercl <= one.lowercl && one.uppercl <= wide.uppercl);
        }
    }
}

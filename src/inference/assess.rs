//! The words for a trend, a difference and a place beside a benchmark.
//!
//! In come counts, out comes a word. An interval that touches the value it is held against holds it. All of these rules
//! are judgement, in the manner of the health profiles of English public health: better, similar and worse are said only
//! of measures with a direction.

use super::Counts;
use super::difference::{Difference, newcombe};
use super::trend::with_scores;
use crate::measures::wilson::{Z_95, wilson};

/// A trend is said only where every year has at least this many people in its denominator (judgement).
pub const FEWEST_FOR_A_TREND: u64 = 30;
/// A trend is said only where its p-value is below this.
pub const SIGNIFICANT_BELOW: f64 = 0.05;

/// Which way a proportion goes over the years.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Course {
    Rising,
    Falling,
    NoClearChange,
    TooFewToSay,
}

impl Course {
    pub fn text(self) -> &'static str {
        match self {
            Course::Rising => "rising",
            Course::Falling => "falling",
            Course::NoClearChange => "no clear change",
            Course::TooFewToSay => "too few to say",
        }
    }
}

/// The course of a proportion over consecutive years, earliest first: rising or falling where both the trend test and
/// the interval of the last year's less the first year's proportion say so. `None` for fewer than two years, and where a
/// numerator is above its denominator.
pub fn course(years: &[Counts], scores: &[f64]) -> Option<Course> {
    let (first, last) = (*years.first()?, *years.last()?);
    if years.len() < 2 || years.iter().any(|y| y.numerator > y.denominator) {
        return None;
    }
    if years.iter().any(|y| y.denominator < FEWEST_FOR_A_TREND) {
        return Some(Course::TooFewToSay);
    }
    let change = newcombe(last, first, Z_95)?;
    // Nobody or everybody with the trait, in every year: there is no test, and no change.
    let Some(trend) = with_scores(years, scores) else {
        return Some(Course::NoClearChange);
    };
    let significant = trend.p < SIGNIFICANT_BELOW;
    Some(match Side::of(change.lowercl, change.uppercl, 0.0) {
        Side::Above if significant && trend.z > 0.0 => Course::Rising,
        Side::Below if significant && trend.z < 0.0 => Course::Falling,
        _ => Course::NoClearChange,
    })
}

/// Where an interval lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Above,
    Holds,
    Below,
}

impl Side {
    fn of(lower: f64, upper: f64, value: f64) -> Side {
        if lower > value {
            Side::Above
        } else if upper < value {
            Side::Below
        } else {
            Side::Holds
        }
    }
}

/// Whether more of a measure is better, or only more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Higher is better: better, similar, worse.
    HigherIsBetter,
    /// Neither is better: higher, similar, lower.
    Neutral,
}

/// The measures whose id begins like this have a direction.
const HIGHER_IS_BETTER: [&str; 3] = ["completed_", "retained_12_weeks", "completeness_"];

impl Direction {
    /// The direction of a measure by its id. Completion, retention and completeness of recording: higher is better.
    pub fn of(measure: &str) -> Direction {
        let judged = HIGHER_IS_BETTER
            .iter()
            .any(|start| measure.starts_with(start));
        if judged {
            Direction::HigherIsBetter
        } else {
            Direction::Neutral
        }
    }
}

/// How a proportion stands to something else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Better,
    Worse,
    Higher,
    Lower,
    Similar,
}

impl Standing {
    pub fn text(self) -> &'static str {
        match self {
            Standing::Better => "better",
            Standing::Worse => "worse",
            Standing::Higher => "higher",
            Standing::Lower => "lower",
            Standing::Similar => "similar",
        }
    }

    fn of(side: Side, direction: Direction) -> Standing {
        match (side, direction) {
            (Side::Holds, _) => Standing::Similar,
            (Side::Above, Direction::HigherIsBetter) => Standing::Better,
            (Side::Below, Direction::HigherIsBetter) => Standing::Worse,
            (Side::Above, Direction::Neutral) => Standing::Higher,
            (Side::Below, Direction::Neutral) => Standing::Lower,
        }
    }
}

/// A proportion beside a benchmark: by the 95% Wilson interval. A benchmark that was printed rounded stands for everything
/// within half a unit of its last digit (judgement: its own rounding must not make a difference); 0 for an exact one.
/// `None` where there is no proportion, or the benchmark is none.
pub fn beside_benchmark(
    counts: Counts,
    benchmark: f64,
    half_unit: f64,
    direction: Direction,
) -> Option<Standing> {
    if !(0.0..=1.0).contains(&benchmark) {
        return None;
    }
    let (numerator, denominator) = counts.real();
    let ours = wilson(numerator, denominator, Z_95)?;
    let side = Side::of(
        ours.lowercl - half_unit,
        ours.uppercl + half_unit,
        benchmark,
    );
    Some(Standing::of(side, direction))
}

/// A difference in a word. Give [`Direction::Neutral`] for higher and lower also of a measure with a direction.
pub fn difference(difference: &Difference, direction: Direction) -> Standing {
    let side = Side::of(difference.lowercl, difference.uppercl, 0.0);
    Standing::of(side, direction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(counts: &[(u64, u64)]) -> Vec<Counts> {
        counts.iter().map(|&(x, n)| Counts::new(x, n)).collect()
    }

    #[test]
    fn the_course_over_years() {
        for (counts, course_text) in [
            // The official opiate share, 2020-21 to 2022-23.
            (
                vec![(140_863, 275_896), (140_558, 289_215), (138_604, 290_635)],
                Some("falling"),
            ),
            (vec![(10, 100), (20, 100), (30, 100)], Some("rising")),
            (
                vec![(10, 100), (12, 100), (13, 100)],
                Some("no clear change"),
            ),
            // The trend is strong (p < 0.01) but the last year is back near the first.
            (
                vec![
                    (100, 1000),
                    (100, 1000),
                    (200, 1000),
                    (200, 1000),
                    (12, 100),
                ],
                Some("no clear change"),
            ),
            // The last year is well above the first, but beside the many of the years between that is no trend.
            (
                vec![
                    (30, 100),
                    (900_000, 1_000_000),
                    (900_000, 1_000_000),
                    (90, 100),
                ],
                Some("no clear change"),
            ),
            (vec![(10, 30), (25, 30)], Some("rising")),
            (vec![(10, 30), (25, 29)], Some("too few to say")),
            (vec![(10, 30), (0, 0), (25, 30)], Some("too few to say")),
            (vec![(0, 50), (0, 60), (0, 70)], Some("no clear change")),
            (vec![(50, 50), (60, 60)], Some("no clear change")),
            (vec![(10, 100)], None),
            (vec![], None),
            (vec![(10, 100), (101, 100)], None),
        ] {
            let scores: Vec<f64> = (0..counts.len()).map(|at| at as f64).collect();
            assert_eq!(
                course(&years(&counts), &scores).map(Course::text),
                course_text,
                "{counts:?}"
            );
        }
    }

    #[test]
    fn only_some_measures_have_a_direction() {
        for (measure, direction) in [
            ("completed_of_leavers", Direction::HigherIsBetter),
            ("completed_no_return", Direction::HigherIsBetter),
            ("retained_12_weeks", Direction::HigherIsBetter),
            ("retained_12_weeks_or_completed", Direction::HigherIsBetter),
            ("completeness_children", Direction::HigherIsBetter),
            ("starting", Direction::Neutral),
            ("heroin", Direction::Neutral),
            ("died_of_leavers", Direction::Neutral),
            ("starting_of_complete", Direction::Neutral),
        ] {
            assert_eq!(Direction::of(measure), direction, "{measure}");
        }
    }

    #[test]
    fn beside_a_benchmark() {
        // 50 of 100: 40.38% to 59.62%.
        let half = Counts::new(50, 100);
        for (benchmark, judged, neutral) in [
            (0.40, "better", "higher"),
            (0.41, "similar", "similar"),
            (0.50, "similar", "similar"),
            (0.59, "similar", "similar"),
            (0.60, "worse", "lower"),
        ] {
            for (direction, word) in [
                (Direction::HigherIsBetter, judged),
                (Direction::Neutral, neutral),
            ] {
                let standing = beside_benchmark(half, benchmark, 0.0, direction);
                assert_eq!(standing.map(Standing::text), Some(word), "{benchmark}");
            }
        }
        // 0.40 as a whole per cent may be 0.4038, which the interval holds.
        for (benchmark, word) in [
            (0.39, "higher"),
            (0.40, "similar"),
            (0.60, "similar"),
            (0.61, "lower"),
        ] {
            let standing = beside_benchmark(half, benchmark, 0.005, Direction::Neutral);
            assert_eq!(standing.map(Standing::text), Some(word), "{benchmark}");
        }
        let everybody = Counts::new(100, 100);
        let touching = beside_benchmark(everybody, 1.0, 0.0, Direction::Neutral);
        assert_eq!(touching, Some(Standing::Similar));
        let nobody = Counts::new(0, 0);
        for (counts, benchmark) in [(nobody, 0.5), (half, 1.5), (half, f64::NAN)] {
            assert_eq!(
                beside_benchmark(counts, benchmark, 0.0, Direction::Neutral),
                None
            );
        }
    }

    #[test]
    fn a_difference_in_a_word() {
        for (lowercl, uppercl, judged, neutral) in [
            (0.01, 0.2, "better", "higher"),
            (0.0, 0.2, "similar", "similar"),
            (-0.1, 0.1, "similar", "similar"),
            (-0.2, 0.0, "similar", "similar"),
            (-0.2, -0.01, "worse", "lower"),
        ] {
            let value = (lowercl + uppercl) / 2.0;
            let found = Difference {
                value,
                lowercl,
                uppercl,
            };
            let word = |direction| difference(&found, direction).text();
            assert_eq!(word(Direction::HigherIsBetter), judged);
            assert_eq!(word(Direction::Neutral), neutral);
        }
    }
}

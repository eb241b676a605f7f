//! The value axis: from zero to a round per cent that covers what is shown, and nothing about what is not.

use std::ops::Range;

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::Mark;

/// Distances between ticks worth reading, in per cent; each divides 100, so no axis runs past it.
const STEPS: [u32; 7] = [1, 2, 5, 10, 20, 50, 100];

/// No axis is shorter, or a share of half a per cent would fill the picture.
const SHORTEST: f64 = 0.05;

/// An axis from 0 to `max` per cent with a tick every `step`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    max: u32,
    step: u32,
}

impl Axis {
    /// The finest axis with at most `most_steps` steps that covers `largest`. With nothing to cover, 0 to 100%.
    pub(super) fn covering(largest: Option<f64>, most_steps: u32) -> Self {
        let largest = largest
            .filter(|&share| share > 0.0)
            .unwrap_or(1.0)
            .clamp(SHORTEST, 1.0);
        for step in STEPS {
            // The subtraction keeps 0.3 * 100 = 30.000000000000004 from asking for one more step.
            let steps = (largest * 100.0 / f64::from(step) - 1e-9).ceil().max(1.0) as u32;
            if steps <= most_steps {
                return Self {
                    max: steps * step,
                    step,
                };
            }
        }
        Self {
            max: 100,
            step: 100,
        }
    }

    /// The finest axis whose tick labels, `tick_width` wide, do not crowd in the room that an axis would have.
    pub(super) fn finest(
        largest: Option<f64>,
        room: impl Fn(Self) -> f64,
        tick_width: f64,
    ) -> Self {
        let crowded = |axis: Self| room(axis) / f64::from(axis.steps()) < tick_width + 24.0;
        (1..=6)
            .rev()
            .map(|steps| Self::covering(largest, steps))
            .find(|&axis| !crowded(axis))
            .unwrap_or(Self::covering(largest, 1))
    }

    /// Number of steps.
    pub(super) fn steps(self) -> u32 {
        self.max / self.step
    }

    /// The share at the end of the axis.
    pub(super) fn end(self) -> f64 {
        f64::from(self.max) / 100.0
    }

    /// Share and label of each tick.
    pub(super) fn ticks(self) -> impl DoubleEndedIterator<Item = (f64, String)> {
        (0..=self.steps()).map(move |index| {
            let per_cent = index * self.step;
            (f64::from(per_cent) / 100.0, format!("{per_cent}%"))
        })
    }

    /// Lays the axis between two positions on the page; the first belongs to zero.
    pub(super) fn between(self, zero: f64, end: f64) -> Scale {
        Scale {
            axis: RangedCoordf64::from(Range {
                start: 0.0,
                end: self.end(),
            }),
            zero: px(zero),
            end: px(end),
        }
    }
}

/// From shares to positions.
pub(super) struct Scale {
    axis: RangedCoordf64,
    zero: i32,
    end: i32,
}

impl Scale {
    /// Position of a share.
    pub(super) fn at(&self, share: f64) -> f64 {
        let share = share.clamp(0.0, self.axis.range().end);
        f64::from(self.axis.map(&share, (self.zero, self.end)))
    }
}

/// The largest number that the marks show, intervals included if they are drawn.
pub(super) fn largest<'a>(
    marks: impl Iterator<Item = &'a Mark>,
    with_intervals: bool,
) -> Option<f64> {
    marks
        .filter_map(|mark| reach(mark, with_intervals))
        .reduce(f64::max)
}

/// How far one mark reaches along the axis; nothing when it is not shown.
pub(super) fn reach(mark: &Mark, with_interval: bool) -> Option<f64> {
    match *mark {
        Mark::Shown {
            value,
            lower,
            upper,
            ..
        } => match lower.zip(upper) {
            Some((_, upper)) if with_interval => Some(value.max(upper)),
            _ => Some(value),
        },
        Mark::Hidden | Mark::NotAvailable => None,
    }
}

fn px(position: f64) -> i32 {
    position.round() as i32
}

//! Room six: measured counts to released ones. The only door to presentation.
//!
//! First stage (rules in `docs/definitions.md`): a count from 1 to 4 is hidden with its rate and interval, and so is a
//! count that two shown counts of one table would give by subtraction; then every sum with one hidden part loses its
//! next smallest. Tables that share people in other ways (populations inside each other, several traits of the same
//! people) are not yet protected against each other, so a run's verdict is `review`.

mod across;
mod attrition;
mod children;
mod findings;
mod lines;
mod protect;
mod relations;
mod released;
mod sums;

pub use attrition::ReleasedAttrition;
pub use findings::ReleasedFinding;
pub use released::{Marking, Released, ReleasedFlip, ReleasedRow, Shorthand, Verdict};

use crate::extract::Extract;
use crate::measures::Measured;
use crate::settings::Settings;

/// What disclosure control goes by.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Counts from 1 to one less than this are hidden.
    pub suppress_below: u64,
    /// Whether zeros are hidden too.
    pub suppress_zero: bool,
    /// Show everything, marked as not for publication.
    pub unsuppressed: bool,
}

impl Rules {
    pub fn of(settings: &Settings) -> Rules {
        Rules {
            suppress_below: u64::from(settings.suppress_below),
            suppress_zero: settings.suppress_zero,
            unsuppressed: settings.unsuppressed,
        }
    }

    /// Whether a count may not be shown by itself.
    pub fn is_small(&self, count: u64) -> bool {
        (count > 0 || self.suppress_zero) && count < self.suppress_below
    }
}

/// A rate of exactly 0% or 100% tells each member's outcome; below this many members it is hidden.
pub const CERTAIN_BELOW: u64 = 10;

/// Everything of a run that holds counts of people.
pub struct Unprotected<'a> {
    pub measured: &'a Measured,
    /// Its attrition and its findings.
    pub extract: &'a Extract,
    /// People in treatment in one year both as an under-18 and as an adult.
    pub in_both_age_groups: u64,
}

/// Protects a run's counts. What comes out is all that may be shown.
pub fn release(run: &Unprotected<'_>, rules: Rules) -> Released {
    let hidden = if rules.unsuppressed {
        protect::Hidden::nothing(run.measured)
    } else {
        protect::protect(run.measured, rules)
    };
    Released::new(run, &hidden, rules)
}

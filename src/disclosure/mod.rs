//! Room six: measured counts to released ones. The only door to presentation.
//!
//! A count from 1 to 4 is hidden with its rate and interval; then more, until every hidden count has a witness: another
//! table that agrees with everything shown and differs in it (`linked`; rules in `docs/definitions.md`).

mod attrition;
mod findings;
mod lines;
mod linked;
mod released;

pub use attrition::ReleasedAttrition;
pub use findings::ReleasedFinding;
use linked::Columns;
pub use linked::{Audit, UnsafeTable};
pub use released::{Marking, Released, ReleasedFlip, ReleasedRow, Shares, Shorthand, Verdict};

/// What result rows count, for whoever reads them again.
pub(crate) mod questions {
    pub use super::linked::blocks::{Atoms, Block, PEOPLE, Set, blocks};
    pub use super::linked::counted::{counted, rows_of};
    pub use super::linked::layout::{ROW_GROUPS, ROWS};
}

use crate::extract::{Extract, Field};
use crate::measures::Measured;
use crate::measures::nested::Nest;
use crate::settings::{JudgementCells, Settings, SmallCounts};

/// What disclosure control goes by.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Counts from 1 to one less than this are hidden.
    pub suppress_below: u64,
    /// Whether zeros are hidden too.
    pub suppress_zero: bool,
    /// Whether these counts are hidden; else they are shown, rounded.
    pub hides_small: bool,
    /// Counts are shown as multiples of this.
    pub round_to: u64,
    /// How far apart two of the tables must be that a reader reckons with, the true one among them, in each hidden count.
    pub protect_interval: u64,
    /// Show everything, marked as not for publication.
    pub unsuppressed: bool,
}

impl Rules {
    /// What the settings are unless somebody says otherwise.
    #[cfg(test)]
    pub const DEFAULT: Rules = Rules {
        suppress_below: 5,
        suppress_zero: false,
        hides_small: true,
        round_to: 1,
        protect_interval: 1,
        unsuppressed: false,
    };

    pub fn of(settings: &Settings) -> Rules {
        Rules {
            suppress_below: u64::from(settings.suppress_below),
            suppress_zero: settings.suppress_zero,
            hides_small: settings.small_counts == SmallCounts::Hidden,
            round_to: u64::from(settings.round_to),
            protect_interval: u64::from(settings.protect_interval),
            unsuppressed: settings.unsuppressed,
        }
    }

    /// Whether nobody may know a count.
    pub fn is_small(&self, count: u64) -> bool {
        (count > 0 || self.suppress_zero) && count < self.suppress_below
    }

    /// Whether nobody may know a count of this run, however it is kept from them.
    pub fn is_secret(&self, count: u64) -> bool {
        !self.unsuppressed && self.is_small(count)
    }

    /// Whether a count may not be shown by itself.
    pub fn hides(&self, count: u64) -> bool {
        self.hides_small && self.is_secret(count)
    }

    /// Whether a count is shown as another one would be: as it is, or rounded to the same, and neither as small.
    pub fn are_shown_alike(&self, one: u64, other: u64) -> bool {
        one == other
            || self.is_rounding()
                && self.rounded(one) == self.rounded(other)
                && self.hides(one) == self.hides(other)
    }

    pub fn is_rounding(&self) -> bool {
        self.round_to > 1 && !self.unsuppressed
    }

    /// A count as it is shown: rounded to the nearest multiple, half upwards.
    pub fn rounded(&self, count: u64) -> u64 {
        match self.is_rounding() {
            true => (count + self.round_to / 2) / self.round_to * self.round_to,
            false => count,
        }
    }
}

/// A rate of exactly 0% or 100% tells each member's outcome; below this many members it is hidden.
pub const CERTAIN_BELOW: u64 = 10;

/// Everything of a run that holds counts of people.
pub struct Unprotected<'a> {
    pub measured: &'a Measured,
    /// The decision table it was measured with.
    pub judged: &'a JudgementCells,
    /// Its attrition and its findings.
    pub extract: &'a Extract,
    /// People in treatment in one year both as an under-18 and as an adult.
    pub in_both_age_groups: u64,
    /// Levels that lie within levels of other divisions.
    pub nests: &'a [Nest],
}

/// Protects a run's counts. What comes out is all that may be shown.
pub fn release(run: &Unprotected<'_>, rules: Rules) -> Released {
    let hidden = if rules.unsuppressed {
        linked::Hidden::nothing(run.measured)
    } else {
        let columns = Columns {
            are_two_answers: run.extract.present.contains(&Field::LivedWithChildren),
        };
        linked::protect(run.measured, run.nests, (run.judged, columns), rules)
    };
    Released::new(run, &hidden, rules)
}

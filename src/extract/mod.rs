//! Room one: bytes to records.
//!
//! Comes in: the files of an extract, a profile (or none: it is recognised). Goes out: an [`Extract`] of narrow typed
//! [`Record`]s, one a line that can be used, with every other line counted by the reason it was left out, and the
//! dates the extract covers. Nothing here knows of journeys or measures.

pub mod attrition;
mod blocks;
mod bookings;
pub mod codes;
pub mod columns;
pub mod dataset;
pub mod dates;
pub mod decoder;
mod encoding;
pub mod extent;
pub mod findings;
pub mod forms;
mod gather;
pub mod ids;
pub mod inputs;
mod marks;
pub mod open;
pub mod papers;
pub mod profile;
mod read;
pub mod record;
pub mod recorded;
mod rows;
pub mod rules;
pub mod shelves;
mod side_by_side;
pub mod source;
pub(crate) mod values;

pub use attrition::Attrition;
pub use bookings::Bookings;
pub use extent::Extent;
pub use findings::{About, Findings, Position};
pub use papers::Papers;
pub use profile::{Field, Profile};
pub use read::{Extract, ReadFile, Request, read, read_as};
pub use record::{AgeBand, Beside, Children, Help, HelpRecorded, Record, Review, Sex};
pub use rules::{Effect, Rule, Severity};
pub use source::Watch;

/// The level of a breakdown for records in which its columns are blank.
pub const MISSING_LEVEL: &str = "(missing)";

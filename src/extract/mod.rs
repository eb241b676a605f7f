//! Room one: bytes to records.
//!
//! Comes in: the files of an extract, a profile (or none: it is recognised). Goes out: an [`Extract`] of narrow typed
//! [`Record`]s, one a line that can be used, with every other line counted by the reason it was left out, and the
//! dates the extract covers. Nothing here knows of journeys or measures.

mod blocks;
pub mod codes;
pub mod columns;
mod dates;
mod decoder;
pub mod extent;
pub mod findings;
pub mod ids;
mod open;
pub mod profile;
mod read;
pub mod record;
mod values;

pub use extent::Extent;
pub use findings::{Attrition, Findings, Reason, Rule};
pub use profile::{Field, Profile};
pub use read::{Extract, read};
pub use record::{AgeBand, Children, Help, HelpRecorded, Record, Review, Sex};

/// The level of a breakdown for records in which its columns are blank.
pub const MISSING_LEVEL: &str = "(missing)";

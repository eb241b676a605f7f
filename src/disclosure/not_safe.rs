//! What of a run may tell a hidden count, named so that it can be left out.

use super::linked::UnsafeTable;
use crate::measures::Measured;
use crate::measures::breakdowns::Divides;
use crate::measures::nested::Nest;
use std::fmt;

/// A part of a run that is not to be given out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsafe {
    /// A question in a table with a hidden count that has no witness.
    Table(UnsafeTable),
    /// Two divisions: levels of the one lie each within a level of the other.
    Nested {
        inner: String,
        outer: String,
        levels: usize,
    },
}

impl Unsafe {
    pub fn nested(measured: &Measured, nest: &Nest) -> Unsafe {
        let name = |breakdown: usize| {
            let breakdown = &measured.breakdowns[breakdown];
            match breakdown.divides {
                Divides::Area => "area".into(),
                Divides::Provider => "provider".into(),
                _ => breakdown.name.clone(),
            }
        };
        Unsafe::Nested {
            inner: name(nest.inner),
            outer: name(nest.outer),
            levels: nest.levels,
        }
    }
}

impl fmt::Display for Unsafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsafe::Table(table) => table.fmt(f),
            Unsafe::Nested {
                inner,
                outer,
                levels,
            } => {
                let s = if *levels == 1 { "" } else { "s" };
                write!(
                    f,
                    "{inner} beside {outer} (at {levels} level{s} of {inner} everybody is of one {outer})"
                )
            }
        }
    }
}

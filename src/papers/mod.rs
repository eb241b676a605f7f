//! Working papers: what the holder of an extract needs to mend it and to trust what is made of it.
//!
//! Comes in: an extract read with [`Request::papers`](crate::extract::Request). Goes out: exact counts, with positions.
//! They go to whoever holds the extract and nobody else: every form says "not for publication", and no report's folder
//! ever holds one. No value of an identifying column is in them, nor a date of any one person.

pub mod check;
pub mod completeness;
pub mod explain;
pub mod explain_text;
pub mod fit;
pub mod form;
pub mod page;
pub mod rules;
pub mod text;

/// What every working paper says of itself.
pub const MARKING: &str = "working paper: exact counts, not for publication";

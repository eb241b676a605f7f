//! Room seven: released results to files.
//!
//! Comes in: [`Released`](crate::disclosure::Released) and a description of the run that holds no count of people.
//! Goes out: bytes. Nothing here can see an unprotected number.

pub mod cells;
pub mod charts;
pub mod figures;
mod fingerprint;
pub mod folder;
mod line;
pub mod lookup;
pub mod manifest;
pub mod numbers;
pub mod report;
pub mod run;
pub mod sentences;
pub mod tables;

//! Files that are no text become streams of it, so that everything after them is one path.

mod delimited;
pub mod guard;
pub mod parquet_rows;
mod problem;
pub mod workbook;

pub use problem::Problem;

use crate::day::Day;

/// The day from which a workbook counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Epoch {
    pub is_1904: bool,
}

impl Epoch {
    /// The day that a bare number of days stands for.
    pub fn day(self, serial: u32) -> Option<Day> {
        let (year, month, day) = workbook::day_of_serial(serial, self.is_1904)?;
        Day::from_ymd(year, month, day)
    }
}

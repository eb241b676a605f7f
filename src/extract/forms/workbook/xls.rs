//! The records of an old workbook (xls): whether their places are ones that an xls sheet has.
//!
//! calamine takes memory for every cell between the first and the last before it makes the first. Nothing in an xls file
//! has a checksum, and one damaged byte can put a cell 65,000 columns away: the program would be ended on the spot, for
//! want of a hundred gigabytes. So the records are looked through beforehand.

use super::book::Source;
use super::damaged;
use crate::extract::forms::problem::Problem;
use std::io::Read;

const MAX_ROWS: u32 = 1 << 16;
const MAX_COLUMNS: u32 = 1 << 8;

// Record types of [MS-XLS] 2.3.
const DIMENSIONS: u16 = 0x0200;
/// Every kind of cell that calamine makes a value of: its row and column come first in each.
const CELLS: [u16; 8] = [
    0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E,
];

/// Refuses a workbook with a cell or a sheet that is too large, and one whose container is broken: calamine reads on in
/// some of those, and then what it reads has not been looked through.
pub fn check(file: &mut dyn Source) -> Result<(), Problem> {
    let records = cfb::CompoundFile::open(file).and_then(|mut container| {
        let mut stream = container
            .open_stream("/Workbook")
            .or_else(|_| container.open_stream("/Book"))?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match records {
        Ok(records) if Records(&records).all(is_possible) => Ok(()),
        _ => Err(damaged()),
    }
}

/// Each record's type and what it holds.
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_first_chunk::<4>()?;
        let [type_low, type_high, length_low, length_high] = *head;
        let length = usize::from(u16::from_le_bytes([length_low, length_high]));
        let (held, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((u16::from_le_bytes([type_low, type_high]), held))
    }
}

fn is_possible((kind, held): (u16, &[u8])) -> bool {
    let short = |at: usize| match held.get(at..at + 2) {
        Some(bytes) => u32::from(u16::from_le_bytes([bytes[0], bytes[1]])),
        None => 0,
    };
    let long = |at: usize| short(at) | short(at + 2) << 16;
    match kind {
        // Before Excel 97 rows were short numbers, in a shorter record.
        DIMENSIONS if held.len() < 14 => fits(short(0), short(2), short(6)),
        DIMENSIONS => fits(long(0), long(4), short(10)),
        _ if CELLS.contains(&kind) => short(2) < MAX_COLUMNS,
        _ => true,
    }
}

/// Some writers state no size at all, which is nought rows or columns.
fn fits(first_row: u32, row_end: u32, column_end: u32) -> bool {
    let is_empty = row_end == 0 || column_end == 0;
    is_empty || (first_row < row_end && row_end <= MAX_ROWS && column_end <= MAX_COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_sizes_beyond_an_xls_sheet_are_impossible() {
        let size = |first_row: u32, row_end: u32, column_end: u16| {
            let mut held = [first_row.to_le_bytes(), row_end.to_le_bytes()].concat();
            held.extend([0, 0]);
            held.extend(column_end.to_le_bytes());
            held.extend([0, 0]);
            (DIMENSIONS, held)
        };
        for ((kind, held), possible) in [
            (size(0, 65_536, 256), true),
            (size(0, 0, 0), true),
            (size(5, 0, 3), true),
            (size(0, 65_537, 1), false),
            (size(7, 3, 1), false),
            (size(0, 1, 257), false),
            ((0x00FD, vec![0xFF, 0xFF, 0xFF, 0]), true),
            ((0x00FD, vec![0, 0, 0, 1]), false),
            ((0x00FD, vec![]), true),
            ((0x0042, vec![0xFF; 8]), true),
        ] {
            assert_eq!(is_possible((kind, &held)), possible, "{kind:#x} {held:?}");
        }
    }

    #[test]
    fn records_stop_where_the_bytes_do() {
        let bytes = [1, 0, 2, 0, 7, 8, 2, 0, 0, 0, 3, 0, 9, 0, 1];
        let records: Vec<_> = Records(&bytes).collect();
        assert_eq!(records, [(1, &[7, 8][..]), (2, &[][..])]);
    }
}

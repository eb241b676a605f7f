//! Rows as CSV, and anything that can be serialised as JSON.

use crate::error::{Error, Result};
use csv::ByteRecord;
use rayon::prelude::*;
use serde::Serialize;
use std::io::{self, Write};

/// What a serialiser says in memory is a fault of the program.
pub fn fault(e: impl std::fmt::Display) -> Error {
    Error::Internal(e.to_string())
}

/// About as long as a line of results: memory that need not grow need not be moved.
const LINE: usize = 256;

/// One line a row, under the names of their fields.
pub fn csv(rows: impl IntoIterator<Item = impl Serialize>) -> Result<Vec<u8>> {
    let rows = rows.into_iter();
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(LINE * rows.size_hint().0));
    for row in rows {
        writer.serialize(row).map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

/// Tens of thousands of rows: several workers make pieces of them, which are written one after the other. A few pieces are in
/// memory at a time, and small ones, in memory that was used before: fresh memory takes as long to get as to fill.
pub fn write_side_by_side<R: Sync>(
    rows: &[R],
    piece: impl Fn(&[R]) -> Result<Vec<u8>> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    const ROWS: usize = 256;
    const PIECES: usize = 32;
    for some in rows.chunks(ROWS * PIECES) {
        let pieces: Result<Vec<Vec<u8>>> = some.par_chunks(ROWS).map(&piece).collect();
        for piece in pieces.map_err(io::Error::other)? {
            out.write_all(&piece)?;
        }
    }
    Ok(())
}

/// One line a row, without names; `put` gives the values of a row, one after the other, and may be asked twice.
///
/// The csv crate looks at each value whether it needs quotes, which takes several times as long as to write it. That no value
/// does is told of the line as a whole: then it has no quote, no line end, and one comma fewer than values. Any other line is
/// written again by the csv crate.
pub fn csv_lines<R>(rows: &[R], put: impl Fn(&R, &mut dyn FnMut(&[u8]))) -> Result<Vec<u8>> {
    let mut text = Vec::with_capacity(LINE * rows.len());
    let mut record = ByteRecord::new();
    for row in rows {
        let (begins, mut values) = (text.len(), 0);
        put(row, &mut |value| {
            if values > 0 {
                text.push(b',');
            }
            text.extend_from_slice(value);
            values += 1;
        });
        if is_plain(&text[begins..], values) {
            text.push(b'\n');
            continue;
        }
        text.truncate(begins);
        record.clear();
        put(row, &mut |value| record.push_field(value));
        let mut writer = csv::WriterBuilder::new()
            .buffer_capacity(4 * LINE)
            .from_writer(text);
        writer.write_byte_record(&record).map_err(fault)?;
        text = writer.into_inner().map_err(fault)?;
    }
    Ok(text)
}

/// Whether none of so many values in a line needs quotes. A value alone in its line does if it is empty.
fn is_plain(line: &[u8], values: usize) -> bool {
    let commas = memchr::memchr_iter(b',', line).count();
    !line.is_empty() && commas + 1 == values && memchr::memchr3(b'"', b'\n', b'\r', line).is_none()
}

/// JSON for people too, with a line end.
pub fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(fault)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_csv_crate() {
        let long = "a".repeat(9000);
        let plain = ["a", ""];
        let cases: [&[[&str; 2]]; 10] = [
            &[],
            &[plain],
            &[["", ""], plain],
            &[plain, ["b,", "c"], plain],
            &[plain, ["b", "c\""], plain],
            &[["b\n", "c"], plain],
            &[plain, ["b", "\rc"]],
            &[["é", "; '"], plain],
            &[[&long, "b"], [&long, &long], plain],
            &[[&long, "b"], [&long, ",\"\r\n"], plain, [&long, ""]],
        ];
        for rows in cases {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in rows {
                writer.write_record(row).unwrap();
            }
            let lines = csv_lines(rows, |row, put| {
                row.iter().for_each(|value| put(value.as_bytes()));
            });
            assert_eq!(lines.unwrap(), writer.into_inner().unwrap(), "{rows:?}");
        }
    }

    #[test]
    fn a_value_alone_in_its_row_may_be_empty() {
        let lines = csv_lines(&["", "a"], |row, put| put(row.as_bytes()));
        assert_eq!(lines.unwrap(), b"\"\"\na\n");
    }
}

//! Rows as CSV, and anything that can be serialised as JSON.

use crate::error::{Error, Result};
use csv::{ByteRecord, QuoteStyle};
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
/// memory at a time.
pub fn write_side_by_side<R: Sync>(
    rows: &[R],
    piece: impl Fn(&[R]) -> Result<Vec<u8>> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    const ROWS: usize = 2048;
    const PIECES: usize = 32;
    for some in rows.chunks(ROWS * PIECES) {
        let pieces: Result<Vec<Vec<u8>>> = some.par_chunks(ROWS).map(&piece).collect();
        for piece in pieces.map_err(io::Error::other)? {
            out.write_all(&piece)?;
        }
    }
    Ok(())
}

/// One line a row, without names; `put` puts the values of a row into an empty record.
///
/// The csv crate looks at each value whether it needs quotes, which takes as long as to write it. Nearly no record has such a
/// value, and that is told of all its values at once; so quotes are left to the csv crate from the first record on that has.
pub fn csv_lines<R>(rows: &[R], put: impl Fn(&R, &mut ByteRecord)) -> Result<Vec<u8>> {
    let writer = |style: QuoteStyle, text: Vec<u8>| {
        let mut builder = csv::WriterBuilder::new();
        builder.quote_style(style).from_writer(text)
    };
    let mut lines = writer(QuoteStyle::Never, Vec::with_capacity(LINE * rows.len()));
    let (mut record, mut have_quotes) = (ByteRecord::new(), false);
    for row in rows {
        record.clear();
        put(row, &mut record);
        if !have_quotes && needs_quotes(&record) {
            have_quotes = true;
            let text = lines.into_inner().map_err(fault)?;
            lines = writer(QuoteStyle::Necessary, text);
        }
        lines.write_byte_record(&record).map_err(fault)?;
    }
    lines.into_inner().map_err(fault)
}

fn needs_quotes(record: &ByteRecord) -> bool {
    let values = record.as_slice();
    memchr::memchr3(b',', b'"', b'\n', values).is_some() || memchr::memchr(b'\r', values).is_some()
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
            let lines = csv_lines(rows, |row, record| record.extend(row));
            assert_eq!(lines.unwrap(), writer.into_inner().unwrap(), "{rows:?}");
        }
    }

    #[test]
    fn a_value_alone_in_its_row_may_be_empty() {
        let lines = csv_lines(&["", "a"], |row, record| record.push_field(row.as_bytes()));
        assert_eq!(lines.unwrap(), b"\"\"\na\n");
    }
}

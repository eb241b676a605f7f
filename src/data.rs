//! Anything that can be serialised, as CSV rows or as JSON.

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

/// Whether the names of the fields stand above the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Header {
    Written,
    LeftOut,
}

/// One line a row, under the names of their fields.
pub fn csv(rows: impl IntoIterator<Item = impl Serialize>) -> Result<Vec<u8>> {
    csv_under(rows, Header::Written)
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

/// One line a row, without the names of their fields; `put` puts a row's values into an empty record, at least two. To look at each
/// value whether it needs quotes takes as long as to write it, and nearly none does. So all are written without, and again
/// if it shows that one should not have been.
pub fn csv_lines<R>(rows: &[R], put: impl Fn(&R, &mut ByteRecord)) -> Result<Vec<u8>> {
    let without_quotes = records(rows, &put, QuoteStyle::Never)?;
    match needs_no_quotes(&without_quotes) {
        true => Ok(without_quotes.text),
        false => Ok(records(rows, &put, QuoteStyle::Necessary)?.text),
    }
}

struct Records {
    text: Vec<u8>,
    /// How many there are, and how many values they have.
    number: usize,
    values: usize,
}

fn records<R>(rows: &[R], put: impl Fn(&R, &mut ByteRecord), style: QuoteStyle) -> Result<Records> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(style)
        .from_writer(Vec::with_capacity(LINE * rows.len()));
    let (mut record, mut values) = (ByteRecord::new(), 0);
    for row in rows {
        record.clear();
        put(row, &mut record);
        values += record.len();
        writer.write_byte_record(&record).map_err(fault)?;
    }
    Ok(Records {
        text: writer.into_inner().map_err(fault)?,
        number: rows.len(),
        values,
    })
}

/// Whether text that was written without quotes would be the same with those that are necessary: nothing stands in it that
/// asks for some but what the writer itself puts between values and behind records.
fn needs_no_quotes(records: &Records) -> bool {
    let Records {
        text,
        number,
        values,
    } = records;
    let count = |byte: u8| memchr::memchr_iter(byte, text).count();
    memchr::memchr2(b'"', b'\r', text).is_none()
        && count(b'\n') == *number
        && count(b',') == values - number
}

/// One line a row, under the names of their fields or without.
pub fn csv_under(
    rows: impl IntoIterator<Item = impl Serialize>,
    header: Header,
) -> Result<Vec<u8>> {
    let rows = rows.into_iter();
    let mut writer = csv::WriterBuilder::new()
        .has_headers(header == Header::Written)
        .from_writer(Vec::with_capacity(LINE * rows.size_hint().0));
    for row in rows {
        writer.serialize(row).map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

/// JSON for people too, with a line end.
pub fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(fault)?;
    bytes.push(b'\n');
    Ok(bytes)
}

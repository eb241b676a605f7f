//! Anything that can be serialised, as CSV rows or as JSON.

use crate::error::{Error, Result};
use rayon::prelude::*;
use serde::Serialize;
use std::io::{self, Write};

/// What a serialiser says in memory is a fault of the program.
pub fn fault(e: impl std::fmt::Display) -> Error {
    Error::Internal(e.to_string())
}

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

/// One line a row, under the names of their fields or without.
pub fn csv_under(
    rows: impl IntoIterator<Item = impl Serialize>,
    header: Header,
) -> Result<Vec<u8>> {
    /// About as long as a line of results: memory that need not grow need not be moved.
    const LINE: usize = 256;
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

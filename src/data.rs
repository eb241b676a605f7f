//! Anything that can be serialised, as CSV rows or as JSON.

use crate::error::{Error, Result};
use serde::Serialize;

/// What a serialiser says in memory is a fault of the program.
pub fn fault(e: impl std::fmt::Display) -> Error {
    Error::Internal(e.to_string())
}

/// One line a row, under the names of their fields.
pub fn csv(rows: impl IntoIterator<Item = impl Serialize>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
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

//! Results as data: `results.csv`, `results.json`, `attrition.csv`.

use crate::disclosure::{Released, ReleasedAttrition, ReleasedRow, Verdict};
use crate::error::{Error, Result};
use serde::Serialize;

fn fault(e: impl std::fmt::Display) -> Error {
    Error::Internal(e.to_string())
}

/// One row a result; the columns are described in `docs/results.md`. Numbers in full, empty where there is none.
pub fn results_csv(released: &Released) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in released.rows() {
        writer.serialize(row).map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

/// The same rows, under what may be done with them.
pub fn results_json(released: &Released) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Results<'a> {
        release: &'static str,
        verdict: Verdict,
        rows: &'a [ReleasedRow],
    }
    let results = Results {
        release: released.marking().text(),
        verdict: released.marking().verdict(),
        rows: released.rows(),
    };
    let mut bytes = serde_json::to_vec_pretty(&results).map_err(fault)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What was read, left out and used.
pub fn attrition_csv(released: &Released) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Line<'a> {
        reason: &'a str,
        meaning: &'a str,
        records: Option<u64>,
        episodes: Option<u64>,
        people: Option<u64>,
        shorthand: &'a str,
        release: &'static str,
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in released.attrition() {
        let line: &ReleasedAttrition = line;
        writer
            .serialize(Line {
                reason: line.reason(),
                meaning: line.meaning(),
                records: line.records(),
                episodes: line.episodes(),
                people: line.people(),
                shorthand: line.shorthand(),
                release: released.marking().text(),
            })
            .map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

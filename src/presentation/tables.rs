//! Results as data: `results.csv`, `results.json`, `attrition.csv`.

use crate::data::{self, fault};
use crate::disclosure::{Released, Verdict};
use crate::error::Result;
use crate::inference::Inferred;
use serde::Serialize;

/// One row a result, the released ones first; the columns are described in `docs/results.md`. Numbers in full, empty
/// where there is none. In pieces that follow each other: they are many megabytes, and need not be copied.
pub fn results_csv(released: &Released, inferred: &[Inferred]) -> Result<Vec<Vec<u8>>> {
    let mut pieces = data::csv_side_by_side(released.rows(), data::Header::Written)?;
    pieces.extend(data::csv_side_by_side(inferred, data::Header::LeftOut)?);
    Ok(pieces)
}

/// The same rows, a line each, under what may be done with them.
pub fn results_json(released: &Released, inferred: &[Inferred]) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Head {
        release: &'static str,
        verdict: Verdict,
    }
    let head = Head {
        release: released.marking().text(),
        verdict: released.verdict(),
    };
    let mut text = serde_json::to_string(&head).map_err(fault)?;
    // The head's closing brace makes room for the rows.
    text.pop();
    text.push_str(",\"rows\":[\n");
    let released = released.rows().iter().map(serde_json::to_string);
    let rows = released.chain(inferred.iter().map(serde_json::to_string));
    for (at, row) in rows.enumerate() {
        if at > 0 {
            text.push_str(",\n");
        }
        text.push_str(&row.map_err(fault)?);
    }
    text.push_str("\n]}\n");
    Ok(text.into_bytes())
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
    data::csv(released.attrition().iter().map(|line| Line {
        reason: line.reason(),
        meaning: line.meaning(),
        records: line.records(),
        episodes: line.episodes(),
        people: line.people(),
        shorthand: line.shorthand(),
        release: released.marking().text(),
    }))
}

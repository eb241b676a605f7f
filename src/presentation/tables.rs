//! Results as data: `results.csv`, `results.json`, `attrition.csv`.

use super::line::{AsLine, Line};
use crate::data::{self, fault};
use crate::disclosure::{Released, ReleasedRow, Verdict};
use crate::error::Result;
use crate::inference::Inferred;
use serde::Serialize;
use std::io::{self, Write};

/// One row a result, the released ones first; the columns are described in `docs/results.md`. Numbers in full, empty
/// where there is none.
pub fn write_csv(
    released: &Released,
    inferred: &[Inferred],
    out: &mut dyn Write,
) -> io::Result<()> {
    // The names come with the first row.
    let (first, further, inferred) = first_and_further(released, inferred);
    let head = data::csv([first]);
    out.write_all(&head.map_err(io::Error::other)?)?;
    data::write_side_by_side(further, lines, out)?;
    data::write_side_by_side(inferred, lines, out)
}

fn lines(rows: &[impl AsLine]) -> Result<Vec<u8>> {
    data::csv_lines(rows, |row, put| row.as_line().put(put))
}

/// The same rows, a line each, under what may be done with them.
pub fn write_json(
    released: &Released,
    inferred: &[Inferred],
    out: &mut dyn Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Head {
        release: &'static str,
        verdict: Verdict,
    }
    let head = Head {
        release: released.marking().text(),
        verdict: released.verdict(),
    };
    let mut head = json(&head)?;
    // The head's closing brace makes room for the rows.
    head.pop();
    out.write_all(&head)?;
    out.write_all(b",\"rows\":[\n")?;
    let (first, further, inferred) = first_and_further(released, inferred);
    out.write_all(&json(&first)?)?;
    data::write_side_by_side(further, further_lines, out)?;
    data::write_side_by_side(inferred, further_lines, out)?;
    out.write_all(b"\n]}\n")
}

fn json(value: &impl Serialize) -> io::Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|e| io::Error::other(fault(e)))
}

/// The first row, and the others of both kinds. There is a first: a run without a row ends before.
fn first_and_further<'a>(
    released: &'a Released,
    inferred: &'a [Inferred],
) -> (Line<'a>, &'a [ReleasedRow], &'a [Inferred]) {
    match released.rows() {
        [first, further @ ..] => (first.as_line(), further, inferred),
        [] => {
            let (first, further) = inferred.split_first().expect("there is a row");
            (first.as_line(), &[], further)
        }
    }
}

/// Each behind the comma that ends the line before.
fn further_lines(rows: &[impl AsLine]) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    for row in rows {
        text.extend_from_slice(b",\n");
        serde_json::to_writer(&mut text, &row.as_line()).map_err(fault)?;
    }
    Ok(text)
}

/// What was read, left out and used.
pub fn attrition_csv(released: &Released) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Reason<'a> {
        reason: &'a str,
        meaning: &'a str,
        records: Option<u64>,
        episodes: Option<u64>,
        people: Option<u64>,
        shorthand: &'a str,
        release: &'static str,
    }
    data::csv(released.attrition().iter().map(|line| Reason {
        reason: line.reason(),
        meaning: line.meaning(),
        records: line.records(),
        episodes: line.episodes(),
        people: line.people(),
        shorthand: line.shorthand(),
        release: released.marking().text(),
    }))
}

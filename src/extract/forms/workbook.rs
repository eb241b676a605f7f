//! A workbook as comma-delimited text.
//!
//! Comes in: an xlsx, xlsm, xlsb, xls or ods file, and perhaps the name of a sheet. Goes out: the sheet's rows as lines
//! of text, so that a line's number is its row's, and the epoch that dates without a date format count from. Cells are
//! written as a person reads them; formulas as the values they had when the workbook was saved.

mod archive;
mod book;
mod cell;
mod lines;
#[cfg(test)]
mod tests;
mod xls;

pub use cell::day_of_serial;

use crate::extract::forms::guard::guarded;
use crate::extract::forms::problem::Problem;
use book::Book;
use std::io::{Read, Seek};

/// A sheet that has been read. The text is held in memory; nothing of the file is needed any more.
pub struct Opened {
    pub text: Box<dyn Read + Send>,
    pub sheet: String,
    /// The workbook's other sheets of cells, in its order.
    pub others: Vec<String>,
    /// Whether the workbook's dates count from 1904, as those of old Macs do; see [`day_of_serial`].
    pub is_1904: bool,
}

/// Reads the sheet of that name; without a name, the only one that holds anything.
pub fn open(mut file: impl Read + Seek, sheet: Option<&str>) -> Result<Opened, Problem> {
    guarded(|| read(Book::new(&mut file)?, sheet)).unwrap_or_else(|| Err(damaged()))
}

fn read(mut book: Book<'_>, wanted: Option<&str>) -> Result<Opened, Problem> {
    let mut others = book.names();
    let at = match wanted {
        Some(wanted) => named(&others, wanted)?,
        None => only_one_in_use(&mut book, &others)?,
    };
    let sheet = others.remove(at);
    let lines = book.lines(&sheet)?;
    if lines.is_empty() {
        return Err(empty(&sheet, &others));
    }
    Ok(Opened {
        text: lines.into_text(),
        sheet,
        others,
        is_1904: book.is_1904,
    })
}

/// The place of a name: the very same, else the only one that differs in nothing but case and outer space.
fn named(names: &[String], wanted: &str) -> Result<usize, Problem> {
    if let Some(at) = names.iter().position(|name| name == wanted) {
        return Ok(at);
    }
    let folded = |name: &str| name.trim().to_lowercase();
    let alike = |at: &usize| folded(&names[*at]) == folded(wanted);
    match (0..names.len()).filter(alike).collect::<Vec<_>>()[..] {
        [at] => Ok(at),
        _ => Err(unknown(wanted, names)),
    }
}

fn only_one_in_use(book: &mut Book<'_>, names: &[String]) -> Result<usize, Problem> {
    let mut in_use = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if book.holds_anything(name)? {
            in_use.push(at);
        }
    }
    match in_use[..] {
        [at] => Ok(at),
        [] => Err(Problem::new(
            "no sheet of the workbook holds anything",
            AGAIN,
        )),
        _ => Err(several(in_use.iter().map(|at| &names[*at]))),
    }
}

const AGAIN: &str = "export the workbook again";

fn empty(sheet: &str, others: &[String]) -> Problem {
    let message = format!("sheet `{sheet}` holds nothing");
    match others {
        [] => Problem::new(message, AGAIN),
        _ => Problem::new(
            message,
            format!("name another with `--sheet NAME`: {}", quoted(others)),
        ),
    }
}

fn unknown(wanted: &str, names: &[String]) -> Problem {
    let are = if let [_] = names {
        "the only sheet is"
    } else {
        "the sheets are"
    };
    Problem::new(
        format!("there is no sheet `{wanted}`"),
        format!("{are} {}", quoted(names)),
    )
}

fn several<'n>(names: impl Iterator<Item = &'n String>) -> Problem {
    Problem::new(
        format!("several sheets hold something: {}", quoted(names)),
        "name the one to read with `--sheet NAME`",
    )
}

fn quoted<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn damaged() -> Problem {
    Problem::new(
        "the workbook is damaged",
        "open it in a spreadsheet program and save it again, or export it as CSV text",
    )
}

//! Small CSV tables that are not extracts: published figures, estimates, results.
//!
//! Bytes in; rows by column name out, each with its line, so that every complaint about a value names file, line and
//! column. Columns are matched by name, in any order, whatever the case. Nothing is skipped: a line of another width, a
//! column twice, and (where the caller says so) a column that is on no list are refused.

use crate::error::{Error, Result, plain_io, unreadable};
use std::path::{Path, PathBuf};

/// What a table may have.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
    /// Whether any other column is let pass unread. Where not, a misspelt optional column is found.
    pub others: bool,
    /// What such a table is, for messages: `a table of estimates`.
    pub what: &'static str,
}

/// A table read whole.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    header: Vec<String>,
    records: Vec<csv::StringRecord>,
    /// Kept to say on which line a record is; only complaints ask.
    bytes: Vec<u8>,
}

impl Table {
    pub fn read(path: &Path, columns: Columns) -> Result<Table> {
        let bytes = std::fs::read(path).map_err(|e| {
            unreadable(
                path,
                &format!("cannot be read: {}", plain_io(&e)),
                "check the path and its permissions",
            )
        })?;
        Table::parse(path, &bytes, columns)
    }

    /// The table in `bytes`; `path` is only for messages.
    pub fn parse(path: &Path, bytes: &[u8], columns: Columns) -> Result<Table> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let header = reader.headers().map_err(|e| not_csv(path, bytes, &e))?;
        let header: Vec<String> = header.iter().map(str::to_ascii_lowercase).collect();
        check_header(path, &header, columns)?;
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| not_csv(path, bytes, &e))?;
            records.push(record);
        }
        Ok(Table {
            path: path.to_owned(),
            header,
            records,
            bytes: bytes.to_vec(),
        })
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row {
            table: self,
            record,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// One line of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The line it begins on, from 1, the header's.
    pub fn line(self) -> u64 {
        line_of(&self.table.bytes, self.record.position())
    }

    /// The value without surrounding space; empty where the table has no such column.
    pub fn text(self, column: &str) -> &'a str {
        let at = self.table.header.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    /// A value that must be there.
    pub fn present(self, column: &str) -> Result<&'a str> {
        let text = self.text(column);
        if text.is_empty() {
            return Err(self.wrong(column, "is blank", "every row needs one"));
        }
        Ok(text)
    }

    /// One of the named values.
    pub fn choice<T>(
        self,
        column: &str,
        choices: impl IntoIterator<Item = (&'static str, T)>,
    ) -> Result<T> {
        let text = self.text(column);
        let mut names = Vec::new();
        for (name, value) in choices {
            if name == text {
                return Ok(value);
            }
            names.push(format!("`{name}`"));
        }
        let hint = format!("one of {}", names.join(", "));
        Err(self.wrong(column, &format!("`{text}` is not known here"), &hint))
    }

    /// A complaint about the value in a column.
    pub fn wrong(self, column: &str, message: &str, hint: &str) -> Error {
        Error::Column {
            path: self.table.path.clone(),
            line: self.line(),
            column: column.to_owned(),
            message: message.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

fn check_header(path: &Path, header: &[String], columns: Columns) -> Result<()> {
    let known = |name: &str| columns.required.contains(&name) || columns.optional.contains(&name);
    let listed = |names: &[&str]| {
        let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
        quoted.join(", ")
    };
    let has = |name: &str| header.iter().any(|h| h == name);
    let missing: Vec<&str> = columns
        .required
        .iter()
        .copied()
        .filter(|n| !has(n))
        .collect();
    if !missing.is_empty() {
        let message = format!("is not {}: it lacks {}", columns.what, listed(&missing));
        let hint = format!("its columns are {}", listed(columns.required));
        return Err(unreadable(path, &message, &hint));
    }
    for (at, name) in header.iter().enumerate() {
        if known(name) && header[..at].contains(name) {
            let message = format!("has the column `{name}` twice");
            return Err(unreadable(path, &message, "keep one of them"));
        }
        if !known(name) && !columns.others {
            let hint = format!(
                "leave it out; the columns are {}, and may be {}",
                listed(columns.required),
                listed(columns.optional)
            );
            return Err(unreadable(
                path,
                &format!("has a column `{name}` that is not known here"),
                &hint,
            ));
        }
    }
    Ok(())
}

/// The line a record begins on, as an editor counts. The reader's own count is behind where lines end with CRLF or lines
/// are blank: it is taken before the rest of the line end is read.
fn line_of(bytes: &[u8], position: Option<&csv::Position>) -> u64 {
    let at = position.map_or(0, csv::Position::byte);
    let (before, rest) = bytes.split_at(bytes.len().min(usize::try_from(at).unwrap_or(0)));
    let line_end = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    let skipped = &rest[..line_end.count()];
    let newlines = |part: &[u8]| part.iter().filter(|b| **b == b'\n').count() as u64;
    1 + newlines(before) + newlines(skipped)
}

fn not_csv(path: &Path, bytes: &[u8], error: &csv::Error) -> Error {
    let line = line_of(bytes, error.position());
    let (message, hint) = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => (
            format!("line {line} has {len} values, the header {expected_len}"),
            "values with a comma stand in double quotes",
        ),
        csv::ErrorKind::Utf8 { .. } => (
            format!("line {line} is not UTF-8"),
            "save it as CSV in UTF-8",
        ),
        _ => (
            format!("line {line} cannot be read"),
            "save it as CSV in UTF-8",
        ),
    };
    unreadable(path, &message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns {
        required: &["a", "b"],
        optional: &["c"],
        others: false,
        what: "a table of tests",
    };

    fn parse(text: &str) -> Result<Table> {
        Table::parse(Path::new("t.csv"), text.as_bytes(), COLUMNS)
    }

    #[test]
    fn columns_are_found_by_name() {
        let table = parse("\u{feff} B ,A\r\n\"2, 3\", 1 \r\n\r\n5,4\r\n").unwrap();
        let values: Vec<_> = table
            .rows()
            .map(|r| (r.line(), r.text("a"), r.text("b"), r.text("c")))
            .collect();
        assert_eq!(values, [(2, "1", "2, 3", ""), (4, "4", "5", "")]);
    }

    #[test]
    fn what_is_refused_and_where() {
        for (text, told) in [
            ("", "`t.csv`: is not a table of tests: it lacks `a`, `b`"),
            ("a\n1\n", "`t.csv`: is not a table of tests: it lacks `b`"),
            ("a,b,a\n", "`t.csv`: has the column `a` twice"),
            (
                "a,b,d\n",
                "`t.csv`: has a column `d` that is not known here",
            ),
            (
                "a,b\n1,2\n3\n",
                "`t.csv`: line 3 has 1 values, the header 2",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), told);
        }
        let windows = Table::parse(Path::new("t.csv"), b"a,b\n1,\xe9\n", COLUMNS);
        assert_eq!(
            windows.unwrap_err().to_string(),
            "`t.csv`: line 2 is not UTF-8"
        );
        let others = Columns {
            others: true,
            ..COLUMNS
        };
        assert!(Table::parse(Path::new("t.csv"), b"a,b,d,d\n", others).is_ok());
    }

    #[test]
    fn a_complaint_names_file_line_and_column() {
        let table = parse("a,b\n1,\n").unwrap();
        let row = table.rows().next().unwrap();
        assert_eq!(
            row.present("b").unwrap_err().to_string(),
            "`t.csv`:2: column `b`: is blank"
        );
        let unknown = row.choice("a", [("x", 1), ("y", 2)]).unwrap_err();
        assert_eq!(
            (unknown.to_string().as_str(), unknown.hint()),
            (
                "`t.csv`:2: column `a`: `1` is not known here",
                "one of `x`, `y`"
            )
        );
    }
}

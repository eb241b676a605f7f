//! Opening a file of an extract: what it is, its delimiter, its header.

use super::blocks::line_ends;
use super::columns::Misfit;
use crate::error::{Error, Result, plain_io};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A file whose header has been read.
pub struct OpenFile<'a> {
    pub path: &'a Path,
    pub file: File,
    pub header: Vec<String>,
    pub delimiter: u8,
    /// What was read beyond the header, and the line it begins on.
    pub rest: Vec<u8>,
    pub line: u64,
}

const HEADER_LIMIT: usize = 1 << 20;

impl<'a> OpenFile<'a> {
    /// Opens a file and reads its header; refuses what is no text with a header.
    pub fn new(path: &'a Path) -> Result<OpenFile<'a>> {
        let fail = |message: &str, hint: &str| unreadable(path, message, hint);
        if path.is_dir() {
            return Err(fail(
                "is a folder, not a file",
                "name the files of the extract one by one",
            ));
        }
        let mut file = File::open(path).map_err(|e| {
            fail(
                &format!("cannot be opened: {}", plain_io(&e)),
                "check the path and its permissions",
            )
        })?;
        let mut start = Vec::new();
        (&mut file)
            .take(HEADER_LIMIT as u64)
            .read_to_end(&mut start)
            .map_err(|e| fail(&format!("cannot be read: {}", plain_io(&e)), ""))?;
        refuse_what_is_not_text(&start).map_err(|(message, hint)| fail(message, hint))?;
        let after_mark = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
        let delimiter = delimiter_of(after_mark);
        let (header, used, lines) = header_of(after_mark, delimiter)
            .ok_or_else(|| fail("the file is empty", "export the extract again"))?;
        let mark = start.len() - after_mark.len();
        start.drain(..mark + used);
        Ok(OpenFile {
            path,
            file,
            header,
            delimiter,
            rest: start,
            line: lines + 1,
        })
    }

    pub fn misfit(&self, misfit: Misfit) -> Error {
        unreadable(self.path, &misfit.message, &misfit.hint)
    }

    pub fn unreadable(&self, message: &str, hint: &str) -> Error {
        unreadable(self.path, message, hint)
    }
}

pub fn unreadable(path: &Path, message: &str, hint: &str) -> Error {
    Error::Unreadable {
        path: path.into(),
        message: message.into(),
        hint: hint.into(),
    }
}

fn refuse_what_is_not_text(start: &[u8]) -> std::result::Result<(), (&'static str, &'static str)> {
    let export = "export it as CSV text";
    match start {
        [0x1F, 0x8B, ..] => Err(("is compressed (gzip), not text", "decompress it first")),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => {
            Err(("is compressed (zstd), not text", "decompress it first"))
        }
        [b'P', b'K', 3, 4, ..] => Err(("is a workbook or zip archive, not text", export)),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Err(("is UTF-16 text", "save it as UTF-8")),
        _ if start.contains(&0) => Err(("is not text: it holds NUL bytes", export)),
        _ => Ok(()),
    }
}

/// Comma, tab or semicolon: the one the header line holds most of, outside quotes.
fn delimiter_of(start: &[u8]) -> u8 {
    let line = start
        .split(|b| matches!(b, b'\n' | b'\r'))
        .find(|line| !line.is_empty());
    let count = |delimiter: &u8| {
        let outside = line.unwrap_or_default().split(|b| *b == b'"').step_by(2);
        outside.flatten().filter(|b| *b == delimiter).count()
    };
    // The last of equals wins, so the comma stands last.
    [b';', b'\t', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',')
}

/// The header's names, the bytes it takes and the lines it spans; `None` if there is nothing but white space.
fn header_of(start: &[u8], delimiter: u8) -> Option<(Vec<String>, usize, u64)> {
    if start.trim_ascii().is_empty() {
        return None;
    }
    let mut reader = csv_reader(start, delimiter);
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record).ok()?;
    let used = reader.position().byte() as usize;
    let names = record
        .iter()
        .map(|n| String::from_utf8_lossy(n).into_owned())
        .collect();
    // The csv crate stops between CR and LF; the line feed belongs to the header.
    let used = if start.get(used) == Some(&b'\n') {
        used + 1
    } else {
        used
    };
    let lines = line_ends(&start[..used]);
    Some((names, used, lines))
}

pub fn csv_reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(bytes)
}

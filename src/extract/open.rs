//! Opening a file of an extract: its encoding, its delimiter, its header.

use super::blocks::line_ends;
use super::encoding;
use super::forms::Epoch;
use super::source::{Container, Source, Stream, Watch, cannot_be_read};
use crate::error::{Error, Result};
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde::Serialize;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a file turned out to be; nothing of it was said by whoever named the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Form {
    pub container: Container,
    /// Encoding as far as the first bytes tell it; lines in Windows-1252 are findings.
    pub encoding: &'static str,
    pub delimiter: char,
}

/// A file whose header has been read.
pub struct OpenFile {
    pub path: PathBuf,
    pub stream: Stream,
    pub header: Vec<String>,
    pub form: Form,
    pub epoch: Option<Epoch>,
    /// What was read beyond the header, and the line it begins on.
    pub rest: Vec<u8>,
    pub line: u64,
}

const HEADER_LIMIT: usize = 1 << 20;
const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

impl OpenFile {
    /// Opens a file and reads its header; refuses what is no text with a header.
    pub fn new(path: &Path, sheet: Option<&str>, watch: &Arc<Watch>) -> Result<OpenFile> {
        let fail = |message: &str, hint: &str| unreadable(path, message, hint);
        let source = Source::open(path, sheet, watch)?;
        let mut stream = source.stream;
        let mut start = read_start(path, &mut stream)?;
        let encoding = encoding_of(&start);
        if encoding == UTF_16 {
            let whole = std::io::Cursor::new(start).chain(stream);
            stream = Box::new(DecodeReaderBytesBuilder::new().build(whole));
            start = read_start(path, &mut stream)?;
        }
        let mark = start.len() - start.strip_prefix(UTF_8_MARK).unwrap_or(&start).len();
        start.drain(..mark);
        if start.iter().take(NUL_LIMIT).any(|b| *b == 0) {
            return Err(fail(
                "is not text: it holds NUL bytes",
                "export it as CSV text",
            ));
        }
        let delimiter = delimiter_of(&start);
        let (header, used, lines) = header_of(&start, delimiter)
            .ok_or_else(|| fail("the file is empty", "export the extract again"))?;
        start.drain(..used);
        Ok(OpenFile {
            path: path.into(),
            stream,
            header,
            form: Form {
                container: source.container,
                encoding: if mark > 0 { UTF_8_MARKED } else { encoding },
                delimiter: delimiter.into(),
            },
            epoch: source.epoch,
            rest: start,
            line: lines + 1,
        })
    }

    /// The values of the first rows that are as wide as the header, as far as they have been read with it.
    pub fn first_rows(&self, most: usize) -> Vec<Vec<String>> {
        let text = encoding::to_utf8(&self.rest).text;
        let mut reader = csv_reader(&text, self.form.delimiter as u8);
        let text = |value: &[u8]| String::from_utf8_lossy(value).trim().to_owned();
        reader
            .byte_records()
            .filter_map(std::result::Result::ok)
            .filter(|row| row.len() == self.header.len())
            .map(|row| row.iter().map(text).collect())
            .take(most)
            .collect()
    }

    pub fn unreadable(&self, message: &str, hint: &str) -> Error {
        unreadable(&self.path, message, hint)
    }
}

pub fn unreadable(path: &Path, message: &str, hint: &str) -> Error {
    Error::Unreadable {
        path: path.into(),
        message: message.into(),
        hint: hint.into(),
    }
}

fn read_start(path: &Path, stream: &mut Stream) -> Result<Vec<u8>> {
    let mut start = Vec::new();
    stream
        .take(HEADER_LIMIT as u64)
        .read_to_end(&mut start)
        .map_err(|e| cannot_be_read(path, &e))?;
    Ok(start)
}

const UTF_8: &str = "UTF-8";
const UTF_8_MARKED: &str = "UTF-8 with a byte-order mark";
const UTF_16: &str = "UTF-16";

fn encoding_of(start: &[u8]) -> &'static str {
    match start {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => UTF_16,
        _ => UTF_8,
    }
}

/// A NUL among the first bytes is no slip in a row: the file is no text at all.
const NUL_LIMIT: usize = 64;

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
        .map(|n| String::from_utf8_lossy(&encoding::to_utf8(n).text).into_owned())
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

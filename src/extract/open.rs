//! Opening a file of an extract: its encoding, its delimiter, its header.

use super::dates::{self, Reading};
use super::encoding;
use super::forms::Epoch;
use super::marks::line_ends;
use super::profile::DateFormat;
use super::source::{Container, Source, Stream, Watch, cannot_be_read, read_some};
use crate::error::{Error, Result, unreadable};
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
    /// Bytes that stand before the rows.
    before: usize,
}

const HEADER_LIMIT: usize = 1 << 20;
/// As much is read first: nearly every header lies within, and what comes behind is decoded by several readers.
const FIRST_BYTES: usize = 1 << 16;

impl OpenFile {
    /// Opens a file and reads its header; refuses what is no text with a header.
    pub fn new(path: &Path, sheet: Option<&str>, watch: &Arc<Watch>) -> Result<OpenFile> {
        let fail = |message: &str, hint: &str| unreadable(path, message, hint);
        let source = Source::open(path, sheet, watch)?;
        let (mut stream, mut start) = (source.stream, Vec::new());
        read_more(path, &mut stream, &mut start, FIRST_BYTES)?;
        let encoding = encoding_of(&start);
        if encoding == UTF_16 {
            let whole = std::io::Cursor::new(std::mem::take(&mut start)).chain(stream);
            stream = Box::new(DecodeReaderBytesBuilder::new().build(whole));
            read_more(path, &mut stream, &mut start, FIRST_BYTES)?;
        }
        let mark = encoding::mark(&start);
        if start[mark..].iter().take(NUL_LIMIT).any(|b| *b == 0) {
            return Err(fail(
                "is not text: it holds NUL bytes",
                "export it as CSV text",
            ));
        }
        let mut head = Head::of(&start[mark..]);
        let goes_on = |head: &Head| mark + head.bytes == start.len();
        if head.as_ref().is_none_or(goes_on) {
            read_more(path, &mut stream, &mut start, HEADER_LIMIT)?;
            head = Head::of(&start[mark..]);
        }
        let head = head.ok_or_else(|| fail("the file is empty", "export the extract again"))?;
        let bytes = mark + head.bytes;
        if bytes == HEADER_LIMIT {
            return Err(fail(
                "the header is longer than 1 MB",
                "the file may have lost its line ends; export it again",
            ));
        }
        refuse_no_header(&head.names).map_err(|(message, hint)| fail(message, hint))?;
        start.drain(..bytes);
        Ok(OpenFile {
            path: path.into(),
            stream,
            header: head.names,
            form: Form {
                container: source.container,
                encoding: if mark > 0 { UTF_8_MARKED } else { encoding },
                delimiter: head.delimiter.into(),
            },
            epoch: source.epoch,
            rest: start,
            before: bytes,
            line: head.lines + 1,
        })
    }

    /// The values of the first rows that are as wide as the header, of those in the first megabyte.
    ///
    /// # Errors What reading them says.
    pub fn first_rows(&mut self, most: usize) -> Result<Vec<Vec<String>>> {
        let bytes = HEADER_LIMIT - self.before;
        read_more(&self.path, &mut self.stream, &mut self.rest, bytes)?;
        let text = encoding::to_utf8(&self.rest).text;
        let mut reader = csv_reader(&text, self.form.delimiter as u8, text.len());
        let text = |value: &[u8]| String::from_utf8_lossy(value).trim().to_owned();
        let rows = reader
            .byte_records()
            .filter_map(std::result::Result::ok)
            .filter(|row| row.len() == self.header.len())
            .map(|row| row.iter().map(text).collect());
        Ok(rows.take(most).collect())
    }

    pub fn unreadable(&self, message: &str, hint: &str) -> Error {
        unreadable(&self.path, message, hint)
    }
}

/// Refuses a header that holds what are no names: its values must not go on as if they were, because names are printed.
fn refuse_no_header(header: &[String]) -> std::result::Result<(), (&'static str, &'static str)> {
    if header.iter().any(|name| holds_rows(name)) {
        return Err((
            "a quote opens in the header and is not closed there",
            "close or remove the quote",
        ));
    }
    if looks_like_a_row(header) {
        return Err((
            "the first line looks like a row, not like the names of columns",
            "put the header back, or remove the lines before it",
        ));
    }
    Ok(())
}

/// A name as it may be printed: a terminal takes no orders from a file.
fn without_controls(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .collect()
}

/// Whether a column's name is none, but what a stray quote has swallowed.
fn holds_rows(name: &str) -> bool {
    const LONGEST_NAME: usize = 200;
    let spans_lines = name.contains(['\n', '\r']);
    spans_lines && (name.contains([',', ';', '\t']) || name.len() > LONGEST_NAME)
}

/// Whether a header holds what only rows hold: a date, or mostly numbers and single letters.
fn looks_like_a_row(header: &[String]) -> bool {
    let names = header.iter().map(|name| name.trim().as_bytes());
    let named: Vec<&[u8]> = names.filter(|name| !name.is_empty()).collect();
    let is_date = |name: &&[u8]| dates::read(name, DateFormat::Auto) != Reading::Invalid;
    let is_value = |name: &&&[u8]| match **name {
        [letter] => letter.is_ascii_alphabetic(),
        name => name.iter().all(|b| b.is_ascii_digit() || *b == b'.'),
    };
    named.iter().any(is_date)
        || named.len() > 2 && 2 * named.iter().filter(is_value).count() > named.len()
}

/// Reads until there are so many bytes, or no more.
fn read_more(path: &Path, stream: &mut Stream, start: &mut Vec<u8>, bytes: usize) -> Result<()> {
    let before = start.len();
    start.resize(before.max(bytes), 0);
    let read = read_some(stream, &mut start[before..]);
    start.truncate(before + read.map_err(|e| cannot_be_read(path, &e))?);
    Ok(())
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

/// The delimiter that a first line `sep=;` tells, as Excel writes it, and the bytes of that line.
fn told_delimiter(start: &[u8]) -> Option<(u8, usize)> {
    let (word, rest) = start.split_at_checked(4)?;
    let (delimiter, rest) = rest.split_first()?;
    let ends = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r'));
    let ends = ends.count().min(2);
    // What means something else in a row can part no values.
    let parts = !matches!(delimiter, b'"' | b'\n' | b'\r');
    (word.eq_ignore_ascii_case(b"sep=") && parts && ends > 0).then_some((*delimiter, 5 + ends))
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

/// What stands before the rows, as far as it was read.
struct Head {
    delimiter: u8,
    names: Vec<String>,
    /// How many bytes it takes, and how many lines it spans.
    bytes: usize,
    lines: u64,
}

impl Head {
    /// `None` if there is nothing but white space.
    fn of(start: &[u8]) -> Option<Head> {
        let (told, before) = told_delimiter(start).unzip();
        let before = before.unwrap_or_default();
        let header = &start[before..];
        let delimiter = told.unwrap_or_else(|| delimiter_of(header));
        if header.trim_ascii().is_empty() {
            return None;
        }
        let mut reader = csv_reader(header, delimiter, header.len());
        let mut record = csv::ByteRecord::new();
        reader.read_byte_record(&mut record).ok()?;
        let used = reader.position().byte() as usize;
        let names = record
            .iter()
            .map(|n| without_controls(&String::from_utf8_lossy(&encoding::to_utf8(n).text)))
            .collect();
        // The csv crate stops between CR and LF; the line feed belongs to the header.
        let used = used + usize::from(header.get(used) == Some(&b'\n'));
        Some(Head {
            delimiter,
            names,
            bytes: before + used,
            lines: line_ends(&header[..used]) + u64::from(told.is_some()),
        })
    }
}

/// The csv crate's reader, with a buffer of some bytes: making a large one for a few rows costs more than they do.
pub fn csv_reader(bytes: &[u8], delimiter: u8, buffer: usize) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(buffer.clamp(64, 1 << 16))
        .from_reader(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_no_header() {
        for (line, is_row) in [
            ("client_id,sex,date_of_birth", false),
            ("V1,V2,V3,2011", false),
            ("a,b", false),
            ("C1,M,1980-07-14,11", true),
            ("C1,M,14/07/1980 00:00,11", true),
            ("1001,F,34,11,1,North", true),
        ] {
            let header: Vec<String> = line.split(',').map(str::to_owned).collect();
            assert_eq!(looks_like_a_row(&header), is_row, "{line}");
        }
    }

    #[test]
    fn a_first_line_may_tell_what_parts_values() {
        for (start, told) in [
            ("sep=;\na;b\n", Some((b';', 6))),
            ("SEP=|\r\na|b\r\n", Some((b'|', 7))),
            ("sep=;", None),
            ("sep=\"\na\n", None),
            ("sep=\n\na\n", None),
            ("sep=\r\n\na\n", None),
            ("a;b\n", None),
        ] {
            assert_eq!(told_delimiter(start.as_bytes()), told, "{start:?}");
        }
    }

    /// Also where more has to be read than comes first: a header that goes on, a blank line or a quoted line end in it.
    #[test]
    fn a_header_is_read_as_far_as_it_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let rows = "1,2\n".repeat(FIRST_BYTES);
        let times = |name: &str| FIRST_BYTES / name.len() + 100;
        let long = |name: &str| name.repeat(times(name));
        let (short, over_lines) = ("aa,", "\"a\nb\",");
        let blank = "\n".repeat(FIRST_BYTES + 7);
        // The first bytes end between CR and LF.
        let between = format!("aa,{}", "b".repeat(FIRST_BYTES - "sep=,\r\naa,\r".len()));
        let cases = [
            ("a,b\n".to_owned(), 2, 2),
            ("sep=,\na,b\n".to_owned(), 2, 3),
            (format!("{}b\n", long(short)), times(short) + 1, 2),
            (format!("sep=,\n{}b\n", long(short)), times(short) + 1, 3),
            (
                format!("{}b\n", long(over_lines)),
                times(over_lines) + 1,
                times(over_lines) + 2,
            ),
            // A quote within a value is none.
            (
                format!("a\"b,{}b\n", long(over_lines)),
                times(over_lines) + 2,
                times(over_lines) + 2,
            ),
            (format!("sep=,\r\n{between}\r\n"), 2, 3),
            (format!("{blank}a,b\n"), 2, blank.len() + 2),
        ];
        for (at, (header, columns, line)) in cases.into_iter().enumerate() {
            let path = folder.path().join(format!("{at}.csv"));
            std::fs::write(&path, format!("{header}{rows}")).expect("it can be written");
            let mut file = OpenFile::new(&path, None, &Arc::default()).expect("it can be read");
            let found = (file.header.len(), file.line as usize);
            assert_eq!(found, (columns, line), "case {at}");
            assert!(
                file.rest.is_empty() || file.rest.starts_with(b"1,2\n"),
                "case {at}"
            );
            file.header.truncate(2);
            let first = file.first_rows(30_000).expect("it can be read");
            assert_eq!(first, vec![["1", "2"]; 30_000], "case {at}");
        }
    }
}

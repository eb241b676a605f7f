//! A file as blocks of whole rows, so that several readers can decode it at once in bounded memory.
//!
//! Here it is decided where rows end and which quotes are slips; whoever decodes a block goes by it.
//! Quotes follow the rules of the csv crate: a field is quoted only if the quote is its first byte, and a doubled quote
//! inside stands for one. A row that spans lines is taken for one only if it can be meant so. Else the line it begins on is
//! a slip, and the next row begins behind it: one slip of the keyboard costs one line, not all that follow.

use super::encoding::mark;
use super::marks::{GLANCE, Marks, line_ends, odd_so_far};
use super::open::csv_reader;
use super::source::read_some;
use csv::ByteRecord;
use std::io::{self, Chain, Cursor, Read};

const BLOCK_BYTES: usize = 1 << 18;

/// A row that spans lines spans no more than this many, nor more bytes: a quote that stays open for longer was never
/// meant. Both bounds keep the cost of a slip small.
const MOST_LINES: usize = 100;
const MOST_BYTES: usize = 1 << 16;

/// No line is longer.
const LONGEST_LINE: usize = 1 << 21;

/// Some whole rows.
pub struct Block {
    pub number: usize,
    /// Line, from 1.
    pub first_line: u64,
    buffer: Buffer,
    /// Lines on which a quote opens that was not meant to reach beyond them, in order.
    pub slips: Vec<u64>,
}

impl Block {
    pub fn bytes(&self) -> &[u8] {
        self.buffer.filled()
    }

    /// The memory, for another block.
    pub fn into_buffer(self) -> Buffer {
        self.buffer
    }
}

/// Memory that is read into. What lies behind the bytes read stays: to clear it for each block takes time.
#[derive(Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    filled: usize,
}

impl Buffer {
    fn filled(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    fn begin_with(&mut self, rest: &[u8]) {
        self.filled = 0;
        self.room(rest.len()).copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// Reads so many bytes more, fewer where the stream ends; gives how many.
    fn read(&mut self, reader: &mut impl Read, most: usize) -> io::Result<usize> {
        let read = read_some(reader, self.room(most))?;
        self.filled += read;
        Ok(read)
    }

    fn room(&mut self, length: usize) -> &mut [u8] {
        let end = self.filled + length;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        &mut self.bytes[self.filled..end]
    }
}

/// The blocks of one file, in order.
pub struct Blocks<R> {
    reader: Chain<Cursor<Vec<u8>>, R>,
    dialect: Dialect,
    rest: Vec<u8>,
    number: usize,
    line: u64,
    ended: bool,
    block_bytes: usize,
}

/// How a file writes its rows.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    pub delimiter: u8,
    /// Values in a row, as many as the header has.
    pub width: usize,
}

/// Why there is no next block.
#[derive(Debug)]
pub enum BlockError {
    Io(io::Error),
    /// A line goes on for longer than any row does.
    LongLine {
        line: u64,
    },
}

impl<R: Read> Blocks<R> {
    /// `read` is what has been read already of the rows; they begin at `line`.
    pub fn new(reader: R, dialect: Dialect, read: Vec<u8>, line: u64) -> Self {
        Blocks {
            reader: Cursor::new(read).chain(reader),
            dialect,
            rest: Vec::new(),
            number: 0,
            line,
            ended: false,
            block_bytes: BLOCK_BYTES,
        }
    }

    /// Blocks of about another size.
    #[cfg(test)]
    pub fn of(mut self, bytes: usize) -> Self {
        self.block_bytes = bytes;
        self
    }

    /// The next block, in the memory of one that is done with; `None` at the end of the file.
    ///
    /// # Errors What reading the file says; a line that is no row's. There is no block behind it.
    pub fn next_block(&mut self, buffer: Buffer) -> Result<Option<Block>, BlockError> {
        let next = self.cut(buffer);
        self.ended |= next.is_err();
        next
    }

    fn cut(&mut self, mut buffer: Buffer) -> Result<Option<Block>, BlockError> {
        buffer.begin_with(&self.rest);
        self.rest.clear();
        let mut rows = Rows::default();
        while !self.ended {
            let read = buffer
                .read(&mut self.reader, self.block_bytes)
                .map_err(BlockError::Io)?;
            self.ended = read < self.block_bytes;
            let bytes = buffer.filled();
            rows = Rows::of(bytes, self.dialect, self.ended);
            if self.ended {
                break;
            }
            if let Some(end) = rows.end {
                self.rest.extend_from_slice(&bytes[end..]);
                buffer.filled = end;
                break;
            }
            if bytes.len() > LONGEST_LINE {
                return Err(BlockError::LongLine { line: self.line });
            }
        }
        if buffer.filled == 0 {
            return Ok(None);
        }
        let block = Block {
            number: self.number,
            first_line: self.line,
            slips: rows.slips.iter().map(|line| self.line + line).collect(),
            buffer,
        };
        self.number += 1;
        self.line += line_ends(block.bytes());
        Ok(Some(block))
    }
}

/// What is found of the rows in some bytes that begin with a row.
#[derive(Default)]
struct Rows {
    /// One past the last line end that ends a row.
    end: Option<usize>,
    /// The lines that are slips, from 0.
    slips: Vec<u64>,
}

impl Rows {
    /// `complete`: nothing comes behind the bytes.
    fn of(bytes: &[u8], dialect: Dialect, complete: bool) -> Rows {
        let mut rows = Rows::default();
        // Where a row begins, and how many lines are counted up to where.
        let (mut begins, mut counted, mut line) = (0, 0, 0);
        loop {
            let sound = sound_rows(bytes, begins, dialect.delimiter);
            rows.end = sound.end.or(rows.end);
            begins = sound.end.unwrap_or(begins);
            if !sound.doubt {
                return rows;
            }
            let length = match one_row(&bytes[begins..], dialect, complete) {
                Verdict::Row(length) => length,
                Verdict::Slip => {
                    line += line_ends(&bytes[counted..begins]);
                    counted = begins;
                    rows.slips.push(line);
                    first_line(&bytes[begins..]).len()
                }
                Verdict::Unknown => return rows,
            };
            let Some(end) = behind_line_end(bytes, begins + length) else {
                return rows;
            };
            rows.end = Some(end);
            begins = end;
        }
    }
}

/// Rows that end where their line ends, by quotes that leave no doubt.
struct Sound {
    /// One past the line end of the last of them.
    end: Option<usize>,
    /// Whether the row behind them must be looked at quote by quote.
    doubt: bool,
}

/// Goes over the rows from one that begins at a place, as long as every quote opens where a value begins, closes where
/// one ends or is doubled, and no line ends between. Nearly every file is such, and is seen through 64 bytes at a time; up
/// to the first quote there is nothing to see but the last line end.
fn sound_rows(bytes: &[u8], from: usize, delimiter: u8) -> Sound {
    let quote = memchr::memchr(b'"', &bytes[from..]).map_or(bytes.len(), |at| from + at);
    let mut end = behind_last_line_end(bytes, from, quote);
    let is_separator = |byte: &u8| [delimiter, b'\n', b'\r'].contains(byte);
    // Of the bytes before: whether they leave a quote open (every bit), the last is a separator, or closes a quote (the
    // lowest bit).
    let (mut open, mut closed) = (0, 0);
    let mut separator = u64::from(bytes[from..quote].last().is_none_or(is_separator));
    for at in (quote..bytes.len()).step_by(GLANCE) {
        let marks = Marks::at(bytes, at, delimiter);
        let separators = marks.separators();
        let inside = odd_so_far(marks.quotes) ^ open;
        let (opening, closing) = (marks.quotes & inside, marks.quotes & !inside);
        let behind_closing = closing << 1 | closed;
        let there = u64::MAX >> GLANCE.saturating_sub(bytes.len() - at);
        let odd_opening = opening & !(separators << 1 | separator | behind_closing);
        let odd_closing = behind_closing & !(separators | marks.quotes) & there;
        if odd_opening | odd_closing | marks.line_ends & inside != 0 {
            return Sound { end, doubt: true };
        }
        end = last_row_end(bytes, at, marks.line_ends).or(end);
        open = 0_u64.wrapping_sub(inside >> 63);
        (separator, closed) = (separators >> 63, closing >> 63);
    }
    Sound {
        end,
        doubt: open != 0,
    }
}

/// One past the last line end between two places. A CR that is the very last byte may be half of a CR LF.
fn behind_last_line_end(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let between = match &bytes[from..to] {
        [before @ .., b'\r'] if to == bytes.len() => before,
        between => between,
    };
    memchr::memrchr2(b'\n', b'\r', between).map(|at| from + at + 1)
}

/// One past the last of the line ends that stand as bits of the bytes from a place on. A CR that is the very last byte
/// may be half of a CR LF.
fn last_row_end(bytes: &[u8], from: usize, line_ends: u64) -> Option<usize> {
    let last = from + line_ends.checked_ilog2()? as usize;
    if bytes[last] == b'\r' && last + 1 == bytes.len() {
        return last_row_end(bytes, from, line_ends ^ 1 << (last - from));
    }
    Some(last + 1)
}

/// One past the line end that stands at a place; `None` if the bytes end before it does.
fn behind_line_end(bytes: &[u8], at: usize) -> Option<usize> {
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'\r', None) => None,
        (b'\r', Some(b'\n')) => Some(at + 2),
        _ => Some(at + 1),
    }
}

/// The row that begins the bytes, quote by quote.
fn one_row(bytes: &[u8], dialect: Dialect, complete: bool) -> Verdict {
    let mark = mark(bytes);
    let unmarked = &bytes[mark..];
    let line = first_line(unmarked).len();
    // With the byte behind it, which tells that a quote before it is not doubled.
    let with_end = &unmarked[..unmarked.len().min(line + 1)];
    let mut at = 0;
    while let Some(quote) = next_opening(&unmarked[..line], at, dialect.delimiter) {
        match closing_quote(with_end, quote + 1) {
            Some(close) => at = close + 1,
            // The csv crate takes a mark off by itself.
            None => return judge(bytes, dialect, complete),
        }
    }
    Verdict::Row(mark + line)
}

/// What a row that begins with some bytes is.
enum Verdict {
    /// A row of this length, without its line end.
    Row(usize),
    /// Its first line is a slip.
    Slip,
    /// More bytes would tell.
    Unknown,
}

/// Whether what begins here, with a quote that does not close on its line, is a row over several lines.
fn judge(bytes: &[u8], dialect: Dialect, complete: bool) -> Verdict {
    let window = window(bytes);
    let is_cut = window.len() < bytes.len();
    let mut record = ByteRecord::new();
    let mut reader = csv_reader(window, dialect.delimiter, window.len());
    // Reading bytes from memory, of any number of fields, cannot fail.
    let _ = reader.read_byte_record(&mut record);
    let row = trimmed(&window[..reader.position().byte() as usize]);
    let reaches_the_end = row.len() == trimmed(window).len();
    match (reaches_the_end, is_cut, complete) {
        (true, true, _) => Verdict::Slip,
        (true, false, false) => Verdict::Unknown,
        (true, false, true) if ends_in_open_quote(row, dialect.delimiter) => Verdict::Slip,
        // The last line of a file, whose closing quote is its last byte.
        _ if line_ends(row) == 0 => Verdict::Row(row.len()),
        _ if is_meant(&record, row, dialect) => Verdict::Row(row.len()),
        _ => Verdict::Slip,
    }
}

/// As much as a row over several lines may take, and its first line in any case.
fn window(bytes: &[u8]) -> &[u8] {
    let near = &bytes[..bytes.len().min(MOST_BYTES)];
    let mut ends = memchr::memchr2_iter(b'\n', b'\r', near);
    let most = ends.nth(MOST_LINES - 1).map_or(near.len(), |end| end + 1);
    &bytes[..most.max(first_line(bytes).len())]
}

/// The bytes before the first line end.
fn first_line(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr2(b'\n', b'\r', bytes);
    &bytes[..end.unwrap_or(bytes.len())]
}

fn trimmed(row: &[u8]) -> &[u8] {
    let line_end = |b: &u8| matches!(b, b'\n' | b'\r');
    let end = row.iter().rposition(|b| !line_end(b));
    &row[..end.map_or(0, |at| at + 1)]
}

/// Whether a row over several lines can be meant as one: it is as wide as the header, and has swallowed no other row.
///
/// A value that holds a line with as many delimiters as a row has, holds a row. So does what begins and ends with such
/// lines: two neighbours with a slip in the same column.
fn is_meant(record: &ByteRecord, row: &[u8], dialect: Dialect) -> bool {
    let delimiters = dialect.width - 1;
    let is_row = |line: &[u8]| memchr::memchr_iter(dialect.delimiter, line).count() == delimiters;
    let mut lines = row.split(|b| matches!(b, b'\n' | b'\r'));
    let joins_two = lines.next().is_some_and(is_row) && lines.next_back().is_some_and(is_row);
    record.len() == dialect.width && !joins_two && !record.iter().any(|v| holds_a_row(v, is_row))
}

/// Whether a value holds a whole row behind a line end.
fn holds_a_row(value: &[u8], is_row: impl Fn(&[u8]) -> bool) -> bool {
    let mut lines = value.split(|b| matches!(b, b'\n' | b'\r'));
    lines.next();
    lines.any(is_row)
}

/// The next quote from `at` on that is the first byte of a field.
fn next_opening(bytes: &[u8], mut at: usize, delimiter: u8) -> Option<usize> {
    loop {
        let quote = at + memchr::memchr(b'"', &bytes[at..])?;
        if quote == 0 || [delimiter, b'\n', b'\r'].contains(&bytes[quote - 1]) {
            return Some(quote);
        }
        at = quote + 1;
    }
}

/// The quote that closes a field whose content begins at `from`. A quote that is the very last byte may be the first
/// half of a doubled one, so it closes nothing yet.
fn closing_quote(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let quote = from + memchr::memchr(b'"', &bytes[from..])?;
        match bytes.get(quote + 1)? {
            b'"' => from = quote + 2,
            _ => return Some(quote),
        }
    }
}

/// Whether a record's bytes end inside a quoted field that nothing closes.
fn ends_in_open_quote(record: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    while let Some(quote) = next_opening(record, at, delimiter) {
        match closing_quote(record, quote + 1) {
            Some(close) => at = close + 1,
            // A quote that is the very last byte closes a field that ends with the file.
            None => return !ends_closed(&record[quote + 1..]),
        }
    }
    false
}

/// Whether a quoted field's content, to the end of the bytes, ends in its closing quote: an odd number of quotes.
fn ends_closed(content: &[u8]) -> bool {
    content.iter().rev().take_while(|b| **b == b'"').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(width: usize) -> Dialect {
        Dialect {
            delimiter: b',',
            width,
        }
    }

    #[test]
    fn rows_end_at_line_ends_outside_quotes() {
        for (text, width, end) in [
            ("a,b\nc,d\ne", 2, Some(8)),
            ("a,\"b\nc\",d\ne", 3, Some(10)),
            ("a,\"b\nc", 2, None),
            ("a\n\"b\"\"\n", 2, Some(2)),
            ("a\n\"b\"", 2, Some(2)),
            ("5\" pipe\nb\n", 2, Some(10)),
            ("\"a\"x\"\nb\n", 2, Some(8)),
            ("a\rb\rc", 2, Some(4)),
            ("a\rb\r", 2, Some(2)),
            ("a\r\nb\r\n", 2, Some(6)),
            // As wide as nothing else: a slip, whose line ends where it ends.
            ("a,\"b\nc\",d\ne", 2, Some(10)),
        ] {
            let found = Rows::of(text.as_bytes(), dialect(width), false);
            assert_eq!(found.end, end, "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_is_found() {
        for (text, open) in [
            ("a,\"b\nc", true),
            ("a,\"b\"", false),
            ("a,\"b\"\"", true),
            ("a,\"\"", false),
            ("a,\"", true),
            ("a,\"b\"\nc,d\"e\n", false),
        ] {
            assert_eq!(ends_in_open_quote(text.as_bytes(), b','), open, "{text:?}");
        }
    }

    /// However long a file goes on behind a quote that nothing closes, a block stays short, and what is read of it does not
    /// grow with the square of the slips.
    #[test]
    fn slips_do_not_swallow_the_file() {
        for (text, slips) in [
            (format!("\"a,b\n{}", "c,d\n".repeat(2 << 20)), 1),
            ("x\"y,\"\n".repeat(1 << 18), 1 << 18),
        ] {
            let mut blocks = Blocks::new(text.as_bytes(), dialect(2), Vec::new(), 2);
            let (mut bytes, mut lines, mut found) = (0, 2, 0);
            while let Some(block) = blocks.next_block(Buffer::default()).unwrap() {
                assert!(block.bytes().len() <= 3 << 20);
                assert_eq!(block.first_line, lines);
                bytes += block.bytes().len();
                lines += line_ends(block.bytes());
                found += block.slips.len();
            }
            assert_eq!((bytes, found), (text.len(), slips));
        }
    }

    #[test]
    fn a_line_that_never_ends_is_refused() {
        let text = "a".repeat(4 << 20);
        let mut blocks = Blocks::new(text.as_bytes(), dialect(2), Vec::new(), 7);
        let refused = blocks.next_block(Buffer::default());
        assert!(matches!(refused, Err(BlockError::LongLine { line: 7 })));
    }

    /// Where the last row ends and which lines are slips, row by row, without a glance at many.
    fn one_by_one(bytes: &[u8], dialect: Dialect, complete: bool) -> (Option<usize>, Vec<u64>) {
        let (mut begins, mut end, mut slips) = (0, None, Vec::new());
        loop {
            let length = match one_row(&bytes[begins..], dialect, complete) {
                Verdict::Row(length) => length,
                Verdict::Slip => {
                    slips.push(line_ends(&bytes[..begins]));
                    first_line(&bytes[begins..]).len()
                }
                Verdict::Unknown => return (end, slips),
            };
            match behind_line_end(bytes, begins + length) {
                Some(next) => (begins, end) = (next, Some(next)),
                None => return (end, slips),
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3000))]

        #[test]
        fn a_glance_sees_what_every_quote_tells(
            values in proptest::collection::vec("(a|\"c\"|\"d,d\"|\"\"|\"e\"\"\"|\"f\ng\"|5\"|\"h|\"i\"j)?(,|,|,|\n|\r\n|\r)", 0..80),
            complete: bool,
        ) {
            let text = values.concat();
            let rows = Rows::of(text.as_bytes(), dialect(3), complete);
            let expected = one_by_one(text.as_bytes(), dialect(3), complete);
            proptest::prop_assert_eq!((rows.end, rows.slips), expected);
        }
    }
}

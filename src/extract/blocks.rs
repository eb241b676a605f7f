//! A file as blocks of whole records, so that several readers can parse it at once in bounded memory.
//!
//! A block ends at a line end outside quotes. Quotes follow the rules of the csv crate: a field is quoted only if the
//! quote is its first byte, and a doubled quote inside stands for one. A quote that is not closed within
//! [`VALUE_LIMIT`] is taken for a slip: the search for line ends goes on behind its line, and whoever decodes the block
//! leaves that line out (`swallowed` in the room beside this).

use std::io::{self, Read};

const BLOCK_BYTES: usize = 1 << 20;

/// No quoted value is longer than this many bytes; a quote that stays open for longer was never meant.
pub const VALUE_LIMIT: usize = 1 << 18;

/// Some whole records, and where their first byte stands.
pub struct Block {
    pub number: usize,
    /// Line, from 1.
    pub first_line: u64,
    pub bytes: Vec<u8>,
}

/// The blocks of one file, in order.
pub struct Blocks<R> {
    reader: R,
    delimiter: u8,
    rest: Vec<u8>,
    number: usize,
    line: u64,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// `rest` is what has been read of the first record already; it stands at `line`.
    pub fn new(reader: R, delimiter: u8, rest: Vec<u8>, line: u64) -> Self {
        Blocks {
            reader,
            delimiter,
            rest,
            number: 0,
            line,
            ended: false,
        }
    }

    /// The next block; `None` at the end of the file.
    ///
    /// # Errors What reading the file says.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = BLOCK_BYTES;
        while !self.ended {
            bytes.reserve_exact(wanted + 1);
            let read = (&mut self.reader)
                .take(wanted as u64)
                .read_to_end(&mut bytes)?;
            self.ended = read < wanted;
            if self.ended {
                break;
            }
            if let Some(end) = record_end(&bytes, self.delimiter) {
                self.rest = bytes.split_off(end);
                break;
            }
            // A record longer than a block: read on until it ends, doubling to stay linear.
            wanted = bytes.len();
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let block = Block {
            number: self.number,
            first_line: self.line,
            bytes,
        };
        self.number += 1;
        self.line += line_ends(&block.bytes);
        Ok(Some(block))
    }
}

/// Line ends: LF, CR LF, or CR alone.
pub fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .count() as u64
}

/// One past the last line end outside quotes, from the start of a record.
fn record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut end = None;
    let mut at = 0;
    loop {
        let quote = next_opening(bytes, at, delimiter);
        end = last_line_end(bytes, at, quote.unwrap_or(bytes.len())).or(end);
        let Some(quote) = quote else { return end };
        at = match closing_quote(bytes, quote + 1) {
            Some(close) if close - quote <= VALUE_LIMIT => close + 1,
            None if bytes.len() - quote <= VALUE_LIMIT => return end,
            // Open for too long: a slip, which reaches no farther than its line.
            _ => match memchr::memchr2(b'\n', b'\r', &bytes[quote..]) {
                Some(line_end) => quote + line_end,
                None => return end,
            },
        };
    }
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

/// One past the last line end that begins within the range. A CR that is the very last byte may be half of a CR LF.
fn last_line_end(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let within = &bytes[from..to];
    let at = from + memchr::memrchr2(b'\n', b'\r', within)?;
    if bytes[at] == b'\n' || at + 1 < bytes.len() {
        return Some(at + 1);
    }
    last_line_end(bytes, from, at)
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
pub fn ends_in_open_quote(record: &[u8], delimiter: u8) -> bool {
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
    use proptest::prelude::*;

    #[test]
    fn records_end_at_line_ends_outside_quotes() {
        for (text, end) in [
            ("a,b\nc,d\ne", Some(8)),
            ("a,\"b\nc\",d\n", Some(10)),
            ("a,\"b\nc", None),
            ("a\n\"b\"\"\n", Some(2)),
            ("a\n\"b\"", Some(2)),
            ("5\" pipe\nb\n", Some(10)),
            ("\"a\"x\"\nb\n", Some(8)),
            ("a\rb\rc", Some(4)),
            ("a\rb\r", Some(2)),
            ("a\r\nb\r\n", Some(6)),
        ] {
            assert_eq!(record_end(text.as_bytes(), b','), end, "{text:?}");
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

    /// However long a file goes on behind a quote that nothing closes, a block stays short.
    #[test]
    fn an_open_quote_does_not_swallow_the_file() {
        let text = format!("\"a,b\n{}", "c,d\n".repeat(2 << 20));
        let mut blocks = Blocks::new(text.as_bytes(), b',', Vec::new(), 2);
        let (mut bytes, mut lines) = (0, 2);
        while let Some(block) = blocks.next_block().unwrap() {
            assert!(block.bytes.len() <= 3 << 20);
            assert_eq!(block.first_line, lines);
            bytes += block.bytes.len();
            lines += line_ends(&block.bytes);
        }
        assert_eq!(bytes, text.len());
    }

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(
            [
                line_ends(b"a\nb\n"),
                line_ends(b"a\r\nb\r\n"),
                line_ends(b"a\rb\r")
            ],
            [2, 2, 2]
        );
    }

    fn records(bytes: &[u8]) -> Vec<csv::ByteRecord> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
            .byte_records()
            .map(|mut r| {
                let record = r.as_mut().unwrap();
                record.set_position(None);
                record.clone()
            })
            .collect()
    }

    proptest! {
        // Cutting at a record end must not change what the csv crate reads.
        #[test]
        fn cutting_changes_no_record(text in "[ab,\"\n\r ]{0,40}") {
            let bytes = text.as_bytes();
            if let Some(end) = record_end(bytes, b',') {
                let mut parts = records(&bytes[..end]);
                parts.extend(records(&bytes[end..]));
                prop_assert_eq!(parts, records(bytes));
            }
        }
    }
}

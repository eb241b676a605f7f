//! A file as blocks of whole records, so that several readers can parse it at once in bounded memory.
//!
//! A block ends at a line end outside quotes. Quotes follow the rules of the csv crate: a field is quoted only if the
//! quote is its first byte, and a doubled quote inside stands for one.

use std::io::{self, Read};

const BLOCK_BYTES: usize = 1 << 20;

/// Some whole records, and where their first byte stands.
pub struct Block {
    pub number: usize,
    /// Line, from 1.
    pub first_line: u64,
    /// Bytes of data before it.
    pub offset: u64,
    pub bytes: Vec<u8>,
}

/// The blocks of one file, in order.
pub struct Blocks<R> {
    reader: R,
    delimiter: u8,
    rest: Vec<u8>,
    number: usize,
    line: u64,
    offset: u64,
    ended: bool,
}

/// Why there is no next block.
#[derive(Debug)]
pub enum BlockError {
    Io(io::Error),
    /// A quote opens on this line and is never closed, so that it is not known where records end.
    OpenQuote {
        line: u64,
    },
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
            offset: 0,
            ended: false,
        }
    }

    /// The next block; `None` at the end of the file.
    pub fn next_block(&mut self) -> Result<Option<Block>, BlockError> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = BLOCK_BYTES;
        loop {
            if !self.ended {
                let before = bytes.len();
                bytes.reserve_exact(wanted + 1);
                let read = (&mut self.reader)
                    .take(wanted as u64)
                    .read_to_end(&mut bytes)
                    .map_err(BlockError::Io)?;
                self.ended = read < wanted;
                debug_assert_eq!(before + read, bytes.len());
            }
            if self.ended {
                break;
            }
            if let Some(end) = scan(&bytes, self.delimiter).record_end {
                self.rest = bytes.split_off(end);
                break;
            }
            // A quoted value longer than a block: read on until it ends, doubling to stay linear.
            wanted = bytes.len();
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        if self.ended
            && let Some(quote) = scan(&bytes, self.delimiter).open_quote
        {
            return Err(BlockError::OpenQuote {
                line: self.line + line_ends(&bytes[..quote]),
            });
        }
        let block = Block {
            number: self.number,
            first_line: self.line,
            offset: self.offset,
            bytes,
        };
        self.number += 1;
        self.line += line_ends(&block.bytes);
        self.offset += block.bytes.len() as u64;
        Ok(Some(block))
    }
}

/// Line ends: LF, CR LF, or CR alone.
pub fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .count() as u64
}

/// What a scan from the start of a record tells.
struct Scan {
    /// One past the last line end that is outside quotes.
    record_end: Option<usize>,
    /// The quote that is still open at the end.
    open_quote: Option<usize>,
}

fn scan(bytes: &[u8], delimiter: u8) -> Scan {
    let mut end = None;
    let mut at = 0;
    loop {
        let quote = memchr::memchr(b'"', &bytes[at..]).map(|q| at + q);
        let open = quote.unwrap_or(bytes.len());
        if let Some(newline) = memchr::memrchr(b'\n', &bytes[at..open]) {
            end = Some(at + newline + 1);
        }
        let Some(quote) = quote else {
            return Scan {
                record_end: end,
                open_quote: None,
            };
        };
        let begins_field = quote == 0 || [delimiter, b'\n', b'\r'].contains(&bytes[quote - 1]);
        at = if begins_field {
            match closing_quote(bytes, quote + 1) {
                Some(close) => close + 1,
                None => {
                    // A quote that is the very last byte closes a field that ends with the file.
                    let closed = bytes.len() > quote + 1 && ends_closed(&bytes[quote + 1..]);
                    return Scan {
                        record_end: end,
                        open_quote: (!closed).then_some(quote),
                    };
                }
            }
        } else {
            quote + 1
        };
    }
}

/// Whether a quoted field's content, to the end of the bytes, ends in its closing quote: an odd number of quotes.
fn ends_closed(content: &[u8]) -> bool {
    content.iter().rev().take_while(|b| **b == b'"').count() % 2 == 1
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
        ] {
            assert_eq!(scan(text.as_bytes(), b',').record_end, end, "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_is_found() {
        for (text, open) in [
            ("a,\"b\nc", Some(2)),
            ("a,\"b\"", None),
            ("a,\"b\"\"", Some(2)),
            ("a,\"\"", None),
            ("a,\"", Some(2)),
            ("a,\"b\"\nc,d\"e\n", None),
        ] {
            assert_eq!(scan(text.as_bytes(), b',').open_quote, open, "{text:?}");
        }
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
        fn cutting_changes_no_record(text in "[ab,\"\n ]{0,40}") {
            let bytes = text.as_bytes();
            if let Some(end) = scan(bytes, b',').record_end {
                let mut parts = records(&bytes[..end]);
                parts.extend(records(&bytes[end..]));
                prop_assert_eq!(parts, records(bytes));
            }
        }
    }
}

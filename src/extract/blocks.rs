//! A file as blocks of whole records, so that several readers can parse it at once in bounded memory.
//!
//! A block ends at a line end outside quotes. Quotes follow the rules of the csv crate: a field is quoted only if the
//! quote is its first byte, and a doubled quote inside stands for one.

use std::io::{self, Read};

const BLOCK_BYTES: usize = 1 << 20;

/// Some whole records, and the line (from 1) their first byte stands on.
pub struct Block {
    pub number: usize,
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
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = BLOCK_BYTES;
        loop {
            if !self.ended {
                let before = bytes.len();
                bytes.reserve_exact(wanted + 1);
                let read = (&mut self.reader)
                    .take(wanted as u64)
                    .read_to_end(&mut bytes)?;
                self.ended = read < wanted;
                debug_assert_eq!(before + read, bytes.len());
            }
            if self.ended {
                break;
            }
            if let Some(end) = last_record_end(&bytes, self.delimiter) {
                self.rest = bytes.split_off(end);
                break;
            }
            // A quoted value longer than a block: read on until it ends, doubling to stay linear.
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
        self.line += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        Ok(Some(block))
    }
}

/// One past the last line end that is outside quotes; the bytes begin at the start of a record.
fn last_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut end = None;
    let mut at = 0;
    loop {
        let quote = memchr::memchr(b'"', &bytes[at..]).map(|q| at + q);
        let open = quote.unwrap_or(bytes.len());
        if let Some(newline) = memchr::memrchr(b'\n', &bytes[at..open]) {
            end = Some(at + newline + 1);
        }
        let Some(quote) = quote else { return end };
        let begins_field = quote == 0 || [delimiter, b'\n', b'\r'].contains(&bytes[quote - 1]);
        at = if begins_field {
            match closing_quote(bytes, quote + 1) {
                Some(close) => close + 1,
                None => return end,
            }
        } else {
            quote + 1
        };
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
            assert_eq!(last_record_end(text.as_bytes(), b','), end, "{text:?}");
        }
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
            if let Some(end) = last_record_end(bytes, b',') {
                let mut parts = records(&bytes[..end]);
                parts.extend(records(&bytes[end..]));
                prop_assert_eq!(parts, records(bytes));
            }
        }
    }
}

//! Rows of a block, one after the other, and what a quote that is never closed must not swallow.
//!
//! A record that spans lines is taken as the csv crate reads it only if it can be meant so. Else the line it begins on
//! is left out, and reading goes on with the next line: one slip of the keyboard costs one row, not all that follow.

use super::blocks::{Block, VALUE_LIMIT, ends_in_open_quote, line_ends};
use super::decoder::Decoder;
use super::encoding;
use super::findings::{About, Position};
use super::open::csv_reader;
use super::rules::Rule;
use csv::ByteRecord;

/// Decodes every row of a block.
pub fn decode_block(block: &Block, delimiter: u8, decoder: &mut Decoder<'_>) {
    let decoded = encoding::to_utf8(&block.bytes);
    for line in &decoded.assumed {
        let position = Position {
            file: decoder.file,
            line: block.first_line + line,
        };
        let about = About::Whole;
        decoder
            .out
            .findings
            .at(Rule::Windows1252, about, Some(position));
    }
    let mut rows = Rows {
        bytes: &decoded.text,
        delimiter,
        has_nul: memchr::memchr(0, &decoded.text).is_some(),
        at: 0,
        line: block.first_line,
        last: None,
    };
    rows.skip_line_ends();
    while rows.at < rows.bytes.len() {
        rows.decode_run(decoder);
    }
    decoder.out.last_line = rows.last;
    decoder.out.ends_in_line_end = rows.bytes.ends_with(b"\n") || rows.bytes.ends_with(b"\r");
}

/// Where in a block reading is.
struct Rows<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    has_nul: bool,
    /// The first byte of the next row, and its line.
    at: usize,
    line: u64,
    /// The line of the row decoded last.
    last: Option<u64>,
}

impl Rows<'_> {
    /// Decodes rows until the block ends or a line had to be left out, behind which the csv crate must begin anew.
    fn decode_run(&mut self, decoder: &mut Decoder<'_>) {
        let begins = self.at;
        let mut reader = csv_reader(&self.bytes[begins..], self.delimiter);
        let mut record = ByteRecord::new();
        // Reading bytes from memory, of any number of fields, cannot fail.
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let end = begins + reader.position().byte() as usize;
            let row = trim_line_ends(&self.bytes[self.at..end]);
            self.last = Some(self.line);
            let inner = line_ends(row);
            if self.is_slip(&record, row, inner > 0, end, decoder.width()) {
                decoder.damaged(Rule::UnclosedQuote, self.line);
                self.skip_line();
                return;
            }
            if self.has_nul && row.contains(&0) {
                decoder.damaged(Rule::NulByte, self.line);
            } else {
                decoder.row(&record, self.line);
            }
            self.at += row.len();
            self.line += inner;
            self.skip_line_ends();
        }
        self.at = self.bytes.len();
    }

    /// Whether a quote in the row opens and was not meant to reach so far.
    fn is_slip(
        &self,
        record: &ByteRecord,
        row: &[u8],
        spans_lines: bool,
        end: usize,
        width: usize,
    ) -> bool {
        let swallows = || {
            record.len() != width || row.len() > VALUE_LIMIT || holds_a_row(record, self.delimiter)
        };
        let is_last = || trim_line_ends(&self.bytes[end..]).is_empty();
        spans_lines && swallows() || is_last() && ends_in_open_quote(row, self.delimiter)
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.skip_line_ends();
    }

    /// Goes over line ends and blank lines.
    fn skip_line_ends(&mut self) {
        let rest = &self.bytes[self.at..];
        let ends = rest
            .iter()
            .take_while(|b| matches!(b, b'\n' | b'\r'))
            .count();
        self.line += line_ends(&rest[..ends]);
        self.at += ends;
    }
}

fn trim_line_ends(row: &[u8]) -> &[u8] {
    let line_end = |b: &u8| matches!(b, b'\n' | b'\r');
    let end = row
        .iter()
        .rposition(|b| !line_end(b))
        .map_or(0, |at| at + 1);
    &row[..end]
}

/// Whether a value holds, behind a line end, as many delimiters as a row has: it has swallowed one.
fn holds_a_row(record: &ByteRecord, delimiter: u8) -> bool {
    let delimiters = record.len() - 1;
    let is_row = |line: &[u8]| memchr::memchr_iter(delimiter, line).count() == delimiters;
    delimiters > 0
        && record.iter().any(|value| {
            let mut lines = value.split(|b| matches!(b, b'\n' | b'\r'));
            lines.next();
            lines.any(is_row)
        })
}

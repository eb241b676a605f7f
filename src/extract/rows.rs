//! The rows of a block, one after the other, to the decoder. Which quotes are slips has been decided with the block.

use super::blocks::{Block, line_ends};
use super::decoder::Decoder;
use super::encoding;
use super::findings::{About, Position};
use super::open::csv_reader;
use super::rules::Rule;
use csv::ByteRecord;

/// A row, or a line that is none.
#[derive(Debug)]
pub enum Row<'r> {
    Values(&'r ByteRecord),
    Damaged(Rule),
}

/// Decodes every row of a block.
pub fn decode_block(block: &Block, delimiter: u8, decoder: &mut Decoder<'_>) {
    let decoded = encoding::to_utf8(&block.bytes);
    for line in &decoded.assumed {
        let position = Position {
            file: decoder.file,
            line: block.first_line + line,
        };
        let findings = &mut decoder.out.findings;
        findings.at(Rule::Windows1252, About::Whole, Some(position));
    }
    let mut last_line = None;
    let places = Places {
        first_line: block.first_line,
        slips: &block.slips,
    };
    each_row(&decoded.text, &places, delimiter, |line, row| {
        last_line = Some(line);
        match row {
            Row::Values(values) => decoder.row(values, line),
            Row::Damaged(rule) => decoder.damaged(rule, line),
        }
    });
    decoder.out.last_line = last_line;
    decoder.out.ends_in_line_end = decoded.text.ends_with(b"\n") || decoded.text.ends_with(b"\r");
}

/// Where a text stands in its file, and which of its lines are slips.
pub struct Places<'a> {
    pub first_line: u64,
    pub slips: &'a [u64],
}

/// Gives `take` the line and the values of each row of a text of whole rows.
pub fn each_row(text: &[u8], places: &Places<'_>, delimiter: u8, take: impl FnMut(u64, Row<'_>)) {
    let mut rows = Rows {
        text,
        delimiter,
        has_nul: memchr::memchr(0, text).is_some(),
        slips: places.slips,
        at: 0,
        line: places.first_line,
        take,
    };
    rows.skip_line_ends();
    while rows.at < text.len() {
        rows.run();
    }
}

struct Rows<'a, F> {
    text: &'a [u8],
    delimiter: u8,
    has_nul: bool,
    /// Those that are still to come.
    slips: &'a [u64],
    /// The first byte of the next row, and its line.
    at: usize,
    line: u64,
    take: F,
}

impl<F: FnMut(u64, Row<'_>)> Rows<'_, F> {
    /// Takes rows until the text ends or a line is a slip, behind which the csv crate must begin anew.
    fn run(&mut self) {
        if self.slips.first() == Some(&self.line) {
            return self.skip_slip();
        }
        let begins = self.at;
        let rest = &self.text[begins..];
        let mut reader = csv_reader(rest, self.delimiter, rest.len());
        let mut record = ByteRecord::new();
        while self.at < self.text.len() {
            if self.slips.first() == Some(&self.line) {
                return self.skip_slip();
            }
            // Reading bytes from memory, of any number of fields, cannot fail.
            if !reader.read_byte_record(&mut record).unwrap_or(false) {
                self.at = self.text.len();
                return;
            }
            let end = begins + reader.position().byte() as usize;
            self.take(&record, end);
        }
    }

    fn take(&mut self, record: &ByteRecord, end: usize) {
        let row = &self.text[self.at..end];
        let row = match self.has_nul && row.contains(&0) {
            true => Row::Damaged(Rule::NulByte),
            false => Row::Values(record),
        };
        (self.take)(self.line, row);
        self.line += line_ends(&self.text[self.at..end]);
        // The csv crate stops between CR and LF; the line is counted once.
        let within =
            end > self.at && self.text[end - 1] == b'\r' && self.text.get(end) == Some(&b'\n');
        self.at = end + usize::from(within);
        self.skip_line_ends();
    }

    fn skip_slip(&mut self) {
        (self.take)(self.line, Row::Damaged(Rule::UnclosedQuote));
        self.slips = &self.slips[1..];
        let rest = &self.text[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.skip_line_ends();
    }

    /// Goes over line ends and blank lines.
    fn skip_line_ends(&mut self) {
        let rest = &self.text[self.at..];
        let is_end = |b: &&u8| matches!(b, b'\n' | b'\r');
        let ends = rest.iter().take_while(is_end).count();
        self.line += line_ends(&rest[..ends]);
        self.at += ends;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::blocks::{Blocks, Dialect};
    use proptest::prelude::*;

    const WIDTH: usize = 3;

    /// Line and values of each row, however the text is cut into blocks.
    fn rows(text: &str, block_bytes: usize) -> Vec<(u64, Vec<String>)> {
        let dialect = Dialect {
            delimiter: b',',
            width: WIDTH,
        };
        let mut blocks = Blocks::new(text.as_bytes(), dialect, Vec::new(), 1).of(block_bytes);
        let mut found = Vec::new();
        while let Some(block) = blocks.next_block().unwrap() {
            let places = Places {
                first_line: block.first_line,
                slips: &block.slips,
            };
            each_row(&block.bytes, &places, b',', |line, row| {
                let values = match row {
                    Row::Values(values) => values
                        .iter()
                        .map(|v| String::from_utf8_lossy(v).into_owned())
                        .collect(),
                    Row::Damaged(rule) => vec![rule.name().to_owned()],
                };
                found.push((line, values));
            });
        }
        found
    }

    #[test]
    fn a_slip_costs_its_line_and_nothing_else() {
        const SLIP: &str = "unclosed_quote";
        type Expected = &'static [(u64, &'static [&'static str])];
        let cases: [(&str, Expected); 10] = [
            (
                "a,b,c\n\"d\ne\",f,g\n",
                &[(1, &["a", "b", "c"]), (2, &["d\ne", "f", "g"])],
            ),
            ("\"a,b,c\nd,e,f\n", &[(1, &[SLIP]), (2, &["d", "e", "f"])]),
            ("a,b,\"c\nd,e,f\n", &[(1, &[SLIP]), (2, &["d", "e", "f"])]),
            // The same slip in two rows, one after the other and with one between.
            ("a,\",c\nd,\",f\n", &[(1, &[SLIP]), (2, &[SLIP])]),
            (
                "a,\",c\nd,e,f\ng,\",h\n",
                &[(1, &[SLIP]), (2, &["d", "e", "f"]), (3, &[SLIP])],
            ),
            (
                "a,b,\"\nd,e,\"\ng,h,i\n",
                &[(1, &[SLIP]), (2, &[SLIP]), (3, &["g", "h", "i"])],
            ),
            ("a,b,\"c", &[(1, &[SLIP])]),
            (
                "a,b,\"c\"\r\n\r\nd,e,f\r\n",
                &[(1, &["a", "b", "c"]), (3, &["d", "e", "f"])],
            ),
            // A note in the first column and one in the last, in two rows and in one.
            (
                "\"one\ntwo\",b,\"one\ntwo\"\nd,e,f\n",
                &[(1, &["one\ntwo", "b", "one\ntwo"]), (4, &["d", "e", "f"])],
            ),
            (
                "\"one\ntwo\",b,c\nd,e,\"one\ntwo\"\n",
                &[(1, &["one\ntwo", "b", "c"]), (3, &["d", "e", "one\ntwo"])],
            ),
        ];
        for (text, expected) in cases {
            let expected: Vec<(u64, Vec<String>)> = expected
                .iter()
                .map(|(line, values)| (*line, values.iter().map(ToString::to_string).collect()))
                .collect();
            assert_eq!(rows(text, 1 << 20), expected, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        // Where blocks are cut changes neither rows nor lines, whatever is wrong with the quotes.
        #[test]
        fn blocks_of_any_size_give_the_same_rows(text in "[ab,,\"\n\r ]{0,60}", size in 1usize..40) {
            prop_assert_eq!(rows(&text, size), rows(&text, 1 << 20));
        }

        // Without a quote that is a slip, rows are what the csv crate reads.
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab,,\"\n\r ]{0,60}") {
            let mine = rows(&text, 7);
            if mine.iter().all(|(_, values)| values[0] != "unclosed_quote") {
                let mut reader = csv_reader(text.as_bytes(), b',', text.len());
                let theirs: Vec<Vec<String>> = reader
                    .byte_records()
                    .map(|r| r.unwrap().iter().map(|v| String::from_utf8_lossy(v).into_owned()).collect())
                    .collect();
                let mine: Vec<Vec<String>> = mine.into_iter().map(|(_, values)| values).collect();
                prop_assert_eq!(mine, theirs);
            }
        }
    }
}

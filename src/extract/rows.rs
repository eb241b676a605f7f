//! The rows of a block, one after the other, to the decoder. Which quotes are slips has been decided with the block.
//!
//! Values are those that the csv crate reads (a test holds the two against each other), but nothing is copied: a row is
//! the places of its values in the text. The text is seen through [`Marks`], several times as fast as byte by byte.

use super::blocks::Block;
use super::decoder::Decoder;
use super::encoding::{self, mark};
use super::findings::{About, Position};
use super::marks::{GLANCE, Marks, line_ends};
use super::rules::Rule;
use std::ops::Index;

/// A row, or a line that is none.
#[derive(Debug)]
pub enum Row<'r> {
    Values(&'r Values<'r>),
    Damaged(Rule),
}

/// The values of a row, by the number of their column.
#[derive(Debug)]
pub struct Values<'t> {
    text: &'t [u8],
    /// Where each value begins and ends: in the text, or with the mark, among those put together.
    places: Vec<(u32, u32)>,
    /// Values that do not stand in the text as they are meant, because a quote in them is doubled.
    put_together: Vec<u8>,
}

const PUT_TOGETHER: u32 = 1 << 31;

/// A value of at most four bytes. None of them is NUL, for a row with NUL is damaged; so what is behind the value can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word(pub u32);

/// By length, the bytes of a word.
const WITHIN: [u32; 5] = [0, 0xFF, 0xFFFF, 0xFF_FFFF, u32::MAX];

impl Values<'_> {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> + Clone {
        (0..self.places.len()).map(|at| &self[at])
    }

    /// A value that stands in the text, as nearly all do; `None` for others, and for a column that no row has. Rows are as wide as
    /// the header where this is asked.
    #[inline(always)]
    pub fn in_text(&self, at: usize) -> Option<&[u8]> {
        let (begins, ends) = *self.places.get(at)?;
        // One that is put together lies beyond every text.
        self.text.get(begins as usize..ends as usize)
    }

    /// The bytes of a short value that stands in the text, as a number: no two values have the same. `None` for others.
    #[inline(always)]
    pub fn word(&self, at: usize) -> Option<Word> {
        let (begins, ends) = *self.places.get(at)?;
        let length = ends.wrapping_sub(begins) as usize;
        // One that is put together lies beyond every text.
        let bytes = self.text.get(begins as usize..)?.first_chunk::<4>()?;
        let mask = WITHIN.get(length)?;
        Some(Word(u32::from_le_bytes(*bytes) & mask))
    }

    fn clear(&mut self) {
        self.places.clear();
        self.put_together.clear();
    }

    #[inline]
    fn push(&mut self, begins: usize, ends: usize) {
        self.places.push((begins as u32, ends as u32));
    }

    /// Values one behind the other, each of which ends where a bit is set, counted from a place; gives where the next begins.
    #[inline(always)]
    fn push_each(&mut self, mut begins: usize, from: usize, mut ends: u64) -> usize {
        let each = (0..ends.count_ones()).map(|_| {
            let end = from + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let place = (begins as u32, end as u32);
            begins = end + 1;
            place
        });
        self.places.extend(each);
        begins
    }

    /// A value of which some is quoted, with its quotes taken off.
    fn push_quoted(&mut self, quoted: &[u8], behind: &[u8]) {
        let begins = self.put_together.len() as u32;
        let mut quoted = quoted.iter();
        while let Some(byte) = quoted.next() {
            self.put_together.push(*byte);
            if *byte == b'"' {
                quoted.next();
            }
        }
        self.put_together.extend_from_slice(behind);
        let ends = self.put_together.len() as u32;
        self.places.push((begins | PUT_TOGETHER, ends));
    }
}

impl Index<usize> for Values<'_> {
    type Output = [u8];

    #[inline(always)]
    fn index(&self, at: usize) -> &[u8] {
        let (begins, ends) = self.places[at];
        let (from, begins) = match begins & PUT_TOGETHER {
            0 => (self.text, begins),
            _ => (self.put_together.as_slice(), begins ^ PUT_TOGETHER),
        };
        &from[begins as usize..ends as usize]
    }
}

/// Decodes every row of a block.
pub fn decode_block(block: &Block, delimiter: u8, decoder: &mut Decoder<'_>) {
    decoder.begin(block.number);
    let decoded = encoding::to_utf8(block.bytes());
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
pub fn each_row(
    text: &[u8],
    places: &Places<'_>,
    delimiter: u8,
    mut take: impl FnMut(u64, Row<'_>),
) {
    let mut rows = Rows {
        text,
        delimiter,
        has_nul: memchr::memchr(0, text).is_some(),
        slips: places.slips,
        at: 0,
        line: places.first_line,
        seen: Marks::at(text, 0, delimiter),
        seen_from: 0,
        values: Values {
            text,
            places: Vec::new(),
            put_together: Vec::new(),
        },
    };
    rows.skip_line_ends();
    while rows.at < text.len() {
        rows.one(&mut take);
    }
}

/// The bits below the lowest that is set; all if none is.
#[inline]
fn before_first(bits: u64) -> u64 {
    (bits & bits.wrapping_neg()).wrapping_sub(1)
}

/// Where unquoted values end.
enum Stop {
    /// A value begins with it.
    Quote(usize),
    /// A line end, or the end of the text.
    RowEnd(usize),
}

struct Rows<'a> {
    text: &'a [u8],
    delimiter: u8,
    has_nul: bool,
    /// Those that are still to come.
    slips: &'a [u64],
    /// The first byte of the next row, and its line.
    at: usize,
    line: u64,
    /// The marks of the bytes from a place on.
    seen: Marks,
    seen_from: usize,
    values: Values<'a>,
}

impl Rows<'_> {
    fn one(&mut self, take: &mut impl FnMut(u64, Row<'_>)) {
        if self.slips.first() == Some(&self.line) {
            return self.skip_slip(take);
        }
        let (end, is_quoted) = self.find_values();
        let row = &self.text[self.at..end];
        if self.has_nul && row.contains(&0) {
            take(self.line, Row::Damaged(Rule::NulByte));
        } else {
            take(self.line, Row::Values(&self.values));
        }
        if is_quoted {
            self.line += line_ends(row);
        }
        self.at = end;
        self.skip_line_ends();
    }

    /// Finds the values of the row; gives where it ends, and whether any value is quoted.
    fn find_values(&mut self) -> (usize, bool) {
        self.values.clear();
        let (mut begins, mut is_quoted) = (self.at + mark(&self.text[self.at..]), false);
        loop {
            // Where one value is quoted, the next often is too.
            let quote = match self.text.get(begins) {
                Some(b'"') => begins,
                _ => match self.unquoted(begins) {
                    Stop::Quote(quote) => quote,
                    Stop::RowEnd(end) => return (end, is_quoted),
                },
            };
            begins = self.quoted(quote + 1);
            is_quoted = true;
            if self.text.get(begins) != Some(&self.delimiter) {
                return (begins, is_quoted);
            }
            begins += 1;
        }
    }

    /// Finds values, of which the first begins at a place, up to one that is quoted: a glance at a time.
    #[inline(always)]
    fn unquoted(&mut self, mut begins: usize) -> Stop {
        let mut from = begins;
        loop {
            let Some(within) = self.within_sight(from) else {
                self.values.push(begins, self.text.len());
                return Stop::RowEnd(self.text.len());
            };
            let behind = u64::MAX << within;
            let stops = (self.seen.quotes | self.seen.line_ends) & behind;
            let ends = self.seen.delimiters & behind & before_first(stops);
            begins = self.values.push_each(begins, self.seen_from, ends);
            if stops == 0 {
                from = self.seen_from + GLANCE;
                continue;
            }
            let stop = self.seen_from + stops.trailing_zeros() as usize;
            if self.text[stop] != b'"' {
                self.values.push(begins, stop);
                return Stop::RowEnd(stop);
            }
            if stop == begins {
                return Stop::Quote(stop);
            }
            // Within a value a quote means nothing.
            from = stop + 1;
        }
    }

    /// Finds a value behind its opening quote; gives where what belongs to it ends.
    fn quoted(&mut self, begins: usize) -> usize {
        let (mut from, mut is_as_it_stands) = (begins, true);
        loop {
            let quote = self.next(from, |marks| marks.quotes);
            if self.text.get(quote + 1) == Some(&b'"') {
                is_as_it_stands = false;
                from = quote + 2;
                continue;
            }
            let behind = self.text.len().min(quote + 1);
            let end = self.next(behind, Marks::separators);
            if is_as_it_stands && end == behind {
                self.values.push(begins, quote);
            } else {
                let (quoted, behind) = (&self.text[begins..quote], &self.text[behind..end]);
                self.values.push_quoted(quoted, behind);
            }
            return end;
        }
    }

    /// The first byte of a kind from a place on; where the text ends, if there is none.
    #[inline]
    fn next(&mut self, mut from: usize, kind: impl Fn(Marks) -> u64) -> usize {
        while let Some(within) = self.within_sight(from) {
            let found = kind(self.seen) >> within;
            if found != 0 {
                return from + found.trailing_zeros() as usize;
            }
            from = self.seen_from + GLANCE;
        }
        self.text.len()
    }

    /// Which of the marks is a place's, once it is looked at; `None` behind the end of the text.
    #[inline(always)]
    fn within_sight(&mut self, place: usize) -> Option<usize> {
        // What is seen never lies behind the place: rows are gone over once, forwards.
        let within = place - self.seen_from;
        if within < GLANCE {
            return Some(within);
        }
        if place >= self.text.len() {
            return None;
        }
        self.seen = Marks::at(self.text, place, self.delimiter);
        self.seen_from = place;
        Some(0)
    }

    fn skip_slip(&mut self, take: &mut impl FnMut(u64, Row<'_>)) {
        take(self.line, Row::Damaged(Rule::UnclosedQuote));
        self.slips = &self.slips[1..];
        let rest = &self.text[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.skip_line_ends();
    }

    /// Goes over line ends and blank lines.
    fn skip_line_ends(&mut self) {
        while let Some(end @ (b'\n' | b'\r')) = self.text.get(self.at) {
            let is_pair = *end == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.at += if is_pair { 2 } else { 1 };
            self.line += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::blocks::{Blocks, Buffer, Dialect};
    use crate::extract::open::csv_reader;
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
        while let Some(block) = blocks.next_block(Buffer::default()).unwrap() {
            let places = Places {
                first_line: block.first_line,
                slips: &block.slips,
            };
            each_row(block.bytes(), &places, b',', |line, row| {
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
        let cases: [(&str, Expected); 11] = [
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
            // The mark of a file that was put behind another.
            (
                "a,b,c\n\u{feff}d,e,f\n\u{feff}\"g,\ng\",h,\u{feff}i\n",
                &[
                    (1, &["a", "b", "c"]),
                    (2, &["d", "e", "f"]),
                    (3, &["g,\ng", "h", "\u{feff}i"]),
                ],
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

    /// Of bytes in any order, and of values that are mostly well quoted, over several glances.
    fn any_text() -> impl Strategy<Value = String> {
        let values =
            "(a|bb|x{60,150}|\"c\"|\"d,d\"|\"\"|\"e\"\"\"|\"f\ng\"|5\"|\"h)?(,|,|,|\n|\r\n)";
        let values = proptest::collection::vec(values, 0..60).prop_map(|values| values.concat());
        prop_oneof!["[ab,,\"\n\r ]{0,60}", "[ab,,\"\n\r ]{0,200}", values]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        // Where blocks are cut changes neither rows nor lines, whatever is wrong with the quotes.
        #[test]
        fn blocks_of_any_size_give_the_same_rows(text in any_text(), size in 1usize..40) {
            prop_assert_eq!(rows(&text, size), rows(&text, 1 << 20));
        }

        // Without a quote that is a slip, rows are what the csv crate reads.
        #[test]
        fn rows_are_those_of_the_csv_crate(text in any_text()) {
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

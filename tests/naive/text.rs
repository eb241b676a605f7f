//! Bytes to records of fields: the encoding, quotes and line ends of real exports.

/// Windows-1252 where it differs from Latin-1, from 0x80 on. The five unassigned bytes keep their own number.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The mark goes first: it may stand before text of either encoding.
pub fn decode(mut bytes: Vec<u8>) -> String {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(not_utf8) => not_utf8.as_bytes().iter().map(|&b| windows(b)).collect(),
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Read anew for each pass, because a million rows held as strings would need gigabytes.
pub struct Records<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

pub fn records(text: &str) -> Records<'_> {
    Records {
        rest: text.chars().peekable(),
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.skip_empty_lines();
        self.rest.peek()?;
        let mut record = Vec::new();
        loop {
            let (field, more) = self.field();
            record.push(field);
            if !more {
                return Some(record);
            }
        }
    }
}

impl Records<'_> {
    /// An empty line holds no record, and so is not a malformed one.
    fn skip_empty_lines(&mut self) {
        while self.line_ends() {}
    }

    /// A carriage return alone is text like any other.
    fn line_ends(&mut self) -> bool {
        if self.rest.next_if_eq(&'\n').is_some() {
            return true;
        }
        if self.rest.peek() != Some(&'\r') {
            return false;
        }
        let mut ahead = self.rest.clone();
        ahead.next();
        let ends = ahead.next() == Some('\n');
        if ends {
            self.rest = ahead;
        }
        ends
    }

    /// The field, and whether another follows on the same record.
    fn field(&mut self) -> (String, bool) {
        let mut field = String::new();
        if self.rest.next_if_eq(&'"').is_some() {
            self.quoted(&mut field);
        }
        loop {
            if self.line_ends() {
                return (field, false);
            }
            match self.rest.next() {
                None => return (field, false),
                Some(',') => return (field, true),
                Some(other) => field.push(other),
            }
        }
    }

    /// Up to the closing quote. What stands between it and the comma is kept as it is.
    fn quoted(&mut self, field: &mut String) {
        while let Some(next) = self.rest.next() {
            if next == '"' && self.rest.next_if_eq(&'"').is_none() {
                return;
            }
            field.push(next);
        }
    }
}

//! Comma-delimited UTF-8 text: how values are written, and how chunks of them become a stream.

use std::io::{self, Read, Write};

/// Appends a value, in quotes where it needs them. A line end inside becomes a space, so that a row stays one line.
///
/// The other delimiters are quoted too: the reader finds a file's delimiter by counting what is outside quotes.
pub fn push_value(out: &mut Vec<u8>, value: &[u8]) {
    if !value.iter().any(|b| is_special(*b)) {
        return out.extend_from_slice(value);
    }
    out.push(b'"');
    let mut rest = value.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' if rest.peek() == Some(&b'\n') => {}
            b'\r' | b'\n' => out.push(b' '),
            b'"' => out.extend_from_slice(b"\"\""),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b',' | b';' | b'\t' | b'\n' | b'\r')
}

/// Appends anything whose text never needs quotes.
pub fn push_plain(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    write!(out, "{value}").expect("memory takes everything");
}

/// Appends a number: whole ones without a point, others in the shortest form that reads back, none with an exponent.
pub fn push_number(out: &mut Vec<u8>, number: f64) {
    // Adding nought turns a negative nought into a plain one.
    push_plain(out, number + 0.0);
}

/// Appends a day as YYYY-MM-DD.
pub fn push_day(out: &mut Vec<u8>, (year, month, day): (i64, u32, u32)) {
    let Ok(year @ 0..10_000) = u32::try_from(year) else {
        return push_plain(out, format_args!("{year}-{month:02}-{day:02}"));
    };
    // By hand, because most of an extract is dates and `write!` takes several times as long.
    let digit = |n: u32| b'0' + (n % 10) as u8;
    out.extend_from_slice(&[
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
    ]);
}

/// Year, month and day of the month of a day counted from 1 January 1970 (Hinnant's `civil_from_days`).
pub fn civil(days: i64) -> (i64, u32, u32) {
    // Years that begin in March have their leap day last; eras of 400 years are all alike.
    let from_march_of_0 = days + 719_468;
    let era = from_march_of_0.div_euclid(146_097);
    let of_era = from_march_of_0.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u32, day as u32)
}

/// A stream of the text that `next` appends at each call, until it appends none.
pub fn stream(
    next: impl FnMut(&mut Vec<u8>) -> io::Result<()> + Send + 'static,
) -> Box<dyn Read + Send> {
    Box::new(Chunks {
        next,
        chunk: Vec::new(),
        read: 0,
    })
}

struct Chunks<F> {
    next: F,
    chunk: Vec<u8>,
    /// How much of the chunk has been handed on.
    read: usize,
}

impl<F: FnMut(&mut Vec<u8>) -> io::Result<()>> Read for Chunks<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.chunk.len() {
            self.chunk.clear();
            self.read = 0;
            (self.next)(&mut self.chunk)?;
        }
        let read = (&self.chunk[self.read..]).read(buffer)?;
        self.read += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_quoted_where_they_need_it() {
        for (value, text) in [
            ("plain", "plain"),
            ("", ""),
            (" spaced ", " spaced "),
            ("a,b", "\"a,b\""),
            ("a;b", "\"a;b\""),
            ("a\tb", "\"a\tb\""),
            ("5\" pipe", "\"5\"\" pipe\""),
            ("one\r\ntwo\nthree\rfour", "\"one two three four\""),
            ("=1+1", "=1+1"),
            ("Ægir", "Ægir"),
        ] {
            assert_eq!(written(|out| push_value(out, value.as_bytes())), text);
        }
    }

    #[test]
    fn numbers_are_written_without_exponents() {
        for (number, text) in [
            (11.0, "11"),
            (-0.0, "0"),
            (999_999_999_999_999.0, "999999999999999"),
            (0.1, "0.1"),
            (-2.5, "-2.5"),
            (1e-7, "0.0000001"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(written(|out| push_number(out, number)), text);
        }
    }

    #[test]
    fn days_count_from_1970() {
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (15_095, "2011-05-01"),
            (11_016, "2000-02-29"),
            (-25_567, "1900-01-01"),
            (-719_528, "0000-01-01"),
            (2_932_896, "9999-12-31"),
            (2_932_897, "10000-01-01"),
        ] {
            assert_eq!(written(|out| push_day(out, civil(days))), text);
        }
    }

    #[test]
    fn a_stream_ends_where_nothing_more_is_appended() {
        let mut left = vec!["c", "bb", "a"];
        let mut text = String::new();
        stream(move |out| {
            out.extend_from_slice(left.pop().unwrap_or_default().as_bytes());
            Ok(())
        })
        .read_to_string(&mut text)
        .unwrap();
        assert_eq!(text, "abbc");
    }
}

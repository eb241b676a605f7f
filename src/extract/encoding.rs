//! Bytes to UTF-8. What is not UTF-8 is read as Windows-1252, line by line, and said.
//!
//! A line is the unit, because files are put together from others: one line that is not UTF-8 says nothing of a line
//! that is. No byte of a delimiter, a quote or a line end changes, so lines keep their numbers.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// A text as UTF-8, and the lines of it, from 0, that were read as Windows-1252.
pub struct Decoded<'a> {
    pub text: Cow<'a, [u8]>,
    pub assumed: Vec<u64>,
}

/// Nearly every text is UTF-8 as it stands; then nothing is copied.
pub fn to_utf8(bytes: &[u8]) -> Decoded<'_> {
    // ASCII, as most are, is told sooner.
    if bytes.is_ascii() || std::str::from_utf8(bytes).is_ok() {
        return Decoded {
            text: Cow::Borrowed(bytes),
            assumed: Vec::new(),
        };
    }
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 16);
    let mut assumed = Vec::new();
    let mut number = 0;
    for line in lines(bytes) {
        if std::str::from_utf8(line).is_ok() {
            text.extend_from_slice(line);
        } else {
            let (decoded, _) = WINDOWS_1252.decode_without_bom_handling(line);
            text.extend_from_slice(decoded.as_bytes());
            assumed.push(number);
        }
        // The LF of a CR LF stands as a piece of its own behind its line.
        number += u64::from(line != b"\n" || !text.ends_with(b"\r\n"));
    }
    Decoded {
        text: Cow::Owned(text),
        assumed,
    }
}

/// The bytes of a byte-order mark, if a text begins with one: a file does, and so does a row where a file that has one was
/// put behind another.
pub fn mark(text: &[u8]) -> usize {
    match text {
        [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

/// The text cut behind every CR and LF.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|b| matches!(b, b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_are_not_utf_8_are_read_as_windows_1252() {
        for (bytes, text, assumed) in [
            (&b"abc\n"[..], "abc\n", vec![]),
            ("\u{e9}\n".as_bytes(), "\u{e9}\n", vec![]),
            (b"\xE9,x\n", "\u{e9},x\n", vec![0]),
            (
                b"a\r\n\xE9\r\n\x93b\x94",
                "a\r\n\u{e9}\r\n\u{201c}b\u{201d}",
                vec![1, 2],
            ),
            (b"\xC3\xA9\r\xE9\rx", "\u{e9}\r\u{e9}\rx", vec![1]),
            (b"\n\n\x80", "\n\n\u{20ac}", vec![2]),
        ] {
            let decoded = to_utf8(bytes);
            assert_eq!(
                (std::str::from_utf8(&decoded.text).unwrap(), decoded.assumed),
                (text, assumed)
            );
        }
    }
}

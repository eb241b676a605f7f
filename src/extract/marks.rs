//! Where in a text the few bytes stand that mean something to CSV: 64 bytes at a glance, as bits.
//!
//! What the bytes mean is decided elsewhere: where rows end in `blocks`, where values end in `rows`.

use wide::u8x16;

pub const GLANCE: usize = 64;

/// Bit n of each: the byte n is of the kind.
#[derive(Clone, Copy, Default, Debug)]
pub struct Marks {
    pub quotes: u64,
    pub delimiters: u64,
    /// LF or CR.
    pub line_ends: u64,
}

impl Marks {
    /// Of the bytes from a place on; those behind the end of the text are of no kind.
    #[inline]
    pub fn at(text: &[u8], from: usize, delimiter: u8) -> Marks {
        match text[from..].first_chunk() {
            Some(bytes) => Marks::of(bytes, delimiter),
            None => {
                let rest = &text[from..];
                let mut bytes = [0; GLANCE];
                bytes[..rest.len()].copy_from_slice(rest);
                let marks = Marks::of(&bytes, delimiter);
                // A delimiter may be NUL, which is what fills up.
                let there = (1 << rest.len()) - 1;
                Marks {
                    delimiters: marks.delimiters & there,
                    ..marks
                }
            }
        }
    }

    #[inline]
    fn of(bytes: &[u8; GLANCE], delimiter: u8) -> Marks {
        let [quote, delimiter, feed, carriage] = [b'"', delimiter, b'\n', b'\r'].map(u8x16::splat);
        let mut marks = Marks::default();
        for (at, part) in bytes.as_chunks::<16>().0.iter().enumerate() {
            let part = u8x16::new(*part);
            let bits = |is: u8x16| u64::from(is.to_bitmask() as u16) << (16 * at);
            marks.quotes |= bits(part.simd_eq(quote));
            marks.delimiters |= bits(part.simd_eq(delimiter));
            marks.line_ends |= bits(part.simd_eq(feed) | part.simd_eq(carriage));
        }
        marks
    }

    /// What ends a value that no quote holds.
    #[inline]
    pub fn separators(self) -> u64 {
        self.delimiters | self.line_ends
    }
}

/// Bit n of the result: an odd number of the bits up to n, n with them, is set.
#[inline]
pub fn odd_so_far(mut bits: u64) -> u64 {
    for step in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << step;
    }
    bits
}

/// Line ends: LF, CR LF, or CR alone.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes).filter(alone).count();
    (feeds + returns) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_end_in_three_ways() {
        for text in ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\rb\n", "\r\n\r"] {
            assert_eq!(line_ends(text.as_bytes()), 2, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn marks_are_where_the_bytes_are(text in "[ab,;\"\n\r\0]{0,150}", from in 0usize..150, delimiter in "[,;\0]") {
            let (text, delimiter) = (text.as_bytes(), delimiter.as_bytes()[0]);
            let from = from.min(text.len());
            let marks = Marks::at(text, from, delimiter);
            for at in 0..GLANCE {
                let byte = text.get(from + at).copied();
                let is = |bits: u64| bits >> at & 1 == 1;
                prop_assert_eq!(is(marks.quotes), byte == Some(b'"'));
                prop_assert_eq!(is(marks.delimiters), byte == Some(delimiter));
                prop_assert_eq!(is(marks.line_ends), matches!(byte, Some(b'\n' | b'\r')));
            }
        }

        #[test]
        fn parity_is_counted(bits: u64) {
            for at in 0..64 {
                let so_far = bits & (u64::MAX >> (63 - at));
                prop_assert_eq!(odd_so_far(bits) >> at & 1 == 1, so_far.count_ones() % 2 == 1);
            }
        }
    }
}

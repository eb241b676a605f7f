//! Values as extracts write them: padding, initials, whole numbers, ages; and which of them may be printed.

use super::codes;
use super::profile::Field;
use super::record::AgeBand;

#[inline(always)]
pub fn trim(value: &[u8]) -> &[u8] {
    // Nearly no value is padded; look at the two ends before doing the work.
    match value {
        [first, .., last] if *first > b' ' && *last > b' ' => value,
        [] => value,
        [only] if *only > b' ' => value,
        _ => value.trim_ascii(),
    }
}

/// The first character in upper case, as its code point.
pub fn initial(value: &[u8]) -> Option<u32> {
    let first = std::str::from_utf8(value).ok()?.chars().next()?;
    first.to_uppercase().next().map(u32::from)
}

/// What a spreadsheet writes where a formula failed.
pub fn is_spreadsheet_error(value: &[u8]) -> bool {
    const ERRORS: [&[u8]; 8] = [
        b"#N/A", b"#REF!", b"#VALUE!", b"#NAME?", b"#DIV/0!", b"#NULL!", b"#NUM!", b"#SPILL!",
    ];
    value.first() == Some(&b'#') && ERRORS.contains(&value)
}

/// A whole number, perhaps with `.0` behind it.
pub fn whole_number(value: &[u8]) -> Option<u32> {
    let raw = codes::decode(value).raw;
    (raw < 0x8000).then_some(u32::from(raw))
}

pub fn whole_years(value: &[u8]) -> Option<AgeBand> {
    let years = u8::try_from(whole_number(value)?)
        .ok()
        .filter(|y| *y <= 120)?;
    Some(AgeBand {
        low: years,
        high: years,
    })
}

/// `18-20`, `18 to 20`, `65+`, `65 and over`, `65 or over`, `under 18`, `<18`, or one age. Nothing else: a band that is
/// guessed could put an adult among the under-18s.
pub fn age_band(value: &[u8]) -> Option<AgeBand> {
    let text = std::str::from_utf8(value).ok()?.to_lowercase();
    let age = |text: &str| {
        let digits = text.trim();
        let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        all_digits
            .then(|| digits.parse::<u8>().ok())
            .flatten()
            .filter(|n| *n <= 120)
    };
    if let Some(limit) = text
        .strip_prefix('<')
        .or_else(|| text.strip_prefix("under "))
    {
        return Some(AgeBand {
            low: 0,
            high: age(limit)?.checked_sub(1)?,
        });
    }
    for ending in ["+", " and over", " or over"] {
        if let Some(low) = text.strip_suffix(ending) {
            return Some(AgeBand {
                low: age(low)?,
                high: 120,
            });
        }
    }
    match text.split_once('-').or_else(|| text.split_once(" to ")) {
        Some((low, high)) => {
            let (low, high) = (age(low)?, age(high)?);
            (low <= high).then_some(AgeBand { low, high })
        }
        None => age(&text).map(|only| AgeBand {
            low: only,
            high: only,
        }),
    }
}

/// An unknown code as it may be shown: one letter, or a number no longer than the field's codes are. Anything longer could
/// be a person's id or own words in the wrong column, and is only named as text.
pub fn printable(value: &[u8], field: Field) -> String {
    let longest = match field {
        Field::Drug1 | Field::Drug2 | Field::Drug3 => 5,
        _ => 3,
    };
    match value {
        [letter] if letter.is_ascii_alphabetic() => char::from(*letter).to_string(),
        digits
            if digits.len() <= longest
                && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.') =>
        {
            String::from_utf8_lossy(digits).into_owned()
        }
        _ => "(text)".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_ages() {
        let band = |low, high| Some(AgeBand { low, high });
        for (text, expected) in [
            ("18-20", band(18, 20)),
            ("65+", band(65, 120)),
            ("65 and over", band(65, 120)),
            ("<18", band(0, 17)),
            ("under 18", band(0, 17)),
            ("12 to 14", band(12, 14)),
            ("40", band(40, 40)),
            ("20-18", None),
            ("unknown", None),
            ("18-20-22", None),
            ("200+", None),
            (">17", None),
            ("<=18", None),
            ("30-", None),
            ("-17", None),
            ("18.25", None),
            ("over 65", None),
        ] {
            assert_eq!(age_band(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(whole_years(b"37.0"), band(37, 37));
        assert_eq!(whole_years(b"37.5"), None);
        assert_eq!(whole_years(b"121"), None);
    }
}

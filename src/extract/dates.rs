//! Dates as extracts write them. A column has one format, decided from the whole column, never row by row.

use super::forms::Epoch;
use super::profile::DateFormat;
use super::rules::Rule;
use crate::day::Day;
use std::cmp::Ordering;

/// The shapes a date in a column was seen in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Iso,
    Compact,
    /// A slashed date whose two first parts could be either way round.
    EitherOrder,
    /// A slashed date whose first part is beyond 12: it can only be day first.
    DayFirst,
    /// A slashed date whose second part is beyond 12: it can only be month first.
    MonthFirst,
    TwoDigitYear,
}

const SHAPES: [(Shape, &str); 6] = [
    (Shape::Iso, "YYYY-MM-DD"),
    (Shape::Compact, "YYYYMMDD"),
    (Shape::EitherOrder, "slashes"),
    (Shape::DayFirst, "DD/MM/YYYY"),
    (Shape::MonthFirst, "MM/DD/YYYY"),
    (Shape::TwoDigitYear, "a two-digit year"),
];

/// A value of a date column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    Day(Day, Shape),
    /// No such day, or no date at all.
    Invalid,
}

/// The line on which each shape was first seen in a column.
#[derive(Clone, Default, Debug)]
pub struct Evidence {
    first: [Option<u64>; SHAPES.len()],
    times: [u64; SHAPES.len()],
    /// The earliest and the latest day, and how many.
    span: Option<(Day, Day)>,
    days: u64,
}

impl Evidence {
    /// Lines are told in order.
    #[inline(always)]
    pub fn saw(&mut self, shape: Shape, line: u64) {
        self.times[shape as usize] += 1;
        self.first[shape as usize].get_or_insert(line);
    }

    #[inline]
    pub fn saw_day(&mut self, day: Day) {
        self.days += 1;
        self.widen((day, day));
    }

    fn widen(&mut self, (first, last): (Day, Day)) {
        self.span = Some(match self.span {
            Some((from, to)) => (from.min(first), to.max(last)),
            None => (first, last),
        });
    }

    /// The earliest and the latest day, and how many there are.
    pub fn span(&self) -> Option<(Day, Day, u64)> {
        self.span.map(|(from, to)| (from, to, self.days))
    }

    pub fn merge(&mut self, other: &Evidence) {
        self.days += other.days;
        if let Some(span) = other.span {
            self.widen(span);
        }
        for (shape, _) in SHAPES {
            self.times[shape as usize] += other.times[shape as usize];
            let first = [self.first[shape as usize], other.first[shape as usize]];
            self.first[shape as usize] = first.into_iter().flatten().min();
        }
    }

    /// The rule that forbids reading the column, the line that shows it and why; `None` if it has one known format.
    pub fn refusal(&self, format: DateFormat) -> Option<(Rule, u64, String)> {
        let line = |shape: Shape| self.first[shape as usize];
        if let Some(at) = line(Shape::TwoDigitYear) {
            return Some((
                Rule::TwoDigitYears,
                at,
                "a two-digit year cannot be told from another century".into(),
            ));
        }
        match (line(Shape::MonthFirst), line(Shape::DayFirst), format) {
            (Some(month), Some(day), _) => {
                // The order that is the rarer is the one to look at; of equals, the later.
                let times = |shape: Shape| self.times[shape as usize];
                let rarer = times(Shape::MonthFirst).cmp(&times(Shape::DayFirst));
                let (at, other) = match rarer.then(day.cmp(&month)) {
                    Ordering::Less => (month, day),
                    _ => (day, month),
                };
                let order = |at| {
                    if at == month {
                        "month first"
                    } else {
                        "day first"
                    }
                };
                return Some((
                    Rule::MixedDates,
                    at,
                    format!(
                        "the column mixes date orders: {} here, {} on line {other}",
                        order(at),
                        order(other)
                    ),
                ));
            }
            (Some(at), None, DateFormat::Auto) => {
                return Some((
                    Rule::MonthFirstDates,
                    at,
                    "the dates are month first (MM/DD/YYYY)".into(),
                ));
            }
            (Some(at), None, DateFormat::DayFirst) => {
                return Some((
                    Rule::MixedDates,
                    at,
                    "month first, but the profile says day first".into(),
                ));
            }
            (None, Some(at), DateFormat::MonthFirst) => {
                return Some((
                    Rule::MixedDates,
                    at,
                    "day first, but the profile says month first".into(),
                ));
            }
            _ => {}
        }
        if format != DateFormat::Auto {
            return None;
        }
        self.mixed_formats()
    }

    /// The first line that is written in another way than the lines before it; slashes are one way.
    fn mixed_formats(&self) -> Option<(Rule, u64, String)> {
        let line = |shape: Shape| self.first[shape as usize];
        let slashed = [line(Shape::DayFirst), line(Shape::EitherOrder)];
        let mut seen: Vec<(u64, &str)> = [
            (line(Shape::Iso), "YYYY-MM-DD"),
            (line(Shape::Compact), "YYYYMMDD"),
            (slashed.into_iter().flatten().min(), "DD/MM/YYYY"),
        ]
        .into_iter()
        .filter_map(|(at, name)| at.map(|at| (at, name)))
        .collect();
        seen.sort_unstable();
        match seen.as_slice() {
            [(before, earlier), (at, name), ..] => Some((
                Rule::MixedDates,
                *at,
                format!("the column mixes date formats: {name} here, {earlier} on line {before}"),
            )),
            _ => None,
        }
    }
}

impl Evidence {
    /// The formats seen, in words. Where no date tells the order, the one that was taken.
    pub fn formats(&self, format: DateFormat) -> Vec<&'static str> {
        let taken = match format {
            DateFormat::MonthFirst => Shape::MonthFirst,
            _ => Shape::DayFirst,
        };
        let saw = |shape: Shape| self.first[shape as usize].is_some();
        let either = saw(Shape::EitherOrder);
        SHAPES
            .iter()
            .filter(|(shape, _)| *shape != Shape::EitherOrder)
            .filter(|(shape, _)| saw(*shape) || either && *shape == taken)
            .map(|(_, name)| *name)
            .collect()
    }

    pub fn is_empty(&self) -> bool {
        self.first.iter().all(Option::is_none)
    }
}

/// A workbook's bare number of days, as a day. Eight digits are a date written without signs, not a number of days.
pub fn serial(text: &[u8], epoch: Epoch) -> Option<Day> {
    if text.len() > 6 {
        return None;
    }
    // A bare year would be a day of 1905.
    let day = epoch.day(number(text)?)?;
    (1910..2200).contains(&day.ymd().0).then_some(day)
}

/// Reads a date that is already trimmed and not missing. A time of day behind it is left out: days are counted.
#[inline]
pub fn read(text: &[u8], format: DateFormat) -> Reading {
    match read_day(text, format) {
        Reading::Invalid => match without_time(text) {
            Some(text) => read_day(text, format),
            None => Reading::Invalid,
        },
        reading => reading,
    }
}

/// The date of `2011-05-01 09:30:00`, `2011-05-01T00:00:00.000Z`, `01/05/2011 00:00`.
fn without_time(text: &[u8]) -> Option<&[u8]> {
    let at = text.iter().position(|b| matches!(b, b' ' | b'T'))?;
    let (date, time) = (&text[..at], &text[at + 1..]);
    let time = time.strip_suffix(b"Z").unwrap_or(time);
    let mut parts = time.splitn(3, |b| *b == b':');
    let is_part = |part: &[u8]| part.len() == 2 && part.iter().all(u8::is_ascii_digit);
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next());
    let whole = seconds.and_then(|s| s.split(|b| *b == b'.').next());
    let is_fraction = |s: &[u8]| {
        s[2.min(s.len())..]
            .iter()
            .all(|b| b.is_ascii_digit() || *b == b'.')
    };
    let is_time = is_part(hours)
        && is_part(minutes)
        && whole.is_none_or(is_part)
        && seconds.is_none_or(is_fraction);
    is_time.then_some(date)
}

#[inline]
fn read_day(text: &[u8], format: DateFormat) -> Reading {
    let number = |range: std::ops::Range<usize>| number(&text[range]);
    match format {
        DateFormat::Auto | DateFormat::Iso if let Some(day) = iso(text) => {
            Reading::Day(day, Shape::Iso)
        }
        DateFormat::Auto | DateFormat::Compact
            if text.len() == 8 && text.iter().all(u8::is_ascii_digit) =>
        {
            day((number(0..4), number(4..6), number(6..8)), Shape::Compact)
        }
        DateFormat::Auto | DateFormat::DayFirst | DateFormat::MonthFirst => slashed(text, format),
        DateFormat::Iso | DateFormat::Compact => Reading::Invalid,
    }
}

/// The day of a date `YYYY-MM-DD`. Eight characters are looked at together: nearly every date of every file comes here.
#[inline(always)]
pub fn iso(text: &[u8]) -> Option<Day> {
    let text: &[u8; 10] = text.try_into().ok()?;
    let (start, end) = text.split_first_chunk::<8>()?;
    // What is left of each character beside the one that must be there, or beside nought.
    let start = u64::from_le_bytes(*start) ^ u64::from_le_bytes(*b"0000-00-");
    let end = u64::from(u16::from_le_bytes([end[0], end[1]]) ^ u16::from_le_bytes(*b"00"));
    // The digits without the signs: YYYYMMDD, the first lowest.
    let digits = start & 0xFFFF_FFFF | start >> 8 & 0xFFFF_0000_0000 | end << 48;
    // Both signs must leave nothing; a digit that leaves ten or more sets the highest bit of its byte.
    const SIGNS: u64 = 0xFF00_00FF_0000_0000;
    const BEYOND_NINE: u64 = 0x7676_7676_7676_7676;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    if start & SIGNS | (digits | digits.wrapping_add(BEYOND_NINE)) & HIGHEST != 0 {
        return None;
    }
    // Each that stands for tens is added to the next, all at once.
    let pairs = digits * 10 + (digits >> 8);
    let pair = |at: u32| (pairs >> (16 * at) & 0xFF) as u32;
    Day::from_recorded(pair(0) * 100 + pair(1), pair(2), pair(3))
}

#[inline]
fn day(parts: (Option<u32>, Option<u32>, Option<u32>), shape: Shape) -> Reading {
    let (Some(year), Some(month), Some(date)) = parts else {
        return Reading::Invalid;
    };
    match Day::from_recorded(year, month, date) {
        Some(day) => Reading::Day(day, shape),
        None => Reading::Invalid,
    }
}

fn slashed(text: &[u8], format: DateFormat) -> Reading {
    let mut parts = text.split(|b| *b == b'/');
    let (Some(first), Some(second), Some(year), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Reading::Invalid;
    };
    let short = |part: &[u8]| {
        (1..=2)
            .contains(&part.len())
            .then(|| number(part))
            .flatten()
    };
    let (first, second) = (short(first), short(second));
    if first.is_some() && second.is_some() && year.len() == 2 && number(year).is_some() {
        // The day itself does not matter: one two-digit year refuses the column.
        return Reading::Day(Day(0), Shape::TwoDigitYear);
    }
    if year.len() != 4 {
        return Reading::Invalid;
    }
    let year = number(year);
    let (Some(one), Some(two)) = (first, second) else {
        return Reading::Invalid;
    };
    // A date that can only be one way round is read that way, whatever is expected, so that the column can be refused.
    match (one > 12, two > 12, format) {
        (true, true, _) => Reading::Invalid,
        (true, false, _) => day((year, second, first), Shape::DayFirst),
        (false, true, _) => day((year, first, second), Shape::MonthFirst),
        (false, false, DateFormat::MonthFirst) => day((year, first, second), Shape::EitherOrder),
        (false, false, _) => day((year, second, first), Shape::EitherOrder),
    }
}

#[inline]
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |n, b| {
        let digit = b.wrapping_sub(b'0');
        (digit < 10).then(|| n * 10 + u32::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_formats_and_what_is_none_of_them() {
        let may_first = Day::from_ymd(2011, 5, 1).unwrap();
        let month_first = Reading::Day(Day::from_ymd(2011, 5, 13).unwrap(), Shape::MonthFirst);
        for (text, reading) in [
            ("2011-05-01", Reading::Day(may_first, Shape::Iso)),
            ("20110501", Reading::Day(may_first, Shape::Compact)),
            ("01/05/2011", Reading::Day(may_first, Shape::EitherOrder)),
            ("1/5/2011", Reading::Day(may_first, Shape::EitherOrder)),
            (
                "1/5/2011 09:30",
                Reading::Day(may_first, Shape::EitherOrder),
            ),
            ("2011-05-01 00:00:00", Reading::Day(may_first, Shape::Iso)),
            (
                "2011-05-01T23:59:59.123Z",
                Reading::Day(may_first, Shape::Iso),
            ),
            ("2011-05-01 noon", Reading::Invalid),
            ("2011-05-01 9:30", Reading::Invalid),
            ("2011-05-01 ", Reading::Invalid),
            ("05/13/2011", month_first),
            ("01/05/11", Reading::Day(Day(0), Shape::TwoDigitYear)),
            ("31/02/2011", Reading::Invalid),
            ("2011-02-29", Reading::Invalid),
            ("13/13/2011", Reading::Invalid),
            ("2011-5-1", Reading::Invalid),
            ("1011-05-01", Reading::Invalid),
            ("yesterday", Reading::Invalid),
            ("2011/05/01", Reading::Invalid),
            ("001/05/2011", Reading::Invalid),
        ] {
            assert_eq!(read(text.as_bytes(), DateFormat::Auto), reading, "{text}");
        }
        assert_eq!(
            read(b"05/01/2011", DateFormat::MonthFirst),
            Reading::Day(may_first, Shape::EitherOrder)
        );
        assert_eq!(read(b"20110501", DateFormat::Iso), Reading::Invalid);
        // An order that is given and does not hold is seen, so that the column is refused.
        assert_eq!(read(b"05/13/2011", DateFormat::DayFirst), month_first);
    }

    #[test]
    fn one_byte_that_is_no_digit_or_sign_is_enough() {
        let date = *b"2011-11-11";
        for (at, byte) in (0..date.len()).flat_map(|at| (0..=u8::MAX).map(move |byte| (at, byte))) {
            let mut text = date;
            text[at] = byte;
            let is_there = match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            };
            assert!(is_there || iso(&text).is_none(), "{byte:#x} at {at}");
        }
        assert!(iso(&date).is_some());
    }

    proptest::proptest! {
        /// As the text says it, character by character.
        #[test]
        fn eight_characters_together_say_what_each_says(
            text in "([0-9]{4}-[0-9]{2}-[0-9]{2}|[12][0-9]{3}-[01][0-9]-[0-3][0-9]|[!-~]{9,11}|[0-9:/.é-]{8,11})",
        ) {
            let bytes = text.as_bytes();
            let is_iso = bytes.len() == 10
                && bytes.iter().enumerate().all(|(at, byte)| match at {
                    4 | 7 => *byte == b'-',
                    _ => byte.is_ascii_digit(),
                });
            let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse().ok());
            let parts = (part(0..4), part(5..7), part(8..10));
            let expected = match parts {
                (Some(year), Some(month), Some(day)) if is_iso => Day::from_recorded(year, month, day),
                _ => None,
            };
            proptest::prop_assert_eq!(iso(bytes), expected);
        }
    }

    #[test]
    fn a_column_that_mixes_formats_is_refused() {
        let column = |format: DateFormat, shapes: &[Shape]| {
            let mut evidence = Evidence::default();
            for (at, shape) in shapes.iter().enumerate() {
                evidence.saw(*shape, at as u64 + 2);
            }
            evidence.refusal(format).map(|(rule, line, _)| (rule, line))
        };
        use DateFormat::{Auto, DayFirst as GivenDay, MonthFirst as GivenMonth};
        use Shape::{Compact, DayFirst, EitherOrder, Iso, MonthFirst, TwoDigitYear};
        for (format, shapes, refused) in [
            (Auto, &[DayFirst, EitherOrder][..], None),
            (Auto, &[EitherOrder, DayFirst], None),
            (Auto, &[DayFirst, MonthFirst], Some((Rule::MixedDates, 3))),
            (
                Auto,
                &[MonthFirst, EitherOrder, DayFirst],
                Some((Rule::MixedDates, 4)),
            ),
            (
                Auto,
                &[EitherOrder, MonthFirst],
                Some((Rule::MonthFirstDates, 3)),
            ),
            (Auto, &[MonthFirst], Some((Rule::MonthFirstDates, 2))),
            (Auto, &[Iso, Iso, Compact], Some((Rule::MixedDates, 4))),
            (Auto, &[EitherOrder, Iso], Some((Rule::MixedDates, 3))),
            (Auto, &[Iso, TwoDigitYear], Some((Rule::TwoDigitYears, 3))),
            (GivenMonth, &[EitherOrder, MonthFirst], None),
            (
                GivenMonth,
                &[MonthFirst, DayFirst],
                Some((Rule::MixedDates, 3)),
            ),
            (
                GivenMonth,
                &[EitherOrder, DayFirst],
                Some((Rule::MixedDates, 3)),
            ),
            (
                GivenDay,
                &[DayFirst, MonthFirst],
                Some((Rule::MixedDates, 3)),
            ),
            (GivenDay, &[DayFirst, EitherOrder], None),
        ] {
            assert_eq!(column(format, shapes), refused, "{shapes:?}");
        }
    }
}

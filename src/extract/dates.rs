//! Dates as extracts write them. A column has one format, decided from the whole column, never row by row.

use super::forms::Epoch;
use super::profile::DateFormat;
use super::rules::Rule;
use crate::day::Day;

/// The shapes a date in a column was seen in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Iso,
    Compact,
    /// `dd/mm/yyyy`, or one that could be either order.
    DayFirst,
    /// A slashed date whose second part is beyond 12: it can only be month first.
    MonthFirst,
    TwoDigitYear,
}

const SHAPES: [(Shape, &str); 5] = [
    (Shape::Iso, "YYYY-MM-DD"),
    (Shape::Compact, "YYYYMMDD"),
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
    /// The earliest and the latest day, and how many.
    span: Option<(Day, Day)>,
    days: u64,
}

impl Evidence {
    #[inline]
    pub fn saw(&mut self, shape: Shape, line: u64) {
        let first = &mut self.first[shape as usize];
        *first = Some(first.map_or(line, |f| f.min(line)));
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
            if let Some(line) = other.first[shape as usize] {
                self.saw(shape, line);
            }
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
        if format != DateFormat::Auto {
            return None;
        }
        let seen: Vec<(u64, &str)> = SHAPES
            .iter()
            .filter_map(|(shape, name)| line(*shape).map(|at| (at, *name)))
            .collect();
        if let Some(at) = line(Shape::MonthFirst) {
            return Some(match line(Shape::DayFirst) {
                Some(other) => (
                    Rule::MixedDates,
                    at,
                    format!(
                        "month-first here and possibly day-first on line {other}: the column mixes date orders"
                    ),
                ),
                None => (
                    Rule::MonthFirstDates,
                    at,
                    "the dates are month first (MM/DD/YYYY)".into(),
                ),
            });
        }
        match seen.as_slice() {
            [] | [_] => None,
            [(first, one), (second, other), ..] => {
                let (at, name, before, earlier) = if first < second {
                    (*second, other, first, one)
                } else {
                    (*first, one, second, other)
                };
                Some((
                    Rule::MixedDates,
                    at,
                    format!(
                        "the column mixes date formats: {name} here, {earlier} on line {before}"
                    ),
                ))
            }
        }
    }
}

impl Evidence {
    /// The formats seen, in words.
    pub fn formats(&self) -> Vec<&'static str> {
        SHAPES
            .iter()
            .filter(|(shape, _)| self.first[*shape as usize].is_some())
            .map(|(_, name)| *name)
            .collect()
    }
}

/// A workbook's bare number of days, as a day. Eight digits are a date written without signs, not a number of days.
pub fn serial(text: &[u8], epoch: Epoch) -> Option<Day> {
    if text.len() > 6 {
        return None;
    }
    let day = epoch.day(number(text)?)?;
    (1850..2200).contains(&day.ymd().0).then_some(day)
}

/// Reads a date that is already trimmed and not missing.
#[inline]
pub fn read(text: &[u8], format: DateFormat) -> Reading {
    let number = |range: std::ops::Range<usize>| number(&text[range]);
    match format {
        DateFormat::Auto | DateFormat::Iso
            if text.len() == 10 && text[4] == b'-' && text[7] == b'-' =>
        {
            day((number(0..4), number(5..7), number(8..10)), Shape::Iso)
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

fn day(parts: (Option<u32>, Option<u32>, Option<u32>), shape: Shape) -> Reading {
    let (Some(year), Some(month), Some(date)) = parts else {
        return Reading::Invalid;
    };
    match Day::from_ymd(year as i32, month, date) {
        // Years outside this range are slips of the keyboard, not dates of anybody in treatment.
        Some(day) if (1850..2200).contains(&year) => Reading::Day(day, shape),
        _ => Reading::Invalid,
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
    if format == DateFormat::MonthFirst {
        return day((year, first, second), Shape::MonthFirst);
    }
    match day((year, second, first), Shape::DayFirst) {
        Reading::Invalid if format == DateFormat::Auto && second.is_some_and(|s| s > 12) => {
            day((year, first, second), Shape::MonthFirst)
        }
        reading => reading,
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
            ("01/05/2011", Reading::Day(may_first, Shape::DayFirst)),
            ("1/5/2011", Reading::Day(may_first, Shape::DayFirst)),
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
            Reading::Day(Day::from_ymd(2011, 5, 1).unwrap(), Shape::MonthFirst)
        );
        assert_eq!(read(b"20110501", DateFormat::Iso), Reading::Invalid);
        // A format that is given is never left for another.
        assert_eq!(read(b"05/13/2011", DateFormat::DayFirst), Reading::Invalid);
    }

    #[test]
    fn a_column_that_mixes_formats_is_refused() {
        let column = |shapes: &[Shape]| {
            let mut evidence = Evidence::default();
            for (at, shape) in shapes.iter().enumerate() {
                evidence.saw(*shape, at as u64 + 2);
            }
            evidence.refusal(DateFormat::Auto).map(|(_, line, _)| line)
        };
        assert_eq!(column(&[Shape::DayFirst, Shape::DayFirst]), None);
        assert_eq!(column(&[Shape::DayFirst, Shape::MonthFirst]), Some(3));
        assert_eq!(column(&[Shape::MonthFirst]), Some(2));
        assert_eq!(column(&[Shape::Iso, Shape::Iso, Shape::Compact]), Some(4));
        assert_eq!(column(&[Shape::Iso, Shape::TwoDigitYear]), Some(3));
    }
}

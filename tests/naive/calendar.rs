//! Dates as (year, month, day): tuples already compare in the order of the calendar.

pub type Date = (i32, u32, u32);

#[derive(Clone, Copy, PartialEq)]
pub enum Format {
    YearMonthDayDashes,
    YearMonthDay,
    DayMonthYear,
}

pub const FORMATS: [Format; 3] = [
    Format::YearMonthDayDashes,
    Format::YearMonthDay,
    Format::DayMonthYear,
];

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since the last day of the year 0, so that differences of two dates are plain subtraction.
pub fn day_number((year, month, day): Date) -> i64 {
    let before = i64::from(year) - 1;
    let leap_days = before / 4 - before / 100 + before / 400;
    let earlier_months: u32 = (1..month).map(|month| days_in_month(year, month)).sum();
    before * 365 + leap_days + i64::from(earlier_months + day)
}

/// Days from `earlier` to `later`: 0 on the same day.
pub fn days_between(earlier: Date, later: Date) -> i64 {
    day_number(later) - day_number(earlier)
}

/// 2011 is `2011-12`.
pub fn financial_year(year: i32) -> String {
    format!("{year}-{:02}", (year + 1) % 100)
}

/// Whole years. A birthday on 29 February falls on 1 March in other years, because 28 February comes before it.
pub fn age(born: Date, on: Date) -> i32 {
    let birthday_to_come = (on.1, on.2) < (born.1, born.2);
    on.0 - born.0 - i32::from(birthday_to_come)
}

pub fn parse(text: &str, format: Format) -> Option<Date> {
    let (year, month, day) = match format {
        Format::YearMonthDayDashes => {
            let parts: Vec<&str> = text.split('-').collect();
            let [year, month, day] = parts[..] else {
                return None;
            };
            (year, month, day)
        }
        Format::DayMonthYear => {
            let parts: Vec<&str> = text.split('/').collect();
            let [day, month, year] = parts[..] else {
                return None;
            };
            (year, month, day)
        }
        Format::YearMonthDay => (text.get(0..4)?, text.get(4..6)?, text.get(6..)?),
    };
    let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
    let year = year as i32;
    let real =
        year >= 1 && (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    real.then_some((year, month, day))
}

/// Exactly so many digits: `parse` alone would let `+1` and a two-digit year through.
fn digits(text: &str, length: usize) -> Option<u32> {
    let right = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().unwrap())
}

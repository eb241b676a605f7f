//! Dates as whole days, and the English financial year.
//!
//! A [`Day`] is the number of days since 1 January 1970; `i32::MAX` and `i32::MIN` are never days, so that an open end
//! can be compared like any other.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar day, as days since 1 January 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(pub i32);

const EPOCH_FROM_CE: i32 = 719_163;

impl Default for Day {
    fn default() -> Day {
        Day::NONE
    }
}

impl Day {
    /// Not recorded. Earlier than every day.
    pub const NONE: Day = Day(i32::MIN);
    /// Has not happened by the end of the extract. Later than every day.
    pub const OPEN: Day = Day(i32::MAX);

    /// The day of a year, month and day of the month; `None` where the calendar has no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        match Months::number(year, month) {
            Some(month) => MONTHS.day(month, day),
            None => of_calendar(year, month, day),
        }
    }

    /// The same of the years 1850 to 2199; `None` of others, which are slips of the keyboard, not dates of anybody in treatment.
    #[inline(always)]
    pub fn from_recorded(year: u32, month: u32, day: u32) -> Option<Day> {
        MONTHS.day(Months::number(year as i32, month)?, day)
    }

    /// Year, month and day of the month.
    #[inline]
    pub fn ymd(self) -> (i32, u32, u32) {
        MONTHS.ymd(self).unwrap_or_else(|| {
            let date = NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH_FROM_CE));
            let date = date.unwrap_or_default();
            (date.year(), date.month(), date.day())
        })
    }

    pub fn is_some(self) -> bool {
        self != Day::NONE && self != Day::OPEN
    }

    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Parses `YYYY-MM-DD`, the one form used in settings and on the command line.
    pub fn parse_iso(text: &str) -> Option<Day> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        (text.len() == 10).then(|| Day(date.num_days_from_ce() - EPOCH_FROM_CE))
    }

    /// Whole years from a birth date to this day. A 29 February birthday falls on 1 March in other years, which is what
    /// comparing month and day gives.
    pub fn age_of(self, birth: Day) -> i32 {
        /// In four-hundredths of a day: a mean year, and by how much any number of years is longer or shorter at most than as
        /// many mean years, however leap years fall.
        const YEAR: i64 = 146_097;
        const UNEVEN: i64 = 3 * 400;
        let lived = 400 * (i64::from(self.0) - i64::from(birth.0));
        let (years, since) = (lived.div_euclid(YEAR), lived.rem_euclid(YEAR));
        // Only near a birthday the calendar must be asked.
        match (UNEVEN..YEAR - UNEVEN).contains(&since) {
            true => years as i32,
            false => self.age_by_the_calendar(birth),
        }
    }

    fn age_by_the_calendar(self, birth: Day) -> i32 {
        let (year, month, day) = self.ymd();
        let (birth_year, birth_month, birth_day) = birth.ymd();
        year - birth_year - i32::from((month, day) < (birth_month, birth_day))
    }
}

fn of_calendar(year: i32, month: u32, day: u32) -> Option<Day> {
    NaiveDate::from_ymd_opt(year, month, day).map(|d| Day(d.num_days_from_ce() - EPOCH_FROM_CE))
}

/// The first days of the months of all years that extracts tell of: millions of dates are read, and looking a month up takes
/// a fraction of the time that the calendar library takes. A test holds every day against the library.
struct Months([i32; Months::COUNT + 1]);

static MONTHS: Months = {
    let mut first = [Months::FIRST_DAY; Months::COUNT + 1];
    let mut number = 0;
    while number < Months::COUNT {
        let (year, month) = Months::year_and_month(number);
        first[number + 1] = first[number] + days_in_month(year, month);
        number += 1;
    }
    Months(first)
};

const fn days_in_month(year: i32, month: u32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Months {
    const FIRST_YEAR: i32 = 1850;
    /// 1 January 1850, in days from 1970.
    const FIRST_DAY: i32 = -43_829;
    const COUNT: usize = 350 * 12;

    #[inline(always)]
    fn number(year: i32, month: u32) -> Option<usize> {
        let (years, month) = (year.wrapping_sub(Self::FIRST_YEAR), month.wrapping_sub(1));
        let is_there = (years as usize) < Self::COUNT / 12 && month < 12;
        is_there.then(|| years as usize * 12 + month as usize)
    }

    const fn year_and_month(number: usize) -> (i32, u32) {
        let (years, month) = (number / 12, number % 12);
        (Self::FIRST_YEAR + years as i32, month as u32 + 1)
    }

    #[inline(always)]
    fn day(&self, month: usize, day: u32) -> Option<Day> {
        let (first, next) = (self.0[month], self.0[month + 1]);
        let at = first.wrapping_add_unsigned(day.wrapping_sub(1));
        (first <= at && at < next).then_some(Day(at))
    }

    #[inline]
    fn ymd(&self, day: Day) -> Option<(i32, u32, u32)> {
        let (first, end) = (self.0[0], self.0[Self::COUNT]);
        if day.0 < first || day.0 >= end {
            return None;
        }
        // 400 years, 4,800 months, are 146,097 days: a guess that is a month off at most, whatever the leap years.
        let mut month = ((i64::from(day.0 - first) * 4800 / 146_097) as usize).min(Self::COUNT - 1);
        while self.0[month + 1] <= day.0 {
            month += 1;
        }
        while self.0[month] > day.0 {
            month -= 1;
        }
        let (year, number) = Self::year_and_month(month);
        Some((year, number, (day.0 - self.0[month]) as u32 + 1))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = match toml::Value::deserialize(d)? {
            toml::Value::String(text) => text,
            toml::Value::Datetime(date) => date.to_string(),
            other => other.to_string(),
        };
        Day::parse_iso(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a date YYYY-MM-DD")))
    }
}

/// A financial year, named by the calendar year it begins in: 2011 is 2011-12, 1 April 2011 to 31 March 2012.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FinancialYear(pub i32);

impl FinancialYear {
    /// The year a day lies in.
    pub fn of(day: Day) -> FinancialYear {
        let (year, month, _) = day.ymd();
        FinancialYear(if month >= 4 { year } else { year - 1 })
    }

    /// 1 April.
    pub fn first_day(self) -> Day {
        Day::from_ymd(self.0, 4, 1).expect("1 April exists in every year")
    }

    /// 31 March.
    pub fn last_day(self) -> Day {
        Day::from_ymd(self.0 + 1, 3, 31).expect("31 March exists in every year")
    }

    /// 30 September, on which NDTMS reports are recalled to take the age of a year's people.
    pub fn mid_year(self) -> Day {
        Day::from_ymd(self.0, 9, 30).expect("30 September exists in every year")
    }

    /// The last year that ends on or before a day.
    pub fn last_complete(day: Day) -> FinancialYear {
        let (year, _, _) = day.ymd();
        let this = FinancialYear(year - 1);
        if this.last_day() <= day {
            this
        } else {
            FinancialYear(year - 2)
        }
    }

    /// Parses `2011-12`.
    pub fn parse(text: &str) -> Option<FinancialYear> {
        let (first, second) = text.split_once('-')?;
        if first.len() != 4 || second.len() != 2 {
            return None;
        }
        let year: i32 = first.parse().ok()?;
        let next: i32 = second.parse().ok()?;
        ((year + 1) % 100 == next && (1900..2200).contains(&year)).then_some(FinancialYear(year))
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn a_leap_day_birthday_falls_on_the_first_of_march() {
        for (on, age) in [
            ("2010-02-28", 17),
            ("2010-03-01", 18),
            ("2012-02-28", 19),
            ("2012-02-29", 20),
        ] {
            assert_eq!(day(on).age_of(day("1992-02-29")), age, "{on}");
        }
    }

    /// Around every birthday of everybody born in the years about 1900, which is no leap year, and 2000, which is one; some grow
    /// older than 2100, which is none.
    #[test]
    fn ages_are_those_of_the_calendar() {
        let about = |year: i32| {
            let first = |year| Day::from_ymd(year, 1, 1).unwrap().0;
            first(year - 5)..first(year + 6)
        };
        let births = about(1900).chain(about(2000));
        for (birth, age) in births.flat_map(|birth| (0..=110).map(move |age| (Day(birth), age))) {
            let (year, month, date) = birth.ymd();
            let birthday = Day::from_ymd(year + age, month, date.min(28)).unwrap();
            for days in -4..=6 {
                let on = birthday.plus(days);
                assert_eq!(
                    on.age_of(birth),
                    on.age_by_the_calendar(birth),
                    "{on} {birth}"
                );
            }
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        // All days of the table's years, and those on either side.
        let mut day = of_calendar(1849, 12, 1).unwrap();
        while day.ymd().0 < 2201 {
            let (year, month, date) = day.ymd();
            assert_eq!(of_calendar(year, month, date), Some(day));
            assert_eq!(Day::from_ymd(year, month, date), Some(day));
            day = day.plus(1);
        }
        for (year, month, date) in [(2011, 2, 29), (2011, 4, 31), (2011, 13, 1), (2011, 0, 1)] {
            assert_eq!(Day::from_ymd(year, month, date), None);
        }
        for date in [0, 32, u32::MAX] {
            assert_eq!(Day::from_ymd(2011, 12, date), None);
        }
        assert_eq!(Day::NONE.ymd().0, 1970);
    }

    #[test]
    fn a_financial_year_runs_from_april_to_march() {
        let year = FinancialYear::parse("1999-00").unwrap();
        assert_eq!(year.first_day().to_string(), "1999-04-01");
        assert_eq!(year.last_day().to_string(), "2000-03-31");
        assert_eq!(year.to_string(), "1999-00");
        for wrong in ["2011", "2011-13", "2011-2012", "11-12", "2011-12 "] {
            assert_eq!(FinancialYear::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_last_complete_year_ends_on_or_before_the_day() {
        for (on, year) in [
            ("2012-03-30", 2010),
            ("2012-03-31", 2011),
            ("2012-06-30", 2011),
            ("2012-12-31", 2011),
        ] {
            assert_eq!(
                FinancialYear::last_complete(day(on)),
                FinancialYear(year),
                "{on}"
            );
        }
    }
}

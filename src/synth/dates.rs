//! Dates as days since 1 January 1970. In: days. Out: the text of a date, an age, a birthday.

use std::fmt::Write;

pub(super) type Day = i32;

/// The extract holds what was not closed before this day ...
pub(super) const EXTRACT_FROM: Day = day(2009, 4, 1);
/// ... and what had begun by this one.
pub(super) const AS_OF: Day = day(2012, 6, 30);

/// The days since 1970 of a date of the Gregorian calendar (years from March, so that a leap day
/// comes last).
pub(super) const fn day(year: i32, month: i32, of_month: i32) -> Day {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + of_month - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of the month: the inverse of [`day`].
pub(super) const fn civil(days: Day) -> (i32, i32, i32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted - era * 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + (month <= 2) as i32;
    (year, month, of_month)
}

/// Whole years from birth to a date.
pub(super) const fn age(birth: Day, at: Day) -> i32 {
    let ((born, month, of_month), (year, at_month, at_day)) = (civil(birth), civil(at));
    year - born - (at_month < month || at_month == month && at_day < of_month) as i32
}

/// Days in so many years, for tables of ages.
pub(super) const fn years(years: i32) -> i32 {
    years * 1461 / 4
}

/// How a form writes its dates.
pub(super) type WriteDate = fn(Day, &mut String);

/// `2011-04-01`
pub(super) fn iso(days: Day, out: &mut String) {
    let (year, month, of_month) = civil(days);
    let _ = write!(out, "{year:04}-{month:02}-{of_month:02}");
}

/// `20110401`
pub(super) fn compact(days: Day, out: &mut String) {
    let (year, month, of_month) = civil(days);
    let _ = write!(out, "{year:04}{month:02}{of_month:02}");
}

/// `01/04/2011`
pub(super) fn british(days: Day, out: &mut String) {
    let (year, month, of_month) = civil(days);
    let _ = write!(out, "{of_month:02}/{month:02}/{year:04}");
}

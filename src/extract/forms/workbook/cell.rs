//! One cell as text, and the days that serial numbers stand for.

use crate::extract::forms::delimited::{civil, push_day, push_number, push_plain, push_value};
use calamine::DataType;

/// Half a millisecond, the precision of times in workbooks, as a part of a day.
const ROUNDING: f64 = 0.5 / 86_400_000.0;

/// Whether a cell holds nothing, or nothing but white space.
pub fn is_blank(cell: &dyn DataType) -> bool {
    cell.is_empty() || cell.get_string().is_some_and(|text| text.trim().is_empty())
}

/// Appends the text of a cell.
pub fn push(out: &mut Vec<u8>, cell: &dyn DataType, is_1904: bool) {
    if let Some(text) = cell.get_string().or_else(|| cell.get_duration_iso()) {
        push_value(out, text.as_bytes());
    } else if let Some(number) = cell.get_float() {
        push_number(out, number);
    } else if let Some(date) = cell.get_datetime() {
        match day_of_cell(date.as_f64(), is_1904).filter(|_| date.is_datetime()) {
            Some((year, month, day)) => push_day(out, (year.into(), month, day)),
            // A length of time, a time of no day, or 29 February 1900: the number, which no date column takes.
            None => push_number(out, date.as_f64()),
        }
    } else if let Some(text) = cell.get_datetime_iso() {
        push_value(out, day_of_iso(text).as_bytes());
    } else if let Some(number) = cell.get_int() {
        push_plain(out, number);
    } else if let Some(is_true) = cell.get_bool() {
        out.extend_from_slice(if is_true { b"TRUE" } else { b"FALSE" });
    } else if let Some(error) = cell.get_error() {
        push_plain(out, error);
    }
}

fn day_of_cell(serial: f64, is_1904: bool) -> Option<(i32, u32, u32)> {
    // A time that rounds up to midnight belongs to the next day, as the workbook shows it.
    let whole = (serial + ROUNDING).floor();
    (0.0..=f64::from(u32::MAX))
        .contains(&whole)
        .then(|| day_of_serial(whole as u32, is_1904))
        .flatten()
}

/// The date of `2011-05-01T09:30:00`; any other text as it is.
fn day_of_iso(text: &str) -> &str {
    match text.split_once('T') {
        Some((day, _)) if day.len() == 10 => day,
        _ => text,
    }
}

/// Year, month and day of the month that a serial number stands for, from 1900 or 1904 to 9999.
///
/// The 1900 system begins with 1 on 1 January 1900 and believes in a 29 February 1900, number 60, which is no day. The
/// 1904 system begins with 0 on 1 January 1904 (Microsoft, "Differences between the 1900 and the 1904 date system").
pub fn day_of_serial(serial: u32, is_1904: bool) -> Option<(i32, u32, u32)> {
    let before_1970 = match (is_1904, serial) {
        (true, 0..=2_957_003) => 24_107,
        (false, 1..=59) => 25_568,
        (false, 61..=2_958_465) => 25_569,
        _ => return None,
    };
    let (year, month, day) = civil(i64::from(serial) - before_1970);
    Some((year as i32, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType};

    fn date(serial: f64) -> Data {
        Data::DateTime(ExcelDateTime::new(
            serial,
            ExcelDateTimeType::DateTime,
            false,
        ))
    }

    #[test]
    fn a_cell_is_written_as_a_person_reads_it() {
        let length = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        for (cell, text) in [
            (Data::String("0011".into()), "0011"),
            (
                Data::String(" Heroin, smoked".into()),
                "\" Heroin, smoked\"",
            ),
            (Data::String("=A1".into()), "=A1"),
            (Data::String("two\nlines".into()), "\"two lines\""),
            (Data::Float(11.0), "11"),
            (Data::Float(-0.0), "0"),
            (Data::Float(123_456_789_012_345.0), "123456789012345"),
            (Data::Float(0.25), "0.25"),
            (Data::Int(-7), "-7"),
            (Data::Bool(true), "TRUE"),
            (Data::Bool(false), "FALSE"),
            (Data::Error(CellErrorType::NA), "#N/A"),
            (Data::Error(CellErrorType::Value), "#VALUE!"),
            (Data::Error(CellErrorType::Div0), "#DIV/0!"),
            (date(40_664.0), "2011-05-01"),
            (date(40_664.999_99), "2011-05-01"),
            (date(40_663.999_999_999_9), "2011-05-01"),
            (date(0.0), "0"),
            (date(0.5), "0.5"),
            (date(60.0), "60"),
            (date(-1.0), "-1"),
            (date(1e300), &format!("1{}", "0".repeat(300))),
            (Data::DateTime(length), "1.5"),
            (Data::DateTimeIso("2011-05-01".into()), "2011-05-01"),
            (
                Data::DateTimeIso("2011-05-01T09:30:00".into()),
                "2011-05-01",
            ),
            (Data::DateTimeIso("09:30".into()), "09:30"),
            (Data::DurationIso("PT12H30M".into()), "PT12H30M"),
            (Data::Empty, ""),
        ] {
            let mut out = Vec::new();
            push(&mut out, &cell, false);
            // 1e300 is a power of two away from ten to the 300: only its length is sure.
            let out = String::from_utf8(out).unwrap();
            if text.len() > 300 {
                assert_eq!(out.len(), text.len());
            } else {
                assert_eq!(out, text, "{cell:?}");
            }
        }
    }

    #[test]
    fn white_space_is_blank() {
        assert!(is_blank(&Data::Empty));
        assert!(is_blank(&Data::String(" \t".into())));
        assert!(!is_blank(&Data::String("-".into())));
        assert!(!is_blank(&Data::Float(0.0)));
    }

    #[test]
    fn both_epochs_with_their_first_days_and_the_leap_day_that_was_not() {
        for (serial, of_1900, of_1904) in [
            (0, None, Some((1904, 1, 1))),
            (1, Some((1900, 1, 1)), Some((1904, 1, 2))),
            (59, Some((1900, 2, 28)), Some((1904, 2, 29))),
            (60, None, Some((1904, 3, 1))),
            (61, Some((1900, 3, 1)), Some((1904, 3, 2))),
            (39_202, Some((2007, 4, 30)), Some((2011, 5, 1))),
            (40_664, Some((2011, 5, 1)), Some((2015, 5, 2))),
            (2_957_003, Some((9995, 12, 30)), Some((9999, 12, 31))),
            (2_957_004, Some((9995, 12, 31)), None),
            (2_958_465, Some((9999, 12, 31)), None),
            (2_958_466, None, None),
            (u32::MAX, None, None),
        ] {
            assert_eq!(day_of_serial(serial, false), of_1900, "{serial}");
            assert_eq!(day_of_serial(serial, true), of_1904, "{serial}");
        }
    }

    // calamine counts by another method; they part only at 0 and 60, which are no days.
    #[test]
    fn calamine_agrees() {
        // Every day of the first years, then one in each month.
        for serial in (0..2_000).chain((2_000..2_958_466).step_by(29)) {
            for is_1904 in [false, true] {
                let Some(day) = day_of_serial(serial, is_1904) else {
                    continue;
                };
                let theirs =
                    ExcelDateTime::new(serial.into(), ExcelDateTimeType::DateTime, is_1904)
                        .to_ymd_hms_milli();
                assert_eq!(day, (theirs.0.into(), theirs.1.into(), theirs.2.into()));
            }
        }
    }
}

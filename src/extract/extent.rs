//! The days an extract covers: given, else in the files' names, else inferred from the dates themselves.

use crate::day::Day;
use serde::Serialize;
use std::path::Path;

/// Where a date of the extent came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Given,
    FileName,
    LatestDate,
    Unknown,
}

impl Origin {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Origin::Given => "given",
            Origin::FileName => "from the file name",
            Origin::LatestDate => "the latest date in the extract",
            Origin::Unknown => "unknown",
        }
    }
}

/// The first and last day an extract covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Extent {
    /// The extract date: nothing later is known.
    pub as_of: Day,
    pub as_of_origin: Origin,
    #[serde(serialize_with = "day_or_null")]
    pub from: Day,
    pub from_origin: Origin,
}

fn day_or_null<S: serde::Serializer>(day: &Day, s: S) -> Result<S::Ok, S::Error> {
    if day.is_some() {
        s.collect_str(day)
    } else {
        s.serialize_none()
    }
}

/// The `YYYYMMDD` range in a name such as `A0001-20090401-20120630-1.csv`.
pub fn range_in_name(path: &Path) -> Option<(Day, Day)> {
    let stem = path.file_name()?.to_str()?;
    let days: Vec<Option<Day>> = stem.split(['-', '.']).map(compact).collect();
    days.windows(2).find_map(|pair| match pair {
        [Some(from), Some(to)] if from <= to => Some((*from, *to)),
        _ => None,
    })
}

fn compact(text: &str) -> Option<Day> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Day::from_ymd(
        text[..4].parse().ok()?,
        text[4..6].parse().ok()?,
        text[6..].parse().ok()?,
    )
}

/// Dates more than this many days later than nearly all others are slips, not the end of the extract.
const SLACK: i32 = 31;

/// The latest of many dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Latest {
    pub day: Day,
    /// Dates beyond this one are slips.
    pub limit: i32,
    pub left_out: u64,
}

/// The latest of the dates, after leaving out any more than 31 days later than 99.9% of them. `None` if there is no
/// date.
pub fn latest(mut days: Vec<i32>) -> Option<Latest> {
    if days.is_empty() {
        return None;
    }
    // For every later date, 99.9% of all others are at or before this one.
    let at = ((days.len() - 1) * 999).div_ceil(1000).max(1) - 1;
    let nearly_all = *days.select_nth_unstable(at).1;
    let limit = nearly_all.saturating_add(SLACK);
    Some(Latest {
        limit,
        left_out: days.iter().filter(|d| **d > limit).count() as u64,
        day: days.into_iter().filter(|d| *d <= limit).max().map(Day)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_in_a_name() {
        let range = |name: &str| range_in_name(Path::new(name)).map(|(a, b)| format!("{a} {b}"));
        assert_eq!(
            range("in/A0001-20090401-20120630-7.csv").as_deref(),
            Some("2009-04-01 2012-06-30")
        );
        for name in [
            "a.csv",
            "A-20120630-20090401-x.csv",
            "A-20111301-20120630.csv",
            "A-20090401-x-20120630.csv",
        ] {
            assert_eq!(range(name), None, "{name}");
        }
    }

    #[test]
    fn one_slip_in_a_small_extract_does_not_make_the_extract_date() {
        let mut days: Vec<i32> = (0..299).collect();
        days.push(33_000);
        assert_eq!(latest(days).unwrap().day, Day(298));
        assert_eq!(latest(vec![5]).unwrap().day, Day(5));
    }

    #[test]
    fn slips_far_in_the_future_do_not_make_the_extract_date() {
        let mut days: Vec<i32> = (0..2000).collect();
        days.extend([2030, 2031, 40_000]);
        // 2031 is 32 days after the date that 99.9% of all others do not pass.
        let latest = latest(days).unwrap();
        assert_eq!((latest.day, latest.left_out), (Day(2030), 2));
    }
}

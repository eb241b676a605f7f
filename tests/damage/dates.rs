//! Damage to dates as they are written.

use crate::calendar::{compact, day, day_first, iso, month_first};
use crate::sheets::Sheet;
use crate::way::{BOTH, CDS, Damaged, Expect, Pick, Way};
use treatstat::day::Day;
use treatstat::extract::Rule;
use treatstat::synth::Form;

pub const WAYS: &[Way] = &[
    Way {
        name: "a day that is not in the calendar",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::InvalidDate),
        damage: |sheet, pick| {
            let days: &[&str] = match sheet.form {
                Form::Plain => &["2011-02-31", "2011-13-01", "2011-00-10", "2011-04-31"],
                Form::Cds => &["31/02/2011", "31/04/2011", "00/10/2011", "29/02/2011"],
            };
            let day = pick.one_of(days)?;
            invalid(sheet, pick, day)
        },
    },
    Way {
        name: "no date in a column of dates",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::InvalidDate),
        damage: |sheet, pick| {
            let value = pick.one_of(&[
                "unknown",
                "#N/A",
                "#VALUE!",
                "40633",
                "2011",
                "12/2011",
                "0000-00-00",
                "-",
                "Y",
                "11-05-01",
                "2011-05-01 noon",
            ])?;
            invalid(sheet, pick, value)
        },
    },
    Way {
        name: "zeros lost in a date",
        forms: CDS,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let column = pick.one_of(columns(sheet.form))?;
            let mut damaged = sheet.clone();
            let at = damaged.at(column);
            for row in &mut damaged.rows {
                row[at] = row[at].trim_start_matches('0').replace("/0", "/");
            }
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "a column of dates in another format",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let column = pick.one_of(columns(sheet.form))?;
            let write = pick.one_of(&[iso, compact, day_first])?;
            let damaged = rewritten(sheet, column, write);
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "one date month first among days first",
        forms: BOTH,
        expect: Expect::Refuses(Rule::MixedDates),
        damage: |sheet, pick| {
            let column = pick.one_of(well_filled(sheet.form))?;
            let row = late_in_its_month(sheet, pick, column)?;
            let day = day(sheet, row, column)?;
            let damaged =
                rewritten(sheet, column, day_first).with(&[row], column, &month_first(day));
            Some(refused(&damaged, row, column))
        },
    },
    Way {
        name: "a column of dates month first",
        forms: BOTH,
        expect: Expect::Refuses(Rule::MonthFirstDates),
        damage: |sheet, pick| {
            let column = pick.one_of(well_filled(sheet.form))?;
            let at = sheet.at(column);
            // Only dates that can be told from days first: one that cannot would make a mixed column.
            let mut damaged = sheet.clone();
            for row in 0..sheet.rows.len() {
                let written = day(sheet, row, column)
                    .filter(|day| day.ymd().2 > 12)
                    .map_or(String::new(), month_first);
                damaged.rows[row][at] = written;
            }
            let row = (0..sheet.rows.len()).find(|row| !damaged.rows[*row][at].is_empty())?;
            Some(refused(&damaged, row, column))
        },
    },
    Way {
        name: "one date in another format",
        forms: BOTH,
        expect: Expect::Refuses(Rule::MixedDates),
        damage: |sheet, pick| {
            let column = pick.one_of(well_filled(sheet.form))?;
            let other: fn(Day) -> String = match sheet.form {
                Form::Plain => pick.one_of(&[compact as fn(Day) -> String, day_first])?,
                Form::Cds => pick.one_of(&[compact as fn(Day) -> String, iso])?,
            };
            let row = pick.row_with(sheet, column)?;
            let damaged = sheet.with(&[row], column, &other(day(sheet, row, column)?));
            // The later of the first dates of each format is the one that does not fit.
            let mut filled = (0..sheet.rows.len()).filter(|r| !sheet.value(*r, column).is_empty());
            let at = match (filled.next()?, filled.next()?) {
                (first, second) if first == row => second,
                _ => row,
            };
            Some(refused(&damaged, at, column))
        },
    },
    Way {
        name: "a year of two digits",
        forms: BOTH,
        expect: Expect::Refuses(Rule::TwoDigitYears),
        damage: |sheet, pick| {
            let column = pick.one_of(columns(sheet.form))?;
            let row = pick.row_with(sheet, column)?;
            let (year, month, day) = day(sheet, row, column)?.ymd();
            let written = format!("{day:02}/{month:02}/{:02}", year % 100);
            let damaged = sheet.with(&[row], column, &written);
            Some(refused(&damaged, row, column))
        },
    },
];

/// The columns that the program reads as dates.
fn columns(form: Form) -> &'static [&'static str] {
    match form {
        Form::Plain => &[
            "date_of_birth",
            "triage_date",
            "discharge_date",
            "referral_date",
            "modality_start",
        ],
        Form::Cds => &[
            "DOB", "TRIAGED", "DISD", "MODST", "TOPDATE", "CIRDT", "REFLD",
        ],
    }
}

/// Those with so many dates that some lie late in their month and some do not.
fn well_filled(form: Form) -> &'static [&'static str] {
    match form {
        Form::Plain => &["date_of_birth", "triage_date", "referral_date"],
        Form::Cds => &["DOB", "TRIAGED", "REFLD"],
    }
}

fn rewritten(sheet: &Sheet, column: &str, write: fn(Day) -> String) -> Sheet {
    let mut damaged = sheet.clone();
    for row in 0..sheet.rows.len() {
        if let Some(day) = day(sheet, row, column) {
            damaged.set(row, column, &write(day));
        }
    }
    damaged
}

/// A date that cannot be read leaves its row out, whatever else the row says.
fn invalid(sheet: &Sheet, pick: &mut Pick, value: &str) -> Option<Damaged> {
    let (row, column) = (pick.row(sheet), pick.one_of(columns(sheet.form))?);
    let damaged = sheet.with(&[row], column, value);
    Some(Damaged::losing(&damaged.lines(), sheet, &[row]).column(column))
}

fn late_in_its_month(sheet: &Sheet, pick: &mut Pick, column: &str) -> Option<usize> {
    pick.row_where(sheet, |row| {
        day(sheet, row, column).is_some_and(|day| day.ymd().2 > 12)
    })
}

fn refused(damaged: &Sheet, row: usize, column: &str) -> Damaged {
    Damaged::new(damaged.text(), damaged.clone())
        .at([damaged.line_of(row)])
        .column(column)
}

//! Damage to what an episode's rows and files say together.

use crate::sheets::Sheet;
use crate::way::{BOTH, CDS, Damaged, Expect, PLAIN, Pick, Way, named};
use std::cmp::Reverse;
use treatstat::extract::Rule;
use treatstat::synth::Form;

pub const WAYS: &[Way] = &[
    Way {
        name: "a row twice in one file",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            let (damaged, copies) = copied(sheet, row, pick, 3);
            Some(Damaged::new(damaged.text(), sheet.clone()).added(lines(&damaged, &copies)))
        },
    },
    Way {
        name: "the whole extract twice in one file",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| {
            let mut damaged = sheet.clone();
            damaged.rows.extend(sheet.rows.clone());
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "copies of a row that disagree",
        forms: PLAIN,
        expect: Expect::Notices(Rule::DisagreeingRows),
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            let (damaged, copies) = copied(sheet, row, pick, 3);
            let (column, value) = other_fact(sheet, row, pick)?;
            let all: Vec<usize> = [row].into_iter().chain(copies.clone()).collect();
            let damaged = damaged.with(&[pick.one_of(&all)?], column, value);
            let chosen = chosen(&damaged, &all, column)?;
            let right = sheet.with(&[row], column, &chosen);
            Some(disagreeing(&damaged, right, row, column).added(lines(&damaged, &copies)))
        },
    },
    Way {
        name: "rows of an episode that disagree",
        forms: CDS,
        expect: Expect::Notices(Rule::DisagreeingRows),
        damage: |sheet, pick| {
            let row = pick.row_where(sheet, |row| sheet.episode(row).len() > 1)?;
            let rows = sheet.episode(row);
            let (column, value) = other_fact(sheet, row, pick)?;
            let damaged = sheet.with(&[row], column, value);
            let right = sheet.with(&rows, column, &chosen(&damaged, &rows, column)?);
            Some(disagreeing(&damaged, right, rows[0], column))
        },
    },
    Way {
        name: "an episode in a newer file too",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::DuplicateEpisode),
        damage: |sheet, pick| {
            let (rows, right, newer) = corrected(sheet, pick)?;
            let files = vec![
                ("a.csv".into(), sheet.text().into_bytes()),
                ("b.csv".into(), newer.text().into_bytes()),
            ];
            Some(in_files(files, right, rows, 0, sheet))
        },
    },
    Way {
        name: "an episode in a file that is newer by its name, though given first",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::DuplicateEpisode),
        damage: |sheet, pick| {
            let (rows, right, newer) = corrected(sheet, pick)?;
            let files = vec![
                (
                    "A-20090401-20120630-2.csv".into(),
                    newer.text().into_bytes(),
                ),
                (
                    "A-20090401-20120331-1.csv".into(),
                    sheet.text().into_bytes(),
                ),
            ];
            Some(in_files(files, right, rows, 1, sheet))
        },
    },
];

/// Copies of a row at places behind it; where they stand.
fn copied(sheet: &Sheet, row: usize, pick: &mut Pick, most: usize) -> (Sheet, Vec<usize>) {
    let mut damaged = sheet.clone();
    let copies = pick.up_to(most);
    let at = row + pick.up_to(sheet.rows.len() - row);
    let copy = vec![sheet.rows[row].clone(); copies];
    damaged.rows.splice(at..at, copy);
    (damaged, (at..at + copies).collect())
}

fn lines(sheet: &Sheet, rows: &[usize]) -> Vec<u64> {
    rows.iter().map(|row| sheet.line_of(*row)).collect()
}

fn disagreeing(damaged: &Sheet, right: Sheet, first: usize, column: &str) -> Damaged {
    let mut disagreeing = Damaged::new(damaged.text(), right)
        .at([damaged.line_of(first)])
        .column(column);
    // A field is recorded if any row records it, whichever value is used.
    disagreeing.same_episodes = false;
    disagreeing
}

/// A fact that a row states, and something else that it might have stated.
fn other_fact(sheet: &Sheet, row: usize, pick: &mut Pick) -> Option<(&'static str, &'static str)> {
    let facts: &[(&str, [&str; 3])] = match sheet.form {
        Form::Plain => &[
            ("parental_status", ["11", "13", "14"]),
            ("children_living_with", ["0", "1", "2"]),
            ("referral_source", ["4", "3", "5"]),
            ("accommodation", ["1", "2", "3"]),
            ("injecting", ["C", "N", "P"]),
            ("discharge_reason", ["80", "85", "83"]),
            ("discharge_date", ["2012-05-01", "2012-05-02", "2012-05-03"]),
            ("sex", ["F", "M", "F"]),
        ],
        Form::Cds => &[
            ("PRNTSTAT", ["11", "13", "14"]),
            ("CHILDWTH", ["0", "1", "2"]),
            ("RFLS", ["4", "3", "5"]),
            ("ACCMNEED", ["1", "2", "3"]),
            ("INJSTAT", ["C", "N", "P"]),
            ("DISRSN", ["80", "85", "83"]),
            ("DISD", ["01/05/2012", "02/05/2012", "03/05/2012"]),
            ("SEX", ["F", "M", "F"]),
            ("DOB", ["01/02/1980", "31/01/1980", "03/11/1979"]),
            ("SINITIAL", ["Q", "X", "Z"]),
        ],
    };
    let (column, values) = pick.one_of(facts)?;
    let stated = sheet.value(row, column);
    let others: Vec<&str> = values.into_iter().filter(|v| *v != stated).collect();
    let other = pick.one_of(&others)?;
    (!stated.is_empty()).then_some((column, other))
}

/// What the rows come to: the value of the row with the latest date, then that on most rows, then the smallest.
fn chosen(sheet: &Sheet, rows: &[usize], column: &str) -> Option<String> {
    let dates: &[&str] = match sheet.form {
        Form::Plain => &["modality_start"],
        Form::Cds => &["MODST", "TOPDATE", "CIRDT"],
    };
    let latest = |row: &usize| {
        let values = dates.iter().map(|date| sheet.value(*row, date));
        values.map(rank).max()
    };
    let newest = rows.iter().map(latest).max()?;
    let times = |value: &str| {
        let same = |row: &&usize| sheet.value(**row, column) == value;
        rows.iter().filter(same).count()
    };
    rows.iter()
        .filter(|row| latest(row) == newest)
        .map(|row| sheet.value(*row, column))
        .min_by_key(|value| (Reverse(times(value)), rank(value)))
        .map(str::to_owned)
}

/// Numbers by size, dates by the calendar, letters by the alphabet.
fn rank(value: &str) -> (Vec<u32>, &str) {
    let parts: Vec<&str> = value.split(['-', '/']).collect();
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [day, month, year] if value.contains('/') => (vec![*year, *month, *day], ""),
        [] => (Vec::new(), value),
        _ => (numbers, ""),
    }
}

/// An episode's rows, the extract with another status in them, and a file of them alone.
fn corrected(sheet: &Sheet, pick: &mut Pick) -> Option<(Vec<usize>, Sheet, Sheet)> {
    let rows = sheet.episode(pick.row(sheet));
    let status = named(sheet, "parental_status", "PRNTSTAT");
    let value = pick.one_of(&["11", "13", "14", "15"])?;
    let right = sheet.with(&rows, status, value);
    let mut newer = right.clone();
    newer.rows = rows.iter().map(|row| right.rows[*row].clone()).collect();
    Some((rows, right, newer))
}

fn in_files(
    files: Vec<(String, Vec<u8>)>,
    right: Sheet,
    rows: Vec<usize>,
    older: usize,
    sheet: &Sheet,
) -> Damaged {
    let mut damaged = Damaged::new("", right);
    damaged.files = files;
    damaged.places = rows
        .iter()
        .map(|row| (older, sheet.line_of(*row)))
        .collect();
    damaged
}

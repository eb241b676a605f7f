//! Damage to a file as a whole: how its text is packed, encoded, divided and ended.

use crate::sheets::Sheet;
use crate::sheets::{Style, ended};
use crate::way::{BOTH, Damaged, Expect, Pick, Way, ignored};
use std::io::Write;
use treatstat::extract::Rule;

pub const WAYS: &[Way] = &[
    Way {
        name: "a byte-order mark",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| whole(sheet, |text| ["\u{feff}".as_bytes(), text].concat()),
    },
    Way {
        name: "lines that end in CR LF",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| styled(sheet, |style| style.end = "\r\n"),
    },
    Way {
        name: "lines that end in CR alone",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| styled(sheet, |style| style.end = "\r"),
    },
    Way {
        name: "line ends of every kind in one file",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: mixed_line_ends,
    },
    Way {
        name: "tabs between values",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| styled(sheet, |style| style.delimiter = '\t'),
    },
    Way {
        name: "semicolons between values",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| styled(sheet, |style| style.delimiter = ';'),
    },
    Way {
        name: "UTF-16, low byte first",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| Some(utf_16(sheet, u16::to_le_bytes)),
    },
    Way {
        name: "UTF-16, high byte first",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| Some(utf_16(sheet, u16::to_be_bytes)),
    },
    Way {
        name: "gzip",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| whole(sheet, gzip),
    },
    Way {
        name: "two gzip files end to end",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let text = sheet.text().into_bytes();
            let (one, other) = text.split_at(pick.below(text.len()));
            Some(Damaged::new(
                [gzip(one), gzip(other)].concat(),
                sheet.clone(),
            ))
        },
    },
    Way {
        name: "zstd",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| whole(sheet, |text| zstd::encode_all(text, 3).unwrap()),
    },
    Way {
        name: "a byte of Windows-1252",
        forms: BOTH,
        expect: Expect::Notices(Rule::Windows1252),
        damage: windows_1252,
    },
    Way {
        name: "a file in UTF-8 with one of Windows-1252 behind it",
        forms: BOTH,
        expect: Expect::Notices(Rule::Windows1252),
        damage: windows_1252_from_here_on,
    },
    Way {
        name: "no end to the last line",
        forms: BOTH,
        expect: Expect::Notices(Rule::NoFinalLineEnd),
        damage: |sheet, _| {
            let text = sheet.text();
            let last = sheet.line_of(sheet.rows.len() - 1);
            Some(Damaged::new(text.trim_end(), sheet.clone()).at([last]))
        },
    },
    Way {
        name: "a last line cut within its last value",
        forms: BOTH,
        expect: Expect::Notices(Rule::NoFinalLineEnd),
        damage: cut_within_the_last_value,
    },
];

fn whole(sheet: &Sheet, change: impl Fn(&[u8]) -> Vec<u8>) -> Option<Damaged> {
    Some(Damaged::new(change(sheet.text().as_bytes()), sheet.clone()))
}

fn styled(sheet: &Sheet, change: impl Fn(&mut Style)) -> Option<Damaged> {
    let mut style = sheet.style();
    change(&mut style);
    Some(Damaged::new(sheet.text_in(style), sheet.clone()))
}

fn mixed_line_ends(sheet: &Sheet, pick: &mut Pick) -> Option<Damaged> {
    let ends = ["\n", "\r\n", "\r"];
    let shift = pick.below(ends.len());
    let lines = sheet.lines().into_iter().enumerate();
    let text: String = lines
        .map(|(number, line)| line + ends[(number + shift) % ends.len()])
        .collect();
    Some(Damaged::new(text, sheet.clone()))
}

fn utf_16(sheet: &Sheet, bytes: fn(u16) -> [u8; 2]) -> Damaged {
    let text = format!("\u{feff}{}", sheet.text());
    let text: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
    Damaged::new(text, sheet.clone())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// One value of any column has an accent: what it means does not depend on how the accent is written.
fn windows_1252(sheet: &Sheet, pick: &mut Pick) -> Option<Damaged> {
    let (row, column) = (pick.row(sheet), pick.column(sheet));
    let mut right = sheet.clone();
    right.rows[row][column] = "\u{e9}a".into();
    Some(Damaged::new(in_windows_1252(&right.text()), right).at([sheet.line_of(row)]))
}

fn windows_1252_from_here_on(sheet: &Sheet, pick: &mut Pick) -> Option<Damaged> {
    let column = pick.one_of(ignored(sheet))?;
    let all: Vec<usize> = (0..sheet.rows.len()).collect();
    let right = sheet.with(&all, column, "caf\u{e9} \u{201c}x\u{201d}");
    let from = pick.row(sheet);
    let lines = right.lines();
    let (first, second) = lines.split_at(from + 1);
    let bytes = [ended(first).into_bytes(), in_windows_1252(&ended(second))].concat();
    let places = (from..sheet.rows.len()).map(|row| sheet.line_of(row));
    Some(Damaged::new(bytes, right.clone()).at(places))
}

fn in_windows_1252(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn cut_within_the_last_value(sheet: &Sheet, pick: &mut Pick) -> Option<Damaged> {
    let mut sheet = sheet.clone();
    let column = pick.column(&sheet);
    for row in std::iter::once(&mut sheet.header).chain(&mut sheet.rows) {
        let value = row.remove(column);
        row.push(value);
    }
    let last = sheet.rows.len() - 1;
    let value = sheet.rows[last].last()?.clone();
    // A date cut within its year has a year of two digits, which refuses the extract.
    let cuts = (0..value.len()).filter(|cut| !(value.contains('/') && cut + 2 == value.len()));
    let kept = pick.one_of(&cuts.collect::<Vec<_>>())?;
    let mut right = sheet.clone();
    *right.rows[last].last_mut()? = value[..kept].to_owned();
    let mut style = sheet.style();
    // A cut within quotes leaves them open: that is another way.
    style.quotes = crate::sheets::Quotes::Needed;
    let text = right.text_in(style);
    Some(Damaged::new(text.trim_end_matches('\n'), right).at([sheet.line_of(last)]))
}

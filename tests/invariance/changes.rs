//! Ways to show the same rows otherwise.

use crate::sheets::run::File;
use crate::sheets::{Quotes, Sheet, Style, quoted};
use std::io::Write;
use treatstat::synth::Form;

/// Shows a sheet otherwise, as one file or several.
pub type Change = fn(&Sheet, &mut Chance) -> Vec<File>;

/// Draws from one number: the same draws for the same number (SplitMix64).
pub struct Chance {
    state: u64,
}

impl Chance {
    pub fn new(state: u64) -> Chance {
        Chance { state }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

fn one(text: impl Into<Vec<u8>>) -> Vec<File> {
    vec![("y.csv".into(), text.into())]
}

pub fn order_of_rows(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    one(with_rows_shuffled(sheet, chance).text())
}

fn with_rows_shuffled(sheet: &Sheet, chance: &mut Chance) -> Sheet {
    let mut changed = sheet.clone();
    chance.shuffle(&mut changed.rows);
    changed
}

pub fn order_of_columns(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    one(with_columns_shuffled(sheet, chance).text())
}

/// A row that is too short stays as it is: nobody knows which of its values is which, so it is left out either way.
fn with_columns_shuffled(sheet: &Sheet, chance: &mut Chance) -> Sheet {
    let mut order: Vec<usize> = (0..sheet.header.len()).collect();
    chance.shuffle(&mut order);
    let ordered = |row: &Vec<String>| match row.len() == order.len() {
        true => order.iter().map(|at| row[*at].clone()).collect(),
        false => row.clone(),
    };
    Sheet {
        form: sheet.form,
        header: ordered(&sheet.header),
        rows: sheet.rows.iter().map(ordered).collect(),
    }
}

pub fn more_columns(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    one(with_more_columns(sheet, chance).text())
}

/// What the added columns hold. The last only where a row is whole: a row that spans lines and has too few values is
/// taken for one with a quote too many, and its second line for a row of its own.
const NOTES: [&str; 7] = [
    "",
    "x",
    "a, \"b\"",
    "2011-02-31",
    "NA",
    "\u{e9}",
    "two\nlines",
];

fn with_more_columns(sheet: &Sheet, chance: &mut Chance) -> Sheet {
    let mut changed = sheet.clone();
    for number in 0..=chance.below(4) {
        let at = chance.below(changed.header.len() + 1);
        let width = changed.header.len();
        changed.header.insert(at, format!("note {number}"));
        for row in &mut changed.rows {
            let notes = NOTES.len() - usize::from(row.len() < width);
            let note = chance.one_of(&NOTES[..notes]);
            row.insert(at.min(row.len()), note.into());
        }
    }
    changed
}

pub fn quotes(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    let quotes = chance.one_of(&[Some(Quotes::Needed), Some(Quotes::Always), None]);
    match quotes {
        Some(quotes) => one(sheet.text_in(Style {
            quotes,
            ..sheet.style()
        })),
        None => one(here_and_there(sheet, sheet.style(), chance)),
    }
}

/// Every second value or so in quotes.
fn here_and_there(sheet: &Sheet, style: Style, chance: &mut Chance) -> String {
    let needed = Style {
        quotes: Quotes::Needed,
        ..style
    };
    let mut text = String::new();
    for row in std::iter::once(&sheet.header).chain(&sheet.rows) {
        let mut values = row.iter().map(|value| match chance.below(2) {
            0 => quoted(value),
            _ => needed.line(std::slice::from_ref(value)),
        });
        let first = values.next().unwrap_or_default();
        text += &values.fold(first, |line, value| {
            format!("{line}{}{value}", style.delimiter)
        });
        text += style.end;
    }
    text
}

pub fn line_ends(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    one(sheet.text_in(Style {
        end: chance.one_of(&["\r\n", "\r", "\n\n"]),
        ..sheet.style()
    }))
}

pub fn delimiters(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    one(sheet.text_in(Style {
        delimiter: chance.one_of(&['\t', ';']),
        ..sheet.style()
    }))
}

pub fn several_files(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    let parts = split(sheet, chance).into_iter().enumerate();
    let mut files: Vec<File> = parts
        .map(|(number, part)| (format!("{number}.csv"), part.text().into_bytes()))
        .collect();
    chance.shuffle(&mut files);
    files
}

/// Two to five sheets, the rows of an episode in one of them. A sheet may have no row.
fn split(sheet: &Sheet, chance: &mut Chance) -> Vec<Sheet> {
    let empty = Sheet {
        rows: Vec::new(),
        ..sheet.clone()
    };
    let mut parts = vec![empty; 2 + chance.below(4)];
    let salt = chance.next();
    for row in &sheet.rows {
        let part = Chance::new(salt ^ hash(&episode(sheet, row))).below(parts.len());
        parts[part].rows.push(row.clone());
    }
    parts
}

/// What tells the row's episode, as far as the row has it.
fn episode(sheet: &Sheet, row: &[String]) -> String {
    let columns = match sheet.form {
        Form::Plain => ["agency", "client_id", "episode_id"],
        Form::Cds => ["AGNCY", "CLIENTID", "EPISODID"],
    };
    let values = columns
        .iter()
        .filter_map(|column| row.get(sheet.at(column)));
    values.map(|value| format!("{value}/")).collect()
}

fn hash(text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
    text.bytes().fold(0xCBF2_9CE4_8422_2325, mix)
}

pub fn packing(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    one(packed(sheet.text().as_bytes(), chance))
}

fn packed(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    match chance.below(3) {
        0 => zstd::encode_all(bytes, 1).expect("packing in memory succeeds"),
        1 => gzip(bytes),
        _ => {
            let (one, other) = bytes.split_at(chance.below(bytes.len()));
            [gzip(one), gzip(other)].concat()
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("packing in memory succeeds");
    packed.finish().expect("packing in memory succeeds")
}

/// Each part in a style of its own.
pub fn everything(sheet: &Sheet, chance: &mut Chance) -> Vec<File> {
    let shuffled = with_rows_shuffled(sheet, chance);
    let mut files: Vec<File> = Vec::new();
    for (number, part) in split(&shuffled, chance).iter().enumerate() {
        let part = with_more_columns(&with_columns_shuffled(part, chance), chance);
        let style = Style {
            delimiter: chance.one_of(&[',', '\t', ';']),
            end: chance.one_of(&["\n", "\r\n", "\r"]),
            quotes: Quotes::Needed,
        };
        let text = here_and_there(&part, style, chance);
        let bytes = match chance.below(2) {
            0 => text.into_bytes(),
            _ => packed(text.as_bytes(), chance),
        };
        files.push((format!("{number}.csv"), bytes));
    }
    chance.shuffle(&mut files);
    files
}

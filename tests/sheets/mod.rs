//! Extracts as sheets of values: what `synth` writes, cut up so that a test can change one thing of it, and written
//! again. `run` reads what was written and says what came of it.

#![allow(dead_code)]

pub mod run;

use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use treatstat::synth::{self, Form, Options};

/// When a value stands in quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quotes {
    /// Only where it must.
    Needed,
    Always,
}

/// How a sheet is written as text.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub delimiter: char,
    pub quotes: Quotes,
    pub end: &'static str,
}

impl Style {
    /// As `synth` writes the form.
    pub fn of(form: Form) -> Style {
        Style {
            delimiter: ',',
            quotes: match form {
                Form::Cds => Quotes::Always,
                Form::Plain => Quotes::Needed,
            },
            end: "\n",
        }
    }

    /// A row without its line end.
    pub fn line(self, values: &[String]) -> String {
        let values: Vec<String> = values.iter().map(|value| self.value(value)).collect();
        values.join(&self.delimiter.to_string())
    }

    fn value(self, value: &str) -> String {
        let must = value.contains(['"', '\n', '\r', self.delimiter]);
        match self.quotes {
            Quotes::Needed if !must => value.to_owned(),
            _ => quoted(value),
        }
    }
}

pub fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

/// The header and the rows of an extract, as values.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub form: Form,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// What `synth` writes.
    pub fn new(form: Form, people: u32, seed: u64, dirty: f64) -> Sheet {
        let options = Options {
            people,
            seed,
            form,
            dirty,
        };
        let mut text = Vec::new();
        synth::write_local(&options, &mut text).expect("writing to memory succeeds");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_slice());
        let mut records = reader.records().map(|record| {
            let record = record.expect("synth writes CSV");
            record.iter().map(str::to_owned).collect()
        });
        Sheet {
            form,
            header: records.next().expect("a header"),
            rows: records.collect(),
        }
    }

    /// The place of a column.
    pub fn at(&self, column: &str) -> usize {
        let place = self.header.iter().position(|name| name == column);
        place.unwrap_or_else(|| panic!("no column `{column}`"))
    }

    pub fn value(&self, row: usize, column: &str) -> &str {
        &self.rows[row][self.at(column)]
    }

    pub fn set(&mut self, row: usize, column: &str, value: &str) {
        let at = self.at(column);
        self.rows[row][at] = value.to_owned();
    }

    /// The same with another value in some rows.
    pub fn with(&self, rows: &[usize], column: &str, value: &str) -> Sheet {
        let mut changed = self.clone();
        for row in rows {
            changed.set(*row, column, value);
        }
        changed
    }

    /// The same without some rows.
    pub fn without(&self, rows: &[usize]) -> Sheet {
        let mut changed = self.clone();
        let mut number = 0..;
        changed
            .rows
            .retain(|_| !rows.contains(&number.next().expect("no end")));
        changed
    }

    /// The rows of the episode that a row tells of.
    pub fn episode(&self, row: usize) -> Vec<usize> {
        let columns: &[&str] = match self.form {
            Form::Cds => &["AGNCY", "CLIENTID", "EPISODID"],
            Form::Plain => &["agency", "client_id", "episode_id"],
        };
        let places: Vec<usize> = columns.iter().map(|column| self.at(column)).collect();
        let id = |row: &Vec<String>| places.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
        let wanted = id(&self.rows[row]);
        (0..self.rows.len())
            .filter(|other| id(&self.rows[*other]) == wanted)
            .collect()
    }

    /// The line of a row, from 1, where every row takes one.
    pub fn line_of(&self, row: usize) -> u64 {
        row as u64 + 2
    }

    pub fn style(&self) -> Style {
        Style::of(self.form)
    }

    /// The header's line, then the rows'.
    pub fn lines(&self) -> Vec<String> {
        let style = self.style();
        let rows = self.rows.iter().map(|row| style.line(row));
        std::iter::once(style.line(&self.header))
            .chain(rows)
            .collect()
    }

    pub fn text(&self) -> String {
        self.text_in(self.style())
    }

    pub fn text_in(&self, style: Style) -> String {
        let rows = std::iter::once(&self.header).chain(&self.rows);
        rows.map(|row| style.line(row) + style.end).collect()
    }
}

/// Lines as a text in which each ends.
pub fn ended(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// How many cases of a property are tried: so many, or as many as proptest's own variable asks for.
pub fn cases(usual: u32) -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Which cases are tried: always the same, so that a run says of the program and not of its luck; others if more are asked
/// for by proptest's own variable.
pub fn seed() -> RngSeed {
    match std::env::var("PROPTEST_CASES") {
        Ok(_) => RngSeed::Random,
        Err(_) => RngSeed::Fixed(4),
    }
}

/// A finding as tests compare it: rule and column, with the count.
pub type Counts = BTreeMap<(&'static str, String), u64>;

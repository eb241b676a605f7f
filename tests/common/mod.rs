//! What the tests share: running the program, temporary folders, reading its CSV.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use treatstat::day::Day;
use treatstat::error::Error;
use treatstat::extract::read;
use treatstat::pipeline::{Counted, count};
use treatstat::settings::{Choices, Settings};

/// The program, in a folder of its own, with nothing of the environment that changes what it prints.
pub fn treatstat(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_treatstat"))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// Runs the program and requires success; its stdout.
pub fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = treatstat(folder, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("results are UTF-8")
}

pub fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the shared material beside the project; where it is absent the test says so and ends.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = root().join("../shared").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("skipped: ../shared/{path} is not here");
    None
}

pub type Record = BTreeMap<String, String>;

/// The records of a CSV text by column name.
pub fn records(text: &str) -> Vec<Record> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("well-formed CSV")
}

/// The rows of one measure and breakdown for adults, in order; no comparisons.
pub fn adults<'a>(
    rows: &'a [Record],
    measure: &str,
    population: &str,
    breakdown: &str,
) -> Vec<&'a Record> {
    rows.iter()
        .filter(|r| {
            r["age_group"] == "adults"
                && r["measure"] == measure
                && r["population"] == population
                && r["breakdown"] == breakdown
                && r["area"] == "all"
                && r["provider"] == "all"
                && r["compared_with"].is_empty()
        })
        .collect()
}

/// Settings that no share of invalid rows stops, as of a day that no row moves.
pub fn lenient() -> Settings {
    let choices = Choices {
        as_of: Day::from_ymd(2012, 6, 30),
        max_invalid_percent: Some(100.0),
        ..Choices::default()
    };
    Settings::resolve(None, choices, Choices::default()).unwrap()
}

/// Counts a file of these bytes with [`lenient`] settings.
pub fn run(folder: &Path, bytes: &[u8]) -> Result<Counted, Error> {
    let path = folder.join("x.csv");
    std::fs::write(&path, bytes).unwrap();
    let settings = lenient();
    count(read(&[path], None, &settings)?, &settings)
}

//! Any bytes as a profile, and what it makes of a file: it is refused with a documented exit code, or it reads.
//!
//! The profile goes to the first byte 255; the rest is the file, once as it is, once below a header of the profile's own
//! columns.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use treatstat::day::{Day, FinancialYear};
use treatstat::extract::columns::{Plan, fold};
use treatstat::extract::{Profile, read};
use treatstat::pipeline::count;
use treatstat::settings::{Choices, Settings};

fuzz_target!(|input: &[u8]| {
    let mut parts = input.splitn(2, |byte| *byte == 255);
    let Some(Ok(text)) = parts.next().map(std::str::from_utf8) else {
        return;
    };
    let profile = match Profile::parse(text, "own.toml") {
        Ok(profile) => profile,
        Err(error) => {
            assert_eq!(error.exit_code(), 10, "{error}");
            return;
        }
    };
    let file = parts.next().unwrap_or_default();
    let first = file.split(|b| *b == b'\n').next().unwrap_or_default();
    let header: Vec<String> = String::from_utf8_lossy(first)
        .split(',')
        .map(str::to_owned)
        .collect();
    let _ = Plan::new(&header, &profile);
    // Its own columns must fit it, each once.
    let own = own_header(&profile);
    Plan::new(&own, &profile).expect("a profile fits its own columns");
    read_with(&profile, file);
    read_with(&profile, &[line(&own).as_bytes(), file].concat());
});

/// The profile's columns as a header, in which a name may stand only once.
fn own_header(profile: &Profile) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = profile.column_names().filter(|name| seen.insert(fold(name)));
    names.map(str::to_owned).collect()
}

fn line(values: &[String]) -> String {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| format!("\"{}\"", value.replace('"', "\"\"")))
        .collect();
    quoted.join(",") + "\n"
}

static FILE: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    let folder = folder.expect("a temporary folder");
    let path = folder.path().join("x.csv");
    (folder, path)
});

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let choices = Choices {
        as_of: Day::from_ymd(2012, 6, 30),
        years: Some(vec![FinancialYear(2011)]),
        max_invalid_percent: Some(100.0),
        ..Choices::default()
    };
    Settings::resolve(None, choices, Choices::default()).expect("the settings are valid")
});

fn read_with(profile: &Profile, bytes: &[u8]) {
    let path = &FILE.1;
    std::fs::write(path, bytes).expect("the file is written");
    let extract = read(std::slice::from_ref(path), Some(profile.clone()), &SETTINGS);
    if let Err(error) = extract.and_then(|extract| count(extract, &SETTINGS)) {
        assert!([10, 11, 12].contains(&error.exit_code()), "{error}");
    }
}

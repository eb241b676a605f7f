//! Any bytes as a file of an extract: they are counted, or refused with a documented exit code; every row is accounted
//! for; and nothing that is said repeats a value of the file.
//!
//! The first byte chooses how the file is read, the second where it is cut in two files, if it is; the rest is the file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;
use treatstat::day::{Day, FinancialYear};
use treatstat::error::Error;
use treatstat::extract::{Effect, Extract, Profile, Request, read_as};
use treatstat::papers::check::Check;
use treatstat::pipeline::count;
use treatstat::settings::{By, Choices, Settings};

fuzz_target!(|input: &[u8]| {
    let [flags, cut, file @ ..] = input else {
        return;
    };
    let way = Way::of(*flags);
    let (one, other) = file.split_at(file.len() * usize::from(*cut) / 256);
    let paths = match way.two_files {
        true => write(&[one, other]),
        false => write(&[file]),
    };
    let spoken = speak(&way, &paths, lines(file));
    keeps_secrets(file, &spoken);
});

/// How a file is read.
struct Way {
    profile: Option<Profile>,
    papers: bool,
    two_files: bool,
    settings: Settings,
}

static PROFILES: LazyLock<[Option<Profile>; 4]> = LazyLock::new(|| {
    // One worker: what the fuzzer sees must not depend on threads.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    let built_in = Profile::built_in();
    let own = Profile::parse(include_str!("../../tests/profiles/uis.toml"), "own");
    [
        None,
        Some(built_in[0].clone()),
        Some(built_in[1].clone()),
        Some(own.expect("the profile of the tests is valid")),
    ]
});

impl Way {
    fn of(flags: u8) -> Way {
        let is_set = |bit: u8| flags >> bit & 1 == 1;
        let profile = PROFILES[usize::from(flags & 3)].clone();
        let choices = Choices {
            as_of: Day::from_ymd(2012, 6, 30).filter(|_| !is_set(3)),
            years: Some(vec![FinancialYear(2011)]),
            by: is_set(4).then(|| vec![By::Area, By::Provider]),
            person_key_with_dat: Some(is_set(5)),
            max_invalid_percent: is_set(6).then_some(100.0),
            ..Choices::default()
        };
        let settings = Settings::resolve(None, choices, Choices::default());
        Way {
            profile,
            papers: is_set(2),
            two_files: is_set(7),
            settings: settings.expect("the settings are valid"),
        }
    }
}

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let memory = std::path::Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    folder.expect("a temporary folder")
});

fn write(files: &[&[u8]]) -> Vec<PathBuf> {
    let numbered = files.iter().enumerate();
    numbered
        .map(|(number, bytes)| {
            let path = FOLDER.path().join(format!("{number}.csv"));
            std::fs::write(&path, bytes).expect("the file is written");
            path
        })
        .collect()
}

/// Lines at most, whatever they end in.
fn lines(file: &[u8]) -> u64 {
    let ends = file.iter().filter(|b| matches!(b, b'\n' | b'\r'));
    ends.count() as u64 + 1
}

/// Everything that a run says of the files, as text.
fn speak(way: &Way, paths: &[PathBuf], lines: u64) -> String {
    let request = Request {
        extract: paths.to_vec(),
        profile: way.profile.clone(),
        papers: way.papers,
        ..Request::default()
    };
    let outcome = read_as(request, &way.settings).and_then(|extract| match way.papers {
        true => on_paper(extract, &way.settings, lines),
        false => counted(extract, &way.settings),
    });
    outcome.unwrap_or_else(|error| {
        assert!([10, 11, 12].contains(&error.exit_code()), "{error}");
        format!("{error} {}", error.hint())
    })
}

fn counted(extract: Extract, settings: &Settings) -> Result<String, Error> {
    let counted = count(extract, settings)?;
    counted.extract.attrition.check()?;
    Ok(format!("{:?}", counted.extract.findings))
}

fn on_paper(extract: Extract, settings: &Settings, lines: u64) -> Result<String, Error> {
    // What is packed has other lines than its bytes.
    let is_text = extract.files.iter().all(|f| f.form.container.text() == "text" && f.form.encoding != "UTF-16");
    let check = Check::new(extract, settings, false)?;
    let refused = check.findings.iter().any(|f| f.effect == Effect::Refuses);
    let none_used = check.extract_date.is_none();
    for file in &check.files {
        let rows = &file.rows;
        assert!(refused || none_used || rows.read == rows.used + rows.left_out);
    }
    for finding in &check.findings {
        assert!(!finding.first.is_empty(), "{} has no place", finding.rule);
        let inside = finding.first.iter().all(|p| (1..=lines).contains(&p.line));
        assert!(!is_text || inside, "{} points beyond the file", finding.rule);
    }
    let said = (&check.findings, &check.unknown_codes, &check.attrition);
    Ok(serde_json::to_string(&said).expect("papers are JSON"))
}

/// Nothing that identifies somebody is repeated: the seeds hold these words where such values stand, and no more of a
/// value than a code is long may be said anywhere.
fn keeps_secrets(file: &[u8], spoken: &str) {
    let first = file.split(|b| matches!(b, b'\n' | b'\r')).find(|l| !l.is_empty());
    let header = String::from_utf8_lossy(first.unwrap_or_default());
    for secret in ["Secret", "777777"] {
        // The names of columns are not secret.
        assert!(
            header.contains(secret) || !spoken.contains(secret),
            "a value is repeated: {spoken}"
        );
    }
}

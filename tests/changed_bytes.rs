//! A good file with a few bytes changed anywhere: typed rows, or findings with places, or an error that says what; never a
//! panic, and every row accounted for. `fuzz/` goes on where this ends.

mod common;

use common::{lenient, run};
use proptest::prelude::*;
use proptest::sample::Index;
use std::path::Path;
use std::time::{Duration, Instant};
use treatstat::extract::{Request, read_as};
use treatstat::papers::check::Check;
use treatstat::synth::{Form, Options, write_local};

/// A change to the bytes of a file.
#[derive(Clone, Debug)]
enum Edit {
    Insert(Index, Vec<u8>),
    Delete(Index, usize),
    Overwrite(Index, Vec<u8>),
    Append(Vec<u8>),
    /// A stretch of the file once more, somewhere else.
    Copy(Index, usize, Index),
}

impl Edit {
    fn apply(&self, file: &mut Vec<u8>) {
        let place = |at: &Index, file: &Vec<u8>| at.index(file.len() + 1);
        match self {
            Edit::Insert(at, bytes) => {
                let at = place(at, file);
                file.splice(at..at, bytes.iter().copied());
            }
            Edit::Delete(at, length) => {
                let at = place(at, file);
                file.drain(at..file.len().min(at + length));
            }
            Edit::Overwrite(at, bytes) => {
                let at = place(at, file);
                file.splice(at..file.len().min(at + bytes.len()), bytes.iter().copied());
            }
            Edit::Append(bytes) => file.extend(bytes),
            Edit::Copy(from, length, to) => {
                let (from, to) = (place(from, file), place(to, file));
                let copy = file[from..file.len().min(from + length)].to_vec();
                file.splice(to..to, copy);
            }
        }
    }
}

/// Bytes that mean something to a reader of CSV, and any others.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let telling = prop::sample::select(vec![
        &b"\""[..],
        b"\"\"",
        b"\"\n",
        b"\n",
        b"\r",
        b"\r\n",
        b",",
        b";",
        b"\t",
        b"\0",
        b"\xEF\xBB\xBF",
        b"\xFF\xFE",
        b"\x1F\x8B",
        b"\xE9",
        b"#N/A",
        b"NA",
        b"31/02/2011",
        b"2099-01-01",
        b"0",
        b".0",
        b" ",
    ]);
    prop_oneof![
        3 => telling.prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 1..30),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => (any::<Index>(), bytes()).prop_map(|(at, bytes)| Edit::Insert(at, bytes)),
        2 => (any::<Index>(), 1usize..60).prop_map(|(at, length)| Edit::Delete(at, length)),
        2 => (any::<Index>(), bytes()).prop_map(|(at, bytes)| Edit::Overwrite(at, bytes)),
        1 => bytes().prop_map(Edit::Append),
        1 => (any::<Index>(), 1usize..400, any::<Index>()).prop_map(|(from, length, to)| Edit::Copy(from, length, to)),
    ]
}

/// What a run of a working paper on some bytes says: every finding has a place, and every place is in the file.
fn check_points_into(folder: &Path, bytes: &[u8]) -> Result<(), TestCaseError> {
    let path = folder.join("x.csv");
    std::fs::write(&path, bytes).unwrap();
    let settings = lenient();
    let request = Request {
        extract: vec![path],
        papers: true,
        ..Request::default()
    };
    let check = read_as(request, &settings).and_then(|e| Check::new(e, &settings, true));
    let check = match check {
        Ok(check) => check,
        Err(error) => {
            prop_assert!([10, 11].contains(&error.exit_code()), "{error}");
            return Ok(());
        }
    };
    let ends = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r'));
    let lines = ends.count() as u64 + 1;
    for finding in &check.findings {
        prop_assert!(!finding.first.is_empty(), "{} has no place", finding.rule);
        for place in &finding.first {
            prop_assert!((1..=lines).contains(&place.line), "{}", finding.rule);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A good file with a few bytes changed anywhere: typed rows or findings with places, or an error that says what;
    /// every row accounted for; and no longer than a good file takes, but for what the machine is doing besides.
    #[test]
    fn a_good_file_with_bytes_changed_anywhere(
        seed in 0u64..1_000_000,
        cds in any::<bool>(),
        edits in prop::collection::vec(edit(), 1..6),
    ) {
        let options = Options {
            people: 12,
            seed,
            form: if cds { Form::Cds } else { Form::Plain },
            dirty: 0.1,
        };
        let mut file = Vec::new();
        write_local(&options, &mut file).unwrap();
        for edit in &edits {
            edit.apply(&mut file);
        }
        let folder = tempfile::tempdir().unwrap();
        let began = Instant::now();
        match run(folder.path(), &file) {
            Ok(counted) => counted.extract.attrition.check()?,
            Err(error) => prop_assert!([10, 11, 12].contains(&error.exit_code()), "{error}"),
        }
        check_points_into(folder.path(), &file)?;
        prop_assert!(began.elapsed() < Duration::from_secs(20));
    }
}

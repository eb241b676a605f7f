//! Whatever bytes a file holds, reading it ends in results or in an error that says where; and cutting a file anywhere
//! into blocks, threads or lines changes nothing.

mod common;

use common::{lenient, run};
use proptest::prelude::*;
use treatstat::extract::{Rule, read};
use treatstat::pipeline::count;

const HEADER: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with,agency,drug_1";

/// Values that a column may hold: right, wrong and strange.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("NA".into()),
        Just("2011-05-01".into()),
        Just("2011-06-01".into()),
        Just("1980-01-31".into()),
        Just("31/02/2011".into()),
        Just("11".into()),
        Just("011.0".into()),
        Just("F".into()),
        Just("\"a \"\"quoted\"\"\n value\"".into()),
        "[0-9]{1,6}",
        "[ -~&&[^,\"]]{0,12}",
        "\\PC{0,6}".prop_map(|s| s.replace([',', '"', '\n', '\r'], "")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_end_in_results_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        let headed = [HEADER.as_bytes(), b"\n", &bytes].concat();
        for file in [&bytes, &headed] {
            if let Err(error) = run(folder.path(), file) {
                prop_assert!([10, 11, 12].contains(&error.exit_code()), "{error}");
            }
        }
    }

    #[test]
    fn every_row_is_used_or_left_out_for_a_reason(rows in prop::collection::vec(prop::collection::vec(value(), 9..13), 1..40)) {
        let folder = tempfile::tempdir().unwrap();
        let body: Vec<String> = rows.iter().map(|r| r.join(",")).collect();
        match run(folder.path(), format!("{HEADER}\n{}\n", body.join("\n")).as_bytes()) {
            Ok(counted) => {
                let a = &counted.extract.attrition;
                prop_assert_eq!(a.rows_read(), a.rows_used() + a.rows_excluded());
            }
            Err(error) => prop_assert!([11, 12].contains(&error.exit_code()), "{error}"),
        }
    }
}

/// One slip costs one row, wherever in the row it stands and however long the file goes on.
#[test]
fn a_quote_that_is_never_closed_costs_its_own_row() {
    let folder = tempfile::tempdir().unwrap();
    let row =
        |n: usize, quote: &str| format!("{quote}c{n},e{n},F,1980-01-01,2011-05-01,,,11,1,,\n");
    let text = |bad: usize| -> String {
        (0..1000)
            .map(|n| row(n, if n == bad { "\"" } else { "" }))
            .collect()
    };
    for bad in [0, 100, 999] {
        let counted = run(folder.path(), format!("{HEADER}\n{}", text(bad)).as_bytes()).unwrap();
        let attrition = &counted.extract.attrition;
        assert_eq!((attrition.rows_read(), attrition.rows_used()), (1000, 999));
        assert_eq!(attrition.excluded[&Rule::UnclosedQuote].rows, 1);
    }
    let text = format!("{HEADER}\n{},\"", row(0, "") + row(1, "").trim_end());
    let counted = run(folder.path(), text.as_bytes()).unwrap();
    assert_eq!(counted.extract.attrition.rows_used(), 1);
}

#[test]
fn a_stray_pair_of_quotes_swallows_nothing_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = format!("{HEADER}\n");
    for n in 0..100 {
        let (open, close) = (
            if n == 10 { "\"" } else { "" },
            if n == 60 { "\"" } else { "" },
        );
        text += &format!("{open}c{n},e{n},F,1980-01-01,2011-05-01,,,11,1,,{close}\n");
    }
    let counted = run(folder.path(), text.as_bytes()).unwrap();
    assert_eq!(counted.extract.attrition.rows_read(), 100);
    assert_eq!(counted.extract.attrition.rows_used(), 98);
}

/// The same three lines with every line end: the same episodes, also without an episode id, and the same positions.
#[test]
fn line_ends_change_neither_episodes_nor_positions() {
    let folder = tempfile::tempdir().unwrap();
    let profile = "name = \"x\"\n[columns]\nclient_id = \"id\"\nage = \"age\"\ntriage_date = \"t\"\nparental_status = \"p\"\n";
    let lines = [
        "id,age,t,p",
        "c1,40,2011-04-01,11",
        "c1,40,2011-08-01,501",
        "",
        "c1,40,2011-12-01,77",
    ];
    for end in ["\n", "\r\n", "\r"] {
        let path = folder.path().join("x.csv");
        std::fs::write(&path, lines.join(end)).unwrap();
        let profile = treatstat::extract::Profile::parse(profile, "x").unwrap();
        let settings = lenient();
        let counted = count(read(&[path], Some(profile), &settings).unwrap(), &settings).unwrap();
        assert_eq!(counted.extract.attrition.episodes_used, 3, "{end:?}");
        let found = &counted.extract.findings.found;
        let unknown = found
            .iter()
            .filter(|((rule, _), _)| *rule == Rule::UnknownCode);
        let positions: Vec<u64> = unknown
            .flat_map(|(_, f)| f.first.iter().map(|p| p.line))
            .collect();
        assert_eq!(positions, [3, 5], "{end:?}");
    }
}

/// Rows with quoted line ends, doubled quotes and padding of every length, so that block boundaries of a megabyte fall
/// on every kind of byte.
#[test]
fn block_boundaries_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for shift in [0, 1, 2, 3, 7, 40] {
        let mut text = format!("{HEADER},note\n");
        let rows = 12_000;
        for n in 0..rows {
            let note = match n % 4 {
                0 => format!("\"{}\n\"\"{}\"", "x".repeat(150 + shift), n),
                1 => "\"\"".to_owned(),
                2 => "y".repeat(n % 97),
                _ => "\"\"\"\n\"\"\"".to_owned(),
            };
            text +=
                &format!("C{n},E{n},F,1980-01-31,2011-05-01,2011-06-01,80,11,1,A,1011,{note}\n");
        }
        let counted = run(folder.path(), text.as_bytes()).unwrap();
        assert_eq!(
            counted.extract.attrition.rows_used(),
            rows as u64,
            "shift {shift}"
        );
        assert_eq!(counted.extract.attrition.people_used, rows as u64);
    }
}

//! The whole program against the report of 2012: the synthetic national extract, counted with the
//! report's settings, gives every figure that the report published, and no longer does when a rule
//! of counting is changed.

mod common;

use common::{Record, records, root, succeed, temporary, treatstat};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

const FILE: &str = "A0000-20090401-20120630-national.csv";

fn synthesise(folder: &Path, seed: &str) {
    let preset = [
        "-q", "synth", "--preset", "nta-2012", "--seed", seed, "--force", "--out", FILE,
    ];
    succeed(folder, &preset);
}

fn published() -> Vec<Record> {
    let path = root().join("src/published/nta-2012.csv");
    let lines = records(&std::fs::read_to_string(path).expect("the published figures"));
    assert_eq!(lines.len(), 36);
    lines
}

fn measured(folder: &Path, more: &[&str]) -> Vec<Record> {
    let mut arguments = vec!["-q", "measure", FILE, "--preset", "nta-2012"];
    arguments.extend(more);
    let text = succeed(folder, &arguments);
    std::fs::write(folder.join("results.csv"), &text).expect("a results file");
    records(&text)
}

/// What `treatstat reconcile` says of the results last measured: its exit code, and its lines.
fn reconciled(folder: &Path) -> (Option<i32>, String) {
    let output = treatstat(folder, &["reconcile", "results.csv", "nta-2012"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), said)
}

/// The published lines that the results do not show, by number, and what they show instead.
fn disagreeing(results: &[Record]) -> BTreeMap<u32, String> {
    let key = |r: &Record, period: &str| -> Vec<String> {
        let columns = [
            "age_group",
            "population",
            "measure",
            period,
            "family_group",
            "sex",
        ];
        columns.iter().map(|column| r[*column].clone()).collect()
    };
    let whole: HashMap<Vec<String>, &Record> = results
        .iter()
        .filter(|r| {
            ["area", "provider", "breakdown"]
                .iter()
                .all(|column| r[*column] == "all")
                && r["compared_with"].is_empty()
        })
        .map(|r| (key(r, "period"), r))
        .collect();
    published()
        .iter()
        .filter_map(|line| {
            let shown = whole
                .get(&key(line, "year"))
                .map_or_else(|| "no row".into(), |r| show(line, r));
            let id = line["id"].parse().expect("a number");
            (!agrees(line, &shown)).then_some((id, shown))
        })
        .collect()
}

/// A result as the report would print it.
fn show(line: &Record, result: &Record) -> String {
    if line["kind"] != "percent" {
        return result["numerator"].clone();
    }
    let number = |column: &str| result[column].parse::<u64>().ok();
    match (number("numerator"), number("denominator")) {
        // Half up, in whole numbers.
        (Some(part), Some(whole)) if whole > 0 => ((200 * part + whole) / (2 * whole)).to_string(),
        _ => result["shorthand"].clone(),
    }
}

fn agrees(line: &Record, shown: &str) -> bool {
    let number = |text: &str| text.parse::<i64>().ok();
    match line["kind"].as_str() {
        "count_about" => number(shown).is_some_and(|n| (103_500..=104_499).contains(&n)),
        _ => number(shown) == number(&line["value"]),
    }
}

#[test]
fn every_published_line_comes_out_and_is_shown() {
    let folder = temporary();
    for seed in ["1", "20"] {
        synthesise(folder.path(), seed);
        let differ = disagreeing(&measured(folder.path(), &[]));
        assert!(differ.is_empty(), "seed {seed}: {differ:?}");
        let (code, said) = reconciled(folder.path());
        assert_eq!(
            (code, said.matches(" agrees").count()),
            (Some(0), 36),
            "{said}"
        );
    }
}

#[test]
fn every_rule_of_counting_matters() {
    let folder = temporary();
    synthesise(folder.path(), "1");
    for setting in [
        "unit = \"journey\"",
        "population = \"all\"",
        "gap_days = 0",
        "gap_days = 20",
        "gap_days = 22",
        "parental_status_from = \"start\"",
        "parental_status_from = \"latest\"",
        "age_at = \"mid_year\"",
    ] {
        std::fs::write(folder.path().join("other.toml"), setting).expect("a settings file");
        let other = measured(
            folder.path(),
            &["--settings", "other.toml", "--unsuppressed"],
        );
        assert!(
            !disagreeing(&other).is_empty(),
            "`{setting}` changes nothing"
        );
        let (code, said) = reconciled(folder.path());
        assert_eq!(code, Some(1), "`{setting}`: {said}");
        assert!(said.contains("differs by"), "`{setting}`: {said}");
    }
}

/// A count of a few young people is hidden, and then others are hidden to protect it.
#[test]
fn no_group_of_under_18s_is_so_small_that_it_is_hidden() {
    let folder = temporary();
    synthesise(folder.path(), "1");
    let results = measured(folder.path(), &["--unsuppressed"]);
    let mut looked_at = 0;
    for row in &results {
        let counts = [
            "in_treatment",
            "starting",
            "completed_of_starters_leaving",
            "completed_of_leavers",
        ];
        if row["age_group"] != "under_18"
            || row["breakdown"] != "all"
            || !row["compared_with"].is_empty()
            || !counts.contains(&row["measure"].as_str())
        {
            continue;
        }
        looked_at += 1;
        for column in ["numerator", "denominator"] {
            let count: u64 = row[column].parse().expect("a count");
            assert!(!(1..5).contains(&count), "{row:?}");
        }
    }
    assert!(looked_at > 100, "{looked_at}");
}

#[test]
fn two_in_a_hundred_rows_are_damaged() {
    let folder = temporary();
    let output = treatstat(
        folder.path(),
        &["synth", "--preset", "nta-2012", "--out", FILE],
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let number = |before: &str| -> f64 {
        let end = said.find(before).unwrap_or_else(|| panic!("{said}"));
        said[..end]
            .split_whitespace()
            .next_back()
            .and_then(|n| n.parse().ok())
            .expect("a number")
    };
    let share = number(" rows damaged") / number(" rows,");
    assert!((0.018..0.022).contains(&share), "{share}: {said}");
}

#[test]
fn what_the_preset_fixes_cannot_be_asked_for() {
    let folder = temporary();
    for (flag, value) in [
        ("--people", "10"),
        ("--dirty", "0.5"),
        ("--profile", "plain"),
    ] {
        let output = treatstat(
            folder.path(),
            &["synth", "--preset", "nta-2012", flag, value, "--out", FILE],
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{flag}: {said}");
        assert!(said.contains(flag) && said.contains("nta-2012"), "{said}");
        assert!(!folder.path().join(FILE).exists());
    }
}

//! `measure --only`: the rows of some measures are what they are among all.

mod common;

use common::{root, succeed};
use std::collections::BTreeSet;
use treatstat::inference;
use treatstat::measures::definitions::measures;

const EXTRACT: &str = "data-samples/A0001-20090401-20120630-northmere.csv";
const ESTIMATES: [&str; 2] = ["--prevalence", "data-samples/prevalence-synthetic.csv"];

/// The column that names the measure.
fn measure(line: &str) -> &str {
    line.split(',').nth(4).expect("a row names its measure")
}

fn run(further: &[&str]) -> String {
    let measure = ["measure", EXTRACT, "--quiet"];
    succeed(root(), &[&measure, further].concat())
}

/// The header, and the rows of some measures.
fn rows_of(all: &str, only: &[&str]) -> String {
    let (header, rows) = all.split_once('\n').expect("a header");
    let wanted = rows.lines().filter(|line| only.contains(&measure(line)));
    let lines = std::iter::once(header).chain(wanted);
    lines.map(|line| format!("{line}\n")).collect()
}

fn names() -> Vec<String> {
    let counted = measures().into_iter().map(|measure| measure.id.to_owned());
    let all: BTreeSet<String> = counted.chain(inference::measures()).collect();
    all.into_iter().collect()
}

/// Where nothing is protected, other measures are not even counted.
#[test]
fn a_measure_alone_is_what_it_is_among_all() {
    let by_both = [&["--by", "area,provider"], &ESTIMATES[..]].concat();
    let of_an_area = ["--area", "E06009999", "--compare", "national"];
    let mut without_rows = BTreeSet::new();
    for further in [&by_both[..], &of_an_area] {
        let further = [&["--unsuppressed"], further].concat();
        let all = run(&further);
        for name in names() {
            let expected = rows_of(&all, &[&name]);
            if expected.lines().count() == 1 {
                without_rows.insert(name);
                continue;
            }
            let alone = run(&[further.as_slice(), &["--only", &name]].concat());
            assert!(alone == expected, "{name} alone, {further:?}");
        }
    }
    let need_estimates = ["prevalence_estimate", "treated_share", "unmet_need"];
    assert!(without_rows.iter().map(String::as_str).eq(need_estimates));
}

/// What is hidden does not depend on what is written.
#[test]
fn protected_rows_are_the_same_with_others_and_without() {
    let all = run(&ESTIMATES);
    for only in [
        &["starting"][..],
        &["completed_of_leavers", "retained_12_weeks"],
        &["children_living_with", "unmet_need", "pregnant"],
        &["substance_opiate"],
    ] {
        let written = run(&[&ESTIMATES[..], &["--only", &only.join(",")]].concat());
        assert!(written == rows_of(&all, only), "{only:?}");
        assert!(written.contains("disclosure control") || written.contains("review"));
    }
}

#[test]
fn json_of_inferred_rows_alone_is_well_formed() {
    let text = run(&["--format", "json", "--only", "substance_opiate"]);
    let whole: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rows = whole["rows"].as_array().expect("rows");
    assert!(!rows.is_empty() && rows.iter().all(|row| row["measure"] == "substance_opiate"));
}

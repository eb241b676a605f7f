//! Real data sets with answers computed elsewhere. Each is read through a profile and settings alone; where the data are
//! not beside the project, the test says so and passes.

mod common;

use common::{Record, adults, records, root, shared, succeed, temporary};
use serde_json::Value;
use std::path::Path;

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn profile(name: &str) -> String {
    root()
        .join("tests/profiles")
        .join(name)
        .to_str()
        .unwrap()
        .to_owned()
}

/// Unsuppressed results of one file.
fn measure(file: &Path, profile_name: &str, further: &[&str]) -> Vec<Record> {
    let profile = profile(profile_name);
    let mut arguments = vec![
        "measure",
        file.to_str().unwrap(),
        "--profile",
        &profile,
        "--unsuppressed",
    ];
    arguments.extend(further);
    records(&succeed(temporary().path(), &arguments))
}

fn number(row: &Record, column: &str) -> f64 {
    row[column].parse().unwrap_or(f64::NAN)
}

/// A row against `{x, n, p, lower, upper}`.
fn agrees(row: &Record, expected: &Value) {
    let whole = |column: &str| row[column].parse::<u64>().unwrap();
    assert_eq!(
        whole("numerator"),
        expected["x"].as_u64().unwrap(),
        "{row:?}"
    );
    assert_eq!(
        whole("denominator"),
        expected["n"].as_u64().unwrap(),
        "{row:?}"
    );
    for (column, key) in [("value", "p"), ("lowercl", "lower"), ("uppercl", "upper")] {
        let difference = (number(row, column) - expected[key].as_f64().unwrap()).abs();
        assert!(difference < 1e-12, "{column} of {row:?} against {expected}");
    }
}

/// Every block of `{level: {x, n, ...}}` against the rows of a breakdown: the same levels, no more, no fewer.
fn block_agrees(rows: &[&Record], expected: &Value, level_of: impl Fn(&str) -> Option<String>) {
    let expected = expected.as_object().unwrap();
    let mut seen = 0;
    for row in rows.iter().filter(|r| r["family_group"] == "all") {
        if let Some(level) = level_of(&row["level"]) {
            agrees(row, &expected[&level]);
            seen += 1;
        }
    }
    assert_eq!(seen, expected.len());
}

fn itself(level: &str) -> Option<String> {
    Some(level.to_owned())
}

#[test]
fn family_groups_of_470_people_entering_detoxification() {
    let Some(file) = shared("real/help_parents/HELP_children.csv") else {
        return;
    };
    let expected = json(&file.with_file_name("expected.json"));
    let rows = measure(
        &file,
        "help.toml",
        &["--as-of", "2004-03-31", "--years", "2003-04"],
    );
    let groups = [
        ("own_children", "parent_living_with_children"),
        ("parent_apart", "parent_not_living_with_children"),
        ("others_children", "other_adult_living_with_children"),
        ("no_children", "not_a_parent"),
        ("incomplete", "unknown"),
    ];
    let row = |measure: &str, breakdown: &str, group: &str, sex: &str, level: &str| -> Record {
        adults(&rows, measure, "starting", breakdown)
            .into_iter()
            .find(|r| r["family_group"] == group && r["sex"] == sex && r["level"] == level)
            .unwrap()
            .clone()
    };
    let mut counts = Vec::new();
    for (group, name) in groups {
        let all = row("starting", "all", group, "all", "all");
        counts.push(all["numerator"].clone());
        assert_eq!(
            all["numerator"],
            expected["baseline_status_counts"][name].to_string()
        );
        for (sex, sex_name) in [("F", "female"), ("M", "male")] {
            let by_sex = row("starting", "all", group, sex, "all");
            assert_eq!(
                by_sex["numerator"],
                expected["baseline_status_by_sex"][sex_name][name].to_string()
            );
        }
        for (substance, statuses) in expected["baseline_status_by_substance"]
            .as_object()
            .unwrap()
        {
            let by_substance = row("starting", "substance", group, "all", substance);
            assert_eq!(by_substance["numerator"], statuses[name].to_string());
        }
        if group != "incomplete" {
            let share = row("starting_of_complete", "all", group, "all", "all");
            agrees(
                &share,
                &expected["baseline_status_share_of_known_wilson"][name],
            );
        }
    }
    assert_eq!(counts, ["68", "251", "0", "150", "1"]);
}

#[test]
fn completion_of_1000_real_discharges() {
    let Some(file) = shared("real/tedsd_2023_sample/tedsd_sample_clean.csv") else {
        return;
    };
    let expected = json(&file.with_file_name("expected.json"));
    let rows = measure(
        &file,
        "tedsd.toml",
        &["--as-of", "2024-03-31", "--years", "2023-24"],
    );
    let completed = |breakdown: &str| adults(&rows, "completed_of_leavers", "leaving", breakdown);
    let all = completed("all")
        .into_iter()
        .find(|r| r["family_group"] == "all")
        .unwrap();
    assert_eq!(
        (all["numerator"].as_str(), all["denominator"].as_str()),
        ("418", "982")
    );
    agrees(all, &expected["completion_adults"]);
    for (breakdown, block) in [
        ("sex", "adults_by_sex"),
        ("substance", "adults_by_substance"),
        ("primary_substance", "adults_by_primary_substance"),
        ("living", "adults_by_living"),
        ("region", "adults_by_region"),
        ("service", "adults_by_service"),
        ("state", "adults_by_state"),
    ] {
        block_agrees(&completed(breakdown), &expected[block], itself);
    }
    // Levels are those of the whole extract: the two youngest bands hold no adult.
    block_agrees(&completed("age"), &expected["adults_by_age"], |level| {
        (!["12-14", "15-17"].contains(&level)).then(|| level.to_owned())
    });
    block_agrees(
        &completed("sex_and_pregnant"),
        &expected["women_by_pregnant"],
        |level| level.strip_prefix("Female, ").map(str::to_owned),
    );
}

#[test]
fn twelve_week_retention_of_575_stays() {
    let Some(file) = shared("real/uis_hosmer/uis.csv") else {
        return;
    };
    let expected = &json(&file.with_file_name("expected.json"))["retained_84_days_wilson"];
    let rows = measure(
        &file,
        "uis.toml",
        &["--as-of", "1995-03-31", "--years", "1990-91"],
    );
    let retained = |breakdown: &str| adults(&rows, "retained_12_weeks", "starting", breakdown);
    let all = retained("all")
        .into_iter()
        .find(|r| r["family_group"] == "all")
        .unwrap();
    assert_eq!(
        (all["numerator"].as_str(), all["denominator"].as_str()),
        ("312", "575")
    );
    agrees(all, &expected["all"]);
    for (breakdown, block) in [
        ("treat", "by_treat"),
        ("site", "by_site"),
        ("arm", "by_arm"),
        ("HC", "by_HC"),
        ("IV", "by_IV"),
    ] {
        block_agrees(&retained(breakdown), &expected[block], itself);
    }
    assert_eq!(
        expected.as_object().unwrap().len(),
        6,
        "every block is compared"
    );
}

/// (their measure, our measure, our population)
const PEER_MEASURES: [(&str, &str, &str); 7] = [
    ("in_treatment", "in_treatment", "in_treatment"),
    ("starting", "starting", "starting"),
    (
        "completed",
        "completed_of_starters_leaving",
        "starting_and_leaving",
    ),
    ("retained_12wk", "retained_12_weeks", "starting"),
    ("heroin_or_crack", "heroin_or_crack", "in_treatment"),
    ("injecting", "injecting_now", "in_treatment"),
    ("housing_problem", "housing_problem", "in_treatment"),
];

fn peers_agree(extract: &Path, expected: &Path) {
    let settings = profile("peers.toml");
    let folder = temporary();
    let text = succeed(
        folder.path(),
        &[
            "measure",
            extract.to_str().unwrap(),
            "--settings",
            &settings,
        ],
    );
    let rows = records(&text);
    let mut ours = std::collections::HashMap::new();
    for (name, measure, population) in PEER_MEASURES {
        for row in adults(&rows, measure, population, "all") {
            ours.insert(
                [name, &row["period"], &row["family_group"], &row["sex"]].map(str::to_owned),
                row,
            );
        }
    }
    let six = |text: &str| {
        text.parse::<f64>()
            .map_or(String::new(), |v| format!("{v:.6}"))
    };
    let expected = records(&std::fs::read_to_string(expected).unwrap());
    assert_eq!(expected.len(), 198);
    for row in &expected {
        let group = if row["group"] == "unknown" {
            "incomplete"
        } else {
            &row["group"]
        };
        let ours =
            ours[&[row["measure"].as_str(), &row["year"], group, &row["sex"]].map(str::to_owned)];
        assert_eq!(
            (
                &ours["numerator"],
                &ours["denominator"],
                six(&ours["value"]),
                six(&ours["lowercl"]),
                six(&ours["uppercl"])
            ),
            (
                &row["numerator"],
                &row["denominator"],
                row["rate"].clone(),
                row["lower"].clone(),
                row["upper"].clone()
            ),
            "{row:?}"
        );
    }
}

#[test]
fn the_peers_answers_at_10_000_episodes() {
    if let (Some(extract), Some(expected)) =
        (shared("peers/ep_10k.csv"), shared("peers/expected_10k.csv"))
    {
        peers_agree(&extract, &expected);
    }
}

/// The million-episode extract is made by the peers' generator; `TREATSTAT_PEERS_1M` names it.
#[test]
fn the_peers_answers_at_1_000_000_episodes() {
    let Some(expected) = shared("peers/expected_1M.csv") else {
        return;
    };
    match std::env::var_os("TREATSTAT_PEERS_1M") {
        Some(extract) => peers_agree(Path::new(&extract), &expected),
        None => eprintln!("skipped: TREATSTAT_PEERS_1M does not name the generated extract"),
    }
}

//! The program and the naive reference recompute every figure from the same files and must agree to the last digit.

mod common;
mod naive;

use common::{records, succeed, temporary};
use naive::{Answer, Key, Options, Profile};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The settings file that says what the naive reference is told.
fn settings(o: &Options) -> String {
    let years: Vec<String> = o
        .years
        .iter()
        .map(|y| format!("\"{y}-{:02}\"", (y + 1) % 100))
        .collect();
    let (year, month, day) = o.as_of;
    let by: Vec<&str> = [(o.by_area, "\"area\""), (o.by_provider, "\"provider\"")]
        .into_iter()
        .filter_map(|(given, name)| given.then_some(name))
        .collect();
    let pick = |flag: bool, yes: &str, no: &str| if flag { yes.to_owned() } else { no.to_owned() };
    let mut lines = vec![
        format!("as_of = \"{year:04}-{month:02}-{day:02}\""),
        format!("years = [{}]", years.join(", ")),
        format!("unit = \"{}\"", pick(o.unit_journey, "journey", "person")),
        format!("gap_days = {}", o.gap_days),
        format!(
            "episode_start = \"{}\"",
            pick(o.episode_start_triage, "triage", "modality")
        ),
        format!("overlap_needs_modality = {}", o.overlap_needs_modality),
        format!("parental_status_from = \"{}\"", o.parental_status_from),
        format!(
            "drugs_from = \"{}\"",
            pick(o.drugs_from_start, "start", "journey")
        ),
        format!("age_at = \"{}\"", pick(o.age_mid_year, "mid_year", "start")),
        format!(
            "population = \"{}\"",
            pick(o.drugs_population, "drugs", "all")
        ),
        format!(
            "follow_up = \"{}\"",
            pick(o.follow_up_known, "known", "complete")
        ),
        format!("person_key_with_dat = {}", o.key_with_dat),
        format!(
            "apart_some = \"{}\"",
            pick(
                o.apart_with_children_stay_apart,
                "parent_apart",
                "others_children"
            )
        ),
        format!(
            "not_parent_unknown = \"{}\"",
            pick(o.blank_children_means_zero, "no_children", "incomplete")
        ),
        format!("by = [{}]", by.join(", ")),
        format!("provider_from = \"{}\"", o.provider_from),
        "max_invalid_percent = 100.0".into(),
        "unsuppressed = true".into(),
    ];
    if let Some(area) = &o.area {
        lines.push(format!("area = \"{area}\""));
    }
    lines.join("\n")
}

fn agree(folder: &Path, files: &[PathBuf], options: &Options, what: &str) {
    std::fs::write(folder.join("settings.toml"), settings(options)).unwrap();
    let profile = if options.profile == Profile::Cds {
        "cds"
    } else {
        "plain"
    };
    let mut arguments = vec![
        "measure",
        "--settings",
        "settings.toml",
        "--profile",
        profile,
    ];
    let names: Vec<String> = files
        .iter()
        .map(|f| f.to_str().unwrap().to_owned())
        .collect();
    arguments.extend(names.iter().map(String::as_str));
    let rows = records(&succeed(folder, &arguments));
    let expected = naive::recompute(files, options);
    compare(&rows, &expected, what);
    attrition_agrees(folder, &names, &expected, profile, what);
}

fn compare(rows: &[common::Record], expected: &Answer, what: &str) {
    let mut written = BTreeSet::new();
    for row in rows {
        let key = key(row);
        if let Some(naive) = expected.rows.get(&key) {
            compare_row(row, &key, naive, what);
        }
        assert!(written.insert(key), "{what}: written twice: {row:?}");
    }
    let known: BTreeSet<Key> = expected.rows.keys().cloned().collect();
    let only_in = |these: &BTreeSet<Key>, those: &BTreeSet<Key>| {
        let only: Vec<Key> = these.difference(those).cloned().collect();
        format!("{}, such as {:#?}", only.len(), only.first())
    };
    assert!(
        written == known,
        "{what}: rows the program alone writes: {}; rows the naive reference alone knows: {}",
        only_in(&written, &known),
        only_in(&known, &written)
    );
}

fn key(row: &common::Record) -> Key {
    let column = |name: &str| {
        let value = row.get(name);
        value.unwrap_or_else(|| panic!("no column {name}")).clone()
    };
    Key {
        age_group: column("age_group"),
        area: column("area"),
        provider: column("provider"),
        population: column("population"),
        measure: column("measure"),
        period: column("period"),
        family_group: column("family_group"),
        sex: column("sex"),
        breakdown: column("breakdown"),
        level: column("level"),
        compared_with: column("compared_with"),
        statistic: column("statistic"),
    }
}

fn compare_row(row: &common::Record, key: &Key, naive: &naive::Row, what: &str) {
    let count = |name: &str| match row[name].as_str() {
        "" => None,
        text => Some(text.parse::<u64>().unwrap()),
    };
    let counts = (count("numerator"), count("denominator"));
    let expected = (naive.numerator, naive.denominator);
    assert_eq!(counts, expected, "{what}: {key:?}");
    let number = |name: &str| match row[name].as_str() {
        "" => None,
        text => Some(text.parse::<f64>().unwrap()),
    };
    for (name, value) in [
        ("value", naive.value),
        ("lowercl", naive.lowercl),
        ("uppercl", naive.uppercl),
    ] {
        // Two formulas of one number order their operations differently; nothing else may differ. A p-value is a series
        // or a fraction cut off somewhere.
        let near = |a: f64, b: f64| match key.compared_with.as_str() {
            "" => (a - b).abs() <= 1e-14,
            _ => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        };
        match (number(name), value) {
            (None, None) => {}
            (Some(a), Some(b)) => assert!(near(a, b), "{what}: {name} of {key:?}: {a} {b}"),
            (ours, value) => panic!("{what}: {name} of {key:?}: {ours:?} {value:?}"),
        }
    }
}

fn attrition_agrees(folder: &Path, names: &[String], expected: &Answer, profile: &str, what: &str) {
    let mut arguments = vec![
        "report",
        "--settings",
        "settings.toml",
        "--profile",
        profile,
        "--out",
        "out",
    ];
    arguments.extend(names.iter().map(String::as_str));
    succeed(folder, &arguments);
    let attrition = records(&std::fs::read_to_string(folder.join("out/attrition.csv")).unwrap());
    for line in &attrition {
        let count: u64 = line["records"].parse().unwrap();
        match line["reason"].as_str() {
            "read" => assert_eq!(count, expected.records, "{what}: rows read"),
            "used" => {
                let excluded: u64 = expected.excluded_records.values().sum();
                assert_eq!(count, expected.records - excluded, "{what}: rows used");
            }
            reason => {
                let naive = expected.excluded_records.get(reason).copied().unwrap_or(0);
                assert_eq!(count, naive, "{what}: rows left out as {reason}");
            }
        }
    }
}

/// Every setting moved from its default, one at a time, and some together.
fn variations(profile: Profile) -> Vec<(&'static str, Options)> {
    let default = || Options {
        profile,
        ..Options::default()
    };
    let mut all = vec![("default", default())];
    macro_rules! vary {
        ($($name:ident = $value:expr),* $(,)?) => {
            $(all.push((stringify!($name), Options { $name: $value, ..default() }));)*
        };
    }
    vary!(
        as_of = (2011, 12, 31),
        years = vec![2010],
        unit_journey = true,
        gap_days = 0,
        gap_days = 20,
        gap_days = 22,
        episode_start_triage = true,
        overlap_needs_modality = true,
        parental_status_from = "start",
        parental_status_from = "latest",
        drugs_from_start = true,
        age_mid_year = true,
        drugs_population = true,
        follow_up_known = true,
        key_with_dat = true,
        apart_with_children_stay_apart = true,
        blank_children_means_zero = true,
        by_area = true,
        by_provider = true,
        provider_from = "last",
        area = Some("E06009998".to_owned()),
        area = Some("E06009999".to_owned()),
    );
    for provider_from in ["last", "any"] {
        all.push((
            provider_from,
            Options {
                by_provider: true,
                provider_from,
                ..default()
            },
        ));
    }
    all.push((
        "by area and provider",
        Options {
            by_area: true,
            by_provider: true,
            ..default()
        },
    ));
    all.push((
        "every provider of one area, two years",
        Options {
            years: vec![2010, 2011],
            by_provider: true,
            provider_from: "any",
            area: Some("E06009999".to_owned()),
            unit_journey: true,
            ..default()
        },
    ));
    all.push((
        "late follow-up",
        Options {
            as_of: (2012, 4, 30),
            follow_up_known: true,
            unit_journey: true,
            parental_status_from: "latest",
            ..default()
        },
    ));
    all
}

fn synthetic(folder: &Path, form: &str, people: u32, seed: u32, dirty: f64) -> PathBuf {
    let name = format!("{form}-{people}-{seed}.csv");
    let (people, seed, dirty) = (people.to_string(), seed.to_string(), dirty.to_string());
    succeed(
        folder,
        &[
            "synth",
            "--people",
            &people,
            "--seed",
            &seed,
            "--profile",
            form,
            "--dirty",
            &dirty,
            "--out",
            &name,
            "--force",
        ],
    );
    folder.join(name)
}

#[test]
fn every_setting_on_a_core_data_set_extract() {
    let folder = temporary();
    let file = synthetic(folder.path(), "cds", 1500, 7, 0.05);
    for (name, options) in variations(Profile::Cds) {
        agree(folder.path(), std::slice::from_ref(&file), &options, name);
    }
}

#[test]
fn every_setting_on_a_plain_extract() {
    let folder = temporary();
    let file = synthetic(folder.path(), "plain", 2500, 8, 0.05);
    for (name, options) in variations(Profile::Plain) {
        agree(folder.path(), std::slice::from_ref(&file), &options, name);
    }
}

#[test]
fn very_dirty_extracts_of_many_seeds() {
    let folder = temporary();
    for seed in 100..112 {
        for (form, profile) in [("cds", Profile::Cds), ("plain", Profile::Plain)] {
            let file = synthetic(folder.path(), form, 200, seed, 0.6);
            let options = Options {
                profile,
                ..Options::default()
            };
            agree(
                folder.path(),
                &[file],
                &options,
                &format!("{form}, seed {seed}"),
            );
        }
    }
}

/// Two extracts of one area, a year apart: the same episodes stand in both, and the newer file wins.
#[test]
fn episodes_in_two_files() {
    let folder = temporary();
    for (form, profile) in [("cds", Profile::Cds), ("plain", Profile::Plain)] {
        let old = synthetic(folder.path(), form, 400, 5, 0.3);
        let new = synthetic(folder.path(), form, 300, 5, 0.1);
        let (old_name, new_name) = (
            folder.path().join("A0001-20090401-20110630-x.csv"),
            folder.path().join("A0001-20090401-20120630-x.csv"),
        );
        std::fs::rename(old, &old_name).unwrap();
        std::fs::rename(new, &new_name).unwrap();
        let options = Options {
            profile,
            ..Options::default()
        };
        for files in [[old_name.clone(), new_name.clone()], [new_name, old_name]] {
            agree(folder.path(), &files, &options, form);
        }
    }
}

//! What the people of an extract are like: each with a key, in the shares asked for, and none of them
//! one to stumble over.

use std::collections::{HashMap, HashSet};

use super::super::Form;
use super::super::dates::{AS_OF, EXTRACT_FROM, age};
use super::{extract, parse_iso, records};

#[test]
fn nobody_shares_a_key_and_everybody_keeps_theirs() {
    let (cds, summary) = extract(20_000, 7, Form::Cds, 0.0);
    let (plain, _) = extract(20_000, 7, Form::Plain, 0.0);
    let plain = records(&plain);
    let clients: HashMap<_, _> = plain
        .iter()
        .map(|r| (r["episode_id"], r["client_id"]))
        .collect();
    let (mut keys, mut local) = (HashMap::new(), HashMap::new());
    for row in records(&cds) {
        let client = clients[row["EPISODID"]];
        let key = [row["FINITIAL"], row["SINITIAL"], row["DOB"], row["SEX"]];
        assert_eq!(*keys.entry(key).or_insert(client), client);
        let number = (row["AGNCY"].to_owned(), row["CLIENTID"].to_owned());
        assert_eq!(*local.entry(number).or_insert(client), client);
    }
    assert_eq!(keys.len(), summary.people as usize);
}

/// By the decision table of family groups, its settings at their defaults.
fn group_of(row: &HashMap<&str, &str>) -> usize {
    let children = row["children_living_with"]
        .parse()
        .ok()
        .filter(|number| *number < 98);
    match (row["parental_status"], children) {
        ("11" | "12" | "1", _) => 0,
        ("13" | "14" | "2" | "3" | "4" | "7", Some(1_u32..)) => 2,
        ("13" | "2" | "3" | "4", _) => 1,
        ("14" | "7", Some(0)) => 3,
        _ => 4,
    }
}

#[test]
fn shares_are_about_those_asked_for() {
    let (text, summary) = extract(20_000, 7, Form::Plain, 0.0);
    let (mut seen, mut women) = (HashSet::new(), [0.0; 5]);
    let (mut groups, mut young, mut drinkers) = ([0.0; 5], 0.0, 0.0);
    for row in records(&text)
        .iter()
        .filter(|row| seen.insert(row["client_id"]))
    {
        let (birth, triage) = (
            parse_iso(row["date_of_birth"]),
            parse_iso(row["triage_date"]),
        );
        if age(birth.expect("a birth"), triage.expect("a triage")) < 18 {
            young += 1.0;
            continue;
        }
        groups[group_of(row)] += 1.0;
        women[group_of(row)] += f64::from(row["sex"] == "F");
        drinkers += f64::from(row["drug_1"].starts_with('7'));
    }
    let adults: f64 = groups.iter().sum();
    let near = |value: f64, asked: f64, by: f64| {
        assert!((value - asked).abs() < by, "{value} is not near {asked}");
    };
    for (place, (share, female)) in [
        (0.20, 0.46),
        (0.19, 0.29),
        (0.12, 0.24),
        (0.44, 0.21),
        (0.05, 0.26),
    ]
    .iter()
    .enumerate()
    {
        near(groups[place] / adults, *share, 0.015);
        near(women[place] / groups[place], *female, 0.05);
    }
    near(young / 20_000.0, 0.04, 0.01);
    near(drinkers / adults, 0.25, 0.02);
    near(f64::from(summary.journeys) / 20_000.0, 1.19, 0.03);
}

#[test]
fn nothing_looks_silly() {
    let (text, _) = extract(5000, 7, Form::Plain, 0.0);
    for row in records(&text) {
        let date = |name| parse_iso(row[name]);
        let (referral, triage) = (date("referral_date"), date("triage_date"));
        let start = date("modality_start").or(triage);
        let end = date("discharge_date");
        assert!(
            referral <= triage && triage <= start && start <= Some(AS_OF),
            "{row:?}"
        );
        assert!(start <= end.or(Some(AS_OF)) && end.is_none_or(|end| end >= EXTRACT_FROM));
        assert_eq!(
            end.is_some(),
            !row["discharge_reason"].is_empty(),
            "{row:?}"
        );
        let years = age(
            date("date_of_birth").expect("a birth"),
            start.expect("a start"),
        );
        assert!((13..80).contains(&years), "{row:?}");
        assert!(years >= 16 || group_of(&row) > 1, "{row:?}");
        assert!(
            row["pregnant"] != "Y" || row["sex"] == "F" && years < 46,
            "{row:?}"
        );
        assert!(
            row["drug_1"] != row["drug_2"] && row["drug_1"] != row["drug_3"],
            "{row:?}"
        );
    }
}

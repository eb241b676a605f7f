//! Names as people write them, over the plain sample.

use super::*;
use std::collections::BTreeMap;

fn spellings() -> BTreeMap<String, Vec<String>> {
    toml::from_str(include_str!("spellings.toml")).unwrap()
}

#[test]
fn every_column_is_found_under_any_of_its_names() {
    let (base, spellings) = (plain(), spellings());
    let mut certain = 0;
    for seed in 0..40 {
        let mut chance = Chance(seed * 7919 + 1);
        let mut known = base.clone();
        for k in &mut known {
            let names = &spellings[&k.column.name];
            k.column.name = names[chance.below(names.len())].clone();
        }
        chance.shuffle(&mut known);
        let draft = draft(&columns(&known));
        for (k, p) in known.iter().zip(&draft.columns) {
            assert_eq!(
                p.field, k.field,
                "{} (seed {seed}): {}",
                k.column.name, p.why
            );
        }
        certain += certain_and_wrong(&known, &draft).0;
        profile(&draft);
    }
    // Most are certain, or the word would mean nothing.
    assert!(certain > 40 * 27 * 7 / 10, "{certain}");
}

#[test]
fn one_strange_name_among_names_that_say_nothing() {
    let base = sample("northmere-20090401-20120630.csv", "plain", 600);
    for (column, names) in spellings() {
        for name in names.iter().step_by(3) {
            let mut known = base.clone();
            for (at, k) in known.iter_mut().enumerate() {
                let this = k.column.name == column;
                k.column.name = if this {
                    name.clone()
                } else {
                    format!("col{at}")
                };
            }
            let draft = draft(&columns(&known));
            for (k, p) in known.iter().zip(&draft.columns) {
                assert!(
                    p.field == k.field || p.field.is_none(),
                    "{name}, {}: {}",
                    k.column.name,
                    p.why
                );
                assert!(
                    k.column.name != *name || p.field == k.field,
                    "{name}: {}",
                    p.why
                );
            }
        }
    }
}

#[test]
fn names_of_other_things_are_left_alone() {
    let base = sample("northmere-20090401-20120630.csv", "plain", 500);
    for name in [
        "Planned Discharge Date",
        "Next Review Due",
        "Partner DOB",
        "Date Created",
        "Last Updated",
        "Keyworker",
        "GP Practice",
        "Postcode",
        "Ethnic Origin",
        "Drug 1 Age First Use",
        "Hep C Test Date",
        "Employment Status",
        "Modality Exit Reason",
    ] {
        for at in 0..base.len() {
            let mut known = base.clone();
            known[at].column.name = name.into();
            assert_eq!(
                draft(&columns(&known)).columns[at].field,
                None,
                "{name} on {at}"
            );
        }
    }
}

#[test]
fn the_samples_as_they_are() {
    for (file, name, least) in [
        ("northmere-20090401-20120630.csv", "plain", 22),
        ("A0001-20090401-20120630-northmere.csv", "cds", 15),
    ] {
        let known = sample(file, name, 3000);
        let draft = draft(&columns(&known));
        for (k, p) in known.iter().zip(&draft.columns) {
            assert_eq!(p.field, k.field, "{}: {}", k.column.name, p.why);
        }
        assert!(
            certain_and_wrong(&known, &draft).0 >= least,
            "{}",
            draft.to_toml()
        );
        let built_in = Profile::built_in()
            .into_iter()
            .find(|p| p.name == name)
            .unwrap();
        let drafted = profile(&draft);
        assert_eq!(drafted.person_key, built_in.person_key);
        assert!(drafted.required.len() < built_in.required.len());
    }
}

//! Headers that lie. Nothing wrong may be called certain, whatever the names say.

use super::*;

/// Enough rows to tell columns apart, and few enough to try every lie.
fn base() -> Vec<Known> {
    sample("northmere-20090401-20120630.csv", "plain", 600)
}

fn nothing_wrong(known: &[Known]) -> usize {
    let (certain, wrong) = certain_and_wrong(known, &draft(&columns(known)));
    assert!(wrong.is_empty(), "{wrong:#?}");
    certain
}

#[test]
fn headers_shuffled() {
    let base = base();
    for seed in 0..30 {
        let mut chance = Chance(seed * 104_729 + 3);
        let mut names: Vec<String> = base.iter().map(|k| k.column.name.clone()).collect();
        chance.shuffle(&mut names);
        let mut known = base.clone();
        known
            .iter_mut()
            .zip(names)
            .for_each(|(k, name)| k.column.name = name);
        assert_eq!(nothing_wrong(&known), 0);
    }
}

#[test]
fn any_two_headers_swapped() {
    let base = base();
    for one in 0..base.len() {
        for other in 0..one {
            let mut known = base.clone();
            known[one].column.name = base[other].column.name.clone();
            known[other].column.name = base[one].column.name.clone();
            nothing_wrong(&known);
        }
    }
}

/// The column that the name belongs to is not in the file, so no rival shows the lie.
#[test]
fn a_header_on_another_column_whose_own_is_gone() {
    let base = base();
    let mut certain = 0;
    for gone in (0..base.len()).filter(|g| base[*g].field.is_some()) {
        for liar in (0..base.len()).filter(|l| *l != gone) {
            let mut known = base.clone();
            known[liar].column.name = base[gone].column.name.clone();
            known.remove(gone);
            certain += nothing_wrong(&known);
        }
    }
    assert!(certain > 10_000, "{certain}");
}

#[test]
fn headers_that_say_nothing() {
    let mut known = plain();
    for (at, k) in known.iter_mut().enumerate() {
        k.column.name = format!("col{}", at + 1);
    }
    let draft = draft(&columns(&known));
    assert_eq!(certain_and_wrong(&known, &draft).0, 0);
    let found = known
        .iter()
        .zip(&draft.columns)
        .filter(|(k, p)| p.field.is_some() && p.field == k.field);
    assert!(found.count() >= 20);
    for (k, p) in known.iter().zip(&draft.columns) {
        assert!(
            p.field == k.field || p.field.is_none(),
            "{:?} {}",
            k.field,
            p.why
        );
    }
    profile(&draft);
}

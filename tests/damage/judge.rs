//! Holds the program against what a way of damage is to come to.

use crate::sheets::run::{File, Results, counts};
use crate::sheets::{Counts, Sheet, cases, seed};
use crate::way::{CHOICES, Damaged, Expect, Pick, Way};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use treatstat::extract::Rule;
use treatstat::papers::check::{Check, Finding};
use treatstat::synth::Form;

/// Cases of each way in each form.
const CASES: u32 = 8;

type Verdict = Result<(), TestCaseError>;

/// Tries every way of a table in each of its forms, and tells all that do not hold.
pub fn all(ways: &[Way]) {
    let tried = ways
        .iter()
        .flat_map(|way| way.forms.iter().map(move |form| (way, *form)));
    let failed: Vec<String> = tried
        .filter_map(|(way, form)| {
            let why = holds(way, form).err()?;
            Some(format!("{} ({form:?}): {why}", way.name))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

fn holds(way: &Way, form: Form) -> Result<(), String> {
    let mut runner = TestRunner::new(Config {
        cases: cases(CASES),
        failure_persistence: None,
        rng_seed: seed(),
        max_shrink_iters: 60,
        ..Config::default()
    });
    let choices = prop::collection::vec(any::<Index>(), CHOICES);
    let case = (30u32..=120, 0u64..1_000_000, choices);
    let tried = runner.run(&case, |(people, seed, choices)| {
        let sheet = Sheet::new(form, people, seed, 0.0);
        match (way.damage)(&sheet, &mut Pick::new(&choices)) {
            Some(damaged) => judge(way.expect, &damaged),
            None => Err(TestCaseError::reject("nothing to damage")),
        }
    });
    tried.map_err(|why| match why {
        TestError::Fail(why, case) => format!("{why}\n  with {case:?}"),
        TestError::Abort(why) => format!("given up: {why}"),
    })
}

fn judge(expect: Expect, damaged: &Damaged) -> Verdict {
    match expect {
        Expect::Refuses(rule) => refused(rule, damaged),
        Expect::ReadsRight => read(None, damaged),
        Expect::LeavesOut(rule) => {
            prop_assert!(rule.leaves_out());
            read(Some(rule), damaged)
        }
        Expect::Notices(rule) => read(Some(rule), damaged),
    }
}

fn refused(rule: Rule, damaged: &Damaged) -> Verdict {
    let (file, line) = damaged.places[0];
    let name = &damaged.files[file].0;
    let Err(error) = damaged.run.results(&damaged.files) else {
        return Err(TestCaseError::fail("is not refused"));
    };
    let text = error.to_string();
    prop_assert_eq!(error.exit_code(), 11, "{}", text);
    prop_assert!(text.contains(name.as_str()), "{}", text);
    prop_assert!(text.contains(&format!("`{}`", damaged.column)), "{}", text);
    // A header's line needs no number.
    let place = format!("{name}`:{line}:");
    prop_assert!(line == 1 || text.contains(&place), "{}", text);
    let check = damaged.run.check(&damaged.files)?;
    let found = only(&check, rule, &damaged.column)?;
    prop_assert_eq!(found.count, 1);
    prop_assert_eq!(lines(found), vec![(name.clone(), line)]);
    // The same words; the place stands beside them.
    prop_assert!(
        !found.detail.is_empty() && text.ends_with(&found.detail),
        "{}",
        text
    );
    Ok(())
}

/// Whether the files count like the right extract, and the paper says what it says of that, and the rule.
fn read(rule: Option<Rule>, damaged: &Damaged) -> Verdict {
    let right: [File; 1] = [("x.csv".into(), damaged.right.text().into_bytes())];
    let (ours, theirs) = (results(damaged, &damaged.files)?, results(damaged, &right)?);
    if let Some(difference) = ours.difference(&theirs) {
        return Err(TestCaseError::fail(format!("results differ: {difference}")));
    }
    let (ours, theirs) = (
        damaged.run.check(&damaged.files)?,
        damaged.run.check(&right)?,
    );
    prop_assert_eq!(ours.journeys, theirs.journeys);
    prop_assert_eq!(ours.people_used, theirs.people_used);
    prop_assert_eq!(&ours.extract_date, &theirs.extract_date);
    if damaged.same_episodes {
        same_episodes(&ours, &theirs)?;
    }
    let mut expected = counts(&theirs.findings);
    if let Some(rule) = rule {
        let places = damaged.places.len() as u64;
        add(
            &mut expected,
            rule,
            &damaged.column,
            damaged.count.unwrap_or(places),
        );
        at_its_places(&ours, rule, damaged, &theirs)?;
    }
    for (rule, column) in &damaged.besides {
        add(&mut expected, *rule, column, 1);
    }
    prop_assert_eq!(counts(&ours.findings), expected);
    others_stay(rule, &ours, &theirs, damaged)
}

fn results(damaged: &Damaged, files: &[File]) -> Result<Results, TestCaseError> {
    Ok(damaged.run.results(files)?)
}

fn add(counts: &mut Counts, rule: Rule, column: &str, count: u64) {
    *counts
        .entry((rule.name(), column.to_lowercase()))
        .or_default() += count;
}

/// The paper's counts of episodes by year, and of the fields that they record.
fn same_episodes(ours: &Check, theirs: &Check) -> Verdict {
    prop_assert_eq!(json(&ours.years), json(&theirs.years));
    for (ours, theirs) in ours.completeness.iter().zip(&theirs.completeness) {
        prop_assert_eq!(
            json(&ours.all),
            json(&theirs.all),
            "completeness of {}",
            &ours.field
        );
        prop_assert_eq!(json(&ours.by_year), json(&theirs.by_year));
        prop_assert_eq!(json(&ours.by_provider), json(&theirs.by_provider));
    }
    Ok(())
}

/// Anything of a paper, as text that can be compared.
fn json(part: &impl serde::Serialize) -> String {
    serde_json::to_string(part).expect("papers are JSON")
}

fn only<'c>(check: &'c Check, rule: Rule, column: &str) -> Result<&'c Finding, TestCaseError> {
    let found: Vec<&Finding> = check
        .findings
        .iter()
        .filter(|f| f.rule == rule.name() && f.column.eq_ignore_ascii_case(column))
        .collect();
    match found.as_slice() {
        [one] => Ok(one),
        _ => Err(TestCaseError::fail(format!(
            "{} findings of `{}` in column `{column}`",
            found.len(),
            rule.name()
        ))),
    }
}

fn lines(finding: &Finding) -> Vec<(String, u64)> {
    let places = finding.first.iter();
    places.map(|p| (p.file.clone(), p.line)).collect()
}

/// The rule's finding names the places of the damage, and those that it named before.
fn at_its_places(ours: &Check, rule: Rule, damaged: &Damaged, theirs: &Check) -> Verdict {
    let mut places: Vec<(usize, u64)> = damaged.places.clone();
    if let Ok(before) = only(theirs, rule, &damaged.column) {
        places.extend(before.first.iter().map(|p| (0, moved(damaged, p.line))));
    }
    places.sort_unstable();
    places.dedup();
    places.truncate(5);
    let named: Vec<_> = places
        .into_iter()
        .map(|(file, line)| (damaged.files[file].0.clone(), line))
        .collect();
    prop_assert_eq!(
        lines(only(ours, rule, &damaged.column)?),
        named,
        "{}",
        rule.name()
    );
    Ok(())
}

/// Where a line of the right extract stands in the damaged one.
fn moved(damaged: &Damaged, line: u64) -> u64 {
    let added = damaged.added.iter();
    added.fold(line, |line, added| line + u64::from(*added <= line))
}

/// What was found without the damage is found with it, on the line where its row now stands.
fn others_stay(rule: Option<Rule>, ours: &Check, theirs: &Check, damaged: &Damaged) -> Verdict {
    let is_expected = |f: &Finding| {
        let beside = damaged.besides.iter();
        beside
            .map(|(rule, _)| *rule)
            .chain(rule)
            .any(|r| r.name() == f.rule)
    };
    // Where rows have gone to another file, their lines are another's.
    if damaged.files.len() > 1 {
        return Ok(());
    }
    for before in theirs.findings.iter().filter(|f| !is_expected(f)) {
        let after = ours
            .findings
            .iter()
            .find(|f| f.rule == before.rule && f.column.eq_ignore_ascii_case(&before.column));
        let wanted: Vec<u64> = before
            .first
            .iter()
            .map(|p| moved(damaged, p.line))
            .collect();
        let found: Option<Vec<u64>> = after.map(|f| f.first.iter().map(|p| p.line).collect());
        prop_assert_eq!(found, Some(wanted), "{}", before.rule);
    }
    Ok(())
}

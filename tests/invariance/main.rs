//! The same rows, shown in another way: in another order, with other columns beside them, quoted, divided, ended, split and
//! packed otherwise. Nothing that is counted changes, and as much is found.
//!
//! `changes` holds the ways. Half of the extracts have dirty rows. All dirt of `synth` lies within a row or an episode and
//! stays what it is wherever the row stands, with two limits that `changes` names: the values of a row that is too short
//! are not moved between columns, and it spans no lines. What does depend on the place of a row is damage of files (a last
//! line cut short, a header among the rows): `tests/damage` has that. Findings keep their counts, not their lines.

#[path = "../sheets/mod.rs"]
mod sheets;

mod changes;

use changes::{Chance, Change};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use sheets::run::{File, Run, counts};
use sheets::{Sheet, cases, seed};
use treatstat::synth::Form;

/// Cases of each change in each form.
const CASES: u32 = 12;

type Verdict = Result<(), TestCaseError>;

fn invariant(change: Change) {
    for form in [Form::Plain, Form::Cds] {
        let mut runner = TestRunner::new(Config {
            cases: cases(CASES),
            failure_persistence: None,
            rng_seed: seed(),
            max_shrink_iters: 60,
            ..Config::default()
        });
        let case = (
            30u32..=120,
            0u64..1_000_000,
            prop_oneof![Just(0.0), Just(0.4)],
            any::<bool>(),
            any::<u64>(),
        );
        let tried = runner.run(&case, |(people, seed, dirty, dated, chance)| {
            let sheet = Sheet::new(form, people, seed, dirty);
            let run = Run {
                profile: None,
                dated,
            };
            let files = change(&sheet, &mut Chance::new(chance));
            same(&run, &[as_it_is(&sheet)], &files)
        });
        if let Err(why) = tried {
            panic!("{form:?}: {why:?}");
        }
    }
}

fn as_it_is(sheet: &Sheet) -> File {
    ("x.csv".into(), sheet.text().into_bytes())
}

fn same(run: &Run, before: &[File], after: &[File]) -> Verdict {
    let (ours, theirs) = (run.results(after)?, run.results(before)?);
    if let Some(difference) = ours.difference(&theirs) {
        return Err(TestCaseError::fail(difference));
    }
    let (ours, theirs) = (run.check(after)?, run.check(before)?);
    prop_assert_eq!(counts(&ours.findings), counts(&theirs.findings));
    let left_out = |check: &treatstat::papers::check::Check| {
        let rules = check.attrition.iter();
        rules
            .map(|r| (r.rule, r.rows, r.episodes, r.people))
            .collect::<Vec<_>>()
    };
    prop_assert_eq!(left_out(&ours), left_out(&theirs));
    prop_assert_eq!(ours.rows.read, theirs.rows.read);
    Ok(())
}

#[test]
fn the_order_of_rows() {
    invariant(changes::order_of_rows);
}

#[test]
fn the_order_of_columns() {
    invariant(changes::order_of_columns);
}

#[test]
fn columns_that_are_not_read() {
    invariant(changes::more_columns);
}

#[test]
fn quotes() {
    invariant(changes::quotes);
}

#[test]
fn line_ends() {
    invariant(changes::line_ends);
}

#[test]
fn delimiters() {
    invariant(changes::delimiters);
}

#[test]
fn several_files_in_any_order() {
    invariant(changes::several_files);
}

#[test]
fn packing() {
    invariant(changes::packing);
}

#[test]
fn all_of_it_at_once() {
    invariant(changes::everything);
}

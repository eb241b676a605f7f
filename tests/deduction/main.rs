//! A second opinion on disclosure control: what the protected rows give away, tried by somebody who has nothing else.
//!
//! It shares no code with the program and reads only what the program prints. A count is a variable, the meaning of the
//! rows gives equations between variables, and an equation with one unknown gives that unknown. The truth, from an
//! unsuppressed run, says which of the counts so found are small; it is never shown to the attacker.
//!
//! `rows` and `runs` are what is read, `groups`, `sums` and `meaning` what it means; `equations`, `deduction` and
//! `children` are the attacker, `scene` holds what the attacker has against what is true; `inferred` works out again what
//! the program says it worked out. The promises of a released table are below, those of inferred rows in `inference`.

mod children;
mod deduction;
mod equations;
mod groups;
mod inference;
mod inferred;
mod meaning;
mod rows;
mod runs;
mod scene;
mod statistics;
mod sums;

use deduction::Reasoning;
use meaning::Knowledge;
use rows::Row;
use runs::{Case, cases, require_none};
use scene::{Scene, learned, learned_in_all_cases};

use std::collections::BTreeSet;

const PROTECTED: [&str; 3] = [
    "disclosure control passed",
    "for review before publication: a hidden zero may be worked out",
    "not for publication: a hidden count may be worked out",
];
const UNSUPPRESSED: &str = "unsuppressed: not for publication";

#[test]
fn every_row_says_what_may_be_done_with_it() {
    for case in cases() {
        assert!(!case.protected.is_empty(), "{}", case.name);
        for row in case.protected.iter().chain(&case.inferred) {
            assert_eq!(
                row.release,
                case.protected[0].release,
                "{}: {}",
                case.name,
                row.name()
            );
            assert!(
                PROTECTED.contains(&row.release.as_str()),
                "{}: {}",
                case.name,
                row.name()
            );
        }
        for row in case.truth.iter().chain(&case.inferred_from_truth) {
            assert_eq!(row.release, UNSUPPRESSED, "{}: {}", case.name, row.name());
        }
    }
}

#[test]
fn what_is_shown_is_the_truth() {
    for case in cases() {
        for (row, truth) in case.protected.iter().zip(&case.truth) {
            let name = || format!("{}: {}", case.name, row.name());
            if row.numerator.is_some() {
                assert_eq!(row.numerator, truth.numerator, "{}", name());
            }
            if row.numerator.is_some() && row.denominator.is_some() {
                assert_eq!(row.value, truth.value, "{}", name());
                assert_eq!(row.lower, truth.lower, "{}", name());
                assert_eq!(row.upper, truth.upper, "{}", name());
                assert_eq!(row.shorthand, truth.shorthand, "{}", name());
            }
            if row.denominator.is_some() {
                assert_eq!(row.denominator, truth.denominator, "{}", name());
            }
        }
    }
}

#[test]
fn a_hidden_count_takes_its_rate_with_it() {
    for case in cases() {
        for row in &case.protected {
            let name = || format!("{}: {}", case.name, row.name());
            if row.numerator.is_none() || row.denominator.is_none() {
                for rate in [&row.value, &row.lower, &row.upper] {
                    assert!(rate.is_empty(), "{}", name());
                }
            }
            assert_eq!(
                row.shorthand == "[c]",
                row.numerator.is_none() || row.denominator.is_none(),
                "{}: [c] stands for a hidden count, and for nothing else",
                name()
            );
        }
    }
}

#[test]
fn no_row_shows_a_count_from_1_to_4_or_leaves_one_over() {
    let mut found = Vec::new();
    for case in cases() {
        for row in case.protected.iter().chain(&case.inferred) {
            let rest = row
                .denominator
                .zip(row.numerator)
                .map(|(whole, part)| whole - part);
            let counts = [row.numerator, row.denominator, rest];
            if counts.into_iter().flatten().any(|c| (1..=4).contains(&c)) {
                found.push(format!("{}: {}", case.name, row.name()));
            }
        }
    }
    require_none(&found, "small counts in plain sight");
}

#[test]
fn no_row_tells_what_everybody_answered_of_fewer_than_ten() {
    let mut found = Vec::new();
    for case in cases() {
        let rows = case.protected.iter().chain(&case.inferred);
        for row in rows.filter(|row| !row.is_share_of_all()) {
            if let Some((part, whole)) = row.numerator.zip(row.denominator)
                && (1..10).contains(&whole)
                && (part == 0 || part == whole)
            {
                found.push(format!("{}: {}", case.name, row.name()));
            }
        }
    }
    require_none(&found, "rates of 0% or 100% of fewer than ten people");
}

#[test]
fn a_count_hidden_in_one_row_is_printed_in_no_other() {
    let mut found = Vec::new();
    for case in cases() {
        for scene in Scene::all(case, &case.protected, Knowledge::Tables) {
            for at in 0..scene.shown.len() {
                if scene.shown[at] && scene.hidden[at] {
                    found.push(format!("{}: {}", scene.name, scene.said(at)));
                }
            }
        }
    }
    require_none(&found, "counts both hidden and printed");
}

#[test]
fn subtraction_gives_back_no_hidden_count_and_no_small_one() {
    let found = learned_in_all_cases(Knowledge::Tables, Reasoning::Subtraction);
    require_none(&found, "counts learned");
}

/// A hidden nought protects nothing where the table itself says that it is one.
#[test]
fn no_hidden_count_rests_on_noughts_that_a_reader_has() {
    let found = learned_in_all_cases(Knowledge::Tables, Reasoning::NoNegativeCounts);
    require_none(&found, "counts learned");
}

/// A mean number of children is a sum over a distribution, and services are of several kinds.
#[test]
fn whole_numbers_of_children_and_kinds_of_services_give_back_no_hidden_count() {
    let found = learned_in_all_cases(Knowledge::Tables, Reasoning::WholeNumbers);
    require_none(&found, "counts learned");
}

/// What is left over between two tables may be small; what is hidden in either stays so.
#[test]
fn linked_tables_give_back_no_hidden_count() {
    let found = learned_in_all_cases(Knowledge::LinkedTables, Reasoning::WholeNumbers);
    let hidden: Vec<String> = found
        .into_iter()
        .filter(|one| one.contains(": hidden "))
        .collect();
    require_none(&hidden, "hidden counts learned");
}

fn with_small_counts_hidden(case: &Case) -> Vec<Row> {
    let mut rows = case.truth.clone();
    for row in &mut rows {
        let small = |count: Option<i64>| count.is_some_and(|c| (1..=4).contains(&c));
        if small(row.numerator) || small(row.denominator) {
            row.hide(small(row.denominator));
        }
    }
    rows
}

/// Without this nothing above would prove anything: an attacker who never finds a count finds none in safe tables too.
#[test]
fn hiding_small_counts_alone_would_give_them_back() {
    // Kinds of line; each must be of use to the attacker somewhere.
    let mut unused = BTreeSet::from([
        "hidden age_",
        "hidden children_1",
        "hidden children_4_or_more",
        "hidden childrens_services_",
        "hidden parenting_support_",
        "hidden completeness_",
        "hidden pregnant ",
        "hidden returned",
        "hidden family_status_reviewed",
        "all / provider ",
        "all / area ",
        "derived services but",
    ]);
    for case in cases().iter().filter(|case| case.people >= 40) {
        let rows = with_small_counts_hidden(case);
        let found = learned(case, &rows, Knowledge::Tables, Reasoning::Subtraction);
        assert!(
            found.iter().any(|one| one.contains(": hidden ")),
            "{}: the attacker cannot do what it is there for",
            case.name
        );
        unused.retain(|kind| !found.iter().any(|one| one.contains(kind)));
    }
    assert!(unused.is_empty(), "never learned: {unused:?}");
}

/// And without the search for whole numbers less would be found.
#[test]
fn a_mean_gives_back_hidden_counts_that_subtraction_does_not() {
    for case in cases().iter().filter(|case| case.people >= 400) {
        let rows = with_small_counts_hidden(case);
        let found = |reasoning| learned(case, &rows, Knowledge::Tables, reasoning);
        let before: BTreeSet<String> = found(Reasoning::NoNegativeCounts).into_iter().collect();
        let more = found(Reasoning::WholeNumbers);
        assert!(
            more.iter()
                .any(|one| !before.contains(one) && one.contains(": hidden children_")),
            "{}: the search finds nothing",
            case.name
        );
    }
}

#[test]
fn much_of_what_is_large_is_shown() {
    for case in cases() {
        let share = |wanted: &dyn Fn(&Row) -> bool| {
            let wanted: Vec<bool> = case
                .protected
                .iter()
                .zip(&case.truth)
                .filter(|(_, truth)| truth.denominator > Some(0) && wanted(truth))
                .map(|(row, _)| row.numerator.is_some())
                .collect();
            let shown = wanted.iter().filter(|shown| **shown).count();
            100.0 * shown as f64 / wanted.len().max(1) as f64
        };
        let every = share(&|_| true);
        let headline = share(&|row| {
            row.age_group == "adults"
                && ["in_treatment", "starting"].contains(&row.measure.as_str())
                && row.sex == "all"
                && row.breakdown == "all"
                && row.provider == "all"
                && row.area == case.protected[0].area
        });
        let noughts = share(&|row| row.numerator == Some(0) && row.denominator >= Some(10));
        println!(
            "{}: shown {every:.1}% of rows about anybody, {headline:.1}% of adults by family group, \
             {noughts:.1}% of noughts of ten or more",
            case.name
        );
        let (least_headline, least_every, least_noughts) = match case.people {
            1500.. => (50.0, 8.0, 8.0),
            400.. => (25.0, 3.0, 5.0),
            _ => (0.0, 0.0, 0.0),
        };
        assert!(headline >= least_headline, "{}: {headline}", case.name);
        assert!(every >= least_every, "{}: {every}", case.name);
        assert!(noughts >= least_noughts, "{}: {noughts}", case.name);
    }
}

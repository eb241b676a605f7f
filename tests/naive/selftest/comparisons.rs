//! Rows of differences and trends, against a few people added up by hand.

use super::super::intervals::{cochran_armitage, newcombe};
use super::super::traits::{APART, INCOMPLETE, NONE, OTHERS, OWN};
use super::super::{Answer, Key, Options, Row};
use super::statistics::close;
use super::{STAYS, find, judge_one, key, stays, women};

/// Leavers of one year: status, children, how many, how many of them completed.
fn leavers(groups: &[(&str, u32, u32)]) -> Answer {
    let mut lines = Vec::new();
    for (place, (status, completed, all)) in groups.iter().enumerate() {
        for client in 0..*all {
            let reason = if client < *completed { 80 } else { 86 };
            let line =
                format!("{place}-{client},1,F,1980-01-01,{status},2009-05-01,2009-06-01,{reason}");
            lines.push(line);
        }
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    judge_one(STAYS, &lines, &Options::default())
}

fn against_everyone_else(path: [&str; 4]) -> Key {
    Key {
        compared_with: "everyone_else".to_string(),
        statistic: "difference".to_string(),
        ..key(path)
    }
}

#[test]
fn a_group_is_compared_with_the_other_complete_groups_added_up() {
    let answer = leavers(&[
        ("11,1", 56, 70),
        ("13,0", 8, 10),
        ("14,2", 10, 30),
        ("14,0", 30, 40),
        ("15,", 5, 5),
    ]);
    let found = |group| {
        let path = ["leaving", "completed_of_leavers", "2009-10", group];
        find(&answer, &against_everyone_else(path))
    };
    // Everyone else is 8 + 10 + 30 of 10 + 30 + 40: Newcombe's first example.
    let row = found(OWN);
    let digits = [row.value, row.lowercl, row.uppercl].map(|n| format!("{:.4}", n.unwrap()));
    assert_eq!(digits, ["0.2000", "0.0524", "0.3339"]);
    assert_eq!((row.numerator, row.denominator), (None, None));
    for (group, group_share, others) in [
        (APART, 8.0 / 10.0, 96.0 / 140.0),
        (OTHERS, 10.0 / 30.0, 94.0 / 120.0),
        (NONE, 30.0 / 40.0, 74.0 / 110.0),
    ] {
        close(found(group).value.unwrap(), group_share - others, 1e-12);
    }
    // Nobody is in the year after.
    let path = ["leaving", "completed_of_leavers", "2010-11", OWN];
    assert_eq!(find(&answer, &against_everyone_else(path)).value, None);
}

#[test]
fn everyone_else_may_be_nobody() {
    let answer = leavers(&[("11,1", 1, 2), ("15,", 5, 5)]);
    for group in [OWN, APART] {
        let path = ["leaving", "completed_of_leavers", "2009-10", group];
        let row = find(&answer, &against_everyone_else(path));
        assert_eq!((row.value, row.lowercl, row.uppercl), (None, None, None));
    }
}

#[test]
fn which_measures_are_compared_with_everyone_else() {
    let answer = stays(&[], &Options::default());
    let has = |population, measure, group| {
        let key = against_everyone_else([population, measure, "2011-12", group]);
        answer.rows.contains_key(&key)
    };
    for (population, measure, expected) in [
        ("in_treatment", "heroin", true),
        ("starting", "age_50_and_over", true),
        ("starting", "retained_12_weeks", true),
        ("leaving", "died_of_leavers", true),
        ("in_treatment", "family_group_changed_on_review", true),
        ("in_treatment", "in_treatment", false),
        ("starting", "starting_of_complete", false),
        ("in_treatment", "children_living_with", false),
        ("in_treatment", "childrens_services_none", false),
        ("in_treatment", "completeness_sex", false),
    ] {
        assert_eq!(has(population, measure, OWN), expected, "{measure}");
        assert!(!has(population, measure, INCOMPLETE));
        assert!(!has(population, measure, "lives_with_child"));
        assert!(!has(population, measure, "all"));
    }
    // Of women, as the row itself is.
    let pregnant = Key {
        sex: "F".to_string(),
        ..against_everyone_else(["starting", "pregnant", "2011-12", OWN])
    };
    assert!(answer.rows.contains_key(&pregnant));
    assert!(!has("starting", "pregnant", OWN));
}

fn trend<'a>(answer: &'a Answer, plain: Key, first: &str) -> Option<[&'a Row; 3]> {
    let row = |statistic: &str| {
        answer.rows.get(&Key {
            compared_with: first.to_string(),
            statistic: statistic.to_string(),
            ..plain.clone()
        })
    };
    Some([row("difference")?, row("trend_z")?, row("trend_p")?])
}

/// Completed 1 of 2, 2 of 3 and 3 of 3 leavers of three years, each of whom stays a month.
fn three_years(options: Options) -> Answer {
    let lines = [
        "a,1,2009-05-01,2009-06-01,80",
        "b,1,2009-05-01,2009-06-01,86",
        "c,1,2010-05-01,2010-06-01,80",
        "d,1,2010-05-01,2010-06-01,80",
        "e,1,2010-05-01,2010-06-01,86",
        "f,1,2011-05-01,2011-06-01,80",
        "g,1,2011-05-01,2011-06-01,80",
        "h,1,2011-05-01,2011-06-01,80",
    ];
    stays(&lines, &options)
}

fn completed(last: &str) -> Key {
    key(["leaving", "completed_of_leavers", last, "all"])
}

#[test]
fn a_trend_over_three_years_worked_by_hand() {
    let answer = three_years(Options::default());
    let [difference, z, p] = trend(&answer, completed("2011-12"), "2009-10").unwrap();
    close(difference.value.unwrap(), 0.5, 1e-15);
    let (_, lower, upper) = newcombe((3, 3), (1, 2)).unwrap();
    assert_eq!(
        (difference.lowercl, difference.uppercl),
        (Some(lower), Some(upper))
    );
    // 8 people, 6 completed, mean score 9/8: 1.25 over the root of 3/16 times 4.875.
    close(z.value.unwrap(), 1.25 / (0.1875_f64 * 4.875).sqrt(), 1e-12);
    close(p.value.unwrap(), 0.1910630140456943, 1e-10);
    for row in [difference, z, p] {
        assert_eq!((row.numerator, row.denominator), (None, None));
    }
    assert_eq!((z.lowercl, p.uppercl), (None, None));
    // All of one group: nothing to test, but no difference between years is a difference.
    let share = key(["starting", "starting", "2011-12", NONE]);
    let [difference, z, p] = trend(&answer, share, "2009-10").unwrap();
    assert_eq!(
        (difference.value, z.value, p.value),
        (Some(0.0), None, None)
    );
}

#[test]
fn years_not_settled_never_enter() {
    let ends = |as_of, plain: fn(&str) -> Key| {
        let answer = three_years(Options {
            as_of,
            ..Options::default()
        });
        ["2009-10", "2010-11", "2011-12"]
            .into_iter()
            .filter(|last| trend(&answer, plain(last), "2009-10").is_some())
            .collect::<Vec<&str>>()
    };
    assert_eq!(ends((2012, 3, 31), completed), ["2011-12"]);
    assert_eq!(ends((2012, 3, 30), completed), ["2010-11"]);
    assert_eq!(ends((2011, 3, 30), completed), Vec::<&str>::new());
    // 84 days after 31 March is 23 June.
    let retained = |last: &str| key(["starting", "retained_12_weeks", last, "all"]);
    assert_eq!(ends((2012, 6, 23), retained), ["2011-12"]);
    assert_eq!(ends((2012, 6, 22), retained), ["2010-11"]);
    assert_eq!(ends((2012, 6, 22), completed), ["2011-12"]);

    // What does not enter is not counted either: 1 of 2 and 2 of 3 only.
    let answer = three_years(Options {
        as_of: (2012, 3, 30),
        ..Options::default()
    });
    let [difference, z, _] = trend(&answer, completed("2010-11"), "2009-10").unwrap();
    close(difference.value.unwrap(), 2.0 / 3.0 - 0.5, 1e-12);
    assert_eq!(z.value, cochran_armitage(&[(1, 2), (2, 3)]));
}

#[test]
fn years_are_put_in_order_and_one_year_is_no_trend() {
    let of_years = |years: &[i32]| {
        three_years(Options {
            years: years.to_vec(),
            ..Options::default()
        })
    };
    let answer = of_years(&[2011, 2009]);
    let [difference, z, _] = trend(&answer, completed("2011-12"), "2009-10").unwrap();
    assert_eq!(difference.value, Some(0.5));
    assert_eq!(z.value, cochran_armitage(&[(1, 2), (3, 3)]));
    let answer = of_years(&[2010]);
    let trends = |key: &Key| key.statistic.starts_with("trend");
    assert!(!answer.rows.keys().any(trends));
}

#[test]
fn a_year_of_nobody_never_enters() {
    let lines = [
        "a,1,2009-05-01,2009-06-01,80",
        "b,1,2011-05-01,2011-06-01,86",
    ];
    let answer = stays(&lines, &Options::default());
    let [change, z, p] = trend(&answer, completed("2011-12"), "2009-10").unwrap();
    assert_eq!(change.value, Some(-1.0));
    assert!(z.value < Some(-1.0) && p.value > Some(0.1));
    let answer = stays(&lines[..1], &Options::default());
    for row in trend(&answer, completed("2011-12"), "2009-10").unwrap() {
        assert_eq!((row.value, row.lowercl, row.uppercl), (None, None, None));
    }
}

#[test]
fn which_rows_have_a_trend() {
    let answer = three_years(Options::default());
    let has = |plain: Key| trend(&answer, plain, "2009-10").is_some();
    let of = |measure, group| key(["starting", measure, "2011-12", group]);
    for group in [
        OWN,
        INCOMPLETE,
        "lives_with_child",
        "parent_or_lives_with_child",
    ] {
        assert!(has(of("starting", group)));
        assert_eq!(has(of("starting_of_complete", group)), group != INCOMPLETE);
        assert!(has(of("retained_12_weeks_or_completed", group)));
    }
    assert!(!has(of("starting", "all")));
    assert!(!has(of("starting_of_complete", "all")));
    for (sex, expected) in [("F", true), ("M", true), ("unknown", false)] {
        let plain = Key {
            sex: sex.to_string(),
            ..of("starting", OWN)
        };
        assert_eq!(has(plain), expected);
    }
    assert!(has(women(["starting", "pregnant", "2011-12", "all"])));
    assert!(!has(women(["starting", "pregnant", "2011-12", OWN])));
    assert!(!has(of("heroin", "all")));
    assert!(!has(key(["leaving", "died_of_leavers", "2011-12", "all"])));
    assert!(!has(key(["in_treatment", "in_treatment", "2011-12", OWN])));
}

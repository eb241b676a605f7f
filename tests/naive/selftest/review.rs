//! Who was asked again, and whose family group changed.

use super::super::traits::{INCOMPLETE, NONE, OWN};
use super::super::{Answer, Options, Profile};
use super::{CORE, core_and, judge_one, pair, row};

/// The reviewed of all, and the changed of the reviewed.
fn reviews(answer: &Answer, group: &str) -> [(u64, u64); 2] {
    ["family_status_reviewed", "family_group_changed_on_review"]
        .map(|measure| pair(row(answer, ["in_treatment", measure, "2009-10", group])))
}

fn one(pair: &str, review: &str) -> [(u64, u64); 2] {
    let line = format!("X,c,1,{pair},2009-05-01,,,1,2009-05-02,,{review}");
    reviews(&core_and("", &[&line], Options::default()), "all")
}

#[test]
fn a_review_counts_when_it_says_something() {
    let [not, unchanged, changed] = [[(0, 1), (0, 0)], [(1, 1), (0, 1)], [(1, 1), (1, 1)]];
    for (own, review, expected) in [
        ("14,0", "2009-08-01,14,0", unchanged),
        ("14,0", "2009-08-01,11,1", changed),
        ("14,0", ",11,1", not),
        ("14,0", "2012-06-30,11,1", changed),
        ("14,0", "2012-07-01,11,1", not),
        ("14,0", "2009-08-01,,", not),
        ("14,0", "2009-08-01,15,98", not),
        ("14,0", "2009-08-01,501,99", not),
        ("14,0", "2009-08-01,501,31", not),
        // Said, but telling no family group: nothing changes.
        ("14,0", "2009-08-01,6,", unchanged),
        ("14,0", "2009-08-01,,2", unchanged),
        ("14,0", "2009-08-01,15,30", unchanged),
        ("14,0", "2009-08-01,13,99", changed),
        // Complete only with the review: the first complete episode is none, and the latest is the review.
        ("15,", "2009-08-01,11,1", changed),
        ("15,", "2009-08-01,6,1", unchanged),
    ] {
        assert_eq!(one(own, review), expected, "{own}, then {review}");
    }
}

#[test]
fn a_change_is_between_two_readings_whichever_is_in_force() {
    let lines = [
        "X,c,1,15,,2009-05-01,2009-09-01,86,1,2009-05-02,,2009-08-01,11,1",
        "X,c,2,14,0,2009-09-05,,,,,,,,",
    ];
    // First complete and latest are both the second episode, although the review between them differs.
    for (parental_status_from, group) in [("start", INCOMPLETE), ("latest", NONE)] {
        let options = Options {
            parental_status_from,
            ..Options::default()
        };
        let answer = core_and("", &lines, options);
        assert_eq!(reviews(&answer, group), [(1, 1), (0, 1)]);
    }
    // A later episode changes the group as a review does, once there is any review.
    let lines = [
        "X,c,1,14,0,2009-05-01,2009-09-01,86,1,2009-05-02,,2009-08-01,14,0",
        "X,c,2,11,1,2009-09-05,,,,,,,,",
    ];
    let answer = core_and("", &lines, Options::default());
    assert_eq!(reviews(&answer, NONE), [(1, 1), (1, 1)]);
    assert_eq!(reviews(&answer, OWN), [(0, 0), (0, 0)]);
}

#[test]
fn reviews_of_one_day_are_put_together() {
    let lines = [
        "X,c,1,14,0,2009-05-01,,,,,,2009-08-01,14,0",
        "X,c,1,14,0,2009-05-01,,,,,,2009-08-01,13,0",
        "X,c,1,14,0,2009-05-01,,,,,,2009-08-01,13,0",
    ];
    let changed = |lines: &[&str]| reviews(&core_and("", lines, Options::default()), "all")[1];
    assert_eq!(changed(&lines), (1, 1));
    // As many rows each: the smaller pair, 13, stands.
    assert_eq!(changed(&lines[..2]), (1, 1));
    let lines = [
        lines[0],
        "X,c,1,14,0,2009-05-01,,,,,,2009-08-01,15,0",
        lines[0],
    ];
    assert_eq!(changed(&lines), (0, 1));
}

#[test]
fn cells_in_force_decide_what_a_change_is() {
    let line = "X,c,1,13,0,2009-05-01,,,,,,2009-08-01,13,2";
    let changed = |apart_with_children_stay_apart| {
        let options = Options {
            apart_with_children_stay_apart,
            ..Options::default()
        };
        reviews(&core_and("", &[line], options), "all")[1]
    };
    assert_eq!([changed(false), changed(true)], [(1, 1), (0, 1)]);
}

#[test]
fn without_the_columns_nobody_is_asked_whether_reviewed() {
    let cds = Options {
        profile: Profile::Cds,
        ..Options::default()
    };
    let asked = |without: &[&str]| {
        let header: Vec<&str> = CORE
            .split(',')
            .map(|name| if without.contains(&name) { "X" } else { name })
            .collect();
        let line = "A,B,1980-01-01,F,X,c,1,14,0,2009-05-01,,,,,,2009-08-01,11,1";
        reviews(&judge_one(&header.join(","), &[line], &cds), "all")
    };
    assert_eq!(asked(&[]), [(1, 1), (1, 1)]);
    assert_eq!(asked(&["CIRDT"]), [(0, 0), (0, 0)]);
    assert_eq!(asked(&["CIRPRTST"]), [(1, 1), (0, 1)]);
    assert_eq!(asked(&["CIRCLDWT"]), [(1, 1), (1, 1)]);
    assert_eq!(asked(&["CIRPRTST", "CIRCLDWT"]), [(0, 0), (0, 0)]);
}

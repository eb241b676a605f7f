//! Episodes of several rows, and journeys of several episodes.

use super::super::traits::{APART, INCOMPLETE, NONE, OTHERS, OWN};
use super::super::{Answer, Options, Profile};
use super::{CORE, by_journey, core_and, count, judge_one, people, row, stays};

fn core(lines: &[&str], options: Options) -> Answer {
    core_and("", lines, options)
}

/// The family group of the only person, who starts in 2009-10.
fn group(answer: &Answer) -> &'static str {
    let groups = [OWN, APART, OTHERS, NONE, INCOMPLETE];
    let here = |group: &&&str| {
        row(answer, ["starting", "starting", "2009-10", group]).numerator == Some(1)
    };
    let found: Vec<&&str> = groups.iter().filter(here).collect();
    assert_eq!(found.len(), 1);
    found[0]
}

#[test]
fn a_gap_of_21_days_is_one_journey_and_of_22_days_two() {
    let starts_after = |second: &str, gap_days: i64| {
        let options = Options {
            gap_days,
            ..by_journey()
        };
        let second = format!("a,2,{second},2009-08-01,80");
        let answer = stays(&["a,1,2009-05-01,2009-06-10,86", &second], &options);
        people(&answer, "starting", "starting", "2009-10")
    };
    assert_eq!(starts_after("2009-06-30", 21), 1);
    assert_eq!(starts_after("2009-07-01", 21), 1);
    assert_eq!(starts_after("2009-07-02", 21), 2);
    assert_eq!(starts_after("2009-06-30", 20), 1);
    assert_eq!(starts_after("2009-07-01", 20), 2);
}

#[test]
fn the_gap_is_measured_from_the_latest_end_not_the_last_episode() {
    let nested = [
        "a,1,2009-05-01,2009-12-31,80",
        "a,2,2009-06-01,2009-06-10,86",
        "a,3,2010-01-15,2010-02-01,83",
    ];
    let answer = stays(&nested, &by_journey());
    assert_eq!(people(&answer, "starting", "starting", "2009-10"), 1);
    assert_eq!(
        count(&answer, "leaving", "transferred_of_leavers", "2009-10"),
        (1, 1)
    );
}

#[test]
fn the_outcome_is_that_of_the_episode_that_ends_last() {
    let nested = [
        "a,1,2009-05-01,2009-12-31,80",
        "a,2,2009-06-01,2009-06-10,86",
    ];
    let answer = stays(&nested, &by_journey());
    assert_eq!(
        count(&answer, "leaving", "completed_of_leavers", "2009-10"),
        (1, 1)
    );
    let tied = [
        "a,1,2009-05-01,2009-12-31,80",
        "a,2,2009-06-01,2009-12-31,89",
    ];
    let answer = stays(&tied, &by_journey());
    assert_eq!(
        count(&answer, "leaving", "completed_of_leavers", "2009-10"),
        (0, 1)
    );
    assert_eq!(
        count(&answer, "leaving", "died_of_leavers", "2009-10"),
        (1, 1)
    );
}

#[test]
fn of_episodes_alike_in_both_dates_the_smaller_id_comes_first() {
    // Bytes: 10 before 9. So 9 is the later in the order, and its reason counts.
    let tied = [
        "a,9,2009-05-01,2009-12-31,80",
        "a,10,2009-05-01,2009-12-31,86",
    ];
    let answer = stays(&tied, &by_journey());
    assert_eq!(
        count(&answer, "leaving", "completed_of_leavers", "2009-10"),
        (1, 1)
    );
}

#[test]
fn of_episodes_that_start_together_the_open_one_comes_last() {
    let lines = [
        "X,c,1,11,1,2009-05-01,,,,,,,,",
        "X,c,2,13,0,2009-05-01,2009-06-01,80,,,,,,",
    ];
    assert_eq!(group(&core(&lines, Options::default())), APART);
}

#[test]
fn an_open_episode_keeps_the_journey_open() {
    let open = ["a,1,2009-05-01,,", "a,2,2011-05-01,2011-06-01,80"];
    let answer = stays(&open, &by_journey());
    for (period, starting) in [("2009-10", 1), ("2010-11", 0), ("2011-12", 0)] {
        assert_eq!(people(&answer, "in_treatment", "in_treatment", period), 1);
        assert_eq!(people(&answer, "starting", "starting", period), starting);
        assert_eq!(
            people(&answer, "leaving", "completed_of_leavers", period),
            0
        );
    }
}

#[test]
fn an_end_after_the_extract_is_open_and_its_reason_unread() {
    let options = Options {
        as_of: (2010, 3, 1),
        ..Options::default()
    };
    let answer = stays(
        &[
            "a,1,2009-12-20,2010-03-02,80",
            "b,1,2009-12-20,2010-03-01,80",
        ],
        &options,
    );
    assert_eq!(
        count(&answer, "leaving", "completed_of_leavers", "2009-10"),
        (1, 1)
    );
    // Neither is followed up for 84 days: 20 December plus 84 days is 14 March.
    assert_eq!(
        people(&answer, "starting", "retained_12_weeks", "2009-10"),
        0
    );
}

#[test]
fn each_population_takes_its_own_latest_journey_of_a_person() {
    let lines = ["a,1,2009-04-10,2009-06-10,80", "a,2,2010-02-01,,"];
    let person = stays(&lines, &Options::default());
    assert_eq!(people(&person, "starting", "starting", "2009-10"), 1);
    assert_eq!(
        people(&person, "in_treatment", "in_treatment", "2009-10"),
        1
    );
    let completed = [
        "starting_and_leaving",
        "completed_of_starters_leaving",
        "2009-10",
    ];
    assert_eq!(
        count(&person, completed[0], completed[1], completed[2]),
        (1, 1)
    );
    // Starting counts with the second journey: open, so retained.
    assert_eq!(
        count(&person, "starting", "retained_12_weeks", "2009-10"),
        (1, 1)
    );
    let journeys = stays(&lines, &by_journey());
    assert_eq!(people(&journeys, "starting", "starting", "2009-10"), 2);
    assert_eq!(
        count(&journeys, "starting", "retained_12_weeks", "2009-10"),
        (1, 2)
    );
    assert_eq!(
        count(
            &journeys,
            "starting",
            "retained_12_weeks_or_completed",
            "2009-10"
        ),
        (2, 2)
    );
}

#[test]
fn parental_status_from_start_first_complete_or_latest() {
    let from = |parental_status_from, lines: &[&str]| {
        group(&core(
            lines,
            Options {
                parental_status_from,
                ..Options::default()
            },
        ))
    };
    // Incomplete at first, apart with the second episode; a review of the first says own children, a later one nothing.
    let lines = [
        "X,c,1,15,,2009-05-01,2009-09-01,86,,,,2009-08-01,11,2",
        "X,c,1,15,,2009-05-01,2009-09-01,86,,,,2009-08-20,99,1",
        "X,c,2,13,0,2009-07-01,2009-10-01,86,,,,,,",
    ];
    assert_eq!(from("start", &lines), INCOMPLETE);
    assert_eq!(from("first_complete", &lines), APART);
    assert_eq!(from("latest", &lines), OWN);

    // On one date a review is later than an episode's own pair.
    let lines = [
        "X,c,1,14,0,2009-05-01,2009-09-01,86,,,,2009-07-01,11,2",
        "X,c,2,13,0,2009-07-01,2009-10-01,86,,,,,,",
    ];
    assert_eq!(from("start", &lines), NONE);
    assert_eq!(from("first_complete", &lines), NONE);
    assert_eq!(from("latest", &lines), OWN);

    // On one date a review of a later episode is later; one after the extract is not read.
    let lines = [
        "X,c,1,14,0,2009-05-01,2009-09-01,86,,,,2009-08-01,11,2",
        "X,c,2,15,,2009-07-01,2009-10-01,86,,,,2009-08-01,13,0",
        "X,c,2,15,,2009-07-01,2009-10-01,86,,,,2012-07-01,11,1",
    ];
    assert_eq!(from("latest", &lines), APART);

    // Nothing is complete: the first episode.
    assert_eq!(
        from("latest", &["X,c,1,15,1,2009-05-01,,,,,,2009-08-01,15,"]),
        INCOMPLETE
    );
}

#[test]
fn rows_of_one_episode_that_disagree() {
    let says = |lines: &[&str]| group(&core(lines, Options::default()));
    // The latest of the three dates, wherever it stands, against two rows.
    let lines = [
        "X,c,1,13,0,2009-05-01,,,1,2009-05-02,2009-06-01,,,",
        "X,c,1,13,0,2009-05-01,,,1,2009-05-02,2009-06-01,,,",
        "X,c,1,11,1,2009-05-01,,,1,2009-05-02,,2009-06-02,,",
    ];
    assert_eq!(says(&lines), OWN);
    // A row without a date is the earliest.
    let lines = [
        "X,c,1,11,1,2009-05-01,,,,,,,,",
        "X,c,1,13,0,2009-05-01,,,7,2009-05-02,,,,",
    ];
    assert_eq!(says(&lines), APART);
    // Blanks never compete, for each of the two facts alone: 14 of the first row, 1 child of the second.
    let lines = [
        "X,c,1,14,0,2009-05-01,,,1,2009-05-02,,,,",
        "X,c,1,,1,2009-05-01,,,1,2009-05-03,,,,",
    ];
    assert_eq!(says(&lines), OTHERS);
    // Of several on the latest date, the one on most rows of the episode, the earlier rows too.
    let lines = [
        "X,c,1,13,0,2009-05-01,,,1,2009-05-02,,,,",
        "X,c,1,13,0,2009-05-01,,,1,2009-05-03,,,,",
        "X,c,1,11,0,2009-05-01,,,1,2009-05-03,,,,",
    ];
    assert_eq!(says(&lines), APART);
    // Then the smallest code, as a number: 2 (apart) before 11 (own). A code unknown to the table competes too.
    let lines = [
        "X,c,1,11,0,2009-05-01,,,,,,,,",
        "X,c,1,2,0,2009-05-01,,,,,,,,",
    ];
    assert_eq!(says(&lines), APART);
    let lines = [
        "X,c,1,11,0,2009-05-01,,,,,,,,",
        "X,c,1,501,0,2009-05-01,,,,,2009-06-01,,,",
    ];
    assert_eq!(says(&lines), INCOMPLETE);
}

#[test]
fn reviews_of_one_date_that_disagree() {
    let latest = Options {
        parental_status_from: "latest",
        ..Options::default()
    };
    let lines = [
        "X,c,1,14,0,2009-05-01,,,,,,2009-08-01,11,2",
        "X,c,1,14,0,2009-05-01,,,,,,2009-08-01,13,0",
        "X,c,1,14,0,2009-05-01,,,,,,2009-08-01,13,0",
    ];
    assert_eq!(group(&core(&lines, latest)), APART);
    let latest = Options {
        parental_status_from: "latest",
        ..Options::default()
    };
    assert_eq!(group(&core(&lines[..2], latest)), OWN);
}

#[test]
fn an_episode_starts_with_its_first_structured_modality() {
    let starts = |line: &str, episode_start_triage| {
        let options = Options {
            episode_start_triage,
            ..Options::default()
        };
        let answer = core(&[line, "Y,c,9,14,0,2012-06-30,,,,,,,,"], options);
        ["2009-10", "2010-11", "2011-12"]
            .map(|period| people(&answer, "starting", "starting", period))
    };
    for structured in ["1", "06", "11.0", "12", "94", "95"] {
        let line = format!("X,c,1,14,0,2010-03-20,2011-04-30,80,{structured},2010-04-05,,,,");
        assert_eq!(starts(&line, false), [0, 1, 0], "{structured}");
        assert_eq!(starts(&line, true), [1, 0, 0], "{structured}");
    }
    for other in ["", "7", "10", "76", "93", "96", "x"] {
        let line = format!("X,c,1,14,0,2010-03-20,2011-04-30,80,{other},2010-04-05,,,,");
        assert_eq!(starts(&line, false), [1, 0, 0], "{other}");
    }
}

#[test]
fn an_overlap_may_need_a_modality() {
    let journeys = |first_end: &str, second: &str| {
        [false, true].map(|overlap_needs_modality| {
            let options = Options {
                overlap_needs_modality,
                ..by_journey()
            };
            let first = format!("X,c,1,14,0,2009-05-01,{first_end},,,,,,,");
            let second = format!("Y,c,1,14,0,{second},,,,");
            let answer = core(&[&first, &second], options);
            people(&answer, "starting", "starting", "2009-10")
        })
    };
    // Triaged on the day of the first end: an overlap, and no gap.
    let unstructured = "2009-09-01,2009-12-01,80,7,2009-09-01";
    assert_eq!(journeys("2009-09-01", unstructured), [1, 2]);
    let structured = "2009-08-01,2009-12-01,80,1,2009-09-01";
    assert_eq!(journeys("2009-09-01", structured), [1, 1]);
    let a_day_later = "2009-09-02,2009-12-01,80,,";
    assert_eq!(journeys("2009-09-01", a_day_later), [1, 1]);
    assert_eq!(journeys("", a_day_later), [1, 2]);
}

#[test]
fn initials_birth_date_and_sex_make_a_person_of_the_core_data_set() {
    let header = format!("{CORE},DAT");
    let lines = [
        "anna,Bo,1980-01-01,f,X,1,1,14,0,2009-05-01,2009-06-01,80,,,,,,,A01",
        "A,b,1980-01-01,F,Y,2,1,14,0,2009-06-10,2009-07-01,80,,,,,,,A02",
        "A,B,1980-01-01,9,Y,2,2,14,0,2009-06-10,2009-07-01,80,,,,,,,A02",
        "A,B,1980-01-01,U,Y,2,3,14,0,2009-06-10,2009-07-01,80,,,,,,,A02",
    ];
    let journeys = |key_with_dat| {
        let options = Options {
            profile: Profile::Cds,
            key_with_dat,
            ..by_journey()
        };
        people(
            &judge_one(&header, &lines, &options),
            "starting",
            "starting",
            "2009-10",
        )
    };
    assert_eq!(journeys(false), 2);
    assert_eq!(journeys(true), 3);
}

//! What a row of a file says, and which rows are left out.

use super::super::calendar::{Format, days_between, parse};
use super::super::{Options, Profile, Row};
use super::{CORE, STAYS, by_journey, count, excluded, judge, judge_one, people};

#[test]
fn quotes_line_ends_marks_and_encodings() {
    // A byte-order mark, headers in any case, CRLF, quoted commas, quotes and line ends, 0xE9 of Windows-1252.
    let mut bytes =
        b"\xef\xbb\xbf Client_ID ,EPISODE_ID,sex,date_of_birth,triage_date,discharge_date,\
        discharge_reason,parental_status,children_living_with\r\n"
            .to_vec();
    bytes
        .extend(b"\"a,\"\"b\"\"\r\nc\",1,F,19800101,01/05/2009,20090601,80,11,1\r\n\r\n\r\n\r\n\n");
    bytes.extend(b"\"a,\"\"b\"\"\r\nc\",\"2\",F,19800101,02/06/2009, 20090701 ,86,11,1\r\n");
    let answer = judge(&[("x.csv", &bytes)], &by_journey());
    assert_eq!((answer.records, excluded(&answer)), (2, vec![]));
    assert_eq!(
        count(&answer, "leaving", "completed_of_leavers", "2009-10"),
        (0, 1)
    );
    bytes.extend(b"Ren\xe9,1,F,19800101,01/05/2009,,,11,1");
    let answer = judge(&[("x.csv", &bytes)], &by_journey());
    assert_eq!(people(&answer, "starting", "starting", "2009-10"), 2);
}

#[test]
fn each_row_is_excluded_for_the_first_reason_that_applies() {
    let header = format!("{CORE},CONSENT,DAT");
    let lines = [
        "A,B,1980-01-01,F,X,1,1,14,0,2009-05-01,,,,,,,,,,",
        "A,B,1980-01-01,F,X,1,1,14,0,2009-05-01,,,,,,,,",
        ",,,,X,1,1,,,,,,,,,,,,n,",
        "A,B,1980-01-01,F,X,1,1,14,0,2009-02-31,,,,,,,,,,",
        "A,B,1980-01-01,F,X,1,1,14,0,20090501,,,,,,,,,,",
        ",B,1980-01-01,F,X,1,1,14,0,2009-05-01,,,,,,,,,,",
        "A,NA,1980-01-01,F,X,1,1,14,0,2009-05-01,,,,,,,,,,",
        "A,B,,F,X,1,1,14,0,2009-05-01,,,,,,,,,,",
        "A,B,1980-01-01, ,X,1,1,14,0,2009-05-01,,,,,,,,,,",
        "A,B,1980-01-01,F,X,,1,14,0,2009-05-01,,,,,,,,,,",
        "A,B,1980-01-01,F,X,1,,14,0,2009-05-01,,,,,,,,,,",
        "A,B,1980-01-01,F,X,2,1,14,0,,2009-05-01,,,,,,,,,",
        "A,B,1980-01-01,F,X,3,1,14,0,2012-07-01,2012-06-01,,,,,,,,,",
        "A,B,1980-01-01,F,X,4,1,14,0,2009-05-01,2009-04-30,,,,,,,,,",
        "A,B,2010-01-01,F,X,5,1,14,0,2009-05-01,,,,,,,,,,",
    ];
    let options = Options {
        profile: Profile::Cds,
        ..Options::default()
    };
    let answer = judge_one(&header, &lines, &options);
    let mut expected = vec![
        ("birth_after_start", 1),
        ("end_before_start", 1),
        ("invalid_date", 2),
        ("malformed_row", 1),
        ("no_consent", 1),
        ("no_start", 1),
        ("start_after_extract", 1),
        ("unlinkable", 6),
    ];
    assert_eq!((answer.records, excluded(&answer)), (15, expected.clone()));
    assert_eq!(people(&answer, "starting", "starting", "2009-10"), 1);
    let options = Options {
        key_with_dat: true,
        ..options
    };
    let answer = judge_one(&header, &lines, &options);
    expected = vec![
        ("invalid_date", 2),
        ("malformed_row", 1),
        ("no_consent", 1),
        ("unlinkable", 11),
    ];
    assert_eq!(excluded(&answer), expected);
}

#[test]
fn a_journey_without_a_birth_date_has_no_age() {
    let lines = [
        "a,1,F,,14,0,2009-05-01,2009-06-01,80",
        "a,2,F,1980-01-01,14,0,2009-06-10,2009-07-01,80",
        "a,3,F,1980-01-01,14,0,2009-10-01,2009-11-01,80",
    ];
    let answer = judge_one(STAYS, &lines, &by_journey());
    assert_eq!(excluded(&answer), vec![("age_unknown", 2)]);
    assert_eq!(people(&answer, "starting", "starting", "2009-10"), 1);
}

#[test]
fn an_episode_may_start_on_the_day_of_the_extract_or_of_birth() {
    let lines = [
        "a,1,F,2012-06-30,14,0,2012-06-30,,",
        "b,1,F,2012-06-30,14,0,2012-06-30,2012-06-30,80",
    ];
    let answer = judge_one(STAYS, &lines, &Options::default());
    assert_eq!(excluded(&answer), vec![]);
}

#[test]
fn days_are_counted_by_the_calendar() {
    for (earlier, later, days) in [
        ((2012, 2, 28), (2012, 3, 1), 2),
        ((2011, 2, 28), (2011, 3, 1), 1),
        ((2000, 2, 28), (2000, 3, 1), 2),
        ((1900, 2, 28), (1900, 3, 1), 1),
        ((1899, 12, 31), (1900, 12, 31), 365),
        ((1970, 1, 1), (2012, 6, 30), 15_521),
        ((1970, 1, 1), (1900, 1, 1), -25_567),
    ] {
        assert_eq!(days_between(earlier, later), days);
    }
    let dashes = |text| parse(text, Format::YearMonthDayDashes);
    assert_eq!(dashes("2012-02-29"), Some((2012, 2, 29)));
    for bad in [
        "2011-02-29",
        "2011-04-31",
        "2011-13-01",
        "2011-00-01",
        "2011-1-01",
        "+011-01-01",
    ] {
        assert_eq!(dashes(bad), None, "{bad}");
    }
}

#[test]
fn the_newest_file_wins() {
    let extract =
        |line: &str| format!("{STAYS}\n{line}\nz,1,F,1980-01-01,14,0,2008-01-01,2008-02-01,80\n");
    let completed = extract("a,1,F,1980-01-01,14,0,2009-05-01,2009-06-01,80");
    let open = extract("a,1,F,1980-01-01,14,0,2009-05-01,,");
    let leavers = |first: &str, second: &str| {
        let files = [(first, completed.as_bytes()), (second, open.as_bytes())];
        let answer = judge(&files, &Options::default());
        assert_eq!(
            (answer.records, excluded(&answer)),
            (4, vec![("duplicate_episode", 2)])
        );
        people(&answer, "leaving", "completed_of_leavers", "2009-10")
    };
    assert_eq!(leavers("a.csv", "b.csv"), 0);
    assert_eq!(
        leavers("X-20090401-20120630-1.csv", "X-20090401-20110630-1.csv"),
        1
    );
    assert_eq!(
        leavers("X-20090401-20110630-1.csv", "X-20080401-20120630-1.csv"),
        0
    );
    assert_eq!(
        leavers("X-20090401-20120630-1.csv", "X-20080401-20120630-2.csv"),
        0
    );
    assert_eq!(leavers("X-20090401-20120630-1.csv", "b.csv"), 0);
}

#[test]
fn every_row_is_written_also_when_it_counts_nobody() {
    let answer = judge_one(STAYS, &[], &Options::default());
    // A year and age group has 6 cells of everything (all, and 5 substance groups), 48 rows of the 8 family groups, and
    // of the shares 72 and 63. Questions asked of both: 16 traits, 5 ages, 4 substance groups, 5 numbers of children,
    // previously_treated, returned. 18 are asked of 5 family groups, 15 of everybody only.
    // Substance groups are asked of everybody only.
    let both = 72 + 63 + (16 + 5 + 5 + 2) * 48 + 4 * 8 + 15 * 6;
    // Reviewed, changed, children_living_with; waited, pregnant twice, retained twice; five endings.
    let in_treatment = both + 3 * 48 + 18 * 6 * 5;
    let starting = both + 5 * 48;
    let plain = 3 * 2 * (in_treatment + starting + 5 * 48);
    // Four groups each of 34, 37 and 5 measures; and three statistics of 7 and 6 groups by sex, 8 groups, the pregnant.
    let everyone_else = 3 * 2 * 4 * (34 + 37 + 5);
    let trends = 2 * 3 * (3 * 7 + 3 * 6 + 4 * 8 + 1);
    let written = |of: &dyn Fn(&str) -> bool| {
        let keys = answer.rows.keys();
        keys.filter(|key| of(&key.compared_with)).count()
    };
    assert_eq!(written(&|with| with.is_empty()), plain);
    assert_eq!(written(&|with| with == "everyone_else"), everyone_else);
    assert_eq!(written(&|with| with == "2009-10"), trends);
    assert_eq!(answer.rows.len(), plain + everyone_else + trends);
    for (key, row) in &answer.rows {
        let nobody = key.compared_with.is_empty().then_some(0);
        let empty = Row {
            numerator: nobody,
            denominator: nobody,
            value: None,
            lowercl: None,
            uppercl: None,
        };
        assert_eq!(*row, empty, "{key:?}");
    }
    assert!(answer.rows.keys().any(|key| key.period == "2011-12"));
}

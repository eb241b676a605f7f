//! Ages, substances, children, earlier treatment, waiting, pregnancy.

use super::super::traits::{NONE, OTHERS, OWN};
use super::super::{Answer, Key, Options, Row};
use super::{STAYS, count, find, judge_one, key, pair, row, row_of, stays, women};

#[test]
fn ages_fall_into_bands() {
    // Of age 17, 18, 24, 25, 29, 30, 39, 40, 49, 50 and 90 on 1 May 2009; the youngest is not an adult.
    let lines: Vec<String> = [17, 18, 24, 25, 29, 30, 39, 40, 49, 50, 90]
        .iter()
        .map(|age| format!("{age},1,F,{}-05-01,14,0,2009-05-01,,", 2009 - age))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answer = judge_one(STAYS, &lines, &Options::default());
    for population in ["in_treatment", "starting"] {
        for (measure, expected) in [
            ("age_18_to_24", 2),
            ("age_25_to_29", 2),
            ("age_30_to_39", 2),
            ("age_40_to_49", 2),
            ("age_50_and_over", 2),
        ] {
            let found = count(&answer, population, measure, "2009-10");
            assert_eq!(found, (expected, 10), "{measure}");
            let path = [population, measure, "2009-10", "all"];
            let young = row_of(&answer, "under_18", path, ["all", "all", "all"]);
            assert_eq!(pair(young), (0, 1), "{measure}");
        }
    }
    let answer = judge_one(
        STAYS,
        &["a,1,F,1984-05-02,14,0,2009-05-01,,"],
        &Options::default(),
    );
    assert_eq!(
        count(&answer, "starting", "age_18_to_24", "2009-10"),
        (1, 1)
    );
}

#[test]
fn substance_groups_are_of_those_with_a_drug() {
    let header = format!("{STAYS},drug_1,drug_2,drug_3");
    let lines = [
        "a,1,F,1980-01-01,14,0,2009-05-01,,,7000,1011,",
        "b,1,F,1980-01-01,14,0,2009-05-01,,,7000,2200,",
        "c,1,F,1980-01-01,14,0,2009-05-01,,,2200,9996,9997",
        "d,1,F,1980-01-01,14,0,2009-05-01,,,7000,9996,9997",
        "e,1,F,1980-01-01,14,0,2009-05-01,,,7100,,",
        "f,1,F,1980-01-01,14,0,2009-05-01,,,9996,,",
    ];
    let answer = judge_one(&header, &lines, &Options::default());
    for (measure, expected) in [
        ("substance_opiate", 1),
        ("substance_non_opiate_and_alcohol", 1),
        ("substance_non_opiate_only", 1),
        ("substance_alcohol_only", 2),
    ] {
        let found = count(&answer, "starting", measure, "2009-10");
        assert_eq!(found, (expected, 5), "{measure}");
    }
}

fn mean<'a>(answer: &'a Answer, group: &str) -> &'a Row {
    let key = Key {
        statistic: "mean".to_string(),
        ..key(["in_treatment", "children_living_with", "2009-10", group])
    };
    find(answer, &key)
}

#[test]
fn children_are_counted_where_there_is_a_number() {
    let of = |status_and_children: &str, client: usize| {
        format!("{client},1,F,1980-01-01,{status_and_children},2009-05-01,,")
    };
    let codes = [
        "14,0", "13,0.0", "11,01", "12,2", "14,3", "11,4", "11,30", "11,31", "11,98", "11,99",
        "11,", "11,yes", "15,2",
    ];
    let lines: Vec<String> = codes
        .iter()
        .zip(0..)
        .map(|(codes, n)| of(codes, n))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answer = judge_one(STAYS, &lines, &Options::default());
    // 0, 0, 1, 2, 3, 4, 30 and, of somebody whose family group is incomplete, 2.
    for population in ["in_treatment", "starting"] {
        for (measure, expected) in [
            ("children_0", 2),
            ("children_1", 1),
            ("children_2", 2),
            ("children_3", 1),
            ("children_4_or_more", 2),
        ] {
            let found = count(&answer, population, measure, "2009-10");
            assert_eq!(found, (expected, 8), "{measure}");
        }
    }
    let of_group = |measure, group| pair(row(&answer, ["starting", measure, "2009-10", group]));
    assert_eq!(of_group("children_4_or_more", OWN), (2, 4));
    assert_eq!(of_group("children_0", NONE), (1, 1));
    let all = mean(&answer, "all");
    assert_eq!(pair(all), (1 + 2 + 3 + 4 + 30 + 2, 6));
    assert_eq!(
        (all.value, all.lowercl, all.uppercl),
        (Some(7.0), None, None)
    );
    assert_eq!(mean(&answer, OTHERS).value, Some(3.0));
    assert_eq!(pair(mean(&answer, NONE)), (0, 0));
    assert_eq!(mean(&answer, NONE).value, None);
    // There is no such row of those starting.
    let starting =
        |key: &Key| key.measure == "children_living_with" && key.population == "starting";
    assert!(!answer.rows.keys().any(starting));
}

#[test]
fn children_come_from_the_observation_that_gave_the_group() {
    let lines = [
        "a,1,F,1980-01-01,15,1,2009-05-01,2009-06-01,86",
        "a,2,F,1980-01-01,11,,2009-06-10,2009-07-01,86",
        "a,3,F,1980-01-01,11,3,2009-07-10,,",
    ];
    let counted = |parental_status_from| {
        let options = Options {
            parental_status_from,
            ..Options::default()
        };
        let answer = judge_one(STAYS, &lines, &options);
        ["children_1", "children_3"].map(|measure| count(&answer, "starting", measure, "2009-10"))
    };
    assert_eq!(counted("start"), [(1, 1), (0, 1)]);
    assert_eq!(counted("first_complete"), [(0, 0), (0, 0)]);
    assert_eq!(counted("latest"), [(0, 1), (1, 1)]);
}

#[test]
fn earlier_treatment_is_what_the_first_episode_says() {
    let header = format!("{STAYS},previously_treated");
    let lines = [
        "a,1,F,1980-01-01,14,0,2009-05-01,2009-06-01,86,n",
        "a,2,F,1980-01-01,14,0,2009-06-10,,,Y",
        "b,1,F,1980-01-01,14,0,2009-05-01,,,Y",
        "c,1,F,1980-01-01,14,0,2009-05-01,,,",
        "d,1,F,1980-01-01,14,0,2009-05-01,,,1",
    ];
    let answer = judge_one(&header, &lines, &Options::default());
    for population in ["in_treatment", "starting"] {
        let found = count(&answer, population, "previously_treated", "2009-10");
        assert_eq!(found, (1, 2));
    }
}

#[test]
fn a_person_returns_with_the_second_journey_that_has_an_age() {
    let returned = |lines: &[&str], age_group: &str| {
        let answer = judge_one(STAYS, lines, &Options::default());
        ["2009-10", "2010-11"].map(|period| {
            let path = ["starting", "returned", period, "all"];
            pair(row_of(&answer, age_group, path, ["all", "all", "all"]))
        })
    };
    let line = |episode: u32, born: &str, dates: &str| format!("a,{episode},F,{born},14,0,{dates}");
    let [first, second] = ["2009-05-01,2009-06-01,80", "2010-05-01,,"];
    let [known, unknown] = ["1980-01-01", ""];
    let lines = |born: &str| [line(1, born, first), line(2, known, second)];
    let both = lines(known);
    assert_eq!(returned(&[&both[0], &both[1]], "adults"), [(0, 1), (1, 1)]);
    let one = lines(unknown);
    assert_eq!(returned(&[&one[0], &one[1]], "adults"), [(0, 0), (0, 1)]);
    // The first journey at 17, and long before the years reported.
    let young = [
        "a,1,F,1991-09-01,14,0,2007-05-01,2007-06-01,80",
        "a,2,F,1991-09-01,14,0,2009-10-01,2009-11-01,80",
    ];
    assert_eq!(returned(&young, "adults"), [(1, 1), (0, 0)]);
}

#[test]
fn a_wait_is_over_21_days_from_the_22nd_on() {
    let header = format!("{STAYS},referral_date,modality_start");
    let waited = |lines: &[&str]| {
        let answer = judge_one(&header, lines, &Options::default());
        count(&answer, "starting", "waited_over_21_days", "2009-10")
    };
    let line = |referred: &str| format!("a,1,F,1980-01-01,14,0,2009-05-01,,,{referred},2009-05-23");
    for (referred, expected) in [
        ("2009-05-01", (1, 1)),
        ("2009-05-02", (0, 1)),
        ("2009-05-23", (0, 1)),
        ("2009-05-24", (0, 0)),
        ("", (0, 0)),
        ("1999-05-23", (1, 1)),
    ] {
        assert_eq!(waited(&[&line(referred)]), expected, "{referred}");
    }
    // Of the first episode only, and to its start.
    let lines = [
        "a,1,F,1980-01-01,14,0,2009-05-01,2009-06-01,86,,",
        "a,2,F,1980-01-01,14,0,2009-06-10,,,2009-01-01,",
    ];
    assert_eq!(waited(&lines), (0, 0));
    let not_asked = |key: &Key| key.measure.starts_with("waited") && key.population != "starting";
    let answer = judge_one(&header, &lines, &Options::default());
    assert!(!answer.rows.keys().any(not_asked));
}

#[test]
fn a_referral_date_that_is_none_leaves_the_row_out() {
    let header = format!("{STAYS},referral_date");
    let lines = [
        "a,1,F,1980-01-01,14,0,2009-05-01,,,2009-02-30",
        "b,1,F,1980-01-01,14,0,2009-05-01,,,2009-02-28",
    ];
    let answer = judge_one(&header, &lines, &Options::default());
    assert_eq!(super::excluded(&answer), vec![("invalid_date", 1)]);
}

#[test]
fn pregnancy_is_of_all_women_starting() {
    let header = format!("{STAYS},pregnant,childrens_services");
    let lines = [
        "a,1,F,1980-01-01,11,1,2009-05-01,,,y,5",
        "b,1,F,1980-01-01,11,1,2009-05-01,,,Y,",
        "c,1,F,1980-01-01,14,0,2009-05-01,,,Y,3",
        "d,1,F,1980-01-01,14,0,2009-05-01,,,N,",
        "e,1,F,1980-01-01,14,0,2009-05-01,,,,",
        "f,1,F,1980-01-01,14,0,2009-05-01,,,1,",
        "g,1,M,1980-01-01,14,0,2009-05-01,,,Y,",
        "h,1,F,1980-01-01,14,0,2009-05-01,2009-06-01,86,N,",
        "h,2,M,1980-01-01,14,0,2009-06-10,,,Y,",
    ];
    let answer = judge_one(&header, &lines, &Options::default());
    let found = |measure, group| {
        let key = women(["starting", measure, "2009-10", group]);
        pair(find(&answer, &key))
    };
    assert_eq!(found("pregnant", "all"), (3, 7));
    assert_eq!(found("pregnant", OWN), (2, 2));
    let unknown = "pregnant_no_childrens_services_recorded";
    assert_eq!(found(unknown, "all"), (2, 3));
    assert_eq!(found(unknown, NONE), (0, 1));
    assert_eq!(found("completeness_pregnant", "all"), (5, 7));
    let of_all = |key: &Key| key.measure.contains("pregnant") && key.sex != "F";
    assert!(!answer.rows.keys().any(of_all));
    let in_treatment =
        |key: &Key| key.measure.starts_with("pregnant") && key.population != "starting";
    assert!(!answer.rows.keys().any(in_treatment));
    let level = Key {
        breakdown: "substance_group".to_string(),
        level: "not_recorded".to_string(),
        ..women(["starting", "pregnant", "2009-10", "all"])
    };
    assert_eq!(pair(find(&answer, &level)), (3, 7));
}

#[test]
fn a_year_without_women_has_no_share_of_pregnant() {
    let answer = stays(&["a,1,2010-05-01,,"], &Options::default());
    let row = find(&answer, &women(["starting", "pregnant", "2009-10", "all"]));
    assert_eq!((pair(row), row.value), ((0, 0), None));
}

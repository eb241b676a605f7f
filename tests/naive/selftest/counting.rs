//! Who is counted where, and the figures of it.

use super::super::code::Code;
use super::super::episodes::Family;
use super::super::traits::{self, APART, INCOMPLETE, NONE, OTHERS, OWN};
use super::super::{Answer, Options, Row};
use super::{STAYS, count, judge_one, pair, people, row, row_of, stays};

#[test]
fn the_first_and_the_last_day_of_a_year_are_in_it() {
    let lines = [
        "a,1,2010-03-31,2010-04-01,80",
        "b,1,2010-04-01,2011-03-31,80",
        "c,1,2011-04-01,2011-04-01,80",
    ];
    let answer = stays(&lines, &Options::default());
    let by_year = |population, measure| {
        ["2009-10", "2010-11", "2011-12"].map(|period| people(&answer, population, measure, period))
    };
    assert_eq!(by_year("starting", "starting"), [1, 1, 1]);
    assert_eq!(by_year("in_treatment", "in_treatment"), [1, 2, 1]);
    assert_eq!(by_year("leaving", "completed_of_leavers"), [0, 2, 1]);
    assert_eq!(
        by_year("starting_and_leaving", "completed_of_starters_leaving"),
        [0, 1, 1]
    );
}

#[test]
fn retention_is_84_days_and_needs_84_days_of_follow_up() {
    // 1 May plus 83 days is 23 July.
    let lines = [
        "a,1,2009-05-01,2009-07-23,80",
        "b,1,2009-05-01,2009-07-24,86",
    ];
    let answer = stays(&lines, &Options::default());
    assert_eq!(
        count(&answer, "starting", "retained_12_weeks", "2009-10"),
        (1, 2)
    );
    assert_eq!(
        count(
            &answer,
            "starting",
            "retained_12_weeks_or_completed",
            "2009-10"
        ),
        (2, 2)
    );

    // 24 July 2009 is 84 days after 1 May and 83 after 2 May.
    let lines = [
        "a,1,2009-05-01,,",
        "b,1,2009-05-02,,",
        "c,1,2009-05-02,2009-05-12,80",
        "d,1,2009-05-01,2009-05-12,86",
    ];
    let complete = Options {
        as_of: (2009, 7, 24),
        ..Options::default()
    };
    let answer = stays(&lines, &complete);
    assert_eq!(
        count(&answer, "starting", "retained_12_weeks", "2009-10"),
        (1, 2)
    );
    assert_eq!(
        count(
            &answer,
            "starting",
            "retained_12_weeks_or_completed",
            "2009-10"
        ),
        (1, 2)
    );
    let known = Options {
        follow_up_known: true,
        ..complete
    };
    let answer = stays(&lines, &known);
    assert_eq!(
        count(&answer, "starting", "retained_12_weeks", "2009-10"),
        (1, 3)
    );
    assert_eq!(
        count(
            &answer,
            "starting",
            "retained_12_weeks_or_completed",
            "2009-10"
        ),
        (2, 3)
    );
}

fn adults_born(born: &str, start: &str, options: &Options) -> u64 {
    let line = format!("a,1,F,{born},14,0,{start},,");
    let answer = judge_one(STAYS, &[&line], options);
    let path = ["starting", "starting", "2009-10", "all"];
    let adults = pair(row(&answer, path)).1;
    let young = pair(row_of(&answer, "under_18", path, ["all", "all", "all"])).1;
    assert_eq!(adults + young, 1);
    adults
}

#[test]
fn adults_have_had_their_18th_birthday() {
    let at_start = Options::default();
    assert_eq!(adults_born("1991-06-15", "2009-06-14", &at_start), 0);
    assert_eq!(adults_born("1991-06-15", "2009-06-15", &at_start), 1);
    // Born on 29 February: of age on 1 March 2010.
    assert_eq!(adults_born("1992-02-29", "2010-02-28", &at_start), 0);
    assert_eq!(adults_born("1992-02-29", "2010-03-01", &at_start), 1);
    let mid_year = Options {
        age_mid_year: true,
        ..Options::default()
    };
    assert_eq!(adults_born("1991-09-30", "2009-06-14", &mid_year), 1);
    assert_eq!(adults_born("1991-10-01", "2010-02-01", &mid_year), 0);
}

#[test]
fn one_journey_at_17_and_one_at_18_count_in_both_age_groups() {
    let lines = [
        "a,1,F,1991-09-01,14,0,2009-05-01,2009-06-01,15",
        "a,2,F,1991-09-01,14,0,2009-10-01,2009-11-01,15",
    ];
    let answer = judge_one(STAYS, &lines, &Options::default());
    let path = [
        "starting_and_leaving",
        "completed_of_starters_leaving",
        "2009-10",
        "all",
    ];
    // Code 15 is a success of young people only.
    assert_eq!(pair(row(&answer, path)), (0, 1));
    assert_eq!(
        pair(row_of(&answer, "under_18", path, ["all", "all", "all"])),
        (1, 1)
    );
}

fn table_says(status: &str, children: &str, options: &Options) -> &'static str {
    let code = |text: &str| (!text.is_empty()).then(|| Code::read(text));
    let family = Family {
        status: code(status),
        children: code(children),
    };
    traits::family_group(&family, options)
}

#[test]
fn every_cell_of_the_decision_table() {
    let some = ["1", "02", "15.0", "16", "30"];
    let zero = ["0", "00", "0.0"];
    let unknown = ["", "31", "98", "99", "two", "1.5", "-1"];
    let own = ["11", "12", "1", "011", "11.0"];
    let apart = ["13", "2", "3", "4"];
    let not = ["14", "7"];
    let not_known = ["", "15", "6", "501", "5", "8", "0", "yes"];
    let table: [(&[&str], [&str; 3]); 4] = [
        (&own, [OWN, OWN, OWN]),
        (&apart, [OTHERS, APART, APART]),
        (&not, [OTHERS, NONE, INCOMPLETE]),
        (&not_known, [INCOMPLETE, INCOMPLETE, INCOMPLETE]),
    ];
    let columns: [&[&str]; 3] = [&some, &zero, &unknown];
    let default = Options::default();
    let stay_apart = Options {
        apart_with_children_stay_apart: true,
        ..Options::default()
    };
    let blank_is_zero = Options {
        blank_children_means_zero: true,
        ..Options::default()
    };
    for (statuses, expected) in table {
        for status in statuses {
            for (children, expected) in columns.iter().zip(expected) {
                for children in *children {
                    let cell = format!("{status}, {children}");
                    assert_eq!(table_says(status, children, &default), expected, "{cell}");
                    let apart_some = statuses == apart && expected == OTHERS;
                    let flipped = if apart_some { APART } else { expected };
                    assert_eq!(table_says(status, children, &stay_apart), flipped, "{cell}");
                    let not_unknown = statuses == not && expected == INCOMPLETE;
                    let flipped = if not_unknown { NONE } else { expected };
                    assert_eq!(
                        table_says(status, children, &blank_is_zero),
                        flipped,
                        "{cell}"
                    );
                }
            }
        }
    }
}

#[test]
fn shares_of_complete_leave_out_the_incomplete() {
    let lines = [
        "a,1,F,1980-01-01,11,2,2009-05-01,,",
        "b,1,M,1980-01-01,13,0,2009-05-01,,",
        "c,1,M,1980-01-01,14,1,2009-05-01,,",
        "d,1,M,1980-01-01,14,0,2009-05-01,,",
        "e,1,X,1980-01-01,15,1,2009-05-01,,",
    ];
    let answer = judge_one(STAYS, &lines, &Options::default());
    let share = |measure, group| pair(row(&answer, ["in_treatment", measure, "2009-10", group]));
    assert_eq!(share("in_treatment", OWN), (1, 5));
    assert_eq!(share("in_treatment", INCOMPLETE), (1, 5));
    assert_eq!(share("in_treatment", "lives_with_child"), (2, 5));
    assert_eq!(share("in_treatment", "parent_or_lives_with_child"), (3, 5));
    assert_eq!(share("in_treatment", "all"), (5, 5));
    assert_eq!(share("in_treatment_of_complete", OWN), (1, 4));
    assert_eq!(
        share("in_treatment_of_complete", "parent_or_lives_with_child"),
        (3, 4)
    );
    assert_eq!(share("in_treatment_of_complete", "all"), (4, 4));
    let path = |group| ["in_treatment", "in_treatment", "2009-10", group];
    let of_sex = |group, sex| pair(row_of(&answer, "adults", path(group), [sex, "all", "all"]));
    assert_eq!(of_sex(APART, "M"), (1, 3));
    assert_eq!(of_sex("all", "F"), (1, 1));
    assert_eq!(of_sex(INCOMPLETE, "unknown"), (1, 1));
    assert_eq!(share("female", "all"), (1, 4));
    assert_eq!(share("female", INCOMPLETE), (0, 0));
}

const TRAITS: &str = "client_id,episode_id,sex,date_of_birth,parental_status,children_living_with,triage_date,\
    discharge_date,discharge_reason,drug_1,drug_2,drug_3,injecting,accommodation,referral_source";

#[test]
fn drugs_of_the_journey_or_of_its_start() {
    let lines = [
        "a,1,F,1980-01-01,14,0,2009-05-01,2009-06-01,86,7000,9996,9997,,,",
        "a,2,F,1980-01-01,14,0,2009-06-02,,,3201,1011,,,,",
        "b,1,F,1980-01-01,14,0,2009-05-01,,,2200,7999,,,,",
        "c,1,F,1980-01-01,14,0,2009-05-01,,,9996,,999,,,",
    ];
    let at = |answer: &Answer, measure: &str, level: &str| {
        let path = ["in_treatment", measure, "2009-10", "all"];
        let place = if level == "all" {
            ["all", "all", "all"]
        } else {
            ["all", "substance_group", level]
        };
        pair(row_of(answer, "adults", path, place))
    };
    let journey = judge_one(TRAITS, &lines, &Options::default());
    assert_eq!(at(&journey, "heroin", "all"), (1, 2));
    assert_eq!(at(&journey, "heroin_or_crack", "opiate"), (1, 1));
    assert_eq!(at(&journey, "crack", "non_opiate_and_alcohol"), (0, 1));
    assert_eq!(at(&journey, "in_treatment", "not_recorded"), (1, 1));
    assert_eq!(at(&journey, "heroin", "not_recorded"), (0, 0));
    let options = Options {
        drugs_from_start: true,
        ..Options::default()
    };
    let start = judge_one(TRAITS, &lines, &options);
    assert_eq!(at(&start, "heroin", "all"), (0, 2));
    assert_eq!(at(&start, "in_treatment", "alcohol_only"), (1, 1));
    assert_eq!(at(&start, "in_treatment", "opiate"), (0, 0));
    // The main drug is the first of the first episode, whatever came later; a missing one is not alcohol.
    let options = Options {
        drugs_population: true,
        ..Options::default()
    };
    let drugs = judge_one(TRAITS, &lines, &options);
    assert_eq!(at(&drugs, "in_treatment", "all"), (2, 2));
}

#[test]
fn the_drugs_population_keeps_young_people_who_drink() {
    let lines = [
        "a,1,F,1995-01-01,14,0,2009-05-01,,,7000,,,,,",
        "b,1,F,1980-01-01,14,0,2009-05-01,,,7000,,,,,",
    ];
    let options = Options {
        drugs_population: true,
        ..Options::default()
    };
    let answer = judge_one(TRAITS, &lines, &options);
    let path = ["starting", "starting", "2009-10", "all"];
    assert_eq!(pair(row(&answer, path)), (0, 0));
    assert_eq!(
        pair(row_of(&answer, "under_18", path, ["all", "all", "all"])),
        (1, 1)
    );
}

#[test]
fn traits_count_only_those_with_the_field_recorded() {
    let lines = [
        "a,1,F,1979-05-01,14,0,2009-05-01,,,1000,,,c,1,4",
        "b,1,M,1979-05-02,14,0,2009-05-01,,,1000,,,P,2,3.0",
        "c,1,F,1980-01-01,14,0,2009-05-01,,,1000,,,N,3,019",
        "d,1,F,1980-01-01,14,0,2009-05-01,,,1000,,,Z,4,8",
        "e,1,F,1980-01-01,14,0,2009-05-01,,,1000,,,NA,,2",
        "f,1,F,1980-01-01,14,0,2009-05-01,,,1000,,,,,7",
        "g,1,F,1980-01-01,14,0,2009-05-01,,,1000,,,,,21",
    ];
    let answer = judge_one(TRAITS, &lines, &Options::default());
    for (measure, expected) in [
        ("injecting_now", (1, 3)),
        ("housing_problem", (2, 3)),
        ("no_fixed_abode", (1, 3)),
        ("referral_self_family_friends", (1, 6)),
        ("referral_health_social_care", (2, 6)),
        ("referral_criminal_justice", (1, 6)),
        ("referral_substance_misuse_service", (1, 6)),
        ("referral_other", (1, 6)),
        ("referral_gp", (1, 6)),
        ("referral_social_services", (1, 6)),
        ("referral_self", (1, 6)),
        ("age_30_and_over", (1, 7)),
        ("heroin", (0, 7)),
        ("female", (6, 7)),
    ] {
        assert_eq!(
            count(&answer, "in_treatment", measure, "2009-10"),
            expected,
            "{measure}"
        );
        assert_eq!(
            count(&answer, "starting", measure, "2009-10"),
            expected,
            "{measure}"
        );
    }
}

#[test]
fn every_outcome_code_has_its_kind() {
    let kinds: [(&str, &[&str]); 4] = [
        (
            "completed_of_leavers",
            &["80", "81", "82", "90", "91", "1", "2", "080", "80.0"],
        ),
        (
            "transferred_of_leavers",
            &["83", "84", "93", "94", "95", "96", "97", "5"],
        ),
        ("died_of_leavers", &["89", "9"]),
        (
            "other_ending_of_leavers",
            &[
                "85", "86", "87", "88", "3", "8", "14", "15", "28", "70", "", "x",
            ],
        ),
    ];
    for (measure, codes) in kinds {
        let lines: Vec<String> = codes
            .iter()
            .enumerate()
            .map(|(client, code)| format!("{client},1,2009-05-01,2009-06-01,{code}"))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = stays(&lines, &Options::default());
        let all = codes.len() as u64;
        for (other, _) in kinds {
            let expected = if other == measure { all } else { 0 };
            assert_eq!(
                count(&answer, "leaving", other, "2009-10"),
                (expected, all),
                "{other}"
            );
        }
    }
}

#[test]
fn the_interval_is_wilson_s() {
    let lines: Vec<String> = (0..10)
        .map(|client| {
            format!(
                "{client},1,2009-05-01,2009-06-01,{}",
                if client < 5 { 80 } else { 86 }
            )
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answer = stays(&lines, &Options::default());
    let six = |row: &Row| {
        [row.value, row.lowercl, row.uppercl].map(|number| format!("{:.6}", number.unwrap()))
    };
    let path = |measure| ["leaving", measure, "2009-10", "all"];
    // 5 of 10 and 0 of 10, as in any textbook table of the score interval.
    assert_eq!(
        six(row(&answer, path("completed_of_leavers"))),
        ["0.500000", "0.236593", "0.763407"]
    );
    assert_eq!(
        six(row(&answer, path("died_of_leavers"))),
        ["0.000000", "0.000000", "0.277533"]
    );
}

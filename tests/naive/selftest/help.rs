//! Children's services and supports.

use super::super::traits::{APART, OTHERS, OWN};
use super::super::{Answer, Key, Options};
use super::{STAYS, core_and, judge_one, pair, row};

const SERVICES: &str = ",EHCSC,EHCSC2,EHCSC3,CIREHCSC";

/// Of the one person, who lives with own children: which of the measures say yes.
fn says(answer: &Answer, measures: &[&str]) -> Vec<String> {
    let yes = |measure: &&&str| {
        let found = pair(row(answer, ["in_treatment", measure, "2009-10", OWN]));
        assert_eq!(found.1, 1, "{measure}");
        found.0 == 1
    };
    measures.iter().filter(yes).map(|m| m.to_string()).collect()
}

fn services(lines: &[&str]) -> Vec<String> {
    let answer = core_and(SERVICES, lines, Options::default());
    let names = [
        "received",
        "early_help",
        "child_in_need",
        "child_protection_plan",
        "looked_after_child",
        "none",
        "not_recorded",
        "no_contact_recorded",
    ];
    let measures = names.map(|name| format!("childrens_services_{name}"));
    let measures: Vec<&str> = measures.iter().map(String::as_str).collect();
    says(&answer, &measures)
        .iter()
        .map(|name| name.replace("childrens_services_", ""))
        .collect()
}

#[test]
fn services_of_three_columns_and_of_reviews() {
    // After the own columns: the three of services, and that of the review.
    let one = |columns: &str| {
        let line = format!("X,c,1,11,1,2009-05-01,,,1,2009-05-02,,2009-08-01,,,{columns}");
        services(&[&line])
    };
    assert_eq!(one("1,,,"), ["received", "early_help"]);
    assert_eq!(one(",02,,"), ["received", "child_in_need"]);
    assert_eq!(one(",,3.0,"), ["received", "child_protection_plan"]);
    assert_eq!(one(",,,4"), ["received", "looked_after_child"]);
    assert_eq!(one("1,2,,5"), ["received", "early_help", "child_in_need"]);
    assert_eq!(one("5,,,"), ["none", "no_contact_recorded"]);
    assert_eq!(one(",,,5"), ["none", "no_contact_recorded"]);
    assert_eq!(one(",,,"), ["not_recorded", "no_contact_recorded"]);
    // Neither on the list.
    assert_eq!(one("6,0,X,"), ["not_recorded", "no_contact_recorded"]);
}

#[test]
fn services_of_rows_that_disagree_of_later_episodes_and_of_unread_reviews() {
    // Each column by itself, the latest row: 5 in the first, 2 in the second although only the older row has it.
    let lines = [
        "X,c,1,11,1,2009-05-01,,,1,2009-05-02,,,,,1,2,,",
        "X,c,1,11,1,2009-05-01,,,1,2009-05-03,,,,,5,,,",
    ];
    assert_eq!(services(&lines), ["received", "child_in_need"]);
    // Of reviews every row is read, the older too; one after the extract or without a date is not.
    let lines = [
        "X,c,1,11,1,2009-05-01,,,,,,2009-08-01,,,,,,3",
        "X,c,1,11,1,2009-05-01,,,,,,2009-09-01,,,,,,5",
    ];
    assert_eq!(services(&lines), ["received", "child_protection_plan"]);
    let lines = [
        "X,c,1,11,1,2009-05-01,,,,,,2012-07-01,,,,,,3",
        "X,c,1,11,1,2009-05-01,,,,,,,,,,,,2",
    ];
    assert_eq!(services(&lines), ["not_recorded", "no_contact_recorded"]);
    // Every episode of the journey.
    let lines = [
        "X,c,1,11,1,2009-05-01,2009-06-01,86,,,,,,,5,,,",
        "X,c,2,11,1,2009-06-10,,,,,,,,,1,,,",
    ];
    assert_eq!(services(&lines), ["received", "early_help"]);
}

fn supports(lines: &[&str]) -> Vec<String> {
    let answer = core_and(",RECPRNT,RECFMSP,PSYFSNI", lines, Options::default());
    let names = ["parenting_support", "family_support", "family_intervention"];
    let mut measures: Vec<String> = Vec::new();
    for name in names {
        for state in ["received", "none", "not_recorded"] {
            measures.push(format!("{name}_{state}"));
        }
    }
    measures.push("no_family_help_recorded".to_string());
    let measures: Vec<&str> = measures.iter().map(String::as_str).collect();
    says(&answer, &measures)
}

#[test]
fn supports_of_several_rows_and_episodes() {
    // Received on the older of two rows is received; the intervention is blank on one and none on the other.
    let lines = [
        "X,c,1,11,1,2009-05-01,,,1,2009-05-02,,,,,y,,",
        "X,c,1,11,1,2009-05-01,,,1,2009-05-03,,,,,N,X,0",
    ];
    let expected = [
        "parenting_support_received",
        "family_support_not_recorded",
        "family_intervention_none",
    ];
    assert_eq!(supports(&lines), expected);
    // 1 and 01 are received as Y is; a later episode counts as the first does.
    let lines = [
        "X,c,1,11,1,2009-05-01,2009-06-01,86,,,,,,,n,,0",
        "X,c,2,11,1,2009-06-10,,,,,,,,,,2,01",
    ];
    let expected = [
        "parenting_support_none",
        "family_support_not_recorded",
        "family_intervention_received",
    ];
    assert_eq!(supports(&lines), expected);
    let expected = [
        "parenting_support_none",
        "family_support_not_recorded",
        "family_intervention_not_recorded",
        "no_family_help_recorded",
    ];
    let line = "X,c,1,11,1,2009-05-01,,,1,2009-05-02,,,,,N,,";
    assert_eq!(supports(&[line]), expected);
}

#[test]
fn help_is_asked_of_families_in_treatment() {
    let header = format!("{STAYS},childrens_services,parenting_support");
    let lines = [
        "a,1,F,1980-01-01,11,1,2009-05-01,,,1,Y",
        "b,1,F,1980-01-01,13,0,2009-05-01,,,5,",
        "c,1,F,1980-01-01,14,2,2009-05-01,,,,N",
        "d,1,F,1980-01-01,14,0,2009-05-01,,,1,Y",
        "e,1,F,1980-01-01,15,,2009-05-01,,,1,Y",
    ];
    let answer = judge_one(&header, &lines, &Options::default());
    let found = |measure, group| pair(row(&answer, ["in_treatment", measure, "2009-10", group]));
    let of_groups = |measure| {
        let sums = ["lives_with_child", "parent_or_lives_with_child"];
        [OWN, APART, OTHERS, sums[0], sums[1]].map(|group| found(measure, group))
    };
    let received = [(1, 1), (0, 1), (0, 1), (1, 2), (1, 3)];
    assert_eq!(of_groups("childrens_services_received"), received);
    assert_eq!(of_groups("parenting_support_received"), received);
    let no_help = [(0, 1), (1, 1), (1, 1), (1, 2), (2, 3)];
    assert_eq!(of_groups("no_family_help_recorded"), no_help);
    // The plain profile has no column for it.
    assert_eq!(of_groups("family_intervention_none"), [(0, 0); 5]);
    let help = |key: &&Key| {
        let names = [
            "childrens_services_",
            "parenting_support_",
            "family_",
            "no_family_help",
        ];
        let here = names.iter().any(|name| key.measure.starts_with(name));
        here && !key.measure.starts_with("family_status")
            && !key.measure.starts_with("family_group")
    };
    for key in answer.rows.keys().filter(help) {
        assert_eq!(key.population, "in_treatment");
        let others = ["no_children", "incomplete", "all"];
        assert!(!others.contains(&key.family_group.as_str()), "{key:?}");
    }
}

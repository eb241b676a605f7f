//! How much is recorded, and what a column that is not there does.

use super::super::{Key, Options, Profile};
use super::{STAYS, count, find, judge_one, pair, row, women};

const FIELDS: [&str; 14] = [
    "parental_status",
    "children",
    "family_group",
    "sex",
    "drugs",
    "injecting",
    "housing",
    "referral",
    "referral_date",
    "previously_treated",
    "childrens_services",
    "parenting_support",
    "family_support",
    "family_intervention",
];

const CDS: [&str; 22] = [
    "FINITIAL", "SINITIAL", "DOB", "SEX", "CLIENTID", "EPISODID", "TRIAGED", "PRNTSTAT",
    "CHILDWTH", "DRUG2", "INJSTAT", "ACCMNEED", "RFLS", "REFLD", "PREVTR", "EHCSC3", "CIRDT",
    "CIREHCSC", "RECPRNT", "RECFMSP", "PSYFSNI", "PREGNANT",
];

/// One woman, whose columns are as given and else blank; by field, how many of how many.
fn completeness(columns: &[&str], given: &[(&str, &str)]) -> Vec<(&'static str, (u64, u64))> {
    let who = [
        ("FINITIAL", "A"),
        ("SINITIAL", "B"),
        ("DOB", "1980-01-01"),
        ("SEX", "F"),
        ("CLIENTID", "c"),
        ("EPISODID", "1"),
        ("TRIAGED", "2009-05-01"),
    ];
    let value = |column: &&str| {
        let mut all = given.iter().chain(&who);
        all.find(|(name, _)| name == column)
            .map_or("", |(_, value)| value)
    };
    let line: Vec<&str> = columns.iter().map(value).collect();
    let cds = Options {
        profile: Profile::Cds,
        ..Options::default()
    };
    let answer = judge_one(&columns.join(","), &[&line.join(",")], &cds);
    let of = |field: &'static str| {
        let measure = format!("completeness_{field}");
        let found = count(&answer, "starting", &measure, "2009-10");
        assert_eq!(count(&answer, "in_treatment", &measure, "2009-10"), found);
        (field, found)
    };
    let pregnant = women(["starting", "completeness_pregnant", "2009-10", "all"]);
    let pregnant = ("pregnant", pair(find(&answer, &pregnant)));
    FIELDS.into_iter().map(of).chain([pregnant]).collect()
}

fn complete(given: &[(&str, &str)]) -> Vec<&'static str> {
    completeness(&CDS, given)
        .into_iter()
        .inspect(|(field, (_, all))| assert_eq!(*all, 1, "{field}"))
        .filter(|(_, (recorded, _))| *recorded == 1)
        .map(|(field, _)| field)
        .collect()
}

#[test]
fn each_field_is_recorded_by_its_own_codes() {
    assert_eq!(complete(&[]), ["sex"]);
    for (field, column, recorded, not) in [
        (
            "parental_status",
            "PRNTSTAT",
            &["6"][..],
            &["15", "501", "0", "5", "x"][..],
        ),
        (
            "children",
            "CHILDWTH",
            &["0", "1", "30"],
            &["31", "98", "99", "yes"],
        ),
        (
            "drugs",
            "DRUG2",
            &["1000", "9995", "3201.0"],
            &["9996", "9997", "999", "x"],
        ),
        ("injecting", "INJSTAT", &["C", "p", "N"], &["Z", "1"]),
        ("housing", "ACCMNEED", &["1", "02", "3"], &["4", "0"]),
        ("referral", "RFLS", &["1", "25", "17"], &["7", "26"]),
        ("referral_date", "REFLD", &["2009-04-30", "2009-05-02"], &[]),
        ("previously_treated", "PREVTR", &["Y", "n"], &["1", "U"]),
        (
            "childrens_services",
            "EHCSC3",
            &["1", "4", "5"],
            &["0", "6"],
        ),
        (
            "parenting_support",
            "RECPRNT",
            &["Y", "1", "N", "0"],
            &["2", "U"],
        ),
        ("family_support", "RECFMSP", &["y", "01", "n", "00"], &["2"]),
        ("family_intervention", "PSYFSNI", &["Y", "0"], &["NA", "9"]),
        ("pregnant", "PREGNANT", &["Y", "N"], &["1", "U"]),
    ] {
        for value in recorded {
            let mut expected = vec!["sex", field];
            expected
                .sort_by_key(|name| FIELDS.iter().position(|field| field == name).unwrap_or(99));
            assert_eq!(complete(&[(column, value)]), expected, "{column} {value}");
        }
        for value in not {
            assert_eq!(complete(&[(column, value)]), ["sex"], "{column} {value}");
        }
    }
    let reviewed = [("CIRDT", "2009-06-01"), ("CIREHCSC", "5")];
    assert_eq!(complete(&reviewed), ["sex", "childrens_services"]);
    assert_eq!(complete(&reviewed[1..]), ["sex"]);
    // Not everybody who has a status has a group, and the other way round.
    let expected = ["parental_status", "family_group", "sex"];
    assert_eq!(complete(&[("PRNTSTAT", "11")]), expected);
    assert_eq!(complete(&[("PRNTSTAT", "14")]), ["parental_status", "sex"]);
    let of_no_known_sex = completeness(&CDS, &[("SEX", "U")]);
    assert!(of_no_known_sex.contains(&("sex", (0, 1))));
    assert!(of_no_known_sex.contains(&("pregnant", (0, 0))));
}

#[test]
fn a_column_that_is_not_there_leaves_nobody_to_count() {
    for (column, field) in [
        ("PRNTSTAT", Some("parental_status")),
        ("CHILDWTH", Some("children")),
        ("DRUG2", Some("drugs")),
        ("INJSTAT", Some("injecting")),
        ("ACCMNEED", Some("housing")),
        ("RFLS", Some("referral")),
        ("REFLD", Some("referral_date")),
        ("PREVTR", Some("previously_treated")),
        ("RECPRNT", Some("parenting_support")),
        ("RECFMSP", Some("family_support")),
        ("PSYFSNI", Some("family_intervention")),
        ("PREGNANT", Some("pregnant")),
        // Another column of services is left.
        ("EHCSC3", None),
        ("CIREHCSC", None),
    ] {
        let columns: Vec<&str> = CDS.into_iter().filter(|name| *name != column).collect();
        for (of, (_, all)) in completeness(&columns, &[]) {
            assert_eq!(all, u64::from(field != Some(of)), "{of} without {column}");
        }
    }
    let columns: Vec<&str> = CDS
        .into_iter()
        .filter(|name| !name.contains("EHCSC"))
        .collect();
    for (of, (_, all)) in completeness(&columns, &[]) {
        assert_eq!(all, u64::from(of != "childrens_services"), "{of}");
    }
}

#[test]
fn what_is_asked_of_absent_columns() {
    let all_of_them = "pregnant,childrens_services,parenting_support,family_support,previously_treated,referral_date";
    let columns: Vec<&str> = all_of_them.split(',').collect();
    let asked = |without: &[&str]| {
        let more: Vec<&str> = columns
            .iter()
            .copied()
            .filter(|name| !without.contains(name))
            .collect();
        let values: Vec<&str> = more
            .iter()
            .map(|name| match *name {
                "childrens_services" => "5",
                "referral_date" => "2009-05-01",
                _ => "Y",
            })
            .collect();
        let header = format!("{STAYS},{}", more.join(","));
        let line = format!("a,1,F,1980-01-01,11,1,2009-05-01,,,{}", values.join(","));
        let answer = judge_one(&header, &[&line], &Options::default());
        let key = |population, measure, sex: &str| Key {
            sex: sex.to_string(),
            ..super::key([population, measure, "2009-10", super::super::traits::OWN])
        };
        let measures = [
            key("starting", "pregnant", "F"),
            key("starting", "pregnant_no_childrens_services_recorded", "F"),
            key("in_treatment", "childrens_services_none", "all"),
            key("in_treatment", "parenting_support_received", "all"),
            key("in_treatment", "no_family_help_recorded", "all"),
            key("starting", "previously_treated", "all"),
            key("starting", "waited_over_21_days", "all"),
        ];
        measures.map(|key| pair(find(&answer, &key)).1)
    };
    assert_eq!(asked(&[]), [1, 1, 1, 1, 1, 1, 1]);
    assert_eq!(asked(&["pregnant"]), [0, 0, 1, 1, 1, 1, 1]);
    assert_eq!(asked(&["childrens_services"]), [1, 0, 0, 1, 1, 1, 1]);
    assert_eq!(asked(&["parenting_support"]), [1, 1, 1, 0, 1, 1, 1]);
    assert_eq!(
        asked(&["parenting_support", "family_support"]),
        [1, 1, 1, 0, 0, 1, 1]
    );
    assert_eq!(asked(&["previously_treated"]), [1, 1, 1, 1, 1, 0, 1]);
    assert_eq!(asked(&["referral_date"]), [1, 1, 1, 1, 1, 1, 0]);
}

#[test]
fn a_column_of_one_file_is_there_and_its_content_does_not_matter() {
    let plain = format!("{STAYS}\na,1,F,1980-01-01,11,1,2009-05-01,,\n");
    let with = format!("{STAYS},parenting_support\n");
    let files = [("a.csv", plain.as_bytes()), ("b.csv", with.as_bytes())];
    let answer = super::judge(&files, &Options::default());
    let path = [
        "in_treatment",
        "parenting_support_not_recorded",
        "2009-10",
        "lives_with_child",
    ];
    assert_eq!(pair(row(&answer, path)), (1, 1));
}

//! Values in other forms than the sample's: words, other dates, tokens, ages, pairs of answers.

use super::*;
use crate::extract::profile::{DateFormat, Source};

type Rewrite<'f> = &'f dyn Fn(&str) -> String;

/// The plain sample with some columns' values written otherwise.
fn rewritten(columns_and_words: &[(&str, Rewrite)]) -> Vec<Known> {
    let mut known = plain();
    for (name, write) in columns_and_words {
        let k = known.iter_mut().find(|k| k.column.name == *name).unwrap();
        for value in k.column.values.iter_mut().filter(|v| !v.is_empty()) {
            *value = write(value);
        }
    }
    known
}

fn map_of(draft: &Draft, field: Field) -> Vec<(String, String)> {
    match &profile(draft).columns[&field] {
        Source::Mapped(mapped) => mapped.values.clone().into_iter().collect(),
        _ => Vec::new(),
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn words_whose_meaning_is_sure_are_mapped() {
    let sex = |v: &str| if v == "M" { "Male" } else { "Female" }.to_owned();
    let yes = |v: &str| if v == "Y" { "YES" } else { "NO" }.to_owned();
    let draft = draft(&columns(&rewritten(&[
        ("sex", &sex),
        ("pregnant", &yes),
        ("parenting_support", &yes),
    ])));
    assert_eq!(
        map_of(&draft, Field::Sex),
        pairs(&[("Female", "F"), ("Male", "M")])
    );
    assert_eq!(
        map_of(&draft, Field::Pregnant),
        pairs(&[("NO", "N"), ("YES", "Y")])
    );
    // The sample holds no other answer, but the file may.
    assert_eq!(
        map_of(&draft, Field::ParentingSupport),
        pairs(&[("NO", "N"), ("YES", "Y")])
    );
    let certain = |name: &str| {
        let at = draft.names.iter().position(|n| n == name).unwrap();
        draft.columns[at].certainty == Some(Certainty::Certain)
    };
    assert!(certain("sex") && certain("pregnant"));
}

#[test]
fn values_whose_meaning_is_not_sure_are_asked_for() {
    let sex = |v: &str| if v == "M" { "1" } else { "2" }.to_owned();
    let reason = |v: &str| {
        match v {
            "80" | "81" | "82" => "Completed",
            "83" | "84" => "Moved \"on\"",
            _ => "Left",
        }
        .to_owned()
    };
    let draft = draft(&columns(&rewritten(&[
        ("sex", &sex),
        ("discharge_reason", &reason),
    ])));
    let text = draft.to_toml();
    for line in [
        "# sex = { column = \"sex\", values = { \"1\" = \"\", \"2\" = \"\" } }",
        "# discharge_reason = { column = \"discharge_reason\", values = { \"Completed\" = \"\", \"Left\" = \"\", \"Moved \\\"on\\\"\" = \"\" } }",
    ] {
        assert!(text.contains(line), "{text}");
        // What is asked for is a line of a profile once the sign is taken away.
        assert!(line.trim_start_matches("# ").parse::<toml::Table>().is_ok());
    }
    assert!(!profile(&draft).has(Field::Sex) && !profile(&draft).has(Field::DischargeReason));
}

fn dated(write: &dyn Fn(&str, &str, &str) -> String) -> Draft {
    let date = |v: &str| match v.split('-').collect::<Vec<_>>().as_slice() {
        [y, m, d] => write(y, m, d),
        _ => v.to_owned(),
    };
    let dates = [
        "date_of_birth",
        "triage_date",
        "discharge_date",
        "referral_date",
        "modality_start",
        "modality_end",
    ];
    let written: Vec<(&str, Rewrite)> = dates.iter().map(|d| (*d, &date as _)).collect();
    draft(&columns(&rewritten(&written)))
}

#[test]
fn dates_in_every_form() {
    for (write, format) in [
        (
            &(|y: &str, m: &str, d: &str| format!("{d}/{m}/{y}"))
                as &dyn Fn(&str, &str, &str) -> String,
            DateFormat::Auto,
        ),
        (&|y, m, d| format!("{y}{m}{d}"), DateFormat::Auto),
        (&|y, m, d| format!("{y}-{m}-{d} 00:00:00"), DateFormat::Auto),
        (&|y, m, d| format!("{m}/{d}/{y}"), DateFormat::MonthFirst),
    ] {
        let draft = dated(write);
        assert_eq!(profile(&draft).dates, format);
        let found = draft
            .columns
            .iter()
            .filter(|p| p.certainty == Some(Certainty::Certain))
            .count();
        assert!(found >= 22, "{}", draft.to_toml());
    }
    for (write, says) in [
        (
            &(|y: &str, m: &str, d: &str| format!("{d}/{m}/{}", &y[2..]))
                as &dyn Fn(&str, &str, &str) -> String,
            "two-digit years",
        ),
        (
            &|y, m, d| format!("{d}.{m}.{y}"),
            "a form that the program does not know",
        ),
        (
            &|y, _, d| format!("{d}-Jan-{y}"),
            "a form that the program does not know",
        ),
        (
            &|y, m, d| {
                if d < "15" {
                    format!("{d}/{m}/{y}")
                } else {
                    format!("{y}-{m}-{d}")
                }
            },
            "mixes date formats",
        ),
    ] {
        let draft = dated(write);
        let text = draft.to_toml();
        assert!(
            text.contains(says) && text.contains("LACKING: triage_date"),
            "{text}"
        );
        let dates = [Field::DateOfBirth, Field::TriageDate, Field::DischargeDate];
        assert!(
            draft
                .columns
                .iter()
                .all(|p| p.field.is_none_or(|f| !dates.contains(&f)))
        );
    }
}

#[test]
fn words_for_nothing_are_named() {
    let mut known = plain();
    for (at, token) in ["NULL", "-", "?", "N/A", "#N/A", "None", "(blank)"]
        .iter()
        .enumerate()
    {
        known[at + 5].column.values[17] = (*token).to_owned();
    }
    let read = profile(&draft(&columns(&known)));
    assert_eq!(
        read.missing,
        ["#N/A", "(blank)", "-", "?", "N/A", "NA", "NULL", "None"]
    );
}

/// The columns of an extract with ages, days and answers instead of dates and codes.
fn answers(yes: [&str; 2]) -> Vec<Column> {
    let mut chance = Chance(5);
    let mut values: Vec<Vec<String>> = vec![Vec::new(); 8];
    for row in 0..400 {
        let parent = chance.below(2);
        let days = chance.below(400);
        for (values, value) in values.iter_mut().zip([
            format!("P{row:05}"),
            format!(
                "20{:02}-0{}-1{}",
                10 + chance.below(3),
                1 + chance.below(9),
                chance.below(9)
            ),
            days.to_string(),
            (18 + chance.below(40)).to_string(),
            yes[parent].to_owned(),
            yes[parent * chance.below(2)].to_owned(),
            ["18-24", "25-34", "65+"][chance.below(3)].to_owned(),
            ["M", "F"][chance.below(2)].to_owned(),
        ]) {
            values.push(value);
        }
    }
    let names = [
        "Client No",
        "Start",
        "Days in treatment",
        "Age",
        "Has children",
        "Kids at home",
        "Age group",
        "Sex",
    ];
    names
        .iter()
        .zip(values)
        .map(|(name, values)| Column {
            name: (*name).into(),
            values,
        })
        .collect()
}

#[test]
fn ages_days_and_answers() {
    for yes in [["No", "Yes"], ["N", "Y"], ["0", "1"], ["false", "true"]] {
        let read = profile(&draft(&answers(yes)));
        for field in [
            Field::Age,
            Field::LengthOfStay,
            Field::HasChildren,
            Field::LivedWithChildren,
        ] {
            assert!(read.has(field), "{}", field.name());
        }
        assert!(!read.has(Field::AgeBand) && !read.has(Field::ParentalStatus));
    }
    let mut without_age = answers(["N", "Y"]);
    without_age.retain(|c| c.name != "Age" && c.name != "Kids at home");
    let read = profile(&draft(&without_age));
    assert!(read.has(Field::AgeBand) && !read.has(Field::HasChildren));
}

#[test]
fn too_few_rows_make_nothing_certain() {
    for rows in [1, 5, 20] {
        let known = sample("northmere-20090401-20120630.csv", "plain", rows);
        let draft = draft(&columns(&known));
        assert_eq!(certain_and_wrong(&known, &draft).0, 0);
        let right = known
            .iter()
            .zip(&draft.columns)
            .filter(|(k, p)| k.field == p.field)
            .count();
        assert!(right >= 25, "{rows}: {}", draft.to_toml());
        profile(&draft);
    }
}

#[test]
fn what_is_lacking_is_named() {
    let mut known = plain();
    known.retain(|k| !matches!(k.field, Some(Field::ClientId | Field::DateOfBirth)));
    known.retain(|k| k.column.values.iter().all(|v| v.matches('-').count() != 2));
    let text = draft(&columns(&known)).to_toml();
    for lacking in [
        "LACKING: client_id",
        "LACKING: triage_date",
        "LACKING: date_of_birth",
    ] {
        assert!(text.contains(lacking), "{text}");
    }
    assert!(Profile::parse(&text, "x").is_err() && text.parse::<toml::Table>().is_ok());
}

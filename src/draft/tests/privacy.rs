//! Nothing that points to a person leaves the extract, and odd files do not make odd profiles.

use super::*;
use proptest::prelude::*;

const PERSONAL: [&str; 8] = [
    "Client ID",
    "Episode ID",
    "DOB",
    "Surname",
    "Postcode",
    "Notes",
    "Outcome",
    "Gender",
];

fn text_column(name: &str, values: Vec<String>) -> Column {
    Column {
        name: name.into(),
        values,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_long_value_is_ever_told(values in prop::collection::vec("[A-Za-z0-9 /-]{9,30}", 40..80)) {
        let values: Vec<String> = values.iter().map(|v| v.trim().to_owned()).filter(|v| v.len() > 8).collect();
        let columns: Vec<Column> = PERSONAL.iter().map(|name| text_column(name, values.clone())).collect();
        let text = draft(&columns).to_toml();
        for value in &values {
            prop_assert!(!text.contains(value.as_str()), "{value} in {text}");
        }
    }

    #[test]
    fn any_header_makes_toml(names in prop::collection::vec(any::<String>(), 1..12)) {
        let columns: Vec<Column> = names.iter().map(|name| text_column(name, vec!["M".into(), "F".into()])).collect();
        let text = draft(&columns).to_toml();
        prop_assert!(text.parse::<toml::Table>().is_ok(), "{text}");
    }
}

#[test]
fn a_name_that_few_share_is_not_listed() {
    // A free text that somebody called the outcome: one value on few rows, and the whole column is not listed.
    let mut values = vec!["Completed"; 60];
    values.extend(["Ms Rare Name"; 4]);
    let text = draft(&[column("Discharge Outcome", &values)]).to_toml();
    assert!(
        text.contains("# discharge_reason")
            && !text.contains("Rare")
            && !text.contains("Completed"),
        "{text}"
    );
    let postcodes = ["ZZ99 3VZ", "ZZ99 4XY"].repeat(50);
    let text = draft(&[column("Discharge Outcome", &postcodes)]).to_toml();
    assert!(!text.contains("ZZ99"), "{text}");
}

#[test]
fn a_file_without_a_header_is_not_told() {
    let mut known = plain();
    for k in &mut known {
        k.column.name = k.column.values.remove(0);
    }
    let names: Vec<String> = known.iter().map(|k| k.column.name.clone()).collect();
    let text = draft(&columns(&known)).to_toml();
    assert!(text.contains("LACKING: a header"), "{text}");
    assert!(
        names
            .iter()
            .filter(|n| n.len() > 3)
            .all(|n| !text.contains(n.as_str())),
        "{text}"
    );
}

#[test]
fn the_same_sample_gives_the_same_text() {
    let columns = columns(&plain());
    let text = draft(&columns).to_toml();
    assert!((0..3).all(|_| draft(&columns).to_toml() == text));
}

#[test]
fn odd_files() {
    let blank = |name: &str| column(name, &["", "NA", "", "NULL"]);
    for columns in [
        vec![],
        vec![column("", &[]), column("", &[])],
        vec![
            column("Client ID", &[]),
            column("Start Date", &[]),
            column("DOB", &[]),
        ],
        vec![blank("Client ID"), blank("client id "), blank("Start Date")],
        (0..200).map(|i| blank(&format!("c{i}"))).collect(),
    ] {
        let draft = draft(&columns);
        assert_eq!(draft.columns.len(), columns.len());
        assert!(
            draft
                .columns
                .iter()
                .all(|p| p.certainty != Some(Certainty::Certain))
        );
        assert!(draft.to_toml().parse::<toml::Table>().is_ok());
    }
}

#[test]
fn a_header_that_stands_twice_is_not_used() {
    let mut known = plain();
    known[1].column.name = "Client_ID ".into();
    let draft = draft(&columns(&known));
    let text = draft.to_toml();
    assert!(draft.columns[0].field.is_none() && draft.columns[1].field.is_none());
    assert!(
        text.contains("LACKING: client_id") && text.contains("Several columns are named"),
        "{text}"
    );
}

/// A wide file of ids, the dearest there is.
#[test]
fn two_hundred_columns_are_read_at_once() {
    let mut known = plain();
    let rows = known[0].column.values.len();
    for extra in 0..173 {
        let values = (0..rows)
            .map(|r| format!("K{:07}", r * 7 / (1 + extra % 5)))
            .collect();
        known.push(Known {
            field: None,
            column: text_column(&format!("key {extra}"), values),
        });
    }
    let columns = columns(&known);
    let begun = std::time::Instant::now();
    assert_eq!(draft(&columns).columns.len(), 200);
    // Ten times what it takes here, so that only a slip in the method fails.
    assert!(begun.elapsed().as_secs() < 20);
}

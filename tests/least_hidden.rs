//! How much disclosure control hides beside the least that could be: on 500 small tables, for each of which another
//! program found the least number of hidden counts exactly (`benches/least-hidden.py`).

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use treatstat::disclosure::{self, ReleasedRow, Rules, Unprotected};
use treatstat::extract::read;
use treatstat::measures::definitions::Sexes;
use treatstat::pipeline;
use treatstat::settings::{Choices, Settings};

const TABLES: &str = include_str!("fixtures/least-hidden.csv");
/// On average over the tables, in hundredths of the least: asked are 120.
const AT_MOST: usize = 120;
const HEADER: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,\
parental_status,children_living_with,local_authority\n";
/// The parental status and the children of each family group.
const GROUPS: [(&str, &str); 5] = [("11", "1"), ("13", "0"), ("14", "1"), ("14", "0"), ("", "")];
/// Only these are printed: how many people are in treatment, and of how many the group is known.
const PRINTED: [&str; 2] = ["in_treatment", "in_treatment_of_complete"];

const CHOICES: &str = r#"
    by = ["area"]
    as_of = "2012-06-30"
    years = "2010-11"
"#;

struct Table {
    number: String,
    least: usize,
    /// People by family group and area.
    people: Vec<Vec<usize>>,
}

fn tables() -> Vec<Table> {
    let mut reader = csv::Reader::from_reader(TABLES.as_bytes());
    let records = reader.records().map(|record| record.expect("a line"));
    records
        .map(|record| Table {
            number: record[0].to_owned(),
            least: record[1].parse().expect("a number"),
            people: record[2].split('|').map(numbers).collect(),
        })
        .collect()
}

fn numbers(text: &str) -> Vec<usize> {
    let words = text.split(' ');
    words.map(|n| n.parse().expect("a number")).collect()
}

/// Everybody is in treatment all year, and came before it.
fn extract(table: &Table) -> String {
    let mut text = String::from(HEADER);
    let mut person = 0;
    for (people, (status, children)) in table.people.iter().zip(GROUPS) {
        for (area, count) in people.iter().enumerate() {
            for _ in 0..*count {
                person += 1;
                writeln!(
                    text,
                    "C{person},E{person},M,1975-06-01,2008-06-01,,,{status},{children},E0600000{area}"
                )
                .expect("writing to memory does not fail");
            }
        }
    }
    text
}

/// How many different counts of the table are hidden.
fn hidden(folder: &Path, table: &Table) -> usize {
    let path = folder.join("extract.csv");
    std::fs::write(&path, extract(table)).expect("the temporary folder can be written to");
    let choices: Choices = toml::from_str(CHOICES).expect("settings");
    let settings = Settings::resolve(None, choices, Choices::default()).expect("valid");
    let extract = read(&[path], None, &settings).expect("readable");
    let mut counted = pipeline::count(extract, &settings).expect("countable");
    let measured = &mut counted.measured;
    for (measure, asked) in measured.measures.iter_mut().zip(&mut measured.asked) {
        *asked = PRINTED.contains(&measure.id);
        measure.sexes = Sexes::Together;
    }
    let released = disclosure::release(
        &Unprotected {
            measured: &counted.measured,
            judged: &settings.cells,
            extract: &counted.extract,
            in_both_age_groups: counted.in_both_age_groups,
            nests: &counted.nests,
        },
        Rules::of(&settings),
    );
    let rows = released.rows().iter().filter(|row| {
        let is_of_everybody = row.age_group() == "adults"
            && row.sex() == "all"
            && row.breakdown() == "all"
            && row.provider() == "all";
        is_of_everybody && row.population() == "in_treatment"
    });
    let hidden: BTreeSet<(&str, &str)> = rows.filter_map(hidden_count).collect();
    hidden.len()
}

/// The rows of family groups count how many are in them; that of the complete ones also how many these are in all.
fn hidden_count(row: &ReleasedRow) -> Option<(&str, &str)> {
    match row.measure() {
        "in_treatment" if row.numerator().is_none() => Some((row.family_group(), row.area())),
        "in_treatment_of_complete" if row.denominator().is_none() => Some(("complete", row.area())),
        _ => None,
    }
}

#[test]
fn hardly_more_is_hidden_than_must_be() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tables = tables();
    assert_eq!(tables.len(), 500);
    let (mut all, mut least, mut ratios) = (0, 0, 0);
    for table in &tables {
        let hidden = hidden(folder.path(), table);
        assert!(
            hidden >= table.least,
            "table {}: {hidden} hidden, {} at least",
            table.number,
            table.least
        );
        all += hidden;
        least += table.least;
        ratios += 100 * hidden / table.least;
    }
    println!(
        "{all} counts hidden in {} tables, {least} at least: {}% on average over the tables",
        tables.len(),
        ratios / tables.len()
    );
    assert!(ratios <= AT_MOST * tables.len());
    assert!(100 * all <= AT_MOST * least);
}

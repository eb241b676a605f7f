//! What the tests of drafting share: the plain sample, a source of chance that always gives the same, and spellings.

mod liars;
mod privacy;
mod spellings;
mod values;

use super::{Certainty, Column, Draft, draft};
use crate::extract::{Field, Profile};

pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// A column, and the field it is.
#[derive(Clone)]
pub struct Known {
    pub field: Option<Field>,
    pub column: Column,
}

/// The first rows of a sample, each column with its field by the built-in profile.
pub fn sample(file: &str, profile: &str, rows: usize) -> Vec<Known> {
    let path = format!("{}/data-samples/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut lines = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .unwrap();
    let profile = Profile::built_in()
        .into_iter()
        .find(|p| p.name == profile)
        .unwrap();
    let field = |name: &str| {
        let of = |f: &&Field| profile.columns[*f].column() == Some(name);
        profile.columns.keys().find(of).copied()
    };
    let mut known: Vec<Known> = lines
        .headers()
        .unwrap()
        .iter()
        .map(|name| Known {
            field: field(name),
            column: column(name, &[]),
        })
        .collect();
    for line in lines.records().take(rows).map(Result::unwrap) {
        for (at, known) in known.iter_mut().enumerate() {
            known
                .column
                .values
                .push(line.get(at).unwrap_or("").trim().to_owned());
        }
    }
    known
}

pub fn plain() -> Vec<Known> {
    sample("northmere-20090401-20120630.csv", "plain", 5000)
}

pub fn column(name: &str, values: &[&str]) -> Column {
    Column {
        name: name.into(),
        values: values.iter().map(|v| (*v).to_owned()).collect(),
    }
}

pub fn columns(known: &[Known]) -> Vec<Column> {
    known.iter().map(|k| k.column.clone()).collect()
}

/// Proposals that are certain, and those of them that are wrong, in words.
pub fn certain_and_wrong(known: &[Known], draft: &Draft) -> (usize, Vec<String>) {
    let mut certain = 0;
    let mut wrong = Vec::new();
    for (known, proposal) in known.iter().zip(&draft.columns) {
        if proposal.certainty == Some(Certainty::Certain) {
            certain += 1;
            if proposal.field != known.field {
                wrong.push(format!(
                    "{} as {:?}: {}",
                    known.column.name, proposal.field, proposal.why
                ));
            }
        }
    }
    (certain, wrong)
}

/// The draft as a profile.
pub fn profile(draft: &Draft) -> Profile {
    let text = draft.to_toml();
    Profile::parse(&text, "draft").unwrap_or_else(|e| panic!("{e}\n{text}"))
}

//! A profile is drafted for the plain sample under headers that its author did not know: `spellings.toml` holds ten for
//! each column, collected by somebody who had not seen the words the program goes by.

mod common;

use common::{root, succeed, temporary, treatstat};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;
use treatstat::draft::{Certainty, Column, Draft, draft};
use treatstat::extract::profile::Field;

/// The field that a column of the plain sample is; `None` for the two that are none.
fn field_of(column: &str) -> Option<Field> {
    match column {
        "local_authority" => Some(Field::La),
        name => Field::named(name),
    }
}

fn sample() -> Vec<Column> {
    let path = root().join("data-samples/northmere-20090401-20120630.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names = reader.headers().unwrap().clone();
    let mut columns: Vec<Column> = names
        .iter()
        .map(|name| Column {
            name: name.into(),
            values: Vec::new(),
        })
        .collect();
    for row in reader.records().filter_map(Result::ok) {
        for (column, value) in columns.iter_mut().zip(&row) {
            column.values.push(value.trim().into());
        }
    }
    columns
}

fn spellings() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(root().join("tests/spellings.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

fn shuffle(columns: &mut [Column], random: &mut ChaCha8Rng) {
    for at in (1..columns.len()).rev() {
        columns.swap(at, random.next_u32() as usize % (at + 1));
    }
}

/// The columns of the first form of the plain sample, which generators of such data still write.
const EIGHTEEN: [&str; 18] = [
    "client_id",
    "episode_id",
    "sex",
    "date_of_birth",
    "local_authority",
    "referral_date",
    "triage_date",
    "discharge_date",
    "discharge_reason",
    "parental_status",
    "children_living_with",
    "pregnant",
    "referral_source",
    "accommodation",
    "injecting",
    "drug_1",
    "drug_2",
    "drug_3",
];

/// Mapped right, and mapped wrongly with certainty.
fn judged(
    draft: &Draft,
    columns: &[Column],
    was: &BTreeMap<String, String>,
) -> (usize, Vec<String>) {
    let mut right = 0;
    let mut wrong = Vec::new();
    for (proposal, column) in draft.columns.iter().zip(columns) {
        let field = field_of(&was[&column.name]);
        if proposal.field.is_some() && proposal.field == field {
            right += 1;
        } else if proposal.certainty == Some(Certainty::Certain) {
            wrong.push(format!("`{}` as {:?}", column.name, proposal.field));
        }
    }
    (right, wrong)
}

#[test]
fn headers_of_the_real_world_are_mapped_and_none_wrongly_with_certainty() {
    let (sample, spellings) = (sample(), spellings());
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut rights = Vec::new();
    // First each system's own ten, then mixtures.
    for run in 0..30 {
        for columns in [sample.len(), EIGHTEEN.len()] {
            let mut was = BTreeMap::new();
            let mut renamed = Vec::new();
            for column in &sample {
                if columns == EIGHTEEN.len() && !EIGHTEEN.contains(&column.name.as_str()) {
                    continue;
                }
                let ten = &spellings[&column.name];
                let at = if run < 10 {
                    run
                } else {
                    random.next_u32() as usize % 10
                };
                was.insert(ten[at].clone(), column.name.clone());
                renamed.push(Column {
                    name: ten[at].clone(),
                    values: column.values.clone(),
                });
            }
            shuffle(&mut renamed, &mut random);
            let (right, wrong) = judged(&draft(&renamed), &renamed, &was);
            let fields = renamed
                .iter()
                .filter(|c| field_of(&was[&c.name]).is_some())
                .count();
            assert!(wrong.is_empty(), "run {run}: {wrong:?}");
            assert!(18 * right >= 14 * fields, "run {run}: {right} of {fields}");
            rights.push((right, fields));
        }
    }
    let (right, fields) = rights.iter().fold((0, 0), |(a, b), (r, f)| (a + r, b + f));
    eprintln!("{right} of {fields} columns mapped right");
}

#[test]
fn a_drafted_profile_reads_the_extract_it_was_drafted_for() {
    let folder = temporary();
    let sample = root().join("data-samples/northmere-20090401-20120630.csv");
    let text = std::fs::read_to_string(&sample).unwrap();
    let spellings = spellings();
    let (header, rows) = text.split_once('\n').unwrap();
    let renamed: Vec<&str> = header
        .trim_end()
        .split(',')
        .map(|name| spellings[name][2].as_str())
        .collect();
    let body = format!("{}\n{rows}", renamed.join(";"));
    let path = folder.path().join("strange.csv");
    let body = body.lines().enumerate().map(|(at, line)| match at {
        0 => line.to_owned(),
        _ => line.replace(',', ";"),
    });
    std::fs::write(&path, body.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    let toml = succeed(folder.path(), &["profile", "draft", "strange.csv"]);
    assert!(toml.to_lowercase().contains("proposal"), "{toml}");
    for secret in ["C0000001", "EP00000001", "1980-07-14"] {
        assert!(!toml.contains(secret), "{secret} is in the draft");
    }
    std::fs::write(folder.path().join("ours.toml"), &toml).unwrap();
    let fit = succeed(
        folder.path(),
        &["profile", "check", "ours.toml", "strange.csv"],
    );
    assert!(fit.contains("fields mapped"), "{fit}");
    let as_of = ["--as-of", "2012-06-30", "--years", "2009-10..2011-12"];
    let ours = [
        &["measure", "strange.csv", "--profile", "ours.toml"][..],
        &as_of,
    ]
    .concat();
    let plain = [&["measure", sample.to_str().unwrap()][..], &as_of].concat();
    assert_eq!(
        succeed(folder.path(), &ours),
        succeed(folder.path(), &plain)
    );
}

#[test]
fn profiles_are_listed_shown_and_held_against_a_header() {
    let folder = temporary();
    let sample = root().join("data-samples/northmere-20090401-20120630.csv");
    let sample = sample.to_str().unwrap();
    let list = succeed(folder.path(), &["profile", "list"]);
    for name in ["cds", "plain"] {
        assert!(list.contains(name), "{list}");
        let shown = succeed(folder.path(), &["profile", "show", name]);
        treatstat::extract::Profile::parse(&shown, name).unwrap();
    }
    let fits = succeed(folder.path(), &["profile", "check", "plain", sample]);
    assert!(
        fits.contains("2 columns not used\n  modality_end, ethnicity"),
        "{fits}"
    );
    let misfit = treatstat(folder.path(), &["profile", "check", "cds", sample]);
    assert_eq!(misfit.status.code(), Some(1));
    let said = String::from_utf8(misfit.stdout).unwrap();
    assert!(
        said.contains("required") && said.contains("refused: the header lacks"),
        "{said}"
    );
}

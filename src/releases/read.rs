//! The published files of a release: its results, and of its manifest what says how they were protected.

use crate::disclosure::Marking;
use crate::error::{Result, plain_io, unreadable};
use crate::inference;
use crate::table::{Columns, Row, Table};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

const COLUMNS: Columns = Columns {
    required: &[
        "age_group",
        "area",
        "provider",
        "population",
        "measure",
        "period",
        "family_group",
        "sex",
        "breakdown",
        "level",
        "compared_with",
        "numerator",
        "denominator",
        "shorthand",
        "release",
    ],
    optional: &[],
    others: true,
    what: "a results file",
};

const WHAT_TO_GIVE: &str = "give the folder of a report, or its `results.csv`";

pub struct Release {
    pub results: Table,
    pub round_to: i64,
    pub suppress_below: i64,
    /// What it says of itself.
    pub marking: String,
}

#[derive(Deserialize)]
struct Manifest {
    settings: Protection,
}

/// Manifests written before rounding came do not name it.
#[derive(Deserialize)]
struct Protection {
    suppress_below: i64,
    round_to: Option<i64>,
}

impl Default for Protection {
    fn default() -> Self {
        Protection {
            suppress_below: 5,
            round_to: None,
        }
    }
}

/// Reads the folder of a report, or a results file: with the manifest beside it, else with the usual limit and the rounding
/// that is seen.
pub fn read(path: &Path) -> Result<Release> {
    let (results, protection) = match path.is_dir() {
        true => (
            path.join("results.csv"),
            protection(&path.join("manifest.json"))?,
        ),
        false => {
            let manifest = path.with_file_name("manifest.json");
            let protection = match manifest.exists() {
                true => protection(&manifest)?,
                false => Protection::default(),
            };
            (path.to_owned(), protection)
        }
    };
    let results = Table::read(&results, COLUMNS)?;
    let is_unsuppressed = results
        .rows()
        .any(|row| row.text("release") == Marking::Unsuppressed.text());
    if is_unsuppressed {
        return Err(unreadable(
            path,
            "is unsuppressed: it hides nothing, and is not for publication",
            "compare what is to be published",
        ));
    }
    refuse_a_part(path, &results)?;
    let Some(marking) = results
        .rows()
        .next()
        .map(|row| row.text("release").to_owned())
    else {
        return Err(unreadable(path, "has no rows", WHAT_TO_GIVE));
    };
    Ok(Release {
        round_to: protection
            .round_to
            .unwrap_or_else(|| rounding_seen(&results)),
        results,
        suppress_below: protection.suppress_below,
        marking,
    })
}

/// Rows of some measures only, among them shares of people whose own rows are not there: what those show is read from these.
fn refuse_a_part(path: &Path, results: &Table) -> Result<()> {
    let inferred: BTreeSet<String> = inference::measures().collect();
    let measures: BTreeSet<&str> = results.rows().map(|row| row.text("measure")).collect();
    let lacks_people = |row: Row<'_>| {
        inferred.contains(row.text("measure")) && !measures.contains(row.text("population"))
    };
    match results.rows().any(lacks_people) {
        true => Err(unreadable(
            path,
            "holds shares of people whose own numbers it does not hold",
            "give all results: a part gives away no more than the whole, for its rows are the same",
        )),
        false => Ok(()),
    }
}

/// What many counts are all multiples of.
fn rounding_seen(results: &Table) -> i64 {
    const MANY: usize = 50;
    let numerators = results
        .rows()
        .filter_map(|row| row.text("numerator").parse().ok());
    let counts: Vec<i64> = numerators.filter(|count| *count > 0).collect();
    let is_base = |base: &i64| counts.len() >= MANY && counts.iter().all(|count| count % base == 0);
    [100, 50, 20, 10, 5, 3]
        .into_iter()
        .find(is_base)
        .unwrap_or(1)
}

fn protection(path: &Path) -> Result<Protection> {
    let text =
        std::fs::read_to_string(path).map_err(|e| unreadable(path, &plain_io(&e), WHAT_TO_GIVE))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            path,
            &format!("is no manifest of a report (line {line}, column {column})"),
            WHAT_TO_GIVE,
        )
    })?;
    Ok(manifest.settings)
}

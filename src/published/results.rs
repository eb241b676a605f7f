//! A results file, as far as published figures can be held against it.
//!
//! `results.csv` of a report or the output of `measure` in; counts by what they are of out. These numbers have been
//! through disclosure control in the run that wrote them. Rows that compare (`compared_with`, or a statistic other than a
//! proportion or a mean) are passed over: no figure is printed of them.

use crate::error::{Error, Result};
use crate::table::{Columns, Row, Table};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// The columns that say what a row is of.
const KEY: [&str; 8] = [
    "age_group",
    "population",
    "measure",
    "period",
    "family_group",
    "sex",
    "breakdown",
    "level",
];

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
        "numerator",
        "denominator",
        "statistic",
        "shorthand",
    ],
    optional: &["compared_with"],
    // Intervals, the release and whatever later versions add are not needed here.
    others: true,
    what: "a results file",
};

/// What a row is of: the values of [`KEY`].
pub type Key = [String; 8];

/// A row's counts, as shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    pub numerator: Option<u64>,
    pub denominator: Option<u64>,
    /// Whether the value is a mean, so that it has no per cent.
    pub mean: bool,
    pub shorthand: String,
}

/// The rows of one area and provider.
#[derive(Debug)]
pub struct Results {
    pub area: String,
    pub provider: String,
    rows: HashMap<Key, Shown>,
}

impl Results {
    /// Reads the rows of an area and a provider. Where they are not chosen: those of all, or of the one that is there.
    pub fn read(path: &Path, area: Option<&str>, provider: Option<&str>) -> Result<Results> {
        let table = Table::read(path, COLUMNS)?;
        let plain: Vec<Row<'_>> = table.rows().filter(|row| is_plain(*row)).collect();
        let provider = chosen(&table, &plain, "provider", provider)?;
        let rows: Vec<Row<'_>> = of(&plain, "provider", &provider).collect();
        let area = chosen(&table, &rows, "area", area)?;
        let mut found: HashMap<Key, Shown> = HashMap::new();
        for row in of(&rows, "area", &area) {
            let shown = shown(row)?;
            let key = KEY.map(|column| row.text(column).to_owned());
            match found.get(&key) {
                // The same row at another confidence.
                Some(earlier) if *earlier == shown => {}
                Some(_) => {
                    return Err(row.wrong(
                        "measure",
                        "an earlier row is of the same people, with other counts",
                        "give the results of one run",
                    ));
                }
                None => {
                    found.insert(key, shown);
                }
            }
        }
        Ok(Results {
            area,
            provider,
            rows: found,
        })
    }

    pub fn get(&self, key: &Key) -> Option<&Shown> {
        self.rows.get(key)
    }
}

fn is_plain(row: Row<'_>) -> bool {
    row.text("compared_with").is_empty() && matches!(row.text("statistic"), "proportion" | "mean")
}

fn of<'a>(rows: &[Row<'a>], column: &str, value: &str) -> impl Iterator<Item = Row<'a>> {
    rows.iter()
        .copied()
        .filter(move |row| row.text(column) == value)
}

/// The value of `column` whose rows are read.
fn chosen(table: &Table, rows: &[Row<'_>], column: &str, wanted: Option<&str>) -> Result<String> {
    let values: BTreeSet<&str> = rows.iter().map(|row| row.text(column)).collect();
    let refuse = |message: String, hint: String| {
        Err(Error::Unreadable {
            path: table.path().to_owned(),
            message,
            hint,
        })
    };
    let listed = || {
        let quoted: Vec<String> = values.iter().map(|v| format!("`{v}`")).collect();
        quoted.join(", ")
    };
    match (wanted, values.len()) {
        (_, 0) => refuse(
            "has no result rows".into(),
            "give the `results.csv` of a report, or what `measure` writes".into(),
        ),
        (Some(wanted), _) if values.contains(wanted) => Ok(wanted.to_owned()),
        (Some(wanted), _) => refuse(
            format!("has no rows of the {column} `{wanted}`"),
            format!("it has {}", listed()),
        ),
        (None, _) if values.contains("all") => Ok("all".to_owned()),
        (None, 1) => Ok(values.first().copied().unwrap_or_default().to_owned()),
        (None, _) => refuse(
            format!("has no rows of every {column} together, and more than one {column}"),
            format!("choose with `--{column}`: {}", listed()),
        ),
    }
}

fn shown(row: Row<'_>) -> Result<Shown> {
    let count = |column: &str| match row.text(column) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            let message = format!("`{text}` is not a whole number from 0");
            row.wrong(column, &message, "give the file as treatstat wrote it")
        }),
    };
    Ok(Shown {
        numerator: count("numerator")?,
        denominator: count("denominator")?,
        mean: row.text("statistic") == "mean",
        shorthand: row.text("shorthand").to_owned(),
    })
}

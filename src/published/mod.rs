//! Figures of official publications, to hold results against.
//!
//! A CSV file (or one of the two built in) in, checked figures out; [`compare`] says whether a result agrees. The figures
//! built in and where they were read are described in the `README.md` beside this file.

pub mod compare;
pub mod results;

use crate::cohorts::{AgeGroup, Population};
use crate::day::FinancialYear;
use crate::error::{Error, Result};
use crate::measures::{GroupRow, SexRow};
use crate::settings::Population as People;
use crate::table::{Columns, Row, Table};
use std::collections::HashMap;
use std::path::Path;

const COLUMNS: Columns = Columns {
    required: &[
        "id",
        "year",
        "age_group",
        "population",
        "measure",
        "family_group",
        "sex",
        "kind",
        "value",
    ],
    optional: &[
        "of_group",
        "breakdown",
        "level",
        "covers",
        "standing",
        "source",
        "note",
    ],
    others: false,
    what: "a table of published figures",
};

/// How a figure was printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An exact number of people (or children).
    Count,
    /// A whole per cent.
    Percent,
    /// A number rounded to its last digit that is not 0.
    CountAbout,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Count, Kind::Percent, Kind::CountAbout];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Count => "count",
            Kind::Percent => "percent",
            Kind::CountAbout => "count_about",
        }
    }
}

/// Where a figure was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// In the publication itself.
    Official,
    /// Where another page quotes it: context, never a test.
    SecondHand,
}

impl Standing {
    pub const ALL: [Standing; 2] = [Standing::Official, Standing::SecondHand];

    pub fn name(self) -> &'static str {
        match self {
            Standing::Official => "official",
            Standing::SecondHand => "second_hand",
        }
    }
}

/// One published figure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// Unique in its file.
    pub id: String,
    pub year: FinancialYear,
    pub age_group: AgeGroup,
    pub population: Population,
    /// The id of a measure.
    pub measure: String,
    pub family_group: GroupRow,
    /// For a per cent of a family group instead of the whole population: that group.
    pub of_group: Option<GroupRow>,
    pub sex: SexRow,
    /// `all` where it is not of a part.
    pub breakdown: String,
    pub level: String,
    pub kind: Kind,
    /// People, children, or whole per cent.
    pub value: u64,
    /// Which people its publication covers; `None` where the file does not say.
    pub covers: Option<People>,
    pub standing: Standing,
    pub source: String,
    pub note: String,
}

/// Reads a file of figures; fails with file, line and column on what is not one.
pub fn read(path: &Path) -> Result<Vec<Figure>> {
    figures(&Table::read(path, COLUMNS)?)
}

/// The names of the lists built in.
pub const BUILT_IN: [&str; 2] = ["national", "nta-2012"];

/// The figures built in, by name.
pub fn built_in(name: &str) -> Option<Vec<Figure>> {
    match name {
        "national" => Some(national()),
        "nta-2012" => Some(nta_2012()),
        _ => None,
    }
}

/// Every figure known, of 2009-10 and later, official and second hand.
pub fn national() -> Vec<Figure> {
    included("national.csv", include_bytes!("national.csv"))
}

/// The 36 figures of the National Treatment Agency's 2012 report.
pub fn nta_2012() -> Vec<Figure> {
    included("nta-2012.csv", include_bytes!("nta-2012.csv"))
}

fn included(name: &str, bytes: &[u8]) -> Vec<Figure> {
    let table = Table::parse(Path::new(name), bytes, COLUMNS);
    table
        .and_then(|table| figures(&table))
        .expect("the figures built in are read by a test")
}

fn figures(table: &Table) -> Result<Vec<Figure>> {
    let mut found: Vec<Figure> = Vec::new();
    let mut lines = HashMap::new();
    for row in table.rows() {
        let one = figure(row)?;
        if let Some(earlier) = lines.insert(one.id.clone(), row.line()) {
            let message = format!("`{}` stands on line {earlier} already", one.id);
            return Err(row.wrong("id", &message, "give every figure an id of its own"));
        }
        found.push(one);
    }
    if found.is_empty() {
        return Err(Error::Unreadable {
            path: table.path().to_owned(),
            message: "has no figures".into(),
            hint: "give a line for each published figure".into(),
        });
    }
    Ok(found)
}

fn figure(row: Row<'_>) -> Result<Figure> {
    let kind = row.choice("kind", Kind::ALL.map(|k| (k.name(), k)))?;
    let or_all = |column| match row.text(column) {
        "" => "all".to_owned(),
        text => text.to_owned(),
    };
    let groups = || GroupRow::ALL.map(|g| (g.name(), g));
    let of_group = match row.text("of_group") {
        "" => None,
        _ if kind != Kind::Percent => {
            return Err(row.wrong("of_group", "is only for a per cent", "leave it blank"));
        }
        _ => Some(row.choice("of_group", groups())?),
    };
    let standing = match row.text("standing") {
        "" => Standing::Official,
        _ => row.choice("standing", Standing::ALL.map(|s| (s.name(), s)))?,
    };
    let covers = match row.text("covers") {
        "" => None,
        _ => Some(row.choice("covers", [("all", People::All), ("drugs", People::Drugs)])?),
    };
    Ok(Figure {
        id: row.present("id")?.to_owned(),
        year: FinancialYear::parse(row.text("year")).ok_or_else(|| {
            let message = format!("`{}` is not a financial year", row.text("year"));
            row.wrong("year", &message, "write it as `2011-12`")
        })?,
        age_group: row.choice("age_group", AgeGroup::ALL.map(|a| (a.name(), a)))?,
        population: row.choice("population", Population::ALL.map(|p| (p.name(), p)))?,
        measure: row.present("measure")?.to_owned(),
        family_group: row.choice("family_group", groups())?,
        of_group,
        sex: row.choice("sex", SexRow::ALL.map(|s| (s.name(), s)))?,
        breakdown: or_all("breakdown"),
        level: or_all("level"),
        kind,
        value: value(row, kind)?,
        covers,
        standing,
        source: row.text("source").to_owned(),
        note: row.text("note").to_owned(),
    })
}

fn value(row: Row<'_>, kind: Kind) -> Result<u64> {
    let text = row.text("value");
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number: Option<u64> = text.parse().ok().filter(|_| digits);
    let fits = |n: &u64| match kind {
        Kind::Count => *n <= MOST,
        Kind::Percent => *n <= 100,
        Kind::CountAbout => (1..=MOST).contains(n),
    };
    number.filter(fits).ok_or_else(|| {
        let message = format!("`{text}` is not a value of the kind `{}`", kind.name());
        let hint = match kind {
            Kind::Count => "a whole number from 0, without commas",
            Kind::Percent => "a whole per cent from 0 to 100, without the sign",
            Kind::CountAbout => "a whole number from 1, without commas",
        };
        row.wrong("value", &message, hint)
    })
}

/// More than there are people; with it, no sum here overflows.
const MOST: u64 = 1_000_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "id,year,age_group,population,measure,family_group,sex,kind,value,of_group,standing";

    fn parse(lines: &str) -> Result<Vec<Figure>> {
        let text = format!("{HEADER}\n{lines}");
        figures(&Table::parse(Path::new("p.csv"), text.as_bytes(), COLUMNS)?)
    }

    #[test]
    fn the_figures_built_in() {
        let (nta, national) = (nta_2012(), national());
        assert_eq!((nta.len(), national.len()), (36, 76));
        let second_hand = |f: &&Figure| f.standing == Standing::SecondHand;
        assert_eq!(national.iter().filter(second_hand).count(), 13);
        assert!(national.iter().all(|f| !f.source.is_empty()));
        // The second file holds the first.
        for (one, same) in nta.iter().zip(&national) {
            assert_eq!(same.id, format!("nta-2012-{}", one.id));
            assert_eq!((one.value, one.kind), (same.value, same.kind));
            assert_eq!((one.year, one.sex), (same.year, same.sex));
            assert_eq!(one.family_group, same.family_group);
        }
        assert!(BUILT_IN.iter().all(|name| built_in(name).is_some()));
        assert!(built_in("nationl").is_none());
    }

    #[test]
    fn what_is_refused_and_where() {
        for (line, told) in [
            (
                "1,2011,adults,starting,starting,all,all,count,9,,",
                "column `year`: `2011` is not a financial year",
            ),
            (
                "1,2011-12,adult,starting,starting,all,all,count,9,,",
                "column `age_group`: `adult` is not known here",
            ),
            (
                "1,2011-12,adults,started,starting,all,all,count,9,,",
                "column `population`: `started` is not known here",
            ),
            (
                "1,2011-12,adults,starting,,all,all,count,9,,",
                "column `measure`: is blank",
            ),
            (
                "1,2011-12,adults,starting,starting,,all,count,9,,",
                "column `family_group`: `` is not known here",
            ),
            (
                "1,2011-12,adults,starting,starting,all,W,count,9,,",
                "column `sex`: `W` is not known here",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,share,9,,",
                "column `kind`: `share` is not known here",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,count,9.5,,",
                "column `value`: `9.5` is not a value of the kind `count`",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,count,\"1,000\",,",
                "column `value`: `1,000` is not a value of the kind `count`",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,percent,101,,",
                "column `value`: `101` is not a value of the kind `percent`",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,count_about,0,,",
                "column `value`: `0` is not a value of the kind `count_about`",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,count,,,",
                "column `value`: `` is not a value of the kind `count`",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,count,9,all,",
                "column `of_group`: is only for a per cent",
            ),
            (
                "1,2011-12,adults,starting,starting,all,all,count,9,,hearsay",
                "column `standing`: `hearsay` is not known here",
            ),
            (
                ",2011-12,adults,starting,starting,all,all,count,9,,",
                "column `id`: is blank",
            ),
            (
                "0,2011-12,adults,starting,starting,all,all,count,9,,",
                "column `id`: `0` stands on line 2 already",
            ),
        ] {
            let fine = "0,2011-12,adults,starting,starting,all,all,count,1,,";
            let told = format!("`p.csv`:3: {told}");
            let error = parse(&format!("{fine}\n{line}\n")).unwrap_err();
            assert_eq!(error.to_string(), told);
        }
        assert_eq!(
            parse("").unwrap_err().to_string(),
            "`p.csv`: has no figures"
        );
    }
}

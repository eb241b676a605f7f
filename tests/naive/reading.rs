//! Files to rows: which file is the newer, what a row holds.

use super::calendar::{self, Date, Format};
use super::code::Code;
use super::sheet::Sheet;
use super::text::{decode, records};
use super::{Excluded, Options};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// `None` is missing. An unknown code is a value like any other at this stage.
pub struct Row {
    /// The larger, the newer.
    pub file_age_order: usize,
    pub agency: String,
    pub client: String,
    pub episode: String,
    pub first_initial: Option<String>,
    pub surname_initial: Option<String>,
    pub born: Option<Date>,
    pub sex: Option<String>,
    pub dat: Option<String>,
    pub area: Option<String>,
    pub status: Option<Code>,
    pub children: Option<Code>,
    pub drugs: [Option<Code>; 3],
    pub referral: Option<Code>,
    pub accommodation: Option<Code>,
    pub injecting: Option<Code>,
    pub pregnant: Option<Code>,
    pub previously_treated: Option<Code>,
    pub services: [Option<Code>; 3],
    /// Parenting support, family support, family and social network intervention.
    pub supports: [Option<Code>; 3],
    pub referred: Option<Date>,
    pub triaged: Option<Date>,
    pub discharged: Option<Date>,
    pub reason: Option<Code>,
    pub modality: Option<Code>,
    pub modality_start: Option<Date>,
    pub outcome_date: Option<Date>,
    pub review_date: Option<Date>,
    pub review_status: Option<Code>,
    pub review_children: Option<Code>,
    pub review_services: Option<Code>,
}

pub struct Extract {
    pub rows: Vec<Row>,
    pub records: u64,
    pub columns: Columns,
}

/// The fields that any of the files has a column for, filled or not.
#[derive(Default)]
pub struct Columns(BTreeSet<&'static str>);

impl Columns {
    pub fn any_of(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.0.contains(field))
    }
}

pub fn read(files: &[PathBuf], options: &Options, excluded: &mut Excluded) -> Extract {
    let mut extract = Extract {
        rows: Vec::new(),
        records: 0,
        columns: Columns::default(),
    };
    for (file_age_order, file) in oldest_first(files).into_iter().enumerate() {
        let bytes =
            std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let text = decode(bytes);
        let sheet = Sheet::new(&text, &options.profile);
        extract.columns.0.extend(sheet.fields());
        for record in records(&text).skip(1) {
            extract.records += 1;
            match sheet.judge(&record, file_age_order, options) {
                Ok(row) => extract.rows.push(row),
                Err(reason) => excluded.add(reason, 1),
            }
        }
    }
    extract
}

/// By the end dates in the names when every name has one, else in the order given: some dates alone order nothing.
fn oldest_first(files: &[PathBuf]) -> Vec<&PathBuf> {
    let mut order: Vec<&PathBuf> = files.iter().collect();
    if files.iter().all(|file| end_date(file).is_some()) {
        // The sort is stable: of two files with the same end date the later given stays the newer.
        order.sort_by_key(|file| end_date(file));
    }
    order
}

/// `AGNCY-20090401-20120630-x.csv` ends on 2012-06-30.
fn end_date(file: &Path) -> Option<Date> {
    let name = file.file_stem()?.to_string_lossy().to_string();
    let parts: Vec<Option<Date>> = name
        .split('-')
        .map(|part| calendar::parse(part, Format::YearMonthDay))
        .collect();
    parts
        .windows(2)
        .skip(1)
        .find_map(|pair| pair[0].and(pair[1]))
}

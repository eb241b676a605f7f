//! Records of the files to rows, each row judged alone.

use super::calendar::{self, Date, FORMATS, Format};
use super::text::{decode, records};
use super::{Excluded, Options, Profile};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The name used here, the header of the core data set, the header of the plain profile ("" where there is none).
const FIELDS: [(&str, &str, &str); 28] = [
    ("first_initial", "FINITIAL", ""),
    ("surname_initial", "SINITIAL", ""),
    ("born", "DOB", "date_of_birth"),
    ("sex", "SEX", "sex"),
    ("area", "DAT", ""),
    ("agency", "AGNCY", "agency"),
    ("client", "CLIENTID", "client_id"),
    ("episode", "EPISODID", "episode_id"),
    ("consent", "CONSENT", "consent"),
    ("status", "PRNTSTAT", "parental_status"),
    ("children", "CHILDWTH", "children_living_with"),
    ("drug_1", "DRUG1", "drug_1"),
    ("drug_2", "DRUG2", "drug_2"),
    ("drug_3", "DRUG3", "drug_3"),
    ("referral", "RFLS", "referral_source"),
    ("accommodation", "ACCMNEED", "accommodation"),
    ("injecting", "INJSTAT", "injecting"),
    ("referred", "REFLD", "referral_date"),
    ("triaged", "TRIAGED", "triage_date"),
    ("discharged", "DISD", "discharge_date"),
    ("reason", "DISRSN", "discharge_reason"),
    ("modality", "MODAL", ""),
    ("modality_start", "MODST", "modality_start"),
    ("modality_end", "MODEND", "modality_end"),
    ("outcome_date", "TOPDATE", ""),
    ("review_date", "CIRDT", ""),
    ("review_status", "CIRPRTST", ""),
    ("review_children", "CIRCLDWT", ""),
];

/// The dates that a figure depends on: a bad value in any of these excludes the row.
const DATES: [&str; 6] = [
    "born",
    "triaged",
    "discharged",
    "modality_start",
    "outcome_date",
    "review_date",
];

/// Numbers come before letters, and each among themselves in its own order: "the smallest code" is `min`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Code {
    Number(u64),
    Letters(String),
}

impl Code {
    /// `011` and `11.0` are 11.
    pub fn read(text: &str) -> Code {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        let nothing_behind = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
        match whole.parse() {
            Ok(number) if digits && nothing_behind => Code::Number(number),
            _ => Code::Letters(text.to_uppercase()),
        }
    }

    pub fn number(&self) -> Option<u64> {
        match self {
            Code::Number(number) => Some(*number),
            Code::Letters(_) => None,
        }
    }

    pub fn is_letter(&self, letter: &str) -> bool {
        matches!(self, Code::Letters(letters) if letters == letter)
    }
}

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
    pub area: Option<String>,
    pub status: Option<Code>,
    pub children: Option<Code>,
    pub drugs: [Option<Code>; 3],
    pub referral: Option<Code>,
    pub accommodation: Option<Code>,
    pub injecting: Option<Code>,
    pub triaged: Option<Date>,
    pub discharged: Option<Date>,
    pub reason: Option<Code>,
    pub modality: Option<Code>,
    pub modality_start: Option<Date>,
    pub outcome_date: Option<Date>,
    pub review_date: Option<Date>,
    pub review_status: Option<Code>,
    pub review_children: Option<Code>,
}

pub struct Extract {
    pub rows: Vec<Row>,
    pub records: u64,
}

pub fn read(files: &[PathBuf], options: &Options, excluded: &mut Excluded) -> Extract {
    let mut extract = Extract {
        rows: Vec::new(),
        records: 0,
    };
    for (file_age_order, file) in oldest_first(files).into_iter().enumerate() {
        let bytes =
            std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let text = decode(bytes);
        let sheet = Sheet::new(&text, &options.profile);
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

struct Sheet {
    width: usize,
    columns: HashMap<&'static str, usize>,
    formats: HashMap<&'static str, Format>,
}

impl Sheet {
    fn new(text: &str, profile: &Profile) -> Sheet {
        let header = records(text).next().unwrap_or_default();
        let mut sheet = Sheet {
            width: header.len(),
            columns: columns(&header, profile),
            formats: HashMap::new(),
        };
        sheet.formats = sheet.date_formats(text);
        sheet
    }

    /// For each date column the format most values of the whole column are dates in.
    fn date_formats(&self, text: &str) -> HashMap<&'static str, Format> {
        let mut votes: HashMap<&'static str, [u64; FORMATS.len()]> = HashMap::new();
        for record in records(text).skip(1) {
            if record.len() == self.width {
                for field in DATES {
                    let value = self.value(&record, field).unwrap_or_default();
                    let votes = votes.entry(field).or_default();
                    for (vote, format) in votes.iter_mut().zip(FORMATS) {
                        *vote += u64::from(calendar::parse(&value, format).is_some());
                    }
                }
            }
        }
        votes
            .into_iter()
            .map(|(field, votes)| (field, winner(votes)))
            .collect()
    }

    /// The row, or the first reason that excludes it.
    fn judge(
        &self,
        record: &[String],
        file_age_order: usize,
        options: &Options,
    ) -> Result<Row, &'static str> {
        if record.len() != self.width {
            return Err("malformed_row");
        }
        let code = |field| self.value(record, field).map(|text| Code::read(&text));
        if code("consent").is_some_and(|consent| consent.is_letter("N")) {
            return Err("no_consent");
        }
        if DATES.iter().any(|field| self.date(record, field).is_err()) {
            return Err("invalid_date");
        }
        let date = |field| self.date(record, field).unwrap();
        let row = Row {
            file_age_order,
            agency: self.value(record, "agency").unwrap_or_default(),
            client: self.value(record, "client").unwrap_or_default(),
            episode: self.value(record, "episode").unwrap_or_default(),
            first_initial: self.value(record, "first_initial").and_then(initial),
            surname_initial: self.value(record, "surname_initial").and_then(initial),
            born: date("born"),
            sex: code("sex").map(sex),
            area: self.value(record, "area"),
            status: code("status"),
            children: code("children"),
            drugs: [code("drug_1"), code("drug_2"), code("drug_3")],
            referral: code("referral"),
            accommodation: code("accommodation"),
            injecting: code("injecting"),
            triaged: date("triaged"),
            discharged: date("discharged"),
            reason: code("reason"),
            modality: code("modality"),
            modality_start: date("modality_start"),
            outcome_date: date("outcome_date"),
            review_date: date("review_date"),
            review_status: code("review_status"),
            review_children: code("review_children"),
        };
        if linkable(&row, options) {
            Ok(row)
        } else {
            Err("unlinkable")
        }
    }

    fn value(&self, record: &[String], field: &str) -> Option<String> {
        let text = record[*self.columns.get(field)?].trim();
        (!text.is_empty() && text != "NA").then(|| text.to_string())
    }

    /// `Err` is a value that is no date of the column's format.
    fn date(&self, record: &[String], field: &str) -> Result<Option<Date>, ()> {
        match self.value(record, field) {
            None => Ok(None),
            Some(text) => calendar::parse(&text, self.formats[field])
                .map(Some)
                .ok_or(()),
        }
    }
}

fn winner(votes: [u64; FORMATS.len()]) -> Format {
    let most = votes.iter().max();
    let place = votes.iter().position(|vote| Some(vote) == most);
    FORMATS[place.unwrap()]
}

fn columns(header: &[String], profile: &Profile) -> HashMap<&'static str, usize> {
    let mut columns = HashMap::new();
    for (field, core, plain) in FIELDS {
        let wanted = match profile {
            Profile::Cds => core,
            Profile::Plain => plain,
        };
        let matches =
            |name: &String| !wanted.is_empty() && name.trim().eq_ignore_ascii_case(wanted);
        if let Some(column) = header.iter().position(matches) {
            columns.insert(field, column);
        }
    }
    columns
}

fn initial(text: String) -> Option<String> {
    text.chars()
        .next()
        .map(|first| first.to_uppercase().to_string())
}

fn sex(code: Code) -> String {
    match code {
        Code::Letters(letter) if letter == "F" || letter == "M" => letter,
        _ => "unknown".to_string(),
    }
}

fn linkable(row: &Row, options: &Options) -> bool {
    let identified = !row.client.is_empty() && !row.episode.is_empty();
    let person = match options.profile {
        Profile::Plain => true,
        Profile::Cds => {
            row.first_initial.is_some()
                && row.surname_initial.is_some()
                && row.born.is_some()
                && row.sex.is_some()
                && (row.area.is_some() || !options.key_with_dat)
        }
    };
    identified && person
}

//! One file: where its columns are, how its dates are written, and each of its rows judged alone.

use super::calendar::{self, Date, FORMATS, Format};
use super::code::Code;
use super::reading::Row;
use super::text::records;
use super::{Options, Profile};
use std::collections::HashMap;

/// The name used here, the header of the core data set, the header of the plain profile ("" where there is none).
const FIELDS: [(&str, &str, &str); 39] = [
    ("first_initial", "FINITIAL", ""),
    ("surname_initial", "SINITIAL", ""),
    ("born", "DOB", "date_of_birth"),
    ("sex", "SEX", "sex"),
    ("utla", "UTLA", ""),
    ("la", "LA", "local_authority"),
    ("dat", "DAT", ""),
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
    ("pregnant", "PREGNANT", "pregnant"),
    ("previously_treated", "PREVTR", "previously_treated"),
    ("services", "EHCSC", "childrens_services"),
    ("services_2", "EHCSC2", ""),
    ("services_3", "EHCSC3", ""),
    ("parenting_support", "RECPRNT", "parenting_support"),
    ("family_support", "RECFMSP", "family_support"),
    ("family_intervention", "PSYFSNI", ""),
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
    ("review_services", "CIREHCSC", ""),
];

const SUPPORTS: [&str; 3] = ["parenting_support", "family_support", "family_intervention"];

/// The dates that a figure depends on: a bad value in any of these excludes the row.
const DATES: [&str; 7] = [
    "born",
    "triaged",
    "discharged",
    "referred",
    "modality_start",
    "outcome_date",
    "review_date",
];

pub struct Sheet {
    width: usize,
    columns: HashMap<&'static str, usize>,
    formats: HashMap<&'static str, Format>,
}

impl Sheet {
    pub fn new(text: &str, profile: &Profile) -> Sheet {
        let header = records(text).next().unwrap_or_default();
        let mut sheet = Sheet {
            width: header.len(),
            columns: columns(&header, profile),
            formats: HashMap::new(),
        };
        sheet.formats = sheet.date_formats(text);
        sheet
    }

    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.columns.keys().copied()
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
    pub fn judge(
        &self,
        record: &[String],
        file_age_order: usize,
        options: &Options,
    ) -> Result<Row, &'static str> {
        if record.len() != self.width {
            return Err("malformed_row");
        }
        let text = |field| self.value(record, field);
        let code = |field| text(field).map(|text| Code::read(&text));
        if code("consent").is_some_and(|consent| consent.is_letter("N")) {
            return Err("no_consent");
        }
        if DATES.iter().any(|field| self.date(record, field).is_err()) {
            return Err("invalid_date");
        }
        let date = |field| self.date(record, field).unwrap();
        let row = Row {
            file_age_order,
            agency: text("agency").unwrap_or_default(),
            client: text("client").unwrap_or_default(),
            episode: text("episode").unwrap_or_default(),
            first_initial: text("first_initial").and_then(initial),
            surname_initial: text("surname_initial").and_then(initial),
            born: date("born"),
            sex: code("sex").map(sex),
            dat: text("dat"),
            area: text("utla").or(text("la")).or(text("dat")),
            status: code("status"),
            children: code("children"),
            drugs: [code("drug_1"), code("drug_2"), code("drug_3")],
            referral: code("referral"),
            accommodation: code("accommodation"),
            injecting: code("injecting"),
            pregnant: code("pregnant"),
            previously_treated: code("previously_treated"),
            services: [code("services"), code("services_2"), code("services_3")],
            supports: SUPPORTS.map(code),
            referred: date("referred"),
            triaged: date("triaged"),
            discharged: date("discharged"),
            reason: code("reason"),
            modality: code("modality"),
            modality_start: date("modality_start"),
            outcome_date: date("outcome_date"),
            review_date: date("review_date"),
            review_status: code("review_status"),
            review_children: code("review_children"),
            review_services: code("review_services"),
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
                && (row.dat.is_some() || !options.key_with_dat)
        }
    };
    identified && person
}

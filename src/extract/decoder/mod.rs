//! How a line becomes a record, or is counted with the first reason to leave it out.

mod days;
mod family;
mod keys;
mod lookup;
mod memory;
mod parsed;

pub use lookup::yes_or_no;
pub use parsed::{DateEvidence, Parsed, Shared, Wants};

use super::codes::{Codes, MISSING, SexCode};
use super::columns::{Place, Plan};
use super::findings::{About, Position};
use super::forms::Epoch;
use super::ids::{Cache, Key};
use super::papers::Lost;
use super::profile::{DateFormat, Field, PersonKey, Profile};
use super::record::{Beside, Record, Sex};
use super::rows::Values;
use super::rules::Rule;
use super::shelves::Shelves;
use super::values::trim;
use crate::day::Day;
use memory::Memory;
use parsed::Caches;

/// Why a line becomes no record.
struct LeftOut {
    rule: Rule,
    about: About,
    /// In words, for the one that stands in a message.
    what: String,
}

impl LeftOut {
    fn whole(rule: Rule, what: String) -> LeftOut {
        LeftOut {
            rule,
            about: About::Whole,
            what,
        }
    }

    fn missing(field: Field) -> LeftOut {
        LeftOut {
            rule: Rule::Unlinkable,
            about: About::Field(field),
            what: format!("`{}` is missing", field.name()),
        }
    }
}

/// Turns lines into records.
pub struct Decoder<'a> {
    pub profile: &'a Profile,
    pub plan: &'a Plan,
    pub codes: &'a Codes,
    pub wants: Wants,
    pub shared: &'a Shared,
    pub file: u16,
    /// From where a workbook counts bare numbers of days.
    pub epoch: Option<Epoch>,
    pub caches: Caches,
    memory: Memory,
    /// All that have been decoded.
    records: Shelves,
    /// The number of the file's first part among all, and of the part that is being decoded.
    first_part: u32,
    part: u32,
    pub out: Parsed,
    /// The file has columns of which something is kept beside the records.
    keeps_beside: bool,
    /// By first byte: whether a value that begins with it may be one that stands for nothing.
    may_be_missing: [bool; 256],
    /// Dates may be written YYYY-MM-DD, and none is given by the profile.
    takes_iso: bool,
    /// A level's name, while it is put together.
    name: Vec<u8>,
    line: u64,
    /// Rows since the last block.
    rows: u64,
}

impl<'a> Decoder<'a> {
    pub fn new(
        profile: &'a Profile,
        plan: &'a Plan,
        codes: &'a Codes,
        wants: Wants,
        shared: &'a Shared,
        file: u16,
        epoch: Option<Epoch>,
    ) -> Self {
        let mut caches = Caches::default();
        let levels = wants.levels(profile);
        caches.levels.resize_with(levels, Cache::default);
        Decoder {
            profile,
            plan,
            codes,
            wants,
            shared,
            file,
            epoch,
            caches,
            memory: Memory::default(),
            records: Shelves::default(),
            first_part: 0,
            part: 0,
            out: Parsed::fresh(levels),
            keeps_beside: profile.person_key == PersonKey::Attributor
                || Beside::FIELDS.iter().any(|field| plan.has(*field)),
            may_be_missing: first_bytes(&profile.missing),
            takes_iso: matches!(profile.dates, DateFormat::Auto | DateFormat::Iso)
                && !days::DATES
                    .iter()
                    .any(|f| matches!(plan.place(*f), Place::Constant(_))),
            name: Vec::new(),
            line: 0,
            rows: 0,
        }
    }

    /// Parts of other files come before the first.
    pub fn with_first_part(self, first_part: u32) -> Self {
        Decoder { first_part, ..self }
    }

    /// Goes on with a part of the file.
    pub fn begin(&mut self, part: usize) {
        self.part = self.first_part + part as u32;
    }

    /// What has been decoded since the last call, but for the records.
    pub fn take(&mut self) -> Parsed {
        let levels = self.out.levels.len();
        self.out.attrition.read(self.file, self.rows);
        self.rows = 0;
        std::mem::replace(&mut self.out, Parsed::fresh(levels))
    }

    /// All records, by client.
    pub fn into_records(self) -> Shelves {
        self.records
    }

    /// Decodes one row, which begins on a line. It becomes a record, or is counted with the first reason to leave it out.
    pub fn row(&mut self, fields: &Values<'_>, line: u64) {
        self.line = line;
        self.rows += 1;
        if let Err(left_out) = self.record(fields) {
            self.leave_out(left_out);
        }
    }

    /// A line that cannot be decoded as a row at all.
    pub fn damaged(&mut self, rule: Rule, line: u64) {
        self.line = line;
        self.rows += 1;
        self.leave_out(LeftOut::whole(rule, rule.wrong().into()));
    }

    #[cold]
    fn leave_out(&mut self, left_out: LeftOut) {
        let LeftOut { rule, about, what } = left_out;
        self.out.attrition.exclude(rule, self.file, 1);
        if rule.is_invalid_row() && self.out.first_invalid.is_none() {
            self.out.first_invalid = Some((self.position(), what.clone()));
        }
        if self.wants.papers {
            let position = self.position();
            self.out.left_out.at(rule, about, Some(position));
        }
        if self.wants.every_row {
            let position = self.position();
            self.out.lost.push(Lost {
                position,
                rule,
                about,
                what,
            });
        }
    }

    fn notice(&mut self, rule: Rule, field: Field) {
        let (position, about) = (self.position(), About::Field(field));
        self.out.findings.at(rule, about, Some(position));
        self.keep_if_asked_for(rule, about);
    }

    fn unknown_value(&mut self, field: Field, shown: &str) {
        let position = self.position();
        self.out.findings.unknown_value(field, shown, position);
        self.keep_if_asked_for(Rule::UnknownCode, About::Field(field));
    }

    fn keep_if_asked_for(&mut self, rule: Rule, about: About) {
        if self.wants.row == Some(self.position()) {
            self.out.noticed.push((rule, about));
        }
    }

    fn position(&self) -> Position {
        Position {
            file: self.file,
            line: self.line,
        }
    }

    fn record(&mut self, fields: &Values<'_>) -> Result<(), LeftOut> {
        self.check_form(fields)?;
        let (birth, triaged) = (
            self.date(fields, days::BIRTH)?,
            self.date(fields, days::TRIAGE)?,
        );
        let modality_start = self.date(fields, days::MODALITY)?;
        let outcome_date = self.date(fields, days::OUTCOME)?;
        let review_date = self.date(fields, days::REVIEW)?;
        let discharged = self.discharge(fields, triaged)?;
        let referred = self.date(fields, days::REFERRAL)?;
        let sex_raw = self.code(fields, Field::Sex, |c| &c.sex);
        let sex = match self.codes.sex.of(sex_raw) {
            SexCode::Female => Sex::Female,
            SexCode::Male => Sex::Male,
            SexCode::Unknown if sex_raw == MISSING => Sex::NotRecorded,
            SexCode::Unknown => Sex::Unknown,
        };
        let client = self
            .id(fields, Field::ClientId)
            .ok_or_else(|| LeftOut::missing(Field::ClientId))?;
        let episode = match self.plan.place(Field::EpisodeId) {
            // Without an episode id every record is an episode, known by its place; this key can be no id's.
            Place::Absent => Key(self.line | u64::from(self.file) << 40 | 1 << 61),
            _ => self
                .id(fields, Field::EpisodeId)
                .ok_or_else(|| LeftOut::missing(Field::EpisodeId))?,
        };
        let person = match self.profile.person_key {
            PersonKey::ClientId => 0,
            PersonKey::Attributor => {
                if sex_raw == MISSING {
                    return Err(LeftOut::missing(Field::Sex));
                }
                self.attributor(fields, birth, sex)?
            }
        };
        let (parental, children) = self.family(fields);
        let modality = self.structured(fields, modality_start);
        let record = Record {
            client,
            episode,
            agency: self.agency(fields),
            row: self.out.rows,
            lines: self.part,
            birth,
            triaged,
            discharged,
            referred,
            parental,
            reason: self.code(fields, Field::DischargeReason, |c| &c.reason),
            referral: self.code(fields, Field::ReferralSource, |c| &c.referral),
            accommodation: self.code(fields, Field::Accommodation, |c| &c.accommodation),
            injecting: self.code(fields, Field::Injecting, |c| &c.injecting),
            drugs: [
                self.code(fields, Field::Drug1, |c| &c.drug),
                self.code(fields, Field::Drug2, |c| &c.drug),
                self.code(fields, Field::Drug3, |c| &c.drug),
            ],
            pregnant: self.code(fields, Field::Pregnant, |c| &c.pregnant),
            children,
            sex,
        };
        let mut beside = Beside::NOTHING;
        if self.keeps_beside {
            beside = Beside {
                person,
                modality,
                latest: modality_start.max(outcome_date).max(review_date),
                treated_before: self.code(fields, Field::PreviouslyTreated, |c| &c.treated_before),
                childrens_services: [
                    Field::ChildrensServices,
                    Field::ChildrensServices2,
                    Field::ChildrensServices3,
                ]
                .map(|field| self.childrens_services(fields, field)),
                help: self.help(fields),
                age: self.age(fields),
            };
            self.out.beside.push(beside);
        }
        if review_date.is_some() {
            self.review(fields, self.out.rows, review_date);
        }
        self.keep_dates([triaged, modality_start, discharged]);
        if !self.plan.breakdowns.is_empty() {
            self.levels(fields);
        }
        if self.wants.areas {
            self.area(fields);
        }
        if self.wants.papers {
            let line = u32::try_from(self.line).unwrap_or(u32::MAX);
            self.out.lines.push(line);
            let recorded = self.recorded(fields, children, &beside);
            self.out.recorded.push(recorded);
        }
        self.out.rows += 1;
        self.records.put(client.0, record);
        Ok(())
    }

    #[inline(always)]
    fn keep_dates(&mut self, dates: [Day; 3]) {
        self.out.latest = dates.into_iter().fold(self.out.latest, Day::max);
        if self.wants.dates {
            let recorded = dates.into_iter().filter(|date| date.is_some());
            self.out.days.extend(recorded.map(|date| date.0));
        }
    }

    /// The checks that come before any value is read: whether it is a row at all, its shape, the filter, consent.
    fn check_form(&mut self, fields: &Values<'_>) -> Result<(), LeftOut> {
        let nothing = |rule| Err(LeftOut::whole(rule, String::new()));
        // Nearly no row's first value is blank, or the header's; each row has one.
        let first = &fields[0];
        let is_blank = |value: &[u8]| trim(value).is_empty();
        if is_blank(first) && fields.iter().all(is_blank) {
            return nothing(Rule::BlankRow);
        }
        if fields.len() != self.plan.width {
            return Err(LeftOut::whole(
                Rule::MalformedRow,
                format!("{} values for {} columns", fields.len(), self.plan.width),
            ));
        }
        if self.plan.is_header(first, fields.iter()) {
            return nothing(Rule::RepeatedHeader);
        }
        for (at, keep) in &self.plan.filters {
            let value = trim(&fields[*at]);
            if !keep.iter().any(|k| k == value) {
                return nothing(Rule::Filtered);
            }
        }
        if self.consent(fields) == Some(false) {
            return nothing(Rule::NoConsent);
        }
        Ok(())
    }
}

fn first_bytes(values: &[String]) -> [bool; 256] {
    let mut first = [false; 256];
    for byte in values.iter().filter_map(|value| value.bytes().next()) {
        first[usize::from(byte)] = true;
    }
    first
}

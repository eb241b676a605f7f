//! How a line becomes a record, or is counted with the first reason to leave it out.

use super::attrition::Attrition;
use super::codes::{self, Codes, Consent, MISSING, Modality, Raw, SexCode, Support};
use super::columns::{Place, Plan};
use super::dates::{self, Evidence, Reading};
use super::findings::{About, Findings, Position};
use super::forms::Epoch;
use super::ids::{Cache, Key, SharedInterner, key};
use super::papers::Lost;
use super::profile::{DateFormat, Field, PersonKey, Profile};
use super::record::{AgeBand, Attributor, Children, Help, HelpRecorded, Record, Review, Sex};
use super::recorded::FieldSet;
use super::rules::Rule;
use super::values::{
    age_band, initial, is_spreadsheet_error, printable, trim, whole_number, whole_years,
};
use crate::day::Day;
use csv::ByteRecord;

/// What the settings ask of reading beyond the profile.
#[derive(Clone, Copy, Debug)]
pub struct Wants {
    pub dat_in_key: bool,
    /// Keep each row's area, as a level beside the profile's own breakdowns.
    pub areas: bool,
    /// Keep how often each date occurs, to infer the extract date.
    pub dates: bool,
    /// Keep each row's line and which of its fields are recorded, for working papers.
    pub papers: bool,
    /// Keep why each row that is left out is so, one by one.
    pub every_row: bool,
    /// Keep what is noticed of the row that begins here.
    pub row: Option<Position>,
}

impl Wants {
    /// How many columns of levels stand beside the records.
    pub fn levels(&self, profile: &Profile) -> usize {
        profile.breakdowns.len() + usize::from(self.areas)
    }
}

/// Interners that all readers of a run share.
#[derive(Default)]
pub struct Shared {
    pub ids: SharedInterner,
    pub agencies: SharedInterner,
    pub levels: Vec<SharedInterner>,
}

/// Names seen by one reader.
#[derive(Default)]
pub struct Caches {
    ids: Cache,
    agencies: Cache,
    levels: Vec<Cache>,
}

/// What one block of lines gave.
#[derive(Default)]
pub struct Parsed {
    pub records: Vec<Record>,
    /// One column a breakdown, beside the records; the last is the area, if it is wanted.
    pub levels: Vec<Vec<u32>>,
    pub reviews: Vec<Review>,
    pub attrition: Attrition,
    pub findings: Findings,
    pub evidence: Vec<Evidence>,
    pub first_invalid: Option<(Position, String)>,
    /// The rows left out, by reason and column. Only for working papers.
    pub left_out: Findings,
    /// Beside the records: the line, and the set of fields recorded. Only for working papers.
    pub lines: Vec<u32>,
    pub recorded: Vec<FieldSet>,
    /// The line of each row left out, and why. Only for working papers.
    pub lost: Vec<Lost>,
    /// What was noticed of the row that was asked for.
    pub noticed: Vec<(Rule, About)>,
    /// Whether the block that was decoded ends in a line end, and the line of its last row.
    pub ends_in_line_end: bool,
    pub last_line: Option<u64>,
    pub days: Vec<i32>,
    /// The latest triage, modality start or discharge read.
    pub latest: Option<Day>,
}

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
    pub out: Parsed,
    value: Vec<u8>,
    line: u64,
}

const DATES: [Field; 7] = [
    Field::DateOfBirth,
    Field::TriageDate,
    Field::DischargeDate,
    Field::ModalityStart,
    Field::OutcomeDate,
    Field::ReviewDate,
    Field::ReferralDate,
];

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
            out: Parsed::fresh(levels),
            value: Vec::new(),
            line: 0,
        }
    }

    /// What has been decoded since the last call.
    pub fn take(&mut self) -> Parsed {
        let levels = self.out.levels.len();
        std::mem::replace(&mut self.out, Parsed::fresh(levels))
    }

    /// Decodes one row, which begins on a line. It becomes a record, or is counted with the first reason to leave it out.
    pub fn row(&mut self, fields: &ByteRecord, line: u64) {
        self.line = line;
        match self.record(fields) {
            Ok(()) => self.out.attrition.read(self.file, 1),
            Err(left_out) => self.leave_out(left_out),
        }
    }

    /// A line that cannot be decoded as a row at all.
    pub fn damaged(&mut self, rule: Rule, line: u64) {
        self.line = line;
        self.leave_out(LeftOut::whole(rule, rule.wrong().into()));
    }

    fn leave_out(&mut self, left_out: LeftOut) {
        let LeftOut { rule, about, what } = left_out;
        self.out.attrition.read(self.file, 1);
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

    fn record(&mut self, fields: &ByteRecord) -> Result<(), LeftOut> {
        self.check_form(fields)?;
        let (birth, triaged) = (
            self.date(fields, Field::DateOfBirth)?,
            self.date(fields, Field::TriageDate)?,
        );
        let modality_start = self.date(fields, Field::ModalityStart)?;
        let outcome_date = self.date(fields, Field::OutcomeDate)?;
        let review_date = self.date(fields, Field::ReviewDate)?;
        let discharged = self.discharge(fields, triaged)?;
        let referred = self.date(fields, Field::ReferralDate)?;
        let sex_raw = self.code(fields, Field::Sex, |c, raw| c.sex.is_unknown(raw));
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
            PersonKey::ClientId => client.0,
            PersonKey::Attributor => {
                if sex_raw == MISSING {
                    return Err(LeftOut::missing(Field::Sex));
                }
                self.attributor(fields, birth, sex)?
            }
        };
        let (parental, children) = self.family(fields);
        let record = Record {
            person,
            client,
            episode,
            agency: self.agency(fields),
            row: u32::try_from(self.out.records.len())
                .expect("a block holds fewer than four billion lines"),
            birth,
            triaged,
            modality: self.structured(fields, modality_start),
            discharged,
            latest: modality_start.max(outcome_date).max(review_date),
            parental,
            reason: self.code(fields, Field::DischargeReason, |c, raw| {
                c.reason.is_unknown(raw)
            }),
            referral: self.code(fields, Field::ReferralSource, |c, raw| {
                c.referral.is_unknown(raw)
            }),
            accommodation: self.code(fields, Field::Accommodation, |c, raw| {
                c.accommodation.is_unknown(raw)
            }),
            injecting: self.code(fields, Field::Injecting, |c, raw| {
                c.injecting.is_unknown(raw)
            }),
            drugs: [Field::Drug1, Field::Drug2, Field::Drug3]
                .map(|field| self.code(fields, field, |c, raw| c.drug.is_unknown(raw))),
            referred,
            pregnant: self.code(fields, Field::Pregnant, |c, raw| c.pregnant.is_unknown(raw)),
            treated_before: self.code(fields, Field::PreviouslyTreated, |c, raw| {
                c.treated_before.is_unknown(raw)
            }),
            childrens_services: [
                Field::ChildrensServices,
                Field::ChildrensServices2,
                Field::ChildrensServices3,
            ]
            .map(|field| self.childrens_services(fields, field)),
            help: self.help(fields),
            file: self.file,
            lines: 1,
            age: self.age(fields),
            children,
            sex,
        };
        if review_date.is_some() {
            self.review(fields, record.row, review_date);
        }
        let dates = [triaged, modality_start, discharged];
        self.out.latest = self
            .out
            .latest
            .max(dates.into_iter().filter(|d| d.is_some()).max());
        if self.wants.dates {
            self.out
                .days
                .extend(dates.iter().filter(|d| d.is_some()).map(|d| d.0));
        }
        self.levels(fields);
        if self.wants.areas {
            self.area(fields);
        }
        if self.wants.papers {
            let line = u32::try_from(self.line).unwrap_or(u32::MAX);
            self.out.lines.push(line);
            let recorded = self.recorded(fields, &record);
            self.out.recorded.push(recorded);
        }
        self.out.records.push(record);
        Ok(())
    }

    /// The checks that come before any value is read: whether it is a row at all, its shape, the filter, consent.
    fn check_form(&mut self, fields: &ByteRecord) -> Result<(), LeftOut> {
        let nothing = |rule| Err(LeftOut::whole(rule, String::new()));
        if fields.iter().all(|value| trim(value).is_empty()) {
            return nothing(Rule::BlankRow);
        }
        if fields.len() != self.plan.width {
            return Err(LeftOut::whole(
                Rule::MalformedRow,
                format!("{} values for {} columns", fields.len(), self.plan.width),
            ));
        }
        if self.plan.is_header(fields.iter()) {
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

    /// A field's trimmed and mapped value; `None` where nothing is recorded. Nothing is copied.
    #[inline]
    pub(super) fn get<'r>(&'r self, fields: &'r ByteRecord, field: Field) -> Option<&'r [u8]> {
        let value = match self.plan.place(field) {
            Place::Absent => return None,
            Place::Constant(value) => value,
            Place::At(at, None) => trim(&fields[*at]),
            Place::At(at, Some(map)) => {
                let value = trim(&fields[*at]);
                map.get(value).map_or(value, Vec::as_slice)
            }
        };
        (!self.is_missing(value)).then_some(value)
    }

    #[inline]
    fn is_missing(&self, value: &[u8]) -> bool {
        value.is_empty() || self.profile.missing.iter().any(|m| m.as_bytes() == value)
    }

    fn date(&mut self, fields: &ByteRecord, field: Field) -> Result<Day, LeftOut> {
        let Some(value) = self.get(fields, field) else {
            return Ok(Day::NONE);
        };
        let is_constant = matches!(self.plan.place(field), Place::Constant(_));
        let format = if is_constant {
            DateFormat::Iso
        } else {
            self.profile.dates
        };
        match dates::read(value, format) {
            Reading::Day(day, shape) => {
                if !is_constant {
                    let line = self.line;
                    let evidence = &mut self.out.evidence[date_column(field)];
                    evidence.saw(shape, line);
                    if self.wants.papers {
                        evidence.saw_day(day);
                    }
                }
                Ok(day)
            }
            Reading::Invalid => match self.epoch.and_then(|epoch| dates::serial(value, epoch)) {
                Some(day) => {
                    self.notice(Rule::SerialDate, field);
                    Ok(day)
                }
                None => Err(self.invalid_date(field, "no date that exists")),
            },
        }
    }

    fn invalid_date(&self, field: Field, holds: &str) -> LeftOut {
        LeftOut {
            rule: Rule::InvalidDate,
            about: About::Field(field),
            what: format!("column `{}` holds {holds}", self.plan.column_name(field)),
        }
    }

    fn discharge(&mut self, fields: &ByteRecord, triaged: Day) -> Result<Day, LeftOut> {
        let Some(stay) = self.get(fields, Field::LengthOfStay) else {
            return self.date(fields, Field::DischargeDate);
        };
        let invalid = |holds| Err(self.invalid_date(Field::LengthOfStay, holds));
        match whole_number(stay) {
            Some(days) if triaged.is_some() => Ok(triaged.plus(days as i32)),
            Some(_) => invalid("a length of stay, but the row has no triage date"),
            None => invalid("no whole number of days"),
        }
    }

    fn code(
        &mut self,
        fields: &ByteRecord,
        field: Field,
        is_unknown: impl Fn(&Codes, Raw) -> bool,
    ) -> Raw {
        let Some(value) = self.get(fields, field) else {
            return MISSING;
        };
        let decoded = codes::decode(value);
        if decoded.reshaped || is_unknown(self.codes, decoded.raw) {
            let shown = printable(value, field);
            if decoded.reshaped {
                self.notice(Rule::ReshapedCode, field);
            }
            if is_unknown(self.codes, decoded.raw) {
                self.unknown_value(field, &shown);
            }
        }
        decoded.raw
    }

    #[inline]
    fn id(&mut self, fields: &ByteRecord, field: Field) -> Option<Key> {
        let value = match self.plan.place(field) {
            Place::At(at, None) => trim(&fields[*at]),
            _ => self.get(fields, field)?,
        };
        // One error for many people would make one person of them.
        if self.is_missing(value) || is_spreadsheet_error(value) {
            return None;
        }
        // Packing needs no cache, so the borrow of the record ends before the cache is used.
        match Key::pack(value) {
            Some(key) => Some(key),
            None => {
                let value = value.to_vec();
                if value.contains(&b'"') {
                    self.notice(Rule::StrayQuote, field);
                }
                Some(key(&value, &self.shared.ids, &mut self.caches.ids))
            }
        }
    }

    fn agency(&mut self, fields: &ByteRecord) -> u32 {
        self.value.clear();
        let mut value = std::mem::take(&mut self.value);
        value.extend_from_slice(self.get(fields, Field::Agency).unwrap_or_default());
        let number = self.caches.agencies.number(&self.shared.agencies, &value);
        self.value = value;
        number
    }

    /// The attributor, or with DAT in the key an interned number for attributor and DAT.
    fn attributor(&mut self, fields: &ByteRecord, birth: Day, sex: Sex) -> Result<u64, LeftOut> {
        let initial = |field: Field| {
            self.get(fields, field)
                .filter(|value| !is_spreadsheet_error(value))
                .and_then(initial)
                .ok_or_else(|| LeftOut::missing(field))
        };
        let (first, second) = (initial(Field::Finitial)?, initial(Field::Sinitial)?);
        if !birth.is_some() {
            return Err(LeftOut::missing(Field::DateOfBirth));
        }
        let packed = Attributor { first, second }.key(birth, sex);
        if !self.wants.dat_in_key {
            return Ok(packed);
        }
        let dat = self
            .get(fields, Field::Dat)
            .ok_or_else(|| LeftOut::missing(Field::Dat))?;
        let mut name = packed.to_be_bytes().to_vec();
        name.extend_from_slice(dat);
        Ok(key(&name, &self.shared.ids, &mut self.caches.ids).0)
    }

    /// The start, if the modality is structured. Without a column that says so, every modality is.
    fn structured(&mut self, fields: &ByteRecord, start: Day) -> Day {
        if !self.plan.has(Field::Modality) {
            return start;
        }
        let raw = self.code(fields, Field::Modality, |c, raw| c.modality.is_unknown(raw));
        match self.codes.modality.of(raw) {
            Modality::Structured => start,
            Modality::NotStructured | Modality::Unknown => Day::NONE,
        }
    }

    fn family(&mut self, fields: &ByteRecord) -> (Raw, Children) {
        if self.plan.has(Field::HasChildren) {
            return self.family_from_answers(fields);
        }
        let parental = self.code(fields, Field::ParentalStatus, |c, raw| {
            c.parental.is_unknown(raw)
        });
        (parental, self.children(fields, Field::ChildrenLivingWith))
    }

    /// Parental status and children from two yes/no answers. "Yes" means at least one child, number unknown; a missing
    /// answer leaves the status unknown.
    fn family_from_answers(&mut self, fields: &ByteRecord) -> (Raw, Children) {
        let has = self.yes_no(fields, Field::HasChildren);
        let lived = self.yes_no(fields, Field::LivedWithChildren);
        let children = match lived {
            Some(true) => Children::SOME,
            Some(false) => Children::coded(0),
            None => Children::MISSING,
        };
        let parental = match (has, lived) {
            (Some(true), Some(true)) => 11,
            (Some(true), Some(false)) => 13,
            (Some(false), _) => 14,
            (Some(true), None) | (None, _) => MISSING,
        };
        (parental, children)
    }

    fn consent(&mut self, fields: &ByteRecord) -> Option<bool> {
        self.answer(fields, Field::Consent, |decoder, value| {
            decoder.consents(value)
        })
    }

    /// Consent by its code list, else as a word for yes or no; `None` where the value is neither.
    pub(super) fn consents(&self, value: &[u8]) -> Option<bool> {
        match self.codes.consent.of(codes::decode(value).raw) {
            Consent::Yes => Some(true),
            Consent::No => Some(false),
            Consent::Unknown => yes_or_no(value),
        }
    }

    fn yes_no(&mut self, fields: &ByteRecord, field: Field) -> Option<bool> {
        self.answer(fields, field, |_, value| yes_or_no(value))
    }

    /// What a value answers; one that answers nothing is a finding.
    fn answer(
        &mut self,
        fields: &ByteRecord,
        field: Field,
        read: impl Fn(&Self, &[u8]) -> Option<bool>,
    ) -> Option<bool> {
        let value = self.get(fields, field)?;
        let answer = read(self, value);
        if answer.is_none() {
            let shown = printable(value, field);
            self.unknown_value(field, &shown);
        }
        answer
    }

    fn children(&mut self, fields: &ByteRecord, field: Field) -> Children {
        let Some(value) = self.get(fields, field) else {
            return Children::MISSING;
        };
        let decoded = codes::decode(value);
        let rule = match decoded.raw {
            0..=15 | 98 | 99 if decoded.reshaped => Some(Rule::ReshapedCode),
            0..=15 | 98 | 99 => None,
            16..=30 => Some(Rule::ManyChildren),
            _ => Some(Rule::ImplausibleChildren),
        };
        if let Some(rule) = rule {
            self.notice(rule, field);
        }
        Children::coded(decoded.raw)
    }

    fn age(&mut self, fields: &ByteRecord) -> AgeBand {
        let (field, value) = match self.get(fields, Field::Age) {
            Some(value) => (Field::Age, value),
            None => match self.get(fields, Field::AgeBand) {
                Some(value) => (Field::AgeBand, value),
                None => return AgeBand::NONE,
            },
        };
        let band = if field == Field::Age {
            whole_years(value)
        } else {
            age_band(value)
        };
        band.unwrap_or_else(|| {
            self.notice(Rule::UnreadableAge, field);
            AgeBand::NONE
        })
    }

    fn childrens_services(&mut self, fields: &ByteRecord, field: Field) -> Raw {
        self.code(fields, field, |c, raw| c.childrens_services.is_unknown(raw))
    }

    fn help(&mut self, fields: &ByteRecord) -> HelpRecorded {
        let mut recorded = HelpRecorded::default();
        for (help, field) in Help::ALL.into_iter().zip([
            Field::ParentingSupport,
            Field::FamilySupport,
            Field::FamilyIntervention,
        ]) {
            let raw = self.code(fields, field, |c, raw| c.support.is_unknown(raw));
            match self.codes.support.of(raw) {
                Support::Received => recorded.receive(help),
                Support::NotReceived => recorded.deny(help),
                Support::Unknown => {}
            }
        }
        recorded
    }

    fn review(&mut self, fields: &ByteRecord, row: u32, date: Day) {
        let parental = self.code(fields, Field::ReviewParentalStatus, |c, raw| {
            c.parental.is_unknown(raw)
        });
        let children = self.children(fields, Field::ReviewChildren);
        let childrens_services = self.childrens_services(fields, Field::ReviewChildrensServices);
        self.out.reviews.push(Review {
            row,
            date,
            parental,
            children,
            childrens_services,
        });
    }

    fn levels(&mut self, fields: &ByteRecord) {
        let plan = self.plan;
        for (at, (parts, separator)) in plan.breakdowns.iter().enumerate() {
            self.value.clear();
            let mut blank = true;
            for (part, place) in parts.iter().enumerate() {
                if part > 0 {
                    self.value.extend_from_slice(separator.as_bytes());
                }
                let Place::At(column, labels) = place else {
                    continue;
                };
                let raw = trim(&fields[*column]);
                let missing =
                    raw.is_empty() || self.profile.missing.iter().any(|m| m.as_bytes() == raw);
                blank &= missing;
                let label = labels
                    .as_ref()
                    .and_then(|l| l.get(raw))
                    .map_or(raw, Vec::as_slice);
                self.value.extend_from_slice(if missing {
                    super::MISSING_LEVEL.as_bytes()
                } else {
                    label
                });
            }
            if blank {
                self.value.clear();
                self.value
                    .extend_from_slice(super::MISSING_LEVEL.as_bytes());
            }
            self.push_level(at);
        }
    }

    /// The first of UTLA, LA and DAT that is recorded.
    fn area(&mut self, fields: &ByteRecord) {
        let mut value = std::mem::take(&mut self.value);
        value.clear();
        let recorded = [Field::Utla, Field::La, Field::Dat]
            .into_iter()
            .find_map(|field| self.get(fields, field));
        value.extend_from_slice(recorded.unwrap_or(super::MISSING_LEVEL.as_bytes()));
        self.value = value;
        self.push_level(self.out.levels.len() - 1);
    }

    /// Gives the record the level that `self.value` names.
    fn push_level(&mut self, at: usize) {
        let number = self.caches.levels[at].number(&self.shared.levels[at], &self.value);
        self.out.levels[at].push(number);
    }
}

/// A word or number for yes or no.
pub fn yes_or_no(value: &[u8]) -> Option<bool> {
    match whole_number(value) {
        Some(0) => return Some(false),
        Some(1) => return Some(true),
        _ => {}
    }
    match value.to_ascii_lowercase().as_slice() {
        b"y" | b"yes" | b"true" => Some(true),
        b"n" | b"no" | b"false" => Some(false),
        _ => None,
    }
}

fn date_column(field: Field) -> usize {
    let at = DATES.iter().position(|d| *d == field);
    at.expect("only date fields are read as dates")
}

impl Parsed {
    fn fresh(levels: usize) -> Parsed {
        Parsed {
            levels: vec![Vec::new(); levels],
            evidence: vec![Evidence::default(); DATES.len()],
            ..Parsed::default()
        }
    }

    /// Each date column with what was seen of its format.
    pub fn date_columns(evidence: &[Evidence]) -> impl Iterator<Item = (Field, &Evidence)> {
        DATES.into_iter().zip(evidence)
    }
}

//! One line of an extract as narrow typed values, and how a line becomes that.

use super::codes::{self, Codes, Consent, MISSING, Modality, Raw, SexCode};
use super::columns::{Place, Plan};
use super::dates::{self, Evidence, Reading};
use super::findings::{Attrition, Findings, Position, Reason, Rule};
use super::ids::{Cache, Key, SharedInterner, key};
use super::profile::{Field, PersonKey, Profile};
use crate::day::Day;
use csv::ByteRecord;

/// Sex as recorded; anything but M or F is a level of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Sex {
    Female,
    Male,
    /// Recorded, but neither.
    Unknown,
    /// Counted with `Unknown`; told apart only so that a blank never competes with a value.
    NotRecorded,
}

impl Sex {
    /// The number under which it is counted.
    pub fn level(self) -> usize {
        self.min(Sex::Unknown) as usize
    }
}

/// Under-18s living with the client: a number, or what was recorded instead of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Children(u8);

impl Children {
    /// Nothing was recorded.
    pub const MISSING: Children = Children(u8::MAX);
    /// At least one, number not known.
    pub const SOME: Children = Children(u8::MAX - 1);
    /// Something was recorded that is no number of children.
    const STRANGE: Children = Children(u8::MAX - 2);
    const MOST: u8 = 30;

    /// The code as it stands: 0 to 30 are numbers, all others (98 declined, 99 unknown) are not.
    pub fn coded(raw: Raw) -> Children {
        match u8::try_from(raw) {
            Ok(code) if code < Self::STRANGE.0 => Children(code),
            _ => Self::STRANGE,
        }
    }

    pub fn is_recorded(self) -> bool {
        self != Self::MISSING
    }

    /// Whether it tells if a child lives with the client.
    pub fn is_known(self) -> bool {
        self.0 <= Self::MOST || self == Self::SOME
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// For choosing the smallest: nothing recorded comes first.
    pub fn rank(self) -> u8 {
        self.0.wrapping_add(1)
    }
}

/// Age in whole years, known to lie between two bounds; `None` where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AgeBand {
    pub low: u8,
    pub high: u8,
}

impl AgeBand {
    pub const NONE: AgeBand = AgeBand {
        low: u8::MAX,
        high: 0,
    };

    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

/// What one line says of an episode. The same type holds the episode once its lines have been put together.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Equal for the same person, within this run.
    pub person: u64,
    pub client: Key,
    pub episode: Key,
    pub agency: u32,
    /// Index of the line among all lines kept, for the columns that stand beside the records.
    pub row: u32,
    pub birth: Day,
    pub triaged: Day,
    /// Start of a structured modality.
    pub modality: Day,
    pub discharged: Day,
    /// The latest of the line's modality start, outcome and review dates.
    pub latest: Day,
    pub parental: Raw,
    pub reason: Raw,
    pub referral: Raw,
    pub accommodation: Raw,
    pub injecting: Raw,
    pub drugs: [Raw; 3],
    /// The file it stands in, by age: a higher number is a newer file.
    pub file: u16,
    /// Lines put together.
    pub lines: u32,
    pub age: AgeBand,
    pub children: Children,
    pub sex: Sex,
}

/// The two initials of a person key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Attributor {
    pub first: u32,
    pub second: u32,
}

impl Attributor {
    const CHARACTER: u64 = (1 << 21) - 1;

    /// Initials, birth date and sex in 64 bits: two characters, days since 1800, sex.
    pub fn key(self, birth: Day, sex: Sex) -> u64 {
        const FROM_1800: i64 = 62_091;
        let days =
            u64::try_from(i64::from(birth.0) + FROM_1800).expect("dates are read from 1850 on");
        u64::from(self.first) << 43 | u64::from(self.second) << 22 | days << 2 | sex as u64
    }

    /// The initials of a key made by [`key`](Attributor::key).
    pub fn of(key: u64) -> Attributor {
        Attributor {
            first: (key >> 43 & Self::CHARACTER) as u32,
            second: (key >> 22 & Self::CHARACTER) as u32,
        }
    }
}

/// A later look at parental status and children (CIR).
#[derive(Clone, Copy, Debug)]
pub struct Review {
    pub row: u32,
    pub date: Day,
    pub parental: Raw,
    pub children: Children,
}

/// What the settings ask of reading beyond the profile.
#[derive(Clone, Copy, Debug)]
pub struct Wants {
    pub dat_in_key: bool,
    pub reviews: bool,
    /// Keep how often each date occurs, to infer the extract date.
    pub dates: bool,
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
    /// One column a breakdown, beside the records.
    pub levels: Vec<Vec<u32>>,
    pub reviews: Vec<Review>,
    pub attrition: Attrition,
    pub findings: Findings,
    pub evidence: Vec<Evidence>,
    pub first_invalid: Option<(Position, String)>,
    pub days: Vec<i32>,
}

/// Turns lines into records.
pub struct Decoder<'a> {
    pub profile: &'a Profile,
    pub plan: &'a Plan,
    pub codes: &'a Codes,
    pub wants: Wants,
    pub shared: &'a Shared,
    pub file: u16,
    pub caches: Caches,
    pub out: Parsed,
    value: Vec<u8>,
    line: u64,
}

const DATES: [Field; 6] = [
    Field::DateOfBirth,
    Field::TriageDate,
    Field::DischargeDate,
    Field::ModalityStart,
    Field::OutcomeDate,
    Field::ReviewDate,
];

impl<'a> Decoder<'a> {
    pub fn new(
        profile: &'a Profile,
        plan: &'a Plan,
        codes: &'a Codes,
        wants: Wants,
        shared: &'a Shared,
        file: u16,
    ) -> Self {
        let mut caches = Caches::default();
        caches
            .levels
            .resize_with(plan.breakdowns.len(), Cache::default);
        Decoder {
            profile,
            plan,
            codes,
            wants,
            shared,
            file,
            caches,
            out: Parsed::fresh(plan.breakdowns.len()),
            value: Vec::new(),
            line: 0,
        }
    }

    /// What has been decoded since the last call.
    pub fn take(&mut self) -> Parsed {
        std::mem::replace(&mut self.out, Parsed::fresh(self.plan.breakdowns.len()))
    }

    /// Decodes one line. It becomes a record, or is counted with the first reason to leave it out.
    pub fn line(&mut self, fields: &ByteRecord, line: u64) {
        self.line = line;
        self.out.attrition.records_read += 1;
        if let Err((reason, what)) = self.record(fields) {
            self.out.attrition.exclude(reason, 1, 0, 0);
            if matches!(
                reason,
                Reason::MalformedRow | Reason::InvalidDate | Reason::Unlinkable
            ) && self.out.first_invalid.is_none()
            {
                self.out.first_invalid = Some((self.position(), what));
            }
        }
    }

    fn position(&self) -> Position {
        Position {
            file: u32::from(self.file),
            line: self.line,
        }
    }

    fn record(&mut self, fields: &ByteRecord) -> Result<(), (Reason, String)> {
        self.check_form(fields)?;
        let (birth, triaged) = (
            self.date(fields, Field::DateOfBirth)?,
            self.date(fields, Field::TriageDate)?,
        );
        let modality_start = self.date(fields, Field::ModalityStart)?;
        let outcome_date = self.date(fields, Field::OutcomeDate)?;
        let review_date = self.date(fields, Field::ReviewDate)?;
        let discharged = self.discharge(fields, triaged)?;
        let sex_raw = self.code(fields, Field::Sex, |c, raw| c.sex.is_unknown(raw));
        let sex = match self.codes.sex.of(sex_raw) {
            SexCode::Female => Sex::Female,
            SexCode::Male => Sex::Male,
            SexCode::Unknown if sex_raw == MISSING => Sex::NotRecorded,
            SexCode::Unknown => Sex::Unknown,
        };
        let unlinkable =
            |field: Field| (Reason::Unlinkable, format!("`{}` is missing", field.name()));
        let client = self
            .id(fields, Field::ClientId)
            .ok_or_else(|| unlinkable(Field::ClientId))?;
        let episode = match self.plan.place(Field::EpisodeId) {
            // Without an episode id every line is an episode; this key can be no id's.
            Place::Absent => Key(self.line | u64::from(self.file) << 40 | 1 << 61),
            _ => self
                .id(fields, Field::EpisodeId)
                .ok_or_else(|| unlinkable(Field::EpisodeId))?,
        };
        let person = match self.profile.person_key {
            PersonKey::ClientId => client.0,
            PersonKey::Attributor => {
                if sex_raw == MISSING {
                    return Err(unlinkable(Field::Sex));
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
            file: self.file,
            lines: 1,
            age: self.age(fields),
            children,
            sex,
        };
        if self.wants.reviews && review_date.is_some() {
            self.review(fields, record.row, review_date);
        }
        if self.wants.dates {
            let dates = [triaged, modality_start, discharged];
            self.out
                .days
                .extend(dates.iter().filter(|d| d.is_some()).map(|d| d.0));
        }
        self.levels(fields);
        self.out.records.push(record);
        Ok(())
    }

    /// The checks that come before any value is read: the filter, the shape of the line, consent.
    fn check_form(&mut self, fields: &ByteRecord) -> Result<(), (Reason, String)> {
        if fields.len() != self.plan.width {
            return Err((
                Reason::MalformedRow,
                format!("{} values for {} columns", fields.len(), self.plan.width),
            ));
        }
        for (at, keep) in &self.plan.filters {
            let value = trim(&fields[*at]);
            if !keep.iter().any(|k| k == value) {
                return Err((Reason::Filtered, String::new()));
            }
        }
        let consent = self.code(fields, Field::Consent, |c, raw| c.consent.is_unknown(raw));
        if self.codes.consent.of(consent) == Consent::No {
            return Err((Reason::NoConsent, String::new()));
        }
        Ok(())
    }

    /// A field's trimmed and mapped value; `None` where nothing is recorded. The value is left in `self.value` only if
    /// it had to be mapped, so that the common case copies nothing.
    #[inline]
    fn get<'r>(&'r self, fields: &'r ByteRecord, field: Field) -> Option<&'r [u8]> {
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

    fn date(&mut self, fields: &ByteRecord, field: Field) -> Result<Day, (Reason, String)> {
        let Some(value) = self.get(fields, field) else {
            return Ok(Day::NONE);
        };
        let format = match self.plan.place(field) {
            Place::Constant(_) => super::profile::DateFormat::Iso,
            _ => self.profile.dates,
        };
        match dates::read(value, format) {
            Reading::Day(day, shape) => {
                let line = self.line;
                let column = DATES
                    .iter()
                    .position(|d| *d == field)
                    .expect("only date fields are read as dates");
                if !matches!(self.plan.place(field), Place::Constant(_)) {
                    self.out.evidence[column].saw(shape, line);
                }
                Ok(day)
            }
            Reading::Invalid => Err((
                Reason::InvalidDate,
                format!(
                    "column `{}` holds no date that exists",
                    self.plan.column_name(field)
                ),
            )),
        }
    }

    fn discharge(&mut self, fields: &ByteRecord, triaged: Day) -> Result<Day, (Reason, String)> {
        let Some(stay) = self.get(fields, Field::LengthOfStay) else {
            return self.date(fields, Field::DischargeDate);
        };
        match whole_number(stay) {
            Some(days) if triaged.is_some() => Ok(triaged.plus(days as i32)),
            Some(_) => Ok(Day::NONE),
            None => Err((
                Reason::InvalidDate,
                format!(
                    "column `{}` holds no whole number of days",
                    self.plan.column_name(Field::LengthOfStay)
                ),
            )),
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
            let (column, position) = (self.plan.column_name(field).to_owned(), self.position());
            let shown = printable(value);
            if decoded.reshaped {
                self.out
                    .findings
                    .at(Rule::ReshapedCode, &column, position.clone());
            }
            if is_unknown(self.codes, decoded.raw) {
                self.out.findings.unknown_value(&column, &shown, position);
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
        if self.is_missing(value) {
            return None;
        }
        // Packing needs no cache, so the borrow of the record ends before the cache is used.
        match Key::pack(value) {
            Some(key) => Some(key),
            None => {
                let value = value.to_vec();
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
    fn attributor(
        &mut self,
        fields: &ByteRecord,
        birth: Day,
        sex: Sex,
    ) -> Result<u64, (Reason, String)> {
        let unlinkable =
            |field: Field| (Reason::Unlinkable, format!("`{}` is missing", field.name()));
        let initial = |field: Field| {
            self.get(fields, field)
                .and_then(initial)
                .ok_or_else(|| unlinkable(field))
        };
        let (first, second) = (initial(Field::Finitial)?, initial(Field::Sinitial)?);
        if !birth.is_some() {
            return Err(unlinkable(Field::DateOfBirth));
        }
        let packed = Attributor { first, second }.key(birth, sex);
        if !self.wants.dat_in_key {
            return Ok(packed);
        }
        let dat = self
            .get(fields, Field::Dat)
            .ok_or_else(|| unlinkable(Field::Dat))?;
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

    fn yes_no(&mut self, fields: &ByteRecord, field: Field) -> Option<bool> {
        let value = self.get(fields, field)?;
        match whole_number(value) {
            Some(0) => return Some(false),
            Some(1) => return Some(true),
            _ => {}
        }
        match value.to_ascii_lowercase().as_slice() {
            b"y" | b"yes" | b"true" => Some(true),
            b"n" | b"no" | b"false" => Some(false),
            _ => {
                let (column, shown) = (self.plan.column_name(field).to_owned(), printable(value));
                let position = self.position();
                self.out.findings.unknown_value(&column, &shown, position);
                None
            }
        }
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
            let (column, position) = (self.plan.column_name(field).to_owned(), self.position());
            self.out.findings.at(rule, &column, position);
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
            let (column, position) = (self.plan.column_name(field).to_owned(), self.position());
            self.out.findings.at(Rule::UnreadableAge, &column, position);
            AgeBand::NONE
        })
    }

    fn review(&mut self, fields: &ByteRecord, row: u32, date: Day) {
        let parental = self.code(fields, Field::ReviewParentalStatus, |c, raw| {
            c.parental.is_unknown(raw)
        });
        let children = self.children(fields, Field::ReviewChildren);
        self.out.reviews.push(Review {
            row,
            date,
            parental,
            children,
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
            let number = self.caches.levels[at].number(&self.shared.levels[at], &self.value);
            self.out.levels[at].push(number);
        }
    }
}

impl Parsed {
    fn fresh(breakdowns: usize) -> Parsed {
        Parsed {
            levels: vec![Vec::new(); breakdowns],
            evidence: vec![Evidence::default(); DATES.len()],
            ..Parsed::default()
        }
    }

    /// Each date column with what was seen of its format.
    pub fn date_columns(evidence: &[Evidence]) -> impl Iterator<Item = (Field, &Evidence)> {
        DATES.iter().copied().zip(evidence)
    }
}

#[inline]
fn trim(value: &[u8]) -> &[u8] {
    // Nearly no value is padded; look at the two ends before doing the work.
    match value {
        [first, .., last] if *first > b' ' && *last > b' ' => value,
        _ => value.trim_ascii(),
    }
}

/// The first character in upper case, as its code point. Bytes that are not UTF-8 are read one by one.
fn initial(value: &[u8]) -> Option<u32> {
    let first = match std::str::from_utf8(value) {
        Ok(text) => text.chars().next()?,
        Err(_) => char::from(*value.first()?),
    };
    first.to_uppercase().next().map(u32::from)
}

/// A whole number, perhaps with `.0` behind it.
fn whole_number(value: &[u8]) -> Option<u32> {
    let raw = codes::decode(value).raw;
    (raw < 0x8000).then_some(u32::from(raw))
}

fn whole_years(value: &[u8]) -> Option<AgeBand> {
    let years = u8::try_from(whole_number(value)?)
        .ok()
        .filter(|y| *y <= 120)?;
    Some(AgeBand {
        low: years,
        high: years,
    })
}

/// `18-20`, `65+`, `65 and over`, `under 18`, `<18`, or one age.
fn age_band(value: &[u8]) -> Option<AgeBand> {
    let text = std::str::from_utf8(value).ok()?.to_lowercase();
    let numbers: Vec<u8> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|t| !t.is_empty())
        .map(|t| t.parse().ok().filter(|n| *n <= 120))
        .collect::<Option<_>>()?;
    match numbers.as_slice() {
        [low, high] if low <= high => Some(AgeBand {
            low: *low,
            high: *high,
        }),
        [limit] if text.starts_with("under") || text.starts_with('<') => Some(AgeBand {
            low: 0,
            high: limit.checked_sub(1)?,
        }),
        [low] if text.ends_with('+') || text.contains("over") => Some(AgeBand {
            low: *low,
            high: 120,
        }),
        [only] if text.len() <= 3 => Some(AgeBand {
            low: *only,
            high: *only,
        }),
        _ => None,
    }
}

/// An unknown code as it may be shown: a number of up to five digits or one letter. Anything longer could be a person's
/// own words in the wrong column, and is only named as text.
fn printable(value: &[u8]) -> String {
    match value {
        [letter] if letter.is_ascii_alphabetic() => char::from(*letter).to_string(),
        digits if digits.len() <= 5 && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.') => {
            String::from_utf8_lossy(digits).into_owned()
        }
        _ => "(text)".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_ages() {
        let band = |low, high| Some(AgeBand { low, high });
        for (text, expected) in [
            ("18-20", band(18, 20)),
            ("65+", band(65, 120)),
            ("65 and over", band(65, 120)),
            ("<18", band(0, 17)),
            ("under 18", band(0, 17)),
            ("12 to 14", band(12, 14)),
            ("40", band(40, 40)),
            ("20-18", None),
            ("unknown", None),
            ("18-20-22", None),
            ("200+", None),
        ] {
            assert_eq!(age_band(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(whole_years(b"37.0"), band(37, 37));
        assert_eq!(whole_years(b"37.5"), None);
        assert_eq!(whole_years(b"121"), None);
    }

    #[test]
    fn a_record_is_narrow() {
        assert!(
            std::mem::size_of::<Record>() <= 80,
            "{}",
            std::mem::size_of::<Record>()
        );
    }
}

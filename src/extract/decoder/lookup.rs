//! A field's value, and what it says as a code or as yes or no. What is on no list is noticed.

use super::super::codes::{self, Codes, Consent, MISSING, Meaning, Raw, Table};
use super::super::columns::{Column, Place};
use super::super::profile::Field;
use super::super::rows::{Values, Word};
use super::super::rules::Rule;
use super::super::values::{printable, trim, whole_number};
use super::Decoder;

impl<'a> Decoder<'a> {
    /// A field's trimmed and mapped value; `None` where nothing is recorded. Nothing is copied.
    #[inline(always)]
    pub(in crate::extract) fn get<'r>(
        &self,
        fields: &'r Values<'_>,
        field: Field,
    ) -> Option<&'r [u8]>
    where
        'a: 'r,
    {
        let value = match self.plan.column(field) {
            Column::Absent => return None,
            Column::At(at) => trim(&fields[at]),
            Column::Changed => self.changed(fields, field)?,
        };
        (!self.is_missing(value)).then_some(value)
    }

    /// The value of a field that the profile gives or maps.
    fn changed<'r>(&self, fields: &'r Values<'_>, field: Field) -> Option<&'r [u8]>
    where
        'a: 'r,
    {
        match self.plan.place(field) {
            Place::Absent => None,
            Place::Constant(value) => Some(value),
            Place::At(at, map) => {
                let value = trim(&fields[*at]);
                let mapped = map.as_ref().and_then(|map| map.get(value));
                Some(mapped.map_or(value, Vec::as_slice))
            }
        }
    }

    #[inline(always)]
    pub(super) fn is_missing(&self, value: &[u8]) -> bool {
        match value.first() {
            None => true,
            // Nearly no value begins like one that stands for nothing.
            Some(first) if !self.may_be_missing[usize::from(*first)] => false,
            Some(_) => self.profile.missing.iter().any(|m| m.as_bytes() == value),
        }
    }

    /// A field's code; one that is on no list, or that a spreadsheet has reshaped, is noticed.
    #[inline(always)]
    pub(super) fn code<M: Meaning>(
        &mut self,
        fields: &Values<'_>,
        field: Field,
        list: impl Fn(&Codes) -> &Table<M>,
    ) -> Raw {
        self.remembered(fields, field, |decoder, value| {
            let decoded = codes::decode(value);
            let is_unknown = list(decoder.codes).is_unknown(decoded.raw);
            let is_noticed = decoded.reshaped || is_unknown;
            if is_noticed {
                decoder.notice_code(field, decoded.reshaped, is_unknown.then_some(value));
            }
            (decoded.raw, !is_noticed)
        })
    }

    /// What a field says. `read` tells that of a value, and whether nothing is noticed of it: then the same value need not be
    /// read again.
    #[inline(always)]
    pub(super) fn remembered(
        &mut self,
        fields: &Values<'_>,
        field: Field,
        read: impl Fn(&mut Self, &[u8]) -> (Raw, bool),
    ) -> Raw {
        let word = fields.word(self.plan.at(field));
        if let Some(raw) = word.and_then(|word| self.memory.of(field, word)) {
            return raw;
        }
        match self.plan.column(field) {
            Column::Absent => MISSING,
            _ => self.read_again(fields, field, word, read),
        }
    }

    #[inline(never)]
    fn read_again(
        &mut self,
        fields: &Values<'_>,
        field: Field,
        word: Option<Word>,
        read: impl Fn(&mut Self, &[u8]) -> (Raw, bool),
    ) -> Raw {
        let (raw, is_as_it_should_be) = match self.get(fields, field) {
            Some(value) => read(self, value),
            None => (MISSING, true),
        };
        if let Some(word) = word.filter(|_| is_as_it_should_be) {
            self.memory.keep(field, word, raw);
        }
        raw
    }

    #[cold]
    fn notice_code(&mut self, field: Field, reshaped: bool, unknown: Option<&[u8]>) {
        if reshaped {
            self.notice(Rule::ReshapedCode, field);
        }
        if let Some(value) = unknown {
            self.unknown_value(field, &printable(value, field));
        }
    }

    pub(super) fn consent(&mut self, fields: &Values<'_>) -> Option<bool> {
        self.answer(fields, Field::Consent, |decoder, value| {
            decoder.consents(value)
        })
    }

    /// Consent by its code list, else as a word for yes or no; `None` where the value is neither.
    pub(in crate::extract) fn consents(&self, value: &[u8]) -> Option<bool> {
        match self.codes.consent.of(codes::decode(value).raw) {
            Consent::Yes => Some(true),
            Consent::No => Some(false),
            Consent::Unknown => yes_or_no(value),
        }
    }

    pub(super) fn yes_no(&mut self, fields: &Values<'_>, field: Field) -> Option<bool> {
        self.answer(fields, field, |_, value| yes_or_no(value))
    }

    /// What a value answers; one that answers nothing is a finding.
    fn answer(
        &mut self,
        fields: &Values<'_>,
        field: Field,
        read: impl Fn(&Self, &[u8]) -> Option<bool>,
    ) -> Option<bool> {
        let value = self.get(fields, field)?;
        let answer = read(self, value);
        if answer.is_none() {
            self.unknown_value(field, &printable(value, field));
        }
        answer
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

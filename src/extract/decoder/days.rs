//! Dates, and what is seen of how a column writes them.

use super::super::columns::{Column, Place};
use super::super::dates::{self, Reading, Shape};
use super::super::findings::About;
use super::super::profile::{DateFormat, Field};
use super::super::rows::Values;
use super::super::rules::Rule;
use super::super::values::whole_number;
use super::{Decoder, LeftOut};
use crate::day::Day;

/// The columns of dates; each of the constants is a place among them.
pub const DATES: [Field; 7] = [
    Field::DateOfBirth,
    Field::TriageDate,
    Field::DischargeDate,
    Field::ModalityStart,
    Field::OutcomeDate,
    Field::ReviewDate,
    Field::ReferralDate,
];
pub const BIRTH: usize = 0;
pub const TRIAGE: usize = 1;
pub const DISCHARGE: usize = 2;
pub const MODALITY: usize = 3;
pub const OUTCOME: usize = 4;
pub const REVIEW: usize = 5;
pub const REFERRAL: usize = 6;

impl Decoder<'_> {
    /// The date in one of the columns; [`Day::NONE`] where none is recorded.
    #[inline(always)]
    pub(super) fn date(&mut self, fields: &Values<'_>, column: usize) -> Result<Day, LeftOut> {
        let field = DATES[column];
        let Some(value) = fields.in_text(self.plan.at(field)) else {
            return match self.plan.column(field) {
                Column::Absent => Ok(Day::NONE),
                _ => self.other_date(fields, column),
            };
        };
        if value.is_empty() {
            return Ok(Day::NONE);
        }
        match dates::iso(value) {
            Some(day) if self.takes_iso && !self.is_missing(value) => {
                self.saw(column, day, Shape::Iso);
                Ok(day)
            }
            // It may be padded, stand for nothing, or be written in another way.
            _ => self.other_date(fields, column),
        }
    }

    #[inline(always)]
    fn saw(&mut self, column: usize, day: Day, shape: Shape) {
        let evidence = &mut self.out.evidence[column];
        evidence.saw(shape, self.line);
        if self.wants.papers {
            evidence.saw_day(day);
        }
    }

    /// A date in any form, or given by the profile.
    #[inline(never)]
    fn other_date(&mut self, fields: &Values<'_>, column: usize) -> Result<Day, LeftOut> {
        let field = DATES[column];
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
                    self.saw(column, day, shape);
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

    pub(super) fn discharge(&mut self, fields: &Values<'_>, triaged: Day) -> Result<Day, LeftOut> {
        let Some(stay) = self.get(fields, Field::LengthOfStay) else {
            return self.date(fields, DISCHARGE);
        };
        let invalid = |holds| Err(self.invalid_date(Field::LengthOfStay, holds));
        match whole_number(stay) {
            Some(days) if triaged.is_some() => Ok(triaged.plus(days as i32)),
            Some(_) => invalid("a length of stay, but the row has no triage date"),
            None => invalid("no whole number of days"),
        }
    }
}

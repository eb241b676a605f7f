//! Dates, and what is seen of how a column writes them.

use super::super::columns::Place;
use super::super::dates::{self, Reading};
use super::super::findings::About;
use super::super::profile::{DateFormat, Field};
use super::super::rows::Values;
use super::super::rules::Rule;
use super::super::values::whole_number;
use super::{Decoder, LeftOut};
use crate::day::Day;

/// The columns of dates.
pub const DATES: [Field; 7] = [
    Field::DateOfBirth,
    Field::TriageDate,
    Field::DischargeDate,
    Field::ModalityStart,
    Field::OutcomeDate,
    Field::ReviewDate,
    Field::ReferralDate,
];

impl Decoder<'_> {
    #[inline]
    pub(super) fn date(&mut self, fields: &Values<'_>, field: Field) -> Result<Day, LeftOut> {
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

    pub(super) fn discharge(&mut self, fields: &Values<'_>, triaged: Day) -> Result<Day, LeftOut> {
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
}

fn date_column(field: Field) -> usize {
    let at = DATES.iter().position(|d| *d == field);
    at.expect("only date fields are read as dates")
}

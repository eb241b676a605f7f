//! What a line says of the family, of help, and of a review.

use super::super::codes;
use super::super::codes::{MISSING, Modality, Raw, Support};
use super::super::profile::Field;
use super::super::record::{AgeBand, Children, Help, HelpRecorded, Review};
use super::super::rows::Values;
use super::super::rules::Rule;
use super::super::values::{age_band, whole_years};
use super::Decoder;
use crate::day::Day;

impl Decoder<'_> {
    #[inline(always)]
    pub(super) fn family(&mut self, fields: &Values<'_>) -> (Raw, Children) {
        if self.plan.has(Field::HasChildren) {
            return self.family_from_answers(fields);
        }
        let parental = self.code(fields, Field::ParentalStatus, |c| &c.parental);
        (parental, self.children(fields, Field::ChildrenLivingWith))
    }

    /// Parental status and children from two yes/no answers. "Yes" means at least one child, number unknown; a missing
    /// answer leaves the status unknown.
    #[inline(never)]
    fn family_from_answers(&mut self, fields: &Values<'_>) -> (Raw, Children) {
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

    fn children(&mut self, fields: &Values<'_>, field: Field) -> Children {
        let raw = self.remembered(fields, field, |decoder, value| {
            let decoded = codes::decode(value);
            let rule = match decoded.raw {
                0..=15 | 98 | 99 if decoded.reshaped => Some(Rule::ReshapedCode),
                0..=15 | 98 | 99 => None,
                16..=30 => Some(Rule::ManyChildren),
                _ => Some(Rule::ImplausibleChildren),
            };
            if let Some(rule) = rule {
                decoder.notice(rule, field);
            }
            (decoded.raw, rule.is_none())
        });
        match raw {
            MISSING => Children::MISSING,
            raw => Children::coded(raw),
        }
    }

    pub(super) fn age(&mut self, fields: &Values<'_>) -> AgeBand {
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

    pub(super) fn childrens_services(&mut self, fields: &Values<'_>, field: Field) -> Raw {
        self.code(fields, field, |c| &c.childrens_services)
    }

    pub(super) fn help(&mut self, fields: &Values<'_>) -> HelpRecorded {
        let mut recorded = HelpRecorded::default();
        for (help, field) in Help::ALL.into_iter().zip([
            Field::ParentingSupport,
            Field::FamilySupport,
            Field::FamilyIntervention,
        ]) {
            let raw = self.code(fields, field, |c| &c.support);
            match self.codes.support.of(raw) {
                Support::Received => recorded.receive(help),
                Support::NotReceived => recorded.deny(help),
                Support::Unknown => {}
            }
        }
        recorded
    }

    pub(super) fn review(&mut self, fields: &Values<'_>, row: u32, date: Day) {
        let parental = self.code(fields, Field::ReviewParentalStatus, |c| &c.parental);
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

    /// The start, if the modality is structured. Without a column that says so, every modality is.
    pub(super) fn structured(&mut self, fields: &Values<'_>, start: Day) -> Day {
        if !self.plan.has(Field::Modality) {
            return start;
        }
        let raw = self.code(fields, Field::Modality, |c| &c.modality);
        match self.codes.modality.of(raw) {
            Modality::Structured => start,
            Modality::NotStructured | Modality::Unknown => Day::NONE,
        }
    }
}

//! Which fields of a row are recorded: not blank, not declined, and a known code. Only working papers ask.

use super::codes::{Accommodation, ChildrensServices, Injecting, Meaning, Parental, Raw, Table};
use super::decoder::Decoder;
use super::profile::Field;
use super::record::{Beside, Children};
use super::rows::Values;

/// A set of fields.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FieldSet(u64);

const _: () = assert!(Field::ALL.len() <= u64::BITS as usize);

impl FieldSet {
    pub fn add(&mut self, field: Field) {
        self.0 |= 1 << field as u8;
    }

    pub fn holds(self, field: Field) -> bool {
        self.0 >> field as u8 & 1 == 1
    }

    /// The fields of either.
    pub fn and(self, other: FieldSet) -> FieldSet {
        FieldSet(self.0 | other.0)
    }
}

impl Decoder<'_> {
    /// The fields that a row records, of which children and what stands beside are known already.
    pub(super) fn recorded(
        &self,
        fields: &Values<'_>,
        children: Children,
        beside: &Beside,
    ) -> FieldSet {
        let mut set = FieldSet::default();
        for field in Field::ALL {
            if self
                .get(fields, *field)
                .is_some_and(|value| self.is_recorded(*field, value, children, beside))
            {
                set.add(*field);
            }
        }
        set
    }

    fn is_recorded(&self, field: Field, value: &[u8], children: Children, beside: &Beside) -> bool {
        fn known<M: Meaning>(table: &Table<M>, raw: Raw) -> bool {
            table.of(raw) != M::UNKNOWN
        }
        let codes = self.codes;
        let raw = super::codes::decode(value).raw;
        match field {
            Field::ParentalStatus | Field::ReviewParentalStatus => !matches!(
                codes.parental.of(raw),
                Parental::Unknown | Parental::Declined
            ),
            Field::ChildrenLivingWith => children.is_known(),
            Field::ReviewChildren => Children::coded(raw).is_known(),
            Field::HasChildren | Field::LivedWithChildren => {
                super::decoder::yes_or_no(value).is_some()
            }
            Field::Injecting => !matches!(
                codes.injecting.of(raw),
                Injecting::Unknown | Injecting::Declined
            ),
            Field::Accommodation => codes.accommodation.of(raw) != Accommodation::Unknown,
            Field::DischargeReason => known(&codes.reason, raw),
            Field::ReferralSource => known(&codes.referral, raw),
            Field::Drug1 | Field::Drug2 | Field::Drug3 => known(&codes.drug, raw),
            Field::Modality => known(&codes.modality, raw),
            Field::Pregnant => known(&codes.pregnant, raw),
            Field::PreviouslyTreated => known(&codes.treated_before, raw),
            Field::ChildrensServices
            | Field::ChildrensServices2
            | Field::ChildrensServices3
            | Field::ReviewChildrensServices => {
                codes.childrens_services.of(raw) != ChildrensServices::Unknown
            }
            Field::ParentingSupport | Field::FamilySupport | Field::FamilyIntervention => {
                known(&codes.support, raw)
            }
            Field::Sex => known(&codes.sex, raw),
            Field::Consent => self.consents(value).is_some(),
            Field::Age | Field::AgeBand => beside.age.is_some(),
            // Ids, dates and areas: a value is there, and a bad date has left the row out already.
            _ => true,
        }
    }
}

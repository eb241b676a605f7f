//! Looks: how well a column's values fit each field. Comes in: the [`Sheet`]. Goes out: a [`Look`] and why, for any
//! column and field. Names play no part, except that the order of dates is held against the names of other dates.

mod answers;
mod lists;
mod when;
mod who;

use super::facts::Facts;
use super::sheet::{ENOUGH, Sheet};
use crate::extract::Field;
use answers::{consent, of_children, pregnant, previously_treated, yes_no};
pub use lists::is_coded;
use lists::{
    accommodation, children, childrens_services, drug, injecting, on_list, parental, reason,
    referral,
};
use when::{birth, event};
use who::{age, age_band, agency, area, client, days, episode, few, initial, sex};

/// The share of values that must be on a code list: some are slips, and some lists are newer than ours.
const ON_LIST: f64 = 0.97;

/// How values fit a field, from worst to best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Look {
    /// They cannot be it.
    Against,
    /// They could be anything.
    Silent,
    /// They are of the right kind, as those of other fields are.
    Leaning,
    /// They are what this field looks like; a column of something else could look so by chance.
    Fits,
    /// Nothing else looks like this.
    Distinct,
}

pub type Seen = (Look, &'static str);

const NOTHING: Seen = (Look::Silent, "");

/// How a column looks, taken as a field.
pub fn look(sheet: &Sheet, column: usize, field: Field) -> Seen {
    let facts = &sheet.facts[column];
    if facts.filled == 0 {
        return (Look::Silent, "nothing recorded");
    }
    let (look, why) = seen(sheet, column, facts, field);
    if facts.filled < ENOUGH {
        // Too few to conclude more than that the kind is right.
        return (look.min(Look::Leaning), why);
    }
    (look, why)
}

fn seen(sheet: &Sheet, column: usize, facts: &Facts, field: Field) -> Seen {
    use Field::*;
    let codes = sheet.codes;
    match field {
        ClientId => client(sheet, column, facts),
        EpisodeId => episode(sheet, column, facts),
        DateOfBirth => birth(sheet, column, facts),
        ReferralDate | TriageDate | ModalityStart | DischargeDate | OutcomeDate | ReviewDate => {
            event(sheet, column, facts, field)
        }
        _ if facts.dates.is_some() => (Look::Against, "dates"),
        Agency => agency(sheet, facts),
        Finitial | Sinitial => initial(facts),
        Age => age(facts),
        AgeBand => age_band(facts),
        LengthOfStay => days(facts),
        Sex => sex(facts),
        Utla => area(facts, &["E06", "E08", "E09", "E10"]),
        La => area(facts, &["E06", "E07", "E08", "E09", "W06", "S12", "N09"]),
        Dat => few(facts),
        ParentalStatus => parental(facts, codes),
        ReviewParentalStatus => at_most(Look::Leaning, parental(facts, codes)),
        ChildrenLivingWith => children(sheet, column, facts),
        ReviewChildren => at_most(Look::Leaning, children(sheet, column, facts)),
        DischargeReason => reason(facts, codes),
        ReferralSource => referral(facts, codes),
        Accommodation => accommodation(facts, codes),
        Injecting => injecting(facts, codes),
        Drug1 | Drug2 | Drug3 => drug(sheet, column, facts, field),
        Modality => on_list(facts, &codes.modality, |_| NOTHING),
        ChildrensServices => childrens_services(facts, codes),
        ChildrensServices2 | ChildrensServices3 | ReviewChildrensServices => {
            at_most(Look::Leaning, childrens_services(facts, codes))
        }
        Pregnant => pregnant(sheet, facts),
        PreviouslyTreated => previously_treated(facts),
        Consent => consent(sheet, facts),
        HasChildren | LivedWithChildren => of_children(facts),
        ParentingSupport | FamilySupport | FamilyIntervention => yes_no(facts),
    }
}

fn at_most(most: Look, seen: Seen) -> Seen {
    (seen.0.min(most), seen.1)
}

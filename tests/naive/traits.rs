//! The code tables, and what the codes of one journey say.

use super::Options;
use super::code::{Code, is_any, is_letter, number};
use super::episodes::Family;
use super::journeys::Journey;
use super::measures::Subject;

pub const OWN: &str = "own_children";
pub const APART: &str = "parent_apart";
pub const OTHERS: &str = "others_children";
pub const NONE: &str = "no_children";
pub const INCOMPLETE: &str = "incomplete";

const SELF_FAMILY_FRIENDS: &[u64] = &[4, 24, 25];
const HEALTH_SOCIAL_CARE: &[u64] = &[3, 9, 10, 11, 12, 19, 22, 23];
const CRIMINAL_JUSTICE: &[u64] = &[5, 6, 8, 13];
const SUBSTANCE_MISUSE_SERVICE: &[u64] = &[1, 2];
const OTHER_REFERRAL: &[u64] = &[14, 15, 16, 17, 18, 20, 21];

const HEROIN: u64 = 1011;
const CRACK: u64 = 3201;

pub fn is_structured(modality: &Option<Code>) -> bool {
    is_any(modality, &[1, 2, 3, 4, 5, 6, 11, 12, 94, 95])
}

#[derive(PartialEq)]
enum Parent {
    WithOwn,
    Apart,
    Not,
    Unknown,
}

#[derive(PartialEq)]
enum Children {
    Some,
    Zero,
    Unknown,
}

fn parent(status: &Option<Code>) -> Parent {
    match number(status) {
        Some(11 | 12 | 1) => Parent::WithOwn,
        Some(13 | 2 | 3 | 4) => Parent::Apart,
        Some(14 | 7) => Parent::Not,
        _ => Parent::Unknown,
    }
}

/// Declined (15) is not recorded; the old `other` (6) is recorded, although it tells no family group.
pub fn status_is_recorded(status: &Option<Code>) -> bool {
    matches!(number(status), Some(1 | 2 | 3 | 4 | 6 | 7 | 11..=14))
}

pub fn number_of_children(count: &Option<Code>) -> Option<u64> {
    number(count).filter(|&number| number <= 30)
}

fn children(count: &Option<Code>) -> Children {
    match number_of_children(count) {
        Some(0) => Children::Zero,
        Some(_) => Children::Some,
        None => Children::Unknown,
    }
}

pub fn family_group(family: &Family, options: &Options) -> &'static str {
    match (parent(&family.status), children(&family.children)) {
        (Parent::WithOwn, _) => OWN,
        (Parent::Apart, Children::Some) if options.apart_with_children_stay_apart => APART,
        (Parent::Apart, Children::Some) => OTHERS,
        (Parent::Apart, _) => APART,
        (Parent::Not, Children::Some) => OTHERS,
        (Parent::Not, Children::Zero) => NONE,
        (Parent::Not, Children::Unknown) if options.blank_children_means_zero => NONE,
        (Parent::Not, Children::Unknown) => INCOMPLETE,
        (Parent::Unknown, _) => INCOMPLETE,
    }
}

pub fn known_drugs(journey: &Journey) -> Vec<u64> {
    let numbers = journey.drugs.iter().filter_map(Code::number);
    numbers
        .filter(|code| (1000..=9995).contains(code))
        .collect()
}

fn is_opiate(code: &u64) -> bool {
    (1000..=1999).contains(code)
}

fn is_alcohol(code: &u64) -> bool {
    (7000..=7999).contains(code)
}

pub fn main_drug_is_alcohol(journey: &Journey) -> bool {
    number(&journey.main_drug).is_some_and(|code| is_alcohol(&code))
}

pub fn substance_group(journey: &Journey) -> &'static str {
    let drugs = known_drugs(journey);
    let opiate = drugs.iter().any(is_opiate);
    let alcohol = drugs.iter().any(is_alcohol);
    let non_opiate = drugs
        .iter()
        .any(|code| !is_opiate(code) && !is_alcohol(code));
    match (opiate, non_opiate, alcohol) {
        (true, _, _) => "opiate",
        (false, true, true) => "non_opiate_and_alcohol",
        (false, true, false) => "non_opiate_only",
        (false, false, true) => "alcohol_only",
        (false, false, false) => "not_recorded",
    }
}

/// `success`, `transfer`, `died` or `other`. Codes 15 to 28 are successes of young people only.
pub fn outcome(journey: &Journey, adult: bool) -> &'static str {
    match number(&journey.reason) {
        Some(80 | 81 | 82 | 90 | 91 | 1 | 2) => "success",
        Some(15..=28) if !adult => "success",
        Some(83 | 84 | 93..=97 | 5) => "transfer",
        Some(89 | 9) => "died",
        _ => "other",
    }
}

/// `None` is not recorded: the person is then not in the denominator.
pub type Trait = (&'static str, fn(&Subject) -> Option<bool>);

pub const TRAITS: [Trait; 16] = [
    ("heroin", |subject| takes_any(subject, &[HEROIN])),
    ("crack", |subject| takes_any(subject, &[CRACK])),
    ("heroin_or_crack", |subject| {
        takes_any(subject, &[HEROIN, CRACK])
    }),
    ("injecting_now", injecting_now),
    ("housing_problem", |subject| housing_is(subject, &[1, 2])),
    ("no_fixed_abode", |subject| housing_is(subject, &[1])),
    ("referral_self_family_friends", |subject| {
        referred_by(subject, SELF_FAMILY_FRIENDS)
    }),
    ("referral_health_social_care", |subject| {
        referred_by(subject, HEALTH_SOCIAL_CARE)
    }),
    ("referral_criminal_justice", |subject| {
        referred_by(subject, CRIMINAL_JUSTICE)
    }),
    ("referral_substance_misuse_service", |subject| {
        referred_by(subject, SUBSTANCE_MISUSE_SERVICE)
    }),
    ("referral_other", |subject| {
        referred_by(subject, OTHER_REFERRAL)
    }),
    ("referral_gp", |subject| referred_by(subject, &[3])),
    ("referral_social_services", |subject| {
        referred_by(subject, &[19])
    }),
    ("referral_self", |subject| referred_by(subject, &[4])),
    // A journey without an age never gets this far, so the age is always recorded.
    ("age_30_and_over", |subject| Some(subject.age >= 30)),
    ("female", female),
];

fn takes_any(subject: &Subject, wanted: &[u64]) -> Option<bool> {
    let drugs = known_drugs(subject.journey);
    let takes = drugs.iter().any(|drug| wanted.contains(drug));
    (!drugs.is_empty()).then_some(takes)
}

pub fn injecting_now(subject: &Subject) -> Option<bool> {
    let code = &subject.journey.injecting;
    let recorded = is_letter(code, "C") || is_letter(code, "P") || is_letter(code, "N");
    recorded.then_some(is_letter(code, "C"))
}

pub fn housing_is(subject: &Subject, wanted: &[u64]) -> Option<bool> {
    let code = &subject.journey.accommodation;
    is_any(code, &[1, 2, 3]).then_some(is_any(code, wanted))
}

pub fn referred_by(subject: &Subject, wanted: &[u64]) -> Option<bool> {
    let groups = [
        SELF_FAMILY_FRIENDS,
        HEALTH_SOCIAL_CARE,
        CRIMINAL_JUSTICE,
        SUBSTANCE_MISUSE_SERVICE,
        OTHER_REFERRAL,
    ];
    let code = &subject.journey.referral;
    let recorded = groups.iter().any(|group| is_any(code, group));
    recorded.then_some(is_any(code, wanted))
}

pub fn female(subject: &Subject) -> Option<bool> {
    match subject.journey.sex.as_str() {
        "F" => Some(true),
        "M" => Some(false),
        _ => None,
    }
}

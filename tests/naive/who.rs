//! Who they are: age bands, substance groups, children, earlier treatment, waiting, pregnancy, reviews.

use super::calendar::days_between;
use super::code::yes_or_no;
use super::help::{Help, SERVICES, services};
use super::measures::{Measure, Subject};
use super::traits::{number_of_children, substance_group};

const REVIEW: &[&str] = &["review_date"];
const REVIEWED_FIELDS: &[&str] = &["review_status", "review_children"];

pub fn measures() -> Vec<Measure> {
    let mut measures = Vec::new();
    for (name, from, to) in [
        ("age_18_to_24", 18, 24),
        ("age_25_to_29", 25, 29),
        ("age_30_to_39", 30, 39),
        ("age_40_to_49", 40, 49),
        ("age_50_and_over", 50, i32::MAX),
    ] {
        let in_band = move |subject: &Subject| Some((from..=to).contains(&subject.age));
        measures.push(Measure::new(name, in_band));
    }
    for (name, wanted) in [
        ("substance_opiate", "opiate"),
        ("substance_non_opiate_and_alcohol", "non_opiate_and_alcohol"),
        ("substance_non_opiate_only", "non_opiate_only"),
        ("substance_alcohol_only", "alcohol_only"),
    ] {
        measures.push(Measure::new(name, move |subject| {
            let group = substance_group(subject.journey);
            (group != "not_recorded").then_some(group == wanted)
        }));
    }
    for (name, from, to) in [
        ("children_0", 0, 0),
        ("children_1", 1, 1),
        ("children_2", 2, 2),
        ("children_3", 3, 3),
        ("children_4_or_more", 4, u64::MAX),
    ] {
        measures.push(Measure::new(name, move |subject| {
            children(subject).map(|number| (from..=to).contains(&number))
        }));
    }
    measures.extend([
        Measure::new("previously_treated", |subject| {
            yes_or_no(&subject.journey.previously_treated)
        }),
        Measure::new("returned", |subject| Some(subject.journey.returned)),
        Measure::new("waited_over_21_days", waited_over_21_days).starting(),
        Measure::new("pregnant", |subject| Some(pregnant(subject) == Some(true)))
            .starting()
            .women_only()
            .needs(&["pregnant"]),
        Measure::new("pregnant_no_childrens_services_recorded", |subject| {
            let pregnant = pregnant(subject) == Some(true);
            pregnant.then_some(services(&subject.journey.services) != Help::Received)
        })
        .starting()
        .women_only()
        .needs(&["pregnant"])
        .needs(SERVICES),
        Measure::new("family_status_reviewed", |subject| {
            Some(subject.journey.reviewed)
        })
        .in_treatment()
        .needs(REVIEW)
        .needs(REVIEWED_FIELDS),
        Measure::new("family_group_changed_on_review", |subject| {
            let journey = subject.journey;
            journey.reviewed.then_some(journey.changed_on_review)
        })
        .in_treatment()
        .needs(REVIEW)
        .needs(REVIEWED_FIELDS),
    ]);
    measures
}

pub fn children(subject: &Subject) -> Option<u64> {
    number_of_children(&subject.journey.family.children)
}

pub fn pregnant(subject: &Subject) -> Option<bool> {
    yes_or_no(&subject.journey.pregnant)
}

/// A referral after the start is a mistake, and tells no wait.
fn waited_over_21_days(subject: &Subject) -> Option<bool> {
    let wait = days_between(subject.journey.referred?, subject.journey.start);
    (wait >= 0).then_some(wait > 21)
}

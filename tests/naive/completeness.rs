//! Of how many people each field is recorded.

use super::code::yes_or_no;
use super::help::{Help, SERVICES, SUPPORTS, services};
use super::measures::{Groups, Measure, Subject};
use super::traits::{self, INCOMPLETE};
use super::who::{children, pregnant};

pub fn measures() -> Vec<Measure> {
    let mut measures = vec![
        recorded("parental_status", &["status"], |subject| {
            traits::status_is_recorded(&subject.journey.family.status)
        }),
        recorded("children", &["children"], |subject| {
            children(subject).is_some()
        }),
        measure("family_group", |subject| {
            subject.journey.family_group != INCOMPLETE
        }),
        recorded("sex", &["sex"], |subject| traits::female(subject).is_some()),
        recorded("drugs", &["drug_1", "drug_2", "drug_3"], |subject| {
            !traits::known_drugs(subject.journey).is_empty()
        }),
        recorded("injecting", &["injecting"], |subject| {
            traits::injecting_now(subject).is_some()
        }),
        recorded("housing", &["accommodation"], |subject| {
            traits::housing_is(subject, &[]).is_some()
        }),
        recorded("referral", &["referral"], |subject| {
            traits::referred_by(subject, &[]).is_some()
        }),
        recorded("referral_date", &["referred"], |subject| {
            subject.journey.referred.is_some()
        }),
        recorded("previously_treated", &["previously_treated"], |subject| {
            yes_or_no(&subject.journey.previously_treated).is_some()
        }),
        recorded("childrens_services", SERVICES, |subject| {
            services(&subject.journey.services) != Help::NotRecorded
        }),
        recorded("pregnant", &["pregnant"], |subject| {
            pregnant(subject).is_some()
        })
        .women_only(),
    ];
    for (place, (name, column)) in SUPPORTS.into_iter().enumerate() {
        measures.push(recorded(name, column, move |subject| {
            subject.journey.supports[place] != Help::NotRecorded
        }));
    }
    measures
}

fn measure(field: &str, is_recorded: impl Fn(&Subject) -> bool + 'static) -> Measure {
    let name = format!("completeness_{field}");
    Measure::new(&name, move |subject| Some(is_recorded(subject))).groups(Groups::All)
}

fn recorded(
    field: &str,
    any_of: &'static [&'static str],
    is_recorded: impl Fn(&Subject) -> bool + 'static,
) -> Measure {
    measure(field, is_recorded).needs(any_of)
}

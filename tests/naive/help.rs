//! Children's services and the three kinds of support: who receives them, who has none recorded, of whom nothing is
//! recorded. Blank is never "none".

use super::code::{Code, is_any, is_letter};
use super::measures::{Groups, Measure};

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Help {
    Received,
    RecordedNone,
    NotRecorded,
}

/// Any of these columns makes children's services known.
pub const SERVICES: &[&str] = &["services", "services_2", "services_3", "review_services"];

const NO_SERVICE: u64 = 5;

pub fn support(code: &Option<Code>) -> Help {
    if is_letter(code, "Y") || is_any(code, &[1]) {
        Help::Received
    } else if is_letter(code, "N") || is_any(code, &[0]) {
        Help::RecordedNone
    } else {
        Help::NotRecorded
    }
}

/// Of several rows, or several episodes: once received is received.
pub fn together(several: impl Iterator<Item = Help>) -> Help {
    let several: Vec<Help> = several.collect();
    if several.contains(&Help::Received) {
        Help::Received
    } else if several.contains(&Help::RecordedNone) {
        Help::RecordedNone
    } else {
        Help::NotRecorded
    }
}

pub fn services(codes: &[Code]) -> Help {
    together(codes.iter().map(|code| match code.number() {
        Some(1..=4) => Help::Received,
        Some(NO_SERVICE) => Help::RecordedNone,
        _ => Help::NotRecorded,
    }))
}

pub fn measures() -> Vec<Measure> {
    let mut measures = Vec::new();
    let childrens_services = |kind: &str| format!("childrens_services_{kind}");
    for (kind, code) in [
        ("early_help", 1),
        ("child_in_need", 2),
        ("child_protection_plan", 3),
        ("looked_after_child", 4),
    ] {
        measures.push(Measure::new(&childrens_services(kind), move |subject| {
            Some(subject.journey.services.contains(&Code::Number(code)))
        }));
    }
    for (state, wanted) in STATES {
        measures.push(Measure::new(&childrens_services(state), move |subject| {
            Some(services(&subject.journey.services) == wanted)
        }));
    }
    let no_contact = childrens_services("no_contact_recorded");
    measures.push(Measure::new(&no_contact, |subject| {
        Some(services(&subject.journey.services) != Help::Received)
    }));
    let mut measures: Vec<Measure> = measures
        .into_iter()
        .map(|measure| measure.needs(SERVICES))
        .collect();
    measures.extend(support_measures());
    measures
        .into_iter()
        .map(|measure| measure.in_treatment().groups(Groups::OfFamilies))
        .collect()
}

const STATES: [(&str, Help); 3] = [
    ("received", Help::Received),
    ("none", Help::RecordedNone),
    ("not_recorded", Help::NotRecorded),
];

/// In the order of the supports of a journey, each with its column.
pub const SUPPORTS: [(&str, &[&str]); 3] = [
    ("parenting_support", &["parenting_support"]),
    ("family_support", &["family_support"]),
    ("family_intervention", &["family_intervention"]),
];

fn support_measures() -> Vec<Measure> {
    let mut measures = Vec::new();
    for (place, (name, column)) in SUPPORTS.into_iter().enumerate() {
        for (state, wanted) in STATES {
            let ask = Measure::new(&format!("{name}_{state}"), move |subject| {
                Some(subject.journey.supports[place] == wanted)
            });
            measures.push(ask.needs(column));
        }
    }
    let none = Measure::new("no_family_help_recorded", |subject| {
        Some(!subject.journey.supports.contains(&Help::Received))
    });
    measures.push(none.needs(&["parenting_support", "family_support", "family_intervention"]));
    measures
}

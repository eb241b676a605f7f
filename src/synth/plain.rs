//! The `plain` form: tidy English columns, ISO dates, one row an episode. In: a person and an
//! episode. Out: the values of the row, by column.

use std::fmt::Write;

use super::dates::{Day, iso};
use super::episodes::Episode;
use super::people::Person;

/// What a value is read from.
pub(super) struct View<'a> {
    pub person: &'a Person,
    pub episode: &'a Episode,
}

/// A header and how to write the value below it; nothing written is a blank.
pub(super) type Column = (&'static str, fn(&View, &mut String));

pub(super) const COLUMNS: &[Column] = &[
    ("client_id", |v, out| {
        text(out, format_args!("C{:07}", v.person.number))
    }),
    ("episode_id", |v, out| {
        text(out, format_args!("EP{:08}", v.episode.number))
    }),
    ("sex", |v, out| {
        out.push(if v.person.female { 'F' } else { 'M' })
    }),
    ("date_of_birth", |v, out| iso(v.person.birth, out)),
    ("triage_date", |v, out| iso(v.episode.triage, out)),
    ("discharge_date", |v, out| date(out, v.episode.end)),
    ("discharge_reason", |v, out| code(out, v.episode.reason)),
    ("parental_status", |v, out| {
        code(out, v.episode.facts.family.parental)
    }),
    ("children_living_with", |v, out| {
        code(out, v.episode.facts.family.children)
    }),
    ("local_authority", |v, out| out.push_str(v.person.area.la)),
    ("referral_date", |v, out| iso(v.episode.referral, out)),
    ("modality_start", |v, out| {
        date(out, modality_start(v.episode))
    }),
    ("modality_end", |v, out| date(out, modality_end(v.episode))),
    ("agency", |v, out| out.push_str(v.episode.agency.code())),
    ("pregnant", |v, out| out.push_str(v.episode.facts.pregnant)),
    ("referral_source", |v, out| {
        code(out, v.episode.facts.referral)
    }),
    ("accommodation", |v, out| code(out, v.episode.facts.housing)),
    ("injecting", |v, out| {
        out.push_str(v.episode.facts.injecting)
    }),
    ("drug_1", |v, out| code(out, v.episode.facts.drugs.0[0])),
    ("drug_2", |v, out| code(out, v.episode.facts.drugs.0[1])),
    ("drug_3", |v, out| code(out, v.episode.facts.drugs.0[2])),
    ("ethnicity", |v, out| out.push_str(v.person.ethnic)),
    ("previously_treated", |v, out| {
        out.push_str(v.episode.facts.treated_before)
    }),
    ("consent", |_, out| out.push('Y')),
    ("childrens_services", |v, out| {
        code(out, v.episode.facts.family.services[0])
    }),
    ("parenting_support", |v, out| {
        yes(out, v.episode.facts.family.parenting_support)
    }),
    ("family_support", |v, out| {
        yes(out, v.episode.facts.family.family_support)
    }),
];

/// The first structured modality: the start of the episode.
fn modality_start(episode: &Episode) -> Option<Day> {
    episode
        .modalities
        .iter()
        .filter(|m| m.structured)
        .map(|m| m.start)
        .min()
}

/// The end of the structured modalities, once all have ended.
fn modality_end(episode: &Episode) -> Option<Day> {
    let ends: Option<Vec<Day>> = episode
        .modalities
        .iter()
        .filter(|m| m.structured)
        .map(|m| m.end)
        .collect();
    ends?.into_iter().max()
}

fn text(out: &mut String, value: std::fmt::Arguments) {
    let _ = out.write_fmt(value);
}

fn date(out: &mut String, value: Option<Day>) {
    if let Some(day) = value {
        iso(day, out);
    }
}

fn code(out: &mut String, value: Option<u16>) {
    if let Some(code) = value {
        let _ = write!(out, "{code}");
    }
}

/// Help is recorded when it is given; a blank says nothing.
fn yes(out: &mut String, value: bool) {
    if value {
        out.push('Y');
    }
}

//! The columns of the national extract: those of the core data set form that anything is counted
//! from, without the rest, so that half a million episodes stay a small file. Dates are written
//! `20110401`, nothing is quoted.

use std::fmt::{Display, Write};

use super::episodes::{Episode, Review};
use super::places::{Area, records_no_help};
use crate::synth::dates::{Day, compact};

/// What a value is read from: of the dated things, those that stand on this row.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub initials: (char, char),
    pub birth: Day,
    pub female: bool,
    pub ethnic: &'static str,
    pub area: &'a Area,
    pub agency: &'a str,
    pub client: u32,
    pub number: u32,
    pub episode: &'a Episode,
    pub modality: Option<(u16, Day)>,
    pub profile: Option<Day>,
    pub review: Option<&'a Review>,
    /// The last row of the episode: where help is recorded.
    pub last: bool,
}

/// A header and how to write the value below it; nothing written is a blank.
type Column = (&'static str, fn(&View, &mut String));

pub(super) const COLUMNS: &[Column] = &[
    ("FINITIAL", |v, out| out.push(v.initials.0)),
    ("SINITIAL", |v, out| out.push(v.initials.1)),
    ("DOB", |v, out| compact(v.birth, out)),
    ("SEX", |v, out| out.push(if v.female { 'F' } else { 'M' })),
    ("ETHNIC", |v, out| out.push_str(v.ethnic)),
    ("REFLD", |v, out| compact(v.episode.referral, out)),
    ("AGNCY", |v, out| out.push_str(v.agency)),
    ("CLIENTID", |v, out| put(out, v.client)),
    ("EPISODID", |v, out| put(out, v.number)),
    ("CONSENT", |_, out| out.push('Y')),
    ("PREVTR", |v, out| {
        out.push_str(v.episode.facts.treated_before)
    }),
    ("ACCMNEED", |v, out| some(out, v.episode.facts.housing)),
    ("PRNTSTAT", |v, out| {
        some(out, v.episode.facts.family.parental)
    }),
    ("DAT", |v, out| out.push_str(&v.area.dat)),
    ("LA", |v, out| out.push_str(&v.area.la)),
    ("UTLA", |v, out| out.push_str(&v.area.utla)),
    ("DRUG1", |v, out| some(out, v.episode.facts.drugs.0[0])),
    ("DRUG2", |v, out| some(out, v.episode.facts.drugs.0[1])),
    ("DRUG3", |v, out| some(out, v.episode.facts.drugs.0[2])),
    ("RFLS", |v, out| some(out, v.episode.facts.referral)),
    ("TRIAGED", |v, out| compact(v.episode.triage, out)),
    ("INJSTAT", |v, out| out.push_str(v.episode.facts.injecting)),
    ("CHILDWTH", |v, out| {
        some(out, v.episode.facts.family.children)
    }),
    ("PREGNANT", |v, out| out.push_str(v.episode.facts.pregnant)),
    ("EHCSC", |v, out| {
        some(out, v.episode.facts.family.services[0])
    }),
    ("EHCSC2", |v, out| {
        some(out, v.episode.facts.family.services[1])
    }),
    ("EHCSC3", |v, out| {
        some(out, v.episode.facts.family.services[2])
    }),
    ("DISD", |v, out| date(out, v.episode.end)),
    ("DISRSN", |v, out| some(out, v.episode.reason)),
    ("MODAL", |v, out| {
        some(out, v.modality.map(|(code, _)| code))
    }),
    ("MODST", |v, out| {
        date(out, v.modality.map(|(_, start)| start))
    }),
    ("PSYFSNI", |v, out| {
        help(v, out, v.episode.facts.family.network_intervention)
    }),
    ("RECFMSP", |v, out| {
        help(v, out, v.episode.facts.family.family_support)
    }),
    ("RECPRNT", |v, out| {
        help(v, out, v.episode.facts.family.parenting_support)
    }),
    ("TOPDATE", |v, out| date(out, v.profile)),
    ("CIRDT", |v, out| {
        date(out, v.review.map(|review| review.date))
    }),
    ("CIRPREGNANT", |v, out| {
        out.push_str(v.review.map_or("", |review| review.pregnant))
    }),
    ("CIRPRTST", |v, out| {
        some(out, v.review.and_then(|review| review.family.0))
    }),
    ("CIRCLDWT", |v, out| {
        some(out, v.review.and_then(|review| review.family.1))
    }),
    ("CIREHCSC", |v, out| {
        some(out, v.review.and_then(|review| review.services))
    }),
];

/// The place of a column of the table.
pub(super) fn place(header: &str) -> usize {
    let place = COLUMNS.iter().position(|(known, _)| *known == header);
    place.expect("a column of the table")
}

fn put(out: &mut String, value: impl Display) {
    let _ = write!(out, "{value}");
}

fn some(out: &mut String, value: Option<u16>) {
    if let Some(value) = value {
        put(out, value);
    }
}

fn date(out: &mut String, value: Option<Day>) {
    if let Some(day) = value {
        compact(day, out);
    }
}

/// Help is recorded once, when it was given; at some agencies also that it was not.
fn help(view: &View, out: &mut String, given: bool) {
    if view.last && given {
        out.push('Y');
    } else if view.last && records_no_help(view.episode.agency) {
        out.push('N');
    }
}

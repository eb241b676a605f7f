//! The core data set form: the capital headers of data sets H and K, every value quoted, dates day
//! first, an episode's columns repeated on each of its rows. In: a person, an episode, and what
//! happened in it. Out: the values of each row, by column.
//!
//! Some columns came only with later data sets (`UTLA`, `EHCSC*`, `CIR*`; `SUBMODDT` and the `REC*`
//! columns with data set K). They are here so that one small file can answer every question; a real
//! extract of these years has no such columns.

use std::fmt::{Display, Write};

use super::dates::{Day, british};
use super::episodes::{Client, Episode};
use super::modalities::Modality;
use super::people::Person;
use super::reviews::{Background, Information, Intake, Profile, Reviews};

/// What a value is read from: of the dated things, those that stand on this row.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub person: &'a Person,
    pub background: &'a Background,
    pub episode: &'a Episode,
    pub intake: &'a Intake,
    /// The place of the row in its episode, from 0.
    pub place: usize,
    pub modality: Option<&'a Modality>,
    pub profile: Option<&'a Profile>,
    pub support: Option<Day>,
    pub information: Option<&'a Information>,
}

/// A header and how to write the value below it; nothing written is a blank.
pub(super) type Column = (&'static str, fn(&View, &mut String));

/// The rows of an episode: the first modality, profile and reviews share a row, then the second
/// ones, and so on.
pub(super) fn rows<'a>(
    client: &'a Client,
    background: &'a Background,
    episode: &'a Episode,
    intake: &'a Intake,
    reviews: &'a Reviews,
) -> impl Iterator<Item = View<'a>> {
    let Reviews {
        profiles,
        support,
        information,
    } = reviews;
    let most = [
        episode.modalities.len(),
        profiles.len(),
        support.len(),
        information.len(),
    ];
    let count = most.into_iter().fold(1, usize::max);
    (0..count).map(move |place| View {
        person: &client.person,
        background,
        episode,
        intake,
        place,
        modality: episode.modalities.get(place),
        profile: profiles.get(place),
        support: support.get(place).copied(),
        information: information.get(place),
    })
}

pub(super) const COLUMNS: &[Column] = &[
    ("FINITIAL", |v, out| out.push(v.person.initials.0)),
    ("SINITIAL", |v, out| out.push(v.person.initials.1)),
    ("DOB", |v, out| british(v.person.birth, out)),
    ("SEX", |v, out| {
        out.push(if v.person.female { 'F' } else { 'M' })
    }),
    ("ETHNIC", |v, out| out.push_str(v.person.ethnic)),
    ("NATION", |v, out| out.push_str(v.background.nation)),
    ("SEXUAL", |v, out| out.push_str(v.background.sexuality)),
    ("REFLD", |v, out| british(v.episode.referral, out)),
    ("AGNCY", |v, out| out.push_str(v.episode.agency.code())),
    ("CLIENT", |v, out| {
        put(out, format_args!("R{:06}", v.episode.client))
    }),
    ("CLIENTID", |v, out| {
        put(out, format_args!("C{:07}", v.episode.client))
    }),
    ("EPISODID", |v, out| {
        put(out, format_args!("EP{:08}", v.episode.number))
    }),
    ("CONSENT", |_, out| out.push('Y')),
    ("PREVTR", |v, out| {
        out.push_str(v.episode.facts.treated_before)
    }),
    ("PC", |v, out| {
        put(out, format_args!("ZZ99 {}", v.person.sector))
    }),
    ("ACCMNEED", |v, out| some(out, v.episode.facts.housing)),
    ("CLALOCTN", blank),
    ("YPLAC", blank),
    ("PRNTSTAT", |v, out| {
        some(out, v.episode.facts.family.parental)
    }),
    ("DAT", |v, out| out.push_str(v.person.area.dat)),
    ("PCT", |_, out| out.push_str("ZZ9")),
    ("LA", |v, out| out.push_str(v.person.area.la)),
    ("UTLA", |v, out| out.push_str(v.person.area.utla)),
    ("GPPTCE", |v, out| {
        put(out, format_args!("ZZ99{:02}", v.background.practice))
    }),
    ("DRUG1", |v, out| some(out, v.episode.facts.drugs.0[0])),
    ("DRUG1AGE", |v, out| put(out, v.intake.first_use)),
    ("ROUTE", |v, out| put(out, route(v.episode))),
    ("DRUG2", |v, out| some(out, v.episode.facts.drugs.0[1])),
    ("DRUG3", |v, out| some(out, v.episode.facts.drugs.0[2])),
    ("RFLS", |v, out| some(out, v.episode.facts.referral)),
    ("TRIAGED", |v, out| british(v.episode.triage, out)),
    ("CPLANDT", |v, out| {
        date(out, v.episode.modalities.first().map(|first| first.start))
    }),
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
    ("ALCDDAYS", |v, out| {
        some(out, v.intake.drinking.map(|(days, _)| days))
    }),
    ("ALCUNITS", |v, out| {
        some(out, v.intake.drinking.map(|(_, units)| units))
    }),
    ("DUALDIAG", |v, out| out.push_str(v.intake.mental_health)),
    ("EMPSTAT", |v, out| put(out, v.intake.employment)),
    ("HEPCTSTD", |v, out| date(out, v.intake.hepatitis_test)),
    ("HEPCSTAT", blank),
    ("HEPCTD", |v, out| {
        yes_no(out, v.intake.hepatitis_test.is_some())
    }),
    ("HEPCPOS", blank),
    ("HEPBVAC", |v, out| put(out, v.intake.vaccinations)),
    ("HEPBSTAT", blank),
    ("PREVHEPB", blank),
    ("REFHEPGY", blank),
    ("HLCASSDT", |v, out| british(v.episode.triage, out)),
    ("INJECT", |v, out| {
        yes_no(out, v.episode.facts.injecting == "C")
    }),
    ("SHARE", |v, out| out.push_str(v.intake.shared)),
    ("TOPCC", |v, out| yes_no(out, v.profile.is_some())),
    ("DISD", |v, out| date(out, v.episode.end)),
    ("DISRSN", |v, out| some(out, v.episode.reason)),
    ("DISDEST", blank),
    ("MODAL", |v, out| some(out, v.modality.map(|m| m.code))),
    ("REFMODDT", |v, out| {
        date(out, v.modality.map(|m| m.referred))
    }),
    ("MODID", |v, out| some(out, v.modality.map(|_| v.place + 1))),
    ("MODSET", |v, out| {
        some(out, v.modality.map(|m| if m.code == 1 { 4 } else { 1 }))
    }),
    ("OPRAGNCY", blank),
    ("FAOMODDT", |v, out| {
        date(out, v.modality.map(|m| m.offered))
    }),
    ("MODST", |v, out| date(out, v.modality.map(|m| m.start))),
    ("MODEND", |v, out| date(out, v.modality.and_then(|m| m.end))),
    ("MODEXIT", |v, out| out.push_str(exit(v))),
    ("SUBMODDT", |v, out| date(out, v.support)),
    ("SUBMID", |v, out| some(out, v.support.map(|_| v.place + 1))),
    ("PSYFSNI", |v, out| {
        help(v, out, v.episode.facts.family.network_intervention)
    }),
    ("RECFMSP", |v, out| {
        help(v, out, v.episode.facts.family.family_support)
    }),
    ("RECPRNT", |v, out| {
        help(v, out, v.episode.facts.family.parenting_support)
    }),
    ("RECHSE", |v, out| {
        help(v, out, v.episode.facts.housing.is_some_and(|code| code < 3))
    }),
    ("RECMAID", blank),
    ("RECPEER", blank),
    ("CIRDT", |v, out| date(out, v.information.map(|i| i.date))),
    ("CIRPREGNANT", |v, out| {
        out.push_str(v.information.map_or("", |i| i.pregnant))
    }),
    ("CIRPRTST", |v, out| {
        some(out, v.information.and_then(|i| i.parental))
    }),
    ("CIRCLDWT", |v, out| {
        some(out, v.information.and_then(|i| i.children))
    }),
    ("CIREHCSC", |v, out| {
        some(out, v.information.and_then(|i| i.services))
    }),
    ("TOPDATE", |v, out| date(out, v.profile.map(|p| p.date))),
    ("TOPID", |v, out| some(out, v.profile.map(|_| v.place + 1))),
    ("TRSTAGE", |v, out| {
        out.push_str(v.profile.map_or("", |p| p.stage))
    }),
    ("ALCUSE", |v, out| some(out, v.profile.map(|p| p.days[0]))),
    ("OPIUSE", |v, out| some(out, v.profile.map(|p| p.days[1]))),
    ("CRAUSE", |v, out| some(out, v.profile.map(|p| p.days[2]))),
    ("COCAUSE", |v, out| some(out, v.profile.map(|p| p.days[3]))),
    ("AMPHUSE", |v, out| some(out, v.profile.map(|p| p.days[4]))),
    ("CANNUSE", |v, out| some(out, v.profile.map(|p| p.days[5]))),
    ("OTDRGUSE", |v, out| some(out, v.profile.map(|p| p.days[6]))),
    ("IVDRGUSE", |v, out| some(out, v.profile.map(|p| p.days[7]))),
    ("SHARING", |v, out| profile_flag(v, out, false)),
    ("SHOTHEFT", |v, out| {
        some(out, v.profile.map(|p| i32::from(p.trouble)))
    }),
    ("DRGSELL", |v, out| some(out, v.profile.map(|_| 0))),
    ("OTHTHEFT", |v, out| profile_flag(v, out, false)),
    ("ASSAULT", |v, out| profile_flag(v, out, false)),
    ("PSYHSTAT", |v, out| {
        some(out, v.profile.map(|p| p.scales[0]))
    }),
    ("PWORK", |v, out| some(out, v.profile.map(|p| p.work))),
    ("EDUCAT", |v, out| some(out, v.profile.map(|_| 0))),
    ("ACUTHPBM", |v, out| {
        profile_flag(v, out, v.episode.facts.housing == Some(1))
    }),
    ("HRISK", |v, out| {
        profile_flag(v, out, v.episode.facts.housing == Some(2))
    }),
    ("PHSTAT", |v, out| some(out, v.profile.map(|p| p.scales[1]))),
    ("QUALLIFE", |v, out| {
        some(out, v.profile.map(|p| p.scales[2]))
    }),
];

/// A column that these agencies leave empty.
fn blank(_: &View, _: &mut String) {}

fn put(out: &mut String, value: impl Display) {
    let _ = write!(out, "{value}");
}

fn some(out: &mut String, value: Option<impl Display>) {
    if let Some(value) = value {
        put(out, value);
    }
}

fn date(out: &mut String, value: Option<Day>) {
    if let Some(day) = value {
        british(day, out);
    }
}

fn yes_no(out: &mut String, value: bool) {
    out.push(if value { 'Y' } else { 'N' });
}

/// Help is recorded at a sub-intervention review when it was given, and otherwise left blank.
fn help(view: &View, out: &mut String, given: bool) {
    if view.support.is_some() && given {
        out.push('Y');
    }
}

fn profile_flag(view: &View, out: &mut String, value: bool) {
    if view.profile.is_some() {
        yes_no(out, value);
    }
}

/// Filler: injected, smoked, or swallowed.
fn route(episode: &Episode) -> u16 {
    match (episode.facts.injecting, episode.facts.drugs.0[0]) {
        ("C", Some(1000..=1999)) => 1,
        (_, Some(7000..=7999)) => 4,
        (_, Some(3200)) => 2,
        _ => 3,
    }
}

/// Filler: planned or unplanned end of a modality that has ended.
fn exit(view: &View) -> &'static str {
    match (view.modality.and_then(|m| m.end), view.episode.reason) {
        (None, _) => "",
        (Some(_), Some(85..=88)) => "U",
        (Some(_), _) => "P",
    }
}

//! From proposals to a profile that can be read. Comes in: what each column may be. Goes out: the [`Draft`], without
//! fields that exclude each other, with the keys that stand above the columns, and with what is lacking.

use super::facts::{Facts, Written, is_digit};
use super::judge::Judge;
use super::sheet::Sheet;
use super::text::{describe, quoted};
use super::{Column, Draft, Proposal};
use crate::extract::Field;
use crate::extract::columns::fold;
use crate::extract::profile::{DateFormat, PersonKey};
use std::collections::{BTreeSet, HashMap};

/// Which columns a profile can name: those whose header is there, and only once.
pub fn usable(columns: &[Column]) -> Vec<bool> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for column in columns {
        *times.entry(fold(&column.name)).or_default() += 1;
    }
    columns
        .iter()
        .map(|c| !fold(&c.name).is_empty() && times[&fold(&c.name)] == 1)
        .collect()
}

pub fn settle(sheet: &Sheet, judge: &Judge) -> Draft {
    let mut columns = judge.proposals();
    for (one, other) in excluded(&columns) {
        drop_field(&mut columns, one, &format!("left out: {other}"));
    }
    for (at, proposal) in columns
        .iter_mut()
        .enumerate()
        .filter(|(_, p)| p.field.is_none())
    {
        let looks = describe(sheet, at);
        let hint = std::mem::take(&mut proposal.why);
        let hint = Some(hint)
            .filter(|h| !h.is_empty())
            .or_else(|| judge.hint(at));
        proposal.why = hint.map_or(looks.clone(), |hint| format!("{looks}; {hint}"));
    }
    let has = |field| has(&columns, field);
    let attributor = [
        Field::Finitial,
        Field::Sinitial,
        Field::DateOfBirth,
        Field::Sex,
    ];
    let person_key = match attributor.into_iter().all(has) {
        true => PersonKey::Attributor,
        false => PersonKey::ClientId,
    };
    Draft {
        names: sheet
            .columns
            .iter()
            .map(|c| c.name.trim().to_owned())
            .collect(),
        lacking: lacking(&columns),
        dates: dates(sheet, &columns),
        missing: missing(&sheet.facts),
        notes: notes(sheet, judge),
        headless: is_headless(sheet),
        person_key,
        columns,
    }
}

fn place(columns: &[Proposal], field: Field) -> Option<usize> {
    columns.iter().position(|p| p.field == Some(field))
}

/// Whether a field has a column that can be read as it stands.
pub fn has(columns: &[Proposal], field: Field) -> bool {
    place(columns, field).is_some_and(|at| columns[at].is_complete())
}

fn drop_field(columns: &mut [Proposal], field: Field, why: &str) {
    if let Some(at) = place(columns, field) {
        columns[at] = Proposal {
            why: format!("perhaps {}, {why}", field.name()),
            ..Proposal::none()
        };
    }
}

/// Fields to leave out, and why: a profile may not have them beside others.
fn excluded(columns: &[Proposal]) -> Vec<(Field, &'static str)> {
    use Field::*;
    let certainty = |f| place(columns, f).and_then(|at| columns[at].certainty);
    let mut out = Vec::new();
    let ages = [DateOfBirth, Age, AgeBand];
    let mut best = DateOfBirth;
    for field in ages {
        if certainty(field) > certainty(best) {
            best = field;
        }
    }
    out.extend(
        ages.into_iter()
            .filter(|f| *f != best)
            .map(|f| (f, "one age is enough")),
    );
    if certainty(DischargeDate).is_some() {
        out.push((LengthOfStay, "there is a discharge date"));
    }
    if certainty(TriageDate).is_none() && certainty(ModalityStart).is_some() {
        out.push((LengthOfStay, "it counts from triage_date"));
    }
    let pair = [HasChildren, LivedWithChildren];
    let answers = pair.iter().all(|f| has(columns, *f));
    if certainty(ParentalStatus).is_some() || certainty(ChildrenLivingWith).is_some() || !answers {
        out.extend(pair.map(|f| {
            (
                f,
                "it is read only in a pair, and not beside parental_status or children_living_with",
            )
        }));
    }
    out
}

fn lacking(columns: &[Proposal]) -> Vec<&'static str> {
    let any = |fields: &[Field]| fields.iter().any(|f| has(columns, *f));
    let mut lacking = Vec::new();
    if !any(&[Field::ClientId]) {
        lacking.push("client_id: what tells one person from another");
    }
    if !any(&[Field::TriageDate, Field::ModalityStart]) {
        lacking.push(
            "triage_date or modality_start: the day an episode starts (the same for all rows: { constant = \"YYYY-MM-DD\" })",
        );
    }
    if !any(&[Field::DateOfBirth, Field::Age, Field::AgeBand]) {
        lacking.push("date_of_birth, age or age_band: what tells adults from under-18s");
    }
    lacking
}

/// Month first if a column that is used is; no column says so of itself.
fn dates(sheet: &Sheet, columns: &[Proposal]) -> DateFormat {
    let month_first = |(facts, proposal): (&Facts, &Proposal)| {
        let written = facts.dates.as_ref().map(|d| d.written);
        proposal.field.is_some() && written == Some(Written::MonthFirst)
    };
    match sheet.facts.iter().zip(columns).any(month_first) {
        true => DateFormat::MonthFirst,
        false => DateFormat::Auto,
    }
}

fn missing(facts: &[Facts]) -> Vec<String> {
    // `NA` is what most systems write; the sample may not reach its first.
    let seen = facts.iter().flat_map(|f| f.tokens.iter().copied());
    let tokens: BTreeSet<&str> = seen.chain(["NA"]).collect();
    tokens.into_iter().map(str::to_owned).collect()
}

fn notes(sheet: &Sheet, judge: &Judge) -> Vec<String> {
    let mut notes = Vec::new();
    if judge.distrust {
        notes.push("Names and values of many columns disagree: are the headers shifted? Nothing is certain here.".into());
    }
    let mut twice: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for column in sheet.columns {
        let name = fold(&column.name);
        if !name.is_empty() && !seen.insert(name.clone()) {
            twice.insert(name);
        }
    }
    for name in twice {
        notes.push(format!(
            "Several columns are named {}: none of them can be read.",
            quoted(&name, 0)
        ));
    }
    for (at, facts) in sheet.facts.iter().enumerate() {
        let why = match facts.dates.as_ref().map(|d| d.written) {
            Some(Written::TwoDigitYears) => "has two-digit years",
            Some(Written::Mixed) => "mixes date formats",
            Some(Written::Otherwise) => "has dates in a form that the program does not know",
            _ => continue,
        };
        let name = quoted(&sheet.columns[at].name, at);
        notes.push(format!(
            "{name} {why} and cannot be read: export it as YYYY-MM-DD."
        ));
    }
    let day_first = |f: &Facts| {
        f.dates
            .as_ref()
            .is_some_and(|d| d.written == Written::Plainly)
    };
    let month_first = |f: &Facts| {
        f.dates
            .as_ref()
            .is_some_and(|d| d.written == Written::MonthFirst)
    };
    if sheet.facts.iter().any(day_first) && sheet.facts.iter().any(month_first) {
        notes.push(
            "Some columns have dates month first and others do not: all must be written alike."
                .into(),
        );
    }
    notes
}

/// Whether the first line looks like a row: a date, or values such as their own columns hold.
fn is_headless(sheet: &Sheet) -> bool {
    let form = |v: &str| -> String {
        v.chars()
            .map(|c| if is_digit(c) { '9' } else { c })
            .collect()
    };
    let mut like_values = 0;
    for (column, facts) in sheet.columns.iter().zip(&sheet.facts) {
        let name = column.name.trim();
        let figures = name.chars().filter(|c| is_digit(*c)).count();
        let is_date = name.len() >= 8 && figures >= 6 && name.contains(['/', '-', '.']);
        let is_own = facts.distinct.contains(&name) && !name.is_empty();
        let formed = figures >= 4 && facts.share(|v| form(v) == form(name)) > 0.5;
        like_values += match (is_date, formed) {
            (true, _) => 3,
            (false, true) => 2,
            (false, false) => usize::from(is_own),
        };
    }
    like_values >= 3
}

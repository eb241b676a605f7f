//! A draft as a profile. Comes in: the [`Draft`]. Goes out: TOML that says it is a proposal, with every doubt beside the
//! line it is about; and what a column without a field looks like, in words.
//!
//! Values stand here only in value maps, and there only words common to many rows, and as the ends of a run of codes.

use super::facts::{Facts, Written};
use super::forms::Form;
use super::looks;
use super::order;
use super::settle::has;
use super::sheet::Sheet;
use super::{Certainty, Draft, Proposal};
use crate::extract::Field;
use crate::extract::codes;
use crate::extract::profile::{DateFormat, PersonKey};
use std::fmt::Write;

/// A header is cut in comments after so many characters.
const NAME: usize = 60;

impl Draft {
    /// The profile as a file. It can be read as a profile if nothing is `lacking`.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(HEAD);
        if self.headless {
            text.push_str(HEADLESS);
            return text;
        }
        if !self.lacking.is_empty() || !self.notes.is_empty() {
            text.push_str("#\n");
        }
        for lacking in &self.lacking {
            comment(&mut text, &format!("LACKING: {lacking}"));
        }
        for note in &self.notes {
            comment(&mut text, note);
        }
        self.keys(&mut text);
        self.fields(&mut text);
        self.others(&mut text);
        text
    }

    fn keys(&self, text: &mut String) {
        text.push_str("\nname = \"draft\"\ndescription = \"Proposed by treatstat profile draft, not checked\"\n");
        let key = match self.person_key {
            PersonKey::Attributor => "attributor",
            PersonKey::ClientId => "client_id",
        };
        let dates = match self.dates {
            DateFormat::MonthFirst => "MM/DD/YYYY",
            _ => "auto",
        };
        let list = |items: Vec<String>| items.join(", ");
        let missing = list(self.missing.iter().map(|m| string(m)).collect());
        let required = list(self.required().iter().map(|f| string(f.name())).collect());
        let _ = writeln!(
            text,
            "person_key = \"{key}\"\ndates = \"{dates}\"\nmissing = [{missing}]\nrequired = [{required}]"
        );
    }

    /// Fields without which an extract cannot be read at all, so that one that lacks any other column still can.
    pub fn required(&self) -> Vec<Field> {
        use Field::*;
        let key: &[Field] = match self.person_key {
            PersonKey::Attributor => &[ClientId, Finitial, Sinitial, Sex],
            PersonKey::ClientId => &[ClientId],
        };
        let starts = [TriageDate, ModalityStart]
            .into_iter()
            .find(|f| has(&self.columns, *f));
        let ages = [DateOfBirth, Age, AgeBand]
            .into_iter()
            .find(|f| has(&self.columns, *f));
        key.iter()
            .copied()
            .filter(|f| has(&self.columns, *f))
            .chain(starts)
            .chain(ages)
            .collect()
    }

    fn fields(&self, text: &mut String) {
        text.push_str("\n[columns]\n");
        for field in Field::ALL {
            let found = self.columns.iter().position(|p| p.field == Some(*field));
            if let Some(at) = found {
                text.push_str(&line(*field, &self.names[at], &self.columns[at]));
            }
        }
    }

    fn others(&self, text: &mut String) {
        let none: Vec<usize> = (0..self.columns.len())
            .filter(|at| self.columns[*at].field.is_none())
            .collect();
        if none.is_empty() {
            return;
        }
        text.push('\n');
        comment(text, "Columns without a field:");
        for at in none {
            comment(
                text,
                &format!(
                    "  {}: {}",
                    quoted(&self.names[at], at),
                    self.columns[at].why
                ),
            );
        }
    }
}

const HEAD: &str = "\
# A PROPOSAL, made by `treatstat profile draft` from the headers and values of an extract. A person must check it before
# it is used: every line, and first those marked `likely`. The first command says which columns it maps, the second
# reads the extract with it and says what it finds:
#   treatstat profile check FILE EXTRACT
#   treatstat check EXTRACT --profile FILE
# docs/profiles.md explains each key and field.
";

const HEADLESS: &str = "\
#
# LACKING: a header. The first line of the extract looks like a row, not like names of columns; nothing of it is told
# here. Add a first line with the columns' names and try again.
";

fn line(field: Field, name: &str, proposal: &Proposal) -> String {
    let doubt = match proposal.certainty {
        Some(Certainty::Certain) => String::new(),
        _ => format!("  # likely: {}", plain(&proposal.why)),
    };
    let (field, column) = (field.name(), string(name));
    match &proposal.form {
        Form::Plain => format!("{field} = {column}{doubt}\n"),
        Form::Values(values) => {
            let map = map(values.iter().map(|(from, to)| (from.as_str(), to.as_str())));
            format!("{field} = {{ column = {column}, values = {map} }}{doubt}\n")
        }
        Form::Ask(words) => {
            let map = map(words.iter().map(|w| (w.as_str(), "")));
            let ask = match words.is_empty() {
                true => "list its values with the program's codes, then take away the #",
                false => "write the program's code beside each value, then take away the #",
            };
            format!(
                "# likely {field}, by its name: {ask}\n# {field} = {{ column = {column}, values = {map} }}\n"
            )
        }
    }
}

/// A value map.
fn map<'v>(values: impl Iterator<Item = (&'v str, &'v str)>) -> String {
    let pairs: Vec<String> = values
        .map(|(from, to)| format!("{} = {}", string(from), string(to)))
        .collect();
    match pairs.is_empty() {
        true => "{}".into(),
        false => format!("{{ {} }}", pairs.join(", ")),
    }
}

fn comment(text: &mut String, words: &str) {
    let _ = writeln!(text, "# {}", plain(words));
}

/// Without what a comment may not hold.
fn plain(words: &str) -> String {
    words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A TOML string.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A header as a comment names it.
pub fn quoted(name: &str, column: usize) -> String {
    match name.trim() {
        "" => format!("column {} (no name)", column + 1),
        name => format!("`{}`", plain(name).chars().take(NAME).collect::<String>()),
    }
}

/// What a column looks like, in words.
pub fn describe(sheet: &Sheet, column: usize) -> String {
    let facts = &sheet.facts[column];
    if facts.filled == 0 {
        return "nothing recorded".into();
    }
    let blanks = match facts.fill() {
        f if f >= 0.95 => "hardly a blank",
        f if f >= 0.5 => "some blanks",
        _ => "mostly blank",
    };
    format!("{}, {blanks}", kind(sheet, column, facts))
}

fn kind(sheet: &Sheet, column: usize, facts: &Facts) -> String {
    let distinct = facts.distinct.len();
    match facts.dates.as_ref().map(|d| d.written) {
        Some(Written::Plainly | Written::MonthFirst) => return dates(sheet, column),
        Some(_) => return "dates that cannot be read".into(),
        None => (),
    }
    if distinct == 1 {
        return "one value only".into();
    }
    if facts.is_many_valued() {
        return if distinct * 20 > facts.filled * 19 {
            "a value of its own nearly everywhere"
        } else {
            "many values"
        }
        .into();
    }
    if facts.share(|v| super::words::yes_no(v).is_some()) >= 1.0 {
        return "yes and no".into();
    }
    if looks::is_coded(facts) {
        return coded(facts);
    }
    match facts.is_words() {
        true => format!("words, {distinct} different"),
        false => format!("{distinct} different values"),
    }
}

/// The ends of a run of codes, where these stand on many rows and are short enough to be no more than codes.
fn coded(facts: &Facts) -> String {
    let letters = facts.share(|v| v.starts_with(char::is_alphabetic));
    if letters >= 0.9 {
        return format!("single letters, {} different", facts.distinct.len());
    }
    let common = facts
        .codes()
        .into_iter()
        .filter(|(raw, share)| *raw < 1000 && *share * facts.filled as f64 >= 5.0);
    let numbers: Vec<codes::Raw> = common.map(|(raw, _)| raw).collect();
    let (low, high) = (numbers.iter().min(), numbers.iter().max());
    match low.zip(high).filter(|_| facts.distinct.len() <= 60) {
        Some((low, high)) => format!(
            "numbers {low} to {high}, {} different",
            facts.distinct.len()
        ),
        None => format!("numbers, {} different", facts.distinct.len()),
    }
}

fn dates(sheet: &Sheet, column: usize) -> String {
    if sheet.order.births.contains(&column) {
        return "dates long before the others".into();
    }
    let before = sheet.order.starts.iter().rev().chain(&sheet.order.end);
    let near = before
        .copied()
        .find(|o| *o != column && order::is_before(&sheet.facts, *o, column));
    match near {
        Some(near) => format!(
            "dates, later than {}",
            quoted(&sheet.columns[near].name, near)
        ),
        None => "dates".into(),
    }
}

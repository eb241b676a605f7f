//! How a column's values become codes. Comes in: a column and its field. Goes out: its [`Form`]: as they are; by a value
//! map of words whose meaning is sure; or by a map that a person must fill in.

use super::facts::{Facts, is_digit};
use super::looks::is_coded;
use super::words;
use crate::extract::Field;
use crate::extract::codes::{Codes, Meaning, Table};
use std::collections::BTreeMap;

/// Words are listed for filling in only if there are few, and each stands on many rows: no rare word, which might be a
/// person's own, leaves the extract.
const MOST_WORDS: usize = 40;
const LEAST_ROWS: u32 = 5;
const LONGEST_WORD: usize = 60;

/// How a profile reads a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    Plain,
    /// Value -> code.
    Values(BTreeMap<String, String>),
    /// Values whose codes only a person knows; empty if they may not be listed.
    Ask(Vec<String>),
}

pub fn form(facts: &Facts, codes: &Codes, field: Field) -> Form {
    use Field::*;
    match field {
        Sex => mapped(facts, words::sex, &codes.sex),
        Pregnant => mapped(facts, sure_yes_no, &codes.pregnant),
        PreviouslyTreated => mapped(facts, sure_yes_no, &codes.treated_before),
        Consent => mapped(facts, sure_yes_no, &codes.consent),
        ParentingSupport | FamilySupport | FamilyIntervention => {
            mapped(facts, sure_yes_no, &codes.support)
        }
        HasChildren | LivedWithChildren if facts.share(|v| words::yes_no(v).is_some()) < 0.9 => {
            ask(facts)
        }
        ParentalStatus | ReviewParentalStatus => by_list(facts, &codes.parental),
        DischargeReason => by_list(facts, &codes.reason),
        ReferralSource => by_list(facts, &codes.referral),
        Accommodation => by_list(facts, &codes.accommodation),
        Injecting => by_list(facts, &codes.injecting),
        Drug1 | Drug2 | Drug3 => by_list(facts, &codes.drug),
        Modality => by_list(facts, &codes.modality),
        ChildrensServices | ChildrensServices2 | ChildrensServices3 | ReviewChildrensServices => {
            by_list(facts, &codes.childrens_services)
        }
        _ => Form::Plain,
    }
}

fn sure_yes_no(value: &str) -> Option<&'static str> {
    // 1 and 0 are nearly sure, which is not enough.
    words::yes_no(value).filter(|_| !value.starts_with(is_digit))
}

fn by_list<M: Meaning>(facts: &Facts, list: &Table<M>) -> Form {
    match is_coded(facts) && facts.on_list(list) >= 0.5 {
        true => Form::Plain,
        false if facts.filled == 0 => Form::Plain,
        false => ask(facts),
    }
}

/// A map for the words that are not codes already; asks if these do not explain nearly all values.
fn mapped<M: Meaning>(
    facts: &Facts,
    word: fn(&str) -> Option<&'static str>,
    list: &Table<M>,
) -> Form {
    let is_code = |v: &str| list.of(crate::extract::codes::decode(v.as_bytes()).raw) != M::UNKNOWN;
    if facts.filled > 0 && facts.share(|v| is_code(v) || word(v).is_some()) < 0.8 {
        return ask(facts);
    }
    let mut values = BTreeMap::new();
    for value in facts.distinct.iter().filter(|v| !is_code(v)) {
        let both = [Some((*value).to_owned()), words::counterpart(value)];
        for value in both.into_iter().flatten() {
            if let Some(code) = word(&value) {
                values.insert(value, code.to_owned());
            }
        }
    }
    match values.is_empty() {
        true => Form::Plain,
        false => Form::Values(values),
    }
}

fn ask(facts: &Facts) -> Form {
    let common = facts.counts.iter().all(|c| *c >= LEAST_ROWS);
    let short = facts
        .distinct
        .iter()
        .all(|v| v.chars().count() <= LONGEST_WORD);
    let listable = common && short && !facts.distinct.iter().any(|v| is_like_an_id(v));
    if facts.distinct.len() > MOST_WORDS || !listable {
        return Form::Ask(Vec::new());
    }
    let mut words: Vec<String> = facts.distinct.iter().map(|v| (*v).to_owned()).collect();
    words.sort();
    Form::Ask(words)
}

/// Letters and figures in one word, or many figures, as ids, postcodes and telephone numbers have.
fn is_like_an_id(value: &str) -> bool {
    value.split_whitespace().any(|word| {
        let figures = word.chars().filter(|c| c.is_numeric()).count();
        figures > 4 || (figures > 0 && word.chars().any(char::is_alphabetic))
    })
}

//! Looks of what says who and where: ids, providers, initials, ages, sex, areas. Comes in: a column. Goes out: its look.

use super::super::facts::{Facts, is_digit};
use super::super::people::{REPEATS, depends};
use super::super::sheet::Sheet;
use super::super::words;
use super::{Look, NOTHING, ON_LIST, Seen};
use crate::extract::values;

pub fn client(sheet: &Sheet, column: usize, facts: &Facts) -> Seen {
    let ids = &sheet.ids;
    if ids.people.contains(&column) {
        return (Look::Distinct, "ids that stay with one birth date or sex");
    }
    match ids.ids.contains(&column) {
        true if ids.people.is_empty() => (Look::Leaning, "ids"),
        true => (Look::Against, "ids, but others are people's"),
        false => not_ids(facts),
    }
}

pub fn episode(sheet: &Sheet, column: usize, facts: &Facts) -> Seen {
    let ids = &sheet.ids;
    if ids.episodes.contains(&column) {
        return (Look::Distinct, "ids of which a person has several");
    }
    match ids.ids.contains(&column) {
        true if ids.people.contains(&column) => (Look::Against, "ids of people"),
        true => (Look::Leaning, "ids"),
        false => not_ids(facts),
    }
}

fn not_ids(facts: &Facts) -> Seen {
    if facts.dates.is_some() || facts.is_decimal() || facts.distinct.len() * 20 < facts.filled {
        return (Look::Against, "no ids");
    }
    NOTHING
}

/// Short codes of letters and figures, few and often.
pub fn agency(sheet: &Sheet, facts: &Facts) -> Seen {
    let code = |v: &str| {
        v.contains(is_digit)
            && !v.contains(' ')
            && v.starts_with(char::is_alphabetic)
            && (4..=12).contains(&v.len())
    };
    let many = facts.distinct.len() * 8 > facts.filled && facts.distinct.len() > 12;
    let one_letter = facts.share(|v| v.chars().count() == 1);
    if many || facts.is_decimal() {
        return (Look::Against, "too many values");
    }
    let is_area = facts.share(is_gss) > 0.5;
    if facts.share(code) >= ON_LIST && facts.distinct.len() > 1 && facts.fill() >= 0.95 && !is_area
    {
        return match is_of_person(sheet, facts) {
            true => (Look::Leaning, "a few codes, but one for each person"),
            false => (Look::Fits, "a few codes of letters and figures"),
        };
    }
    if one_letter > 0.5 || is_area || facts.fill() < 0.5 {
        return (Look::Silent, "a few codes");
    }
    (Look::Leaning, "a few values")
}

/// Whether a person always has the same value, as of a surgery or a home and unlike of a provider.
fn is_of_person(sheet: &Sheet, facts: &Facts) -> bool {
    match sheet.order.births.as_slice() {
        [birth] => depends(&sheet.facts[*birth].cells, &facts.cells, REPEATS),
        _ => false,
    }
}

pub fn initial(facts: &Facts) -> Seen {
    let letter = |v: &str| v.chars().count() == 1 && v.chars().all(char::is_alphabetic);
    if facts.share(letter) < ON_LIST {
        return (Look::Against, "no single letters");
    }
    let many = facts.distinct.len() >= 15 && facts.commonest() < 0.3;
    match many && facts.fill() >= 0.95 {
        true => (Look::Fits, "single letters of the whole alphabet"),
        false => (Look::Silent, "single letters"),
    }
}

pub fn age(facts: &Facts) -> Seen {
    if facts.within(0, 120) < ON_LIST {
        return (Look::Against, "no ages");
    }
    let likely = facts.within(10, 99) >= 0.995 && facts.within(16, 80) >= 0.9;
    match likely && facts.distinct.len() >= 12 {
        true => (Look::Fits, "whole numbers like ages"),
        false => (Look::Silent, "whole numbers"),
    }
}

pub fn age_band(facts: &Facts) -> Seen {
    let band = |v: &str| values::age_band(v.as_bytes()).is_some();
    let wide = |v: &str| values::age_band(v.as_bytes()).is_some_and(|b| b.low < b.high);
    if facts.share(band) < ON_LIST || facts.share(wide) < 0.5 {
        return (Look::Against, "no age bands");
    }
    (Look::Fits, "age bands")
}

pub fn days(facts: &Facts) -> Seen {
    if facts.within(0, 32_767) < ON_LIST {
        return (Look::Against, "no whole numbers of days");
    }
    match facts.distinct.len() >= 20 && facts.within(0, 30) < 0.9 {
        true => (Look::Leaning, "whole numbers like days"),
        false => (Look::Silent, "whole numbers"),
    }
}

pub fn sex(facts: &Facts) -> Seen {
    let is = |wanted: &'static str| facts.share(move |v| words::sex(v) == Some(wanted));
    let (male, female) = (is("M"), is("F"));
    if male + female >= 0.9 && male > 0.0 && female > 0.0 {
        return (Look::Distinct, "male and female");
    }
    if facts.distinct.len() > 12 {
        return (Look::Against, "too many values");
    }
    match male + female >= 0.9 {
        true => (Look::Leaning, "one sex only"),
        false => (Look::Silent, "a few values"),
    }
}

fn is_gss(value: &str) -> bool {
    value.len() == 9
        && value.starts_with(['E', 'W', 'S', 'N'])
        && value.chars().skip(1).all(is_digit)
}

pub fn area(facts: &Facts, kinds: &[&str]) -> Seen {
    let of_kind = |v: &str| is_gss(v) && kinds.iter().any(|k| v.starts_with(k));
    if facts.share(of_kind) >= 0.9 && facts.fill() >= 0.5 {
        // A kind that only the other sort of area has shows which it is; `look` of the other is then lower.
        let all = facts.share(is_gss);
        return match facts.share(of_kind) >= all - 0.001 {
            true => (Look::Distinct, "area codes"),
            false => (Look::Leaning, "area codes, some of another kind"),
        };
    }
    few(facts)
}

/// A few values of no known form: an area by name, a team.
pub fn few(facts: &Facts) -> Seen {
    if facts.is_many_valued() || facts.is_decimal() {
        return (Look::Against, "too many values");
    }
    NOTHING
}

//! Looks of codes. Comes in: a column and the program's code lists. Goes out: how it looks as each field that has a list,
//! and as a number of children, which goes with parental status.

use super::super::facts::Facts;
use super::super::sheet::{ENOUGH, Sheet};
use super::{Look, NOTHING, ON_LIST, Seen, at_most};
use crate::extract::Field;
use crate::extract::codes::{self, Meaning, STRANGE, Table, decode};

pub fn on_list<M: Meaning>(facts: &Facts, list: &Table<M>, more: impl Fn(&Facts) -> Seen) -> Seen {
    if facts.is_many_valued() || facts.distinct.len() > 300 || facts.is_decimal() {
        return (Look::Against, "too many values");
    }
    if facts.on_list(list) < ON_LIST {
        return (Look::Silent, "values on no list");
    }
    let (look, why) = more(facts);
    match look > Look::Leaning {
        true => (look, why),
        false => (Look::Leaning, "codes of its list"),
    }
}

pub fn parental(facts: &Facts, codes: &codes::Codes) -> Seen {
    on_list(facts, &codes.parental, |f| {
        let new = f.within(11, 15) >= 0.6 && f.within(13, 14) >= 0.2;
        match new && f.fill() >= 0.5 {
            true => (Look::Distinct, "parental status codes 11 to 15"),
            false => NOTHING,
        }
    })
}

pub fn reason(facts: &Facts, codes: &codes::Codes) -> Seen {
    on_list(facts, &codes.reason, |f| {
        match f.within(80, 97) >= 0.6 && f.codes().len() >= 4 {
            true => (Look::Distinct, "discharge reason codes 80 to 97"),
            false => NOTHING,
        }
    })
}

pub fn referral(facts: &Facts, codes: &codes::Codes) -> Seen {
    on_list(facts, &codes.referral, |f| {
        let low = f
            .codes()
            .first()
            .is_some_and(|(raw, _)| (1..=8).contains(raw));
        let many =
            low && f.codes().len() >= 8 && f.within(10, 25) >= 0.03 && f.within(11, 15) < 0.6;
        match many && f.fill() >= 0.5 {
            true => (Look::Fits, "many codes from 1 to 25"),
            false => NOTHING,
        }
    })
}

pub fn accommodation(facts: &Facts, codes: &codes::Codes) -> Seen {
    on_list(facts, &codes.accommodation, |f| {
        let codes = f.codes();
        let three = codes.first().is_some_and(|(raw, _)| *raw == 3);
        match three && f.within(1, 1) > 0.0 && f.within(2, 2) > 0.0 && f.fill() >= 0.5 {
            true => (Look::Fits, "codes 1 to 3, mostly 3"),
            false => NOTHING,
        }
    })
}

pub fn injecting(facts: &Facts, codes: &codes::Codes) -> Seen {
    on_list(facts, &codes.injecting, |f| {
        let has = |letter: &str| f.share(|v| v.eq_ignore_ascii_case(letter)) >= 0.01;
        match has("C") && has("P") && has("N") && f.fill() >= 0.5 {
            true => (Look::Distinct, "letters C, P and N"),
            false => NOTHING,
        }
    })
}

pub fn childrens_services(facts: &Facts, codes: &codes::Codes) -> Seen {
    on_list(facts, &codes.childrens_services, |f| {
        let codes = f.codes();
        let five = codes
            .first()
            .is_some_and(|(raw, share)| *raw == 5 && *share >= 0.4);
        match five && codes.len() >= 4 && f.fill() >= 0.2 {
            true => (Look::Fits, "codes 1 to 5, mostly 5"),
            false => NOTHING,
        }
    })
}

pub fn children(sheet: &Sheet, column: usize, facts: &Facts) -> Seen {
    if facts.is_many_valued() || facts.within(0, 99) < ON_LIST {
        return (Look::Against, "no numbers of children");
    }
    let number = |v: &str| !(16..98).contains(&decode(v.as_bytes()).raw);
    if facts.share(number) < ON_LIST {
        return (Look::Silent, "numbers beyond 15");
    }
    let goes_with = |p: usize| p != column && follows(&sheet.facts[p], facts);
    match sheet.parental.is_some_and(goes_with) && facts.codes().len() >= 4 && facts.fill() >= 0.5 {
        true => (Look::Distinct, "numbers that go with parental status"),
        false if facts.within(0, 1) >= 1.0 && facts.filled >= ENOUGH => (Look::Silent, "0 and 1"),
        false if facts.within(0, 15) >= 0.8 => (Look::Leaning, "small numbers"),
        false => (Look::Silent, "small numbers"),
    }
}

/// Whether status 13 stands with no children, and 11 and 12 with some.
fn follows(parental: &Facts, children: &Facts) -> bool {
    let code = |facts: &Facts, cell: u32| decode(facts.distinct[cell as usize - 1].as_bytes()).raw;
    let (mut rows, mut right) = ([0u32; 2], [0u32; 2]);
    for (p, c) in parental.cells.iter().zip(&children.cells) {
        if *p == 0 || *c == 0 {
            continue;
        }
        let number = code(children, *c);
        let (kind, fits) = match code(parental, *p) {
            11 | 12 => (0, (1..=15).contains(&number)),
            13 => (1, number == 0),
            _ => continue,
        };
        rows[kind] += 1;
        right[kind] += u32::from(fits);
    }
    let share = |kind: usize| f64::from(right[kind]) / f64::from(rows[kind].max(1));
    rows.iter().all(|r| *r >= 10) && share(0) >= 0.85 && share(1) >= 0.75
}

pub fn drug(sheet: &Sheet, column: usize, facts: &Facts, field: Field) -> Seen {
    if !is_drugs(facts) {
        let kind = on_list(facts, &sheet.codes.drug, |_| NOTHING);
        // Years and other numbers of four figures are on the list of drugs by chance.
        return at_most(Look::Silent, kind);
    }
    let others: Vec<usize> = (0..sheet.facts.len())
        .filter(|c| *c != column && is_drugs(&sheet.facts[*c]))
        .collect();
    let none = |f: &Facts, which: u16| f.within(which, which) >= 0.05;
    let fuller = |a: f64, b: f64| a > b + 0.02;
    let own = facts.fill();
    let place = match (none(facts, 9996), none(facts, 9997)) {
        (true, false) => Some(Field::Drug2),
        (false, true) => Some(Field::Drug3),
        (false, false)
            if others.iter().all(|o| {
                fuller(own, sheet.facts[*o].fill())
                    || none(&sheet.facts[*o], 9996)
                    || none(&sheet.facts[*o], 9997)
            }) =>
        {
            Some(Field::Drug1)
        }
        (false, false)
            if others.len() == 2 && others.iter().all(|o| fuller(sheet.facts[*o].fill(), own)) =>
        {
            Some(Field::Drug3)
        }
        (false, false)
            if others.len() == 2
                && others
                    .iter()
                    .filter(|o| fuller(sheet.facts[**o].fill(), own))
                    .count()
                    == 1 =>
        {
            Some(Field::Drug2)
        }
        _ => None,
    };
    match place {
        Some(place) if place == field => (Look::Distinct, "drug codes, and how many have one"),
        Some(_) => (Look::Silent, "drug codes, of another place"),
        None => (Look::Leaning, "drug codes"),
    }
}

/// Four figures, with the codes of heroin, crack or alcohol among them.
fn is_drugs(facts: &Facts) -> bool {
    let heroin_crack_alcohol = [(1011, 1011), (3201, 3201), (7000, 7999)];
    let seen = heroin_crack_alcohol
        .iter()
        .filter(|(a, b)| facts.within(*a, *b) > 0.0);
    facts.dates.is_none()
        && facts.distinct.len() <= 150
        && seen.count() >= 2
        && facts.within(1000, 9997) >= ON_LIST
        && facts.within(1900, 2100) < 0.5
}

/// Codes that are neither numbers nor letters, for describing a column.
pub fn is_coded(facts: &Facts) -> bool {
    facts.share(|v| decode(v.as_bytes()).raw != STRANGE) >= 0.9
}

//! Looks of answers, yes and no. Comes in: a column. Goes out: its look as each field that is answered so. These columns
//! are alike, so what tells them apart is what they go with: pregnancy with sex, consent with blank rows.

use super::super::facts::{Facts, is_digit};
use super::super::sheet::{ENOUGH, Sheet};
use super::super::words;
use super::{Look, Seen};

/// Yes and no, in letters, words or 1 and 0.
pub fn yes_no(facts: &Facts) -> Seen {
    let answers = facts.share(|v| words::yes_no(v).is_some());
    if answers >= 0.9 && facts.distinct.len() <= 8 {
        return (Look::Leaning, "yes and no");
    }
    match facts.distinct.len() > 12 || facts.within(2, 32_767) > 0.5 && facts.distinct.len() > 4 {
        true => (Look::Against, "no answers of yes and no"),
        false => (Look::Silent, "a few values"),
    }
}

/// One of the two answers about children. Few figures may as well be numbers of children.
pub fn of_children(facts: &Facts) -> Seen {
    let figures = facts.share(|v| v.starts_with(is_digit)) > 0.5;
    match yes_no(facts) {
        (Look::Leaning, _) if figures && facts.filled < ENOUGH => (Look::Silent, "0 and 1"),
        seen => seen,
    }
}

/// The share of yes among yes and no written as letters or words; `None` if they are not so written.
fn yes_share(facts: &Facts) -> Option<f64> {
    let worded = |v: &str| words::yes_no(v).is_some() && !v.starts_with(is_digit);
    (facts.share(worded) >= 0.9).then(|| facts.share(|v| words::yes_no(v) == Some("Y")))
}

pub fn pregnant(sheet: &Sheet, facts: &Facts) -> Seen {
    let kind = yes_no(facts);
    let Some(sex) = sheet
        .sex
        .map(|c| &sheet.facts[c])
        .filter(|_| kind.0 == Look::Leaning)
    else {
        return kind;
    };
    let is = |f: &Facts, cell: u32, word: fn(&str) -> Option<&'static str>, wanted: &str| {
        cell > 0 && word(f.distinct[cell as usize - 1]) == Some(wanted)
    };
    let (mut yes, mut yes_women, mut filled, mut filled_women) = (0, 0, 0, 0);
    for (cell, sex_cell) in facts.cells.iter().zip(&sex.cells).filter(|(c, _)| **c > 0) {
        let woman = is(sex, *sex_cell, words::sex, "F");
        let pregnant = is(facts, *cell, words::yes_no, "Y");
        yes += u32::from(pregnant);
        yes_women += u32::from(pregnant && woman);
        filled += 1;
        filled_women += u32::from(woman);
    }
    let women = |of: u32, all: u32| f64::from(of) >= 0.95 * f64::from(all);
    let some = (10..).contains(&yes)
        && women(yes_women, yes)
        && facts.share(|v| words::yes_no(v) == Some("Y")) < 0.5;
    let only_women = filled >= ENOUGH as u32 && women(filled_women, filled) && facts.fill() >= 0.1;
    match some || only_women {
        true => (Look::Distinct, "yes and no of women only"),
        false if yes >= 10 => (Look::Against, "yes of men too"),
        false => kind,
    }
}

pub fn previously_treated(facts: &Facts) -> Seen {
    let often = |yes: f64| (0.1..=0.9).contains(&yes) && facts.fill() >= 0.9;
    match yes_share(facts).is_some_and(often) {
        true => (Look::Fits, "yes and no, both often"),
        false => yes_no(facts),
    }
}

/// Rows without consent hold little else.
pub fn consent(sheet: &Sheet, facts: &Facts) -> Seen {
    let mostly = yes_share(facts).is_some_and(|yes| yes >= 0.9) && facts.fill() >= 0.95;
    let refused: Vec<usize> = (0..facts.rows)
        .filter(|r| {
            facts.cells[*r] > 0
                && words::yes_no(facts.distinct[facts.cells[*r] as usize - 1]) == Some("N")
        })
        .collect();
    if !mostly || refused.is_empty() || refused.len() == facts.rows {
        return yes_no(facts);
    }
    let filled = sheet
        .facts
        .iter()
        .map(|f| refused.iter().filter(|r| f.cells[**r] > 0).count());
    let usual: f64 = sheet.facts.iter().map(Facts::fill).sum();
    match (filled.sum::<usize>() as f64) < 0.5 * usual * refused.len() as f64 {
        true => (Look::Distinct, "yes, and little else where no"),
        false => yes_no(facts),
    }
}

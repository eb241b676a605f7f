//! Looks of dates. Comes in: a column of dates and the order that the rows show. Goes out: how it looks as a birth date
//! and as each of the dates of an episode.

use super::super::facts::Facts;
use super::super::order::{self, Agreement};
use super::super::sheet::{ENOUGH, Sheet};
use super::{Look, Seen};
use crate::extract::Field;

pub fn birth(sheet: &Sheet, column: usize, facts: &Facts) -> Seen {
    if facts.dates.is_none() {
        return (Look::Against, "no dates");
    }
    let order = &sheet.order;
    match order.births.contains(&column) {
        true if order.events.is_empty() => (Look::Fits, "dates of many years"),
        true => (Look::Distinct, "dates 10 to 95 years before the others"),
        false if order.births.is_empty() && (order.events.len() < 2 || facts.filled < ENOUGH) => {
            (Look::Silent, "dates")
        }
        false => (Look::Against, "dates too near the others for birth dates"),
    }
}

pub fn event(sheet: &Sheet, column: usize, facts: &Facts, field: Field) -> Seen {
    let order = &sheet.order;
    if facts.dates.is_none() {
        return (Look::Against, "no dates");
    }
    if order.births.contains(&column) && !order.events.is_empty() {
        return (Look::Against, "dates too early");
    }
    if matches!(field, Field::OutcomeDate | Field::ReviewDate) {
        return (Look::Leaning, "dates");
    }
    if field == Field::DischargeDate {
        return ending(sheet, column);
    }
    starting(sheet, column, field)
}

fn ending(sheet: &Sheet, column: usize) -> Seen {
    let order = &sheet.order;
    match order.end {
        Some(end) if end == column && order.end_has_reason => (
            Look::Distinct,
            "the last date, blank where the discharge reason is",
        ),
        Some(end) if end == column && order.reason_elsewhere => (
            Look::Leaning,
            "the last date, but not on the rows of the discharge reason",
        ),
        Some(end) if end == column => (Look::Fits, "the last date, blank on some rows"),
        Some(end) if order::is_before(&sheet.facts, column, end) => {
            (Look::Against, "dates before the last")
        }
        Some(_) if order.starts.contains(&column) => (Look::Against, "dates of starts"),
        _ => match order::agreement(&sheet.facts, &sheet.names, column, Field::DischargeDate) {
            Agreement::Contradicts => (Look::Against, "dates before those named as earlier"),
            _ => (Look::Leaning, "dates"),
        },
    }
}

fn starting(sheet: &Sheet, column: usize, field: Field) -> Seen {
    let order = &sheet.order;
    if order.end == Some(column) && (order.end_has_reason || order.starts.len() > 1) {
        return (Look::Against, "the last of the dates");
    }
    let place = order.starts.iter().position(|c| *c == column);
    let agrees = order::agreement(&sheet.facts, &sheet.names, column, field);
    if agrees == Agreement::Contradicts {
        return (Look::Against, "its dates are out of order");
    }
    match (order.starts.len(), place) {
        (3, Some(place)) if order.chain && order.end.is_some() => {
            match order::IN_ORDER[place] == field {
                true => (Look::Fits, "its place in the order of dates"),
                false => (Look::Silent, "dates of a start"),
            }
        }
        (2, Some(_)) if order.chain && agrees == Agreement::Agrees => {
            (Look::Fits, "before and after the dates it should be")
        }
        (1, Some(_)) if order.end.is_some() && field != Field::ReferralDate => {
            (Look::Fits, "the only date of a start")
        }
        (_, Some(_)) => (Look::Leaning, "dates of a start"),
        (_, None) if order.is_late(column) => (Look::Silent, "dates often blank"),
        _ => (Look::Leaning, "dates"),
    }
}

//! The findings of a check as CSV, and the pieces of text that every form of a paper has.

use super::MARKING;
use super::check::{Check, Finding, Place};
use crate::data;
use crate::error::Result;
use serde::Serialize;

/// One line a finding. Every line says that it is no table for publication.
#[derive(Serialize)]
struct Line<'a> {
    severity: &'static str,
    rule: &'static str,
    effect: &'static str,
    column: &'a str,
    count: u64,
    counts: &'static str,
    first: String,
    codes: String,
    meaning: &'static str,
    remedy: &'a str,
    marking: &'static str,
}

/// The findings of a check as CSV, the gravest first.
pub fn csv(check: &Check) -> Result<Vec<u8>> {
    data::csv(check.findings.iter().map(|finding| line(check, finding)))
}

fn line<'a>(check: &Check, finding: &'a Finding) -> Line<'a> {
    Line {
        severity: finding.severity.name(),
        rule: finding.rule,
        effect: finding.effect.text(),
        column: &finding.column,
        count: finding.count,
        counts: finding.counts,
        first: places(&finding.first).join("; "),
        codes: codes(check, finding).join("; "),
        meaning: finding.meaning,
        remedy: &finding.remedy,
        marking: MARKING,
    }
}

/// `a.csv:12`.
pub fn places(places: &[Place]) -> Vec<String> {
    let place = |p: &Place| format!("{}:{}", p.file, p.line);
    places.iter().map(place).collect()
}

/// The commonest unknown codes of a finding's column, each with how often it occurs.
pub fn codes(check: &Check, finding: &Finding) -> Vec<String> {
    if finding.rule != crate::extract::Rule::UnknownCode.name() {
        return Vec::new();
    }
    let of_column = check
        .unknown_codes
        .iter()
        .filter(|u| u.column == finding.column);
    const SHOWN: usize = 20;
    let mut all: Vec<_> = of_column.collect();
    all.sort_by_key(|u| std::cmp::Reverse(u.rows));
    let mut told: Vec<String> = all
        .iter()
        .take(SHOWN)
        .map(|u| format!("{} ({})", u.value, u.rows))
        .collect();
    if all.len() > SHOWN {
        told.push(format!("{} more", all.len() - SHOWN));
    }
    told
}

//! What is noticed of rows once they have been read. Workers side by side each keep their own; the extract books them all.

use super::attrition::Attrition;
use super::findings::{About, Findings};
use super::read::Extract;
use super::rules::Rule;

/// Findings, and rows left out.
#[derive(Clone, Default, Debug)]
pub struct Bookings {
    pub attrition: Attrition,
    pub findings: Findings,
    /// Where what is left out stands, which only working papers tell.
    left_out: Vec<LeftOut>,
}

/// Rows that are one episode.
#[derive(Clone, Copy, Debug)]
struct LeftOut {
    rule: Rule,
    /// The row that stands for them.
    row: u32,
    rows: u32,
}

impl Bookings {
    /// Leaves out the rows of an episode, or some of them.
    pub fn leave_out(&mut self, rule: Rule, file: u16, row: u32, rows: u32) {
        self.attrition.exclude(rule, file, u64::from(rows));
        self.left_out.push(LeftOut { rule, row, rows });
    }

    pub fn merge(&mut self, other: Bookings) {
        self.attrition.merge(other.attrition);
        self.findings.merge(other.findings);
        self.left_out.extend(other.left_out);
    }
}

impl Extract {
    /// Adds what workers noticed to what is known of the extract and to its working papers.
    pub fn book(&mut self, bookings: Bookings) {
        self.attrition.merge(bookings.attrition);
        self.findings.merge(bookings.findings);
        for LeftOut { rule, row, rows } in bookings.left_out {
            if let Some(papers) = self.papers.as_mut() {
                let position = papers.position(row);
                papers.left_out.count(rule, About::Whole, u64::from(rows));
                papers.left_out.place(rule, About::Whole, position);
                papers.leave_out(rule, row);
            }
        }
    }
}

//! What working papers need beside the records: where each row stands, what it records, and why others were left out.

use super::dates::Evidence;
use super::findings::{About, Findings, Position};
use super::profile::Field;
use super::read::Extract;
use super::recorded::FieldSet;
use super::rules::Rule;
use crate::error::Error;
use crate::error::unreadable;
use std::collections::HashMap;

/// What is wrong with a file as a whole, so that its extract is refused.
pub struct Refusal {
    pub rule: Rule,
    pub position: Position,
    /// The columns as the profile or the header spells them.
    pub columns: Vec<String>,
    pub error: Error,
}

/// A row left out while reading.
#[derive(Clone, Debug)]
pub struct Lost {
    pub position: Position,
    pub rule: Rule,
    pub about: About,
    /// What was found, without any value.
    pub what: String,
}

/// What stands beside the records, by [`Record::row`].
#[derive(Default)]
pub struct Papers {
    /// The line that a row begins on.
    lines: Vec<u32>,
    /// The first row of each file.
    files: Vec<u32>,
    recorded: Vec<FieldSet>,
    /// The row that stands for all rows of its episode.
    episode: Vec<u32>,
    /// Rows that were read and later left out.
    lost_rows: HashMap<u32, Rule>,
    /// Rows left out while reading.
    lost: Vec<Lost>,
    /// All rows left out, by reason and column.
    pub left_out: Findings,
    pub refusals: Vec<Refusal>,
    /// What was seen of the formats of each date column, over all files.
    pub dates: Vec<(Field, Evidence)>,
    /// The row that was asked for, and what was noticed of it while reading.
    pub wanted: Option<Position>,
    pub noticed: Vec<(Rule, About)>,
}

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate<'a> {
    /// Used; its episode is the one with this [`Episode::row`](crate::episodes::Episode::row).
    Used(u32),
    LeftOut {
        rule: Rule,
        about: About,
        /// What was found, without any value; empty if the rule says it all.
        what: &'a str,
    },
}

impl Papers {
    pub(super) fn begin_file(&mut self, rows: u32) {
        self.files.push(rows);
    }

    pub(super) fn add(
        &mut self,
        lines: Vec<u32>,
        recorded: Vec<FieldSet>,
        left_out: Findings,
        lost: Vec<Lost>,
        noticed: Vec<(Rule, About)>,
    ) {
        self.lines.extend(lines);
        self.recorded.extend(recorded);
        self.left_out.merge(left_out);
        self.lost.extend(lost);
        self.noticed.extend(noticed);
    }

    pub(super) fn for_row(mut self, wanted: Option<Position>) -> Papers {
        self.wanted = wanted;
        self.episode = (0..self.lines.len() as u32).collect();
        self
    }

    pub(super) fn saw_dates(&mut self, field: Field, evidence: &Evidence) {
        if evidence.is_empty() {
            return;
        }
        match self.dates.iter_mut().find(|(f, _)| *f == field) {
            Some((_, all)) => all.merge(evidence),
            None => self.dates.push((field, evidence.clone())),
        }
    }

    /// The line a row begins on.
    pub fn line(&self, row: u32) -> u64 {
        u64::from(self.lines[row as usize])
    }

    /// The fields that any row of an episode records.
    pub fn recorded(&self, row: u32) -> FieldSet {
        self.recorded[row as usize]
    }

    /// What became of the row that begins on a line; `None` if none does.
    pub fn fate(&self, position: Position) -> Option<Fate<'_>> {
        if let Some(row) = self.row_at(position) {
            let episode = self.episode[row as usize];
            let lost = self.lost_rows.get(&row).or(self.lost_rows.get(&episode));
            return Some(match lost {
                Some(rule) => Fate::LeftOut {
                    rule: *rule,
                    about: About::Whole,
                    what: "",
                },
                None => Fate::Used(episode),
            });
        }
        let at = self.lost.binary_search_by_key(&position, |l| l.position);
        at.ok().map(|at| {
            let lost = &self.lost[at];
            Fate::LeftOut {
                rule: lost.rule,
                about: lost.about,
                what: &lost.what,
            }
        })
    }

    /// Whether what refuses the extract leaves nothing that can be linked.
    pub fn is_beyond_linking(&self) -> bool {
        let only_counts = |r: &Refusal| r.rule == Rule::TooManyInvalid;
        !self.refusals.iter().all(only_counts)
    }

    pub(super) fn refuse(&mut self, rule: Rule, error: Error) {
        self.refusals.push(Refusal {
            rule,
            position: Position { file: 0, line: 1 },
            columns: Vec::new(),
            error,
        });
    }

    /// Whether an episode that was linked is used: one whose age group is not known is not.
    pub fn is_used(&self, episode: u32) -> bool {
        !self.lost_rows.contains_key(&episode)
    }

    /// The rows put together with a row to one episode.
    pub fn rows_of_episode(&self, episode: u32) -> impl Iterator<Item = u32> {
        let of_episode = move |row: &u32| self.episode[*row as usize] == episode;
        (0..self.episode.len() as u32).filter(of_episode)
    }

    /// That a row was left out after it had been read.
    pub(super) fn leave_out(&mut self, rule: Rule, row: u32) {
        self.lost_rows.insert(row, rule);
    }

    /// Where a row stands.
    pub fn position(&self, row: u32) -> Position {
        let file = self.files.partition_point(|first| *first <= row) - 1;
        Position {
            file: file as u16,
            line: self.line(row),
        }
    }

    /// Every row that was read, or left out while reading, in order.
    pub fn positions(&self) -> Vec<Position> {
        let read = (0..self.lines.len() as u32).map(|row| self.position(row));
        let lost = self.lost.iter().map(|lost| lost.position);
        let mut all: Vec<Position> = read.chain(lost).collect();
        all.sort_unstable();
        all
    }

    fn row_at(&self, position: Position) -> Option<u32> {
        let number = usize::from(position.file);
        let first = *self.files.get(number)? as usize;
        let next = self.files.get(number + 1);
        let end = next.map_or(self.lines.len(), |row| *row as usize);
        let line = u32::try_from(position.line).ok()?;
        let at = self.lines[first..end].binary_search(&line).ok()?;
        Some((first + at) as u32)
    }
}

impl Extract {
    /// Where a row stands, if working papers were asked for.
    pub fn position(&self, row: u32) -> Option<Position> {
        self.papers.as_ref().map(|papers| papers.position(row))
    }

    /// Notes in the working papers that no row is left to report of.
    pub fn refuse_nothing_used(&mut self) {
        let nothing = self.attrition.rows_used() == 0 && self.attrition.rows_read() > 0;
        if let Some(papers) = self.papers.as_mut().filter(|_| nothing) {
            let path = self.files[0].path.clone();
            papers.refuse(
                Rule::NothingUsed,
                unreadable(&path, Rule::NothingUsed.wrong(), ""),
            );
        }
    }

    /// Notes in the working papers, if they were asked for, that a row and the one that stands for its episode are one.
    pub fn put_together_on_paper(&mut self, row: u32, one: u32) {
        if let Some(papers) = self.papers.as_mut() {
            let of_both = papers.recorded(one).and(papers.recorded(row));
            papers.recorded[one as usize] = of_both;
            papers.episode[row as usize] = one;
        }
    }
}

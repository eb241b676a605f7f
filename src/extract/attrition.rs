//! What becomes of every row: used, or left out for a reason.

use super::rules::Rule;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// What one reason left out.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Excluded {
    pub rows: u64,
    /// Episodes, where the rows had been put together to episodes; else 0.
    pub episodes: u64,
    /// People with at least one episode left out, where people were known; else 0.
    pub people: u64,
}

/// The rows of one file.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct FileRows {
    pub read: u64,
    pub used: u64,
    pub left_out: BTreeMap<Rule, u64>,
}

/// Everything left out, by reason and by file, beside what was read.
#[derive(Clone, Default, Debug)]
pub struct Attrition {
    /// By the number of the file.
    pub files: Vec<FileRows>,
    pub episodes_used: u64,
    pub people_used: u64,
    pub excluded: BTreeMap<Rule, Excluded>,
}

impl Attrition {
    pub fn read(&mut self, file: u16, rows: u64) {
        self.file(file).read += rows;
    }

    pub fn used(&mut self, file: u16, rows: u64) {
        self.file(file).used += rows;
    }

    /// Rows of a file left out for a reason.
    pub fn exclude(&mut self, rule: Rule, file: u16, rows: u64) {
        *self.file(file).left_out.entry(rule).or_default() += rows;
        self.excluded.entry(rule).or_default().rows += rows;
    }

    /// The episodes and people that rows left out belong to.
    pub fn exclude_episodes(&mut self, rule: Rule, episodes: u64, people: u64) {
        let entry = self.excluded.entry(rule).or_default();
        entry.episodes += episodes;
        entry.people += people;
    }

    pub fn merge(&mut self, other: Attrition) {
        for (number, theirs) in other.files.into_iter().enumerate() {
            let ours = self.file(number as u16);
            ours.read += theirs.read;
            ours.used += theirs.used;
            for (rule, rows) in theirs.left_out {
                *ours.left_out.entry(rule).or_default() += rows;
            }
        }
        self.episodes_used += other.episodes_used;
        self.people_used += other.people_used;
        for (rule, e) in other.excluded {
            let ours = self.excluded.entry(rule).or_default();
            ours.rows += e.rows;
            ours.episodes += e.episodes;
            ours.people += e.people;
        }
    }

    pub fn rows_read(&self) -> u64 {
        self.files.iter().map(|f| f.read).sum()
    }

    pub fn rows_used(&self) -> u64 {
        self.files.iter().map(|f| f.used).sum()
    }

    pub fn rows_excluded(&self) -> u64 {
        self.excluded.values().map(|e| e.rows).sum()
    }

    /// Rows that cannot be used, as against those left out as they should be.
    pub fn rows_invalid(&self) -> u64 {
        let invalid = self.excluded.iter().filter(|(r, _)| r.is_invalid_row());
        invalid.map(|(_, e)| e.rows).sum()
    }

    /// Checks that every row read is used or left out, in each file and in total.
    ///
    /// # Errors A fault of the program, if a row is lost or counted twice.
    pub fn check(&self) -> Result<()> {
        for (number, file) in self.files.iter().enumerate() {
            let left_out: u64 = file.left_out.values().sum();
            balance(
                &format!("file {}", number + 1),
                file.read,
                file.used,
                left_out,
            )?;
        }
        balance(
            "all files",
            self.rows_read(),
            self.rows_used(),
            self.rows_excluded(),
        )
    }

    fn file(&mut self, number: u16) -> &mut FileRows {
        let wanted = usize::from(number) + 1;
        if self.files.len() < wanted {
            self.files.resize_with(wanted, FileRows::default);
        }
        &mut self.files[wanted - 1]
    }
}

fn balance(of: &str, read: u64, used: u64, left_out: u64) -> Result<()> {
    if read == used + left_out {
        return Ok(());
    }
    Err(Error::Internal(format!(
        "{of}: {read} rows were read, but {used} used and {left_out} left out"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_lost_in_one_file_and_won_in_another_is_a_fault() {
        let mut attrition = Attrition::default();
        for file in [0, 2] {
            attrition.read(file, 10);
            attrition.used(file, 8);
            attrition.exclude(Rule::NoStart, file, 2);
        }
        attrition.check().unwrap();
        attrition.used(0, 1);
        assert!(attrition.check().is_err());
        attrition.files[2].used -= 1;
        assert!(attrition.check().is_err(), "the total alone balances");
    }
}

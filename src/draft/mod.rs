//! Drafting a profile: what the columns of an extract of unknown form may be.
//!
//! Comes in: each column's header and a sample of its values. Goes out: a [`Draft`]: for each column the field it may be,
//! how certain that is and why, and the text of a profile that says it is a proposal.
//!
//! ```text
//! header -> ideas -> names  \
//!                            judge -> assign -> Draft -> text
//! values -> facts -> looks  /
//! ```
//!
//! A header alone can lie and values alone can be another column's, so only both together, without a rival, make a
//! proposal certain. No value of a column that may point to a person is ever in a draft.

mod assign;
mod facts;
mod forms;
mod ideas;
mod judge;
mod looks;
mod names;
mod order;
mod people;
mod settle;
mod sheet;
#[cfg(test)]
mod tests;
mod text;
mod words;

use crate::extract::Field;
use crate::extract::profile::{DateFormat, PersonKey};
use forms::Form;
use judge::Judge;
use sheet::Sheet;

/// A column of the sample: its header, and its values in file order, as many as every other column has.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub values: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Certainty {
    /// Name or values say so, or both do but something else does too.
    Likely,
    /// Name and values say so, and nothing else does.
    Certain,
}

/// What one column may be.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    pub field: Option<Field>,
    pub certainty: Option<Certainty>,
    /// In a few words; for a column without a field, what it looks like.
    pub why: String,
    form: Form,
}

impl Proposal {
    fn none() -> Proposal {
        Proposal {
            field: None,
            certainty: None,
            why: String::new(),
            form: Form::Plain,
        }
    }

    /// Whether the profile reads the column as it stands; if not, a person must first say what its values mean.
    pub fn is_complete(&self) -> bool {
        self.field.is_some() && !matches!(self.form, Form::Ask(_))
    }
}

/// A proposed profile.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// Each column's header.
    names: Vec<String>,
    /// One for each column, in the order of the file.
    pub columns: Vec<Proposal>,
    pub person_key: PersonKey,
    pub dates: DateFormat,
    /// Words seen that mean "not recorded".
    pub missing: Vec<String>,
    /// What a profile must have and no column was found for.
    pub lacking: Vec<&'static str>,
    /// What else a person should know before using it.
    pub notes: Vec<String>,
    /// The first line looks like a row: its values are then no headers and are not told.
    headless: bool,
}

/// Proposes a profile for the columns of a sample.
pub fn draft(columns: &[Column]) -> Draft {
    let sheet = Sheet::new(columns);
    let usable = settle::usable(columns);
    let judge = Judge::new(&sheet, usable);
    settle::settle(&sheet, &judge)
}

//! `treatstat profile draft`: a proposed profile, from the first rows of an extract of unknown form.

use super::Talk;
use crate::cli::OneExtract;
use crate::draft::{Certainty, Column, Draft, draft};
use crate::error::Result;
use crate::extract::open::OpenFile;

/// Rows looked at, as far as the first part of the file holds so many.
const ROWS: usize = 5000;

pub fn run(args: &OneExtract, talk: Talk) -> Result<()> {
    let mut file = super::profile::open(args)?;
    let draft = draft(&columns(&mut file)?);
    super::print(draft.to_toml().as_bytes())?;
    talk.say(&summary(&draft));
    for lacking in &draft.lacking {
        talk.warn(&format!("no column was found for {lacking}"));
    }
    Ok(())
}

/// The columns of the first rows. Rows that are not as wide as the header say nothing of any column.
fn columns(file: &mut OpenFile) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = file
        .header
        .iter()
        .map(|name| Column {
            name: name.clone(),
            values: Vec::new(),
        })
        .collect();
    for row in file.first_rows(ROWS)? {
        for (column, value) in columns.iter_mut().zip(row) {
            column.values.push(value);
        }
    }
    Ok(columns)
}

fn summary(draft: &Draft) -> String {
    let of = |certainty| {
        let sure = |p: &&crate::draft::Proposal| p.certainty == Some(certainty);
        draft.columns.iter().filter(sure).count()
    };
    format!(
        "of {} columns {} mapped with certainty, {} likely; a proposal: read it through before using it",
        draft.columns.len(),
        of(Certainty::Certain),
        of(Certainty::Likely)
    )
}

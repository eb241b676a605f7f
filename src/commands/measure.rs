//! `treatstat measure`: released rows to stdout.

use super::{Results, Talk};
use crate::cli::{Format, MeasureArgs};
use crate::error::{Error, Result};
use crate::extract::columns::nearest;
use crate::inference;
use crate::measures::definitions::measures;
use crate::presentation::tables;
use std::collections::BTreeSet;

/// Measures that no run writes.
fn refuse_unknown(only: &[String]) -> Result<()> {
    let counted = measures().into_iter().map(|measure| measure.id.to_owned());
    let known: BTreeSet<String> = counted.chain(inference::measures()).collect();
    let Some(unknown) = only.iter().find(|name| !known.contains(*name)) else {
        return Ok(());
    };
    Err(Error::Settings {
        message: format!("`{unknown}` is no measure"),
        hint: match nearest(unknown, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "docs/definitions.md lists the measures".into(),
        },
    })
}

/// Everything that is counted has rows, so these are measures that need more than the extract.
fn nothing_of_them() -> Error {
    Error::Settings {
        message: "the run has no row of the measures that `--only` names".into(),
        hint: "what is compared with estimates needs `--prevalence`".into(),
    }
}

pub fn run(args: &MeasureArgs, talk: Talk) -> anyhow::Result<()> {
    refuse_unknown(&args.only)?;
    let mut results = super::results(&args.run, &args.only, talk)?;
    if !args.only.is_empty() {
        let is_wanted = |measure: &str| args.only.iter().any(|only| only == measure);
        results.released.retain_rows_of(is_wanted);
        results.inferred.retain(|row| is_wanted(&row.measure));
        if results.released.rows().is_empty() && results.inferred.is_empty() {
            return Err(nothing_of_them().into());
        }
    }
    let Results {
        released, inferred, ..
    } = &results;
    talk.say(&format!("marked \"{}\"", released.marking().text()));
    super::print_with(|out| match args.format {
        Format::Csv => tables::write_csv(released, inferred, out),
        Format::Json => tables::write_json(released, inferred, out),
    })?;
    // The program ends: nobody waits until the memory is given back. What was counted is not given back earlier either: see
    // docs/decisions.md.
    std::mem::forget(results);
    Ok(())
}

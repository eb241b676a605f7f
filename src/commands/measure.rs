//! `treatstat measure`: released rows to stdout.

use super::Talk;
use crate::cli::{Format, MeasureArgs};
use crate::error::{Error, plain_io};
use crate::presentation::tables;
use std::io::{ErrorKind, Write};

pub fn run(args: &MeasureArgs, talk: Talk) -> anyhow::Result<()> {
    let results = super::results(&args.run, talk)?;
    let bytes = match args.format {
        Format::Csv => tables::results_csv(&results.released, &results.inferred)?,
        Format::Json => tables::results_json(&results.released, &results.inferred)?,
    };
    talk.say(&format!("marked \"{}\"", results.released.marking().text()));
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(&bytes).and_then(|()| stdout.flush()) {
        // The reader has seen enough.
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(e) => Err(Error::NotWritten {
            path: "stdout".into(),
            message: plain_io(&e),
            hint: String::new(),
        }
        .into()),
        Ok(()) => Ok(()),
    }
}

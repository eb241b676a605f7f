//! `treatstat measure`: released rows to stdout.

use super::Talk;
use crate::cli::{Format, MeasureArgs};
use crate::presentation::tables;

pub fn run(args: &MeasureArgs, talk: Talk) -> anyhow::Result<()> {
    let results = super::results(&args.run, talk)?;
    let (released, inferred) = (&results.released, &results.inferred);
    talk.say(&format!("marked \"{}\"", released.marking().text()));
    super::print_with(|out| match args.format {
        Format::Csv => tables::write_csv(released, inferred, out),
        Format::Json => tables::write_json(released, inferred, out),
    })?;
    Ok(())
}

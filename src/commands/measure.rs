//! `treatstat measure`: released rows to stdout.

use super::Talk;
use crate::cli::{Format, MeasureArgs};
use crate::presentation::tables;

pub fn run(args: &MeasureArgs, talk: Talk) -> anyhow::Result<()> {
    let results = super::results(&args.run, talk)?;
    let pieces = match args.format {
        Format::Csv => tables::results_csv(&results.released, &results.inferred)?,
        Format::Json => vec![tables::results_json(&results.released, &results.inferred)?],
    };
    talk.say(&format!("marked \"{}\"", results.released.marking().text()));
    super::print_pieces(&pieces)?;
    Ok(())
}

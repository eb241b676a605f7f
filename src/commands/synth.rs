//! `treatstat synth`: a synthetic extract.

use super::Talk;
use crate::cli::{SynthArgs, SynthForm};
use crate::error::Error;
use crate::presentation::folder::write_whole;
use crate::synth::{Form, Options, write_local};

pub fn run(args: &SynthArgs, talk: Talk) -> anyhow::Result<()> {
    if args.out.is_file() && !args.force {
        return Err(Error::NotWritten {
            path: args.out.clone(),
            message: "exists already".into(),
            hint: "choose another name, or replace it with `--force`".into(),
        }
        .into());
    }
    let options = Options {
        people: args.people,
        seed: args.seed,
        form: match args.profile {
            SynthForm::Cds => Form::Cds,
            SynthForm::Plain => Form::Plain,
        },
        dirty: args.dirty,
    };
    let summary = write_whole(&args.out, |out| write_local(&options, out))?;
    talk.say(&format!(
        "wrote `{}`: {} rows, {} episodes of {} synthetic people, {} rows damaged on purpose",
        args.out.display(),
        summary.rows,
        summary.episodes,
        summary.people,
        summary.dirty_rows
    ));
    Ok(())
}

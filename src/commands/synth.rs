//! `treatstat synth`: a synthetic extract.

use super::Talk;
use crate::cli::{SynthArgs, SynthForm, SynthPreset};
use crate::error::Error;
use crate::presentation::folder::write_whole;
use crate::synth::{Form, Options, write_local, write_national};

const PEOPLE: u32 = 1200;
const DIRTY: f64 = 0.02;

pub fn run(args: &SynthArgs, talk: Talk) -> anyhow::Result<()> {
    if args.out.is_file() && !args.force {
        return Err(Error::NotWritten {
            path: args.out.clone(),
            message: "exists already".into(),
            hint: "choose another name, or replace it with `--force`".into(),
        }
        .into());
    }
    let summary = match args.preset {
        SynthPreset::Local => {
            let options = local(args);
            write_whole(&args.out, |out| write_local(&options, out))?
        }
        SynthPreset::Nta2012 => write_whole(&args.out, |out| write_national(args.seed, out))?,
    };
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

fn local(args: &SynthArgs) -> Options {
    Options {
        people: args.people.unwrap_or(PEOPLE),
        seed: args.seed,
        form: match args.profile {
            None | Some(SynthForm::Cds) => Form::Cds,
            Some(SynthForm::Plain) => Form::Plain,
        },
        dirty: args.dirty.unwrap_or(DIRTY),
    }
}

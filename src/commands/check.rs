//! `treatstat check`: a working paper on everything that is wrong with an extract.

use super::{Talk, reading};
use crate::cli::{CheckArgs, FailOn, PaperFormat};
use crate::data;
use crate::error::Error;
use crate::extract::{Request, Severity};
use crate::papers::check::Check;
use crate::papers::{form, page, text};

pub fn run(args: &CheckArgs, talk: Talk) -> anyhow::Result<()> {
    let settings = reading::settings(&args.read, args.read.choices())?;
    let request = Request {
        papers: true,
        ..reading::request(&args.read)?
    };
    let recognised = request.profile.is_none();
    let extract = reading::read(request, &settings, talk)?;
    let check = Check::new(extract, &settings, recognised)?;
    super::print(&match args.format {
        PaperFormat::Text => text::check(&check).into_bytes(),
        PaperFormat::Json => data::json(&check)?,
        PaperFormat::Csv => form::csv(&check)?,
        PaperFormat::Html => page::html(&check)?,
    })?;
    gate(&check, args.fail_on)
}

fn gate(check: &Check, fail_on: FailOn) -> anyhow::Result<()> {
    let (findings, what) = match fail_on {
        FailOn::Refusal => (check.refusals(), "that refuse the extract"),
        FailOn::Error => (check.findings_from(Severity::Error), "of severity error"),
        FailOn::Warning => (
            check.findings_from(Severity::Warning),
            "of severity warning or error",
        ),
    };
    match findings {
        0 => Ok(()),
        n => Err(Error::Gate {
            message: format!("findings {what}, by rule and column: {n}"),
        }
        .into()),
    }
}

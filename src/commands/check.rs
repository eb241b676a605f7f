//! `treatstat check`: a working paper on everything that is wrong with an extract.

use super::{Talk, reading};
use crate::cli::{CheckArgs, FailOn, PaperFormat};
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
        PaperFormat::Json => form::json(&check)?,
        PaperFormat::Csv => form::csv(&check)?,
        PaperFormat::Html => page::html(&check)?,
    })?;
    gate(&check, args.fail_on)
}

fn gate(check: &Check, fail_on: FailOn) -> anyhow::Result<()> {
    let severity = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
    };
    match check.findings_from(severity) {
        0 => Ok(()),
        n => Err(Error::Gate {
            message: format!(
                "{n} {} of severity {}{}",
                if n == 1 { "finding" } else { "findings" },
                severity.name(),
                if fail_on == FailOn::Warning {
                    " or error"
                } else {
                    ""
                }
            ),
        }
        .into()),
    }
}

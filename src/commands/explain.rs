//! `treatstat explain`: how one row was treated.

use super::{Talk, reading};
use crate::cli::{ExplainArgs, ExplainFormat};
use crate::data;
use crate::error::Error;
use crate::extract::{Extract, Request};
use crate::papers::explain::Explainer;
use crate::papers::explain_text;
use crate::pipeline;

pub fn run(args: &ExplainArgs, talk: Talk) -> anyhow::Result<()> {
    let settings = reading::settings(&args.read, args.read.choices())?;
    let row = match (&args.at, args.line) {
        (Some((file, line)), _) => (Some(file.clone()), *line),
        (None, line) => (None, line.unwrap_or_default()),
    };
    let request = Request {
        papers: true,
        every_row: true,
        row: Some(row),
        ..reading::request(&args.read)?
    };
    let mut extract = reading::read(request, &settings, talk)?;
    refuse_what_a_run_refuses(&mut extract)?;
    let linked = pipeline::link(extract, &settings)?;
    let explainer = Explainer::new(&linked, &settings)?;
    let wanted = linked.extract.papers.as_ref().and_then(|p| p.wanted);
    let position = wanted.ok_or_else(|| Error::Internal("no row was asked for".into()))?;
    let told = explainer.explain(position)?;
    super::print(&match args.format {
        ExplainFormat::Text => explain_text::text(&told).into_bytes(),
        ExplainFormat::Json => data::json(&told)?,
    })?;
    Ok(())
}

/// Nothing is made of an extract that is refused, so there is nothing to explain.
fn refuse_what_a_run_refuses(extract: &mut Extract) -> Result<(), Error> {
    let refusals = extract.papers.as_mut().map(|p| &mut p.refusals);
    match refusals {
        Some(refusals) if !refusals.is_empty() => Err(refusals.remove(0).error),
        _ => Ok(()),
    }
}

//! `manifest.json`: what ran on what, with which settings, and what came of it. The same input and settings give the
//! same bytes, so it holds no time and no folder.

use super::fingerprint::Fingerprint;
use super::run::Run;
use crate::data;
use crate::disclosure::{Audit, Released, Verdict};
use crate::error::Result;
use crate::extract::Extent;
use crate::published::BUILT_IN;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};

pub const NAME: &str = "manifest.json";

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    verdict: Verdict,
    release: &'static str,
    profile: &'a str,
    profile_recognised: bool,
    extract: Vec<Fingerprint>,
    /// Estimates and published figures that stand beside the results, if they came from files.
    beside: Vec<Fingerprint>,
    extent: Extent,
    years: &'a [String],
    settings: &'a Settings,
    hidden_counts: serde_json::Map<String, serde_json::Value>,
    /// Witnesses of hidden counts.
    audit: Audit,
    columns_not_used: &'a [String],
    files: Vec<Fingerprint>,
}

/// The manifest of a run that wrote `files`.
pub fn json(run: &Run, released: &Released, files: Vec<Fingerprint>) -> Result<Vec<u8>> {
    let mut extract = Vec::new();
    for (file, name) in run.files.iter().zip(run.file_names()) {
        extract.push(Fingerprint::of(file, name)?);
    }
    let settings = &run.settings;
    let mut beside = Vec::new();
    for path in settings.prevalence.iter().chain(&settings.compare) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !BUILT_IN.contains(&name.as_ref()) {
            beside.push(Fingerprint::of(path, name.into_owned())?);
        }
    }
    let manifest = Manifest {
        program: "treatstat",
        version: env!("CARGO_PKG_VERSION"),
        verdict: released.verdict(),
        release: released.marking().text(),
        profile: &run.profile,
        profile_recognised: run.profile_recognised,
        extract,
        beside,
        extent: run.extent,
        years: &run.periods,
        settings: &run.settings,
        hidden_counts: released
            .hidden_by_reason()
            .iter()
            .map(|(why, n)| ((*why).into(), (*n).into()))
            .collect(),
        audit: released.audit(),
        columns_not_used: &run.ignored_columns,
        files,
    };
    data::json(&manifest)
}

/// The files that a manifest says its run wrote, itself included; none if it is no manifest of this program.
pub fn files_named(manifest: &[u8]) -> Vec<String> {
    #[derive(Deserialize)]
    struct Named {
        file: String,
    }
    #[derive(Deserialize)]
    struct Known {
        program: String,
        files: Vec<Named>,
    }
    match serde_json::from_slice::<Known>(manifest) {
        Ok(known) if known.program == "treatstat" => known
            .files
            .into_iter()
            .map(|n| n.file)
            .chain([NAME.into()])
            .collect(),
        _ => Vec::new(),
    }
}

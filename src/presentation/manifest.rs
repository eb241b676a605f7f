//! `manifest.json`: what ran on what, with which settings, and what came of it. The same input and settings give the
//! same bytes, so it holds no time and no folder.

use super::folder::File;
use super::run::Run;
use crate::data;
use crate::disclosure::{Audit, Released, Verdict};
use crate::error::{Error, Result};
use crate::extract::Extent;
use crate::published::BUILT_IN;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

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

#[derive(Serialize)]
struct Fingerprint {
    file: String,
    bytes: u64,
    /// `None` for what cannot be read twice, such as a pipe.
    sha256: Option<String>,
}

/// The manifest of a run that wrote `files`.
pub fn json(run: &Run, released: &Released, files: &[File]) -> Result<Vec<u8>> {
    let mut extract = Vec::new();
    for (file, name) in run.files.iter().zip(run.file_names()) {
        extract.push(fingerprint_of(file, name)?);
    }
    let settings = &run.settings;
    let mut beside = Vec::new();
    for path in settings.prevalence.iter().chain(&settings.compare) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !BUILT_IN.contains(&name.as_ref()) {
            beside.push(fingerprint_of(path, name.into_owned())?);
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
        files: files
            .iter()
            .map(|f| Fingerprint {
                file: f.name.clone(),
                bytes: f.bytes.len() as u64,
                sha256: Some(hex(&Sha256::digest(&f.bytes))),
            })
            .collect(),
    };
    data::json(&manifest)
}

fn fingerprint_of(path: &Path, name: String) -> Result<Fingerprint> {
    let fail = |e: std::io::Error| Error::Unreadable {
        path: path.into(),
        message: e.to_string(),
        hint: String::new(),
    };
    if !path.is_file() {
        return Ok(Fingerprint {
            file: name,
            bytes: 0,
            sha256: None,
        });
    }
    let mut file = std::fs::File::open(path).map_err(fail)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(fail)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok(Fingerprint {
        file: name,
        bytes,
        sha256: Some(hex(&hasher.finalize())),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
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

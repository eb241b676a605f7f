//! `treatstat profile`: the built-in profiles, and how an extract fits one.

use super::Talk;
use crate::cli::{OneExtract, ProfileCommand};
use crate::error::{Error, Result};
use crate::extract::open::OpenFile;
use crate::extract::{Profile, Watch};
use crate::papers::fit;
use std::sync::Arc;

pub fn run(command: &ProfileCommand, talk: Talk) -> anyhow::Result<()> {
    match command {
        ProfileCommand::List => super::print(list().as_bytes())?,
        ProfileCommand::Show { name } => super::print(show(name)?.as_bytes())?,
        ProfileCommand::Check { profile, extract } => return check(profile, extract),
        ProfileCommand::Draft { extract } => super::draft::run(extract, talk)?,
    }
    Ok(())
}

fn list() -> String {
    let line = |p: Profile| format!("{:<6}  {}\n", p.name, p.description);
    Profile::built_in().into_iter().map(line).collect()
}

fn show(name: &str) -> Result<&'static str> {
    let found = Profile::BUILT_IN.iter().find(|(n, _)| *n == name);
    found.map(|(_, text)| *text).ok_or_else(|| {
        let names: Vec<String> = Profile::BUILT_IN
            .iter()
            .map(|(n, _)| format!("`{n}`"))
            .collect();
        Error::Profile {
            profile: name.into(),
            message: "is not built in".into(),
            hint: format!("built in are {}", names.join(" and ")),
        }
    })
}

/// A file of an extract, of which the first part is enough.
pub fn open(extract: &OneExtract) -> Result<OpenFile> {
    let watch = Arc::new(Watch::default());
    OpenFile::new(&extract.extract, extract.sheet.as_deref(), &watch)
}

fn check(profile: &str, extract: &OneExtract) -> anyhow::Result<()> {
    let profile = Profile::load(profile)?;
    let file = open(extract)?;
    let fit = fit::of(&profile, &file.header);
    super::print(fit.text().as_bytes())?;
    match fit.is_refused() {
        false => Ok(()),
        true => Err(Error::Gate {
            message: format!("profile `{}` does not fit the extract", profile.name),
        }
        .into()),
    }
}

//! Writing: beside the target and renamed, so that nobody ever sees half a report.

use super::fingerprint::{Fingerprint, Fingerprinting};
use super::manifest;
use crate::error::{Error, Result, not_written, plain_io, write_failed};
use crate::stop::{self, Stoppable};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

type Writing<'a> = dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'a;

/// A file to be written, named relative to its folder, and what writes it: many megabytes need never be in memory at once.
pub struct File<'a> {
    name: String,
    write: Box<Writing<'a>>,
}

impl<'a> File<'a> {
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> File<'a> {
        File::written(name, move |out| out.write_all(&bytes))
    }

    pub fn written(
        name: impl Into<String>,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()> + 'a,
    ) -> File<'a> {
        File {
            name: name.into(),
            write: Box::new(write),
        }
    }

    fn write_in(self, folder: &Path) -> io::Result<Fingerprint> {
        let path = folder.join(&self.name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut out = Fingerprinting::new(Stoppable(std::fs::File::create(&path)?));
        (self.write)(&mut out)?;
        Ok(out.finish(self.name))
    }
}

/// A folder a report may be written to: one that is not there, is empty, or holds an earlier report and nothing else.
pub struct Folder {
    path: PathBuf,
    parent: PathBuf,
}

impl Folder {
    /// Checks the place before any work is done.
    pub fn at(path: &Path) -> Result<Folder> {
        let fail = |message: &str, hint: &str| not_written(path, message, hint);
        if path.file_name().is_none() {
            return Err(fail("is not the name of a folder", "name a folder"));
        }
        let parent = folder_of(path).to_path_buf();
        // The nearest folder there is must be one, or nothing can be made inside it.
        let above = parent
            .ancestors()
            .find(|p| p.as_os_str().is_empty() || p.exists());
        if let Some(above) = above.filter(|p| !p.as_os_str().is_empty() && !p.is_dir()) {
            return Err(fail(
                &format!("`{}` is a file, not a folder", above.display()),
                "choose another place",
            ));
        }
        if path.exists() {
            if !path.is_dir() {
                return Err(fail("is a file, not a folder", "choose another name"));
            }
            let foreign = foreign_files(path).map_err(|e| fail(&plain_io(&e), ""))?;
            if let Some(file) = foreign.first() {
                return Err(fail(
                    &format!("holds `{file}`, which no report of treatstat wrote"),
                    "choose another folder; only an earlier report is replaced",
                ));
            }
        }
        Ok(Folder {
            path: path.into(),
            parent,
        })
    }

    /// Writes all files into a new folder beside the target, and then the one that tells of them; then puts it in the target's
    /// place.
    pub fn write<'a>(
        &self,
        files: Vec<File<'a>>,
        last: impl FnOnce(Vec<Fingerprint>) -> Result<File<'a>>,
    ) -> Result<()> {
        stop::while_writing(|| self.write_beside(files, last))
    }

    fn write_beside<'a>(
        &self,
        files: Vec<File<'a>>,
        last: impl FnOnce(Vec<Fingerprint>) -> Result<File<'a>>,
    ) -> Result<()> {
        let hint = "check the disk and the folder's permissions";
        let fail = |e: io::Error| write_failed(e, &self.path, hint);
        std::fs::create_dir_all(&self.parent).map_err(fail)?;
        // Both are removed with all they hold when they go out of scope, however the run ends.
        let beside = || {
            tempfile::Builder::new()
                .prefix(".treatstat-")
                .tempdir_in(&self.parent)
        };
        let staging = beside().map_err(fail)?;
        let new = staging.path().join("report");
        let files = files.into_iter();
        let written: io::Result<Vec<Fingerprint>> = files.map(|file| file.write_in(&new)).collect();
        last(written.map_err(fail)?)?.write_in(&new).map_err(fail)?;
        stop::refuse_if_stopped()?;
        if !self.path.exists() {
            return std::fs::rename(&new, &self.path).map_err(fail);
        }
        let earlier = beside().map_err(fail)?;
        let old = earlier.path().join("report");
        std::fs::rename(&self.path, &old).map_err(fail)?;
        std::fs::rename(&new, &self.path).map_err(|e| {
            // The earlier report goes back to its place.
            let _ = std::fs::rename(&old, &self.path);
            fail(e)
        })
    }
}

/// The folder a path stands in; the current one for a bare name.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Files in a folder that its manifest does not name, relative to it.
fn foreign_files(folder: &Path) -> io::Result<Vec<String>> {
    let known = std::fs::read(folder.join(manifest::NAME))
        .map(|bytes| manifest::files_named(&bytes))
        .unwrap_or_default();
    let mut foreign = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for entry in std::fs::read_dir(inside)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(folder)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            if !known.contains(&name) {
                foreign.push(name);
            }
        }
    }
    foreign.sort();
    Ok(foreign)
}

/// Writes one file beside its target and renames it.
pub fn write_whole<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<T> {
    let hint = "check the path, the disk and permissions";
    let fail = |e: io::Error| write_failed(e, path, hint);
    if path.file_name().is_none() {
        return Err(not_written(
            path,
            "is not the name of a file",
            "name a file",
        ));
    }
    if path.is_dir() {
        return Err(not_written(path, "is a folder", "name a file"));
    }
    stop::while_writing(|| write_beside(path, write, fail))
}

fn write_beside<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    fail: impl Fn(io::Error) -> Error,
) -> Result<T> {
    let mut beside = tempfile::Builder::new()
        .prefix(".treatstat-")
        .tempfile_in(folder_of(path))
        .map_err(&fail)?;
    let result = {
        let mut out = BufWriter::new(Stoppable(beside.as_file_mut()));
        write(&mut out)
            .and_then(|result| out.flush().map(|()| result))
            .map_err(&fail)?
    };
    readable(beside.path()).map_err(&fail)?;
    beside.persist(path).map_err(|e| fail(e.error))?;
    Ok(result)
}

/// A temporary file is the user's alone; what a user asks to be written is like any other file of theirs.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

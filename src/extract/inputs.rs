//! What was named on the command line, as files: a file, a folder, a pattern such as `*.csv`, or `-` for standard input.

use crate::error::{Result, plain_io, unreadable};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The name of standard input.
pub const STDIN: &str = "-";

/// File endings that a folder or a pattern may hold extracts under; a `.gz` or `.zst` behind them is looked through.
const ENDINGS: [&str; 10] = [
    "csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet",
];

/// The files that the arguments name, each once, in the order given; those of a folder or a pattern by name.
///
/// # Errors A folder or pattern without an extract; a file named twice.
pub fn files(arguments: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            files.extend(in_folder(argument)?);
        } else if is_pattern(argument) {
            files.extend(matching(argument)?);
        } else {
            files.push(argument.clone());
        }
    }
    refuse_twice(&files)?;
    Ok(files)
}

/// A path as the system has it: the same file by another path is still the same file.
pub fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.into())
}

fn refuse_twice(files: &[PathBuf]) -> Result<()> {
    let mut seen = BTreeSet::new();
    for path in files {
        if !seen.insert(whole(path)) {
            return Err(unreadable(
                path,
                "the file is named twice",
                "name each file once",
            ));
        }
    }
    Ok(())
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|e| {
        unreadable(
            folder,
            &format!("cannot be read: {}", plain_io(&e)),
            "check the folder's permissions",
        )
    })?;
    let entries: Vec<PathBuf> = entries
        .map(|entry| entry.map(|e| e.path()))
        .collect::<std::io::Result<_>>()
        .map_err(|e| unreadable(folder, &format!("cannot be read: {}", plain_io(&e)), ""))?;
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .filter(|path| path.is_file() && looks_like_an_extract(path))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(unreadable(
            folder,
            "the folder holds no extract",
            &format!("an extract ends in .{}", ENDINGS.join(", .")),
        ));
    }
    Ok(files)
}

fn looks_like_an_extract(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    let name = [".gz", ".zst"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    // Names that begin with a point or `~$` are made by systems and by open workbooks.
    !name.starts_with(['.', '~'])
        && name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// A name with `*` or `?` that is no file's own name: shells hand such on where they do not expand them.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?']) && !path.exists()
}

fn matching(pattern: &Path) -> Result<Vec<PathBuf>> {
    let fail = |message: &str| {
        unreadable(
            pattern,
            message,
            "`*` stands for any letters of a file's name, `?` for one",
        )
    };
    let paths = glob::glob(&pattern.to_string_lossy()).map_err(|_| fail("is no pattern"))?;
    let paths: Vec<PathBuf> = paths
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| fail("leads through a folder that cannot be read"))?;
    let mut files: Vec<PathBuf> = paths.into_iter().filter(|path| path.is_file()).collect();
    files.sort();
    if files.is_empty() {
        return Err(fail("matches no file"));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_pattern_name_their_extracts_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.csv",
            "a.CSV.gz",
            "c.xlsx",
            "~$c.xlsx",
            ".hidden.csv",
            "report.html",
            "notes.md",
        ] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let named = |argument: &str| -> Vec<String> {
            files(&[folder.path().join(argument)])
                .unwrap()
                .iter()
                .map(|p| p.file_name().unwrap().to_string_lossy().into_owned())
                .collect()
        };
        assert_eq!(named(""), ["a.CSV.gz", "b.csv", "c.xlsx"]);
        assert_eq!(named("?.csv"), ["b.csv"]);
        assert_eq!(named("*.m*"), ["notes.md"]);
        for (argument, says) in [
            ("*.none", "matches no file"),
            ("b.csv/*", "matches no file"),
        ] {
            let error = files(&[folder.path().join(argument)]).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
        let twice = [folder.path().join("b.csv"), folder.path().join("./b.csv")];
        assert!(files(&twice).is_err());
    }
}

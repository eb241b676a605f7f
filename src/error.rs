//! Every way a run can fail, its message and its exit code, in one place.
//!
//! Messages name a position first (`north.csv:1042: column ...`), carry no full stop, and never quote a value from a
//! column that identifies a person.

use std::path::{Path, PathBuf};

/// Exit code of a run that succeeded.
pub const OK: i32 = 0;
/// Exit code of a run that did its work and found what it was asked to look for.
pub const FINDINGS: i32 = 1;
/// Exit code for a command line that cannot be understood (clap uses the same).
pub const USAGE: i32 = 2;
/// Exit code for a fault of the program itself.
pub const INTERNAL: i32 = 70;
/// Exit code of a run that was stopped with Ctrl-C, as shells have it.
pub const INTERRUPTED: i32 = 130;

/// A failure with a documented exit code.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("settings: {message}")]
    Settings { message: String, hint: String },

    #[error("profile `{profile}`: {message}")]
    Profile {
        profile: String,
        message: String,
        hint: String,
    },

    #[error("`{}`: {message}", path.display())]
    Unreadable {
        path: PathBuf,
        message: String,
        hint: String,
    },

    #[error("`{}`:{line}: column `{column}`: {message}", path.display())]
    Column {
        path: PathBuf,
        line: u64,
        column: String,
        message: String,
        hint: String,
    },

    #[error(
        "{invalid} of {records} rows cannot be used ({share:.1}%), more than the {limit:.1}% that `max_invalid_percent` allows; the first: {first}"
    )]
    TooManyInvalid {
        invalid: u64,
        records: u64,
        share: f64,
        limit: f64,
        first: String,
        hint: String,
    },

    /// Disclosure control cannot make the tables safe.
    #[error("{message}")]
    Refused { message: String, hint: String },

    #[error("`{}`: {message}", path.display())]
    NotWritten {
        path: PathBuf,
        message: String,
        hint: String,
    },

    /// The work is done and printed; what was checked does not hold.
    #[error("{message}")]
    Gate { message: String },

    #[error("stopped; nothing was written")]
    Interrupted,

    #[error("internal fault: {0}")]
    Internal(String),
}

/// What is not written, why, and what to do about it.
pub fn not_written(path: &Path, message: &str, hint: &str) -> Error {
    Error::NotWritten {
        path: path.to_owned(),
        message: message.to_owned(),
        hint: hint.to_owned(),
    }
}

/// Why writing failed: an error of ours that was met on the way stays what it is.
pub fn write_failed(e: std::io::Error, path: &Path, hint: &str) -> Error {
    e.downcast()
        .unwrap_or_else(|e| not_written(path, &plain_io(&e), hint))
}

/// What cannot be read, why, and what to do about it.
pub fn unreadable(path: &Path, message: &str, hint: &str) -> Error {
    Error::Unreadable {
        path: path.to_owned(),
        message: message.to_owned(),
        hint: hint.to_owned(),
    }
}

impl Error {
    /// The exit code this failure is documented to have.
    pub fn exit_code(&self) -> i32 {
        match self {
            Error::Gate { .. } => FINDINGS,
            Error::Settings { .. } | Error::Profile { .. } => 10,
            Error::Unreadable { .. } | Error::Column { .. } => 11,
            Error::TooManyInvalid { .. } => 12,
            Error::Refused { .. } => 13,
            Error::NotWritten { .. } => 14,
            Error::Interrupted => INTERRUPTED,
            Error::Internal(_) => INTERNAL,
        }
    }

    /// What is wrong, without the file it is wrong in: a folder may name people or places.
    pub fn without_place(&self) -> String {
        match self {
            Error::Unreadable { message, .. } | Error::Column { message, .. } => message.clone(),
            Error::TooManyInvalid {
                invalid,
                records,
                share,
                ..
            } => format!("{invalid} of {records} rows ({share:.1}%)"),
            other => other.to_string(),
        }
    }

    /// What the user can do about it; empty where there is nothing to say.
    pub fn hint(&self) -> &str {
        match self {
            Error::Settings { hint, .. }
            | Error::Profile { hint, .. }
            | Error::Unreadable { hint, .. }
            | Error::Column { hint, .. }
            | Error::TooManyInvalid { hint, .. }
            | Error::Refused { hint, .. }
            | Error::NotWritten { hint, .. } => hint,
            Error::Gate { .. } | Error::Interrupted => "",
            Error::Internal(_) => "this is a fault of treatstat; please report it",
        }
    }
}

pub type Result<T> = std::result::Result<T, Error>;

/// The operating system's words in the style of our own messages: no number, no capital.
pub fn plain_io(error: &std::io::Error) -> String {
    let text = error.to_string().to_lowercase();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

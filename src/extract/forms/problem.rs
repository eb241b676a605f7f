//! Why a file cannot be read as rows. The caller adds the path.

use crate::error::plain_io;
use std::io;

/// A refusal and what can be done about it. Neither ever holds a value of a cell, nor the words of a library's error,
/// which might quote one.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    pub message: String,
    /// Empty where there is nothing to say.
    pub hint: String,
}

impl Problem {
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem {
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub fn unreadable(error: &io::Error) -> Problem {
        Problem::new(format!("cannot be read: {}", plain_io(error)), "")
    }
}

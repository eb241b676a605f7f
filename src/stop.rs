//! Ctrl-C. Nothing is on the disk while a run reads and counts, so it ends at once; while something is being written, the
//! writer is told, and takes away what it has begun.

use crate::error::{Error, INTERRUPTED, Result};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

static STOPPED: AtomicBool = AtomicBool::new(false);
static WRITING: AtomicBool = AtomicBool::new(false);

/// Takes Ctrl-C and a request to terminate from the system for the rest of the program.
pub fn on_interrupt() {
    // Where no handler can be set the system ends the program, as it would have.
    let _ = ctrlc::set_handler(|| {
        let again = STOPPED.swap(true, SeqCst);
        if again || !WRITING.load(SeqCst) {
            let _ = writeln!(io::stderr(), "\nerror: {}", Error::Interrupted);
            std::process::exit(INTERRUPTED);
        }
    });
}

/// Runs what writes; on Ctrl-C it is told by [`refuse_if_stopped`] and must leave nothing behind.
pub fn while_writing<T>(write: impl FnOnce() -> Result<T>) -> Result<T> {
    WRITING.store(true, SeqCst);
    let result = refuse_if_stopped().and_then(|()| write());
    WRITING.store(false, SeqCst);
    // What is written by now is written.
    result.map_err(|error| match STOPPED.load(SeqCst) {
        true => Error::Interrupted,
        false => error,
    })
}

/// The end that Ctrl-C asked for.
///
/// # Errors If it did.
pub fn refuse_if_stopped() -> Result<()> {
    match STOPPED.load(SeqCst) {
        true => Err(Error::Interrupted),
        false => Ok(()),
    }
}

/// A writer that fails once Ctrl-C has been pressed.
pub struct Stoppable<W>(pub W);

impl<W: Write> Write for Stoppable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        refuse_if_stopped().map_err(io::Error::other)?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

//! A library's panic on a damaged file becomes a refusal of that file.
//!
//! calamine indexes into records without looking at their length first, and parquet asserts what a file's own figures
//! should be: one wrong byte in an xls, xlsb or Parquet file can make them panic. That is a fault of the file, not of
//! this program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; `None` if it panicked. What it was working on must not be used again.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.ok()
}

/// Whether a panic on this thread is going to be caught: the program's panic hook then says nothing.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_none_and_known_beforehand() {
        assert_eq!(guarded(is_guarded), Some(true));
        assert_eq!(
            guarded(|| -> u8 { std::panic::resume_unwind(Box::new(())) }),
            None
        );
        assert!(!is_guarded());
    }
}

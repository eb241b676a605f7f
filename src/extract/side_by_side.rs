//! Several readers take the blocks of a file in turn and decode them side by side; what they make is handed on in the order
//! of the file, so that nothing depends on which reader took which block, and nothing waits for the file's end.

use super::blocks::{BlockError, Blocks, Dialect};
use super::decoder::{Decoder, Parsed};
use super::open::OpenFile;
use super::record::Record;
use super::rows::decode_block;
use super::source::cannot_be_read;
use crate::error::Result;
use crate::error::unreadable;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

/// Decodes a file; each block's part goes to `take`, in order, which gives back the memory of its records: every block
/// fills about as much, and to ask the system for it each time takes longer than to decode some of the rows.
///
/// # Errors What reading the file says; a line that is no row's.
pub fn decode<'d>(
    file: OpenFile,
    decoder: impl Fn() -> Decoder<'d> + Sync,
    take: impl FnMut(Parsed) -> Vec<Record> + Send,
) -> Result<()> {
    let (path, delimiter) = (file.path, file.form.delimiter as u8);
    let dialect = Dialect {
        delimiter,
        width: file.header.len(),
    };
    let blocks = Mutex::new(Blocks::new(file.stream, dialect, file.rest, file.line));
    let parts = Mutex::new(InOrder {
        next: 0,
        waiting: BTreeMap::new(),
        spare: Vec::new(),
        take,
    });
    let failed: Mutex<Option<BlockError>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(|| {
                let mut decoder = decoder();
                let mut bytes = Vec::new();
                loop {
                    let next = hold(&blocks).next_block(std::mem::take(&mut bytes));
                    match next {
                        Ok(Some(block)) => {
                            decode_block(&block, delimiter, &mut decoder);
                            let spare = hold(&parts).hand_on(block.number, decoder.take());
                            decoder.reuse(spare);
                            bytes = block.bytes;
                        }
                        Ok(None) => return,
                        Err(e) => {
                            *hold(&failed) = Some(e);
                            return;
                        }
                    }
                }
            });
        }
    });
    match hold(&failed).take() {
        Some(BlockError::Io(error)) => Err(cannot_be_read(&path, &error)),
        Some(BlockError::LongLine { line }) => Err(unreadable(
            &path,
            &format!("line {line} is longer than any row"),
            "the file may have lost its line ends, or be none of rows; export it again",
        )),
        None => Ok(()),
    }
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .expect("no reader panics while it holds a lock")
}

/// Parts that came before their turn.
struct InOrder<F> {
    next: usize,
    waiting: BTreeMap<usize, Parsed>,
    spare: Vec<Vec<Record>>,
    take: F,
}

impl<F: FnMut(Parsed) -> Vec<Record>> InOrder<F> {
    /// Gives memory for the next part.
    fn hand_on(&mut self, number: usize, part: Parsed) -> Vec<Record> {
        self.waiting.insert(number, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            self.spare.push((self.take)(part));
            self.next += 1;
        }
        self.spare.pop().unwrap_or_default()
    }
}

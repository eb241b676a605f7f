//! Several readers take the blocks of a file in turn and decode them side by side. What they make of a block is handed on in
//! the order of the file, so that nothing depends on which reader took it, and nothing waits for the file's end; but for the
//! records, which each reader keeps until then, and of which each tells its block.

use super::blocks::{BlockError, Blocks, Buffer, Dialect};
use super::decoder::{Decoder, Parsed};
use super::open::OpenFile;
use super::rows::decode_block;
use super::shelves::Shelves;
use super::source::cannot_be_read;
use crate::error::Result;
use crate::error::unreadable;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

/// Decodes a file; each block's part goes to `take`, in order. Gives the records of each reader.
///
/// # Errors What reading the file says; a line that is no row's.
pub fn decode<'d>(
    file: OpenFile,
    decoder: impl Fn() -> Decoder<'d> + Sync,
    take: impl FnMut(Parsed) + Send,
) -> Result<Vec<Shelves>> {
    let (path, delimiter) = (file.path, file.form.delimiter as u8);
    let dialect = Dialect {
        delimiter,
        width: file.header.len(),
    };
    let blocks = Mutex::new(Blocks::new(file.stream, dialect, file.rest, file.line));
    let parts = Mutex::new(InOrder {
        next: 0,
        waiting: BTreeMap::new(),
        take,
    });
    let reader = || {
        let mut decoder = decoder();
        let mut buffer = Buffer::default();
        loop {
            let next = hold(&blocks).next_block(buffer)?;
            let Some(block) = next else {
                return Ok(decoder.into_records());
            };
            decode_block(&block, delimiter, &mut decoder);
            hold(&parts).hand_on(block.number, decoder.take());
            buffer = block.into_buffer();
        }
    };
    let read: Vec<_> = rayon::broadcast(|_| reader());
    let read: std::result::Result<Vec<Shelves>, BlockError> = read.into_iter().collect();
    read.map_err(|error| match error {
        BlockError::Io(error) => cannot_be_read(&path, &error),
        BlockError::LongLine { line } => unreadable(
            &path,
            &format!("line {line} is longer than any row"),
            "the file may have lost its line ends, or be none of rows; export it again",
        ),
    })
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
    take: F,
}

impl<F: FnMut(Parsed)> InOrder<F> {
    fn hand_on(&mut self, number: usize, part: Parsed) {
        self.waiting.insert(number, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            (self.take)(part);
            self.next += 1;
        }
    }
}

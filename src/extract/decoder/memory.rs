//! What short values say is remembered: most columns of codes hold a few of them, over and over.

use super::super::codes::{MISSING, Raw};
use super::super::profile::Field;
use super::super::rows::Word;

/// For each field, values with what they say. A place holds the last value that belongs there.
pub struct Memory(Box<[[(Word, Raw); PLACES]; Field::ALL.len()]>);

const PLACES: usize = 64;

/// No text in UTF-8 holds such bytes.
const NO_VALUE: Word = Word(u32::MAX);

impl Default for Memory {
    fn default() -> Memory {
        let empty = [(NO_VALUE, MISSING); PLACES];
        Memory(Box::new([empty; Field::ALL.len()]))
    }
}

impl Memory {
    /// What a value of a field said before, if that is remembered.
    #[inline(always)]
    pub fn of(&self, field: Field, word: Word) -> Option<Raw> {
        let (value, raw) = self.0[field as usize][place(word)];
        (value == word).then_some(raw)
    }

    pub fn keep(&mut self, field: Field, word: Word, raw: Raw) {
        self.0[field as usize][place(word)] = (word, raw);
    }
}

/// Multiplying spreads the values; the highest bits depend on all others.
#[inline(always)]
fn place(word: Word) -> usize {
    (word.0.wrapping_mul(0x9E37_79B1) >> (u32::BITS - PLACES.ilog2())) as usize
}

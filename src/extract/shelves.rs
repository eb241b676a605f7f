//! Records kept apart by a key, so that each shelf can be worked on alone: whatever has the same key lies on the same
//! shelf, in the order in which it came.
//!
//! A shelf grows by whole boxes, never by moving what lies in it: moving would need the room twice.

use super::record::Record;

const SHELVES: usize = 128;

/// A shelf's boxes grow from the smaller to the larger, so that small extracts take little room.
const SMALLEST_BOX: usize = 16;
const LARGEST_BOX: usize = 512;

/// Records that have to do with each other.
#[derive(Default)]
pub struct Shelf(Vec<Vec<Record>>);

impl Shelf {
    #[inline]
    fn put(&mut self, record: &Record) {
        match self.0.last_mut() {
            Some(last) if last.len() < last.capacity() => last.push(*record),
            _ => self.put_in_new_box(*record),
        }
    }

    #[cold]
    fn put_in_new_box(&mut self, record: Record) {
        let before = self.0.last().map_or(SMALLEST_BOX / 2, Vec::capacity);
        let mut new = Vec::with_capacity((2 * before).min(LARGEST_BOX));
        new.push(record);
        self.0.push(new);
    }

    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter().flatten()
    }

    /// The records as they lie, box by box.
    pub fn boxes(&self) -> impl Iterator<Item = &[Record]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// Puts other records where these lie; there are no more of them.
    pub fn replace(&mut self, mut records: &[Record]) {
        for one in &mut self.0 {
            let (here, further) = records.split_at(one.len().min(records.len()));
            one.clear();
            one.extend_from_slice(here);
            records = further;
        }
        assert!(records.is_empty(), "more records than the shelf held");
        self.0.retain(|one| !one.is_empty());
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// All records of an extract.
pub struct Shelves(Vec<Shelf>);

impl Default for Shelves {
    fn default() -> Shelves {
        let mut shelves = Vec::new();
        shelves.resize_with(SHELVES, Shelf::default);
        Shelves(shelves)
    }
}

impl Shelves {
    #[inline]
    pub fn put(&mut self, key: u64, record: &Record) {
        // Multiplying spreads whatever keys have in common; the highest bits depend on all others.
        const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
        let shelf = key.wrapping_mul(SPREAD) >> (u64::BITS - SHELVES.ilog2());
        self.0[shelf as usize].put(record);
    }

    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter().flat_map(Shelf::iter)
    }

    pub fn shelves(&self) -> &[Shelf] {
        &self.0
    }

    pub fn shelves_mut(&mut self) -> &mut [Shelf] {
        &mut self.0
    }

    /// One shelf after the other; each is given up before the next comes.
    pub fn into_shelves(self) -> impl Iterator<Item = Shelf> {
        self.0.into_iter()
    }

    /// Sorts the records on other shelves, by another key.
    pub fn by(self, key: impl Fn(&Record) -> u64) -> Shelves {
        let mut sorted = Shelves::default();
        for shelf in self.into_shelves() {
            for record in shelf.iter() {
                sorted.put(key(record), record);
            }
        }
        sorted
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(Shelf::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Shelf::is_empty)
    }
}

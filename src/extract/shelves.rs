//! Records kept apart by a key, so that each shelf can be worked on alone: whatever has the same key lies on the same
//! shelf. In which order it lies there depends on who read what, so nothing may depend on that.
//!
//! A shelf grows by whole boxes, never by moving what lies in it: moving would need the room twice.

use super::record::Record;
use std::vec;

/// The bits of a spread key that tell its shelf: the highest.
pub const SHELF_BITS: u32 = 7;

const SHELVES: usize = 1 << SHELF_BITS;

/// A shelf's boxes grow from the smaller to the larger, so that small extracts take little room, and large ones ask the system
/// for it seldom: while one worker is given some, others wait.
const SMALLEST_BOX: usize = 16;
const LARGEST_BOX: usize = 1 << 14;

/// Multiplying spreads whatever keys have in common: the higher a bit, the more of the key it depends on.
#[inline]
pub fn spread(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Records that have to do with each other.
#[derive(Default)]
pub struct Shelf {
    closed: Vec<Vec<Record>>,
    /// The box that records are put in until it is full.
    open: Vec<Record>,
}

impl Shelf {
    // Inlined, so that a record is written where it will lie: to copy what was just written elsewhere in parts takes long.
    #[inline(always)]
    fn put(&mut self, record: Record) {
        if self.open.len() == self.open.capacity() {
            self.open_a_box();
        }
        self.open.push(record);
    }

    #[cold]
    fn open_a_box(&mut self) {
        let larger = (2 * self.open.capacity()).clamp(SMALLEST_BOX, LARGEST_BOX);
        self.close(Vec::with_capacity(larger));
    }

    /// Closes the open box, and goes on with another.
    fn close(&mut self, next: Vec<Record>) {
        let full = std::mem::replace(&mut self.open, next);
        if !full.is_empty() {
            self.closed.push(full);
        }
    }

    /// Takes over what lies on another shelf: as it lies, or if that is little, into the open box. There may be thousands of
    /// small files.
    fn join(&mut self, other: Shelf) {
        if other.closed.is_empty() {
            other.open.into_iter().for_each(|record| self.put(record));
        } else {
            self.closed.extend(other.closed);
            self.close(other.open);
        }
    }

    /// The records as they lie, box by box.
    pub fn boxes(&self) -> impl Iterator<Item = &[Record]> {
        self.closed.iter().chain([&self.open]).map(Vec::as_slice)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.boxes().flatten()
    }

    /// Takes all records away, and keeps their boxes to put others in; there are no more of them.
    pub fn empty(&mut self) -> Refill<'_> {
        self.close(Vec::new());
        let boxes = std::mem::take(&mut self.closed).into_iter();
        Refill { shelf: self, boxes }
    }

    pub fn len(&self) -> usize {
        self.boxes().map(<[Record]>::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A shelf that was emptied.
pub struct Refill<'s> {
    shelf: &'s mut Shelf,
    boxes: vec::IntoIter<Vec<Record>>,
}

impl Refill<'_> {
    #[inline]
    pub fn put(&mut self, record: Record) {
        let open = &mut self.shelf.open;
        if open.len() == open.capacity() {
            self.next_box();
        }
        self.shelf.open.push(record);
    }

    #[cold]
    fn next_box(&mut self) {
        let next = self.boxes.next();
        let mut next = next.expect("no more records than the shelf held");
        next.clear();
        self.shelf.close(next);
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
    #[inline(always)]
    pub fn put(&mut self, key: u64, record: Record) {
        let shelf = spread(key) >> (u64::BITS - SHELF_BITS);
        self.0[shelf as usize].put(record);
    }

    /// Takes over all records of another.
    pub fn join(&mut self, other: Shelves) {
        for (shelf, other) in self.0.iter_mut().zip(other.0) {
            shelf.join(other);
        }
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

    /// Sorts the records on other shelves, by another key. Each shelf is given up before the next comes.
    pub fn by(self, key: impl Fn(&Record) -> u64) -> Shelves {
        let mut sorted = Shelves::default();
        for shelf in self.0 {
            for record in shelf.iter() {
                sorted.put(key(record), *record);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::ids::Key;
    use proptest::prelude::*;

    fn record(client: u64, row: u32) -> Record {
        Record {
            client: Key(client),
            row,
            ..Record::BLANK
        }
    }

    fn rows(shelf: &Shelf) -> Vec<u32> {
        let mut rows: Vec<u32> = shelf.iter().map(|record| record.row).collect();
        rows.sort_unstable();
        rows
    }

    proptest! {
        // Of files with few records and with more: nothing is lost.
        #[test]
        fn joined_shelves_hold_what_each_held(sizes in proptest::collection::vec(0usize..700, 0..12)) {
            let (mut all, mut next) = (Shelf::default(), 0);
            for size in sizes {
                let mut one = Shelf::default();
                for _ in 0..size {
                    one.put(record(1, next));
                    next += 1;
                }
                all.join(one);
            }
            prop_assert_eq!(rows(&all), (0..next).collect::<Vec<u32>>());
            prop_assert_eq!(all.len(), next as usize);
        }

        #[test]
        fn an_emptied_shelf_takes_as_many_as_it_held(held in 0u32..1500, put in 0u32..1500) {
            let mut shelf = Shelf::default();
            (0..held).for_each(|row| shelf.put(record(1, row)));
            let put = put.min(held);
            let mut refill = shelf.empty();
            (0..put).for_each(|row| refill.put(record(1, row)));
            prop_assert_eq!(rows(&shelf), (0..put).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn boxes_grow_up_to_the_largest_and_take_the_same_again() {
        let held = 5 * LARGEST_BOX as u32;
        let mut shelf = Shelf::default();
        (0..held).for_each(|row| shelf.put(record(1, row)));
        let boxes: Vec<usize> = shelf.boxes().map(<[Record]>::len).collect();
        let full = boxes.iter().filter(|length| **length == LARGEST_BOX);
        assert!(full.count() >= 3, "{boxes:?}");
        assert!(
            boxes.iter().all(|length| *length <= LARGEST_BOX),
            "{boxes:?}"
        );
        let mut refill = shelf.empty();
        (0..held).for_each(|row| refill.put(record(1, row)));
        assert_eq!(rows(&shelf), (0..held).collect::<Vec<u32>>());
    }

    #[test]
    fn small_files_share_boxes() {
        let mut all = Shelf::default();
        for row in 0..1000 {
            let mut one = Shelf::default();
            one.put(record(1, row));
            all.join(one);
        }
        assert!(all.boxes().count() < 10, "a box for each file");
    }
}

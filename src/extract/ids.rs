//! Identifiers as integers, without collisions.
//!
//! An id of up to ten ASCII letters and digits is packed into a [`Key`] whose integer order is the id's byte order. A
//! longer or stranger id is interned: it gets a number of its own, and its bytes are kept for comparing.

use foldhash::fast::RandomState;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Mutex;

/// An identifier, as an integer. Equal keys are equal ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key(pub u64);

const INTERNED: u64 = 1 << 63;
const PACKED_CHARACTERS: usize = 10;

impl Key {
    /// Packs an id six bits a character, the first highest; `None` if it is too long or has other characters.
    #[inline]
    pub fn pack(id: &[u8]) -> Option<Key> {
        if id.len() > PACKED_CHARACTERS {
            return None;
        }
        let (mut packed, mut seen) = (0u64, 0);
        for byte in id {
            let six = SIXBIT[usize::from(*byte)];
            seen |= six;
            packed = packed << 6 | u64::from(six);
        }
        let all_pack = seen & NO_SIXBIT == 0;
        all_pack.then(|| Key(packed << (6 * (PACKED_CHARACTERS - id.len()))))
    }

    fn interned(index: u32) -> Key {
        Key(INTERNED | u64::from(index))
    }

    fn as_interned(self) -> Option<usize> {
        (self.0 & INTERNED != 0).then_some((self.0 & !INTERNED) as usize)
    }

    /// The bytes a packed key was made of.
    fn unpack(self) -> Vec<u8> {
        (0..PACKED_CHARACTERS)
            .rev()
            .map(|at| (self.0 >> (6 * at) & 63) as u8)
            .take_while(|six| *six != 0)
            .map(|six| match six {
                1..=10 => b'0' + six - 1,
                11..=36 => b'A' + six - 11,
                _ => b'a' + six - 37,
            })
            .collect()
    }
}

/// A bit that none of 1 to 62 has.
const NO_SIXBIT: u8 = 1 << 7;

/// Byte -> 1 to 62 in byte order; for a byte that does not pack, [`NO_SIXBIT`].
const SIXBIT: [u8; 256] = {
    let mut table = [NO_SIXBIT; 256];
    let mut next = 1;
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = next;
            next += 1;
        }
        byte += 1;
    }
    table
};

/// Byte strings and the numbers they were given, in order of arrival.
#[derive(Default)]
pub struct Interner {
    numbers: HashMap<Box<[u8]>, u32, RandomState>,
    names: Vec<Box<[u8]>>,
}

impl Interner {
    pub fn number(&mut self, name: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer than four billion names");
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// The names in byte order, and for each number its place in that order.
    fn ranked(self) -> (Vec<Box<[u8]>>, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by(|a, b| self.names[*a as usize].cmp(&self.names[*b as usize]));
        let mut rank = vec![0; order.len()];
        for (place, number) in order.iter().enumerate() {
            rank[*number as usize] = place as u32;
        }
        let mut names = self.names;
        names.sort();
        (names, rank)
    }
}

/// An interner that several readers share. Numbers depend on who came first, so they mean nothing until [`rank`].
///
/// [`rank`]: SharedInterner::rank
#[derive(Default)]
pub struct SharedInterner(Mutex<Interner>);

impl SharedInterner {
    fn number(&self, name: &[u8]) -> u32 {
        self.0
            .lock()
            .expect("no reader panics while it holds the lock")
            .number(name)
    }

    /// The names in byte order, and for each number handed out its place in that order.
    pub fn rank(self) -> (Vec<Box<[u8]>>, Vec<u32>) {
        self.0
            .into_inner()
            .expect("no reader panics while it holds the lock")
            .ranked()
    }
}

/// One reader's memory of the numbers it has been given, so that the shared lock is taken once a name.
#[derive(Default)]
pub struct Cache {
    seen: HashMap<Box<[u8]>, u32, RandomState>,
    /// The last name and its number: neighbours often have the same.
    last: Option<(Vec<u8>, u32)>,
}

impl Cache {
    #[inline]
    pub fn number(&mut self, shared: &SharedInterner, name: &[u8]) -> u32 {
        match &self.last {
            // An empty vector points nowhere, and to compare nothing at all there takes long on some processors.
            Some((last, number)) if name.is_empty() && last.is_empty() => *number,
            Some((last, number)) if !last.is_empty() && last == name => *number,
            _ => self.other_number(shared, name),
        }
    }

    #[inline(never)]
    fn other_number(&mut self, shared: &SharedInterner, name: &[u8]) -> u32 {
        let number = match self.seen.get(name) {
            Some(number) => *number,
            None => {
                let number = shared.number(name);
                self.seen.insert(name.into(), number);
                number
            }
        };
        let (last, of_last) = self.last.get_or_insert_default();
        last.clear();
        last.extend_from_slice(name);
        *of_last = number;
        number
    }
}

/// Packs an id, or interns it where it does not pack.
#[inline]
pub fn key(id: &[u8], shared: &SharedInterner, cache: &mut Cache) -> Key {
    Key::pack(id).unwrap_or_else(|| Key::interned(cache.number(shared, id)))
}

/// The interned ids of a run, ranked, for comparing keys in byte order.
#[derive(Default)]
pub struct Ids {
    names: Vec<Box<[u8]>>,
    rank: Vec<u32>,
}

impl Ids {
    pub fn new(shared: SharedInterner) -> Ids {
        let (names, rank) = shared.rank();
        Ids { names, rank }
    }

    /// A key as handed out while reading -> a key that does not depend on the order of reading.
    #[inline]
    pub fn settle(&self, key: Key) -> Key {
        match key.as_interned() {
            None => key,
            Some(number) => Key::interned(self.rank[number]),
        }
    }

    /// Byte order of the ids behind two settled keys.
    #[inline]
    pub fn compare(&self, a: Key, b: Key) -> Ordering {
        match (a.as_interned(), b.as_interned()) {
            (None, None) | (Some(_), Some(_)) => a.0.cmp(&b.0),
            (None, Some(b)) => a.unpack().as_slice().cmp(&self.names[b]),
            (Some(a), None) => (*self.names[a]).cmp(b.unpack().as_slice()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_keep_identity_and_byte_order(a in "[0-9A-Za-z_-]{0,14}", b in "[0-9A-Za-z_-]{0,14}") {
            let (shared, mut cache) = (SharedInterner::default(), Cache::default());
            // An unrelated id first, so that numbers and ranks differ.
            key(b"zzzzzzzzzzzzzzz", &shared, &mut cache);
            let keys = [&a, &b].map(|id| key(id.as_bytes(), &shared, &mut cache));
            let ids = Ids::new(shared);
            let [ka, kb] = keys.map(|k| ids.settle(k));
            prop_assert_eq!(ids.compare(ka, kb), a.as_bytes().cmp(b.as_bytes()));
            prop_assert_eq!(ka == kb, a == b);
        }
    }

    #[test]
    fn ten_characters_pack_and_eleven_do_not() {
        assert!(Key::pack(b"EP00000001").is_some());
        assert!(Key::pack(b"EP000000001").is_none());
        assert!(Key::pack(b"A-1").is_none());
    }

    #[test]
    fn letters_and_digits_pack_and_nothing_else_does() {
        for byte in 0..=u8::MAX {
            let packs =
                [Key::pack(&[byte]), Key::pack(&[b'z', byte, b'0'])].map(|key| key.is_some());
            assert_eq!(packs, [byte.is_ascii_alphanumeric(); 2], "{byte:#x}");
        }
    }
}

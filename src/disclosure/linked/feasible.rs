//! Where a pattern can be at all, apart from what it costs: remembered, because it never changes.
//!
//! Every count of a table asks for the same patterns beside each of the other levels. Whether there is somebody to change, and
//! whether everything known still holds, is the same each time; what must be hidden for it is not.

use super::blocked::Blocked;
use super::exchange::Pattern;
use super::inclusion::Contexts;
use foldhash::fast::FixedState;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// What is known of a pattern at one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Feasible {
    /// Not looked at.
    Unknown,
    /// It cannot be there.
    No,
    /// Somebody can change; whether all that is known holds was not looked at.
    SomebodyCanGo,
    Yes,
}

/// A pattern in some contexts, its sign, and whether other questions go along: as few bytes as say it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Going {
    contexts: u32,
    pattern: u64,
    is_minus: bool,
    joins: bool,
}

impl Going {
    /// Contexts by their number.
    pub fn new(contexts: u32, pattern: &Pattern, is_minus: bool, joins: bool) -> Going {
        let Pattern {
            block,
            group,
            other_group,
            from,
            to,
            then,
            people,
        } = *pattern;
        let or_none = |number: Option<usize>| number.unwrap_or(0xFF);
        let parts = [block, group, or_none(other_group), from, or_none(to), then];
        let packed = parts.iter().fold(0, |all, part| all << 8 | *part as u64);
        Going {
            contexts,
            pattern: packed << 8 | people as u8 as u64,
            is_minus,
            joins,
        }
    }
}

/// So many levels go into one word.
const IN_WORD: usize = 32;
/// The lower bit of each level of a word.
const LOWER: u64 = u64::MAX / 3;

/// The levels of a table: what is known of a pattern at each, two bits a level.
pub struct Levels(Box<[u64]>);

impl Levels {
    fn new(levels: usize) -> Levels {
        Levels(vec![0; levels.div_ceil(IN_WORD)].into())
    }

    /// The first of some levels at which it is not known that the pattern cannot be.
    pub fn first_open(&self, levels: Range<usize>) -> Option<usize> {
        let mut level = levels.start;
        while level < levels.end {
            let word = self.0[level / IN_WORD] >> (level % IN_WORD * 2);
            let no = word & !(word >> 1) & LOWER;
            let open = !no & LOWER;
            let ahead = open.trailing_zeros() as usize / 2;
            let in_word = IN_WORD - level % IN_WORD;
            if ahead < in_word {
                return Some(level + ahead).filter(|level| *level < levels.end);
            }
            level += in_word;
        }
        None
    }

    /// Whether somebody can change at a level; found out when first asked.
    pub fn somebody_can_go(&mut self, level: usize, find_out: impl FnOnce() -> bool) -> bool {
        if self.get(level) == Feasible::Unknown {
            let found = if find_out() {
                Feasible::SomebodyCanGo
            } else {
                Feasible::No
            };
            self.set(level, found);
        }
        self.get(level) != Feasible::No
    }

    /// Whether, where somebody can, all that is known still holds; found out when first asked.
    pub fn all_holds(&mut self, level: usize, find_out: impl FnOnce() -> bool) -> bool {
        if self.get(level) == Feasible::SomebodyCanGo {
            let found = if find_out() {
                Feasible::Yes
            } else {
                Feasible::No
            };
            self.set(level, found);
        }
        self.get(level) == Feasible::Yes
    }

    fn get(&self, level: usize) -> Feasible {
        match self.0[level / IN_WORD] >> (level % IN_WORD * 2) & 0b11 {
            0 => Feasible::Unknown,
            1 => Feasible::No,
            2 => Feasible::SomebodyCanGo,
            _ => Feasible::Yes,
        }
    }

    fn set(&mut self, level: usize, feasible: Feasible) {
        let word = &mut self.0[level / IN_WORD];
        let at = level % IN_WORD * 2;
        *word = *word & !(0b11 << at) | (feasible as u64) << at;
    }
}

/// Ways in which journeys lead through the years, the contexts of each.
pub type Journeys = Rc<[Vec<usize>]>;

/// Contexts that change alike, a place and a block. A search is of one age group, which the bits of contexts do not tell.
type Changing = (Contexts, (usize, usize));

/// What one search remembers.
#[derive(Default)]
pub struct Memory {
    contexts: HashMap<Vec<usize>, u32, FixedState>,
    /// By table and pattern.
    levels: RefCell<HashMap<(u32, Going), Levels, FixedState>>,
    /// By place and pattern: whether it can be there.
    places: RefCell<HashMap<(u32, Going), bool, FixedState>>,
    /// By age group and year, place and table: the levels there that have people in common with the place.
    fitting: RefCell<HashMap<[usize; 3], Rc<[usize]>, FixedState>>,
    /// By context, and by block if only what is asked of that one counts: the journeys that lead through the context.
    journeys: RefCell<HashMap<(usize, Option<usize>), Journeys, FixedState>>,
    /// What contexts cannot change of a block at a place; `None` if it takes more to say.
    blocked: RefCell<HashMap<Changing, Option<Blocked>, FixedState>>,
    /// Blocks, those first to which those who change groups last had no answer. It changes, but no result with it.
    likely: RefCell<Vec<usize>>,
}

/// So many of a kind are remembered, then all are forgotten: at most a few hundred bytes each.
const MOST: usize = 200_000;

impl Memory {
    /// The number of some contexts.
    pub fn number(&mut self, contexts: &[usize]) -> u32 {
        match self.contexts.get(contexts) {
            Some(number) => *number,
            None => {
                let number = self.contexts.len() as u32;
                self.contexts.insert(contexts.to_vec(), number);
                number
            }
        }
    }

    /// Whether a pattern can be at a place; found out when first asked.
    pub fn can_be(&self, place: usize, going: Going, find_out: impl FnOnce() -> bool) -> bool {
        let mut places = self.places.borrow_mut();
        if places.len() >= MOST {
            places.clear();
        }
        let place = places.entry((place as u32, going));
        *place.or_insert_with(find_out)
    }

    /// The levels of a table that have people in common with a place, at some time; found out when first asked.
    pub fn fitting(
        &self,
        (time, place, table): (usize, usize, usize),
        find_out: impl FnOnce() -> Vec<usize>,
    ) -> Rc<[usize]> {
        let mut fitting = self.fitting.borrow_mut();
        let levels = fitting.entry([time, place, table]);
        levels.or_insert_with(|| find_out().into()).clone()
    }

    /// The journeys that lead through a context; found out when first asked.
    pub fn journeys(
        &self,
        of: (usize, Option<usize>),
        find_out: impl FnOnce() -> Vec<Vec<usize>>,
    ) -> Journeys {
        let mut journeys = self.journeys.borrow_mut();
        journeys
            .entry(of)
            .or_insert_with(|| find_out().into())
            .clone()
    }

    /// What some contexts cannot change of a block at a place; found out when first asked.
    pub fn blocked(
        &self,
        of: Changing,
        find_out: impl FnOnce() -> Option<Blocked>,
    ) -> Option<Blocked> {
        let mut blocked = self.blocked.borrow_mut();
        if blocked.len() >= MOST {
            blocked.clear();
        }
        *blocked.entry(of).or_insert_with(find_out)
    }

    /// Some blocks, the same each time; those first that most likely rule out an exchange, because they did so last.
    pub fn likely_first(&self, blocks: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut likely = self.likely.borrow_mut();
        if likely.is_empty() {
            likely.extend(blocks);
        }
        likely.clone()
    }

    /// Remembers that an exchange was ruled out because of a block.
    pub fn was_ruled_out(&self, block: usize) {
        let mut likely = self.likely.borrow_mut();
        if let Some(at) = likely.iter().position(|other| *other == block) {
            likely[..=at].rotate_right(1);
        }
    }

    /// Takes out what is known of a pattern at the levels of a table; to be put back.
    pub fn take(&self, table: usize, going: Going, levels: usize) -> Levels {
        let known = self.levels.borrow_mut().remove(&(table as u32, going));
        known.unwrap_or_else(|| Levels::new(levels))
    }

    pub fn put_back(&self, table: usize, going: Going, levels: Levels) {
        let mut all = self.levels.borrow_mut();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert((table as u32, going), levels);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_that_are_ruled_out_are_passed_over() {
        let mut levels = Levels::new(100);
        let open = |levels: &Levels, range: Range<usize>| {
            let mut found = Vec::new();
            let mut next = range.start;
            while let Some(level) = levels.first_open(next..range.end) {
                found.push(level);
                next = level + 1;
            }
            found
        };
        assert_eq!(open(&levels, 0..100), (0..100).collect::<Vec<_>>());
        for level in 0..100 {
            levels.somebody_can_go(level, || level % 7 == 3 || (60..70).contains(&level));
        }
        levels.all_holds(66, || true);
        levels.all_holds(67, || false);
        let is_open = |level: &usize| *level != 67 && (level % 7 == 3 || (60..70).contains(level));
        for range in [0..100, 31..64, 64..64, 61..62, 67..73, 96..100] {
            let expected: Vec<usize> = range.clone().filter(is_open).collect();
            assert_eq!(open(&levels, range), expected);
        }
    }
}

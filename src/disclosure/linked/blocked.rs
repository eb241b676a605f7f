//! What contexts that change alike cannot change, because nobody is left who could: the same as `Inclusions::hold` says of them,
//! put together once for any terms. The search asks for the same contexts, place and block again and again; the audit asks in
//! full.

use super::exchange::{Term, Terms};
use super::inclusion::Inclusions;
use super::layout::{GROUPS, Layout};

/// The atoms of each group of which none can be taken away, and to which none can come; as bits.
#[derive(Clone, Copy, Default)]
struct Bounds {
    less: [u16; GROUPS],
    more: [u16; GROUPS],
}

impl Bounds {
    /// If what is left gains whenever these change, or loses.
    fn enter(&mut self, gains: bool, nobody: &[u16]) {
        let of_change = if gains {
            &mut self.less
        } else {
            &mut self.more
        };
        for (all, nobody) in of_change.iter_mut().zip(nobody) {
            *all |= nobody;
        }
    }

    /// Whether a term that changes by one cannot be.
    fn forbid(&self, term: &Term) -> bool {
        let of_change = if term.change() < 0 {
            &self.less
        } else {
            &self.more
        };
        of_change[term.group()] >> term.atom() & 1 == 1
    }
}

/// What some contexts cannot change of a block at a place, if they change by one in each of them.
#[derive(Clone, Copy, Default)]
pub struct Blocked {
    full: Bounds,
    /// Where one of the contexts tells less apart: this one, and what it is so for.
    coarse: Option<(u16, Bounds)>,
}

impl Blocked {
    /// Whether terms may come on top. Each changes by one, and two of one group the one up and the other down.
    pub fn lets(&self, layout: &Layout, (place, block): (usize, usize), terms: &Terms) -> bool {
        let is_blocked = terms.iter().any(|term| self.full.forbid(term));
        let is_blocked_where_coarse = || {
            let Some((context, bounds)) = &self.coarse else {
                return false;
            };
            let slots = layout.slots((*context).into(), layout.table_of[place], block);
            let is_told_as_one = |one: &Term, other: &Term| {
                one != other
                    && one.group() == other.group()
                    && slots.atoms[one.atom()] == slots.atoms[other.atom()]
            };
            // Of two that are told as one, the one makes up for the other.
            let mut forbidden = terms.iter().filter(|term| bounds.forbid(term));
            forbidden.any(|term| !terms.iter().any(|other| is_told_as_one(term, other)))
        };
        !is_blocked && !is_blocked_where_coarse()
    }
}

impl Inclusions {
    /// What some contexts cannot change of a block at a place, if they change by one in each of them; `None` if it takes more than
    /// whether nobody is left to say so.
    pub fn blocked(
        &self,
        layout: &Layout,
        (place, block): (usize, usize),
        contexts: &[usize],
    ) -> Option<Blocked> {
        let table = layout.table_of[place];
        let slots = |context: u16| layout.slots(context.into(), table, block);
        let changed = self.contexts_as_bits(contexts.iter().copied());
        let mut blocked = Blocked::default();
        // A rest of several of the contexts is entered for each: that changes nothing.
        for number in contexts.iter().flat_map(|context| &self.of[*context]) {
            let rest = &self.rests[*number];
            let come = self.come(rest, changed);
            if come.abs() > 1 {
                return None;
            }
            if come == 0 {
                continue;
            }
            let bounds = match rest.coarser[table * self.blocks + block] {
                None => &mut blocked.full,
                Some(coarser) => {
                    let new = || (coarser, Bounds::default());
                    let (same, bounds) = blocked.coarse.get_or_insert_with(new);
                    if slots(*same) != slots(coarser) {
                        return None;
                    }
                    bounds
                }
            };
            bounds.enter(come > 0, self.nobody_of(*number, (place, block)));
        }
        Some(blocked)
    }
}

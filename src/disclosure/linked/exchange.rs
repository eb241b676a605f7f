//! How a witness differs from the truth.
//!
//! A witness is another table of whole, not negative counts that agrees with everything shown. It is the true table after
//! an *exchange*: a few people change places so that most sums stay as they are. In its simplest form two people of two
//! family groups exchange their answers to a question; beside another level two others exchange them the other way
//! round, so that the whole stays as it is as well. Where a partner is missing, the sums over that division change, and
//! what is printed of them must be hidden.

use super::blocks::{Atoms, Block, Set};
use super::board::bits;
use super::layout::{GROUPS, Layout, ROW_GROUPS, ROWS, Slots};
use crate::disclosure::Rules;

/// Who changes: at a place of sign +1, one person of `group` goes from one atom to the other, and one of `other_group`
/// back. Without `to`, the person leaves `group` for `other_group`, where their answer is `then`: another one only if it is
/// an answer that family groups are made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pattern {
    pub block: usize,
    pub group: usize,
    pub other_group: Option<usize>,
    pub from: usize,
    pub to: Option<usize>,
    pub then: usize,
    /// How many do so; in what follows one stands for them.
    pub people: i8,
}

impl Pattern {
    /// So many people of a group go from one answer to another, and nobody goes back.
    pub fn of_one(block: usize, group: usize, [from, to]: [usize; 2], people: i8) -> Pattern {
        Pattern {
            block,
            group,
            other_group: None,
            from,
            to: Some(to),
            then: from,
            people,
        }
    }
}

/// A pattern at some places, at each with its sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub pattern: Pattern,
    pub places: Vec<(usize, i32)>,
}

/// A whole exchange: in each of the contexts, all parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchange {
    pub contexts: Vec<usize>,
    pub parts: Vec<Part>,
    /// If people change groups: block -> the answers of those who do.
    pub answers: Vec<Option<Answer>>,
    pub taken: Option<Taken>,
}

/// At one of the places whoever comes into a group has an answer that somebody had at another level, who has theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taken {
    pub block: usize,
    pub place: usize,
    pub atom: usize,
}

impl Exchange {
    /// Whether it alone takes every count it changes as far from the truth as a witness must be.
    pub fn is_far(&self, rules: &Rules) -> bool {
        let mut parts = self.parts.iter();
        parts.all(|part| part.is_far(rules))
    }

    /// The answers to a question at a place of those who change groups.
    pub fn answer_at(&self, block: usize, place: usize) -> Option<Answer> {
        let answer = (*self.answers.get(block)?)?;
        let mut taken = self.taken.iter();
        let taken = taken.find(|taken| (taken.block, taken.place) == (block, place));
        Some(Answer {
            then: taken.map_or(answer.then, |taken| taken.atom),
            ..answer
        })
    }
}

impl Part {
    pub fn is_far(&self, rules: &Rules) -> bool {
        self.pattern.people as u64 >= rules.protect_interval
    }
}

/// The answer that those who change groups have in the one group, and in the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Answer {
    pub from: usize,
    pub then: usize,
}

impl Answer {
    /// Of those who keep it.
    pub fn kept(atom: usize) -> Answer {
        Answer {
            from: atom,
            then: atom,
        }
    }
}

/// Some more or less people in an atom of a group. Small, for very many are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Term {
    group: u8,
    atom: u8,
    change: i8,
}

impl Term {
    pub fn group(self) -> usize {
        usize::from(self.group)
    }
    pub fn atom(self) -> usize {
        usize::from(self.atom)
    }
    pub fn change(self) -> i32 {
        i32::from(self.change)
    }
    pub fn is_about(self, other: Term) -> bool {
        (self.group, self.atom) == (other.group, other.atom)
    }
    pub fn and(self, other: Term) -> Term {
        Term {
            change: self.change + other.change,
            ..self
        }
    }
}

/// The atoms that some terms change.
pub fn atoms_of(terms: &[Term]) -> Atoms {
    terms.iter().fold(0, |all, term| all | 1 << term.atom())
}

/// The terms of a pattern at a place: at most four.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Terms {
    terms: [Term; 4],
    number: u8,
}

impl Terms {
    pub fn of(
        layout: &Layout,
        context: usize,
        place: usize,
        pattern: &Pattern,
        sign: i32,
    ) -> Terms {
        Terms::told(
            layout.slots(context, layout.table_of[place], pattern.block),
            pattern,
            sign,
        )
    }

    /// As much of them as is told apart.
    pub fn told(slots: &Slots, pattern: &Pattern, sign: i32) -> Terms {
        let from = slots.atoms[pattern.from];
        let to = pattern.to.map(|to| slots.atoms[to]);
        let mut terms = Terms::default();
        if Some(from) == to {
            return terms;
        }
        let sign = if sign > 0 {
            pattern.people
        } else {
            -pattern.people
        };
        // Without an atom to go to, those of the other group have theirs.
        let others = if to.is_some() {
            from
        } else {
            slots.atoms[pattern.then]
        };
        let groups = [
            (Some(pattern.group), from, sign),
            (pattern.other_group, others, -sign),
        ];
        for (group, atom, sign) in groups {
            let Some(group) = group else { continue };
            let group = slots.groups[group];
            terms.add(Term {
                group,
                atom,
                change: -sign,
            });
            if let Some(atom) = to {
                terms.add(Term {
                    group,
                    atom,
                    change: sign,
                });
            }
        }
        terms
    }

    /// At most four, each of another group and atom.
    pub fn all(terms: &[Term]) -> Terms {
        let mut all = Terms::default();
        terms
            .iter()
            .filter(|t| t.change != 0)
            .for_each(|t| all.add(*t));
        all
    }

    fn add(&mut self, term: Term) {
        let number = usize::from(self.number);
        match self.terms[..number].iter().position(|t| t.is_about(term)) {
            Some(at) => {
                self.terms[at] = self.terms[at].and(term);
                if self.terms[at].change == 0 {
                    self.number -= 1;
                    self.terms[at] = self.terms[number - 1];
                }
            }
            None => {
                self.terms[number] = term;
                self.number += 1;
            }
        }
    }

    pub fn as_slice(&self) -> &[Term] {
        &self.terms[..usize::from(self.number)]
    }

    pub fn iter(&self) -> impl Iterator<Item = &Term> {
        self.as_slice().iter()
    }

    /// By how much the people of a group in some atoms change.
    pub fn more(&self, group: usize, atoms: Atoms) -> i64 {
        let in_atoms = self
            .iter()
            .filter(|t| t.group() == group && atoms >> t.atom() & 1 == 1);
        in_atoms.map(|t| i64::from(t.change())).sum()
    }

    /// The family groups that change, as bits.
    fn groups(&self) -> u8 {
        self.iter().fold(0, |all, term| all | 1 << term.group)
    }

    pub fn is_empty(&self) -> bool {
        self.number == 0
    }
}

/// At most so many contexts change together: a journey of a dozen years.
pub const MOST_CONTEXTS: usize = 16;

/// The terms of each of some contexts. Kept on the stack: very many are looked at.
pub struct TermsIn {
    all: [(usize, Terms); MOST_CONTEXTS],
    number: usize,
}

impl TermsIn {
    pub fn of_each(contexts: impl Iterator<Item = (usize, Terms)>) -> TermsIn {
        let mut terms = TermsIn {
            all: [(0, Terms::default()); MOST_CONTEXTS],
            number: 0,
        };
        for of_context in contexts {
            assert!(terms.number < MOST_CONTEXTS, "too many contexts change");
            terms.all[terms.number] = of_context;
            terms.number += 1;
        }
        terms
    }

    /// What a pattern changes at any place of a table.
    pub fn at(
        layout: &Layout,
        contexts: &[usize],
        table: usize,
        pattern: &Pattern,
        sign: i32,
    ) -> TermsIn {
        let mut last: Option<(&Slots, Terms)> = None;
        let of = |context: &usize| {
            let slots = layout.slots(*context, table, pattern.block);
            // Most contexts tell the same apart.
            let terms = match last {
                Some((same, terms)) if slots == same => terms,
                _ => Terms::told(slots, pattern, sign),
            };
            last = Some((slots, terms));
            (*context, terms)
        };
        TermsIn::of_each(contexts.iter().map(of))
    }

    pub fn iter(&self) -> impl Iterator<Item = &(usize, Terms)> {
        self.all[..self.number].iter()
    }

    pub fn of(&self, context: usize) -> Option<&Terms> {
        let of_context = self.iter().find(|(of, _)| *of == context);
        of_context.map(|(_, terms)| terms)
    }

    /// Whether they are the same in each.
    pub fn are_alike(&self) -> bool {
        let mut all = self.iter().map(|(_, terms)| terms);
        let first = all.next();
        all.all(|terms| Some(terms) == first)
    }

    /// Whether nothing changes that is told.
    pub fn are_none(&self) -> bool {
        self.iter().all(|(_, terms)| terms.is_empty())
    }
}

/// The effects of every pair of atoms, worked out once.
pub struct Effects {
    atoms: usize,
    /// (from, to) -> sets that lose, sets that gain; the last atom stands for none.
    of: Vec<(u64, u64)>,
}

impl Effects {
    pub fn new(block: &Block) -> Effects {
        let atoms = block.size();
        let adds = |set: &Set, atom: usize| if atom == atoms { 0 } else { set.adds(atom) };
        let mut of = Vec::new();
        for from in 0..=atoms {
            for to in 0..=atoms {
                let (mut less, mut more) = (0, 0);
                for (at, set) in block.sets.iter().enumerate() {
                    less |= u64::from(adds(set, to) < adds(set, from)) << at;
                    more |= u64::from(adds(set, to) > adds(set, from)) << at;
                }
                of.push((less, more));
            }
        }
        Effects { atoms, of }
    }

    /// The sets that lose somebody who goes from one atom to another, or is gone, and those that gain them.
    pub fn between(&self, from: usize, to: Option<usize>) -> (u64, u64) {
        self.at(from, to.unwrap_or(self.atoms))
    }

    fn at(&self, from: usize, to: usize) -> (u64, u64) {
        self.of[from * (self.atoms + 1) + to]
    }

    /// The sets that lose people in rows of family groups, and those that gain some.
    pub fn in_rows(&self, terms: &Terms) -> RowEffects {
        // Who changes is of one group or of two.
        let changed = terms.groups();
        debug_assert!(changed.count_ones() <= 2, "a pattern is of two groups");
        let one = changed & changed.wrapping_neg();
        let [with_one, with_other] = [one, changed ^ one].map(|of| ROWS_WITH[usize::from(of)]);
        let none = self.atoms;
        // Of each of the two groups the atom that is left, and the one that is gone to.
        let (mut from, mut to) = ([none; 2], [none; 2]);
        for term in terms.iter() {
            let at = usize::from(1 << term.group != one);
            match term.change < 0 {
                true => from[at] = term.atom(),
                false => to[at] = term.atom(),
            }
        }
        // Who goes from one group of a row to another with the same answer, or two who change places, change nothing of it. Of
        // the two ways between the groups only one is gone with another answer.
        let mut between = [(from[0], to[1]), (from[1], to[0])].into_iter();
        let differs = between.find(|(from, to)| from != to);
        let (from_both, to_both) = differs.unwrap_or((none, none));
        RowEffects([
            (with_one & !with_other, self.at(from[0], to[0])),
            (with_other & !with_one, self.at(from[1], to[1])),
            (with_one & with_other, self.at(from_both, to_both)),
        ])
    }
}

/// Rows of family groups, as bits.
pub type Rows = u16;

/// A family group alone, as a bit -> the rows that it is in.
pub static ROWS_WITH: [Rows; 1 << GROUPS] = {
    let mut with = [0; 1 << GROUPS];
    let mut row = 0;
    while row < ROWS {
        let mut group = 0;
        while group < GROUPS {
            with[1 << group] |= ((ROW_GROUPS[row] >> group & 1) as Rows) << row;
            group += 1;
        }
        row += 1;
    }
    with
};

/// Rows in which the same changes: those of the one group that does, of the other, and of both; with the sets that lose people
/// there, and those that gain some. Sets as bits.
#[derive(Clone, Copy)]
pub struct RowEffects([(Rows, (u64, u64)); 3]);

impl RowEffects {
    /// The rows in which something changes, together where it is the same: the sets that lose people, and those that gain some.
    pub fn alike(self) -> impl Iterator<Item = (Rows, (u64, u64))> {
        self.0.into_iter().filter(|(_, sets)| *sets != (0, 0))
    }

    /// For each row, the sets that change.
    pub fn changed(self) -> [u64; ROWS] {
        let mut changed = [0; ROWS];
        for (rows, (less, more)) in self.alike() {
            for row in bits(rows.into()) {
                changed[row] = less | more;
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::linked::blocks::blocks;

    /// What each of some terms adds to a set in a row, together.
    fn change(set: Set, row: usize, terms: &[(usize, usize, i64)]) -> i64 {
        let in_row = terms
            .iter()
            .filter(|(group, ..)| ROW_GROUPS[row] >> group & 1 == 1);
        in_row
            .map(|(_, atom, change)| change * set.adds(*atom) as i64)
            .sum()
    }

    /// The terms of two who exchange answers, of one who changes groups, with the same answer or another, of one who changes answers,
    /// and of one who is gone.
    fn kinds([group, other]: [usize; 2], [from, to]: [usize; 2]) -> Vec<Vec<(usize, usize, i64)>> {
        let one = vec![(group, from, -1), (group, to, 1)];
        let back = vec![(other, from, 1), (other, to, -1)];
        let moved = vec![(group, from, -1), (other, from, 1)];
        let moved_and_changed = vec![(group, from, -1), (other, to, 1)];
        let gone = vec![(group, from, -1)];
        let exchange = [one.clone(), back].concat();
        match (group == other, from == to) {
            (true, true) => vec![gone],
            (true, false) => vec![one],
            (false, true) => vec![moved],
            (false, false) => vec![exchange, moved, moved_and_changed, one],
        }
    }

    /// All pairs of numbers below some, also of one number twice.
    fn pairs(below: usize) -> impl Iterator<Item = [usize; 2]> + Clone {
        (0..below).flat_map(move |one| (0..below).map(move |other| [one, other]))
    }

    /// Every answer to every question, every pair of groups: a set loses or gains people in a row if the terms say so.
    #[test]
    fn rows_change_by_what_is_added_to_their_groups() {
        for mut block in blocks() {
            for atoms in 1..=block.size() {
                block.set(Set::People((1 << atoms) - 1));
                block.set(Set::People(1 << (atoms - 1)));
            }
            let effects = Effects::new(&block);
            let answers = pairs(block.size());
            let all = pairs(GROUPS).flat_map(|of| answers.clone().map(move |atoms| (of, atoms)));
            for terms in all.flat_map(|(groups, atoms)| kinds(groups, atoms)) {
                let term = |(group, atom, change): &(usize, usize, i64)| Term {
                    group: *group as u8,
                    atom: *atom as u8,
                    change: *change as i8,
                };
                let of_terms: Vec<Term> = terms.iter().map(term).collect();
                let mut rows = [(0, 0); ROWS];
                for (same, sets) in effects.in_rows(&Terms::all(&of_terms)).alike() {
                    bits(same.into()).for_each(|row| rows[row] = sets);
                }
                for (row, (less, more)) in rows.into_iter().enumerate() {
                    for (number, set) in block.sets.iter().enumerate() {
                        let change = change(*set, row, &terms);
                        let found = (less >> number & 1 == 1, more >> number & 1 == 1);
                        assert_eq!(found, (change < 0, change > 0), "{}", block.name);
                    }
                }
            }
        }
    }
}

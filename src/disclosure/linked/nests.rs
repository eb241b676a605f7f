//! Levels of one table that lie within a level of another: a provider of one area alone.
//!
//! Whoever knows that takes what is shown of the inner levels from what is shown of the outer one, and has who is left. So
//! those who are left are a place of their own, in a table that no row prints: in a witness they change by as much as the
//! outer level does beyond the inner ones, stay whole numbers, and keep everything that is known of people anywhere. More
//! is not to be known of two tables of which some levels lie within each other and nothing is said of the rest: whatever
//! numbers are left at each outer level can be those of the other levels, since both add up to the same.

use super::blocks::PEOPLE;
use super::exchange::{Pattern, Terms};
use super::layout::{Context, Layout, Role, Table};
use super::search::Places;
use crate::measures::nested::{self, time};
use std::collections::BTreeMap;

/// An outer level, and the inner levels of one other table.
pub struct Nest {
    /// The table of who is left, and its one place.
    pub table: usize,
    pub left: usize,
    /// Tables.
    pub inner: usize,
    pub outer: usize,
    /// The place of the outer level.
    pub around: usize,
    /// The place of each inner level; age group and year -> whether it lies within the outer one then.
    within: Vec<(usize, Vec<bool>)>,
}

impl Nest {
    /// The places that lie within the outer level, at some time.
    pub fn within(&self, time: usize) -> impl Iterator<Item = usize> + Clone + '_ {
        let all = self.within.iter();
        all.filter(move |(_, times)| times[time])
            .map(|(place, _)| *place)
    }

    pub fn is_asked(&self, time: usize) -> bool {
        self.within(time).next().is_some()
    }

    /// The inner one, the outer one, and that of who is left.
    pub fn tables(&self) -> [usize; 3] {
        [self.inner, self.outer, self.table]
    }

    /// By how much those who are left change with some places.
    fn change_of_left(&self, time: usize, places: &[(usize, i32)]) -> i32 {
        let change = |(place, sign): &(usize, i32)| match *place == self.around {
            true => *sign,
            false if self.within(time).any(|inner| inner == *place) => -sign,
            false => 0,
        };
        places.iter().map(change).sum()
    }
}

/// All nests of a run.
pub struct Nests {
    pub all: Vec<Nest>,
    years: usize,
    /// Place -> the nests in which it is the outer level or an inner one.
    of: Vec<Vec<usize>>,
}

impl Nests {
    /// The nests of some tables; those of who is left come after them.
    pub fn new(found: &[nested::Nest], tables: &[Table], years: usize) -> Nests {
        let place = |(table, level): (usize, usize)| tables[table].first + level;
        let mut inner_of: BTreeMap<[usize; 3], Vec<(usize, Vec<bool>)>> = BTreeMap::new();
        for nest in found {
            let (around, inner) = (place(nest.outer), place(nest.inner));
            // Levels that overlap are not taken away together.
            let alone = match tables[nest.inner.0].role {
                Role::Overlapping => inner,
                _ => 0,
            };
            let levels = inner_of.entry([around, nest.inner.0, alone]).or_default();
            levels.push((inner, nest.times.clone()));
        }
        let places = tables.iter().map(|table| table.levels).sum();
        let mut nests = Nests {
            all: Vec::new(),
            years,
            of: vec![Vec::new(); places],
        };
        for (at, ([around, inner, _], within)) in inner_of.into_iter().enumerate() {
            let is_outer = |table: &Table| table.places().contains(&around);
            let outer = tables.iter().position(is_outer);
            for place in within.iter().map(|(place, _)| *place).chain([around]) {
                nests.of[place].push(at);
            }
            nests.all.push(Nest {
                table: tables.len() + at,
                left: places + at,
                inner,
                outer: outer.expect("it is a level of a table"),
                around,
                within,
            });
        }
        nests
    }

    /// The tables of who is left.
    pub fn tables(&self, others: &[Table]) -> Vec<Table> {
        let table = |(at, nest): (usize, &Nest)| Table {
            role: Role::Left { nest: at },
            first: nest.left,
            levels: 1,
            recording: others[nest.inner].recording || others[nest.outer].recording,
        };
        self.all.iter().enumerate().map(table).collect()
    }

    pub fn time(&self, context: &Context) -> usize {
        time(self.years, context.age, context.year)
    }

    /// The nests that some places have a part in, each once, in their order.
    pub fn of<'a>(&'a self, places: &[(usize, i32)]) -> impl Iterator<Item = &'a Nest> {
        // Asked for very many exchanges, so nothing is put together: each time the next one is looked for.
        let next_from = move |from: usize| {
            let of_place = |(place, _): &(usize, i32)| {
                let of = self.of.get(*place)?;
                of.iter().copied().find(|nest| *nest >= from)
            };
            places.iter().filter_map(of_place).min()
        };
        let first = if self.all.is_empty() {
            None
        } else {
            next_from(0)
        };
        std::iter::successors(first, move |nest| next_from(nest + 1)).map(|nest| &self.all[nest])
    }

    /// The outer levels that a place lies within, at some time.
    pub fn around(&self, place: usize, time: usize) -> impl Iterator<Item = usize> + '_ {
        let of = self.of.get(place).into_iter().flatten();
        let of = of.map(|nest| &self.all[*nest]);
        of.filter(move |nest| nest.within(time).any(|inner| inner == place))
            .map(|nest| nest.around)
    }
}

impl Layout {
    /// The levels of another table that have people in common with a level, as far as that is known.
    pub fn levels_that_fit(&self, time: usize, place: usize, table: usize) -> Vec<usize> {
        let around = |inner: usize, table: usize| {
            let around = self.nests.around(inner, time);
            around.filter(move |outer| self.table_of[*outer] == table)
        };
        let fits = |level: &usize| {
            let mut own = around(place, table).peekable();
            let mut others = around(*level, self.table_of[place]).peekable();
            (own.peek().is_none() || own.any(|outer| outer == *level))
                && (others.peek().is_none() || others.any(|outer| outer == place))
        };
        self.tables[table].places().filter(fits).collect()
    }

    /// Who is left of each nest if some places change, and by which sign; `None` where that would be several people of one
    /// sign, or not the same in all contexts.
    pub fn left_beside(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        places: &[(usize, i32)],
    ) -> Option<Places> {
        let mut left = Vec::new();
        for nest in self.nests_told(contexts, pattern, places) {
            if let Some(sign) = self.sign_of_left(nest, contexts, places)? {
                left.push((nest.left, sign));
            }
        }
        Some(left)
    }

    /// The nests that some places have a part in, and of which something is told that a pattern changes. Where that is people,
    /// it may be their answers.
    pub fn nests_told<'a>(
        &'a self,
        contexts: &[usize],
        pattern: &Pattern,
        places: &[(usize, i32)],
    ) -> impl Iterator<Item = &'a Nest> {
        let nests = self.nests.of(places);
        nests.filter(move |nest| {
            let mut contexts = contexts.iter();
            contexts.any(|context| {
                let changes = || Terms::of(self, *context, nest.left, pattern, 1);
                self.sheet(*context, nest.table, pattern.block).is_some()
                    && (pattern.block == PEOPLE || !changes().is_empty())
            })
        })
    }

    /// Of one nest: the sign of those who are left, if they change.
    pub fn sign_of_left(
        &self,
        nest: &Nest,
        contexts: &[usize],
        places: &[(usize, i32)],
    ) -> Option<Option<i32>> {
        let mut sign = None;
        for context in contexts {
            let time = self.time(*context);
            if !nest.is_asked(time) {
                continue;
            }
            let change = nest.change_of_left(time, places);
            if change.abs() > 1 || sign.is_some_and(|sign| sign != change) {
                return None;
            }
            sign = Some(change);
        }
        Some(sign.filter(|sign| *sign != 0))
    }
}

/// A place, and those that it is divided into; of the latter only what is recorded is told.
#[derive(Clone)]
pub struct Division {
    /// The table that tells what is recorded.
    pub table: usize,
    pub whole: usize,
    pub levels: Vec<usize>,
}

impl Division {
    /// All divisions of the people of some contexts of which the levels tell only what is recorded.
    pub fn of_recording(layout: &Layout, contexts: &[(usize, i64)]) -> Vec<Division> {
        let tables = layout.tables.iter().enumerate();
        let tables = tables.filter(|(_, table)| table.recording && table.is_part_of_the_whole());
        let of_whole = tables.filter_map(|(at, table)| {
            Some(Division {
                table: at,
                whole: layout.whole_place()?,
                levels: table.places().collect(),
            })
        });
        let nests = layout.nests.all.iter();
        let of_nests = nests.filter_map(|nest| {
            let recorded = [nest.inner, nest.outer].map(|table| layout.tables[table].recording);
            let levels = |(context, _): &(usize, i64)| {
                let time = layout.time(*context);
                nest.within(time).chain([nest.left])
            };
            let (first, others) = contexts.split_first()?;
            // Where other levels lie within it in the one year and in the other, nothing is said of both.
            let mut others = others.iter();
            let is_same = others.all(|other| levels(other).eq(levels(first)));
            let is_asked = |(context, _): &(usize, i64)| nest.is_asked(layout.time(*context));
            let is_known = contexts.iter().all(is_asked) && is_same;
            (recorded == [true, false] && is_known).then(|| Division {
                table: nest.inner,
                whole: nest.around,
                levels: levels(first).collect(),
            })
        });
        of_whole.chain(of_nests).collect()
    }

    /// The divided one and its levels.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.levels.iter().copied().chain([self.whole])
    }

    pub fn has_level(&self, layout: &Layout, place: usize) -> bool {
        // A level of a table that divides everybody is one of the division.
        let is_of_table = layout.table_of[place] == self.table;
        match self.is_of_everybody(layout) {
            true => is_of_table,
            false => self.levels.contains(&place),
        }
    }

    /// Whether it is of everybody.
    pub fn is_of_everybody(&self, layout: &Layout) -> bool {
        Some(self.whole) == layout.whole_place()
    }
}

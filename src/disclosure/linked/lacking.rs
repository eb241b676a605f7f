//! What a reader knows of people without complete data where tables tell only what is recorded.
//!
//! By the decision table nobody of them has both parental status and children recorded (`decided.rs`). So at each level those of
//! them of whom the one is recorded are at most all without complete data there, all who lack the other, and all of whom the
//! one is recorded; and all levels together hold at least those of the whole. It is so of whoever is left when one population
//! is taken from another, too.

use super::blocks::{Atoms, PEOPLE};
use super::change::Change;
use super::counts::Counts;
use super::decided::recorded_or_lacking;
use super::known::{Class, classes, sum_of_class};
use super::layout::{GROUPS, Layout};
use crate::cohorts::FamilyGroup;
use crate::settings::JudgementCells;

const INCOMPLETE: usize = FamilyGroup::Incomplete as usize;

/// A block and atoms of it.
pub type Answers = (usize, Atoms);

/// People without complete data of whom something is recorded: of the whole, and at most at all levels of a table.
struct Line {
    table: usize,
    class: Class,
    recorded: Answers,
    lacking: Answers,
    whole: i64,
    most: i64,
}

pub struct Lacking {
    lines: Vec<Line>,
}

impl Lacking {
    pub fn new(layout: &Layout, counts: &Counts, judged: &JudgementCells) -> Lacking {
        let mut lines = Vec::new();
        let tables = (0..layout.tables.len()).filter(|table| layout.tables[*table].recording);
        let tables: Vec<usize> = tables.collect();
        for class in classes(layout) {
            for table in &tables {
                for (recorded, lacking) in recorded_or_lacking(layout, judged) {
                    lines.extend(Line::of(
                        layout,
                        counts,
                        (*table, class.clone()),
                        (recorded, lacking),
                    ));
                }
            }
        }
        Lacking { lines }
    }

    /// Whether it still holds with a change on top.
    pub fn holds(&self, layout: &Layout, counts: &Counts, change: &Change) -> bool {
        let questions: Vec<(usize, usize)> = change.questions().collect();
        self.lines.iter().all(|line| {
            let is_changed = |(context, _): &(usize, i64)| {
                let blocks = [PEOPLE, line.recorded.0, line.lacking.0];
                blocks
                    .iter()
                    .any(|block| questions.contains(&(*context, *block)))
            };
            !line.class.iter().any(is_changed) || line.holds(layout, counts, change)
        })
    }
}

impl Line {
    /// `None` if the questions are not asked of all of the class, or it is not so now: then nobody knows it.
    fn of(
        layout: &Layout,
        counts: &Counts,
        (table, class): (usize, Class),
        (recorded, lacking): (Answers, Answers),
    ) -> Option<Line> {
        let whole = layout.whole()?;
        let is_asked = |(context, _): &(usize, i64)| {
            let tables = [table, whole].into_iter();
            let mut all = tables.flat_map(|table| [(table, recorded.0), (table, lacking.0)]);
            all.all(|(table, block)| layout.sheet(*context, table, block).is_some())
        };
        if !class.iter().all(is_asked) {
            return None;
        }
        let mut line = Line {
            table,
            class,
            recorded,
            lacking,
            whole: 0,
            most: 0,
        };
        line.whole = sum_of_class(&line.class, |context| {
            let spot = (context, layout.whole_place().unwrap_or(0), recorded.0);
            counts.in_atoms(layout, spot, INCOMPLETE, recorded.1)
        });
        let places = layout.tables[table].places();
        line.most = places
            .map(|place| line.most(layout, counts, place, None))
            .sum();
        (line.whole <= line.most).then_some(line)
    }

    /// How many of those at a level can be without complete data and have it recorded, now or with a change on top.
    fn most(&self, layout: &Layout, counts: &Counts, place: usize, change: Option<&Change>) -> i64 {
        let people = |group: usize, (block, atoms): Answers| {
            sum_of_class(&self.class, |context| {
                let of_change =
                    |change: &Change| change.atoms((context, block, place), group, atoms);
                let now = counts.in_atoms(layout, (context, place, block), group, atoms);
                now + change.map_or(0, of_change)
            })
        };
        let incomplete = people(INCOMPLETE, (PEOPLE, 1));
        // Answers are not told apart by group there: the first stands for all.
        incomplete
            .min(people(0, self.recorded))
            .min(people(0, self.lacking))
    }

    fn holds(&self, layout: &Layout, counts: &Counts, change: &Change) -> bool {
        let of_table = |place: &&usize| layout.table_of[**place] == self.table;
        let changed = change.all_places().iter().filter(of_table);
        let more = changed.map(|place| {
            self.most(layout, counts, *place, Some(change))
                - self.most(layout, counts, *place, None)
        });
        let whole = sum_of_class(&self.class, |context| {
            let spot = (context, self.recorded.0, layout.whole_place().unwrap_or(0));
            change.atoms(spot, INCOMPLETE, self.recorded.1)
        });
        self.whole + whole <= self.most + more.sum::<i64>()
    }
}

const _: () = assert!(INCOMPLETE < GROUPS);

//! What a reader knows of people without complete data where tables tell only what is recorded.
//!
//! By the decision table nobody of them has both parental status and children recorded (`decided.rs`). So at each level those of
//! them of whom the one is recorded are at most all without complete data there, all who lack the other, and all of whom the
//! one is recorded; and all levels together hold at least those of the whole. It is so of whoever is left when one population
//! is taken from another, too.

use super::blocks::{Atoms, PEOPLE};
use super::change::Change;
use super::counts::Counts;
use super::decided::{Decided, recorded_or_lacking};
use super::inclusion::{Class, classes, sum_of_class};
use super::layout::{GROUPS, Layout};
use super::nests::Division;
use crate::cohorts::FamilyGroup;
use std::collections::HashMap;

const INCOMPLETE: usize = FamilyGroup::Incomplete as usize;

/// A block and atoms of it.
pub type Answers = (usize, Atoms);

/// People without complete data of whom something is recorded: at a place, and at most at all levels that it is divided into.
struct Line {
    division: Division,
    class: Class,
    recorded: Answers,
    lacking: Answers,
    whole: i64,
    most: i64,
}

pub struct Lacking {
    lines: Vec<Line>,
    /// Those of divisions of everybody.
    of_everybody: Vec<u32>,
    /// Place -> those of other divisions that it has a part in.
    at: HashMap<usize, Vec<u32>>,
    /// The blocks that any line is about.
    blocks: Vec<usize>,
}

impl Lacking {
    pub fn new(layout: &Layout, counts: &Counts, decided: &Decided<'_>) -> Lacking {
        let mut lines: Vec<Line> = Vec::new();
        for class in classes(layout) {
            for division in Division::of_recording(layout, &class) {
                for (recorded, lacking) in recorded_or_lacking(layout, decided) {
                    lines.extend(Line::of(
                        layout,
                        counts,
                        (&division, class.clone()),
                        (recorded, lacking),
                    ));
                }
            }
        }
        let mut lacking = Lacking {
            lines: Vec::new(),
            of_everybody: Vec::new(),
            at: HashMap::new(),
            blocks: lines.iter().flat_map(Line::blocks).collect(),
        };
        lacking.blocks.sort_unstable();
        lacking.blocks.dedup();
        for (number, line) in lines.iter().enumerate() {
            if line.division.is_of_everybody(layout) {
                lacking.of_everybody.push(number as u32);
                continue;
            }
            for place in line.division.places() {
                lacking.at.entry(place).or_default().push(number as u32);
            }
        }
        lacking.lines = lines;
        lacking
    }

    /// The lines that some places have a part in, each once.
    fn lines_at(&self, places: &[usize]) -> impl Iterator<Item = &Line> {
        let others = places.iter().filter_map(|place| self.at.get(place));
        let mut others: Vec<u32> = others.flatten().copied().collect();
        others.sort_unstable();
        others.dedup();
        let of_everybody = self.of_everybody.iter().copied();
        let all = of_everybody.chain(others);
        all.map(|number| &self.lines[number as usize])
    }

    /// Whether it still holds with a change on top.
    pub fn holds(&self, layout: &Layout, counts: &Counts, change: &Change) -> bool {
        let questions: Vec<(usize, usize)> = change.questions().collect();
        // Most exchanges are of other questions.
        if !questions
            .iter()
            .any(|(_, block)| self.blocks.contains(block))
        {
            return true;
        }
        let mut lines = self.lines_at(change.all_places());
        lines.all(|line| {
            let is_changed = |(context, _): &(usize, i64)| {
                let mut blocks = line.blocks().into_iter();
                blocks.any(|block| questions.contains(&(*context, block)))
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
        (division, class): (&Division, Class),
        (recorded, lacking): (Answers, Answers),
    ) -> Option<Line> {
        let (table, whole) = (division.table, layout.table_of[division.whole]);
        let is_asked = |(context, _): &(usize, i64)| {
            let tables = [table, whole].into_iter();
            let mut all = tables.flat_map(|table| [(table, recorded.0), (table, lacking.0)]);
            all.all(|(table, block)| layout.sheet(*context, table, block).is_some())
        };
        if !class.iter().all(is_asked) {
            return None;
        }
        let mut line = Line {
            division: division.clone(),
            class,
            recorded,
            lacking,
            whole: 0,
            most: 0,
        };
        line.whole = sum_of_class(&line.class, |context| {
            let spot = (context, division.whole, recorded.0);
            counts.in_atoms(layout, spot, INCOMPLETE, recorded.1)
        });
        let levels = division.levels.iter();
        line.most = levels
            .map(|place| line.most(layout, counts, *place, None))
            .sum();
        (line.whole <= line.most).then_some(line)
    }

    /// Those whose counts it is about.
    fn blocks(&self) -> [usize; 3] {
        [PEOPLE, self.recorded.0, self.lacking.0]
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
        let is_level = |place: &&usize| self.division.has_level(layout, **place);
        let changed = change.all_places().iter().filter(is_level);
        let more = changed.map(|place| {
            self.most(layout, counts, *place, Some(change))
                - self.most(layout, counts, *place, None)
        });
        let whole = sum_of_class(&self.class, |context| {
            let spot = (context, self.recorded.0, self.division.whole);
            change.atoms(spot, INCOMPLETE, self.recorded.1)
        });
        self.whole + whole <= self.most + more.sum::<i64>()
    }
}

const _: () = assert!(INCOMPLETE < GROUPS);

//! The sums among the counts of one question, in one population and year, and what follows from them.

use super::bounds::{Bounds, Equation, OPEN};
use super::facts::{Context, Count, Facts, Place, Printed, Shown, people_in};
use crate::disclosure::questions::{Atoms, Block, PEOPLE, ROW_GROUPS, ROWS, Set};
use crate::measures::GroupRow;
use crate::measures::breakdowns::REST_OF_EXTRACT;
use std::collections::{BTreeMap, BTreeSet};

/// A place, and the places that it is divided into.
pub type Line = (Place, Vec<Place>);

pub struct Network<'a> {
    block: usize,
    both: [&'a Printed; 2],
    places: BTreeMap<&'a Place, usize>,
    sets: Vec<Atoms>,
    equations: Vec<Equation>,
}

impl<'a> Network<'a> {
    pub fn new(
        blocks: &[Block],
        block: usize,
        both: [&'a Printed; 2],
        lines: &'a [Line],
    ) -> Network<'a> {
        let counts = || both.iter().flat_map(|printed| printed.counts.keys());
        let places: BTreeSet<&Place> = counts().map(|(place, _)| place).collect();
        let places = places
            .into_iter()
            .enumerate()
            .map(|(at, place)| (place, at));
        let printed = counts().filter(|(_, count)| count.block == block);
        let printed: BTreeSet<Atoms> = printed
            .filter_map(|(_, count)| people_in(count.set))
            .collect();
        let mut network = Network {
            block,
            both,
            places: places.collect(),
            sets: with_differences(&blocks[block], printed),
            equations: Vec::new(),
        };
        for place in 0..network.places.len() {
            network.add_sums_of_groups(place);
            network.add_sums_of_answers(place);
        }
        lines.iter().for_each(|line| network.add_line(line));
        network
    }

    fn variable(&self, place: usize, row: usize, set: usize) -> usize {
        (place * ROWS + row) * self.sets.len() + set
    }

    fn add_sums_of_groups(&mut self, place: usize) {
        for (whole, parts) in row_sums() {
            for set in 0..self.sets.len() {
                let at = |row: usize| self.variable(place, row, set);
                let equation = Equation::sum(at(whole), parts.iter().map(|row| at(*row)));
                self.equations.push(equation);
            }
        }
    }

    /// Of two sets inside each other, what is left is a third.
    fn add_sums_of_answers(&mut self, place: usize) {
        let position = |atoms: Atoms| self.sets.iter().position(|set| *set == atoms);
        let mut sums = Vec::new();
        for (outer, all) in self.sets.iter().enumerate() {
            for (inner, some) in self.sets.iter().enumerate() {
                let is_inside = some & !all == 0 && some < &(all & !some);
                if let Some(rest) = position(all & !some).filter(|_| is_inside) {
                    sums.push((outer, inner, rest));
                }
            }
        }
        for row in 0..ROWS {
            for (outer, inner, rest) in &sums {
                let at = |set: usize| self.variable(place, row, set);
                let equation = Equation::sum(at(*outer), [at(*inner), at(*rest)].into_iter());
                self.equations.push(equation);
            }
        }
    }

    fn add_line(&mut self, (whole, levels): &'a Line) {
        let place = |place: &Place| self.places.get(place).copied();
        let levels: Option<Vec<usize>> = levels.iter().map(place).collect();
        let (Some(whole), Some(levels)) = (place(whole), levels) else {
            return;
        };
        for row in 0..ROWS {
            for set in 0..self.sets.len() {
                let at = |place: usize| self.variable(place, row, set);
                let equation = Equation::sum(at(whole), levels.iter().map(|level| at(*level)));
                self.equations.push(equation);
            }
        }
    }

    /// The variable of a printed count; those of people are in every question's network.
    fn variable_of(&self, place: &Place, count: &Count) -> Option<usize> {
        let atoms = match count.block {
            PEOPLE => *self.sets.last()?,
            block if block == self.block => people_in(count.set)?,
            _ => return None,
        };
        let set = self.sets.iter().position(|set| *set == atoms)?;
        Some(self.variable(self.places[place], count.row, set))
    }

    fn bounds(&self, least: i64) -> Bounds {
        Bounds::new(self.places.len() * ROWS * self.sets.len(), least)
    }

    /// The counts above nought that one of the two hides and both together tell, of this question or of people; and those
    /// below the limit that both round. `None` if the two contradict each other.
    pub fn told(&self, limit: i64) -> Option<Vec<(&'a Place, Count)>> {
        let mut bounds = self.bounds(0);
        for ((place, count), shown) in self.both.iter().flat_map(|printed| &printed.counts) {
            if let (Some((low, high)), Some(variable)) = (shown, self.variable_of(place, count)) {
                bounds.meet(variable, *low, *high);
            }
        }
        bounds.narrow(&self.equations).ok()?;
        let told = self.printed_where(|shown, variable| {
            let value = bounds.fixed(variable).filter(|value| *value > 0);
            let is_rounded = shown.is_some_and(|(low, high)| low < high);
            value.is_some_and(|value| shown.is_none() || is_rounded && value < limit)
        });
        Some(told)
    }

    /// The counts that change by less than the limit, as far as what both show tells; `None` if nothing can be said.
    pub fn small_changes(&self, limit: i64) -> Option<Vec<(&'a Place, Count)>> {
        let mut bounds = self.bounds(-OPEN);
        let [old, new] = self.both;
        for ((place, count), before) in &old.counts {
            let now = new.counts.get(&(place.clone(), *count)).copied().flatten();
            let (Some(before), Some(now)) = (before, now) else {
                continue;
            };
            if let Some(variable) = self.variable_of(place, count) {
                bounds.meet(variable, now.0 - before.1, now.1 - before.0);
            }
        }
        bounds.narrow(&self.equations).ok()?;
        let small = self.printed_where(|_, variable| {
            let change = bounds.fixed(variable).map(i64::abs);
            change.is_some_and(|change| (1..limit).contains(&change))
        });
        (!self.is_rounded()).then_some(small)
    }

    /// Changes of rounded counts are not known well enough.
    fn is_rounded(&self) -> bool {
        let mut shown = self.both.iter().flat_map(|printed| printed.counts.values());
        shown.any(|shown| shown.is_some_and(|(low, high)| low < high))
    }

    /// The counts that one of the two prints, and of which something holds.
    fn printed_where(&self, holds: impl Fn(&Shown, usize) -> bool) -> Vec<(&'a Place, Count)> {
        let counts = self.both.iter().flat_map(|printed| &printed.counts);
        let printed = counts.filter_map(|((place, count), shown)| {
            let variable = self.variable_of(place, count)?;
            holds(shown, variable).then_some((place, *count))
        });
        printed.collect()
    }
}

/// The rows that add up to others, in every way that two make a third; and all that make up everybody.
fn row_sums() -> Vec<(usize, Vec<usize>)> {
    let mut sums = Vec::new();
    let rows = || ROW_GROUPS.iter().enumerate();
    for (whole, all) in rows() {
        for (one, a) in rows() {
            let others = rows()
                .skip(one + 1)
                .filter(|(_, b)| a & *b == 0 && a | *b == *all);
            sums.extend(others.map(|(other, _)| (whole, vec![one, other])));
        }
    }
    sums.push((GroupRow::All as usize, (0..5).collect()));
    sums
}

/// Single answers, what is printed, what is left of one of these beside another, and everybody, who come last.
fn with_differences(block: &Block, printed: BTreeSet<Atoms>) -> Vec<Atoms> {
    let everybody = block.everybody();
    let mut sets: BTreeSet<Atoms> = (0..block.size()).map(|atom| 1 << atom).collect();
    sets.extend(printed);
    sets.insert(everybody);
    let before: Vec<Atoms> = sets.iter().copied().collect();
    for outer in &before {
        for inner in &before {
            if inner & !outer == 0 && inner != outer {
                sets.insert(outer & !inner);
            }
        }
    }
    sets.remove(&everybody);
    sets.into_iter().chain([everybody]).collect()
}

/// The places that add up to another: the levels of a breakdown, areas, providers. That they do is seen from the rows:
/// nowhere may they add up to something else.
pub fn lines(all: &[&Facts]) -> Vec<Line> {
    let mut places: BTreeSet<&Place> = BTreeSet::new();
    for facts in all {
        for printed in facts.contexts.values() {
            places.extend(printed.counts.keys().map(|(place, _)| place));
        }
    }
    let whole = |area: &str| Place {
        area: area.to_owned(),
        provider: "all".into(),
        breakdown: "all".into(),
        level: "all".into(),
    };
    let mut lines: BTreeMap<(Place, &str), Vec<Place>> = BTreeMap::new();
    for place in &places {
        let (divided, by) = match (&*place.provider, &*place.breakdown, &*place.area) {
            (_, _, REST_OF_EXTRACT) => continue,
            ("all", "all", "all") => continue,
            ("all", "all", _) => (whole("all"), "area"),
            ("all", breakdown, area) => (whole(area), breakdown),
            (_, "all", area) => (whole(area), "provider"),
            _ => continue,
        };
        lines
            .entry((divided, by))
            .or_default()
            .push((*place).clone());
    }
    let lines = lines
        .into_iter()
        .map(|((whole, _), levels)| (whole, levels));
    let rests = all.iter().filter_map(|facts| {
        let area = facts.area_beside(REST_OF_EXTRACT)?;
        Some((whole("all"), vec![whole(&area), whole(REST_OF_EXTRACT)]))
    });
    let lines = lines.chain(rests);
    lines.filter(|line| add_up(all, line)).collect()
}

/// Whether everybody is in one of the levels, wherever that can be seen; and it can be somewhere.
fn add_up(all: &[&Facts], (whole, levels): &Line) -> bool {
    let mut is_seen = false;
    let contexts: BTreeSet<&Context> = all.iter().flat_map(|f| f.contexts.keys()).collect();
    for context in contexts {
        for row in 0..ROWS {
            let people = |place: &Place| {
                let count = Count {
                    block: PEOPLE,
                    row,
                    set: Set::People(1),
                };
                let key = (place.clone(), count);
                let mut printed = all.iter().filter_map(|facts| facts.contexts.get(context));
                printed.find_map(|printed| printed.counts.get(&key).copied().flatten())
            };
            let parts: Option<Vec<(i64, i64)>> = levels.iter().map(people).collect();
            let (Some((low, high)), Some(parts)) = (people(whole), parts) else {
                continue;
            };
            let (least, most) = parts.iter().fold((0, 0), |(l, m), (a, b)| (l + a, m + b));
            if least > high || most < low {
                return false;
            }
            is_seen = true;
        }
    }
    is_seen
}

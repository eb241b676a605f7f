//! The patterns that change a count, and what each costs where the count is sought.
//!
//! Two who exchange answers change the rows that only one of them is in. What a row costs depends on the two answers alone, so
//! it is worked out once for all pairs of groups.

use super::blocks::PEOPLE;
use super::board::bits;
use super::cost::Weighed;
use super::exchange::{Pattern, ROWS_WITH, Rows, Terms};
use super::layout::{GROUPS, ROW_GROUPS, ROWS, Slots};
use super::search::{Cost, Need, Search};
use std::cell::OnceCell;

/// A pattern that may be where a count is sought.
pub(super) struct Possible {
    pub pattern: Pattern,
    pub sign: i32,
    /// What it costs in the context of the count: no more than in this and others.
    pub cost: Cost,
}

/// What somebody does: goes from one answer to another, or is gone.
struct Step {
    from: usize,
    to: Option<usize>,
    /// What that costs, and what the way back does.
    costs: [RowCosts; 2],
}

/// Row of family groups -> what it costs that somebody there makes a step, worked out when first asked for; `None` if a count would
/// go down to nought that must not.
type RowCosts = [OnceCell<Option<Cost>>; ROWS];

impl Step {
    fn new(from: usize, to: Option<usize>) -> Step {
        Step {
            from,
            to,
            costs: Default::default(),
        }
    }
}

impl Search<'_> {
    /// The patterns that change a count, as far as they can be in its own context, which is among all contexts that are tried;
    /// the cheapest there first.
    pub(super) fn possible_patterns(&self, need: Need, most: Cost) -> Vec<Possible> {
        let steps = self.steps(need);
        let spot = (need.context, self.block(), need.place);
        let (standing, weighed) = (self.standing(spot), self.weighed(spot));
        let mut possible = Vec::new();
        for (group, other_group) in groups_of(need) {
            for step in &steps {
                let pattern = self.pattern(step, group, other_group);
                for sign in [1, -1] {
                    if !self.goes_as_sought(need, &pattern, sign) {
                        continue;
                    }
                    if !self.is_across && !standing.can_go(&pattern, sign) {
                        continue;
                    }
                    // Of two who are at different levels, places are chosen in another way.
                    let cost = match self.is_across {
                        true => Some(0),
                        false => self.cost_where_sought(
                            standing.slots,
                            weighed.as_ref(),
                            (&pattern, sign),
                            step,
                        ),
                    };
                    possible.extend(cost.filter(|cost| *cost < most).map(|cost| Possible {
                        pattern,
                        sign,
                        cost,
                    }));
                }
            }
        }
        // What costs little in one context mostly costs little in all, and then the others need not be looked at.
        possible.sort_by_key(|possible| possible.cost);
        possible
    }

    /// Somebody of a group makes a step; if there is another group, somebody of it the way back.
    fn pattern(&self, step: &Step, group: usize, other_group: Option<usize>) -> Pattern {
        Pattern {
            block: self.block(),
            group,
            other_group,
            from: step.from,
            to: step.to,
            then: step.from,
            people: self.people,
        }
    }

    /// Whether a pattern changes the count that is sought in the direction that is.
    fn goes_as_sought(&self, need: Need, pattern: &Pattern, sign: i32) -> bool {
        if self.direction == 0 {
            return true;
        }
        let layout = self.field.layout;
        let terms = Terms::of(layout, need.context, need.place, pattern, sign);
        let change = self
            .field
            .change_of(pattern.block, &terms, need.row, need.set);
        change.signum() == self.direction
    }

    /// From each answer to each of which one is counted and the other is not; of the number of people, somebody is gone.
    fn steps(&self, need: Need) -> Vec<Step> {
        let layout = self.field.layout;
        let block = &layout.blocks[self.block()];
        if self.block() == PEOPLE {
            return vec![Step::new(0, None)];
        }
        let set = block.sets[need.set];
        let detail = layout.detail(need.context, layout.table_of[need.place], self.block());
        // Each atom that stands for itself, and those that are counted on one side of the set only.
        let stands = |atom: &usize| block.slot(*atom, detail) == *atom;
        let atoms: Vec<usize> = (0..block.size()).filter(stands).collect();
        let pairs = atoms.iter().enumerate();
        let pairs = pairs.flat_map(|(at, from)| atoms[at + 1..].iter().map(move |to| (*from, *to)));
        let changes = pairs.filter(|(from, to)| set.adds(*from) != set.adds(*to));
        changes
            .map(|(from, to)| Step::new(from, Some(to)))
            .collect()
    }

    /// What a pattern of those who are there costs where a count is sought, whatever it costs elsewhere; `None` if it cannot be.
    fn cost_where_sought(
        &self,
        slots: &Slots,
        weighed: Option<&Weighed<'_>>,
        (pattern, sign): (&Pattern, i32),
        step: &Step,
    ) -> Option<Cost> {
        let Some(weighed) = weighed else {
            return Some(0);
        };
        let with = |group: usize| ROWS_WITH[1 << slots.groups[group]];
        let (one, other) = (with(pattern.group), pattern.other_group.map_or(0, with));
        // Who is in a row with both of them sees nothing of it.
        let hiding = self.cost_of_step(weighed, step, sign, one & !other)?
            + self.cost_of_step(weighed, step, -sign, other & !one)?;
        let terms = Terms::told(slots, pattern, sign);
        let people = self.people_there(weighed.spot, &terms)?;
        Some(hiding + people)
    }

    /// What it costs that somebody makes a step in some rows, or the way back.
    fn cost_of_step(
        &self,
        weighed: &Weighed<'_>,
        step: &Step,
        sign: i32,
        rows: Rows,
    ) -> Option<Cost> {
        let (context, block, place) = weighed.spot;
        let cost = |row: usize| {
            let effects = self.field.effects[block].between(step.from, step.to);
            let (less, more) = if sign > 0 {
                effects
            } else {
                (effects.1, effects.0)
            };
            let seen = || {
                // Whoever of the row it is.
                let group = ROW_GROUPS[row].trailing_zeros() as usize;
                let of_row = self.pattern(step, group, None);
                let terms = Terms::of(self.field.layout, context, place, &of_row, sign);
                self.field.seen(weighed.spot, &terms, row, less | more)
            };
            self.cost_of_row(weighed, row, less, seen)
        };
        let costs = &step.costs[usize::from(sign < 0)];
        let mut rows = bits(rows.into());
        rows.try_fold(0, |sum, row| {
            let cost = costs[row].get_or_init(|| cost(row));
            Some(sum + (*cost)?)
        })
    }
}

/// The groups of those who may change a count: one that is counted, and another that is not, or none. Where groups are not told
/// apart, they are elsewhere: each may be the one that changes.
fn groups_of(need: Need) -> impl Iterator<Item = (usize, Option<usize>)> {
    let is_inside = move |group: &usize| ROW_GROUPS[need.row] >> group & 1 == 1;
    let inside = (0..GROUPS).filter(is_inside);
    inside.flat_map(move |group| {
        let outside = (0..GROUPS).filter(move |group| !is_inside(group));
        let others = outside.map(Some).chain([None]);
        others.map(move |other| (group, other))
    })
}

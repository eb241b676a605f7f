//! Other solutions by directions and corners, worked out in fractions; and the proof where there are none.

use crate::cone::{Cone, Growth};
use crate::corners::{Corner, Corners};
use crate::decide::{Decision, MENDING, PIVOTS, Verdict, unknown};
use crate::elimination::Elimination;
use crate::fraction::{Fraction, Line, whole_steps};
use crate::system::Bounds;
use crate::walk::Walk;
use std::collections::BTreeSet;

impl Decision<'_> {
    /// The bounds when everything outside of a region stays as it is.
    fn bounds_in(&self, region: &[usize]) -> Bounds {
        let mut bounds = self.bounds.clone();
        let mut inside = vec![false; self.system.variables];
        region.iter().for_each(|variable| inside[*variable] = true);
        for variable in (0..self.system.variables).filter(|variable| !inside[*variable]) {
            bounds.fix(variable, self.solution[variable]);
        }
        let first: BTreeSet<u32> = region
            .iter()
            .flat_map(|one| &self.system.standing_in[*one])
            .copied()
            .collect();
        bounds
            .narrow(self.system, first)
            .expect("the solution lies within the bounds");
        bounds
    }

    /// At the solution at hand: for each count a direction that changes it, or (unless only a region is looked at) the proof
    /// that there is none.
    pub fn by_directions(&mut self, region: Option<&Vec<usize>>, pivots: usize) {
        let (variables, solution) = (self.system.variables, self.solution.clone());
        let bounds = region.map_or_else(|| self.bounds.clone(), |region| self.bounds_in(region));
        let movable: Vec<bool> = (0..variables)
            .map(|at| bounds.fixed(at).is_none() && solution[at] > 0)
            .collect();
        let elimination = Elimination::of(self.system, &bounds, &movable);
        let (mut cone, mut tired) = (None, 0);
        let mut walk = Walk::new(self.system, &bounds, &solution, self.seed);
        for at in self.undecided() {
            if self.verdicts[at] != Verdict::Undecided {
                continue;
            }
            let target = unknown(&bounds, &self.targets[at]);
            if target.is_empty() {
                continue;
            }
            let line = elimination.reduce(&target);
            let free: Vec<u32> = line
                .iter()
                .map(|(variable, _)| *variable)
                .filter(|variable| movable[*variable as usize])
                .collect();
            let mut directions: Vec<Line> = Vec::new();
            if free.is_empty() {
                cone = cone.filter(|cone: &Cone| !cone.is_full());
                let cone = cone.get_or_insert_with(|| Cone::of(&elimination.remaining, variables));
                let opposite = line
                    .iter()
                    .map(|(variable, value)| (*variable, value.negative()))
                    .collect();
                if tired > 3 {
                    continue;
                }
                let mut is_fixed = true;
                for growth in [line, opposite].iter().map(|sum| cone.growth(sum, pivots)) {
                    tired += usize::from(matches!(growth, Growth::Unknown));
                    is_fixed &= matches!(growth, Growth::Nowhere);
                    if let Growth::Along(direction) = growth {
                        directions.push(direction);
                    }
                }
                if is_fixed && region.is_none() {
                    // All solutions lie along directions from this one, and none changes it.
                    self.verdicts[at] = Verdict::Recovered(self.values[at]);
                }
            } else {
                let both = [Fraction::ONE, Fraction::ONE.negative()];
                directions.extend(
                    free.iter()
                        .take(4)
                        .flat_map(|variable| both.map(|step| vec![(*variable, step)])),
                );
            }
            for direction in directions {
                let Some(steps) = whole_steps(&elimination.follow(&direction)) else {
                    continue;
                };
                let gain: i64 = steps
                    .iter()
                    .filter(|(one, _)| self.targets[at].contains(one))
                    .map(|(_, step)| step)
                    .sum();
                let kept: Vec<(usize, i64)> = target
                    .iter()
                    .map(|(one, _)| (*one, gain.signum()))
                    .collect();
                if walk.improve(&kept, &steps, MENDING) {
                    let changed: Vec<usize> = walk.changed().collect();
                    self.learn(changed, &walk.values);
                    self.solution = walk.values.clone();
                    walk.undo();
                    break;
                }
            }
        }
        assert!(
            self.system.is_solved_by(&self.solution),
            "a direction ends at a solution"
        );
    }

    /// At corners of the solutions that differ from the one at hand only in a region.
    pub fn by_corners(&mut self, region: Option<&Vec<usize>>) {
        let bounds = region.map_or_else(|| self.bounds.clone(), |region| self.bounds_in(region));
        let solution = self.solution.clone();
        let mut walk = Walk::new(self.system, &bounds, &solution, self.seed);
        let mut corners = None;
        for at in self.undecided() {
            let target = unknown(&bounds, &self.targets[at]);
            let mut nowhere = 0;
            for sign in [1, -1] {
                if target.is_empty() || self.verdicts[at] != Verdict::Undecided {
                    break;
                }
                let kept: Vec<(usize, i64)> = target.iter().map(|(one, _)| (*one, sign)).collect();
                let corners = corners.get_or_insert_with(|| Corners::of(self.system, &bounds));
                let mut steps = match corners.towards(&solution, &kept, 20 * PIVOTS) {
                    Corner::Steps(steps) => steps,
                    Corner::Unknown => continue,
                    Corner::Nowhere => {
                        nowhere += 1;
                        if nowhere == 2 && region.is_none() {
                            self.verdicts[at] = Verdict::Recovered(self.values[at]);
                        }
                        continue;
                    }
                };
                // What is known in the region is at no corner, but as it was.
                steps.retain(|(one, _)| bounds.fixed(*one).is_none());
                if walk.improve(&kept, &steps, MENDING) {
                    let changed: Vec<usize> = walk.changed().collect();
                    self.learn(changed, &walk.values);
                    walk.undo();
                }
            }
        }
    }
}

//! Other solutions by trial: change one variable, mend the sums that no longer hold, one step at a time, until all hold.
//! What it finds is a solution, checked sum by sum; what it does not find says nothing.

use crate::chance::Chance;
use crate::system::{Bounds, System, value_of};

pub struct Walk<'a> {
    system: &'a System,
    bounds: &'a Bounds,
    pub values: Vec<i64>,
    /// By how much each equation is off.
    off: Vec<i64>,
    /// How much being off by one counts: more where it has been hard to mend.
    weight: Vec<i64>,
    broken: Vec<u32>,
    /// Where an equation stands in `broken`, plus one.
    place: Vec<u32>,
    heavier: Vec<u32>,
    /// Steps taken, to go back.
    steps: Vec<(u32, i64)>,
    /// When a variable last moved, and which way.
    moved: Vec<(u32, i64)>,
    now: u32,
    pub chance: Chance,
}

/// A variable that has just moved does not move back at once.
const REST: u32 = 7;

impl<'a> Walk<'a> {
    pub fn new(system: &'a System, bounds: &'a Bounds, solution: &[i64], seed: u64) -> Walk<'a> {
        Walk {
            system,
            bounds,
            values: solution.to_vec(),
            off: vec![0; system.equations.len()],
            weight: vec![1; system.equations.len()],
            broken: Vec::new(),
            place: vec![0; system.equations.len()],
            steps: Vec::new(),
            heavier: Vec::new(),
            moved: vec![(0, 0); system.variables],
            now: REST,
            chance: Chance::new(seed),
        }
    }

    /// Whether the variable may take the step; `kept` variables never go against their sign.
    fn may(&self, variable: usize, step: i64, kept: &[(usize, i64)]) -> bool {
        let value = self.values[variable] + step;
        value >= self.bounds.low[variable]
            && value <= self.bounds.high[variable]
            && !kept
                .iter()
                .any(|(one, sign)| *one == variable && sign * step < 0)
    }

    /// Looks for a solution in which the sum of `kept` (variable and sign) is larger, after the first steps, of which only
    /// as much is taken as bounds allow. Leaves the values at what it found, or as they were.
    pub fn improve(
        &mut self,
        kept: &[(usize, i64)],
        first: &[(usize, i64)],
        most_steps: usize,
    ) -> bool {
        debug_assert!(self.broken.is_empty());
        self.steps.clear();
        self.now += REST;
        for at in std::mem::take(&mut self.heavier) {
            self.weight[at as usize] = 1;
        }
        for (variable, step) in first {
            let to = self.values[*variable] + step;
            let step = to.clamp(self.bounds.low[*variable], self.bounds.high[*variable])
                - self.values[*variable];
            if step != 0
                && !kept
                    .iter()
                    .any(|(one, sign)| one == variable && sign * step < 0)
            {
                self.step(*variable, step);
            }
        }
        let moved = value_of(kept, &self.values)
            - kept
                .iter()
                .map(|(v, sign)| sign * self.before(*v))
                .sum::<i64>();
        for _ in 0..if moved > 0 { most_steps } else { 0 } {
            if self.broken.is_empty() {
                return true;
            }
            let Some((variable, step)) = self.choose(kept) else {
                break;
            };
            self.step(variable, step);
        }
        if self.broken.is_empty() && moved > 0 {
            return true;
        }
        self.undo();
        false
    }

    /// What a variable was before the steps taken.
    fn before(&self, variable: usize) -> i64 {
        let steps = self
            .steps
            .iter()
            .filter(|(one, _)| *one as usize == variable);
        self.values[variable] - steps.map(|(_, step)| step).sum::<i64>()
    }

    /// Goes back to the solution before.
    pub fn undo(&mut self) {
        while let Some((variable, step)) = self.steps.pop() {
            self.change(variable as usize, -step);
        }
    }

    /// The steps that led to the solution found.
    pub fn changed(&self) -> impl Iterator<Item = usize> + '_ {
        self.steps.iter().map(|(variable, _)| *variable as usize)
    }

    fn choose(&mut self, kept: &[(usize, i64)]) -> Option<(usize, i64)> {
        let equation = self.broken[self.chance.below(self.broken.len())] as usize;
        let wanted = -self.off[equation].signum();
        let mut best: Option<(i64, (usize, i64))> = None;
        let mut alike = 0;
        let wild = self.chance.below(20) == 0;
        for (variable, coefficient) in &self.system.equations[equation].terms {
            let step = wanted * coefficient.signum();
            if !self.may(*variable, step, kept) {
                continue;
            }
            let (when, way) = self.moved[*variable];
            let mut cost = if wild { 0 } else { self.cost(*variable, step) };
            if way == -step && when + REST > self.now {
                cost += 4;
            }
            let better = best.is_none_or(|(least, _)| cost < least);
            let as_good = best.is_some_and(|(least, _)| cost == least);
            alike = if better {
                1
            } else {
                alike + usize::from(as_good)
            };
            if better || (as_good && self.chance.below(alike) == 0) {
                best = Some((cost, (*variable, step)));
            }
        }
        if best.is_none_or(|(cost, _)| cost >= 0) {
            for at in &self.broken {
                self.weight[*at as usize] += 1;
                self.heavier.push(*at);
            }
        }
        best.map(|(_, step)| step)
    }

    /// How much further off all equations are after the step.
    fn cost(&self, variable: usize, step: i64) -> i64 {
        let mut cost = 0;
        for at in &self.system.standing_in[variable] {
            let equation = &self.system.equations[*at as usize];
            let coefficient = coefficient_of(&equation.terms, variable);
            let off = self.off[*at as usize];
            cost += self.weight[*at as usize] * ((off + coefficient * step).abs() - off.abs());
        }
        cost
    }

    fn step(&mut self, variable: usize, step: i64) {
        self.now += 1;
        self.moved[variable] = (self.now, step);
        self.steps.push((variable as u32, step));
        self.change(variable, step);
    }

    fn change(&mut self, variable: usize, step: i64) {
        self.values[variable] += step;
        let system = self.system;
        for at in &system.standing_in[variable] {
            let coefficient = coefficient_of(&system.equations[*at as usize].terms, variable);
            let off = &mut self.off[*at as usize];
            let before = *off;
            *off += coefficient * step;
            match (before == 0, *off == 0) {
                (true, false) => {
                    self.broken.push(*at);
                    self.place[*at as usize] = self.broken.len() as u32;
                }
                (false, true) => {
                    let place = self.place[*at as usize] as usize - 1;
                    self.broken.swap_remove(place);
                    self.place[*at as usize] = 0;
                    if let Some(last) = self.broken.get(place) {
                        self.place[*last as usize] = place as u32 + 1;
                    }
                }
                _ => {}
            }
        }
    }
}

fn coefficient_of(terms: &[(usize, i64)], variable: usize) -> i64 {
    terms
        .iter()
        .find(|(one, _)| *one == variable)
        .map_or(0, |(_, coefficient)| *coefficient)
}

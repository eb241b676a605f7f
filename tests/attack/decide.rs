//! Whether a count is the only one possible. Every answer but `Undecided` is exact: a count is safe by another solution in
//! whole numbers, and recovered by a proof.

use crate::search::{Answer, search};
use crate::system::{Bounds, System};
use crate::walk::Walk;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Proven to be this: by bounds, by elimination, or by exhausting everything else.
    Recovered(i64),
    /// Another solution has another count here.
    Safe,
    Undecided,
}

/// A count, as a sum of variables with coefficient 1.
pub type Target = Vec<usize>;

/// `solution` is any solution. It is where the search begins; what is decided does not depend on it.
///
/// `regions` are sets of variables that can be tried by themselves, all others staying as they are: what is found in one is
/// a solution of the whole.
pub fn decide(
    system: &System,
    bounds: &Bounds,
    solution: &[i64],
    targets: &[Target],
    regions: &[Vec<usize>],
) -> Vec<Verdict> {
    let mut decision = Decision::of(system, bounds, solution, targets);
    let (start, patience) = (worked(), patience());
    let late = || worked().saturating_sub(start) >= patience;
    decision.by_walking(2, 60);
    for round in 0..MOST_ROUNDS {
        let before = decision.undecided().len();
        if before == 0 || late() {
            break;
        }
        for region in regions {
            decision.by_directions(Some(region), PIVOTS);
        }
        if round % 2 == 1 {
            decision.by_directions(None, PIVOTS);
        }
        decision.shake();
    }
    for _ in 0..LAST_ROUNDS {
        if decision.undecided().is_empty() || late() {
            break;
        }
        decision.by_walking(LAST_ATTEMPTS, 800);
        decision.by_directions(None, 10 * PIVOTS);
        for region in regions {
            decision.by_corners(Some(region));
        }
        decision.by_corners(None);
        decision.shake();
    }
    for at in decision.undecided().into_iter().take(MOST_SEARCHES) {
        if decision.verdicts[at] == Verdict::Undecided && !late() {
            decision.by_searching(at);
        }
    }
    decision.verdicts
}

pub const PIVOTS: usize = 200;
const LAST_ROUNDS: usize = 8;
const LAST_ATTEMPTS: usize = 30;
const MOST_ROUNDS: usize = 6;
const SHAKES: usize = 60;
const MOST_SEARCHES: usize = 20;
/// Steps to mend what a direction breaks.
pub const MENDING: usize = 400;

/// How long this thread has worked, so that other work on the machine makes no attacker less patient; where the system
/// does not tell, how long the attack has taken.
fn worked() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// How long one decision goes on looking. What is undecided after it is reported as that.
fn patience() -> Duration {
    let seconds = std::env::var("TREATSTAT_ATTACK_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok());
    Duration::from_secs_f64(seconds.unwrap_or(1.0))
}

pub struct Decision<'a> {
    pub system: &'a System,
    pub bounds: &'a Bounds,
    pub targets: &'a [Target],
    /// What the targets are in the solution given.
    pub values: Vec<i64>,
    pub verdicts: Vec<Verdict>,
    of_variable: Vec<Vec<usize>>,
    pub solution: Vec<i64>,
    pub seed: u64,
}

fn value(target: &Target, values: &[i64]) -> i64 {
    target.iter().map(|variable| values[*variable]).sum()
}

impl<'a> Decision<'a> {
    fn of(
        system: &'a System,
        bounds: &'a Bounds,
        solution: &[i64],
        targets: &'a [Target],
    ) -> Decision<'a> {
        assert!(
            system.is_solved_by(solution),
            "what the search begins with is a solution"
        );
        let mut of_variable = vec![Vec::new(); system.variables];
        let mut verdicts = vec![Verdict::Undecided; targets.len()];
        for (at, target) in targets.iter().enumerate() {
            if target
                .iter()
                .all(|variable| bounds.fixed(*variable).is_some())
            {
                verdicts[at] =
                    Verdict::Recovered(target.iter().map(|variable| bounds.low[*variable]).sum());
            }
            for variable in target {
                of_variable[*variable].push(at);
            }
        }
        let values = targets
            .iter()
            .map(|target| value(target, solution))
            .collect();
        Decision {
            system,
            bounds,
            targets,
            values,
            verdicts,
            of_variable,
            solution: solution.to_vec(),
            seed: 1,
        }
    }

    pub fn undecided(&self) -> Vec<usize> {
        (0..self.targets.len())
            .filter(|at| self.verdicts[*at] == Verdict::Undecided)
            .collect()
    }

    /// Notes every count that is another one in another solution.
    pub fn learn(&mut self, changed: impl IntoIterator<Item = usize>, other: &[i64]) {
        for variable in changed {
            for at in &self.of_variable[variable] {
                if value(&self.targets[*at], other) != self.values[*at] {
                    self.verdicts[*at] = Verdict::Safe;
                }
            }
        }
    }

    fn by_walking(&mut self, attempts: usize, steps: usize) {
        self.seed += 1;
        let mut walk = Walk::new(self.system, self.bounds, &self.solution, self.seed);
        for at in self.undecided() {
            let target = unknown(self.bounds, &self.targets[at]);
            for attempt in 0..attempts * target.len().min(2) {
                if self.verdicts[at] != Verdict::Undecided {
                    break;
                }
                let sign = if attempt % 2 == 0 { 1 } else { -1 };
                let kept: Vec<(usize, i64)> = target
                    .iter()
                    .map(|(variable, _)| (*variable, sign))
                    .collect();
                let first = kept[walk.chance.below(kept.len())];
                if walk.improve(&kept, &[first], steps) {
                    let changed: Vec<usize> = walk.changed().collect();
                    self.learn(changed, &walk.values);
                }
            }
        }
        self.solution = walk.values;
        assert!(
            self.system.is_solved_by(&self.solution),
            "a walk ends at a solution"
        );
    }

    /// Goes to another solution some way off, from which other directions can be seen.
    fn shake(&mut self) {
        self.seed += 1;
        let mut walk = Walk::new(self.system, self.bounds, &self.solution, self.seed);
        for _ in 0..SHAKES {
            let variable = walk.chance.below(self.system.variables);
            let sign = [1, -1][walk.chance.below(2)];
            if self.bounds.fixed(variable).is_none()
                && walk.improve(&[(variable, sign)], &[(variable, sign)], 100)
            {
                let changed: Vec<usize> = walk.changed().collect();
                self.learn(changed, &walk.values);
            }
        }
        self.solution = walk.values;
    }

    fn by_searching(&mut self, at: usize) {
        let target = unknown(self.bounds, &self.targets[at]);
        match search(self.system, self.bounds, &self.solution, &target) {
            Answer::Other(solution) => self.learn(0..self.system.variables, &solution),
            Answer::None => self.verdicts[at] = Verdict::Recovered(self.values[at]),
            Answer::Tired => {}
        }
    }
}

pub fn unknown(bounds: &Bounds, target: &Target) -> Vec<(usize, i64)> {
    let unknown = target
        .iter()
        .filter(|variable| bounds.fixed(**variable).is_none());
    unknown.map(|variable| (*variable, 1)).collect()
}

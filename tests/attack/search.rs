//! The search of last resort: every value that the count could have instead, every value of every variable after it, with
//! bounds narrowed at each step, until a solution is found or none is left.

use crate::system::{Bounds, Equation, System, value_of};

pub enum Answer {
    Other(Vec<i64>),
    None,
    /// The budget is spent.
    Tired,
}

const BUDGET: usize = 4000;

/// Looks for a solution with another sum of `target`. Begins near `solution`: a variable keeps its value if it can.
pub fn search(
    system: &System,
    bounds: &Bounds,
    solution: &[i64],
    target: &[(usize, i64)],
) -> Answer {
    let value = value_of(target, solution);
    // The count as a variable of its own, so that it can be bounded.
    let count = system.variables;
    let mut equations = system.equations.clone();
    let mut terms = target.to_vec();
    terms.push((count, -1));
    equations.push(Equation { terms, total: 0 });
    let with_count = System::new(count + 1, equations);
    let mut start = bounds.clone();
    start.add();
    let last = with_count.equations.len() as u32 - 1;
    let mut solution = solution.to_vec();
    solution.push(value);
    let mut budget = BUDGET;
    let mut tired = false;
    for (low, high) in [(0, value - 1), (value + 1, crate::system::OPEN)] {
        let mut bounds = start.clone();
        bounds.low[count] = low;
        bounds.high[count] = high;
        if low > high || bounds.narrow(&with_count, [last]).is_err() {
            continue;
        }
        budget = budget.max(BUDGET / 2);
        match dive(&with_count, bounds, &solution, &mut budget) {
            Answer::Other(mut found) => {
                found.truncate(count);
                return Answer::Other(found);
            }
            Answer::Tired => tired = true,
            Answer::None => {}
        }
    }
    if tired { Answer::Tired } else { Answer::None }
}

fn dive(system: &System, bounds: Bounds, solution: &[i64], budget: &mut usize) -> Answer {
    // One way at a time, the rest of them waiting on a stack.
    let mut waiting = vec![bounds];
    while let Some(bounds) = waiting.pop() {
        if *budget == 0 {
            return Answer::Tired;
        }
        *budget -= 1;
        let Some(variable) = next(system, &bounds, solution) else {
            return Answer::Other(bounds.low);
        };
        let (low, high) = (bounds.low[variable], bounds.high[variable]);
        let first = solution[variable].clamp(low, high);
        let mut ways = Vec::new();
        if first < high {
            ways.push((first + 1, high));
        }
        if first > low {
            ways.push((low, first - 1));
        }
        ways.push((first, first));
        for (low, high) in ways {
            let mut way = bounds.clone();
            (way.low[variable], way.high[variable]) = (low, high);
            if way
                .narrow(system, system.standing_in[variable].iter().copied())
                .is_ok()
            {
                waiting.push(way);
            }
        }
    }
    Answer::None
}

/// What must change first, then what stands beside it: the rest can mostly stay.
fn next(system: &System, bounds: &Bounds, solution: &[i64]) -> Option<usize> {
    let open = |variable: &usize| bounds.fixed(*variable).is_none();
    let must = |variable: &usize| {
        solution[*variable] < bounds.low[*variable] || solution[*variable] > bounds.high[*variable]
    };
    let width = |variable: &usize| bounds.high[*variable] - bounds.low[*variable];
    if let Some(variable) = (0..system.variables)
        .filter(|v| open(v) && must(v))
        .min_by_key(width)
    {
        return Some(variable);
    }
    let broken = system.equations.iter().filter(|equation| {
        equation
            .terms
            .iter()
            .any(|(v, _)| bounds.fixed(*v).is_some_and(|value| value != solution[*v]))
    });
    let beside = broken
        .flat_map(|equation| equation.terms.iter().map(|(v, _)| *v))
        .filter(open);
    beside
        .min_by_key(width)
        .or_else(|| (0..system.variables).find(open))
}

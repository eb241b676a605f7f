//! What sums of whole numbers tell of each of them: the least and the most that it can be.

use std::collections::VecDeque;

/// As good as no limit.
pub const OPEN: i64 = i64::MAX / 4096;

/// The first is the sum of the others.
pub struct Equation {
    /// Each with its sign; together they are nought.
    terms: Vec<(u32, i64)>,
}

impl Equation {
    pub fn sum(whole: usize, parts: impl Iterator<Item = usize>) -> Equation {
        let parts = parts.map(|part| (part as u32, -1));
        Equation {
            terms: std::iter::once((whole as u32, 1)).chain(parts).collect(),
        }
    }
}

/// No numbers add up within the bounds.
#[derive(Debug)]
pub struct Contradiction;

pub struct Bounds {
    low: Vec<i64>,
    high: Vec<i64>,
}

impl Bounds {
    /// So many numbers, none of which is less than `least`.
    pub fn new(number: usize, least: i64) -> Bounds {
        Bounds {
            low: vec![least; number],
            high: vec![OPEN; number],
        }
    }

    pub fn meet(&mut self, variable: usize, low: i64, high: i64) {
        self.low[variable] = self.low[variable].max(low);
        self.high[variable] = self.high[variable].min(high);
    }

    pub fn fixed(&self, variable: usize) -> Option<i64> {
        (self.low[variable] == self.high[variable]).then(|| self.low[variable])
    }

    /// Narrows the bounds, equation by equation, until none tells more. Every step is a proof.
    pub fn narrow(&mut self, equations: &[Equation]) -> Result<(), Contradiction> {
        if self
            .low
            .iter()
            .zip(&self.high)
            .any(|(low, high)| low > high)
        {
            return Err(Contradiction);
        }
        let mut standing_in = vec![Vec::new(); self.low.len()];
        for (at, equation) in equations.iter().enumerate() {
            for (variable, _) in &equation.terms {
                standing_in[*variable as usize].push(at as u32);
            }
        }
        let mut queue: VecDeque<u32> = (0..equations.len() as u32).collect();
        let mut waits = vec![true; equations.len()];
        // Bounds that creep towards each other one by one end here; what they are by then is still proven.
        let mut left = 100 * equations.len();
        while let Some(at) = queue.pop_front() {
            waits[at as usize] = false;
            if left == 0 {
                break;
            }
            left -= 1;
            for variable in self.revise(&equations[at as usize])? {
                for other in &standing_in[variable as usize] {
                    if !std::mem::replace(&mut waits[*other as usize], true) {
                        queue.push_back(*other);
                    }
                }
            }
        }
        Ok(())
    }

    /// What the others leave for each term; the variables of which that is less than before.
    fn revise(&mut self, equation: &Equation) -> Result<Vec<u32>, Contradiction> {
        let ends = |bounds: &Bounds, (variable, sign): (u32, i64)| {
            let (low, high) = (
                bounds.low[variable as usize],
                bounds.high[variable as usize],
            );
            if sign > 0 { (low, high) } else { (-high, -low) }
        };
        let (mut least, mut most, mut open) = (0i64, 0i64, [0, 0]);
        for term in &equation.terms {
            let (low, high) = ends(self, *term);
            match low <= -OPEN {
                true => open[0] += 1,
                false => least += low,
            }
            match high >= OPEN {
                true => open[1] += 1,
                false => most += high,
            }
        }
        if open[0] == 0 && least > 0 || open[1] == 0 && most < 0 {
            return Err(Contradiction);
        }
        let mut changed = Vec::new();
        for term @ (variable, sign) in equation.terms.iter().copied() {
            let (low, high) = ends(self, term);
            let at_most = match (low <= -OPEN, open[0]) {
                (true, 1) => Some(-least),
                (false, 0) => Some(low - least),
                _ => None,
            };
            let at_least = match (high >= OPEN, open[1]) {
                (true, 1) => Some(-most),
                (false, 0) => Some(high - most),
                _ => None,
            };
            let (from, up_to) = match sign > 0 {
                true => (at_least, at_most),
                false => (at_most.map(|n| -n), at_least.map(|n| -n)),
            };
            let at = variable as usize;
            let (low, high) = (self.low[at], self.high[at]);
            self.low[at] = low.max(from.unwrap_or(low));
            self.high[at] = high.min(up_to.unwrap_or(high));
            if self.low[at] > self.high[at] {
                return Err(Contradiction);
            }
            if (low, high) != (self.low[at], self.high[at]) {
                changed.push(variable);
            }
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_leaves_what_the_others_do_not_take() {
        // 0 = 1 + 2, 3 = 1 + 4.
        let equations = [
            Equation::sum(0, [1, 2].into_iter()),
            Equation::sum(3, [1, 4].into_iter()),
        ];
        let mut bounds = Bounds::new(5, 0);
        bounds.meet(0, 10, 10);
        bounds.meet(2, 3, 3);
        bounds.meet(3, 7, 9);
        bounds.narrow(&equations).expect("it adds up");
        assert_eq!(bounds.fixed(1), Some(7));
        assert_eq!((bounds.low[4], bounds.high[4]), (0, 2));
        let mut bounds = Bounds::new(5, 0);
        bounds.meet(0, 10, 10);
        bounds.meet(2, 11, 12);
        assert!(bounds.narrow(&equations).is_err());
    }

    #[test]
    fn changes_may_be_below_nought() {
        let equations = [Equation::sum(0, [1, 2].into_iter())];
        let mut bounds = Bounds::new(3, -OPEN);
        bounds.meet(0, 1, 1);
        bounds.meet(2, 4, 4);
        bounds.narrow(&equations).expect("it adds up");
        assert_eq!(bounds.fixed(1), Some(-3));
    }
}

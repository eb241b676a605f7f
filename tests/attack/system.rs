//! Whole numbers that are not negative, and the sums they are known to add up to.

/// As good as no upper limit.
pub const OPEN: i64 = i64::MAX / 1024;

/// Σ coefficient · variable = total.
#[derive(Clone, Debug)]
pub struct Equation {
    pub terms: Vec<(usize, i64)>,
    pub total: i64,
}

impl Equation {
    /// whole = the sum of the parts.
    pub fn sum(whole: usize, parts: impl IntoIterator<Item = usize>) -> Equation {
        let mut terms = vec![(whole, 1)];
        terms.extend(parts.into_iter().map(|part| (part, -1)));
        Equation { terms, total: 0 }
    }

    pub fn holds(&self, values: &[i64]) -> bool {
        value_of(&self.terms, values) == self.total
    }
}

pub fn value_of(terms: &[(usize, i64)], values: &[i64]) -> i64 {
    terms
        .iter()
        .map(|(variable, coefficient)| coefficient * values[*variable])
        .sum()
}

#[derive(Clone, Debug, Default)]
pub struct System {
    pub variables: usize,
    pub equations: Vec<Equation>,
    /// For each variable the equations it stands in.
    pub standing_in: Vec<Vec<u32>>,
}

impl System {
    pub fn new(variables: usize, equations: Vec<Equation>) -> System {
        let mut standing_in = vec![Vec::new(); variables];
        for (at, equation) in equations.iter().enumerate() {
            for (variable, _) in &equation.terms {
                standing_in[*variable].push(at as u32);
            }
        }
        System {
            variables,
            equations,
            standing_in,
        }
    }

    pub fn is_solved_by(&self, values: &[i64]) -> bool {
        values.iter().all(|value| *value >= 0)
            && self.equations.iter().all(|equation| equation.holds(values))
    }
}

/// What a variable can be at least and at most, as far as is proven.
#[derive(Clone, Debug)]
pub struct Bounds {
    pub low: Vec<i64>,
    pub high: Vec<i64>,
    /// The equation that narrowed it last, to tell how something was found.
    pub because: Vec<u32>,
}

pub const GIVEN: u32 = u32::MAX;

/// No solution lies within the bounds.
#[derive(Debug)]
pub struct Contradiction;

impl Bounds {
    pub fn open(variables: usize) -> Bounds {
        Bounds {
            low: vec![0; variables],
            high: vec![OPEN; variables],
            because: vec![GIVEN; variables],
        }
    }

    pub fn fix(&mut self, variable: usize, value: i64) {
        self.low[variable] = value;
        self.high[variable] = value;
    }

    /// One variable more.
    pub fn add(&mut self) {
        self.low.push(0);
        self.high.push(OPEN);
        self.because.push(GIVEN);
    }

    pub fn fixed(&self, variable: usize) -> Option<i64> {
        (self.low[variable] == self.high[variable]).then(|| self.low[variable])
    }

    /// Narrows what each equation lets its variables be, until nothing changes. `first` are the equations to begin with.
    /// Every step is a proof; the limit on rounds only stops bounds that would creep for ever.
    pub fn narrow(
        &mut self,
        system: &System,
        first: impl IntoIterator<Item = u32>,
    ) -> Result<(), Contradiction> {
        let mut waits = vec![false; system.equations.len()];
        let mut queue = std::collections::VecDeque::new();
        for at in first {
            waits[at as usize] = true;
            queue.push_back(at);
        }
        let mut left = 200 * system.equations.len() + 10_000;
        let mut changed = Vec::new();
        while let Some(at) = queue.pop_front() {
            waits[at as usize] = false;
            left -= 1;
            if left == 0 {
                return Ok(());
            }
            changed.clear();
            self.revise(&system.equations[at as usize], &mut changed)?;
            for variable in &changed {
                self.because[*variable] = at;
                for other in &system.standing_in[*variable] {
                    if !waits[*other as usize] {
                        waits[*other as usize] = true;
                        queue.push_back(*other);
                    }
                }
            }
        }
        Ok(())
    }

    fn revise(
        &mut self,
        equation: &Equation,
        changed: &mut Vec<usize>,
    ) -> Result<(), Contradiction> {
        loop {
            let (mut least, mut most, mut open) = (0i64, 0i64, [0u32; 2]);
            let ends =
                |bounds: &Bounds, (variable, coefficient): (usize, i64)| -> [Option<i64>; 2] {
                    let low = Some(coefficient * bounds.low[variable]);
                    let high =
                        (bounds.high[variable] < OPEN).then(|| coefficient * bounds.high[variable]);
                    if coefficient > 0 {
                        [low, high]
                    } else {
                        [high, low]
                    }
                };
            for term in &equation.terms {
                let [low, high] = ends(self, *term);
                low.map_or_else(|| open[0] += 1, |value| least += value);
                high.map_or_else(|| open[1] += 1, |value| most += value);
            }
            if (open[0] == 0 && least > equation.total) || (open[1] == 0 && most < equation.total) {
                return Err(Contradiction);
            }
            let mut again = false;
            for term @ (variable, coefficient) in equation.terms.iter().copied() {
                let [low, high] = ends(self, term);
                // What the others leave for this term.
                let up_to = (open[0] == u32::from(low.is_none()))
                    .then(|| equation.total - (least - low.unwrap_or(0)));
                let from = (open[1] == u32::from(high.is_none()))
                    .then(|| equation.total - (most - high.unwrap_or(0)));
                let (from, up_to) = if coefficient > 0 {
                    (from, up_to)
                } else {
                    (up_to, from)
                };
                let ceiling = |value: i64| -(-value).div_euclid(coefficient.abs());
                let (from, up_to) = if coefficient > 0 {
                    (
                        from.map(ceiling),
                        up_to.map(|value| value.div_euclid(coefficient)),
                    )
                } else {
                    (
                        from.map(|value| ceiling(-value)),
                        up_to.map(|value| (-value).div_euclid(-coefficient)),
                    )
                };
                let low = from.map_or(self.low[variable], |from| from.max(self.low[variable]));
                let high =
                    up_to.map_or(self.high[variable], |up_to| up_to.min(self.high[variable]));
                if low > high {
                    return Err(Contradiction);
                }
                if (low, high) != (self.low[variable], self.high[variable]) {
                    (self.low[variable], self.high[variable]) = (low, high);
                    changed.push(variable);
                    // The sums above are of the old bounds: looser, so still true, but not the last word.
                    again = true;
                }
            }
            if !again || equation.terms.len() < 3 {
                return Ok(());
            }
        }
    }
}

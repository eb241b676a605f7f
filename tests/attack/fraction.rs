//! Exact fractions, small and quick; what does not fit stops the test rather than being rounded.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fraction {
    over: i64,
    under: i64,
}

impl Fraction {
    pub const ZERO: Fraction = Fraction { over: 0, under: 1 };
    pub const ONE: Fraction = Fraction { over: 1, under: 1 };

    pub fn whole(value: i64) -> Fraction {
        Fraction {
            over: value,
            under: 1,
        }
    }

    fn of(over: i128, under: i128) -> Fraction {
        let (mut a, mut b) = (over.unsigned_abs(), under.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = a as i128 * under.signum();
        let fit = |value: i128| i64::try_from(value).expect("a fraction that fits");
        Fraction {
            over: fit(over / divisor),
            under: fit(under / divisor),
        }
    }

    pub fn negative(self) -> Fraction {
        Fraction {
            over: -self.over,
            under: self.under,
        }
    }

    pub fn is_zero(self) -> bool {
        self.over == 0
    }

    pub fn sign(self) -> i64 {
        self.over.signum()
    }

    pub fn compare(self, other: Fraction) -> std::cmp::Ordering {
        let cross = |a: Fraction, b: Fraction| i128::from(a.over) * i128::from(b.under);
        cross(self, other).cmp(&cross(other, self))
    }

    pub fn under(self) -> i64 {
        self.under
    }

    pub fn floor(self) -> i64 {
        self.over.div_euclid(self.under)
    }

    /// This many times `scale`, if that is whole.
    pub fn times(self, scale: i64) -> Option<i64> {
        let value = i128::from(self.over) * i128::from(scale);
        let whole = value % i128::from(self.under) == 0;
        whole
            .then(|| i64::try_from(value / i128::from(self.under)).ok())
            .flatten()
    }

    /// self - factor · other.
    pub fn less(self, factor: Fraction, other: Fraction) -> Fraction {
        if self.under == 1 && factor.under == 1 && other.under == 1 {
            let value = factor
                .over
                .checked_mul(other.over)
                .and_then(|product| self.over.checked_sub(product));
            return Fraction::whole(value.expect("a fraction that fits"));
        }
        let over = i128::from(factor.over) * i128::from(other.over);
        let under = i128::from(factor.under) * i128::from(other.under);
        Fraction::of(
            i128::from(self.over) * under - over * i128::from(self.under),
            i128::from(self.under) * under,
        )
    }

    pub fn divided_by(self, other: Fraction) -> Fraction {
        if other.under == 1 && other.over.abs() == 1 {
            return Fraction {
                over: self.over * other.over,
                under: self.under,
            };
        }
        Fraction::of(
            i128::from(self.over) * i128::from(other.under),
            i128::from(self.under) * i128::from(other.over),
        )
    }
}

/// A sum of variables, in their order, without those that fall away.
pub type Line = Vec<(u32, Fraction)>;

/// line - factor · other.
pub fn less(line: &Line, factor: Fraction, other: &Line) -> Line {
    let mut result = Vec::with_capacity(line.len() + other.len());
    let (mut a, mut b) = (0, 0);
    while a < line.len() || b < other.len() {
        let (left, right) = (line.get(a), other.get(b));
        let (variable, value) = match (left, right) {
            (Some((x, value)), Some((y, _))) if x < y => (*x, *value),
            (Some((x, value)), None) => (*x, *value),
            (Some((x, value)), Some((y, taken))) if x == y => (*x, value.less(factor, *taken)),
            (_, Some((y, taken))) => (*y, Fraction::ZERO.less(factor, *taken)),
            (None, None) => break,
        };
        a += usize::from(left.is_some_and(|(x, _)| *x == variable));
        b += usize::from(right.is_some_and(|(y, _)| *y == variable));
        if !value.is_zero() {
            result.push((variable, value));
        }
    }
    result
}

pub fn coefficient(line: &Line, variable: u32) -> Fraction {
    line.binary_search_by_key(&variable, |(one, _)| *one)
        .map_or(Fraction::ZERO, |at| line[at].1)
}

/// No step of a direction that is tried is longer.
const LONGEST: i64 = 100;

/// The smallest multiple of a direction that is whole, unless it goes far.
pub fn whole_steps(direction: &[(u32, Fraction)]) -> Option<Vec<(usize, i64)>> {
    let scale = direction
        .iter()
        .try_fold(1i64, |scale, (_, value)| match value.times(scale) {
            Some(_) => Some(scale),
            None => scale
                .checked_mul(value.under())
                .filter(|scale| *scale < LONGEST),
        })?;
    let steps = direction
        .iter()
        .map(|(variable, value)| Some((*variable as usize, value.times(scale)?)));
    steps
        .map(|step| step.filter(|(_, step)| step.abs() < LONGEST))
        .collect()
}

//! Linear programming over all solutions at once. They are the rays of a cone that has one variable more, by which all
//! others are divided; so a corner of the solutions is found without beginning at one of them.

use crate::cone::{Cone, Growth};
use crate::fraction::{Fraction, Line, whole_steps};
use crate::system::{Bounds, System};

pub struct Corners {
    cone: Cone,
    /// The variable more.
    divisor: u32,
}

/// It takes many steps to a corner, and they fill the lines.
const ROOM: usize = 6;

pub enum Corner {
    Steps(Vec<(usize, i64)>),
    /// Proven: there is none, in fractions and so in whole numbers.
    Nowhere,
    Unknown,
}

impl Corners {
    /// Of what is unknown in `bounds`; all else is as they say.
    pub fn of(system: &System, bounds: &Bounds) -> Corners {
        let divisor = system.variables as u32;
        let mut lines: Vec<Line> = Vec::new();
        for equation in &system.equations {
            let mut total = equation.total;
            let mut line: Line = Vec::new();
            for (variable, coefficient) in &equation.terms {
                match bounds.fixed(*variable) {
                    Some(value) => total -= coefficient * value,
                    None => line.push((*variable as u32, Fraction::whole(*coefficient))),
                }
            }
            line.sort_by_key(|(variable, _)| *variable);
            if !line.is_empty() {
                line.extend((total != 0).then_some((divisor, Fraction::whole(-total))));
                lines.push(line);
            }
        }
        let mut cone = Cone::of(&lines, system.variables + 1);
        cone.room = ROOM;
        Corners { cone, divisor }
    }

    /// The steps from `solution` to a corner in which the sum of `target` is larger (or smaller, by its signs), rounded if
    /// the corner is not whole.
    pub fn towards(
        &mut self,
        solution: &[i64],
        target: &[(usize, i64)],
        patience: usize,
    ) -> Corner {
        let mut sum: Line = target
            .iter()
            .map(|(one, sign)| (*one as u32, Fraction::whole(*sign)))
            .collect();
        sum.sort_by_key(|(variable, _)| *variable);
        let value: i64 = target.iter().map(|(one, sign)| sign * solution[*one]).sum();
        sum.extend((value != 0).then_some((self.divisor, Fraction::whole(-value))));
        let ray = match self.cone.growth(&sum, patience) {
            Growth::Along(ray) => ray,
            Growth::Nowhere => return Corner::Nowhere,
            Growth::Unknown => return Corner::Unknown,
        };
        let Some((_, by)) = ray
            .iter()
            .copied()
            .find(|(variable, _)| *variable == self.divisor)
        else {
            // No corner, but a way that never ends.
            return whole_steps(&ray).map_or(Corner::Unknown, Corner::Steps);
        };
        let mut steps = Vec::new();
        let mut corner = vec![Fraction::ZERO; solution.len() + 1];
        ray.iter()
            .for_each(|(variable, value)| corner[*variable as usize] = value.divided_by(by));
        for (variable, value) in corner.iter().take(solution.len()).enumerate() {
            let step = value.floor() - solution[variable];
            steps.extend((step != 0).then_some((variable, step)));
        }
        Corner::Steps(steps)
    }
}

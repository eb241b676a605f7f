//! What a reader knows, as sums of whole numbers: what is shown, what is at most what, and the truth that it is checked
//! against.

use crate::decide::{Verdict, decide};
use crate::system::{Bounds, Equation, System, value_of};

/// Variables that are counts of people, each with its true value; then by how much one side of a relation is greater.
#[derive(Default)]
pub struct Sums {
    equations: Vec<Equation>,
    truth: Vec<i64>,
}

/// Variables, each as often.
pub type Terms = Vec<(usize, i64)>;

impl Sums {
    pub fn variable(&mut self, truth: i64) -> usize {
        self.truth.push(truth);
        self.truth.len() - 1
    }

    pub fn is(&mut self, terms: Terms, total: i64) {
        assert_eq!(value_of(&terms, &self.truth), total, "what is shown is so");
        self.equations.push(Equation { terms, total });
    }

    pub fn at_most(&mut self, lesser: Terms, greater: Terms) {
        let mut terms = greater;
        terms.extend(lesser.into_iter().map(|(variable, by)| (variable, -by)));
        let more = value_of(&terms, &self.truth);
        assert!(more >= 0, "what is taken to be at most another is not");
        let more = self.variable(more);
        terms.push((more, -1));
        self.equations.push(Equation { terms, total: 0 });
    }

    /// Sums of variables that can be worked out, with their values.
    pub fn recovered(&self, targets: &[Vec<usize>]) -> Vec<Option<i64>> {
        let system = System::new(self.truth.len(), self.equations.clone());
        let mut bounds = Bounds::open(self.truth.len());
        let all = 0..system.equations.len() as u32;
        bounds
            .narrow(&system, all)
            .expect("the truth lies within the bounds");
        let verdicts = decide(&system, &bounds, &self.truth, targets, &[]);
        let value = |verdict| match verdict {
            Verdict::Recovered(value) => Some(value),
            Verdict::Safe | Verdict::Undecided => None,
        };
        verdicts.into_iter().map(value).collect()
    }
}

//! Whether two numbers differ: differences and trends of proportions, and the words for them.
//!
//! In come counts, out come numbers and words. Nothing here knows about people: what is given must already have been
//! released, or a comparison could tell what disclosure control has hidden.
//!
//! Both methods take the groups as independent. Years of `in_treatment` are not (many people are in two of them), so
//! no trend is to be tested there; that a person may start again in another year is ignored.

pub mod assess;
pub mod difference;
pub mod trend;

/// How many of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counts {
    pub numerator: u64,
    pub denominator: u64,
}

impl Counts {
    pub fn new(numerator: u64, denominator: u64) -> Counts {
        Counts {
            numerator,
            denominator,
        }
    }

    /// Both as real numbers. Exact up to 2^53, which is more people than there are.
    fn real(self) -> (f64, f64) {
        (self.numerator as f64, self.denominator as f64)
    }
}

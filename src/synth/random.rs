//! Draws. In: a seed and the number of a stream. Out: integers, chances, picks from tables of
//! weights, draws from tables of quantiles.
//!
//! Everything is integer arithmetic on the words of ChaCha8, so that the same seed gives the same
//! bytes on every machine and whatever the version of a library of distributions.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream is for. Streams are independent: reading more from one never moves another.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    /// People, journeys, episodes and their facts: the same for both forms of extract.
    World = 0,
    /// What only a core data set extract carries: reviews and the columns nobody reads.
    Detail = 1,
    /// Which rows are damaged, and how.
    Dirt = 2,
    /// The national extract: everybody in it.
    National = 3,
    /// Which of its rows are damaged.
    NationalDirt = 4,
}

pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    pub fn new(seed: u64, stream: Stream) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream as u64);
        Self(rng)
    }

    /// A whole number from 0 up to, not including, `n`.
    pub fn below(&mut self, n: u32) -> u32 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u32
    }

    /// A whole number from `low` to `high`, both included; `low` if `high` is less.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = high.saturating_sub(low).max(0) as u32 + 1;
        low + self.below(width) as i32
    }

    /// Yes, `per_mille` times in a thousand.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// Yes, with a probability between 0 and 1 (for a share that a user gives).
    pub fn share(&mut self, share: f64) -> bool {
        // 53 bits and a power of two: exact, so no rounding that could differ between machines.
        ((self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64) < share
    }

    /// One of the values of a table of (value, weight).
    pub fn pick<T: Copy>(&mut self, table: &[(T, u32)]) -> T {
        let total = table.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for &(value, weight) in table {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        unreachable!("a draw below the sum of the weights falls in one of them")
    }

    /// One of the values of a list, each as likely as the other.
    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u32) as usize]
    }

    /// A value from a table of (per mille of the distribution that lies below, value), straight
    /// lines between. The table begins at 0 and ends at 1000.
    pub fn quantile(&mut self, table: &[(u32, i32)]) -> i32 {
        let at = self.below(1_000_000);
        let upper = table.partition_point(|(below, _)| below * 1000 <= at);
        let ((from, low), (to, high)) = (table[upper - 1], table[upper]);
        let part = i64::from(at - from * 1000);
        let step = i64::from(high - low) * part / i64::from((to - from) * 1000);
        low + step as i32
    }
}

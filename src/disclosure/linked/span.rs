//! What can be worked out by adding and subtracting.

/// What sums of vectors make up, in echelon form modulo a prime: it is larger than any determinant of so few small whole
/// numbers, so nothing becomes nought that is not.
#[derive(Default)]
pub struct Span {
    /// Each with its first number that is not nought, which is one.
    rows: Vec<(usize, Vec<i64>)>,
}

const PRIME: i64 = (1 << 31) - 1;

impl Span {
    pub fn add(&mut self, vector: Vec<i64>) {
        let rest = self.reduced(vector);
        if let Some(first) = rest.iter().position(|n| *n != 0) {
            let inverse = power(rest[first], PRIME - 2);
            let row = rest.iter().map(|n| n * inverse % PRIME).collect();
            self.rows.push((first, row));
        }
    }

    /// Whether a vector can be worked out.
    pub fn holds(&self, vector: Vec<i64>) -> bool {
        self.reduced(vector).iter().all(|n| *n == 0)
    }

    fn reduced(&self, mut vector: Vec<i64>) -> Vec<i64> {
        for (first, row) in &self.rows {
            let factor = vector[*first];
            for (n, m) in vector.iter_mut().zip(row) {
                *n = (*n - factor * m % PRIME).rem_euclid(PRIME);
            }
        }
        vector
    }
}

fn power(mut base: i64, mut exponent: i64) -> i64 {
    let mut product = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product = product * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_sums_and_differences_and_nothing_else() {
        let mut span = Span::default();
        // Everybody; heroin; crack; heroin or crack. The answers: neither, heroin, crack, both.
        for vector in [[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]] {
            span.add(vector.to_vec());
        }
        // The four answers, each worked out from three or four counts.
        for vector in [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] {
            assert!(span.holds(vector.to_vec()), "{vector:?}");
        }
        let mut span = Span::default();
        for vector in [[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1]] {
            span.add(vector.to_vec());
        }
        assert!(span.holds(vec![1, 0, 1, 0]), "everybody but heroin");
        assert!(span.holds(vec![0, 1, -1, 0]), "heroin less crack");
        assert!(!span.holds(vec![0, 0, 0, 1]), "both");
    }
}

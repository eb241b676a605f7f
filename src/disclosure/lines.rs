//! A plain line: parts that add up to a total a reader may know.

use super::Rules;

/// Which parts are hidden: the small ones, then the next smallest, until at least two are hidden and together they are
/// not small. A part has several counts that are shown together; the first is the one that adds up.
pub fn hidden_parts<const N: usize>(counts: &[[u64; N]], rules: Rules) -> Vec<bool> {
    if rules.unsuppressed {
        return vec![false; counts.len()];
    }
    let mut hidden: Vec<bool> = counts
        .iter()
        .map(|c| c.iter().any(|n| rules.hides(*n)))
        .collect();
    loop {
        let of_hidden = || {
            counts
                .iter()
                .zip(&hidden)
                .filter(|(_, h)| **h)
                .map(|(c, _)| c[0])
        };
        let number = of_hidden().filter(|n| *n > 0).count();
        if !hidden.contains(&true)
            || (number > 1 && of_hidden().sum::<u64>() >= rules.suppress_below)
        {
            return hidden;
        }
        let next = (0..counts.len())
            .filter(|at| !hidden[*at])
            .min_by_key(|at| (counts[*at][0] == 0, counts[*at][0]));
        match next {
            Some(at) => hidden[at] = true,
            None => return hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_part_never_goes_alone() {
        let rules = Rules::DEFAULT;
        for (parts, expected) in [
            (vec![0, 10, 20], vec![false, false, false]),
            (vec![3, 10, 20], vec![true, true, false]),
            (vec![3, 0, 0], vec![true, true, true]),
            (vec![3, 0, 9], vec![true, false, true]),
            (vec![1, 2, 9], vec![true, true, true]),
            (vec![3, 4, 9], vec![true, true, false]),
        ] {
            let counts: Vec<[u64; 1]> = parts.iter().map(|n| [*n]).collect();
            assert_eq!(hidden_parts(&counts, rules), expected, "{parts:?}");
        }
    }
}

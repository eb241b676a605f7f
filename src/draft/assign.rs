//! Which column is which field, so that all together fit best. Comes in: what each column is worth as each field. Goes
//! out: at most one column a field and one field a column, with the greatest sum.
//!
//! The method is the Hungarian one: fields are taken in one by one, and each may push others to their second best.

/// `worth[field][column]`, zero where it may not be. Gives each field's column.
pub fn assign(worth: &[Vec<f64>], columns: usize) -> Vec<Option<usize>> {
    let fields = worth.len();
    // Beyond the columns there is one place for each field in which it stays without a column, at no gain.
    let places = columns + fields;
    let cost = |field: usize, place: usize| {
        if place < columns {
            -worth[field][place]
        } else {
            0.0
        }
    };
    let mut of_field = vec![0.0; fields + 1];
    let mut of_place = vec![0.0; places + 1];
    // Counted from 1; place 0 is where the field that is being taken in waits.
    let mut taken = vec![0; places + 1];
    for field in 1..=fields {
        taken[0] = field;
        let mut least = vec![f64::INFINITY; places + 1];
        let mut way = vec![0; places + 1];
        let mut done = vec![false; places + 1];
        let mut at = 0;
        while taken[at] != 0 {
            done[at] = true;
            let (row, mut step, mut next) = (taken[at], f64::INFINITY, 0);
            for place in (1..=places).filter(|p| !done[*p]) {
                let reduced = cost(row - 1, place - 1) - of_field[row] - of_place[place];
                if reduced < least[place] {
                    least[place] = reduced;
                    way[place] = at;
                }
                if least[place] < step {
                    step = least[place];
                    next = place;
                }
            }
            for place in 0..=places {
                if done[place] {
                    of_field[taken[place]] += step;
                    of_place[place] -= step;
                } else {
                    least[place] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            taken[at] = taken[way[at]];
            at = way[at];
        }
    }
    let mut found = vec![None; fields];
    for (place, field) in taken.iter().enumerate().skip(1).take(columns) {
        if *field > 0 && worth[field - 1][place - 1] > 0.0 {
            found[field - 1] = Some(place - 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::assign;

    #[test]
    fn the_sum_counts_and_not_the_first_best() {
        for (worth, expected) in [
            (vec![vec![1.0, 0.9], vec![0.8, 0.0]], vec![Some(1), Some(0)]),
            (vec![vec![0.0, 0.0], vec![0.0, 0.5]], vec![None, Some(1)]),
            (vec![vec![1.0], vec![2.0]], vec![None, Some(0)]),
            (vec![vec![], vec![]], vec![None, None]),
        ] {
            let columns = worth[0].len();
            assert_eq!(assign(&worth, columns), expected);
        }
    }
}

//! Whether a number of children may stand beside a partly hidden distribution.
//!
//! The number of children is one for each person with one child, two for each with two, and so on; of "four or more" a
//! reader knows only that it is at least four each. So the number says something about the hidden counts. It may be shown
//! if, for each of them, another distribution of whole numbers gives the same number of children, of people, and of
//! everything that is shown.

/// Children of the four classes: one, two, three, four or more.
const CLASSES: usize = 4;
const OPEN: usize = CLASSES - 1;

/// `people` with one, two, three, and four or more children, who have `children` together; which of the four are hidden.
pub fn is_safe(people: [u64; CLASSES], children: u64, hidden: [bool; CLASSES]) -> bool {
    let least: u64 = people.iter().zip(1..).map(|(n, each)| n * each).sum();
    let beyond_four = children.saturating_sub(least);
    let hidden: Vec<usize> = (0..CLASSES).filter(|class| hidden[*class]).collect();
    hidden.iter().all(|class| {
        hidden.iter().filter(|other| *other != class).any(|other| {
            can_move(people, beyond_four, *class, *other)
                || can_move(people, beyond_four, *other, *class)
        })
    })
}

/// Whether one person can be moved from a class to another, with the children beyond four making up the difference.
fn can_move(people: [u64; CLASSES], beyond_four: u64, from: usize, to: usize) -> bool {
    if people[from] == 0 {
        return false;
    }
    let mut after = people;
    after[from] -= 1;
    after[to] += 1;
    let rest = (beyond_four + from as u64).checked_sub(to as u64);
    // Children beyond four are somebody's.
    rest.is_some_and(|rest| rest == 0 || after[OPEN] > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every distribution of as many people with as many children that agrees with what is shown.
    fn others(people: [u64; 4], children: u64, hidden: [bool; 4]) -> Vec<[u64; 4]> {
        let total: u64 = people.iter().sum();
        let mut found = Vec::new();
        for one in 0..=total {
            for two in 0..=total - one {
                for three in 0..=total - one - two {
                    let other = [one, two, three, total - one - two - three];
                    let shown = (0..4).all(|c| hidden[c] || other[c] == people[c]);
                    let least: u64 = other.iter().zip(1..).map(|(n, each)| n * each).sum();
                    let possible = children == least || children > least && other[3] > 0;
                    if shown && possible {
                        found.push(other);
                    }
                }
            }
        }
        found
    }

    /// What is called safe has, for each hidden count, a distribution that differs in it.
    #[test]
    fn what_is_safe_has_another_explanation_for_each_hidden_count() {
        let (mut safe, mut refused) = (0, 0);
        for code in 0..4u64.pow(4) * 3 * 16 {
            let digit = |place: u32| code / 4u64.pow(place) % 4;
            let people = [digit(0), digit(1), digit(2), digit(3)];
            let beyond = if people[3] > 0 { code / 256 % 3 } else { 0 };
            let hidden = [0, 1, 2, 3].map(|c| (code / 768) >> c & 1 == 1);
            let least: u64 = people.iter().zip(1..).map(|(n, each)| n * each).sum();
            let explanations = others(people, least + beyond, hidden);
            let open = |class: usize| explanations.iter().any(|o| o[class] != people[class]);
            if is_safe(people, least + beyond, hidden) {
                safe += 1;
                for class in (0..4).filter(|c| hidden[*c]) {
                    assert!(open(class), "{people:?} + {beyond}, {hidden:?}");
                }
            } else {
                refused += 1;
            }
        }
        assert!(
            safe > 1000 && refused > 1000,
            "{safe} safe, {refused} refused"
        );
    }

    #[test]
    fn a_count_that_the_children_tell_is_not_safe() {
        for (people, children, hidden, expected) in [
            // One family of four, nobody else to swap with but at the cost of a child.
            (
                [10, 5, 6, 1],
                10 + 10 + 18 + 4,
                [false, false, true, true],
                false,
            ),
            (
                [10, 5, 6, 1],
                10 + 10 + 18 + 5,
                [false, false, true, true],
                true,
            ),
            (
                [10, 5, 6, 2],
                10 + 10 + 18 + 8,
                [false, false, true, true],
                true,
            ),
            // Nobody with four or more: one and two follow from their sum and their number.
            ([10, 3, 0, 0], 16, [true, true, false, false], false),
            ([10, 5, 6, 9], 74, [false; 4], true),
        ] {
            assert_eq!(is_safe(people, children, hidden), expected, "{people:?}");
        }
    }
}

//! One attack: what is hidden in a run, and what becomes of it.

use crate::decide::{Verdict, decide};
use crate::narrow::Narrow;
use crate::network::{network, shown};
use crate::runs::Run;
use crate::shape::{COUNTS_OF_BLOCK, Shape};
use crate::system::{Bounds, GIVEN, System};
use crate::tables::Tables;
use crate::truth::{require_agreement, truth};

#[derive(Default)]
pub struct Outcome {
    pub shown: usize,
    pub hidden: usize,
    /// Hidden in one row and printed in another.
    pub printed_elsewhere: usize,
    pub recovered: usize,
    pub recovered_noughts: usize,
    /// Of those recovered: true values from 1 to 4.
    pub recovered_small: usize,
    pub safe: usize,
    pub undecided: usize,
    /// What rows leave of their denominators, 1 to 4 people, printed nowhere: known to everybody, and not known.
    pub small_remainders_recovered: usize,
    pub small_remainders: usize,
    /// In words, the first few counts from 1 to 4 that were recovered, the first few others, those undecided, and the
    /// remainders that were recovered.
    pub examples: Vec<String>,
    pub other_examples: Vec<String>,
    pub left_open: Vec<String>,
    pub remainders: Vec<String>,
}

const EXAMPLES: usize = 3;

impl Outcome {
    pub fn add(&mut self, other: Outcome) {
        for (sum, more) in [
            (&mut self.shown, other.shown),
            (&mut self.hidden, other.hidden),
            (&mut self.printed_elsewhere, other.printed_elsewhere),
            (&mut self.recovered, other.recovered),
            (&mut self.recovered_noughts, other.recovered_noughts),
            (&mut self.recovered_small, other.recovered_small),
            (&mut self.safe, other.safe),
            (&mut self.undecided, other.undecided),
            (&mut self.small_remainders, other.small_remainders),
            (
                &mut self.small_remainders_recovered,
                other.small_remainders_recovered,
            ),
        ] {
            *sum += more;
        }
        self.examples.extend(other.examples);
        self.other_examples.extend(other.other_examples);
        self.left_open.extend(other.left_open);
        self.remainders.extend(other.remainders);
    }
}

/// Attacks both age groups of a run.
pub fn judge(run: &Run) -> Outcome {
    let mut outcome = Outcome::default();
    for (protected, unsuppressed) in run.protected.iter().zip(&run.unsuppressed) {
        let values = truth(&protected.shape, unsuppressed);
        require_agreement(protected, &values, &run.name);
        outcome.add(attack(protected, &values, &run.name));
    }
    outcome
}

/// Attacks one set of tables. The values only begin the search for other solutions and check what was found.
pub fn attack(tables: &Tables, values: &[i64], name: &str) -> Outcome {
    let mut outcome = Outcome {
        shown: tables
            .printed
            .iter()
            .filter(|printed| printed.shown.is_some())
            .count(),
        hidden: tables.hidden().count(),
        ..Outcome::default()
    };
    if outcome.hidden == 0 {
        return outcome;
    }
    let shape = &tables.shape;
    let network = network(shape);
    let mut wide = shown(tables, 1);
    wide.narrow(&network, 0..network.equations.len() as u32)
        .expect("the truth lies within the bounds");
    let mut narrow = Narrow::of(shape, &wide);
    let all = 0..narrow.system.equations.len() as u32;
    narrow
        .bounds
        .narrow(&narrow.system, all)
        .expect("the truth lies within the bounds");

    let mut open = Vec::new();
    for count in tables.hidden() {
        let value = values[count];
        let elsewhere = tables.printed[count].shown.is_some();
        match wide.fixed(count) {
            None => open.push(count),
            Some(_) if elsewhere && value > 0 => {
                outcome.printed_elsewhere += 1;
                if outcome.other_examples.len() < EXAMPLES {
                    let words = format!(
                        "{name}: {} = {value}: another row prints it",
                        shape.say(count)
                    );
                    outcome.other_examples.push(words);
                }
            }
            Some(found) => {
                assert_eq!(
                    found,
                    value,
                    "{name}: {}: the rows are misread",
                    shape.say(count)
                );
                outcome.recover(value, || {
                    format!("{name}: {}", how(tables, &network, &wide, count, value))
                });
            }
        }
    }
    let small: Vec<(usize, u64)> = tables
        .remainders
        .iter()
        .copied()
        .filter(|(block, mask)| (1..=4).contains(&cells_sum(values, *block, *mask)))
        .collect();
    let counts = open
        .iter()
        .map(|count| narrow.target(Shape::block_of(*count), Shape::mask_of(*count)));
    // Where a remainder is a count of the network its bounds say more than those of its cells.
    let is_known = |(block, mask): &(usize, u64)| {
        let mut counts = (0..COUNTS_OF_BLOCK).map(|at| block * COUNTS_OF_BLOCK + at);
        counts.any(|count| Shape::mask_of(count) == *mask && wide.fixed(count).is_some())
    };
    let remainders = small.iter().map(|one| {
        if is_known(one) {
            Vec::new()
        } else {
            narrow.target(one.0, one.1)
        }
    });
    let targets: Vec<Vec<usize>> = counts.chain(remainders).collect();
    let solution: Vec<i64> = narrow.counts.iter().map(|count| values[*count]).collect();
    let verdicts = decide(
        &narrow.system,
        &narrow.bounds,
        &solution,
        &targets,
        &narrow.regions(shape),
    );
    for (count, verdict) in open.iter().zip(&verdicts) {
        let value = values[*count];
        match verdict {
            Verdict::Safe => outcome.safe += 1,
            Verdict::Undecided => {
                outcome.undecided += 1;
                outcome
                    .left_open
                    .push(format!("{name}: {} = {value}", shape.say(*count)));
            }
            Verdict::Recovered(_) => {
                outcome.recover(value, || {
                    format!("{name}: {}", how(tables, &network, &wide, *count, value))
                });
            }
        }
    }
    outcome.small_remainders = small.len();
    for ((block, mask), verdict) in small.iter().zip(&verdicts[open.len()..]) {
        if !matches!(verdict, Verdict::Recovered(_)) {
            continue;
        }
        outcome.small_remainders_recovered += 1;
        let value = cells_sum(values, *block, *mask);
        let words = format!(
            "{name}: {value} left of {}, cells {mask:b}",
            shape.say(block * COUNTS_OF_BLOCK)
        );
        outcome.remainders.push(words);
    }
    outcome
}

impl Outcome {
    fn recover(&mut self, value: i64, example: impl FnOnce() -> String) {
        if value == 0 {
            self.recovered_noughts += 1;
            return;
        }
        self.recovered += 1;
        self.recovered_small += usize::from(value < 5);
        let examples = if value < 5 {
            &mut self.examples
        } else {
            &mut self.other_examples
        };
        if examples.len() < EXAMPLES {
            examples.push(example());
        }
    }
}

fn cells_sum(values: &[i64], block: usize, mask: u64) -> i64 {
    let cells = (0..u64::BITS as usize).filter(|bit| mask >> bit & 1 == 1);
    cells
        .map(|bit| values[crate::narrow::cell(block, bit)])
        .sum()
}

/// The steps by which a count was found, the last first: each is the sum that left nothing else.
fn how(tables: &Tables, network: &System, wide: &Bounds, count: usize, value: i64) -> String {
    let shape = &tables.shape;
    let what = format!("{} = {value}", shape.say(count));
    if wide.fixed(count).is_none() {
        return format!("{what}: by solving several sums together");
    }
    let said = |one: usize| match (tables.printed[one].shown, wide.fixed(one)) {
        (Some(shown), _) => format!("[{}: {shown}, shown]", shape.say(one)),
        (None, Some(known)) => format!("[{}: {known}]", shape.say(one)),
        (None, None) => format!(
            "[{}: {} to {}]",
            shape.say(one),
            wide.low[one],
            wide.high[one]
        ),
    };
    let (mut steps, mut next) = (vec![what], 0);
    let mut asked = vec![count];
    while next < asked.len() && steps.len() <= STEPS {
        let because = wide.because[asked[next]];
        next += 1;
        if because == GIVEN {
            continue;
        }
        let terms = &network.equations[because as usize].terms;
        let side = |sign: i64| {
            let side = terms.iter().filter(|(_, coefficient)| *coefficient == sign);
            side.map(|(one, _)| said(*one))
                .collect::<Vec<_>>()
                .join(" + ")
        };
        steps.push(format!("{} = {}", side(1), side(-1)));
        for (one, _) in terms {
            if tables.printed[*one].shown.is_none() && !asked.contains(one) {
                asked.push(*one);
            }
        }
    }
    steps.join("\n    by ")
}

const STEPS: usize = 5;

//! An attack on disclosure control, by somebody who has nothing but what the program prints, knows what every row means,
//! and calculates exactly.
//!
//! `people` and `runs` make tables; `tables` reads them, `cells`, `shape` and `network` say what they mean. `narrow` writes
//! the same as a system of sums over cells. `decide` settles for each hidden count whether it is the only one possible, by
//! `walk` (other solutions by trial), `directions` (other solutions and proofs in fractions, with `elimination`, `cone` and
//! `corners`) and `search`. `judge` holds it against `truth`, which no attack sees. `ledger` is a second attack, on what the
//! people of `scenes` do from year to year; `recorded` and `judged` are others, on the decision table. `textbook` and `naive` show that the attacker can do what it is there for.

mod bounds;
mod cells;
mod chance;
mod cone;
mod corners;
mod decide;
mod directions;
mod elimination;
mod fraction;
mod judge;
mod judged;
mod ledger;
mod naive;
mod narrow;
mod nested;
mod network;
mod overlaps;
mod people;
mod recorded;
mod runs;
mod scenes;
mod search;
mod shape;
mod sums;
mod system;
mod tables;
mod textbook;
mod truth;
mod walk;

use judge::{Outcome, attack, judge};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether a hidden nought that can be worked out is a failure, and a hidden count that another row prints.
const NOUGHTS_FAIL: bool = false;
const PRINTED_ELSEWHERE_FAILS: bool = true;

/// How many populations are attacked. TREATSTAT_ATTACKS is a number, or two of which the first are done already: 5000..20000.
fn attacks() -> u64 {
    populations().end
}

fn populations() -> Range<u64> {
    let Ok(wanted) = std::env::var("TREATSTAT_ATTACKS") else {
        return 0..100;
    };
    let (from, up_to) = wanted.split_once("..").unwrap_or(("0", &wanted));
    let number = |text: &str| text.parse().expect("TREATSTAT_ATTACKS is a number, or two");
    number(from)..number(up_to)
}

/// As many of them as a slower attack is for.
fn populations_up_to(most: u64) -> Range<u64> {
    let Range { start, end } = populations();
    start..end.min(start + most)
}

/// Runs `work` for each number, in as many threads as there are processors. TREATSTAT_ATTACK is one number to look at.
fn in_parallel<T: Send>(numbers: Range<u64>, work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    if let Ok(one) = std::env::var("TREATSTAT_ATTACK") {
        return vec![work(one.parse().expect("TREATSTAT_ATTACK is a number"))];
    }
    let (next, done) = (AtomicU64::new(numbers.start), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= numbers.end {
                        break;
                    }
                    let result = work(number);
                    done.lock()
                        .expect("no thread panics holding it")
                        .push((number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("all threads have ended");
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Every sum that the attacker relies on holds in tables that hide nothing.
#[test]
fn the_relations_are_true_of_the_tables() {
    in_parallel(0..attacks().min(200), |seed| {
        let run = runs::run(seed, &people::population(seed));
        for tables in &run.unsuppressed {
            let values = truth::truth(&tables.shape, tables);
            truth::require_agreement(tables, &values, &run.name);
            let network = network::network(&tables.shape);
            let broken = network
                .equations
                .iter()
                .find(|equation| !equation.holds(&values));
            if let Some(equation) = broken {
                let said: Vec<String> = equation
                    .terms
                    .iter()
                    .map(|(count, _)| tables.shape.say(*count))
                    .collect();
                panic!(
                    "{}: not so: {} = {}",
                    run.name,
                    said[0],
                    said[1..].join(" + ")
                );
            }
            assert!(
                values.iter().all(|value| *value >= 0),
                "{}: a count below nought",
                run.name
            );
            for count in network::noughts_by_meaning(&tables.shape) {
                assert_eq!(
                    values[count],
                    0,
                    "{}: {}",
                    run.name,
                    tables.shape.say(count)
                );
            }
        }
    });
}

/// An attacker who never finds a count finds none in safe tables too.
#[test]
fn hiding_small_counts_alone_gives_them_back() {
    let outcomes = in_parallel(0..attacks().min(40), |seed| {
        let run = runs::run(seed, &people::population(seed));
        let tables = naive::only_small_hidden(&run.unsuppressed[0]);
        let values = truth::truth(&tables.shape, &run.unsuppressed[0]);
        attack(&tables, &values, &run.name)
    });
    let broken = outcomes
        .iter()
        .filter(|outcome| outcome.recovered > 0)
        .count();
    let (recovered, hidden) = outcomes.iter().fold((0, 0), |(r, h), outcome| {
        (r + outcome.recovered, h + outcome.hidden)
    });
    println!(
        "{broken} of {} naively protected runs give counts back, {recovered} of {hidden} counts",
        outcomes.len()
    );
    assert!(
        broken * 10 >= outcomes.len() * 9,
        "only {broken} of {}",
        outcomes.len()
    );
}

/// Real tables, and one of a textbook, of which many have no safe pattern while noughts and totals are shown.
#[test]
fn tables_of_others_give_no_hidden_count_back() {
    let Some(tables) = textbook::tables() else {
        println!("skipped: the reference tables are not here");
        return;
    };
    assert!(tables.len() >= 8, "{} tables", tables.len());
    for (name, counts) in tables {
        let run = runs::run(0, &people::population_of(&counts));
        let outcome = judge(&run);
        println!(
            "{name}: {} shown, {} hidden, {} recovered",
            outcome.shown, outcome.hidden, outcome.recovered
        );
        assert!(outcome.hidden > 0 && outcome.shown > 0, "{name}");
        let found = outcome.recovered + outcome.printed_elsewhere;
        assert_eq!(found, 0, "{name}: {:?}", outcome.other_examples);
    }
}

/// Small counts are hidden or rounded, others rounded.
#[test]
fn no_rounded_count_can_be_narrowed_down_to_one() {
    for settings in ["round_to = 5", "round_to = 5\nsmall_counts = \"rounded\""] {
        require_none(&narrowed(settings, (5, 1)), settings);
    }
}

#[test]
fn no_hidden_count_is_known_more_closely_than_its_interval() {
    let settings = "protect_interval = 3";
    require_none(&narrowed(settings, (1, 3)), settings);
}

fn require_none(found: &bounds::Found, settings: &str) {
    assert!(
        found.narrow.is_empty(),
        "{settings}: {} of {}, such as\n{}",
        found.narrow.len(),
        found.asked,
        found.narrow[0]
    );
}

/// So the two tests above can fail.
#[test]
fn bounds_tell_much_where_small_counts_alone_are_hidden() {
    let outcomes = in_parallel(0..20, |seed| {
        let run = runs::run(seed, &people::population(seed));
        let values = truth::truth(&run.unsuppressed[0].shape, &run.unsuppressed[0]);
        let tables = naive::only_small_hidden(&run.unsuppressed[0]);
        let found = bounds::attack(&tables, &values, (1, 3), &run.name);
        (found.asked, found.narrow.len())
    });
    let (asked, narrow) = outcomes
        .iter()
        .fold((0, 0), |(a, n), (asked, narrow)| (a + asked, n + narrow));
    println!("{narrow} of {asked} counts are known to three");
    assert!(narrow * 4 > asked, "{narrow} of {asked}");
}

/// What readers of some runs prove of counts; runs that say themselves that they are not safe are left out.
fn narrowed(settings: &str, kept: (i64, i64)) -> bounds::Found {
    let outcomes = in_parallel(0..(attacks() / 4).min(200), |seed| {
        let mut all = bounds::Found::default();
        let Some(run) = runs::run_with(seed, &people::population(seed), settings) else {
            return (false, all);
        };
        for (protected, unsuppressed) in run.protected.iter().zip(&run.unsuppressed) {
            let values = truth::truth(&protected.shape, unsuppressed);
            let found = bounds::attack(protected, &values, kept, &run.name);
            all.asked += found.asked;
            all.narrow.extend(found.narrow);
        }
        (run.is_safe, all)
    });
    let mut all = bounds::Found::default();
    let (safe, not_safe): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|(safe, _)| *safe);
    println!(
        "{settings}: {} runs say that they are safe, {} that they are not",
        safe.len(),
        not_safe.len()
    );
    assert!(safe.len() > 4 * not_safe.len());
    for (_, found) in safe {
        all.asked += found.asked;
        all.narrow.extend(found.narrow);
    }
    all
}

/// Populations that gave counts back while this was made. Who changes groups was not asked to be at a provider (1871, 2542);
/// nor whoever answered otherwise, where a table tells the groups of its people and not of their answers (the others).
#[test]
fn populations_that_once_gave_counts_back_do_no_longer() {
    for seed in [1871, 2542, 8480, 11045, 11668, 11889] {
        let outcome = judge(&runs::run(seed, &people::population(seed)));
        assert!(outcome.hidden > 0, "{seed}");
        assert_eq!(outcome.recovered, 0, "{seed}: {:?}", outcome.other_examples);
    }
}

/// What people do from year to year, and what is known of pregnant women and of early leavers.
#[test]
fn what_people_do_gives_no_hidden_count_back() {
    let found = in_parallel(populations_up_to(400), |seed| {
        let found = ledger::attack(&scenes::scene(seed));
        (seed, found)
    });
    let (mut recovered, mut sums, runs) = (Vec::new(), [0; 4], found.len());
    let (mut refused, mut not_safe) = (0, 0);
    for (seed, found) in found {
        let counts = [found.shown, found.hidden, found.noughts, found.undecided];
        sums.iter_mut()
            .zip(counts)
            .for_each(|(sum, more)| *sum += more);
        refused += usize::from(found.is_refused);
        not_safe += usize::from(!found.is_refused && !found.is_safe);
        if !found.is_safe {
            println!("{seed}: not safe, {} recovered", found.recovered.len());
            continue;
        }
        let words = found.recovered.iter();
        recovered.extend(words.map(|words| format!("{seed}: {words}")));
    }
    let [shown, hidden, noughts, undecided] = sums;
    println!(
        "{runs} runs, {refused} refused, {not_safe} say that they are not safe: {shown} counts shown, {hidden} hidden: \
         {} recovered, {noughts} noughts recovered, {undecided} undecided",
        recovered.len()
    );
    assert!(hidden > 0 && shown > 0);
    assert_eq!((refused, not_safe), (0, 0));
    let first: Vec<String> = recovered.iter().take(20).cloned().collect();
    assert!(
        recovered.is_empty(),
        "{}, such as\n  {}",
        recovered.len(),
        first.join("\n  ")
    );
}

/// Nothing hidden comes back from some runs, and hardly any says that it is not safe.
fn nothing_comes_back(found: Vec<ledger::Found>) {
    let hidden: usize = found.iter().map(|found| found.hidden).sum();
    let safe = found.iter().filter(|found| found.is_safe).count();
    let runs = found.len();
    let recovered: Vec<String> = found
        .into_iter()
        .flat_map(|found| found.recovered)
        .collect();
    println!(
        "{hidden} hidden: {} recovered; {safe} of {runs} runs safe",
        recovered.len()
    );
    let first: Vec<String> = recovered.iter().take(5).cloned().collect();
    assert!(hidden > 0);
    // Few people at levels leave nothing to exchange, and then the program says so.
    assert!(safe * 100 >= runs * 95, "{safe} of {runs} runs safe");
    assert!(recovered.is_empty(), "such as\n  {}", first.join("\n  "));
}

/// Providers that overlap: whoever is counted at one of them is counted in the whole, and everybody is at one.
#[test]
fn overlapping_providers_give_no_hidden_count_back() {
    nothing_comes_back(in_parallel(populations_up_to(100), |seed| {
        overlaps::attack(&scenes::overlapping_providers(seed))
    }));
}

/// Parental status and children, each recorded or not: data are complete by the decision table.
#[test]
fn what_is_recorded_of_the_decision_table_gives_no_hidden_count_back() {
    nothing_comes_back(in_parallel(populations_up_to(100), recorded::attack));
}

/// The table of judgements beside the rows: its cells are answers of a group.
#[test]
fn judgements_give_no_hidden_count_back() {
    nothing_comes_back(in_parallel(populations_up_to(100), judged::attack));
}

/// Providers of one area alone, or of one substance group: of both the rows are printed.
#[test]
fn levels_within_levels_give_no_hidden_count_back() {
    nothing_comes_back(in_parallel(populations_up_to(300), nested::attack));
}

/// Where a provider has people of one kind alone, what is recorded of them is told apart.
#[test]
fn providers_of_one_kind_give_no_hidden_count_back() {
    let outcomes = in_parallel(populations_up_to(100), |seed| {
        let run = runs::run_with(seed, &scenes::providers_of_one_kind(seed), "");
        run.map(|run| judge(&run))
    });
    let mut total = Outcome::default();
    outcomes
        .into_iter()
        .flatten()
        .for_each(|outcome| total.add(outcome));
    println!("{} hidden: {} recovered", total.hidden, total.recovered);
    assert!(total.hidden > 0);
    let found = total.recovered + total.printed_elsewhere;
    let examples = [total.examples, total.other_examples].concat();
    let first = examples
        .iter()
        .take(3)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n  ");
    assert_eq!(found, 0, "such as\n  {first}");
}

#[test]
fn no_hidden_count_can_be_worked_out() {
    let start = std::time::Instant::now();
    let outcomes = in_parallel(populations(), |seed| {
        let population = people::population(seed);
        // Refused: nothing is shown, so nothing is told.
        let Some(run) = runs::run_with(seed, &population, "") else {
            println!("population {seed}, {} people: refused", population.people);
            return None;
        };
        let outcome = judge(&run);
        println!(
            "{}: {} hidden: {} safe, {} recovered ({} of 1 to 4), {} noughts recovered, {} printed elsewhere, {} undecided; \
             {} of {} small remainders recovered",
            run.name,
            outcome.hidden,
            outcome.safe,
            outcome.recovered,
            outcome.recovered_small,
            outcome.recovered_noughts,
            outcome.printed_elsewhere,
            outcome.undecided,
            outcome.small_remainders_recovered,
            outcome.small_remainders,
        );
        Some(outcome)
    });
    let mut total = Outcome::default();
    let runs = outcomes.len();
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    let refused = runs - outcomes.len();
    println!("{refused} of {runs} runs refused");
    // A small area still gets a report.
    assert!(refused * 1000 <= runs, "{refused} of {runs} runs refused");
    let broken = outcomes
        .iter()
        .filter(|outcome| outcome.recovered > 0)
        .count();
    for outcome in outcomes {
        total.add(outcome);
    }
    println!(
        "{runs} runs in {:.0?}: {} counts shown, {} hidden: {} safe, {} recovered in {broken} runs ({} of 1 to 4), \
         {} noughts recovered, {} printed elsewhere, {} undecided; {} of {} small remainders recovered",
        start.elapsed(),
        total.shown,
        total.hidden,
        total.safe,
        total.recovered,
        total.recovered_small,
        total.recovered_noughts,
        total.printed_elsewhere,
        total.undecided,
        total.small_remainders_recovered,
        total.small_remainders,
    );
    for words in total.left_open.iter().take(20) {
        println!("undecided: {words}");
    }
    for words in total.remainders.iter().take(20) {
        println!("small remainder: {words}");
    }
    let first = |examples: &[String]| examples.iter().take(8).cloned().collect::<Vec<_>>();
    let examples = [first(&total.examples), first(&total.other_examples)]
        .concat()
        .join("\n  ");
    let found = total.recovered
        + if NOUGHTS_FAIL {
            total.recovered_noughts
        } else {
            0
        }
        + if PRINTED_ELSEWHERE_FAILS {
            total.printed_elsewhere
        } else {
            0
        };
    assert!(
        found == 0,
        "{found} hidden counts worked out, such as\n  {examples}"
    );
}

//! An attack on the decision table: whether somebody's data are complete follows from parental status and the children in the
//! home, and of both it is told how often they are recorded, of everybody and at each provider.

use crate::chance::Chance;
use crate::ledger::Found;
use crate::runs::{Printed, each_row, printed_of};
use crate::sums::{Sums, Terms};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Whoever's data are complete has both recorded, or the status of a parent alone; others lack the children and are no
/// parents, or lack the status, or both.
const CELLS: usize = 5;
type Cells = [i64; CELLS];
const EVERYBODY: Cells = [1; CELLS];
const WITH_STATUS: Cells = [1, 1, 1, 0, 0];
const WITH_CHILDREN: Cells = [1, 0, 0, 1, 0];
const KINDS: [&str; 2] = ["in_treatment", "starting"];
const PROVIDERS: usize = 3;
/// Status and children as they are written, for each cell.
const WRITTEN: [&[(&str, &str)]; CELLS] = [
    &[("11", "1"), ("13", "0"), ("14", "1"), ("14", "0")],
    &[("13", ""), ("11", "")],
    &[("14", "")],
    &[("", "0"), ("", "2")],
    &[("", "")],
];

struct Person {
    cell: usize,
    provider: usize,
    is_starting: bool,
}

/// Where it counts: in treatment or starting, everybody or a provider.
type Place = (usize, Option<usize>);

pub fn attack(seed: u64) -> Found {
    let people = people(&mut Chance::new(seed ^ 0x0D0D));
    let mut found = Found::default();
    // Where people who are not parents count as complete without children, nobody lacks these alone.
    let (settings, complete) = match seed % 4 {
        3 => ("not_parent_unknown = \"no_children\"", 3),
        _ => ("", 2),
    };
    let arguments = &["--as-of", "2012-06-30", "--years", "2010-11"];
    let Some(Printed {
        protected, is_safe, ..
    }) = printed_of(&written(&people), settings, arguments, &[])
    else {
        return found;
    };
    found.is_safe = is_safe;
    let mut sums = Sums::default();
    let variables = variables(&mut sums, &people);
    let mut hidden = Vec::new();
    for ((place, counted), value) in counts(&protected, complete) {
        let cells = variables[&place].iter().zip(counted);
        let terms: Terms = cells.map(|(cell, by)| (*cell, by)).collect();
        let terms: Terms = terms.into_iter().filter(|(_, by)| *by != 0).collect();
        match value {
            Some(value) => sums.is(terms, value),
            None => hidden.push((place, counted, terms)),
        }
    }
    relations(&mut sums, &variables);
    found.hidden = hidden.len();
    let target = |(_, _, terms): &(_, _, Terms)| terms.iter().map(|(cell, _)| *cell).collect();
    let targets: Vec<Vec<usize>> = hidden.iter().map(target).collect();
    for ((place, counted, _), value) in hidden.iter().zip(sums.recovered(&targets)) {
        if let Some(value) = value.filter(|value| *value > 0) {
            let what = format!("population {seed}: {place:?} {counted:?} = {value}");
            found.recovered.push(what);
        }
    }
    found
}

/// Some providers lack little or nothing, some have nobody with complete data, and what is lacking is now the one, now the other.
fn people(chance: &mut Chance) -> Vec<Person> {
    let number = 60 + chance.below(200);
    let lacking: [[f64; 4]; PROVIDERS] = std::array::from_fn(|_| {
        let shares: [f64; 4] =
            std::array::from_fn(|_| [0.0, 0.1, 0.25][chance.below(3)] * chance.part());
        let all: f64 = shares.iter().sum();
        match chance.happens(0.25) && all > 0.0 {
            true => shares.map(|share| share / all),
            false => shares,
        }
    });
    let providers = chance.skewed(PROVIDERS);
    let before = 0.5 * chance.part();
    let person = |_| {
        let provider = chance.weighted(&providers);
        let part = chance.part();
        let mut upto = 0.0;
        let lacks = lacking[provider].iter().position(|share| {
            upto += share;
            part < upto
        });
        Person {
            cell: lacks.map_or(0, |at| at + 1),
            provider,
            is_starting: !chance.happens(before),
        }
    };
    (0..number).map(person).collect()
}

fn written(people: &[Person]) -> String {
    let mut csv = String::from(
        "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with,\
         local_authority,agency,drug_1\n",
    );
    for (at, person) in people.iter().enumerate() {
        let choices = WRITTEN[person.cell];
        let (status, children) = choices[at % choices.len()];
        let start = if person.is_starting {
            "2010-06-01"
        } else {
            "2009-06-01"
        };
        let sex = ["F", "M"][at % 2];
        writeln!(
            csv,
            "C{at:05},E{at:05},{sex},1975-06-01,{start},,,{status},{children},E06000001,A{:04},1011",
            person.provider
        )
        .expect("writing to memory does not fail");
    }
    csv
}

fn variables(sums: &mut Sums, people: &[Person]) -> BTreeMap<Place, Vec<usize>> {
    let mut variables = BTreeMap::new();
    for kind in 0..KINDS.len() {
        for provider in std::iter::once(None).chain((0..PROVIDERS).map(Some)) {
            let is_counted = |person: &&Person| {
                (kind == 0 || person.is_starting) && provider.is_none_or(|p| p == person.provider)
            };
            let in_cell = |cell: usize| {
                let people = people.iter().filter(is_counted);
                people.filter(|person| person.cell == cell).count() as i64
            };
            let cells = (0..CELLS).map(|cell| sums.variable(in_cell(cell)));
            variables.insert((kind, provider), cells.collect());
        }
    }
    variables
}

/// Everybody is at one provider, and whoever starts is in treatment.
fn relations(sums: &mut Sums, variables: &BTreeMap<Place, Vec<usize>>) {
    let cell =
        |kind: usize, provider: Option<usize>, cell: usize| variables[&(kind, provider)][cell];
    let providers = || (0..PROVIDERS).map(Some);
    for answer in 0..CELLS {
        for kind in 0..KINDS.len() {
            let levels = providers().map(|at| (cell(kind, at, answer), 1));
            let terms: Terms = levels.chain([(cell(kind, None, answer), -1)]).collect();
            sums.is(terms, 0);
        }
        for provider in std::iter::once(None).chain(providers()) {
            let [all, starting] = [0, 1].map(|kind| vec![(cell(kind, provider, answer), 1)]);
            sums.at_most(starting, all);
        }
    }
}

/// What is printed: where, which cells it counts, and how many if it is shown. So many cells are of complete data.
fn counts(printed: &str, complete: usize) -> BTreeMap<(Place, Cells), Option<i64>> {
    let mut counts = BTreeMap::new();
    each_row(printed, |row| {
        let Some(kind) = KINDS.iter().position(|kind| row.is("population", kind)) else {
            return;
        };
        if !row.is("age_group", "adults") || !row.is("sex", "all") || !row.is("breakdown", "all") {
            return;
        }
        let provider = row.get("provider").strip_prefix('A');
        let place = (kind, provider.and_then(|n| n.parse().ok()));
        let if_complete =
            |is_so: bool| std::array::from_fn(|cell| i64::from((cell < complete) == is_so));
        let counted = match row.get("measure") {
            "completeness_family_group" => if_complete(true),
            "completeness_parental_status" => WITH_STATUS,
            "completeness_children" => WITH_CHILDREN,
            measure if measure == KINDS[kind] && row.is("family_group", "incomplete") => {
                if_complete(false)
            }
            _ => return,
        };
        // What one row hides another may show.
        for (cells, name) in [(counted, "numerator"), (EVERYBODY, "denominator")] {
            let shown = counts.entry((place, cells)).or_insert(None);
            *shown = shown.or(row.count(name));
        }
    });
    counts
}

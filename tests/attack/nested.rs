//! An attack on levels that lie within levels of another division: providers of one area alone, or of one substance group.
//!
//! Its readers know which do so, and hold what is printed of both against each other. Of each provider and each level around
//! they know how many people there can be of each kind: none at all where it serves other levels alone.

use crate::chance::Chance;
use crate::ledger::Found;
use crate::runs::{Printed, column, printed_of};
use crate::sums::{Sums, Terms};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What people are: a family group, or what they lack for one. Parental status and children as they are written. Of a parent
/// the status does.
const KINDS: [(&str, &str); 9] = [
    ("11", "1"),
    ("13", "0"),
    ("14", "1"),
    ("14", "0"),
    ("11", ""),
    ("13", ""),
    ("14", ""),
    ("", "0"),
    ("", ""),
];
const EVERYBODY: u32 = 0b1_1111_1111;
const COMPLETE: u32 = 0b11_1111;
const INCOMPLETE: u32 = EVERYBODY & !COMPLETE;
const WITH_STATUS: u32 = 0b111_1111;
const WITH_CHILDREN: u32 = 0b1000_1111;
const GROUPS: [(&str, u32); 8] = [
    ("own_children", OWN),
    ("parent_apart", APART),
    ("others_children", OTHERS),
    ("no_children", 0b1000),
    ("incomplete", INCOMPLETE),
    ("lives_with_child", OWN | OTHERS),
    ("parent_or_lives_with_child", OWN | APART | OTHERS),
    ("all", EVERYBODY),
];
const OWN: u32 = 0b1_0001;
const APART: u32 = 0b10_0010;
const OTHERS: u32 = 0b100;
/// Kind -> the first of its family group.
const FIRST: [usize; KINDS.len()] = [0, 1, 2, 3, 0, 1, 6, 6, 6];
/// Whether they were in treatment before, as it is written.
const ANSWERS: [&str; 3] = ["N", "Y", ""];
const ANY: u32 = 0b111;
const YES: u32 = 0b10;
const ANSWERED: u32 = 0b11;
const POPULATIONS: [&str; 2] = ["in_treatment", "starting"];
/// So many levels around have people.
const LEVELS: usize = 3;
/// How a level is written, and how it is printed.
type Level = (&'static str, &'static str);
const AREAS: &[Level] = &[
    ("E06000001", "E06000001"),
    ("E06000002", "E06000002"),
    ("E06000003", "E06000003"),
];
/// Readers know that there are others, and not whether these have people.
const SUBSTANCES: &[Level] = &[
    ("1011", "opiate"),
    ("7000", "alcohol_only"),
    ("6000", "non_opiate_only"),
    ("", "not_recorded"),
    ("", "non_opiate_and_alcohol"),
];
const NOT_ALL_RECORDED: &[Level] = &[
    ("1011", "opiate"),
    ("", "not_recorded"),
    ("7000", "alcohol_only"),
    ("6000", "non_opiate_only"),
    ("", "non_opiate_and_alcohol"),
];

/// How providers lie within the levels around.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Providers {
    /// One for each level.
    One,
    Two,
    /// One for each level, and one that serves all of them.
    AndAnother,
    /// One for the last level alone, not for everybody of it; others for all.
    Special,
}

struct Scene {
    providers: Providers,
    /// The levels around are substance groups; else areas.
    of_substances: bool,
    around: &'static [Level],
    by: &'static str,
    people: Vec<Person>,
}

struct Person {
    kind: usize,
    answer: usize,
    around: usize,
    provider: usize,
    is_starting: bool,
}

fn scene(seed: u64) -> Scene {
    let mut chance = Chance::new(seed ^ 0x4E57);
    let providers = [
        Providers::One,
        Providers::Two,
        Providers::AndAnother,
        Providers::Special,
    ][chance.below(4)];
    let of_substances = chance.happens(0.4);
    let by = match (of_substances, chance.happens(0.6)) {
        (true, true) => "provider",
        (true, false) => "",
        (false, true) => "area,provider",
        (false, false) => "area",
    };
    let number = 60 + chance.below(240);
    let kinds = chance.skewed(KINDS.len());
    let answers = chance.skewed(ANSWERS.len());
    let around = chance.skewed(LEVELS);
    let before = 0.5 * chance.part();
    let person = |_| {
        let around = chance.weighted(&around);
        let is_last = around == LEVELS - 1;
        let provider = match providers {
            Providers::One => around,
            Providers::Two => 2 * around + usize::from(chance.happens(0.4)),
            Providers::AndAnother if chance.happens(0.3) => LEVELS,
            Providers::AndAnother => around,
            Providers::Special if is_last && chance.happens(0.8) => 2,
            Providers::Special => chance.below(2),
        };
        Person {
            kind: chance.weighted(&kinds),
            answer: chance.weighted(&answers),
            around,
            provider,
            is_starting: !chance.happens(before),
        }
    };
    Scene {
        people: (0..number).map(person).collect(),
        providers,
        of_substances,
        around: match (of_substances, seed % 3) {
            (false, _) => AREAS,
            (true, 0) => NOT_ALL_RECORDED,
            (true, _) => SUBSTANCES,
        },
        by,
    }
}

impl Scene {
    fn number_of_providers(&self) -> usize {
        let most = self.people.iter().map(|person| person.provider).max();
        most.map_or(0, |most| most + 1)
    }

    fn written(&self) -> String {
        let mut csv = String::from(
            "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,\
             children_living_with,local_authority,agency,drug_1,previously_treated\n",
        );
        for (at, person) in self.people.iter().enumerate() {
            let (status, children) = KINDS[person.kind];
            let start = if person.is_starting {
                "2010-06-01"
            } else {
                "2009-06-01"
            };
            let (around, _) = self.around[person.around];
            let (area, drug) = match self.of_substances {
                true => (AREAS[0].0, around),
                false => (around, SUBSTANCES[0].0),
            };
            let (provider, before) = (person.provider, ANSWERS[person.answer]);
            writeln!(
                csv,
                "C{at:05},E{at:05},F,1975-06-01,{start},,,{status},{children},{area},A{provider:04},{drug},{before}"
            )
            .expect("writing to memory does not fail");
        }
        csv
    }

    /// Whether readers know that everybody of a level is of another: there are some, and it is not by chance.
    fn is_known(
        &self,
        is_inner: impl Fn(&Person) -> bool,
        is_outer: impl Fn(&Person) -> bool,
    ) -> bool {
        let number = |is: &dyn Fn(&Person) -> bool| {
            self.people.iter().filter(|person| is(person)).count() as i32
        };
        let (inner, outer) = (number(&is_inner), number(&is_outer));
        let both = number(&|person| is_inner(person) && is_outer(person));
        let share = f64::from(outer) / self.people.len() as f64;
        inner >= 10 && both == inner && share.powi(inner) < 0.001
    }

    /// Whether there can be people of a level at a provider, as far as readers know.
    fn can_be(&self, around: usize, provider: usize) -> bool {
        let is_at = |at: usize| move |person: &Person| person.provider == at;
        let is_of = |of: usize| move |person: &Person| person.around == of;
        let mut others = (0..self.around.len()).filter(|other| *other != around);
        let is_elsewhere = others.any(|other| self.is_known(is_at(provider), is_of(other)));
        let mut others = (0..self.number_of_providers()).filter(|other| *other != provider);
        let has_another = others.any(|other| self.is_known(is_of(around), is_at(other)));
        !is_elsewhere && !has_another
    }
}

/// Everybody, a level around, a provider.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Place {
    Everybody,
    Around(usize),
    Provider(usize),
}

/// A population, a place, and kinds of people and answers as bits.
type Count = (usize, Place, u32, u32);

pub fn attack(seed: u64) -> Found {
    let scene = scene(seed);
    let mut found = Found::default();
    let mut arguments = vec!["--as-of", "2012-06-30", "--years", "2010-11"];
    if !scene.by.is_empty() {
        arguments.extend(["--by", scene.by]);
    }
    let Some(Printed {
        protected, is_safe, ..
    }) = printed_of(&scene.written(), "", &arguments, &[])
    else {
        return found;
    };
    found.is_safe = is_safe;
    let counts = counts(&scene, &protected);
    found.hidden = counts.values().filter(|value| value.is_none()).count();
    for question in [Question::Kinds, Question::Answers] {
        for (count, value) in recovered(&scene, question, &counts) {
            found.recovered.push(format!(
                "population {seed}, {:?} by `{}`: {count:?} = {value}",
                scene.providers, scene.by
            ));
        }
    }
    found
}

/// What is looked at together: of what kind people are, or what those of a family group answer. That the same people are of a
/// level and of a provider in both is not made use of: how many these are is nowhere printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Question {
    Kinds,
    Answers,
}

impl Question {
    fn asks_for(self, (_, _, kinds, answers): &Count) -> bool {
        match self {
            Question::Kinds => *answers == ANY,
            // Of whole family groups.
            Question::Answers => {
                let is_in = |kind: usize| kinds >> kind & 1 == 1;
                (0..KINDS.len()).all(|kind| is_in(kind) == is_in(FIRST[kind]))
            }
        }
    }

    /// The kind that stands for another, and the answer.
    fn told(self, kind: usize, answer: usize) -> (usize, usize) {
        match self {
            Question::Kinds => (kind, 0),
            Question::Answers => (FIRST[kind], answer),
        }
    }
}

/// Hidden counts that can be worked out, but for noughts.
fn recovered(
    scene: &Scene,
    question: Question,
    counts: &BTreeMap<Count, Option<i64>>,
) -> Vec<(Count, i64)> {
    let mut sums = Sums::default();
    let variables = variables(&mut sums, scene, question);
    let mut hidden = Vec::new();
    for (count, value) in counts.iter().filter(|(count, _)| question.asks_for(count)) {
        let cells = variables.iter().filter(|(cell, _)| cell.is_in(count));
        let terms: Terms = cells.map(|(_, variable)| (*variable, 1)).collect();
        match value {
            Some(value) => sums.is(terms, *value),
            None => hidden.push((*count, terms)),
        }
    }
    let target = |(_, terms): &(_, Terms)| terms.iter().map(|(cell, _)| *cell).collect();
    let targets: Vec<Vec<usize>> = hidden.iter().map(target).collect();
    let values = sums.recovered(&targets).into_iter();
    let all = hidden.into_iter().zip(values);
    all.filter_map(|((count, _), value)| Some((count, value.filter(|value| *value > 0)?)))
        .collect()
}

/// People of one kind, answer, level around and provider, in a population.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    population: usize,
    around: usize,
    provider: usize,
    kind: usize,
    answer: usize,
}

impl Cell {
    fn is_in(&self, (population, place, kinds, answers): &Count) -> bool {
        let is_there = match *place {
            Place::Everybody => true,
            Place::Around(around) => self.around == around,
            Place::Provider(provider) => self.provider == provider,
        };
        self.population == *population
            && is_there
            && kinds >> self.kind & 1 == 1
            && answers >> self.answer & 1 == 1
    }
}

/// A variable for each cell that there can be; whoever starts is in treatment.
fn variables(sums: &mut Sums, scene: &Scene, question: Question) -> BTreeMap<Cell, usize> {
    let mut people: BTreeMap<Cell, i64> = BTreeMap::new();
    for around in 0..scene.around.len() {
        for provider in 0..scene.number_of_providers() {
            if !scene.can_be(around, provider) {
                continue;
            }
            for at in 0..POPULATIONS.len() * KINDS.len() * ANSWERS.len() {
                let (kind, answer) = (
                    at / POPULATIONS.len() % KINDS.len(),
                    at / POPULATIONS.len() / KINDS.len(),
                );
                let (kind, answer) = question.told(kind, answer);
                let cell = Cell {
                    population: at % POPULATIONS.len(),
                    around,
                    provider,
                    kind,
                    answer,
                };
                people.insert(cell, 0);
            }
        }
    }
    for person in &scene.people {
        let (kind, answer) = question.told(person.kind, person.answer);
        for population in 0..1 + usize::from(person.is_starting) {
            let cell = Cell {
                population,
                around: person.around,
                provider: person.provider,
                kind,
                answer,
            };
            *people
                .get_mut(&cell)
                .expect("there can be people where there are") += 1;
        }
    }
    let variables: BTreeMap<Cell, usize> = people
        .into_iter()
        .map(|(cell, number)| (cell, sums.variable(number)))
        .collect();
    for (cell, variable) in variables.iter().filter(|(cell, _)| cell.population == 1) {
        let all = variables[&Cell {
            population: 0,
            ..*cell
        }];
        sums.at_most(vec![(*variable, 1)], vec![(all, 1)]);
    }
    variables
}

/// What a measure counts of a row of family groups, above and below the line: kinds and answers.
fn counted(measure: &str, population: &str, group: u32) -> Option<[(u32, u32); 2]> {
    let of_complete = format!("{population}_of_complete");
    Some(match measure {
        "previously_treated" => [(group, YES), (group, ANSWERED)],
        "completeness_previously_treated" => [(group, ANSWERED), (group, ANY)],
        "completeness_family_group" => [(group & COMPLETE, ANY), (group, ANY)],
        "completeness_parental_status" => [(group & WITH_STATUS, ANY), (group, ANY)],
        "completeness_children" => [(group & WITH_CHILDREN, ANY), (group, ANY)],
        measure if measure == population => [(group, ANY), (EVERYBODY, ANY)],
        measure if measure == of_complete => [(group & COMPLETE, ANY), (COMPLETE, ANY)],
        _ => return None,
    })
}

/// What is printed, and how many if it is shown.
fn counts(scene: &Scene, printed: &str) -> BTreeMap<Count, Option<i64>> {
    let mut reader = csv::Reader::from_reader(printed.as_bytes());
    let header = reader.headers().expect("results have a header").clone();
    let column = |name: &str| column(&header, name);
    let mut counts = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("well-formed results");
        let is = |name: &str, text: &str| &record[column(name)] == text;
        if !is("age_group", "adults") || !is("sex", "all") || !is("compared_with", "") {
            continue;
        }
        let population = &record[column("population")];
        let at = POPULATIONS.iter().position(|name| *name == population);
        let group = GROUPS.iter().find(|(name, _)| is("family_group", name));
        let (Some(at), Some((_, group))) = (at, group) else {
            continue;
        };
        let level_column = if scene.of_substances { "level" } else { "area" };
        let around = &record[column(level_column)];
        let around = scene.around.iter().position(|(_, name)| *name == around);
        let provider = record[column("provider")].strip_prefix('A');
        let place = match (around, provider.and_then(|n| n.parse().ok())) {
            (Some(around), _) => Place::Around(around),
            (None, Some(provider)) => Place::Provider(provider),
            _ if is("breakdown", "all") && (is("area", "all") || scene.of_substances) => {
                Place::Everybody
            }
            _ => continue,
        };
        let Some(both) = counted(&record[column("measure")], population, *group) else {
            continue;
        };
        for ((kinds, answers), name) in both.into_iter().zip(["numerator", "denominator"]) {
            let value = record[column(name)].parse::<i64>().ok();
            // What one row hides another may show.
            let shown = counts.entry((at, place, kinds, answers)).or_insert(None);
            *shown = shown.or(value);
        }
    }
    counts
}

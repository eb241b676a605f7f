//! A second attack, on what people do: how many are in treatment, start and leave, how it ends, how long they stay, who is
//! pregnant, and who has contact with children's services.
//!
//! Its readers know that everybody has one journey. So who is in treatment in a year without starting in it was so the year
//! before and did not leave; who starts and leaves both starts and leaves, and ends in one way; who leaves early leaves in
//! the year or the next; and pregnant women are people.

use crate::cells::{ALL, COMPLETE, GROUP_BITS, GROUPS, SINGLE_GROUPS};
use crate::decide::{Verdict, decide};
use crate::runs::{Printed, column, printed_of};
use crate::scenes::Scene;
use crate::system::{Bounds, Equation, System, value_of};
use std::collections::{BTreeMap, BTreeSet};

const KINDS: [&str; 4] = [
    "in_treatment",
    "starting",
    "leaving",
    "starting_and_leaving",
];
const IN_TREATMENT: usize = 0;
const STARTING: usize = 1;
const LEAVING: usize = 2;
const BOTH: usize = 3;

/// What is counted of each population: people, then their answers.
const CELLS: [&[&str]; 4] = [
    &[
        "people",
        "contact",
        "no contact",
        "contact not recorded",
        "early help",
        "in need",
        "on a plan",
        "looked after",
    ],
    &[
        "people",
        "left early",
        "completed early",
        "stayed",
        "not followed",
        "pregnant with contact",
        "pregnant without",
        "women not pregnant",
        "not women",
    ],
    &[
        "people",
        "completed",
        "transferred",
        "died",
        "ended otherwise",
    ],
    &["people", "completed", "ended otherwise"],
];
const PEOPLE: usize = 0;
const CONTACT: usize = 1;
const KINDS_OF_CONTACT: std::ops::Range<usize> = 4..8;
const EARLY: [usize; 2] = [1, 2];
const PREGNANT: [usize; 2] = [5, 6];
const COMPLETED: usize = 1;

/// The answers to one question: everybody gives one of them.
const QUESTIONS: [(usize, &[usize]); 5] = [
    (IN_TREATMENT, &[1, 2, 3]),
    (STARTING, &[1, 2, 3, 4]),
    (STARTING, &[5, 6, 7, 8]),
    (LEAVING, &[1, 2, 3, 4]),
    (BOTH, &[1, 2]),
];

/// What a measure counts: the population, and the cells above and below the line.
fn meaning(measure: &str) -> Option<(usize, &'static [usize], &'static [usize])> {
    Some(match measure {
        "in_treatment" | "in_treatment_of_complete" => (IN_TREATMENT, &[0], &[0]),
        "starting" | "starting_of_complete" => (STARTING, &[0], &[0]),
        "childrens_services_received" => (IN_TREATMENT, &[1], &[1, 2, 3]),
        "childrens_services_none" => (IN_TREATMENT, &[2], &[1, 2, 3]),
        "childrens_services_not_recorded" => (IN_TREATMENT, &[3], &[1, 2, 3]),
        "childrens_services_no_contact_recorded" => (IN_TREATMENT, &[2, 3], &[1, 2, 3]),
        "childrens_services_early_help" => (IN_TREATMENT, &[4], &[1, 2, 3]),
        "childrens_services_child_in_need" => (IN_TREATMENT, &[5], &[1, 2, 3]),
        "childrens_services_child_protection_plan" => (IN_TREATMENT, &[6], &[1, 2, 3]),
        "childrens_services_looked_after_child" => (IN_TREATMENT, &[7], &[1, 2, 3]),
        "retained_12_weeks" => (STARTING, &[3], &[1, 2, 3]),
        "retained_12_weeks_or_completed" => (STARTING, &[2, 3], &[1, 2, 3]),
        "pregnant" => (STARTING, &[5, 6], &[5, 6, 7]),
        "pregnant_no_childrens_services_recorded" => (STARTING, &[6], &[5, 6]),
        "completed_of_leavers" => (LEAVING, &[1], &[1, 2, 3, 4]),
        "transferred_of_leavers" => (LEAVING, &[2], &[1, 2, 3, 4]),
        "died_of_leavers" => (LEAVING, &[3], &[1, 2, 3, 4]),
        "other_ending_of_leavers" => (LEAVING, &[4], &[1, 2, 3, 4]),
        "completed_of_starters_leaving" => (BOTH, &[1], &[1, 2]),
        _ => return None,
    })
}

/// A sum of cells of one population, year and place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Count {
    kind: usize,
    year: usize,
    place: usize,
    /// Family groups and cells, as bits.
    groups: u16,
    cells: u16,
}

/// What the rows print of counts: shown, or hidden.
struct Ledger {
    years: Vec<String>,
    places: Vec<String>,
    printed: BTreeMap<Count, Option<i64>>,
}

struct Row {
    kind: usize,
    year: String,
    place: String,
    above: (u16, u16, Option<i64>),
    below: (u16, u16, Option<i64>),
}

fn bits(cells: &[usize]) -> u16 {
    cells.iter().fold(0, |all, cell| all | 1 << cell)
}

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("results have a header").clone();
    let names = [
        "age_group",
        "provider",
        "measure",
        "period",
        "family_group",
        "sex",
        "level",
        "compared_with",
        "numerator",
        "denominator",
    ];
    let columns = names.map(|name| column(&header, name));
    let records = reader
        .records()
        .map(|record| record.expect("well-formed results"));
    let row = |record: csv::StringRecord| {
        let [
            age,
            provider,
            measure,
            year,
            group,
            sex,
            level,
            compared,
            numerator,
            denominator,
        ] = columns.map(|column| record[column].to_string());
        let (kind, above, below) = meaning(&measure)?;
        let is_read = age == "adults"
            && compared.is_empty()
            && sex
                == if measure.starts_with("pregnant") {
                    "F"
                } else {
                    "all"
                };
        let group = GROUPS.iter().position(|name| *name == group)?;
        if !is_read {
            return None;
        }
        let of_all = match measure.as_str() {
            "in_treatment" | "starting" => ALL,
            "in_treatment_of_complete" | "starting_of_complete" => COMPLETE,
            _ => group,
        };
        let group = if of_all == COMPLETE && group == ALL {
            COMPLETE
        } else {
            group
        };
        let whole = |text: &str| text.parse::<i64>().ok();
        let place = match (provider.as_str(), level.as_str()) {
            ("all", level) => level.to_string(),
            (provider, _) => format!("provider {provider}"),
        };
        Some(Row {
            kind,
            year,
            place,
            above: (GROUP_BITS[group], bits(above), whole(&numerator)),
            below: (GROUP_BITS[of_all], bits(below), whole(&denominator)),
        })
    };
    records.filter_map(row).collect()
}

impl Ledger {
    fn read(text: &str) -> Ledger {
        let rows = rows(text);
        let years: BTreeSet<&String> = rows.iter().map(|row| &row.year).collect();
        let places: BTreeSet<&String> = rows.iter().map(|row| &row.place).collect();
        let mut ledger = Ledger {
            years: years.into_iter().cloned().collect(),
            places: places.into_iter().cloned().collect(),
            printed: BTreeMap::new(),
        };
        for row in &rows {
            for (groups, cells, value) in [row.above, row.below] {
                let at = |list: &[String], name: &String| {
                    list.iter()
                        .position(|one| one == name)
                        .expect("listed before")
                };
                let count = Count {
                    kind: row.kind,
                    year: at(&ledger.years, &row.year),
                    place: at(&ledger.places, &row.place),
                    groups,
                    cells,
                };
                let printed = ledger.printed.entry(count).or_insert(value);
                assert!(
                    printed.is_none() || value.is_none() || *printed == value,
                    "{count:?}"
                );
                *printed = printed.or(value);
            }
        }
        ledger
    }

    fn say(&self, count: &Count) -> String {
        let named = |bits: u16, names: &[&str]| {
            let some = (0..names.len()).filter(|at| bits >> at & 1 == 1);
            some.map(|at| names[at]).collect::<Vec<_>>().join(" or ")
        };
        format!(
            "{} {} at {}: {}, {}",
            KINDS[count.kind],
            self.years[count.year],
            self.places[count.place],
            named(count.groups, &GROUPS[..SINGLE_GROUPS]),
            named(count.cells, CELLS[count.kind])
        )
    }
}

/// The cells as variables, and the sums among them. What one side of a relation is greater by is a variable, too.
struct Knowledge {
    ends_with_the_year: bool,
    years: usize,
    places: usize,
    variables: usize,
    equations: Vec<Equation>,
    bounds: Bounds,
    /// The true values of the cells, then of those that are added.
    truth: Vec<i64>,
}

const MOST_CELLS: usize = 9;

impl Knowledge {
    fn cell(&self, kind: usize, year: usize, place: usize, group: usize, cell: usize) -> usize {
        (((kind * self.years + year) * self.places + place) * SINGLE_GROUPS + group) * MOST_CELLS
            + cell
    }

    fn of(ledger: &Ledger, true_ledger: &Ledger, ends_with_the_year: bool) -> Knowledge {
        let (years, places) = (ledger.years.len(), ledger.places.len());
        let variables = KINDS.len() * years * places * SINGLE_GROUPS * MOST_CELLS;
        let mut knowledge = Knowledge {
            ends_with_the_year,
            years,
            places,
            variables,
            equations: Vec::new(),
            bounds: Bounds::open(variables),
            truth: vec![0; variables],
        };
        knowledge.learn_the_truth(ledger, true_ledger);
        knowledge.answers_add_up(ledger);
        knowledge.places_add_up(ledger);
        for year in 0..years {
            for place in 0..places {
                for group in 0..SINGLE_GROUPS {
                    knowledge.people_are_the_same(year, place, group);
                }
            }
        }
        for (count, printed) in &ledger.printed {
            if let Some(value) = printed {
                let terms = knowledge
                    .target(count)
                    .into_iter()
                    .map(|variable| (variable, 1))
                    .collect();
                knowledge.equations.push(Equation {
                    terms,
                    total: *value,
                });
            }
        }
        knowledge
    }

    /// The cells of a count.
    fn target(&self, count: &Count) -> Vec<usize> {
        let groups = (0..SINGLE_GROUPS).filter(|group| count.groups >> group & 1 == 1);
        let cells = move |group| {
            (0..MOST_CELLS)
                .filter(|cell| count.cells >> cell & 1 == 1)
                .map(move |cell| (group, cell))
        };
        let all = groups.flat_map(cells);
        all.map(|(group, cell)| self.cell(count.kind, count.year, count.place, group, cell))
            .collect()
    }

    /// Is one of the three groups of which services are asked.
    fn is_family(group: usize) -> bool {
        group < 3
    }

    fn learn_the_truth(&mut self, ledger: &Ledger, truth: &Ledger) {
        for (place, name) in ledger.places.iter().enumerate() {
            // A place of which no row is printed counts nobody.
            let Some(there) = truth.places.iter().position(|one| one == name) else {
                continue;
            };
            for year in 0..self.years {
                for group in 0..SINGLE_GROUPS {
                    let value = |kind: usize, cells: &[usize]| {
                        let count = Count {
                            kind,
                            year,
                            place: there,
                            groups: 1 << group,
                            cells: bits(cells),
                        };
                        truth.printed.get(&count).copied().flatten().unwrap_or(0)
                    };
                    for (kind, people) in [
                        (IN_TREATMENT, &[0][..]),
                        (STARTING, &[0]),
                        (LEAVING, &[1, 2, 3, 4]),
                        (BOTH, &[1, 2]),
                    ] {
                        let mut set = |cell: usize, people: i64| {
                            let at = self.cell(kind, year, place, group, cell);
                            self.truth[at] = people;
                        };
                        set(PEOPLE, value(kind, people));
                        match kind {
                            IN_TREATMENT => (1..8).for_each(|cell| set(cell, value(kind, &[cell]))),
                            STARTING => {
                                let (followed, stayed) =
                                    (value(kind, &[1, 2, 3]), value(kind, &[3]));
                                let or_completed = value(kind, &[2, 3]);
                                set(1, followed - or_completed);
                                set(2, or_completed - stayed);
                                set(3, stayed);
                                set(4, value(kind, &[0]) - followed);
                                let (women, pregnant) =
                                    (value(kind, &[5, 6, 7]), value(kind, &[5, 6]));
                                let without = value(kind, &[6]);
                                set(5, pregnant - without);
                                set(6, without);
                                set(7, women - pregnant);
                                set(8, value(kind, &[0]) - women);
                            }
                            LEAVING => (1..5).for_each(|cell| set(cell, value(kind, &[cell]))),
                            _ => {
                                set(1, value(kind, &[1]));
                                set(2, value(kind, &[1, 2]) - value(kind, &[1]));
                            }
                        }
                    }
                }
            }
        }
    }

    /// Everybody answers each question once.
    fn answers_add_up(&mut self, ledger: &Ledger) {
        let asks_women = ledger
            .printed
            .keys()
            .any(|count| count.kind == STARTING && count.cells == bits(&[5, 6, 7]));
        for (kind, answers) in QUESTIONS {
            if answers.contains(&PREGNANT[0]) && !asks_women {
                continue;
            }
            for (year, place) in
                (0..self.years).flat_map(|year| (0..self.places).map(move |place| (year, place)))
            {
                for group in 0..SINGLE_GROUPS {
                    let asks = kind != IN_TREATMENT || Self::is_family(group);
                    if asks && (kind != IN_TREATMENT || self.asks_of_services(ledger)) {
                        let at = |cell: &usize| self.cell(kind, year, place, group, *cell);
                        let equation = Equation::sum(at(&PEOPLE), answers.iter().map(at));
                        self.equations.push(equation);
                    }
                }
            }
        }
    }

    fn asks_of_services(&self, ledger: &Ledger) -> bool {
        ledger
            .printed
            .keys()
            .any(|count| count.kind == IN_TREATMENT && count.cells == bits(&[CONTACT]))
    }

    fn places_add_up(&mut self, ledger: &Ledger) {
        let named = |is_level: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let places = ledger.places.iter().enumerate();
            places
                .filter(|(_, name)| is_level(name))
                .map(|(at, _)| at)
                .collect()
        };
        let whole = named(&|name| name == "all")[0];
        let providers = named(&|name| name.starts_with("provider "));
        let substances = named(&|name| name != "all" && !name.starts_with("provider "));
        // Of providers everything is printed only where the run is divided by them.
        let is_divided = |places: &[usize]| {
            ledger
                .printed
                .keys()
                .any(|count| places.contains(&count.place) && count.kind == LEAVING)
        };
        for levels in [substances, providers]
            .iter()
            .filter(|levels| is_divided(levels))
        {
            for (kind, cells) in CELLS.iter().enumerate() {
                for year in 0..self.years {
                    for (group, cell) in (0..SINGLE_GROUPS)
                        .flat_map(|group| (0..cells.len()).map(move |cell| (group, cell)))
                    {
                        let at = |place: &usize| self.cell(kind, year, *place, group, cell);
                        let equation = Equation::sum(at(&whole), levels.iter().map(at));
                        self.equations.push(equation);
                    }
                }
            }
        }
    }

    /// What is known of one group at one place: who starts is in treatment, and so on.
    fn people_are_the_same(&mut self, year: usize, place: usize, group: usize) {
        let at = |kind: usize, year: usize, cell: usize| (kind, year, cell);
        let people = |kind: usize| at(kind, year, PEOPLE);
        let mut known = vec![
            (vec![people(STARTING)], vec![people(IN_TREATMENT)]),
            (vec![people(LEAVING)], vec![people(IN_TREATMENT)]),
            (vec![people(BOTH)], vec![people(STARTING)]),
            // Who leaves and did not start in the year is in treatment and did not either.
            (
                vec![people(LEAVING), people(STARTING)],
                vec![people(IN_TREATMENT), people(BOTH)],
            ),
            (
                vec![at(BOTH, year, COMPLETED)],
                vec![at(LEAVING, year, COMPLETED)],
            ),
            (
                vec![at(BOTH, year, 2)],
                (2..5).map(|cell| at(LEAVING, year, cell)).collect(),
            ),
        ];
        if year > 0 {
            let here = vec![people(IN_TREATMENT), at(LEAVING, year - 1, PEOPLE)];
            let before = vec![at(IN_TREATMENT, year - 1, PEOPLE), people(STARTING)];
            known.extend([(here.clone(), before.clone()), (before, here)]);
            // Who leaves and did not start in the year was in treatment before.
            known.push((
                vec![people(LEAVING)],
                vec![people(BOTH), at(IN_TREATMENT, year - 1, PEOPLE)],
            ));
        }
        for (early, ends) in [(EARLY[0], [2, 3, 4].as_slice()), (EARLY[1], &[COMPLETED])] {
            let mut lesser = vec![at(STARTING, year, early)];
            let of_both = if early == EARLY[1] { COMPLETED } else { 2 };
            let mut greater = vec![at(BOTH, year, of_both)];
            if year + 1 < self.years {
                greater.extend(ends.iter().map(|cell| at(LEAVING, year + 1, *cell)));
                lesser.push(at(BOTH, year + 1, of_both));
            }
            // Who starts late in the last year can leave after it, unless the extract ends with it.
            if year + 1 < self.years || self.ends_with_the_year {
                known.push((lesser, greater));
            }
        }
        if Self::is_family(group) {
            let contact = at(IN_TREATMENT, year, CONTACT);
            let kinds: Vec<_> = KINDS_OF_CONTACT
                .map(|kind| at(IN_TREATMENT, year, kind))
                .collect();
            known.extend(kinds.iter().map(|kind| (vec![*kind], vec![contact])));
            known.push((vec![contact], kinds));
            known.push((vec![at(STARTING, year, PREGNANT[0])], vec![contact]));
            let none = vec![at(IN_TREATMENT, year, 2), at(IN_TREATMENT, year, 3)];
            known.push((vec![at(STARTING, year, PREGNANT[1])], none));
        }
        for (lesser, greater) in known {
            let variable = |(kind, year, cell): &(usize, usize, usize)| {
                self.cell(*kind, *year, place, group, *cell)
            };
            let mut terms: Vec<(usize, i64)> =
                greater.iter().map(|one| (variable(one), 1)).collect();
            terms.extend(lesser.iter().map(|one| (variable(one), -1)));
            let more = value_of(&terms, &self.truth);
            // A scene says of itself what is true of it; here is the check.
            assert!(
                more >= 0,
                "year {year}, place {place}, group {group}: {lesser:?} at most {greater:?}: {more}"
            );
            terms.push((self.variables, -1));
            self.variables += 1;
            self.bounds.add();
            self.truth.push(more);
            self.equations.push(Equation { terms, total: 0 });
        }
    }
}

/// What becomes of the hidden counts of a scene.
#[derive(Default)]
pub struct Found {
    /// The program shows nothing.
    pub is_refused: bool,
    /// It says nothing against giving the run out.
    pub is_safe: bool,
    pub hidden: usize,
    pub shown: usize,
    pub noughts: usize,
    pub undecided: usize,
    /// Counts above nought that can be worked out.
    pub recovered: Vec<String>,
}

/// Attacks what is printed of a scene; nothing is found where the program refuses.
pub fn attack(scene: &Scene) -> Found {
    let mut found = Found::default();
    let Some(Printed {
        protected,
        everything,
        is_safe,
    }) = printed_of(&scene.csv, "", scene.arguments, &[])
    else {
        found.is_refused = true;
        return found;
    };
    found.is_safe = is_safe;
    let (ledger, truth) = (Ledger::read(&protected), Ledger::read(&everything));
    let knowledge = Knowledge::of(&ledger, &truth, scene.ends_with_the_year);
    let system = System::new(knowledge.variables, knowledge.equations.clone());
    let mut bounds = knowledge.bounds.clone();
    let all = 0..system.equations.len() as u32;
    bounds
        .narrow(&system, all)
        .expect("the truth lies within the bounds");
    let hidden: Vec<&Count> = ledger
        .printed
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|(count, _)| count)
        .collect();
    found.hidden = hidden.len();
    found.shown = ledger.printed.len() - hidden.len();
    let targets: Vec<Vec<usize>> = hidden.iter().map(|count| knowledge.target(count)).collect();
    let verdicts = decide(&system, &bounds, &knowledge.truth, &targets, &[]);
    for ((count, target), verdict) in hidden.iter().zip(&targets).zip(verdicts) {
        let value: i64 = target
            .iter()
            .map(|variable| knowledge.truth[*variable])
            .sum();
        match verdict {
            Verdict::Safe => {}
            Verdict::Undecided => found.undecided += 1,
            Verdict::Recovered(is) => {
                assert_eq!(is, value, "{}: misread", ledger.say(count));
                if value == 0 {
                    found.noughts += 1;
                } else {
                    found.recovered.push(format!(
                        "{}: {} = {value}",
                        scene.name,
                        ledger.say(count)
                    ));
                }
            }
        }
    }
    found
}

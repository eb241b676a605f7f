//! An attack on the table of judgements: how many adults stand in a cell of the decision table is an answer of a group as well,
//! and what people answer is told in rows of its own.

use crate::chance::Chance;
use crate::ledger::Found;
use crate::runs::{Reported, each_row, reported};
use crate::sums::{Sums, Terms};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Children live with the person, do not, the person is no parent, not known, and an old code that makes no group.
const STATUSES: [&str; 5] = ["11", "13", "14", "", "6"];
const OLD: usize = 4;
/// The last but one: not known. The last: some, nobody knows how many.
const CHILDREN: [&str; 7] = ["0", "1", "2", "3", "4", "", "y"];
const UNKNOWN: usize = 5;
const SOME: usize = 6;
const KINDS: [&str; 2] = ["in_treatment", "starting"];
const GROUPS: [&str; 5] = [
    "own_children",
    "parent_apart",
    "others_children",
    "no_children",
    "incomplete",
];
const OWN: usize = 0;
const APART: usize = 1;
const OTHERS: usize = 2;
const NONE: usize = 3;
const INCOMPLETE: usize = 4;

/// A status and children.
type Answers = (usize, usize);

/// The decision table: status, then some child, none, not known. The old code stands where the status is not known.
type Table = [[usize; 3]; 4];

const DEFAULT: Table = [
    [OWN, OWN, OWN],
    [OTHERS, APART, APART],
    [OTHERS, NONE, INCOMPLETE],
    [INCOMPLETE, INCOMPLETE, INCOMPLETE],
];

fn row_of(status: usize) -> usize {
    status.min(3)
}

/// What an extract has columns for.
#[derive(Clone, Copy)]
enum Columns {
    /// Parental status, and how many children there are in the home.
    Numbers,
    /// Whether a person has children, and whether any child lives with them.
    TwoAnswers,
}

/// What two answers amount to, and how they are written.
const TWO_ANSWERS: [(Answers, &str); 8] = [
    ((0, SOME), "y,y"),
    ((1, 0), "y,n"),
    ((2, SOME), "n,y"),
    ((2, 0), "n,n"),
    ((2, UNKNOWN), "n,"),
    ((3, SOME), ",y"),
    ((3, 0), ",n"),
    ((3, UNKNOWN), ","),
];

impl Columns {
    fn answers(self) -> Vec<Answers> {
        let all = (0..STATUSES.len()).flat_map(|status| (0..SOME).map(move |c| (status, c)));
        match self {
            Columns::Numbers => all.collect(),
            Columns::TwoAnswers => TWO_ANSWERS.map(|(answers, _)| answers).to_vec(),
        }
    }

    fn header(self) -> &'static str {
        match self {
            Columns::Numbers => "parental_status,children_living_with",
            Columns::TwoAnswers => "has_children,lived_with_children",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        const PROFILE: &str = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/profiles/two-answers.toml"
        );
        match self {
            Columns::Numbers => &[],
            Columns::TwoAnswers => &["--profile", PROFILE],
        }
    }

    fn written(self, answers: Answers) -> String {
        let (status, children) = answers;
        match self {
            Columns::Numbers => format!("{},{}", STATUSES[status], CHILDREN[children]),
            Columns::TwoAnswers => {
                let mut all = TWO_ANSWERS.iter();
                let found = all.find(|(other, _)| *other == answers);
                found.expect("one of them").1.into()
            }
        }
    }
}

/// Settings of cells and the groups they make of them; nothing twice, for it is what most runs have.
const SETTINGS: [&[(&str, usize)]; 12] = [
    &[],
    &[],
    &[("not_parent_unknown", NONE)],
    &[("own_zero", INCOMPLETE), ("apart_some", APART)],
    &[("own_unknown", INCOMPLETE)],
    &[("apart_unknown", INCOMPLETE)],
    &[("own_unknown", INCOMPLETE), ("apart_unknown", INCOMPLETE)],
    &[
        ("apart_unknown", APART),
        ("not_parent_unknown", APART),
        ("unknown_zero", APART),
    ],
    &[
        ("own_zero", OTHERS),
        ("apart_some", OWN),
        ("not_parent_unknown", APART),
    ],
    &[
        ("own_zero", APART),
        ("own_unknown", APART),
        ("apart_some", APART),
        ("not_parent_unknown", APART),
        ("unknown_zero", APART),
    ],
    &[("unknown_zero", NONE), ("unknown_some", OTHERS)],
    &[
        ("not_parent_unknown", NONE),
        ("unknown_zero", NONE),
        ("unknown_unknown", NONE),
    ],
];

fn table_of(settings: &[(&str, usize)]) -> Table {
    let mut table = DEFAULT;
    for (status, cells) in JUDGEMENTS.iter().enumerate() {
        for (household, name) in cells.iter().enumerate() {
            if let Some((_, group)) = settings.iter().find(|(setting, _)| setting == name) {
                table[status][household] = *group;
            }
        }
    }
    table
}

/// Names of the cells that are judgements, as they stand in the table.
const JUDGEMENTS: [[&str; 3]; 4] = [
    ["", "own_zero", "own_unknown"],
    ["apart_some", "", "apart_unknown"],
    ["", "", "not_parent_unknown"],
    ["unknown_some", "unknown_zero", "unknown_unknown"],
];

fn household(children: usize) -> usize {
    match children {
        0 => 1,
        UNKNOWN => 2,
        _ => 0,
    }
}

struct Person {
    answers: Answers,
    is_starting: bool,
}

pub fn attack(seed: u64) -> Found {
    let columns = match seed % 5 {
        4 => Columns::TwoAnswers,
        _ => Columns::Numbers,
    };
    let people = people(&mut Chance::new(seed ^ 0x0E0E), columns);
    let settings = SETTINGS[seed as usize % SETTINGS.len()];
    let table = table_of(settings);
    let settings: Vec<String> = settings
        .iter()
        .map(|(name, group)| format!("{name} = \"{}\"\n", GROUPS[*group]))
        .collect();
    let arguments = ["--as-of", "2012-06-30", "--years", "2010-11"];
    let arguments = [&arguments, columns.arguments()].concat();
    let mut found = Found::default();
    let Some(Reported {
        results,
        page,
        is_safe,
    }) = reported(&written(&people, columns), &settings.concat(), &arguments)
    else {
        found.is_refused = true;
        return found;
    };
    found.is_safe = is_safe;
    let mut sums = Sums::default();
    let variables: [BTreeMap<Answers, usize>; KINDS.len()] =
        std::array::from_fn(|kind| variables(&mut sums, (&people, columns), kind));
    for (answers, starting) in &variables[1] {
        sums.at_most(vec![(*starting, 1)], vec![(variables[0][answers], 1)]);
    }
    let mut hidden: Vec<(String, Vec<usize>)> = Vec::new();
    let rows = counts(&results, &table, columns).into_iter();
    let cells = judgements(&page).into_iter();
    let cells = cells.map(|(name, value)| ((0, answers_of(&name, columns)), value));
    for ((kind, answers), value) in rows.chain(cells) {
        let of_sum: Vec<usize> = answers.iter().map(|a| variables[kind][a]).collect();
        match value {
            Some(value) => sums.is(each_once(&of_sum), value),
            None => hidden.push((format!("{}: {answers:?}", KINDS[kind]), of_sum)),
        }
    }
    found.hidden = hidden.len();
    let targets: Vec<Vec<usize>> = hidden.iter().map(|(_, sum)| sum.clone()).collect();
    for ((name, _), value) in hidden.iter().zip(sums.recovered(&targets)) {
        if let Some(value) = value.filter(|value| *value > 0) {
            let what = format!("population {seed}: {name} = {value}");
            found.recovered.push(what);
        }
    }
    found
}

fn each_once(variables: &[usize]) -> Terms {
    variables.iter().map(|variable| (*variable, 1)).collect()
}

/// The answers of the people of a cell that is a judgement.
fn answers_of(judgement: &str, columns: Columns) -> Vec<Answers> {
    let is_one = |(status, children): &Answers| {
        JUDGEMENTS[row_of(*status)][household(*children)] == judgement
    };
    columns.answers().into_iter().filter(is_one).collect()
}

/// Cells are mostly of few people or of many, as chance will have it.
fn people(chance: &mut Chance, columns: Columns) -> Vec<Person> {
    let everything = columns.answers();
    let number = 60 + chance.below(240);
    let has_old = chance.happens(0.3);
    let weights: Vec<f64> = everything
        .iter()
        .map(|(status, _)| {
            let weight = [0.0, 0.01, 0.03, 0.3][chance.below(4)] * chance.part();
            if *status == OLD && !has_old {
                0.0
            } else {
                weight
            }
        })
        .collect();
    let before = 0.5 * chance.part();
    let person = |_| Person {
        answers: everything[chance.weighted(&weights)],
        is_starting: !chance.happens(before),
    };
    (0..number).map(person).collect()
}

fn written(people: &[Person], columns: Columns) -> String {
    let mut csv = format!(
        "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,{},\
         local_authority,agency,drug_1\n",
        columns.header()
    );
    for (at, person) in people.iter().enumerate() {
        let family = columns.written(person.answers);
        let start = if person.is_starting {
            "2010-06-01"
        } else {
            "2009-06-01"
        };
        let sex = ["F", "M"][at % 2];
        writeln!(
            csv,
            "C{at:05},E{at:05},{sex},1975-06-01,{start},,,{family},E06000001,A0001,1011"
        )
        .expect("writing to memory does not fail");
    }
    csv
}

fn variables(
    sums: &mut Sums,
    (people, columns): (&[Person], Columns),
    kind: usize,
) -> BTreeMap<Answers, usize> {
    let of_answers = |answers: Answers| {
        let all = people
            .iter()
            .filter(|person| kind == 0 || person.is_starting);
        let number = all.filter(|person| person.answers == answers).count();
        (answers, sums.variable(number as i64))
    };
    columns.answers().into_iter().map(of_answers).collect()
}

/// What the table of judgements says of each: `None` if it is hidden.
fn judgements(page: &str) -> Vec<(String, Option<i64>)> {
    let (_, table) = page
        .split_once("judgements-table")
        .expect("a report has the table");
    let (table, _) = table.split_once("</table>").expect("it ends");
    let rows = table.split("<tr>").skip(2);
    let judgement = |row: &str| {
        let text: Vec<&str> = row
            .split(['<', '>'])
            .skip(2)
            .step_by(2)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .collect();
        let name = text[0].rsplit('(').next().expect("there is always one");
        let moved = text[2].replace(',', "");
        (name.trim_end_matches(')').to_owned(), moved.parse().ok())
    };
    let all: Vec<(String, Option<i64>)> = rows.map(judgement).collect();
    assert_eq!(all.len(), 8, "every judgement has a row");
    all
}

/// What rows print: which answers they count, and how many if it is shown.
fn counts(
    printed: &str,
    table: &Table,
    columns: Columns,
) -> BTreeMap<(usize, Vec<Answers>), Option<i64>> {
    const EVERYBODY: [(&str, &str); 5] = [
        ("age_group", "adults"),
        ("sex", "all"),
        ("breakdown", "all"),
        ("provider", "all"),
        ("compared_with", ""),
    ];
    let mut counts = BTreeMap::new();
    each_row(printed, |row| {
        let Some(kind) = KINDS.iter().position(|kind| row.is("population", kind)) else {
            return;
        };
        if !EVERYBODY.iter().all(|(name, text)| row.is(name, text)) {
            return;
        }
        let group_of = |(status, children): Answers| table[row_of(status)][household(children)];
        let is_of_group = |answers: Answers| match row.get("family_group") {
            "all" => true,
            "lives_with_child" => [OWN, OTHERS].contains(&group_of(answers)),
            "parent_or_lives_with_child" => [OWN, APART, OTHERS].contains(&group_of(answers)),
            name => GROUPS[group_of(answers)] == name,
        };
        let is_complete = |answers: Answers| group_of(answers) != INCOMPLETE;
        let is_counted = |answers: Answers| -> Option<[bool; 2]> {
            let (status, children) = answers;
            let name = row.get("measure");
            Some(match name.strip_prefix(KINDS[kind]) {
                Some("") => [is_of_group(answers), true],
                Some("_of_complete") => [
                    is_of_group(answers) && is_complete(answers),
                    is_complete(answers),
                ],
                _ => match name {
                    "completeness_family_group" => [is_complete(answers), true],
                    "completeness_parental_status" => [!STATUSES[status].is_empty(), true],
                    "completeness_children" => [children != UNKNOWN, true],
                    _ => {
                        let number = name.strip_prefix("children_")?;
                        let number = number.strip_suffix("_or_more").unwrap_or(number);
                        let number: usize = number.parse().ok()?;
                        let is_asked = is_of_group(answers) && children < UNKNOWN;
                        [is_asked && children == number, is_asked]
                    }
                },
            })
        };
        for (at, name) in ["numerator", "denominator"].into_iter().enumerate() {
            let all: Option<Vec<Answers>> = columns
                .answers()
                .into_iter()
                .map(|answers| is_counted(answers).map(|is| (answers, is[at])))
                .filter(|counted| counted.is_none_or(|(_, is)| is))
                .map(|counted| counted.map(|(answers, _)| answers))
                .collect();
            let Some(all) = all else { continue };
            let shown = counts.entry((kind, all)).or_insert(None);
            *shown = shown.or(row.count(name));
        }
    });
    counts
}

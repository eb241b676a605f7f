//! What is said of single rows, added up over all rows, is the result; and the command says what the library does.

mod common;

use common::{root, succeed, temporary, treatstat};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};
use treatstat::cohorts::FamilyGroup;
use treatstat::extract::{Request, read, read_as};
use treatstat::measures::GroupRow;
use treatstat::measures::definitions::{Kind, Measure, measures};
use treatstat::papers::explain::{Explainer, Explanation};
use treatstat::pipeline::{Linked, count, link};
use treatstat::settings::{Choices, Settings};

const SAMPLES: [&str; 2] = [
    "data-samples/northmere-20090401-20120630.csv",
    "data-samples/A0001-20090401-20120630-northmere.csv",
];

fn settings(toml: &str) -> Settings {
    let choices: Choices = toml::from_str(toml).unwrap();
    Settings::resolve(None, choices, Choices::default()).unwrap()
}

fn linked(sample: &str, settings: &Settings) -> Linked {
    let request = Request {
        extract: vec![root().join(sample)],
        papers: true,
        every_row: true,
        ..Request::default()
    };
    link(read_as(request, settings).unwrap(), settings).unwrap()
}

/// Age group, population, measure, year, group row, sex row -> (numerator, denominator).
type Key = (
    &'static str,
    &'static str,
    String,
    &'static str,
    &'static str,
);
type Sums = BTreeMap<(String, Key), (u64, u64)>;

/// Adds up what the rows' explanations state, each journey once: its first place names it.
fn added_up(explained: &[Explanation], unit_is_person: bool) -> Sums {
    let all = measures();
    let mut seen = BTreeSet::new();
    let mut sums = Sums::new();
    for told in explained {
        let Some(journey) = &told.journey else {
            continue;
        };
        if told.left_out.is_some() || !seen.insert(journey.episodes[0].clone()) {
            continue;
        }
        for population in &told.populations {
            let (Some(age_group), Some(family)) = (population.counted_as, &told.family) else {
                assert!(population.why_not.is_some() && population.measures.is_empty());
                continue;
            };
            let group = group_named(family.family_group);
            for stated in population.measures.iter().filter(|m| m.in_denominator) {
                let measure = one(&all, stated.measure, population.population);
                let year = population.year.clone();
                for (row, sex, numerator) in rows(measure, group, family.sex, stated.adds) {
                    let key = (age_group, population.population, year.clone(), row, sex);
                    let sum = sums.entry((stated.measure.into(), key)).or_default();
                    sum.0 += numerator;
                    sum.1 += 1;
                }
            }
        }
    }
    assert!(unit_is_person || !sums.is_empty());
    sums
}

fn group_named(name: &str) -> FamilyGroup {
    let mut all = FamilyGroup::ALL.into_iter();
    all.find(|g| g.name() == name).unwrap()
}

fn one<'a>(all: &'a [Measure], id: &str, population: &str) -> &'a Measure {
    let is = |m: &&Measure| m.id == id && m.population.name() == population;
    all.iter().find(is).unwrap()
}

/// The rows of a result that one person-year in a denominator is counted in: what the result's columns mean, written
/// down once more.
fn rows(
    measure: &Measure,
    group: FamilyGroup,
    sex: &'static str,
    adds: u64,
) -> Vec<(&'static str, &'static str, u64)> {
    let is_share = matches!(measure.kind, Kind::Share { .. });
    let sexes: Vec<&'static str> = match measure.sexes {
        treatstat::measures::definitions::Sexes::Together => vec!["all"],
        treatstat::measures::definitions::Sexes::Each => vec![sex, "all"],
        treatstat::measures::definitions::Sexes::Women => vec!["F"],
    };
    let mut found = Vec::new();
    for row in GroupRow::ALL
        .into_iter()
        .filter(|r| measure.groups.hold(*r))
    {
        for sex in &sexes {
            if row.holds(group) {
                found.push((row.name(), *sex, adds));
            } else if is_share {
                // Of a share, everybody of the population is in every group's denominator.
                found.push((row.name(), *sex, 0));
            }
        }
    }
    found
}

fn explained(linked: &Linked, settings: &Settings) -> Vec<Explanation> {
    let explainer = Explainer::new(linked, settings).unwrap();
    let papers = linked.extract.papers.as_ref().unwrap();
    let positions = papers.positions();
    assert_eq!(
        positions.len() as u64,
        linked.extract.attrition.rows_read(),
        "every row has a place"
    );
    positions
        .into_iter()
        .map(|position| explainer.explain(position).unwrap())
        .collect()
}

fn measured(sample: &str, settings: &Settings) -> Sums {
    let files = [root().join(sample)];
    let counted = count(read(&files, None, settings).unwrap(), settings).unwrap();
    let run = &counted.measured;
    let mut sums = Sums::new();
    for row in run
        .rows
        .iter()
        .filter(|r| r.key.breakdown == 0 && r.denominator > 0)
    {
        let measure = &run.measures[usize::from(row.key.measure)];
        let key = (
            row.key.age_group.name(),
            measure.population.name(),
            run.years[usize::from(row.key.year)].to_string(),
            row.key.group.name(),
            row.key.sex.name(),
        );
        let counts = (row.numerator, row.denominator);
        assert!(sums.insert((measure.id.into(), key), counts).is_none());
    }
    sums
}

#[test]
fn what_is_said_of_every_row_adds_up_to_the_results() {
    for sample in SAMPLES {
        for toml in [
            "years = \"2009-10..2011-12\"",
            "unit = \"journey\"\npopulation = \"drugs\"\nage_at = \"mid_year\"\nparental_status_from = \"latest\"",
        ] {
            let settings = settings(toml);
            let linked = linked(sample, &settings);
            let stated = added_up(&explained(&linked, &settings), !toml.contains("journey"));
            let measured = measured(sample, &settings);
            assert!(measured.len() > 1000, "{}", measured.len());
            for (key, counts) in &measured {
                assert_eq!(stated.get(key), Some(counts), "{sample} {toml} {key:?}");
            }
            assert_eq!(stated.len(), measured.len(), "{sample} {toml}");
        }
    }
}

/// Rows used and left out, as explained, are the attrition of the run.
#[test]
fn every_row_is_used_or_left_out_as_the_attrition_has_it() {
    for sample in SAMPLES {
        let settings = settings("");
        let linked = linked(sample, &settings);
        let mut left_out: BTreeMap<&str, u64> = BTreeMap::new();
        let mut used = 0;
        for told in explained(&linked, &settings) {
            match told.left_out {
                Some(why) => *left_out.entry(why.rule).or_default() += 1,
                None => used += 1,
            }
        }
        let attrition = &linked.extract.attrition;
        let expected: BTreeMap<&str, u64> = attrition
            .excluded
            .iter()
            .map(|(rule, e)| (rule.name(), e.rows))
            .collect();
        assert_eq!(
            (left_out, used),
            (expected, attrition.rows_used()),
            "{sample}"
        );
    }
}

/// For random rows the command prints what the library says, and nothing that identifies anybody.
#[test]
fn the_command_says_what_the_library_says() {
    let folder = temporary();
    let settings = settings("");
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for sample in SAMPLES {
        let path = root().join(sample);
        let text = std::fs::read_to_string(&path).unwrap();
        let linked = linked(sample, &settings);
        let explainer = Explainer::new(&linked, &settings).unwrap();
        let positions = linked.extract.papers.as_ref().unwrap().positions();
        for _ in 0..100 {
            let at = positions[random.next_u32() as usize % positions.len()];
            let told = explainer.explain(at).unwrap();
            no_identifier(&told, text.lines().nth(at.line as usize - 1).unwrap());
        }
        for _ in 0..4 {
            let at = positions[random.next_u32() as usize % positions.len()];
            let line = at.line.to_string();
            let printed = succeed(
                folder.path(),
                &[
                    "explain",
                    path.to_str().unwrap(),
                    "--line",
                    &line,
                    "--format",
                    "json",
                ],
            );
            let mut printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
            // Only the command knows beforehand which row is asked for, so that it can keep what is noticed of it.
            printed["noticed"] = serde_json::json!([]);
            let told = serde_json::to_value(explainer.explain(at).unwrap()).unwrap();
            assert_eq!(printed, told);
        }
    }
}

/// No value of the row that is longer than a code stands in what is said of it.
fn no_identifier(told: &Explanation, row: &str) {
    let said = serde_json::to_string(told).unwrap();
    let values = row.split(',').map(|v| v.trim_matches('"'));
    for value in values.filter(|v| v.len() > 5 || v.contains(['/', '-'])) {
        assert!(!said.contains(value), "a value of the row is told");
    }
}

#[test]
fn rows_that_cannot_be_explained_are_said_so() {
    let folder = temporary();
    let north = root().join(SAMPLES[0]);
    let south = folder.path().join("south.csv");
    std::fs::copy(&north, &south).unwrap();
    let north = north.to_str().unwrap();
    for (arguments, says) in [
        (vec![north, "--line", "1"], "no row begins on line 1"),
        (
            vec![north, "--line", "999999"],
            "the row before it begins on line",
        ),
        (
            vec![north, "south.csv", "--line", "2"],
            "the line could be of any",
        ),
        (vec![north, "--at", "east.csv:2"], "not one of the files"),
        (vec![north], "--line"),
    ] {
        let output = treatstat(folder.path(), &[vec!["explain"], arguments].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(says), "{said}");
        assert!(output.stdout.is_empty());
    }
    let told = succeed(
        folder.path(),
        &[
            "explain",
            north,
            "south.csv",
            "--at",
            "south.csv:2",
            "--as-of",
            "2012-06-30",
        ],
    );
    assert!(told.contains("south.csv:2"), "{told}");
}

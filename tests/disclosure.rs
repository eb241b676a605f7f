//! What disclosure control promises of a whole run: limits, what it costs, and what it refuses.

mod common;

use common::{Record, records, root, succeed, temporary, treatstat};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

const SAMPLE: &str = "data-samples/A0001-20090401-20120630-northmere.csv";
const DAYS: [&str; 4] = ["--as-of", "2012-06-30", "--years", "2009-10..2011-12"];

fn measured(settings: &str, more: &[&str]) -> Vec<Record> {
    let folder = temporary();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, settings).expect("the temporary folder can be written to");
    let (sample, file) = (root().join(SAMPLE), file.display().to_string());
    let sample = sample.display().to_string();
    let mut arguments = vec!["measure", &sample, "--quiet", "--settings", &file];
    arguments.extend(more);
    records(&succeed(folder.path(), &arguments))
        .into_iter()
        .filter(|row| row["compared_with"].is_empty())
        .collect()
}

fn count(row: &Record, column: &str) -> Option<u64> {
    row[column].parse().ok()
}

/// Raising the limit shows no count below the old one or the new one.
#[test]
fn no_count_below_the_limit_is_shown_whatever_the_limit() {
    let truth = measured("", &["--unsuppressed"]);
    for limit in [5, 6, 10, 50] {
        let rows = measured(&format!("suppress_below = {limit}\n"), &[]);
        let mut shown = 0;
        for (row, truth) in rows.iter().zip(&truth) {
            for column in ["numerator", "denominator"] {
                let Some(count) = count(row, column) else {
                    continue;
                };
                shown += 1;
                assert_eq!(Some(count), self::count(truth, column), "{row:?}");
                assert!(count == 0 || count >= limit, "{limit}: {row:?}");
            }
        }
        assert!(shown > 1000, "{limit}: only {shown} counts are shown");
    }
}

#[test]
fn no_zero_is_shown_if_zeros_are_to_be_hidden() {
    let rows = measured("suppress_zero = true\n", &[]);
    let shows = |row: &&Record, count: Option<u64>| {
        let counts = ["numerator", "denominator"].map(|column| self::count(row, column));
        counts.contains(&count)
    };
    let zeros = rows.iter().filter(|row| shows(row, Some(0))).count();
    assert_eq!(zeros, 0);
    let shown = rows.iter().filter(|row| !shows(row, None)).count();
    assert!(shown > 500, "only {shown} rows are shown");
}

/// Every count that a run writes is rounded alike, and what is worked out from counts is worked out from these.
#[test]
fn all_counts_are_rounded_if_they_are_to_be() {
    let truth = measured("", &["--unsuppressed"]);
    let rounded = |n: u64| (n + 2) / 5 * 5;
    for (settings, shows_small) in [
        ("round_to = 5\n", false),
        ("round_to = 5\nsmall_counts = \"rounded\"\n", true),
    ] {
        let rows = measured(settings, &[]);
        let (mut shown, mut small) = (0, 0);
        for (row, truth) in rows.iter().zip(&truth) {
            // Shares of substances are worked out from rounded counts, and of one of these from nothing.
            if row["measure"].starts_with("substance_") {
                continue;
            }
            for column in ["numerator", "denominator"] {
                let (Some(count), Some(truth)) = (count(row, column), self::count(truth, column))
                else {
                    continue;
                };
                assert_eq!(count, rounded(truth), "{row:?}");
                shown += 1;
                small += usize::from((1..5).contains(&truth));
            }
            let (Some(part), Some(whole)) = (count(row, "numerator"), count(row, "denominator"))
            else {
                continue;
            };
            let value = row["value"].parse::<f64>().ok();
            let expected = (whole > 0).then(|| part as f64 / whole as f64);
            assert_eq!(value.is_some(), expected.is_some(), "{row:?}");
            let off = value.zip(expected).map_or(0.0, |(a, b)| (a - b).abs());
            assert!(off < 1e-12, "{row:?}");
        }
        assert!(shown > 10_000, "{settings}: {shown}");
        assert_eq!(small > 1000, shows_small, "{settings}: {small}");
    }
    let folder = temporary();
    std::fs::write(folder.path().join("five.toml"), "round_to = 5\n").unwrap();
    let sample = root().join(SAMPLE).display().to_string();
    let arguments = [
        "report",
        &sample,
        "--quiet",
        "--settings",
        "five.toml",
        "--out",
        "out",
    ];
    succeed(folder.path(), &arguments);
    let attrition = std::fs::read_to_string(folder.path().join("out/attrition.csv")).unwrap();
    let attrition: Vec<&str> = attrition.lines().collect();
    let numbers = attrition[1..].iter().flat_map(|line| line.split(','));
    let numbers: Vec<u64> = numbers.filter_map(|text| text.parse().ok()).collect();
    assert!(numbers.len() > 3, "{attrition:?}");
    assert!(numbers.iter().all(|n| n % 5 == 0), "{attrition:?}");
    let chart = "out/charts/chart-1-family-groups.txt";
    let words = std::fs::read_to_string(folder.path().join(chart)).unwrap();
    assert!(words.contains("counts rounded to the nearest 5"), "{words}");
}

type Key = Vec<String>;

/// Where a count stands: everything but its family group and level, its breakdown, its level, its group.
fn key(row: &Record) -> (Key, String, String, String) {
    let about = ["age_group", "population", "measure", "period", "sex"];
    let about = about.iter().map(|column| row[*column].clone()).collect();
    let (breakdown, level) = if row["provider"] == "all" {
        (row["breakdown"].clone(), row["level"].clone())
    } else {
        ("provider".into(), row["provider"].clone())
    };
    (about, breakdown, level, row["family_group"].clone())
}

const PARTS: [(&str, &[&str]); 3] = [
    (
        "all",
        &[
            "own_children",
            "parent_apart",
            "others_children",
            "no_children",
            "incomplete",
        ],
    ),
    ("lives_with_child", &["own_children", "others_children"]),
    (
        "parent_or_lives_with_child",
        &["own_children", "parent_apart", "others_children"],
    ),
];

/// What is usual: small counts are hidden, and where a row or a column of a table hides just one, its next smallest.
fn hidden_by_row_and_column(truth: &[&Record]) -> Vec<bool> {
    let value = |at: usize| count(truth[at], "numerator").expect("the truth is whole");
    let mut hidden: Vec<bool> = truth
        .iter()
        .map(|row| {
            let counts = ["numerator", "denominator"].map(|column| count(row, column));
            let [Some(part), Some(whole)] = counts else {
                panic!("the truth is whole")
            };
            let is_share = row["measure"] == row["population"];
            let small = |count: u64| (1..5).contains(&count);
            let is_certain = (1..10).contains(&whole) && (part == 0 || part == whole);
            small(part) || !is_share && small(whole.saturating_sub(part)) || is_certain
        })
        .collect();
    let lines = lines(truth);
    loop {
        let mut is_done = true;
        for line in &lines {
            let is_alone = line.iter().filter(|at| hidden[**at]).count() == 1;
            let next = line.iter().filter(|at| !hidden[**at] && value(**at) > 0);
            if let Some(next) = next.min_by_key(|at| value(**at)).filter(|_| is_alone) {
                hidden[*next] = true;
                is_done = false;
            }
        }
        if is_done {
            return hidden;
        }
    }
}

/// The rows and columns of every table, with their totals.
fn lines(truth: &[&Record]) -> Vec<Vec<usize>> {
    let at: HashMap<_, usize> = truth.iter().enumerate().map(|(n, r)| (key(r), n)).collect();
    let mut lines = Vec::new();
    let mut columns: HashMap<_, Vec<usize>> = HashMap::new();
    for (n, row) in truth.iter().enumerate() {
        let (about, breakdown, level, group) = key(row);
        for (_, parts) in PARTS.iter().filter(|(total, _)| *total == group) {
            let part = |part: &&str| {
                let key = (
                    about.clone(),
                    breakdown.clone(),
                    level.clone(),
                    (*part).into(),
                );
                at.get(&key).copied()
            };
            if let Some(parts) = parts.iter().map(part).collect::<Option<Vec<usize>>>() {
                lines.push([parts, vec![n]].concat());
            }
        }
        if breakdown != "all" {
            let total = (about.clone(), "all".into(), "all".into(), group.clone());
            let total = at.get(&total).copied();
            columns
                .entry((about, breakdown, group))
                .or_insert_with(|| total.into_iter().collect())
                .push(n);
        }
    }
    lines.extend(columns.into_values().filter(|line| line.len() > 2));
    lines
}

/// An empty release is safe too. Of what the usual rule shows of the adults of a local authority, little enough is hidden.
#[test]
fn most_of_what_a_row_and_column_rule_shows_is_shown() {
    let (truth, rows) = (measured("", &["--unsuppressed"]), measured("", &[]));
    let pairs: Vec<(&Record, &Record)> = truth
        .iter()
        .zip(&rows)
        .filter(|(truth, _)| truth["age_group"] == "adults" && !truth["shorthand"].contains("[x]"))
        .collect();
    let truth: Vec<&Record> = pairs.iter().map(|(truth, _)| *truth).collect();
    let usual = hidden_by_row_and_column(&truth);
    let shown_usually = usual.iter().filter(|hidden| !**hidden).count();
    let hidden = pairs
        .iter()
        .zip(&usual)
        .filter(|((_, row), usual)| !**usual && count(row, "numerator").is_none())
        .count();
    let percent = 100.0 * hidden as f64 / shown_usually as f64;
    println!(
        "{} counts, a row-and-column rule shows {shown_usually}; {percent:.1}% of these are hidden",
        truth.len()
    );
    assert!(percent < 40.0, "{percent:.1}%");
}

/// No hidden zero of the sample is left without a witness, but for those that shown zeros tell.
#[test]
fn the_sample_passes() {
    for settings in ["", "round_to = 5\n"] {
        let rows = measured(settings, &[]);
        let said: HashSet<&str> = rows.iter().map(|row| &*row["release"]).collect();
        assert_eq!(said, HashSet::from(["disclosure control passed"]));
    }
}

/// Several questions about help hang together, and a provider's recording tells some of them: a witness may change one that
/// the provider's table does not ask.
#[test]
fn zeros_of_what_is_told_together_get_witnesses() {
    for (people, seed) in [("140", "1"), ("260", "4"), ("1060", "24")] {
        let manifest = manifest_of(people, seed, 1);
        assert!(manifest.contains("\"verdict\": \"pass\""), "{manifest}");
        assert!(
            manifest.contains("\"noughts_that_follow\": 0"),
            "{manifest}"
        );
    }
}

/// Where nobody else at a level gives an answer, the two who exchange it are at different levels.
#[test]
fn zeros_at_levels_of_few_people_get_witnesses() {
    for (people, seed) in [("180", "2"), ("220", "3"), ("500", "10"), ("820", "18")] {
        let manifest = manifest_of(people, seed, 1);
        assert!(manifest.contains("\"verdict\": \"pass\""), "{manifest}");
    }
}

/// Whoever uses heroin in an area is of its opiate group, where people are counted by area and substance group beside estimates
/// of both. No witness is refuted by that, and every count above zero has one.
#[test]
fn drugs_by_area_keep_to_the_substance_groups_there() {
    const ESTIMATES: &str = "area,substance_group,estimate,lower,upper,period,source\n\
        E06009999,opiate,300,200,400,2010-11,made up\n\
        E06009999,alcohol_only,300,200,400,2010-11,made up\n";
    let folder = temporary();
    let extract = "A0001-20090401-20120630-local.csv";
    let synth = ["synth", "--people", "400", "--seed", "3", "--quiet"];
    succeed(folder.path(), &[&synth[..], &["--out", extract]].concat());
    std::fs::write(folder.path().join("estimates.csv"), ESTIMATES).expect("estimates");
    let report = ["report", extract, "--by", "area", "--out", "out", "--quiet"];
    let estimates = ["--prevalence", "estimates.csv"];
    succeed(folder.path(), &[&report[..], &estimates].concat());
    let manifest = manifest_in(folder.path());
    for sound in ["\"without_witness\": 0", "\"refuted\": 0"] {
        assert!(manifest.contains(sound), "{manifest}");
    }
}

/// The rest of an extract is no part of its whole: what is looked for at two levels is not looked for there.
#[test]
fn a_report_on_one_area_beside_a_small_rest_is_sound() {
    let folder = temporary();
    let extract = "A0001-20090401-20120630-local.csv";
    for (people, seed) in [("60", "1"), ("90", "2"), ("150", "3")] {
        let synth = [
            "synth", "--people", people, "--seed", seed, "--quiet", "--force",
        ];
        succeed(folder.path(), &[&synth[..], &["--out", extract]].concat());
        let measure = ["measure", extract, "--area", "E06009999", "--quiet"];
        let rows = succeed(folder.path(), &measure);
        assert!(!rows.contains("not for publication"), "{people} people");
    }
}

/// There are areas where one or two under-18s live with own children, and none of the country who do so starts with heroin: who
/// comes into the group with it does so in another area.
#[test]
fn the_country_by_area_passes() {
    let folder = temporary();
    let extract = "A0000-20090401-20120630-national.csv";
    let synth = ["synth", "--preset", "nta-2012", "--out", extract, "--quiet"];
    succeed(folder.path(), &synth);
    let rows = succeed(
        folder.path(),
        &["measure", extract, "--by", "area", "--quiet"],
    );
    let said: HashSet<&str> = rows
        .lines()
        .skip(1)
        .filter_map(|row| row.rsplit(',').next())
        .collect();
    assert_eq!(said, HashSet::from(["disclosure control passed"]));
}

/// In these extracts some hidden counts have no witness that is two away from the truth.
#[test]
fn a_witness_above_and_one_below_keep_an_interval() {
    for (people, seed) in [("900", "3"), ("1060", "24")] {
        let manifest = manifest_of(people, seed, 2);
        assert!(manifest.contains("\"without_witness\": 0"), "{manifest}");
        assert!(manifest.contains("\"refuted\": 0"), "{manifest}");
    }
}

/// The manifest of a report on so many synthetic people.
fn manifest_of(people: &str, seed: &str, interval: u32) -> String {
    let folder = temporary();
    synthesise(folder.path(), people, seed);
    let settings = format!("protect_interval = {interval}");
    std::fs::write(folder.path().join("interval.toml"), settings).expect("settings");
    let report = ["report", "extract.csv", "--settings", "interval.toml"];
    let out = ["--out", "out", "--quiet"];
    let report = [&report[..], &out, &DAYS].concat();
    succeed(folder.path(), &report);
    manifest_in(folder.path())
}

/// The manifest of the report in `out`.
fn manifest_in(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("out").join("manifest.json")).expect("a report")
}

/// In an extract of one year everybody is in treatment in it, so people used less adults are under-18s.
#[test]
fn people_used_do_not_tell_a_hidden_age_group() {
    let folder = temporary();
    let (mut told, mut hidden) = (0, 0);
    let runs = (1..=5).map(|seed| ("400", seed));
    for (people, seed) in runs.chain((6..=8).map(|seed| ("3000", seed))) {
        synthesise(folder.path(), people, &seed.to_string());
        keep_one_year(&folder.path().join("extract.csv"));
        let run = "report extract.csv --years 2011-12 --as-of 2012-03-31 --quiet --out";
        let out = format!("out-{seed}");
        let report: Vec<&str> = run.split(' ').chain([out.as_str()]).collect();
        succeed(folder.path(), &report);
        let read = |file: &str| {
            let path = folder.path().join(&out).join(file);
            records(&std::fs::read_to_string(path).expect("a report writes it"))
        };
        let attrition = read("attrition.csv");
        let used = attrition.last().expect("the table ends with what is used");
        let is_hidden = |row: &Record| {
            let of_all = ["family_group", "sex", "breakdown"];
            of_all.iter().all(|column| &*row[*column] == "all")
                && ["in_treatment", "starting"].contains(&&*row["measure"])
                && row["numerator"].is_empty()
        };
        match read("results.csv").iter().any(is_hidden) {
            true => {
                hidden += 1;
                assert_eq!(&*used["people"], "", "seed {seed}");
                assert_eq!(&*used["shorthand"], "[c]", "seed {seed}");
            }
            // Else it is hidden only where the line is, beside small numbers of rows left out.
            false => {
                let is_told = !used["people"].is_empty();
                told += u32::from(is_told);
                assert_eq!(is_told, !used["records"].is_empty(), "seed {seed}");
            }
        }
    }
    assert!(told > 0 && hidden > 0, "{told} shown, {hidden} hidden");
}

/// Leaves the episodes that start in 2011-12, open where they end later.
fn keep_one_year(extract: &Path) {
    let text = std::fs::read_to_string(extract).expect("an extract");
    let (header, rows) = text.split_once('\n').expect("a header");
    let at = |column: &str| {
        let mut columns = header.split(',');
        columns
            .position(|name| name == column)
            .expect("a plain extract has it")
    };
    let [triage, discharge, reason] = ["triage_date", "discharge_date", "discharge_reason"].map(at);
    let mut kept = format!("{header}\n");
    for row in rows.lines() {
        let mut values: Vec<&str> = row.split(',').collect();
        if !values
            .get(triage)
            .is_some_and(|day| ("2011-04-01".."2012-04-01").contains(day))
        {
            continue;
        }
        if values[discharge] > "2012-03-31" {
            (values[discharge], values[reason]) = ("", "");
        }
        kept.push_str(&format!("{}\n", values.join(",")));
    }
    std::fs::write(extract, kept).expect("the temporary folder can be written to");
}

#[test]
fn an_interval_that_cannot_be_kept_is_named() {
    let folder = temporary();
    std::fs::write(folder.path().join("wide.toml"), "protect_interval = 5\n")
        .expect("the temporary folder can be written to");
    let sample = root().join(SAMPLE).display().to_string();
    let arguments = [
        "measure",
        &sample,
        "--settings",
        "wide.toml",
        "--strict-tables",
    ];
    let output = treatstat(folder.path(), &arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(13), "{said}");
    assert!(output.stdout.is_empty());
    assert!(said.contains("hint: lower `protect_interval`"), "{said}");
}

/// Nothing is written where a hidden count may be worked out, if the user says so; else it is said, and the verdict is
/// that it must not be given out.
#[test]
fn strict_tables_are_safe_or_refused() {
    let folder = temporary();
    let mut refused = 0;
    // Few people in each family group and substance group leave no witness far from the truth.
    for (people, seed, interval) in [
        ("40", "3", 1),
        ("60", "1", 1),
        ("1200", "1", 1),
        ("1200", "1", 3),
    ] {
        synthesise(folder.path(), people, seed);
        let out = format!("out-{people}-{seed}-{interval}");
        let settings = format!("protect_interval = {interval}");
        std::fs::write(folder.path().join("interval.toml"), settings).expect("settings");
        let run = |more: &[&str], out: &str| {
            let report = [
                "report",
                "extract.csv",
                "--settings",
                "interval.toml",
                "--out",
                out,
            ];
            let report = [&report, &DAYS[..], more].concat();
            treatstat(folder.path(), &report)
        };
        let strict = run(&["--strict-tables"], &format!("strict-{out}"));
        let said = String::from_utf8_lossy(&strict.stderr).into_owned();
        let lenient = run(&[], &out);
        let manifest = std::fs::read_to_string(folder.path().join(&out).join("manifest.json"));
        let is_written = folder.path().join(format!("strict-{out}")).exists();
        if strict.status.code() == Some(13) {
            refused += 1;
            assert!(!is_written, "{out}");
            assert!(said.contains("may be worked out in: "), "{said}");
            assert!(
                said.contains("adults") || said.contains("under_18"),
                "{said}"
            );
            assert!(String::from_utf8_lossy(&lenient.stderr).contains("may be worked out in: "));
            let manifest = manifest.expect("a report");
            assert!(manifest.contains("\"verdict\": \"fail\""), "{manifest}");
        } else {
            assert_eq!(strict.status.code(), Some(0), "{said}");
            assert!(is_written, "{out}");
            let manifest = manifest.expect("a report");
            let verdicts = ["\"verdict\": \"pass\"", "\"verdict\": \"review\""];
            assert!(verdicts.iter().any(|v| manifest.contains(v)), "{manifest}");
            assert!(manifest.contains("\"without_witness\": 0"), "{manifest}");
        }
    }
    assert!((1..4).contains(&refused), "{refused} of 4 are refused");
}

fn synthesise(folder: &Path, people: &str, seed: &str) {
    let fixed = [
        "synth",
        "--quiet",
        "--profile",
        "plain",
        "--force",
        "--out",
        "extract.csv",
    ];
    let of = ["--people", people, "--seed", seed];
    succeed(folder, &[&fixed[..], &of].concat());
}

/// A provider for one area and nobody else of that area: the two are the same people, so what is hidden of the one is hidden
/// of the other; and the recording of such providers is told beside an estimate of an area.
#[test]
fn levels_of_the_same_people_hide_the_same() {
    let folder = temporary();
    let mut csv = String::from(
        "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,\
         parental_status,children_living_with,local_authority,agency\n",
    );
    for person in 0..240 {
        let (at, children) = (person % 3 + 1, person / 3 % 7 % 4);
        let status = if person % 11 == 0 { "" } else { "11" };
        csv += &format!(
            "C{person},E{person},F,1975-06-01,2010-06-01,,,{status},{children},E0600000{at},A000{at}\n"
        );
    }
    std::fs::write(folder.path().join("extract.csv"), csv).expect("an extract");
    let run = |more: &[&str]| {
        let measure = ["measure", "extract.csv"];
        let output = treatstat(folder.path(), &[&measure, &DAYS[..], more].concat());
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("may be worked out"), "{said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // What is counted -> the row of the area, the row of the provider.
    let mut rows: BTreeMap<Vec<String>, Vec<Record>> = BTreeMap::new();
    for row in records(&run(&["--by", "area,provider"])) {
        let place = match (row["area"].as_str(), row["provider"].as_str()) {
            ("all", "all") => continue,
            ("all", provider) => provider.replace("A000", ""),
            (area, _) => area.replace("E0600000", ""),
        };
        if !row["compared_with"].is_empty() {
            continue;
        }
        let what = [
            "age_group",
            "population",
            "measure",
            "period",
            "family_group",
            "sex",
        ];
        let what = what.iter().map(|name| row[*name].clone());
        let key = std::iter::once(place).chain(what).collect();
        rows.entry(key).or_default().push(row);
    }
    let (mut hidden, mut pairs) = (0, 0);
    for both in rows.values().filter(|both| both.len() == 2) {
        pairs += 1;
        for name in ["numerator", "denominator", "value", "shorthand"] {
            assert_eq!(both[0][name], both[1][name], "{both:?}");
        }
        hidden += usize::from(both[0]["shorthand"].contains("[c]"));
    }
    assert!(
        pairs > 1000 && hidden > 100,
        "{pairs} pairs, {hidden} hidden"
    );
    let estimates = "area,substance_group,estimate,lower,upper,period,source\n\
                     E06000001,all,800,600,900,2010-11,invented\n";
    std::fs::write(folder.path().join("estimates.csv"), estimates).expect("estimates");
    assert!(run(&["--prevalence", "estimates.csv"]).contains("A000"));
}

/// A hidden zero of what a provider recorded does not follow from the whole and the other providers, or the run is not said to
/// pass: that some answer is nobody's in the whole does not say that nothing is recorded.
#[test]
fn a_zero_of_what_is_recorded_is_not_told() {
    let folder = temporary();
    let mut csv = String::from(
        "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,\
         parental_status,children_living_with,local_authority,agency,drug_1\n",
    );
    let kinds = [
        (15, "11", "", 1),
        (15, "11", "", 2),
        (6, "11", "", 3),
        (20, "", "1", 1),
        (20, "", "1", 2),
    ];
    let people = kinds.iter().flat_map(|(number, status, children, agency)| {
        (0..*number).map(move |_| (status, children, agency))
    });
    for (person, (status, children, agency)) in people.enumerate() {
        csv += &format!(
            "C{person},E{person},F,1975-06-01,2011-06-01,,,{status},{children},E06000001,A000{agency},1011\n"
        );
    }
    std::fs::write(folder.path().join("extract.csv"), csv).expect("an extract");
    let measure = ["measure", "extract.csv", "--as-of", "2012-06-30"];
    let measure = [&measure[..], &["--years", "2011-12", "--quiet"]].concat();
    let rows = records(&succeed(folder.path(), &measure));
    let recorded = rows.iter().filter(|row| {
        row["measure"] == "completeness_children"
            && row["population"] == "in_treatment"
            && row["age_group"] == "adults"
            && row["breakdown"] == "all"
            && row["compared_with"].is_empty()
    });
    let recorded: Vec<&Record> = recorded.collect();
    assert_eq!(recorded.len(), 4);
    let hidden = recorded
        .iter()
        .filter(|row| count(row, "numerator").is_none());
    let passes = rows[0]["release"] == "disclosure control passed";
    assert!(hidden.count() != 1 || !passes, "{recorded:?}");
}

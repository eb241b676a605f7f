//! What stands beside the counted rows, worked out again from the rows themselves: estimates, published figures, and one
//! area's results beside those of every area.

mod common;

use common::{Record, records, root, succeed, temporary};
use std::collections::BTreeMap;
use std::path::Path;

fn sample() -> String {
    root()
        .join("data-samples/A0001-20090401-20120630-northmere.csv")
        .display()
        .to_string()
}

fn measured(folder: &Path, more: &[&str]) -> Vec<Record> {
    let sample = sample();
    let mut arguments = vec!["measure", &sample, "--quiet"];
    arguments.extend(more);
    records(&succeed(folder, &arguments))
}

/// The columns that say who is asked what, whatever divides them.
const SUBJECT: [&str; 6] = [
    "age_group",
    "population",
    "measure",
    "period",
    "family_group",
    "sex",
];

fn values(row: &Record, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| row[*column].clone()).collect()
}

fn number(row: &Record, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("no number in {column}: {row:?}"))
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * b.abs().max(1.0)
}

/// The row of people in treatment that an inferred row stands beside.
fn in_treatment<'a>(rows: &'a [Record], beside: &Record) -> &'a Record {
    let same = [
        "age_group",
        "area",
        "provider",
        "period",
        "family_group",
        "sex",
        "breakdown",
        "level",
    ];
    rows.iter()
        .find(|row| {
            row["measure"] == "in_treatment"
                && row["compared_with"].is_empty()
                && same.iter().all(|column| row[*column] == beside[*column])
        })
        .unwrap_or_else(|| panic!("no people in treatment beside {beside:?}"))
}

#[test]
fn the_interval_of_an_estimate_is_carried_through() {
    let folder = temporary();
    let estimates = "area,substance_group,estimate,lower,upper,period,source,family_group\n\
        E06009999,all,800,620,1030,2011-12,invented,lives_with_child\n\
        E06009999,opiate,50,40,60,2011-12,invented,lives_with_child\n\
        all,all,700,0,1500,2010-11,invented,parent_or_lives_with_child\n";
    std::fs::write(folder.path().join("estimates.csv"), estimates).unwrap();
    let rows = measured(
        folder.path(),
        &["--prevalence", "estimates.csv", "--unsuppressed"],
    );
    let beside: Vec<&Record> = rows
        .iter()
        .filter(|row| row["compared_with"] == "prevalence_estimate")
        .collect();
    assert_eq!(beside.len(), 9);
    for three in beside.chunks(3) {
        let [estimate, share, need] = three else {
            panic!("three rows an estimate")
        };
        let [value, lower, upper] = ["value", "lowercl", "uppercl"].map(|c| number(estimate, c));
        let treated = number(in_treatment(&rows, estimate), "numerator");
        assert_eq!(share["measure"], "treated_share");
        assert!(near(number(share, "value"), treated / value));
        assert!(near(number(share, "lowercl"), treated / upper));
        match lower {
            0.0 => assert!(share["uppercl"].is_empty()),
            lower => assert!(near(number(share, "uppercl"), treated / lower)),
        }
        assert_eq!(need["measure"], "unmet_need");
        assert!(near(number(need, "value"), value - treated));
        assert!(near(number(need, "lowercl"), lower - treated));
        assert!(near(number(need, "uppercl"), upper - treated));
        let unreliable = upper - lower > value;
        for row in three {
            assert_eq!(row["shorthand"] == "[u]", unreliable, "{row:?}");
        }
    }
    // More are treated for opiates than were estimated: shown, and said on the page.
    assert!(
        beside
            .iter()
            .any(|row| row["measure"] == "unmet_need" && number(row, "value") < 0.0)
    );
    succeed(
        folder.path(),
        &[
            "report",
            &sample(),
            "--prevalence",
            "estimates.csv",
            "--unsuppressed",
            "--out",
            "out",
        ],
    );
    let page = std::fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("more people are in treatment than the estimate"));
    assert!(page.contains("80% of alcohol-dependent parents"));
}

/// Wilson's interval for a proportion, as the textbooks print it.
fn wilson(x: f64, n: f64) -> (f64, f64) {
    let z = 1.959963984540054;
    let (p, scale) = (x / n, 1.0 + z * z / n);
    let centre = (p + z * z / (2.0 * n)) / scale;
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / scale;
    (centre - half, centre + half)
}

#[test]
fn only_official_figures_of_the_same_year_and_people_are_benchmarks() {
    let folder = temporary();
    let figures = "id,year,age_group,population,measure,family_group,sex,kind,value,covers,standing\n\
        1,2011-12,adults,leaving,completed_of_leavers,all,all,percent,20,all,official\n\
        2,2010-11,adults,leaving,completed_of_leavers,all,all,percent,90,all,official\n\
        3,2009-10,adults,leaving,completed_of_leavers,all,all,percent,44,all,official\n\
        4,2011-12,adults,in_treatment,heroin,all,all,percent,90,all,official\n\
        5,2011-12,adults,in_treatment,housing_problem,all,all,percent,1,drugs,official\n\
        6,2011-12,adults,in_treatment,age_30_and_over,all,all,percent,1,all,second_hand\n\
        7,2018-19,adults,starting,retained_12_weeks,all,all,percent,1,all,official\n";
    std::fs::write(folder.path().join("figures.csv"), figures).unwrap();
    let rows = measured(folder.path(), &["--compare", "figures.csv"]);
    let said: BTreeMap<(&str, &str), &str> = rows
        .iter()
        .filter(|row| row["statistic"] == "benchmark")
        .map(|row| {
            (
                (row["measure"].as_str(), row["compared_with"].as_str()),
                row["assessment"].as_str(),
            )
        })
        .collect();
    let expected = BTreeMap::from([
        (("completed_of_leavers", "figures 2011-12"), "better"),
        (("completed_of_leavers", "figures 2010-11"), "worse"),
        (("completed_of_leavers", "figures 2009-10"), "similar"),
        (("heroin", "figures 2011-12"), "lower"),
        (("housing_problem", "figures 2011-12"), ""),
        (("age_30_and_over", "figures 2011-12"), ""),
        (("retained_12_weeks", "figures 2018-19"), ""),
    ]);
    assert_eq!(said, expected);
    // The words follow from the counts.
    let leavers = |period: &str| {
        let row = rows.iter().find(|row| {
            row["measure"] == "completed_of_leavers"
                && row["period"] == period
                && row["age_group"] == "adults"
                && row["family_group"] == "all"
                && row["breakdown"] == "all"
                && row["compared_with"].is_empty()
        });
        let row = row.expect("everybody leaving");
        wilson(number(row, "numerator"), number(row, "denominator"))
    };
    assert!(leavers("2011-12").0 > 0.205);
    assert!(leavers("2010-11").1 < 0.895);
    assert!(leavers("2009-10").0 < 0.445 && leavers("2009-10").1 > 0.435);
}

/// A report on one area counts what the results by area count, and the rest counts what is left of the whole.
#[test]
fn one_area_and_the_rest_are_the_whole() {
    let folder = temporary();
    let key = |row: &Record| values(row, &[&SUBJECT[..], &["breakdown", "level"]].concat());
    let plain = |rows: Vec<Record>, area: &str| -> BTreeMap<Vec<String>, [f64; 2]> {
        rows.iter()
            .filter(|row| {
                row["compared_with"].is_empty()
                    && row["area"] == area
                    && row["provider"] == "all"
                    && !row["measure"].starts_with("substance_")
            })
            .map(|row| {
                (
                    key(row),
                    ["numerator", "denominator"].map(|c| number(row, c)),
                )
            })
            .collect()
    };
    let by = || measured(folder.path(), &["--by", "area", "--unsuppressed"]);
    let one = || measured(folder.path(), &["--area", "E06009999", "--unsuppressed"]);
    let (whole, level) = (plain(by(), "all"), plain(by(), "E06009999"));
    let (area, rest) = (plain(one(), "E06009999"), plain(one(), "rest_of_extract"));
    assert!(level.len() > 4_000 && rest.len() > 4_000);
    for (key, counts) in &level {
        assert_eq!(counts, &area[key], "{key:?}");
    }
    for (key, [x, n]) in &rest {
        assert_eq!([x + area[key][0], n + area[key][1]], whole[key], "{key:?}");
    }
}

#[test]
fn files_named_by_a_settings_file_lie_beside_it() {
    let folder = temporary();
    let inside = folder.path().join("settings");
    std::fs::create_dir(&inside).unwrap();
    std::fs::write(
        inside.join("area.toml"),
        "prevalence = \"estimates.csv\"\ncompare = \"national\"\n",
    )
    .unwrap();
    std::fs::write(
        inside.join("estimates.csv"),
        "area,substance_group,estimate,lower,upper,period,source\nall,all,800,600,900,2011-12,invented\n",
    )
    .unwrap();
    let rows = measured(folder.path(), &["--settings", "settings/area.toml"]);
    for (column, wanted) in [("measure", "unmet_need"), ("statistic", "benchmark")] {
        assert!(rows.iter().any(|row| row[column] == wanted), "{wanted}");
    }
}

/// People of one area and a few of another, at one provider and a few at another only.
fn two_places(few: usize, many: usize) -> String {
    let mut text = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with,agency,local_authority\n".to_owned();
    for person in 0..few + many {
        let (sex, born) = (["F", "M"][person % 2], 1960 + person % 30);
        let (status, children) = [("11", "1"), ("11", "2"), ("13", "0"), ("14", "0")][person % 4];
        let place = if person < few { "all" } else { "North" };
        text += &format!(
            "P{person},E{person},{sex},{born}-02-03,2011-05-01,,,{status},{children},{place},{place}\n"
        );
    }
    text
}

/// Whoever is not at a provider is the whole less the provider, also where providers share people.
#[test]
fn whoever_is_not_at_a_provider_is_no_small_count() {
    let folder = temporary();
    std::fs::write(folder.path().join("any.toml"), "provider_from = \"any\"\n").unwrap();
    for few in 1..8 {
        std::fs::write(folder.path().join("two.csv"), two_places(few, 60)).unwrap();
        let text = succeed(
            folder.path(),
            &[
                "measure",
                "two.csv",
                "--as-of",
                "2012-06-30",
                "--by",
                "provider",
                "--settings",
                "any.toml",
                "--quiet",
            ],
        );
        let rows = records(&text);
        let key = |row: &Record| values(row, &SUBJECT);
        let plain = |row: &&Record| {
            row["compared_with"].is_empty()
                && row["breakdown"] == "all"
                && row["statistic"] == "proportion"
        };
        let whole: BTreeMap<Vec<String>, &Record> = rows
            .iter()
            .filter(plain)
            .filter(|row| row["provider"] == "all")
            .map(|row| (key(row), row))
            .collect();
        let mut looked_at = 0;
        for row in rows
            .iter()
            .filter(plain)
            .filter(|row| row["provider"] != "all")
        {
            for column in ["numerator", "denominator"] {
                let all = whole[&key(row)][column].parse::<u64>();
                if let (Ok(all), Ok(here)) = (all, row[column].parse::<u64>()) {
                    looked_at += 1;
                    assert!(!(1..5).contains(&(all - here)), "{few}: {row:?} of {all}");
                }
            }
        }
        assert!(looked_at > 1000, "{looked_at}");
    }
}

#[test]
fn a_level_that_is_called_all_is_told_from_everybody() {
    let folder = temporary();
    std::fs::write(folder.path().join("two.csv"), two_places(20, 60)).unwrap();
    let text = succeed(
        folder.path(),
        &[
            "measure",
            "two.csv",
            "--as-of",
            "2012-06-30",
            "--by",
            "area,provider",
            "--quiet",
        ],
    );
    let mut keys = std::collections::BTreeSet::new();
    for row in records(&text) {
        let columns = [
            "age_group",
            "area",
            "provider",
            "population",
            "measure",
            "period",
            "family_group",
            "sex",
            "breakdown",
            "level",
            "compared_with",
            "confidence",
            "statistic",
        ];
        let key = values(&row, &columns);
        assert!(keys.insert(key.clone()), "twice: {key:?}");
    }
    assert!(
        keys.iter().any(|key| key[1] == "all (code)")
            && keys.iter().any(|key| key[2] == "all (code)")
    );
}

/// One line for one area must not cost the numbers of the whole: none of adults, and hardly any of the few under 18.
#[test]
fn an_estimate_of_an_area_hides_hardly_anything_of_the_whole() {
    let folder = temporary();
    std::fs::write(
        folder.path().join("estimates.csv"),
        "area,substance_group,estimate,lower,upper,period,source\nE06009999,all,800,600,900,2011-12,invented\nE06009999,opiate,400,300,500,2011-12,invented\n",
    )
    .unwrap();
    let whole = |rows: Vec<Record>| -> Vec<Record> {
        rows.into_iter()
            .filter(|row| row["area"] == "all" && row["compared_with"].is_empty())
            .collect()
    };
    let with = whole(measured(folder.path(), &["--prevalence", "estimates.csv"]));
    let without = whole(measured(folder.path(), &[]));
    let adults = |rows: &[Record]| -> Vec<Record> {
        let rows = rows.iter().filter(|row| row["age_group"] == "adults");
        rows.cloned().collect()
    };
    assert!(adults(&with) == adults(&without));
    let hidden = |rows: &[Record]| {
        let hidden = rows
            .iter()
            .filter(|row| row["shorthand"].starts_with("[c]"));
        hidden.count()
    };
    let (with, without) = (hidden(&with), hidden(&without));
    assert!(100 * with <= 101 * without, "{with} instead of {without}");
    let rows = measured(folder.path(), &["--prevalence", "estimates.csv"]);
    let areas: std::collections::BTreeSet<&str> =
        rows.iter().map(|row| row["area"].as_str()).collect();
    assert_eq!(Vec::from_iter(areas), ["E06009999", "all"]);
}

/// A question that the extract has no column for is asked of nobody: there is nothing to hide.
#[test]
fn what_is_not_asked_is_not_available_and_never_confidential() {
    let folder = temporary();
    std::fs::write(folder.path().join("two.csv"), two_places(7, 30)).unwrap();
    let text = succeed(
        folder.path(),
        &["measure", "two.csv", "--as-of", "2012-06-30", "--quiet"],
    );
    let mut looked_at = 0;
    for row in records(&text) {
        let asked = [
            "pregnant",
            "previously_treated",
            "waited_over_21_days",
            "childrens_services_none",
        ];
        if asked.contains(&row["measure"].as_str()) && row["compared_with"].is_empty() {
            looked_at += 1;
            assert!(row["shorthand"].starts_with("[x]"), "{row:?}");
        }
    }
    assert!(looked_at > 100);
}

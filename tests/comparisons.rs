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
        4,2011-12,adults,in_treatment,female,all,all,percent,90,all,official\n\
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
        (("female", "figures 2011-12"), "lower"),
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
    let key = |row: &Record| -> Vec<String> {
        [
            "age_group",
            "population",
            "measure",
            "period",
            "family_group",
            "sex",
            "breakdown",
            "level",
        ]
        .iter()
        .map(|column| row[*column].clone())
        .collect()
    };
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

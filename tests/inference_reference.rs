//! The trend test against answers computed with R, SAS and statsmodels, and against an official three-year trend.

mod common;

use common::shared;
use serde_json::Value;
use treatstat::inference::Counts;
use treatstat::inference::assess::course;
use treatstat::inference::trend::{Trend, cochran_armitage, with_scores};

fn answers(path: &str) -> Option<Value> {
    let file = shared(&format!("real/{path}/expected.json"))?;
    Some(serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
}

fn groups(test: &Value) -> Vec<Counts> {
    let column = |name: &str| test[name].as_array().unwrap().iter();
    column("x")
        .zip(column("n"))
        .map(|(x, n)| Counts::new(x.as_u64().unwrap(), n.as_u64().unwrap()))
        .collect()
}

fn agrees(ours: Trend, test: &Value) {
    for (ours, theirs) in [(ours.z, &test["z_N"]), (ours.p, &test["p_two_sided_N"])] {
        let theirs = theirs.as_f64().unwrap();
        assert!((ours / theirs - 1.0).abs() < 1e-9, "{ours} {theirs}");
    }
}

#[test]
fn reference_tables_with_their_scores() {
    let Some(answers) = answers("trend_reference") else {
        return;
    };
    for (table, test) in [
        ("malformations", "midpoint_scores_0_0.5_1.5_4_7"),
        ("malformations", "equal_scores"),
        ("sas_pain", "test"),
        ("r_smokers", "test"),
        ("r_smokers", "test_scores_0_0_0_1"),
    ] {
        let test = &answers[table][test];
        let scores = test["scores"].as_array().unwrap().iter();
        let scores: Vec<f64> = scores.map(|s| s.as_f64().unwrap()).collect();
        agrees(with_scores(&groups(test), &scores).unwrap(), test);
    }
    let equal = &answers["malformations"]["equal_scores"];
    agrees(cochran_armitage(&groups(equal)).unwrap(), equal);
}

#[test]
fn the_official_opiate_share_falls_over_three_years() {
    let Some(answers) = answers("published_ndtms_figures") else {
        return;
    };
    let test = &answers["three_year_trend_opiate_share_2020-21_to_2022-23"];
    let years = groups(test);
    agrees(cochran_armitage(&years).unwrap(), test);
    assert_eq!(
        course(&years, &[2020.0, 2021.0, 2022.0]).unwrap().text(),
        "falling"
    );
}

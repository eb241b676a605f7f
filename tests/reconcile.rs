//! `treatstat reconcile`: its lines, its summary and its exit code, on small files written by hand.

mod common;

use common::{records, succeed, temporary, treatstat};
use std::fmt::Write;
use std::path::Path;

const HEADER: &str = "age_group,area,provider,population,measure,period,family_group,sex,breakdown,level,compared_with,numerator,denominator,value,statistic,shorthand";

/// Rows of every area and provider: (population, measure, family group, sex, level, numerator, denominator, statistic,
/// shorthand).
const ROWS: &[&str] = &[
    "starting,starting,all,all,all,all,,1000,1000,1,proportion,",
    "starting,starting,own_children,all,all,all,,155,1000,0.155,proportion,",
    "starting,starting,own_children,F,all,all,,84,300,0.28,proportion,[p]",
    "starting,starting,lives_with_child,all,all,all,,205,1000,0.205,proportion,",
    "starting,starting,parent_or_lives_with_child,all,all,all,,500,1000,0.5,proportion,",
    "starting,starting,parent_apart,all,all,all,,,1000,,proportion,[c]",
    "starting,starting,others_children,all,all,all,,50,1000,0.05,proportion,",
    // A comparison of the same people: never the figure.
    "starting,starting,others_children,all,all,all,everyone_else,7,1000,0.2,difference,",
    "starting,starting,all,all,substance_group,opiate,,400,400,1,proportion,",
    "starting,retained_12_weeks,own_children,all,all,all,,0,0,,proportion,[x]",
    "in_treatment,children_living_with,all,all,all,all,,1040,520,2,mean,",
];

fn results(area: &str, provider: &str) -> String {
    let mut text = format!("{HEADER}\n");
    for row in ROWS {
        let (population, rest) = row.split_once(',').unwrap();
        let (measure, rest) = rest.split_once(',').unwrap();
        writeln!(
            text,
            "adults,{area},{provider},{population},{measure},2011-12,{rest}"
        )
        .unwrap();
    }
    text
}

const PUBLISHED: &str = "id,year,age_group,population,measure,family_group,of_group,sex,breakdown,level,kind,value,standing";

const AGREEING: &str = "\
all,2011-12,adults,starting,starting,all,,all,,,count,1000,
half-up,2011-12,adults,starting,starting,own_children,,all,,,percent,16,
women,2011-12,adults,starting,starting,own_children,,F,,,percent,28,official
of-parents,2011-12,adults,starting,starting,lives_with_child,parent_or_lives_with_child,all,,,percent,41,
opiate,2011-12,adults,starting,starting,all,,all,substance_group,opiate,count,400,
children,2011-12,adults,in_treatment,children_living_with,all,,all,,,count_about,1000,
";

const DIFFERING: &str = "\
count,2011-12,adults,starting,starting,all,,all,,,count,1003,
per-cent,2011-12,adults,starting,starting,own_children,,all,,,percent,15,
others,2011-12,adults,starting,starting,others_children,,all,,,count,7,
";

const ABSENT: &str = "\
hidden,2011-12,adults,starting,starting,parent_apart,,all,,,percent,25,
nobody,2011-12,adults,starting,retained_12_weeks,own_children,,all,,,percent,89,
other-year,2010-11,adults,starting,starting,all,,all,,,count,1000,
mean,2011-12,adults,in_treatment,children_living_with,all,,all,,,percent,50,
";

const SECOND_HAND: &str = "\
quoted,2011-12,adults,starting,starting,all,,all,,,count,999,second_hand
quoted-hidden,2011-12,adults,starting,starting,parent_apart,,all,,,count,9,second_hand
";

fn prepare(folder: &Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("results.csv", &results("all", "all"));
    let local = results("E1", "P1");
    let other = results("E2", "P1").replace("1000,1000,1,", "2000,2000,1,");
    write("local.csv", &local);
    let rows_of = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    write("areas.csv", &(local.clone() + &rows_of(&other)));
    write(
        "quarrel.csv",
        &(local + &rows_of(&other.replace("E2", "E1"))),
    );
    write("other.csv", "id,when\n1,2\n");
    write("no-rows.csv", &format!("{HEADER}\n"));
    write(
        "broken.csv",
        &results("all", "all").replace(",155,", ",a lot,"),
    );
    for (name, figures) in [
        ("agreeing.csv", AGREEING.to_owned()),
        ("differing.csv", DIFFERING.to_owned()),
        ("absent.csv", ABSENT.to_owned()),
        ("quoted.csv", AGREEING.to_owned() + SECOND_HAND),
        ("wrong.csv", AGREEING.replace("1000,", "\"1,000\",")),
        ("none.csv", String::new()),
    ] {
        write(name, &format!("{PUBLISHED}\n{figures}"));
    }
}

#[test]
fn every_verdict_with_its_exit_code() {
    let folder = temporary();
    prepare(folder.path());
    let mut told = String::new();
    for (arguments, code) in [
        (&["results.csv", "agreeing.csv"][..], 0),
        (&["results.csv", "differing.csv"], 1),
        (&["results.csv", "differing.csv", "--quiet"], 1),
        (&["results.csv", "absent.csv"], 1),
        (&["results.csv", "absent.csv", "--years", "2010-11"], 1),
        (&["results.csv", "quoted.csv"], 0),
        (&["local.csv", "agreeing.csv"], 0),
        (&["areas.csv", "agreeing.csv", "--area", "E1"], 0),
        (&["areas.csv", "agreeing.csv", "--area", "E2"], 1),
        (&["results.csv", "differing.csv", "--format", "csv"], 1),
        (
            &[
                "results.csv",
                "absent.csv",
                "--format",
                "json",
                "--years",
                "2010-11",
            ],
            1,
        ),
        // Files that are not what they should be.
        (&["areas.csv", "agreeing.csv"], 11),
        (&["areas.csv", "agreeing.csv", "--area", "E3"], 11),
        (&["quarrel.csv", "agreeing.csv"], 11),
        (&["other.csv", "agreeing.csv"], 11),
        (&["missing.csv", "agreeing.csv"], 11),
        (&["no-rows.csv", "agreeing.csv"], 11),
        (&["broken.csv", "agreeing.csv"], 11),
        (&["results.csv", "wrong.csv"], 11),
        (&["results.csv", "none.csv"], 11),
        (&["results.csv", "nationl"], 11),
        (&["results.csv", "agreeing.csv", "--years", "1999-00"], 11),
    ] {
        let output = treatstat(folder.path(), &[&["reconcile"], arguments].concat());
        let (stdout, stderr) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        let shown = arguments.join(" ");
        assert_eq!(output.status.code(), Some(code), "{shown}: {stderr}");
        writeln!(
            told,
            "$ treatstat reconcile {shown}\n[{code}]\n{stdout}{stderr}"
        )
        .unwrap();
    }
    insta::assert_snapshot!("reconcile", told);
}

#[test]
fn the_figures_built_in_are_held_against_a_run_of_the_program() {
    let folder = temporary();
    prepare(folder.path());
    let folder = folder.path();
    succeed(folder, &["synth", "--people", "300", "--out", "x.csv"]);
    let rows = succeed(folder, &["measure", "x.csv", "--as-of", "2012-06-30"]);
    std::fs::write(folder.join("run.csv"), &rows).unwrap();
    for (name, figures) in [("nta-2012", 36), ("national", 76)] {
        let arguments = ["reconcile", "run.csv", name, "--format", "csv"];
        let output = treatstat(folder, &arguments);
        assert_eq!(output.status.code(), Some(1), "300 people are no nation");
        let lines = records(&String::from_utf8(output.stdout).unwrap());
        assert_eq!(lines.len(), figures);
        let in_treatment = &lines[0];
        let row = records(&rows).into_iter().find(|r| {
            ["all", "all", "all"]
                == [&r["family_group"], &r["sex"], &r["breakdown"]].map(String::as_str)
                && r["measure"] == "in_treatment"
                && r["period"] == "2011-12"
                && r["age_group"] == "adults"
        });
        let people: i64 = row.unwrap()["numerator"].parse().unwrap();
        assert_eq!(in_treatment["ours"], people.to_string());
        assert_eq!(in_treatment["difference"], (people - 197_110).to_string());
    }
}

/// One set of counts that the report's 36 figures allow: (age group, year, population, measure, family group, sex,
/// numerator, denominator).
const POSSIBLE: &str = "\
adults,2011-12,in_treatment,in_treatment,all,all,197110,197110
adults,2011-12,in_treatment,in_treatment,own_children,all,40852,197110
adults,2011-12,in_treatment,in_treatment,others_children,all,25341,197110
adults,2011-12,in_treatment,in_treatment,parent_apart,all,39587,197110
adults,2011-12,in_treatment,in_treatment,lives_with_child,all,66193,197110
adults,2011-12,in_treatment,in_treatment,parent_or_lives_with_child,all,105780,197110
adults,2011-12,starting,starting,own_children,all,11074,69600
adults,2011-12,starting,starting,others_children,all,8352,69600
adults,2011-12,starting,starting,parent_apart,all,17640,69600
adults,2011-12,starting,starting,own_children,F,4370,15600
adults,2011-12,starting,starting,own_children,M,6704,54000
adults,2011-12,starting,starting,parent_apart,F,3760,15600
adults,2011-12,starting,starting,parent_apart,M,13880,54000
adults,2010-11,starting,starting,own_children,all,12920,76000
adults,2009-10,starting,starting,own_children,all,13770,81000
adults,2009-10,starting,starting,others_children,all,12150,81000
adults,2009-10,starting,starting,parent_apart,all,15421,81000
adults,2011-12,starting_and_leaving,completed_of_starters_leaving,own_children,all,1890,3500
adults,2011-12,starting_and_leaving,completed_of_starters_leaving,parent_apart,all,2016,5600
adults,2011-12,starting_and_leaving,completed_of_starters_leaving,others_children,all,972,2700
adults,2011-12,starting,retained_12_weeks,own_children,all,9856,11074
adults,2011-12,starting,retained_12_weeks,no_children,all,25200,30000
adults,2011-12,starting,pregnant,all,F,914,15600
adults,2011-12,in_treatment,age_30_and_over,own_children,all,28188,40852
adults,2011-12,in_treatment,children_living_with,all,all,104000,66193
under_18,2011-12,starting,starting,all,all,15031,15031
under_18,2011-12,starting,starting,own_children,all,115,15031
under_18,2011-12,starting,starting,parent_apart,all,145,15031
under_18,2011-12,starting,starting,others_children,all,3457,15031
under_18,2011-12,starting,starting,all,F,5128,5128
under_18,2011-12,starting,pregnant,all,F,72,5128
";

fn possible(counts: &str) -> String {
    let mut text = format!("{HEADER}\n");
    for line in counts.lines() {
        let [age, year, population, measure, group, sex, x, n] =
            line.split(',').collect::<Vec<_>>().try_into().unwrap();
        let statistic = match measure {
            "children_living_with" => "mean",
            _ => "proportion",
        };
        writeln!(text, "{age},all,all,{population},{measure},{year},{group},{sex},all,all,,{x},{n},,{statistic},").unwrap();
    }
    text
}

#[test]
fn a_population_as_the_report_has_it_agrees_and_one_count_apart_does_not() {
    let folder = temporary();
    let folder = folder.path();
    let reconcile = |counts: &str| {
        std::fs::write(folder.join("england.csv"), possible(counts)).unwrap();
        let output = treatstat(folder, &["reconcile", "england.csv", "nta-2012"]);
        let lines = String::from_utf8(output.stdout).unwrap();
        let agree = lines.lines().filter(|l| l.ends_with("  agrees")).count();
        (output.status.code(), agree)
    };
    assert_eq!(reconcile(POSSIBLE), (Some(0), 36));
    // The last moves a row away, and with it a count and a per cent.
    for (from, to, agree) in [
        ("own_children,all,40852", "own_children,all,40851", 35),
        ("own_children,all,115", "own_children,all,116", 35),
        ("all,104000,", "all,104500,", 35),
        ("own_children,all,1890,", "own_children,all,1870,", 35),
        (
            "adults,2011-12,starting,starting,own_children,all",
            "adults,2012-13,starting,starting,own_children,all",
            34,
        ),
    ] {
        let changed = POSSIBLE.replacen(from, to, 1);
        assert_ne!(changed, POSSIBLE);
        assert_eq!(reconcile(&changed), (Some(1), agree), "{to}");
    }
}

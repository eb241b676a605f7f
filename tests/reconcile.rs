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

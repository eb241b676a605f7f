//! The command line as a user meets it: what goes wrong, what is said, the exit code, and what is left behind.

mod common;

use common::{records, root, succeed, temporary, treatstat};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

const HEADER: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with";
/// A value of each identifying kind; none may ever be printed.
const SECRETS: [&str; 4] = ["SECRETCLIENT", "SECRETEPISODE", "1969-12-30", "30/12/1969"];

fn row(client: &str, birth: &str, triaged: &str) -> String {
    format!("{client},SECRETEPISODE{client},F,{birth},{triaged},,,11,1\n")
}

fn good_rows(number: usize) -> String {
    (0..number)
        .map(|n| row(&format!("SECRETCLIENT{n}"), "1969-12-30", "2011-05-01"))
        .collect()
}

/// Files that can go wrong, in one folder.
fn prepare(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let text = |name: &str, body: String| write(name, format!("{HEADER}\n{body}").as_bytes());
    text("good.csv", good_rows(30));
    write("empty.csv", b"");
    write("blank.csv", b"\n \n");
    text("header-only.csv", String::new());
    write("other.csv", b"name,colour\nx,blue\n");
    write(
        "near.csv",
        format!(
            "{}\n{}",
            HEADER
                .replace("triage_date", "triage_dt")
                .replace("sex", "sexe"),
            good_rows(1)
        )
        .as_bytes(),
    );
    let core =
        "FINITIAL,SINITIAL,DOB,AGNCY,CLIENTID,EPISODID,TRIAGED,DISD,DISRSN,PRNTSTAT,CHILDWTH";
    write("both.csv", format!("{HEADER},{core}\n").as_bytes());
    write("twice.csv", format!("{HEADER},Sex\n").as_bytes());
    write("nul.csv", format!("{HEADER}\n\0\0\0").as_bytes());
    write("packed.csv", &[0x1F, 0x8B, 8, 0, 0]);
    // A gzip file that ends after its first bytes.
    write("cut.csv.gz", &[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B]);
    write("book.csv", b"PK\x03\x04rest");
    write("wide.csv", b"\xFF\xFEc\0l\0");
    text(
        "mixed-orders.csv",
        row("SECRETCLIENT1", "30/12/1969", "01/05/2011")
            + &row("SECRETCLIENT2", "30/12/1969", "05/13/2011"),
    );
    text(
        "mixed-formats.csv",
        row("SECRETCLIENT1", "1969-12-30", "2011-05-01")
            + &row("SECRETCLIENT2", "1969-12-30", "20110501"),
    );
    text(
        "two-digit.csv",
        row("SECRETCLIENT1", "30/12/69", "2011-05-01"),
    );
    text(
        "invalid.csv",
        good_rows(2)
            + &row("SECRETCLIENT3", "1969-12-30", "2011-02-31")
            + &row("", "1969-12-30", "2011-05-01"),
    );
    text(
        "no-dates.csv",
        "SECRETCLIENT1,SECRETEPISODE1,F,1969-12-30,,,,11,1\n".into(),
    );
    write("unknown-name.toml", b"gap_dayz = 1\n");
    write("wrong-value.toml", b"gap_days = -1\n");
    write("broken.toml", b"gap_days = \n");
    write(
        "unknown-field.toml",
        b"name = \"x\"\n[columns]\nclient_idd = \"a\"\n",
    );
    write("absent-column.toml", b"name = \"x\"\n[columns]\nage = \"date_of_birth\"\nclient_id = \"client\"\ntriage_date = \"triage_date\"\n");
    let areas: String = good_rows(30)
        .lines()
        .map(|row| format!("{row},North\n"))
        .collect();
    write(
        "areas.csv",
        format!("{HEADER},local_authority\n{areas}").as_bytes(),
    );
    let estimate = |line: &str| {
        format!("area,substance_group,estimate,lower,upper,period,source\n{line},invented\n")
    };
    write(
        "elsewhere.csv",
        estimate("South,all,100,80,120,2010-11").as_bytes(),
    );
    write(
        "another-year.csv",
        estimate("North,all,100,80,120,2018-19").as_bytes(),
    );
    write(
        "opiates.csv",
        estimate("North,opiate,100,80,120,2010-11").as_bytes(),
    );
    write(
        "backwards.csv",
        estimate("North,all,100,120,80,2010-11").as_bytes(),
    );
    std::fs::create_dir(folder.join("a-folder")).unwrap();
    std::fs::create_dir(folder.join("foreign")).unwrap();
    write("foreign/minutes.txt", b"not ours");
}

const MISTAKES: &[&[&str]] = &[
    &[],
    &["report", "good.csv"],
    &["measure"],
    &["measure", "good.csv", "--years", "2011"],
    &["measure", "good.csv", "--years", "2011-12..2009-10"],
    &["measure", "good.csv", "--as-of", "30/06/2012"],
    &["measure", "good.csv", "--format", "xml"],
    &["measure", "good.csv", "--only", "retained_12_week"],
    &["measure", "good.csv", "--only", "starting,colour"],
    &["measure", "good.csv", "--only", ""],
    &["measure", "good.csv", "--only", "unmet_need"],
    &["measure", "absent.csv"],
    &["measure", "a-folder"],
    &["measure", "empty.csv"],
    &["measure", "blank.csv"],
    &["measure", "header-only.csv"],
    &["measure", "other.csv"],
    &["measure", "near.csv"],
    &["measure", "near.csv", "--profile", "plain"],
    &["measure", "both.csv"],
    &["measure", "twice.csv"],
    &["measure", "nul.csv"],
    &["measure", "packed.csv"],
    &["measure", "book.csv"],
    &["measure", "wide.csv"],
    &["measure", "good.csv", "good.csv"],
    &["measure", "mixed-orders.csv"],
    &["measure", "mixed-formats.csv"],
    &["measure", "two-digit.csv"],
    &["measure", "invalid.csv"],
    &["measure", "no-dates.csv"],
    &["measure", "good.csv", "--settings", "absent.toml"],
    &["measure", "good.csv", "--settings", "unknown-name.toml"],
    &["measure", "good.csv", "--settings", "wrong-value.toml"],
    &["measure", "good.csv", "--settings", "broken.toml"],
    &["measure", "good.csv", "--profile", "ours"],
    &["measure", "good.csv", "--profile", "unknown-field.toml"],
    &["measure", "good.csv", "--profile", "absent-column.toml"],
    &["report", "good.csv", "--out", "good.csv"],
    &["report", "good.csv", "--out", "foreign"],
    &["report", "good.csv", "--out", "good.csv/inside"],
    &["report", "mixed-orders.csv", "--out", "never"],
    &["synth", "--people", "0", "--out", "x.csv"],
    &["synth", "--dirty", "2", "--out", "x.csv"],
    &["synth", "--out", "a-folder"],
    &["synth", "--out", "good.csv"],
    &[
        "measure",
        "good.csv",
        "--as-of",
        "2012-06-30",
        "--years",
        "2019-20",
    ],
    &["synth", "--out", "absent/x.csv"],
    &["measure", "good.csv", "--by", "area"],
    &["measure", "areas.csv", "--area", "Nrth"],
    &["measure", "areas.csv", "--by", "sex"],
    &["measure", "areas.csv", "--prevalence", "absent.csv"],
    &["measure", "areas.csv", "--prevalence", "other.csv"],
    &["measure", "areas.csv", "--prevalence", "elsewhere.csv"],
    &["measure", "areas.csv", "--prevalence", "another-year.csv"],
    &["measure", "areas.csv", "--prevalence", "backwards.csv"],
    &["measure", "areas.csv", "--prevalence", "opiates.csv"],
    &[
        "measure",
        "areas.csv",
        "--area",
        "North",
        "--prevalence",
        "elsewhere.csv",
    ],
    &["measure", "areas.csv", "--compare", "regional"],
    &["measure", "areas.csv", "--compare", "other.csv"],
    &["measure", "*.none"],
    &["measure", "good.csv", "--sheet", "Episodes"],
    &["measure", "cut.csv.gz"],
    &["check"],
    &["check", "absent.csv"],
    &["check", "other.csv"],
    &["check", "good.csv", "--fail-on", "note"],
    &["explain", "good.csv"],
    &["explain", "good.csv", "--line", "1"],
    &["explain", "good.csv", "--line", "400"],
    &["explain", "good.csv", "--at", "good.csv"],
    &["explain", "mixed-orders.csv", "--line", "2"],
    &["profile"],
    &["profile", "show", "ours"],
    &["profile", "check", "ours", "good.csv"],
    &["profile", "draft", "empty.csv"],
];

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_mistake_is_explained_and_leaves_nothing_behind() {
    let folder = temporary();
    prepare(folder.path());
    let before = names(folder.path());
    let mut told = String::new();
    for mistake in MISTAKES {
        let output = treatstat(folder.path(), mistake);
        let stderr = String::from_utf8(output.stderr).unwrap();
        let code = output.status.code().unwrap();
        writeln!(
            told,
            "$ treatstat {}\n[{code}]\n{stderr}",
            mistake.join(" ")
        )
        .unwrap();
        assert_ne!(code, 0, "{mistake:?}");
        assert!(output.stdout.is_empty(), "{mistake:?} wrote to stdout");
        assert_eq!(
            names(folder.path()),
            before,
            "{mistake:?} left something behind"
        );
        for secret in SECRETS {
            assert!(
                !stderr.contains(secret),
                "{mistake:?} printed `{secret}`: {stderr}"
            );
        }
    }
    assert_eq!(
        std::fs::read(folder.path().join("foreign/minutes.txt")).unwrap(),
        b"not ours"
    );
    insta::assert_snapshot!("mistakes", told);
}

#[test]
fn help_names_every_command_and_exit_code() {
    let folder = temporary();
    let mut told = String::new();
    for arguments in [
        &["--help"][..],
        &["report", "--help"],
        &["measure", "--help"],
        &["check", "--help"],
        &["explain", "--help"],
        &["rules", "--help"],
        &["profile", "--help"],
        &["profile", "draft", "--help"],
        &["reconcile", "--help"],
        &["synth", "--help"],
    ] {
        writeln!(
            told,
            "$ treatstat {}\n{}",
            arguments.join(" "),
            succeed(folder.path(), arguments)
        )
        .unwrap();
    }
    insta::assert_snapshot!("help", told);
}

#[test]
fn quiet_says_nothing_and_talk_is_not_data() {
    let folder = temporary();
    prepare(folder.path());
    let quiet = treatstat(
        folder.path(),
        &["measure", "good.csv", "--as-of", "2011-06-30", "--quiet"],
    );
    assert!(quiet.status.success() && quiet.stderr.is_empty());
    let talking = treatstat(
        folder.path(),
        &["measure", "good.csv", "--as-of", "2011-06-30"],
    );
    assert_eq!(quiet.stdout, talking.stdout);
    assert!(!talking.stderr.is_empty());
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let sample = root().join("data-samples/northmere-20090401-20120630.csv");
    let mut child = Command::new(env!("CARGO_BIN_EXE_treatstat"))
        .args(["measure", "--quiet"])
        .arg(sample)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_same_input_gives_the_same_bytes_whatever_the_order_and_the_threads() {
    let folder = temporary();
    succeed(
        folder.path(),
        &["synth", "--people", "300", "--seed", "3", "--out", "a.csv"],
    );
    let text = std::fs::read_to_string(folder.path().join("a.csv")).unwrap();
    let (header, body) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = body.lines().collect();
    // A fixed stride visits every row in an order unlike the file's.
    rows.sort_by_key(|row| {
        row.bytes()
            .fold(17u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)))
    });
    std::fs::write(
        folder.path().join("b.csv"),
        format!("{header}\r\n{}", rows.join("\r\n")),
    )
    .unwrap();
    let results = |file: &str, threads: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_treatstat"))
            .current_dir(folder.path())
            .env("RAYON_NUM_THREADS", threads)
            .args([
                "measure",
                "--quiet",
                "--unsuppressed",
                "--as-of",
                "2012-06-30",
                file,
            ])
            .output()
            .unwrap();
        assert!(output.status.success());
        output.stdout
    };
    let first = results("a.csv", "1");
    assert!(first == results("a.csv", "4"), "threads change the result");
    assert!(
        first == results("b.csv", "3"),
        "the order of rows changes the result"
    );
}

#[test]
fn both_forms_of_one_population_give_the_same_results() {
    let folder = temporary();
    let results = |form: &str| {
        let name = format!("{form}.csv");
        succeed(
            folder.path(),
            &[
                "synth",
                "--people",
                "800",
                "--seed",
                "9",
                "--profile",
                form,
                "--dirty",
                "0",
                "--out",
                &name,
            ],
        );
        let text = succeed(
            folder.path(),
            &["measure", &name, "--unsuppressed", "--as-of", "2012-06-30"],
        );
        // A core data set also holds reviews, further kinds of children's services and family intervention.
        let in_both = |row: &common::Record| {
            let more = [
                "childrens_services",
                "family_intervention",
                "family_help",
                "review",
                "_on_review",
            ];
            !more.iter().any(|part| row["measure"].contains(part))
        };
        let rows: Vec<_> = records(&text).into_iter().filter(in_both).collect();
        assert!(rows.len() > 20_000);
        rows
    };
    assert!(results("cds") == results("plain"));
}

#[test]
fn a_report_replaces_an_earlier_report_and_nothing_else() {
    let folder = temporary();
    prepare(folder.path());
    let arguments = [
        "report",
        "good.csv",
        "--as-of",
        "2012-06-30",
        "--out",
        "out",
    ];
    succeed(folder.path(), &arguments);
    let before = names(&folder.path().join("out"));
    succeed(
        folder.path(),
        &[&arguments[..], &["--unsuppressed"]].concat(),
    );
    assert_eq!(names(&folder.path().join("out")), before);
    std::fs::write(folder.path().join("out/notes.txt"), "mine").unwrap();
    assert_eq!(treatstat(folder.path(), &arguments).status.code(), Some(14));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("out/notes.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn every_output_says_what_may_be_done_with_it() {
    let folder = temporary();
    prepare(folder.path());
    for flag in [None, Some("--unsuppressed")] {
        let mut arguments = vec![
            "report",
            "good.csv",
            "--as-of",
            "2012-06-30",
            "--out",
            "out",
        ];
        arguments.extend(flag);
        succeed(folder.path(), &arguments);
        let out = folder.path().join("out");
        let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let (verdict, marking) = ["verdict", "release"]
            .map(|key| manifest[key].as_str().unwrap())
            .into();
        let expected = match (flag, verdict) {
            (Some(_), "fail") => "unsuppressed: not for publication",
            (None, "pass") => "disclosure control passed",
            (None, "review") => "for review before publication: a hidden zero may be worked out",
            other => panic!("{other:?}"),
        };
        assert_eq!(marking, expected);
        let mut files = vec![
            "results.csv",
            "results.json",
            "attrition.csv",
            "manifest.json",
        ]
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
        // Pages and charts that may be published say nothing.
        if verdict != "pass" {
            let charts = names(&out.join("charts")).into_iter();
            let charts = charts.filter(|name| !name.ends_with(".png"));
            files.extend(charts.map(|name| format!("charts/{name}")));
            files.push("report.html".into());
            assert_eq!(files.len(), 13);
        }
        for file in files {
            let text = std::fs::read_to_string(out.join(&file)).unwrap();
            assert!(text.contains(marking), "{file} does not say `{marking}`");
            for secret in SECRETS {
                assert!(!text.contains(secret), "{file} holds `{secret}`");
            }
        }
    }
}

/// The better an area records, the fewer people have incomplete data: those few must not take the report with them.
#[test]
fn a_few_incomplete_records_hide_little() {
    let folder = temporary();
    let mut text = format!("{HEADER}\n");
    for n in 0..979 {
        let (status, children) = match n {
            0..2 => ("15", ""),
            2..190 => ("11", "1"),
            190..390 => ("13", "0"),
            390..510 => ("14", "2"),
            _ => ("14", "0"),
        };
        let sex = if n % 3 == 0 { "F" } else { "M" };
        text += &format!("c{n},e{n},{sex},1980-01-01,2011-05-01,,,{status},{children}\n");
    }
    std::fs::write(folder.path().join("x.csv"), text).unwrap();
    let rows = records(&succeed(
        folder.path(),
        &[
            "measure",
            "x.csv",
            "--as-of",
            "2012-06-30",
            "--years",
            "2011-12",
        ],
    ));
    let shown = common::adults(&rows, "in_treatment", "in_treatment", "all")
        .into_iter()
        .filter(|r| r["sex"] == "all" && !r["numerator"].is_empty())
        .count();
    assert!(shown >= 4, "only {shown} of 8 rows are shown");
}

/// A column mapped without a value map gives results that mean nothing: said even of a quiet run.
#[test]
fn a_column_of_words_without_a_value_map_is_a_warning() {
    let folder = temporary();
    let body: String = (0..40)
        .map(|n| format!("c{n},e{n},F,1980-01-01,2011-05-01,,,children at home,1\n"))
        .collect();
    std::fs::write(folder.path().join("x.csv"), format!("{HEADER}\n{body}")).unwrap();
    let output = treatstat(
        folder.path(),
        &["measure", "x.csv", "--as-of", "2011-06-30", "-q"],
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("warning: most values of `parental_status`"),
        "{said}"
    );
}

/// Ctrl-C while reading a pipe that nobody closes, and while a file is half written.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let folder = temporary();
    let waits_for = |folder: &Path| {
        let patience = std::time::Instant::now();
        while names(folder).is_empty() && patience.elapsed().as_secs() < 30 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    };
    for arguments in [
        &["report", "-", "--out", "never"][..],
        &["synth", "--people", "5000000", "--out", "never.csv"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_treatstat"))
            .current_dir(folder.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        if arguments[0] == "synth" {
            waits_for(folder.path());
        } else {
            // Long enough for the program to have begun to read.
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        // Closed only afterwards, so that the end of the pipe is not what ends the run.
        let stdin = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{said}");
        assert!(said.contains("stopped; nothing was written"), "{said}");
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{arguments:?}");
    }
}

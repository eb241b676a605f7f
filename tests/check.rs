//! `treatstat check` as its user meets it: what it finds, in every form, with which exit code, and what it never tells.

mod common;

use common::{records, root, succeed, temporary, treatstat};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const HEADER: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with,agency";

/// One row of each kind that is wrong, among good ones; line numbers stand behind.
const MESSY: &str = "
SECRET01,E1,F,1969-12-30,2011-05-01,,,11,1,North
SECRET02,E2,F,1969-12-30,2011-05-01,2011-08-01,80,11,1,North
SECRET03,E3,M,1969-12-30,2011-02-31,,,11,1,North
SECRET04,E4,M,1969-12-30,2011-05-01,2011-04-01,80,13,0,North
,E5,M,1969-12-30,2011-05-01,,,13,0,South
SECRET06,E6,M,1969-12-30,2011-05-01,,,501,0,South
SECRET07,E7,M,1969-12-30,2011-05-01,,,011,1.0,South
SECRET08,E8,M,1969-12-30,2011-05-01,,,14,,South
SECRET09,E9,M,1969-12-30,2011-05-01,,,11,20,South
SECRET10,E10,M,1969-12-30,2011-05-01,,,11,77,South
SECRET11,E11,\"M,1969-12-30,2011-05-01,,,11,1,South
SECRET12,E12,M,1969-12-30,2011-05-01,,,11,1
,,,,,,,,,
client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with,agency
SECRET13,E13,M,1969-12-30,2011-05-01,,,Secret Name,1,Caf\u{e9}
SECRET13,E13,F,1969-12-30,2011-05-01,,,12,1,Caf\u{e9}
SECRET14,E14,M,2012-01-01,2011-05-01,,,11,1,South
SECRET15,E15,M,1969-12-30,2031-05-01,,,11,1,South";

/// None of these may be in any paper. The last is text in a column of codes.
const SECRETS: [&str; 5] = ["SECRET", "1969-12-30", "2012-01-01", "E13", "Secret Name"];

/// The messy extract, in Windows-1252.
fn write_messy(folder: &Path) {
    let text = format!("{HEADER}{MESSY}");
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    std::fs::write(folder.join("messy.csv"), bytes).unwrap();
}

fn check(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = treatstat(folder, &[&["check"], arguments].concat());
    said(output)
}

fn said(output: Output) -> (i32, String, String) {
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn every_slip_of_a_messy_extract_is_found_in_its_place() {
    let folder = temporary();
    write_messy(folder.path());
    let (code, paper, talk) = check(folder.path(), &["messy.csv", "--as-of", "2012-06-30"]);
    assert_eq!(code, 1, "{talk}");
    insta::assert_snapshot!("messy", format!("{paper}\n{talk}"));
}

#[test]
fn no_form_of_the_paper_tells_who_anybody_is() {
    let folder = temporary();
    write_messy(folder.path());
    for form in ["text", "json", "csv", "html"] {
        let (_, paper, talk) = check(
            folder.path(),
            &["messy.csv", "--as-of", "2012-06-30", "--format", form],
        );
        assert!(paper.contains("not for publication"), "{form}");
        for secret in SECRETS {
            assert!(
                !paper.contains(secret) && !talk.contains(secret),
                "{form}: {secret}"
            );
        }
    }
}

#[test]
fn the_forms_hold_the_same_findings() {
    let folder = temporary();
    write_messy(folder.path());
    let form = |form: &str| {
        let arguments = ["messy.csv", "--as-of", "2012-06-30", "--format", form];
        check(folder.path(), &arguments).1
    };
    let json: serde_json::Value = serde_json::from_str(&form("json")).unwrap();
    let csv = records(&form("csv"));
    let (html, findings) = (form("html"), json["findings"].as_array().unwrap());
    assert_eq!(findings.len(), csv.len());
    for (finding, line) in findings.iter().zip(&csv) {
        assert_eq!(finding["rule"], line["rule"].as_str());
        assert_eq!(finding["column"], line["column"].as_str());
        assert_eq!(finding["count"].to_string(), line["count"]);
        assert!(html.contains(&line["rule"]), "{}", line["rule"]);
    }
    let rows = &json["rows"];
    let number = |name: &str| rows[name].as_u64().unwrap();
    assert_eq!(number("read"), number("used") + number("left_out"));
    let left_out: u64 = json["attrition"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["rows"].as_u64().unwrap())
        .sum();
    assert_eq!(left_out, number("left_out"));
}

#[test]
fn the_exit_code_says_how_grave_it_is() {
    let folder = temporary();
    let rows = |rows: &[&str]| format!("{HEADER}\n{}\n", rows.join("\n"));
    let good = "A1,E1,F,1969-12-30,2011-05-01,,,11,1,North";
    let unknown = "A2,E2,F,1969-12-30,2011-05-01,,,77,1,North";
    let bad = "A3,E3,F,1969-12-30,2011-02-31,,,11,1,North";
    for (name, text, on_error, on_warning) in [
        ("clean.csv", rows(&[good]), 0, 0),
        ("unknown.csv", rows(&[good, unknown]), 0, 1),
        ("bad.csv", rows(&[good, bad]), 1, 1),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
        let code = |fail_on| {
            let arguments = [name, "--as-of", "2012-06-30", "--fail-on", fail_on];
            check(folder.path(), &arguments).0
        };
        assert_eq!(
            (code("error"), code("warning")),
            (on_error, on_warning),
            "{name}"
        );
    }
}

/// What refuses an extract is a finding too, with its place, and the rest of the paper still says what was read.
#[test]
fn what_refuses_an_extract_is_a_finding() {
    let folder = temporary();
    let row = "A1,E1,F,30/12/1969,01/05/2011,,,11,1,North";
    let month_first = "A2,E2,F,30/12/1969,05/13/2011,25/05/2011,80,11,1,North";
    let day_first = "A1,E1,F,30/12/1969,31/05/2011,,,11,1,North";
    let two_digits = "A3,E3,F,30/12/69,01/05/2011,,,11,1,North";
    for (name, text, rule, column, line) in [
        (
            "mixed.csv",
            format!("{HEADER}\n{day_first}\n{month_first}\n"),
            "mixed_dates",
            "triage_date",
            3,
        ),
        (
            "short.csv",
            format!("{HEADER}\n{row}\n{two_digits}\n"),
            "two_digit_years",
            "date_of_birth",
            3,
        ),
        (
            "lacks.csv",
            format!("{}\n{row}\n", HEADER.replace("sex", "sax")),
            "missing_column",
            "sex",
            1,
        ),
        (
            "twice.csv",
            format!("{HEADER},SEX\n{row},F\n"),
            "duplicate_column",
            "sex",
            1,
        ),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
        let arguments = [name, "--profile", "plain", "--format", "json"];
        let (code, paper, talk) = check(folder.path(), &arguments);
        assert_eq!(code, 1, "{name}: {talk}");
        let paper: serde_json::Value = serde_json::from_str(&paper).unwrap();
        let finding = &paper["findings"][0];
        assert_eq!(
            (
                &finding["rule"],
                &finding["column"],
                &finding["first"][0]["line"]
            ),
            (&rule.into(), &column.into(), &line.into()),
            "{name}"
        );
        assert!(!finding["detail"].as_str().unwrap().is_empty());
        let refused = treatstat(folder.path(), &["measure", name, "--profile", "plain"]);
        assert_eq!(refused.status.code(), Some(11), "{name}");
    }
}

/// What no report can be made of is refused by both, `check` saying why.
#[test]
fn an_extract_of_which_nothing_can_be_made_is_refused() {
    let folder = temporary();
    let good = "A1,E1,F,1969-12-30,2011-05-01,,,11,1,North";
    let bad = good.replace("2011-05-01", "2011-02-31");
    let late = good.replace("2011-05-01", "2019-05-01");
    let undated = good.replace("2011-05-01", "");
    let as_of = &["--as-of", "2012-06-30"][..];
    for (name, rows, arguments, rule, exit_code) in [
        ("empty.csv", String::new(), as_of, "no_rows", 11),
        (
            "bad.csv",
            format!("{good}\n{bad}\n"),
            as_of,
            "too_many_invalid",
            12,
        ),
        ("late.csv", format!("{late}\n"), as_of, "nothing_used", 11),
        (
            "undated.csv",
            format!("{undated}\n"),
            &[][..],
            "no_extract_date",
            10,
        ),
    ] {
        std::fs::write(folder.path().join(name), format!("{HEADER}\n{rows}")).unwrap();
        let (code, paper, talk) = check(
            folder.path(),
            &[
                &[name, "--fail-on", "refusal", "--format", "json"],
                arguments,
            ]
            .concat(),
        );
        assert_eq!(code, 1, "{name}: {talk}");
        let paper: serde_json::Value = serde_json::from_str(&paper).unwrap();
        assert_eq!(
            (&paper["refused"], &paper["findings"][0]["rule"]),
            (&true.into(), &rule.into())
        );
        let run = treatstat(folder.path(), &[&["measure", name], arguments].concat());
        assert_eq!(run.status.code(), Some(exit_code), "{name}");
    }
    std::fs::write(
        folder.path().join("full.csv"),
        format!("{HEADER}\n{good}\n"),
    )
    .unwrap();
    let both = ["full.csv", "empty.csv", "--as-of", "2012-06-30"];
    let (code, paper, _) = check(folder.path(), &both);
    assert!(code == 0 && paper.contains("warning empty_file"), "{paper}");
}

/// A quote that is lost or doubled makes another id of one; that is said.
#[test]
fn a_quote_inside_an_id_is_a_warning() {
    let folder = temporary();
    let rows = "A1\",E1,F,1969-12-30,2011-05-01,,,11,1,North\nA2,E2,F,1969-12-30,2011-05-01,,,11,1,North\n";
    std::fs::write(folder.path().join("x.csv"), format!("{HEADER}\n{rows}")).unwrap();
    let (code, paper, _) = check(folder.path(), &["x.csv", "--as-of", "2012-06-30"]);
    assert!(
        code == 0 && paper.contains("warning stray_quote"),
        "{paper}"
    );
    assert!(paper.contains("`client_id`: 1 value; line 2"), "{paper}");
}

/// The first line of a file without a header is somebody's row: none of it is printed, by no command.
#[test]
fn a_file_without_a_header_is_refused_and_not_printed() {
    let folder = temporary();
    let rows = "SECRET01,E1,F,1969-12-30,2011-05-01,,,11,1,North\n".repeat(3);
    std::fs::write(folder.path().join("x.csv"), rows).unwrap();
    for command in [
        &["check", "x.csv"][..],
        &["measure", "x.csv"],
        &["profile", "check", "plain", "x.csv"],
        &["profile", "draft", "x.csv"],
    ] {
        let (code, printed, talk) = said(treatstat(folder.path(), command));
        assert_eq!(code, 11, "{command:?}");
        assert!(talk.contains("looks like a row"), "{talk}");
        for secret in SECRETS {
            assert!(
                !printed.contains(secret) && !talk.contains(secret),
                "{command:?}"
            );
        }
    }
}

/// The same rows, however they come: one file, a folder, packed, through a pipe.
#[test]
fn rows_are_the_same_however_they_come() {
    let folder = temporary();
    let sample =
        std::fs::read(root().join("data-samples/northmere-20090401-20120630.csv")).unwrap();
    std::fs::create_dir(folder.path().join("north")).unwrap();
    std::fs::write(folder.path().join("north/a-20090401-20120630.csv"), &sample).unwrap();
    std::fs::write(folder.path().join("north/notes.md"), "no extract").unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&sample).unwrap();
    std::fs::write(folder.path().join("b.gz"), packed.finish().unwrap()).unwrap();
    let tight = zstd::encode_all(sample.as_slice(), 3).unwrap();
    std::fs::write(folder.path().join("c.zst"), tight).unwrap();
    let as_of = [
        "--as-of",
        "2012-06-30",
        "--years",
        "2009-10..2011-12",
        "--quiet",
    ];
    let measure =
        |extract: &str| succeed(folder.path(), &[&["measure", extract][..], &as_of].concat());
    let expected = measure("north/a-20090401-20120630.csv");
    for extract in ["north", "north/*.csv", "b.gz", "c.zst"] {
        // The beginning of the extract is in one name only, and no result of these years rests on it.
        assert_eq!(measure(extract), expected, "{extract}");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_treatstat"))
        .args(["measure", "-"])
        .args(as_of)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&sample));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

/// A Parquet file reads as the text it was made from: the first 40 rows of the plain sample.
#[test]
fn a_parquet_file_reads_as_its_text() {
    let folder = temporary();
    let sample =
        std::fs::read_to_string(root().join("data-samples/northmere-20090401-20120630.csv"));
    let text: String = sample
        .unwrap()
        .lines()
        .take(41)
        .map(|l| format!("{l}\n"))
        .collect();
    std::fs::write(folder.path().join("text.csv"), text).unwrap();
    let parquet = root().join("tests/fixtures/episodes.parquet");
    let measure = |extract: &str| {
        succeed(
            folder.path(),
            &[
                "measure",
                extract,
                "--as-of",
                "2012-06-30",
                "--unsuppressed",
            ],
        )
    };
    assert_eq!(measure(parquet.to_str().unwrap()), measure("text.csv"));
    let stuck = Command::new(env!("CARGO_BIN_EXE_treatstat"))
        .args(["measure", "-"])
        .stdin(std::fs::File::open(&parquet).unwrap())
        .output()
        .unwrap();
    let (code, _, talk) = said(stuck);
    assert!(
        code == 11 && talk.contains("cannot be read from a pipe"),
        "{talk}"
    );
}

/// A workbook's sheet reads as the text it was made from.
#[test]
fn a_workbook_reads_as_its_text_and_names_its_rows() {
    let folder = temporary();
    let path = folder.path().join("book.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet();
    sheet.set_name("Episodes").unwrap();
    for (at, name) in (0..).zip(HEADER.split(',')) {
        sheet.write(0, at, name).unwrap();
    }
    let day = |y, m, d| rust_xlsxwriter::ExcelDateTime::from_ymd(y, m, d).unwrap();
    for row in 1..=30u32 {
        sheet.write(row, 0, 1000 + row).unwrap();
        sheet.write(row, 1, row).unwrap();
        sheet
            .write(row, 2, if row % 2 == 0 { "F" } else { "M" })
            .unwrap();
        sheet
            .write_with_format(row, 3, day(1969, 12, 30), &date)
            .unwrap();
        // Every third date has lost its format: 40664 is 1 May 2011.
        if row % 3 == 0 {
            sheet.write(row, 4, 40_664).unwrap();
        } else {
            sheet
                .write_with_format(row, 4, day(2011, 5, 1), &date)
                .unwrap();
        }
        sheet.write(row, 7, if row == 7 { 99 } else { 11 }).unwrap();
        sheet.write(row, 8, 1).unwrap();
        sheet.write(row, 9, "North").unwrap();
    }
    book.add_worksheet()
        .set_name("Notes")
        .unwrap()
        .write(0, 0, "made by hand")
        .unwrap();
    book.save(&path).unwrap();

    let (code, _, talk) = check(folder.path(), &["book.xlsx"]);
    assert_eq!(code, 11);
    assert!(
        talk.contains("`Episodes`, `Notes`") && talk.contains("--sheet"),
        "{talk}"
    );
    let arguments = [
        "book.xlsx",
        "--sheet",
        "episodes",
        "--as-of",
        "2012-06-30",
        "--format",
        "json",
    ];
    let (code, paper, talk) = check(folder.path(), &arguments);
    assert_eq!(code, 0, "{talk}");
    let paper: serde_json::Value = serde_json::from_str(&paper).unwrap();
    assert_eq!(paper["rows"]["used"], 30);
    let found = |rule: &str| {
        let findings = paper["findings"].as_array().unwrap();
        findings.iter().find(|f| f["rule"] == rule).unwrap().clone()
    };
    assert_eq!(found("serial_date")["count"], 10);
    assert_eq!(found("serial_date")["first"][0]["line"], 4);
    assert_eq!(found("unknown_code")["first"][0]["line"], 8);

    let rows: String = (1..=30)
        .map(|row| {
            let (sex, status) = (
                if row % 2 == 0 { "F" } else { "M" },
                if row == 7 { 99 } else { 11 },
            );
            format!(
                "{},{row},{sex},1969-12-30,2011-05-01,,,{status},1,North\n",
                1000 + row
            )
        })
        .collect();
    std::fs::write(folder.path().join("text.csv"), format!("{HEADER}\n{rows}")).unwrap();
    let measure = |arguments: &[&str]| {
        succeed(
            folder.path(),
            &[&["measure", "--as-of", "2012-06-30"], arguments].concat(),
        )
    };
    assert_eq!(
        measure(&["book.xlsx", "--sheet", "Episodes"]),
        measure(&["text.csv"])
    );
}

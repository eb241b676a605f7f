//! `release-check`: what two releases give away together.

mod common;

use common::{root, succeed, temporary, treatstat};
use std::path::Path;

const HEADER: &str = "age_group,area,provider,population,measure,period,family_group,sex,breakdown,level,compared_with,\
numerator,denominator,value,shorthand,release\n";
const SAMPLE: &str = "data-samples/A0001-20090401-20120630-northmere.csv";

/// Adults in treatment in one year by family group at a provider; `c` is hidden.
fn people(provider: &str, counts: [&str; 8]) -> String {
    const GROUPS: [&str; 8] = [
        "own_children",
        "parent_apart",
        "others_children",
        "no_children",
        "incomplete",
        "lives_with_child",
        "parent_or_lives_with_child",
        "all",
    ];
    let all = counts[7];
    let number = |text: &str| text.replace('c', "");
    let line = |(group, count): (&str, &str)| {
        let mark = if count == "c" || all == "c" {
            "[c]"
        } else {
            ""
        };
        let (count, all) = (number(count), number(all));
        format!(
            "adults,all,{provider},in_treatment,in_treatment,2011-12,{group},all,all,all,,{count},{all},,{mark},disclosure control passed\n"
        )
    };
    GROUPS.into_iter().zip(counts).map(line).collect()
}

fn write(folder: &Path, name: &str, tables: &[String]) {
    std::fs::write(folder.join(name), format!("{HEADER}{}", tables.concat())).unwrap();
}

/// Exit code, verdict, counts told, counts that changed little.
fn checked(folder: &Path, old: &str, new: &str) -> (i32, String, u64, u64) {
    let output = treatstat(
        folder,
        &["release-check", old, new, "--format", "json", "--quiet"],
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&said);
    let sum = |name: &str| {
        let tables = found[name].as_array().expect("a list").iter();
        tables.map(|table| table["counts"].as_u64().unwrap()).sum()
    };
    (
        output.status.code().unwrap(),
        found["verdict"].as_str().unwrap().to_owned(),
        sum("told"),
        sum("small_changes"),
    )
}

const WHOLE: [&str; 8] = ["c", "c", "20", "10", "0", "c", "75", "85"];
const A: [&str; 8] = ["30", "11", "15", "5", "0", "45", "56", "61"];
const B: [&str; 8] = ["8", "6", "5", "5", "0", "13", "19", "24"];
const B_HIDDEN: [&str; 8] = ["c", "c", "5", "5", "0", "c", "19", "24"];

/// The whole hides own children, parents apart and who lives with a child; two providers add up to it.
#[test]
fn what_levels_add_up_to_is_told() {
    let folder = temporary();
    let folder = folder.path();
    write(folder, "old.csv", &[people("all", WHOLE)]);
    let new = |b| [people("all", WHOLE), people("A", A), people("B", b)];
    write(folder, "safe.csv", &new(B_HIDDEN));
    write(folder, "not.csv", &new(B));
    let verdict = |old: &str, new: &str| checked(folder, old, new);
    assert_eq!(verdict("old.csv", "old.csv"), (0, "pass".into(), 0, 0));
    assert_eq!(verdict("old.csv", "safe.csv"), (0, "review".into(), 0, 0));
    assert_eq!(verdict("safe.csv", "old.csv"), (0, "pass".into(), 0, 0));
    assert_eq!(verdict("old.csv", "not.csv"), (1, "fail".into(), 3, 0));
    // What the older one hides of B as well.
    assert_eq!(verdict("safe.csv", "not.csv"), (1, "fail".into(), 6, 0));
    // Levels that do not add up anywhere are no levels of it.
    let other = ["30", "11", "14", "5", "0", "44", "55", "60"];
    let tables = [people("all", WHOLE), people("A", other), people("B", B)];
    write(folder, "other.csv", &tables);
    assert_eq!(verdict("old.csv", "other.csv"), (0, "review".into(), 0, 0));
    // What is not safe by itself does not become so.
    let marked = std::fs::read_to_string(folder.join("old.csv")).unwrap();
    let text = "not for publication: a hidden count may be worked out";
    let marked = marked.replace("disclosure control passed", text);
    std::fs::write(folder.join("unsafe.csv"), marked).unwrap();
    assert_eq!(verdict("old.csv", "unsafe.csv"), (1, "fail".into(), 0, 0));
    std::fs::write(folder.join("empty.csv"), HEADER).unwrap();
    let empty = treatstat(folder, &["release-check", "old.csv", "empty.csv"]);
    assert_eq!(empty.status.code(), Some(11));
}

#[test]
fn a_few_people_more_are_told_of() {
    let folder = temporary();
    let folder = folder.path();
    write(folder, "old.csv", &[people("A", A)]);
    let more = ["32", "11", "15", "5", "0", "47", "58", "63"];
    write(folder, "later.csv", &[people("A", more)]);
    // Own children, the two sums they are in, and all.
    let found = checked(folder, "old.csv", "later.csv");
    assert_eq!(found, (0, "review".into(), 0, 4));
    // Who else came is known where all but one count of a line is.
    let hidden = ["c", "11", "15", "5", "0", "47", "58", "63"];
    write(folder, "hidden.csv", &[people("A", hidden)]);
    let found = checked(folder, "old.csv", "hidden.csv");
    assert_eq!(found, (0, "review".into(), 0, 4));
    let many = ["40", "11", "15", "5", "0", "55", "66", "71"];
    write(folder, "many.csv", &[people("A", many)]);
    let found = checked(folder, "old.csv", "many.csv");
    assert_eq!(found, (0, "review".into(), 0, 0));
}

/// The sample, divided in several ways. That a count is hidden in one and shown in the other needs no sums to be seen.
#[test]
fn reports_of_the_sample_are_compared() {
    let folder = temporary();
    let folder = folder.path();
    let sample = root().join(SAMPLE).display().to_string();
    std::fs::write(folder.join("ten.toml"), "suppress_below = 10\n").unwrap();
    std::fs::write(folder.join("five.toml"), "round_to = 5\n").unwrap();
    let report = |out: &str, more: &[&str]| {
        let arguments = [&["report", &sample, "--quiet", "--out", out], more].concat();
        succeed(folder, &arguments);
    };
    report("plain", &[]);
    report("providers", &["--by", "provider"]);
    report("ten", &["--settings", "ten.toml"]);
    report("rounded", &["--settings", "five.toml"]);
    report("one", &["--area", "E06009999"]);
    let same = checked(folder, "plain", "plain");
    assert_eq!((same.0, same.2, same.3), (0, 0, 0));
    for other in ["providers", "ten", "rounded"] {
        let (code, verdict, told, changed) = checked(folder, "plain", other);
        assert_eq!((code, verdict.as_str(), changed), (1, "fail", 0), "{other}");
        // Both ways the same is known.
        assert_eq!(checked(folder, other, "plain").2, told, "{other}");
        assert!(told > 100, "{other}: {told}");
    }
    // An area and the rest are the whole: both say much of each other.
    let (code, _, told, _) = checked(folder, "plain", "one");
    assert!(code == 1 && told > 100, "{told}");
    let text = treatstat(folder, &["release-check", "plain", "providers"]);
    let (out, said) = [&text.stdout, &text.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .into();
    assert!(out.starts_with("verdict: fail\n"), "{out}");
    assert!(said.contains("do not publish the newer one"), "{said}");
    succeed(
        folder,
        &[
            "report",
            &sample,
            "--quiet",
            "--out",
            "all",
            "--unsuppressed",
        ],
    );
    let refused = treatstat(folder, &["release-check", "plain", "all"]);
    assert_eq!(refused.status.code(), Some(11));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is unsuppressed"));
}

/// What such shares show is read from the rows of the people they are of.
#[test]
fn shares_without_their_people_are_refused() {
    let folder = temporary();
    let run = |only: &str| succeed(root(), &["measure", SAMPLE, "--quiet", "--only", only]);
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("shares.csv", run("substance_opiate,completed_of_leavers"));
    write("people.csv", run("substance_opiate,in_treatment,starting"));
    let refused = treatstat(
        folder.path(),
        &["release-check", "people.csv", "shares.csv"],
    );
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(11), "{said}");
    assert!(
        said.contains("whose own numbers it does not hold"),
        "{said}"
    );
    succeed(
        folder.path(),
        &["release-check", "people.csv", "people.csv"],
    );
}

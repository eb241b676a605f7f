//! The runs that the tests look at: each extract measured twice, as released and as it is.

use crate::equations::Equations;
use crate::rows::{Row, read_rows};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};

struct Extract {
    people: u32,
    profile: &'static str,
    seed: u32,
    /// What the run is told beside the years.
    more: &'static [&'static str],
}

const fn extract(people: u32, profile: &'static str, seed: u32) -> Extract {
    Extract {
        people,
        profile,
        seed,
        more: &[],
    }
}

const fn divided(
    people: u32,
    profile: &'static str,
    seed: u32,
    more: &'static [&'static str],
) -> Extract {
    Extract {
        more,
        ..extract(people, profile, seed)
    }
}

/// Small extracts are where nearly everything is small, large ones where secondary hiding is at work; both forms of the
/// extract are read by different code. The last are divided by area and provider, or about one area.
const EXTRACTS: &[Extract] = &[
    extract(12, "cds", 1),
    extract(12, "plain", 2),
    extract(40, "cds", 3),
    extract(40, "plain", 4),
    extract(120, "cds", 5),
    extract(120, "plain", 103),
    extract(120, "cds", 7),
    extract(400, "cds", 8),
    extract(400, "plain", 9),
    extract(400, "cds", 10),
    extract(700, "cds", 203),
    extract(1500, "cds", 11),
    extract(1500, "plain", 12),
    divided(400, "cds", 10, &["--by", "area,provider"]),
    divided(1500, "plain", 12, &["--by", "area,provider"]),
    divided(1500, "cds", 11, &["--area", "E06009999"]),
];

/// The columns that `plain` does not have, so of which it asks nobody: every row is 0 of 0.
const NOT_ASKED_IN_PLAIN: &[&str] = &[
    "family_intervention_received",
    "family_intervention_none",
    "family_intervention_not_recorded",
    "family_status_reviewed",
    "family_group_changed_on_review",
    "completeness_family_intervention",
];

pub struct Case {
    pub people: u32,
    pub name: String,
    pub protected: Vec<Row>,
    pub truth: Vec<Row>,
    /// What the program worked out from the rows of the run.
    pub inferred: Vec<Row>,
    pub inferred_from_truth: Vec<Row>,
    pub equations: Mutex<BTreeMap<String, Arc<Equations>>>,
    profile: &'static str,
}

impl Case {
    /// Whether the extract has what the measure asks about.
    pub fn asks(&self, row: &Row) -> bool {
        self.profile != "plain" || !NOT_ASKED_IN_PLAIN.contains(&row.measure.as_str())
    }
}

/// A file that goes away also when an assertion fails.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn treatstat(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_treatstat"))
        .args(arguments)
        .output()
        .expect("the program starts");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Released rows, and after them those inferred from them.
fn measured(extract: &Path, more: &[&str]) -> (Vec<Row>, Vec<Row>) {
    let path = extract.to_str().expect("UTF-8");
    let mut arguments = vec!["measure", path, "--quiet", "--as-of", "2012-06-30"];
    arguments.extend(["--years", "2009-10..2011-12"]);
    arguments.extend(more);
    let mut rows = read_rows(&treatstat(&arguments));
    let released = rows.iter().take_while(|row| !row.is_inferred()).count();
    let inferred = rows.split_off(released);
    for row in &inferred {
        assert!(
            row.is_inferred(),
            "{}: a released row among inferred ones",
            row.name()
        );
    }
    (rows, inferred)
}

fn run(extract: &Extract) -> Case {
    let Extract {
        people,
        profile,
        seed,
        more,
    } = extract;
    let said = more.concat().replace("--", " ");
    let name = format!("{people} people, {profile}, seed {seed}{said}");
    let file = Temporary(std::env::temp_dir().join(format!(
        "treatstat-deduction-{}-{people}-{profile}-{seed}-{}.csv",
        std::process::id(),
        more.len() + more.concat().len()
    )));
    let path = file.0.to_str().expect("UTF-8");
    let (people_said, seed_said) = (people.to_string(), seed.to_string());
    treatstat(&[
        "synth",
        "--quiet",
        "--people",
        &people_said,
        "--profile",
        profile,
        "--seed",
        &seed_said,
        "--out",
        path,
    ]);
    let (protected, inferred) = measured(&file.0, more);
    let (truth, inferred_from_truth) = measured(&file.0, &[more, &["--unsuppressed"][..]].concat());
    let case = Case {
        people: *people,
        name,
        protected,
        truth,
        inferred,
        inferred_from_truth,
        equations: Mutex::default(),
        profile,
    };
    check(&case);
    case
}

fn check(case: &Case) {
    assert_eq!(
        case.protected.len(),
        case.truth.len(),
        "{}: protection takes no row away",
        case.name
    );
    assert!(!case.inferred.is_empty(), "{}", case.name);
    for (shown, true_row) in case.protected.iter().zip(&case.truth) {
        let name = true_row.name();
        assert_eq!(shown.name(), name, "{}", case.name);
        assert!(
            true_row.numerator.is_some() && true_row.denominator.is_some(),
            "{name}: the truth is whole"
        );
        assert!(
            case.asks(true_row) || true_row.denominator == Some(0),
            "{name}: asked of nobody"
        );
    }
}

/// Every test looks at the same runs, so they are made once.
pub fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        std::thread::scope(|scope| {
            let runs: Vec<_> = EXTRACTS
                .iter()
                .map(|extract| scope.spawn(move || run(extract)))
                .collect();
            runs.into_iter()
                .map(|run| run.join().expect("the run ends"))
                .collect()
        })
    })
}

/// Fails with the first few of what was found in all cases: one example is seldom enough to see the pattern.
pub fn require_none(found: &[String], what: &str) {
    assert!(
        found.is_empty(),
        "{what}: {} found, such as\n  {}",
        found.len(),
        found[..found.len().min(12)].join("\n  ")
    );
}

//! Running the program. The path to it is in this file and nowhere else.

use crate::people::Population;
use crate::tables::{Tables, read};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

fn program() -> String {
    let built: Option<&str> = option_env!("CARGO_BIN_EXE_treatstat");
    std::env::var("TREATSTAT_PROGRAM")
        .ok()
        .or(built.map(str::to_string))
        .expect("TREATSTAT_PROGRAM says where the program is, unless it is built beside the tests")
}

/// A file that goes away also when an assertion fails.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A folder that does so.
struct TemporaryFolder(PathBuf);

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub struct Run {
    pub name: String,
    /// Adults and under-18s, as anybody sees them.
    pub protected: [Tables; 2],
    /// The same people with nothing hidden and everything divided: for the judge alone.
    pub unsuppressed: [Tables; 2],
    /// Whether the program says nothing against giving it out.
    pub is_safe: bool,
}

pub fn run(seed: u64, population: &Population) -> Run {
    run_with(seed, population, "").expect("something can be shown of everybody")
}

/// With settings, as a settings file says them; `None` if the program refuses, because nothing it could show would be safe.
pub fn run_with(seed: u64, population: &Population, settings: &str) -> Option<Run> {
    let file = new_file();
    let settings_file = Temporary(file.with_extension("toml"));
    std::fs::write(&settings_file.0, settings).expect("the temporary folder can be written to");
    let file = Temporary(file);
    std::fs::write(&file.0, &population.csv).expect("the temporary folder can be written to");
    let settings_path = settings_file.0.display().to_string();
    let with_settings = ["--settings", &settings_path];
    let by: Vec<&str> = population.by.iter().flat_map(|by| ["--by", by]).collect();
    let said = population
        .by
        .map(|by| format!(", by {by}"))
        .unwrap_or_default();
    let (protected, warnings) = measure(&file, &[&with_settings[..], &by].concat())?;
    let everything = [
        "--by",
        population.by.map_or("provider", |_| "area,provider"),
        "--unsuppressed",
    ];
    Some(Run {
        name: format!("population {seed}, {} people{said}", population.people),
        protected,
        // Completeness is divided by provider in every run.
        unsuppressed: measure(&file, &everything)?.0,
        is_safe: is_safe(&warnings),
    })
}

/// What disclosure control ends with when it refuses.
const REFUSED: i32 = 13;

/// The tables, and what is said beside them.
fn measure(file: &Temporary, more: &[&str]) -> Option<([Tables; 2], String)> {
    const YEARS: [&str; 4] = ["--as-of", "2012-06-30", "--years", "2009-10..2011-12"];
    let (results, said) = printed(file, &[&YEARS[..], more].concat())?;
    Some((read(&results), said))
}

/// What is printed of an extract, as anybody sees it and with nothing hidden.
pub struct Printed {
    pub protected: String,
    pub everything: String,
    /// Whether the program says nothing against giving it out.
    pub is_safe: bool,
}

/// With settings, as a settings file says them, and what is asked for more where nothing is hidden; `None` if the program
/// refuses.
pub fn printed_of(csv: &str, settings: &str, arguments: &[&str], more: &[&str]) -> Option<Printed> {
    let file = Temporary(new_file());
    std::fs::write(&file.0, csv).expect("the temporary folder can be written to");
    let settings_file = Temporary(file.0.with_extension("toml"));
    std::fs::write(&settings_file.0, settings).expect("the temporary folder can be written to");
    let path = settings_file.0.display().to_string();
    let arguments = [arguments, &["--settings", &path]].concat();
    let (protected, said) = printed(&file, &arguments)?;
    let everything = [&arguments, &["--unsuppressed"][..], more].concat();
    Some(Printed {
        protected,
        everything: printed(&file, &everything)?.0,
        is_safe: is_safe(&said),
    })
}

/// What a report writes of an extract, and whether the program says nothing against giving it out.
pub struct Reported {
    pub results: String,
    pub page: String,
    pub is_safe: bool,
}

/// `None` if the program refuses.
pub fn reported(csv: &str, settings: &str, arguments: &[&str]) -> Option<Reported> {
    let file = Temporary(new_file());
    std::fs::write(&file.0, csv).expect("the temporary folder can be written to");
    let settings_file = Temporary(file.0.with_extension("toml"));
    std::fs::write(&settings_file.0, settings).expect("the temporary folder can be written to");
    let folder = TemporaryFolder(file.0.with_extension("report"));
    let paths = [&settings_file.0, &folder.0].map(|path| path.display().to_string());
    let more = ["--settings", &paths[0], "--out", &paths[1]];
    let Some((_, said)) = run_on("report", &file, &[arguments, &more].concat()) else {
        assert!(!folder.0.exists(), "{arguments:?}");
        return None;
    };
    let read = |name: &str| {
        std::fs::read_to_string(folder.0.join(name)).expect("a report has the file, and it is text")
    };
    Some(Reported {
        results: read("results.csv"),
        page: read("report.html"),
        is_safe: is_safe(&said),
    })
}

/// A row of results, by the names of its columns.
pub struct Row<'a> {
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    pub fn get(&self, name: &str) -> &str {
        &self.record[column(self.header, name)]
    }

    pub fn is(&self, name: &str, text: &str) -> bool {
        self.get(name) == text
    }

    /// `None` if it is hidden.
    pub fn count(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }
}

pub fn each_row(printed: &str, mut take: impl FnMut(&Row<'_>)) {
    let mut reader = csv::Reader::from_reader(printed.as_bytes());
    let header = reader.headers().expect("results have a header").clone();
    for record in reader.records() {
        take(&Row {
            header: &header,
            record: &record.expect("well-formed results"),
        });
    }
}

/// The number of a column of what is printed.
pub fn column(header: &csv::StringRecord, name: &str) -> usize {
    let mut columns = header.iter();
    let found = columns.position(|column| column == name);
    found.expect("a known column")
}

fn is_safe(said: &str) -> bool {
    !said.contains("may be worked out")
}

/// Tests run side by side, and some look at the same population.
fn new_file() -> PathBuf {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("treatstat-attack-{}-{run}.csv", std::process::id()))
}

/// The results, and what is said beside them.
fn printed(file: &Temporary, arguments: &[&str]) -> Option<(String, String)> {
    run_on("measure", file, arguments)
}

/// What a command writes of an extract, and what is said beside it; `None` if the program refuses.
fn run_on(command: &str, file: &Temporary, arguments: &[&str]) -> Option<(String, String)> {
    let output = Command::new(program())
        .arg(command)
        .arg(&file.0)
        .arg("--quiet")
        .args(arguments)
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() == Some(REFUSED) {
        assert!(output.stdout.is_empty(), "{arguments:?}: {said}");
        return None;
    }
    assert!(output.status.success(), "{arguments:?}: {said}");
    let results = String::from_utf8(output.stdout).expect("results are UTF-8");
    Some((results, said))
}

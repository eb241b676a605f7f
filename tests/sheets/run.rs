//! Files through the program: what it counts, and what its working paper says of them.

use super::Counts;
use std::path::PathBuf;
use std::sync::Arc;
use treatstat::day::Day;
use treatstat::error::Error;
use treatstat::extract::{Profile, Request, read, read_as};
use treatstat::measures::breakdowns::{Breakdown, Level};
use treatstat::measures::{Row, RowKey};
use treatstat::papers::check::{Check, Finding};
use treatstat::pipeline::{Counted, count};
use treatstat::settings::{By, Choices, Settings};
use treatstat::synth::Form;

/// A file by its name and its bytes.
pub type File = (String, Vec<u8>);

/// What is read, and by which settings.
#[derive(Clone)]
pub struct Run {
    /// The profile by name; `None`: recognised.
    pub profile: Option<&'static str>,
    /// Whether the extract date is given; else it is inferred.
    pub dated: bool,
}

pub fn profile_of(form: Form) -> &'static str {
    match form {
        Form::Cds => "cds",
        Form::Plain => "plain",
    }
}

/// Everything that a run counts, by names that do not depend on which other levels there are.
#[derive(Clone, PartialEq, Debug)]
pub struct Results {
    /// The rows that count anybody, each with the name of its breakdown and level.
    pub rows: Vec<(RowKey, Arc<str>, u64, u64)>,
    pub people: u64,
    pub episodes: u64,
    pub journeys: u64,
    pub as_of: Day,
}

impl Results {
    fn of(counted: &Counted) -> Results {
        let attrition = &counted.extract.attrition;
        let measured = &counted.measured;
        let names: Vec<Vec<Arc<str>>> = measured.breakdowns.iter().map(level_names).collect();
        let named = |row: &Row| {
            let (breakdown, level) = (row.key.breakdown, row.key.level);
            let name = &names[usize::from(breakdown)][usize::from(level)];
            let key = RowKey {
                level: 0,
                ..row.key
            };
            (key, Arc::clone(name), row.numerator, row.denominator)
        };
        let counting = measured.rows.iter().filter(|row| row.denominator > 0);
        Results {
            rows: counting.map(named).collect(),
            people: attrition.people_used,
            episodes: attrition.episodes_used,
            journeys: counted.journeys,
            as_of: counted.extract.extent.as_of,
        }
    }

    /// Where two results first differ; `None` if they are the same.
    pub fn difference(&self, other: &Results) -> Option<String> {
        if self == other {
            return None;
        }
        let totals = |r: &Results| (r.people, r.episodes, r.journeys, r.as_of, r.rows.len());
        let rows = self.rows.iter().zip(&other.rows).find(|(a, b)| a != b);
        Some(format!(
            "people, episodes, journeys, date, rows {:?} against {:?}; {rows:?}",
            totals(self),
            totals(other)
        ))
    }
}

fn level_names(breakdown: &Breakdown) -> Vec<Arc<str>> {
    let name = |level: &Level| {
        let Level {
            area,
            provider,
            level,
            ..
        } = level;
        format!("{} {area} {provider} {level}", breakdown.name).into()
    };
    breakdown.levels.iter().map(name).collect()
}

impl Run {
    /// With every column that can divide dividing, so that little can change unseen.
    pub fn settings(&self) -> Settings {
        let choices = Choices {
            as_of: Day::from_ymd(2012, 6, 30).filter(|_| self.dated),
            by: Some(vec![By::Area, By::Provider]),
            max_invalid_percent: Some(100.0),
            ..Choices::default()
        };
        Settings::resolve(None, choices, Choices::default()).expect("the settings are valid")
    }

    fn profile(&self) -> Option<Profile> {
        let name = self.profile?;
        Some(Profile::load(name).expect("a built-in profile"))
    }

    /// What the files come to, with every row accounted for.
    pub fn results(&self, files: &[File]) -> Result<Results, Error> {
        self.counted(files).map(|counted| Results::of(&counted))
    }

    pub fn counted(&self, files: &[File]) -> Result<Counted, Error> {
        let (_folder, paths) = written(files);
        let settings = self.settings();
        let counted = count(read(&paths, self.profile(), &settings)?, &settings)?;
        counted.extract.attrition.check()?;
        Ok(counted)
    }

    /// The working paper on the files, in which every file balances too.
    pub fn check(&self, files: &[File]) -> Result<Check, Error> {
        let (_folder, paths) = written(files);
        let settings = self.settings();
        let request = Request {
            extract: paths,
            profile: self.profile(),
            papers: true,
            ..Request::default()
        };
        let check = Check::new(read_as(request, &settings)?, &settings, false)?;
        let refused = check
            .findings
            .iter()
            .any(|f| f.effect == treatstat::extract::Effect::Refuses);
        for file in &check.files {
            let rows = &file.rows;
            // The rows of a refused extract are read, and nothing is made of them.
            let balance = refused || rows.read == rows.used + rows.left_out;
            assert!(balance, "{}: rows are lost", file.file);
        }
        Ok(check)
    }
}

/// The files in a folder of their own.
fn written(files: &[File]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths = files.iter().map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path
    });
    let paths = paths.collect();
    (folder, paths)
}

/// How often each rule is broken, by column, however the header spells it.
pub fn counts(findings: &[Finding]) -> Counts {
    let mut counts = Counts::new();
    for finding in findings {
        let column = finding.column.to_lowercase();
        *counts.entry((finding.rule, column)).or_default() += finding.count;
    }
    counts
}

//! `treatstat check`: everything that is wrong with an extract, and what becomes of it.

use super::MARKING;
use super::completeness::{self, Completeness};
use crate::day::{Day, FinancialYear};
use crate::episodes::{Episode, Episodes};
use crate::error::Result;
use crate::extract::findings::Finding as Found;
use crate::extract::inputs::STDIN;
use crate::extract::{
    About, Attrition, Effect, Extract, Field, Papers, Position, ReadFile, Rule, Severity,
};
use crate::pipeline::{self, Linked};
use crate::settings::Settings;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The whole paper.
#[derive(Serialize)]
pub struct Check {
    pub marking: &'static str,
    /// Nothing is made of the extract until what refuses it is mended.
    pub refused: bool,
    pub profile: String,
    pub profile_recognised: bool,
    pub extract_date: Option<String>,
    pub extract_date_from: &'static str,
    pub extract_begins: Option<String>,
    /// Rows read, used and left out, in all files.
    pub rows: Rows,
    pub episodes_used: u64,
    pub journeys: u64,
    pub people_used: u64,
    pub files: Vec<File>,
    /// The gravest first.
    pub findings: Vec<Finding>,
    pub attrition: Vec<LeftOut>,
    pub unknown_codes: Vec<UnknownCode>,
    pub dates: Vec<DateColumn>,
    pub years: Vec<YearCounts>,
    pub completeness: Vec<Completeness>,
    /// Fields of the profile that no file has a column for.
    pub absent_fields: Vec<String>,
    pub columns_not_used: Vec<String>,
}

#[derive(Serialize)]
pub struct Rows {
    pub read: u64,
    pub used: u64,
    pub left_out: u64,
}

#[derive(Serialize)]
pub struct File {
    pub file: String,
    pub form: String,
    pub encoding: &'static str,
    pub delimiter: &'static str,
    /// The data sets whose columns it has, of a core data set.
    pub data_set: Option<&'static str>,
    pub data_set_since: Option<&'static str>,
    pub rows: Rows,
    pub left_out_by_rule: BTreeMap<&'static str, u64>,
}

/// A rule broken, in one column.
#[derive(Serialize)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub effect: Effect,
    pub column: String,
    pub count: u64,
    /// What is counted.
    pub counts: &'static str,
    /// The first few places.
    pub first: Vec<Place>,
    pub meaning: &'static str,
    pub remedy: String,
    /// What the run would say, of a rule that refuses the extract.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Place {
    pub file: String,
    pub line: u64,
}

#[derive(Serialize)]
pub struct LeftOut {
    pub rule: &'static str,
    pub meaning: &'static str,
    pub rows: u64,
    /// 0 where rows are left out before episodes are known; so for people.
    pub episodes: u64,
    pub people: u64,
}

#[derive(Serialize)]
pub struct UnknownCode {
    pub column: String,
    /// The code; `(text)` for anything longer than a code, which is not shown.
    pub value: String,
    pub rows: u64,
}

/// A column of dates; never that of birth.
#[derive(Serialize)]
pub struct DateColumn {
    pub field: &'static str,
    pub column: String,
    pub formats: Vec<&'static str>,
    pub rows: u64,
    pub earliest: String,
    pub latest: String,
}

/// How many episodes begin and end in a financial year.
#[derive(Serialize)]
pub struct YearCounts {
    pub year: String,
    pub starting: u64,
    pub ending: u64,
}

impl Check {
    /// Looks through an extract that was read for working papers.
    ///
    /// # Errors A fault of the program, or settings that cannot be.
    pub fn new(extract: Extract, settings: &Settings, recognised: bool) -> Result<Check> {
        let papers = extract.papers.as_ref();
        let can_link =
            extract.extent.as_of.is_some() && papers.is_some_and(|p| !p.is_beyond_linking());
        let linked = if can_link {
            let mut linked = pipeline::link(extract, settings)?;
            linked.extract.refuse_nothing_used();
            linked
        } else {
            unlinked(extract)
        };
        Ok(paper(&linked, settings, recognised, can_link))
    }

    /// How many findings refuse the extract.
    pub fn refusals(&self) -> usize {
        let refuses = |f: &&Finding| f.effect == Effect::Refuses;
        self.findings.iter().filter(refuses).count()
    }

    /// How many findings are at least as grave.
    pub fn findings_from(&self, severity: Severity) -> usize {
        let grave = |f: &&Finding| f.severity >= severity;
        self.findings.iter().filter(grave).count()
    }
}

/// An extract that is refused: its rows are read, nothing is made of them.
fn unlinked(extract: Extract) -> Linked {
    Linked {
        extract,
        episodes: Episodes::default(),
        years: Vec::new(),
        journeys: 0,
    }
}

fn paper(linked: &Linked, settings: &Settings, recognised: bool, can_link: bool) -> Check {
    let extract = &linked.extract;
    let mut episodes = linked.episodes.all(extract, settings);
    let papers = extract
        .papers
        .as_ref()
        .expect("a check reads for working papers");
    episodes.retain(|episode| papers.is_used(episode.record.row));
    let known = |day: Day| day.is_some().then(|| day.to_string());
    Check {
        marking: MARKING,
        refused: !papers.refusals.is_empty(),
        profile: extract.profile.name.clone(),
        profile_recognised: recognised,
        extract_date: known(extract.extent.as_of),
        extract_date_from: extract.extent.as_of_origin.text(),
        extract_begins: known(extract.extent.from),
        rows: all_rows(&extract.attrition),
        episodes_used: extract.attrition.episodes_used,
        journeys: linked.journeys,
        people_used: extract.attrition.people_used,
        files: files(extract),
        findings: findings(extract, papers),
        attrition: attrition(&extract.attrition),
        unknown_codes: unknown_codes(extract),
        dates: dates(extract, papers),
        years: years(&episodes),
        completeness: if can_link {
            completeness::of(&episodes, extract, papers)
        } else {
            Vec::new()
        },
        absent_fields: extract
            .profile
            .columns
            .keys()
            .filter(|f| !extract.present.contains(f))
            .map(|f| f.name().to_owned())
            .collect(),
        columns_not_used: extract.ignored_columns.clone(),
    }
}

fn all_rows(attrition: &Attrition) -> Rows {
    Rows {
        read: attrition.rows_read(),
        used: attrition.rows_used(),
        left_out: attrition.rows_excluded(),
    }
}

/// A file's name, with the folder it lies in where two files have the same name.
pub fn file_name(extract: &Extract, number: u16) -> String {
    let path = &extract.files[usize::from(number)].path;
    if path.as_os_str() == STDIN {
        return "standard input".into();
    }
    let alike = |file: &&ReadFile| file.path.file_name() == path.file_name();
    let name = path.file_name().unwrap_or(path.as_os_str());
    match (
        extract.files.iter().filter(alike).count(),
        path.parent().and_then(|p| p.file_name()),
    ) {
        (2.., Some(folder)) => Path::new(folder).join(name).to_string_lossy().into_owned(),
        _ => name.to_string_lossy().into_owned(),
    }
}

/// A position by the file's name.
pub fn place(extract: &Extract, position: Position) -> Place {
    Place {
        file: file_name(extract, position.file),
        line: position.line,
    }
}

fn files(extract: &Extract) -> Vec<File> {
    (0u16..)
        .zip(&extract.files)
        .zip(&extract.attrition.files)
        .map(|((number, file), rows)| File {
            file: file_name(extract, number),
            form: file.form.container.text(),
            encoding: file.form.encoding,
            delimiter: match file.form.delimiter {
                '\t' => "tab",
                ';' => "semicolon",
                _ => "comma",
            },
            data_set: file.data_set.map(|d| d.letters),
            data_set_since: file.data_set.map(|d| d.since),
            rows: Rows {
                read: rows.read,
                used: rows.used,
                left_out: rows.left_out.values().sum(),
            },
            left_out_by_rule: rows.left_out.iter().map(|(r, n)| (r.name(), *n)).collect(),
        })
        .collect()
}

fn findings(extract: &Extract, papers: &Papers) -> Vec<Finding> {
    let noticed = extract.findings.found.iter();
    let mut all: Vec<Finding> = noticed
        .chain(&papers.left_out.found)
        .map(|((rule, about), found)| {
            let column = extract.column_of(*about);
            finding(extract, *rule, column, remedy(*rule, *about), found)
        })
        .collect();
    for refusal in &papers.refusals {
        let (rule, columns) = (refusal.rule, refusal.columns.join(", "));
        let found = Found {
            count: refusal.columns.len().max(1) as u64,
            first: vec![refusal.position],
            ..Found::default()
        };
        all.push(Finding {
            detail: refusal.error.without_place(),
            ..finding(extract, rule, &columns, rule.remedy().to_owned(), &found)
        });
    }
    // What refuses the extract comes first, then the gravest.
    all.sort_by_key(|f| (f.effect != Effect::Refuses, std::cmp::Reverse(f.severity)));
    all
}

/// The remedy, with the code list named that a profile would add to.
fn remedy(rule: Rule, about: About) -> String {
    let list = match about {
        About::Field(field) => field.code_list(),
        About::Whole | About::Level => None,
    };
    match list {
        Some(list) => rule.remedy().replace("LIST", list),
        None => rule.remedy().to_owned(),
    }
}

fn finding(extract: &Extract, rule: Rule, column: &str, remedy: String, found: &Found) -> Finding {
    Finding {
        rule: rule.name(),
        severity: rule.severity(),
        effect: rule.effect(),
        column: column.to_owned(),
        count: found.count,
        counts: rule.counts(),
        first: found.first.iter().map(|p| place(extract, *p)).collect(),
        meaning: rule.meaning(),
        remedy,
        detail: String::new(),
    }
}

fn attrition(attrition: &Attrition) -> Vec<LeftOut> {
    attrition
        .excluded
        .iter()
        .map(|(rule, excluded)| LeftOut {
            rule: rule.name(),
            meaning: rule.wrong(),
            rows: excluded.rows,
            episodes: excluded.episodes,
            people: excluded.people,
        })
        .collect()
}

fn unknown_codes(extract: &Extract) -> Vec<UnknownCode> {
    let found = extract.findings.found.iter();
    found
        .filter(|((rule, _), _)| *rule == Rule::UnknownCode)
        .flat_map(|((_, about), found)| {
            let column = extract.column_of(*about);
            found.values.iter().map(move |(value, rows)| UnknownCode {
                column: column.to_owned(),
                value: value.clone(),
                rows: *rows,
            })
        })
        .collect()
}

fn dates(extract: &Extract, papers: &Papers) -> Vec<DateColumn> {
    papers
        .dates
        .iter()
        // The earliest birth date is somebody's birth date.
        .filter(|(field, _)| *field != Field::DateOfBirth)
        .filter_map(|(field, evidence)| {
            let (earliest, latest, rows) = evidence.span()?;
            Some(DateColumn {
                field: field.name(),
                column: extract.column_of(About::Field(*field)).to_owned(),
                formats: evidence.formats(extract.profile.dates),
                rows,
                earliest: earliest.to_string(),
                latest: latest.to_string(),
            })
        })
        .collect()
}

fn years(episodes: &[Episode<'_>]) -> Vec<YearCounts> {
    let mut counts: BTreeMap<FinancialYear, (u64, u64)> = BTreeMap::new();
    for episode in episodes {
        counts
            .entry(FinancialYear::of(episode.start))
            .or_default()
            .0 += 1;
        if !episode.is_open() {
            counts.entry(FinancialYear::of(episode.end)).or_default().1 += 1;
        }
    }
    counts
        .into_iter()
        .map(|(year, (starting, ending))| YearCounts {
            year: year.to_string(),
            starting,
            ending,
        })
        .collect()
}

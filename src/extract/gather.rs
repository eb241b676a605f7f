//! Everything decoded so far, file after file; then settled to an extract.

use super::attrition::Attrition;
use super::codes::Codes;
use super::columns::{Misfit, Plan};
use super::dataset::DataSet;
use super::dates::Evidence;
use super::decoder::{DateEvidence, Decoder, Parsed, Shared, Wants};
use super::extent::{self, Extent, Origin};
use super::findings::{About, Findings, Position};
use super::ids::{Ids, Key};
use super::open::OpenFile;
use super::papers::{Papers, Refusal};
use super::profile::{Field, Profile};
use super::read::{Division, Extract, ReadFile, misfit_error};
use super::record::{Beside, Record, Review};
use super::rules::Rule;
use super::shelves::Shelves;
use super::side_by_side;
use super::source::Container;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// What all files of a run are read with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub profile: &'a Profile,
    pub codes: &'a Codes,
    pub wants: Wants,
    pub shared: &'a Shared,
}

/// What is known of a file once its last block has been decoded.
#[derive(Default)]
struct FileEnd {
    dates: DateEvidence,
    /// The last row's line, if no line end comes behind it.
    unended_line: Option<u64>,
}

impl FileEnd {
    fn add(&mut self, part: &Parsed) {
        for (all, new) in self.dates.iter_mut().zip(&part.evidence) {
            all.merge(new);
        }
        self.unended_line = part.last_line.filter(|_| !part.ends_in_line_end);
    }
}

fn refuse_without_dat(plan: &Plan, wants: Wants, path: &Path) -> Result<()> {
    if !wants.dat_in_key || plan.has(Field::Dat) {
        return Ok(());
    }
    Err(Error::Settings {
        message: format!(
            "`person_key_with_dat` needs a column for DAT, which `{}` has not",
            path.display()
        ),
        hint: "leave the setting at false".into(),
    })
}

/// Everything decoded so far.
pub(super) struct Gathered {
    records: Shelves,
    /// How many lines have become records, and how many had when each part began.
    rows: u32,
    parts: Vec<u32>,
    beside: Vec<Beside>,
    levels: Vec<Vec<u32>>,
    reviews: Vec<Review>,
    pub(super) attrition: Attrition,
    pub(super) findings: Findings,
    first_invalid: Option<(Position, String)>,
    pub(super) days: Vec<i32>,
    latest: Day,
    files: Vec<ReadFile>,
    first_rows: Vec<u32>,
    present: BTreeSet<Field>,
    column_names: BTreeMap<Field, String>,
    ignored: Vec<String>,
    ignored_seen: HashSet<String>,
    papers: Papers,
}

impl Gathered {
    pub(super) fn new(levels: usize) -> Gathered {
        Gathered {
            records: Shelves::default(),
            rows: 0,
            parts: Vec::new(),
            beside: Vec::new(),
            levels: vec![Vec::new(); levels],
            reviews: Vec::new(),
            attrition: Attrition::default(),
            findings: Findings::default(),
            first_invalid: None,
            days: Vec::new(),
            latest: Day::default(),
            files: Vec::new(),
            first_rows: Vec::new(),
            present: BTreeSet::new(),
            column_names: BTreeMap::new(),
            ignored: Vec::new(),
            ignored_seen: HashSet::new(),
            papers: Papers::default(),
        }
    }

    /// Decodes one file, unless its header is refused.
    pub(super) fn file(
        &mut self,
        file: OpenFile,
        number: u16,
        reading: &Reading<'_>,
    ) -> Result<()> {
        let Reading {
            profile,
            codes,
            wants,
            shared,
        } = *reading;
        self.begin_file(&file, number);
        let plan = match Plan::new(&file.header, profile) {
            Ok(plan) => plan,
            Err(misfit) => return self.refuse_header(&file, number, misfit),
        };
        refuse_without_dat(&plan, wants, &file.path)?;
        self.note_columns(&plan);
        let (path, epoch) = (file.path.clone(), file.epoch);
        let mut end = FileEnd::default();
        let first_part = self.parts.len() as u32;
        let by_reader = side_by_side::decode(
            file,
            || {
                let decoder = Decoder::new(profile, &plan, codes, wants, shared, number, epoch);
                decoder.with_first_part(first_part)
            },
            |part| {
                end.add(&part);
                self.add(part);
            },
        )?;
        by_reader
            .into_iter()
            .for_each(|shelves| self.records.join(shelves));
        self.note_end(&end, number);
        self.note_empty(number);
        self.refuse_mixed_dates(&path, number, profile, &plan, &end.dates);
        Ok(())
    }

    fn begin_file(&mut self, file: &OpenFile, number: u16) {
        self.files.push(ReadFile {
            path: file.path.clone(),
            form: file.form.clone(),
            data_set: DataSet::of(&file.header),
        });
        // Every file has a line of its own in the attrition, even if it holds no row.
        self.attrition.read(number, 0);
        self.first_rows.push(self.rows);
        self.papers.begin_file(self.rows);
    }

    fn refuse_header(&mut self, file: &OpenFile, number: u16, misfit: Misfit) -> Result<()> {
        let error = misfit_error(file, &misfit);
        let Some(rule) = misfit.rule else {
            return Err(error);
        };
        self.papers.refusals.push(Refusal {
            rule,
            position: Position {
                file: number,
                line: 1,
            },
            columns: misfit.columns,
            error,
        });
        Ok(())
    }

    fn note_columns(&mut self, plan: &Plan) {
        for name in &plan.ignored {
            if self.ignored_seen.insert(name.clone()) {
                self.ignored.push(name.clone());
            }
        }
        for field in Field::ALL.iter().filter(|f| plan.has(**f)) {
            self.present.insert(*field);
            self.column_names
                .entry(*field)
                .or_insert_with(|| plan.column_name(*field).to_owned());
        }
    }

    /// A file that ends within a line may have been cut short.
    fn note_end(&mut self, end: &FileEnd, number: u16) {
        if let Some(line) = end.unended_line {
            let position = Position { file: number, line };
            self.findings
                .at(Rule::NoFinalLineEnd, About::Whole, Some(position));
        }
    }

    fn note_empty(&mut self, number: u16) {
        if self.attrition.files[usize::from(number)].read == 0 {
            let position = Position {
                file: number,
                line: 1,
            };
            self.findings
                .at(Rule::EmptyFile, About::Whole, Some(position));
        }
    }

    fn add(&mut self, part: Parsed) {
        let offset = self.rows;
        let rows = offset.checked_add(part.rows);
        self.rows = rows.expect("fewer than four billion rows");
        self.parts.push(offset);
        if !part.beside.is_empty() {
            // Files before this one may have had none of the columns.
            self.beside.resize(offset as usize, Beside::NOTHING);
            self.beside.extend(part.beside);
        }
        self.reviews.extend(part.reviews.into_iter().map(|mut r| {
            r.row += offset;
            r
        }));
        for (all, new) in self.levels.iter_mut().zip(part.levels) {
            all.extend(new);
        }
        self.attrition.merge(part.attrition);
        self.findings.merge(part.findings);
        if self.first_invalid.is_none() {
            self.first_invalid = part.first_invalid;
        }
        self.days.extend(part.days);
        self.latest = self.latest.max(part.latest);
        self.papers.add(
            part.lines,
            part.recorded,
            part.left_out,
            part.lost,
            part.noticed,
        );
    }

    fn refuse_mixed_dates(
        &mut self,
        path: &Path,
        number: u16,
        profile: &Profile,
        plan: &Plan,
        dates: &[Evidence],
    ) {
        for (field, evidence) in Parsed::date_columns(dates) {
            if let Some((rule, line, message)) = evidence.refusal(profile.dates) {
                let column = plan.column_name(field).to_owned();
                self.papers.refusals.push(Refusal {
                    rule,
                    position: Position { file: number, line },
                    columns: vec![column.clone()],
                    error: Error::Column {
                        path: path.into(),
                        line,
                        column,
                        message,
                        hint: rule.remedy().into(),
                    },
                });
            }
            self.papers.saw_dates(field, evidence);
        }
    }

    /// Refuses what no report may be made from: with an error, or in working papers with a finding.
    pub(super) fn refuse(
        &mut self,
        settings: &Settings,
        files: &[PathBuf],
        papers: bool,
    ) -> Result<()> {
        self.refuse_no_rows(files);
        if let Err(error) = self.refuse_if_too_many_invalid(settings, files) {
            self.papers.refuse(Rule::TooManyInvalid, error);
        }
        match self.papers.refusals.is_empty() || papers {
            true => Ok(()),
            false => Err(self.papers.refusals.remove(0).error),
        }
    }

    /// A sheet was named, and no file has sheets.
    pub(super) fn refuse_without_workbook(&self, sheet: &str) -> Result<()> {
        let is_workbook = |f: &ReadFile| matches!(f.form.container, Container::Workbook { .. });
        if self.files.iter().any(is_workbook) {
            return Ok(());
        }
        Err(crate::error::unreadable(
            &self.files[0].path,
            "is no workbook, so it has no sheets",
            &format!("leave `--sheet {sheet}` out"),
        ))
    }

    /// An extract without a row is refused, unless something else refuses it already.
    fn refuse_no_rows(&mut self, files: &[PathBuf]) {
        if self.attrition.rows_read() == 0 && self.papers.refusals.is_empty() {
            self.papers.refuse(Rule::NoRows, no_rows(&files[0]));
        }
    }

    fn refuse_if_too_many_invalid(&self, settings: &Settings, files: &[PathBuf]) -> Result<()> {
        let invalid = self.attrition.rows_invalid();
        let records = self.attrition.rows_read();
        let share = 100.0 * invalid as f64 / records.max(1) as f64;
        match &self.first_invalid {
            Some((position, what)) if share > settings.max_invalid_percent => {
                Err(Error::TooManyInvalid {
                    invalid,
                    records,
                    share,
                    limit: settings.max_invalid_percent,
                    first: format!(
                        "`{}`:{}: {what}",
                        files[usize::from(position.file)].display(),
                        position.line
                    ),
                    hint: "the profile may not fit, or the file is damaged: `treatstat check` lists what is wrong".into(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The latest of the dates that can be meant; the others are findings.
    pub(super) fn latest_plausible(&mut self, days: Vec<i32>, papers: bool) -> Option<Day> {
        let latest = extent::latest(days)?;
        self.findings
            .count(Rule::DateAfterExtract, About::Whole, latest.left_out);
        if latest.left_out > 0 && papers {
            let row = |r: &Record| self.parts[r.lines as usize] + r.row;
            let slips = |r: &&Record| {
                let beside = self.beside.get(row(r) as usize);
                let modality = beside.map_or(Day::NONE, |b| b.modality);
                [r.triaged, modality, r.discharged]
                    .iter()
                    .any(|d| d.is_some() && d.0 > latest.limit)
            };
            for record in self.records.iter().filter(slips) {
                let position = self.papers.position(row(record));
                self.findings
                    .place(Rule::DateAfterExtract, About::Whole, position);
            }
        }
        Some(latest.day)
    }

    /// The extent of an extract in which no date tells it: working papers go without.
    pub(super) fn without_extent(&mut self, papers: bool) -> Result<Extent> {
        let error = Error::Settings {
            message: "the extract date is not given, not in the file's name, and no date in the extract tells it".into(),
            hint: "give it with `--as-of YYYY-MM-DD`".into(),
        };
        if papers {
            if self.papers.refusals.is_empty() {
                self.papers.refuse(Rule::NoExtractDate, error);
            }
            return Ok(Extent {
                as_of: Day::NONE,
                as_of_origin: Origin::Unknown,
                from: Day::NONE,
                from_origin: Origin::Unknown,
            });
        }
        Err(error)
    }

    pub(super) fn settle(
        mut self,
        profile: Profile,
        codes: Codes,
        shared: Shared,
        extent: Extent,
        wants: Wants,
    ) -> Extract {
        let ids = Ids::new(shared.ids);
        let (agencies, agency_rank) = shared.agencies.rank();
        if !self.beside.is_empty() {
            // Files behind the last may have none of the columns.
            self.beside.resize(self.rows as usize, Beside::NOTHING);
        }
        if wants.dat_in_key {
            for beside in &mut self.beside {
                beside.person = ids.settle(Key(beside.person)).0;
            }
        }
        let names = profile
            .breakdowns
            .iter()
            .map(|b| b.name.clone())
            .chain(wants.areas.then(String::new));
        let divisions = shared
            .levels
            .into_iter()
            .zip(self.levels)
            .zip(names)
            .map(|((interner, of_row), name)| {
                let (labels, rank) = interner.rank();
                Division {
                    name,
                    labels: labels.iter().map(|n| text(n)).collect(),
                    of_row: of_row.into_iter().map(|n| rank[n as usize]).collect(),
                }
            })
            .collect();
        Extract {
            profile,
            codes,
            records: self.records,
            beside: self.beside,
            agency_rank,
            parts: self.parts,
            first_rows: self.first_rows,
            reviews: self.reviews,
            divisions,
            agencies: agencies.iter().map(|n| text(n)).collect(),
            ids,
            extent,
            latest_date: Some(self.latest).filter(|day| day.is_some()),
            files: self.files,
            present: self.present,
            column_names: self.column_names,
            ignored_columns: self.ignored,
            attrition: self.attrition,
            findings: self.findings,
            papers: wants.papers.then(|| self.papers.for_row(wants.row)),
        }
    }
}

fn no_rows(path: &Path) -> Error {
    crate::error::unreadable(
        path,
        "the file holds a header and no rows",
        "export the extract again; an extract without episodes has nothing to report",
    )
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

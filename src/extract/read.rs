//! Reading the files of an extract: several readers take blocks of whole lines in turn and decode them side by side.
//! The result does not depend on which reader took which block.

use super::attrition::Attrition;
use super::blocks::Blocks;
use super::codes::Codes;
use super::columns::{self, Misfit, Plan};
use super::dataset::DataSet;
use super::decoder::{Decoder, Parsed, Shared, Wants};
use super::extent::{self, Extent, Origin};
use super::findings::{About, Findings, Position};
use super::ids::{Ids, Key};
use super::inputs;
use super::open::{Form, OpenFile};
use super::papers::{Papers, Refusal};
use super::profile::{Field, PersonKey, Profile};
use super::record::{Record, Review};
use super::rules::Rule;
use super::source::{Watch, cannot_be_read};
use super::swallowed::decode_block;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A way to divide the records: its levels in byte order, and each record's level by [`Record::row`].
pub struct Division {
    /// A breakdown of the profile; empty for the area.
    pub name: String,
    pub labels: Vec<String>,
    pub of_row: Vec<u32>,
}

/// A file of an extract.
pub struct ReadFile {
    pub path: PathBuf,
    pub form: Form,
    /// The data sets whose columns it has, of a core data set.
    pub data_set: Option<&'static DataSet>,
}

/// Everything the later rooms need.
pub struct Extract {
    pub profile: Profile,
    pub codes: Codes,
    pub records: Vec<Record>,
    pub reviews: Vec<Review>,
    /// The profile's breakdowns, then the area, if it is wanted.
    pub divisions: Vec<Division>,
    /// The agencies by [`Record::agency`].
    pub agencies: Vec<String>,
    pub ids: Ids,
    pub extent: Extent,
    /// The latest triage, modality start or discharge in the extract.
    pub latest_date: Option<Day>,
    /// From oldest to newest.
    pub files: Vec<ReadFile>,
    /// Fields that at least one file has a column for, as the first such file spells it.
    pub present: BTreeSet<Field>,
    pub column_names: BTreeMap<Field, String>,
    /// Columns the profile does not use.
    pub ignored_columns: Vec<String>,
    pub attrition: Attrition,
    pub findings: Findings,
    /// Only if they were asked for.
    pub papers: Option<Papers>,
}

impl Extract {
    /// The breakdowns that the profile names.
    pub fn breakdowns(&self) -> &[Division] {
        &self.divisions[..self.profile.breakdowns.len()]
    }

    /// The area of each record, if it was wanted.
    pub fn area(&self) -> Option<&Division> {
        self.divisions.get(self.profile.breakdowns.len())
    }

    /// What a finding is about, as the header spells it; empty if it is no column.
    pub fn column_of(&self, about: About) -> &str {
        match about {
            About::Field(field) => self
                .column_names
                .get(&field)
                .map_or(field.name(), String::as_str),
            About::Whole | About::Level => "",
        }
    }
}

/// What is to be read, and how.
#[derive(Default)]
pub struct Request {
    /// Files, folders, patterns, or `-`.
    pub extract: Vec<PathBuf>,
    /// `None`: the built-in profile that the first file's header fits.
    pub profile: Option<Profile>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Keep what working papers need, and refuse nothing that a finding can say.
    pub papers: bool,
    /// Keep what is noticed of the row that begins on this line of this file; without a file, of the only one.
    pub row: Option<(Option<PathBuf>, u64)>,
    pub watch: Arc<Watch>,
}

/// Reads all files with one profile; without one, the built-in profile the first file's header fits.
pub fn read(paths: &[PathBuf], profile: Option<Profile>, settings: &Settings) -> Result<Extract> {
    let request = Request {
        extract: paths.to_vec(),
        profile,
        ..Request::default()
    };
    read_as(request, settings)
}

/// Reads what a request asks for.
///
/// # Errors What cannot be read at all, and, unless working papers are asked for, whatever refuses the extract.
pub fn read_as(request: Request, settings: &Settings) -> Result<Extract> {
    let order = by_age(inputs::files(&request.extract)?);
    let opened = order
        .iter()
        .map(|path| OpenFile::new(path, request.sheet.as_deref(), &request.watch))
        .collect::<Result<Vec<_>>>()?;
    let row = row_wanted(request.row.as_ref(), &order)?;
    let profile = match request.profile {
        Some(profile) => profile,
        None => columns::recognise(&opened[0].header).map_err(|m| misfit_error(&opened[0], &m))?,
    };
    let codes = Codes::with(&profile.codes).map_err(|message| Error::Profile {
        profile: profile.name.clone(),
        message,
        hint: String::new(),
    })?;
    let named: Vec<_> = order
        .iter()
        .filter_map(|p| extent::range_in_name(p))
        .collect();
    let wants = Wants {
        dat_in_key: settings.person_key_with_dat && profile.person_key == PersonKey::Attributor,
        areas: settings.needs_areas(),
        dates: settings.as_of.is_none() && named.is_empty(),
        papers: request.papers,
        row,
    };
    let mut shared = Shared::default();
    let levels = wants.levels(&profile);
    shared.levels.resize_with(levels, Default::default);

    let mut all = Gathered::new(levels);
    for (number, file) in opened.into_iter().enumerate() {
        let number = u16::try_from(number)
            .map_err(|_| file.unreadable("more than 65,535 files were given", ""))?;
        all.file(
            file,
            number,
            &profile,
            &codes,
            wants,
            &shared,
            &request.watch,
        )?;
    }
    if !request.papers {
        all.refuse(settings, &order)?;
    }
    let days = std::mem::take(&mut all.days);
    let extent = extent_of(settings, &named, days, request.papers, &mut all);
    let extent = match extent {
        Some(extent) => extent,
        None => all.without_extent(request.papers)?,
    };
    Ok(all.settle(profile, codes, shared, extent, wants))
}

/// The files from oldest to newest: by the end date in the name if each has one, else in the order given.
fn by_age(mut order: Vec<PathBuf>) -> Vec<PathBuf> {
    let end = |path: &PathBuf| extent::range_in_name(path).map(|(_, to)| to);
    if order.iter().all(|path| end(path).is_some()) {
        order.sort_by_key(end);
    }
    order
}

fn row_wanted(row: Option<&(Option<PathBuf>, u64)>, order: &[PathBuf]) -> Result<Option<Position>> {
    let Some((path, line)) = row else {
        return Ok(None);
    };
    let same = |file: &PathBuf| match path {
        None => order.len() == 1,
        Some(path) => file == path || file.file_name() == Some(path.as_os_str()),
    };
    let mut matching = order.iter().enumerate().filter(|(_, file)| same(file));
    match (matching.next(), matching.next()) {
        (Some((number, _)), None) => Ok(Some(Position {
            file: number as u16,
            line: *line,
        })),
        _ => Err(Error::Settings {
            message: match path {
                None => format!(
                    "{} files are given, and the line could be of any",
                    order.len()
                ),
                Some(path) => format!(
                    "`{}` is not one of the files given, or is more than one",
                    path.display()
                ),
            },
            hint: "name the file and the line with `--at FILE:LINE`".into(),
        }),
    }
}

fn misfit_error(file: &OpenFile, misfit: &Misfit) -> Error {
    file.unreadable(&misfit.message, &misfit.hint)
}

/// Everything decoded so far.
struct Gathered {
    records: Vec<Record>,
    levels: Vec<Vec<u32>>,
    reviews: Vec<Review>,
    attrition: Attrition,
    findings: Findings,
    first_invalid: Option<(Position, String)>,
    days: Vec<i32>,
    latest: Option<Day>,
    files: Vec<ReadFile>,
    present: BTreeSet<Field>,
    column_names: BTreeMap<Field, String>,
    ignored: Vec<String>,
    papers: Papers,
}

impl Gathered {
    fn new(levels: usize) -> Gathered {
        Gathered {
            records: Vec::new(),
            levels: vec![Vec::new(); levels],
            reviews: Vec::new(),
            attrition: Attrition::default(),
            findings: Findings::default(),
            first_invalid: None,
            days: Vec::new(),
            latest: None,
            files: Vec::new(),
            present: BTreeSet::new(),
            column_names: BTreeMap::new(),
            ignored: Vec::new(),
            papers: Papers::default(),
        }
    }

    /// Decodes one file, unless its header is refused.
    #[allow(clippy::too_many_arguments)]
    fn file(
        &mut self,
        file: OpenFile,
        number: u16,
        profile: &Profile,
        codes: &Codes,
        wants: Wants,
        shared: &Shared,
        watch: &Watch,
    ) -> Result<()> {
        self.files.push(ReadFile {
            path: file.path.clone(),
            form: file.form.clone(),
            data_set: DataSet::of(&file.header),
        });
        // Every file has a line of its own in the attrition, even if it holds no row.
        self.attrition.read(number, 0);
        self.papers.begin_file(self.records.len());
        let plan = match Plan::new(&file.header, profile) {
            Ok(plan) => plan,
            Err(misfit) => return self.refuse_header(&file, number, misfit),
        };
        if wants.dat_in_key && !plan.has(Field::Dat) {
            return Err(Error::Settings {
                message: format!(
                    "`person_key_with_dat` needs a column for DAT, which `{}` has not",
                    file.path.display()
                ),
                hint: "leave the setting at false".into(),
            });
        }
        self.note_columns(&plan);
        let (path, epoch) = (file.path.clone(), file.epoch);
        let parsed = decode_side_by_side(file, watch, || {
            Decoder::new(profile, &plan, codes, wants, shared, number, epoch)
        })?;
        self.note_end(&parsed, number);
        self.refuse_mixed_dates(&path, number, profile, &plan, &parsed);
        self.records
            .reserve_exact(parsed.iter().map(|p| p.records.len()).sum());
        for part in parsed {
            self.add(part);
        }
        Ok(())
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
            if !self.ignored.contains(name) {
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
    fn note_end(&mut self, parts: &[Parsed], number: u16) {
        if let Some(last) = parts.last().filter(|p| !p.ends_in_line_end) {
            let position = last.last_line.map(|line| Position { file: number, line });
            self.findings
                .at(Rule::NoFinalLineEnd, About::Whole, position);
        }
    }

    fn add(&mut self, part: Parsed) {
        let offset = u32::try_from(self.records.len()).expect("fewer than four billion rows");
        self.records.extend(part.records.into_iter().map(|mut r| {
            r.row += offset;
            r
        }));
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
        parts: &[Parsed],
    ) {
        for (field, evidence) in Parsed::date_columns(parts) {
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
                        hint: "one column has one format: YYYY-MM-DD, YYYYMMDD or DD/MM/YYYY; export the dates again, or give another order in a profile: `dates = \"MM/DD/YYYY\"`".into(),
                    },
                });
            }
            self.papers.saw_dates(field, &evidence);
        }
    }

    /// Refuses what no report may be made from.
    fn refuse(&mut self, settings: &Settings, files: &[PathBuf]) -> Result<()> {
        if !self.papers.refusals.is_empty() {
            return Err(self.papers.refusals.remove(0).error);
        }
        self.refuse_if_too_many_invalid(settings, files)?;
        if self.attrition.rows_read() == 0 {
            return Err(no_rows(&files[0]));
        }
        Ok(())
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

    /// The extent of an extract in which no date tells it: working papers go without.
    fn without_extent(&self, papers: bool) -> Result<Extent> {
        if papers && (!self.papers.refusals.is_empty() || self.records.is_empty()) {
            return Ok(Extent {
                as_of: Day::NONE,
                as_of_origin: Origin::Unknown,
                from: Day::NONE,
                from_origin: Origin::Unknown,
            });
        }
        Err(Error::Settings {
            message: "the extract date is not given, not in the file's name, and no date in the extract tells it".into(),
            hint: "give it with `--as-of YYYY-MM-DD`".into(),
        })
    }

    fn settle(
        mut self,
        profile: Profile,
        codes: Codes,
        shared: Shared,
        extent: Extent,
        wants: Wants,
    ) -> Extract {
        let ids = Ids::new(shared.ids);
        let (agencies, agency_rank) = shared.agencies.rank();
        let by_id = profile.person_key == PersonKey::ClientId;
        for record in &mut self.records {
            record.client = ids.settle(record.client);
            record.episode = ids.settle(record.episode);
            record.agency = agency_rank[record.agency as usize];
            if by_id {
                record.person = record.client.0;
            } else if wants.dat_in_key {
                record.person = ids.settle(Key(record.person)).0;
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
            reviews: self.reviews,
            divisions,
            agencies: agencies.iter().map(|n| text(n)).collect(),
            ids,
            extent,
            latest_date: self.latest,
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
    super::open::unreadable(
        path,
        "the file holds a header and no rows",
        "export the extract again; an extract without episodes has nothing to report",
    )
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn decode_side_by_side<'d>(
    file: OpenFile,
    watch: &Watch,
    decoder: impl Fn() -> Decoder<'d> + Sync,
) -> Result<Vec<Parsed>> {
    let (path, delimiter) = (file.path, file.form.delimiter as u8);
    let blocks = Mutex::new(Blocks::new(file.stream, delimiter, file.rest, file.line));
    let parts = Mutex::new(Vec::new());
    let failed: Mutex<Option<io::Error>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            let (blocks, parts, failed, decoder) = (&blocks, &parts, &failed, &decoder);
            scope.spawn(move || {
                let mut decoder = decoder();
                while !watch.is_stopped() {
                    let next = blocks.lock().expect("reading does not panic").next_block();
                    match next {
                        Ok(Some(block)) => {
                            decode_block(&block, delimiter, &mut decoder);
                            let part = decoder.take();
                            parts
                                .lock()
                                .expect("pushing does not panic")
                                .push((block.number, part));
                        }
                        Ok(None) => return,
                        Err(e) => {
                            *failed.lock().expect("storing does not panic") = Some(e);
                            return;
                        }
                    }
                }
            });
        }
    });
    if watch.is_stopped() {
        return Err(Error::Interrupted);
    }
    if let Some(error) = failed.into_inner().expect("no reader panicked") {
        return Err(cannot_be_read(&path, &error));
    }
    let mut parts = parts.into_inner().expect("no reader panicked");
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

fn extent_of(
    settings: &Settings,
    named: &[(Day, Day)],
    days: Vec<i32>,
    papers: bool,
    all: &mut Gathered,
) -> Option<Extent> {
    let (as_of, as_of_origin) = match (settings.as_of, named.iter().map(|(_, to)| *to).max()) {
        (Some(given), _) => (given, Origin::Given),
        (None, Some(to)) => (to, Origin::FileName),
        (None, None) => (all.latest_plausible(days, papers)?, Origin::LatestDate),
    };
    let (from, from_origin) = match (
        settings.extract_from,
        named.iter().map(|(from, _)| *from).min(),
    ) {
        (Some(given), _) => (given, Origin::Given),
        (None, Some(from)) => (from, Origin::FileName),
        (None, None) => (Day::NONE, Origin::Unknown),
    };
    Some(Extent {
        as_of,
        as_of_origin,
        from,
        from_origin,
    })
}

impl Gathered {
    /// The latest of the dates that can be meant; the others are findings.
    fn latest_plausible(&mut self, days: Vec<i32>, papers: bool) -> Option<Day> {
        let latest = extent::latest(days)?;
        self.findings
            .count(Rule::DateAfterExtract, About::Whole, latest.left_out);
        if latest.left_out > 0 && papers {
            let slips = |r: &&Record| {
                [r.triaged, r.modality, r.discharged]
                    .iter()
                    .any(|d| d.is_some() && d.0 > latest.limit)
            };
            for record in self.records.iter().filter(slips) {
                let line = self.papers.line(record.row);
                let position = Position {
                    file: record.file,
                    line,
                };
                self.findings
                    .place(Rule::DateAfterExtract, About::Whole, position);
            }
        }
        Some(latest.day)
    }
}

//! Reading the files of an extract: what is asked for, in which order, with which profile, up to which day.

use super::attrition::Attrition;
use super::codes::Codes;
use super::columns::{self, Misfit};
use super::dataset::DataSet;
use super::decoder::{Shared, Wants};
use super::extent::{self, Extent, Origin};
use super::findings::{About, Findings, Position};
use super::gather::{Gathered, Reading};
use super::ids::Ids;
use super::inputs;
use super::open::{Form, OpenFile};
use super::papers::Papers;
use super::profile::{Field, PersonKey, Profile};
use super::record::{Beside, Record, Review};
use super::shelves::Shelves;
use super::source::{self, Watch};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

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
    /// By client, as they were read: see [`Extract::settled`].
    pub records: Shelves,
    /// What a record has beside it, by [`Record::row`]; empty if no file has a column for any of it.
    pub(super) beside: Vec<Beside>,
    pub reviews: Vec<Review>,
    /// The profile's breakdowns, then the area, if it is wanted.
    pub divisions: Vec<Division>,
    /// The agencies by [`Record::agency`].
    pub agencies: Vec<String>,
    /// An agency's number while it was read -> its place among the agencies.
    pub(super) agency_rank: Vec<u32>,
    pub ids: Ids,
    pub extent: Extent,
    /// The latest triage, modality start or discharge in the extract.
    pub latest_date: Option<Day>,
    /// From oldest to newest.
    pub files: Vec<ReadFile>,
    /// The first row of each part that was decoded.
    pub(super) parts: Vec<u32>,
    /// The first row of each file.
    pub(super) first_rows: Vec<u32>,
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

    /// Whether people are told apart by the attributor as it is: neither by an id nor by the attributor and DAT.
    pub fn is_keyed_by_attributor(&self, settings: &Settings) -> bool {
        self.profile.person_key == PersonKey::Attributor && !settings.person_key_with_dat
    }

    /// A record as it was read, with keys that do not depend on the order of reading and its place among all.
    #[inline]
    pub fn settled(&self, record: &Record) -> Record {
        Record {
            client: self.ids.settle(record.client),
            episode: self.ids.settle(record.episode),
            agency: self.agency_rank[record.agency as usize],
            row: self.parts[record.lines as usize] + record.row,
            lines: 1,
            ..*record
        }
    }

    /// What a row says beyond its record.
    #[inline]
    pub fn beside(&self, row: u32) -> &Beside {
        self.beside.get(row as usize).unwrap_or(&Beside::NOTHING)
    }

    /// Whether any record has anything beside it.
    pub fn has_beside(&self) -> bool {
        !self.beside.is_empty()
    }

    /// Says something else beside a record.
    pub fn put_beside(&mut self, row: u32, beside: Beside) {
        self.beside[row as usize] = beside;
    }

    /// The file a row stands in, by age: a higher number is a newer file.
    pub fn file_of(&self, row: u32) -> u16 {
        let file = self.first_rows.partition_point(|first| *first <= row) - 1;
        file as u16
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
    /// Keep why each row that is left out is so, one by one.
    pub every_row: bool,
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
    let open = |path: &PathBuf| OpenFile::new(path, request.sheet.as_deref(), &request.watch);
    // What cannot be opened is told before anything is read. Files are then opened one at a time: there may be many.
    for path in &order {
        source::measure(path, &request.watch)?;
    }
    let first = open(&order[0])?;
    let row = row_wanted(request.row.as_ref(), &order)?;
    let profile = match request.profile {
        Some(profile) => profile,
        None => columns::recognise(&first.header).map_err(|m| misfit_error(&first, &m))?,
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
        every_row: request.every_row,
        row,
    };
    let mut shared = Shared::default();
    let levels = wants.levels(&profile);
    shared.levels.resize_with(levels, Default::default);

    let mut all = Gathered::new(levels);
    let reading = Reading {
        profile: &profile,
        codes: &codes,
        wants,
        shared: &shared,
    };
    let mut first = Some(first);
    for (number, path) in order.iter().enumerate() {
        let file = first.take().map_or_else(|| open(path), Ok)?;
        let number = u16::try_from(number)
            .map_err(|_| file.unreadable("more than 65,535 files were given", ""))?;
        all.file(file, number, &reading)?;
    }
    if let Some(sheet) = &request.sheet {
        all.refuse_without_workbook(sheet)?;
    }
    all.refuse(settings, &order, request.papers)?;
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
    let named = |is: &dyn Fn(&PathBuf) -> bool| -> Vec<usize> {
        (0..order.len()).filter(|at| is(&order[*at])).collect()
    };
    let matching = match path {
        None => named(&|_| true),
        Some(path) => {
            let wanted = inputs::whole(path);
            let by_path = named(&|file| inputs::whole(file) == wanted);
            match by_path.is_empty() {
                true => named(&|file| file.file_name() == Some(path.as_os_str())),
                false => by_path,
            }
        }
    };
    match matching[..] {
        [number] => Ok(Some(Position {
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

pub(super) fn misfit_error(file: &OpenFile, misfit: &Misfit) -> Error {
    file.unreadable(&misfit.message, &misfit.hint)
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

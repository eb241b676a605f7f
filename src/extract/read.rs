//! Reading the files of an extract: several readers take blocks of whole lines in turn and decode them side by side.
//! The result does not depend on which reader took which block.

use super::blocks::Blocks;
use super::codes::Codes;
use super::columns::{self, Misfit, Plan};
use super::dates::Evidence;
use super::extent::{self, Extent, Origin};
use super::findings::{Attrition, Findings, Position};
use super::ids::{Ids, Key};
use super::profile::{Field, PersonKey, Profile};
use super::record::{Decoder, Parsed, Record, Review, Shared, Wants};
use crate::day::Day;
use crate::error::{Error, Result, plain_io};
use crate::settings::{ParentalStatusFrom, Settings};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// One file of an extract.
#[derive(Clone, Debug)]
pub struct InputFile {
    pub path: PathBuf,
    pub records: u64,
}

/// A breakdown of the profile: its levels in byte order, and each record's level by [`Record::row`].
pub struct Division {
    pub name: String,
    pub labels: Vec<String>,
    pub of_row: Vec<u32>,
}

/// Everything the later rooms need.
pub struct Extract {
    pub profile: Profile,
    pub codes: Codes,
    pub records: Vec<Record>,
    pub reviews: Vec<Review>,
    pub divisions: Vec<Division>,
    pub ids: Ids,
    pub extent: Extent,
    pub files: Vec<InputFile>,
    /// Fields that at least one file has a column for.
    pub present: BTreeSet<Field>,
    /// Columns the profile does not use.
    pub ignored_columns: Vec<String>,
    pub attrition: Attrition,
    pub findings: Findings,
}

/// Reads all files with one profile; without one, the built-in profile the first file's header fits.
pub fn read(paths: &[PathBuf], profile: Option<Profile>, settings: &Settings) -> Result<Extract> {
    let order = by_age(paths)?;
    let mut opened = Vec::new();
    for path in &order {
        opened.push(OpenFile::new(path)?);
    }
    let profile = match profile {
        Some(profile) => profile,
        None => columns::recognise(&opened[0].header).map_err(|m| opened[0].misfit(m))?,
    };
    let codes = Codes::with(&profile.codes).map_err(|message| Error::Profile {
        profile: profile.name.clone(),
        message,
        hint: String::new(),
    })?;
    let named = paths
        .iter()
        .filter_map(|p| extent::range_in_name(p))
        .collect::<Vec<_>>();
    let wants = Wants {
        dat_in_key: settings.person_key_with_dat && profile.person_key == PersonKey::Attributor,
        reviews: settings.parental_status_from == ParentalStatusFrom::Latest,
        dates: settings.as_of.is_none() && named.is_empty(),
    };
    let mut shared = Shared::default();
    shared
        .levels
        .resize_with(profile.breakdowns.len(), Default::default);

    let mut all = Gathered::new(profile.breakdowns.len());
    let mut files = Vec::new();
    for (number, file) in opened.into_iter().enumerate() {
        let number = u16::try_from(number)
            .map_err(|_| file.unreadable("more than 65,535 files were given", ""))?;
        let records = all.file(file, number, &profile, &codes, wants, &shared)?;
        files.push(InputFile {
            path: order[usize::from(number)].clone(),
            records,
        });
    }
    all.refuse_if_too_many_invalid(settings, &order)?;
    if all.attrition.records_read == 0 {
        return Err(Error::Unreadable {
            path: order[0].clone(),
            message: "the file holds a header and no rows".into(),
            hint: "export the extract again; an extract without episodes has nothing to report"
                .into(),
        });
    }
    let extent = extent_of(settings, &named, std::mem::take(&mut all.days), &mut all.findings).ok_or_else(|| {
        Error::Settings {
            message: "the extract date is not given, not in the file's name, and no date in the extract tells it".into(),
            hint: "give it with `--as-of YYYY-MM-DD`".into(),
        }
    })?;
    Ok(all.settle(profile, codes, shared, extent, files, wants.dat_in_key))
}

/// The files from oldest to newest: by the end date in the name if each has one, else in the order given.
fn by_age(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut seen = BTreeSet::new();
    for path in paths {
        // The same file by another path is still the same file.
        if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
            return Err(unreadable(
                path,
                "the file is named twice",
                "name each file once",
            ));
        }
    }
    let mut order = paths.to_vec();
    let end = |path: &PathBuf| extent::range_in_name(path).map(|(_, to)| to);
    if paths.iter().all(|path| end(path).is_some()) {
        order.sort_by_key(end);
    }
    Ok(order)
}

struct OpenFile<'a> {
    path: &'a Path,
    file: File,
    header: Vec<String>,
    delimiter: u8,
    /// What was read beyond the header, and the line it begins on.
    rest: Vec<u8>,
    line: u64,
}

const HEADER_LIMIT: usize = 1 << 20;

impl<'a> OpenFile<'a> {
    fn new(path: &'a Path) -> Result<OpenFile<'a>> {
        let fail = |message: &str, hint: &str| unreadable(path, message, hint);
        if path.is_dir() {
            return Err(fail(
                "is a folder, not a file",
                "name the files of the extract one by one",
            ));
        }
        let mut file = File::open(path).map_err(|e| {
            fail(
                &format!("cannot be opened: {}", plain_io(&e)),
                "check the path and its permissions",
            )
        })?;
        let mut start = Vec::new();
        (&mut file)
            .take(HEADER_LIMIT as u64)
            .read_to_end(&mut start)
            .map_err(|e| fail(&format!("cannot be read: {}", plain_io(&e)), ""))?;
        refuse_what_is_not_text(&start).map_err(|(message, hint)| fail(message, hint))?;
        let after_mark = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
        let delimiter = delimiter_of(after_mark);
        let (header, used, lines) = header_of(after_mark, delimiter)
            .ok_or_else(|| fail("the file is empty", "export the extract again"))?;
        let mark = start.len() - after_mark.len();
        start.drain(..mark + used);
        Ok(OpenFile {
            path,
            file,
            header,
            delimiter,
            rest: start,
            line: lines + 1,
        })
    }

    fn misfit(&self, misfit: Misfit) -> Error {
        unreadable(self.path, &misfit.message, &misfit.hint)
    }

    fn unreadable(&self, message: &str, hint: &str) -> Error {
        unreadable(self.path, message, hint)
    }
}

fn unreadable(path: &Path, message: &str, hint: &str) -> Error {
    Error::Unreadable {
        path: path.into(),
        message: message.into(),
        hint: hint.into(),
    }
}

fn refuse_what_is_not_text(start: &[u8]) -> std::result::Result<(), (&'static str, &'static str)> {
    let export = "export it as CSV text";
    match start {
        [0x1F, 0x8B, ..] => Err(("is compressed (gzip), not text", "decompress it first")),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => {
            Err(("is compressed (zstd), not text", "decompress it first"))
        }
        [b'P', b'K', 3, 4, ..] => Err(("is a workbook or zip archive, not text", export)),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Err(("is UTF-16 text", "save it as UTF-8")),
        _ if start.contains(&0) => Err(("is not text: it holds NUL bytes", export)),
        _ => Ok(()),
    }
}

/// Comma, tab or semicolon: the one the header line holds most of.
fn delimiter_of(start: &[u8]) -> u8 {
    let end = memchr::memchr2(b'\n', b'\r', start).unwrap_or(start.len());
    let count = |d: &u8| memchr::memchr_iter(*d, &start[..end]).count();
    // The last of equals wins, so the comma stands last.
    [b';', b'\t', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',')
}

/// The header's names, the bytes it takes and the lines it spans; `None` if there is nothing but white space.
fn header_of(start: &[u8], delimiter: u8) -> Option<(Vec<String>, usize, u64)> {
    if start.trim_ascii().is_empty() {
        return None;
    }
    let mut reader = csv_reader(start, delimiter);
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record).ok()?;
    let used = reader.position().byte() as usize;
    let names = record
        .iter()
        .map(|n| String::from_utf8_lossy(n).into_owned())
        .collect();
    // The csv crate stops between CR and LF; the line feed belongs to the header.
    let used = if start.get(used) == Some(&b'\n') {
        used + 1
    } else {
        used
    };
    let lines = memchr::memchr_iter(b'\n', &start[..used]).count() as u64;
    Some((names, used, lines))
}

fn csv_reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(bytes)
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
    present: BTreeSet<Field>,
    ignored: Vec<String>,
}

impl Gathered {
    fn new(breakdowns: usize) -> Gathered {
        Gathered {
            records: Vec::new(),
            levels: vec![Vec::new(); breakdowns],
            reviews: Vec::new(),
            attrition: Attrition::default(),
            findings: Findings::default(),
            first_invalid: None,
            days: Vec::new(),
            present: BTreeSet::new(),
            ignored: Vec::new(),
        }
    }

    /// Decodes one file; the number of its rows.
    fn file(
        &mut self,
        file: OpenFile<'_>,
        number: u16,
        profile: &Profile,
        codes: &Codes,
        wants: Wants,
        shared: &Shared,
    ) -> Result<u64> {
        let plan = Plan::new(&file.header, profile).map_err(|m| file.misfit(m))?;
        for name in &plan.ignored {
            if !self.ignored.contains(name) {
                self.ignored.push(name.clone());
            }
        }
        self.present
            .extend(Field::ALL.iter().filter(|f| plan.has(**f)));
        let path = file.path;
        let parsed = decode_side_by_side(file, |_| {
            Decoder::new(profile, &plan, codes, wants, shared, number)
        })?;
        refuse_mixed_dates(path, profile, &plan, &parsed)?;
        let mut records = 0;
        self.records
            .reserve_exact(parsed.iter().map(|p| p.records.len()).sum());
        for part in parsed {
            records += part.attrition.records_read;
            self.add(part);
        }
        Ok(records)
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
    }

    fn refuse_if_too_many_invalid(&self, settings: &Settings, files: &[PathBuf]) -> Result<()> {
        use super::findings::Reason;
        let invalid: u64 = [
            Reason::MalformedRow,
            Reason::InvalidDate,
            Reason::Unlinkable,
        ]
        .iter()
        .filter_map(|r| self.attrition.excluded.get(r))
        .map(|e| e.records)
        .sum();
        let records = self.attrition.records_read;
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
                        files[position.file as usize].display(),
                        position.line
                    ),
                    hint: "the profile may not fit, or the file is damaged".into(),
                })
            }
            _ => Ok(()),
        }
    }

    fn settle(
        mut self,
        profile: Profile,
        codes: Codes,
        shared: Shared,
        extent: Extent,
        files: Vec<InputFile>,
        dat_in_key: bool,
    ) -> Extract {
        let ids = Ids::new(shared.ids);
        let (_, agency_rank) = shared.agencies.rank();
        let by_id = profile.person_key == PersonKey::ClientId;
        for record in &mut self.records {
            record.client = ids.settle(record.client);
            record.episode = ids.settle(record.episode);
            record.agency = agency_rank[record.agency as usize];
            if by_id {
                record.person = record.client.0;
            } else if dat_in_key {
                record.person = ids.settle(Key(record.person)).0;
            }
        }
        let divisions = shared
            .levels
            .into_iter()
            .zip(self.levels)
            .zip(&profile.breakdowns)
            .map(|((interner, of_row), breakdown)| {
                let (names, rank) = interner.rank();
                Division {
                    name: breakdown.name.clone(),
                    labels: names.iter().map(|n| label(n)).collect(),
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
            ids,
            extent,
            files,
            present: self.present,
            ignored_columns: self.ignored,
            attrition: self.attrition,
            findings: self.findings,
        }
    }
}

/// Bytes that are not UTF-8 are read as Latin-1, which keeps them apart and printable.
fn label(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) => name.iter().map(|b| char::from(*b)).collect(),
    }
}

fn decode_side_by_side<'d>(
    file: OpenFile<'_>,
    decoder: impl Fn(usize) -> Decoder<'d> + Sync,
) -> Result<Vec<Parsed>> {
    let (path, delimiter) = (file.path, file.delimiter);
    let blocks = Mutex::new(Blocks::new(file.file, delimiter, file.rest, file.line));
    let parts = Mutex::new(Vec::new());
    let failed: Mutex<Option<std::io::Error>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for reader in 0..rayon::current_num_threads() {
            let (blocks, parts, failed, decoder) = (&blocks, &parts, &failed, &decoder);
            scope.spawn(move || {
                let mut decoder = decoder(reader);
                loop {
                    let next = blocks.lock().expect("reading does not panic").next_block();
                    match next {
                        Ok(Some(block)) => {
                            decode_block(&block.bytes, block.first_line, delimiter, &mut decoder);
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
    if let Some(e) = failed.into_inner().expect("no reader panicked") {
        return Err(unreadable(
            path,
            &format!("cannot be read: {}", plain_io(&e)),
            "",
        ));
    }
    let mut parts = parts.into_inner().expect("no reader panicked");
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

fn decode_block(bytes: &[u8], first_line: u64, delimiter: u8, decoder: &mut Decoder<'_>) {
    let mut reader = csv_reader(bytes, delimiter);
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {
                let line = record.position().map_or(1, csv::Position::line);
                decoder.line(&record, first_line + line - 1);
            }
            Ok(false) => return,
            // Reading bytes from memory, of any number of fields, cannot fail.
            Err(_) => return,
        }
    }
}

fn refuse_mixed_dates(path: &Path, profile: &Profile, plan: &Plan, parts: &[Parsed]) -> Result<()> {
    let Some(mut all) = parts.first().map(|p| p.evidence.clone()) else {
        return Ok(());
    };
    for part in &parts[1..] {
        for (all, new) in all.iter_mut().zip(&part.evidence) {
            Evidence::merge(all, new);
        }
    }
    for (field, evidence) in Parsed::date_columns(&all) {
        if let Some((line, message)) = evidence.refusal(profile.dates) {
            return Err(Error::Column {
                path: path.into(),
                line,
                column: plan.column_name(field).into(),
                message,
                hint: "one column has one format: YYYY-MM-DD, YYYYMMDD or DD/MM/YYYY; export the dates again, or give another order in a profile: `dates = \"MM/DD/YYYY\"`".into(),
            });
        }
    }
    Ok(())
}

fn extent_of(
    settings: &Settings,
    named: &[(Day, Day)],
    days: Vec<i32>,
    findings: &mut Findings,
) -> Option<Extent> {
    let (as_of, as_of_origin) = match (settings.as_of, named.iter().map(|(_, to)| *to).max()) {
        (Some(given), _) => (given, Origin::Given),
        (None, Some(to)) => (to, Origin::FileName),
        (None, None) => (extent::latest(days, findings)?, Origin::LatestDate),
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

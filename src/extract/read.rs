//! Reading the files of an extract: several readers take blocks of whole lines in turn and decode them side by side.
//! The result does not depend on which reader took which block.

use super::blocks::{Block, BlockError, Blocks, line_ends};
use super::codes::Codes;
use super::columns::{self, Plan};
use super::dates::Evidence;
use super::decoder::{Decoder, Parsed, Shared, Wants};
use super::extent::{self, Extent, Origin};
use super::findings::{Attrition, Findings, Position};
use super::ids::{Ids, Key};
use super::open::{OpenFile, csv_reader, unreadable};
use super::profile::{Field, PersonKey, Profile};
use super::record::{Record, Review};
use crate::day::Day;
use crate::error::{Error, Result, plain_io};
use crate::settings::Settings;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A way to divide the records: its levels in byte order, and each record's level by [`Record::row`].
pub struct Division {
    /// A breakdown of the profile; empty for the area.
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
    /// The profile's breakdowns, then the area, if it is wanted.
    pub divisions: Vec<Division>,
    /// The agencies by [`Record::agency`].
    pub agencies: Vec<String>,
    pub ids: Ids,
    pub extent: Extent,
    /// The latest triage, modality start or discharge in the extract.
    pub latest_date: Option<Day>,
    /// From oldest to newest.
    pub files: Vec<PathBuf>,
    /// Fields that at least one file has a column for.
    pub present: BTreeSet<Field>,
    /// Columns the profile does not use.
    pub ignored_columns: Vec<String>,
    pub attrition: Attrition,
    pub findings: Findings,
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
}

/// Reads all files with one profile; without one, the built-in profile the first file's header fits.
pub fn read(paths: &[PathBuf], profile: Option<Profile>, settings: &Settings) -> Result<Extract> {
    let order = by_age(paths)?;
    let opened = order
        .iter()
        .map(|path| OpenFile::new(path))
        .collect::<Result<Vec<_>>>()?;
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
        areas: settings.needs_areas(),
        dates: settings.as_of.is_none() && named.is_empty(),
    };
    let mut shared = Shared::default();
    let levels = wants.levels(&profile);
    shared.levels.resize_with(levels, Default::default);

    let mut all = Gathered::new(levels);
    for (number, file) in opened.into_iter().enumerate() {
        let number = u16::try_from(number)
            .map_err(|_| file.unreadable("more than 65,535 files were given", ""))?;
        all.file(file, number, &profile, &codes, wants, &shared)?;
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
    Ok(all.settle(profile, codes, shared, extent, order, wants))
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
    present: BTreeSet<Field>,
    ignored: Vec<String>,
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
            present: BTreeSet::new(),
            ignored: Vec::new(),
        }
    }

    /// Decodes one file.
    fn file(
        &mut self,
        file: OpenFile<'_>,
        number: u16,
        profile: &Profile,
        codes: &Codes,
        wants: Wants,
        shared: &Shared,
    ) -> Result<()> {
        let plan = Plan::new(&file.header, profile).map_err(|m| file.misfit(m))?;
        if wants.dat_in_key && !plan.has(Field::Dat) {
            return Err(Error::Settings {
                message: format!(
                    "`person_key_with_dat` needs a column for DAT, which `{}` has not",
                    file.path.display()
                ),
                hint: "leave the setting at false".into(),
            });
        }
        for name in &plan.ignored {
            if !self.ignored.contains(name) {
                self.ignored.push(name.clone());
            }
        }
        self.present
            .extend(Field::ALL.iter().filter(|f| plan.has(**f)));
        let path = file.path;
        let parsed = decode_side_by_side(file, || {
            Decoder::new(profile, &plan, codes, wants, shared, number)
        })?;
        refuse_mixed_dates(path, profile, &plan, &parsed)?;
        self.records
            .reserve_exact(parsed.iter().map(|p| p.records.len()).sum());
        for part in parsed {
            self.add(part);
        }
        Ok(())
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
        files: Vec<PathBuf>,
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
            files,
            present: self.present,
            ignored_columns: self.ignored,
            attrition: self.attrition,
            findings: self.findings,
        }
    }
}

/// A name as it may be printed; bytes that are not UTF-8 are read as Latin-1.
fn text(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) => name.iter().map(|b| char::from(*b)).collect(),
    }
}

fn decode_side_by_side<'d>(
    file: OpenFile<'_>,
    decoder: impl Fn() -> Decoder<'d> + Sync,
) -> Result<Vec<Parsed>> {
    let (path, delimiter) = (file.path, file.delimiter);
    let blocks = Mutex::new(Blocks::new(file.file, delimiter, file.rest, file.line));
    let parts = Mutex::new(Vec::new());
    let failed: Mutex<Option<BlockError>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            let (blocks, parts, failed, decoder) = (&blocks, &parts, &failed, &decoder);
            scope.spawn(move || {
                let mut decoder = decoder();
                loop {
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
    match failed.into_inner().expect("no reader panicked") {
        None => {}
        Some(BlockError::Io(e)) => {
            return Err(unreadable(
                path,
                &format!("cannot be read: {}", plain_io(&e)),
                "",
            ));
        }
        Some(BlockError::OpenQuote { line }) => {
            return Err(unreadable(
                path,
                &format!("line {line}: a quote opens here and is never closed"),
                "close or remove the quote; what follows it cannot be told apart",
            ));
        }
    }
    let mut parts = parts.into_inner().expect("no reader panicked");
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

fn decode_block(block: &Block, delimiter: u8, decoder: &mut Decoder<'_>) {
    let bytes = block.bytes.as_slice();
    let mut reader = csv_reader(bytes, delimiter);
    let mut record = csv::ByteRecord::new();
    let (mut seen, mut line) = (0, block.first_line);
    // Reading bytes from memory, of any number of fields, cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let at = record.position().map_or(0, |p| p.byte() as usize);
        // The csv crate stops between CR and LF, and before blank lines: the record begins after them.
        let ends = bytes[at..]
            .iter()
            .take_while(|b| matches!(b, b'\n' | b'\r'))
            .count();
        line += line_ends(&bytes[seen..at + ends]);
        seen = at + ends;
        decoder.line(&record, line, block.offset + seen as u64);
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

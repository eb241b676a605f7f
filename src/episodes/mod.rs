//! Room two: records to episodes.
//!
//! Comes in: records, one a line. Goes out: one record for each (agency, client id, episode id), on shelves by person, and
//! shelf by shelf an [`Episode`] of each that has a start, with a count of what is left out. Lines of one episode are put
//! together by rule, never by their order in the file (our judgement: the latest line, then the commonest value, then the
//! smallest).

mod merge;

use crate::day::Day;
use crate::extract::codes::{MISSING, Raw};
use crate::extract::profile::PersonKey;
use crate::extract::shelves::{Shelf, Shelves};
use crate::extract::{About, Beside, Bookings, Extract, Field, Record, Rule};
use crate::settings::{EpisodeStart, Settings};
use rayon::slice::ParallelSliceMut;
use std::collections::BTreeSet;

/// One stay with one provider.
#[derive(Clone, Copy, Debug)]
pub struct Episode<'a> {
    /// What its lines say together. Whether it has ended, and for what reason, the episode tells.
    pub record: &'a Record,
    pub beside: &'a Beside,
    pub person: u64,
    /// First structured modality, else triage.
    pub start: Day,
    /// Discharge, or [`Day::OPEN`].
    pub end: Day,
    /// Discharge reason; missing while the episode is open.
    pub reason: Raw,
    pub file: u16,
}

impl Episode<'_> {
    pub fn is_open(&self) -> bool {
        self.end == Day::OPEN
    }

    /// A structured modality has begun.
    pub fn in_modality(&self) -> bool {
        self.beside.modality.is_some()
    }
}

/// All episodes of an extract. They are kept as records and dated one shelf at a time, so that they take no further room.
#[derive(Default)]
pub struct Episodes(Shelves);

/// Puts the extract's records together to episodes, which uses them up, and books what disagrees and what an older file
/// repeats.
pub fn assemble(extract: &mut Extract, settings: &Settings) -> Episodes {
    Episodes(merge::merge(extract, settings))
}

impl Episodes {
    /// Each with all episodes of some people.
    pub fn shelves(&self) -> &[Shelf] {
        self.0.shelves()
    }

    /// All of them, sorted by person. Nothing is booked: that is done where they are counted.
    pub fn all<'a>(&'a self, extract: &'a Extract, settings: &Settings) -> Vec<Episode<'a>> {
        let dating = Dating::new(extract, settings);
        let mut episodes = Vec::new();
        for shelf in self.shelves() {
            dating.of_shelf(shelf, &mut Bookings::default(), &mut episodes);
        }
        episodes.par_sort_unstable_by_key(|e| e.person);
        episodes
    }
}

/// Gives episodes their start and end.
pub struct Dating<'a> {
    extract: &'a Extract,
    as_of: Day,
    start: EpisodeStart,
    /// The extract tells modalities, so that their absence says something.
    has_modalities: bool,
    /// The client id tells the person.
    by_client: bool,
}

impl<'a> Dating<'a> {
    pub fn new(extract: &'a Extract, settings: &Settings) -> Dating<'a> {
        Dating {
            extract,
            as_of: extract.extent.as_of,
            start: settings.episode_start,
            has_modalities: extract.present.contains(&Field::ModalityStart),
            by_client: extract.profile.person_key == PersonKey::ClientId,
        }
    }

    /// Appends the episodes of a shelf, each person's together; books those left out, with the people they belong to.
    pub fn of_shelf(
        &self,
        shelf: &'a Shelf,
        bookings: &mut Bookings,
        episodes: &mut Vec<Episode<'a>>,
    ) {
        let mut without: BTreeSet<(Rule, u64)> = BTreeSet::new();
        let first = episodes.len();
        episodes.reserve(shelf.len());
        for record in shelf.iter() {
            let beside = self.extract.beside(record.row);
            let person = match self.by_client {
                true => record.client.0,
                false => beside.person,
            };
            match self.start(record, beside) {
                Ok(start) => episodes.push(self.episode(record, beside, person, start, bookings)),
                Err(rule) => {
                    let file = self.extract.file_of(record.row);
                    bookings.leave_out(rule, file, record.row, record.lines);
                    bookings.attrition.exclude_episodes(rule, 1, 0);
                    without.insert((rule, person));
                }
            }
        }
        for (rule, _) in without {
            bookings.attrition.exclude_episodes(rule, 0, 1);
        }
        // A client's lie together already.
        if !self.by_client {
            episodes[first..].sort_unstable_by_key(|e| e.person);
        }
    }

    /// When an episode starts, or why it cannot be used.
    fn start(&self, record: &Record, beside: &Beside) -> Result<Day, Rule> {
        let start = match self.starts_by_modality(beside) {
            true => beside.modality,
            false => record.triaged,
        };
        if !start.is_some() {
            return Err(Rule::NoStart);
        }
        if start > self.as_of {
            return Err(Rule::StartAfterExtract);
        }
        if record.discharged.is_some() && record.discharged < start {
            return Err(Rule::EndBeforeStart);
        }
        if record.birth.is_some() && record.birth > start {
            return Err(Rule::BirthAfterStart);
        }
        Ok(start)
    }

    fn starts_by_modality(&self, beside: &Beside) -> bool {
        self.start == EpisodeStart::Modality && beside.modality.is_some()
    }

    #[inline(never)]
    fn note(&self, rule: Rule, record: &Record, bookings: &mut Bookings) {
        let position = self.extract.position(record.row);
        bookings.findings.at(rule, About::Whole, position);
    }

    #[inline(always)]
    fn episode(
        &self,
        record: &'a Record,
        beside: &'a Beside,
        person: u64,
        start: Day,
        bookings: &mut Bookings,
    ) -> Episode<'a> {
        let may_start_by_modality = self.has_modalities && self.start == EpisodeStart::Modality;
        if may_start_by_modality && !self.starts_by_modality(beside) {
            self.note(Rule::TriageAsStart, record, bookings);
        }
        let ended = record.discharged.is_some() && record.discharged <= self.as_of;
        if record.discharged.is_some() && !ended {
            self.note(Rule::EndAfterExtract, record, bookings);
        }
        Episode {
            record,
            beside,
            person,
            start,
            end: if ended { record.discharged } else { Day::OPEN },
            reason: if ended { record.reason } else { MISSING },
            file: self.extract.file_of(record.row),
        }
    }
}

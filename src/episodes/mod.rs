//! Room two: records to episodes.
//!
//! Comes in: records, one a line. Goes out: one [`Episode`] for each (agency, client id, episode id), with a start and an
//! end, and a count of everything left out. Lines of one episode are put together by rule, never by their order in the
//! file (our judgement: the latest line, then the commonest value, then the smallest).

mod merge;

use crate::day::Day;
use crate::extract::codes::{MISSING, Raw};
use crate::extract::ids::Key;
use crate::extract::{About, AgeBand, Children, Extract, Field, HelpRecorded, Record, Rule, Sex};
use crate::settings::{EpisodeStart, Settings};
use std::collections::BTreeSet;

/// One stay with one provider.
#[derive(Clone, Copy, Debug)]
pub struct Episode {
    pub person: u64,
    pub client: Key,
    pub id: Key,
    pub agency: u32,
    /// Index into the columns that stand beside the records.
    pub row: u32,
    /// First structured modality, else triage.
    pub start: Day,
    /// Discharge, or [`Day::OPEN`].
    pub end: Day,
    pub birth: Day,
    /// Discharge reason; missing while the episode is open.
    pub reason: Raw,
    pub parental: Raw,
    pub referral: Raw,
    pub accommodation: Raw,
    pub injecting: Raw,
    pub drugs: [Raw; 3],
    pub referred: Day,
    pub pregnant: Raw,
    pub treated_before: Raw,
    pub childrens_services: [Raw; 3],
    pub help: HelpRecorded,
    pub age: AgeBand,
    pub children: Children,
    pub sex: Sex,
    /// A structured modality has begun.
    pub in_modality: bool,
    /// Lines put together, all of one file.
    pub lines: u32,
    pub file: u16,
}

impl Episode {
    pub fn is_open(&self) -> bool {
        self.end == Day::OPEN
    }
}

/// Puts the extract's records together to episodes, grouped by person, and counts what is left out into the extract's
/// attrition and findings. The extract's records are used up.
pub fn assemble(extract: &mut Extract, settings: &Settings) -> Vec<Episode> {
    let records = merge::merge(extract, settings.person_key_with_dat);
    let mut left_out = LeftOut::default();
    let mut dating = Dating {
        as_of: extract.extent.as_of,
        start: settings.episode_start,
        has_modalities: extract.present.contains(&Field::ModalityStart),
        ended_after_extract: Vec::new(),
        triage_as_start: Vec::new(),
    };
    // Collected in place: an episode takes no more room than a record.
    let mut episodes: Vec<Episode> = records
        .into_iter()
        .filter_map(|record| {
            dating
                .episode(&record)
                .map_err(|reason| left_out.push(reason, &record))
                .ok()
        })
        .collect();
    left_out.settle(extract);
    dating.settle(extract);
    group_by_person(&mut episodes);
    episodes
}

/// Sorts only where a person's episodes do not stand together already.
fn group_by_person(episodes: &mut [Episode]) {
    use rayon::slice::ParallelSliceMut;
    if !episodes.is_sorted_by_key(|e| e.person) {
        episodes.par_sort_unstable_by_key(|e| e.person);
    }
}

/// Gives an episode its start and end.
struct Dating {
    as_of: Day,
    start: EpisodeStart,
    /// The extract tells modalities, so that their absence says something.
    has_modalities: bool,
    /// File and row of each.
    ended_after_extract: Vec<(u16, u32)>,
    triage_as_start: Vec<(u16, u32)>,
}

impl Dating {
    fn episode(&mut self, record: &Record) -> Result<Episode, Rule> {
        let by_modality = self.start == EpisodeStart::Modality && record.modality.is_some();
        let start = if by_modality {
            record.modality
        } else {
            record.triaged
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
        if !by_modality && self.has_modalities && self.start == EpisodeStart::Modality {
            self.triage_as_start.push((record.file, record.row));
        }
        let ended = record.discharged.is_some() && record.discharged <= self.as_of;
        if record.discharged.is_some() && !ended {
            self.ended_after_extract.push((record.file, record.row));
        }
        Ok(Episode {
            person: record.person,
            client: record.client,
            id: record.episode,
            agency: record.agency,
            row: record.row,
            start,
            end: if ended { record.discharged } else { Day::OPEN },
            birth: record.birth,
            reason: if ended { record.reason } else { MISSING },
            parental: record.parental,
            referral: record.referral,
            accommodation: record.accommodation,
            injecting: record.injecting,
            drugs: record.drugs,
            referred: record.referred,
            pregnant: record.pregnant,
            treated_before: record.treated_before,
            childrens_services: record.childrens_services,
            help: record.help,
            age: record.age,
            children: record.children,
            sex: record.sex,
            in_modality: record.modality.is_some(),
            lines: record.lines,
            file: record.file,
        })
    }

    fn settle(self, extract: &mut Extract) {
        note(extract, Rule::EndAfterExtract, &self.ended_after_extract);
        note(extract, Rule::TriageAsStart, &self.triage_as_start);
    }
}

/// Books a finding for each episode, named by its file and row.
fn note(extract: &mut Extract, rule: Rule, episodes: &[(u16, u32)]) {
    for (file, row) in episodes {
        let position = extract.position(*file, *row);
        extract.findings.at(rule, About::Whole, position);
    }
}

/// Episodes left out, with the people they belong to.
#[derive(Default)]
struct LeftOut {
    episodes: Vec<(Rule, Record)>,
}

impl LeftOut {
    fn push(&mut self, rule: Rule, record: &Record) {
        self.episodes.push((rule, *record));
    }

    fn settle(self, extract: &mut Extract) {
        for (rule, record) in &self.episodes {
            let attrition = &mut extract.attrition;
            attrition.exclude(*rule, record.file, u64::from(record.lines));
            attrition.exclude_episodes(*rule, 1, 0);
            extract.leave_out_on_paper(*rule, record.file, record.row, record.lines);
        }
        let people: BTreeSet<(Rule, u64)> = self
            .episodes
            .iter()
            .map(|(rule, r)| (*rule, r.person))
            .collect();
        for (rule, _) in people {
            extract.attrition.exclude_episodes(rule, 0, 1);
        }
    }
}

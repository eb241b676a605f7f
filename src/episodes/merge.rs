//! Lines of one episode put together.

use crate::extract::codes::{MISSING, Raw};
use crate::extract::profile::PersonKey;
use crate::extract::record::{Attributor, Review};
use crate::extract::{About, Children, Extract, Field, MISSING_LEVEL, Position, Record, Rule, Sex};
use rayon::slice::ParallelSliceMut;

/// One record an episode, in order of client, agency and episode.
pub fn merge(extract: &mut Extract, dat_in_key: bool) -> Vec<Record> {
    let mut records = std::mem::take(&mut extract.records);
    records.par_sort_unstable_by_key(identity);
    let mut facts = Facts::new(extract, dat_in_key);
    let mut merged = 0;
    let mut first = 0;
    while first < records.len() {
        let same = records[first..]
            .iter()
            .take_while(|r| identity(r) == identity(&records[first]))
            .count();
        let record = match same {
            1 => records[first],
            _ => facts.one_record(&records[first..first + same]),
        };
        facts.keep_reviews(&records[first..first + same], record.row);
        // `merged` never overtakes `first`: a group of lines becomes one record.
        records[merged] = record;
        merged += 1;
        first += same;
    }
    records.truncate(merged);
    let reviews = facts.reviews;
    extract.reviews = reviews;
    records
}

fn identity(r: &Record) -> (u64, u32, u64) {
    (r.client.0, r.agency, r.episode.0)
}

struct Facts<'a> {
    extract: &'a mut Extract,
    /// Person keys are attributors, not client ids and not interned.
    keys_unpack: bool,
    /// The extract's reviews, one a line, in order of their lines.
    reviews_of_lines: Vec<Review>,
    /// The reviews of the episodes put together so far.
    reviews: Vec<Review>,
}

impl<'a> Facts<'a> {
    fn new(extract: &'a mut Extract, dat_in_key: bool) -> Self {
        let keys_unpack = extract.profile.person_key == PersonKey::Attributor && !dat_in_key;
        let reviews_of_lines = std::mem::take(&mut extract.reviews);
        Facts {
            extract,
            keys_unpack,
            reviews_of_lines,
            reviews: Vec::new(),
        }
    }

    /// The episode that several lines tell of. Only lines of the newest file count.
    fn one_record(&mut self, all: &[Record]) -> Record {
        let newest = all.iter().map(|r| r.file).max().unwrap_or_default();
        let kept: Vec<Record> = all.iter().filter(|r| r.file == newest).copied().collect();
        if kept.len() < all.len() {
            self.leave_out_older(all, newest);
        }
        let lines = kept.as_slice();
        // Findings about the episode name its first line, wherever sorting has put it.
        let first = lines.iter().min_by_key(|r| r.row);
        let mut one = *first.expect("an episode has a line");
        let some = |raw: Raw| (raw != MISSING).then_some(raw);
        let day = |d: crate::day::Day| d.is_some().then_some(d);
        macro_rules! choose {
            ($column:ident, $field:ident, $present:expr) => {
                let about = About::Field(Field::$column);
                if let Some(value) = self.choose(about, lines, |r| $present(r.$field)) {
                    one.$field = value;
                }
            };
        }
        choose!(DateOfBirth, birth, day);
        choose!(Sex, sex, |s: Sex| (s != Sex::NotRecorded).then_some(s));
        one.person = self.person(lines, &one);
        choose!(TriageDate, triaged, day);
        choose!(DischargeDate, discharged, day);
        choose!(DischargeReason, reason, some);
        choose!(ParentalStatus, parental, some);
        choose!(ChildrenLivingWith, children, |c: Children| c
            .is_recorded()
            .then_some(c));
        choose!(ReferralSource, referral, some);
        choose!(Accommodation, accommodation, some);
        choose!(Injecting, injecting, some);
        choose!(ReferralDate, referred, day);
        choose!(Pregnant, pregnant, some);
        choose!(PreviouslyTreated, treated_before, some);
        for line in lines {
            one.help.add(line.help);
        }
        for (drug, field) in [Field::Drug1, Field::Drug2, Field::Drug3]
            .into_iter()
            .enumerate()
        {
            let about = About::Field(field);
            if let Some(value) = self.choose(about, lines, |r| some(r.drugs[drug])) {
                one.drugs[drug] = value;
            }
        }
        for (place, field) in [
            Field::ChildrensServices,
            Field::ChildrensServices2,
            Field::ChildrensServices3,
        ]
        .into_iter()
        .enumerate()
        {
            if let Some(value) = self.choose(About::Field(field), lines, |r| {
                some(r.childrens_services[place])
            }) {
                one.childrens_services[place] = value;
            }
        }
        if let Some((low, high)) = self.choose(About::Field(Field::Age), lines, |r| {
            r.age.is_some().then_some((r.age.low, r.age.high))
        }) {
            one.age = crate::extract::AgeBand { low, high };
        }
        one.modality = lines
            .iter()
            .filter_map(|r| day(r.modality))
            .min()
            .unwrap_or(crate::day::Day::NONE);
        self.extract.put_together_on_paper(lines, one.row);
        one.lines = u32::try_from(lines.len()).expect("fewer than four billion lines");
        self.levels(lines, one.row);
        one
    }

    /// The person: the client id, which all lines share, or the key rebuilt from its parts, each a fact of its own.
    fn person(&mut self, lines: &[Record], one: &Record) -> u64 {
        if self.keys_unpack {
            let [finitial, sinitial] = [Field::Finitial, Field::Sinitial].map(About::Field);
            let first = self.choose(finitial, lines, |r| Some(Attributor::of(r.person).first));
            let second = self.choose(sinitial, lines, |r| Some(Attributor::of(r.person).second));
            if let (Some(first), Some(second)) = (first, second) {
                return Attributor { first, second }.key(one.birth, one.sex);
            }
        }
        self.choose(About::Whole, lines, |r| Some(r.person))
            .unwrap_or(one.person)
    }

    /// The value of the latest line, then the value on most lines, then the smallest. Blanks never compete.
    fn choose<T: Ord + Copy>(
        &mut self,
        about: About,
        lines: &[Record],
        get: impl Fn(&Record) -> Option<T>,
    ) -> Option<T> {
        let first = lines.iter().find_map(&get)?;
        if lines.iter().filter_map(&get).all(|value| value == first) {
            return Some(first);
        }
        let position = self.position(lines.iter());
        let findings = &mut self.extract.findings;
        findings.at(Rule::DisagreeingRows, about, position);
        let latest = lines
            .iter()
            .filter(|r| get(r).is_some())
            .map(|r| r.latest)
            .max()?;
        let times = |value: T| lines.iter().filter(|r| get(r) == Some(value)).count();
        lines
            .iter()
            .filter(|r| r.latest == latest)
            .filter_map(&get)
            .min_by_key(|value| (std::cmp::Reverse(times(*value)), *value))
    }

    fn levels(&mut self, lines: &[Record], row: u32) {
        for at in 0..self.extract.divisions.len() {
            let division = &self.extract.divisions[at];
            let blank = division.labels.iter().position(|l| l == MISSING_LEVEL);
            // Copied, because choosing borrows the extract too: (row, level) of just these lines.
            let of_row: Vec<(u32, u32)> = lines
                .iter()
                .map(|r| (r.row, division.of_row[r.row as usize]))
                .collect();
            let level = self.choose(About::Level, lines, |r| {
                of_row
                    .iter()
                    .find(|(line, _)| *line == r.row)
                    .map(|(_, level)| *level)
                    .filter(|level| Some(*level as usize) != blank)
            });
            if let Some(level) = level {
                self.extract.divisions[at].of_row[row as usize] = level;
            }
        }
    }

    /// The first line of some records, if lines are known.
    fn position<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Option<Position> {
        records
            .filter_map(|r| self.extract.position(r.file, r.row))
            .min()
    }

    /// Books the lines that stand in older files than the newest.
    fn leave_out_older(&mut self, all: &[Record], newest: u16) {
        let rule = Rule::DuplicateEpisode;
        for line in all.iter().filter(|r| r.file != newest) {
            self.extract.attrition.exclude(rule, line.file, 1);
            self.extract
                .leave_out_on_paper(rule, line.file, line.row, 1);
        }
        self.extract.attrition.exclude_episodes(rule, 1, 0);
    }

    fn keep_reviews(&mut self, lines: &[Record], row: u32) {
        if self.reviews_of_lines.is_empty() {
            return;
        }
        let newest = lines.iter().map(|r| r.file).max();
        for line in lines.iter().filter(|r| Some(r.file) == newest) {
            if let Ok(at) = self
                .reviews_of_lines
                .binary_search_by_key(&line.row, |r| r.row)
            {
                self.reviews.push(Review {
                    row,
                    ..self.reviews_of_lines[at]
                });
            }
        }
    }
}

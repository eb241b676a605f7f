//! Lines of one episode put together.

use crate::day::Day;
use crate::extract::codes::{MISSING, Raw};
use crate::extract::ids::Key;
use crate::extract::profile::PersonKey;
use crate::extract::record::{Attributor, Review};
use crate::extract::shelves::{SHELF_BITS, Shelf, Shelves, spread};
use crate::extract::{
    About, AgeBand, Beside, Bookings, Children, Extract, Field, MISSING_LEVEL, Position, Record,
    Rule, Sex,
};
use crate::settings::Settings;
use crate::workers::share_out;

/// One record an episode, on shelves by person; on a shelf by client, those of one client lie together.
pub fn merge(extract: &mut Extract, settings: &Settings) -> Shelves {
    let mut records = std::mem::take(&mut extract.records);
    let workers = share_out(
        records.shelves_mut().iter_mut(),
        || Facts::new(extract, settings),
        Facts::put_together,
    );
    let found: Vec<Found> = workers.into_iter().map(|facts| facts.found).collect();
    extract.reviews.clear();
    for found in found {
        found.settle(extract);
    }
    match extract.profile.person_key {
        PersonKey::ClientId => records,
        PersonKey::Attributor => records.by(|record| extract.beside(record.row).person),
    }
}

/// A mark of a record's client, and the record's place on its shelf, in one number. To sort such takes much less time than to sort
/// ids, let alone records.
#[derive(Clone, Copy)]
struct Entry(u64);

impl Entry {
    /// The mark is the highest bits, the place all others. Two clients seldom have the same mark, but they can.
    const MARK_BITS: u32 = 24;

    fn new(client: Key, place: u64) -> Entry {
        // The bits that tell the shelf are the same in all.
        let mark = spread(client.0) << SHELF_BITS >> (u64::BITS - Self::MARK_BITS);
        Entry(mark << (u64::BITS - Self::MARK_BITS) | place)
    }

    fn mark(&self) -> u32 {
        (self.0 >> (u64::BITS - Self::MARK_BITS)) as u32
    }

    fn place(&self) -> usize {
        (self.0 & u64::MAX >> Self::MARK_BITS) as usize
    }
}

fn identity(r: &Record) -> (Key, u32, Key) {
    (r.client, r.agency, r.episode)
}

/// What putting lines together changes in what stands beside the records, and what is noticed.
#[derive(Default)]
struct Found {
    bookings: Bookings,
    beside: Vec<(u32, Beside)>,
    /// Division, row and level.
    levels: Vec<(usize, u32, u32)>,
    /// The reviews of the episodes, by the rows that stand for them.
    reviews: Vec<Review>,
    /// A row, and the one that stands for its episode.
    together: Vec<(u32, u32)>,
}

impl Found {
    fn settle(self, extract: &mut Extract) {
        extract.book(self.bookings);
        for (row, beside) in self.beside {
            extract.put_beside(row, beside);
        }
        for (division, row, level) in self.levels {
            extract.divisions[division].of_row[row as usize] = level;
        }
        extract.reviews.extend(self.reviews);
        for (row, one) in self.together {
            extract.put_together_on_paper(row, one);
        }
    }
}

struct Facts<'a> {
    extract: &'a Extract,
    /// Person keys are attributors, not client ids and not interned.
    keys_unpack: bool,
    found: Found,
    /// The records of a shelf, and those of one episode in order of their rows.
    records: Vec<Record>,
    lines: Vec<Record>,
    /// An entry for each record of a shelf, by client; a client's in order of agency, episode and row.
    order: Vec<Entry>,
}

impl<'a> Facts<'a> {
    fn new(extract: &'a Extract, settings: &Settings) -> Self {
        Facts {
            extract,
            keys_unpack: extract.is_keyed_by_attributor(settings),
            found: Found::default(),
            records: Vec::new(),
            lines: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Leaves one record for each episode on a shelf.
    fn put_together(&mut self, shelf: &mut Shelf) {
        let mut records = std::mem::take(&mut self.records);
        let mut lines = std::mem::take(&mut self.lines);
        records.clear();
        for one in shelf.boxes() {
            records.extend(one.iter().map(|record| self.extract.settled(record)));
        }
        let mut order = self.by_mark(&records);
        let line = |entry: &Entry| &records[entry.place()];
        let is_same = |a: &Entry, b: &Entry| identity(line(a)) == identity(line(b));
        let mut episodes = shelf.empty();
        for same_mark in order.chunk_by_mut(|a, b| a.mark() == b.mark()) {
            same_mark.sort_unstable_by_key(|entry| (identity(line(entry)), line(entry).row));
            for of_episode in same_mark.chunk_by(is_same) {
                let record = match of_episode {
                    [entry] => *line(entry),
                    _ => {
                        lines.clear();
                        lines.extend(of_episode.iter().map(line).copied());
                        self.one_record(&lines)
                    }
                };
                self.keep_reviews(of_episode.iter().map(line), record.row);
                episodes.put(record);
            }
        }
        (self.records, self.lines, self.order) = (records, lines, order);
    }

    /// The entries of a shelf's records, by mark.
    fn by_mark(&mut self, records: &[Record]) -> Vec<Entry> {
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        let entry = |(place, record): (u64, &Record)| Entry::new(record.client, place);
        order.extend((0..).zip(records).map(entry));
        radsort::sort_by_key(&mut order, Entry::mark);
        order
    }

    /// The episode that several lines tell of. Only lines of the newest file count.
    fn one_record(&mut self, all: &[Record]) -> Record {
        let file = |r: &Record| self.extract.file_of(r.row);
        let newest = all.iter().map(file).max().unwrap_or_default();
        let (kept, older): (Vec<Record>, Vec<Record>) = all.iter().partition(|r| file(r) == newest);
        if !older.is_empty() {
            self.leave_out_older(&older);
        }
        let lines = kept.as_slice();
        // Findings about the episode name its first line, wherever sorting has put it.
        let first = lines.iter().min_by_key(|r| r.row);
        let mut one = *first.expect("an episode has a line");
        let some = |raw: Raw| (raw != MISSING).then_some(raw);
        let day = |d: Day| d.is_some().then_some(d);
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
        self.beside(lines, &one);
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
        for (drug, field) in [Field::Drug1, Field::Drug2, Field::Drug3]
            .into_iter()
            .enumerate()
        {
            let about = About::Field(field);
            if let Some(value) = self.choose(about, lines, |r| some(r.drugs[drug])) {
                one.drugs[drug] = value;
            }
        }
        if self.extract.papers.is_some() {
            let together = lines.iter().map(|line| (line.row, one.row));
            self.found.together.extend(together);
        }
        one.lines = u32::try_from(lines.len()).expect("fewer than four billion lines");
        self.levels(lines, one.row);
        one
    }

    /// What stands beside the record.
    fn beside(&mut self, lines: &[Record], one: &Record) {
        let extract = self.extract;
        let of = |r: &Record| *extract.beside(r.row);
        let mut beside = of(one);
        let some = |raw: Raw| (raw != MISSING).then_some(raw);
        beside.person = self.person(lines, one);
        let about = About::Field(Field::PreviouslyTreated);
        if let Some(value) = self.choose(about, lines, |r| some(of(r).treated_before)) {
            beside.treated_before = value;
        }
        for line in lines {
            beside.help.add(of(line).help);
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
                some(of(r).childrens_services[place])
            }) {
                beside.childrens_services[place] = value;
            }
        }
        if let Some((low, high)) = self.choose(About::Field(Field::Age), lines, |r| {
            let age = of(r).age;
            age.is_some().then_some((age.low, age.high))
        }) {
            beside.age = AgeBand { low, high };
        }
        let starts = lines.iter().map(|r| of(r).modality);
        beside.modality = starts.filter(|d| d.is_some()).min().unwrap_or(Day::NONE);
        if extract.has_beside() {
            self.found.beside.push((one.row, beside));
        }
    }

    /// The key rebuilt from its parts, each a fact of its own, unless the client id, which all lines share, is the key.
    fn person(&mut self, lines: &[Record], one: &Record) -> u64 {
        let extract = self.extract;
        let person = |r: &Record| extract.beside(r.row).person;
        if self.keys_unpack {
            let [finitial, sinitial] = [Field::Finitial, Field::Sinitial].map(About::Field);
            let first = self.choose(finitial, lines, |r| Some(Attributor::of(person(r)).first));
            let second = self.choose(sinitial, lines, |r| Some(Attributor::of(person(r)).second));
            if let (Some(first), Some(second)) = (first, second) {
                return Attributor { first, second }.key(one.birth, one.sex);
            }
        }
        self.choose(About::Whole, lines, |r| Some(person(r)))
            .unwrap_or(person(one))
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
        let findings = &mut self.found.bookings.findings;
        findings.at(Rule::DisagreeingRows, about, position);
        let of = |r: &Record| self.extract.beside(r.row).latest;
        let latest = lines.iter().filter(|r| get(r).is_some()).map(of).max()?;
        let times = |value: T| lines.iter().filter(|r| get(r) == Some(value)).count();
        lines
            .iter()
            .filter(|r| of(r) == latest)
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
                self.found.levels.push((at, row, level));
            }
        }
    }

    /// The first line of some records, if lines are known.
    fn position<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Option<Position> {
        records.filter_map(|r| self.extract.position(r.row)).min()
    }

    /// Books the lines that stand in older files than the newest.
    fn leave_out_older(&mut self, lines: &[Record]) {
        let rule = Rule::DuplicateEpisode;
        let bookings = &mut self.found.bookings;
        for line in lines {
            bookings.leave_out(rule, self.extract.file_of(line.row), line.row, 1);
        }
        bookings.attrition.exclude_episodes(rule, 1, 0);
    }

    /// Keeps the reviews of the newest file's lines. The extract's reviews come in order of their lines.
    fn keep_reviews<'r>(&mut self, lines: impl Iterator<Item = &'r Record> + Clone, row: u32) {
        let reviews = &self.extract.reviews;
        if reviews.is_empty() {
            return;
        }
        let file = |r: &Record| self.extract.file_of(r.row);
        let newest = lines.clone().map(file).max();
        for line in lines.filter(|r| Some(file(r)) == newest) {
            if let Ok(at) = reviews.binary_search_by_key(&line.row, |r| r.row) {
                self.found.reviews.push(Review { row, ..reviews[at] });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::read;
    use crate::settings::Choices;
    use std::collections::HashMap;

    /// Two client ids that lie on the same shelf, with the same mark.
    fn alike() -> [String; 2] {
        let mut seen = HashMap::new();
        for number in 0.. {
            let id = format!("C{number:08}");
            let key = Key::pack(id.as_bytes()).unwrap();
            let shelf = spread(key.0) >> (u64::BITS - SHELF_BITS);
            if let Some(other) = seen.insert((shelf, Entry::new(key, 0).mark()), id.clone()) {
                return [other, id];
            }
        }
        unreachable!("there are more ids than marks")
    }

    #[test]
    fn clients_with_the_same_mark_keep_their_lines_apart() {
        let [one, other] = alike();
        let mut text = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with\n".to_owned();
        for (client, sex) in [(&one, 'F'), (&other, 'M'), (&one, 'F'), (&other, 'M')] {
            let line = format!("{client},E1,{sex},1980-01-01,2010-05-01,2010-09-01,80,14,0\n");
            text.push_str(&line);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("A0001-20090401-20120630.csv");
        std::fs::write(&path, text).unwrap();
        let choices = Choices::default;
        let settings = Settings::resolve(None, choices(), choices()).unwrap();
        let mut extract = read(&[path], None, &settings).unwrap();
        let episodes = crate::episodes::assemble(&mut extract, &settings);
        let episodes = episodes.all(&extract, &settings);
        let mut told: Vec<(Sex, u32)> = episodes
            .iter()
            .map(|episode| (episode.record.sex, episode.record.lines))
            .collect();
        told.sort_unstable();
        assert_eq!(told, [(Sex::Female, 2), (Sex::Male, 2)]);
    }
}

//! What was noticed while reading and linking, and what was left out: counted, never silent.
//!
//! A finding points to file, line, column and rule. It never holds a value of an identifying column.

use serde::Serialize;
use std::collections::BTreeMap;

macro_rules! rules {
    ($($variant:ident = $name:literal: $meaning:literal),* $(,)?) => {
        /// A rule that a row, an episode or a person may break without being left out.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Rule { $($variant),* }
        impl Rule {
            pub const ALL: &'static [Rule] = &[$(Rule::$variant),*];
            /// The name users see.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$variant => $name),* }
            }
            /// One line: what it means and what was done.
            pub fn meaning(self) -> &'static str {
                match self { $(Rule::$variant => $meaning),* }
            }
        }
    };
}

rules! {
    UnknownCode = "unknown_code": "the code is on no list: taken as not recorded",
    ReshapedCode = "reshaped_code": "a spreadsheet has added or taken away zeros: the number was read",
    ManyChildren = "many_children": "16 to 30 children: used as it stands",
    ImplausibleChildren = "implausible_children": "not a number of children from 0 to 30: taken as not recorded",
    UnreadableAge = "unreadable_age": "not an age: taken as not recorded",
    DateAfterExtract = "date_after_extract": "the date lies far after nearly all others: left out when the extract date was inferred",
    DisagreeingRows = "disagreeing_rows": "rows of one episode disagree about a fact: the latest, then the commonest, then the smallest value was used",
    TriageAsStart = "triage_as_start": "no structured modality has begun: triage was taken as the start",
    EndAfterExtract = "end_after_extract": "the episode ends after the extract date: taken as open, its reason unread",
    TiedOutcome = "tied_outcome": "episodes that end a journey on the same day have different reasons: the later episode's was used",
    TwoBirthDates = "two_birth_dates": "a person has two birth dates: each journey's first was used",
    TwoSexes = "two_sexes": "a person has two sexes: each journey's first was used",
    YoungPeoplesEnding = "young_peoples_ending": "an adult's journey ended with a young people's code of success: taken as another ending",
    MainDrugMissing = "main_drug_missing": "no main drug is recorded: counted among drugs other than alcohol",
}

macro_rules! reasons {
    ($($variant:ident = $name:literal: $meaning:literal),* $(,)?) => {
        /// Why records are left out, in the order in which the reasons are tried.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Reason { $($variant),* }
        impl Reason {
            pub const ALL: &'static [Reason] = &[$(Reason::$variant),*];
            pub fn name(self) -> &'static str {
                match self { $(Reason::$variant => $name),* }
            }
            pub fn meaning(self) -> &'static str {
                match self { $(Reason::$variant => $meaning),* }
            }
        }
    };
}

reasons! {
    MalformedRow = "malformed_row": "more or fewer values than the header has columns",
    Filtered = "filtered": "left out by the profile's row filter",
    NoConsent = "no_consent": "consent to share data not given",
    InvalidDate = "invalid_date": "a date or length of stay that cannot be read",
    Unlinkable = "unlinkable": "a part of the key that tells people or episodes apart is missing",
    DuplicateEpisode = "duplicate_episode": "the same episode stands in a newer file",
    NoStart = "no_start": "neither a structured modality start nor a triage date",
    StartAfterExtract = "start_after_extract": "starts after the extract date",
    EndBeforeStart = "end_before_start": "ends before it starts",
    BirthAfterStart = "birth_after_start": "starts before the birth date",
    AgeUnknown = "age_unknown": "no birth date or age that tells an adult from an under-18",
}

/// What one reason left out.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Excluded {
    pub records: u64,
    /// Episodes, where the records had been put together to episodes; else 0.
    pub episodes: u64,
    /// People with at least one episode left out, where people were known; else 0.
    pub people: u64,
}

/// Everything left out, by reason, beside what was read.
#[derive(Clone, Default, Debug)]
pub struct Attrition {
    pub records_read: u64,
    pub records_used: u64,
    pub episodes_used: u64,
    pub people_used: u64,
    pub excluded: BTreeMap<Reason, Excluded>,
}

impl Attrition {
    pub fn exclude(&mut self, reason: Reason, records: u64, episodes: u64, people: u64) {
        let entry = self.excluded.entry(reason).or_default();
        entry.records += records;
        entry.episodes += episodes;
        entry.people += people;
    }

    pub fn merge(&mut self, other: Attrition) {
        self.records_read += other.records_read;
        self.records_used += other.records_used;
        self.episodes_used += other.episodes_used;
        self.people_used += other.people_used;
        for (reason, e) in other.excluded {
            self.exclude(reason, e.records, e.episodes, e.people);
        }
    }

    pub fn records_excluded(&self) -> u64 {
        self.excluded.values().map(|e| e.records).sum()
    }
}

/// A place in an extract.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Position {
    pub file: u32,
    pub line: u64,
}

/// One rule broken in one column.
#[derive(Clone, Default, Debug)]
pub struct Finding {
    pub count: u64,
    /// The first few places, where places are known.
    pub first: Vec<Position>,
    /// Unknown codes, and how often each occurs. Only of columns that identify nobody.
    pub values: BTreeMap<String, u64>,
}

const POSITIONS_KEPT: usize = 3;
const VALUES_KEPT: usize = 50;

/// All findings, by rule and column (empty where the rule is not about one column).
#[derive(Clone, Default, Debug)]
pub struct Findings {
    pub found: BTreeMap<(Rule, String), Finding>,
}

impl Findings {
    pub fn at(&mut self, rule: Rule, column: &str, position: Position) {
        let finding = self.entry(rule, column);
        finding.count += 1;
        if finding.first.len() < POSITIONS_KEPT {
            finding.first.push(position);
        }
    }

    pub fn unknown_value(&mut self, column: &str, value: &str, position: Position) {
        self.at(Rule::UnknownCode, column, position);
        let finding = self.entry(Rule::UnknownCode, column);
        if finding.values.len() < VALUES_KEPT || finding.values.contains_key(value) {
            *finding.values.entry(value.into()).or_default() += 1;
        }
    }

    pub fn count(&mut self, rule: Rule, column: &str, count: u64) {
        if count > 0 {
            self.entry(rule, column).count += count;
        }
    }

    fn entry(&mut self, rule: Rule, column: &str) -> &mut Finding {
        self.found.entry((rule, column.to_owned())).or_default()
    }

    pub fn merge(&mut self, other: Findings) {
        for ((rule, column), theirs) in other.found {
            let ours = self.entry(rule, &column);
            ours.count += theirs.count;
            ours.first.extend(theirs.first);
            ours.first.sort();
            ours.first.truncate(POSITIONS_KEPT);
            for (value, count) in theirs.values {
                if ours.values.len() < VALUES_KEPT || ours.values.contains_key(&value) {
                    *ours.values.entry(value).or_default() += count;
                }
            }
        }
    }
}

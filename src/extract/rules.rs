//! Every rule that a file, a row, an episode or a person may break: the one table that messages, reports, `treatstat
//! rules` and the documentation are made from.

use serde::Serialize;

/// What a broken rule comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The extract is refused: nobody can say what it means.
    Refuses,
    /// The row or the episode is left out and counted.
    LeavesOut,
    /// Something is read, taken or reported in the way that the rule says.
    Notices,
}

impl Effect {
    pub fn text(self) -> &'static str {
        match self {
            Effect::Refuses => "the extract is refused",
            Effect::LeavesOut => "left out",
            Effect::Notices => "noticed",
        }
    }
}

/// How much a finding matters to whoever made the extract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is lost: read right, or left out as it should be.
    Note,
    /// A value is not used, or a judgement stands in for it.
    Warning,
    /// A row, an episode or the whole extract is lost.
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
struct Line {
    name: &'static str,
    effect: Effect,
    severity: Severity,
    counts: &'static str,
    wrong: &'static str,
    meaning: &'static str,
    remedy: &'static str,
}

macro_rules! rules {
    ($($variant:ident = $name:literal $effect:ident $severity:ident $counts:literal:
        $wrong:literal => $done:literal; $remedy:literal;)*) => {
        /// A rule, in the order in which rules are tried.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Rule { $($variant),* }
        impl Rule {
            pub const ALL: &'static [Rule] = &[$(Rule::$variant),*];
        }
        const LINES: &[Line] = &[$(Line {
            name: $name,
            effect: Effect::$effect,
            severity: Severity::$severity,
            counts: $counts,
            wrong: $wrong,
            meaning: concat!($wrong, ": ", $done),
            remedy: $remedy,
        }),*];
    };
}

// The id, what comes of it, how much it matters, what is counted: what is wrong => what is done; what to do about it.
rules! {
    MissingColumn = "missing_column" Refuses Error "columns":
        "the header lacks a column that the profile needs" => "the extract is refused";
        "export the column, name another profile, or leave the field out of `required`";
    DuplicateColumn = "duplicate_column" Refuses Error "columns":
        "two columns of the header have the same name" => "the extract is refused";
        "rename or remove one of the two; the first line of a file must be its header";
    MixedDates = "mixed_dates" Refuses Error "columns":
        "a date column is written in more than one way" => "the extract is refused, because no row can be read for sure";
        "export the dates again in one format: YYYY-MM-DD, YYYYMMDD or DD/MM/YYYY";
    MonthFirstDates = "month_first_dates" Refuses Error "columns":
        "a date column is month first" => "the extract is refused unless the profile says so";
        "give the order in a profile: `dates = \"MM/DD/YYYY\"`";
    TwoDigitYears = "two_digit_years" Refuses Error "columns":
        "a date column has years of two digits" => "the extract is refused, because the century is not known";
        "export the dates again with four digits of the year";

    NoRows = "no_rows" Refuses Error "files":
        "no file holds a row" => "the extract is refused, because there is nothing to report";
        "export the extract again";

    NoExtractDate = "no_extract_date" Refuses Error "files":
        "no date tells when the extract was made" => "the extract is refused";
        "give the extract date with `--as-of`";
    TooManyInvalid = "too_many_invalid" Refuses Error "rows":
        "more rows cannot be used than `max_invalid_percent` allows" => "the extract is refused";
        "mend the rows, or name the profile that fits";
    NothingUsed = "nothing_used" Refuses Error "rows":
        "every row is left out" => "the extract is refused, because there is nothing to report";
        "look at the reasons; a filter or the extract date may be wrong";

    NulByte = "nul_byte" LeavesOut Error "rows":
        "a row holds NUL bytes" => "damaged on the way and left out";
        "send the file again, in binary mode";
    UnclosedQuote = "unclosed_quote" LeavesOut Error "rows":
        "a quote opens and is not closed within its value" => "the line is left out, and reading goes on with the next";
        "close or remove the quote";
    RepeatedHeader = "repeated_header" LeavesOut Note "rows":
        "the header stands again among the rows" => "left out";
        "nothing; files put end to end leave it behind";
    BlankRow = "blank_row" LeavesOut Note "rows":
        "no column holds a value" => "left out";
        "nothing; spreadsheets leave such rows behind";
    MalformedRow = "malformed_row" LeavesOut Error "rows":
        "more or fewer values than the header has columns" => "left out, because its values may stand in the wrong columns";
        "look for a delimiter inside a value that is not quoted, or a line that was cut short";
    Filtered = "filtered" LeavesOut Note "rows":
        "not among what the profile's row filter keeps" => "left out";
        "nothing, if the filter is meant";
    NoConsent = "no_consent" LeavesOut Note "rows":
        "consent to share data not given" => "left out";
        "nothing";
    InvalidDate = "invalid_date" LeavesOut Error "rows":
        "a date or length of stay that cannot be read" => "left out; a bad date is never taken as a blank";
        "correct the date at its source";
    Unlinkable = "unlinkable" LeavesOut Error "rows":
        "a part of the key that tells people or episodes apart is missing" => "left out";
        "complete the id, initials, birth date or sex";
    DuplicateEpisode = "duplicate_episode" LeavesOut Note "rows":
        "the same episode stands in a newer file" => "the newer file's rows are used";
        "nothing, if the files are meant to overlap";
    NoStart = "no_start" LeavesOut Error "rows":
        "neither a structured modality start nor a triage date" => "the episode is left out";
        "complete the triage date";
    StartAfterExtract = "start_after_extract" LeavesOut Error "rows":
        "starts after the extract date" => "the episode is left out";
        "correct the date, or give the extract date with `--as-of`";
    EndBeforeStart = "end_before_start" LeavesOut Error "rows":
        "ends before it starts" => "the episode is left out";
        "correct the discharge date or the start";
    BirthAfterStart = "birth_after_start" LeavesOut Error "rows":
        "starts before the birth date" => "the episode is left out";
        "correct the birth date or the start";
    AgeUnknown = "age_unknown" LeavesOut Error "rows":
        "no birth date or age that tells an adult from an under-18" => "the journey is left out";
        "complete the birth date";

    Windows1252 = "windows_1252" Notices Note "lines":
        "bytes that are not UTF-8" => "the line was read as Windows-1252";
        "nothing, or export as UTF-8";
    EmptyFile = "empty_file" Notices Warning "files":
        "a file holds a header and no rows" => "read as it stands, beside the others";
        "check that the file is meant to be empty";
    NoFinalLineEnd = "no_final_line_end" Notices Note "files":
        "the file does not end with a line end" => "read as it stands; its last row may have been cut short";
        "look at the last row; send the file again if it is cut";
    ReshapedCode = "reshaped_code" Notices Note "values":
        "a spreadsheet has added or taken away zeros" => "the number was read";
        "nothing, or export without opening in a spreadsheet";
    StrayQuote = "stray_quote" Notices Warning "values":
        "a quote stands inside an id" => "the id was read as it stands, so that it may be told apart from its own";
        "remove the quote, or close the one that is missing";
    SerialDate = "serial_date" Notices Warning "values":
        "a workbook holds a date as a bare number of days" => "read by the workbook's own epoch";
        "give the column a date format, and look at some of its dates";
    UnknownCode = "unknown_code" Notices Warning "values":
        "the code is on no list" => "taken as not recorded";
        "correct it, or say what it means under `[[codes.LIST]]` of a profile";
    ManyChildren = "many_children" Notices Warning "values":
        "16 to 30 children" => "used as it stands";
        "check the number";
    ImplausibleChildren = "implausible_children" Notices Warning "values":
        "not a number of children from 0 to 30" => "taken as not recorded";
        "correct the number";
    UnreadableAge = "unreadable_age" Notices Warning "values":
        "not an age" => "taken as not recorded";
        "give whole years, or a band such as 18-20";
    BlankChildren = "blank_children" Notices Note "journeys":
        "not a parent, and the number of children in the home is blank" => "counted by the setting `not_parent_unknown`, incomplete by default";
        "if your system exports 0 as blank, set `not_parent_unknown = \"no_children\"`";
    DateAfterExtract = "date_after_extract" Notices Warning "dates":
        "the date lies far after nearly all others" => "left out when the extract date was inferred";
        "correct the date, or give the extract date with `--as-of`";
    DisagreeingRows = "disagreeing_rows" Notices Warning "episodes":
        "rows of one episode disagree about a fact" => "the latest, then the commonest, then the smallest value was used";
        "make the rows agree";
    TriageAsStart = "triage_as_start" Notices Note "episodes":
        "no structured modality has begun" => "triage was taken as the start";
        "nothing, if treatment had not begun";
    EndAfterExtract = "end_after_extract" Notices Warning "episodes":
        "the episode ends after the extract date" => "taken as open, its reason unread";
        "correct the date, or give the extract date with `--as-of`";
    TiedOutcome = "tied_outcome" Notices Warning "journeys":
        "episodes that end a journey on the same day have different reasons" => "the later episode's was used";
        "nothing, if both are meant";
    TwoBirthDates = "two_birth_dates" Notices Warning "people":
        "a person has two birth dates" => "each journey's first was used";
        "correct one of them";
    TwoSexes = "two_sexes" Notices Warning "people":
        "a person has two sexes" => "each journey's first was used";
        "correct one of them";
    YoungPeoplesEnding = "young_peoples_ending" Notices Warning "journeys":
        "an adult's journey ended with a young people's code of success" => "taken as another ending";
        "correct the discharge reason";
    MainDrugMissing = "main_drug_missing" Notices Warning "journeys":
        "no main drug is recorded" => "counted among drugs other than alcohol";
        "complete the main drug";
}

impl Rule {
    fn line(self) -> &'static Line {
        &LINES[self as usize]
    }

    /// The name users see.
    pub fn name(self) -> &'static str {
        self.line().name
    }

    pub fn effect(self) -> Effect {
        self.line().effect
    }

    pub fn severity(self) -> Severity {
        self.line().severity
    }

    /// What its count is a count of: rows, values, episodes ...
    pub fn counts(self) -> &'static str {
        self.line().counts
    }

    /// What is wrong, without what was done.
    pub fn wrong(self) -> &'static str {
        self.line().wrong
    }

    /// One line: what is wrong, and what was done.
    pub fn meaning(self) -> &'static str {
        self.line().meaning
    }

    /// What whoever made the extract can do about it.
    pub fn remedy(self) -> &'static str {
        self.line().remedy
    }

    pub fn leaves_out(self) -> bool {
        self.effect() == Effect::LeavesOut
    }

    /// The reasons for which rows are left out, in the order in which they are tried.
    pub fn reasons() -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(|rule| rule.leaves_out())
    }

    /// A row that cannot be used, as against one that is left out as it should be.
    pub fn is_invalid_row(self) -> bool {
        self.leaves_out() && self.severity() == Severity::Error && self <= Rule::Unlinkable
    }
}

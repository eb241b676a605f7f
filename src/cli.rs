//! The command line: clap structs only.

use crate::day::{Day, FinancialYear};
use crate::settings::{By, Choices, Population, Preset, Unit, parse_years};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXIT_CODES: &str = "Exit codes:
   0  done
   1  findings, or a gate failed
   2  the command line cannot be understood
  10  settings or profile cannot be used
  11  the extract or another input cannot be read, or lacks columns
  12  too many invalid rows
  13  disclosure control refused
  14  the output was not written
  70  a fault of the program
 130  stopped with Ctrl-C";

/// Statistics on parents in drug and alcohol treatment, from NDTMS-style treatment episode extracts.
///
/// treatstat is NDTMS-style; it is not an official NDTMS product.
#[derive(Parser, Debug)]
#[command(version, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// Say nothing on stderr but warnings and errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Write the annual family report of an extract: tables, charts, a page to read, a manifest.
    #[command(after_help = "Examples:
  treatstat report A0001-20090401-20120630-1.csv --out family-report
  treatstat report north.csv south.csv --settings area.toml --out north-south
  treatstat report extract.csv --profile ours.toml --years 2009-10..2011-12 --out family-report")]
    Report(ReportArgs),

    /// Write the released result rows to stdout.
    #[command(after_help = "Examples:
  treatstat measure extract.csv --as-of 2012-06-30 > results.csv
  treatstat measure extract.csv --only completed_of_leavers,retained_12_weeks
  treatstat measure extract.csv --format json | jq '.rows[] | select(.measure == \"starting\")'")]
    Measure(MeasureArgs),

    /// Say everything that is wrong with an extract, where, and what is done about it.
    #[command(
        after_help = "A working paper: exact counts, for whoever holds the extract, not for publication.

Examples:
  treatstat check extract.csv
  treatstat check north/ south/ --fail-on warning
  treatstat check extract.xlsx --sheet Episodes --format html > check.html
  zcat extract.csv.gz | treatstat check - --format json | jq '.findings[] | select(.severity == \"error\")'"
    )]
    Check(CheckArgs),

    /// Say how one row was treated: its episode, its journey, its group, what it is counted in and why.
    #[command(
        after_help = "A working paper, for whoever holds the extract, not for publication.

Examples:
  treatstat explain extract.csv --line 1042
  treatstat explain north.csv south.csv --at south.csv:17 --format json"
    )]
    Explain(ExplainArgs),

    /// Print every rule, the decision table and the code lists.
    #[command(after_help = "Examples:
  treatstat rules
  treatstat rules --format csv > rules.csv
  treatstat rules --format markdown > rules.md")]
    Rules(RulesArgs),

    /// Profiles: how an extract's columns become the program's fields.
    #[command(subcommand)]
    Profile(ProfileCommand),

    /// Hold results against published figures, line by line.
    #[command(after_help = "Examples:
  treatstat reconcile family-report/results.csv nta-2012
  treatstat reconcile family-report/results.csv national --years 2018-19..2022-23
  treatstat reconcile family-report/results.csv last-years-report.csv --format csv > reconciled.csv")]
    Reconcile(ReconcileArgs),

    /// Say whether a new release gives away what an older one hides, or the other way round.
    #[command(after_help = "Examples:
  treatstat release-check last-year/ this-year/
  treatstat release-check family-report/ by-provider/ --format json

Exit code 1: a hidden count can be worked out from both together.")]
    ReleaseCheck(ReleaseCheckArgs),

    /// Write a synthetic extract: invented people, no real data.
    #[command(after_help = "Examples:
  treatstat synth --preset local --people 1200 --seed 1 --profile cds --out A0001-20090401-20120630-local.csv
  treatstat synth --preset nta-2012 --seed 1 --out A0000-20090401-20120630-national.csv")]
    Synth(SynthArgs),
}

#[derive(Args, Debug)]
pub struct ReportArgs {
    #[command(flatten)]
    pub run: RunArgs,

    /// The folder to write; made, or replaced if it holds an earlier report.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

#[derive(Args, Debug)]
pub struct MeasureArgs {
    #[command(flatten)]
    pub run: RunArgs,

    /// The form of the rows.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,

    /// Write these measures and no others. What is hidden stays the same.
    #[arg(long, value_name = "MEASURE,...", value_delimiter = ',')]
    pub only: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    Csv,
    Json,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    pub read: ReadArgs,

    /// The form of the paper; `csv` holds the findings only.
    #[arg(long, value_enum, default_value_t = PaperFormat::Text)]
    pub format: PaperFormat,

    /// End with exit code 1 if there is a finding at least this grave.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub fail_on: FailOn,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum PaperFormat {
    Text,
    Json,
    Csv,
    Html,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FailOn {
    /// Only what refuses the whole extract.
    Refusal,
    /// Also rows that are lost.
    Error,
    /// Also values that are lost or judged.
    Warning,
}

#[derive(Args, Debug)]
pub struct ExplainArgs {
    #[command(flatten)]
    pub read: ReadArgs,

    /// The line on which the row stands, of the only file.
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "at",
        required_unless_present = "at"
    )]
    pub line: Option<u64>,

    /// The file and the line on which the row stands.
    #[arg(long, value_name = "FILE:N", value_parser = file_and_line)]
    pub at: Option<(PathBuf, u64)>,

    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ExplainFormat {
    Text,
    Json,
}

fn file_and_line(text: &str) -> Result<(PathBuf, u64), String> {
    let parted = text.rsplit_once(':');
    let parted = parted.and_then(|(file, line)| Some((PathBuf::from(file), line.parse().ok()?)));
    parted.ok_or_else(|| "not a file and a line such as `south.csv:17`".into())
}

#[derive(Args, Debug)]
pub struct RulesArgs {
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub format: RulesFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum RulesFormat {
    Text,
    Json,
    /// The rules only.
    Csv,
    /// As it stands in the documentation.
    Markdown,
}

#[derive(Subcommand, Debug)]
pub enum ProfileCommand {
    /// List the built-in profiles.
    List,
    /// Print a built-in profile, as a starting point for your own.
    Show {
        /// `cds` or `plain`.
        name: String,
    },
    /// Say which columns of an extract a profile maps, and which it misses.
    Check {
        /// `cds`, `plain`, or the path of a profile.
        profile: String,
        #[command(flatten)]
        extract: OneExtract,
    },
    /// Propose a profile for an extract of unknown form, from its headers and values.
    #[command(
        after_help = "The proposal is for a person to check: it says of each column how sure it is, and why.

Examples:
  treatstat profile draft extract.csv > ours.toml
  treatstat profile check ours.toml extract.csv"
    )]
    Draft {
        #[command(flatten)]
        extract: OneExtract,
    },
}

#[derive(Args, Debug)]
pub struct OneExtract {
    /// A file of the extract, or `-`.
    #[arg(value_name = "EXTRACT")]
    pub extract: PathBuf,

    /// The sheet of a workbook [default: the only one that holds anything].
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// What is read, and how it is counted: what every command that reads an extract has in common.
#[derive(Args, Debug)]
pub struct ReadArgs {
    /// Files, folders or patterns: CSV (also tab or semicolon, gzip or zstd), workbooks, Parquet; `-` is standard input.
    #[arg(required = true, value_name = "EXTRACT")]
    pub extract: Vec<PathBuf>,

    /// `cds`, `plain`, or the path of a profile [default: recognised from the header].
    #[arg(long, value_name = "NAME|FILE")]
    pub profile: Option<String>,

    /// The sheet of a workbook [default: the only one that holds anything].
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,

    /// A TOML file of settings; flags override it.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,

    /// A named set of settings; the settings file and flags override it.
    #[arg(long, value_enum)]
    pub preset: Option<Preset>,

    /// The extract date: nothing later is known [default: the end date in the file name, else the latest date].
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub as_of: Option<Day>,

    /// Financial years, as `2009-10..2011-12` or a list [default: the last three complete ones].
    #[arg(long, value_name = "YEARS", value_parser = years)]
    pub years: Option<Years>,

    /// Count people (each with the latest journey) or journeys [default: person].
    #[arg(long, value_enum)]
    pub unit: Option<Unit>,

    /// Everybody, or adults whose main drug is not alcohol [default: all].
    #[arg(long, value_enum)]
    pub population: Option<Population>,
}

impl ReadArgs {
    /// The choices made by flags.
    pub fn choices(&self) -> Choices {
        Choices {
            as_of: self.as_of,
            years: self.years.clone().map(|y| y.0),
            unit: self.unit,
            population: self.population,
            ..Choices::default()
        }
    }
}

/// What `report` and `measure` have in common.
#[derive(Args, Debug)]
pub struct RunArgs {
    #[command(flatten)]
    pub read: ReadArgs,

    /// Divide every result by area, by provider, or by both: `--by area,provider`.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub by: Vec<By>,

    /// Make the results of one area, with the rest of the extract beside it.
    #[arg(long, value_name = "CODE")]
    pub area: Option<String>,

    /// Published figures to compare with: `national` (built in), or a file.
    #[arg(long, value_name = "national|FILE")]
    pub compare: Option<PathBuf>,

    /// Estimates of how many people have the problem, in treatment or not.
    #[arg(long, value_name = "FILE")]
    pub prevalence: Option<PathBuf>,

    /// Show small counts. Every output is then marked as not for publication.
    #[arg(long)]
    pub unsuppressed: bool,

    /// Write nothing if a hidden count could be worked out.
    #[arg(long, conflicts_with = "unsuppressed")]
    pub strict_tables: bool,
}

/// Parsed years, wrapped so that clap takes one value for the list.
#[derive(Clone, Debug)]
pub struct Years(pub Vec<FinancialYear>);

fn years(text: &str) -> Result<Years, String> {
    parse_years(text).map(Years)
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|s| (0.0..=1.0).contains(s));
    share.ok_or_else(|| "not a share from 0 to 1".into())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse_iso(text).ok_or_else(|| "not a date YYYY-MM-DD".into())
}

impl RunArgs {
    /// The choices made by flags.
    pub fn choices(&self) -> Choices {
        Choices {
            by: (!self.by.is_empty()).then(|| self.by.clone()),
            area: self.area.clone(),
            compare: self.compare.clone(),
            prevalence: self.prevalence.clone(),
            unsuppressed: self.unsuppressed.then_some(true),
            strict_tables: self.strict_tables.then_some(true),
            ..self.read.choices()
        }
    }
}

#[derive(Args, Debug)]
pub struct ReconcileArgs {
    /// The `results.csv` of a report, or what `measure` writes.
    #[arg(value_name = "RESULTS")]
    pub results: PathBuf,

    /// A CSV file of published figures, or one built in: `nta-2012`, `national`.
    #[arg(value_name = "PUBLISHED")]
    pub published: PathBuf,

    /// The rows of this area [default: all areas together, else the one that is there].
    #[arg(long, value_name = "CODE")]
    pub area: Option<String>,

    /// The rows of this provider [default: all providers together, else the one that is there].
    #[arg(long, value_name = "CODE")]
    pub provider: Option<String>,

    /// Only figures of these years, as `2009-10..2011-12` or a list [default: all].
    #[arg(long, value_name = "YEARS", value_parser = years)]
    pub years: Option<Years>,

    /// The form of the lines.
    #[arg(long, value_enum, default_value_t = ReconcileFormat::Text)]
    pub format: ReconcileFormat,
}

#[derive(Args, Debug)]
pub struct ReleaseCheckArgs {
    /// The folder of a report that is out already, or its `results.csv`.
    #[arg(value_name = "OLD")]
    pub old: PathBuf,

    /// The folder of the report to be published, or its `results.csv`.
    #[arg(value_name = "NEW")]
    pub new: PathBuf,

    /// The form of what is found.
    #[arg(long, value_enum, default_value_t = ReleaseCheckFormat::Text)]
    pub format: ReleaseCheckFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ReleaseCheckFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ReconcileFormat {
    Text,
    Csv,
    Json,
}

#[derive(Args, Debug)]
pub struct SynthArgs {
    /// What kind of population.
    #[arg(long, value_enum, default_value_t = SynthPreset::Local)]
    pub preset: SynthPreset,

    /// How many people (`local` only) [default: 1200].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    pub people: Option<u32>,

    /// The same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// The form of the extract (`nta-2012`: `cds` only) [default: cds].
    #[arg(long, value_enum)]
    pub profile: Option<SynthForm>,

    /// Share of rows that are damaged in ways real extracts are (`local` only) [default: 0.02].
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub dirty: Option<f64>,

    /// The file to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// Replace the file if it exists.
    #[arg(long)]
    pub force: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum SynthPreset {
    /// One local authority, 2009-10 to 2011-12, extracted on 30 June 2012.
    Local,
    /// The whole of England over the same days: gives the figures of the report of 2012.
    #[value(name = "nta-2012")]
    Nta2012,
}

impl SynthArgs {
    /// What a preset leaves no choice about must not be asked for.
    ///
    /// # Errors A usage error naming the flag.
    pub fn check(&self) -> Result<(), clap::Error> {
        let refused = [
            ("--people", self.people.is_some()),
            ("--dirty", self.dirty.is_some()),
            ("--profile plain", self.profile == Some(SynthForm::Plain)),
        ];
        match refused.iter().find(|(_, given)| *given) {
            Some((flag, _)) if self.preset == SynthPreset::Nta2012 => Err(Cli::command().error(
                ErrorKind::ArgumentConflict,
                format!(
                    "`{flag}` cannot be used with `--preset nta-2012`: its people, its damaged rows and its form are fixed"
                ),
            )),
            _ => Ok(()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum SynthForm {
    Cds,
    Plain,
}

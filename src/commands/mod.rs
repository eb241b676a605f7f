//! One file a subcommand; orchestration only. Only commands print: stdout is data, stderr is talk.

pub mod check;
mod draft;
pub mod explain;
pub mod measure;
pub mod profile;
mod reading;
pub mod reconcile;
pub mod release_check;
pub mod report;
pub mod rules;
pub mod synth;

use crate::cli::RunArgs;
use crate::disclosure::{self, Released, Rules};
use crate::error::{Error, Result, write_failed};
use crate::extract::{self, Field};
use crate::inference::benchmarks::Published;
use crate::inference::{self, Inferred};
use crate::pipeline::{self, Counted};
use crate::presentation::run::Run;
use crate::prevalence::{self, Estimate};
use crate::published::{self, Figure};
use crate::settings::{Population as People, ProviderFrom, Settings};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Whether to talk on stderr.
#[derive(Clone, Copy, Debug)]
pub struct Talk {
    pub quiet: bool,
}

impl Talk {
    /// Said even when quiet.
    pub fn warn(self, text: &str) {
        let _ = writeln!(std::io::stderr(), "warning: {text}");
    }

    pub fn say(self, text: &str) {
        if !self.quiet {
            // A closed stderr is no reason to fail.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }
}

/// Data to stdout. A reader who has seen enough is no failure.
fn print(bytes: &[u8]) -> Result<()> {
    print_with(|out| out.write_all(bytes))
}

/// The same, of what is written as it is made.
fn print_with(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(write_failed(e, Path::new("stdout"), ""))
        }
        _ => Ok(()),
    }
}

/// What a run came to.
pub struct Results {
    pub run: Run,
    pub released: Released,
    /// Comparisons and trends, from released rows.
    pub inferred: Vec<Inferred>,
    pub estimates: Vec<Estimate>,
    /// Published figures to stand beside the results, and what they are called.
    pub compare: Option<(String, Vec<Figure>)>,
    /// What the results come from: large, and of no more use.
    pub counted: Counted,
}

/// Reads, counts, protects and compares: all that `report` and `measure` have in common. `only`: the measures that will be
/// written, if not all.
fn results(args: &RunArgs, only: &[String], talk: Talk) -> Result<Results> {
    let mut settings = reading::settings(&args.read, args.choices())?;
    settings.only = only.to_vec();
    // Read before the extract, so that a mistake in it costs no waiting.
    let estimates = settings
        .prevalence
        .as_deref()
        .map(prevalence::read)
        .transpose()?
        .unwrap_or_default();
    let compare = settings.compare.as_deref().map(figures).transpose()?;
    refuse_misfits(&estimates, &settings)?;
    settings.estimates_of = estimates
        .iter()
        .filter(|e| e.area != "all")
        .map(|e| (e.area.clone(), e.substance_group.to_owned()))
        .collect();
    let request = reading::request(&args.read)?;
    let recognised = request.profile.is_none();
    let extract = reading::read(request, &settings, talk)?;
    refuse_without_drugs(&estimates, &extract)?;
    let counted = pipeline::count(extract, &settings)?;
    let released = disclosure::release(
        &disclosure::Unprotected {
            measured: &counted.measured,
            judged: &settings.cells,
            extract: &counted.extract,
            in_both_age_groups: counted.in_both_age_groups,
            nests: &counted.nests,
        },
        Rules::of(&settings),
    );
    refuse_unsafe(&released, &settings, talk)?;
    let providers_add_up = settings.provider_from != ProviderFrom::Any;
    let published = compare.as_ref().map(|(name, figures)| Published {
        name,
        figures,
        people: settings.population,
    });
    let inferred = inference::infer(&released, providers_add_up, &estimates, published.as_ref())?;
    for warning in of_comparisons(&settings, &inferred) {
        talk.warn(&warning);
    }
    let run = describe(&counted, settings, recognised);
    for line in run.summary(&released) {
        talk.say(&line);
    }
    for warning in run.warnings(&released) {
        talk.warn(&warning);
    }
    Ok(Results {
        run,
        released,
        inferred,
        estimates,
        compare,
        counted,
    })
}

/// Tables with a hidden count that may be worked out: refused if the user asked for it, or if nothing would be left to
/// read; else said.
fn refuse_unsafe(released: &Released, settings: &Settings, talk: Talk) -> Result<()> {
    const NAMED: usize = 5;
    let tables = released.unsafe_tables();
    if tables.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = tables.iter().take(NAMED).map(ToString::to_string).collect();
    let more = match tables.len() - named.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let message = format!(
        "a hidden count may be worked out in: {}{more}",
        named.join("; ")
    );
    let less = "leave these tables out or divide by less: fewer areas, providers or years, or wider levels";
    let hint = match settings.protect_interval {
        1 => less.to_owned(),
        _ => format!("lower `protect_interval`, {less}"),
    };
    if settings.strict_tables || !released.shows_anything() {
        return Err(Error::Refused { message, hint });
    }
    talk.warn(&format!("{message}; do not give this run out: {hint}"));
    Ok(())
}

/// Estimates of people whom the run does not count.
fn refuse_misfits(estimates: &[Estimate], settings: &Settings) -> Result<()> {
    let wrong = |message: String, hint: &str| {
        Err(Error::Settings {
            message,
            hint: hint.into(),
        })
    };
    for estimate in estimates {
        let area = estimate.area.as_str();
        if settings.area.as_deref().is_some_and(|asked| asked != area) {
            return wrong(
                format!(
                    "the prevalence estimates name area `{area}`, and the run is about another"
                ),
                "give estimates of the area that `--area` names only",
            );
        }
        if settings.population == People::Drugs && estimate.substance_group == "alcohol_only" {
            return wrong(
                "the prevalence estimates name `alcohol_only`, and the run leaves out people whose main drug is alcohol".into(),
                "use `--population all`, or leave the estimate out",
            );
        }
    }
    Ok(())
}

fn refuse_without_drugs(estimates: &[Estimate], extract: &extract::Extract) -> Result<()> {
    let has_drugs = [Field::Drug1, Field::Drug2, Field::Drug3]
        .iter()
        .any(|field| extract.present.contains(field));
    match estimates.iter().find(|e| e.substance_group != "all") {
        Some(estimate) if !has_drugs => Err(Error::Settings {
            message: format!(
                "the prevalence estimates name `{}`, and the extract has no column for drugs",
                estimate.substance_group
            ),
            hint: "map `drug_1` in a profile, or give estimates of all substances only".into(),
        }),
        _ => Ok(()),
    }
}

/// What a user who asks for comparisons must know.
fn of_comparisons(settings: &Settings, inferred: &[Inferred]) -> Vec<String> {
    let mut warnings = Vec::new();
    let benchmarks: Vec<&Inferred> = inferred
        .iter()
        .filter(|r| r.statistic == "benchmark")
        .collect();
    let compared = benchmarks
        .iter()
        .filter(|r| !r.assessment.is_empty())
        .count();
    if settings.compare.is_some() && compared == 0 {
        warnings.push(format!(
            "none of {} published figures can be compared: they are of other years or other people; the figures of 2009-10 to 2011-12 need `--population drugs`",
            benchmarks.len()
        ));
    }
    if !settings.by.is_empty() && !settings.unsuppressed {
        warnings.push(
            "dividing by area or provider hides more figures of the whole: publish either this or a report without `--by`, not both".into(),
        );
    }
    warnings
}

/// Published figures by name or from a file, with what they are called.
fn figures(name_or_path: &Path) -> Result<(String, Vec<Figure>)> {
    if let Some(figures) = name_or_path.to_str().and_then(published::built_in) {
        return Ok((name_or_path.display().to_string(), figures));
    }
    if !name_or_path.exists() {
        return Err(Error::Unreadable {
            path: name_or_path.into(),
            message: "neither figures that are built in nor a file".into(),
            hint: format!("built in are `{}`", published::BUILT_IN.join("` and `")),
        });
    }
    let name = name_or_path.file_stem().unwrap_or_default();
    Ok((
        name.to_string_lossy().into_owned(),
        published::read(name_or_path)?,
    ))
}

fn describe(counted: &Counted, settings: Settings, recognised: bool) -> Run {
    let extract = &counted.extract;
    Run {
        profile: extract.profile.name.clone(),
        profile_recognised: recognised,
        files: extract.files.iter().map(|f| f.path.clone()).collect(),
        extent: extract.extent,
        latest_date: extract.latest_date,
        periods: counted.years.iter().map(ToString::to_string).collect(),
        chance_merges: counted.chance_merges,
        people: extract.attrition.people_used,
        ignored_columns: extract.ignored_columns.clone(),
        no_providers: counted.no_providers,
        settings,
    }
}

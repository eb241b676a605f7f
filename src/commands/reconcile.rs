//! `treatstat reconcile`: results beside published figures, one line a figure.
//!
//! The numbers printed stand in the results file, so they have been through disclosure control already.

use super::Talk;
use crate::cli::{ReconcileArgs, ReconcileFormat};
use crate::data;
use crate::error::{Error, Result};
use crate::presentation::numbers::thousands;
use crate::published::compare::{Compared, Outcome, compare};
use crate::published::results::Results;
use crate::published::{self, Figure, Kind, Standing};
use serde::Serialize;

pub fn run(args: &ReconcileArgs, talk: Talk) -> anyhow::Result<()> {
    let all = figures(&args.published)?;
    let results = Results::read(
        &args.results,
        args.area.as_deref(),
        args.provider.as_deref(),
    )?;
    let wanted = |f: &&Figure| args.years.as_ref().is_none_or(|y| y.0.contains(&f.year));
    let compared: Vec<Compared<'_>> = all
        .iter()
        .filter(wanted)
        .map(|figure| compare(figure, &results))
        .collect();
    if compared.is_empty() {
        // Nothing compared would pass as everything agreed.
        return Err(Error::Unreadable {
            path: args.published.clone(),
            message: "has no figures of these years".into(),
            hint: "leave out `--years`, or give years it has".into(),
        }
        .into());
    }
    super::print(&match args.format {
        ReconcileFormat::Text => text(&compared),
        ReconcileFormat::Csv => data::csv(compared.iter().map(line))?,
        ReconcileFormat::Json => json(&compared)?,
    })?;
    talk.say(&format!(
        "area `{}`, provider `{}`",
        results.area, results.provider
    ));
    let left_out = all.len() - compared.len();
    if left_out > 0 {
        talk.say(&format!("{left_out} figures of other years left out"));
    }
    let official = Tally::of(&compared, Standing::Official);
    talk.say(&official.sentence("published figures"));
    let context = Tally::of(&compared, Standing::SecondHand);
    if context.all() > 0 {
        talk.say(&context.sentence("second-hand figures, for context only"));
    }
    official.gate()
}

fn figures(name: &std::path::Path) -> Result<Vec<Figure>> {
    let built_in = name.to_str().and_then(published::built_in);
    if built_in.is_none() && !name.exists() {
        return Err(Error::Unreadable {
            path: name.to_owned(),
            message: "no such file, nor a list of figures built in".into(),
            hint: format!("built in are `{}`", published::BUILT_IN.join("`, `")),
        });
    }
    built_in.map_or_else(|| published::read(name), Ok)
}

/// How many of each outcome.
#[derive(Default, Serialize)]
struct Tally {
    agree: usize,
    differ: usize,
    not_available: usize,
}

impl Tally {
    fn of(compared: &[Compared<'_>], standing: Standing) -> Tally {
        let mut tally = Tally::default();
        for one in compared.iter().filter(|c| c.figure.standing == standing) {
            *match one.outcome {
                Outcome::Agrees => &mut tally.agree,
                Outcome::Differs(_) => &mut tally.differ,
                Outcome::NotAvailable(_) => &mut tally.not_available,
            } += 1;
        }
        tally
    }

    fn all(&self) -> usize {
        self.agree + self.differ + self.not_available
    }

    fn sentence(&self, what: &str) -> String {
        format!(
            "{} {what}: {} agree, {} differ, {} not available",
            self.all(),
            self.agree,
            self.differ,
            self.not_available
        )
    }

    fn gate(&self) -> anyhow::Result<()> {
        if self.differ + self.not_available == 0 {
            return Ok(());
        }
        let message = format!(
            "of {} published figures {} differ and {} are not available",
            self.all(),
            self.differ,
            self.not_available
        );
        Err(Error::Gate { message }.into())
    }
}

fn text(compared: &[Compared<'_>]) -> Vec<u8> {
    let lines: Vec<[String; 5]> = compared
        .iter()
        .map(|c| {
            [
                c.figure.id.clone(),
                what(c.figure),
                format!("published {}", printed(c.figure)),
                format!("ours {}", ours(c)),
                verdict(c),
            ]
        })
        .collect();
    let width = |at: usize| {
        lines
            .iter()
            .map(|l| l[at].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [0, 1, 2, 3].map(width);
    let mut text = String::new();
    for [id, what, published, ours, verdict] in &lines {
        let [a, b, c, d] = widths;
        text.push_str(&format!(
            "{id:<a$}  {what:<b$}  {published:<c$}  {ours:<d$}  {verdict}\n"
        ));
    }
    text.into_bytes()
}

/// What a figure is of, without what is not divided.
fn what(figure: &Figure) -> String {
    let year = figure.year.to_string();
    let mut parts = vec![
        year.as_str(),
        figure.age_group.name(),
        figure.population.name(),
    ];
    if figure.measure != figure.population.name() {
        parts.push(&figure.measure);
    }
    for part in [figure.family_group.name(), figure.sex.name()] {
        if part != "all" {
            parts.push(part);
        }
    }
    let mut what = parts.join(" ");
    if figure.breakdown != "all" {
        what.push_str(&format!(" {}={}", figure.breakdown, figure.level));
    }
    if let Some(group) = figure.of_group {
        what.push_str(&format!(" of {}", group.name()));
    }
    what
}

fn printed(figure: &Figure) -> String {
    let number = thousands(figure.value);
    match figure.kind {
        Kind::Count => number,
        Kind::Percent => format!("{number}%"),
        Kind::CountAbout => format!("about {number}"),
    }
}

fn ours(compared: &Compared<'_>) -> String {
    match (compared.ours, compared.counts) {
        (Some(share), Some((part, whole))) => {
            format!("{share}% ({} of {})", thousands(part), thousands(whole))
        }
        (Some(count), None) => thousands(count),
        (None, _) => "-".into(),
    }
}

fn verdict(compared: &Compared<'_>) -> String {
    let said = match compared.outcome {
        Outcome::Agrees => "agrees".into(),
        Outcome::Differs(by) if compared.figure.kind == Kind::Percent => {
            format!("differs by {by:+} points")
        }
        Outcome::Differs(by) => format!("differs by {by:+}"),
        Outcome::NotAvailable(why) => format!("not available: {}", why.text()),
    };
    match compared.figure.standing {
        Standing::Official => said,
        Standing::SecondHand => format!("{said} (second hand: context only)"),
    }
}

/// One comparison as data.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    year: String,
    age_group: &'static str,
    population: &'static str,
    measure: &'a str,
    family_group: &'static str,
    of_group: &'static str,
    sex: &'static str,
    breakdown: &'a str,
    level: &'a str,
    kind: &'static str,
    published: u64,
    ours: Option<u64>,
    numerator: Option<u64>,
    denominator: Option<u64>,
    outcome: &'static str,
    difference: Option<i128>,
    reason: &'static str,
    standing: &'static str,
    source: &'a str,
    note: &'a str,
}

fn line<'a>(compared: &'a Compared<'a>) -> Line<'a> {
    let figure = compared.figure;
    let (outcome, difference, reason) = match compared.outcome {
        Outcome::Agrees => ("agrees", None, ""),
        Outcome::Differs(by) => ("differs", Some(by), ""),
        Outcome::NotAvailable(why) => ("not_available", None, why.text()),
    };
    Line {
        id: &figure.id,
        year: figure.year.to_string(),
        age_group: figure.age_group.name(),
        population: figure.population.name(),
        measure: &figure.measure,
        family_group: figure.family_group.name(),
        of_group: figure.of_group.map_or("", |group| group.name()),
        sex: figure.sex.name(),
        breakdown: &figure.breakdown,
        level: &figure.level,
        kind: figure.kind.name(),
        published: figure.value,
        ours: compared.ours,
        numerator: compared.counts.map(|(part, _)| part),
        denominator: compared.counts.map(|(_, whole)| whole),
        outcome,
        difference,
        reason,
        standing: figure.standing.name(),
        source: &figure.source,
        note: &figure.note,
    }
}

fn json(compared: &[Compared<'_>]) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct All<'a> {
        official: Tally,
        second_hand: Tally,
        figures: Vec<Line<'a>>,
    }
    let all = All {
        official: Tally::of(compared, Standing::Official),
        second_hand: Tally::of(compared, Standing::SecondHand),
        figures: compared.iter().map(line).collect(),
    };
    data::json(&all)
}

//! `report.html`: one self-contained page, charts inside, nothing fetched.

mod lookup;
mod tables;

use super::figures::{Drawn, span};
use super::numbers::thousands;
use super::run::Run;
use super::sentences::key_findings;
use crate::disclosure::Released;
use crate::error::{Error, Result};
use crate::settings::FollowUp;
use lookup::{From, Lookup, adults};
use minijinja::{Environment, context};
use serde::Serialize;
use tables::{Shown, Table, attrition, breakdowns, by_group, by_sex, by_year, judgements};

#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: &'static str,
    chart: Option<Figure>,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Figure {
    title: String,
    svg: String,
}

/// The whole page.
pub fn html(run: &Run, released: &Released, pictures: &[Drawn]) -> Result<Vec<u8>> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    environment
        .add_template("report", include_str!("page.html"))
        .map_err(|e| Error::Internal(format!("{e:#}")))?;
    let page = environment
        .get_template("report")
        .and_then(|template| {
            template.render(context! {
                title => format!("Parents in treatment: {}, {}", run.settings.area_name, span(run)),
                marking => released.marking().text(),
                findings => key_findings(run, released),
                sections => minijinja::value::Serde(sections(&Lookup::new(run, released), pictures)),
                about => about(run, released),
                quality => released.findings().iter().map(|f| f.text().replace('`', "")).collect::<Vec<_>>(),
                settings => settings(run),
                ignored => run.ignored_columns.clone(),
                version => env!("CARGO_PKG_VERSION"),
            })
        })
        .map_err(|e| Error::Internal(format!("{e:#}")))?;
    Ok(page.into_bytes())
}

fn sections(look: &Lookup<'_>, pictures: &[Drawn]) -> Vec<Section> {
    let chart = |at: usize| {
        pictures.get(at).map(|d| Figure {
            title: d.title.clone(),
            svg: d.picture.svg.clone(),
        })
    };
    vec![
        Section {
            id: "in-treatment",
            title: "Adults in treatment",
            chart: chart(0),
            tables: vec![by_year(
                look,
                adults("in_treatment", "in_treatment"),
                "Adults in treatment by family group",
                Shown::Count,
                "",
            )],
        },
        Section {
            id: "starting",
            title: "Adults starting treatment",
            chart: chart(1),
            tables: vec![
                by_year(
                    look,
                    adults("starting", "starting"),
                    "Adults starting treatment by family group",
                    Shown::Count,
                    "",
                ),
                by_sex(look),
            ],
        },
        Section {
            id: "completion",
            title: "Successful completion",
            chart: chart(2),
            tables: vec![
                by_year(
                    look,
                    adults("starting_and_leaving", "completed_of_starters_leaving"),
                    "Completed successfully, of adults starting and leaving in the year",
                    Shown::Interval,
                    "Covers only people who started and left in the same year, so short stays.",
                ),
                by_year(
                    look,
                    adults("leaving", "completed_of_leavers"),
                    "Completed successfully, of all adults leaving in the year",
                    Shown::Interval,
                    "",
                ),
                by_group(look, "leaving", "How adults left treatment"),
            ],
        },
        Section {
            id: "retention",
            title: "Staying in treatment",
            chart: None,
            tables: vec![
                by_year(
                    look,
                    adults("starting", "retained_12_weeks"),
                    "Stayed at least 12 weeks (84 days), of adults starting",
                    Shown::Interval,
                    match look.run.settings.follow_up {
                        FollowUp::Complete => {
                            "Only those who started at least 84 days before the extract date."
                        }
                        FollowUp::Known => {
                            "Those who started within 84 days of the extract date and are still in treatment are left out."
                        }
                    },
                ),
                by_year(
                    look,
                    adults("starting", "retained_12_weeks_or_completed"),
                    "Stayed at least 12 weeks or completed successfully earlier, of adults starting",
                    Shown::Interval,
                    "The later official measure; the 2012 national report does not say which its own is.",
                ),
            ],
        },
        Section {
            id: "who",
            title: "Who they are",
            chart: None,
            tables: vec![
                by_group(look, "in_treatment", "Adults in treatment"),
                by_group(look, "starting", "Adults starting treatment"),
            ],
        },
        Section {
            id: "breakdowns",
            title: "By substance and by the extract's own columns",
            chart: None,
            tables: breakdowns(look),
        },
        Section {
            id: "under-18",
            title: "Under-18s",
            chart: None,
            tables: ["in_treatment", "starting"]
                .into_iter()
                .map(|population| {
                    let from = From {
                        age_group: "under_18",
                        ..adults(population, population)
                    };
                    let caption = match population {
                        "starting" => "Under-18s starting treatment by family group",
                        _ => "Under-18s in treatment by family group",
                    };
                    by_year(look, from, caption, Shown::Count, "")
                })
                .collect(),
        },
        Section {
            id: "judgements",
            title: "What our judgements move",
            chart: None,
            tables: vec![judgements(look)],
        },
        Section {
            id: "attrition",
            title: "What was read and what was left out",
            chart: None,
            tables: vec![attrition(look)],
        },
    ]
}

/// What the page says of itself.
fn about(run: &Run, released: &Released) -> Vec<String> {
    let mut lines = vec![
        format!("Extract date: {}.", run.as_of_text()),
        if run.extent.from.is_some() {
            format!("The extract begins on {}.", run.extent.from)
        } else {
            "When the extract begins is not known: earlier years may be incomplete without being marked [p].".into()
        },
        format!(
            "Profile: {}{}.",
            run.profile,
            if run.profile_recognised { ", recognised from the header" } else { "" }
        ),
        "Adults are 18 or over when their treatment journey starts (or on 30 September, by setting). A journey is treatment without a break longer than the setting gap_days, 21 days unless changed. Each person is counted once a year in each population, with the latest journey that qualifies. Shares are rounded and may not add up.".into(),
        "A parent living with own children is one whose children live with them, some or all; a parent not living with own children has none of them at home; living with children not their own are people in whose home a child lives that is not theirs; incomplete data is too little recorded to tell.".into(),
        "Codes were read in the source of systems that export real submissions, not in the current official reference data: check them against the reference data of your data set.".into(),
    ];
    if let Some((text, too_many)) = run.chance_merges_text() {
        lines.push(if too_many {
            format!("Warning: {text}.")
        } else {
            format!("{}{}.", text[..1].to_uppercase(), &text[1..])
        });
    }
    lines.push(match released.in_both_age_groups() {
        Some(0) => "Nobody is counted both as an under-18 and as an adult in one year.".into(),
        Some(n) => format!(
            "Counted in treatment in one year both as an under-18 and as an adult: {}.",
            thousands(n)
        ),
        None => {
            "A few people are counted in treatment in one year both as an under-18 and as an adult."
                .into()
        }
    });
    if run.settings.unit == crate::settings::Unit::Journey {
        lines.push("Journeys are counted, not people: intervals treat journeys as independent, which makes them too narrow.".into());
    }
    lines.push(
        "The extract holds no child's age: unborn and very young children cannot be told apart."
            .into(),
    );
    lines
}

/// Every setting and its value.
fn settings(run: &Run) -> Vec<(String, String)> {
    let given = run.settings.named_values().into_iter();
    given
        .map(|(name, value)| match name.as_str() {
            "as_of" => (name, run.as_of_text()),
            "years" => (name, run.periods.join(", ")),
            "extract_from" if run.extent.from.is_some() => (name, run.extent.from.to_string()),
            _ => (name, value),
        })
        .collect()
}

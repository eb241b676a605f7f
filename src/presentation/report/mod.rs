//! `report.html`: one self-contained page, charts inside, nothing fetched.

mod comparisons;
mod families;
mod need;
mod places;
mod published;
mod recording;
mod tables;
mod trends;

use super::figures::{Drawn, span};
use super::lookup::{Lookup, adults, under_18};
use super::numbers::thousands;
use super::run::Run;
use super::sentences::key_findings;
use crate::disclosure::{Marking, Released};
use crate::error::{Error, Result};
use crate::measures::GroupRow;
use crate::measures::breakdowns::NoProviders;
use crate::measures::questions::{OF_LEAVERS, WAITS};
use crate::settings::FollowUp;
use minijinja::{Environment, context};
use serde::Serialize;
use tables::{Shown, Table, attrition, breakdowns, by_group, by_sex, by_year, judgements};

#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: &'static str,
    /// Paragraphs before the tables.
    says: Vec<String>,
    chart: Option<Figure>,
    tables: Vec<Table>,
}

impl Section {
    fn new(id: &'static str, title: &'static str, tables: Vec<Table>) -> Section {
        Section {
            id,
            title,
            says: Vec::new(),
            chart: None,
            tables,
        }
    }
}

#[derive(Serialize)]
struct Figure {
    title: String,
    svg: String,
}

/// Who is in which group, in words.
const GROUPS: &str = "A parent living with own children is one whose children live with them, some or all; a parent not living with own children has none of them at home; living with children not their own are people in whose home a child lives that is not theirs; incomplete data is too little recorded to tell.";

/// The whole page.
pub fn html(look: &Lookup<'_>, pictures: &[Drawn]) -> Result<Vec<u8>> {
    let (run, released) = (look.run, look.released);
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
                marking => released.marking().warning(),
                publication => publication(released.marking()),
                findings => key_findings(look),
                sections => minijinja::value::Serde(sections(look, pictures)),
                groups => GROUPS,
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

/// The sections, in the order of the national report's questions, then the guidance's.
fn sections(look: &Lookup<'_>, pictures: &[Drawn]) -> Vec<Section> {
    let chart = |name: &str| {
        pictures
            .iter()
            .find(|d| d.name.starts_with(name))
            .map(|d| Figure {
                title: d.title.clone(),
                svg: d.picture.svg.clone(),
            })
    };
    let with = |name: &str, section: Section| Section {
        chart: chart(name),
        ..section
    };
    let mut sections = vec![
        with("chart-1", in_treatment(look)),
        with("chart-2", starting(look)),
        which_way(look),
        with("chart-3", completion(look)),
        retention(look),
        with("chart-4", who(look)),
        children(look),
        pregnancy(look),
        young_people(look),
        help_for_families(look),
    ];
    sections.extend(unmet_need(look));
    sections.extend(other_places(look));
    sections.push(completeness(look));
    sections.push(Section::new(
        "breakdowns",
        "By substance and by the extract's own columns",
        breakdowns(look),
    ));
    sections.push(Section::new(
        "judgements",
        "What our judgements move",
        vec![judgements(look)],
    ));
    sections.push(Section::new(
        "attrition",
        "What was read and what was left out",
        vec![attrition(look)],
    ));
    sections
}

fn in_treatment(look: &Lookup<'_>) -> Section {
    let table = by_year(
        look,
        adults("in_treatment", "in_treatment"),
        "Adults in treatment by family group",
        Shown::Count,
        "",
    );
    Section::new("in-treatment", "Adults in treatment", vec![table])
}

fn starting(look: &Lookup<'_>) -> Section {
    let table = by_year(
        look,
        adults("starting", "starting"),
        "Adults starting treatment by family group",
        Shown::Count,
        "",
    );
    Section::new(
        "starting",
        "Adults starting treatment",
        vec![table, by_sex(look)],
    )
}

fn which_way(look: &Lookup<'_>) -> Section {
    Section {
        says: trends::trend_sentences(look),
        ..Section::new(
            "trends",
            "Which way it goes",
            vec![trends::trend_table(look)],
        )
    }
}

fn completion(look: &Lookup<'_>) -> Section {
    let short_stays = by_year(
        look,
        adults("starting_and_leaving", "completed_of_starters_leaving"),
        "Completed successfully, of adults starting and leaving in the year",
        Shown::Interval,
        "Covers only people who started and left in the same year, so short stays.",
    );
    let all = by_year(
        look,
        adults("leaving", "completed_of_leavers"),
        "Completed successfully, of all adults leaving in the year",
        Shown::Interval,
        "",
    );
    let endings = by_group(
        look,
        "leaving",
        OF_LEAVERS.iter(),
        "How adults left treatment",
    );
    Section::new(
        "completion",
        "Successful completion",
        vec![short_stays, all, endings],
    )
}

fn retention(look: &Lookup<'_>) -> Section {
    let who = match look.run.settings.follow_up {
        FollowUp::Complete => "Only those who started at least 84 days before the extract date.",
        FollowUp::Known => {
            "Those who started within 84 days of the extract date and are still in treatment are left out."
        }
    };
    let stayed = by_year(
        look,
        adults("starting", "retained_12_weeks"),
        "Stayed at least 12 weeks (84 days), of adults starting",
        Shown::Interval,
        who,
    );
    let or_completed = by_year(
        look,
        adults("starting", "retained_12_weeks_or_completed"),
        "Stayed at least 12 weeks or completed successfully earlier, of adults starting",
        Shown::Interval,
        "The later official measure; the 2012 national report does not say which its own is.",
    );
    Section::new(
        "retention",
        "Staying in treatment",
        vec![stayed, or_completed],
    )
}

fn who(look: &Lookup<'_>) -> Section {
    let mut tables = vec![
        by_group(
            look,
            "in_treatment",
            comparisons::traits(),
            "Adults in treatment",
        ),
        by_group(
            look,
            "starting",
            comparisons::traits().chain(WAITS),
            "Adults starting treatment",
        ),
    ];
    for group in [
        GroupRow::OwnChildren,
        GroupRow::ParentApart,
        GroupRow::OthersChildren,
    ] {
        tables.push(comparisons::profile(look, group, "in_treatment"));
    }
    tables.push(comparisons::profile(
        look,
        GroupRow::OwnChildren,
        "starting",
    ));
    Section::new("who", "Who they are", tables)
}

fn children(look: &Lookup<'_>) -> Section {
    let tables = vec![
        families::children(look),
        families::numbers_of_children(look),
    ];
    Section::new(
        "children",
        "Children living with people in treatment",
        tables,
    )
}

fn pregnancy(look: &Lookup<'_>) -> Section {
    Section::new("pregnancy", "Pregnancy", vec![families::pregnancy(look)])
}

fn young_people(look: &Lookup<'_>) -> Section {
    let by_group = |population: &'static str, caption: &str| {
        let from = under_18(population, population);
        by_year(look, from, caption, Shown::Count, "")
    };
    Section::new(
        "under-18",
        "Under-18s",
        vec![
            families::young_people(look),
            by_group("in_treatment", "Under-18s in treatment by family group"),
            by_group("starting", "Under-18s starting treatment by family group"),
        ],
    )
}

fn help_for_families(look: &Lookup<'_>) -> Section {
    let services = families::of_families(
        look,
        "childrens-services",
        "Early help and children's social care",
        &["childrens_services_"],
        "Recorded at the start of any episode of the journey or at any of its reviews. Received, recorded as none, and not recorded add up to everybody in the group; nothing recorded is never counted as none. A family may have several kinds. Assumed coding: the labels are published, the numbers of the codes are inferred; check them against the reference data of your data set.",
    );
    let support = families::of_families(
        look,
        "family-help",
        "Parenting support, family support and family intervention",
        &[
            "parenting_support_",
            "family_support_",
            "family_intervention_",
            "no_family_help_",
        ],
        "Received in any episode of the journey. The three states of each add up to everybody in the group. Many systems record help only when it is given, so not recorded may mean not given, or not written down.",
    );
    Section {
        says: vec!["A prompt for safeguarding, in numbers only: who is concerned is for the holder of the records to look up, not for this report.".into()],
        ..Section::new(
            "help",
            "Children's services and help for families",
            vec![services, support],
        )
    }
}

/// Unmet need, if there are estimates.
fn unmet_need(look: &Lookup<'_>) -> Option<Section> {
    let table = need::unmet_need(look)?;
    Some(Section {
        says: need::SAYS.map(Into::into).to_vec(),
        ..Section::new("unmet-need", "Unmet need", vec![table])
    })
}

/// Areas and providers, as far as they were asked for.
fn other_places(look: &Lookup<'_>) -> Option<Section> {
    let tables: Vec<Table> = [
        places::beside_the_rest(look),
        places::divided(look, true),
        places::divided(look, false),
        published::beside_published(look),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!tables.is_empty()).then(|| Section::new("places", "Beside other places", tables))
}

fn completeness(look: &Lookup<'_>) -> Section {
    let mut tables = vec![recording::by_field(look)];
    tables.extend(recording::by_provider(look));
    tables.push(recording::reviews(look));
    let says = look.run.no_providers.map(|why| match why {
        NoProviders::TooMany => "There are too many providers to show the recording of each.",
        NoProviders::BesideAreas => {
            "The recording of each provider is not shown beside areas, for each division hides more of the others. A report that is not by area shows it, and so does one by area and provider."
        }
    });
    let says = says.into_iter().map(Into::into).collect();
    Section {
        says,
        ..Section::new("recording", "How complete the recording is", tables)
    }
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
        "Adults are 18 or over when their treatment journey starts (or on 30 September, by setting). A journey is treatment without a break longer than the setting gap_days, 21 days unless changed. Shares are rounded and may not add up.".into(),
        match run.settings.unit {
            crate::settings::Unit::Person => "Each person is counted once a year in each population, with the latest journey that qualifies.".into(),
            crate::settings::Unit::Journey => "Every journey that qualifies is counted, so a person may be counted several times in a year.".into(),
        },
        "Codes were read in the source of systems that export real submissions, not in the current official reference data: check them against the reference data of your data set.".into(),
    ];
    lines.push(protection(released));
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

/// What may be done with the page.
fn publication(marking: Marking) -> &'static str {
    match marking {
        Marking::Protected => {
            "Disclosure control passed: no hidden number of the results can be worked out from those that are shown. If an earlier report of the same people is out already, compare the two with treatstat release-check before this one is published."
        }
        Marking::ForReview => {
            "Let somebody look at this page before it leaves the organisation that holds the extract: some hidden zeros may be worked out. If an earlier report of the same people is out already, compare the two with treatstat release-check."
        }
        Marking::MayTell | Marking::Unsuppressed => {
            "You may use this page inside the organisation that holds the extract. Do not put it, its tables or its charts into a paper that is published or leaves the organisation."
        }
    }
}

/// How small numbers are protected.
fn protection(released: &Released) -> String {
    let rounded = match released.is_rounded() {
        true => format!(
            " Counts are rounded to the nearest {}; shares and intervals are worked out from rounded counts, and parts may not add up to totals.",
            released.round_to()
        ),
        false => String::new(),
    };
    if released.marking() == Marking::Unsuppressed {
        return "Small numbers are not hidden.".into();
    }
    format!("Small numbers are hidden or rounded, with whatever would give them away.{rounded}")
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

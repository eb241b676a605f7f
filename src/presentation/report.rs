//! `report.html`: one self-contained page, charts inside, nothing fetched.

use super::figures::{Drawn, span, unit};
use super::numbers::thousands;
use super::run::Run;
use super::sentences::{count_and_share, key_findings, share, share_with_interval};
use crate::disclosure::{Released, ReleasedRow};
use crate::error::{Error, Result};
use crate::measures::GroupRow;
use crate::measures::definitions::{Kind, Measure, measures};
use minijinja::{Environment, context};
use serde::Serialize;

/// A table of the page: every cell is text, ready to print.
#[derive(Serialize)]
struct Table {
    id: String,
    caption: String,
    columns: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
    note: String,
}

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
        .add_template("report", include_str!("report.html"))
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

/// Released rows by what they are about.
struct Lookup<'a> {
    run: &'a Run,
    released: &'a Released,
    rows: std::collections::HashMap<[&'a str; 8], &'a ReleasedRow>,
}

/// Where a table's rows come from; the fields not named in a table vary along its rows or columns.
#[derive(Clone, Copy)]
struct From<'a> {
    age_group: &'a str,
    population: &'a str,
    measure: &'a str,
    breakdown: &'a str,
    level: &'a str,
}

impl<'a> Lookup<'a> {
    fn new(run: &'a Run, released: &'a Released) -> Self {
        let key = |r: &'a ReleasedRow| {
            [
                r.age_group(),
                r.population(),
                r.measure(),
                r.period(),
                r.family_group(),
                r.sex(),
                r.breakdown(),
                r.level(),
            ]
        };
        Lookup {
            run,
            released,
            rows: released.rows().iter().map(|r| (key(r), r)).collect(),
        }
    }

    fn get(
        &self,
        from: From<'_>,
        period: &str,
        group: GroupRow,
        sex: &str,
    ) -> Option<&'a ReleasedRow> {
        let key = [
            from.age_group,
            from.population,
            from.measure,
            period,
            group.name(),
            sex,
            from.breakdown,
            from.level,
        ];
        self.rows.get(&key).copied()
    }
}

const fn adults(population: &'static str, measure: &'static str) -> From<'static> {
    From {
        age_group: "adults",
        population,
        measure,
        breakdown: "all",
        level: "all",
    }
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
                count_and_share,
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
                    count_and_share,
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
                    share_with_interval,
                    "Covers only people who started and left in the same year, so short stays. 95% Wilson intervals in brackets.",
                ),
                by_year(
                    look,
                    adults("leaving", "completed_of_leavers"),
                    "Completed successfully, of all adults leaving in the year",
                    share_with_interval,
                    "95% Wilson intervals in brackets.",
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
                    share_with_interval,
                    "Only starters who can be followed for 12 weeks by the extract date. 95% Wilson intervals in brackets.",
                ),
                by_year(
                    look,
                    adults("starting", "retained_12_weeks_or_completed"),
                    "Stayed at least 12 weeks or completed successfully earlier, of adults starting",
                    share_with_interval,
                    "The later official measure; the 2012 national report does not say which its own is. 95% Wilson intervals in brackets.",
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
                    by_year(look, from, caption, count_and_share, "")
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

/// Family groups down, years across.
fn by_year(
    look: &Lookup<'_>,
    from: From<'_>,
    caption: &str,
    write: fn(Option<&ReleasedRow>) -> String,
    note: &str,
) -> Table {
    let periods = &look.run.periods;
    let what = if note.contains("intervals") {
        "number, per cent and 95% interval".into()
    } else {
        format!("number of {} and per cent", unit(look.run))
    };
    Table {
        id: format!("{}-{}", from.age_group, from.measure).replace('_', "-"),
        caption: format!("{caption}, {} ({what})", span(look.run)),
        columns: std::iter::once("Family group".into())
            .chain(periods.iter().cloned())
            .collect(),
        rows: GroupRow::ALL
            .iter()
            .filter(|group| {
                periods
                    .iter()
                    .any(|p| look.get(from, p, **group, "all").is_some())
            })
            .map(|group| {
                let cells = periods
                    .iter()
                    .map(|p| write(look.get(from, p, *group, "all")))
                    .collect();
                (group.label().into(), cells)
            })
            .collect(),
        note: note.into(),
    }
}

/// Family groups down, sexes across, latest year. A sex that nobody has is left out.
fn by_sex(look: &Lookup<'_>) -> Table {
    let from = adults("starting", "starting");
    let year = look.run.latest();
    let sexes: Vec<(&str, &str)> = [
        ("Women", "F"),
        ("Men", "M"),
        ("Sex not known", "unknown"),
        ("All", "all"),
    ]
    .into_iter()
    .filter(|(_, sex)| {
        let everybody = look.get(from, year, GroupRow::All, sex);
        everybody.and_then(ReleasedRow::denominator) != Some(0)
    })
    .collect();
    Table {
        id: "adults-starting-by-sex".into(),
        caption: format!(
            "Adults starting treatment by family group and sex, {year} (number of {} and per cent of the sex)",
            unit(look.run)
        ),
        columns: std::iter::once("Family group".into())
            .chain(sexes.iter().map(|(label, _)| (*label).into()))
            .collect(),
        rows: GroupRow::ALL
            .iter()
            .map(|group| {
                let cells = sexes
                    .iter()
                    .map(|(_, sex)| count_and_share(look.get(from, year, *group, sex)))
                    .collect();
                (group.label().into(), cells)
            })
            .collect(),
        note: String::new(),
    }
}

/// The traits (or endings) of a population down, family groups across, latest year.
fn by_group(look: &Lookup<'_>, population: &str, caption: &str) -> Table {
    let groups = [
        GroupRow::OwnChildren,
        GroupRow::ParentApart,
        GroupRow::OthersChildren,
        GroupRow::NoChildren,
        GroupRow::All,
    ];
    let asked = |m: &Measure| {
        m.population.name() == population
            && matches!(m.kind, Kind::Trait { .. })
            && !m.needs_follow_up()
    };
    Table {
        id: format!("adults-{population}-traits").replace('_', "-"),
        caption: format!(
            "{caption}, by family group, {} (per cent of those with the field recorded)",
            look.run.latest()
        ),
        columns: std::iter::once("Measure".into())
            .chain(groups.iter().map(|g| g.label().into()))
            .collect(),
        rows: measures()
            .iter()
            .filter(|m| asked(m))
            .map(|m| {
                let from = From {
                    age_group: "adults",
                    population,
                    measure: m.id,
                    breakdown: "all",
                    level: "all",
                };
                let cells = groups
                    .iter()
                    .map(|g| share(look.get(from, look.run.latest(), *g, "all")))
                    .collect();
                (m.label.into(), cells)
            })
            .collect(),
        note: "Numbers and intervals are in results.csv.".into(),
    }
}

/// Levels down, latest year: how many are in treatment, by group, and how many complete.
fn breakdowns(look: &Lookup<'_>) -> Vec<Table> {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in look
        .released
        .rows()
        .iter()
        .filter(|r| r.breakdown() != "all" && r.age_group() == "adults")
    {
        match names.iter_mut().find(|(name, _)| *name == row.breakdown()) {
            Some((_, levels)) if !levels.contains(&row.level()) => levels.push(row.level()),
            Some(_) => {}
            None => names.push((row.breakdown(), vec![row.level()])),
        }
    }
    let year = look.run.latest();
    names
        .into_iter()
        .map(|(breakdown, levels)| Table {
            id: format!("by-{}", breakdown.replace([' ', '_'], "-")),
            caption: format!("Adults by {}, {year}", breakdown.replace('_', " ")),
            columns: [
                "Level",
                "In treatment",
                "Parent living with own children",
                "Parent not living with own children",
                "Living with children not their own",
                "Completed, of leavers",
                "Stayed 12 weeks, of starters",
            ]
            .map(Into::into)
            .to_vec(),
            rows: levels
                .into_iter()
                .map(|level| {
                    let cell = |population, measure, group| {
                        let from = From {
                            breakdown,
                            level,
                            ..adults(population, measure)
                        };
                        look.get(from, year, group, "all")
                    };
                    let treated = |group| cell("in_treatment", "in_treatment", group);
                    let total = treated(GroupRow::All);
                    let cells = vec![
                        total
                            .and_then(ReleasedRow::numerator)
                            .map_or("[c]".into(), thousands),
                        count_and_share(treated(GroupRow::OwnChildren)),
                        count_and_share(treated(GroupRow::ParentApart)),
                        count_and_share(treated(GroupRow::OthersChildren)),
                        share(cell("leaving", "completed_of_leavers", GroupRow::All)),
                        share(cell("starting", "retained_12_weeks", GroupRow::All)),
                    ];
                    (level_label(breakdown, level), cells)
                })
                .collect(),
            note: String::new(),
        })
        .collect()
}

/// The substance groups in words; the extract's own levels as they are.
fn level_label(breakdown: &str, level: &str) -> String {
    match (breakdown, level) {
        ("substance_group", "opiate") => "Opiate".into(),
        ("substance_group", "non_opiate_and_alcohol") => "Non-opiate and alcohol".into(),
        ("substance_group", "non_opiate_only") => "Non-opiate only".into(),
        ("substance_group", "alcohol_only") => "Alcohol only".into(),
        ("substance_group", _) => "Not recorded".into(),
        _ => level.into(),
    }
}

fn judgements(look: &Lookup<'_>) -> Table {
    let whole = |share: f64| format!("{:.0}%", 100.0 * share);
    let effect = |shares: Option<[f64; 4]>| match shares {
        Some([left, left_after, joined, joined_after]) => format!(
            "{} to {}; {} to {}",
            whole(left),
            whole(left_after),
            whole(joined),
            whole(joined_after)
        ),
        None => "[c]".into(),
    };
    Table {
        id: "judgements-table".into(),
        caption: format!(
            "Each judgement of the decision table turned over, one at a time, adults, {}",
            look.run.latest()
        ),
        columns: [
            "Cell and setting",
            "From and to",
            "In treatment, who would move",
            "Share in treatment: group left; group joined",
            "Completed of starters leaving: group left; group joined",
        ]
        .map(Into::into)
        .to_vec(),
        rows: look
            .released
            .flips()
            .iter()
            .map(|flip| {
                let cells = vec![
                    format!("{} to {}", flip.from.replace('_', " "), flip.to.replace('_', " ")),
                    flip.moved.map_or("[c]".into(), thousands),
                    effect(flip.in_treatment),
                    effect(flip.completed),
                ];
                (format!("{} ({})", flip.cell, flip.setting), cells)
            })
            .collect(),
        note: "The cells named here are judgements of this program, not official rules; each is a setting. [c] where a number behind the share is small.".into(),
    }
}

fn attrition(look: &Lookup<'_>) -> Table {
    let show = |count: Option<u64>, mark: &str, applies: bool| match (count, applies) {
        (Some(n), _) => thousands(n),
        (None, true) if !mark.is_empty() => mark.to_owned(),
        (None, _) => "[z]".into(),
    };
    Table {
        id: "attrition-table".into(),
        caption: "Rows, episodes and people read, left out and used".into(),
        columns: ["Reason", "Rows", "Episodes", "People"].map(Into::into).to_vec(),
        rows: look
            .released
            .attrition()
            .iter()
            .map(|line| {
                let mark = line.shorthand();
                let cells = vec![
                    show(line.records(), mark, true),
                    show(line.episodes(), mark, line.knows_episodes()),
                    show(line.people(), mark, line.knows_people()),
                ];
                (format!("{}: {}", line.reason(), line.meaning()), cells)
            })
            .collect(),
        note: "Rows read are the rows used and those left out for each reason. [z]: not applicable, because rows are left out before it is known whose they are.".into(),
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
        "Codes were read in the source of systems that export real submissions, not in the current official reference data: check them against the reference data of your data set.".into(),
    ];
    if let Some((text, too_many)) = run.chance_merges_text() {
        lines.push(format!(
            "{}{text}.",
            if too_many { "Warning: " } else { "" }
        ));
    }
    lines.push(match released.in_both_age_groups() {
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
            _ => (name, value),
        })
        .collect()
}

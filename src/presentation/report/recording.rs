//! Tables of how complete the recording is, and how often family status is looked at again.

use super::families::{by_year, years};
use super::tables::{Line, Table};
use crate::disclosure::ReleasedRow;
use crate::measures::GroupRow;
use crate::measures::questions::{COMPLETENESS, COMPLETENESS_OF_WOMEN, Question, REVIEWS};
use crate::presentation::cells::{count_and_share, share};
use crate::presentation::figures::span;
use crate::presentation::lookup::{From, Lookup, adults};
use crate::presentation::numbers::thousands;
use crate::settings::ProviderFrom;
use std::cmp::Ordering;
use std::collections::HashSet;

fn fields() -> impl Iterator<Item = (&'static Question, &'static str)> {
    let everybody = COMPLETENESS.iter().map(|q| (q, "all"));
    everybody.chain(COMPLETENESS_OF_WOMEN.iter().map(|q| (q, "F")))
}

/// Fields down, years across.
pub fn by_field(look: &Lookup<'_>) -> Table {
    Table {
        id: "completeness".into(),
        caption: format!(
            "How complete the recording is, adults in treatment, {} (per cent of adults with the field recorded)",
            span(look.run)
        ),
        columns: years(look, "Field"),
        rows: fields()
            .map(|((measure, label, ..), sex)| {
                let from = adults("in_treatment", measure);
                Line::plain(*label, by_year(look, from, GroupRow::All, sex, share))
            })
            .collect(),
        note: "Recorded: not blank, not declined, and a known code. [x]: the extract has no column for it. Children's services and help for families are taken of everybody here; among parents and people who live with a child they are under \"Children's services and help for families\". Where none is never recorded, the share with help recorded is the share who received it, not how well it is recorded. Numbers, and the same for people starting, are in results.csv.".into(),
    }
}

/// The fields that a family group and its help rest on.
const OF_FAMILIES: [&str; 7] = [
    "completeness_family_group",
    "completeness_parental_status",
    "completeness_children",
    "completeness_pregnant",
    "completeness_childrens_services",
    "completeness_parenting_support",
    "completeness_family_support",
];

/// The most providers that a table lists.
const MOST_LISTED: usize = 40;

/// Providers down, the fields about families across, latest year. `None` if there is no provider to tell.
pub fn by_provider(look: &Lookup<'_>) -> Option<Table> {
    let year = look.run.latest();
    let row = |provider: &str, measure: &str, sex: &str| {
        let from = From {
            provider,
            ..adults("in_treatment", measure)
        };
        look.get(from, year, GroupRow::All, sex)
    };
    let shown: Vec<(&Question, &str)> = OF_FAMILIES
        .iter()
        .filter_map(|id| fields().find(|((measure, ..), _)| measure == id))
        .filter(|((measure, ..), sex)| {
            row("all", measure, sex).is_some_and(|r| !r.is_not_available())
        })
        .collect();
    let mut providers = levels(look, ReleasedRow::provider);
    if providers.is_empty() || shown.is_empty() {
        return None;
    }
    let mut note = match look.run.settings.provider_from {
        ProviderFrom::First => "A person counts with the provider of the journey's first episode.",
        ProviderFrom::Last => "A person counts with the provider of the journey's last episode.",
        ProviderFrom::Any => {
            "A person counts at each provider of the journey: providers do not add up."
        }
    }
    .to_owned();
    note += " [c]: hidden, for itself or to protect another number; it says nothing of how good the recording is. [x]: nobody is counted here, or too few for a rounded count. The other fields, and the numbers, are in results.csv.";
    if providers.len() > MOST_LISTED {
        let group = |provider: &&str| row(provider, OF_FAMILIES[0], "all").and_then(|r| r.value());
        note += &format!(
            " Of {} providers, the {MOST_LISTED} at which the family group is least often complete are listed, of those not hidden.",
            providers.len()
        );
        providers.retain(|provider| group(provider).is_some());
        providers.sort_by(|a, b| group(a).partial_cmp(&group(b)).unwrap_or(Ordering::Equal));
        providers.truncate(MOST_LISTED);
    }
    Some(Table {
        id: "completeness-by-provider".into(),
        caption: format!(
            "How complete the recording about families is, by provider, adults in treatment, {year} (per cent)"
        ),
        columns: ["Provider".into(), "People".into()]
            .into_iter()
            .chain(shown.iter().map(|((_, label, ..), _)| (*label).into()))
            .collect(),
        rows: providers
            .into_iter()
            .chain(["all"])
            .map(|provider| {
                let people = row(provider, OF_FAMILIES[0], "all").and_then(|r| r.denominator());
                let shares = shown
                    .iter()
                    .map(|((measure, ..), sex)| share(row(provider, measure, sex)));
                let cells = std::iter::once(people.map_or("[c]".into(), thousands)).chain(shares);
                match provider {
                    "all" => Line::group(GroupRow::All, cells.collect()),
                    provider => Line::plain(provider, cells.collect()),
                }
            })
            .collect(),
        note,
    })
}

/// How often family status is reviewed, by year.
pub fn reviews(look: &Lookup<'_>) -> Table {
    Table {
        id: "reviews".into(),
        caption: format!(
            "Reviews of family status within a journey, adults in treatment, {} (number and per cent)",
            span(look.run)
        ),
        columns: years(look, "Review"),
        rows: REVIEWS
            .iter()
            .map(|(measure, label, ..)| {
                let from = adults("in_treatment", measure);
                Line::plain(*label, by_year(look, from, GroupRow::All, "all", count_and_share))
            })
            .collect(),
        note: "Reviewed: a review (CIR) up to the extract date records parental status or the number of children. The second line compares the latest look with the first complete one.".into(),
    }
}

/// The levels of the area or provider column, in the order of the results.
pub fn levels<'a>(look: &Lookup<'a>, of: fn(&ReleasedRow) -> &str) -> Vec<&'a str> {
    let (mut levels, mut seen) = (Vec::new(), HashSet::new());
    for row in look.released.rows() {
        let level = of(row);
        if level != "all" && level != look.released.area() && seen.insert(level) {
            levels.push(level);
        }
    }
    levels
}

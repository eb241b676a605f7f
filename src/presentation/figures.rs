//! The three charts of the national report, and a profile of parents living with their own children, from released
//! results.

use super::charts::{Bars, Chart, Frame, GroupedBars, Lines, Mark, Pairs, Picture, draw, png};
use super::folder::File;
use super::lookup::{Lookup, adults};
use super::run::Run;
use crate::disclosure::{Released, ReleasedRow};
use crate::error::{Error, Result};
use crate::inference::{EVERYONE_ELSE, Inferred};
use crate::measures::GroupRow;
use crate::measures::wilson::{Z_95, wilson};

/// A chart as it is written: picture, alternative text, and the name of its files.
pub struct Drawn {
    pub name: &'static str,
    pub title: String,
    pub picture: Picture,
}

impl Drawn {
    /// `charts/NAME.svg`, `.png` and `.txt`.
    pub fn files(&self) -> Result<[File<'static>; 3]> {
        let name = |ending: &str| format!("charts/{}.{ending}", self.name);
        let pixels = png(&self.picture.svg).map_err(|e| Error::Internal(e.to_string()))?;
        Ok([
            File::new(name("svg"), self.picture.svg.clone().into_bytes()),
            File::new(name("png"), pixels),
            File::new(
                name("txt"),
                format!("{}\n", self.picture.alt.trim_end()).into_bytes(),
            ),
        ])
    }
}

const FIVE_GROUPS: &[GroupRow] = GroupRow::ALL.split_at(5).0;
const FOUR_GROUPS: &[GroupRow] = GroupRow::ALL.split_at(4).0;

/// All charts of a report.
pub fn draw_all(look: &Lookup<'_>) -> Result<Vec<Drawn>> {
    let charts = [
        ("chart-1-family-groups", Some(family_groups(look))),
        ("chart-2-starting-by-sex", Some(starting_by_sex(look))),
        ("chart-3-successful-completion", Some(completion(look))),
        ("chart-4-profile-of-parents", profile(look)),
    ];
    charts
        .into_iter()
        .filter_map(|(name, chart)| Some((name, chart?)))
        .map(|(name, chart)| {
            Ok(Drawn {
                name,
                title: chart.frame().title.clone(),
                picture: draw(&chart).map_err(|e| Error::Internal(e.to_string()))?,
            })
        })
        .collect()
}

/// (1) Of all adults in treatment in the latest year, the share in each family group.
fn family_groups(look: &Lookup<'_>) -> Chart {
    let (run, year) = (look.run, look.run.latest());
    let from = adults("in_treatment", "in_treatment");
    Chart::Bars(Bars {
        frame: frame(
            look,
            "family-groups",
            format!("Family groups of adults in treatment, {year}"),
            format!(
                "Per cent of adults in treatment, {year} (number of {})",
                unit(run)
            ),
        ),
        rows: FIVE_GROUPS
            .iter()
            .map(|group| (group.label().into(), mark(look.latest(from, *group), true)))
            .collect(),
    })
}

/// (2) Of women and of men starting in the latest year, the share in each family group.
fn starting_by_sex(look: &Lookup<'_>) -> Chart {
    let year = look.run.latest();
    let from = adults("starting", "starting");
    Chart::GroupedBars(GroupedBars {
        frame: frame(
            look,
            "starting-by-sex",
            format!("Adults starting treatment by family group and sex, {year}"),
            format!("Per cent of women and of men starting treatment, {year}"),
        ),
        series: vec!["Women".into(), "Men".into()],
        rows: FIVE_GROUPS
            .iter()
            .map(|group| {
                let marks = ["F", "M"].map(|sex| mark(look.get(from, year, *group, sex), false));
                (group.label().into(), marks.to_vec())
            })
            .collect(),
    })
}

/// (3) Of those starting and leaving in a year, the share completing successfully, by group, over the years.
fn completion(look: &Lookup<'_>) -> Chart {
    let run = look.run;
    let from = adults("starting_and_leaving", "completed_of_starters_leaving");
    let mut frame = frame(
        look,
        "successful-completion",
        format!("Successful completion by family group, {}", span(run)),
        "Per cent completing successfully, of adults starting and leaving in the year".into(),
    );
    frame
        .notes
        .push("Only people who started and left in the same year: short stays.".into());
    Chart::Lines(Lines {
        frame,
        periods: run.periods.clone(),
        series: FOUR_GROUPS
            .iter()
            .map(|group| {
                let marks = run
                    .periods
                    .iter()
                    .map(|year| mark(look.get(from, year, *group, "all"), false))
                    .collect();
                (group.label().into(), marks)
            })
            .collect(),
    })
}

/// What the profile asks of people in treatment, in the order of the national report.
const PROFILE: &[(&str, &str)] = &[
    ("female", "Women"),
    ("age_30_and_over", "Aged 30 and over"),
    ("heroin_or_crack", "Heroin or crack cocaine"),
    ("substance_alcohol_only", "Alcohol only"),
    ("injecting_now", "Currently injecting"),
    ("housing_problem", "Housing problem"),
    ("referral_criminal_justice", "Referred by criminal justice"),
    (
        "referral_self_family_friends",
        "Referred by self, family or friends",
    ),
    ("previously_treated", "Treated before"),
];

/// (4) Parents living with their own children beside everyone else in treatment with complete data. `None` if the
/// extract has a column for nothing that is asked.
fn profile(look: &Lookup<'_>) -> Option<Chart> {
    let (year, group) = (look.run.latest(), GroupRow::OwnChildren);
    let mut frame = frame(
        look,
        "profile-of-parents",
        format!("Parents living with their own children and everyone else in treatment, {year}"),
        format!("Per cent of adults in treatment with the field recorded, {year}"),
    );
    frame.notes.push(
        "Everyone else: other adults in treatment with complete data on their family.".into(),
    );
    let mut rows: Vec<(String, [Mark; 2])> = Vec::new();
    let mut hidden = Vec::new();
    for (measure, name) in PROFILE {
        let from = adults("in_treatment", measure);
        let key = (EVERYONE_ELSE, "difference");
        let Some(difference) = look.inferred(from, year, group, "all", key) else {
            continue;
        };
        let ours = match look.latest(from, group) {
            Some(row) => mark(Some(row), false),
            None => look
                .inferred(from, year, group, "all", ("", "proportion"))
                .map_or(Mark::NotAvailable, share),
        };
        let pair = [ours, everyone_else(difference)];
        // What nobody was asked, or nobody has, says nothing of the groups.
        let empty = |mark: &Mark| match mark {
            Mark::Shown { value, .. } => *value == 0.0,
            Mark::NotAvailable => true,
            Mark::Hidden => false,
        };
        if pair == [Mark::Hidden, Mark::Hidden] {
            hidden.push(*name);
        } else if !pair.iter().all(empty) {
            rows.push(((*name).into(), pair));
        }
    }
    if !hidden.is_empty() {
        frame.notes.push(format!(
            "Not shown, to protect small numbers: {}.",
            hidden.join("; ")
        ));
    }
    (!rows.is_empty()).then(|| {
        Chart::Pairs(Pairs {
            frame,
            series: [
                "Parents living with own children".into(),
                "Everyone else".into(),
            ],
            rows,
        })
    })
}

/// An inferred share.
fn share(row: &Inferred) -> Mark {
    match row.value {
        Some(value) => Mark::Shown {
            value,
            lower: row.lowercl,
            upper: row.uppercl,
            count: None,
            provisional: row.shorthand == "[p]",
        },
        None if row.shorthand.starts_with("[c]") => Mark::Hidden,
        None => Mark::NotAvailable,
    }
}

/// The other side of a comparison.
fn everyone_else(difference: &Inferred) -> Mark {
    let other = difference
        .other
        .and_then(|c| wilson(c.numerator as f64, c.denominator as f64, Z_95));
    match other {
        Some(interval) => Mark::Shown {
            value: interval.value,
            lower: Some(interval.lowercl),
            upper: Some(interval.uppercl),
            count: None,
            provisional: difference.shorthand == "[p]",
        },
        None if difference.shorthand.starts_with("[c]") => Mark::Hidden,
        None => Mark::NotAvailable,
    }
}

fn frame(look: &Lookup<'_>, id: &str, title: String, unit: String) -> Frame {
    Frame {
        id: id.into(),
        title,
        unit,
        source: format!(
            "treatment episodes of {}, as of {}{}; NDTMS-style, not official statistics",
            look.run.settings.area_name,
            look.run.extent.as_of,
            rounding(look.released)
        ),
        marking: look.released.marking().warning().map(str::to_owned),
        notes: Vec::new(),
    }
}

fn rounding(released: &Released) -> String {
    match released.is_rounded() {
        true => format!("; counts rounded to the nearest {}", released.round_to()),
        false => String::new(),
    }
}

/// What one count is a count of.
pub fn unit(run: &Run) -> &'static str {
    match run.settings.unit {
        crate::settings::Unit::Person => "people",
        crate::settings::Unit::Journey => "journeys",
    }
}

/// The years as `2009-10 to 2011-12`, or one year.
pub fn span(run: &Run) -> String {
    match run.periods.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, .., last] => format!("{first} to {last}"),
    }
}

fn mark(row: Option<&ReleasedRow>, with_count: bool) -> Mark {
    match row {
        Some(row) if row.is_confidential() => Mark::Hidden,
        Some(row) => match row.value() {
            Some(value) => Mark::Shown {
                value,
                lower: row.lowercl(),
                upper: row.uppercl(),
                count: row.numerator().filter(|_| with_count),
                provisional: row.is_provisional(),
            },
            None => Mark::NotAvailable,
        },
        None => Mark::NotAvailable,
    }
}

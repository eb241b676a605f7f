//! The table of people in treatment beside estimates of how many have the problem.

use super::tables::{Line, Table};
use crate::inference::Inferred;
use crate::inference::need::{TREATED_SHARE, UNMET_NEED};
use crate::presentation::lookup::Lookup;
use crate::presentation::numbers::{signed, thousands};
use crate::prevalence::Estimate;
use crate::settings::Population as People;

/// What the guidance of 2021 says of England, and what an estimate is not.
pub const SAYS: [&str; 2] = [
    "An estimate and the people in treatment are defined differently: whom they count, where, and over what time. Treated share and unmet need are orders of magnitude.",
    "For context, England: an estimated 80% of alcohol-dependent parents and 60% of parents dependent on heroin are not in treatment (Parents with alcohol and drug problems: adult treatment and children and family services, guidance, 10 May 2021).",
];

/// One line an estimate. `None` if none was given.
pub fn unmet_need(look: &Lookup<'_>) -> Option<Table> {
    if look.estimates.is_empty() {
        return None;
    }
    let mut notes: Vec<String> = Vec::new();
    if look.run.settings.population == People::Drugs {
        notes.push(
            "Adults whose main drug is alcohol are left out of the numbers in treatment.".into(),
        );
    }
    let rows = look
        .estimates
        .iter()
        .map(|estimate| {
            let (share, need) = (
                look.beside_estimate(estimate, TREATED_SHARE, "ratio"),
                look.beside_estimate(estimate, UNMET_NEED, "number"),
            );
            for remark in remarks(estimate, share) {
                let remark = format!("{}: {remark}.", name(estimate));
                if !notes.contains(&remark) {
                    notes.push(remark);
                }
            }
            Line::plain(
                name(estimate),
                vec![
                    interval([estimate.estimate, estimate.lower, estimate.upper], signed),
                    share
                        .and_then(|s| s.numerator)
                        .map_or("[c]".into(), thousands),
                    cell(share, |x| format!("{:.1}%", 100.0 * x)),
                    cell(need, signed),
                    estimate.source.clone(),
                ],
            )
        })
        .collect();
    Some(Table {
        id: "unmet-need-table".into(),
        caption: "People in treatment, and estimates of how many have the problem".into(),
        columns: [
            "Of whom",
            "Estimate (interval)",
            "In treatment",
            "Treated share (interval)",
            "Unmet need (interval)",
            "Source of the estimate",
        ]
        .map(Into::into)
        .to_vec(),
        rows,
        note: format!(
            "The estimate's own interval is carried through; the number in treatment is taken as exact. {}",
            notes.join(" ")
        )
        .trim_end()
        .into(),
    })
}

fn name(estimate: &Estimate) -> String {
    format!(
        "{}: {}, {}, {}",
        estimate.period,
        estimate.area_in("everybody in the run"),
        words(estimate.substance_group),
        estimate.family_group.label().to_lowercase()
    )
}

fn remarks(estimate: &Estimate, share: Option<&Inferred>) -> Vec<&'static str> {
    let Some(treated) = share.and_then(|s| s.numerator) else {
        return Vec::new();
    };
    let mut remarks: Vec<&str> = [
        estimate.treated_share(treated).and_then(|s| s.remark()),
        estimate.unmet_need(treated).remark(),
    ]
    .into_iter()
    .flatten()
    .collect();
    if estimate.low_reliability() {
        remarks.push("[u], the interval is wider than the estimate");
    }
    remarks
}

fn cell(row: Option<&Inferred>, write: impl Fn(f64) -> String) -> String {
    let Some(row) = row else {
        return "[x]".into();
    };
    match (row.value, row.lowercl) {
        (Some(value), Some(lower)) => {
            let text = match row.uppercl {
                Some(upper) => interval([value, lower, upper], write),
                None => format!("{} (at least {})", write(value), write(lower)),
            };
            format!("{text} {}", row.shorthand).trim_end().into()
        }
        _ => row.shorthand.into(),
    }
}

fn interval([value, lower, upper]: [f64; 3], write: impl Fn(f64) -> String) -> String {
    format!("{} ({} to {})", write(value), write(lower), write(upper))
}

fn words(substance_group: &str) -> &str {
    match substance_group {
        "all" => "all substances",
        "opiate" => "opiates",
        "non_opiate_and_alcohol" => "non-opiates and alcohol",
        "non_opiate_only" => "non-opiates only",
        _ => "alcohol only",
    }
}

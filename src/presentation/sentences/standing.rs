//! Sentences on how an area stands: beside the rest of the extract, beside an estimate of need, and in its recording.

use super::Latest;
use crate::inference::need::{ESTIMATE, TREATED_SHARE, UNMET_NEED};
use crate::measures::GroupRow;
use crate::measures::breakdowns::REST_OF_EXTRACT;
use crate::presentation::lookup::adults;
use crate::presentation::numbers::{thousands, whole_per_cent};

pub fn findings(latest: &Latest<'_>) -> Vec<String> {
    [beside_the_rest(latest), need(latest), recording(latest)]
        .into_iter()
        .flatten()
        .collect()
}

/// Only of a report on one area.
fn beside_the_rest(latest: &Latest<'_>) -> Option<String> {
    let said: Vec<String> = [
        (
            "leaving",
            "completed_of_leavers",
            "completing successfully, of all who left",
        ),
        (
            "starting",
            "retained_12_weeks",
            "staying at least 12 weeks, of those starting",
        ),
        (
            "in_treatment",
            "completeness_family_group",
            "recording the family group",
        ),
    ]
    .into_iter()
    .filter_map(|(population, measure, name)| {
        let key = (REST_OF_EXTRACT, "difference");
        let from = adults(population, measure);
        let row = latest
            .look
            .inferred(from, latest.year, GroupRow::All, "all", key)?;
        (!row.assessment.is_empty()).then(|| format!("{name}: {}", row.assessment))
    })
    .collect();
    (!said.is_empty()).then(|| {
        format!(
            "Beside the rest of the extract, {}: {}.",
            latest.year,
            said.join("; ")
        )
    })
}

/// The estimates of the latest year that name no substance.
fn need(latest: &Latest<'_>) -> Option<String> {
    let inferred = |measure: &str| {
        latest.look.inferred.iter().find(|row| {
            row.compared_with == ESTIMATE
                && row.measure == measure
                && row.period == latest.year
                && row.breakdown == "all"
                && row.is_shown()
        })
    };
    let (share, need) = (inferred(TREATED_SHARE)?, inferred(UNMET_NEED)?);
    let whole = |x: Option<f64>| x.map(|x| format!("{:.0}%", 100.0 * x));
    let people = |x: Option<f64>| {
        let x = x?.round();
        let sign = if x < 0.0 { "\u{2212}" } else { "" };
        Some(format!("{sign}{}", thousands(x.abs() as u64)))
    };
    Some(format!(
        "Beside the estimate supplied for {} ({}), {} of those with the problem were in treatment (at least {}), and {} were not (interval {} to {}). The two are defined differently: read it as an order of magnitude.",
        latest.year,
        match share.area.as_str() {
            "all" => "everybody in the extract",
            area => area,
        },
        whole(share.value)?,
        whole(share.lowercl)?,
        people(need.value)?,
        people(need.lowercl)?,
        people(need.uppercl)?
    ))
}

fn recording(latest: &Latest<'_>) -> Option<String> {
    let row = latest.row("completeness_family_group", GroupRow::All, "all")?;
    let (x, n) = (row.numerator()?, row.denominator()?);
    (n > 0).then(|| {
        format!(
            "The family group could be told for {} of adults in treatment in {} ({} of {}); how completely each field is recorded, and by which provider, stands under \"How complete the recording is\".",
            whole_per_cent(x, n),
            latest.year,
            thousands(x),
            thousands(n)
        )
    })
}

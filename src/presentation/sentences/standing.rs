//! Sentences on how an area stands: beside the rest of the extract, beside an estimate of need, and in its recording.

use super::Latest;
use crate::inference::need::TREATED_SHARE;
use crate::measures::GroupRow;
use crate::measures::breakdowns::REST_OF_EXTRACT;
use crate::presentation::lookup::adults;
use crate::presentation::numbers::{signed, thousands, whole_per_cent};
use crate::prevalence::Estimate;

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

/// The estimate of everybody the run is about, in the latest year, if there is one that names no substance.
fn need(latest: &Latest<'_>) -> Option<String> {
    let look = latest.look;
    let is_whole = |e: &&Estimate| {
        let area = look.released.area();
        e.area_in(area) == area && e.substance_group == "all" && e.period.to_string() == latest.year
    };
    let estimate = look.estimates.iter().find(is_whole)?;
    let treated = look
        .beside_estimate(estimate, TREATED_SHARE, "ratio")?
        .numerator?;
    let (share, need) = (
        estimate.treated_share(treated)?,
        estimate.unmet_need(treated),
    );
    let per_cent = |x: f64| format!("{:.0}%", 100.0 * x);
    let share_text = match share.uppercl {
        Some(upper) => format!(
            "{} ({} to {})",
            per_cent(share.value),
            per_cent(share.lowercl),
            per_cent(upper)
        ),
        None => format!(
            "{} (at least {})",
            per_cent(share.value),
            per_cent(share.lowercl)
        ),
    };
    let need_text = format!(
        "{} ({} to {})",
        signed(need.value),
        signed(need.lowercl),
        signed(need.uppercl)
    );
    let remark = need
        .remark()
        .map_or(String::new(), |remark| format!(" Unmet need: {remark}."));
    let mark = if estimate.low_reliability() {
        " [u]"
    } else {
        ""
    };
    Some(format!(
        "Beside the estimate supplied for {} ({}): treated share {share_text}, unmet need {need_text}{mark}.{remark} The two are defined differently: read it as an order of magnitude.",
        latest.year,
        estimate.family_group.label().to_lowercase(),
    ))
}

fn recording(latest: &Latest<'_>) -> Option<String> {
    let row = latest.row("completeness_family_group", GroupRow::All, "all")?;
    let (x, n) = (row.numerator()?, row.denominator()?);
    let mark = if row.is_provisional() { " [p]" } else { "" };
    (n > 0).then(|| {
        format!(
            "The family group could be told for {}{mark} of adults in treatment in {} ({} of {}); how completely each field is recorded, and by which provider, stands under \"How complete the recording is\".",
            whole_per_cent(x, n),
            latest.year,
            thousands(x),
            thousands(n)
        )
    })
}

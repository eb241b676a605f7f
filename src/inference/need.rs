//! People in treatment beside an estimate of how many have the problem.

use super::index::{About, Index};
use super::row::{Doubt, Inferred, Statistic};
use crate::disclosure::{Released, ReleasedRow};
use crate::error::{Error, Result};
use crate::prevalence::Estimate;

/// What the rows of an estimate are compared with.
pub const ESTIMATE: &str = "prevalence_estimate";

/// The measures of an estimate: the number itself, the share of it that is in treatment, and the rest.
pub const PREVALENCE: &str = "prevalence_estimate";
pub const TREATED_SHARE: &str = "treated_share";
pub const UNMET_NEED: &str = "unmet_need";

/// Three rows an estimate: the estimate, the treated share, the unmet need.
///
/// # Errors
/// For an estimate of an area, a year or a substance group that the run has no row of.
pub fn beside_estimates(
    released: &Released,
    index: &Index<'_>,
    estimates: &[Estimate],
) -> Result<Vec<Inferred>> {
    let mut rows = Vec::new();
    for estimate in estimates {
        let treated = treated(released, index, estimate)?;
        rows.extend(beside(treated, estimate));
    }
    Ok(rows)
}

/// The row of the people in treatment whom an estimate counts.
pub fn treated<'a>(
    released: &Released,
    index: &Index<'a>,
    estimate: &Estimate,
) -> Result<&'a ReleasedRow> {
    let period = estimate.period.to_string();
    let (breakdown, level) = estimate.breakdown();
    let row = index.get(About {
        age_group: "adults",
        area: estimate.area_in(released.area()),
        provider: "all",
        population: "in_treatment",
        measure: "in_treatment",
        period: &period,
        family_group: estimate.family_group.name(),
        sex: "all",
        breakdown,
        level,
    });
    row.ok_or_else(|| no_row(released, estimate, &period))
}

fn no_row(released: &Released, estimate: &Estimate, period: &str) -> Error {
    let (message, hint) = if released.periods().iter().any(|p| p == period) {
        (
            format!(
                "the prevalence estimates name area `{}`, in which nobody of the extract is in treatment",
                estimate.area
            ),
            "areas are those of UTLA, else LA, else DAT; `all` stands for everybody in the run",
        )
    } else {
        (
            format!(
                "the prevalence estimates name {period}, a year that is not reported ({})",
                released.periods().join(", ")
            ),
            "give estimates of the years reported only, or report more years with `--years`",
        )
    };
    Error::Settings {
        message,
        hint: hint.into(),
    }
}

fn beside(treated: &ReleasedRow, estimate: &Estimate) -> [Inferred; 3] {
    let doubt = Doubt {
        low_reliability: estimate.low_reliability(),
        ..Doubt::of(&[treated])
    };
    let row = |measure: &str, statistic| Inferred {
        measure: measure.into(),
        confidence: "as the estimate's",
        method: "interval of the estimate",
        shorthand: doubt.text(),
        ..Inferred::beside(treated, ESTIMATE, statistic)
    };
    // The estimate is the user's own, whoever is in treatment.
    let number = Inferred {
        value: Some(estimate.estimate),
        lowercl: Some(estimate.lower),
        uppercl: Some(estimate.upper),
        method: "as supplied",
        shorthand: Doubt {
            low_reliability: doubt.low_reliability,
            ..Doubt::default()
        }
        .text(),
        ..row(PREVALENCE, Statistic::Number)
    };
    let shown = treated.numerator();
    let share = shown.and_then(|n| estimate.treated_share(n));
    let need = shown.map(|n| estimate.unmet_need(n));
    let without = |row: Inferred, missing: bool| Inferred {
        shorthand: Doubt {
            not_available: missing,
            confidential: shown.is_none(),
            ..doubt
        }
        .text(),
        ..row
    };
    [
        number,
        without(
            Inferred {
                numerator: shown,
                value: share.map(|s| s.value),
                lowercl: share.map(|s| s.lowercl),
                uppercl: share.and_then(|s| s.uppercl),
                ..row(TREATED_SHARE, Statistic::Ratio)
            },
            share.is_none(),
        ),
        without(
            Inferred {
                numerator: shown,
                value: need.map(|n| n.value),
                lowercl: need.map(|n| n.lowercl),
                uppercl: need.map(|n| n.uppercl),
                ..row(UNMET_NEED, Statistic::Number)
            },
            need.is_none(),
        ),
    ]
}

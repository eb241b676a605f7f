//! Tables of a family group beside everyone else.

use super::tables::{Line, Table};
use crate::inference::{EVERYONE_ELSE, Inferred};
use crate::measures::GroupRow;
use crate::measures::questions::{Question, TRAITS, WAITS};
use crate::presentation::cells::{points_with_interval, share};
use crate::presentation::lookup::{Lookup, adults};
use crate::presentation::numbers::per_cent;

/// The substance groups in words.
const SUBSTANCES: [(&str, &str); 4] = [
    ("substance_opiate", "Opiates"),
    (
        "substance_non_opiate_and_alcohol",
        "Non-opiates and alcohol",
    ),
    ("substance_non_opiate_only", "Non-opiates only"),
    ("substance_alcohol_only", "Alcohol only"),
];

/// A group and everyone else, latest year: shares, difference, word.
pub fn profile(look: &Lookup<'_>, group: GroupRow, population: &str) -> Table {
    let year = look.run.latest();
    let starting = population == "starting";
    let asked = traits()
        .chain(WAITS.iter().filter(|_| starting))
        .map(|(id, label, ..)| (*id, *label))
        .chain(SUBSTANCES);
    let mut hidden = Vec::new();
    let mut rows = Vec::new();
    for (measure, label) in asked {
        let from = adults(population, measure);
        let key = (EVERYONE_ELSE, "difference");
        let Some(difference) = look.inferred(from, year, group, "all", key) else {
            continue;
        };
        let ours = match look.latest(from, group) {
            Some(row) => share(Some(row)),
            None => inferred_share(look.inferred(from, year, group, "all", ("", "proportion"))),
        };
        if ours.starts_with("[c]") && difference.shorthand.starts_with("[c]") {
            hidden.push(label);
            continue;
        }
        rows.push(Line::plain(
            label,
            vec![
                ours,
                other_share(difference),
                points_with_interval(Some(difference)),
                difference.assessment.into(),
            ],
        ));
    }
    let not_shown = match hidden.as_slice() {
        [] => String::new(),
        hidden => format!(
            " Not shown, to protect small numbers: {}.",
            hidden.join("; ")
        ),
    };
    Table {
        id: format!("profile-{population}-{}", group.name()).replace('_', "-"),
        caption: format!(
            "{} and everyone else, adults {}, {year}",
            group.label(),
            if starting {
                "starting treatment"
            } else {
                "in treatment"
            }
        ),
        columns: [
            "Trait",
            group.label(),
            "Everyone else",
            "Difference in percentage points (95% interval)",
            "Compared",
        ]
        .map(Into::into)
        .to_vec(),
        rows,
        note: format!(
            "Of those with the field recorded. Everyone else: adults of the same population in the other family groups with complete data. Newcombe's interval; similar where it holds 0. A difference is not a cause.{not_shown}"
        ),
    }
}

/// The traits that do not follow from the family group itself.
pub fn traits() -> impl Iterator<Item = &'static Question> {
    TRAITS
        .iter()
        .filter(|(id, ..)| !id.starts_with("children_"))
}

fn inferred_share(row: Option<&Inferred>) -> String {
    match row {
        Some(row) => match (row.numerator, row.denominator) {
            (Some(x), Some(n)) if n > 0 => {
                per_cent(x, n) + if row.shorthand == "[p]" { " [p]" } else { "" }
            }
            _ => row.shorthand.into(),
        },
        None => "[x]".into(),
    }
}

fn other_share(difference: &Inferred) -> String {
    match difference.other {
        Some(other) if other.denominator > 0 => per_cent(other.numerator, other.denominator),
        _ => difference.shorthand.into(),
    }
}

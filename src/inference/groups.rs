//! A family group against everyone else in the same population with complete data, itself left out.

use super::assess::Direction;
use super::index::{About, Index};
use super::row::{Doubt, Inferred, Statistic, counts};
use super::{Counts, EVERYONE_ELSE};
use crate::disclosure::{Released, ReleasedRow};
use crate::measures::GroupRow;

/// The groups with complete data.
pub const COMPLETE: [GroupRow; 4] = [
    GroupRow::OwnChildren,
    GroupRow::ParentApart,
    GroupRow::OthersChildren,
    GroupRow::NoChildren,
];

/// Every measure that is asked of each family group, undivided.
pub fn against_everyone_else(released: &Released, index: &Index<'_>) -> Vec<Inferred> {
    released
        .rows()
        .iter()
        .filter(|row| {
            row.statistic() == "proportion"
                && !is_share(row)
                && is_complete_group(row)
                && About::of(row).is_whole(released.area())
        })
        .filter_map(|row| compare(row, index))
        .collect()
}

fn is_share(row: &ReleasedRow) -> bool {
    matches!(
        row.measure(),
        "in_treatment" | "in_treatment_of_complete" | "starting" | "starting_of_complete"
    )
}

fn is_complete_group(row: &ReleasedRow) -> bool {
    COMPLETE.iter().any(|g| g.name() == row.family_group())
}

/// `None` for a measure that is not asked of every group.
fn compare(row: &ReleasedRow, index: &Index<'_>) -> Option<Inferred> {
    let others = COMPLETE
        .iter()
        .filter(|group| group.name() != row.family_group())
        .map(|group| {
            index.get(About {
                family_group: group.name(),
                ..About::of(row)
            })
        })
        .collect::<Option<Vec<_>>>()?;
    let everyone_else = others
        .iter()
        .map(|r| counts(r))
        .collect::<Option<Vec<_>>>()
        .map(|all| all.into_iter().fold(Counts::new(0, 0), Counts::plus));
    let doubt = Doubt::of(&[&[row], others.as_slice()].concat());
    // Between groups nothing is called better or worse.
    let inferred = Inferred::beside(row, EVERYONE_ELSE, Statistic::Difference);
    Some(inferred.with_difference(counts(row), everyone_else, doubt, Direction::Neutral))
}

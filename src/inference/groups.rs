//! A family group against everyone else in the same population with complete data, itself left out.

use super::assess::Direction;
use super::index::{About, Index};
use super::row::{Doubt, Inferred, Statistic, counts};
use super::{AT_ONCE, Counts, EVERYONE_ELSE};
use crate::disclosure::{Released, ReleasedRow};
use crate::measures::GroupRow;
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::collections::HashMap;

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
        .par_iter()
        .with_max_len(AT_ONCE)
        .filter(|row| {
            row.statistic() == "proportion"
                && !is_share(row)
                && is_complete(row.family_group())
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

fn is_complete(family_group: &str) -> bool {
    COMPLETE.iter().any(|g| g.name() == family_group)
}

/// `None` for a measure that is not asked of every group.
fn compare(row: &ReleasedRow, index: &Index<'_>) -> Option<Inferred> {
    let of = |group: GroupRow| {
        index.get(About {
            family_group: group.name(),
            ..About::of(row)
        })
    };
    // A measure of families has no row of everybody.
    of(GroupRow::All)?;
    let inferred = Inferred::beside(row, EVERYONE_ELSE, Statistic::Difference);
    let ours = counts(row);
    let other = everyone_else(ours, |group| counts(of(group)?));
    // Between groups nothing is called better or worse.
    Some(inferred.with_difference(ours, other, Doubt::of(&[row]), Direction::Neutral))
}

/// The same for shares that are inferred themselves.
pub fn shares_against_everyone_else(shares: &[Inferred]) -> Vec<Inferred> {
    let all: HashMap<About<'_>, &Inferred, FixedState> =
        shares.iter().map(|s| (s.about(), s)).collect();
    shares
        .iter()
        .filter(|share| is_complete(share.family_group))
        .map(|share| {
            let other = everyone_else(share.counts(), |group| {
                all.get(&About {
                    family_group: group.name(),
                    ..share.about()
                })?
                .counts()
            });
            share.compared(EVERYONE_ELSE, other)
        })
        .collect()
}

/// Everybody with complete data but a group, in the first way of which every row is shown.
fn everyone_else(ours: Option<Counts>, of: impl Fn(GroupRow) -> Option<Counts>) -> Option<Counts> {
    let complete = WAYS.iter().find_map(|way| {
        way.iter()
            .try_fold(Counts::new(0, 0), |sum, (sign, group)| match sign {
                Sign::Plus => Some(sum.plus(of(*group)?)),
                Sign::Minus => sum.minus(of(*group)?),
            })
    });
    complete?.minus(ours?)
}

#[derive(Clone, Copy)]
enum Sign {
    Plus,
    Minus,
}

/// The ways in which rows add up to everybody with complete data: the first of which every row is shown is taken.
const WAYS: [&[(Sign, GroupRow)]; 4] = [
    &[
        (Sign::Plus, GroupRow::OwnChildren),
        (Sign::Plus, GroupRow::ParentApart),
        (Sign::Plus, GroupRow::OthersChildren),
        (Sign::Plus, GroupRow::NoChildren),
    ],
    &[
        (Sign::Plus, GroupRow::ParentOrLivesWithChild),
        (Sign::Plus, GroupRow::NoChildren),
    ],
    &[
        (Sign::Plus, GroupRow::LivesWithChild),
        (Sign::Plus, GroupRow::ParentApart),
        (Sign::Plus, GroupRow::NoChildren),
    ],
    &[
        (Sign::Plus, GroupRow::All),
        (Sign::Minus, GroupRow::Incomplete),
    ],
];

//! Which substances the people of a group use: shares of those with any drug recorded, from the rows of the substance
//! groups.

use super::Counts;
use super::index::{About, Index};
use super::row::{Doubt, Inferred, Statistic};
use crate::cohorts::SubstanceGroup;
use crate::disclosure::Released;

/// One row for each population asked, group and year, undivided.
pub fn shares(released: &Released, index: &Index<'_>) -> Vec<Inferred> {
    let whole = released.rows().iter().filter(|row| {
        matches!(row.measure(), "in_treatment" | "starting")
            && row.sex() == "all"
            && About::of(row).is_whole(released.area())
    });
    let mut shares = Vec::new();
    for row in whole {
        let level = |substance: SubstanceGroup| {
            index.get(About {
                breakdown: "substance_group",
                level: substance.name(),
                ..About::of(row)
            })
        };
        let Some(blank) = level(SubstanceGroup::NotRecorded) else {
            continue;
        };
        for substance in SubstanceGroup::ALL {
            let Some(users) = level(substance).filter(|_| substance != SubstanceGroup::NotRecorded)
            else {
                continue;
            };
            let inputs = [row.numerator(), blank.numerator(), users.numerator()];
            let doubt = Doubt {
                confidential: inputs.contains(&None),
                provisional: row.is_provisional(),
                ..Doubt::default()
            };
            let shown = match inputs {
                [Some(all), Some(blank), Some(users)] => Some(Counts::new(users, all - blank)),
                _ => None,
            };
            let mut share =
                Inferred::beside(row, "", Statistic::Proportion).with_proportion(shown, doubt);
            share.measure = format!("substance_{}", substance.name());
            shares.push(share);
        }
    }
    shares
}

//! Which substances the people of a group use: shares of those with any drug recorded, from the rows of the substance
//! groups.

use super::Counts;
use super::index::{About, Index};
use super::row::{Doubt, Inferred, Statistic};
use crate::cohorts::SubstanceGroup;
use crate::disclosure::Released;

const WITH_ONE: [SubstanceGroup; 4] = [
    SubstanceGroup::Opiate,
    SubstanceGroup::NonOpiateAndAlcohol,
    SubstanceGroup::NonOpiateOnly,
    SubstanceGroup::AlcoholOnly,
];

/// What the shares are called.
pub fn measures() -> impl Iterator<Item = String> {
    WITH_ONE.into_iter().map(measure)
}

fn measure(substance: SubstanceGroup) -> String {
    format!("substance_{}", substance.name())
}

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
        let people = |substance: SubstanceGroup| level(substance)?.numerator();
        let Some(blank) = level(SubstanceGroup::NotRecorded) else {
            continue;
        };
        // Everybody less those of whom none is recorded; or all who have one, where one of these is hidden.
        let less = row.numerator().zip(blank.numerator());
        let sum = || WITH_ONE.into_iter().map(people).sum();
        // Rounded counts do not add up, so then only their own count tells how many they are.
        let recorded = || {
            let of_recorded = About {
                measure: "heroin",
                ..About::of(row)
            };
            index.get(of_recorded)?.denominator()
        };
        let whole: Option<u64> = match released.is_rounded() {
            true => recorded(),
            false => less.map(|(all, blank)| all - blank).or_else(sum),
        };
        for substance in WITH_ONE {
            if level(substance).is_none() {
                continue;
            }
            let shown = people(substance).zip(whole);
            let doubt = Doubt {
                confidential: shown.is_none(),
                provisional: row.is_provisional(),
                ..Doubt::default()
            };
            let shown = shown.map(|(users, whole)| Counts::new(users, whole));
            let mut share =
                Inferred::beside(row, "", Statistic::Proportion).with_proportion(shown, doubt);
            share.measure = measure(substance);
            shares.push(share);
        }
    }
    shares
}

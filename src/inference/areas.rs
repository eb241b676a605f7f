//! An area, or a provider, beside the rest of the extract, itself left out. Adults, latest year.

use super::assess::Direction;
use super::index::{About, Index};
use super::row::{Doubt, Inferred, Statistic, counts};
use super::{AT_ONCE, Counts};
use crate::disclosure::{Released, ReleasedRow};
use crate::measures::breakdowns::{REST_OF_AREA, REST_OF_EXTRACT};
use rayon::prelude::*;

/// Every proportion of an area or provider that has one beside it to compare with.
pub fn beside_the_rest(
    released: &Released,
    index: &Index<'_>,
    providers_add_up: bool,
) -> Vec<Inferred> {
    let Some(latest) = released.periods().last() else {
        return Vec::new();
    };
    let has_rest = released.area() != "all";
    let asked = |row: &&ReleasedRow| {
        let divided = match (row.area() != released.area(), row.provider() != "all") {
            (true, false) => row.area() != REST_OF_EXTRACT,
            (false, true) => providers_add_up,
            (false, false) => has_rest,
            (true, true) => false,
        };
        divided
            && row.statistic() == "proportion"
            && row.age_group() == "adults"
            && row.period() == latest
            && row.breakdown() == "all"
    };
    released
        .rows()
        .par_iter()
        .with_max_len(AT_ONCE)
        .filter(asked)
        .filter_map(|row| {
            let (rest, doubt) = rest_of(row, released.area(), index)?;
            let direction = Direction::of(row.measure());
            let with = match row.provider() {
                "all" => REST_OF_EXTRACT,
                _ if has_rest => REST_OF_AREA,
                _ => REST_OF_EXTRACT,
            };
            let inferred = Inferred::beside(row, with, Statistic::Difference);
            Some(inferred.with_difference(counts(row), rest, doubt, direction))
        })
        .collect()
}

/// The counts of everybody but the row's people, and what stands against showing them. `None` if there is no such row.
fn rest_of(
    row: &ReleasedRow,
    whole_area: &str,
    index: &Index<'_>,
) -> Option<(Option<Counts>, Doubt)> {
    let about = About::of(row);
    if about.is_whole(whole_area) {
        let rest = index.get(About {
            area: REST_OF_EXTRACT,
            ..about
        })?;
        return Some((counts(rest), Doubt::of(&[row, rest])));
    }
    let whole = index.get(About {
        area: whole_area,
        provider: "all",
        ..about
    })?;
    let rest = counts(whole)
        .zip(counts(row))
        .and_then(|(all, ours)| all.minus(ours));
    Some((rest, Doubt::of(&[row, whole])))
}

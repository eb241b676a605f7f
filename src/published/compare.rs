//! Whether a result agrees with a published figure.
//!
//! A count agrees when it is equal. A per cent agrees when ours, rounded half up to a whole per cent from the counts
//! themselves, is equal. A count printed as about agrees within half a unit of its last digit that is not 0: about
//! 104,000 with 103,500 to 104,499. (The rules are judgement: publications do not state theirs.)

use super::results::{Results, Shown};
use super::{Figure, Kind};
use crate::measures::GroupRow;

/// What became of one figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Agrees,
    /// Ours less the published one: people, or points of whole per cent.
    Differs(i128),
    NotAvailable(Missing),
}

/// Why there is nothing to compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    Hidden,
    NoDenominator,
    NoRow,
    NotAShare,
    Blank,
}

impl Missing {
    pub fn text(self) -> &'static str {
        match self {
            Missing::Hidden => "[c] hidden by disclosure control",
            Missing::NoDenominator => "[x] nobody to count",
            Missing::NoRow => "no such row",
            Missing::NotAShare => "the row is a mean, not a share",
            Missing::Blank => "the row has no number, and does not say why",
        }
    }
}

/// A figure beside our result.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    pub figure: &'a Figure,
    /// People, children, or whole per cent, as the figure is.
    pub ours: Option<u64>,
    /// The counts a per cent is made of.
    pub counts: Option<(u64, u64)>,
    pub outcome: Outcome,
}

pub fn compare<'a>(figure: &'a Figure, results: &Results) -> Compared<'a> {
    let nothing = |why| Compared {
        figure,
        ours: None,
        counts: None,
        outcome: Outcome::NotAvailable(why),
    };
    let made = match figure.kind {
        Kind::Count | Kind::CountAbout => {
            people(figure, figure.family_group, results).map(|(people, _)| (people, None))
        }
        Kind::Percent => share(figure, results)
            .map(|(part, whole)| (whole_per_cent(part, whole), Some((part, whole)))),
    };
    match made {
        Ok((ours, counts)) => Compared {
            figure,
            ours: Some(ours),
            counts,
            outcome: judge(figure, ours),
        },
        Err(why) => nothing(why),
    }
}

/// The number of people in a row, and the row.
fn people<'a>(
    figure: &Figure,
    group: GroupRow,
    results: &'a Results,
) -> Result<(u64, &'a Shown), Missing> {
    let key = [
        figure.age_group.name(),
        figure.population.name(),
        &figure.measure,
        &figure.year.to_string(),
        group.name(),
        figure.sex.name(),
        &figure.breakdown,
        &figure.level,
    ];
    let row = results.get(&key.map(str::to_owned)).ok_or(Missing::NoRow)?;
    if row.shorthand.contains("[x]") {
        return Err(Missing::NoDenominator);
    }
    Ok((row.numerator.ok_or(missing(row))?, row))
}

fn missing(row: &Shown) -> Missing {
    if row.shorthand.contains("[c]") {
        Missing::Hidden
    } else {
        Missing::Blank
    }
}

/// The counts a per cent is made of: those of the row, or those of two groups.
fn share(figure: &Figure, results: &Results) -> Result<(u64, u64), Missing> {
    let (part, row) = people(figure, figure.family_group, results)?;
    if row.mean {
        return Err(Missing::NotAShare);
    }
    let whole = match figure.of_group {
        Some(group) => people(figure, group, results)?.0,
        None => row.denominator.ok_or(missing(row))?,
    };
    if whole == 0 {
        return Err(Missing::NoDenominator);
    }
    Ok((part, whole))
}

/// Half rounded up, from the counts themselves.
fn whole_per_cent(part: u64, whole: u64) -> u64 {
    let (part, whole) = (u128::from(part), u128::from(whole));
    u64::try_from((200 * part + whole) / (2 * whole)).unwrap_or(u64::MAX)
}

fn judge(figure: &Figure, ours: u64) -> Outcome {
    let (ours, published) = (i128::from(ours), i128::from(figure.value));
    let agrees = match figure.kind {
        Kind::Count | Kind::Percent => ours == published,
        Kind::CountAbout => {
            let unit = last_digit_unit(published);
            (2 * published - unit..2 * published + unit).contains(&(2 * ours))
        }
    };
    if agrees {
        Outcome::Agrees
    } else {
        Outcome::Differs(ours - published)
    }
}

/// The unit of the last digit that is not 0: 1,000 of 104,000. Of 0, 1.
fn last_digit_unit(n: i128) -> i128 {
    let mut unit = 1;
    while n != 0 && n % (unit * 10) == 0 {
        unit *= 10;
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::nta_2012;

    fn judged(kind: Kind, value: u64, ours: u64) -> Outcome {
        let mut figure = nta_2012().swap_remove(0);
        (figure.kind, figure.value) = (kind, value);
        judge(&figure, ours)
    }

    #[test]
    fn counts_and_approximate_counts() {
        use Outcome::{Agrees, Differs};
        for (kind, published, ours, outcome) in [
            (Kind::Count, 11_074, 11_074, Agrees),
            (Kind::Count, 11_074, 11_073, Differs(-1)),
            (Kind::Count, 0, 0, Agrees),
            (Kind::CountAbout, 104_000, 103_500, Agrees),
            (Kind::CountAbout, 104_000, 104_499, Agrees),
            (Kind::CountAbout, 104_000, 103_499, Differs(-501)),
            (Kind::CountAbout, 104_000, 104_500, Differs(500)),
            (Kind::CountAbout, 104_001, 104_001, Agrees),
            (Kind::CountAbout, 104_001, 104_002, Differs(1)),
            (Kind::CountAbout, 50, 45, Agrees),
            (Kind::CountAbout, 50, 55, Differs(5)),
        ] {
            assert_eq!(judged(kind, published, ours), outcome, "{published} {ours}");
        }
    }

    #[test]
    fn per_cents_are_rounded_half_up_from_the_counts() {
        for (part, whole, per_cent) in [
            (31, 200, 16),
            (309, 2000, 15),
            (1, 3, 33),
            (2, 3, 67),
            (0, 7, 0),
            (7, 7, 100),
            (199, 200, 100),
        ] {
            assert_eq!(whole_per_cent(part, whole), per_cent, "{part} of {whole}");
        }
    }
}

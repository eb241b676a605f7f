//! What may be shown. Only this module makes these types; everything outside can only read them.

use super::attrition::Everybody;
use super::linked::{Audit, Hidden, HiddenCells, UnsafeTable, Why};
use super::{
    CERTAIN_BELOW, ReleasedAttrition, ReleasedFinding, Rules, Unprotected, attrition, findings,
};
use crate::cohorts::{AgeGroup, Population};
use crate::measures::breakdowns::{Divides, Level};
use crate::measures::definitions::Kind;
use crate::measures::sensitivity::{Effect, Flip, is_about};
use crate::measures::wilson::{Z_95, wilson};
use crate::measures::{GroupRow, Measured, Row, SexRow};
use rayon::prelude::*;
use serde::Serialize;
use std::ops::Deref;
use std::sync::Arc;

/// What every output says of itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marking {
    /// Every hidden count has a witness, but for zeros that shown zeros tell.
    Protected,
    /// A hidden zero has none.
    ForReview,
    /// A hidden count above zero has none.
    MayTell,
    /// Nothing is hidden.
    Unsuppressed,
}

impl Marking {
    fn of(rules: Rules, audit: Audit) -> Marking {
        match (
            rules.unsuppressed,
            audit.is_passed(),
            audit.noughts_that_follow,
        ) {
            (true, ..) => Marking::Unsuppressed,
            (_, false, _) => Marking::MayTell,
            (_, true, 0) => Marking::Protected,
            (_, true, _) => Marking::ForReview,
        }
    }

    /// What must stand on every page and chart; nothing must on those that may be published.
    pub fn warning(self) -> Option<&'static str> {
        (self != Marking::Protected).then(|| self.text())
    }

    /// What every file says of itself.
    pub fn text(self) -> &'static str {
        match self {
            Marking::Protected => "disclosure control passed",
            Marking::ForReview => "for review before publication: a hidden zero may be worked out",
            Marking::MayTell => "not for publication: a hidden count may be worked out",
            Marking::Unsuppressed => "unsuppressed: not for publication",
        }
    }
}

/// Whether a run may be published.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every hidden count has a witness.
    Pass,
    /// A person must look before anything leaves the building.
    Review,
    /// Not to be published.
    Fail,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Review => "review",
            Verdict::Fail => "fail",
        }
    }
}

/// Why a value is not there, in the shorthand of government statistics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shorthand {
    pub confidential: bool,
    pub not_available: bool,
    pub provisional: bool,
}

impl Shorthand {
    pub fn text(self) -> &'static str {
        match (self.confidential, self.not_available, self.provisional) {
            (true, _, true) => "[c][p]",
            (true, _, false) => "[c]",
            (false, true, true) => "[x][p]",
            (false, true, false) => "[x]",
            (false, false, true) => "[p]",
            (false, false, false) => "",
        }
    }
}

/// What many rows say alike: it is kept once.
#[derive(Clone, Debug)]
pub struct Name(Arc<str>);

impl From<&str> for Name {
    fn from(name: &str) -> Name {
        Name(name.into())
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// One result, as it may be shown. Small, for there can be a million.
#[derive(Clone, Debug)]
pub struct ReleasedRow {
    area: Name,
    provider: Name,
    measure: &'static str,
    period: Name,
    breakdown: Name,
    level: Name,
    numerator: Option<u64>,
    denominator: Option<u64>,
    value: Option<f64>,
    lowercl: Option<f64>,
    uppercl: Option<f64>,
    age_group: AgeGroup,
    population: Population,
    group: GroupRow,
    sex: SexRow,
    is_mean: bool,
    shorthand: Shorthand,
    marking: Marking,
}

const _: () = assert!(size_of::<ReleasedRow>() <= 192);

impl ReleasedRow {
    pub fn age_group(&self) -> &'static str {
        self.age_group.name()
    }
    pub fn area(&self) -> &str {
        &self.area
    }
    pub fn provider(&self) -> &str {
        &self.provider
    }
    pub fn statistic(&self) -> &'static str {
        if self.is_mean { "mean" } else { "proportion" }
    }
    /// Of the interval; empty where there can be none.
    pub fn confidence(&self) -> &'static str {
        if self.is_mean { "" } else { "95%" }
    }
    /// How the interval is worked out.
    pub fn method(&self) -> &'static str {
        if self.is_mean { "none" } else { "Wilson" }
    }
    pub fn population(&self) -> &'static str {
        self.population.name()
    }
    pub fn measure(&self) -> &'static str {
        self.measure
    }
    pub fn period(&self) -> &str {
        &self.period
    }
    pub fn family_group(&self) -> &'static str {
        self.group.name()
    }
    pub fn sex(&self) -> &'static str {
        self.sex.name()
    }
    pub fn breakdown(&self) -> &str {
        &self.breakdown
    }
    pub fn level(&self) -> &str {
        &self.level
    }
    pub fn numerator(&self) -> Option<u64> {
        self.numerator
    }
    pub fn denominator(&self) -> Option<u64> {
        self.denominator
    }
    /// From 0 to 1.
    pub fn value(&self) -> Option<f64> {
        self.value
    }
    pub fn lowercl(&self) -> Option<f64> {
        self.lowercl
    }
    pub fn uppercl(&self) -> Option<f64> {
        self.uppercl
    }
    pub fn shorthand(&self) -> &'static str {
        self.shorthand.text()
    }
    /// What may be done with the row.
    pub fn release(&self) -> &'static str {
        self.marking.text()
    }
    pub fn is_confidential(&self) -> bool {
        self.shorthand.confidential
    }
    /// Nobody can be counted.
    pub fn is_not_available(&self) -> bool {
        self.shorthand.not_available
    }
    pub fn is_provisional(&self) -> bool {
        self.shorthand.provisional
    }
}

/// A judgement turned over, as it may be shown. Nothing is shown unless everything about it may be.
#[derive(Clone, Debug, Serialize)]
pub struct ReleasedFlip {
    pub setting: &'static str,
    pub cell: String,
    pub from: &'static str,
    pub to: &'static str,
    pub moved: Option<u64>,
    /// Of adults in treatment, each group.
    pub in_treatment: Shares,
    /// Successful completion of each group.
    pub completed: Shares,
}

/// Shares to whole per cent, from 0 to 1: of the group left before and after, of the group joined before and after.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub enum Shares {
    Shown([f64; 4]),
    Hidden,
    /// Of nobody.
    NotAvailable,
}

/// Everything a run may show.
pub struct Released {
    rows: Vec<ReleasedRow>,
    attrition: Vec<ReleasedAttrition>,
    findings: Vec<ReleasedFinding>,
    in_both_age_groups: Option<u64>,
    flips: Vec<ReleasedFlip>,
    marking: Marking,
    round_to: u64,
    hidden_by_reason: Vec<(&'static str, u64)>,
    audit: Audit,
    unsafe_tables: Vec<UnsafeTable>,
    periods: Vec<String>,
    /// The area the run is about; `all` if it is about everybody in the extract.
    area: String,
}

impl Released {
    pub(super) fn new(run: &Unprotected<'_>, hidden: &Hidden, rules: Rules) -> Released {
        let measured = run.measured;
        let marking = Marking::of(rules, hidden.audit);
        let rows = measured.rows.par_iter().zip(&hidden.rows);
        // Names are counted references, and workers that share one wait for each other: each has its own. To make them takes time
        // too, so there are few pieces.
        let pieces = 2 * rayon::current_num_threads();
        let rows = rows.with_min_len(measured.rows.len() / pieces);
        let rows = rows.map_init(
            || Names::new(measured),
            |names, (row, hidden)| {
                released_row(measured, names, &rounded(row, rules), *hidden, marking)
            },
        );
        let rows = rows.collect();
        let everybody = everybody(measured, hidden, rules);
        Released {
            rows,
            attrition: attrition::release(&run.extract.attrition, &everybody, rules),
            findings: findings::release(run.extract, rules),
            in_both_age_groups: Some(run.in_both_age_groups)
                .filter(|n| !rules.is_secret(*n))
                .map(|n| rules.rounded(n)),
            flips: released_flips(measured, hidden, rules),
            marking,
            round_to: if rules.is_rounding() {
                rules.round_to
            } else {
                1
            },
            hidden_by_reason: hidden
                .reasons
                .iter()
                .map(|(why, n)| (reason(*why), *n))
                .collect(),
            audit: hidden.audit,
            unsafe_tables: hidden.unsafe_tables.clone(),
            periods: measured.years.iter().map(ToString::to_string).collect(),
            area: measured.breakdowns[0].levels[0].area.clone(),
        }
    }

    pub fn rows(&self) -> &[ReleasedRow] {
        &self.rows
    }
    /// Leaves out the rows of other measures. All else that it says is of the whole run.
    pub fn retain_rows_of(&mut self, is_wanted: impl Fn(&str) -> bool) {
        self.rows.retain(|row| is_wanted(row.measure));
    }
    /// What counts are rounded to; 1 where they are not.
    pub fn round_to(&self) -> u64 {
        self.round_to
    }
    pub fn is_rounded(&self) -> bool {
        self.round_to > 1
    }
    pub fn attrition(&self) -> &[ReleasedAttrition] {
        &self.attrition
    }
    pub fn findings(&self) -> &[ReleasedFinding] {
        &self.findings
    }
    /// `None`: a small number.
    pub fn in_both_age_groups(&self) -> Option<u64> {
        self.in_both_age_groups
    }
    pub fn flips(&self) -> &[ReleasedFlip] {
        &self.flips
    }
    pub fn marking(&self) -> Marking {
        self.marking
    }
    /// Counts hidden, by reason. How many, never which.
    pub fn hidden_by_reason(&self) -> &[(&'static str, u64)] {
        &self.hidden_by_reason
    }
    /// How many hidden counts have a witness, and how many have none.
    pub fn audit(&self) -> Audit {
        self.audit
    }
    /// Tables with a hidden count that may be worked out.
    pub fn unsafe_tables(&self) -> &[UnsafeTable] {
        &self.unsafe_tables
    }
    /// Whether a row shows a count above nought.
    pub fn shows_anything(&self) -> bool {
        self.rows.iter().any(|row| row.numerator > Some(0))
    }
    pub fn verdict(&self) -> Verdict {
        match self.marking {
            Marking::Protected => Verdict::Pass,
            Marking::ForReview => Verdict::Review,
            Marking::MayTell | Marking::Unsuppressed => Verdict::Fail,
        }
    }
    /// What the area column says of the rows that no area divides.
    pub fn area(&self) -> &str {
        &self.area
    }
    /// The years, oldest first.
    pub fn periods(&self) -> &[String] {
        &self.periods
    }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Small => "small_count",
        Why::LeavesSmall => "leaves_a_small_count",
        Why::Certain => "tells_every_outcome",
        Why::Alias => "same_count_hidden",
        Why::Secondary => "protects_another_count",
        Why::Withheld => "table_withheld",
    }
}

/// What rows say of their year and level, each once: thousands of rows say the same.
struct Names {
    periods: Vec<Name>,
    /// Breakdown -> its name.
    breakdowns: Vec<Name>,
    /// Breakdown -> level -> area, provider and level.
    levels: Vec<Vec<[Name; 3]>>,
}

impl Names {
    fn new(measured: &Measured) -> Names {
        let of_level = |level: &Level| {
            [&level.area, &level.provider, &level.level].map(|name| Name::from(name.as_str()))
        };
        let breakdowns = measured.breakdowns.iter();
        Names {
            periods: measured
                .years
                .iter()
                .map(|y| Name::from(y.to_string().as_str()))
                .collect(),
            breakdowns: breakdowns
                .clone()
                .map(|b| Name::from(b.name.as_str()))
                .collect(),
            levels: breakdowns
                .map(|b| b.levels.iter().map(of_level).collect())
                .collect(),
        }
    }
}

/// The row with its counts as they may be shown: everything else is worked out from these.
fn rounded(row: &Row, rules: Rules) -> Row {
    Row {
        numerator: rules.rounded(row.numerator),
        denominator: rules.rounded(row.denominator),
        ..*row
    }
}

fn released_row(
    measured: &Measured,
    names: &Names,
    row: &Row,
    (numerator_hidden, denominator_hidden): (bool, bool),
    marking: Marking,
) -> ReleasedRow {
    let key = &row.key;
    let measure = &measured.measures[usize::from(key.measure)];
    let [area, provider, level] =
        names.levels[usize::from(key.breakdown)][usize::from(key.level)].clone();
    let hidden = numerator_hidden || denominator_hidden;
    let is_mean = matches!(measure.kind, Kind::Mean { .. });
    let interval = (!hidden && !is_mean)
        .then(|| wilson(row.numerator as f64, row.denominator as f64, Z_95))
        .flatten();
    let mean = (!hidden && is_mean && row.denominator > 0)
        .then(|| row.numerator as f64 / row.denominator as f64);
    let shorthand = Shorthand {
        confidential: hidden,
        not_available: !hidden && row.denominator == 0,
        provisional: measured.provisional.is(measure, usize::from(key.year)),
    };
    ReleasedRow {
        age_group: key.age_group,
        area,
        provider,
        population: measure.population,
        measure: measure.id,
        period: names.periods[usize::from(key.year)].clone(),
        group: key.group,
        sex: key.sex,
        breakdown: names.breakdowns[usize::from(key.breakdown)].clone(),
        level,
        numerator: (!numerator_hidden).then_some(row.numerator),
        denominator: (!denominator_hidden).then_some(row.denominator),
        value: mean.or(interval.map(|i| i.value)),
        lowercl: interval.map(|i| i.lowercl),
        uppercl: interval.map(|i| i.uppercl),
        is_mean,
        shorthand,
        marking,
    }
}

/// How many people there are in all, of each age group, as the rows show it.
fn everybody(measured: &Measured, hidden: &Hidden, rules: Rules) -> Vec<Everybody> {
    let rows = measured.rows.iter().zip(&hidden.rows);
    let of_row = |(row, (is_hidden, _)): (&Row, &(bool, bool))| {
        let key = &row.key;
        let is_of_all = key.group == GroupRow::All && key.sex == SexRow::All;
        let divides = &measured.breakdowns[usize::from(key.breakdown)].divides;
        let population = match measured.measures[usize::from(key.measure)].id {
            "in_treatment" => Population::InTreatment,
            "starting" => Population::Starting,
            _ => return None,
        };
        let is_all = is_of_all && matches!(divides, Divides::Whole | Divides::Rest);
        is_all.then(|| Everybody {
            population,
            year: usize::from(key.year),
            people: (!is_hidden).then(|| rules.rounded(row.numerator)),
        })
    };
    rows.filter_map(of_row).collect()
}

/// The judgements, as they may be shown.
fn released_flips(measured: &Measured, hidden: &Hidden, rules: Rules) -> Vec<ReleasedFlip> {
    let headlines = hidden_headlines(measured, hidden);
    let of_flip = |flip: &Flip| {
        let group_is_hidden = |id: &str| {
            let mut groups = [flip.from, flip.to].into_iter();
            groups.any(|group| headlines.contains(&(id, group as usize)))
        };
        released_flip(flip, hidden.cells, group_is_hidden, rules)
    };
    measured.sensitivity.iter().map(of_flip).collect()
}

/// A share of a group is told only where the group's own headline is.
fn released_flip(
    flip: &Flip,
    hidden: HiddenCells,
    group_is_hidden: impl Fn(&str) -> bool,
    rules: Rules,
) -> ReleasedFlip {
    let at = flip.cell.index();
    // Rounded to nought, a few would be nobody.
    let is_told = !hidden.in_treatment[at] && !rules.is_secret(flip.moved);
    let shares = |id: &str, is_told: bool, effect: &Effect| match is_told && !group_is_hidden(id) {
        true => shares(effect, rules),
        false => Shares::Hidden,
    };
    // Who starts and leaves is among those who start.
    let is_told_of_starters = is_told && !hidden.starting[at];
    ReleasedFlip {
        setting: flip.cell.setting().unwrap_or_default(),
        cell: flip.cell.label(),
        from: flip.from.name(),
        to: flip.to.name(),
        moved: is_told.then(|| rules.rounded(flip.moved)),
        in_treatment: shares("in_treatment", is_told, &flip.in_treatment),
        completed: shares(
            "completed_of_starters_leaving",
            is_told_of_starters && !group_is_hidden("in_treatment"),
            &flip.completed,
        ),
    }
}

/// The measures and rows of family groups that are hidden, of all adults of the latest year.
fn hidden_headlines(measured: &Measured, hidden: &Hidden) -> Vec<(&'static str, usize)> {
    let rows = measured.rows.iter().zip(&hidden.rows);
    let is_hidden = |(row, (numerator, denominator)): &(&Row, &(bool, bool))| {
        let key = &row.key;
        let (breakdown, year) = (key.breakdown.into(), key.year.into());
        (*numerator || *denominator)
            && is_about(measured.years.len(), breakdown, year, key.age_group as u32)
            && key.sex == SexRow::All
    };
    let hidden = rows.filter(is_hidden);
    hidden
        .map(|(row, _)| {
            let measure = &measured.measures[usize::from(row.key.measure)];
            (measure.id, row.key.group as usize)
        })
        .collect()
}

/// Shares are given to whole per cent, and only if no count behind any of them, no complement and no change from before
/// to after is small.
fn shares(effect: &Effect, rules: Rules) -> Shares {
    let Effect {
        left_before,
        left_after,
        joined_before,
        joined_after,
    } = *effect;
    let all = [left_before, left_after, joined_before, joined_after];
    // Rows say so of a group before; that nobody is left of it would tell of all of them.
    if left_before.1 == 0 || joined_before.1 == 0 || rules.unsuppressed && left_after.1 == 0 {
        return Shares::NotAvailable;
    }
    let small = |n: u64| rules.hides(n);
    let few = |n: u64| !rules.unsuppressed && rules.hides_small && n < CERTAIN_BELOW;
    let others = |(x, n): (u64, u64)| n - x;
    let moves = |before: (u64, u64), after: (u64, u64)| {
        small(before.0.abs_diff(after.0))
            || small(before.1.abs_diff(after.1))
            || small(others(before).abs_diff(others(after)))
    };
    let unsafe_pair = |pair: (u64, u64)| few(pair.1) || small(pair.0) || small(others(pair));
    if all.into_iter().any(unsafe_pair)
        || moves(left_before, left_after)
        || moves(joined_before, joined_after)
    {
        return Shares::Hidden;
    }
    let rounded = |(x, n): (u64, u64)| (rules.rounded(x), rules.rounded(n));
    let after = |before: (u64, u64), after: (u64, u64)| {
        let x = after_moving(before.0, after.0, rules)?;
        Some((x, after_moving(before.1, after.1, rules)?))
    };
    let afterwards = after(left_before, left_after).zip(after(joined_before, joined_after));
    let Some((left_after, joined_after)) = afterwards else {
        return Shares::Hidden;
    };
    let (left, joined) = (rounded(left_before), rounded(joined_before));
    let shown = [left, left_after, joined, joined_after];
    match shown.iter().all(|(x, n)| *n > 0 && x <= n) {
        true => Shares::Shown(shown.map(|(x, n)| ((200 * x + n) / (2 * n)) as f64 / 100.0)),
        false => Shares::Hidden,
    }
}

/// A count after some have moved, as a reader has it of the count before and of how many move: both may be rounded, and their
/// sum rounded by itself would tell more. `None` if that leaves less than none.
fn after_moving(before: u64, after: u64, rules: Rules) -> Option<u64> {
    let moved = rules.rounded(before.abs_diff(after));
    match after < before {
        true => rules.rounded(before).checked_sub(moved),
        false => Some(rules.rounded(before) + moved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohorts::Cell;
    use crate::cohorts::FamilyGroup::{OthersChildren, ParentApart};
    use crate::cohorts::family::{Household, Status};

    /// A share of a group to whole per cent would tell how many are in it, where that number is hidden; and of those who
    /// start and leave it tells how many stand in the cell.
    #[test]
    fn a_judgement_tells_nothing_of_a_group_that_is_hidden() {
        let effect = Effect {
            left_before: (40, 200),
            left_after: (20, 200),
            joined_before: (60, 200),
            joined_after: (80, 200),
        };
        let cell = Cell {
            status: Status::Apart,
            household: Household::Some,
        };
        let flip = Flip {
            cell,
            from: OthersChildren,
            to: ParentApart,
            moved: 20,
            in_treatment: effect,
            completed: effect,
        };
        let shown = |in_treatment: bool, starting: bool, headline: &str| {
            let mut hidden = HiddenCells::default();
            hidden.in_treatment[cell.index()] = in_treatment;
            hidden.starting[cell.index()] = starting;
            let flip = released_flip(&flip, hidden, |id| id == headline, Rules::DEFAULT);
            (
                flip.moved,
                matches!(flip.in_treatment, Shares::Shown(_)),
                matches!(flip.completed, Shares::Shown(_)),
            )
        };
        assert_eq!(shown(false, false, ""), (Some(20), true, true));
        assert_eq!(shown(true, false, ""), (None, false, false));
        assert_eq!(shown(false, true, ""), (Some(20), true, false));
        assert_eq!(
            shown(false, false, "in_treatment"),
            (Some(20), false, false)
        );
        assert_eq!(
            shown(false, false, "completed_of_starters_leaving"),
            (Some(20), true, false)
        );
    }

    #[test]
    fn shares_tell_nothing_of_few() {
        let effect = |left_before, left_after, joined_before, joined_after| Effect {
            left_before,
            left_after,
            joined_before,
            joined_after,
        };
        for (effect, is_shown) in [
            (effect((40, 200), (20, 160), (60, 200), (80, 240)), true),
            // Two who moved completed; two did not; two moved.
            (effect((40, 200), (38, 160), (60, 200), (62, 240)), false),
            (effect((40, 200), (2, 160), (60, 200), (98, 240)), false),
            (effect((40, 200), (20, 178), (60, 200), (80, 222)), false),
            (effect((40, 200), (38, 198), (60, 200), (62, 202)), false),
            (effect((4, 9), (4, 9), (60, 200), (60, 200)), false),
        ] {
            let shares = shares(&effect, Rules::DEFAULT);
            assert_eq!(matches!(shares, Shares::Shown(_)), is_shown, "{effect:?}");
        }
        let rounding = Rules {
            round_to: 5,
            ..Rules::DEFAULT
        };
        // 62 and the 13 who move are shown as 60 and 15; 49 by itself would be 50.
        let of_rounded = effect((62, 100), (49, 100), (20, 100), (33, 100));
        assert_eq!(
            shares(&of_rounded, rounding),
            Shares::Shown([0.6, 0.45, 0.2, 0.35])
        );
        let of_nobody = effect((0, 0), (0, 0), (60, 200), (60, 200));
        assert_eq!(shares(&of_nobody, Rules::DEFAULT), Shares::NotAvailable);
    }
}

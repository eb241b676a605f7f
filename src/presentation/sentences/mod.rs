//! Key findings as sentences, computed from released results. A sentence follows the data; where a number is hidden it
//! says `[c]`, where there is none, `[x]`.

mod families;
mod standing;
pub mod trends;

use super::cells::share_of;
use super::lookup::{From, Lookup, adults};
use super::numbers::{thousands, whole_per_cent};
use crate::disclosure::ReleasedRow;
use crate::measures::GroupRow;
use crate::settings::Unit;

const HIDDEN: &str = "numbers that could identify somebody are hidden";

/// The latest year's rows of adults.
struct Latest<'a> {
    look: &'a Lookup<'a>,
    year: &'a str,
}

impl<'a> Latest<'a> {
    fn row(&self, measure: &str, group: GroupRow, sex: &str) -> Option<&'a ReleasedRow> {
        let population = match measure {
            "starting" | "retained_12_weeks" | "pregnant" => "starting",
            "pregnant_no_childrens_services_recorded" => "starting",
            "completed_of_starters_leaving" => "starting_and_leaving",
            _ => "in_treatment",
        };
        self.row_of(adults(population, measure), group, sex)
    }

    fn row_of(&self, from: From<'_>, group: GroupRow, sex: &str) -> Option<&'a ReleasedRow> {
        self.look.get(from, self.year, group, sex)
    }

    fn is_empty(&self, measure: &str) -> bool {
        let everybody = self.row(measure, GroupRow::All, "all");
        everybody.and_then(ReleasedRow::denominator) == Some(0)
    }

    fn is_shown(&self, measure: &str, group: GroupRow) -> bool {
        self.row(measure, group, "all")
            .is_some_and(|r| r.value().is_some())
    }

    fn is_hidden(&self, measure: &str, group: GroupRow) -> bool {
        self.row(measure, group, "all")
            .is_some_and(ReleasedRow::is_confidential)
    }

    fn denominator(&self, measure: &str) -> String {
        match self
            .row(measure, GroupRow::All, "all")
            .map(|r| (r.denominator(), r.shorthand()))
        {
            Some((Some(n), _)) => thousands(n),
            Some((None, shorthand)) => shorthand.into(),
            None => "[x]".into(),
        }
    }

    /// `1,234 (21%)`.
    fn number(&self, measure: &str, group: GroupRow) -> String {
        share_of(self.row(measure, group, "all"), |x, n| {
            format!("{} ({})", thousands(x), whole_per_cent(x, n))
        })
    }

    /// `21%`.
    fn per_cent(&self, measure: &str, group: GroupRow, sex: &str) -> String {
        share_of(self.row(measure, group, sex), whole_per_cent)
    }

    /// `54% (95% interval 50.1 to 57.9)`.
    fn with_interval(&self, measure: &str, group: GroupRow) -> String {
        let row = self.row(measure, group, "all");
        let share = share_of(row, whole_per_cent);
        match row.and_then(|r| r.lowercl().zip(r.uppercl())) {
            Some((lower, upper)) => format!(
                "{share} (95% interval {:.1} to {:.1})",
                100.0 * lower,
                100.0 * upper
            ),
            None => share,
        }
    }
}

/// The key findings of the latest year, in the order of the national report. A finding whose main number is hidden
/// says so in one sentence; a part that is hidden within a finding stands as `[c]`.
pub fn key_findings(look: &Lookup<'_>) -> Vec<String> {
    let latest = Latest {
        look,
        year: look.run.latest(),
    };
    let adults = match look.run.settings.unit {
        Unit::Person => "adults",
        Unit::Journey => "journeys of adults",
    };
    let mut findings = Vec::new();
    findings.extend(in_treatment(&latest, adults));
    findings.push(starting(&latest, adults));
    findings.push(by_four_groups(
        &latest,
        "completed_of_starters_leaving",
        &format!(
            "completed successfully, of {adults} who started and left in {}",
            latest.year
        ),
        "This covers only short stays: people who started and left in the same year.",
    ));
    findings.push(by_four_groups(
        &latest,
        "retained_12_weeks",
        &format!(
            "stayed at least 12 weeks, of {adults} who started in {}",
            latest.year
        ),
        "Where intervals overlap, a difference may be chance.",
    ));
    findings.extend(problems(&latest, adults));
    findings.extend(families::findings(&latest, adults));
    findings.extend(trends::key_trends(look));
    findings.extend(standing::findings(&latest));
    findings
}

fn in_treatment(latest: &Latest<'_>, adults: &str) -> Vec<String> {
    use GroupRow::{
        LivesWithChild, OthersChildren, OwnChildren, ParentApart, ParentOrLivesWithChild,
    };
    let (year, of) = (latest.year, |group| latest.number("in_treatment", group));
    if latest.is_empty("in_treatment") {
        return vec![format!("No {adults} were in treatment in {year}.")];
    }
    let everybody = latest.denominator("in_treatment");
    if latest.is_hidden("in_treatment", ParentOrLivesWithChild) {
        return vec![format!(
            "How many of the {everybody} {adults} in treatment in {year} were parents or lived with children is not shown: {HIDDEN}. Parents living with their own children: {}; parents not living with their children: {}; living with children not their own: {}.",
            of(OwnChildren),
            of(ParentApart),
            of(OthersChildren)
        )];
    }
    vec![
        format!(
            "Of {everybody} {adults} in treatment in {year}, {} were parents or lived with children.",
            of(ParentOrLivesWithChild)
        ),
        format!(
            "In {year}, {} of the {adults} in treatment lived with a child or young person under 18: {} were parents living with their own children, {} lived with children not their own. A further {} were parents not living with their children.",
            of(LivesWithChild),
            of(OwnChildren),
            of(OthersChildren),
            of(ParentApart)
        ),
    ]
}

fn starting(latest: &Latest<'_>, adults: &str) -> String {
    use GroupRow::{OthersChildren, OwnChildren, ParentApart};
    let (year, measure) = (latest.year, "starting");
    if latest.is_empty(measure) {
        return format!("No {adults} started treatment in {year}.");
    }
    let groups = [OwnChildren, ParentApart, OthersChildren];
    if groups.iter().all(|group| !latest.is_shown(measure, *group)) {
        return format!(
            "{} {adults} started treatment in {year}; how many were in each family group is not shown: {HIDDEN}.",
            latest.denominator(measure)
        );
    }
    let by_sex = |group| {
        let (number, women, men) = (
            latest.number(measure, group),
            latest.per_cent(measure, group, "F"),
            latest.per_cent(measure, group, "M"),
        );
        let no_sex_shown = [&women, &men].iter().all(|share| share.starts_with('['));
        match number.strip_suffix(')') {
            _ if no_sex_shown => number,
            Some(open) => format!("{open}; {women} of women, {men} of men)"),
            None => format!("{number} ({women} of women, {men} of men)"),
        }
    };
    format!(
        "Of {} {adults} starting treatment in {year}, {} were parents living with their own children, {} parents not living with their children, and {} lived with children not their own.",
        latest.denominator(measure),
        by_sex(OwnChildren),
        by_sex(ParentApart),
        latest.number(measure, OthersChildren)
    )
}

/// A share of each of the four groups with complete data, with intervals.
fn by_four_groups(latest: &Latest<'_>, measure: &str, what: &str, caution: &str) -> String {
    use GroupRow::{NoChildren, OthersChildren, OwnChildren, ParentApart};
    if latest.is_empty(measure) {
        return format!("Nobody can be counted who {what}.");
    }
    let groups = [OwnChildren, ParentApart, OthersChildren, NoChildren];
    let shown = groups
        .iter()
        .filter(|group| latest.is_shown(measure, **group));
    if shown.count() < 2 {
        return format!("How many {what}, is not shown by family group: {HIDDEN}.");
    }
    let of = |group| latest.with_interval(measure, group);
    format!(
        "Share that {what}: parents living with their own children {}; parents not living with their children {}; people living with children not their own {}; not a parent and living with no children {}. {caution}",
        of(OwnChildren),
        of(ParentApart),
        of(OthersChildren),
        of(NoChildren)
    )
}

/// Nothing if nothing can be shown.
fn problems(latest: &Latest<'_>, adults: &str) -> Option<String> {
    use GroupRow::{OwnChildren, ParentApart};
    let asked = ["heroin_or_crack", "injecting_now", "housing_problem"];
    let shown = |measure: &&str| {
        [OwnChildren, ParentApart]
            .iter()
            .any(|g| latest.is_shown(measure, *g))
    };
    asked.iter().find(|m| shown(m))?;
    let pair = |measure| {
        format!(
            "{} and {}",
            latest.per_cent(measure, OwnChildren, "all"),
            latest.per_cent(measure, ParentApart, "all")
        )
    };
    Some(format!(
        "Of {adults} in treatment in {}, parents living with their own children and parents not living with them: heroin or crack cocaine {}; currently injecting {}; a housing problem {}.",
        latest.year,
        pair(asked[0]),
        pair(asked[1]),
        pair(asked[2])
    ))
}

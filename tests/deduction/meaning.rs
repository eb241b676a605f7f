//! What the counts of a row count: one name for one number of people, wherever it is printed.

use crate::groups::COMPLETE;
use crate::rows::{Row, is_share};
use crate::sums::CHILDREN_AT_HOME;

/// What the attacker takes into account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Knowledge {
    /// The lines of each table, what one measure says about another, and that one count may be printed in many rows.
    Tables,
    /// Also what tables have in common through the meaning of a field: whoever is not recorded is missing, a substance
    /// group is a recorded drug, heroin is an opiate. Promised for a later stage.
    LinkedTables,
}

/// What is counted, in which family group, at which level of a breakdown or in which area or provider.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Count {
    pub what: String,
    pub group: String,
    pub level: String,
}

impl Count {
    pub fn new(what: &str, group: &str, level: &str) -> Count {
        Count {
            what: what.into(),
            group: group.into(),
            level: level.into(),
        }
    }
}

pub const REST_OF_EXTRACT: &str = "rest_of_extract";
/// What a provider is compared with in a run about one area.
pub const REST_OF_AREA: &str = "rest_of_area";

/// The level of a row's breakdown. Areas and providers divide people as a breakdown does; `whole_area` is the area of
/// all the run's people, who may be those of one.
pub fn level_of(row: &Row, whole_area: &str) -> String {
    if row.provider != "all" {
        format!("provider {}", row.provider)
    } else if row.area != whole_area && row.area != REST_OF_EXTRACT {
        format!("area {}", row.area)
    } else {
        row.level.clone()
    }
}

/// What is counted by a row's numerator and denominator, under one name wherever it is printed.
pub fn counts_of(row: &Row, level: &str, knowledge: Knowledge) -> (Count, Count) {
    let count = |what: &str, group: &str| Count::new(what, group, level);
    if is_share(&row.measure) {
        return share(row, &count);
    }
    // Whose group is complete is the denominator of the shares of those.
    if row.measure == "completeness_family_group" {
        return (count("people", COMPLETE), count("people", &row.group));
    }
    let numerator = numerator(&row.measure, knowledge);
    let denominator = denominator(&row.measure, level, knowledge);
    (count(numerator, &row.group), count(denominator, &row.group))
}

fn share(row: &Row, count: &dyn Fn(&str, &str) -> Count) -> (Count, Count) {
    let of_sex = |group: &str| {
        let what = match row.sex.as_str() {
            "all" => "people".to_string(),
            sex => format!("people {sex}"),
        };
        count(&what, group)
    };
    let whole = if row.measure.ends_with("_of_complete") {
        COMPLETE
    } else {
        "all"
    };
    let part = if row.group == "all" {
        whole
    } else {
        &row.group
    };
    (of_sex(part), of_sex(whole))
}

fn numerator(measure: &str, knowledge: Knowledge) -> &str {
    match (measure, knowledge) {
        ("female", _) => "people F",
        // Whether a field is recorded is also the denominator of the question about it.
        ("completeness_sex", Knowledge::LinkedTables) => "sex recorded",
        ("completeness_drugs", Knowledge::LinkedTables) => "drug recorded",
        ("completeness_injecting", Knowledge::LinkedTables) => "injecting recorded",
        ("completeness_housing", Knowledge::LinkedTables) => "housing recorded",
        ("completeness_referral", Knowledge::LinkedTables) => "referral recorded",
        ("completeness_previously_treated", Knowledge::LinkedTables) => {
            "earlier treatment recorded"
        }
        (measure, _) => measure,
    }
}

fn denominator(measure: &str, level: &str, knowledge: Knowledge) -> &'static str {
    match measure {
        "female" => "sex recorded",
        // A level of the breakdown is a recorded drug, so whoever has a level other than `not_recorded` is counted.
        "heroin" | "crack" | "heroin_or_crack" => match (knowledge, level) {
            (Knowledge::LinkedTables, "not_recorded") => "nobody",
            (Knowledge::LinkedTables, level) if is_substance(level) => "people",
            _ => "drug recorded",
        },
        "injecting_now" => "injecting recorded",
        "housing_problem" | "no_fixed_abode" => "housing recorded",
        "children_living_with" => CHILDREN_AT_HOME,
        "previously_treated" => "earlier treatment recorded",
        "waited_over_21_days" => "wait recorded",
        "pregnant" | "completeness_pregnant" => "people F",
        "pregnant_no_childrens_services_recorded" => "pregnant",
        "family_group_changed_on_review" => "family_status_reviewed",
        measure if measure.starts_with("referral_") => "referral recorded",
        measure if measure.starts_with("children_") => "children numbered",
        // Everybody with an age group has an age; everybody who started in these years has been followed for 12 weeks;
        // every ending counts as one; whoever is not recorded is counted as that.
        _ => "people",
    }
}

/// Whether a level is one of the substance groups, the drugs of which are known.
pub fn is_substance(level: &str) -> bool {
    level != "not_recorded" && crate::groups::LEVELS.contains(&level)
}

/// Counts that are nought by the meaning of the words: to know them is to know nothing about anybody.
pub fn is_nought_by_definition(count: &Count, knowledge: Knowledge) -> bool {
    if knowledge == Knowledge::Tables {
        return false;
    }
    match count.what.as_str() {
        "nobody" => true,
        "heroin" | "heroin only" | "heroin and crack" => [
            "non_opiate_and_alcohol",
            "non_opiate_only",
            "alcohol_only",
            "not_recorded",
        ]
        .contains(&count.level.as_str()),
        "crack" | "heroin_or_crack" | "crack only" => {
            ["alcohol_only", "not_recorded"].contains(&count.level.as_str())
        }
        _ => false,
    }
}

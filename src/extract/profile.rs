//! Profiles: how an extract's columns become the program's fields. A profile is data; adding one touches no code.
//!
//! The built-in profiles are the files under `profiles/`; a user's own is a TOML file of the same form (documented in
//! `docs/profiles.md`).

use super::codes::Lists;
use crate::error::{Error, Result, plain_io};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

macro_rules! fields {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// Everything the program can read from a record.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Field { $($variant),* }
        impl Field {
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];
            /// The name profiles use.
            pub fn name(self) -> &'static str {
                match self { $(Field::$variant => $name),* }
            }
        }
    };
}

fields! {
    ClientId = "client_id", EpisodeId = "episode_id", Agency = "agency", Finitial = "finitial", Sinitial = "sinitial",
    DateOfBirth = "date_of_birth", Age = "age", AgeBand = "age_band", Sex = "sex", Consent = "consent", Dat = "dat",
    TriageDate = "triage_date", DischargeDate = "discharge_date", LengthOfStay = "length_of_stay",
    DischargeReason = "discharge_reason", ParentalStatus = "parental_status", ChildrenLivingWith = "children_living_with",
    HasChildren = "has_children", LivedWithChildren = "lived_with_children",
    Modality = "modality", ModalityStart = "modality_start", OutcomeDate = "outcome_date", ReviewDate = "review_date",
    ReviewParentalStatus = "review_parental_status", ReviewChildren = "review_children_living_with",
    ReferralSource = "referral_source", Accommodation = "accommodation", Injecting = "injecting",
    Drug1 = "drug_1", Drug2 = "drug_2", Drug3 = "drug_3",
    ReferralDate = "referral_date", Pregnant = "pregnant", PreviouslyTreated = "previously_treated",
    ChildrensServices = "childrens_services", ChildrensServices2 = "childrens_services_2",
    ChildrensServices3 = "childrens_services_3", ReviewChildrensServices = "review_childrens_services",
    ParentingSupport = "parenting_support", FamilySupport = "family_support", FamilyIntervention = "family_intervention",
    Utla = "utla", La = "la",
}

impl Field {
    /// The code list that says what its codes mean, if it has one.
    pub fn code_list(self) -> Option<&'static str> {
        Some(match self {
            Field::ParentalStatus | Field::ReviewParentalStatus => "parental_status",
            Field::DischargeReason => "discharge_reason",
            Field::ReferralSource => "referral_source",
            Field::Accommodation => "accommodation",
            Field::Injecting => "injecting",
            Field::Drug1 | Field::Drug2 | Field::Drug3 => "drug",
            Field::Modality => "modality",
            Field::Pregnant => "pregnant",
            Field::PreviouslyTreated => "previously_treated",
            Field::ChildrensServices
            | Field::ChildrensServices2
            | Field::ChildrensServices3
            | Field::ReviewChildrensServices => "childrens_services",
            Field::ParentingSupport | Field::FamilySupport | Field::FamilyIntervention => {
                "family_help"
            }
            Field::Sex => "sex",
            Field::Consent => "consent",
            _ => return None,
        })
    }

    pub fn named(name: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|f| f.name() == name)
    }
}

/// What makes two episodes one person's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonKey {
    /// Initials, birth date and sex (and DAT where the setting says so).
    Attributor,
    /// The client id alone.
    ClientId,
}

/// How dates are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub enum DateFormat {
    /// One of the first three below, decided column by column from the whole column.
    #[serde(rename = "auto")]
    Auto,
    #[serde(rename = "YYYY-MM-DD")]
    Iso,
    #[serde(rename = "YYYYMMDD")]
    Compact,
    #[serde(rename = "DD/MM/YYYY")]
    DayFirst,
    #[serde(rename = "MM/DD/YYYY")]
    MonthFirst,
}

/// Where a field's value comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a field is a column's name, { column = \"...\", values = { ... } } or { constant = \"...\" }"
)]
pub enum Source {
    Column(String),
    Mapped(MappedColumn),
    Constant(Constant),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedColumn {
    pub column: String,
    /// Value in the extract -> the program's code; values not named are kept as they are.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constant {
    /// The value of every record.
    pub constant: String,
}

impl Source {
    pub fn column(&self) -> Option<&str> {
        match self {
            Source::Column(name) => Some(name),
            Source::Mapped(mapped) => Some(&mapped.column),
            Source::Constant(_) => None,
        }
    }
}

/// Keeps only the records whose column holds one of the values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub column: String,
    pub keep: Vec<String>,
}

/// An extra column to break results down by; several columns are joined.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breakdown {
    pub name: String,
    pub columns: Vec<String>,
    #[serde(default = "underscore")]
    pub separator: String,
    /// Column -> value in the extract -> label; values not named are their own labels.
    #[serde(default)]
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

fn underscore() -> String {
    "_".into()
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default = "client_id")]
    person_key: PersonKey,
    #[serde(default = "auto")]
    dates: DateFormat,
    #[serde(default)]
    missing: Vec<String>,
    required: Option<Vec<String>>,
    columns: BTreeMap<String, Source>,
    #[serde(default, rename = "filter")]
    filters: Vec<Filter>,
    #[serde(default, rename = "breakdown")]
    breakdowns: Vec<Breakdown>,
    #[serde(default)]
    codes: Lists,
}

fn client_id() -> PersonKey {
    PersonKey::ClientId
}

fn auto() -> DateFormat {
    DateFormat::Auto
}

/// A validated profile.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    pub description: String,
    pub person_key: PersonKey,
    pub dates: DateFormat,
    /// Values that mean "not recorded", besides the empty one.
    pub missing: Vec<String>,
    /// Fields whose column an extract must have.
    pub required: Vec<Field>,
    pub columns: BTreeMap<Field, Source>,
    pub filters: Vec<Filter>,
    pub breakdowns: Vec<Breakdown>,
    pub codes: Lists,
}

impl Profile {
    /// The profiles that ship with the program, by name, in the order they are named to users.
    pub const BUILT_IN: [(&str, &str); 2] = [
        ("cds", include_str!("profiles/cds.toml")),
        ("plain", include_str!("profiles/plain.toml")),
    ];

    /// The profiles that ship with the program, read.
    pub fn built_in() -> Vec<Profile> {
        Profile::BUILT_IN
            .into_iter()
            .map(|(_, text)| {
                Profile::parse(text, "built-in").expect("the built-in profiles are valid")
            })
            .collect()
    }

    /// A built-in profile by its name, or a file by its path.
    pub fn load(name_or_path: &str) -> Result<Profile> {
        if let Some(profile) = Profile::built_in()
            .into_iter()
            .find(|p| p.name == name_or_path)
        {
            return Ok(profile);
        }
        let text = std::fs::read_to_string(Path::new(name_or_path)).map_err(|e| Error::Profile {
            profile: name_or_path.into(),
            message: format!("neither a built-in profile nor a file that can be read: {}", plain_io(&e)),
            hint: "the built-in profiles are `cds` and `plain`; any other is the path of a TOML file".into(),
        })?;
        Profile::parse(&text, name_or_path)
    }

    /// Parses and validates a profile; `origin` is what messages call it.
    pub fn parse(text: &str, origin: &str) -> Result<Profile> {
        let wrong = |message: String, hint: &str| Error::Profile {
            profile: origin.into(),
            message,
            hint: hint.into(),
        };
        let form = "docs/profiles.md shows a whole profile";
        let file: File =
            toml::from_str(text).map_err(|e| wrong(e.to_string().trim_end().into(), form))?;
        let field = |name: &str| {
            Field::named(name).ok_or_else(|| {
                let near = super::columns::nearest(name, Field::ALL.iter().map(|f| f.name()));
                wrong(
                    format!("there is no field `{name}`"),
                    &near.map_or(form.into(), |n| format!("did you mean `{n}`?")),
                )
            })
        };
        let mut columns = BTreeMap::new();
        for (name, source) in &file.columns {
            columns.insert(field(name)?, source.clone());
        }
        let required = match &file.required {
            Some(names) => names.iter().map(|n| field(n)).collect::<Result<_>>()?,
            None => columns.keys().copied().collect(),
        };
        let profile = Profile {
            name: file.name,
            description: file.description,
            person_key: file.person_key,
            dates: file.dates,
            missing: file.missing,
            required,
            columns,
            filters: file.filters,
            breakdowns: file.breakdowns,
            codes: file.codes,
        };
        profile.check().map_err(|message| wrong(message, form))?;
        Ok(profile)
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }

    /// Every column that is read: of fields, filters and breakdowns.
    pub fn column_names(&self) -> impl Iterator<Item = &str> {
        let fields = self.columns.values().filter_map(Source::column);
        let filters = self.filters.iter().map(|f| f.column.as_str());
        let breakdowns = self.breakdowns.iter().flat_map(|b| &b.columns);
        fields.chain(filters).chain(breakdowns.map(String::as_str))
    }

    fn check(&self) -> std::result::Result<(), String> {
        let either = |a: Field, b: Field| {
            if self.has(a) && self.has(b) {
                return Err(format!(
                    "`{}` and `{}` exclude each other",
                    a.name(),
                    b.name()
                ));
            }
            Ok(())
        };
        either(Field::DischargeDate, Field::LengthOfStay)?;
        either(Field::Age, Field::AgeBand)?;
        either(Field::DateOfBirth, Field::Age)?;
        either(Field::DateOfBirth, Field::AgeBand)?;
        either(Field::ParentalStatus, Field::HasChildren)?;
        either(Field::ChildrenLivingWith, Field::LivedWithChildren)?;
        if self.has(Field::HasChildren) != self.has(Field::LivedWithChildren) {
            return Err("`has_children` and `lived_with_children` are only read together".into());
        }
        // A header may have columns without a name, and no profile can tell them apart.
        if self.column_names().any(|name| name.trim().is_empty()) {
            return Err("a column's name is blank".into());
        }
        let key: &[Field] = match self.person_key {
            PersonKey::Attributor => &[
                Field::Finitial,
                Field::Sinitial,
                Field::DateOfBirth,
                Field::Sex,
            ],
            PersonKey::ClientId => &[Field::ClientId],
        };
        for needed in key.iter().chain(&[Field::ClientId]) {
            if !self.has(*needed) {
                return Err(format!("`{}` has no column", needed.name()));
            }
        }
        if !self.has(Field::TriageDate) && !self.has(Field::ModalityStart) {
            return Err(
                "neither `triage_date` nor `modality_start` has a column: an episode needs a start"
                    .into(),
            );
        }
        if ![Field::DateOfBirth, Field::Age, Field::AgeBand]
            .iter()
            .any(|f| self.has(*f))
        {
            return Err(
                "none of `date_of_birth`, `age` and `age_band` has a column: adults cannot be told from under-18s"
                    .into(),
            );
        }
        if let Some(field) = self.required.iter().find(|f| !self.has(**f)) {
            return Err(format!(
                "`required` names `{}`, which has no column",
                field.name()
            ));
        }
        if self.has(Field::LengthOfStay) && !self.has(Field::TriageDate) {
            return Err("`length_of_stay` counts from `triage_date`, which has no column".into());
        }
        for breakdown in &self.breakdowns {
            if breakdown.columns.is_empty() {
                return Err(format!("breakdown `{}` names no column", breakdown.name));
            }
            if let Some(column) = breakdown
                .labels
                .keys()
                .find(|c| !breakdown.columns.contains(c))
            {
                return Err(format!(
                    "breakdown `{}` has labels for `{column}`, which is none of its columns",
                    breakdown.name
                ));
            }
            if ["all", "area", "provider", "substance_group"].contains(&breakdown.name.as_str())
                || self
                    .breakdowns
                    .iter()
                    .filter(|b| b.name == breakdown.name)
                    .count()
                    > 1
            {
                return Err(format!(
                    "the breakdown name `{}` is already taken",
                    breakdown.name
                ));
            }
        }
        // The built-in lists are well formed; to make their tables takes a while.
        match self.codes.is_empty() {
            true => Ok(()),
            false => super::codes::Codes::with(&self.codes).map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "name = \"x\"\n[columns]\nclient_id = \"id\"\nage = \"years\"\ntriage_date = { constant = \"2011-05-01\" }\n";

    #[test]
    fn the_built_in_profiles_are_valid() {
        let names: Vec<_> = Profile::built_in().into_iter().map(|p| p.name).collect();
        assert_eq!(names, ["cds", "plain"]);
    }

    #[test]
    fn a_small_profile_is_enough() {
        let profile = Profile::parse(SMALL, "x.toml").unwrap();
        assert_eq!(profile.person_key, PersonKey::ClientId);
        assert_eq!(profile.required.len(), 3);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (change, says) in [
            ("sexx = \"S\"", "did you mean `sex`"),
            (
                "length_of_stay = \"L\"\ndischarge_date = \"D\"",
                "exclude each other",
            ),
            ("has_children = \"H\"", "only read together"),
            ("sex = \" \"", "name is blank"),
            ("[[filter]]\ncolumn = \"\"\nkeep = [\"1\"]", "name is blank"),
            (
                "sex = { column = \"S\", value = {} }",
                "a field is a column's name",
            ),
            ("date_of_birth = \"B\"", "exclude each other"),
            (
                "[[breakdown]]\nname = \"b\"\ncolumns = [\"a\"]\nlabels = { A = {} }",
                "none of its columns",
            ),
            (
                "[[breakdown]]\nname = \"all\"\ncolumns = [\"a\"]",
                "already taken",
            ),
            ("[[filter]]\ncolumn = \"t\"", "keep"),
            ("[codes]\nhue = []", "no code list"),
        ] {
            let error = Profile::parse(&format!("{SMALL}{change}"), "x.toml").unwrap_err();
            let text = format!("{error} {}", error.hint());
            assert!(
                text.contains(says) && error.exit_code() == 10,
                "{change}: {text}"
            );
        }
    }
}

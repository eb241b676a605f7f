//! Every choice a run makes: built-in defaults, then a preset, then a settings file, then flags.
//!
//! Names stand at the top level of a TOML file. [`Settings`] is the validated result; it is printed, and recorded in the
//! manifest, in full. Whether a rule is published or our judgement is said in `docs/definitions.md`.

use crate::cohorts::FamilyGroup;
use crate::day::{Day, FinancialYear};
use crate::error::{Error, Result, plain_io};
use crate::published::BUILT_IN;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What one count is a count of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The latest journey of each person that qualifies for the population.
    Person,
    /// Every journey that qualifies.
    Journey,
}

/// Which people are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Population {
    /// Everybody in the extract.
    All,
    /// Adults whose main drug is not alcohol; under-18s keep all substances.
    Drugs,
}

/// The date that begins an episode.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeStart {
    /// The first structured modality, else triage.
    Modality,
    /// Triage.
    Triage,
}

/// The episode of a journey that parental status and children come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParentalStatusFrom {
    FirstComplete,
    Start,
    Latest,
}

/// The episodes of a journey that its drugs come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrugsFrom {
    Journey,
    Start,
}

/// The episode of a journey that its provider comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderFrom {
    First,
    Last,
    Any,
}

/// What results are divided by, beside what every run divides by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// UTLA, else LA, else DAT, of a journey's first episode.
    Area,
    /// The agency, of the episode that `provider_from` says.
    Provider,
}

/// The day on which age is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeAt {
    Start,
    MidYear,
}

/// Who can be followed for twelve weeks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUp {
    /// Everybody who started at least 84 days before the extract date.
    Complete,
    /// Everybody but those who started later and are still in treatment.
    Known,
}

/// What a settings file may say; every name is optional.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    pub area_name: Option<String>,
    pub area: Option<String>,
    pub by: Option<Vec<By>>,
    pub compare: Option<PathBuf>,
    pub prevalence: Option<PathBuf>,
    pub as_of: Option<Day>,
    pub extract_from: Option<Day>,
    #[serde(default, deserialize_with = "years_from_toml")]
    pub years: Option<Vec<FinancialYear>>,
    pub unit: Option<Unit>,
    pub population: Option<Population>,
    pub gap_days: Option<i32>,
    pub overlap_needs_modality: Option<bool>,
    pub episode_start: Option<EpisodeStart>,
    pub parental_status_from: Option<ParentalStatusFrom>,
    pub drugs_from: Option<DrugsFrom>,
    pub provider_from: Option<ProviderFrom>,
    pub person_key_with_dat: Option<bool>,
    pub age_at: Option<AgeAt>,
    pub follow_up: Option<FollowUp>,
    pub own_zero: Option<FamilyGroup>,
    pub own_unknown: Option<FamilyGroup>,
    pub apart_some: Option<FamilyGroup>,
    pub apart_unknown: Option<FamilyGroup>,
    pub not_parent_unknown: Option<FamilyGroup>,
    pub unknown_some: Option<FamilyGroup>,
    pub unknown_zero: Option<FamilyGroup>,
    pub unknown_unknown: Option<FamilyGroup>,
    pub suppress_below: Option<u32>,
    pub suppress_zero: Option<bool>,
    pub small_counts: Option<SmallCounts>,
    pub round_to: Option<u32>,
    pub protect_interval: Option<u32>,
    pub unsuppressed: Option<bool>,
    pub strict_tables: Option<bool>,
    pub max_invalid_percent: Option<f64>,
}

/// The cells of the family-group decision table that are our judgement, and the group each is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct JudgementCells {
    pub own_zero: FamilyGroup,
    pub own_unknown: FamilyGroup,
    pub apart_some: FamilyGroup,
    pub apart_unknown: FamilyGroup,
    pub not_parent_unknown: FamilyGroup,
    pub unknown_some: FamilyGroup,
    pub unknown_zero: FamilyGroup,
    pub unknown_unknown: FamilyGroup,
}

impl Default for JudgementCells {
    fn default() -> Self {
        JudgementCells {
            own_zero: FamilyGroup::OwnChildren,
            own_unknown: FamilyGroup::OwnChildren,
            apart_some: FamilyGroup::OthersChildren,
            apart_unknown: FamilyGroup::ParentApart,
            not_parent_unknown: FamilyGroup::Incomplete,
            unknown_some: FamilyGroup::Incomplete,
            unknown_zero: FamilyGroup::Incomplete,
            unknown_unknown: FamilyGroup::Incomplete,
        }
    }
}

/// The validated settings of a run. `as_of`, `extract_from` and `years` stay open until the extract has been read.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    /// The name of the preset the settings began with.
    pub preset: Option<Preset>,
    pub area_name: String,
    /// The area that the run is about; `None`: everybody in the extract.
    pub area: Option<String>,
    pub by: Vec<By>,
    /// Published figures to stand beside the results: `national`, or a file.
    #[serde(serialize_with = "name_of_file")]
    pub compare: Option<PathBuf>,
    /// A file of prevalence estimates.
    #[serde(serialize_with = "name_of_file")]
    pub prevalence: Option<PathBuf>,
    /// The areas, and areas with a substance group, that the estimates name: known once they have been read.
    #[serde(skip)]
    pub estimates_of: Vec<(String, String)>,
    /// The measures to be written, of a run that does not write all.
    #[serde(skip)]
    pub only: Vec<String>,
    pub as_of: Option<Day>,
    pub extract_from: Option<Day>,
    #[serde(serialize_with = "years_as_text")]
    pub years: Option<Vec<FinancialYear>>,
    pub unit: Unit,
    pub population: Population,
    pub gap_days: i32,
    pub overlap_needs_modality: bool,
    pub episode_start: EpisodeStart,
    pub parental_status_from: ParentalStatusFrom,
    pub drugs_from: DrugsFrom,
    pub provider_from: ProviderFrom,
    pub person_key_with_dat: bool,
    pub age_at: AgeAt,
    pub follow_up: FollowUp,
    #[serde(flatten)]
    pub cells: JudgementCells,
    pub suppress_below: u32,
    pub suppress_zero: bool,
    pub small_counts: SmallCounts,
    /// Counts are shown as multiples of this.
    pub round_to: u32,
    /// How far apart two tables must be that a reader cannot tell from each other, in a hidden count.
    pub protect_interval: u32,
    pub unsuppressed: bool,
    /// Write nothing if a hidden count has no witness.
    pub strict_tables: bool,
    pub max_invalid_percent: f64,
}

/// What is done with a small count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmallCounts {
    Hidden,
    /// Shown, rounded like every other count.
    Rounded,
}

/// A named set of choices.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, clap::ValueEnum)]
pub enum Preset {
    /// The choices that reproduce the National Treatment Agency's 2012 report.
    #[value(name = "nta-2012")]
    #[serde(rename = "nta-2012")]
    Nta2012,
}

impl Preset {
    fn choices(self) -> Choices {
        match self {
            Preset::Nta2012 => Choices {
                population: Some(Population::Drugs),
                unit: Some(Unit::Person),
                years: Some((2009..=2011).map(FinancialYear).collect()),
                as_of: Day::from_ymd(2012, 6, 30),
                ..Choices::default()
            },
        }
    }
}

macro_rules! later_wins {
    ($earlier:expr, $later:expr, $($name:ident),* $(,)?) => {
        Choices { $($name: $later.$name.or($earlier.$name)),* }
    };
}

impl Choices {
    /// Reads a settings file. Unknown names and values of the wrong kind are errors.
    pub fn read(path: &Path) -> Result<Choices> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::Settings {
            message: format!("`{}` cannot be read: {}", path.display(), plain_io(&e)),
            hint: "give the path of a TOML file".into(),
        })?;
        let choices: Choices = toml::from_str(&text).map_err(|e| Error::Settings {
            message: format!("`{}`: {}", path.display(), e.to_string().trim_end()),
            hint: "every name is listed with its default in docs/settings.md".into(),
        })?;
        Ok(choices.beside(path))
    }

    /// Files that a settings file names lie beside it, wherever the program is started.
    fn beside(mut self, path: &Path) -> Choices {
        let folder = path.parent().unwrap_or(Path::new(""));
        let is_file = |named: &PathBuf| !BUILT_IN.contains(&named.to_string_lossy().as_ref());
        self.compare = self.compare.map(|named| match is_file(&named) {
            true => folder.join(named),
            false => named,
        });
        self.prevalence = self.prevalence.map(|named| folder.join(named));
        self
    }

    fn overridden_by(self, later: Choices) -> Choices {
        later_wins!(
            self,
            later,
            area_name,
            area,
            by,
            compare,
            prevalence,
            as_of,
            extract_from,
            years,
            unit,
            population,
            gap_days,
            overlap_needs_modality,
            episode_start,
            parental_status_from,
            drugs_from,
            provider_from,
            person_key_with_dat,
            age_at,
            follow_up,
            own_zero,
            own_unknown,
            apart_some,
            apart_unknown,
            not_parent_unknown,
            unknown_some,
            unknown_zero,
            unknown_unknown,
            suppress_below,
            suppress_zero,
            small_counts,
            round_to,
            protect_interval,
            unsuppressed,
            strict_tables,
            max_invalid_percent,
        )
    }
}

impl Settings {
    /// Defaults, then the preset, then the file, then the flags; then checked.
    pub fn resolve(preset: Option<Preset>, file: Choices, flags: Choices) -> Result<Settings> {
        let choices = preset.map(Preset::choices).unwrap_or_default();
        let c = choices.overridden_by(file).overridden_by(flags);
        let cells = JudgementCells::default();
        let settings = Settings {
            preset,
            area_name: c
                .area_name
                .or_else(|| c.area.clone())
                .unwrap_or_else(|| "this extract".into()),
            area: c.area,
            by: c.by.unwrap_or_default(),
            compare: c.compare,
            prevalence: c.prevalence,
            estimates_of: Vec::new(),
            only: Vec::new(),
            as_of: c.as_of,
            extract_from: c.extract_from,
            years: c.years,
            unit: c.unit.unwrap_or(Unit::Person),
            population: c.population.unwrap_or(Population::All),
            gap_days: c.gap_days.unwrap_or(21),
            overlap_needs_modality: c.overlap_needs_modality.unwrap_or(false),
            episode_start: c.episode_start.unwrap_or(EpisodeStart::Modality),
            parental_status_from: c
                .parental_status_from
                .unwrap_or(ParentalStatusFrom::FirstComplete),
            drugs_from: c.drugs_from.unwrap_or(DrugsFrom::Journey),
            provider_from: c.provider_from.unwrap_or(ProviderFrom::First),
            person_key_with_dat: c.person_key_with_dat.unwrap_or(false),
            age_at: c.age_at.unwrap_or(AgeAt::Start),
            follow_up: c.follow_up.unwrap_or(FollowUp::Complete),
            cells: JudgementCells {
                own_zero: c.own_zero.unwrap_or(cells.own_zero),
                own_unknown: c.own_unknown.unwrap_or(cells.own_unknown),
                apart_some: c.apart_some.unwrap_or(cells.apart_some),
                apart_unknown: c.apart_unknown.unwrap_or(cells.apart_unknown),
                not_parent_unknown: c.not_parent_unknown.unwrap_or(cells.not_parent_unknown),
                unknown_some: c.unknown_some.unwrap_or(cells.unknown_some),
                unknown_zero: c.unknown_zero.unwrap_or(cells.unknown_zero),
                unknown_unknown: c.unknown_unknown.unwrap_or(cells.unknown_unknown),
            },
            suppress_below: c.suppress_below.unwrap_or(5),
            suppress_zero: c.suppress_zero.unwrap_or(false),
            small_counts: c.small_counts.unwrap_or(SmallCounts::Hidden),
            round_to: c.round_to.unwrap_or(1),
            protect_interval: c.protect_interval.unwrap_or(1),
            unsuppressed: c.unsuppressed.unwrap_or(false),
            strict_tables: c.strict_tables.unwrap_or(false),
            max_invalid_percent: c.max_invalid_percent.unwrap_or(20.0),
        };
        settings.check()?;
        Ok(settings)
    }

    /// Whether the rows need an area.
    pub fn needs_areas(&self) -> bool {
        self.area.is_some() || self.needs_area_rows()
    }

    /// Whether results are divided by area.
    pub fn needs_area_rows(&self) -> bool {
        self.by.contains(&By::Area) || !self.estimates_of.is_empty()
    }

    /// Every setting by name, with its value as a settings file would say it.
    pub fn named_values(&self) -> Vec<(String, String)> {
        use serde_json::Value;
        let Ok(Value::Object(all)) = serde_json::to_value(self) else {
            return Vec::new();
        };
        let text = |value: Value| match value {
            Value::Null => "not given".into(),
            Value::Array(list) if list.is_empty() => "nothing".into(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        all.into_iter()
            .map(|(name, value)| (name, text(value)))
            .collect()
    }

    /// The settings that are not at their defaults, as `name = value`.
    pub fn changed(&self) -> Vec<String> {
        let defaults = Settings::resolve(None, Choices::default(), Choices::default());
        let defaults = defaults.map(|d| d.named_values()).unwrap_or_default();
        self.named_values()
            .into_iter()
            .filter(|pair| !defaults.contains(pair))
            .map(|(name, value)| format!("{name} = {value}"))
            .collect()
    }

    fn check(&self) -> Result<()> {
        let wrong = |message: String, hint: &str| {
            Err(Error::Settings {
                message,
                hint: hint.into(),
            })
        };
        if !(0..=365).contains(&self.gap_days) {
            return wrong(
                format!("`gap_days` is {}, outside 0 to 365", self.gap_days),
                "the published rule is 21",
            );
        }
        // Looser than the published rule is "unsuppressed", and must be asked for in that word.
        if !(5..=1000).contains(&self.suppress_below) {
            return wrong(
                format!(
                    "`suppress_below` is {}, outside 5 to 1000",
                    self.suppress_below
                ),
                "to show small numbers, ask for them with `--unsuppressed`",
            );
        }
        if self.round_to != 1 && !(3..=100).contains(&self.round_to) {
            return wrong(
                format!("`round_to` is {}, neither 1 nor 3 to 100", self.round_to),
                "1 leaves counts as they are; 5 is usual",
            );
        }
        if self.small_counts == SmallCounts::Rounded && self.round_to < self.suppress_below {
            return wrong(
                format!(
                    "`small_counts` is \"rounded\" and `round_to` is {}, less than `suppress_below`, which is {}",
                    self.round_to, self.suppress_below
                ),
                "give `round_to` at least the value of `suppress_below`",
            );
        }
        if self.small_counts == SmallCounts::Rounded && self.suppress_zero {
            return wrong(
                "`suppress_zero` and `small_counts = \"rounded\"` contradict each other".into(),
                "rounded zeros stand for a few people as well, and are shown",
            );
        }
        if !(1..=20).contains(&self.protect_interval) {
            return wrong(
                format!(
                    "`protect_interval` is {}, outside 1 to 20",
                    self.protect_interval
                ),
                "1: a hidden count could be another; 3: one that differs by three or more",
            );
        }
        if !(0.0..=100.0).contains(&self.max_invalid_percent) {
            return wrong(
                format!(
                    "`max_invalid_percent` is {}, outside 0 to 100",
                    self.max_invalid_percent
                ),
                "give a percentage of the extract's rows",
            );
        }
        if let (Some(from), Some(to)) = (self.extract_from, self.as_of)
            && from > to
        {
            return wrong(
                format!("`extract_from` {from} is later than `as_of` {to}"),
                "the extract covers the days from `extract_from` to `as_of`",
            );
        }
        Ok(())
    }
}

/// Parses `2009-10..2011-12`, `2011-12`, or a comma-separated list; sorted, without repeats.
pub fn parse_years(text: &str) -> std::result::Result<Vec<FinancialYear>, String> {
    let one = |t: &str| {
        FinancialYear::parse(t.trim())
            .ok_or_else(|| format!("`{}` is not a financial year such as 2011-12", t.trim()))
    };
    let mut years = Vec::new();
    if text.trim().is_empty() {
        return Err("no year is named".into());
    }
    for part in text.split(',') {
        match part.split_once("..") {
            Some((first, last)) => {
                let (first, last) = (one(first)?, one(last)?);
                if first > last {
                    return Err(format!("the range {first}..{last} runs backwards"));
                }
                years.extend((first.0..=last.0).map(FinancialYear));
            }
            None => years.push(one(part)?),
        }
    }
    years.sort();
    years.dedup();
    if years.len() > 20 {
        return Err(format!(
            "{} years asked for; at most 20 are reported at once",
            years.len()
        ));
    }
    Ok(years)
}

fn years_from_toml<'de, D: serde::Deserializer<'de>>(
    d: D,
) -> std::result::Result<Option<Vec<FinancialYear>>, D::Error> {
    use serde::de::Error;
    let wrong = || {
        D::Error::custom("years are a text such as \"2009-10..2011-12\" or a list of such texts")
    };
    let text = match toml::Value::deserialize(d)? {
        toml::Value::String(text) => text,
        toml::Value::Array(list) => list
            .iter()
            .map(|year| year.as_str().ok_or_else(wrong))
            .collect::<std::result::Result<Vec<_>, _>>()?
            .join(","),
        _ => return Err(wrong()),
    };
    parse_years(&text).map(Some).map_err(D::Error::custom)
}

/// Only the name: the folder may name people or places.
fn name_of_file<S: serde::Serializer>(
    path: &Option<PathBuf>,
    s: S,
) -> std::result::Result<S::Ok, S::Error> {
    let name = path.as_ref().and_then(|p| p.file_name());
    name.map(|n| n.to_string_lossy()).serialize(s)
}

fn years_as_text<S: serde::Serializer>(
    years: &Option<Vec<FinancialYear>>,
    s: S,
) -> std::result::Result<S::Ok, S::Error> {
    match years {
        Some(years) => s.collect_seq(years.iter().map(ToString::to_string)),
        None => s.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_a_range_or_a_list() {
        let starts = |t| parse_years(t).map(|y| y.iter().map(|y| y.0).collect::<Vec<_>>());
        assert_eq!(starts("2009-10..2011-12"), Ok(vec![2009, 2010, 2011]));
        assert_eq!(starts("2011-12, 2009-10,2011-12"), Ok(vec![2009, 2011]));
        for wrong in [
            "",
            "2011",
            "2011-12..2009-10",
            "2011-12..",
            "1990-91..2015-16",
        ] {
            assert!(starts(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_the_preset() {
        let file: Choices = toml::from_str("gap_days = 14\nunit = \"journey\"").unwrap();
        let flags = Choices {
            unit: Some(Unit::Person),
            ..Choices::default()
        };
        let s = Settings::resolve(Some(Preset::Nta2012), file, flags).unwrap();
        assert_eq!(
            (s.gap_days, s.unit, s.population),
            (14, Unit::Person, Population::Drugs)
        );
    }

    #[test]
    fn unknown_names_and_impossible_values_are_refused() {
        for wrong in [
            "gap_dayz = 1",
            "unit = \"people\"",
            "as_of = \"30/06/2012\"",
            "years = \"2011\"",
        ] {
            assert!(toml::from_str::<Choices>(wrong).is_err(), "{wrong}");
        }
        for wrong in [
            "gap_days = -1",
            "suppress_below = 4",
            "round_to = 2",
            "small_counts = \"rounded\"",
            "protect_interval = 0",
            "round_to = 5\nsmall_counts = \"rounded\"\nsuppress_zero = true",
            "max_invalid_percent = 101.0",
        ] {
            let file: Choices = toml::from_str(wrong).unwrap();
            let error = Settings::resolve(None, file, Choices::default()).unwrap_err();
            assert_eq!(error.exit_code(), 10, "{wrong}");
        }
    }
}

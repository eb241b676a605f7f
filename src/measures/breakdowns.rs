//! The ways in which a run divides its populations, and the levels a person-year stands in.

use super::cube::Tally;
use super::definitions::Measure;
use crate::cohorts::{PersonYear, States, SubstanceGroup};
use crate::error::{Error, Result};
use crate::extract::{Extract, Field, MISSING_LEVEL};
use crate::journeys::Journey;
use crate::settings::{By, ProviderFrom, Settings};
use std::collections::BTreeMap;

/// The most levels a breakdown may have: beyond this a column holds identifiers, not categories.
pub const MOST_LEVELS: usize = 500;

/// The most levels times years: a table of more is no table, and needs gigabytes.
const MOST_LEVEL_YEARS: usize = 1500;

/// What a breakdown divides by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Divides {
    /// Nothing: everybody the run is about.
    Whole,
    SubstanceGroup,
    /// A breakdown of the profile, by its number.
    Profile(usize),
    Area,
    Provider,
    /// Area and substance group together.
    AreaAndSubstance,
    /// Everybody the run is not about: the rest of the extract beside the area asked for.
    Rest,
}

impl Divides {
    /// Whether sexes are counted apart.
    pub fn tells_sexes(self) -> bool {
        matches!(self, Divides::Whole | Divides::Rest)
    }
}

/// How the levels of a breakdown that have rows make up the whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cover {
    /// They are the whole, or people outside it.
    Nothing,
    /// Everybody is in one of them.
    Whole,
    /// Everybody is in one of them or in none.
    Part,
    /// Somebody may be in several: providers, if a person counts at each one attended.
    Overlapping,
}

/// Which measures a breakdown is made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asks {
    Everything,
    /// How complete the recording is: of everybody, family groups not told apart.
    Completeness,
    /// How many people are in treatment, by family group.
    InTreatment,
}

impl Asks {
    pub fn tells_groups(self) -> bool {
        self != Asks::Completeness
    }

    /// The states that those measures it is made for rest on.
    pub fn states(self, measures: &[Measure]) -> States {
        let asked = measures.iter().filter(|m| self.holds(m));
        asked.flat_map(Measure::states).collect()
    }

    pub fn holds(self, measure: &Measure) -> bool {
        match self {
            Asks::Everything => true,
            Asks::Completeness => measure.is_completeness(),
            Asks::InTreatment => measure.id == "in_treatment",
        }
    }
}

/// A way to divide every population.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub divides: Divides,
    pub asks: Asks,
    /// The name of a breakdown of the profile, or of the substance group; `all` where only area or provider divide.
    pub name: String,
    pub levels: Vec<Level>,
    pub cover: Cover,
}

/// What a result row says of a level: `all` where a column does not divide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Level {
    pub area: String,
    pub provider: String,
    pub level: String,
    /// Whether it has rows: an area or provider that counts nobody in any year has none.
    pub has_rows: bool,
}

/// What the area column says of everybody outside the area that a run is about; and what an area or provider is compared
/// with.
pub const REST_OF_EXTRACT: &str = "rest_of_extract";

/// What a provider is compared with in a run about one area.
pub const REST_OF_AREA: &str = "rest_of_area";

/// Why the recording of each provider is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoProviders {
    TooMany,
    /// It is not asked for, and each division hides more of the others.
    BesideAreas,
}

/// The breakdowns of a run, and what finds a person-year's levels.
pub struct Dividing<'a> {
    pub breakdowns: Vec<Breakdown>,
    /// Those that count whom the run is about, and those that count all others. The whole is among neither: see
    /// [`Tally::sum_up`].
    inside: Vec<(usize, Divides)>,
    outside: Vec<(usize, Divides)>,
    extract: &'a Extract,
    /// Agency -> level.
    provider_of: Vec<u32>,
    provider_from: ProviderFrom,
    /// The level of the area that the run is about.
    area: Option<u32>,
    /// Why the recording of each provider is not shown, if it is not.
    pub no_providers: Option<NoProviders>,
}

impl<'a> Dividing<'a> {
    /// The whole, substance group, the profile's own, then area, provider and the rest as far as they are asked for; none
    /// that is made for no measure of the run.
    pub fn new(
        extract: &'a Extract,
        settings: &Settings,
        years: usize,
        measures: &[Measure],
    ) -> Result<Dividing<'a>> {
        refuse_without_areas(extract, settings)?;
        let most = MOST_LEVELS.min(MOST_LEVEL_YEARS / years.max(1));
        let (providers, provider_of) = providers(extract);
        let mut dividing = Dividing {
            breakdowns: Vec::new(),
            inside: Vec::new(),
            outside: Vec::new(),
            extract,
            provider_of,
            provider_from: settings.provider_from,
            area: area_asked_for(extract, settings)?,
            no_providers: None,
        };
        let mut add = |divides: Divides, asks: Asks, name: &str, levels: Vec<Level>| {
            if !measures.iter().any(|measure| asks.holds(measure)) {
                return;
            }
            let number = dividing.breakdowns.len();
            match divides {
                Divides::Whole => {}
                Divides::Rest => dividing.outside.push((number, divides)),
                _ => dividing.inside.push((number, divides)),
            }
            dividing.breakdowns.push(Breakdown {
                divides,
                asks,
                name: name.into(),
                levels,
                cover: cover(divides, asks, settings),
            });
        };
        let whole = Level {
            area: settings.area.clone().unwrap_or_else(|| "all".into()),
            provider: "all".into(),
            level: "all".into(),
            has_rows: true,
        };
        let level = |name: &str| Level {
            level: name.into(),
            ..whole.clone()
        };
        // Estimates ask for the areas that they name, and for no others.
        let by_area = settings.by.contains(&By::Area);
        let named = |area: &str, substance: &str| {
            let asked = (area.to_owned(), substance.to_owned());
            settings.estimates_of.contains(&asked)
        };
        let area = |name: &String| Level {
            area: printed(name),
            has_rows: by_area || named(name, "all"),
            ..whole.clone()
        };
        let substances = SubstanceGroup::ALL.map(SubstanceGroup::name);
        add(Divides::Whole, Asks::Everything, "all", vec![whole.clone()]);
        add(
            Divides::SubstanceGroup,
            Asks::Everything,
            "substance_group",
            substances.map(level).to_vec(),
        );
        for (at, division) in extract.breakdowns().iter().enumerate() {
            refuse_too_many(&division.name, division.labels.len(), most, years)?;
            add(
                Divides::Profile(at),
                Asks::Everything,
                &division.name,
                division.labels.iter().map(|l| level(l)).collect(),
            );
        }
        // The rows of a run about one area are by area already.
        let wanted = settings.needs_area_rows() && settings.area.is_none();
        if let Some(areas) = extract.area().filter(|_| wanted) {
            refuse_too_many("area", areas.labels.len(), most, years)?;
            let asks = match by_area {
                true => Asks::Everything,
                false => Asks::InTreatment,
            };
            let pairs = areas.labels.iter().flat_map(|name| {
                substances.map(|substance| Level {
                    level: substance.into(),
                    has_rows: named(name, substance),
                    ..area(name)
                })
            });
            let pairs: Vec<Level> = pairs.collect();
            if pairs.iter().any(|pair| pair.has_rows) {
                add(
                    Divides::AreaAndSubstance,
                    Asks::InTreatment,
                    "substance_group",
                    pairs,
                );
            }
            add(
                Divides::Area,
                asks,
                "all",
                areas.labels.iter().map(area).collect(),
            );
        }
        let by_provider = settings.by.contains(&By::Provider);
        let has_providers = extract.present.contains(&Field::Agency);
        let no_providers = match (has_providers, by_provider) {
            (true, false) if by_area && wanted => Some(NoProviders::BesideAreas),
            (true, false) if providers.len() > most => Some(NoProviders::TooMany),
            _ => None,
        };
        if has_providers && no_providers.is_none() {
            refuse_too_many("provider", providers.len(), most, years)?;
            let asks = match by_provider {
                true => Asks::Everything,
                false => Asks::Completeness,
            };
            let provider = |name: String| Level {
                provider: printed(&name),
                ..whole.clone()
            };
            add(
                Divides::Provider,
                asks,
                "all",
                providers.into_iter().map(provider).collect(),
            );
        }
        if settings.area.is_some() {
            let rest = Level {
                area: REST_OF_EXTRACT.into(),
                ..whole.clone()
            };
            add(Divides::Rest, Asks::Everything, "all", vec![rest]);
        }
        dividing.no_providers = no_providers;
        Ok(dividing)
    }

    /// The breakdowns, once everybody has been counted: areas and providers that count nobody are left out.
    pub fn settled(self, tally: &Tally) -> Vec<Breakdown> {
        let mut breakdowns = self.breakdowns;
        for (at, breakdown) in breakdowns.iter_mut().enumerate() {
            let lists_all = matches!(
                breakdown.divides,
                Divides::Area | Divides::Provider | Divides::AreaAndSubstance
            );
            for (level, named) in breakdown.levels.iter_mut().enumerate() {
                named.has_rows &= !lists_all || tally.counts(at, level);
            }
        }
        breakdowns
    }

    /// Gives `count` every (breakdown, level) that a person-year stands in, but the whole.
    pub fn levels(&self, person: &PersonYear<'_>, mut count: impl FnMut(usize, usize)) {
        let row = person.journey.first().record.row as usize;
        let area = || self.extract.area().map_or(0, |a| a.of_row[row]);
        let inside = self.area.is_none_or(|asked| area() == asked);
        for &(at, divides) in if inside { &self.inside } else { &self.outside } {
            match divides {
                Divides::Rest => count(at, 0),
                Divides::Whole => unreachable!("the whole is summed"),
                Divides::SubstanceGroup => count(at, person.substance as usize),
                Divides::Profile(division) => {
                    count(at, self.extract.divisions[division].of_row[row] as usize);
                }
                Divides::Area => count(at, area() as usize),
                Divides::AreaAndSubstance => {
                    let substances = SubstanceGroup::ALL.len();
                    count(at, area() as usize * substances + person.substance as usize);
                }
                Divides::Provider => self.providers(person.journey, |level| count(at, level)),
            }
        }
    }

    fn providers(&self, journey: &Journey<'_>, mut count: impl FnMut(usize)) {
        let level = |agency: u32| self.provider_of[agency as usize] as usize;
        match self.provider_from {
            ProviderFrom::First => count(level(journey.first().record.agency)),
            ProviderFrom::Last => count(level(journey.last().record.agency)),
            ProviderFrom::Any => {
                for (at, episode) in journey.episodes.iter().enumerate() {
                    let here = level(episode.record.agency);
                    let before = &journey.episodes[..at];
                    if !before.iter().any(|e| level(e.record.agency) == here) {
                        count(here);
                    }
                }
            }
        }
    }
}

fn cover(divides: Divides, asks: Asks, settings: &Settings) -> Cover {
    match divides {
        Divides::Whole | Divides::Rest => Cover::Nothing,
        Divides::Provider if settings.provider_from == ProviderFrom::Any => Cover::Overlapping,
        Divides::Area if asks == Asks::InTreatment => Cover::Part,
        Divides::AreaAndSubstance => Cover::Part,
        _ => Cover::Whole,
    }
}

/// A level's name as it is printed. What a row says of no level at all can be no level's name.
fn printed(name: &str) -> String {
    match name {
        "all" | REST_OF_EXTRACT | REST_OF_AREA => format!("{name} (code)"),
        name => name.into(),
    }
}

/// The providers' names, and the level of each agency. Agencies that print alike are one provider.
fn providers(extract: &Extract) -> (Vec<String>, Vec<u32>) {
    let mut levels: BTreeMap<&str, u32> = BTreeMap::new();
    let named = |name: &'_ str| -> String {
        match name {
            "" => MISSING_LEVEL.into(),
            name => name.into(),
        }
    };
    let mut names = Vec::new();
    let of = extract
        .agencies
        .iter()
        .map(|agency| {
            *levels.entry(agency).or_insert_with(|| {
                names.push(named(agency));
                names.len() as u32 - 1
            })
        })
        .collect();
    (names, of)
}

fn refuse_without_areas(extract: &Extract, settings: &Settings) -> Result<()> {
    let has_area = [Field::Utla, Field::La, Field::Dat]
        .iter()
        .any(|field| extract.present.contains(field));
    if has_area || !settings.needs_areas() {
        return Ok(());
    }
    Err(Error::Settings {
        message: "results by area are asked for, and the extract has no column for UTLA, LA or DAT".into(),
        hint: "map `utla`, `la` or `dat` in a profile; estimates of everybody in the extract name the area `all`"
            .into(),
    })
}

fn area_asked_for(extract: &Extract, settings: &Settings) -> Result<Option<u32>> {
    let Some(asked) = &settings.area else {
        return Ok(None);
    };
    let labels = extract.area().map_or(&[][..], |a| a.labels.as_slice());
    match labels.iter().position(|label| label == asked) {
        Some(at) => Ok(Some(at as u32)),
        None => {
            let near = crate::extract::columns::nearest(asked, labels.iter().map(String::as_str));
            Err(Error::Settings {
                message: format!("nobody in the extract lives in area `{asked}`"),
                hint: match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "the areas are those of UTLA, else LA, else DAT; `--by area` lists them"
                            .into()
                    }
                },
            })
        }
    }
}

fn refuse_too_many(name: &str, levels: usize, most: usize, years: usize) -> Result<()> {
    if levels <= most {
        return Ok(());
    }
    Err(Error::Profile {
        profile: name.into(),
        message: format!(
            "the breakdown has {levels} levels, more than the {most} that a table of {years} years can hold"
        ),
        hint: "a column of identifiers cannot be a breakdown".into(),
    })
}

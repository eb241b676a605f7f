//! The measures, as data: who is asked, and which answers count.

use super::questions::{
    COMPLETENESS, COMPLETENESS_OF_WOMEN, DETAILS, OF_FAMILIES, OF_LEAVERS, OF_STARTERS_LEAVING,
    OF_WOMEN, Question, RETENTION, REVIEWS, TRAITS, WAITS,
};
use super::{GroupRow, SexRow, questions};
use crate::cohorts::states::Field;
use crate::cohorts::{FamilyGroup, Population, State, States};
use crate::settings::Settings;

/// How a measure's denominator and numerator are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Of everybody in the population (or everybody with complete data), those in the family group.
    Share { complete_only: bool },
    /// Of those in the family group with one of the denominator's states, those with one of the numerator's.
    Trait {
        denominator: &'static [State],
        numerator: &'static [State],
    },
    /// Of those in the family group with one of the denominator's states, the number of what `sum` counts: a mean.
    Mean {
        denominator: &'static [State],
        sum: State,
    },
}

/// The rows of family groups that a measure has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Groups {
    Every,
    /// All but incomplete data.
    Complete,
    /// Parents, and people who live with a child.
    Families,
    /// Everybody together.
    Together,
}

impl Groups {
    pub fn hold(self, group: GroupRow) -> bool {
        match self {
            Groups::Every => true,
            Groups::Complete => group != GroupRow::Incomplete,
            Groups::Families => !matches!(
                group,
                GroupRow::NoChildren | GroupRow::Incomplete | GroupRow::All
            ),
            Groups::Together => group == GroupRow::All,
        }
    }
}

/// The rows of sexes that a measure has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Sexes {
    /// All sexes together.
    Together,
    /// Each sex, as the national report does, and all together; only all together where a breakdown divides.
    Each,
    /// Women only, because nobody else is asked.
    Women,
}

impl Sexes {
    pub fn rows(self, told_apart: bool) -> &'static [SexRow] {
        match self {
            Sexes::Together => &[SexRow::All],
            Sexes::Each if told_apart => &SexRow::ALL,
            Sexes::Each => &[SexRow::All],
            Sexes::Women => &[SexRow::F],
        }
    }
}

/// One measure in one population.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub id: &'static str,
    /// In words, as a title.
    pub label: &'static str,
    pub population: Population,
    pub kind: Kind,
    pub groups: Groups,
    pub sexes: Sexes,
    /// Whether it adds to a main measure of the same people (a part of one, or a variant): given up first where counts
    /// must be hidden to protect others.
    pub detail: bool,
}

/// Every measure, in the order in which results are written.
pub fn measures() -> Vec<Measure> {
    use Population::{InTreatment, Leaving, Starting, StartingAndLeaving};
    let mut all = Vec::new();
    for population in [InTreatment, Starting] {
        all.extend(shares(population));
    }
    let mut ask = |population, questions: &[Question], groups, sexes| {
        all.extend(
            questions
                .iter()
                .map(|question| asked(*question, population, groups, sexes)),
        );
    };
    for (population, questions) in [
        (StartingAndLeaving, OF_STARTERS_LEAVING),
        (Leaving, OF_LEAVERS),
        (Starting, RETENTION),
        (InTreatment, TRAITS),
        (Starting, TRAITS),
        (Starting, WAITS),
        (InTreatment, REVIEWS),
    ] {
        ask(population, questions, Groups::Every, Sexes::Together);
    }
    ask(Starting, OF_WOMEN, Groups::Every, Sexes::Women);
    ask(InTreatment, OF_FAMILIES, Groups::Families, Sexes::Together);
    for population in [InTreatment, Starting] {
        ask(population, COMPLETENESS, Groups::Together, Sexes::Together);
        ask(
            population,
            COMPLETENESS_OF_WOMEN,
            Groups::Together,
            Sexes::Women,
        );
    }
    all.push(Measure {
        id: "children_living_with",
        label: "Children living with people in treatment",
        population: InTreatment,
        kind: Kind::Mean {
            denominator: questions::CHILDREN_AT_HOME,
            sum: State::Child,
        },
        groups: Groups::Every,
        sexes: Sexes::Together,
        detail: false,
    });
    all
}

/// What else rests on: the attrition, shares of substances (which ask for `heroin` too where counts are rounded, as those of
/// unsuppressed runs are not), estimates beside those treated, judgements turned over.
const FOUNDATION: [&str; 3] = ["in_treatment", "starting", "completed_of_starters_leaving"];

/// The measures that a run needs. Where small numbers are protected these are all, whatever is written: what is hidden must
/// not depend on it, or two runs could tell together what each hides.
pub fn of_run(settings: &Settings) -> Vec<Measure> {
    let written = &settings.only;
    let all = measures().into_iter();
    if !settings.unsuppressed || written.is_empty() {
        return all.collect();
    }
    all.filter(|m| FOUNDATION.contains(&m.id) || written.iter().any(|id| id == m.id))
        .collect()
}

/// The answers that measures rest on.
pub fn states(measures: &[Measure]) -> States {
    measures.iter().flat_map(Measure::states).collect()
}

/// How many are in each family group: of everybody, and of those with complete data.
fn shares(population: Population) -> [Measure; 2] {
    let share = |id, label, complete_only, groups| Measure {
        id,
        label,
        population,
        kind: Kind::Share { complete_only },
        groups,
        sexes: Sexes::Each,
        detail: false,
    };
    match population {
        Population::InTreatment => [
            share("in_treatment", "In treatment", false, Groups::Every),
            share(
                "in_treatment_of_complete",
                "In treatment, of those with complete data",
                true,
                Groups::Complete,
            ),
        ],
        _ => [
            share("starting", "Starting treatment", false, Groups::Every),
            share(
                "starting_of_complete",
                "Starting treatment, of those with complete data",
                true,
                Groups::Complete,
            ),
        ],
    }
}

fn asked(
    (id, label, denominator, numerator): Question,
    population: Population,
    groups: Groups,
    sexes: Sexes,
) -> Measure {
    Measure {
        id,
        label,
        population,
        kind: Kind::Trait {
            denominator,
            numerator,
        },
        groups,
        sexes,
        detail: DETAILS.contains(&id),
    }
}

/// Why a person-year is not in a measure's denominator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAsked {
    /// The extract has no column for it.
    NoColumn,
    /// Family data are incomplete, and the measure is of complete data.
    Incomplete,
    /// The measure is of parents and people living with a child.
    NotAFamily,
    /// Asked of women only.
    NotAWoman,
    /// The answer is not recorded, or cannot be known yet.
    NotRecorded,
}

impl Measure {
    /// Whether a person-year of its population is in the numerator; or why it is not even in the denominator.
    ///
    /// What [`measure`](super::measure) sums over the cube, told of one person-year.
    pub fn counts(
        &self,
        states: States,
        group: FamilyGroup,
        possible: States,
    ) -> Result<bool, NotAsked> {
        if !self.is_asked(possible) {
            return Err(NotAsked::NoColumn);
        }
        let has_row = GroupRow::ALL
            .iter()
            .any(|row| self.groups.hold(*row) && row.holds(group));
        if !has_row {
            return Err(NotAsked::NotAFamily);
        }
        let denominator = States::of(self.denominator());
        if states.within(denominator).is_empty() {
            let answered = !states.within(self.field().states()).is_empty();
            return Err(match self.sexes {
                Sexes::Women if !answered => NotAsked::NotAWoman,
                _ => NotAsked::NotRecorded,
            });
        }
        match self.kind {
            Kind::Share { complete_only } if complete_only && group == FamilyGroup::Incomplete => {
                Err(NotAsked::Incomplete)
            }
            Kind::Share { .. } => Ok(true),
            Kind::Trait { numerator, .. } => Ok(!states.within(States::of(numerator)).is_empty()),
            Kind::Mean { .. } => Ok(true),
        }
    }

    /// The field its states belong to.
    pub fn field(&self) -> Field {
        self.denominator()[0].field()
    }

    /// The states of one field that put a person into its denominator.
    pub fn denominator(&self) -> &'static [State] {
        match self.kind {
            Kind::Share { .. } => &[State::Member],
            Kind::Trait { denominator, .. } | Kind::Mean { denominator, .. } => denominator,
        }
    }

    /// The states that it rests on.
    pub fn states(&self) -> impl Iterator<Item = State> + use<> {
        let sum = match self.kind {
            Kind::Mean { sum, .. } => Some(sum),
            _ => None,
        };
        self.denominator().iter().copied().chain(sum)
    }

    /// Whether anybody can be in its denominator, given the answers that can be given at all.
    pub fn is_asked(&self, possible: States) -> bool {
        !States::of(self.denominator()).within(possible).is_empty()
    }

    /// Whether it needs twelve weeks after the year's end.
    pub fn needs_follow_up(&self) -> bool {
        self.field() == Field::Retention
    }

    /// Whether it says how complete the recording of a field is.
    pub fn is_completeness(&self) -> bool {
        self.id.starts_with("completeness_")
    }

    pub fn is_mean(&self) -> bool {
        matches!(self.kind, Kind::Mean { .. })
    }

    pub fn is_share(&self) -> bool {
        matches!(self.kind, Kind::Share { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerators_lie_within_denominators_of_one_field() {
        for measure in measures() {
            if let Kind::Trait {
                denominator,
                numerator,
            } = measure.kind
            {
                assert!(!numerator.is_empty(), "{}", measure.id);
                assert!(
                    numerator.iter().all(|s| denominator.contains(s)),
                    "{}",
                    measure.id
                );
                assert!(
                    denominator.iter().all(|s| s.field() == measure.field()),
                    "{}",
                    measure.id
                );
            }
        }
    }

    #[test]
    fn a_measure_is_named_once_in_a_population() {
        let all = measures();
        for (at, one) in all.iter().enumerate() {
            assert!(
                all[at + 1..]
                    .iter()
                    .all(|other| (other.id, other.population) != (one.id, one.population)),
                "{}",
                one.id
            );
        }
    }

    #[test]
    fn a_detail_is_a_measure() {
        let all = measures();
        for detail in DETAILS {
            assert!(all.iter().any(|m| m.id == *detail), "{detail}");
        }
    }
}

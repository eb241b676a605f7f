//! The measures, as data: who is asked, and which answers count.

use crate::cohorts::states::Field;
use crate::cohorts::{Population, State};

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
}

/// One measure in one population.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub id: &'static str,
    /// In words, as a title.
    pub label: &'static str,
    pub population: Population,
    pub kind: Kind,
    /// Whether the national report divides it by sex.
    pub by_sex: bool,
    /// Whether it adds to a main measure of the same people (a part of one, or a variant): given up first where counts
    /// must be hidden to protect others.
    pub detail: bool,
}

/// The measures that are a detail of another.
const DETAILS: &[&str] = &[
    "transferred_of_leavers",
    "died_of_leavers",
    "other_ending_of_leavers",
    "retained_12_weeks_or_completed",
    "heroin",
    "crack",
    "no_fixed_abode",
    "referral_gp",
    "referral_social_services",
    "referral_self",
];

use State::{
    Aged30AndOver, CompletedBefore84Days, CrackOnly, CurrentlyInjecting, Died, HeroinAndCrack,
    HeroinOnly, HousingProblem, LeftBefore84Days, Man, NeitherHeroinNorCrack, NeverInjected,
    NoFixedAbode, NoHousingProblem, OtherEnding, PreviouslyInjected, ReferredByCriminalJustice,
    ReferredByFamilyFriends, ReferredByGp, ReferredByHealthSocialCare, ReferredByOther,
    ReferredBySelf, ReferredBySocialServices, ReferredBySubstanceMisuseService, Stayed84Days,
    Successful, Transferred, Under30, Woman,
};

pub const ENDED: &[State] = &[Successful, Transferred, Died, OtherEnding];
pub const FOLLOWED: &[State] = &[LeftBefore84Days, CompletedBefore84Days, Stayed84Days];
pub const DRUGS_RECORDED: &[State] =
    &[NeitherHeroinNorCrack, HeroinOnly, CrackOnly, HeroinAndCrack];
pub const INJECTING_RECORDED: &[State] = &[NeverInjected, PreviouslyInjected, CurrentlyInjecting];
pub const HOUSING_RECORDED: &[State] = &[NoHousingProblem, HousingProblem, NoFixedAbode];
pub const REFERRAL_RECORDED: &[State] = &[
    ReferredBySelf,
    ReferredByFamilyFriends,
    ReferredByGp,
    ReferredBySocialServices,
    ReferredByHealthSocialCare,
    ReferredByCriminalJustice,
    ReferredBySubstanceMisuseService,
    ReferredByOther,
];
pub const AGE_KNOWN: &[State] = &[Under30, Aged30AndOver];
pub const SEX_RECORDED: &[State] = &[Woman, Man];

/// (id, label, denominator, numerator) of what is asked of people in treatment and, again, of people starting.
type TraitRow = (
    &'static str,
    &'static str,
    &'static [State],
    &'static [State],
);

const TRAITS: &[TraitRow] = &[
    (
        "heroin",
        "Heroin",
        DRUGS_RECORDED,
        &[HeroinOnly, HeroinAndCrack],
    ),
    (
        "crack",
        "Crack cocaine",
        DRUGS_RECORDED,
        &[CrackOnly, HeroinAndCrack],
    ),
    (
        "heroin_or_crack",
        "Heroin or crack cocaine",
        DRUGS_RECORDED,
        &[HeroinOnly, CrackOnly, HeroinAndCrack],
    ),
    (
        "injecting_now",
        "Currently injecting",
        INJECTING_RECORDED,
        &[CurrentlyInjecting],
    ),
    (
        "housing_problem",
        "Housing problem",
        HOUSING_RECORDED,
        &[HousingProblem, NoFixedAbode],
    ),
    (
        "no_fixed_abode",
        "No fixed abode",
        HOUSING_RECORDED,
        &[NoFixedAbode],
    ),
    (
        "referral_self_family_friends",
        "Referred by self, family or friends",
        REFERRAL_RECORDED,
        &[ReferredBySelf, ReferredByFamilyFriends],
    ),
    (
        "referral_health_social_care",
        "Referred by health or social care",
        REFERRAL_RECORDED,
        &[
            ReferredByGp,
            ReferredBySocialServices,
            ReferredByHealthSocialCare,
        ],
    ),
    (
        "referral_criminal_justice",
        "Referred by criminal justice",
        REFERRAL_RECORDED,
        &[ReferredByCriminalJustice],
    ),
    (
        "referral_substance_misuse_service",
        "Referred by a substance misuse service",
        REFERRAL_RECORDED,
        &[ReferredBySubstanceMisuseService],
    ),
    (
        "referral_other",
        "Referred by others",
        REFERRAL_RECORDED,
        &[ReferredByOther],
    ),
    (
        "referral_gp",
        "Referred by a GP",
        REFERRAL_RECORDED,
        &[ReferredByGp],
    ),
    (
        "referral_social_services",
        "Referred by social services",
        REFERRAL_RECORDED,
        &[ReferredBySocialServices],
    ),
    (
        "referral_self",
        "Referred by self",
        REFERRAL_RECORDED,
        &[ReferredBySelf],
    ),
    (
        "age_30_and_over",
        "Aged 30 and over",
        AGE_KNOWN,
        &[Aged30AndOver],
    ),
    ("female", "Women", SEX_RECORDED, &[Woman]),
];

/// Every measure, in the order in which results are written.
pub fn measures() -> Vec<Measure> {
    use Population::{InTreatment, Leaving, Starting, StartingAndLeaving};
    let share = |id, label, population, complete_only| Measure {
        id,
        label,
        population,
        kind: Kind::Share { complete_only },
        by_sex: true,
        detail: false,
    };
    let of = |id: &'static str, label, population, denominator, numerator| Measure {
        id,
        label,
        population,
        kind: Kind::Trait {
            denominator,
            numerator,
        },
        by_sex: false,
        detail: DETAILS.contains(&id),
    };
    let mut all = vec![
        share("in_treatment", "In treatment", InTreatment, false),
        share(
            "in_treatment_of_complete",
            "In treatment, of those with complete data",
            InTreatment,
            true,
        ),
        share("starting", "Starting treatment", Starting, false),
        share(
            "starting_of_complete",
            "Starting treatment, of those with complete data",
            Starting,
            true,
        ),
        of(
            "completed_of_starters_leaving",
            "Completed successfully, of those starting and leaving in the year",
            StartingAndLeaving,
            ENDED,
            &[Successful],
        ),
        of(
            "completed_of_leavers",
            "Completed successfully, of those leaving",
            Leaving,
            ENDED,
            &[Successful],
        ),
        of(
            "transferred_of_leavers",
            "Transferred, of those leaving",
            Leaving,
            ENDED,
            &[Transferred],
        ),
        of(
            "died_of_leavers",
            "Died, of those leaving",
            Leaving,
            ENDED,
            &[Died],
        ),
        of(
            "other_ending_of_leavers",
            "Ended otherwise, of those leaving",
            Leaving,
            ENDED,
            &[OtherEnding],
        ),
        of(
            "retained_12_weeks",
            "Stayed at least 12 weeks, of those starting",
            Starting,
            FOLLOWED,
            &[Stayed84Days],
        ),
        of(
            "retained_12_weeks_or_completed",
            "Stayed at least 12 weeks or completed successfully earlier, of those starting",
            Starting,
            FOLLOWED,
            &[Stayed84Days, CompletedBefore84Days],
        ),
    ];
    for population in [InTreatment, Starting] {
        for (id, label, denominator, numerator) in TRAITS {
            all.push(of(id, label, population, denominator, numerator));
        }
    }
    all
}

impl Measure {
    /// The field its states belong to.
    pub fn field(&self) -> Field {
        match self.kind {
            Kind::Share { .. } => Field::Membership,
            Kind::Trait { denominator, .. } => denominator[0].field(),
        }
    }

    /// Whether it needs twelve weeks after the year's end.
    pub fn needs_follow_up(&self) -> bool {
        self.field() == Field::Retention
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
}

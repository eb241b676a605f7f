//! Which measures ask the same question of the same people: parts of a whole, and one inside the other.

use super::relations::Answers;
use crate::cohorts::{State, States};
use crate::measures::questions as q;

/// A count, and printed counts that add up to it or lie inside it.
pub type Sum = (&'static [State], &'static [&'static [State]]);

use State::*;

#[rustfmt::skip]
pub const SUMS: &[Sum] = &[
    (&[SexNotRecorded, Woman, Man], &[q::SEX_RECORDED]),
    (&[AgeEitherSide, Under30BandNotKnown, Over30BandNotKnown, AgedUnder18, Aged18To24, Aged25To29, Aged30To39, Aged40To49,
        Aged50AndOver], &[q::AGE_KNOWN]),
    (q::AGE_KNOWN, &[q::AGE_BAND_KNOWN]),
    (q::AGE_BAND_KNOWN, &[&[Aged18To24], &[Aged25To29], &[Aged30To39], &[Aged40To49], &[Aged50AndOver]]),
    (q::AGED_30_AND_OVER, &[&[Aged30To39], &[Aged40To49], &[Aged50AndOver]]),
    (&[Under30BandNotKnown, AgedUnder18, Aged18To24, Aged25To29], &[&[Aged18To24], &[Aged25To29]]),
    (&[NotFollowed, LeftBefore84Days, CompletedBefore84Days, Stayed84Days], &[q::FOLLOWED]),
    (q::ENDED, &[&[Successful], &[Transferred], &[Died], &[OtherEnding]]),
    (&[Stayed84Days, CompletedBefore84Days], &[&[Stayed84Days]]),
    (&[HousingProblem, NoFixedAbode], &[&[NoFixedAbode]]),
    (q::REFERRAL_RECORDED_STATES, &[
        &[ReferredBySelf, ReferredByFamilyFriends],
        &[ReferredByGp, ReferredBySocialServices, ReferredByHealthSocialCare],
        &[ReferredByCriminalJustice],
        &[ReferredBySubstanceMisuseService],
        &[ReferredByOther],
    ]),
    (&[ReferredBySelf, ReferredByFamilyFriends], &[&[ReferredBySelf]]),
    (&[ReferredByGp, ReferredBySocialServices, ReferredByHealthSocialCare], &[&[ReferredByGp], &[ReferredBySocialServices]]),
    (q::CHILDREN_NUMBERED, &[&[NoChildAtHome], &[OneChild], &[TwoChildren], &[ThreeChildren], &[FourOrMoreChildren]]),
    (q::CHILDREN_AT_HOME, &[&[OneChild], &[TwoChildren], &[ThreeChildren], &[FourOrMoreChildren]]),
    (q::CHILDREN_AT_HOME, &[&[OneChild]]),
    (q::CHILDREN_AT_HOME, &[&[TwoChildren]]),
    (q::CHILDREN_AT_HOME, &[&[ThreeChildren]]),
    (q::CHILDREN_AT_HOME, &[&[FourOrMoreChildren]]),
    (q::CHILDREN_NUMBERED, &[q::CHILDREN_AT_HOME, &[NoChildAtHome]]),
    (q::PREGNANT, &[q::PREGNANT_SERVICES_ASKED]),
    (q::SERVICES, &[&[ServicesReceived], &[ServicesNone], &[ServicesNotRecorded]]),
    (q::NO_SERVICES_RECORDED, &[&[ServicesNone], &[ServicesNotRecorded]]),
    (q::PARENTING_SUPPORT, &[&[ParentingSupportReceived], &[ParentingSupportNone], &[ParentingSupportNotRecorded]]),
    (q::FAMILY_SUPPORT, &[&[FamilySupportReceived], &[FamilySupportNone], &[FamilySupportNotRecorded]]),
    (q::FAMILY_INTERVENTION, &[&[FamilyInterventionReceived], &[FamilyInterventionNone], &[FamilyInterventionNotRecorded]]),
];

/// A count of one question that lies inside a count of another: the two tell how many are in the first alone.
pub type Inside = (&'static [State], &'static [State]);

pub const INSIDE: &[Inside] = &[
    (&[ServicesReceived], &[InEarlyHelp]),
    (&[ServicesReceived], &[IsChildInNeed]),
    (&[ServicesReceived], &[OnProtectionPlan]),
    (&[ServicesReceived], &[IsLookedAfter]),
    (&[FamilyHelpReceived], &[ParentingSupportReceived]),
    (&[FamilyHelpReceived], &[FamilySupportReceived]),
    (&[FamilyHelpReceived], &[FamilyInterventionReceived]),
];

/// Counts of two questions that are the same people, if they are as many.
pub const SAME: &[(&[State], &[State])] = &[(q::PREGNANT_SERVICES_ASKED, q::PREGNANT)];

/// Two answers that may go together, and either of them.
pub type Overlap = (&'static [State], &'static [State], &'static [State]);

pub const OVERLAPS: &[Overlap] = &[(
    &[HeroinOnly, CrackOnly, HeroinAndCrack],
    &[HeroinOnly, HeroinAndCrack],
    &[CrackOnly, HeroinAndCrack],
)];

// The sums within a field, as sets: they are asked of thousands of groups, sexes and levels.

pub struct AnswerSum {
    pub total: Answers,
    pub parts: Vec<Answers>,
    /// What no part holds.
    pub left: Option<Answers>,
}

impl AnswerSum {
    pub fn new((total, parts): &Sum) -> AnswerSum {
        let is_left = |state: &&State| !parts.iter().any(|part| part.contains(state));
        let left: Vec<State> = total.iter().filter(is_left).copied().collect();
        AnswerSum {
            total: Answers::of(total),
            parts: parts.iter().map(|part| Answers::of(part)).collect(),
            left: (!left.is_empty()).then(|| Answers::of(&left)),
        }
    }
}

pub struct AnswersInside {
    pub outer: Answers,
    pub inner: Answers,
    pub alone: Answers,
}

impl AnswersInside {
    pub fn new(outer: &[State], inner: &[State]) -> AnswersInside {
        AnswersInside {
            outer: Answers::of(outer),
            inner: Answers::of(inner),
            // No measure mixes the states of two fields, so the name is free.
            alone: Answers(States::of(outer).and(States::of(inner))),
        }
    }
}

pub struct AnswerOverlap {
    pub either: Answers,
    pub one: Answers,
    pub other: Answers,
    pub only_one: Answers,
    pub only_other: Answers,
    pub both: Answers,
}

impl AnswerOverlap {
    pub fn new(either: &[State], one: &[State], other: &[State]) -> AnswerOverlap {
        let answers = |from: &[State], shared: bool, with: &[State]| {
            let chosen = |state: &&State| with.contains(state) == shared;
            Answers::of(&from.iter().filter(chosen).copied().collect::<Vec<State>>())
        };
        AnswerOverlap {
            either: Answers::of(either),
            one: Answers::of(one),
            other: Answers::of(other),
            only_one: answers(one, false, other),
            only_other: answers(other, false, one),
            both: answers(one, true, other),
        }
    }
}

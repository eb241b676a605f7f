//! Which measures ask the same question of the same people: parts of a whole, and one inside the other.

use crate::cohorts::State;
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

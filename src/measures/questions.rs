//! The measures that ask people a question, as tables: whose answers make the denominator, and which the numerator.

use crate::cohorts::State;
use State::*;

pub const ENDED: &[State] = &[Successful, Transferred, Died, OtherEnding];
pub const FOLLOWED: &[State] = &[LeftBefore84Days, CompletedBefore84Days, Stayed84Days];
pub const DRUGS_RECORDED_STATES: &[State] =
    &[NeitherHeroinNorCrack, HeroinOnly, CrackOnly, HeroinAndCrack];
pub const INJECTING_RECORDED_STATES: &[State] =
    &[NeverInjected, PreviouslyInjected, CurrentlyInjecting];
pub const HOUSING_RECORDED_STATES: &[State] = &[NoHousingProblem, HousingProblem, NoFixedAbode];
pub const REFERRAL_RECORDED_STATES: &[State] = &[
    ReferredBySelf,
    ReferredByFamilyFriends,
    ReferredByGp,
    ReferredBySocialServices,
    ReferredByHealthSocialCare,
    ReferredByCriminalJustice,
    ReferredBySubstanceMisuseService,
    ReferredByOther,
];
pub const AGED_30_AND_OVER: &[State] = &[Over30BandNotKnown, Aged30To39, Aged40To49, Aged50AndOver];
pub const AGE_KNOWN: &[State] = &[
    Under30BandNotKnown,
    Over30BandNotKnown,
    AgedUnder18,
    Aged18To24,
    Aged25To29,
    Aged30To39,
    Aged40To49,
    Aged50AndOver,
];
pub const AGE_BAND_KNOWN: &[State] = &[
    AgedUnder18,
    Aged18To24,
    Aged25To29,
    Aged30To39,
    Aged40To49,
    Aged50AndOver,
];
pub const SEX_RECORDED: &[State] = &[Woman, Man];
pub const CHILDREN_NUMBERED: &[State] = &[
    NoChildAtHome,
    OneChild,
    TwoChildren,
    ThreeChildren,
    FourOrMoreChildren,
];
pub const CHILDREN_AT_HOME: &[State] = &[OneChild, TwoChildren, ThreeChildren, FourOrMoreChildren];
pub const TREATED_BEFORE_RECORDED: &[State] = &[NotTreatedBefore, WasTreatedBefore];
pub const JOURNEYS: &[State] = &[FirstJourney, Returned];
pub const WAIT_RECORDED: &[State] = &[WaitedUpTo21Days, WaitedOver21Days];
pub const PREGNANT: &[State] = &[
    PregnantServicesNotAsked,
    PregnantWithServices,
    PregnantWithoutServices,
];
pub const WOMEN: &[State] = &[
    PregnancyNotRecorded,
    NotPregnant,
    PregnantServicesNotAsked,
    PregnantWithServices,
    PregnantWithoutServices,
];
pub const PREGNANT_SERVICES_ASKED: &[State] = &[PregnantWithServices, PregnantWithoutServices];
pub const SERVICES: &[State] = &[ServicesNotRecorded, ServicesNone, ServicesReceived];
pub const NO_SERVICES_RECORDED: &[State] = &[ServicesNotRecorded, ServicesNone];
pub const REVIEW: &[State] = &[NotReviewed, ReviewKeepsGroup, ReviewChangesGroup];
pub const REVIEWED: &[State] = &[ReviewKeepsGroup, ReviewChangesGroup];

/// (id, label, denominator, numerator).
pub type Question = (
    &'static str,
    &'static str,
    &'static [State],
    &'static [State],
);

/// Asked of people in treatment and, again, of people starting.
#[rustfmt::skip]
pub const TRAITS: &[Question] = &[
    ("female", "Women", SEX_RECORDED, &[Woman]),
    ("age_30_and_over", "Aged 30 and over", AGE_KNOWN, AGED_30_AND_OVER),
    ("age_18_to_24", "Aged 18 to 24", AGE_BAND_KNOWN, &[Aged18To24]),
    ("age_25_to_29", "Aged 25 to 29", AGE_BAND_KNOWN, &[Aged25To29]),
    ("age_30_to_39", "Aged 30 to 39", AGE_BAND_KNOWN, &[Aged30To39]),
    ("age_40_to_49", "Aged 40 to 49", AGE_BAND_KNOWN, &[Aged40To49]),
    ("age_50_and_over", "Aged 50 and over", AGE_BAND_KNOWN, &[Aged50AndOver]),
    ("heroin", "Heroin", DRUGS_RECORDED_STATES, &[HeroinOnly, HeroinAndCrack]),
    ("crack", "Crack cocaine", DRUGS_RECORDED_STATES, &[CrackOnly, HeroinAndCrack]),
    ("heroin_or_crack", "Heroin or crack cocaine", DRUGS_RECORDED_STATES, &[HeroinOnly, CrackOnly, HeroinAndCrack]),
    ("injecting_now", "Currently injecting", INJECTING_RECORDED_STATES, &[CurrentlyInjecting]),
    ("housing_problem", "Housing problem", HOUSING_RECORDED_STATES, &[HousingProblem, NoFixedAbode]),
    ("no_fixed_abode", "No fixed abode", HOUSING_RECORDED_STATES, &[NoFixedAbode]),
    ("referral_self_family_friends", "Referred by self, family or friends", REFERRAL_RECORDED_STATES,
        &[ReferredBySelf, ReferredByFamilyFriends]),
    ("referral_health_social_care", "Referred by health or social care", REFERRAL_RECORDED_STATES,
        &[ReferredByGp, ReferredBySocialServices, ReferredByHealthSocialCare]),
    ("referral_criminal_justice", "Referred by criminal justice", REFERRAL_RECORDED_STATES, &[ReferredByCriminalJustice]),
    ("referral_substance_misuse_service", "Referred by a substance misuse service", REFERRAL_RECORDED_STATES,
        &[ReferredBySubstanceMisuseService]),
    ("referral_other", "Referred by others", REFERRAL_RECORDED_STATES, &[ReferredByOther]),
    ("referral_gp", "Referred by a GP", REFERRAL_RECORDED_STATES, &[ReferredByGp]),
    ("referral_social_services", "Referred by social services", REFERRAL_RECORDED_STATES, &[ReferredBySocialServices]),
    ("referral_self", "Referred by self", REFERRAL_RECORDED_STATES, &[ReferredBySelf]),
    ("children_0", "No child in the home", CHILDREN_NUMBERED, &[NoChildAtHome]),
    ("children_1", "One child in the home", CHILDREN_NUMBERED, &[OneChild]),
    ("children_2", "Two children in the home", CHILDREN_NUMBERED, &[TwoChildren]),
    ("children_3", "Three children in the home", CHILDREN_NUMBERED, &[ThreeChildren]),
    ("children_4_or_more", "Four or more children in the home", CHILDREN_NUMBERED, &[FourOrMoreChildren]),
    ("previously_treated", "Treated before", TREATED_BEFORE_RECORDED, &[WasTreatedBefore]),
    ("returned", "Has an earlier journey in the extract", JOURNEYS, &[Returned]),
];

/// Asked of women starting.
#[rustfmt::skip]
pub const OF_WOMEN: &[Question] = &[
    ("pregnant", "Pregnant, of women starting", WOMEN, PREGNANT),
    ("pregnant_no_childrens_services_recorded", "No contact with children's services recorded, of pregnant women starting",
        PREGNANT_SERVICES_ASKED, &[PregnantWithoutServices]),
];

/// Asked of parents and of people who live with a child, in treatment. The labels of children's services are published,
/// their numbers inferred.
#[rustfmt::skip]
pub const OF_FAMILIES: &[Question] = &[
    ("childrens_services_received", "Early help or children's social care", SERVICES, &[ServicesReceived]),
    ("childrens_services_early_help", "Early help", &[NoEarlyHelp, InEarlyHelp], &[InEarlyHelp]),
    ("childrens_services_child_in_need", "Child in need", &[NoChildInNeed, IsChildInNeed], &[IsChildInNeed]),
    ("childrens_services_child_protection_plan", "Child protection plan", &[NoProtectionPlan, OnProtectionPlan], &[OnProtectionPlan]),
    ("childrens_services_looked_after_child", "Looked after child", &[NotLookedAfter, IsLookedAfter], &[IsLookedAfter]),
    ("childrens_services_none", "Recorded: none", SERVICES, &[ServicesNone]),
    ("childrens_services_not_recorded", "Not recorded", SERVICES, &[ServicesNotRecorded]),
    ("childrens_services_no_contact_recorded", "No contact with children's services recorded", SERVICES, NO_SERVICES_RECORDED),
    ("parenting_support_received", "Parenting support received", PARENTING_SUPPORT, &[ParentingSupportReceived]),
    ("parenting_support_none", "Parenting support: recorded none", PARENTING_SUPPORT, &[ParentingSupportNone]),
    ("parenting_support_not_recorded", "Parenting support: not recorded", PARENTING_SUPPORT, &[ParentingSupportNotRecorded]),
    ("family_support_received", "Family support received", FAMILY_SUPPORT, &[FamilySupportReceived]),
    ("family_support_none", "Family support: recorded none", FAMILY_SUPPORT, &[FamilySupportNone]),
    ("family_support_not_recorded", "Family support: not recorded", FAMILY_SUPPORT, &[FamilySupportNotRecorded]),
    ("family_intervention_received", "Family and social network intervention received", FAMILY_INTERVENTION,
        &[FamilyInterventionReceived]),
    ("family_intervention_none", "Family and social network intervention: recorded none", FAMILY_INTERVENTION,
        &[FamilyInterventionNone]),
    ("family_intervention_not_recorded", "Family and social network intervention: not recorded", FAMILY_INTERVENTION,
        &[FamilyInterventionNotRecorded]),
    ("no_family_help_recorded", "No parenting support, family support or family intervention recorded",
        &[FamilyHelpReceived, NoFamilyHelpRecorded], &[NoFamilyHelpRecorded]),
];

pub const PARENTING_SUPPORT: &[State] = &[
    ParentingSupportNotRecorded,
    ParentingSupportNone,
    ParentingSupportReceived,
];
pub const FAMILY_SUPPORT: &[State] = &[
    FamilySupportNotRecorded,
    FamilySupportNone,
    FamilySupportReceived,
];
pub const FAMILY_INTERVENTION: &[State] = &[
    FamilyInterventionNotRecorded,
    FamilyInterventionNone,
    FamilyInterventionReceived,
];

/// Asked of people in treatment: how often family status is looked at again.
#[rustfmt::skip]
pub const REVIEWS: &[Question] = &[
    ("family_status_reviewed", "Family status reviewed", REVIEW, REVIEWED),
    ("family_group_changed_on_review", "Another family group on the latest review, of those reviewed", REVIEWED, &[ReviewChangesGroup]),
];

/// Whether a field is recorded. Asked of everybody in treatment and, again, of everybody starting.
#[rustfmt::skip]
pub const COMPLETENESS: &[Question] = &[
    ("completeness_parental_status", "Parental status", &[ParentalStatusBlank, ParentalStatusRecorded], &[ParentalStatusRecorded]),
    ("completeness_children", "Children in the home", &[ChildrenBlank, ChildrenRecorded], &[ChildrenRecorded]),
    ("completeness_family_group", "Family group", &[GroupIncomplete, GroupComplete], &[GroupComplete]),
    ("completeness_sex", "Sex", &[SexBlank, SexIsRecorded], &[SexIsRecorded]),
    ("completeness_drugs", "Drugs", &[DrugsBlank, DrugsRecorded], &[DrugsRecorded]),
    ("completeness_injecting", "Injecting", &[InjectingBlank, InjectingRecorded], &[InjectingRecorded]),
    ("completeness_housing", "Housing", &[HousingBlank, HousingRecorded], &[HousingRecorded]),
    ("completeness_referral", "Referral source", &[ReferralBlank, ReferralRecorded], &[ReferralRecorded]),
    ("completeness_referral_date", "Referral date", &[ReferralDateBlank, ReferralDateRecorded], &[ReferralDateRecorded]),
    ("completeness_previously_treated", "Earlier treatment", &[TreatedBeforeBlank, TreatedBeforeRecorded], &[TreatedBeforeRecorded]),
    ("completeness_childrens_services", "Children's services", &[ServicesBlank, ServicesRecorded], &[ServicesRecorded]),
    ("completeness_parenting_support", "Parenting support", &[ParentingSupportBlank, ParentingSupportRecorded],
        &[ParentingSupportRecorded]),
    ("completeness_family_support", "Family support", &[FamilySupportBlank, FamilySupportRecorded], &[FamilySupportRecorded]),
    ("completeness_family_intervention", "Family intervention", &[FamilyInterventionBlank, FamilyInterventionRecorded],
        &[FamilyInterventionRecorded]),
];

/// Whether it is recorded if a woman is pregnant.
#[rustfmt::skip]
pub const COMPLETENESS_OF_WOMEN: &[Question] = &[
    ("completeness_pregnant", "Pregnancy (of women)", &[PregnancyBlank, PregnancyRecorded], &[PregnancyRecorded]),
];

/// How journeys end, and whether people stay.
#[rustfmt::skip]
pub const OF_STARTERS_LEAVING: &[Question] = &[
    ("completed_of_starters_leaving", "Completed successfully, of those starting and leaving in the year", ENDED, &[Successful]),
];
#[rustfmt::skip]
pub const OF_LEAVERS: &[Question] = &[
    ("completed_of_leavers", "Completed successfully, of those leaving", ENDED, &[Successful]),
    ("transferred_of_leavers", "Transferred, of those leaving", ENDED, &[Transferred]),
    ("died_of_leavers", "Died, of those leaving", ENDED, &[Died]),
    ("other_ending_of_leavers", "Ended otherwise, of those leaving", ENDED, &[OtherEnding]),
];
#[rustfmt::skip]
pub const RETENTION: &[Question] = &[
    ("retained_12_weeks", "Stayed at least 12 weeks, of those starting", FOLLOWED, &[Stayed84Days]),
    ("retained_12_weeks_or_completed", "Stayed at least 12 weeks or completed successfully earlier, of those starting",
        FOLLOWED, &[Stayed84Days, CompletedBefore84Days]),
];
#[rustfmt::skip]
pub const WAITS: &[Question] = &[
    ("waited_over_21_days", "Waited more than 21 days", WAIT_RECORDED, &[WaitedOver21Days]),
];

/// The measures that are a detail of another: a part of one, or a variant.
pub const DETAILS: &[&str] = &[
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
    "age_18_to_24",
    "age_25_to_29",
    "age_30_to_39",
    "age_40_to_49",
    "age_50_and_over",
    "children_0",
    "children_2",
    "children_3",
    "children_4_or_more",
    "pregnant_no_childrens_services_recorded",
    "childrens_services_no_contact_recorded",
];

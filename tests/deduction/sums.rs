//! Sums within one group at one level, by measure. A name without a row is a remainder that two rows give.

pub type Sum = (&'static str, &'static [&'static str]);

pub const OF_TRAITS: &[Sum] = &[
    ("sex recorded", &["people F", "people M"]),
    ("people", &["sex recorded", "people unknown"]),
    ("people", &["people F", "people M", "people unknown"]),
    ("people", &["people F", "people not F"]),
    ("people", &["people M", "people not M"]),
    ("heroin_or_crack", &["heroin", "crack only"]),
    ("heroin_or_crack", &["crack", "heroin only"]),
    ("heroin", &["heroin only", "heroin and crack"]),
    ("crack", &["crack only", "heroin and crack"]),
    (
        "housing_problem",
        &["no_fixed_abode", "other housing problem"],
    ),
    (
        "referral recorded",
        &[
            "referral_self_family_friends",
            "referral_health_social_care",
            "referral_criminal_justice",
            "referral_substance_misuse_service",
            "referral_other",
        ],
    ),
    (
        "referral_self_family_friends",
        &["referral_self", "referral family friends"],
    ),
    (
        "referral_health_social_care",
        &["referral_gp", "referral not gp"],
    ),
    (
        "referral_health_social_care",
        &["referral_social_services", "referral not social services"],
    ),
    (
        "referral not gp",
        &["referral_social_services", "referral other health"],
    ),
    (
        "referral not social services",
        &["referral_gp", "referral other health"],
    ),
    (
        "retained_12_weeks_or_completed",
        &["retained_12_weeks", "completed before 12 weeks"],
    ),
    (
        "people",
        &[
            "completed_of_leavers",
            "transferred_of_leavers",
            "died_of_leavers",
            "other_ending_of_leavers",
        ],
    ),
    (
        "children numbered",
        &[
            "children_0",
            "children_1",
            "children_2",
            "children_3",
            "children_4_or_more",
        ],
    ),
    (
        CHILDREN_AT_HOME,
        &[
            "children_1",
            "children_2",
            "children_3",
            "children_4_or_more",
        ],
    ),
    (
        "people",
        &[
            "childrens_services_received",
            "childrens_services_none",
            "childrens_services_not_recorded",
        ],
    ),
    (
        "people",
        &[
            "childrens_services_received",
            "childrens_services_no_contact_recorded",
        ],
    ),
    (
        "childrens_services_no_contact_recorded",
        &["childrens_services_none", "childrens_services_not_recorded"],
    ),
    (
        "childrens_services_received",
        &["childrens_services_early_help", "services but early help"],
    ),
    (
        "childrens_services_received",
        &["childrens_services_child_in_need", "services but in need"],
    ),
    (
        "childrens_services_received",
        &[
            "childrens_services_child_protection_plan",
            "services but protection",
        ],
    ),
    (
        "childrens_services_received",
        &[
            "childrens_services_looked_after_child",
            "services but looked after",
        ],
    ),
    (
        "people",
        &[
            "parenting_support_received",
            "parenting_support_none",
            "parenting_support_not_recorded",
        ],
    ),
    (
        "people",
        &[
            "family_support_received",
            "family_support_none",
            "family_support_not_recorded",
        ],
    ),
    (
        "people",
        &[
            "family_intervention_received",
            "family_intervention_none",
            "family_intervention_not_recorded",
        ],
    ),
];

/// Whom the mean number of children is of: what is left of the distribution without those who have none.
pub const CHILDREN_AT_HOME: &str = "children numbered without children_0";

/// Adults are 18 and over, and everybody here has a date of birth, so the bands divide them all.
pub const OF_ADULTS: &[Sum] = &[
    (
        "people",
        &[
            "age_18_to_24",
            "age_25_to_29",
            "age_30_to_39",
            "age_40_to_49",
            "age_50_and_over",
        ],
    ),
    (
        "people",
        &["age_18_to_24", "age_25_to_29", "age_30_and_over"],
    ),
    (
        "people without age_30_and_over",
        &["age_18_to_24", "age_25_to_29"],
    ),
    (
        "age_30_and_over",
        &["age_30_to_39", "age_40_to_49", "age_50_and_over"],
    ),
];

/// Sums that only an attacker who links tables uses.
pub const OF_LINKED_TABLES: &[Sum] = &[
    ("people", &["injecting recorded", "injecting missing"]),
    ("people", &["housing recorded", "housing missing"]),
    ("people", &["referral recorded", "referral missing"]),
    ("people", &["children numbered", "children missing"]),
    (
        "people",
        &["earlier treatment recorded", "earlier treatment missing"],
    ),
    ("people", &["wait recorded", "wait missing"]),
    (
        "people without no_family_help_recorded",
        &["parenting_support_received", "helped otherwise"],
    ),
    (
        "people without no_family_help_recorded",
        &["family_support_received", "helped but not as families"],
    ),
    (
        "people without no_family_help_recorded",
        &[
            "family_intervention_received",
            "helped without intervention",
        ],
    ),
];

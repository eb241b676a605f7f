//! Family groups and substance groups, and how they add up: the published sums, by the meaning of the words.

pub const BASIC_GROUPS: [&str; 5] = [
    "own_children",
    "others_children",
    "parent_apart",
    "no_children",
    "incomplete",
];
pub const GROUPS_OF_ROWS: [&str; 8] = [
    "own_children",
    "others_children",
    "parent_apart",
    "no_children",
    "incomplete",
    "lives_with_child",
    "parent_or_lives_with_child",
    "all",
];
/// Not a family group of the rows: the `all` of a `*_of_complete` measure.
pub const COMPLETE: &str = "complete";
pub const LEVELS: [&str; 5] = [
    "opiate",
    "non_opiate_and_alcohol",
    "non_opiate_only",
    "alcohol_only",
    "not_recorded",
];

/// Each sum of groups, written in every way in which it can be read off a table: an attacker with one unknown at a time
/// must be given them all.
pub const GROUP_SUMS: &[(&str, &[&str])] = &[
    ("lives_with_child", &["own_children", "others_children"]),
    (
        "parent_or_lives_with_child",
        &["own_children", "others_children", "parent_apart"],
    ),
    (
        "parent_or_lives_with_child",
        &["lives_with_child", "parent_apart"],
    ),
    (
        COMPLETE,
        &[
            "own_children",
            "others_children",
            "parent_apart",
            "no_children",
        ],
    ),
    (
        COMPLETE,
        &["lives_with_child", "parent_apart", "no_children"],
    ),
    (COMPLETE, &["parent_or_lives_with_child", "no_children"]),
    ("all", &BASIC_GROUPS),
    (
        "all",
        &[
            "lives_with_child",
            "parent_apart",
            "no_children",
            "incomplete",
        ],
    ),
    (
        "all",
        &["parent_or_lives_with_child", "no_children", "incomplete"],
    ),
    ("all", &[COMPLETE, "incomplete"]),
];

/// A wider group and those inside it of which the difference is not a row of its own.
pub const GROUPS_INSIDE: &[(&str, &[&str])] = &[
    (
        "parent_or_lives_with_child",
        &["own_children", "others_children"],
    ),
    (
        COMPLETE,
        &[
            "own_children",
            "others_children",
            "parent_apart",
            "lives_with_child",
        ],
    ),
    (
        "all",
        &[
            "own_children",
            "others_children",
            "parent_apart",
            "no_children",
            "lives_with_child",
            "parent_or_lives_with_child",
        ],
    ),
];

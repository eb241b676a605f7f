//! The decision table of family groups.
//!
//! Source: the three groups and their two sums are those of the National Treatment Agency's 2012 report; "incomplete" is
//! a category of its published tables. Four cells follow from the codes' own wording; every other cell is our judgement
//! and a setting.

use crate::extract::Children;
use crate::extract::codes::Parental;
use crate::settings::JudgementCells;
use serde::{Deserialize, Serialize};

/// The group an adult (or young person) is counted in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FamilyGroup {
    OwnChildren,
    ParentApart,
    OthersChildren,
    NoChildren,
    Incomplete,
}

impl FamilyGroup {
    pub const ALL: [FamilyGroup; 5] = [
        FamilyGroup::OwnChildren,
        FamilyGroup::ParentApart,
        FamilyGroup::OthersChildren,
        FamilyGroup::NoChildren,
        FamilyGroup::Incomplete,
    ];

    pub fn name(self) -> &'static str {
        match self {
            FamilyGroup::OwnChildren => "own_children",
            FamilyGroup::ParentApart => "parent_apart",
            FamilyGroup::OthersChildren => "others_children",
            FamilyGroup::NoChildren => "no_children",
            FamilyGroup::Incomplete => "incomplete",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            FamilyGroup::OwnChildren => "Parent living with own children",
            FamilyGroup::ParentApart => "Parent not living with own children",
            FamilyGroup::OthersChildren => "Living with children not their own",
            FamilyGroup::NoChildren => "Not a parent, not living with children",
            FamilyGroup::Incomplete => "Incomplete data",
        }
    }
}

/// What a person said of being a parent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Some or all of the person's children live with them (11, 12, old 1).
    Own,
    /// None of them do (13, old 2, 3, 4).
    Apart,
    /// Not a parent (14, old 7).
    NotParent,
    /// Declined, old "other", not recorded, or a code on no list.
    Unknown,
}

/// How many under-18s live with the person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Household {
    Some,
    Zero,
    Unknown,
}

/// A cell of the decision table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    pub status: Status,
    pub household: Household,
}

const STATUSES: [Status; 4] = [
    Status::Own,
    Status::Apart,
    Status::NotParent,
    Status::Unknown,
];
const HOUSEHOLDS: [Household; 3] = [Household::Some, Household::Zero, Household::Unknown];

impl Cell {
    pub const COUNT: usize = STATUSES.len() * HOUSEHOLDS.len();

    pub fn new(parental: Parental, children: Children) -> Cell {
        let status = match parental {
            Parental::Own => Status::Own,
            Parental::Apart => Status::Apart,
            Parental::NotParent => Status::NotParent,
            Parental::Declined | Parental::Other | Parental::Unknown => Status::Unknown,
        };
        let household = match children {
            c if !c.is_known() => Household::Unknown,
            c if c.is_zero() => Household::Zero,
            _ => Household::Some,
        };
        Cell { status, household }
    }

    pub fn all() -> impl Iterator<Item = Cell> {
        STATUSES
            .into_iter()
            .flat_map(|status| HOUSEHOLDS.map(|household| Cell { status, household }))
    }

    pub fn index(self) -> usize {
        self.status as usize * HOUSEHOLDS.len() + self.household as usize
    }

    /// The decision table.
    pub fn group(self, judged: &JudgementCells) -> FamilyGroup {
        use FamilyGroup::{NoChildren, OthersChildren, OwnChildren, ParentApart};
        match (self.status, self.household) {
            (Status::Own, Household::Some) => OwnChildren,
            (Status::Own, Household::Zero) => judged.own_zero,
            (Status::Own, Household::Unknown) => judged.own_unknown,
            (Status::Apart, Household::Some) => judged.apart_some,
            (Status::Apart, Household::Zero) => ParentApart,
            (Status::Apart, Household::Unknown) => judged.apart_unknown,
            (Status::NotParent, Household::Some) => OthersChildren,
            (Status::NotParent, Household::Zero) => NoChildren,
            (Status::NotParent, Household::Unknown) => judged.not_parent_unknown,
            (Status::Unknown, Household::Some) => judged.unknown_some,
            (Status::Unknown, Household::Zero) => judged.unknown_zero,
            (Status::Unknown, Household::Unknown) => judged.unknown_unknown,
        }
    }

    /// The setting that decides the cell; `None` for the four that are not a judgement.
    pub fn setting(self) -> Option<&'static str> {
        match (self.status, self.household) {
            (Status::Own, Household::Zero) => Some("own_zero"),
            (Status::Own, Household::Unknown) => Some("own_unknown"),
            (Status::Apart, Household::Some) => Some("apart_some"),
            (Status::Apart, Household::Unknown) => Some("apart_unknown"),
            (Status::NotParent, Household::Unknown) => Some("not_parent_unknown"),
            (Status::Unknown, Household::Some) => Some("unknown_some"),
            (Status::Unknown, Household::Zero) => Some("unknown_zero"),
            (Status::Unknown, Household::Unknown) => Some("unknown_unknown"),
            _ => None,
        }
    }

    /// In words, for tables.
    pub fn label(self) -> String {
        let status = match self.status {
            Status::Own => "children live with client (11, 12, old 1)",
            Status::Apart => "no children live with client (13, old 2, 3, 4)",
            Status::NotParent => "not a parent (14, old 7)",
            Status::Unknown => "declined, other, unknown or blank (15, old 6)",
        };
        let household = match self.household {
            Household::Some => "at least one child in the home",
            Household::Zero => "no child in the home",
            Household::Unknown => "children in the home not known",
        };
        format!("{status}; {household}")
    }
}

/// The decision table as it stands with the judgements of a run. It is looked up for every journey: to decide each anew costs
/// more, for the processor cannot foresee which way the choices go.
pub struct DecisionTable([FamilyGroup; Cell::COUNT]);

impl DecisionTable {
    pub fn of(judged: &JudgementCells) -> DecisionTable {
        let mut groups = [FamilyGroup::Incomplete; Cell::COUNT];
        for cell in Cell::all() {
            groups[cell.index()] = cell.group(judged);
        }
        DecisionTable(groups)
    }

    pub fn group(&self, cell: Cell) -> FamilyGroup {
        self.0[cell.index()]
    }
}

/// The decision table as a Markdown table, as it stands with the given judgements.
pub fn markdown_table(judged: &JudgementCells) -> String {
    let mut table = String::from(
        "| parental status | at least one child in the home | no child in the home | children in the home not known |\n|---|---|---|---|\n",
    );
    let rows = [
        "children live with client (11, 12, old 1)",
        "no children live with client (13, old 2, 3, 4)",
        "not a parent (14, old 7)",
        "declined, other, unknown or blank (15, old 6)",
    ];
    for (status, row) in STATUSES.into_iter().zip(rows) {
        let cells = HOUSEHOLDS.map(|household| {
            let cell = Cell { status, household };
            match cell.setting() {
                None => format!("`{}`", cell.group(judged).name()),
                Some(setting) => {
                    format!("`{}` (judgement: `{setting}`)", cell.group(judged).name())
                }
            }
        });
        table += &format!("| {row} | {} |\n", cells.join(" | "));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::codes::{self, Codes, Lists};

    #[test]
    fn the_table_is_what_the_judgements_decide() {
        let judged = JudgementCells {
            own_zero: FamilyGroup::ParentApart,
            unknown_some: FamilyGroup::OthersChildren,
            ..JudgementCells::default()
        };
        let table = DecisionTable::of(&judged);
        for cell in Cell::all() {
            assert_eq!(table.group(cell), cell.group(&judged), "{}", cell.label());
        }
    }

    /// Parental status as exported x children -> group, by the defaults.
    #[test]
    fn every_code_and_every_kind_of_household() {
        use FamilyGroup::{Incomplete, NoChildren, OthersChildren, OwnChildren, ParentApart};
        let codes = Codes::with(&Lists::new()).unwrap();
        let judged = JudgementCells::default();
        let cases: [(&[&str], [FamilyGroup; 3]); 4] = [
            (&["11", "12", "1"], [OwnChildren, OwnChildren, OwnChildren]),
            (
                &["13", "2", "3", "4"],
                [OthersChildren, ParentApart, ParentApart],
            ),
            (&["14", "7"], [OthersChildren, NoChildren, Incomplete]),
            (&["15", "6", "501", "", "X"], [Incomplete; 3]),
        ];
        for (statuses, [some, zero, unknown]) in cases {
            for status in statuses {
                let parental = codes.parental.of(codes::decode(status.as_bytes()).raw);
                let group = |children| Cell::new(parental, children).group(&judged);
                assert_eq!(group(Children::coded(1)), some, "{status}");
                assert_eq!(group(Children::coded(30)), some, "{status}");
                assert_eq!(group(Children::SOME), some, "{status}");
                assert_eq!(group(Children::coded(0)), zero, "{status}");
                assert_eq!(group(Children::MISSING), unknown, "{status}");
            }
        }
    }

    #[test]
    fn every_judgement_is_a_setting_and_nothing_else_is() {
        let flipped = JudgementCells {
            own_zero: FamilyGroup::ParentApart,
            own_unknown: FamilyGroup::Incomplete,
            apart_some: FamilyGroup::ParentApart,
            apart_unknown: FamilyGroup::Incomplete,
            not_parent_unknown: FamilyGroup::NoChildren,
            unknown_some: FamilyGroup::OthersChildren,
            unknown_zero: FamilyGroup::NoChildren,
            unknown_unknown: FamilyGroup::NoChildren,
        };
        for cell in Cell::all() {
            let moved = cell.group(&flipped) != cell.group(&JudgementCells::default());
            assert_eq!(moved, cell.setting().is_some(), "{}", cell.label());
        }
    }

    #[test]
    fn cells_are_numbered_in_order() {
        let indices: Vec<usize> = Cell::all().map(Cell::index).collect();
        assert_eq!(indices, (0..Cell::COUNT).collect::<Vec<_>>());
    }

    #[test]
    fn the_documentation_prints_this_table() {
        let docs = include_str!("../../docs/definitions.md").replace("\r\n", "\n");
        let table = markdown_table(&JudgementCells::default());
        assert!(
            docs.contains(&table),
            "docs/definitions.md must hold this table:\n\n{table}"
        );
    }
}

//! What is asked of each person of a population: the list of all questions, each with the rows it is written in.

use super::journeys::Journey;
use super::reading::Columns;
use super::traits::TRAITS;
use super::{completeness, help, who};

/// What the answers of one person in one year are read from.
pub struct Subject<'a> {
    pub journey: &'a Journey,
    pub age: i32,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Groups {
    Every,
    /// Parents, and those who live with a child.
    OfFamilies,
    /// The row of everybody only.
    All,
}

type Question = dyn Fn(&Subject) -> Option<bool>;

pub struct Measure {
    pub name: String,
    pub populations: &'static [&'static str],
    pub groups: Groups,
    pub women_only: bool,
    /// Of each list any one column must be there, or nobody is counted.
    needs: Vec<&'static [&'static str]>,
    ask: Box<Question>,
}

impl Measure {
    /// Asked of everybody in treatment and of everybody starting, until narrowed. An answer of `None` is not recorded:
    /// the person is then not in the denominator.
    pub fn new(name: &str, ask: impl Fn(&Subject) -> Option<bool> + 'static) -> Measure {
        Measure {
            name: name.to_string(),
            populations: &["in_treatment", "starting"],
            groups: Groups::Every,
            women_only: false,
            needs: vec![],
            ask: Box::new(ask),
        }
    }

    pub fn in_treatment(self) -> Measure {
        Measure {
            populations: &["in_treatment"],
            ..self
        }
    }

    pub fn starting(self) -> Measure {
        Measure {
            populations: &["starting"],
            ..self
        }
    }

    pub fn groups(self, groups: Groups) -> Measure {
        Measure { groups, ..self }
    }

    pub fn women_only(self) -> Measure {
        Measure {
            women_only: true,
            ..self
        }
    }

    pub fn needs(mut self, any_of: &'static [&'static str]) -> Measure {
        self.needs.push(any_of);
        self
    }

    pub fn answer(&self, subject: &Subject, columns: &Columns) -> Option<bool> {
        let asked = self.needs.iter().all(|any_of| columns.any_of(any_of));
        let asked = asked && (!self.women_only || subject.journey.sex == "F");
        if asked { (self.ask)(subject) } else { None }
    }

    /// `group` is one of the eight rows of family groups.
    pub fn has_row_of(&self, group: &str) -> bool {
        use super::traits::{APART, OTHERS, OWN};
        match self.groups {
            Groups::Every => true,
            Groups::OfFamilies => [
                OWN,
                APART,
                OTHERS,
                "lives_with_child",
                "parent_or_lives_with_child",
            ]
            .contains(&group),
            Groups::All => group == "all",
        }
    }

    pub fn is_completeness(&self) -> bool {
        self.name.starts_with("completeness_")
    }
}

pub fn measures() -> Vec<Measure> {
    let mut measures: Vec<Measure> = TRAITS
        .into_iter()
        .map(|(name, ask)| Measure::new(name, ask))
        .collect();
    measures.extend(who::measures());
    measures.extend(help::measures());
    measures.extend(completeness::measures());
    measures
}

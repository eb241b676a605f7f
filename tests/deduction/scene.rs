//! One block of a run: what is shown of it, every true count, and what the attacker has in the end.

use crate::children;
use crate::deduction::Reasoning;
use crate::equations::{At, Equations};
use crate::groups::COMPLETE;
use crate::meaning::{Count, Knowledge, REST_OF_EXTRACT, is_nought_by_definition, level_of};
use crate::rows::Row;
use crate::runs::{Case, cases};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Population, age group, year, and whether they are the rest of the extract.
type Block = (String, String, String, bool);

/// Rows of which one attacker's equations speak: people of one age, in one population of one year.
fn blocks<'a>(case: &Case, rows: &'a [Row]) -> BTreeMap<Block, Vec<At<'a>>> {
    // The rows that nothing divides come first.
    let whole_area = rows.first().map_or("", |row| row.area.as_str());
    let mut all = BTreeMap::<Block, Vec<At<'_>>>::new();
    for row in rows.iter().filter(|row| case.asks(row)) {
        let block = (
            row.population.clone(),
            row.age_group.clone(),
            row.period.clone(),
            row.area == REST_OF_EXTRACT,
        );
        let level = level_of(row, whole_area);
        all.entry(block).or_default().push((row, level));
    }
    all
}

/// They depend only on which rows there are, so they are made once for blocks of a run that have the same.
fn equations(case: &Case, block: &Block, rows: &[At<'_>], knowledge: Knowledge) -> Arc<Equations> {
    let levels: BTreeSet<&str> = rows.iter().map(|(_, level)| level.as_str()).collect();
    let is_adult = block.1 == "adults";
    let key = format!(
        "{knowledge:?} {} {is_adult} {} {levels:?}",
        block.0, block.3
    );
    let mut all = case
        .equations
        .lock()
        .expect("no test has failed while making them");
    all.entry(key)
        .or_insert_with(|| Arc::new(Equations::of(rows, knowledge)))
        .clone()
}

pub struct Scene<'a> {
    pub equations: Arc<Equations>,
    pub name: String,
    rows: Vec<At<'a>>,
    pub truth: Vec<Option<i64>>,
    /// By count, whether some row shows it, and whether some row hides it.
    pub shown: Vec<bool>,
    pub hidden: Vec<bool>,
}

impl Scene<'_> {
    /// Of rows of a case, protected in whichever way.
    pub fn all<'a>(case: &Case, rows: &'a [Row], knowledge: Knowledge) -> Vec<Scene<'a>> {
        blocks(case, rows)
            .into_iter()
            .zip(blocks(case, &case.truth).into_values())
            .map(|((block, rows), true_rows)| {
                let equations = equations(case, &block, &true_rows, knowledge);
                let mut shown = vec![false; equations.counts.len()];
                let mut hidden = shown.clone();
                for (at, count) in rows.iter().flat_map(|row| equations.shown_by(row)) {
                    shown[at] |= count.is_some();
                    hidden[at] |= count.is_none();
                }
                let rest = if block.3 {
                    " in the rest of the extract"
                } else {
                    ""
                };
                Scene {
                    name: format!(
                        "{}: {} of {} in {}{rest}",
                        case.name, block.0, block.1, block.2
                    ),
                    truth: equations.deduce(&true_rows, Reasoning::Subtraction),
                    equations,
                    rows,
                    shown,
                    hidden,
                }
            })
            .collect()
    }

    pub fn said(&self, at: usize) -> String {
        let Count { what, group, level } = &self.equations.counts[at];
        let truth = self.truth[at].map_or("?".into(), |count| count.to_string());
        format!("{what} / {group} / {level} = {truth}")
    }

    /// A remainder of people with complete data would take tables that only shares have.
    fn is_asked_about(&self, at: usize) -> bool {
        let count = &self.equations.counts[at];
        !count.group.starts_with(COMPLETE) || count.what.starts_with("people")
    }

    /// What the attacker has in the end and must not have.
    fn learned(&self, reasoning: Reasoning) -> Vec<String> {
        let known = self.equations.deduce(&self.rows, reasoning);
        let mut learned = Vec::new();
        for (at, found) in known.iter().enumerate() {
            let Some(found) = *found else { continue };
            // Some counts that no row has cannot be worked out from the whole truth by subtraction alone.
            assert!(
                self.truth[at].is_none_or(|truth| truth == found),
                "{found} is not {}",
                self.said(at)
            );
            let count = &self.equations.counts[at];
            if is_nought_by_definition(count, self.equations.knowledge) {
                continue;
            }
            let small = (1..=4).contains(&found);
            // Noughts are shown by default, and one that is hidden with its rate is no secret of its own: what matters is
            // that nothing else can be worked out from it.
            if self.hidden[at] && !self.shown[at] && found > 0 {
                learned.push(format!("{}: hidden {}", self.name, self.said(at)));
            } else if small && !self.equations.printed[at] && self.is_asked_about(at) {
                learned.push(format!("{}: derived {}", self.name, self.said(at)));
            }
        }
        if reasoning == Reasoning::WholeNumbers {
            let few = children::few_together(&self.equations, &known);
            learned.extend(
                few.iter()
                    .map(|few| format!("{}: derived {few}", self.name)),
            );
        }
        learned
    }
}

pub fn learned(
    case: &Case,
    rows: &[Row],
    knowledge: Knowledge,
    reasoning: Reasoning,
) -> Vec<String> {
    Scene::all(case, rows, knowledge)
        .iter()
        .flat_map(|scene| scene.learned(reasoning))
        .collect()
}

pub fn learned_in_all_cases(knowledge: Knowledge, reasoning: Reasoning) -> Vec<String> {
    let mut found = Vec::new();
    for case in cases() {
        let of_case = learned(case, &case.protected, knowledge, reasoning);
        println!("{}: {} counts learned", case.name, of_case.len());
        found.extend(of_case);
    }
    found
}

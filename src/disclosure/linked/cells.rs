//! The cells of the decision table: a run tells how many adults stand in each that is a judgement, in the latest year.
//!
//! A reader works most of them out from the answers of a group: parents with no child at home are a cell. So such a number is
//! shown where no witness changes it, and hidden where one does: then every witness keeps what is shown, and every hidden
//! number has one. Numbers that no answers tell (of people who live with children, how many have their own elsewhere) have
//! other tables by themselves.

use super::blocks::{Atoms, Set};
use super::board::Board;
use super::change::Change;
use super::decided::{Decided, SOME, children_of, is_recorded};
use super::exchange::Exchange;
use super::lacking::Answers;
use super::layout::Layout;
use super::relations::of_states;
use super::search::Field;
use crate::cohorts::family::Household;
use crate::cohorts::{AgeGroup, Cell, Population, State};
use crate::disclosure::Rules;
use crate::measures::Measured;
use crate::measures::sensitivity::people_in_cells;
use rayon::prelude::*;

/// The cells that are a judgement, of adults in the latest year.
pub struct Cells {
    whole: Option<usize>,
    of: [OfPopulation; POPULATIONS.len()],
}

/// The populations of which judgements tell something, by themselves or of a part of them.
const POPULATIONS: [Population; 2] = [Population::InTreatment, Population::Starting];

struct OfPopulation {
    context: usize,
    people: [u64; Cell::COUNT],
    judgements: Vec<Judgement>,
}

struct Judgement {
    cell: Cell,
    /// Other cells of its group, which answers do not tell from it.
    alike: Vec<Cell>,
    told: Told,
    /// Other answers of its group, of which it tells how many people give them.
    tells: Option<Answers>,
}

/// How the answers of a group tell how many people stand in a cell and in those like it.
#[derive(Clone, Copy, Debug)]
struct Told {
    group: usize,
    /// Their answers to the question of children in the home.
    children: Answers,
    /// Where people with and without a parental status give these.
    shared: Option<Shared>,
}

/// People of a group with a parental status and without, by the households that both have.
#[derive(Clone, Copy, Debug)]
struct Shared {
    status: Answers,
    /// The children in the home that only people of this status have.
    alone: Answers,
    /// Those that people of either have.
    both: Answers,
    households: usize,
}

/// The least a number can be, and the most.
type Range = (i64, i64);

impl Told {
    /// Between which numbers it must be, by the people of the group with some answers: of a table of two rows of which the sums
    /// are known, a count is at most either of its sums, and at least what the others cannot hold.
    fn range(&self, people: impl Fn(usize, Answers) -> i64) -> Range {
        let people = |answers: Answers| people(self.group, answers);
        let of_household = people(self.children);
        let Some(shared) = self.shared else {
            return (of_household, of_household);
        };
        let of_status = people(shared.status) - people(shared.alone);
        let least = of_status + of_household - people(shared.both);
        (least.max(0), of_status.min(of_household))
    }

    /// The answers that tell it.
    fn by(&self) -> Answers {
        self.shared.map_or(self.children, |shared| shared.status)
    }

    /// Whether the answers leave nothing open.
    fn is_exact(&self) -> bool {
        self.shared.is_none_or(|shared| shared.households == 1)
    }
}

/// The two questions that family groups are made of.
struct Questions {
    children: usize,
    status: usize,
    recorded: Atoms,
    blank: Atoms,
    /// Whether a parental status is recorded of those whose group comes of one, and of nobody else.
    tells_status: bool,
}

impl Questions {
    fn new(layout: &Layout, decided: &Decided<'_>) -> Questions {
        let (children, _) = of_states(layout, &[State::OneChild]);
        let (status, recorded) = of_states(layout, &[State::ParentalStatusRecorded]);
        let (_, blank) = of_states(layout, &[State::ParentalStatusBlank]);
        Questions {
            children,
            status,
            recorded,
            blank,
            tells_status: !decided.has_other_status,
        }
    }

    fn judgement(&self, cell: Cell, decided: &Decided<'_>) -> Judgement {
        let group = decided.group(cell);
        let of_group: Vec<Cell> = decided.of(group).copied().collect();
        let is_alike = |other: &&Cell| {
            **other != cell
                && other.household == cell.household
                && (is_recorded(other) == is_recorded(&cell) || !self.tells_status)
        };
        Judgement {
            cell,
            alike: of_group.iter().filter(is_alike).copied().collect(),
            told: Told {
                group: group as usize,
                children: (self.children, children_of(cell.household)),
                shared: self.shared(&cell, &of_group),
            },
            // Rows print of whom there is no number: what is left is of whom there are some children.
            tells: (cell.household == Household::Unknown).then_some((self.children, SOME)),
        }
    }

    fn shared(&self, cell: &Cell, of_group: &[Cell]) -> Option<Shared> {
        let has = |recorded: bool, household: Household| {
            let mut all = of_group.iter();
            all.any(|c| is_recorded(c) == recorded && c.household == household)
        };
        let is_both = |household: &Household| [true, false].iter().all(|r| has(*r, *household));
        let is_alone = |household: &Household| {
            has(is_recorded(cell), *household) && !has(!is_recorded(cell), *household)
        };
        let answers = |households: &[Household]| {
            let atoms = households.iter().map(|household| children_of(*household));
            (self.children, atoms.fold(0, |all, atoms| all | atoms))
        };
        let households = [Household::Some, Household::Zero, Household::Unknown].into_iter();
        let both: Vec<Household> = households.clone().filter(is_both).collect();
        let alone: Vec<Household> = households.filter(is_alone).collect();
        let status = match is_recorded(cell) {
            true => self.recorded,
            false => self.blank,
        };
        let is_told_by_status = self.tells_status && is_both(&cell.household);
        is_told_by_status.then(|| Shared {
            status: (self.status, status),
            alone: answers(&alone),
            both: answers(&both),
            households: both.len(),
        })
    }
}

/// Which cells of the decision table must be hidden, and how many of these have no witness.
#[derive(Clone, Copy, Default, Debug)]
pub struct HiddenCells {
    pub in_treatment: [bool; Cell::COUNT],
    pub starting: [bool; Cell::COUNT],
    /// Above nought.
    pub without_witness: u64,
    pub noughts_that_follow: u64,
    /// Of the first, the context and block that tell it.
    pub unsafe_question: Option<(usize, usize)>,
}

impl Cells {
    pub fn new(layout: &Layout, measured: &Measured, decided: &Decided<'_>) -> Cells {
        let questions = Questions::new(layout, decided);
        let of_population = |population: Population| OfPopulation {
            context: layout.context(
                AgeGroup::Adults as usize,
                population as usize,
                layout.years - 1,
            ),
            people: people_in_cells(measured, population),
            judgements: Cell::all()
                .filter(|cell| cell.setting().is_some())
                .map(|cell| questions.judgement(cell, decided))
                .collect(),
        };
        Cells {
            whole: layout.whole_place(),
            of: POPULATIONS.map(of_population),
        }
    }

    /// Where answers tell how many stand in a cell, and nobody may know that, these answers must have a witness.
    pub fn need_what_tells(&self, field: &Field<'_>, boards: &mut [Board]) {
        let Field { layout, rules, .. } = *field;
        let (Some(whole), [of, _]) = (self.whole, &self.of) else {
            return;
        };
        let mut need = |group: usize, (block, atoms): Answers| {
            let set = layout.blocks[block].number_of(Set::People(atoms));
            let lines = boards[block].at_mut(layout, of.context, whole);
            if let (Some(set), Some(lines)) = (set, lines) {
                lines.needs[group] |= 1 << set;
            }
        };
        for judgement in &of.judgements {
            let told = &judgement.told;
            let (least, most) = told.range(of.now(field, whole));
            if least == most && is_few(rules, most) && judgement.alike.is_empty() {
                need(told.group, told.by());
            }
            if let Some(answers) = judgement.tells
                && is_few(rules, of.now(field, whole)(told.group, answers))
            {
                need(told.group, answers);
            }
        }
    }

    /// What must be hidden after all exchanges are found.
    pub fn hidden(
        &self,
        field: &Field<'_>,
        boards: &[Board],
        exchanges: &[Exchange],
    ) -> HiddenCells {
        let mut hidden = HiddenCells::default();
        let (Some(whole), [in_treatment, starting]) = (self.whole, &self.of) else {
            return hidden;
        };
        for (judgement, standing) in in_treatment.standings(field, boards, exchanges, whole) {
            let cell = judgement.cell.index();
            hidden.in_treatment[cell] = standing != Standing::Shown;
            match (standing, in_treatment.people[cell]) {
                (Standing::WithoutWitness, 0) => hidden.noughts_that_follow += 1,
                (Standing::WithoutWitness, _) => {
                    let (block, _) = judgement.told.by();
                    hidden.without_witness += 1;
                    hidden.unsafe_question = Some((in_treatment.context, block));
                }
                _ => {}
            }
        }
        // Not printed: what is told of a part of them must not tell of these.
        for (judgement, standing) in starting.standings(field, boards, exchanges, whole) {
            hidden.starting[judgement.cell.index()] = standing != Standing::Shown;
        }
        hidden
    }
}

/// How a judgement's number may be known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    Shown,
    /// Another table agrees with everything shown and differs in it.
    Hidden,
    WithoutWitness,
}

impl OfPopulation {
    fn standings(
        &self,
        field: &Field<'_>,
        boards: &[Board],
        exchanges: &[Exchange],
        whole: usize,
    ) -> Vec<(&Judgement, Standing)> {
        let here = exchanges.par_iter();
        let here = here.filter(|exchange| exchange.contexts.contains(&self.context));
        let changes: Vec<Change> = here.map(|e| Change::of(field, e)).collect();
        let standing = |judgement: &Judgement| {
            let told = &judgement.told;
            let by_row = judgement.shown_by_row(field.layout, boards, self.context, whole);
            let Some(is_shown) = by_row else {
                let now = told.range(self.now(field, whole));
                let witnesses = changes.iter();
                let witnesses = witnesses.map(|c| told.range(self.after(field, whole, c)));
                let witnesses: Vec<Range> = witnesses.collect();
                let tells = self.tells_few(field, judgement, &changes, whole);
                return self.standing(field.rules, judgement, tells, now, &witnesses);
            };
            // Of a cell that a row prints as well, the audit of rows says whether there is a witness.
            match is_shown {
                true => Standing::Shown,
                false => Standing::Hidden,
            }
        };
        let judgements = self.judgements.iter();
        judgements
            .map(|judgement| (judgement, standing(judgement)))
            .collect()
    }

    /// The people of a group with some answers, as a reader has them who sees all.
    fn now(&self, field: &Field<'_>, whole: usize) -> impl Fn(usize, Answers) -> i64 {
        let Field { layout, counts, .. } = *field;
        move |group, (block, atoms)| {
            counts.in_atoms(layout, (self.context, whole, block), group, atoms)
        }
    }

    /// The same, of a witness.
    fn after(
        &self,
        field: &Field<'_>,
        whole: usize,
        change: &Change,
    ) -> impl Fn(usize, Answers) -> i64 {
        let now = self.now(field, whole);
        move |group, (block, atoms)| {
            now(group, (block, atoms)) + change.atoms((self.context, block, whole), group, atoms)
        }
    }

    /// Whether a judgement tells of few people what no witness changes.
    fn tells_few(
        &self,
        field: &Field<'_>,
        judgement: &Judgement,
        changes: &[Change],
        whole: usize,
    ) -> bool {
        let group = judgement.told.group;
        judgement.tells.is_some_and(|(block, atoms)| {
            let people = self.now(field, whole)(group, (block, atoms));
            let spot = (self.context, block, whole);
            let mut changes = changes.iter();
            is_few(field.rules, people)
                && !changes.any(|change| change.atoms(spot, group, atoms) != 0)
        })
    }

    fn standing(
        &self,
        rules: &Rules,
        judgement: &Judgement,
        tells_few: bool,
        now: Range,
        witnesses: &[Range],
    ) -> Standing {
        let people = self.people[judgement.cell.index()] as i64;
        let all = witnesses.iter().chain([&now]);
        let least = all.clone().map(|(least, _)| *least).min().unwrap_or(now.0);
        let most = all.map(|(_, most)| *most).max().unwrap_or(now.1);
        let is_fixed = least == most;
        let is_kept = match (judgement.told.is_exact(), judgement.alike.as_slice()) {
            (true, []) => [least, most].iter().all(|n| {
                let [one, other] = [people, *n].map(|n| n.max(0) as u64);
                rules.are_shown_alike(one, other)
            }),
            (true, alike) if alike.iter().any(|cell| cell.setting().is_some()) => {
                // All are shown, or none: together they are what is told.
                is_fixed && !self.holds_few(rules, alike)
            }
            // Who is left of them is told too, and these must be able to go.
            (true, alike) => !self.holds_few(rules, alike) && least >= people,
            // What is open hangs together with other cells.
            (false, _) => is_fixed && now.0 == people,
        };
        if is_kept && !tells_few && !rules.is_secret(people as u64) {
            return Standing::Shown;
        }
        // Those who are alike can stand in either cell.
        let least = if judgement.alike.is_empty() { least } else { 0 };
        let (least, most) = (least.min(people), most.max(people));
        match least.abs_diff(most) >= rules.protect_interval.max(1) {
            true => Standing::Hidden,
            false => Standing::WithoutWitness,
        }
    }

    /// Whether nobody may know how many stand in one of some judgements, or in all of the other cells.
    fn holds_few(&self, rules: &Rules, cells: &[Cell]) -> bool {
        let people = |cell: &Cell| self.people[cell.index()];
        let (judgements, others): (Vec<Cell>, Vec<Cell>) =
            cells.iter().partition(|cell| cell.setting().is_some());
        let left: u64 = others.iter().map(people).sum();
        judgements.iter().any(|cell| rules.is_secret(people(cell)))
            || !others.is_empty() && rules.is_secret(left)
    }
}

/// Whether there are people, and nobody may know how many.
fn is_few(rules: &Rules, people: i64) -> bool {
    people > 0 && rules.is_secret(people as u64)
}

impl Judgement {
    /// Whether a row shows it that counts just the people of the cell; `None` if no row prints it.
    fn shown_by_row(
        &self,
        layout: &Layout,
        boards: &[Board],
        context: usize,
        whole: usize,
    ) -> Option<bool> {
        if !self.alike.is_empty() || self.told.shared.is_some() {
            return None;
        }
        let (block, atoms) = self.told.children;
        let set = layout.blocks[block].number_of(Set::People(atoms))?;
        let lines = boards[block].at(layout, context, whole)?;
        let is_printed = lines.printed[self.told.group] >> set & 1 == 1;
        is_printed.then_some(lines.shown[self.told.group] >> set & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohorts::family::Status;
    use proptest::prelude::*;

    const QUESTIONS: Questions = Questions {
        children: 1,
        status: 2,
        recorded: 0b10,
        blank: 0b1,
        tells_status: true,
    };

    /// People with a status and without, by household: some children, none, not known.
    type Table = [[i64; 3]; 2];
    const HOUSEHOLDS: [Household; 3] = [Household::Some, Household::Zero, Household::Unknown];

    fn sums(table: &Table) -> ([i64; 2], [i64; 3]) {
        let rows = table.map(|row| row.iter().sum());
        let columns = std::array::from_fn(|at| table[0][at] + table[1][at]);
        (rows, columns)
    }

    fn people(table: &Table, (block, atoms): Answers) -> i64 {
        let (rows, columns) = sums(table);
        if block == QUESTIONS.status {
            return rows[usize::from(atoms == QUESTIONS.blank)];
        }
        let given = HOUSEHOLDS.iter().zip(columns);
        let given = given.filter(|(household, _)| children_of(**household) & atoms != 0);
        given.map(|(_, people)| people).sum()
    }

    /// Every table of the same cells that answers do not tell from one.
    fn others(table: &Table, is_cell: &[[bool; 3]; 2]) -> Vec<Table> {
        let up_to = |row: usize, at: usize| if is_cell[row][at] { 0..=9 } else { 0..=0 };
        let mut all = Vec::new();
        for some in up_to(0, 0) {
            for zero in up_to(0, 1) {
                for unknown in up_to(0, 2) {
                    let first = [some, zero, unknown];
                    let (_, columns) = sums(table);
                    let second = std::array::from_fn(|at| columns[at] - first[at]);
                    let other = [first, second];
                    let is_table =
                        (0..3).all(|at| second[at] == 0 || is_cell[1][at] && second[at] > 0);
                    if is_table && sums(&other) == sums(table) {
                        all.push(other);
                    }
                }
            }
        }
        all
    }

    proptest! {
        /// What answers tell of a cell is what all tables with the same answers have there, tried one by one.
        #[test]
        fn answers_leave_open_what_other_tables_do(
            is_cell in prop::array::uniform2(prop::array::uniform3(any::<bool>())),
            counts in prop::array::uniform2(prop::array::uniform3(0..5i64)),
        ) {
            let table: Table = std::array::from_fn(|row| {
                std::array::from_fn(|at| if is_cell[row][at] { counts[row][at] } else { 0 })
            });
            let status = [Status::NotParent, Status::Unknown];
            let cell = |row: usize, at: usize| Cell { status: status[row], household: HOUSEHOLDS[at] };
            let all = (0..2).flat_map(|row| (0..3).map(move |at| (row, at)));
            let all: Vec<(usize, usize)> = all.filter(|(row, at)| is_cell[*row][*at]).collect();
            let of_group: Vec<Cell> = all.iter().map(|(row, at)| cell(*row, *at)).collect();
            let tables = others(&table, &is_cell);
            for (row, at) in all {
                let told = Told {
                    group: 0,
                    children: (QUESTIONS.children, children_of(HOUSEHOLDS[at])),
                    shared: QUESTIONS.shared(&cell(row, at), &of_group),
                };
                let values = tables.iter().map(|table| table[row][at]);
                let expected = (values.clone().min().unwrap(), values.max().unwrap());
                prop_assert_eq!(told.range(|_, answers| people(&table, answers)), expected);
            }
        }
    }
}

//! What a reader can subtract: the sums that hold between the counts of one table.
//!
//! A count is the people of a row (group, sex, level) who gave one of a set of answers. Some counts are printed, others
//! could be worked out from printed ones (a denominator less its numerator); both are nodes here, and each sum over them
//! is an [`Equation`].

use super::sums::{AnswerOverlap, AnswerSum, AnswersInside, INSIDE, OVERLAPS, SAME, SUMS};
use crate::cohorts::states::Field;
use crate::cohorts::{AgeGroup, Population, State, States};
use crate::measures::definitions::{Kind, Measure};
use crate::measures::{GroupRow, Measured, Row, RowKey, SexRow};
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A set of states of one field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Answers(pub(super) States);

impl Answers {
    pub fn of(states: &[State]) -> Answers {
        // Everybody answers each question in one way, so the whole field is the same count as membership. Children are
        // no answer: they are counted one by one.
        let field = states[0].field();
        let set = States::of(states);
        if set == field.states() && field != Field::Children {
            return Answers::EVERYBODY;
        }
        Answers(set)
    }

    /// A single answer, which is not the only one to its question.
    const fn one(state: State) -> Answers {
        Answers(States::of(&[state]))
    }

    /// To a question that the extract has no column for.
    const NOBODY: Answers = Answers(States::of(&[]));

    pub const EVERYBODY: Answers = Answers::one(State::Member);
}

/// Whose count it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Who {
    pub age_group: AgeGroup,
    pub population: Population,
    pub breakdown: u16,
    pub level: u16,
    pub year: u16,
    /// `None`: everybody with complete data.
    pub group: Option<GroupRow>,
    pub sex: SexRow,
}

/// One count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Count {
    pub who: Who,
    pub answers: Answers,
}

/// As two numbers: counts are looked up by the hundred thousand, and part by part takes several times as long.
impl Hash for Count {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let Who {
            age_group,
            population,
            breakdown,
            level,
            year,
            group,
            sex,
        } = self.who;
        let small = (age_group as u64) << 12
            | (population as u64) << 8
            | group.map_or(15, |g| g as u64) << 4
            | sex as u64;
        let places = u64::from(breakdown) << 32 | u64::from(level) << 16 | u64::from(year);
        hasher.write_u64(places << 16 | small);
        hasher.write_u128(self.answers.0.bits());
    }
}

impl Count {
    /// A count has one name: the women among all people are the people of the row of women, and those whose family group is
    /// recorded are the people with complete data.
    pub fn new(who: Who, answers: Answers) -> Count {
        const WOMAN: Answers = Answers::one(State::Woman);
        const MAN: Answers = Answers::one(State::Man);
        const SEX_NOT_RECORDED: Answers = Answers::one(State::SexNotRecorded);
        const COMPLETE: Answers = Answers::one(State::GroupComplete);
        const INCOMPLETE: Answers = Answers::one(State::GroupIncomplete);
        let people = |who| Count {
            who,
            answers: Answers::EVERYBODY,
        };
        let of_sex = |sex| people(Who { sex, ..who });
        let of_group = |group| people(Who { group, ..who });
        let (any_sex, any_group) = (who.sex == SexRow::All, who.group == Some(GroupRow::All));
        match answers {
            WOMAN if any_sex => of_sex(SexRow::F),
            MAN if any_sex => of_sex(SexRow::M),
            SEX_NOT_RECORDED if any_sex => of_sex(SexRow::Unknown),
            COMPLETE if any_group => of_group(None),
            INCOMPLETE if any_group => of_group(Some(GroupRow::Incomplete)),
            answers => Count { who, answers },
        }
    }
}

/// `total` is the sum of `parts`; all by number of node.
#[derive(Clone, Debug)]
pub struct Equation {
    pub total: usize,
    pub parts: Vec<usize>,
}

/// All counts of a run, their values, and the sums between them.
pub struct Relations {
    pub values: Vec<u64>,
    /// Whether a row prints the count. The others can only be worked out.
    pub printed: Vec<bool>,
    /// Whether every row that prints the count repeats what others tell: a sum of groups, or a detail of a measure.
    pub repeats: Vec<bool>,
    /// For each count, the one whose loss its own would cost: itself, or for those who gave another answer than a printed
    /// numerator, that numerator, because the two only hide together.
    pub costs: Vec<usize>,
    pub equations: Vec<Equation>,
    /// The equations within a node's own group, sex and level.
    within: Within,
    /// The equations across groups, sexes and levels.
    pub across: std::ops::Range<usize>,
    /// Counts that are the same people by another name.
    pub same: Vec<(usize, usize)>,
    /// Numbers of children of a whole and of a part of it.
    pub children_within: Vec<(usize, usize)>,
    /// For each result row: its numerator's node, its denominator's, and the node of the people its denominator is of.
    pub of_row: Vec<RowNodes>,
    pub(super) nodes: HashMap<Count, usize, FixedState>,
    pub(super) counts: Vec<Count>,
}

/// For each node the equations it stands in, all in one row: there are a hundred thousand nodes, most in one or two.
#[derive(Default)]
struct Within {
    /// Where the equations of each node end; those of the next begin there. The first is 0.
    ends: Vec<u32>,
    equations: Vec<u32>,
}

impl Within {
    fn new(equations: &[Equation], nodes: usize) -> Within {
        fn nodes_of(e: &Equation) -> impl Iterator<Item = usize> {
            e.parts.iter().copied().chain([e.total])
        }
        let mut ends = vec![0u32; nodes + 1];
        for equation in equations {
            for node in nodes_of(equation) {
                ends[node + 1] += 1;
            }
        }
        for node in 0..nodes {
            ends[node + 1] += ends[node];
        }
        let mut next = ends.clone();
        let mut all = vec![0; ends[nodes] as usize];
        for (at, equation) in equations.iter().enumerate() {
            for node in nodes_of(equation) {
                all[next[node] as usize] = at as u32;
                next[node] += 1;
            }
        }
        Within {
            ends,
            equations: all,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct RowNodes {
    pub numerator: usize,
    pub denominator: usize,
    pub people: Option<usize>,
    /// The denominator is the same people by another name: nobody's age is unknown, everybody can be followed.
    pub everybody: bool,
    /// A share of those with complete data.
    pub of_complete: bool,
    /// A mean: its sum follows from how many people have one, two or three, if all of these are known.
    pub is_mean: bool,
}

impl Relations {
    /// Of some rows of a run.
    pub fn new(measured: &Measured, rows: &[Row]) -> Relations {
        let mut relations = Relations {
            values: Vec::new(),
            printed: Vec::new(),
            repeats: Vec::new(),
            costs: Vec::new(),
            equations: Vec::new(),
            within: Within::default(),
            across: 0..0,
            same: Vec::new(),
            children_within: Vec::new(),
            of_row: Vec::with_capacity(rows.len()),
            nodes: HashMap::default(),
            counts: Vec::new(),
        };
        for row in rows {
            let (mut numerator, mut denominator) =
                row_counts(&measured.measures[usize::from(row.key.measure)], &row.key);
            if !measured.asked[usize::from(row.key.measure)] {
                // What nobody is asked is nought whoever somebody is; it is no count of people.
                numerator.answers = Answers::NOBODY;
                denominator.answers = Answers::NOBODY;
            }
            let nodes = RowNodes {
                numerator: relations.node(numerator, row.numerator, true),
                denominator: relations.node(denominator, row.denominator, true),
                people: None,
                everybody: false,
                of_complete: measured.measures[usize::from(row.key.measure)].kind
                    == Kind::Share {
                        complete_only: true,
                    },
                is_mean: matches!(
                    measured.measures[usize::from(row.key.measure)].kind,
                    Kind::Mean { .. }
                ),
            };
            relations.of_row.push(nodes);
        }
        for (at, row) in rows.iter().enumerate() {
            let denominator = relations.counts[relations.of_row[at].denominator];
            if denominator.answers == Answers::NOBODY {
                continue;
            }
            let people = Count {
                answers: Answers::EVERYBODY,
                ..denominator
            };
            let people = relations.nodes.get(&people).copied();
            let field = measured.measures[usize::from(row.key.measure)].field();
            relations.of_row[at].people = people;
            relations.of_row[at].everybody = matches!(field, Field::Age | Field::Retention)
                && people.is_some_and(|p| relations.values[p] == row.denominator);
            relations.complement(&measured.measures[usize::from(row.key.measure)], at);
        }
        relations.within_fields();
        let within = relations.equations.len();
        relations.across_groups();
        relations.across_sexes();
        relations.across_levels(measured);
        relations.across = within..relations.equations.len();
        relations.find_children_within();
        relations.within = Within::new(&relations.equations[..within], relations.values.len());
        relations.mark_repeats(measured, rows);
        relations
    }

    fn find_children_within(&mut self) {
        let is_children = |node: usize| self.counts[node].answers == Answers::one(State::Child);
        let sums = self.equations[self.across.clone()]
            .iter()
            .filter(|e| is_children(e.total));
        self.children_within = sums
            .flat_map(|e| e.parts.iter().map(|part| (e.total, *part)))
            .collect();
        self.children_within.sort_unstable();
        self.children_within.dedup();
    }

    /// The equations within a node's own group, sex and level.
    pub fn within(&self, node: usize) -> impl Iterator<Item = usize> {
        let (begins, ends) = (self.within.ends[node], self.within.ends[node + 1]);
        let equations = &self.within.equations[begins as usize..ends as usize];
        equations.iter().map(|equation| *equation as usize)
    }

    fn mark_repeats(&mut self, measured: &Measured, rows: &[Row]) {
        self.repeats = vec![true; self.values.len()];
        for (row, nodes) in rows.iter().zip(&self.of_row) {
            let sum = matches!(
                row.key.group,
                GroupRow::LivesWithChild | GroupRow::ParentOrLivesWithChild
            );
            let detail = measured.measures[usize::from(row.key.measure)].detail;
            self.repeats[nodes.numerator] &= sum || detail;
            self.repeats[nodes.denominator] &= sum;
        }
    }

    pub(super) fn node(&mut self, count: Count, value: u64, printed: bool) -> usize {
        if let Some(node) = self.nodes.get(&count) {
            // Protection that goes by another number than the one printed protects nothing: better no result.
            assert_eq!(self.values[*node], value, "a count has two values");
            self.printed[*node] |= printed;
            return *node;
        }
        let node = self.values.len();
        self.values.push(value);
        self.costs.push(node);
        self.printed.push(printed);
        self.nodes.insert(count, node);
        self.counts.push(count);
        node
    }

    pub(super) fn equation(&mut self, total: usize, parts: Vec<usize>) {
        self.equations.push(Equation { total, parts });
    }

    /// The counts of people with one, two, three, and four or more children, of the same people as another count.
    pub fn distribution(&self, node: usize) -> [Option<usize>; 4] {
        use State::{FourOrMoreChildren, OneChild, ThreeChildren, TwoChildren};
        let who = self.counts[node].who;
        [OneChild, TwoChildren, ThreeChildren, FourOrMoreChildren]
            .map(|state| self.find(who, &[state]))
    }

    /// Denominator = numerator + those who gave another answer.
    fn complement(&mut self, measure: &Measure, row: usize) {
        let Kind::Trait {
            denominator,
            numerator,
        } = measure.kind
        else {
            return;
        };
        let rest: Vec<State> = denominator
            .iter()
            .filter(|s| !numerator.contains(s))
            .copied()
            .collect();
        let RowNodes {
            numerator: part,
            denominator: total,
            ..
        } = self.of_row[row];
        let count = Count::new(self.counts[total].who, Answers::of(&rest));
        let rest = self.node(count, self.values[total] - self.values[part], false);
        if !self.printed[rest] {
            self.costs[rest] = part;
        }
        self.equation(total, vec![part, rest]);
    }

    /// Measures that ask the same question of the same people: parts of a whole, and one inside the other.
    fn within_fields(&mut self) {
        let mut lines: Vec<Who> = self.counts.iter().map(|c| c.who).collect();
        lines.sort_unstable();
        lines.dedup();
        let sums: Vec<AnswerSum> = SUMS.iter().map(AnswerSum::new).collect();
        let inside = INSIDE
            .iter()
            .map(|(outer, inner)| AnswersInside::new(outer, inner));
        let inside: Vec<AnswersInside> = inside.collect();
        let same = SAME
            .iter()
            .map(|(one, other)| (Answers::of(one), Answers::of(other)));
        let same: Vec<(Answers, Answers)> = same.collect();
        let overlaps = OVERLAPS
            .iter()
            .map(|(sum, one, other)| AnswerOverlap::new(sum, one, other));
        let overlaps: Vec<AnswerOverlap> = overlaps.collect();
        for who in lines {
            for sum in &sums {
                self.sum_of(who, sum);
            }
            for inside in &inside {
                self.inside(who, inside);
            }
            for (one, other) in &same {
                if let (Some(one), Some(other)) =
                    (self.answered(who, *one), self.answered(who, *other))
                    && one != other
                    && self.values[one] == self.values[other]
                {
                    self.same.push((one, other));
                }
            }
            for overlap in &overlaps {
                self.overlap(who, overlap);
            }
        }
    }

    fn find(&self, who: Who, states: &[State]) -> Option<usize> {
        self.answered(who, Answers::of(states))
    }

    fn answered(&self, who: Who, answers: Answers) -> Option<usize> {
        self.nodes.get(&Count::new(who, answers)).copied()
    }

    /// `total` = its known parts + what is left of it, if anything is.
    fn sum_of(&mut self, who: Who, sum: &AnswerSum) {
        let Some(total) = self.answered(who, sum.total) else {
            return;
        };
        let parts = sum.parts.iter().map(|part| self.answered(who, *part));
        let Some(mut nodes) = parts.collect::<Option<Vec<usize>>>() else {
            return;
        };
        if let Some(left) = sum.left {
            let known: u64 = nodes.iter().map(|n| self.values[*n]).sum();
            let value = self.values[total] - known;
            nodes.push(self.node(Count::new(who, left), value, false));
        }
        self.equation(total, nodes);
    }

    /// The outer count = the inner one + those in the outer alone.
    fn inside(&mut self, who: Who, inside: &AnswersInside) {
        let (Some(out), Some(within)) = (
            self.answered(who, inside.outer),
            self.answered(who, inside.inner),
        ) else {
            return;
        };
        let alone = Count {
            who,
            answers: inside.alone,
        };
        let alone = self.node(alone, self.values[out] - self.values[within], false);
        self.equation(out, vec![within, alone]);
    }

    /// Of two answers that may go together: either = only the one + the other; and what both share.
    fn overlap(&mut self, who: Who, overlap: &AnswerOverlap) {
        let (Some(e), Some(a), Some(b)) = (
            self.answered(who, overlap.either),
            self.answered(who, overlap.one),
            self.answered(who, overlap.other),
        ) else {
            return;
        };
        let (either_n, a_n, b_n) = (self.values[e], self.values[a], self.values[b]);
        let mut unprinted = |answers, value| self.node(Count::new(who, answers), value, false);
        let only_a = unprinted(overlap.only_one, either_n - b_n);
        let only_b = unprinted(overlap.only_other, either_n - a_n);
        let both = unprinted(overlap.both, a_n + b_n - either_n);
        self.equation(a, vec![only_a, both]);
        self.equation(b, vec![only_b, both]);
        self.equation(e, vec![a, only_b]);
        self.equation(e, vec![b, only_a]);
    }
}

/// The counts a row prints.
fn row_counts(measure: &Measure, key: &RowKey) -> (Count, Count) {
    let who = Who {
        age_group: key.age_group,
        population: measure.population,
        breakdown: key.breakdown,
        level: key.level,
        year: key.year,
        group: Some(key.group),
        sex: key.sex,
    };
    match measure.kind {
        Kind::Share { complete_only } => {
            let everybody = Who {
                group: if complete_only {
                    None
                } else {
                    Some(GroupRow::All)
                },
                ..who
            };
            let count = |who| Count::new(who, Answers::EVERYBODY);
            let own = if complete_only && key.group == GroupRow::All {
                everybody
            } else {
                who
            };
            (count(own), count(everybody))
        }
        Kind::Trait {
            denominator,
            numerator,
        } => (
            Count::new(who, Answers::of(numerator)),
            Count::new(who, Answers::of(denominator)),
        ),
        Kind::Mean { denominator, sum } => (
            Count::new(who, Answers::of(&[sum])),
            Count::new(who, Answers::of(denominator)),
        ),
    }
}

//! An exchange carried out in full, atom by atom: the table that comes of it is held against every sum, everything a reader
//! knows, and every count shown, in exact whole numbers. It trusts nothing that found the exchange.

use super::blocks::{Atoms, MOST_ATOMS, PEOPLE};
use super::board::{Board, bits};
use super::change::{Change, Spot, can_change, is_counted};
use super::exchange::{Exchange, Pattern, Term, Terms, TermsIn, atoms_of};
use super::layout::{GROUPS, ROW_GROUPS, ROWS, Role, Slots};
use super::nests::Nest;
use super::overlapping::overlapping_holds;
use super::pairs::pairs_hold;
use super::recording::{More, kind_of};
use super::relations::Asked;
use super::search::Field;
use super::touch::answered_at;
use std::collections::BTreeMap;

/// A count that a witness changes, and by how much.
pub struct Difference {
    pub spot: Spot,
    pub row: usize,
    pub set: usize,
    pub by: i64,
}

/// Each count that a witness differs in, spot by spot; `None` if it is none.
pub fn witness(
    field: &Field<'_>,
    boards: &[Board],
    exchange: &Exchange,
) -> Option<Vec<Difference>> {
    let change = Change::of(field, exchange);
    if !can_be(field, exchange, &change) {
        return None;
    }
    let mut all = Vec::new();
    for (spot, terms) in change.iter() {
        differ(field, spot, terms, &mut all);
    }
    let is_refuted = all.iter().any(|one| shows(field, boards, one));
    (!is_refuted).then_some(all)
}

/// Whether a table can be: all that adds up does, and all that a reader knows is so.
pub fn can_be(field: &Field<'_>, exchange: &Exchange, change: &Change) -> bool {
    let fits = change.iter().all(|(spot, terms)| {
        counts_stay_whole(field, spot, terms) && answers_add_up(field, change, spot)
    });
    let mut questions = change.questions();
    let sums = questions.all(|(context, block)| levels_add_up(field, change, context, block));
    fits && sums
        && everybody_is_there(field, exchange)
        && keeps_what_is_known(field, exchange, change)
}

/// Whether everything still holds that a reader knows of counts in several tables.
pub fn keeps_what_is_known(field: &Field<'_>, exchange: &Exchange, change: &Change) -> bool {
    let mut spots = change.spots().iter();
    let mut questions = change.questions();
    let Field {
        layout,
        counts,
        lacking,
        ..
    } = *field;
    spots.all(|spot| is_as_known(field, change, exchange, *spot))
        && lacking.holds(layout, counts, change)
        && pairs_hold(field, change)
        && questions.all(|(context, block)| {
            overlapping_levels_hold(field, change, (context, block))
                && answers_are_theirs(field, exchange, change, (context, block))
        })
}

/// No count below none, nobody where nobody can be.
fn counts_stay_whole(field: &Field<'_>, spot: Spot, terms: &[Term]) -> bool {
    let Field { layout, counts, .. } = *field;
    let (context, block, place) = spot;
    terms.iter().all(|t| {
        let now = counts.atom(layout, context, place, block, t.group(), t.atom());
        can_change(field, spot, *t, now)
    })
}

/// Everybody answers each question once: the atoms of a group change by as much as the group does.
fn answers_add_up(field: &Field<'_>, change: &Change, (context, block, place): Spot) -> bool {
    let Field { layout, .. } = *field;
    if block == PEOPLE {
        // And every question asked of them changes with the people.
        return (0..layout.blocks.len()).all(|other| {
            let is_asked = layout
                .sheet(context, layout.table_of[place], other)
                .is_some();
            !is_asked || other == PEOPLE || answers_add_up(field, change, (context, other, place))
        });
    }
    let table = layout.table_of[place];
    let [people, answers] = [PEOPLE, block].map(|block| change.terms((context, block, place)));
    let of_group = |terms: &[Term], group: usize| -> i32 {
        let of_group = terms.iter().filter(|term| term.group() == group);
        of_group.map(|term| term.change()).sum()
    };
    (0..GROUPS).all(|group| {
        let people: i32 = (0..GROUPS)
            .filter(|g| layout.group_slot(table, block, *g) == group)
            .filter(|g| layout.group_slot(table, PEOPLE, *g) == *g)
            .map(|g| of_group(people, g))
            .sum();
        of_group(answers, group) == people
    })
}

/// Those who change are at each place, with the answers that they have: also where family groups are not told apart, so that
/// nothing changes there.
fn everybody_is_there(field: &Field<'_>, exchange: &Exchange) -> bool {
    exchange.parts.iter().all(|part| {
        let leaving = part.places.iter();
        let mut leaving = leaving.flat_map(|(place, sign)| {
            let leavers = leavers(&part.pattern, *sign).into_iter();
            leavers.map(move |(group, atom)| ((*place, *sign), group, atom))
        });
        leaving.all(|((place, sign), group, atom)| {
            let own = (part.pattern.block, atom);
            let is_own = part.pattern.block != PEOPLE;
            let answers = (0..exchange.answers.len()).filter(|_| !is_own);
            let answers = answers.filter_map(|block| {
                let pattern = answered_at(field, exchange, part, block, place)?;
                let leavers = leavers(&pattern, sign);
                let answer = leavers.iter().find(|(of, _)| *of == group);
                answer.map(|(_, atom)| (block, *atom))
            });
            // Where answers are not told apart by group, the numbers of people may still be.
            let asked = answers.chain(is_own.then_some(own)).chain([(PEOPLE, 0)]);
            let asked: Vec<(usize, usize)> = asked.collect();
            asked.iter().all(|(block, atom)| {
                let people = part.pattern.people;
                let mut contexts = exchange.contexts.iter();
                contexts.all(|context| {
                    !is_told(field, *context, place, &part.pattern)
                        || gives(field, (*context, *block, place), group, *atom) >= people
                })
            })
        })
    })
}

/// Whether a place tells in a context that somebody changes: the question is asked there, and the answers are told apart.
fn is_told(field: &Field<'_>, context: usize, place: usize, pattern: &Pattern) -> bool {
    let table = field.layout.table_of[place];
    let slots = field.layout.slots(context, table, pattern.block);
    let is_same = |to: usize| slots.atoms[pattern.from] == slots.atoms[to];
    is_counted(field, (context, pattern.block, place)) && !pattern.to.is_some_and(is_same)
}

/// Who is no longer what they were, where the sign is such: the group, the answer.
fn leavers(pattern: &Pattern, sign: i32) -> Vec<(usize, usize)> {
    let of_other = |atom: usize| pattern.other_group.map(|group| (group, atom));
    match (pattern.to, sign > 0) {
        (Some(to), is_plus) => {
            let (from, back) = if is_plus {
                (pattern.from, to)
            } else {
                (to, pattern.from)
            };
            let one = (pattern.group, from);
            std::iter::once(one).chain(of_other(back)).collect()
        }
        (None, true) => vec![(pattern.group, pattern.from)],
        (None, false) => of_other(pattern.then).into_iter().collect(),
    }
}

/// How many people give an answer, in what a table tells apart; as many as can be where it is not asked.
fn gives(field: &Field<'_>, (context, block, place): Spot, group: usize, atom: usize) -> i8 {
    let Field { layout, counts, .. } = *field;
    if !is_counted(field, (context, block, place)) {
        return i8::MAX;
    }
    let table = layout.table_of[place];
    let slots = layout.slots(context, table, block);
    let (group, atom) = (
        usize::from(slots.groups[group]),
        usize::from(slots.atoms[atom]),
    );
    let people = counts.atom(layout, context, place, block, group, atom);
    i8::try_from(people).unwrap_or(i8::MAX)
}

/// The levels of each table change by as much as what they add up to.
fn levels_add_up(field: &Field<'_>, change: &Change, context: usize, block: usize) -> bool {
    let Field { layout, .. } = *field;
    let changed = change.of_question(context, block);
    let is_part = |place: usize| layout.tables[layout.table_of[place]].role != Role::Apart;
    let changed = changed.filter(|(place, _)| is_part(*place));
    let changed: Vec<(usize, &[Term])> = changed.collect();
    let Some(whole) = layout.whole() else {
        return true;
    };
    layout.tables.iter().enumerate().all(|(at, table)| {
        if layout.sheet(context, at, block).is_none() {
            return true;
        }
        let line = Line {
            field,
            changed: &changed,
            block,
            table: at,
            slots: layout.slots(context, at, block),
        };
        match table.role {
            Role::Part => line.adds_up(whole, |_| 0),
            Role::Pairs { areas, substances } => {
                let few = layout.tables[substances].levels;
                line.adds_up(areas, |level| level / few)
                    && line.adds_up(substances, |level| level % few)
            }
            Role::Left { nest } => line.adds_up_to_outer(context, &layout.nests.all[nest]),
            Role::Whole | Role::Apart | Role::Overlapping => true,
        }
    })
}

/// The levels of a table, and what changes.
struct Line<'a> {
    field: &'a Field<'a>,
    changed: &'a [(usize, &'a [Term])],
    block: usize,
    table: usize,
    slots: &'a Slots,
}

impl Line<'_> {
    /// Whether the levels that belong to each level of another table change by as much as that.
    fn adds_up(&self, totals: usize, total_of: impl Fn(usize) -> usize) -> bool {
        let layout = self.field.layout;
        let mut left: BTreeMap<(usize, usize, usize), i32> = BTreeMap::new();
        for (place, terms) in self.changed {
            let table = layout.table_of[*place];
            let level = place - layout.tables[table].first;
            for t in *terms {
                if table == self.table {
                    let key = (total_of(level), t.group(), t.atom());
                    *left.entry(key).or_default() += t.change();
                } else if table == totals {
                    // The table may tell less apart than what its levels add up to.
                    let group = layout.group_slot(self.table, self.block, t.group());
                    let key = (level, group, usize::from(self.slots.atoms[t.atom()]));
                    *left.entry(key).or_default() -= t.change();
                }
            }
        }
        left.values().all(|change| *change == 0)
    }

    /// Whether an outer level changes by as much as the inner ones and those who are left of it.
    fn adds_up_to_outer(&self, context: usize, nest: &Nest) -> bool {
        let layout = self.field.layout;
        let time = layout.time(context);
        let sign = |place: usize| match place == nest.around {
            true => Some(1),
            false => {
                let mut parts = nest.within(time).chain([nest.left]);
                parts.any(|part| part == place).then_some(-1)
            }
        };
        let mut left: BTreeMap<(u8, u8), i32> = BTreeMap::new();
        for (place, terms) in self.changed {
            let Some(sign) = sign(*place) else { continue };
            for t in *terms {
                let key = (self.slots.groups[t.group()], self.slots.atoms[t.atom()]);
                *left.entry(key).or_default() += sign * t.change();
            }
        }
        left.values().all(|change| *change == 0)
    }
}

/// What is known of levels that overlap.
fn overlapping_levels_hold(
    field: &Field<'_>,
    change: &Change,
    (context, block): (usize, usize),
) -> bool {
    let changed = change.of_question(context, block);
    let places: Vec<usize> = changed.map(|(place, _)| place).collect();
    let changed = |context: usize, place: usize, group: usize, atoms: Atoms| {
        change.atoms((context, block, place), group, atoms)
    };
    let Field { layout, counts, .. } = *field;
    overlapping_holds(layout, counts, (context, block), &places, &changed)
}

/// Where answers are not told apart by group, the people there can be those who give them.
fn answers_are_theirs(
    field: &Field<'_>,
    exchange: &Exchange,
    change: &Change,
    (context, block): (usize, usize),
) -> bool {
    let Field {
        layout,
        counts,
        recording,
        ..
    } = *field;
    let people = exchange
        .parts
        .iter()
        .map(|part| i64::from(part.pattern.people));
    let more = More {
        // Each part can change a count, and so can the answers of those who change groups.
        largest: 2 * people.sum::<i64>(),
        of_whole: &|context: usize, whole: usize, kind: usize, answers: Atoms| {
            let groups = (0..GROUPS).filter(|group| kind_of(*group) == kind);
            groups
                .map(|group| change.atoms((context, block, whole), group, answers))
                .sum()
        },
        people: &|context: usize, place: usize, kind: usize| {
            change.group((context, PEOPLE, place), kind).into()
        },
        answers: &|context: usize, place: usize, answers: Atoms| {
            change.atoms((context, block, place), 0, answers)
        },
    };
    let places = change.all_places();
    let others = recording.at(context, block, places);
    let mut lines = recording.of(context, block).chain(others);
    lines.all(|line| line.can_be(layout, counts, places, &more))
}

/// Populations inside each other, services inside services, and what else is known of counts beside each other.
fn is_as_known(
    field: &Field<'_>,
    change: &Change,
    exchange: &Exchange,
    (context, block, place): Spot,
) -> bool {
    let Field {
        layout,
        counts,
        inclusions,
        relations,
        ..
    } = *field;
    let contexts = exchange.contexts.iter();
    let asked = contexts.filter(|c| is_counted(field, (**c, block, place)));
    // Once for all of the contexts.
    let is_first = asked.clone().next() == Some(&context);
    let terms = asked.map(|context| {
        let terms = change.terms((*context, block, place));
        (*context, Terms::all(terms))
    });
    let is_included =
        !is_first || inclusions.hold(layout, counts, (place, block), &TermsIn::of_each(terms));
    let of = |context: usize, block: usize| change.terms((context, block, place));
    let spot = (context, block, place);
    let changed = atoms_of(of(context, block));
    is_included && relations.hold(layout, counts, spot, (changed, Asked::All), of)
}

/// Enters the counts of a spot that differ.
fn differ(
    field: &Field<'_>,
    spot @ (_, block, _): Spot,
    terms: &[Term],
    differences: &mut Vec<Difference>,
) {
    for row in 0..ROWS {
        let mut more = [0; MOST_ATOMS];
        for term in terms
            .iter()
            .filter(|t| ROW_GROUPS[row] >> t.group() & 1 == 1)
        {
            more[term.atom()] += i64::from(term.change());
        }
        let changed = (0..MOST_ATOMS).filter(|atom| more[*atom] != 0);
        let changed = changed.fold(0, |all, atom| all | 1 << atom);
        if changed == 0 {
            continue;
        }
        for (set, of_set) in field.layout.blocks[block].sets.iter().enumerate() {
            let atoms = bits((of_set.atoms() & changed).into());
            let by = atoms
                .map(|atom| more[atom] * of_set.adds(atom) as i64)
                .sum();
            if by != 0 {
                differences.push(Difference { spot, row, set, by });
            }
        }
    }
}

/// Whether a reader sees a difference: of a count that is shown, as it is shown.
fn shows(field: &Field<'_>, boards: &[Board], difference: &Difference) -> bool {
    let Field {
        layout,
        counts,
        rules,
        ..
    } = *field;
    let Difference { spot, row, set, by } = *difference;
    let (context, block, place) = spot;
    let is_seen = || {
        let value = counts.value(layout, context, place, block, row, set);
        let then = value.checked_add_signed(by);
        then.is_none_or(|then| !rules.are_shown_alike(then, value))
    };
    boards[block].shows(layout, context, place, row, set) && is_seen()
}

//! The audit by witness: for every hidden count another table that agrees with everything shown and differs in it.
//!
//! It trusts nothing that found the exchanges. Each is carried out in full, atom by atom; the table that comes of it is
//! held against every sum, every count shown and everything a reader knows, in exact whole numbers.

use super::blocks::PEOPLE;
use super::board::{Board, Lines, as_bits, bits};
use super::exchange::{Exchange, Pattern, Term, Terms};
use super::known::overlapping_holds;
use super::layout::{GROUPS, ROW_GROUPS, ROWS, Role, Slots};
use super::noughts::Noughts;
use super::recording::{Recorded, classes, nobody_of_the_whole};
use super::search::Field;
use super::touch::answering;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where atoms change: context, block, place.
type Spot = (usize, usize, usize);

/// A row that changes: its spot and number, the sets that differ, and by how much.
type RowOf = (Spot, usize, Vec<(usize, i64)>);

/// What a witness adds to the true table: by spot, group and atom.
struct Change {
    at: BTreeMap<Spot, Vec<Term>>,
}

impl Change {
    fn of(field: &Field<'_>, exchange: &Exchange) -> Change {
        let Field { layout, known, .. } = *field;
        let mut change = Change {
            at: BTreeMap::new(),
        };
        for context in &exchange.contexts {
            for part in &exchange.parts {
                for (place, sign) in &part.places {
                    let terms = Terms::of(layout, *context, *place, &part.pattern, *sign);
                    change.add(field, (*context, part.pattern.block, *place), &terms);
                    if part.pattern.block != PEOPLE {
                        continue;
                    }
                    for (block, answer) in exchange.answers.iter().enumerate() {
                        let Some(atom) = answer else { continue };
                        let pattern = answering(known, layout, part, block, *atom, *place);
                        let terms = Terms::of(layout, *context, *place, &pattern, *sign);
                        change.add(field, (*context, block, *place), &terms);
                    }
                }
            }
        }
        change
    }

    fn add(&mut self, field: &Field<'_>, spot: Spot, terms: &Terms) {
        if !is_counted(field, spot) {
            return;
        }
        let all = self.at.entry(spot).or_default();
        for term in terms.iter() {
            match all
                .iter_mut()
                .find(|t| (t.group(), t.atom()) == (term.group(), term.atom()))
            {
                Some(same) => *same = same.and(*term),
                None => all.push(*term),
            }
        }
    }

    fn atom(&self, spot: Spot, group: usize, atom: usize) -> i32 {
        let terms = self.at.get(&spot).map_or(&[][..], Vec::as_slice);
        terms
            .iter()
            .filter(|t| (t.group(), t.atom()) == (group, atom))
            .map(|t| t.change())
            .sum()
    }

    fn group(&self, spot: Spot, group: usize) -> i32 {
        let terms = self.at.get(&spot).map_or(&[][..], Vec::as_slice);
        terms
            .iter()
            .filter(|t| t.group() == group)
            .map(|t| t.change())
            .sum()
    }
}

/// Whether a witness is one; if so, each count it differs in is given to `differs`: the spot, the row, sets as bits.
pub fn is_witness(
    field: &Field<'_>,
    boards: &[Board],
    exchange: &Exchange,
    mut differs: impl FnMut(Spot, usize, u64),
) -> bool {
    let change = Change::of(field, exchange);
    let fits = change.at.iter().all(|(spot, terms)| {
        counts_stay_whole(field, *spot, terms) && answers_add_up(field, &change, *spot)
    });
    let spots: BTreeSet<(usize, usize)> = change.at.keys().map(|(c, b, _)| (*c, *b)).collect();
    let sums = spots.into_iter().all(|(context, block)| {
        levels_add_up(field, &change, context, block)
            && overlapping_levels_hold(field, &change, context, block)
    });
    let known = change
        .at
        .keys()
        .all(|spot| is_as_known(field, &change, exchange, *spot));
    let recorded = change
        .at
        .keys()
        .all(|spot| answers_are_theirs(field, &change, *spot));
    if !(fits && sums && known && recorded && everybody_is_there(field, exchange)) {
        return false;
    }
    let rows = change.at.iter().flat_map(|(spot, terms)| {
        (0..ROWS).map(move |row| (*spot, row, differing(field, *spot, terms, row)))
    });
    let rows: Vec<RowOf> = rows.collect();
    let mut all = rows.iter();
    if all.any(|(spot, row, sets)| shows(field, boards, *spot, *row, sets)) {
        return false;
    }
    let interval = field.rules.protect_interval;
    for (spot, row, sets) in rows {
        let far = sets
            .iter()
            .filter(|(_, change)| change.unsigned_abs() >= interval);
        differs(spot, row, as_bits(far.map(|(set, _)| *set)));
    }
    true
}

/// Whether anything is known of a block at a place: how many people there are may be so where no row prints it.
fn is_counted(field: &Field<'_>, (context, block, place): Spot) -> bool {
    let Field { layout, counts, .. } = *field;
    let table = layout.table_of[place];
    let is_printed = layout.sheet(context, table, block).is_some();
    is_printed || block == PEOPLE && !counts.atoms(layout, context, place, PEOPLE).is_empty()
}

/// No count below none, nobody where nobody can be.
fn counts_stay_whole(field: &Field<'_>, (context, block, place): Spot, terms: &[Term]) -> bool {
    let Field {
        layout,
        counts,
        known,
        ..
    } = *field;
    terms.iter().all(|t| {
        let now = counts.atom(layout, context, place, block, t.group(), t.atom()) as i32;
        let beyond = known.is_four_or_more(block, t.atom())
            && counts.has_beyond_four(layout, context, place, t.group());
        now + t.change() >= i32::from(beyond)
            && (t.change() <= 0 || !known.is_nought(context, place, block, t.group(), t.atom()))
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
    (0..GROUPS).all(|group| {
        let people: i32 = (0..GROUPS)
            .filter(|g| layout.group_slot(table, block, *g) == group)
            .filter(|g| layout.group_slot(table, PEOPLE, *g) == *g)
            .map(|g| change.group((context, PEOPLE, place), g))
            .sum();
        change.group((context, block, place), group) == people
    })
}

/// Those who change are at each place, with the answers that they have: also where family groups are not told apart, so that
/// nothing changes there.
fn everybody_is_there(field: &Field<'_>, exchange: &Exchange) -> bool {
    exchange.parts.iter().all(|part| {
        let mut leaving = part
            .places
            .iter()
            .flat_map(|at| leavers(&part.pattern, *at));
        leaving.all(|(place, group, atom)| {
            let own = (part.pattern.block, atom);
            let is_own = part.pattern.block != PEOPLE;
            let answers = exchange.answers.iter().enumerate();
            let answers = answers.filter(|_| !is_own).filter_map(|(block, answer)| {
                let pattern = answering(field.known, field.layout, part, block, (*answer)?, place);
                Some((block, pattern.from))
            });
            // Where answers are not told apart by group, the numbers of people may still be.
            let asked = answers.chain(is_own.then_some(own)).chain([(PEOPLE, 0)]);
            let asked: Vec<(usize, usize)> = asked.collect();
            asked.iter().all(|(block, atom)| {
                let people = part.pattern.people;
                let mut contexts = exchange.contexts.iter();
                contexts
                    .all(|context| gives(field, (*context, *block, place), group, *atom) >= people)
            })
        })
    })
}

/// Who is no longer what they were, at a place of a sign: the place, the group, the answer.
fn leavers(pattern: &Pattern, (place, sign): (usize, i32)) -> Vec<(usize, usize, usize)> {
    let to = pattern.to.unwrap_or(pattern.from);
    let (from, back) = if sign > 0 {
        (pattern.from, to)
    } else {
        (to, pattern.from)
    };
    let one = (place, pattern.group, from);
    let other = pattern.other_group.map(|group| (place, group, back));
    match (pattern.to, sign > 0) {
        (Some(_), _) => std::iter::once(one).chain(other).collect(),
        (None, true) => vec![one],
        (None, false) => other.into_iter().collect(),
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
    let changed: Vec<(usize, &[Term])> = change
        .at
        .iter()
        .filter(|((c, b, _), _)| (*c, *b) == (context, block))
        .map(|((_, _, place), terms)| (*place, terms.as_slice()))
        .filter(|(place, _)| layout.tables[layout.table_of[*place]].role != Role::Apart)
        .collect();
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
}

/// Levels that overlap lie within the whole, and together hold at least everybody.
fn overlapping_levels_hold(
    field: &Field<'_>,
    change: &Change,
    context: usize,
    block: usize,
) -> bool {
    let changed = change.at.iter();
    let places: Vec<(usize, i32)> = changed
        .filter(|((c, b, _), _)| (*c, *b) == (context, block))
        .map(|((_, _, place), _)| (*place, 1))
        .collect();
    let terms = |place: usize, _| Terms::all(&change.at[&(context, block, place)]);
    overlapping_holds(field.layout, field.counts, context, &places, block, terms)
}

/// Where answers are not told apart by group, the people there can be those who give them.
fn answers_are_theirs(field: &Field<'_>, change: &Change, (context, block, place): Spot) -> bool {
    let Field { layout, counts, .. } = *field;
    let Some(whole) = layout.whole_place() else {
        return true;
    };
    if block == PEOPLE || !layout.tables[layout.table_of[place]].recording {
        return true;
    }
    let recorded = Recorded {
        layout,
        counts,
        place,
        block,
    };
    classes(layout, context).all(|class| {
        let nobody = nobody_of_the_whole(layout, counts, &class, block, |context, group, atom| {
            change.atom((context, block, whole), group, atom)
        });
        recorded.can_be(
            &class,
            nobody,
            |context, kind| change.group((context, PEOPLE, place), kind).into(),
            |context, atom| change.atom((context, block, place), 0, atom).into(),
        )
    })
}

/// Populations inside each other, services inside services.
fn is_as_known(
    field: &Field<'_>,
    change: &Change,
    exchange: &Exchange,
    (context, block, place): Spot,
) -> bool {
    let Field {
        layout,
        counts,
        known,
        ..
    } = *field;
    let terms = |context: usize| {
        let all = change
            .at
            .get(&(context, block, place))
            .map_or(&[][..], Vec::as_slice);
        Terms::all(all)
    };
    let asked: Vec<usize> = exchange
        .contexts
        .iter()
        .copied()
        .filter(|c| is_counted(field, (*c, block, place)))
        .collect();
    let nesting = asked.first() != Some(&context)
        || known.nesting_holds(layout, counts, &asked, place, block, terms);
    let overlaps = !known.overlaps(block)
        || (0..GROUPS).all(|group| {
            let by = |block: usize, atom: usize| change.atom((context, block, place), group, atom);
            known.overlaps_hold(layout, counts, (context, place, group), by)
        });
    nesting && overlaps
}

/// The sets that differ in a row, and by how much.
fn differing(
    field: &Field<'_>,
    (_, block, _): Spot,
    terms: &[Term],
    row: usize,
) -> Vec<(usize, i64)> {
    let in_row = |t: &&Term| ROW_GROUPS[row] >> t.group() & 1 == 1;
    let terms: Vec<&Term> = terms.iter().filter(in_row).collect();
    if terms.is_empty() {
        return Vec::new();
    }
    let sets = field.layout.blocks[block].sets.iter().enumerate();
    let changes = sets.map(|(at, set)| {
        let change = terms
            .iter()
            .map(|t| i64::from(t.change()) * set.adds(t.atom()) as i64);
        (at, change.sum())
    });
    changes.filter(|(_, change)| *change != 0).collect()
}

/// Whether a reader sees one of the differences: of a count that is shown, as it is shown.
fn shows(
    field: &Field<'_>,
    boards: &[Board],
    (context, block, place): Spot,
    row: usize,
    sets: &[(usize, i64)],
) -> bool {
    let Field {
        layout,
        counts,
        rules,
        ..
    } = *field;
    let Some(lines) = boards[block].at(layout, context, place) else {
        return false;
    };
    let shown = sets
        .iter()
        .filter(|(set, _)| lines.shown[row] >> set & 1 == 1);
    shown.into_iter().any(|(set, change)| {
        let value = counts.value(layout, context, place, block, row, *set);
        let then = value.checked_add_signed(*change);
        then.is_none_or(|then| rules.rounded(then) != rules.rounded(value))
    })
}

/// What the audit found.
#[derive(Clone, Copy, Default, Debug, Serialize)]
pub struct Audit {
    /// Counts that a row prints, and that are hidden.
    pub hidden: u64,
    /// Small counts that are not hidden but shown rounded.
    pub rounded: u64,
    /// Of the hidden, noughts without a witness that tell nothing more: their parts all lie within noughts that are shown, or
    /// are nought by the meaning of the words; or they are of nobody.
    pub noughts_within_shown: u64,
    /// Of the hidden, other noughts without a witness.
    pub noughts_that_follow: u64,
    /// Of the hidden and the rounded, others without a witness.
    pub without_witness: u64,
    /// Witnesses that are none.
    pub refuted: u64,
}

impl Audit {
    /// Whether every hidden count has a witness.
    pub fn is_passed(self) -> bool {
        self.without_witness == 0 && self.refuted == 0
    }
}

/// A question in one table of one year: context, table, block.
pub type TableOf = (usize, usize, usize);

/// Carries out every exchange, and counts what has no witness; the tables it is in come with it.
pub fn audit(
    field: &Field<'_>,
    boards: &[Board],
    exchanges: &[Exchange],
) -> (Audit, BTreeSet<TableOf>) {
    let layout = field.layout;
    let (mut found, mut tables) = (Audit::default(), BTreeSet::new());
    let mut witnessed: HashMap<Spot, [u64; ROWS]> = HashMap::new();
    let carried_out: Vec<Option<Vec<(Spot, usize, u64)>>> = exchanges
        .par_iter()
        .map(|exchange| {
            let mut differences = Vec::new();
            is_witness(field, boards, exchange, |spot, row, sets| {
                differences.push((spot, row, sets));
            })
            .then_some(differences)
        })
        .collect();
    for differences in carried_out {
        found.refuted += u64::from(differences.is_none());
        for (spot, row, sets) in differences.into_iter().flatten() {
            witnessed.entry(spot).or_default()[row] |= sets;
        }
    }
    let noughts = Noughts::of(boards.iter().map(Some));
    for (block, board) in boards.iter().enumerate() {
        for context in 0..layout.contexts.len() {
            for place in 0..layout.table_of.len() {
                let Some(lines) = board.at(layout, context, place) else {
                    continue;
                };
                let seen = witnessed.get(&(context, block, place));
                let seen = seen.copied().unwrap_or_default();
                for (row, seen) in seen.into_iter().enumerate() {
                    let hidden = lines.printed[row] & !lines.shown[row];
                    let rounded = small_but_shown(field, lines, (context, block, place), row);
                    found.hidden += u64::from(hidden.count_ones());
                    found.rounded += u64::from(rounded.count_ones());
                    let open = (hidden | rounded) & !seen;
                    let open_noughts = open & lines.noughts[row];
                    let spot = (context, block, place);
                    let within = noughts.told_among(field, spot, row, open_noughts);
                    let without = open & !open_noughts;
                    found.noughts_within_shown += u64::from(within.count_ones());
                    found.noughts_that_follow += u64::from((open_noughts & !within).count_ones());
                    found.without_witness += u64::from(without.count_ones());
                    if without != 0 {
                        tables.insert((context, layout.table_of[place], block));
                    }
                }
            }
        }
    }
    (found, tables)
}

/// The counts of a row that nobody may know, where these are not hidden but rounded.
fn small_but_shown(
    field: &Field<'_>,
    lines: &Lines,
    (context, block, place): Spot,
    row: usize,
) -> u64 {
    let Field {
        layout,
        counts,
        rules,
        ..
    } = *field;
    if rules.hides_small {
        return 0;
    }
    let shown = bits(lines.printed[row] & lines.shown[row] & !lines.noughts[row]);
    let is_small =
        |set: &usize| rules.is_small(counts.value(layout, context, place, block, row, *set));
    as_bits(shown.filter(is_small))
}

//! What is left of a line, and what is hidden of it together, is not small.
//!
//! Where two counts of 1 are hidden and their line is not, a reader knows that there are two people who have one or the
//! other. A line is a total and the parts that a reader sees it divided into: by answers, by family groups, by levels. The
//! smallest part that is still shown is hidden as well.

use super::blocks::{Block, PEOPLE, Set};
use super::board::{Board, Why, bits};
use super::counts::ValuesAt;
use super::layout::{ALL, COMPLETE, Layout, ROWS, Role};
use super::rests::{small_rests_of_rows, small_rests_of_the_whole};
use super::search::Field;
use crate::measures::GroupRow::{
    Incomplete, LivesWithChild, NoChildren, OthersChildren, OwnChildren, ParentApart,
    ParentOrLivesWithChild,
};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Rows of family groups and what they add up to. Not the ways in which sums add up: that would hide three counts more
/// of a hundred to keep unknown what two or three rows hide together.
const LINES_OF_GROUPS: [(usize, &[usize]); 4] = {
    const OWN: usize = OwnChildren as usize;
    const APART: usize = ParentApart as usize;
    const OTHERS: usize = OthersChildren as usize;
    const NONE: usize = NoChildren as usize;
    [
        (ALL, &[OWN, APART, OTHERS, NONE, Incomplete as usize]),
        (COMPLETE, &[OWN, APART, OTHERS, NONE]),
        (ParentOrLivesWithChild as usize, &[OWN, APART, OTHERS]),
        (LivesWithChild as usize, &[OWN, OTHERS]),
    ]
};

/// Hides what would leave a small sum or a small rest on a board, and on the same board before any exchange; whether
/// anything did.
pub fn hide_what_is_small(field: &Field<'_>, board: &mut Board, start: &mut Board) -> bool {
    let layout = field.layout;
    let mut lines_of_answers = HashMap::default();
    let lines_of_levels = lines_between_levels(layout);
    let mut is_changed = false;
    let mut hide = |board: &mut Board, hidings: Vec<Hiding>| {
        is_changed |= !hidings.is_empty();
        for hiding in hidings {
            hide_on_both(field, board, start, hiding);
        }
    };
    let is_asked = |context: &usize| (0..layout.tables.len()).any(|at| board.has(*context, at));
    let asked: Vec<usize> = (0..layout.contexts.len()).filter(is_asked).collect();
    for context in asked {
        let values = ValuesAt::new(layout, field.counts, (context, board.block));
        for place in 0..layout.table_of.len() {
            hide(
                board,
                small_rests_of_rows(field, board, (context, place), &values),
            );
            hide(
                board,
                small_rests_of_the_whole(field, board, (context, place), &values),
            );
        }
        for place in 0..layout.table_of.len() {
            hide(
                board,
                in_place(
                    field,
                    board,
                    (context, place),
                    &values,
                    &mut lines_of_answers,
                ),
            );
        }
        for line in lines_of_levels
            .iter()
            .chain(&lines_of_nests(layout, context))
        {
            hide(board, in_line(field, board, (context, &values), line));
        }
    }
    is_changed
}

/// Hides a count on a board, and on the same board before any exchange.
pub fn hide_on_both(
    field: &Field<'_>,
    board: &mut Board,
    start: &mut Board,
    (context, place, row, set): Hiding,
) {
    for board in [board, start] {
        board.hide_at(
            field.layout,
            context,
            place,
            row,
            1 << set,
            Why::LeavesSmall,
        );
    }
}

/// Context, place, row, set.
pub type Hiding = (usize, usize, usize, usize);

/// A total, which is everybody if it is no printed set; and its parts.
type LineOfAnswers = (Option<usize>, Vec<usize>);

/// What is to be hidden at a place: of the answers of a row, or of the rows of an answer.
fn in_place(
    field: &Field<'_>,
    board: &Board,
    (context, place): (usize, usize),
    values: &ValuesAt<'_>,
    lines_of_answers: &mut HashMap<u64, Vec<LineOfAnswers>, FixedState>,
) -> Vec<Hiding> {
    let layout = field.layout;
    let mut hidings = Vec::new();
    let Some(mut lines) = board.at(layout, context, place).copied() else {
        return hidings;
    };
    let hides = |row: usize| lines.printed[row] & !lines.shown[row] & !lines.noughts[row] != 0;
    if !(0..ROWS).any(hides) {
        return hidings;
    }
    let block = &layout.blocks[board.block];
    let values = values.of(place);
    for row in 0..ROWS {
        let all = || field.counts.value(layout, context, place, PEOPLE, row, 0);
        let of_row = lines_of_answers
            .entry(lines.printed[row])
            .or_insert_with_key(|printed| lines_of(block, *printed));
        for (total, parts) in of_row {
            let total = match total {
                Some(set) if lines.shown[row] >> *set & 1 == 0 => continue,
                Some(set) => values.at(row, *set),
                None => all(),
            };
            let parts = parts.iter().map(|set| {
                let is_shown = lines.shown[row] >> *set & 1 == 1;
                (*set, values.at(row, *set), is_shown)
            });
            if let Some(set) = next_part(field, total, parts) {
                lines.shown[row] &= !(1 << set);
                hidings.push((context, place, row, set));
            }
        }
    }
    for (total, rows) in LINES_OF_GROUPS {
        let hidden = rows.iter().fold(0, |all, row| {
            all | lines.printed[*row] & !lines.shown[*row] & !lines.noughts[*row]
        });
        for set in bits(hidden & lines.shown[total]) {
            let parts = rows.iter().map(|row| {
                let is_shown = lines.shown[*row] >> set & 1 == 1;
                (*row, values.at(*row, set), is_shown)
            });
            if let Some(row) = next_part(field, values.at(total, set), parts) {
                lines.shown[row] &= !(1 << set);
                hidings.push((context, place, row, set));
            }
        }
    }
    hidings
}

/// The place of a total, and those that add up to it.
type LineOfLevels = (usize, Vec<usize>);

/// The whole and its levels; areas and substance groups and their pairs.
fn lines_between_levels(layout: &Layout) -> Vec<LineOfLevels> {
    let mut lines = Vec::new();
    for table in &layout.tables {
        match table.role {
            Role::Part => {
                let whole = layout.whole_place().into_iter();
                lines.extend(whole.map(|whole| (whole, table.places().collect())));
            }
            Role::Pairs { areas, substances } => {
                let few = layout.tables[substances].levels;
                for (level, area) in layout.tables[areas].places().enumerate() {
                    let pairs = table.places().skip(level * few).take(few);
                    lines.push((area, pairs.collect()));
                }
                for (level, substance) in layout.tables[substances].places().enumerate() {
                    let pairs = table.places().skip(level).step_by(few);
                    lines.push((substance, pairs.collect()));
                }
            }
            // They lie within other levels in one year, and not in the next.
            Role::Left { .. } => {}
            Role::Whole | Role::Apart | Role::Overlapping => {}
        }
    }
    lines
}

/// Levels that other levels lie within in a context, and these and who is left.
fn lines_of_nests(layout: &Layout, context: usize) -> Vec<LineOfLevels> {
    let time = layout.time(context);
    let nests = layout.nests.all.iter();
    let asked = nests.filter(|nest| nest.is_asked(time));
    asked
        .map(|nest| (nest.around, nest.within(time).chain([nest.left]).collect()))
        .collect()
}

/// What is to be hidden at one of the levels.
fn in_line(
    field: &Field<'_>,
    board: &Board,
    (context, values): (usize, &ValuesAt<'_>),
    (total, levels): &LineOfLevels,
) -> Vec<Hiding> {
    let layout = field.layout;
    let mut hidings = Vec::new();
    let Some(of_total) = board.at(layout, context, *total) else {
        return hidings;
    };
    for row in 0..ROWS {
        let hidden = levels.iter().fold(0, |all, level| {
            let lines = board.at(layout, context, *level);
            all | lines.map_or(0, |l| l.printed[row] & !l.shown[row] & !l.noughts[row])
        });
        for set in bits(hidden & of_total.shown[row]) {
            let value = |place: usize| values.of(place).at(row, set);
            let parts = levels.iter().map(|level| {
                let is_shown = board.shows(layout, context, *level, row, set);
                (*level, value(*level), is_shown)
            });
            if let Some(level) = next_part(field, value(*total), parts) {
                hidings.push((context, level, row, set));
            }
        }
    }
    hidings
}

/// The part to be hidden where those hidden are small together.
fn next_part(
    field: &Field<'_>,
    total: u64,
    parts: impl Iterator<Item = (usize, u64, bool)>,
) -> Option<usize> {
    let (mut left, mut smallest, mut hides) = (total, None, false);
    for (part, value, is_shown) in parts {
        hides |= !is_shown && value > 0;
        if !is_shown || value == 0 {
            continue;
        }
        left = left.checked_sub(value)?;
        if smallest.is_none_or(|(least, _)| value < least) {
            smallest = Some((value, part));
        }
    }
    let is_small = hides && left > 0 && left < field.rules.suppress_below;
    smallest.filter(|_| is_small).map(|(_, part)| part)
}

/// The totals among the printed sets, each with the largest printed sets inside it, where these do not overlap.
fn lines_of(block: &Block, printed: u64) -> Vec<LineOfAnswers> {
    let atoms = |set: usize| match block.sets[set] {
        Set::People(atoms) => Some(atoms),
        Set::Children(_) => None,
    };
    let printed: Vec<(usize, u32)> = bits(printed)
        .filter_map(|set| Some((set, atoms(set)?)))
        .collect();
    let totals = printed.iter().map(|(set, all)| (Some(*set), *all));
    let totals = totals.chain([(None, block.everybody())]);
    let line = |(total, all): (Option<usize>, u32)| {
        let inside = |of: u32| {
            let inner = printed
                .iter()
                .filter(move |(_, some)| *some != of && some & !of == 0);
            inner.copied()
        };
        let parts: Vec<(usize, u32)> = inside(all)
            .filter(|(_, some)| !inside(all).any(|(_, more)| more != *some && some & !more == 0))
            .collect();
        let overlap = parts
            .iter()
            .enumerate()
            .any(|(at, (_, a))| parts[..at].iter().any(|(_, b)| a & b != 0));
        let parts: Vec<usize> = parts.iter().map(|(set, _)| *set).collect();
        (parts.len() > 1 && !overlap).then_some((total, parts))
    };
    totals.filter_map(line).collect()
}

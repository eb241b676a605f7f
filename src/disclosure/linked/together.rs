//! What is left of a line, and what is hidden of it together, is not small.
//!
//! Where two counts of 1 are hidden and their line is not, a reader knows that there are two people who have one or the
//! other. A line is a total and the parts that a reader sees it divided into: by answers, by family groups, by levels. The
//! smallest part that is still shown is hidden as well.

use super::blocks::{Block, PEOPLE, Set};
use super::board::{Board, Why, bits, values};
use super::layout::{ALL, COMPLETE, ROWS, Role};
use super::search::Field;
use crate::measures::GroupRow::{
    Incomplete, LivesWithChild, NoChildren, OthersChildren, OwnChildren, ParentApart,
    ParentOrLivesWithChild,
};
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

/// Hides what would leave a small sum, on one board.
pub fn hide_small_together(field: &Field<'_>, board: &mut Board) {
    let mut lines_of_answers = HashMap::new();
    for context in 0..field.layout.contexts.len() {
        for place in 0..field.layout.table_of.len() {
            in_place(field, board, (context, place), &mut lines_of_answers);
        }
        between_levels(field, board, context);
    }
}

/// A total, which is everybody if it is no printed set; and its parts.
type LineOfAnswers = (Option<usize>, Vec<usize>);

fn in_place(
    field: &Field<'_>,
    board: &mut Board,
    (context, place): (usize, usize),
    lines_of_answers: &mut HashMap<u64, Vec<LineOfAnswers>>,
) {
    let layout = field.layout;
    let Some(mut lines) = board.at(layout, context, place).copied() else {
        return;
    };
    let hides = |row: usize| lines.printed[row] & !lines.shown[row] & !lines.noughts[row] != 0;
    if !(0..ROWS).any(hides) {
        return;
    }
    let block = &layout.blocks[board.block];
    let values = values(layout, field.counts, context, place, board.block);
    for row in 0..ROWS {
        let all = || field.counts.value(layout, context, place, PEOPLE, row, 0);
        let of_row = lines_of_answers
            .entry(lines.printed[row])
            .or_insert_with_key(|printed| lines_of(block, *printed));
        for (total, parts) in of_row {
            let total = match total {
                Some(set) if lines.shown[row] >> *set & 1 == 0 => continue,
                Some(set) => values[row][*set],
                None => all(),
            };
            let parts = parts.iter().map(|set| {
                let is_shown = lines.shown[row] >> *set & 1 == 1;
                (*set, values[row][*set], is_shown)
            });
            if let Some(set) = next_part(field, total, parts) {
                board.hide(&mut lines, row, 1 << set, Why::LeavesSmall);
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
                (*row, values[*row][set], is_shown)
            });
            if let Some(row) = next_part(field, values[total][set], parts) {
                board.hide(&mut lines, row, 1 << set, Why::LeavesSmall);
            }
        }
    }
    board.close(&mut lines);
    *board.at_mut(layout, context, place).expect("just seen") = lines;
}

/// The whole and its levels; areas and substance groups and their pairs.
fn between_levels(field: &Field<'_>, board: &mut Board, context: usize) {
    let layout = field.layout;
    let whole = layout.whole_place();
    for table in &layout.tables {
        match table.role {
            Role::Part => {
                if let Some(whole) = whole {
                    in_line(
                        field,
                        board,
                        context,
                        whole,
                        &table.places().collect::<Vec<_>>(),
                    );
                }
            }
            Role::Pairs { areas, substances } => {
                let few = layout.tables[substances].levels;
                for (level, area) in layout.tables[areas].places().enumerate() {
                    let pairs: Vec<usize> = table.places().skip(level * few).take(few).collect();
                    in_line(field, board, context, area, &pairs);
                }
                for (level, substance) in layout.tables[substances].places().enumerate() {
                    let pairs: Vec<usize> = table.places().skip(level).step_by(few).collect();
                    in_line(field, board, context, substance, &pairs);
                }
            }
            Role::Whole | Role::Apart | Role::Overlapping => {}
        }
    }
}

fn in_line(field: &Field<'_>, board: &mut Board, context: usize, total: usize, levels: &[usize]) {
    let layout = field.layout;
    let Some(of_total) = board.at(layout, context, total).copied() else {
        return;
    };
    for row in 0..ROWS {
        let hidden = levels.iter().fold(0, |all, level| {
            let lines = board.at(layout, context, *level);
            all | lines.map_or(0, |l| l.printed[row] & !l.shown[row] & !l.noughts[row])
        });
        for set in bits(hidden & of_total.shown[row]) {
            let value = |place: usize| {
                let block = board.block;
                field.counts.value(layout, context, place, block, row, set)
            };
            let parts = levels.iter().map(|level| {
                let is_shown = board.shows(layout, context, *level, row, set);
                (*level, value(*level), is_shown)
            });
            if let Some(level) = next_part(field, value(total), parts) {
                board.hide_at(layout, context, level, row, 1 << set, Why::LeavesSmall);
            }
        }
    }
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

/// Of a count inside another of the same people, what is left may not be small: then the inner one is hidden.
pub fn leave_no_small_rest_inside(field: &Field<'_>, boards: &mut [Board]) {
    let Field {
        layout,
        counts,
        rules,
        ..
    } = *field;
    let set_of = |(block, atom): (usize, usize)| {
        let mut sets = layout.blocks[block].sets.iter();
        sets.position(|set| *set == Set::People(1 << atom))
            .map(|set| (block, set))
    };
    for [outer, inner] in field.known.inside() {
        let (Some(outer), Some(inner)) = (set_of(outer), set_of(inner)) else {
            continue;
        };
        let Some(at) = boards.iter().position(|board| board.block == inner.0) else {
            continue;
        };
        for context in 0..layout.contexts.len() {
            for place in 0..layout.table_of.len() {
                for row in 0..ROWS {
                    if !boards[at].shows(layout, context, place, row, inner.1) {
                        continue;
                    }
                    let value =
                        |(block, set)| counts.value(layout, context, place, block, row, set);
                    let left = value(outer).saturating_sub(value(inner));
                    if left > 0 && rules.is_small(left) {
                        boards[at].hide_at(
                            layout,
                            context,
                            place,
                            row,
                            1 << inner.1,
                            Why::LeavesSmall,
                        );
                    }
                }
            }
        }
    }
}

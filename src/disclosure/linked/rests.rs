//! What is left of one shown count beside another that lies within it is not small.
//!
//! This is looked at when the witnesses have been found: they hide one of the two counts of most such pairs anyhow.

use super::blocks::Set;
use super::board::{Board, bits};
use super::counts::ValuesAt;
use super::layout::{ROW_GROUPS, ROWS};
use super::search::Field;
use super::together::Hiding;

/// Of two rows inside each other at a place: which count is to be hidden. What follows from the number of people is not
/// hidden by hiding it here, and what follows from that of both rows is hidden with these.
pub fn small_rests_of_rows(
    field: &Field<'_>,
    board: &Board,
    (context, place): (usize, usize),
    values: &ValuesAt<'_>,
) -> Vec<Hiding> {
    let Field {
        layout,
        known,
        rules,
        ..
    } = *field;
    let mut hidings = Vec::new();
    let Some(lines) = board.at(layout, context, place) else {
        return hidings;
    };
    let mut shown = lines.shown;
    let spot = (context, place, board.block);
    let follows = |row: usize, set: usize| known.follows_from_people(layout, spot, row, set);
    for &(outer, inner, rest) in &ROWS_INSIDE {
        // Where the rest is a row of its own, that row is hidden.
        let is_row = rest.map_or(0, |rest| lines.printed[rest]);
        for set in bits(shown[outer] & shown[inner] & !is_row) {
            let values = values.of(place);
            let left = values.at(outer, set) - values.at(inner, set);
            if left == 0 || !rules.is_small(left) {
                continue;
            }
            if let Some(row) = [inner, outer].into_iter().find(|row| !follows(*row, set)) {
                shown[row] &= !(1 << set);
                hidings.push((context, place, row, set));
            }
        }
    }
    hidings
}

/// Of two rows inside each other the outer and the inner, and the row that is the rest, if one is.
type Inside = (usize, usize, Option<usize>);

static ROWS_INSIDE: [Inside; 20] = {
    let mut pairs = [(0, 0, None); 20];
    let mut number = 0;
    let mut outer = 0;
    while outer < ROWS {
        let mut inner = 0;
        while inner < ROWS {
            let (all, some) = (ROW_GROUPS[outer], ROW_GROUPS[inner]);
            if some != all && some & !all == 0 {
                pairs[number] = (outer, inner, row_of(all & !some));
                number += 1;
            }
            inner += 1;
        }
        outer += 1;
    }
    assert!(number == pairs.len());
    pairs
};

const fn row_of(groups: u8) -> Option<usize> {
    let mut row = 0;
    while row < ROWS {
        if ROW_GROUPS[row] == groups {
            return Some(row);
        }
        row += 1;
    }
    None
}

/// Of the whole beside one level of a table.
pub fn small_rests_of_the_whole(
    field: &Field<'_>,
    board: &Board,
    (context, place): (usize, usize),
    values: &ValuesAt<'_>,
) -> Vec<Hiding> {
    let Field { layout, rules, .. } = *field;
    let mut hidings = Vec::new();
    if !layout.tables[layout.table_of[place]].is_part_of_the_whole() {
        return hidings;
    }
    let Some(whole) = layout.whole_place() else {
        return hidings;
    };
    let (Some(all), Some(some)) = (
        board.at(layout, context, whole),
        board.at(layout, context, place),
    ) else {
        return hidings;
    };
    for row in 0..ROWS {
        for set in bits(all.shown[row] & some.shown[row]) {
            let left = values.of(whole).at(row, set) - values.of(place).at(row, set);
            if left > 0 && rules.is_small(left) {
                hidings.push((context, place, row, set));
            }
        }
    }
    hidings
}

/// Of a count of one question beside one of another inside it: what is hidden on the board of the inner.
pub fn small_rests_of_answers(field: &Field<'_>, boards: &[Board]) -> Vec<(usize, Hiding)> {
    let Field {
        layout,
        counts,
        rules,
        ..
    } = *field;
    let set_of = |(block, atom): (usize, usize)| {
        let mut sets = layout.blocks[block].sets.iter();
        let set = sets.position(|set| *set == Set::People(1 << atom))?;
        let at = boards.iter().position(|board| board.block == block)?;
        Some((at, block, set))
    };
    let mut hidings = Vec::new();
    for [outer, inner] in field.relations.inside() {
        let (Some(outer), Some(inner)) = (set_of(outer), set_of(inner)) else {
            continue;
        };
        for context in 0..layout.contexts.len() {
            for place in 0..layout.table_of.len() {
                for row in 0..ROWS {
                    let is_shown = |(at, _, set): (usize, usize, usize)| {
                        boards[at].shows(layout, context, place, row, set)
                    };
                    if !is_shown(inner) || !is_shown(outer) {
                        continue;
                    }
                    let value =
                        |(_, block, set)| counts.value(layout, context, place, block, row, set);
                    let left = value(outer).saturating_sub(value(inner));
                    if left > 0 && rules.is_small(left) {
                        hidings.push((inner.0, (context, place, row, inner.2)));
                    }
                }
            }
        }
    }
    hidings
}

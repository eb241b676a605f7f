//! Counts that by their meaning are the number of people: nobody's age is unknown, so whose age is known is everybody.

use super::board::{Board, Why};
use super::layout::ROWS;
use super::search::Field;

/// Where the number of people is hidden, so is what by its meaning counts everybody.
pub fn hide_other_names(field: &Field<'_>, boards: &mut [Board]) {
    let layout = field.layout;
    let (people, others) = boards.split_first_mut().expect("the first is of people");
    for board in others {
        for context in 0..layout.contexts.len() {
            for place in 0..layout.table_of.len() {
                let Some(lines) = people.at(layout, context, place) else {
                    continue;
                };
                for row in 0..ROWS {
                    if lines.printed[row] & !lines.shown[row] & 1 == 1 {
                        let names = names_of_everybody(field, (context, place, board.block), row);
                        board.hide_at(layout, context, place, row, names, Why::Alias);
                    }
                }
            }
        }
    }
}

/// The sets of a row, as bits, that by their meaning count everybody in it. The spot is context, place, block.
pub fn names_of_everybody(field: &Field<'_>, spot: (usize, usize, usize), row: usize) -> u64 {
    let Field { layout, known, .. } = *field;
    (0..layout.blocks[spot.2].sets.len())
        .filter(|set| known.is_everybody(layout, spot, row, *set))
        .fold(0, |names, set| names | 1 << set)
}

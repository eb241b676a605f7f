//! Counts that by their meaning are the number of people: nobody's age is unknown, so whose age is known is everybody.

use super::blocks::Set;
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

/// The sets of a row, as bits, that by their meaning count everybody in it.
pub fn names_of_everybody(
    field: &Field<'_>,
    (context, place, block): (usize, usize, usize),
    row: usize,
) -> u64 {
    let of_block = &field.layout.blocks[block];
    let is_name = |set: &Set| match set {
        Set::People(atoms) => {
            let spot = (context, place, block);
            field.known.is_everybody(spot, row, *atoms, of_block.size())
        }
        Set::Children(_) => false,
    };
    let names = of_block
        .sets
        .iter()
        .enumerate()
        .filter(|(_, set)| is_name(set));
    names.map(|(set, _)| 1u64 << set).sum()
}

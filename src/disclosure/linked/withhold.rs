//! Tables that are withheld: the last resort for counts that no exchange changes.

use super::board::{Board, Why, add};
use super::exchange::Exchange;
use super::layout::ROWS;
use super::names::names_of_everybody;
use super::search::{Field, Need};
use super::spare::{Line, lines_of};
use std::collections::HashMap;

/// Sets of a row, as bits, that were hidden together.
pub struct Hiding {
    block: usize,
    context: usize,
    place: usize,
    row: usize,
    sets: u64,
}

/// Shows what was hidden to no end: no witness differs in it, so to show it takes none away.
pub fn show_again(
    field: &Field<'_>,
    boards: &mut [Board],
    exchanges: &[Exchange],
    hidden: &[Hiding],
) {
    if hidden.is_empty() {
        return;
    }
    let mut changed: HashMap<Line, [u64; ROWS]> = HashMap::new();
    for (line, rows) in exchanges.iter().flat_map(|e| lines_of(field, boards, e)) {
        add(changed.entry(line).or_default(), &rows);
    }
    for hiding in hidden {
        let line = (hiding.block, hiding.context, hiding.place);
        let kept = changed.get(&line).map_or(0, |rows| rows[hiding.row]);
        let sets = hiding.sets & !kept;
        boards[hiding.block].show(
            field.layout,
            (hiding.context, hiding.place),
            hiding.row,
            sets,
        );
    }
}

/// Hides a block in all of a table where one of its counts has no witness, but for other names of the number of people.
/// What is newly hidden comes back.
pub fn withhold(field: &Field<'_>, boards: &mut [Board], needs: &[Need]) -> Vec<Hiding> {
    let layout = field.layout;
    let mut hidden = Vec::new();
    for need in needs {
        let Need { block, context, .. } = *need;
        for place in layout.tables[layout.printed_table(need.place)].places() {
            for row in 0..ROWS {
                let Some(lines) = boards[block].at(layout, context, place) else {
                    continue;
                };
                let names = names_of_everybody(field, (context, place, block), row);
                let sets = lines.shown[row] & !names;
                boards[block].hide_at(layout, context, place, row, sets, Why::Withheld);
                hidden.push(Hiding {
                    block,
                    context,
                    place,
                    row,
                    sets,
                });
            }
        }
    }
    hidden
}

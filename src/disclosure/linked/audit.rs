//! The audit by witness: for every hidden count another table that agrees with everything shown and differs in it.
//!
//! It trusts nothing that found the exchanges: each is carried out in full (`witness`), and each count is looked for among
//! those that differ.

use super::board::{Board, Lines, add, as_bits, bits};
use super::change::Spot;
use super::exchange::Exchange;
use super::layout::ROWS;
use super::noughts::Noughts;
use super::reach::Reach;
use super::search::Field;
use super::witness::{Difference, witness};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

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

    /// What was found here and there.
    fn and(self, other: Audit) -> Audit {
        Audit {
            hidden: self.hidden + other.hidden,
            rounded: self.rounded + other.rounded,
            noughts_within_shown: self.noughts_within_shown + other.noughts_within_shown,
            noughts_that_follow: self.noughts_that_follow + other.noughts_that_follow,
            without_witness: self.without_witness + other.without_witness,
            refuted: self.refuted + other.refuted,
        }
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
    let interval = field.rules.protect_interval;
    let carry_out = |exchange: &Exchange| {
        let differences = witness(field, boards, exchange)?;
        Some(Differing::of(differences, interval))
    };
    // One by one: those of people change every question, and stand together.
    let each = exchanges.par_iter().with_max_len(1);
    let carried_out: Vec<Option<Differing>> = each.map(carry_out).collect();
    let refuted = carried_out.iter().filter(|w| w.is_none()).count() as u64;
    let witnessed = far_apart(carried_out.into_iter().flatten(), interval);
    // One by one as well: some questions have many answers, others two.
    let blocks = (0..boards.len()).into_par_iter().with_max_len(1);
    let audited = blocks.map(|block| audit_block(field, boards, block, &witnessed));
    let audited: Vec<(Audit, BTreeSet<TableOf>)> = audited.collect();
    let (mut found, mut tables) = (Audit::default(), BTreeSet::new());
    for (of_block, tables_of_block) in audited {
        found = found.and(of_block);
        tables.extend(tables_of_block);
    }
    (Audit { refuted, ..found }, tables)
}

/// Counts what has no witness in one block.
fn audit_block(
    field: &Field<'_>,
    boards: &[Board],
    block: usize,
    witnessed: &Witnessed,
) -> (Audit, BTreeSet<TableOf>) {
    let (layout, board) = (field.layout, &boards[block]);
    let (mut found, mut tables) = (Audit::default(), BTreeSet::new());
    let noughts = Noughts::of(boards.iter().map(Some));
    for context in 0..layout.contexts.len() {
        for place in 0..layout.table_of.len() {
            let Some(lines) = board.at(layout, context, place) else {
                continue;
            };
            let spot = (context, block, place);
            let seen = witnessed.get(&spot);
            let seen = seen.copied().unwrap_or_default();
            for (row, seen) in seen.into_iter().enumerate() {
                let hidden = lines.printed[row] & !lines.shown[row];
                let rounded = small_but_shown(field, lines, spot, row);
                found.hidden += u64::from(hidden.count_ones());
                found.rounded += u64::from(rounded.count_ones());
                let open = (hidden | rounded) & !seen;
                let open_noughts = open & lines.noughts[row];
                let within = noughts.told_among(field, spot, row, open_noughts);
                let without =
                    open & !open_noughts | small_but_left(field, boards, spot, row) & !seen;
                found.noughts_within_shown += u64::from(within.count_ones());
                found.noughts_that_follow += u64::from((open_noughts & !within).count_ones());
                found.without_witness += u64::from(without.count_ones());
                if without != 0 {
                    tables.insert((context, layout.printed_table(place), block));
                }
            }
        }
    }
    (found, tables)
}

/// Spot -> row -> sets as bits.
type Witnessed = HashMap<Spot, [u64; ROWS], FixedState>;

/// What a witness differs in.
struct Differing {
    /// The counts that are as far from the truth as they must be: spot by spot, sets of each row as bits.
    far: Vec<(Spot, [u64; ROWS])>,
    /// All others.
    near: Vec<Difference>,
}

impl Differing {
    fn of(differences: Vec<Difference>, interval: u64) -> Differing {
        let is_far = |one: &Difference| one.by.unsigned_abs() >= interval;
        let (far, near): (Vec<_>, Vec<_>) = differences.into_iter().partition(is_far);
        let of_spots = far.chunk_by(|a, b| a.spot == b.spot);
        let far = of_spots.map(|of_spot| {
            let mut rows = [0; ROWS];
            for Difference { row, set, .. } in of_spot {
                rows[*row] |= 1 << set;
            }
            (of_spot[0].spot, rows)
        });
        Differing {
            far: far.collect(),
            near,
        }
    }
}

/// The counts in which the truth and the witnesses are as far apart as they must be.
fn far_apart(witnesses: impl Iterator<Item = Differing>, interval: u64) -> Witnessed {
    let mut witnessed = Witnessed::default();
    let mut reach = Reach::default();
    for Differing { far, near } in witnesses {
        for (spot, rows) in far {
            add(witnessed.entry(spot).or_default(), &rows);
        }
        for Difference { spot, row, set, by } in near {
            if reach.enter((spot, row, set), by) >= interval {
                witnessed.entry(spot).or_default()[row] |= 1 << set;
            }
        }
    }
    witnessed
}

/// The counts of those who are left of a level that nobody may know, and that are the difference of counts shown.
fn small_but_left(
    field: &Field<'_>,
    boards: &[Board],
    (context, block, place): Spot,
    row: usize,
) -> u64 {
    let Field {
        layout,
        counts,
        rules,
        ..
    } = *field;
    let Some(nest) = layout.nest_of(place) else {
        return 0;
    };
    let time = layout.time(context);
    let is_shown = |set: &usize| {
        let mut places = nest.within(time).chain([nest.around]);
        places.all(|place| boards[block].shows(layout, context, place, row, *set))
    };
    let is_small = |set: &usize| {
        let left = counts.value(layout, context, place, block, row, *set);
        left > 0 && rules.is_small(left)
    };
    let sets = 0..layout.blocks[block].printed;
    as_bits(sets.filter(is_shown).filter(is_small))
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

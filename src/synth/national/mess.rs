//! Dirt that moves no published figure. In: the rows of an episode as text. Out: the same, some
//! reshaped or with a code that no published figure reads; or one more row beside them that a
//! report must leave out: without consent, with a date that cannot be, with nobody to link it to.

use super::columns::{COLUMNS, place};
use super::journeys::Kind;
use crate::synth::dates::Day;
use crate::synth::dirt::{Damage, Dirt, Row};
use crate::synth::random::Draws;
use crate::synth::targets;

/// Rows hit, per mille. A few that are hit have nothing that can be damaged so.
const HIT: u32 = 22;

/// Kinds of damage done to a row that counts (invented weights) ...
const IN_PLACE: &[(Damage, u32)] = &[
    (Damage::UnknownCode, 140),
    (Damage::Decimal, 130),
    (Damage::LeadingZeros, 110),
    (Damage::NotAvailable, 110),
    (Damage::Disagreement, 70),
    (Damage::OddChildren, 40),
];
/// ... and to a row beside them.
const BESIDE: &[(Damage, u32)] = &[
    (Damage::ImpossibleDate, 80),
    (Damage::BlankRequired, 80),
    (Damage::ShortRow, 50),
    (Damage::NoConsent, 70),
    (Damage::EndBeforeStart, 40),
    (Damage::StartAfterExtract, 40),
    (Damage::BirthAfterStart, 40),
];
const SHARE_IN_PLACE: u32 = 600;

pub(super) struct Mess {
    dirt: Dirt,
    draws: Draws,
    episode_id: usize,
    children: usize,
}

impl Mess {
    pub fn new(seed: u64, draws: Draws) -> Self {
        let headers = COLUMNS.iter().map(|(header, _)| *header).collect();
        Self {
            dirt: Dirt::new(seed, 1.0, headers, &targets::NATIONAL),
            draws,
            episode_id: place("EPISODID"),
            children: place("CHILDWTH"),
        }
    }

    /// Rows damaged so far.
    pub fn rows(&self) -> u32 {
        self.dirt.rows
    }

    /// Whether the next row is hit.
    pub fn hits(&mut self) -> bool {
        self.draws.chance(HIT)
    }

    /// Damages a row (without its line end) in place, or adds a damaged one after it, with an
    /// episode number of its own. `alone`: the episode has no other row. Gives the rows added.
    pub fn make(
        &mut self,
        line: &mut String,
        start: Day,
        kind: Kind,
        alone: bool,
        number: u32,
    ) -> u32 {
        let row: Row = line.split(',').map(String::from).collect();
        if self.draws.chance(SHARE_IN_PLACE) {
            let damage = self.draws.pick(IN_PLACE);
            // Whom no published figure counts may live with any number of children.
            let odd_children = kind == Kind::Alcohol && !row[self.children].is_empty();
            let possible = match damage {
                Damage::OddChildren => odd_children,
                Damage::Disagreement => !alone,
                _ => true,
            };
            let mut rows = [row];
            if possible && self.dirt.strike(damage, &mut rows, start) > 0 {
                *line = rows[0].join(",");
            }
            return 0;
        }
        let mut rows = [row];
        rows[0][self.episode_id] = number.to_string();
        let damage = self.draws.pick(BESIDE);
        self.dirt.strike(damage, &mut rows, start);
        line.push('\n');
        line.push_str(&rows[0].join(","));
        1
    }
}

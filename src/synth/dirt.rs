//! Dirt: rows damaged in the ways in which real extracts are. In: the clean rows of an episode, and
//! a stream of draws of its own, so that rows that are not hit stay byte for byte what they are in
//! the clean extract. Out: the rows, some of them damaged.

use super::dates::{AS_OF, Day};
use super::random::{Draws, Stream};
use super::targets::Targets;

/// The values of a row, in the order of the columns.
pub(super) type Row = Vec<String>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// A code that no list has.
    UnknownCode,
    /// `11.0`: a spreadsheet took the column for numbers.
    Decimal,
    /// `011`: a code padded to a fixed width (ours have no leading noughts to lose).
    LeadingZeros,
    /// `NA` in every blank, as some systems write them.
    NotAvailable,
    /// 31 February, or a word.
    ImpossibleDate,
    /// A required identifier or birth date left out.
    BlankRequired,
    /// Two rows of an episode that disagree about a fact.
    Disagreement,
    /// The end of the row is missing.
    ShortRow,
    /// A number of children that cannot be, or hardly.
    OddChildren,
    // From here on the whole episode is hit: its rows say the same.
    NoConsent,
    EndBeforeStart,
    StartAfterExtract,
    BirthAfterStart,
}
use Damage::*;

pub(super) const KINDS: usize = 13;

/// How often each kind comes when a row is hit (invented).
const HITS: [(Damage, u32); KINDS] = [
    (UnknownCode, 14),
    (Decimal, 12),
    (LeadingZeros, 10),
    (NotAvailable, 10),
    (ImpossibleDate, 9),
    (BlankRequired, 9),
    (Disagreement, 10),
    (ShortRow, 6),
    (OddChildren, 5),
    (NoConsent, 6),
    (EndBeforeStart, 4),
    (StartAfterExtract, 4),
    (BirthAfterStart, 4),
];

const ODD_CHILDREN: [&str; 4] = ["17", "45", "-1", "two"];
const NOT_A_DATE: &str = "unknown";

pub(super) struct Dirt {
    draws: Draws,
    share: f64,
    headers: Vec<&'static str>,
    targets: &'static Targets,
    /// Rows damaged by kind, in the order of [`Damage`].
    pub counts: [u32; KINDS],
    pub rows: u32,
}

impl Dirt {
    pub fn new(
        seed: u64,
        share: f64,
        headers: Vec<&'static str>,
        targets: &'static Targets,
    ) -> Self {
        let draws = Draws::new(seed, Stream::Dirt);
        Self {
            draws,
            share,
            headers,
            targets,
            counts: [0; KINDS],
            rows: 0,
        }
    }

    /// Damages about the asked share of an episode's rows. A kind that hits whole episodes is drawn
    /// for the first row only, and then hits them all: by rows it comes as often as it would if
    /// each were hit alone.
    pub fn damage(&mut self, rows: &mut [Row], start: Day) {
        let mut whole = false;
        for place in 0..rows.len() {
            if whole || !self.draws.share(self.share) {
                continue;
            }
            let kind = self.draws.pick(&HITS);
            let hit = match kind {
                NoConsent | EndBeforeStart | StartAfterExtract | BirthAfterStart => {
                    whole = place == 0;
                    if whole {
                        self.whole(kind, rows, start)
                    } else {
                        0
                    }
                }
                Disagreement if rows.len() < 2 => 0,
                _ => u32::from(self.one(kind, &mut rows[place])),
            };
            self.counts[kind as usize] += hit;
            self.rows += hit;
        }
    }

    /// Damages rows of one episode in a given way: all of them if the kind hits whole episodes, else
    /// the first. Gives how many.
    pub fn strike(&mut self, kind: Damage, rows: &mut [Row], start: Day) -> u32 {
        let hit = match kind {
            NoConsent | EndBeforeStart | StartAfterExtract | BirthAfterStart => {
                self.whole(kind, rows, start)
            }
            _ => u32::from(self.one(kind, &mut rows[0])),
        };
        self.counts[kind as usize] += hit;
        self.rows += hit;
        hit
    }

    /// Damages all rows of an episode in the same way.
    fn whole(&mut self, kind: Damage, rows: &mut [Row], start: Day) -> u32 {
        let days = self.draws.between(10, 300);
        let targets = self.targets;
        for row in rows.iter_mut() {
            match kind {
                NoConsent => self.refuse_consent(row),
                EndBeforeStart => self.end_on(row, start - days),
                StartAfterExtract => self.start_on(row, AS_OF + days),
                _ => self.write_date(row, targets.birth, start + days),
            }
        }
        rows.len() as u32
    }

    /// Damages one row; no if it has nothing that can be damaged so.
    fn one(&mut self, kind: Damage, row: &mut Row) -> bool {
        let targets = self.targets;
        match kind {
            UnknownCode => {
                let (header, code) = self.draws.one_of(targets.codes);
                replace(self.value(row, header), code)
            }
            Decimal => {
                let value = self.number(row);
                !value.is_empty() && append(value, ".0")
            }
            LeadingZeros => {
                let value = self.number(row);
                !value.is_empty() && replace(value, &format!("0{value}"))
            }
            NotAvailable => {
                let blanks = row.iter_mut().filter(|value| value.is_empty());
                blanks.map(|blank| append(blank, "NA")).count() > 0
            }
            ImpossibleDate => {
                let header = self.draws.one_of(targets.dates);
                let date = if self.draws.chance(200) {
                    NOT_A_DATE
                } else {
                    targets.no_such_day
                };
                replace(self.value(row, header), date)
            }
            BlankRequired => {
                let header = self.draws.one_of(targets.required);
                let value = self.value(row, header);
                !std::mem::take(value).is_empty()
            }
            Disagreement => {
                let (header, [usual, other]) = self.draws.one_of(targets.facts);
                let value = self.value(row, header);
                let code = if value == usual { other } else { usual };
                // A blank does not disagree: it says nothing.
                !value.is_empty() && replace(value, code)
            }
            ShortRow => {
                let lost = self.draws.between(1, 6) as usize;
                row.truncate(row.len() - lost);
                true
            }
            OddChildren => {
                let number = self.draws.one_of(&ODD_CHILDREN);
                replace(self.value(row, targets.children), number)
            }
            NoConsent | EndBeforeStart | StartAfterExtract | BirthAfterStart => false,
        }
    }

    /// Leaves what may be exported of somebody who does not consent.
    fn refuse_consent(&self, row: &mut Row) {
        for (value, header) in row.iter_mut().zip(&self.headers) {
            if !self.targets.without_consent.contains(header) {
                value.clear();
            }
        }
        replace(self.value(row, self.targets.without_consent[2]), "N");
    }

    fn end_on(&self, row: &mut Row, day: Day) {
        self.write_date(row, self.targets.end, day);
        let reason = self.value(row, self.targets.reason);
        if reason.is_empty() {
            reason.push_str("85");
        }
    }

    /// Moves the dates that an episode can begin with, where the row has them.
    fn start_on(&self, row: &mut Row, day: Day) {
        for header in self.targets.starts {
            if !self.value(row, header).is_empty() {
                self.write_date(row, header, day);
            }
        }
    }

    fn write_date(&self, row: &mut Row, header: &str, day: Day) {
        let value = self.value(row, header);
        value.clear();
        (self.targets.write_date)(day, value);
    }

    /// The value of one of the columns of numeric codes.
    fn number<'r>(&mut self, row: &'r mut Row) -> &'r mut String {
        let header = self.draws.one_of(self.targets.numbers);
        self.value(row, header)
    }

    fn value<'r>(&self, row: &'r mut Row, header: &str) -> &'r mut String {
        let place = self.headers.iter().position(|known| *known == header);
        &mut row[place.expect("targets name columns of their form")]
    }
}

fn replace(value: &mut String, by: &str) -> bool {
    value.clear();
    append(value, by)
}

fn append(value: &mut String, more: &str) -> bool {
    value.push_str(more);
    true
}

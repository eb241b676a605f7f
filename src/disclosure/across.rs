//! The sums across the rows of a table: family groups, sexes, and the levels of breakdowns.

use super::relations::{Count, Relations, Who};
use crate::cohorts::SubstanceGroup;
use crate::measures::breakdowns::{Cover, Divides};
use crate::measures::{GroupRow, Measured, SexRow};
use std::collections::HashMap;

impl Relations {
    /// The rows of family groups and their sums.
    pub(super) fn across_groups(&mut self) {
        use GroupRow::{
            All, Incomplete, LivesWithChild, NoChildren, OthersChildren, OwnChildren, ParentApart,
            ParentOrLivesWithChild,
        };
        // Every way in which printed rows add up to another; `None` is everybody with complete data.
        let sums: [(Option<GroupRow>, &[Option<GroupRow>]); 10] = [
            (
                Some(LivesWithChild),
                &[Some(OwnChildren), Some(OthersChildren)],
            ),
            (
                Some(ParentOrLivesWithChild),
                &[Some(LivesWithChild), Some(ParentApart)],
            ),
            (
                Some(ParentOrLivesWithChild),
                &[Some(OwnChildren), Some(ParentApart), Some(OthersChildren)],
            ),
            (None, &[Some(ParentOrLivesWithChild), Some(NoChildren)]),
            (
                None,
                &[Some(LivesWithChild), Some(ParentApart), Some(NoChildren)],
            ),
            (
                None,
                &[
                    Some(OwnChildren),
                    Some(ParentApart),
                    Some(OthersChildren),
                    Some(NoChildren),
                ],
            ),
            (Some(All), &[None, Some(Incomplete)]),
            (
                Some(All),
                &[
                    Some(ParentOrLivesWithChild),
                    Some(NoChildren),
                    Some(Incomplete),
                ],
            ),
            (
                Some(All),
                &[
                    Some(LivesWithChild),
                    Some(ParentApart),
                    Some(NoChildren),
                    Some(Incomplete),
                ],
            ),
            (
                Some(All),
                &[
                    Some(OwnChildren),
                    Some(ParentApart),
                    Some(OthersChildren),
                    Some(NoChildren),
                    Some(Incomplete),
                ],
            ),
        ];
        // Measures of families have no row of everybody: their largest sum leads.
        let leads = |count: &Count| {
            let everybody = Who {
                group: Some(All),
                ..count.who
            };
            count.who.group == Some(All)
                || count.who.group == Some(ParentOrLivesWithChild)
                    && !self.nodes.contains_key(&Count {
                        who: everybody,
                        ..*count
                    })
        };
        let leading: Vec<Count> = self.counts.iter().copied().filter(leads).collect();
        for count in leading {
            let node = |group: &Option<GroupRow>| {
                let who = Who {
                    group: *group,
                    ..count.who
                };
                self.nodes.get(&Count { who, ..count }).copied()
            };
            let mut found = Vec::new();
            for (total, parts) in sums {
                let parts: Option<Vec<usize>> = parts.iter().map(node).collect();
                if let (Some(total), Some(parts)) = (node(&total), parts) {
                    found.push((total, parts));
                }
            }
            for (total, parts) in found {
                self.equation(total, parts);
            }
        }
    }

    pub(super) fn across_sexes(&mut self) {
        for count in self.counts.clone() {
            if count.who.sex != SexRow::All {
                continue;
            }
            let node = |sex: SexRow| {
                let who = Who { sex, ..count.who };
                self.nodes.get(&Count { who, ..count }).copied()
            };
            let parts: Option<Vec<usize>> = [SexRow::F, SexRow::M, SexRow::Unknown]
                .into_iter()
                .map(node)
                .collect();
            if let (Some(total), Some(parts)) = (node(SexRow::All), parts) {
                self.equation(total, parts);
            }
        }
    }

    pub(super) fn across_levels(&mut self, measured: &Measured) {
        let mut by_level: HashMap<(u16, u16), Vec<Count>> = HashMap::new();
        for count in &self.counts {
            let level = (count.who.breakdown, count.who.level);
            by_level.entry(level).or_default().push(*count);
        }
        let find = |divides| {
            let mut all = measured.breakdowns.iter();
            all.position(|b| b.divides == divides)
        };
        for (breakdown, b) in measured.breakdowns.iter().enumerate() {
            let listed: Vec<u16> = (0..b.levels.len())
                .filter(|level| b.levels[*level].has_rows)
                .map(|level| level as u16)
                .collect();
            let parts = (breakdown as u16, listed.as_slice());
            let counts = |level| by_level.get(&level).map_or(&[][..], Vec::as_slice);
            match b.cover {
                Cover::Nothing => {}
                Cover::Whole => self.add_up(counts((0, 0)), parts, None),
                Cover::Overlapping => {
                    for level in &listed {
                        let one = (breakdown as u16, std::slice::from_ref(level));
                        self.add_up(counts((0, 0)), one, Some(REST_OF_ONE | *level));
                    }
                }
                Cover::Part if b.divides == Divides::AreaAndSubstance => {
                    let substances = SubstanceGroup::ALL.len() as u16;
                    for (divides, rest, place) in [
                        (Divides::Area, REST_OF_AREA, 0),
                        (Divides::SubstanceGroup, REST_OF_SUBSTANCE, 1),
                    ] {
                        let Some(whole) = find(divides) else { continue };
                        for level in 0..measured.breakdowns[whole].levels.len() as u16 {
                            let of_level: Vec<u16> = listed
                                .iter()
                                .copied()
                                .filter(|pair| {
                                    [pair / substances, pair % substances][place] == level
                                })
                                .collect();
                            let parts = (breakdown as u16, of_level.as_slice());
                            self.add_up(counts((whole as u16, level)), parts, Some(rest | level));
                        }
                    }
                }
                Cover::Part => self.add_up(counts((0, 0)), parts, Some(REST_OF_ALL)),
            }
        }
    }

    /// Each of the counts of a whole is the sum of the same counts of some levels of a breakdown, and of whoever is left,
    /// if anybody can be: a count of its own, under a level that no row has.
    fn add_up(&mut self, wholes: &[Count], (parts_of, levels): (u16, &[u16]), rest: Option<u16>) {
        if levels.is_empty() {
            return;
        }
        for count in wholes {
            let at = |level: u16| Count {
                who: Who {
                    breakdown: parts_of,
                    level,
                    ..count.who
                },
                ..*count
            };
            let parts: Option<Vec<usize>> = levels
                .iter()
                .map(|level| self.nodes.get(&at(*level)).copied())
                .collect();
            let (Some(total), Some(mut parts)) = (self.nodes.get(count).copied(), parts) else {
                continue;
            };
            if let Some(rest) = rest {
                let listed: u64 = parts.iter().map(|part| self.values[*part]).sum();
                parts.push(self.node(at(rest), self.values[total] - listed, false));
            }
            self.equation(total, parts);
        }
    }
}

/// Levels of whoever is left: no breakdown has so many of its own.
const REST_OF_ALL: u16 = 0x4000;
const REST_OF_AREA: u16 = 0x5000;
const REST_OF_SUBSTANCE: u16 = 0x6000;
const REST_OF_ONE: u16 = 0x8000;

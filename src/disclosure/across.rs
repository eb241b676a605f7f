//! The sums across the rows of a table: family groups, sexes, and the levels of breakdowns.

use super::relations::{Count, Relations, Who};
use crate::measures::breakdowns::Divides;
use crate::measures::{GroupRow, Measured, SexRow};

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
        for (breakdown, b) in measured.breakdowns.iter().enumerate() {
            if !b.adds_up {
                continue;
            }
            let all: Vec<usize> = (0..b.levels.len()).collect();
            self.add_up(0, 0, measured, (breakdown, &all));
            if b.divides == Divides::AreaAndSubstance {
                self.areas_and_substances(measured, breakdown);
            }
        }
    }

    /// The substance groups of an area add up to the area; the areas of a substance group to the substance group.
    fn areas_and_substances(&mut self, measured: &Measured, both: usize) {
        let find = |divides| {
            let mut all = measured.breakdowns.iter();
            all.position(|b| b.divides == divides)
        };
        let (Some(areas), Some(substances)) = (find(Divides::Area), find(Divides::SubstanceGroup))
        else {
            return;
        };
        let (rows, columns) = (
            measured.breakdowns[areas].levels.len(),
            measured.breakdowns[substances].levels.len(),
        );
        for area in 0..rows {
            let of_area: Vec<usize> = (0..columns).map(|s| area * columns + s).collect();
            self.add_up(areas, area, measured, (both, &of_area));
        }
        for substance in 0..columns {
            let of_substance: Vec<usize> = (0..rows).map(|a| a * columns + substance).collect();
            self.add_up(substances, substance, measured, (both, &of_substance));
        }
    }

    /// Every count of one level is the sum of the same counts of levels of another breakdown.
    fn add_up(
        &mut self,
        breakdown: usize,
        level: usize,
        measured: &Measured,
        (parts_of, levels): (usize, &[usize]),
    ) {
        let has_rows = |level: &usize| measured.breakdowns[parts_of].levels[*level].has_rows;
        let levels: Vec<usize> = levels.iter().copied().filter(has_rows).collect();
        for count in self.counts.clone() {
            if usize::from(count.who.breakdown) != breakdown
                || usize::from(count.who.level) != level
            {
                continue;
            }
            let node = |level: &usize| {
                let who = Who {
                    breakdown: parts_of as u16,
                    level: *level as u16,
                    ..count.who
                };
                self.nodes.get(&Count { who, ..count }).copied()
            };
            let parts: Option<Vec<usize>> = levels.iter().map(node).collect();
            if let (Some(total), Some(parts)) = (self.nodes.get(&count).copied(), parts) {
                self.equation(total, parts);
            }
        }
    }
}

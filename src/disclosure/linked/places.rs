//! Where an exchange takes place: what is exchanged at one level of a table changes the whole with it, or comes back
//! beside another level.

use super::blocks::PEOPLE;
use super::exchange::{Part, Pattern};
use super::layout::{GROUPS, Role};
use super::search::{CELL, Cost, Field, Places, Search};

impl Search<'_> {
    /// The places of a pattern that is to be at one place with this sign, with the least cost below the limit.
    pub(super) fn cheapest_places(
        &mut self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let here = self.cost_at(contexts, pattern, place, sign)?;
        if here >= limit {
            return None;
        }
        let layout = self.field.layout;
        let table = layout.table_of[place];
        let alone = |cost, places| {
            Some((
                cost,
                vec![Part {
                    pattern: *pattern,
                    places,
                }],
            ))
        };
        match layout.tables[table].role {
            Role::Whole => {
                let (cost, lifted) = self.lift(contexts, pattern, sign, &[], limit - here)?;
                alone(here + cost, [vec![(place, sign)], lifted].concat())
            }
            Role::Apart | Role::Overlapping => alone(here, vec![(place, sign)]),
            Role::Part => {
                let beside = self.beside(contexts, pattern, place, sign, limit - here);
                let limit = beside
                    .as_ref()
                    .map_or(limit, |(cost, _)| limit.min(here + cost));
                let above = self.above(contexts, pattern, place, sign, limit.saturating_sub(here));
                let (cost, parts) = above.or(beside)?;
                Some((here + cost, with_place(parts, place, sign)))
            }
            Role::Pairs { areas, substances } => {
                let (cost, places) = self.other_pair(
                    contexts,
                    pattern,
                    place,
                    sign,
                    (table, areas, substances),
                    limit - here,
                )?;
                alone(here + cost, [vec![(place, sign)], places].concat())
            }
        }
    }

    /// Another level of the table, where the pattern goes the other way round.
    fn beside(
        &mut self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let layout = self.field.layout;
        let table = layout.table_of[place];
        let levels = layout.tables[table].places();
        let start = self.last[table];
        let mut best: Option<(Cost, Vec<Part>)> = None;
        for other in (start..levels.end).chain(levels.start..start) {
            let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
            if other == place {
                continue;
            }
            let Some(cost) = self
                .cost_at(contexts, pattern, other, -sign)
                .filter(|c| *c < limit)
            else {
                continue;
            };
            let Some((more, parts)) =
                self.with_linked(contexts, pattern, [place, other], sign, limit - cost)
            else {
                continue;
            };
            best = Some((cost + more, parts));
            if cost + more < CELL / 2 {
                self.last[table] = other;
                break;
            }
        }
        best
    }

    /// What an exchange between two levels brings with it: pairs of levels, and recorded drugs.
    fn with_linked(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        [place, other]: [usize; 2],
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let mut places = vec![(other, -sign)];
        let mut cost = 0;
        if pattern.block != PEOPLE {
            return Some((
                0,
                vec![Part {
                    pattern: *pattern,
                    places,
                }],
            ));
        }
        let layout = self.field.layout;
        let table = layout.table_of[place];
        if let Some((pairs, is_area)) = self.pairs_of(table) {
            let [one, two] = [place, other].map(|p| p - layout.tables[table].first);
            let across = self.across(pairs, is_area);
            let candidates = (0..across).filter_map(|level| {
                let [a, b] = [one, two].map(|l| self.pair(pairs, is_area, l, level));
                let cost = self.cost_at(contexts, pattern, a, sign)?
                    + self.cost_at(contexts, pattern, b, -sign)?;
                Some((cost, [(a, sign), (b, -sign)]))
            });
            let (more, pair) = candidates.min_by_key(|(cost, _)| *cost)?;
            cost += more;
            places.extend(pair);
        }
        let mut parts = vec![Part {
            pattern: *pattern,
            places,
        }];
        let known = self.field.known;
        if known.not_recorded[place] != known.not_recorded[other] {
            let (more, part) = self.drugs_too(contexts, pattern, [place, other], sign, limit)?;
            cost += more;
            parts.push(part);
        }
        (cost < limit).then_some((cost, parts))
    }

    /// Who moves between a substance group and those whose drugs are not recorded has recorded drugs, or has not.
    fn drugs_too(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        [place, other]: [usize; 2],
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Part)> {
        let Field { layout, known, .. } = *self.field;
        let recorded = if known.not_recorded[place] {
            other
        } else {
            place
        };
        let sign = if recorded == place { sign } else { -sign };
        let missing = layout.blocks[known.drugs].size() - 1;
        let whole = layout.whole_place()?;
        let substances = layout.table_of[place];
        let mut best: Option<(Cost, Part)> = None;
        for from in 0..missing {
            let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
            let drug = Pattern {
                block: known.drugs,
                from,
                to: Some(missing),
                ..*pattern
            };
            // In the substance group those who have the drug come or go, so some must have it.
            if (0..GROUPS).all(|g| known.is_nought(contexts[0], recorded, known.drugs, g, from)) {
                continue;
            }
            let Some(cost) = self
                .cost_at(contexts, &drug, whole, sign)
                .filter(|c| *c < limit)
            else {
                continue;
            };
            let Some((more, lifted)) =
                self.lift(contexts, &drug, sign, &[substances], limit - cost)
            else {
                continue;
            };
            let places = [vec![(whole, sign)], lifted].concat();
            best = Some((
                cost + more,
                Part {
                    pattern: drug,
                    places,
                },
            ));
        }
        best
    }

    /// The whole changes with the place, and with it some level of each other table.
    fn above(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let layout = self.field.layout;
        let whole = layout.whole_place()?;
        let table = layout.table_of[place];
        let cost = self
            .cost_at(contexts, pattern, whole, sign)
            .filter(|c| *c < limit)?;
        let (more, mut places) =
            self.lift_with(contexts, pattern, sign, Some(place), &[table], limit - cost)?;
        places.push((whole, sign));
        Some((
            cost + more,
            vec![Part {
                pattern: *pattern,
                places,
            }],
        ))
    }

    pub(super) fn lift(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        sign: i32,
        but: &[usize],
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        self.lift_with(contexts, pattern, sign, None, but, limit)
    }

    /// A level of every table whose levels add up to the whole, but for some tables; one may be given.
    fn lift_with(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        sign: i32,
        given: Option<usize>,
        but: &[usize],
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let (mut cost, mut places) = (0, Vec::new());
        let pairs = self.pairs_table().filter(|_| pattern.block == PEOPLE);
        let concerns_pairs = |table: usize| pairs.is_some_and(|(_, a, s)| [a, s].contains(&table));
        for (at, table) in layout.tables.iter().enumerate() {
            let adds_up = matches!(table.role, Role::Part | Role::Overlapping);
            if !adds_up
                || but.contains(&at)
                || concerns_pairs(at)
                || !self.is_touched(contexts, pattern, at)
            {
                continue;
            }
            let costs = table
                .places()
                .filter_map(|p| Some((self.cost_at(contexts, pattern, p, sign)?, p)));
            let (more, place) = costs.min()?;
            cost += more;
            places.push((place, sign));
            if cost >= limit {
                return None;
            }
        }
        if let Some((pairs, areas, substances)) = pairs {
            let (more, found) =
                self.lift_to_pair(contexts, pattern, sign, (pairs, areas, substances), given)?;
            cost += more;
            places.extend(found);
        }
        (cost < limit).then_some((cost, places))
    }

    fn lift_to_pair(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        sign: i32,
        (pairs, areas, substances): (usize, usize, usize),
        given: Option<usize>,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let options = |table: usize| match given {
            Some(place) if layout.table_of[place] == table => place..place + 1,
            _ => layout.tables[table].places(),
        };
        let cost = |place: usize| match given {
            Some(given) if given == place => Some(0),
            _ => self.cost_at(contexts, pattern, place, sign),
        };
        let mut best: Option<(Cost, Places)> = None;
        for area in options(areas) {
            let Some(of_area) = cost(area) else { continue };
            for substance in options(substances) {
                let pair = self.pair(
                    pairs,
                    true,
                    area - layout.tables[areas].first,
                    substance - layout.tables[substances].first,
                );
                let (Some(of_substance), Some(of_pair)) = (cost(substance), cost(pair)) else {
                    continue;
                };
                let all = of_area + of_substance + of_pair;
                if best.as_ref().is_none_or(|(cost, _)| all < *cost) {
                    let places = [area, substance, pair].map(|p| (p, sign));
                    best = Some((
                        all,
                        places
                            .into_iter()
                            .filter(|(p, _)| Some(*p) != given)
                            .collect(),
                    ));
                }
            }
        }
        best
    }

    /// Two areas and two substance groups: the sums of areas and of substance groups stay.
    fn other_pair(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        place: usize,
        sign: i32,
        (table, areas, substances): (usize, usize, usize),
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let (many, few) = (
            layout.tables[areas].levels,
            layout.tables[substances].levels,
        );
        let level = place - layout.tables[table].first;
        let (area, substance) = (level / few, level % few);
        let missing = few - 1;
        let mut best: Option<(Cost, Places)> = None;
        for other_area in (0..many).filter(|a| *a != area) {
            // Whose drugs are not recorded stays so: what is recorded of drugs would change with it.
            for other in
                (0..few).filter(|s| *s != substance && (*s == missing) == (substance == missing))
            {
                let corner = |a, s| self.pair(table, true, a, s);
                let places = [
                    (corner(other_area, substance), -sign),
                    (corner(area, other), -sign),
                    (corner(other_area, other), sign),
                ];
                let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
                let cost = self.cost_of(contexts, pattern, &places);
                let Some(cost) = cost.filter(|c| *c < limit) else {
                    continue;
                };
                best = Some((cost, places.to_vec()));
            }
        }
        best.or_else(|| {
            // Else two areas change with it.
            let costs = (0..many).filter(|a| *a != area).filter_map(|other| {
                let places = [
                    (self.pair(table, true, other, substance), -sign),
                    (layout.tables[areas].first + area, sign),
                    (layout.tables[areas].first + other, -sign),
                ];
                Some((self.cost_of(contexts, pattern, &places)?, places.to_vec()))
            });
            costs
                .min_by_key(|(cost, _)| *cost)
                .filter(|(cost, _)| *cost < limit)
        })
    }

    /// The table of pairs, and those of its areas and its substance groups.
    fn pairs_table(&self) -> Option<(usize, usize, usize)> {
        let mut tables = self.field.layout.tables.iter().enumerate();
        tables.find_map(|(at, table)| match table.role {
            Role::Pairs { areas, substances } => Some((at, areas, substances)),
            _ => None,
        })
    }

    /// The table of pairs that an area or a substance group is part of, and whether it is an area.
    fn pairs_of(&self, table: usize) -> Option<(usize, bool)> {
        let (pairs, areas, substances) = self.pairs_table()?;
        [areas, substances]
            .contains(&table)
            .then_some((pairs, table == areas))
    }

    fn across(&self, pairs: usize, is_area: bool) -> usize {
        let Role::Pairs { areas, substances } = self.field.layout.tables[pairs].role else {
            return 0;
        };
        self.field.layout.tables[if is_area { substances } else { areas }].levels
    }

    /// The place of a pair: of an area and a substance group, or the other way round.
    fn pair(&self, pairs: usize, is_area: bool, level: usize, other: usize) -> usize {
        let layout = self.field.layout;
        let Role::Pairs { substances, .. } = layout.tables[pairs].role else {
            return layout.tables[pairs].first;
        };
        let (area, substance) = if is_area {
            (level, other)
        } else {
            (other, level)
        };
        layout.tables[pairs].first + area * layout.tables[substances].levels + substance
    }
}

fn with_place(mut parts: Vec<Part>, place: usize, sign: i32) -> Vec<Part> {
    parts[0].places.insert(0, (place, sign));
    parts
}

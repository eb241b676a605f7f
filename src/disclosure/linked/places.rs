//! Where an exchange takes place: what is exchanged at one level of a table changes the whole with it, or comes back
//! beside another level.

use super::blocks::PEOPLE;
use super::common::Common;
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
        let here = self.cost_at(contexts, pattern, place, sign, limit)?;
        let layout = self.field.layout;
        let common = self.common_with(&self.wanted_answers(), contexts, pattern, (place, sign))?;
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
                let (cost, lifted) =
                    self.lift(contexts, pattern, sign, &common, &[], limit - here)?;
                alone(here + cost, [vec![(place, sign)], lifted].concat())
            }
            Role::Apart => alone(here, vec![(place, sign)]),
            Role::Overlapping if self.is_alone => alone(here, vec![(place, sign)]),
            Role::Overlapping => {
                let (cost, parts) =
                    self.beside(contexts, pattern, (place, sign), &common, limit - here)?;
                Some((here + cost, with_place(parts, place, sign)))
            }
            Role::Part => {
                let beside = self.beside(contexts, pattern, (place, sign), &common, limit - here);
                let limit = beside
                    .as_ref()
                    .map_or(limit, |(cost, _)| limit.min(here + cost));
                let limit = limit.saturating_sub(here);
                let above = self.above(contexts, pattern, (place, sign), &common, limit);
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
        (place, sign): (usize, i32),
        common: &Common,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let layout = self.field.layout;
        let table = layout.table_of[place];
        let levels = layout.tables[table].places();
        let changes = self.changes_in(contexts, pattern, table, -sign);
        let start = self.last[table];
        let mut best: Option<(Cost, Vec<Part>)> = None;
        let going = (self.memory.number(contexts), *pattern, sign < 0, self.joins);
        let mut known = self.memory.take(table, going, levels.len());
        for other in (start..levels.end).chain(levels.start..start) {
            if other == place || self.avoided.contains(&other) {
                continue;
            }
            let level = other - levels.start;
            let can_go = || self.somebody_can_go(contexts, pattern, other, -sign);
            if !known.somebody_can_go(level, can_go) {
                continue;
            }
            let at = (other, -sign);
            let Some(common) = self.common_with(common, contexts, pattern, at) else {
                continue;
            };
            let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
            let Some(cost) = self.cost_of_changes(&changes, pattern, other, limit) else {
                continue;
            };
            if !known.all_holds(level, || self.known_holds(&changes, pattern, other)) {
                continue;
            }
            let places = ([place, other], sign);
            let Some((more, parts)) =
                self.with_linked(contexts, pattern, places, &common, limit - cost)
            else {
                continue;
            };
            best = Some((cost + more, parts));
            if cost + more < CELL / 2 {
                self.last[table] = other;
                break;
            }
        }
        self.memory.put_back(table, going, known);
        best
    }

    /// What an exchange between two levels brings with it: pairs of levels, and recorded drugs.
    fn with_linked(
        &self,
        contexts: &[usize],
        pattern: &Pattern,
        ([place, other], sign): ([usize; 2], i32),
        common: &Common,
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
            let pair_at = |level: usize| {
                let [a, b] = [one, two].map(|l| self.pair(pairs, is_area, l, level));
                [(a, sign), (b, -sign)]
            };
            let cost_of =
                |pair: &[_; 2], limit| self.cost_in_common(common, contexts, pattern, pair, limit);
            let (more, pair) = cheapest((0..across).map(pair_at), limit, cost_of)?;
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
                then: from,
                ..*pattern
            };
            // In the substance group those who have the drug come or go, so some must have it.
            if (0..GROUPS).all(|g| known.is_nought(contexts[0], recorded, known.drugs, g, from)) {
                continue;
            }
            let Some(cost) = self.cost_at(contexts, &drug, whole, sign, limit) else {
                continue;
            };
            let Some((more, lifted)) = self.lift(
                contexts,
                &drug,
                sign,
                &Common::ANY,
                &[substances],
                limit - cost,
            ) else {
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
        (place, sign): (usize, i32),
        common: &Common,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let layout = self.field.layout;
        let whole = layout.whole_place()?;
        let table = layout.table_of[place];
        let cost = self.cost_at(contexts, pattern, whole, sign, limit)?;
        let common = self.common_with(common, contexts, pattern, (whole, sign))?;
        let going = Going {
            contexts,
            pattern,
            sign,
            given: Some(place),
        };
        let (more, mut places) = self.lift_with(&going, &common, &[table], limit - cost)?;
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
        common: &Common,
        but: &[usize],
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let going = Going {
            contexts,
            pattern,
            sign,
            given: None,
        };
        self.lift_with(&going, common, but, limit)
    }

    /// A level of every table whose levels add up to the whole, but for some tables.
    fn lift_with(
        &self,
        going: &Going<'_>,
        common: &Common,
        but: &[usize],
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let (mut cost, mut places, mut common) = (0, Vec::new(), *common);
        let pairs = self.pairs_table().filter(|_| going.pattern.block == PEOPLE);
        let concerns_pairs = |table: usize| pairs.is_some_and(|(_, a, s)| [a, s].contains(&table));
        for (at, table) in layout.tables.iter().enumerate() {
            let adds_up = matches!(table.role, Role::Part | Role::Overlapping);
            if !adds_up
                || but.contains(&at)
                || concerns_pairs(at)
                || !self.is_touched(going.contexts, going.pattern, at)
            {
                continue;
            }
            let options = table.places().map(|place| vec![(place, going.sign)]);
            let (more, lifted) = self.cheapest_lift(going, &mut common, options, limit - cost)?;
            cost += more;
            places.extend(lifted);
        }
        if let Some(pairs) = pairs {
            let options = self.options_of_pairs(going, pairs);
            let (more, lifted) = self.cheapest_lift(going, &mut common, options, limit - cost)?;
            cost += more;
            places.extend(lifted);
        }
        (cost < limit).then_some((cost, places))
    }

    /// Of several choices of places, the cheapest at which people have an answer in common with those so far.
    fn cheapest_lift(
        &self,
        going: &Going<'_>,
        common: &mut Common,
        options: impl Iterator<Item = Places>,
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let Going {
            contexts, pattern, ..
        } = *going;
        let (cost, places) = cheapest(options, limit, |places, limit| {
            self.cost_in_common(common, contexts, pattern, places, limit)
        })?;
        *common = self.common_with_all(common, contexts, pattern, &places)?;
        Some((cost, places))
    }

    /// An area, a substance group and their pair, in every combination; but for the level that is given.
    fn options_of_pairs(
        &self,
        going: &Going<'_>,
        (pairs, areas, substances): (usize, usize, usize),
    ) -> impl Iterator<Item = Places> {
        let layout = self.field.layout;
        let (given, sign) = (going.given, going.sign);
        let options = move |table: usize| match given {
            Some(place) if layout.table_of[place] == table => place..place + 1,
            _ => layout.tables[table].places(),
        };
        let [first_area, first_substance] = [areas, substances].map(|t| layout.tables[t].first);
        options(areas).flat_map(move |area| {
            options(substances).map(move |substance| {
                let pair = self.pair(pairs, true, area - first_area, substance - first_substance);
                let places = [area, substance, pair].into_iter();
                let others = places.filter(|place| Some(*place) != given);
                others.map(|place| (place, sign)).collect()
            })
        })
    }

    /// The answers that those who change groups can still have in common if some do so at a place as well.
    fn common_with(
        &self,
        common: &Common,
        contexts: &[usize],
        pattern: &Pattern,
        (place, sign): (usize, i32),
    ) -> Option<Common> {
        let answers = self.field.answers;
        let common = common.and(&answers.common(contexts, pattern, place, sign));
        answers.is_possible(&common).then_some(common)
    }

    /// What a pattern costs at several places, if people have an answer in common there.
    fn cost_in_common(
        &self,
        common: &Common,
        contexts: &[usize],
        pattern: &Pattern,
        places: &[(usize, i32)],
        limit: Cost,
    ) -> Option<Cost> {
        self.common_with_all(common, contexts, pattern, places)?;
        self.cost_of(contexts, pattern, places, limit)
    }

    fn common_with_all(
        &self,
        common: &Common,
        contexts: &[usize],
        pattern: &Pattern,
        places: &[(usize, i32)],
    ) -> Option<Common> {
        places.iter().try_fold(*common, |common, place| {
            self.common_with(&common, contexts, pattern, *place)
        })
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
        // Whose drugs are not recorded stays so: what is recorded of drugs would change with it.
        let is_alike = |other: &usize| (*other == missing) == (substance == missing);
        let others = || (0..few).filter(|s| *s != substance).filter(is_alike);
        let corner = |area, substance| self.pair(table, true, area, substance);
        let corners = |(other_area, other)| {
            vec![
                (corner(other_area, substance), -sign),
                (corner(area, other), -sign),
                (corner(other_area, other), sign),
            ]
        };
        let areas_beside = (0..many).filter(|a| *a != area);
        let pairs = areas_beside.flat_map(|a| others().map(move |other| (a, other)));
        let best = cheapest(pairs.map(corners), limit, |places, limit| {
            self.cost_in_common(&Common::ANY, contexts, pattern, places, limit)
        });
        best.or_else(|| {
            // Else two areas change with it.
            let others = (0..many).filter(|a| *a != area).map(|other| {
                vec![
                    (self.pair(table, true, other, substance), -sign),
                    (layout.tables[areas].first + area, sign),
                    (layout.tables[areas].first + other, -sign),
                ]
            });
            cheapest(others, limit, |places, limit| {
                self.cost_of(contexts, pattern, places, limit)
            })
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

/// What goes along with the whole.
struct Going<'a> {
    contexts: &'a [usize],
    pattern: &'a Pattern,
    sign: i32,
    /// A level that is settled already.
    given: Option<usize>,
}

/// Of several, the first that costs least and less than the limit.
fn cheapest<T>(
    all: impl Iterator<Item = T>,
    limit: Cost,
    cost: impl Fn(&T, Cost) -> Option<Cost>,
) -> Option<(Cost, T)> {
    let mut best: Option<(Cost, T)> = None;
    for one in all {
        let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
        if let Some(cost) = cost(&one, limit) {
            best = Some((cost, one));
        }
    }
    best
}

fn with_place(mut parts: Vec<Part>, place: usize, sign: i32) -> Vec<Part> {
    parts[0].places.insert(0, (place, sign));
    parts
}

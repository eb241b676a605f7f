//! Where an exchange takes place: what is exchanged at one level of a table changes the whole with it, or comes back
//! beside another level.

use super::blocks::PEOPLE;
use super::common::Common;
use super::exchange::{Part, Pattern};
use super::layout::{Role, Table};
use super::search::{Cost, Places, Search};
use super::within::Who;

impl Search<'_> {
    /// The places of a pattern that is to be at one place with this sign, with the least cost below the limit. What that costs
    /// there may be known already.
    pub(super) fn cheapest_places(
        &mut self,
        contexts: &[usize],
        pattern: &Pattern,
        (place, sign): (usize, i32),
        known_cost: Option<Cost>,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let here = match known_cost {
            Some(cost) => self.cost_if_it_can_be(contexts, pattern, (place, sign), cost, limit)?,
            None => self.cost_at(contexts, pattern, place, sign, limit)?,
        };
        let layout = self.field.layout;
        let common = self.common_with(&self.wanted_answers(), contexts, pattern, (place, sign))?;
        let table = layout.table_of[place];
        let who = Who {
            contexts,
            pattern,
            common: &common,
        };
        // With whoever is left of levels around.
        let alone = |cost: Cost, places: Places| {
            let (more, left) = self.with_left(who, &places, limit - cost)?;
            let part = Part {
                pattern: *pattern,
                places: [places, left].concat(),
            };
            Some((cost + more, vec![part]))
        };
        match layout.tables[table].role {
            Role::Whole => {
                let (cost, lifted) = self.lift(who, sign, &[(place, sign)], &[], limit - here)?;
                let part = Part {
                    pattern: *pattern,
                    places: [vec![(place, sign)], lifted].concat(),
                };
                Some((here + cost, vec![part]))
            }
            Role::Left { nest } => self.places_of_left((contexts, pattern), nest, sign, limit),
            Role::Apart => alone(here, vec![(place, sign)]),
            Role::Overlapping if self.is_alone => alone(here, vec![(place, sign)]),
            Role::Overlapping => {
                let (cost, parts) = self.beside(who, (place, sign), limit - here)?;
                Some((here + cost, with_place(parts, place, sign)))
            }
            Role::Part => {
                let beside = self.beside(who, (place, sign), limit - here);
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
        let who = Who {
            contexts,
            pattern,
            common: &common,
        };
        let so_far = [(place, sign), (whole, sign)];
        let (more, mut places) = self.lift(who, sign, &so_far, &[table], limit - cost)?;
        places.push((whole, sign));
        Some((
            cost + more,
            vec![Part {
                pattern: *pattern,
                places,
            }],
        ))
    }

    /// A level of every table whose levels add up to the whole, but for some tables; and who is left of nests. Some places are
    /// settled already.
    pub(super) fn lift(
        &self,
        who: Who<'_>,
        sign: i32,
        settled: &[(usize, i32)],
        but: &[usize],
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let pairs = self
            .field
            .layout
            .pairs_table()
            .filter(|_| who.pattern.block == PEOPLE);
        let concerns_pairs = |table: usize| pairs.is_some_and(|(_, a, s)| [a, s].contains(&table));
        let is_lifted = |(at, table): (usize, &Table)| {
            let adds_up = matches!(table.role, Role::Part | Role::Overlapping);
            adds_up && !but.contains(&at) && self.is_touched(who.contexts, who.pattern, at)
        };
        let mut lifted = Lifted {
            cost: 0,
            common: *who.common,
            settled: settled.len(),
            places: settled.to_vec(),
            is_open: layout.tables.iter().enumerate().map(is_lifted).collect(),
        };
        for (at, table) in layout.tables.iter().enumerate() {
            if !lifted.is_open[at] || concerns_pairs(at) {
                continue;
            }
            lifted.is_open[at] = false;
            let options = table.places().map(|place| vec![(place, sign)]);
            self.cheapest_lift(who, &mut lifted, options, limit)?;
        }
        if let Some(pairs) = pairs {
            lifted.is_open.fill(false);
            let options = self.options_of_pairs(settled, sign, pairs);
            self.cheapest_lift(who, &mut lifted, options, limit)?;
        }
        let of_left = Who {
            common: &lifted.common,
            ..who
        };
        let left = limit.checked_sub(lifted.cost)?;
        let (more, left) = self.with_left(of_left, &lifted.places, left)?;
        let places = [lifted.places.split_off(lifted.settled), left].concat();
        let cost = lifted.cost + more;
        (cost < limit).then_some((cost, places))
    }

    /// Of several choices of places, the cheapest at which people have an answer in common with those so far, and can be
    /// those left of nests.
    fn cheapest_lift(
        &self,
        who: Who<'_>,
        lifted: &mut Lifted,
        options: impl Iterator<Item = Places>,
        limit: Cost,
    ) -> Option<()> {
        let Lifted {
            common,
            places: so_far,
            is_open,
            ..
        } = &*lifted;
        let who = Who { common, ..who };
        let limit = limit.checked_sub(lifted.cost)?;
        let (cost, places) = cheapest(options, limit, |places, limit| {
            let cost = self.cost_in_common(who, places, limit)?;
            let all = || [so_far.as_slice(), places].concat();
            let fits = self.field.layout.nests.all.is_empty()
                || self
                    .nest_at_odds(who, &all(), |table| !is_open[table])
                    .is_none();
            fits.then_some(cost)
        })?;
        lifted.common = self.common_with_all(common, who.contexts, who.pattern, &places)?;
        lifted.cost += cost;
        lifted.places.extend(places);
        Some(())
    }

    /// An area, a substance group and their pair, in every combination; but for a level that is settled.
    fn options_of_pairs(
        &self,
        settled: &[(usize, i32)],
        sign: i32,
        (pairs, areas, substances): (usize, usize, usize),
    ) -> impl Iterator<Item = Places> {
        let layout = self.field.layout;
        let of = |table: usize| {
            let mut places = settled.iter().map(|(place, _)| *place);
            places.find(|place| layout.table_of[*place] == table)
        };
        let (area, substance) = (of(areas), of(substances));
        let given = area.or(substance);
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
    pub(super) fn common_with(
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
    pub(super) fn cost_in_common(
        &self,
        who: Who<'_>,
        places: &[(usize, i32)],
        limit: Cost,
    ) -> Option<Cost> {
        self.common_with_all(who.common, who.contexts, who.pattern, places)?;
        self.cost_of(who.contexts, who.pattern, places, limit)
    }

    pub(super) fn common_with_all(
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
        let who = Who {
            contexts,
            pattern,
            common: &Common::ANY,
        };
        let best = cheapest(pairs.map(corners), limit, |places, limit| {
            self.cost_in_common(who, places, limit)
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

    /// The table of pairs that an area or a substance group is part of, and whether it is an area.
    pub(super) fn pairs_of(&self, table: usize) -> Option<(usize, bool)> {
        let (pairs, areas, substances) = self.field.layout.pairs_table()?;
        [areas, substances]
            .contains(&table)
            .then_some((pairs, table == areas))
    }

    pub(super) fn across(&self, pairs: usize, is_area: bool) -> usize {
        let Role::Pairs { areas, substances } = self.field.layout.tables[pairs].role else {
            return 0;
        };
        self.field.layout.tables[if is_area { substances } else { areas }].levels
    }

    /// The place of a pair: of an area and a substance group, or the other way round.
    pub(super) fn pair(&self, pairs: usize, is_area: bool, level: usize, other: usize) -> usize {
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

/// What goes along with the whole, so far.
struct Lifted {
    cost: Cost,
    common: Common,
    /// So many of the places were there before.
    settled: usize,
    places: Places,
    /// Table -> whether a level of it is still to be found.
    is_open: Vec<bool>,
}

/// Of several, the first that costs least and less than the limit.
pub(super) fn cheapest<T>(
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

//! What goes along with an exchange where levels lie within levels of another table: who is left of the outer ones changes by
//! as much as these do beyond the inner ones. Where nobody is left who could, levels of the other table change as well.

use super::common::Common;
use super::exchange::{Part, Pattern};
use super::feasible::Going;
use super::nests::Nest;
use super::partners::Partners;
use super::search::{Cost, Places, Search};

/// A pattern in some contexts, and the answers that those who change groups can have.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub contexts: &'a [usize],
    pub pattern: &'a Pattern,
    pub common: &'a Common,
}

impl Search<'_> {
    /// What goes along with two levels of a table that change one for the other.
    pub(super) fn with_nests(
        &self,
        who: Who<'_>,
        partners: &mut Partners<'_>,
        places: &[(usize, i32)],
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let (mut cost, mut all) = (0, places.to_vec());
        // Each time another table comes in.
        while let Some(nest) = self.nest_at_odds(who, &all, |_| true) {
            let (more, levels) = self.partners(who, partners, &all, nest, limit - cost)?;
            cost += more;
            all.extend(levels);
        }
        let (more, left) = self.with_left(who, &all, limit - cost)?;
        all.extend(left);
        Some((cost + more, all.split_off(places.len())))
    }

    /// Who is left of nests changes with these places; what that costs.
    pub(super) fn with_left(
        &self,
        who: Who<'_>,
        places: &[(usize, i32)],
        limit: Cost,
    ) -> Option<(Cost, Places)> {
        let layout = self.field.layout;
        let left = layout.left_beside(who.contexts, who.pattern, places)?;
        let cost = self.cost_in_common(who, &left, limit)?;
        Some((cost, left))
    }

    /// A nest of which those who are left cannot change as they would have to, among those between settled tables.
    pub(super) fn nest_at_odds(
        &self,
        who: Who<'_>,
        places: &[(usize, i32)],
        is_settled: impl Fn(usize) -> bool,
    ) -> Option<&Nest> {
        let layout = self.field.layout;
        let nests = layout.nests_told(who.contexts, who.pattern, places);
        let mut nests = nests.filter(|nest| is_settled(nest.inner) && is_settled(nest.outer));
        nests.find(
            |nest| match layout.sign_of_left(nest, who.contexts, places) {
                None => true,
                Some(None) => false,
                Some(Some(sign)) => !self.can_be_left(who, nest.left, sign),
            },
        )
    }

    /// Whether those who are left of a nest can change. What that costs is no question, for none of it is printed.
    fn can_be_left(&self, who: Who<'_>, left: usize, sign: i32) -> bool {
        let Who {
            contexts,
            pattern,
            common,
        } = who;
        let common = self.common_with(common, contexts, pattern, (left, sign));
        if common.is_none() || self.avoided.contains(&left) {
            return false;
        }
        let going = Going::new(self.contexts_number, pattern, sign < 0, self.joins);
        let find_out = || {
            self.cost_at(contexts, pattern, left, sign, Cost::MAX)
                .is_some()
        };
        self.memory.can_be(left, going, find_out)
    }

    /// Those who are left of a nest change: with the outer level and none of the inner ones, or with one of these.
    pub(super) fn places_of_left(
        &mut self,
        (contexts, pattern): (&[usize], &Pattern),
        nest: usize,
        sign: i32,
        limit: Cost,
    ) -> Option<(Cost, Vec<Part>)> {
        let layout = self.field.layout;
        let nest = &layout.nests.all[nest];
        let time = layout.time(*contexts.first()?);
        let inner: Vec<usize> = nest.within(time).collect();
        let of_inner = inner.iter().map(|place| (*place, -sign, vec![nest.around]));
        let ways: Vec<(usize, i32, Vec<usize>)> =
            std::iter::once((nest.around, sign, inner.clone()))
                .chain(of_inner)
                .collect();
        let mut best: Option<(Cost, Vec<Part>)> = None;
        for (place, sign_there, avoided) in ways {
            let before = self.avoided.len();
            self.avoided.extend(avoided);
            let limit = best.as_ref().map_or(limit, |(cost, _)| *cost);
            let found = self.cheapest_places(contexts, pattern, (place, sign_there), None, limit);
            self.avoided.truncate(before);
            let is_of_left =
                |(_, parts): &(Cost, Vec<Part>)| parts[0].places.contains(&(nest.left, sign));
            best = found.filter(is_of_left).or(best);
        }
        best
    }
}

//! Every look at a person's family during a journey, and the one that counts.
//!
//! An episode looks once, at its start; reviews (CIR) look again. Parental status and children come together, from one
//! look: by default the first that is complete (our judgement; a setting).

use super::family::{Cell, DecisionTable, FamilyGroup};
use crate::day::Day;
use crate::episodes::Episode;
use crate::extract::codes::{Codes, Parental, Raw};
use crate::extract::record::Review;
use crate::extract::{Children, Extract};
use crate::journeys::Journey;
use crate::settings::ParentalStatusFrom;
use std::cmp::Reverse;

/// Parental status and children, seen on one day.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    pub parental: Parental,
    pub children: Children,
}

impl Observation {
    fn new(codes: &Codes, parental: Raw, children: Children) -> Observation {
        Observation {
            parental: codes.parental.of(parental),
            children,
        }
    }

    pub fn cell(self) -> Cell {
        Cell::new(self.parental, self.children)
    }

    fn is_complete(self, table: &DecisionTable) -> bool {
        table.group(self.cell()) != FamilyGroup::Incomplete
    }

    /// A known code that is not "declined".
    pub fn records_status(self) -> bool {
        !matches!(self.parental, Parental::Unknown | Parental::Declined)
    }
}

/// The reviews of a run up to its extract date, those of an episode together.
pub struct Reviews(Vec<Review>);

impl Reviews {
    pub fn new(extract: &Extract) -> Reviews {
        let known = |r: &&Review| r.date <= extract.extent.as_of;
        let mut reviews: Vec<Review> = extract.reviews.iter().filter(known).copied().collect();
        reviews.sort_unstable_by_key(|r| (r.row, r.date));
        Reviews(reviews)
    }

    /// The reviews of an episode in order of their dates.
    pub fn of(&self, episode: &Episode<'_>) -> &[Review] {
        let first = self.0.partition_point(|r| r.row < episode.record.row);
        let count = self.0[first..].partition_point(|r| r.row == episode.record.row);
        &self.0[first..first + count]
    }
}

/// Looks at the families of journeys.
pub struct Observer<'a> {
    pub codes: &'a Codes,
    pub table: &'a DecisionTable,
    pub reviews: &'a Reviews,
}

impl Observer<'_> {
    /// The look that the family group and the number of children come from.
    pub fn observe(&self, journey: &Journey<'_>, from: ParentalStatusFrom) -> Observation {
        let first = self.at_start(journey.first());
        let complete = |seen: &Observation| seen.is_complete(self.table);
        match from {
            ParentalStatusFrom::Start => first,
            ParentalStatusFrom::FirstComplete => journey
                .episodes
                .iter()
                .map(|e| self.at_start(e))
                .find(complete)
                .unwrap_or(first),
            ParentalStatusFrom::Latest => self
                .all(journey)
                .into_iter()
                .rev()
                .map(|(_, seen)| seen)
                .find(complete)
                .unwrap_or(first),
        }
    }

    /// Whether a review records status or children, and if one does, whether the latest look gives another group than
    /// the first complete one.
    pub fn reviewed(&self, journey: &Journey<'_>) -> Option<bool> {
        let records = |r: &Review| {
            Observation::new(self.codes, r.parental, r.children).records_status()
                || r.children.is_known()
        };
        let mut reviews = journey.episodes.iter().flat_map(|e| self.reviews.of(e));
        reviews.any(records).then(|| {
            let group = |from| self.table.group(self.observe(journey, from).cell());
            group(ParentalStatusFrom::Latest) != group(ParentalStatusFrom::FirstComplete)
        })
    }

    fn at_start(&self, episode: &Episode<'_>) -> Observation {
        Observation::new(self.codes, episode.record.parental, episode.record.children)
    }

    /// Every look, in order of time: each episode's own at its start, then its reviews.
    fn all(&self, journey: &Journey<'_>) -> Vec<((Day, bool), Observation)> {
        let mut seen = Vec::new();
        for episode in journey.episodes {
            seen.push(((episode.start, false), self.at_start(episode)));
            for of_day in self.reviews.of(episode).chunk_by(|a, b| a.date == b.date) {
                seen.extend(
                    self.review_of_day(of_day)
                        .map(|review| ((of_day[0].date, true), review)),
                );
            }
        }
        seen.sort_by_key(|(when, _)| *when);
        seen
    }

    /// What the reviews of one episode on one day say. If they disagree: the complete answer on most lines, then the
    /// smallest; never the order in the file.
    fn review_of_day(&self, of_day: &[Review]) -> Option<Observation> {
        let answer = |r: &Review| (r.parental.wrapping_add(1), r.children.rank());
        let look = |r: &Review| Observation::new(self.codes, r.parental, r.children);
        let times = |r: &Review| {
            let same = |other: &&Review| answer(other) == answer(r);
            of_day.iter().filter(same).count()
        };
        of_day
            .iter()
            .filter(|r| look(r).is_complete(self.table))
            .min_by_key(|r| (Reverse(times(r)), answer(r)))
            .map(look)
    }
}

//! The episodes of a person. In: the journeys, a birth date, the places. Out: one stay with one
//! agency after the other, with what was recorded at its start, and reviews.
//!
//! However a journey is cut up, it keeps its first day, its last day and its outcome, and the first
//! complete answer about the family is the one planned for it.

use super::journeys::{Children, Journey, Kind, Pregnant};
use super::places::{Places, old_parental_list};
use super::spans::spans;
use crate::synth::agencies::Agency;
use crate::synth::dates::{AS_OF, Day, EXTRACT_FROM, age};
use crate::synth::drugs::Habit;
use crate::synth::episodes::{DIED, NO_MODALITY, TO_MODALITY, TO_TRIAGE, reason};
use crate::synth::facts::{self, Facts, Known, PREGNANCY, Past, REFERRED_ON};
use crate::synth::family::{self, Family, OWN_ODD, Pair};
use crate::synth::journeys::{self, Span};
use crate::synth::modalities::structured;
use crate::synth::people::{self, Group};
use crate::synth::random::Draws;

/// One stay with one agency.
pub(super) struct Episode {
    pub agency: u16,
    pub referral: Day,
    pub triage: Day,
    pub start: Day,
    pub end: Option<Day>,
    pub reason: Option<u16>,
    pub facts: Facts,
    /// The structured modality it starts with, if any, and a second one.
    pub modality: Option<u16>,
    pub second: Option<(u16, Day)>,
    pub profile: Option<Day>,
    pub review: Option<Review>,
}

/// A client information review.
pub(super) struct Review {
    pub date: Day,
    pub pregnant: &'static str,
    pub family: Pair,
    pub services: Option<u16>,
}

/// What makes data incomplete: never with a number of children from 1 on, which would count among
/// the children that people in treatment live with.
const INCOMPLETE: &[(Pair, u32)] = &[
    ((Some(14), None), 280),
    ((None, None), 250),
    ((Some(14), Some(99)), 120),
    ((Some(14), Some(98)), 70),
    ((Some(15), Some(98)), 140),
    ((Some(15), Some(0)), 80),
    ((None, Some(0)), 60),
];
/// Journeys of several episodes, per mille, whose first one records no complete family; later
/// episodes that find another family.
const LEARNT_LATER: u32 = 60;
const FAMILY_CHANGED: u32 = 100;
/// Episodes of 120 days or more with a review, per mille; reviews that find another family.
const REVIEWED: u32 = 90;
const REVIEWED_FROM: i32 = 120;
const FOUND_CHANGED: u32 = 400;
const FOUND: &[Pair] = &[
    (Some(11), Some(1)),
    (Some(13), Some(0)),
    (Some(14), Some(0)),
    (Some(14), Some(1)),
    (Some(12), Some(2)),
];
/// Episodes with a second structured modality, and with an outcome profile on a row of its own.
const SECOND_MODALITY: u32 = 30;
const PROFILE: u32 = 20;

/// Somebody whose episodes are being made.
pub(super) struct Person<'a> {
    pub places: &'a Places,
    pub area: u8,
    pub birth: Day,
}

impl Person<'_> {
    /// Adds the episodes of a journey; gives what it leaves for the next one to go on from.
    pub fn journey(
        &self,
        draws: &mut Draws,
        journey: &Journey,
        past: Option<&Past>,
        episodes: &mut Vec<Episode>,
    ) -> Past {
        let age = age(self.birth, journey.start);
        let habit = habit(draws, journey, past);
        let mut who = Known {
            group: journey.group,
            // The national extract has agencies of its own.
            agency: Agency(0),
            start: journey.start,
            birth: self.birth,
            age,
            female: journey.female,
            returned: past.is_some(),
        };
        let spans = spans(draws, journey);
        let mut facts = facts::at_start(draws, &who, habit, past);
        (facts.family.parental, facts.family.children) = planned(draws, journey, age);
        match journey.pregnant {
            Pregnant::Yes => facts.pregnant = "Y",
            Pregnant::No if facts.pregnant == "Y" => facts.pregnant = "N",
            _ => {}
        }
        let learnt_later =
            journey.group != Group::Incomplete && spans.len() > 1 && draws.chance(LEARNT_LATER);
        let mut stays: Vec<(Span, u16)> = Vec::new();
        for (span, end) in spans {
            let agency = if stays.is_empty() {
                self.places.first(draws, self.area, journey.kind)
            } else {
                self.places
                    .next(draws, self.area, journey.kind, &busy(&stays, span))
            };
            let first = stays.is_empty();
            let answered = stays.len() > usize::from(learnt_later);
            stays.push((span, agency));
            let mut recorded = facts;
            if first && learnt_later {
                (recorded.family.parental, recorded.family.children) = draws.pick(INCOMPLETE);
            } else if !first {
                carry_on(
                    draws,
                    &mut who,
                    &mut facts,
                    span.start - journey.start,
                    answered,
                );
                recorded = facts;
            }
            recorded.family = family::in_list(draws, recorded.family, old_parental_list(agency));
            let span = Stretch { span, end, agency };
            episodes.push(episode(draws, journey, &who, habit, &recorded, span));
        }
        Past {
            habit,
            group: who.group,
            facts,
        }
    }
}

fn habit(draws: &mut Draws, journey: &Journey, past: Option<&Past>) -> Habit {
    match (journey.kind, past.map(|past| past.habit)) {
        (Kind::Young, _) => Habit::Young,
        (Kind::Alcohol, _) => Habit::Alcohol,
        (Kind::Drugs, Some(habit @ (Habit::Opiates | Habit::Other))) => habit,
        (Kind::Drugs, _) => Habit::besides_alcohol(draws, journey.group),
    }
}

/// Parental status and children as they make the journey's group.
fn planned(draws: &mut Draws, journey: &Journey, age: i32) -> Pair {
    if journey.group == Group::Incomplete {
        return draws.pick(INCOMPLETE);
    }
    let (parental, children) = family::pair(draws, journey.group, age);
    let children = match journey.children {
        Children::ByChance => children,
        Children::Number(number) => Some(number.into()),
        Children::NoNumber => draws.pick(OWN_ODD),
    };
    (parental, children)
}

/// What a later episode records; once the family has been `answered` for, it may be another.
fn carry_on(draws: &mut Draws, who: &mut Known, facts: &mut Facts, days: i32, answered: bool) {
    if who.group == Group::Incomplete {
        (facts.family.parental, facts.family.children) = draws.pick(INCOMPLETE);
    } else if answered && draws.chance(FAMILY_CHANGED) {
        who.group = people::group(draws, who.start, who.young());
        facts.family = family::draw(draws, who.group, who.age, who.agency);
    }
    if draws.chance(150) {
        facts.housing = facts::housing(draws, who.group, who.age);
    }
    if facts.pregnant == "Y" && days > PREGNANCY {
        facts.pregnant = "N";
    }
    facts.referral = draws.pick(REFERRED_ON);
    facts.treated_before = "Y";
}

/// A stretch of a journey at an agency, with its end as the extract shows it.
struct Stretch {
    span: Span,
    end: Option<Day>,
    agency: u16,
}

fn episode(
    draws: &mut Draws,
    journey: &Journey,
    who: &Known,
    habit: Habit,
    facts: &Facts,
    Stretch { span, end, agency }: Stretch,
) -> Episode {
    let treated = !draws.chance(NO_MODALITY);
    let wait = if treated {
        draws.quantile(TO_MODALITY)
    } else {
        0
    };
    let triage = span.start - wait;
    let cut = journeys::Journey {
        start: journey.start,
        end: span.end,
        group: journey.group,
        completed: journey.completed,
    };
    let last_day = end.unwrap_or(AS_OF);
    let longer = last_day > span.start;
    let reason = end.map(|_| match reason(draws, &cut, span, who.age, habit) {
        // Nobody comes back from it.
        DIED if journey.next.is_some() => 85,
        reason => reason,
    });
    let second = (treated && longer && draws.chance(SECOND_MODALITY)).then(|| {
        let code = draws.pick(structured(habit));
        (code, draws.between(span.start + 1, last_day))
    });
    Episode {
        agency,
        referral: triage - draws.quantile(TO_TRIAGE),
        triage,
        start: span.start,
        end,
        reason,
        facts: *facts,
        modality: treated.then(|| draws.pick(structured(habit))),
        second,
        profile: draws
            .chance(PROFILE)
            .then(|| draws.between(span.start, last_day)),
        review: review(
            draws,
            journey,
            &facts.family,
            facts.pregnant,
            span.start,
            last_day,
            agency,
        ),
    }
}

fn review(
    draws: &mut Draws,
    journey: &Journey,
    family: &Family,
    pregnant: &'static str,
    start: Day,
    last_day: Day,
    agency: u16,
) -> Option<Review> {
    let long = last_day - start.max(EXTRACT_FROM) >= REVIEWED_FROM;
    if !long || old_parental_list(agency) || !draws.chance(REVIEWED) {
        return None;
    }
    let date = draws.between(start.max(EXTRACT_FROM) + 60, last_day);
    let changed = journey.kind != Kind::Young && draws.chance(FOUND_CHANGED);
    Some(Review {
        date,
        pregnant: match pregnant {
            "Y" if date - start < 150 => "Y",
            _ if journey.female => "N",
            _ => "",
        },
        family: if changed {
            draws.one_of(FOUND)
        } else {
            (family.parental, family.children)
        },
        services: family.services[0],
    })
}

/// The agencies of those stays that share a day with a span.
fn busy(stays: &[(Span, u16)], span: Span) -> Vec<u16> {
    let shared = |stay: &Span| stay.start <= span.end && span.start <= stay.end;
    stays
        .iter()
        .filter(|(stay, _)| shared(stay))
        .map(|(_, agency)| *agency)
        .collect()
}

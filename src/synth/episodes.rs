//! The world that both forms of extract show. In: a seed. Out: person after person, with the
//! episodes an extract would hold.

use std::collections::HashSet;

use super::agencies::{AGENCIES, Agency};
use super::dates::{AS_OF, Day, EXTRACT_FROM};
use super::drugs::Habit;
use super::facts::{self, Facts, Known, Past};
use super::journeys::{self, Journey, Span};
use super::modalities::{self, Modality};
use super::people::{self, Group, Keys, Person};
use super::random::{Draws, Stream};

/// One stay with one agency, as the extract shows it.
#[derive(Debug)]
pub(super) struct Episode {
    /// 1 for the first episode of the extract.
    pub number: u32,
    pub agency: Agency,
    /// The agency's own number for the person, from 1: at another agency it is somebody else's.
    pub client: u32,
    pub referral: Day,
    pub triage: Day,
    /// First structured modality, or triage where there is none.
    pub start: Day,
    /// None while it is open.
    pub end: Option<Day>,
    pub reason: Option<u16>,
    pub facts: Facts,
    pub modalities: Vec<Modality>,
}

impl Episode {
    /// The last day on which anything can have happened in it.
    pub fn last_day(&self) -> Day {
        self.end.unwrap_or(AS_OF)
    }
}

/// One person with everything that the extract holds of them.
#[derive(Debug)]
pub(super) struct Client {
    pub person: Person,
    pub episodes: Vec<Episode>,
    /// Journeys with an episode in the extract.
    pub journeys: u32,
}

pub(super) struct World {
    draws: Draws,
    keys: Keys,
    people: u32,
    episodes: u32,
    /// Clients so far at each agency.
    clients: [u32; AGENCIES],
}

/// Days from referral to triage, and from triage to the first structured modality: quantiles
/// (invented, around the published 98% who waited less than three weeks).
pub(super) const TO_TRIAGE: &[(u32, i32)] =
    &[(0, 0), (300, 2), (600, 6), (850, 12), (970, 21), (1000, 60)];
pub(super) const TO_MODALITY: &[(u32, i32)] = &[(0, 0), (400, 0), (700, 4), (930, 13), (1000, 32)];
/// Episodes without a structured modality, per mille: at triage only.
pub(super) const NO_MODALITY: u32 = 45;

/// Reasons for the end of a journey. Outcomes known as success: 80, 81, 82. Dying is the only
/// reason after which nobody comes back.
const COMPLETED: &[(u16, u32)] = &[(80, 620), (82, 380)];
const COMPLETED_ALCOHOL: &[(u16, u32)] = &[(81, 640), (82, 180), (80, 180)];
const COMPLETED_YOUNG: &[(u16, u32)] = &[(80, 480), (82, 400), (15, 70), (18, 50)];
const UNPLANNED: &[(u16, u32)] = &[
    (85, 500),
    (83, 150),
    (84, 100),
    (86, 70),
    (87, 60),
    (88, 85),
    (89, 20),
    (94, 15),
];
const UNPLANNED_YOUNG: &[(u16, u32)] = &[(85, 600), (88, 170), (86, 100), (83, 90), (29, 40)];
const TO_ADULT_SERVICE: u16 = 97;
pub(super) const DIED: u16 = 89;
/// Reasons for the end of an episode that its journey outlives: mostly a transfer.
const MOVED_ON: &[(u16, u32)] = &[
    (83, 600),
    (84, 80),
    (93, 50),
    (95, 40),
    (85, 140),
    (80, 45),
    (82, 25),
    (86, 20),
];

impl World {
    pub fn new(seed: u64) -> Self {
        let draws = Draws::new(seed, Stream::World);
        Self {
            draws,
            keys: HashSet::new(),
            people: 0,
            episodes: 0,
            clients: [0; AGENCIES],
        }
    }

    pub fn next_client(&mut self) -> Client {
        self.people += 1;
        let (person, first) = people::draw(&mut self.draws, &mut self.keys, self.people);
        let mut client = Client {
            person,
            episodes: Vec::new(),
            journeys: 0,
        };
        let mut local = [0; AGENCIES];
        let mut again = journeys::returns(&mut self.draws);
        let (mut journey, mut past) = (first, None);
        loop {
            let left = self.journey(&mut client, &mut local, journey, past.as_ref());
            let died = client
                .episodes
                .iter()
                .any(|episode| episode.reason == Some(DIED));
            let start = journeys::return_day(&mut self.draws, journey.end);
            if again == 0 || died || start > AS_OF {
                return client;
            }
            again -= 1;
            journey = self.return_journey(&client.person, start, left.group);
            past = Some(left);
        }
    }

    /// A later journey; for some people the family has changed meanwhile.
    fn return_journey(&mut self, person: &Person, start: Day, before: Group) -> Journey {
        const FAMILY_CHANGED: u32 = 80;
        let young = people::young(person.birth, start);
        let group = if self.draws.chance(FAMILY_CHANGED) {
            people::group(&mut self.draws, start, young)
        } else {
            before
        };
        Journey::draw(&mut self.draws, start, group)
    }

    /// Adds a journey's episodes, as far as the extract shows them.
    fn journey(
        &mut self,
        client: &mut Client,
        local: &mut [u32; AGENCIES],
        journey: Journey,
        past: Option<&Past>,
    ) -> Past {
        let draws = &mut self.draws;
        let age = super::dates::age(client.person.birth, journey.start);
        let habit = match past {
            None => Habit::draw(draws, journey.group, age),
            Some(past) => past.habit.later(draws, journey.group, age),
        };
        let agency = Agency::first(draws, habit, age);
        let mut who = Known::new(
            &client.person,
            journey.group,
            agency,
            journey.start,
            past.is_some(),
        );
        let mut facts = facts::at_start(draws, &who, habit, past);
        let shown_before = client.episodes.len();
        let mut stays: Vec<(Span, Agency)> = Vec::new();
        for span in journey.cut(&mut self.draws) {
            let draws = &mut self.draws;
            if !stays.is_empty() {
                who.agency = who.agency.next(draws, &busy(&stays, span), who.age);
                facts = facts::carried_on(draws, &mut who, &facts, span.start - journey.start);
            }
            stays.push((span, who.agency));
            let episode = episode(draws, &who, habit, &journey, span, &facts);
            if span.start > AS_OF || span.end < EXTRACT_FROM {
                continue;
            }
            let client_number = &mut local[usize::from(who.agency.0)];
            if *client_number == 0 {
                self.clients[usize::from(who.agency.0)] += 1;
                *client_number = self.clients[usize::from(who.agency.0)];
            }
            self.episodes += 1;
            let (number, local) = (self.episodes, *client_number);
            client.episodes.push(Episode {
                number,
                client: local,
                ..episode
            });
        }
        client.journeys += u32::from(client.episodes.len() > shown_before);
        Past {
            habit,
            group: who.group,
            facts,
        }
    }
}

/// The agencies of those stays that share a day with a span.
fn busy(stays: &[(Span, Agency)], span: Span) -> Vec<Agency> {
    let shared = |stay: &Span| stay.start <= span.end && span.start <= stay.end;
    stays
        .iter()
        .filter(|(stay, _)| shared(stay))
        .map(|(_, agency)| *agency)
        .collect()
}

/// An episode not yet numbered.
fn episode(
    draws: &mut Draws,
    who: &Known,
    habit: Habit,
    journey: &Journey,
    span: Span,
    facts: &Facts,
) -> Episode {
    let treated = !draws.chance(NO_MODALITY);
    let triage = span.start
        - if treated {
            draws.quantile(TO_MODALITY)
        } else {
            0
        };
    let referral = triage - draws.quantile(TO_TRIAGE);
    let end = Some(span.end).filter(|&end| end <= AS_OF);
    let reason = reason(draws, journey, span, who.age, habit);
    let last_day = end.unwrap_or(AS_OF);
    let stay = modalities::Stay {
        triage,
        start: span.start,
        last_day,
        closed: end.is_some(),
    };
    let modalities = modalities::draw(draws, habit, stay, treated);
    Episode {
        number: 0,
        agency: who.agency,
        client: 0,
        referral,
        triage,
        start: span.start,
        end,
        reason: Some(reason).filter(|_| end.is_some()),
        facts: *facts,
        modalities,
    }
}

pub(super) fn reason(
    draws: &mut Draws,
    journey: &Journey,
    span: Span,
    age: i32,
    habit: Habit,
) -> u16 {
    if !span.last {
        return draws.pick(MOVED_ON);
    }
    match (journey.completed, age < 18) {
        (true, true) => draws.pick(COMPLETED_YOUNG),
        (true, false) if habit == Habit::Alcohol => draws.pick(COMPLETED_ALCOHOL),
        (true, false) => draws.pick(COMPLETED),
        (false, true) if age == 17 && draws.chance(80) => TO_ADULT_SERVICE,
        (false, true) => draws.pick(UNPLANNED_YOUNG),
        (false, false) => draws.pick(UNPLANNED),
    }
}

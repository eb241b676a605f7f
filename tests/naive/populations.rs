//! Who is counted: the members of one population and age group in one year.

use super::Options;
use super::calendar::{Date, age};
use super::journeys::Journey;
use super::measures::{Measure, Subject};
use super::reading::Columns;
use super::traits::{APART, INCOMPLETE, NONE, OTHERS, OWN, main_drug_is_alcohol, substance_group};

pub const AGE_GROUPS: [&str; 2] = ["adults", "under_18"];
pub const POPULATIONS: [&str; 4] = [
    "in_treatment",
    "starting",
    "starting_and_leaving",
    "leaving",
];
pub const FAMILY_GROUPS: [&str; 8] = [
    OWN,
    APART,
    OTHERS,
    NONE,
    INCOMPLETE,
    "lives_with_child",
    "parent_or_lives_with_child",
    "all",
];

/// What is asked, and of whom.
pub struct Counting<'a> {
    pub people: &'a [Vec<Journey>],
    pub columns: &'a Columns,
    pub options: &'a Options,
    pub measures: Vec<Measure>,
}

/// One person, or journey, counted in one population of one year. What is asked of it again and again for the many
/// cells is answered once.
pub struct Member<'a> {
    pub journey: &'a Journey,
    pub is_adult: bool,
    pub family_group: &'static str,
    pub substance_group: &'static str,
    /// In the order of the measures.
    pub answers: Vec<Option<bool>>,
}

impl Counting<'_> {
    /// The people, or with `unit_journey` the journeys, of one population and age group in one year. Of a person one
    /// journey is taken before anybody asks of which area or provider it is.
    pub fn members(&self, year: i32, population: &str, age_group: &str) -> Vec<Member<'_>> {
        let mut members = Vec::new();
        for journeys in self.people {
            let qualifying: Vec<Member> = journeys
                .iter()
                .filter(|journey| in_population(journey, year, population))
                .map(|journey| self.member(journey, year))
                .filter(|member| member.is_adult == (age_group == "adults"))
                .filter(|member| !left_out_by_drug(member, self.options))
                .collect();
            if self.options.unit_journey {
                members.extend(qualifying);
            } else {
                // `max_by_key` takes the last of equals: the later in the order of the journeys.
                members.extend(
                    qualifying
                        .into_iter()
                        .max_by_key(|member| member.journey.start),
                );
            }
        }
        members
    }

    fn member<'a>(&self, journey: &'a Journey, year: i32) -> Member<'a> {
        let age_on = if self.options.age_mid_year {
            (year, 9, 30)
        } else {
            journey.start
        };
        let age = age(journey.born, age_on);
        let subject = Subject { journey, age };
        let answer = |measure: &Measure| measure.answer(&subject, self.columns);
        Member {
            journey,
            is_adult: age >= 18,
            family_group: journey.family_group,
            substance_group: substance_group(journey),
            answers: self.measures.iter().map(answer).collect(),
        }
    }
}

fn in_population(journey: &Journey, year: i32, population: &str) -> bool {
    let first_day: Date = (year, 4, 1);
    let last_day: Date = (year + 1, 3, 31);
    let starts = first_day <= journey.start && journey.start <= last_day;
    let leaves = journey
        .end
        .is_some_and(|end| first_day <= end && end <= last_day);
    match population {
        "starting" => starts,
        "leaving" => leaves,
        "starting_and_leaving" => starts && leaves,
        "in_treatment" => {
            journey.start <= last_day && journey.end.is_none_or(|end| end >= first_day)
        }
        _ => panic!("no population {population}"),
    }
}

/// Tables of under-18s keep all substances.
fn left_out_by_drug(member: &Member, options: &Options) -> bool {
    options.drugs_population && member.is_adult && main_drug_is_alcohol(member.journey)
}

pub fn in_family_group(member: &Member, family_group: &str) -> bool {
    let own = member.family_group;
    match family_group {
        "all" => true,
        "lives_with_child" => own == OWN || own == OTHERS,
        "parent_or_lives_with_child" => own == OWN || own == APART || own == OTHERS,
        _ => own == family_group,
    }
}

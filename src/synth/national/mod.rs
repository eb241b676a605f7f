//! A synthetic national extract. In: a seed. Out: a core data set file of people who never lived
//! that gives, counted as the report of 2012 counted, every figure which that report published.
//!
//! Two layers. [`targets`] says how many people stand where; [`flows`] turns that into numbers of
//! journeys, and [`journeys`], [`returns`] and [`episodes`] make them: days, returns, ages, stays
//! with agencies. The numbers are quotas, met exactly whatever the seed; all else is drawn. Nothing
//! here counts, and nothing that counts knows of it: whether the figures come out is for a test.
//!
//! ```text
//! targets -> flows -> journeys    how many, then which days
//! returns -> quotas               who comes back; ages, children, pregnancies
//! places, spans -> episodes       agencies, stays, what was recorded
//! columns -> mess                 rows, and dirt that moves nothing
//! ```

mod columns;
mod episodes;
mod flows;
mod journeys;
mod mess;
mod places;
mod quotas;
mod returns;
mod spans;
mod targets;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::io::{self, BufWriter, Write};

use columns::{COLUMNS, View};
use episodes::{Episode, Person};
use flows::Flow;
use journeys::{Journey, Kind, Maker};
use mess::Mess;
use places::Places;
use returns::{Linker, of_person};

use super::Summary;
use super::dates::Day;
use super::people::{ETHNIC, Group, Keys, free_initials};
use super::random::{Draws, Stream};

const GROUPS: [Group; 5] = [
    Group::Own,
    Group::Apart,
    Group::Others,
    Group::NoChildren,
    Group::Incomplete,
];

/// Everybody, before anything is written.
struct Nation {
    journeys: Vec<Journey>,
    /// The first journey and the birth date of each person, in no order.
    people: Vec<(u32, Day)>,
}

impl Nation {
    fn new(draws: &mut Draws) -> Self {
        let (mut journeys, mut chains) = (Vec::new(), Vec::new());
        let populations = [
            (Kind::Drugs, &targets::DRUGS),
            (Kind::Alcohol, &targets::ALCOHOL),
            (Kind::Young, &targets::YOUNG),
        ];
        for (kind, targets) in populations {
            for (sex, female) in [true, false].into_iter().enumerate() {
                for group in GROUPS {
                    let flow = Flow::of(targets, sex, group as usize);
                    Maker {
                        draws,
                        journeys: &mut journeys,
                        chains: &mut chains,
                        kind,
                        group,
                        female,
                    }
                    .make(&flow);
                }
            }
        }
        let first = Linker::new(draws, &mut journeys, chains).link();
        let births = quotas::settle(draws, &mut journeys, &first);
        let mut people: Vec<(u32, Day)> = first.into_iter().zip(births).collect();
        quotas::shuffle(draws, &mut people);
        Self { journeys, people }
    }
}

/// Writes the national extract.
///
/// # Errors What `out` answers.
pub fn write_national(seed: u64, out: &mut dyn Write) -> io::Result<Summary> {
    let mut draws = Draws::new(seed, Stream::National);
    let nation = Nation::new(&mut draws);
    let mut writer = Writer::new(seed, draws, out);
    writer.header()?;
    for &(first, birth) in &nation.people {
        writer.person(&nation.journeys, first, birth)?;
    }
    writer.finish()
}

struct Writer<'a> {
    draws: Draws,
    mess: Mess,
    places: Places,
    keys: Keys,
    /// Clients so far at each agency.
    clients: Vec<u32>,
    out: BufWriter<&'a mut dyn Write>,
    line: String,
    episodes: Vec<Episode>,
    numbers: u32,
    summary: Summary,
}

impl<'a> Writer<'a> {
    fn new(seed: u64, draws: Draws, out: &'a mut dyn Write) -> Self {
        let places = Places::new();
        Self {
            draws,
            mess: Mess::new(seed, Draws::new(seed, Stream::NationalDirt)),
            keys: HashSet::new(),
            clients: vec![0; places.agencies.len()],
            places,
            out: BufWriter::with_capacity(1 << 18, out),
            line: String::new(),
            episodes: Vec::new(),
            numbers: 0,
            summary: Summary::default(),
        }
    }

    fn header(&mut self) -> io::Result<()> {
        let headers: Vec<&str> = COLUMNS.iter().map(|(header, _)| *header).collect();
        writeln!(self.out, "{}", headers.join(","))
    }

    fn person(&mut self, journeys: &[Journey], first: u32, birth: Day) -> io::Result<()> {
        self.summary.people += 1;
        let area = self.places.area(&mut self.draws);
        let person = Person {
            places: &self.places,
            area,
            birth,
        };
        let mut episodes = std::mem::take(&mut self.episodes);
        let mut kinds = Vec::new();
        let mut past = None;
        for place in of_person(journeys, first) {
            self.summary.journeys += 1;
            let journey = &journeys[place as usize];
            past = Some(person.journey(&mut self.draws, journey, past.as_ref(), &mut episodes));
            kinds.resize(episodes.len(), journey.kind);
        }
        let female = journeys[first as usize].female;
        let initials = free_initials(&mut self.draws, &mut self.keys, birth, female);
        let ethnic = self.draws.pick(ETHNIC);
        let mut local = HashMap::new();
        for (episode, kind) in episodes.iter().zip(kinds) {
            let agency = usize::from(episode.agency);
            let client = *local.entry(agency).or_insert_with(|| {
                self.clients[agency] += 1;
                self.clients[agency]
            });
            self.numbers += 1;
            let view = View {
                initials,
                birth,
                female,
                ethnic,
                area: &self.places.areas[usize::from(area)],
                agency: &self.places.agencies[agency],
                client,
                number: self.numbers,
                episode,
                modality: None,
                profile: None,
                review: None,
                last: false,
            };
            self.line.clear();
            self.summary.rows += write_rows(
                &view,
                kind,
                &mut self.mess,
                &mut self.numbers,
                &mut self.line,
            );
            self.out.write_all(self.line.as_bytes())?;
        }
        self.summary.episodes += episodes.len() as u32;
        episodes.clear();
        self.episodes = episodes;
        Ok(())
    }

    fn finish(mut self) -> io::Result<Summary> {
        self.out.flush()?;
        self.summary.dirty_rows = self.mess.rows();
        Ok(self.summary)
    }
}

/// Adds the rows of an episode to a text; gives their number. The first has the first modality, the
/// second what came later.
fn write_rows(
    view: &View,
    kind: Kind,
    mess: &mut Mess,
    numbers: &mut u32,
    out: &mut String,
) -> u32 {
    let episode = view.episode;
    let later = episode.second.is_some() || episode.profile.is_some() || episode.review.is_some();
    let mut rows = 0;
    for last in [!later, true] {
        let view = match rows {
            0 => View {
                modality: episode.modality.map(|code| (code, episode.start)),
                last,
                ..*view
            },
            _ => View {
                modality: episode.second,
                profile: episode.profile,
                review: episode.review.as_ref(),
                last,
                ..*view
            },
        };
        if mess.hits() {
            let mut line = String::new();
            write_row(&view, &mut line);
            // Alone on its row, a later modality would be the start.
            let start = view.modality.map_or(episode.start, |(_, start)| start);
            let added = mess.make(&mut line, start, kind, !later, *numbers + 1);
            *numbers += added;
            rows += added;
            out.push_str(&line);
        } else {
            write_row(&view, out);
        }
        out.push('\n');
        rows += 1;
        if last {
            break;
        }
    }
    rows
}

fn write_row(view: &View, out: &mut String) {
    for (place, (_, write)) in COLUMNS.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write(view, out);
    }
}

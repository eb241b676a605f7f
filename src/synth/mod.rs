//! Synthetic extracts. In: how many people, a seed, a form, a share of damaged rows. Out: a CSV
//! file of people who never lived, in the shape of a local authority's extract.
//!
//! The extract is that of an invented English authority (`E06009999`, DAT `Z99`) with six agencies,
//! for 2009-10 to 2011-12: what was not closed before 1 April 2009 and had begun by 30 June 2012.
//! Both forms show the same world: for one seed the episodes, their dates and their facts are the
//! same, whichever form they are written in.
//!
//! The bytes are fixed by (people, seed, form, dirty): whole-number arithmetic on the words of
//! ChaCha8, no library of distributions, nothing of the machine. More people only add to the end.
//! Dirt has draws of its own, so a row that is not hit is the same at every share.
//!
//! Where the shares come from stands with each table: published (the report on parents in drug
//! treatment of 2012), or invented.
//!
//! ```text
//! random, dates                     draws and days
//! people -> journeys -> episodes    who comes, when, how often; with agencies, facts, family,
//!                                   drugs, modalities
//! reviews                           what only a core data set holds
//! cds | plain                       columns: a header and how to write its value
//! targets -> dirt                   damage
//! ```
//!
//! `national` is another world, made to meet published figures: a national extract. It draws on the
//! tables here for drugs, facts, modalities and dirt.

mod agencies;
mod cds;
mod dates;
mod dirt;
mod drugs;
mod episodes;
mod facts;
mod family;
mod journeys;
mod modalities;
mod national;
mod people;
mod plain;
mod random;
mod reviews;
mod targets;
#[cfg(test)]
mod tests;

use std::io::{self, BufWriter, Write};

use dirt::{Dirt, KINDS, Row};
use episodes::{Client, Episode, World};
pub use national::write_national;
use random::{Draws, Stream};
use reviews::{Background, Intake, Reviews};

/// The shape of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Core data set headers, every value quoted, dates day first, several rows an episode.
    Cds,
    /// English headers, no quotes, ISO dates, one row an episode.
    Plain,
}

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// At most [`MAX_PEOPLE`].
    pub people: u32,
    pub seed: u64,
    pub form: Form,
    /// The share of rows to damage, from 0 (clean) to 1.
    pub dirty: f64,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub people: u32,
    pub journeys: u32,
    pub episodes: u32,
    /// Rows in all, the damaged ones too, the header not.
    pub rows: u32,
    pub dirty_rows: u32,
}

/// Beyond this there would soon be too few pairs of initials for everybody of one birth date and
/// sex to have their own.
pub const MAX_PEOPLE: u32 = 5_000_000;

/// Writes the extract of a local authority.
///
/// # Errors `InvalidInput` for more people than [`MAX_PEOPLE`] or a share outside 0 to 1; else what
/// `out` answers.
pub fn write_local(options: &Options, out: &mut dyn Write) -> io::Result<Summary> {
    write_counted(options, out).map(|(summary, _)| summary)
}

/// The same, with the number of damaged rows of each kind.
fn write_counted(options: &Options, out: &mut dyn Write) -> io::Result<(Summary, [u32; KINDS])> {
    check(options)?;
    let mut writer = Writer::new(options, out);
    let mut world = World::new(options.seed);
    writer.header()?;
    for _ in 0..options.people {
        writer.client(&world.next_client())?;
    }
    writer.finish()
}

fn check(options: &Options) -> io::Result<()> {
    let refuse = |why: String| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    if options.people > MAX_PEOPLE {
        return refuse(format!(
            "at most {MAX_PEOPLE} people, not {}",
            options.people
        ));
    }
    if !(0.0..=1.0).contains(&options.dirty) {
        return refuse(format!(
            "the share of dirty rows lies between 0 and 1, not at {}",
            options.dirty
        ));
    }
    Ok(())
}

/// Turns clients into lines of one form.
struct Writer<'a> {
    form: Form,
    out: BufWriter<&'a mut dyn Write>,
    detail: Draws,
    dirt: Dirt,
    headers: Vec<&'static str>,
    /// The rows of one episode, kept from one to the next for the memory they hold.
    rows: Vec<Row>,
    line: Vec<u8>,
    summary: Summary,
}

impl<'a> Writer<'a> {
    fn new(options: &Options, out: &'a mut dyn Write) -> Self {
        let (headers, targets) = match options.form {
            Form::Cds => (headers(cds::COLUMNS), &targets::CDS),
            Form::Plain => (headers(plain::COLUMNS), &targets::PLAIN),
        };
        Self {
            form: options.form,
            out: BufWriter::with_capacity(1 << 16, out),
            detail: Draws::new(options.seed, Stream::Detail),
            dirt: Dirt::new(options.seed, options.dirty, headers.clone(), targets),
            headers,
            rows: Vec::new(),
            line: Vec::new(),
            summary: Summary::default(),
        }
    }

    fn header(&mut self) -> io::Result<()> {
        let headers: Row = self
            .headers
            .iter()
            .map(|header| header.to_string())
            .collect();
        self.write(&headers)
    }

    fn client(&mut self, client: &Client) -> io::Result<()> {
        self.summary.people += 1;
        self.summary.journeys += client.journeys;
        // Only the core data set form writes it; the stream is its own, so nothing else moves.
        let background = Background::draw(&mut self.detail);
        for episode in &client.episodes {
            let count = match self.form {
                Form::Cds => self.cds_rows(client, &background, episode),
                Form::Plain => self.plain_row(client, episode),
            };
            self.episode(count, episode)?;
        }
        Ok(())
    }

    /// Fills the rows of an episode; gives their number.
    fn cds_rows(&mut self, client: &Client, background: &Background, episode: &Episode) -> usize {
        let intake = Intake::draw(&mut self.detail, client, episode);
        let reviews = Reviews::draw(&mut self.detail, client, episode);
        let mut count = 0;
        for view in cds::rows(client, background, episode, &intake, &reviews) {
            let row = row(&mut self.rows, count, self.headers.len());
            for ((_, write), value) in cds::COLUMNS.iter().zip(row) {
                write(&view, value);
            }
            count += 1;
        }
        count
    }

    fn plain_row(&mut self, client: &Client, episode: &Episode) -> usize {
        let view = plain::View {
            person: &client.person,
            episode,
        };
        let row = row(&mut self.rows, 0, self.headers.len());
        for ((_, write), value) in plain::COLUMNS.iter().zip(row) {
            write(&view, value);
        }
        1
    }

    fn episode(&mut self, count: usize, episode: &Episode) -> io::Result<()> {
        let mut rows = std::mem::take(&mut self.rows);
        self.dirt.damage(&mut rows[..count], episode.start);
        self.summary.episodes += 1;
        self.summary.rows += count as u32;
        rows[..count].iter().try_for_each(|row| self.write(row))?;
        self.rows = rows;
        Ok(())
    }

    fn write(&mut self, row: &Row) -> io::Result<()> {
        let quote: &[u8] = if self.form == Form::Cds { b"\"" } else { b"" };
        self.line.clear();
        for (place, value) in row.iter().enumerate() {
            debug_assert!(
                !value.contains(['"', ',', '\n']),
                "no value of ours needs quoting"
            );
            if place > 0 {
                self.line.push(b',');
            }
            self.line.extend_from_slice(quote);
            self.line.extend_from_slice(value.as_bytes());
            self.line.extend_from_slice(quote);
        }
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    fn finish(mut self) -> io::Result<(Summary, [u32; KINDS])> {
        self.out.flush()?;
        self.summary.dirty_rows = self.dirt.rows;
        Ok((self.summary, self.dirt.counts))
    }
}

fn headers<F>(columns: &[(&'static str, F)]) -> Vec<&'static str> {
    columns.iter().map(|(header, _)| *header).collect()
}

/// An empty row of so many values, at a place among the rows: the one there, cleared, or a new one.
fn row(rows: &mut Vec<Row>, place: usize, values: usize) -> &mut Row {
    if rows.len() <= place {
        rows.resize_with(place + 1, Row::new);
    }
    let row = &mut rows[place];
    row.iter_mut().for_each(String::clear);
    row.resize_with(values, String::new);
    row
}

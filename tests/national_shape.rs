//! What the synthetic national extract must hold to be worth counting: read and linked anew, with nothing of the program.

mod common;

use common::{succeed, temporary};
use std::collections::{HashMap, HashSet};

const FILE: &str = "A0000-20090401-20120630-national.csv";

/// One episode of the file: start and end (none: open), in days since 1970.
type Stay = (i64, Option<i64>);

/// Days since 1970 of `20110401`, if it is such a date.
fn day(text: &str) -> Option<i64> {
    chrono::NaiveDate::parse_from_str(text, "%Y%m%d")
        .ok()
        .map(|date| (date - chrono::NaiveDate::default()).num_days())
}

/// The episodes of each person, read anew: rows that a report leaves out are left out.
fn people(text: &str) -> (HashMap<String, Vec<Stay>>, HashSet<String>) {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let at = |name| {
        headers
            .iter()
            .position(|header| header == name)
            .expect(name)
    };
    let [
        initial,
        second,
        dob,
        sex,
        agency,
        client,
        episode,
        triaged,
        modality,
        ended,
    ] = [
        "FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID", "EPISODID", "TRIAGED", "MODST",
        "DISD",
    ]
    .map(at);
    let as_of = day("20120630");
    let (mut people, mut agencies) = (HashMap::<String, Vec<Stay>>::new(), HashSet::new());
    let mut seen = HashSet::new();
    for row in reader.records().map(|row| row.expect("a row")) {
        let value = |at: usize| Some(&row[at]).filter(|value| !["", "NA"].contains(value));
        if row.len() != headers.len()
            || [initial, second, dob, sex, client, episode]
                .iter()
                .any(|at| value(*at).is_none())
        {
            continue;
        }
        let bad = [dob, triaged, modality, ended]
            .iter()
            .any(|at| value(*at).is_some_and(|text| day(text).is_none()));
        let start = value(modality)
            .and_then(day)
            .or(value(triaged).and_then(day));
        let end = value(ended).and_then(day);
        // Only the first row of an episode: its start is there.
        if bad
            || start > as_of
            || end.is_some_and(|end| Some(end) < start)
            || !seen.insert(format!("{} {}", &row[agency], &row[episode]))
        {
            continue;
        }
        agencies.insert(row[agency].to_string());
        let key = [initial, second, dob, sex].map(|at| &row[at]).join(" ");
        people
            .entry(key)
            .or_default()
            .push((start.expect("a start"), end));
    }
    (people, agencies)
}

#[test]
fn it_holds_what_makes_linking_hard() {
    let folder = temporary();
    let preset = ["-q", "synth", "--preset", "nta-2012", "--out", FILE];
    succeed(folder.path(), &preset);
    let text = std::fs::read_to_string(folder.path().join(FILE)).expect("the extract");
    let (people, agencies) = people(&text);
    let (mut journeys, mut of_several, mut open, mut two_in_a_year) = (0u32, 0u32, 0u32, 0u32);
    let (mut gaps, mut overlaps, mut nested, mut ties) = ([0u32; 22], 0u32, 0u32, 0u32);
    let years: Vec<(i64, i64)> = (2009..=2011)
        .map(|year| {
            (
                day(&format!("{year}0401")).unwrap(),
                day(&format!("{}0331", year + 1)).unwrap(),
            )
        })
        .collect();
    let far = i64::MAX / 2;
    for stays in people.values() {
        let mut stays: Vec<(i64, i64)> =
            stays.iter().map(|(s, e)| (*s, e.unwrap_or(far))).collect();
        stays.sort_unstable();
        let mut linked: Vec<(i64, i64, u32)> = Vec::new();
        for (start, end) in stays {
            match linked
                .last_mut()
                .filter(|(_, until, _)| start <= *until + 21)
            {
                Some((_, until, episodes)) => {
                    *episodes += 1;
                    if start >= *until {
                        gaps[(start - *until) as usize] += 1;
                    } else if end == *until {
                        ties += 1;
                    } else if end < *until {
                        nested += 1;
                    } else {
                        overlaps += 1;
                    }
                    *until = end.max(*until);
                }
                None => linked.push((start, end, 1)),
            }
        }
        journeys += linked.len() as u32;
        of_several += linked
            .iter()
            .filter(|(_, _, episodes)| *episodes > 1)
            .count() as u32;
        open += u32::from(linked.iter().any(|(_, end, _)| *end == far));
        let twice = |(first, last): &(i64, i64)| {
            linked
                .iter()
                .filter(|(s, e, _)| s <= last && e >= first)
                .count()
                > 1
        };
        two_in_a_year += u32::from(years.iter().any(twice));
    }
    let per_mille = |part: u32, whole: u32| u64::from(part) * 1000 / u64::from(whole);
    let persons = people.len() as u32;
    assert!((350_000..450_000).contains(&persons), "{persons} people");
    assert!(
        (200..=450).contains(&agencies.len()),
        "{} agencies",
        agencies.len()
    );
    assert!(
        per_mille(of_several, journeys) >= 120,
        "{of_several} of {journeys}"
    );
    assert!(
        (28..=34).contains(&per_mille(two_in_a_year, persons)),
        "{two_in_a_year}"
    );
    assert!(per_mille(open, persons) >= 50, "{open} of {persons}");
    assert!(gaps.iter().all(|count| *count >= 100), "{gaps:?}");
    assert!(
        [overlaps, nested, ties].iter().all(|count| *count >= 500),
        "{overlaps} {nested} {ties}"
    );
}

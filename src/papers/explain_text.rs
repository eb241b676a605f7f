//! An explanation as text.

use super::check::Place;
use super::explain::{
    EpisodeTold, Explanation, Family, JourneyTold, MeasureTold, Noticed, PopulationTold,
};
use super::text::{aligned, wrapped};
use std::fmt::Write as _;

/// The whole explanation.
pub fn text(told: &Explanation) -> String {
    let mut text = format!(
        "{}\n\nrun          {}\nrow          {}\n",
        told.marking,
        told.run.join("; "),
        named(&told.row)
    );
    for noticed in &told.noticed {
        let _ = writeln!(text, "noticed      {}", rule(noticed));
    }
    if let Some(left_out) = &told.left_out {
        let _ = writeln!(text, "left out     {}", rule(left_out));
        if !left_out.detail.is_empty() {
            let _ = writeln!(text, "found        {}", left_out.detail);
        }
        let _ = writeln!(text, "remedy       {}", left_out.remedy);
    }
    if let Some(told) = &told.episode {
        text += &episode(told);
    }
    if let Some(told) = &told.journey {
        text += &journey(told);
    }
    if let Some(told) = &told.family {
        text += &family(told);
    }
    text + &populations(&told.populations)
}

fn named(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

fn rule(noticed: &Noticed) -> String {
    match noticed.column.as_str() {
        "" => format!("{}: {}", noticed.rule, noticed.meaning),
        column => format!("{} in `{column}`: {}", noticed.rule, noticed.meaning),
    }
}

fn rows(places: &[Place]) -> String {
    places.iter().map(named).collect::<Vec<_>>().join(", ")
}

fn episode(told: &EpisodeTold) -> String {
    let ends = told
        .ends_on_day
        .map_or("open".into(), |day| format!("ends on day {day}"));
    format!(
        "episode      {} put together: {}\n             starts on day {} of the journey, from {}; {ends}\n             discharge reason: {}\n",
        counted(told.rows.len(), "row"),
        rows(&told.rows),
        told.starts_on_day,
        told.start_from,
        told.discharge_reason
    )
}

fn counted(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

fn journey(told: &JourneyTold) -> String {
    let lasts = match (told.days, &told.ends_in_year) {
        (Some(days), Some(year)) => format!("lasts {days} days, ends in {year}"),
        _ => "open".into(),
    };
    let gaps = match told.gaps.as_slice() {
        [] => String::new(),
        gaps => {
            let gaps: Vec<String> = gaps.iter().map(i32::to_string).collect();
            format!(
                "\n             days from an end to the next start: {}",
                gaps.join(", ")
            )
        }
    };
    let others = match told.others.as_slice() {
        [] => String::new(),
        others => format!(
            "\n             the person's other journeys begin at: {}",
            rows(others)
        ),
    };
    format!(
        "journey      {} of {} of the person; {}, first rows: {}\n             starts in {}; {lasts}; outcome: {}{gaps}{others}\n",
        told.number,
        told.of,
        counted(told.episodes.len(), "episode"),
        rows(&told.episodes),
        told.starts_in_year,
        told.outcome
    )
}

fn family(told: &Family) -> String {
    let judged = match told.setting {
        Some(setting) => format!("our judgement, setting `{setting}`"),
        None => "follows from the codes".into(),
    };
    format!(
        "family       {} ({judged})\n             recorded: {}\n             sex {}; substance group {}\n",
        told.family_group, told.recorded, told.sex, told.substance_group
    )
}

fn populations(all: &[PopulationTold]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let lines: Vec<Vec<String>> = all
        .iter()
        .map(|p| {
            let stands = match (p.counted_as, p.why_not) {
                (Some(age_group), _) => format!("counted, {age_group}"),
                (None, why) => format!("no: {}", why.unwrap_or_default()),
            };
            vec![p.population.into(), p.year.clone(), stands]
        })
        .collect();
    let mut text = format!("\nPopulations\n{}", aligned(&lines, 2));
    for counted in all.iter().filter(|p| p.counted_as.is_some()) {
        let _ = write!(
            text,
            "\n{} {}\n{}",
            counted.population,
            counted.year,
            measures(&counted.measures)
        );
    }
    text
}

/// The measures it is in the numerator of; of the denominator only; and of neither, by why.
fn measures(all: &[MeasureTold]) -> String {
    let list = |title: &str, keep: &dyn Fn(&&MeasureTold) -> bool| {
        let names: Vec<String> = all.iter().filter(keep).map(name).collect();
        match names.is_empty() {
            true => String::new(),
            false => format!("  {}\n", wrapped(&format!("{title}: "), &names, 2)),
        }
    };
    let mut text = list("numerator", &|m| m.in_numerator);
    let others = all.iter().filter(|m| m.in_denominator && !m.in_numerator);
    match others.count() {
        0 => {}
        n => {
            text += &format!(
                "  denominator only: {} (named by `--format json`)\n",
                counted(n, "measure")
            )
        }
    }
    let mut reasons: Vec<&str> = all.iter().filter_map(|m| m.why_not).collect();
    reasons.sort_unstable();
    reasons.dedup();
    for why in reasons {
        text += &list(&format!("neither ({why})"), &|m| m.why_not == Some(why));
    }
    text
}

fn name(told: &MeasureTold) -> String {
    match told.adds {
        0 | 1 => told.measure.into(),
        adds => format!("{} ({adds})", told.measure),
    }
}

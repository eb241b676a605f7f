//! Extracts small enough to work out by hand: the judge is judged too.

mod comparisons;
mod completeness;
mod counting;
mod help;
mod linking;
mod places;
mod reading;
mod review;
mod statistics;
mod who;

use super::{Answer, Key, Options, Profile, Row, recompute};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

static FOLDERS: AtomicUsize = AtomicUsize::new(0);

/// A folder of its own for each extract, because tests run at the same time and names of files have a meaning.
fn judge(files: &[(&str, &[u8])], options: &Options) -> Answer {
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let name = format!("naive-selftest-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        std::fs::write(path, bytes).unwrap();
    }
    let answer = recompute(&paths, options);
    std::fs::remove_dir_all(&folder).unwrap();
    answer
}

fn judge_one(header: &str, lines: &[&str], options: &Options) -> Answer {
    let text = format!("{header}\n{}\n", lines.join("\n"));
    judge(&[("extract.csv", text.as_bytes())], options)
}

const STAYS: &str = "client_id,episode_id,sex,date_of_birth,parental_status,children_living_with,\
    triage_date,discharge_date,discharge_reason";

fn stays(lines: &[&str], options: &Options) -> Answer {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            let (client, rest) = line.split_once(',').unwrap();
            let (episode, dates) = rest.split_once(',').unwrap();
            format!("{client},{episode},F,1980-01-01,14,0,{dates}")
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    judge_one(STAYS, &lines, options)
}

const CORE: &str = "FINITIAL,SINITIAL,DOB,SEX,AGNCY,CLIENTID,EPISODID,PRNTSTAT,CHILDWTH,TRIAGED,DISD,DISRSN,\
    MODAL,MODST,TOPDATE,CIRDT,CIRPRTST,CIRCLDWT";

/// Rows of one person of the core data set: initials, birth date and sex are put in front of each; `more` are columns behind the
/// usual ones.
fn core_and(more: &str, lines: &[&str], options: Options) -> Answer {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("A,B,1980-01-01,F,{line}"))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let options = Options {
        profile: Profile::Cds,
        ..options
    };
    judge_one(&format!("{CORE}{more}"), &lines, &options)
}

fn by_journey() -> Options {
    Options {
        unit_journey: true,
        ..Options::default()
    }
}

fn row<'a>(answer: &'a Answer, [population, measure, period, family_group]: [&str; 4]) -> &'a Row {
    row_of(
        answer,
        "adults",
        [population, measure, period, family_group],
        ["all", "all", "all"],
    )
}

fn row_of<'a>(
    answer: &'a Answer,
    age_group: &str,
    path: [&str; 4],
    [sex, breakdown, level]: [&str; 3],
) -> &'a Row {
    let key = Key {
        age_group: age_group.to_string(),
        sex: sex.to_string(),
        breakdown: breakdown.to_string(),
        level: level.to_string(),
        ..key(path)
    };
    find(answer, &key)
}

/// Of a proportion of all adults: a test changes what it asks otherwise.
fn key([population, measure, period, family_group]: [&str; 4]) -> Key {
    Key {
        age_group: "adults".to_string(),
        area: "all".to_string(),
        provider: "all".to_string(),
        population: population.to_string(),
        measure: measure.to_string(),
        period: period.to_string(),
        family_group: family_group.to_string(),
        sex: "all".to_string(),
        breakdown: "all".to_string(),
        level: "all".to_string(),
        compared_with: String::new(),
        statistic: "proportion".to_string(),
    }
}

fn women(path: [&str; 4]) -> Key {
    Key {
        sex: "F".to_string(),
        ..key(path)
    }
}

fn find<'a>(answer: &'a Answer, key: &Key) -> &'a Row {
    let row = answer.rows.get(key);
    row.unwrap_or_else(|| panic!("no row {key:?}"))
}

fn pair(row: &Row) -> (u64, u64) {
    (row.numerator.unwrap(), row.denominator.unwrap())
}

/// Numerator and denominator of adults, the family group `all`.
fn count(answer: &Answer, population: &str, measure: &str, period: &str) -> (u64, u64) {
    pair(row(answer, [population, measure, period, "all"]))
}

fn people(answer: &Answer, population: &str, measure: &str, period: &str) -> u64 {
    count(answer, population, measure, period).1
}

fn excluded(answer: &Answer) -> Vec<(&str, u64)> {
    answer
        .excluded_records
        .iter()
        .map(|(reason, records)| (reason.as_str(), *records))
        .collect()
}

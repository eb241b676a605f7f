//! A check as text, to be read in a terminal without colour.

use super::check::{Check, File, Finding};
use super::completeness::{Completeness, Part};
use super::form::{codes, places};
use crate::extract::Severity;
use crate::presentation::numbers::thousands;
use std::fmt::Write as _;

/// Providers are shown beside each other up to this many; more stand in the other forms.
const PROVIDERS_SHOWN: usize = 8;
const YEARS_SHOWN: usize = 6;

/// The whole paper.
pub fn check(check: &Check) -> String {
    let mut text = format!("{}\n\n", check.marking);
    if check.refused {
        text += "REFUSED: nothing is made of this extract until what refuses it is mended\n\n";
    }
    text += &aligned(&summary(check), 0);
    section(&mut text, "Files", &aligned(&files(&check.files), 2));
    section(&mut text, &findings_title(check), &findings(check));
    section(&mut text, "Rows left out", &aligned(&attrition(check), 2));
    section(&mut text, "Dates", &aligned(&dates(check), 2));
    section(
        &mut text,
        "Episodes by financial year",
        &aligned(&years(check), 2),
    );
    let by_year = completeness(check, |c| &c.by_year, YEARS_SHOWN);
    section(
        &mut text,
        "Recorded, in percent of the episodes used (pregnancy: of women; endings: of ended ones), by year of start",
        &aligned(&by_year, 2),
    );
    section(&mut text, "Recorded, by provider", &by_provider(check));
    section(&mut text, "Columns", &columns(check));
    text
}

/// Names one after the other, in lines that a terminal shows whole.
pub fn wrapped(label: &str, names: &[impl AsRef<str>], indent: usize) -> String {
    const WIDTH: usize = 96;
    let mut text = label.to_owned();
    let mut width = indent + label.chars().count();
    for (at, name) in names.iter().enumerate() {
        let name = name.as_ref();
        let long = name.chars().count() + 2;
        if at > 0 && width + long > WIDTH {
            let _ = write!(text, "\n{:1$}", "", indent + 2);
            width = indent + 2;
        }
        let comma = if at + 1 < names.len() { ", " } else { "" };
        let _ = write!(text, "{name}{comma}");
        width += long;
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn section(text: &mut String, title: &str, body: &str) {
    if !body.is_empty() {
        let _ = write!(text, "\n{title}\n{body}");
    }
}

/// Rows of cells in columns: the first to the left, numbers to the right.
pub fn aligned(rows: &[Vec<String>], indent: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    // A row of one cell is a sentence under the table, not a column of it.
    let width = |at: usize| {
        let table = rows.iter().filter(|row| row.len() > 1 || columns == 1);
        let cells = table.filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            if is_number(cell) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "{:indent$}{}", "", line.trim_end());
    }
    text
}

fn is_number(cell: &str) -> bool {
    let numeric = |c: char| c.is_ascii_digit() || c == ',' || c == '%';
    cell == "-" || (!cell.is_empty() && cell.chars().all(numeric))
}

fn summary(check: &Check) -> Vec<Vec<String>> {
    let recognised = if check.profile_recognised {
        ", recognised from the header"
    } else {
        ""
    };
    let date = match &check.extract_date {
        Some(day) => format!("{day} ({})", check.extract_date_from),
        None => "not known".into(),
    };
    let begins = match &check.extract_begins {
        Some(day) => format!("; begins {day}"),
        None => String::new(),
    };
    vec![
        vec!["profile".into(), format!("`{}`{recognised}", check.profile)],
        vec!["extract date".into(), date + &begins],
        vec![
            "rows".into(),
            format!(
                "{} read, {} used, {} left out",
                thousands(check.rows.read),
                thousands(check.rows.used),
                thousands(check.rows.left_out)
            ),
        ],
        vec![
            "used".into(),
            format!(
                "{} episodes in {} journeys of {} people",
                thousands(check.episodes_used),
                thousands(check.journeys),
                thousands(check.people_used)
            ),
        ],
    ]
}

fn files(files: &[File]) -> Vec<Vec<String>> {
    files
        .iter()
        .map(|file| {
            let data_set = file.data_set.map_or(String::new(), |letters| {
                format!("; has the columns of data set {letters}")
            });
            vec![
                file.file.clone(),
                format!("{} rows", thousands(file.rows.read)),
                format!("{} used", thousands(file.rows.used)),
                format!(
                    "{}, {}, {}{data_set}",
                    file.form, file.encoding, file.delimiter
                ),
            ]
        })
        .collect()
}

/// How many findings of each severity.
pub fn findings_title(check: &Check) -> String {
    let of = |severity: Severity| {
        let n = check
            .findings
            .iter()
            .filter(|f| f.severity == severity)
            .count();
        let name = severity.name();
        if n == 1 {
            format!("1 {name}")
        } else {
            format!("{n} {name}s")
        }
    };
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(of);
    format!("Findings: {errors}, {warnings}, {notes}")
}

/// Rule by rule; under each the columns it is about.
fn findings(check: &Check) -> String {
    let of_rule = check.findings.chunk_by(|a, b| a.rule == b.rule);
    of_rule.map(|findings| rule(check, findings)).collect()
}

fn rule(check: &Check, findings: &[Finding]) -> String {
    let first = &findings[0];
    let mut text = format!(
        "\n  {} {}\n    {}\n    remedy: {}\n",
        first.severity.name(),
        first.rule,
        first.meaning,
        first.remedy
    );
    for finding in findings {
        let column = match finding.column.as_str() {
            "" => String::new(),
            column => format!("`{column}`: "),
        };
        let _ = write!(
            text,
            "      {column}{} {}",
            thousands(finding.count),
            counted(finding)
        );
        for what in [
            &finding.detail,
            &codes(check, finding).join(", "),
            &lines(check, finding),
        ] {
            if !what.is_empty() {
                let _ = write!(text, "; {what}");
            }
        }
        text.push('\n');
    }
    text
}

/// The first few lines; of several files each with its name.
pub fn lines(check: &Check, finding: &Finding) -> String {
    let more = if finding.count > finding.first.len() as u64 {
        " ..."
    } else {
        ""
    };
    let numbers: Vec<String> = match check.files.len() {
        1 => finding.first.iter().map(|p| p.line.to_string()).collect(),
        _ => places(&finding.first),
    };
    match numbers.len() {
        0 => String::new(),
        1 => format!("line {}{more}", numbers[0]),
        _ => format!("lines {}{more}", numbers.join(", ")),
    }
}

/// What is counted, in the singular for one.
pub fn counted(finding: &Finding) -> &str {
    match (finding.count, finding.counts) {
        (1, "people") => "person",
        (1, plural) => plural.strip_suffix('s').unwrap_or(plural),
        (_, plural) => plural,
    }
}

fn attrition(check: &Check) -> Vec<Vec<String>> {
    check
        .attrition
        .iter()
        .map(|left_out| {
            vec![
                left_out.rule.into(),
                thousands(left_out.rows),
                left_out.meaning.into(),
            ]
        })
        .collect()
}

fn dates(check: &Check) -> Vec<Vec<String>> {
    check
        .dates
        .iter()
        .map(|column| {
            vec![
                column.column.clone(),
                thousands(column.rows),
                format!("{} to {}", column.earliest, column.latest),
                column.formats.join(", "),
            ]
        })
        .collect()
}

fn years(check: &Check) -> Vec<Vec<String>> {
    let header = ["year", "starting", "ending"].map(String::from).to_vec();
    let rows = check
        .years
        .iter()
        .map(|y| vec![y.year.clone(), thousands(y.starting), thousands(y.ending)]);
    match check.years.is_empty() {
        true => Vec::new(),
        false => std::iter::once(header).chain(rows).collect(),
    }
}

/// Fields down, the last few parts across.
fn completeness(
    check: &Check,
    parts: impl Fn(&Completeness) -> &Vec<Part>,
    most: usize,
) -> Vec<Vec<String>> {
    let last = |c: &Completeness| parts(c).len().saturating_sub(most);
    let Some(first) = check.completeness.first() else {
        return Vec::new();
    };
    let names = parts(first)[last(first)..].iter().map(|p| p.name.clone());
    let header = ["field".into(), "all".into()].into_iter().chain(names);
    let is_full = |c: &&Completeness| {
        parts(c)
            .iter()
            .all(|p| p.share.percent().is_none_or(|percent| percent == 100))
    };
    let full: Vec<&str> = check
        .completeness
        .iter()
        .filter(is_full)
        .map(|c| c.field)
        .collect();
    let row = |c: &Completeness| {
        let shares = parts(c)[last(c)..].iter().map(|p| p.share);
        let percents = std::iter::once(c.all).chain(shares);
        std::iter::once(c.field.to_owned())
            .chain(percents.map(|share| {
                share
                    .percent()
                    .map_or("-".into(), |percent| format!("{percent}%"))
            }))
            .collect()
    };
    let not_full = check.completeness.iter().filter(|c| !is_full(c));
    std::iter::once(header.collect())
        .chain(not_full.map(row))
        .chain((!full.is_empty()).then(|| vec![wrapped("all 100%: ", &full, 2)]))
        .collect()
}

fn by_provider(check: &Check) -> String {
    let providers = check
        .completeness
        .first()
        .map_or(0, |c| c.by_provider.len());
    if providers > PROVIDERS_SHOWN {
        return format!(
            "  {providers} providers: see `--format html`, or `--format json` for exact counts\n"
        );
    }
    aligned(&completeness(check, |c| &c.by_provider, providers), 2)
}

fn columns(check: &Check) -> String {
    let line = |label: &str, names: &[String]| match names {
        [] => String::new(),
        names => format!("  {}\n", wrapped(&format!("{label}: "), names, 2)),
    };
    line("fields without a column", &check.absent_fields)
        + &line("columns not used", &check.columns_not_used)
}

//! Damage to quotes: values that need them, and quotes that were never meant.

use crate::sheets::{Quotes, Sheet, Style};
use crate::way::{BOTH, CDS, Damaged, Expect, PLAIN, Pick, Way, ignored};
use treatstat::extract::Rule;

pub const WAYS: &[Way] = &[
    Way {
        name: "a line end inside quotes",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.one_of(ignored(sheet))?);
            spanning(sheet, row, sheet.at(column), "two\nlines")
        },
    },
    Way {
        name: "a line end inside quotes, behind any value",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.column(sheet));
            let value = format!("{}\n", sheet.rows[row][column]);
            spanning(sheet, row, column, &value)
        },
    },
    Way {
        name: "doubled quotes",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.one_of(ignored(sheet))?);
            let value = pick.one_of(&["a \"b\"", "\"", "\"\"", "\",\"", "x\"", "\"x"])?;
            let damaged = sheet.with(&[row], column, value);
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "delimiters inside quotes",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.one_of(ignored(sheet))?);
            let damaged = sheet.with(&[row], column, ",a,,b;\tc,");
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "a quote that nothing closes",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::UnclosedQuote),
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.column(sheet));
            Some(losing_with(sheet, row, |values| {
                values[column].insert(0, '"')
            }))
        },
    },
    Way {
        name: "the last value's closing quote lost",
        forms: CDS,
        expect: Expect::LeavesOut(Rule::UnclosedQuote),
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            Some(losing_with(sheet, row, |values| {
                values.last_mut().expect("columns").pop();
            }))
        },
    },
    Way {
        // The value and its neighbour become one. An empty neighbour's two quotes would be taken for a doubled one, and
        // the value go on behind them.
        name: "another closing quote lost",
        forms: CDS,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            let values = &sheet.rows[row];
            let before_a_value = (0..values.len() - 1).filter(|at| !values[at + 1].is_empty());
            let column = pick.one_of(&before_a_value.collect::<Vec<_>>())?;
            Some(losing_with(sheet, row, |values| {
                values[column].pop();
            }))
        },
    },
    Way {
        name: "a stray pair of quotes within a row",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let (row, width) = (pick.row(sheet), sheet.header.len());
            let opening = pick.below(width - 1);
            let closing = opening + pick.up_to(width - 1 - opening);
            Some(losing_with(sheet, row, |values| {
                values[opening].insert(0, '"');
                values[closing].push('"');
            }))
        },
    },
    Way {
        name: "a stray pair of quotes over many rows, each before a value",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::UnclosedQuote),
        damage: stray_pair,
    },
    Way {
        name: "a stray quote in one column of several rows one after the other",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::UnclosedQuote),
        damage: |sheet, pick| {
            let (count, column) = (pick.up_to(5) + 1, pick.column(sheet));
            let first = pick.below(sheet.rows.len() - count + 1);
            let rows: Vec<usize> = (first..first + count).collect();
            let mut lines = sheet.lines();
            for row in &rows {
                lines[row + 1] = line_with(sheet, *row, |values| values[column].insert(0, '"'));
            }
            Some(Damaged::losing(&lines, sheet, &rows))
        },
    },
    Way {
        // What stands before the first quote and behind the second would make a row, of two people.
        name: "a stray pair of quotes, opened in one row and closed in the same column of the next",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::UnclosedQuote),
        damage: |sheet, pick| {
            let (row, column) = (pick.below(sheet.rows.len() - 1), sheet.at("ethnicity"));
            let mut lines = sheet.lines();
            lines[row + 1] = line_with(sheet, row, |values| values[column].insert(0, '"'));
            lines[row + 2] = line_with(sheet, row + 1, |values| values[column] += "x\"");
            Some(Damaged::losing(&lines, sheet, &[row]))
        },
    },
    Way {
        name: "a stray pair of quotes over many rows, the second behind a value",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::UnclosedQuote),
        damage: |sheet, pick| {
            let opening = pick.below(sheet.rows.len() - 1);
            let closing = opening + pick.up_to(sheet.rows.len() - 1 - opening);
            let column = pick.column(sheet);
            let ignored = sheet.at("ethnicity");
            let mut lines = sheet.lines();
            lines[opening + 1] = line_with(sheet, opening, |v| v[column].insert(0, '"'));
            lines[closing + 1] = line_with(sheet, closing, |v| v[ignored] += "x\"");
            Some(Damaged::losing(&lines, sheet, &[opening]))
        },
    },
];

/// A value that takes two lines, in quotes.
fn spanning(sheet: &Sheet, row: usize, column: usize, value: &str) -> Option<Damaged> {
    let mut damaged = sheet.clone();
    damaged.rows[row][column] = value.to_owned();
    let below = sheet.line_of(row) + 1;
    Some(Damaged::new(damaged.text(), sheet.clone()).added([below]))
}

/// A row's line, after a change to its values as they are written, quotes and all.
fn line_with(sheet: &Sheet, row: usize, change: impl Fn(&mut Vec<String>)) -> String {
    let style = sheet.style();
    let mut values: Vec<String> = sheet.rows[row]
        .iter()
        .map(|value| style.line(std::slice::from_ref(value)))
        .collect();
    change(&mut values);
    let bare = Style {
        quotes: Quotes::Needed,
        ..style
    };
    values.join(&bare.delimiter.to_string())
}

fn losing_with(sheet: &Sheet, row: usize, change: impl Fn(&mut Vec<String>)) -> Damaged {
    let mut lines = sheet.lines();
    lines[row + 1] = line_with(sheet, row, change);
    Damaged::losing(&lines, sheet, &[row])
}

/// Between the two rows nothing is lost. Both are left out: who can say which of the quotes was meant?
fn stray_pair(sheet: &Sheet, pick: &mut Pick) -> Option<Damaged> {
    let opening = pick.below(sheet.rows.len() - 1);
    let closing = opening + pick.up_to(sheet.rows.len() - 1 - opening);
    let columns = [pick.column(sheet), pick.column(sheet)];
    let mut lines = sheet.lines();
    for (row, column) in [opening, closing].into_iter().zip(columns) {
        lines[row + 1] = line_with(sheet, row, |values| values[column].insert(0, '"'));
    }
    Some(Damaged::losing(&lines, sheet, &[opening, closing]))
}

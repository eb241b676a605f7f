//! Damage to rows as a whole.

use crate::sheets::Sheet;
use crate::way::{BOTH, CDS, Damaged, Expect, PLAIN, Pick, Way, named};
use treatstat::extract::Rule;

pub const WAYS: &[Way] = &[
    Way {
        name: "values lost at the end of a row",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let (row, lost) = (pick.row(sheet), pick.up_to(sheet.header.len() - 1));
            let values = &sheet.rows[row];
            let line = sheet.style().line(&values[..values.len() - lost]);
            Some(replacing(sheet, row, line))
        },
    },
    Way {
        name: "values lost within a row",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.column(sheet));
            let mut values = sheet.rows[row].clone();
            values.remove(column);
            Some(replacing(sheet, row, sheet.style().line(&values)))
        },
    },
    Way {
        name: "a value too many",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.below(sheet.header.len() + 1));
            let mut values = sheet.rows[row].clone();
            values.insert(column, pick.one_of(&["", "7"])?.into());
            Some(replacing(sheet, row, sheet.style().line(&values)))
        },
    },
    Way {
        name: "a comma in a value without quotes",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.column(sheet));
            let mut values = sheet.rows[row].clone();
            values[column] += ", and more";
            Some(replacing(sheet, row, values.join(",")))
        },
    },
    Way {
        name: "blank lines",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let lines = vec![String::new(); pick.up_to(4)];
            Some(inserted(sheet, pick, lines))
        },
    },
    Way {
        name: "lines of white space",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::BlankRow),
        damage: |sheet, pick| {
            let lines = vec!["  \t ".to_owned(); pick.up_to(4)];
            Some(at_the_added(inserted(sheet, pick, lines)))
        },
    },
    Way {
        name: "rows of empty values",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::BlankRow),
        damage: |sheet, pick| {
            let lines = vec![empty(sheet, sheet.header.len()); pick.up_to(4)];
            Some(at_the_added(inserted(sheet, pick, lines)))
        },
    },
    Way {
        name: "rows of empty values at the end, of any length",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::BlankRow),
        damage: |sheet, pick| {
            let mut lines = sheet.lines();
            let rows = lines.len() as u64;
            let added = pick.up_to(40);
            let values = pick.up_to(sheet.header.len() + 2) + 1;
            lines.extend(vec![empty(sheet, values); added]);
            let places: Vec<u64> = (1..=added as u64).map(|n| rows + n).collect();
            Some(Damaged::lines(&lines, sheet.clone()).at(places))
        },
    },
    Way {
        name: "NUL bytes",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::NulByte),
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            let mut line = sheet.style().line(&sheet.rows[row]);
            let at = pick.below(line.len() + 1);
            line.insert_str(at, &"\0".repeat(pick.up_to(9)));
            Some(replacing(sheet, row, line))
        },
    },
    Way {
        name: "a row's end overwritten with NUL bytes",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::NulByte),
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            let line = sheet.style().line(&sheet.rows[row]);
            let kept = pick.below(line.len());
            let line = line[..kept].to_owned() + &"\0".repeat(line.len() - kept);
            // A quote that the cut leaves open is the graver slip.
            (line.matches('"').count() % 2 == 0).then(|| replacing(sheet, row, line))
        },
    },
    Way {
        name: "a last line cut between its first value and its last",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let line = last_line(sheet);
            let (from, to) = (line.find(',')?, line.rfind(',')?);
            Some(cut(sheet, from + pick.below(to - from) + 1))
        },
    },
    Way {
        name: "a last line cut between quotes",
        forms: CDS,
        expect: Expect::LeavesOut(Rule::UnclosedQuote),
        damage: |sheet, pick| {
            let line = last_line(sheet);
            // Behind an odd number of quotes.
            let open = |at: &usize| line[..*at].matches('"').count() % 2 == 1;
            let open: Vec<usize> = (1..line.len()).filter(open).collect();
            Some(cut(sheet, pick.one_of(&open)?))
        },
    },
    Way {
        name: "a last line cut behind a closing quote",
        forms: CDS,
        expect: Expect::LeavesOut(Rule::MalformedRow),
        damage: |sheet, pick| {
            let line = last_line(sheet);
            let closed = |at: &usize| line[..*at].matches('"').count().is_multiple_of(2);
            let closed: Vec<usize> = (1..line.rfind("\",")? + 1).filter(closed).collect();
            Some(cut(sheet, pick.one_of(&closed)?))
        },
    },
    Way {
        name: "the whole last line lost",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, _| {
            let right = sheet.without(&[sheet.rows.len() - 1]);
            let text = sheet.text();
            let kept = text.len() - last_line(sheet).len() - 1;
            Some(Damaged::new(&text[..kept], right))
        },
    },
    Way {
        name: "a row without consent",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::NoConsent),
        damage: |sheet, pick| {
            let kept = [
                "agency",
                "client_id",
                "consent",
                "AGNCY",
                "CLIENTID",
                "CONSENT",
            ];
            let row = pick.row(sheet);
            let mut damaged = sheet.clone();
            for (name, value) in sheet.header.iter().zip(&mut damaged.rows[row]) {
                if !kept.contains(&name.as_str()) {
                    value.clear();
                }
            }
            damaged.set(row, named(sheet, "consent", "CONSENT"), "N");
            Some(Damaged::losing(&damaged.lines(), sheet, &[row]))
        },
    },
];

fn replacing(sheet: &Sheet, row: usize, line: String) -> Damaged {
    let mut lines = sheet.lines();
    lines[row + 1] = line;
    Damaged::losing(&lines, sheet, &[row])
}

fn inserted(sheet: &Sheet, pick: &mut Pick, new: Vec<String>) -> Damaged {
    let mut lines = sheet.lines();
    let at = pick.up_to(lines.len() - 1);
    let places = (0..new.len()).map(|n| (at + n) as u64 + 1);
    let places: Vec<u64> = places.collect();
    lines.splice(at..at, new);
    Damaged::lines(&lines, sheet.clone()).added(places)
}

fn at_the_added(damaged: Damaged) -> Damaged {
    let places = damaged.added.clone();
    damaged.at(places)
}

fn empty(sheet: &Sheet, values: usize) -> String {
    sheet.style().line(&vec![String::new(); values])
}

fn last_line(sheet: &Sheet) -> String {
    let last = sheet.rows.last().expect("rows");
    sheet.style().line(last)
}

/// The last line's first bytes, and nothing behind them.
fn cut(sheet: &Sheet, kept: usize) -> Damaged {
    let last = sheet.rows.len() - 1;
    let mut lines = sheet.lines();
    lines[last + 1].truncate(kept);
    let text = lines.join("\n");
    let place = sheet.line_of(last);
    Damaged::new(text, sheet.without(&[last]))
        .at([place])
        .added([place])
        .besides(Rule::NoFinalLineEnd, "")
}

//! Damage to the header.

use crate::sheets::Sheet;
use crate::sheets::run::profile_of;
use crate::way::{BOTH, Damaged, Expect, Pick, Way, ignored, named};
use treatstat::extract::Rule;
use treatstat::synth::Form;

pub const WAYS: &[Way] = &[
    Way {
        name: "names in another case",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let upper = pick.below(2) == 0;
            renamed(sheet, |name| match upper {
                true => name.to_uppercase(),
                false => name.to_lowercase(),
            })
        },
    },
    Way {
        name: "names with space around them",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let space = pick.one_of(&[" ", "  ", "\u{a0}"])?;
            renamed(sheet, |name| format!("{space}{name}{space}"))
        },
    },
    Way {
        name: "columns without a name at the end",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let mut damaged = sheet.clone();
            for _ in 0..pick.up_to(3) {
                damaged.header.push(String::new());
                damaged.rows.iter_mut().for_each(|row| row.push("".into()));
            }
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "a required column missing",
        forms: BOTH,
        expect: Expect::Refuses(Rule::MissingColumn),
        damage: |sheet, pick| {
            let column = pick.one_of(required(sheet.form))?;
            let mut damaged = sheet.clone();
            let at = damaged.at(column);
            damaged.header.remove(at);
            damaged.rows.iter_mut().for_each(|row| {
                row.remove(at);
            });
            Some(at_header(sheet, &damaged, column))
        },
    },
    Way {
        name: "a required column under another name",
        forms: BOTH,
        expect: Expect::Refuses(Rule::MissingColumn),
        damage: |sheet, pick| {
            let column = pick.one_of(required(sheet.form))?;
            let mut damaged = sheet.clone();
            let at = damaged.at(column);
            damaged.header[at].push('_');
            Some(at_header(sheet, &damaged, column))
        },
    },
    Way {
        name: "a column that is read, twice",
        forms: BOTH,
        expect: Expect::Refuses(Rule::DuplicateColumn),
        damage: |sheet, pick| {
            let column = pick.one_of(required(sheet.form))?;
            let damaged = twice(sheet, column, pick);
            Some(at_header(sheet, &damaged, column))
        },
    },
    Way {
        name: "a column that is not read, twice",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let column = pick.one_of(ignored(sheet))?;
            let damaged = twice(sheet, column, pick);
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "a header that takes two lines",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let column = pick.column(sheet);
            let mut damaged = sheet.clone();
            damaged.header[column].push('\n');
            Some(Damaged::new(damaged.text(), sheet.clone()).added([2]))
        },
    },
    Way {
        name: "blank lines before the header",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let lines = pick.up_to(3);
            let text = "\n".repeat(lines) + &sheet.text();
            Some(Damaged::new(text, sheet.clone()).added(1..=lines as u64))
        },
    },
    Way {
        name: "the header again among the rows",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::RepeatedHeader),
        damage: |sheet, pick| again(sheet, pick, ""),
    },
    Way {
        name: "another file behind the first, with its byte-order mark and its header",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::RepeatedHeader),
        damage: |sheet, pick| again(sheet, pick, "\u{feff}"),
    },
];

fn required(form: Form) -> &'static [&'static str] {
    match form {
        Form::Plain => &[
            "client_id",
            "episode_id",
            "sex",
            "date_of_birth",
            "triage_date",
            "discharge_date",
            "discharge_reason",
            "parental_status",
            "children_living_with",
        ],
        Form::Cds => &[
            "FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID", "EPISODID", "TRIAGED",
            "DISD", "DISRSN", "PRNTSTAT", "CHILDWTH",
        ],
    }
}

fn renamed(sheet: &Sheet, change: impl Fn(&str) -> String) -> Option<Damaged> {
    let mut damaged = sheet.clone();
    damaged.header.iter_mut().for_each(|n| *n = change(n));
    Some(Damaged::new(damaged.text(), sheet.clone()))
}

/// The profile is named: what is recognised by its header has one.
fn at_header(sheet: &Sheet, damaged: &Sheet, column: &str) -> Damaged {
    let mut damaged = Damaged::new(damaged.text(), sheet.clone())
        .at([1])
        .column(column);
    damaged.run.profile = Some(profile_of(sheet.form));
    damaged
}

/// A second column of the same name, somewhere, in another case.
fn twice(sheet: &Sheet, column: &str, pick: &mut Pick) -> Sheet {
    let mut damaged = sheet.clone();
    let to = pick.below(sheet.header.len() + 1);
    damaged
        .header
        .insert(to, format!(" {}", column.to_lowercase()));
    damaged
        .rows
        .iter_mut()
        .for_each(|row| row.insert(to, "1".into()));
    damaged
}

fn again(sheet: &Sheet, pick: &mut Pick, mark: &str) -> Option<Damaged> {
    let mut lines = sheet.lines();
    let header = format!("{mark}{}", lines[0]);
    let at = pick.up_to(sheet.rows.len());
    lines.insert(at, header);
    let line = at as u64 + 1;
    let before = named(sheet, "client_id", "FINITIAL");
    assert!(lines[0].contains(before), "the header stands first");
    Some(
        Damaged::lines(&lines, sheet.clone())
            .at([line])
            .added([line]),
    )
}

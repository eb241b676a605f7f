//! Damage to single values that are no dates.

use crate::sheets::Sheet;
use crate::way::{BOTH, CDS, Damaged, Expect, PLAIN, Pick, Way, named};
use treatstat::extract::Rule;
use treatstat::synth::Form;

pub const WAYS: &[Way] = &[
    Way {
        name: "a code with a point and zeros",
        forms: BOTH,
        expect: Expect::Notices(Rule::ReshapedCode),
        damage: |sheet, pick| {
            let zeros = pick.one_of(&[".0", ".00"])?;
            reshaped(sheet, pick, |code| format!("{code}{zeros}"))
        },
    },
    Way {
        name: "a code with zeros before it",
        forms: BOTH,
        expect: Expect::Notices(Rule::ReshapedCode),
        damage: |sheet, pick| {
            let zeros = pick.one_of(&["0", "000"])?;
            reshaped(sheet, pick, |code| format!("{zeros}{code}"))
        },
    },
    Way {
        name: "space around a value",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let (row, column) = (pick.row(sheet), pick.column(sheet));
            let mut damaged = sheet.clone();
            let space = pick.one_of(&[" ", "  ", "\t"])?;
            let value = &mut damaged.rows[row][column];
            *value = format!("{space}{value}{space}");
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "letters in the other case",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let columns: &[&str] = match sheet.form {
                Form::Plain => &["sex", "injecting", "pregnant", "consent"],
                Form::Cds => &["SEX", "INJSTAT", "PREGNANT", "FINITIAL", "SINITIAL"],
            };
            let column = pick.one_of(columns)?;
            let row = pick.row_with(sheet, column)?;
            let small = sheet.value(row, column).to_lowercase();
            let damaged = sheet.with(&[row], column, &small);
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "NA for blanks",
        forms: BOTH,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let every = pick.up_to(3);
            let mut damaged = sheet.clone();
            let values = damaged.rows.iter_mut().flatten();
            let blanks = values.filter(|value| value.is_empty());
            blanks.step_by(every).for_each(|blank| blank.push_str("NA"));
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
    Way {
        name: "a code on no list",
        forms: BOTH,
        expect: Expect::Notices(Rule::UnknownCode),
        damage: |sheet, pick| {
            let code = pick.one_of(&["501", "X", "banana", "-1", "10001", "11.5", "?"])?;
            unknown(sheet, pick, code)
        },
    },
    Way {
        name: "a spreadsheet's error for a code",
        forms: BOTH,
        expect: Expect::Notices(Rule::UnknownCode),
        damage: |sheet, pick| {
            let code = pick.one_of(ERRORS)?;
            unknown(sheet, pick, code)
        },
    },
    Way {
        name: "16 to 30 children",
        forms: BOTH,
        expect: Expect::Notices(Rule::ManyChildren),
        damage: |sheet, pick| {
            let number = pick.one_of(&["16", "30", "017"])?;
            let (damaged, rows) = children(sheet, pick, number);
            // The number is used as it stands, so the right extract has it, and as many findings.
            let right = sheet.with(
                &rows,
                children_column(sheet),
                number.trim_start_matches('0'),
            );
            let lines = rows.iter().map(|row| sheet.line_of(*row));
            let damaged = Damaged::new(damaged.text(), right).at(lines);
            Some(damaged.column(children_column(sheet)).counting(0))
        },
    },
    Way {
        name: "a number of children that cannot be",
        forms: BOTH,
        expect: Expect::Notices(Rule::ImplausibleChildren),
        damage: |sheet, pick| {
            let number = pick.one_of(&["31", "97", "-1", "two", "1.5", "#N/A", "100"])?;
            let (damaged, rows) = children(sheet, pick, number);
            // Not known, and not left blank either.
            let right = sheet.with(&rows, children_column(sheet), "99");
            let lines = rows.iter().map(|row| sheet.line_of(*row));
            let damaged = Damaged::new(damaged.text(), right).at(lines);
            Some(damaged.column(children_column(sheet)))
        },
    },
    Way {
        name: "an identifier missing",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::Unlinkable),
        damage: |sheet, pick| {
            let columns: &[&str] = match sheet.form {
                Form::Plain => &["client_id", "episode_id"],
                Form::Cds => &["FINITIAL", "SINITIAL", "DOB", "SEX", "CLIENTID", "EPISODID"],
            };
            let column = pick.one_of(columns)?;
            let nothing = pick.one_of(&["", " ", "NA"])?;
            unlinkable(sheet, pick, column, nothing)
        },
    },
    Way {
        name: "a spreadsheet's error for an identifier",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::Unlinkable),
        damage: |sheet, pick| {
            let columns: &[&str] = match sheet.form {
                Form::Plain => &["client_id", "episode_id"],
                Form::Cds => &["FINITIAL", "SINITIAL", "CLIENTID", "EPISODID"],
            };
            let (column, error) = (pick.one_of(columns)?, pick.one_of(ERRORS)?);
            unlinkable(sheet, pick, column, error)
        },
    },
    Way {
        name: "the only birth date of a person missing",
        forms: PLAIN,
        expect: Expect::LeavesOut(Rule::AgeUnknown),
        damage: |sheet, pick| {
            // What has no modality has a finding of its own.
            let row = pick.row_where(sheet, |row| {
                alone(sheet, row) && !sheet.value(row, "modality_start").is_empty()
            })?;
            let damaged = sheet.with(&[row], "date_of_birth", "");
            let mut damaged = Damaged::losing(&damaged.lines(), sheet, &[row]);
            // Its journey is left out after its episodes have been put together, and the paper is on those.
            damaged.same_episodes = false;
            Some(damaged)
        },
    },
    Way {
        name: "not a parent, and the number of children blank",
        forms: BOTH,
        expect: Expect::Notices(Rule::BlankChildren),
        damage: |sheet, pick| {
            // The number does not matter to a journey but by this finding: the right extract says 99.
            let status = named(sheet, "parental_status", "PRNTSTAT");
            let only = |row: usize| {
                sheet.value(row, status) == "14"
                    && sheet.value(row, children_column(sheet)) == "0"
                    && alone(sheet, row)
            };
            let row = pick.row_where(sheet, only)?;
            let rows = sheet.episode(row);
            let damaged = sheet.with(&rows, children_column(sheet), "");
            let right = sheet.with(&rows, children_column(sheet), "99");
            let line = sheet.line_of(rows[0]);
            let damaged = Damaged::new(damaged.text(), right).at([line]);
            Some(damaged.column(children_column(sheet)))
        },
    },
    Way {
        name: "an agency that differs only by space",
        forms: CDS,
        expect: Expect::ReadsRight,
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            let agency = format!(" {} ", sheet.value(row, "AGNCY"));
            let damaged = sheet.with(&[row], "AGNCY", &agency);
            Some(Damaged::new(damaged.text(), sheet.clone()))
        },
    },
];

const ERRORS: &[&str] = &[
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!",
];

/// Columns of codes that the program reads. Consent is one; the children are read by a rule of their own.
fn codes(form: Form) -> &'static [&'static str] {
    match form {
        Form::Plain => &[
            "discharge_reason",
            "parental_status",
            "referral_source",
            "accommodation",
            "injecting",
            "drug_1",
            "drug_2",
            "drug_3",
            "pregnant",
            "previously_treated",
            "childrens_services",
            "parenting_support",
            "family_support",
            "consent",
        ],
        Form::Cds => &[
            "DISRSN", "PRNTSTAT", "RFLS", "ACCMNEED", "INJSTAT", "DRUG1", "DRUG2", "DRUG3",
            "PREGNANT", "PREVTR", "EHCSC", "EHCSC2", "EHCSC3", "MODAL", "RECPRNT", "RECFMSP",
            "PSYFSNI", "CONSENT",
        ],
    }
}

fn children_column(sheet: &Sheet) -> &'static str {
    named(sheet, "children_living_with", "CHILDWTH")
}

fn is_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit())
}

/// A code in one row, as a spreadsheet leaves it: the number is what it was.
fn reshaped(sheet: &Sheet, pick: &mut Pick, change: impl Fn(&str) -> String) -> Option<Damaged> {
    let columns: Vec<&str> = codes(sheet.form)
        .iter()
        .copied()
        .chain([children_column(sheet)])
        .filter(|column| (0..sheet.rows.len()).any(|row| is_number(sheet.value(row, column))))
        .collect();
    let column = pick.one_of(&columns)?;
    let row = pick.row_where(sheet, |row| is_number(sheet.value(row, column)))?;
    let value = change(sheet.value(row, column));
    let damaged = sheet.with(&[row], column, &value);
    let damaged = Damaged::new(damaged.text(), sheet.clone()).at([sheet.line_of(row)]);
    Some(damaged.column(column))
}

/// A code that is on no list, in all rows of an episode, so that its rows do not disagree: as if nothing stood there.
fn unknown(sheet: &Sheet, pick: &mut Pick, code: &str) -> Option<Damaged> {
    let (row, column) = (pick.row(sheet), pick.one_of(codes(sheet.form))?);
    let rows = sheet.episode(row);
    let damaged = sheet.with(&rows, column, code);
    let right = sheet.with(&rows, column, "");
    let lines = rows.iter().map(|row| sheet.line_of(*row));
    Some(Damaged::new(damaged.text(), right).at(lines).column(column))
}

fn children(sheet: &Sheet, pick: &mut Pick, number: &str) -> (Sheet, Vec<usize>) {
    let rows = sheet.episode(pick.row(sheet));
    (sheet.with(&rows, children_column(sheet), number), rows)
}

fn unlinkable(sheet: &Sheet, pick: &mut Pick, column: &str, value: &str) -> Option<Damaged> {
    let row = pick.row(sheet);
    let damaged = sheet.with(&[row], column, value);
    Some(Damaged::losing(&damaged.lines(), sheet, &[row]).column(column))
}

/// Whether a row's episode is the only one of its person.
fn alone(sheet: &Sheet, row: usize) -> bool {
    let columns: &[&str] = match sheet.form {
        Form::Plain => &["client_id"],
        Form::Cds => &["FINITIAL", "SINITIAL", "DOB", "SEX"],
    };
    let same = |other: &usize| {
        columns
            .iter()
            .all(|column| sheet.value(*other, column) == sheet.value(row, column))
    };
    (0..sheet.rows.len()).filter(same).count() == sheet.episode(row).len()
}

//! Damage to the dates between which an episode runs: each is a date, and together they cannot be.

use crate::calendar::{day, in_2099, written};
use crate::sheets::Sheet;
use crate::way::{BOTH, Damaged, Expect, PLAIN, Way, named};
use treatstat::day::Day;
use treatstat::extract::Rule;
use treatstat::synth::Form;

pub const WAYS: &[Way] = &[
    Way {
        name: "a start in 2099",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::StartAfterExtract),
        damage: |sheet, pick| {
            let rows = sheet.episode(pick.row(sheet));
            let mut damaged = sheet.clone();
            let starts: &[&str] = match sheet.form {
                Form::Plain => &["triage_date", "modality_start"],
                Form::Cds => &["TRIAGED", "MODST"],
            };
            for column in starts {
                for row in rows.iter().filter(|r| !sheet.value(**r, column).is_empty()) {
                    damaged.set(*row, column, &in_2099(sheet.form));
                }
            }
            Some(losing_episode(&damaged, sheet, &rows))
        },
    },
    Way {
        name: "an end in 2099",
        forms: BOTH,
        expect: Expect::Notices(Rule::EndAfterExtract),
        damage: |sheet, pick| {
            let (end, reason) = (
                named(sheet, "discharge_date", "DISD"),
                named(sheet, "discharge_reason", "DISRSN"),
            );
            let rows = sheet.episode(pick.row(sheet));
            let damaged = sheet.with(&rows, end, &in_2099(sheet.form));
            let right = sheet.with(&rows, end, "").with(&rows, reason, "");
            let damaged = damaged.with(&rows, reason, "");
            let line = sheet.line_of(rows[0]);
            Some(Damaged::new(damaged.text(), right).at([line]).counting(1))
        },
    },
    Way {
        name: "an end in 2099, its reason unread",
        forms: PLAIN,
        expect: Expect::Notices(Rule::EndAfterExtract),
        damage: |sheet, pick| {
            let row = pick.row(sheet);
            let damaged = sheet.with(&[row], "discharge_date", "2099-01-01").with(
                &[row],
                "discharge_reason",
                "80",
            );
            // The reason is recorded, but it is not that of an end: the right extract has it too.
            let right = damaged.with(&[row], "discharge_date", "");
            Some(Damaged::new(damaged.text(), right).at([sheet.line_of(row)]))
        },
    },
    Way {
        name: "a triage in 2099 does not move the extract date",
        forms: BOTH,
        expect: Expect::Notices(Rule::DateAfterExtract),
        damage: |sheet, pick| {
            let (triage, modality) = (
                named(sheet, "triage_date", "TRIAGED"),
                named(sheet, "modality_start", "MODST"),
            );
            let structured = |row: usize| {
                sheet.form == Form::Plain
                    || ["1", "2", "3", "4", "5", "6"].contains(&sheet.value(row, "MODAL"))
            };
            // One slip: an episode of several rows would tell it several times. Its start is its modality's.
            let row = pick.row_where(sheet, |row| {
                !sheet.value(row, modality).is_empty()
                    && structured(row)
                    && sheet.episode(row).len() == 1
            })?;
            let damaged = sheet.with(&[row], triage, &in_2099(sheet.form));
            let without = sheet.with(&[row], triage, "");
            let end = end_of_extract(sheet)?;
            (end_of_extract(&without) == Some(end)).then(|| {
                let mut damaged = Damaged::new(damaged.text(), sheet.clone());
                damaged.run.dated = false;
                damaged.at([sheet.line_of(row)])
            })
        },
    },
    Way {
        name: "neither a triage nor a modality",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::NoStart),
        damage: |sheet, pick| {
            let rows = sheet.episode(pick.row(sheet));
            let (triage, modality) = (
                named(sheet, "triage_date", "TRIAGED"),
                named(sheet, "modality_start", "MODST"),
            );
            let damaged = sheet.with(&rows, triage, "").with(&rows, modality, "");
            Some(losing_episode(&damaged, sheet, &rows))
        },
    },
    Way {
        name: "an end before the start",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::EndBeforeStart),
        damage: |sheet, pick| {
            let rows = sheet.episode(pick.row(sheet));
            let (triage, end) = (
                named(sheet, "triage_date", "TRIAGED"),
                named(sheet, "discharge_date", "DISD"),
            );
            let earlier = day(sheet, rows[0], triage)?.plus(-(pick.up_to(400) as i32));
            let damaged = sheet.with(&rows, end, &written(earlier, sheet.form));
            Some(losing_episode(&damaged, sheet, &rows))
        },
    },
    Way {
        name: "a birth after the start",
        forms: BOTH,
        expect: Expect::LeavesOut(Rule::BirthAfterStart),
        damage: |sheet, pick| {
            let rows = sheet.episode(pick.row(sheet));
            let birth = named(sheet, "date_of_birth", "DOB");
            // A modality may begin long after triage.
            let later = Day::from_ymd(2012, 7, 1)?.plus(pick.below(30_000) as i32);
            let damaged = sheet.with(&rows, birth, &written(later, sheet.form));
            Some(losing_episode(&damaged, sheet, &rows))
        },
    },
    Way {
        name: "no modality, where there was one on the day of triage",
        forms: PLAIN,
        expect: Expect::Notices(Rule::TriageAsStart),
        damage: |sheet, pick| {
            let row = pick.row_with(sheet, "modality_start")?;
            let started = sheet.value(row, "modality_start").to_owned();
            let right = sheet.with(&[row], "triage_date", &started);
            let damaged = right.with(&[row], "modality_start", "");
            let mut damaged = Damaged::new(damaged.text(), right).at([sheet.line_of(row)]);
            damaged.same_episodes = false;
            Some(damaged)
        },
    },
];

/// The last date that tells the extract date, unless it stands so far behind the one before that it could be a slip.
fn end_of_extract(sheet: &Sheet) -> Option<Day> {
    let telling: &[&str] = match sheet.form {
        Form::Plain => &["triage_date", "modality_start", "discharge_date"],
        Form::Cds => &["TRIAGED", "MODST", "DISD"],
    };
    let rows = 0..sheet.rows.len();
    let mut days: Vec<Day> = rows
        .flat_map(|row| {
            telling
                .iter()
                .filter_map(move |column| day(sheet, row, column))
        })
        .collect();
    days.sort_unstable();
    let (last, before) = (days.pop()?, days.pop()?);
    (last.0 - before.0 <= 31).then_some(last)
}

/// An episode is left out as a whole: its rows are counted, its first line is named.
fn losing_episode(damaged: &Sheet, sheet: &Sheet, rows: &[usize]) -> Damaged {
    Damaged::losing(&damaged.lines(), sheet, rows)
        .at([sheet.line_of(rows[0])])
        .counting(rows.len() as u64)
}

//! What the extracts promise: the same bytes, the two forms, and clean rows that dirt leaves alone.

use std::collections::{HashMap, HashSet};

use super::dates::{Day, age, british, civil, day, iso};
use super::*;

mod people;

const CDS_REQUIRED: &str = "FINITIAL SINITIAL DOB SEX ETHNIC REFLD AGNCY CLIENT CLIENTID EPISODID \
    CONSENT PREVTR PC ACCMNEED PRNTSTAT DAT PCT LA DRUG1 DRUG2 DRUG3 ROUTE RFLS TRIAGED CPLANDT \
    INJSTAT CHILDWTH PREGNANT DISD DISRSN DUALDIAG EMPSTAT TOPDATE MODAL REFMODDT FAOMODDT MODST \
    MODEND MODEXIT SUBMODDT PSYFSNI RECFMSP RECPRNT CIRDT CIRPREGNANT CIRPRTST CIRCLDWT CIREHCSC \
    EHCSC UTLA EHCSC2 EHCSC3";
const PLAIN_HEADER: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,\
    discharge_reason,parental_status,children_living_with,local_authority,referral_date,\
    modality_start,modality_end,agency,pregnant,referral_source,accommodation,injecting,drug_1,\
    drug_2,drug_3,ethnicity,previously_treated,consent,childrens_services,parenting_support,\
    family_support";
const STRUCTURED: [&str; 10] = ["1", "2", "3", "4", "5", "6", "11", "12", "94", "95"];

fn extract(people: u32, seed: u64, form: Form, dirty: f64) -> (String, Summary) {
    let mut out = Vec::new();
    let options = Options {
        people,
        seed,
        form,
        dirty,
    };
    let summary = write_local(&options, &mut out).expect("a vector takes everything");
    (String::from_utf8(out).expect("ASCII"), summary)
}

/// The rows of an extract by header (no value of ours holds a comma).
fn records(text: &str) -> Vec<HashMap<&str, &str>> {
    let split = |line| str::split(line, ',').map(|value: &str| value.trim_matches('"'));
    let mut lines = text.lines();
    let headers: Vec<_> = split(lines.next().expect("a header")).collect();
    lines
        .map(|line| headers.iter().copied().zip(split(line)).collect())
        .collect()
}

fn parse_iso(text: &str) -> Option<Day> {
    let mut parts = text.split('-').map(|part| part.parse().expect("a number"));
    (!text.is_empty()).then(|| {
        let mut next = || parts.next().expect("three parts");
        day(next(), next(), next())
    })
}

fn parse_british(text: &str) -> Option<Day> {
    let turned: Vec<_> = text.rsplit('/').collect();
    parse_iso(&turned.join("-"))
}

/// FNV-1a: enough to see that a byte has changed.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[test]
fn dates_turn_into_days_and_back() {
    assert_eq!(
        (day(1970, 1, 1), day(2000, 2, 29), day(2009, 4, 1)),
        (0, 11_016, 14_335)
    );
    for days in -40_000..40_000 {
        let (year, month, of_month) = civil(days);
        assert_eq!(day(year, month, of_month), days);
    }
    let (mut british_text, mut iso_text) = (String::new(), String::new());
    british(day(2011, 4, 1), &mut british_text);
    iso(day(2011, 4, 1), &mut iso_text);
    assert_eq!(
        (british_text.as_str(), iso_text.as_str()),
        ("01/04/2011", "2011-04-01")
    );
    let leap = day(1992, 2, 29);
    assert_eq!(
        (age(leap, day(2010, 2, 28)), age(leap, day(2010, 3, 1))),
        (17, 18)
    );
}

#[test]
fn the_same_options_give_the_same_bytes() {
    for form in [Form::Cds, Form::Plain] {
        assert_eq!(extract(300, 7, form, 0.02), extract(300, 7, form, 0.02));
        assert_ne!(extract(300, 7, form, 0.02), extract(300, 8, form, 0.02));
    }
}

/// These move when the generator is changed on purpose, and on no other occasion: not with a
/// machine, a compiler or a library.
#[test]
fn the_bytes_are_those_recorded_here() {
    let digests = [Form::Cds, Form::Plain].map(|form| digest(&extract(500, 2012, form, 0.05).0));
    assert_eq!(
        digests,
        [9_677_823_555_343_230_508, 17_250_339_745_925_099_277]
    );
}

#[test]
fn more_people_only_add_to_the_end() {
    for form in [Form::Cds, Form::Plain] {
        let (few, many) = (extract(200, 7, form, 0.02).0, extract(400, 7, form, 0.02).0);
        assert!(many.starts_with(&few));
    }
}

#[test]
fn dirt_leaves_the_other_rows_alone() {
    for form in [Form::Cds, Form::Plain] {
        let (clean, none) = extract(3000, 7, form, 0.0);
        let (dirty, some) = extract(3000, 7, form, 0.02);
        let changed = clean
            .lines()
            .zip(dirty.lines())
            .filter(|(one, other)| one != other)
            .count();
        assert_eq!(clean.lines().count(), dirty.lines().count());
        assert_eq!(none.dirty_rows, 0);
        assert_eq!(some.dirty_rows as usize, changed);
        assert_eq!(
            Summary {
                dirty_rows: 0,
                ..some
            },
            none
        );
        let share = f64::from(some.dirty_rows) / f64::from(some.rows);
        assert!((0.014..0.026).contains(&share), "{form:?}: {share}");
    }
}

#[test]
fn every_kind_of_dirt_occurs() {
    for form in [Form::Cds, Form::Plain] {
        let options = Options {
            people: 5000,
            seed: 7,
            form,
            dirty: 0.02,
        };
        let mut out = Vec::new();
        let (summary, counts) = write_counted(&options, &mut out).expect("a vector");
        assert_eq!(counts.iter().sum::<u32>(), summary.dirty_rows);
        for (kind, count) in counts.iter().enumerate() {
            // One row an episode has nothing to disagree with.
            let impossible = form == Form::Plain && kind == dirt::Damage::Disagreement as usize;
            assert_eq!(*count == 0, impossible, "{form:?}: kind {kind}");
        }
    }
    let (plain, _) = extract(5000, 7, Form::Plain, 0.02);
    for sign in [
        ",501,",
        ",14.0,",
        ",014,",
        ",NA,",
        "2011-02-31",
        ",,,,,,,,,,N,,,",
    ] {
        assert!(plain.contains(sign), "{sign}");
    }
    assert!(plain.lines().any(|line| line.split(',').count() < 27));
}

#[test]
fn headers_are_those_of_the_two_forms() {
    assert_eq!(
        extract(1, 7, Form::Plain, 0.0).0.lines().next(),
        Some(PLAIN_HEADER)
    );
    let headers = headers(cds::COLUMNS);
    let distinct: HashSet<_> = headers.iter().collect();
    assert!(headers.len() >= 60 && distinct.len() == headers.len());
    for required in CDS_REQUIRED.split_whitespace() {
        assert!(distinct.contains(&required), "{required}");
    }
    let (text, _) = extract(20, 7, Form::Cds, 0.0);
    let quoted = |value: &str| value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
    assert!(!text.contains('\r') && text.lines().all(|line| line.split(',').all(quoted)));
}

#[test]
fn both_forms_show_the_same_episodes() {
    let (plain, summary) = extract(2000, 7, Form::Plain, 0.0);
    let (cds, cds_summary) = extract(2000, 7, Form::Cds, 0.0);
    assert_eq!(
        Summary {
            rows: cds_summary.rows,
            ..summary
        },
        cds_summary
    );
    assert_eq!(summary.rows, summary.episodes);
    let mut episodes: HashMap<&str, Vec<_>> = HashMap::new();
    for row in records(&cds) {
        episodes.entry(row["EPISODID"]).or_default().push(row);
    }
    assert_eq!(episodes.len(), summary.episodes as usize);
    for row in records(&plain) {
        let rows = &episodes[row["episode_id"]];
        let begun = rows.iter().filter(|r| STRUCTURED.contains(&r["MODAL"]));
        let start = begun.filter_map(|r| parse_british(r["MODST"])).min();
        assert_eq!(start, parse_iso(row["modality_start"]));
        let helped = rows.iter().any(|r| r["RECPRNT"] == "Y");
        assert_eq!(helped, row["parenting_support"] == "Y");
        for other in rows {
            for (name, header) in [
                ("sex", "SEX"),
                ("agency", "AGNCY"),
                ("discharge_reason", "DISRSN"),
                ("parental_status", "PRNTSTAT"),
                ("children_living_with", "CHILDWTH"),
                ("drug_1", "DRUG1"),
                ("referral_source", "RFLS"),
            ] {
                assert_eq!(row[name], other[header], "{header}");
            }
            assert_eq!(parse_iso(row["date_of_birth"]), parse_british(other["DOB"]));
            assert_eq!(
                parse_iso(row["discharge_date"]),
                parse_british(other["DISD"])
            );
        }
    }
}

/// Full, or an outward code and sector; `ZZ99` belongs to nowhere.
fn looks_like_a_postcode(value: &str) -> bool {
    if value.starts_with("ZZ99") {
        return false;
    }
    let kinds: String = value
        .chars()
        .map(|c| {
            if c.is_ascii_uppercase() {
                'A'
            } else if c.is_ascii_digit() {
                '9'
            } else {
                c
            }
        })
        .collect();
    let outward = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"];
    ["9AA", " 9AA", " 9"].iter().any(|inward| {
        kinds
            .strip_suffix(inward)
            .is_some_and(|first| outward.contains(&first))
    })
}

#[test]
fn no_value_looks_like_a_real_postcode() {
    for real in ["SW1A 1AA", "M11AA", "LS1 4", "B33 8TH"] {
        assert!(looks_like_a_postcode(real), "{real}");
    }
    for form in [Form::Cds, Form::Plain] {
        let (text, _) = extract(2000, 7, form, 0.1);
        let values = text
            .lines()
            .flat_map(|line| line.split(','))
            .map(|v| v.trim_matches('"'));
        let found: Vec<_> = values
            .filter(|value| looks_like_a_postcode(value))
            .collect();
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn impossible_options_are_refused() {
    for (people, dirty) in [(MAX_PEOPLE + 1, 0.0), (1, -0.1), (1, 1.1), (1, f64::NAN)] {
        let options = Options {
            people,
            seed: 7,
            form: Form::Plain,
            dirty,
        };
        let error = write_local(&options, &mut Vec::new()).expect_err("refused");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
    // No people and all dirt are odd, but can be done.
    assert_eq!(extract(0, 7, Form::Cds, 0.0).1, Summary::default());
    assert!(extract(50, 7, Form::Cds, 1.0).1.dirty_rows > 50);
}

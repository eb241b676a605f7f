//! Areas and providers.

use super::super::{Answer, Key, Options};
use super::{STAYS, by_journey, core_and, count, find, judge_one, key, pair, stays};
use std::collections::BTreeSet;

fn by_area() -> Options {
    Options {
        by_area: true,
        ..Options::default()
    }
}

/// The places that hold anybody starting in 2009-10, with how many.
fn starting(answer: &Answer, place: fn(&Key) -> &String) -> Vec<(&str, u64)> {
    let wanted = key(["starting", "starting", "2009-10", "all"]);
    let same = |key: &Key| {
        let everywhere = Key {
            area: "all".to_string(),
            provider: "all".to_string(),
            ..key.clone()
        };
        everywhere == wanted && *place(key) != "all"
    };
    let rows = answer.rows.iter().filter(|(key, _)| same(key));
    rows.map(|(key, row)| (place(key).as_str(), pair(row).1))
        .filter(|(_, people)| *people > 0)
        .collect()
}

#[test]
fn the_area_of_a_row_is_the_first_of_three_columns() {
    for (lines, expected) in [
        (&["U1,L1,D1"][..], "U1"),
        (&[",L1,D1"], "L1"),
        (&["NA, ,D1"], "D1"),
        (&[",,"], "(missing)"),
        (&[",Z00B,D1"], "Z00B"),
        // Each row first: the latest row says D2, whatever column the older one has it in. A row of blanks says nothing.
        (&["U1,,", ",,D2"], "D2"),
        (&["U1,,", ",,"], "U1"),
        (&["U1,,", "U1,,", ",L2,D1"], "L2"),
    ] {
        let lines: Vec<String> = lines
            .iter()
            .zip(1..)
            .map(|(area, day)| format!("X,c,1,14,0,2009-05-01,,,1,2009-05-0{day},,,,,{area}"))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = core_and(",UTLA,LA,DAT", &lines, by_area());
        assert_eq!(starting(&answer, |key| &key.area), [(expected, 1)]);
    }
    // On rows of one date the one on most rows, then the smallest.
    let line = |area: &str| format!("X,c,1,14,0,2009-05-01,,,1,2009-05-02,,,,,{area}");
    let [u2, l2, d1] = [line("U2,,"), line(",U2,"), line(",,D1")];
    let answer = core_and(",UTLA,LA,DAT", &[&u2, &l2, &d1], by_area());
    assert_eq!(starting(&answer, |key| &key.area), [("U2", 1)]);
    let answer = core_and(",UTLA,LA,DAT", &[&u2, &d1], by_area());
    assert_eq!(starting(&answer, |key| &key.area), [("D1", 1)]);
}

#[test]
fn a_person_is_taken_before_anybody_asks_where() {
    let header = format!("{STAYS},local_authority");
    let lines = [
        "a,1,F,1980-01-01,14,0,2009-05-01,2009-06-01,86,North",
        "a,2,F,1980-01-01,14,0,2009-06-10,2009-07-01,80,South",
        "a,3,F,1980-01-01,14,0,2009-10-01,2009-11-01,80,South",
        "b,1,F,1980-01-01,14,0,2009-05-01,,,North",
    ];
    let areas = |options: &Options| {
        let answer = judge_one(&header, &lines, options);
        let areas = starting(&answer, |key| &key.area);
        let owned = areas
            .iter()
            .map(|(area, people)| (area.to_string(), *people));
        owned.collect::<Vec<(String, u64)>>()
    };
    let says = |areas: &[(&str, u64)]| {
        let owned = areas
            .iter()
            .map(|(area, people)| (area.to_string(), *people));
        owned.collect::<Vec<(String, u64)>>()
    };
    assert_eq!(areas(&by_area()), says(&[("North", 1), ("South", 1)]));
    let journeys = Options {
        unit_journey: true,
        ..by_area()
    };
    assert_eq!(areas(&journeys), says(&[("North", 2), ("South", 1)]));
    assert_eq!(areas(&Options::default()), says(&[]));
    // A report of the north counts only b, in every row, and no row is of everywhere.
    let north = Options {
        area: Some("North".to_string()),
        ..Options::default()
    };
    assert_eq!(areas(&north), says(&[("North", 1), ("rest_of_extract", 1)]));
    let answer = judge_one(&header, &lines, &north);
    let known = |key: &Key| ["North", "rest_of_extract"].contains(&key.area.as_str());
    assert!(answer.rows.keys().all(known));
    let trend = answer
        .rows
        .keys()
        .filter(|key| !key.compared_with.is_empty());
    assert!(trend.count() > 0);
    // Of an area that nobody is of, all rows stand and count nobody.
    let nowhere = Options {
        area: Some("Nowhere".to_string()),
        ..Options::default()
    };
    let nobody = judge_one(&header, &lines, &nowhere);
    let of_nobody = nobody
        .rows
        .iter()
        .filter(|(key, _)| key.area == "Nowhere" && key.compared_with != "rest_of_extract");
    assert!(
        of_nobody.clone().count() > 0 && of_nobody.into_iter().all(|(_, row)| row.value.is_none())
    );
    assert!(
        nobody
            .rows
            .keys()
            .all(|key| ["Nowhere", "rest_of_extract"].contains(&key.area.as_str()))
    );
}

#[test]
fn the_provider_is_the_first_the_last_or_any() {
    // X again within the journey of X and Y; the second journey, of Z, ends nowhere.
    let closed = [
        "Y,c,1,14,0,2009-05-01,2009-06-01,86,,,,,,",
        "X,c,1,14,0,2009-05-10,2009-07-10,80,,,,,,",
        "Z,c,1,14,0,2009-06-01,2009-07-01,80,,,,,,",
        "Y,c,2,14,0,2009-07-02,2009-07-05,80,,,,,,",
    ];
    let open = [
        "X,c,1,14,0,2009-05-01,,,,,,,,",
        ",c,2,14,0,2009-06-01,,,,,,,,",
        "Z,c,3,14,0,2009-07-01,2009-08-01,80,,,,,,",
    ];
    let tied = [
        "Y,c,1,14,0,2009-05-01,2009-08-01,86,,,,,,",
        "X,c,1,14,0,2009-06-01,2009-08-01,80,,,,,,",
    ];
    for (lines, provider_from, expected) in [
        (&closed[..], "first", &["Y"][..]),
        (&closed, "last", &["X"]),
        (&closed, "any", &["X", "Y", "Z"]),
        (&open, "first", &["X"]),
        (&open, "last", &["(missing)"]),
        (&open, "any", &["(missing)", "X", "Z"]),
        (&tied, "last", &["X"]),
    ] {
        let options = Options {
            by_provider: true,
            provider_from,
            ..Options::default()
        };
        let answer = core_and("", lines, options);
        let found = starting(&answer, |key| &key.provider);
        let expected: Vec<(&str, u64)> = expected.iter().map(|name| (*name, 1)).collect();
        assert_eq!(found, expected, "{provider_from}");
        let all = count(&answer, "starting", "starting", "2009-10");
        assert_eq!(all, (1, 1), "however many providers");
    }
}

#[test]
fn places_add_rows_of_every_measure_and_no_other_division() {
    let header = format!("{STAYS},local_authority,agency,pregnant");
    let lines = [
        "a,1,F,1980-01-01,11,1,2009-05-01,2009-06-01,80,North,X,Y",
        "b,1,M,1980-01-01,14,0,2009-05-01,,,South,Y,",
    ];
    let options = Options {
        by_area: true,
        by_provider: true,
        ..Options::default()
    };
    let answer = judge_one(&header, &lines, &options);
    let plain = |key: &&Key| key.compared_with.is_empty() && key.breakdown == "all";
    let of = |area: &str, provider: &str| {
        let here = answer.rows.keys().filter(plain);
        here.filter(|key| key.area == area && key.provider == provider)
            .map(|key| Key {
                area: String::new(),
                provider: String::new(),
                ..key.clone()
            })
            .collect::<BTreeSet<Key>>()
    };
    let mut everywhere = of("all", "all");
    // The shares are by sex only where they are of everywhere.
    everywhere.retain(|key| key.sex == "all" || key.measure.contains("pregnant"));
    everywhere.retain(|key| !key.measure.starts_with("substance_"));
    for (area, provider) in [
        ("North", "all"),
        ("South", "all"),
        ("all", "X"),
        ("all", "Y"),
    ] {
        assert_eq!(of(area, provider), everywhere, "{area}, {provider}");
    }
    assert!(of("North", "X").is_empty());
    let crossed = |key: &Key| {
        let place = key.area != "all" || key.provider != "all";
        let with_rest = key.compared_with == "rest_of_extract";
        place && (key.breakdown != "all" || !key.compared_with.is_empty() && !with_rest)
    };
    assert!(!answer.rows.keys().any(crossed));
    let north = |measure, population, sex: &str| {
        let key = Key {
            area: "North".to_string(),
            sex: sex.to_string(),
            ..key([population, measure, "2009-10", "all"])
        };
        pair(find(&answer, &key))
    };
    assert_eq!(north("completed_of_leavers", "leaving", "all"), (1, 1));
    assert_eq!(north("pregnant", "starting", "F"), (1, 1));
}

#[test]
fn providers_always_have_their_completeness() {
    let header = format!("{STAYS},agency,injecting,pregnant");
    let lines = [
        "a,1,F,1980-01-01,11,1,2009-05-01,2009-06-01,80,X,C,Y",
        "b,1,M,1980-01-01,14,0,2009-05-01,,,,Z,",
        "c,1,F,1980-01-01,14,0,2009-05-01,,,,N,",
    ];
    let answer = judge_one(&header, &lines, &Options::default());
    let rows: Vec<&Key> = answer
        .rows
        .keys()
        .filter(|key| key.provider != "all" && key.compared_with.is_empty())
        .collect();
    // Two providers, 15 fields, two populations, three years, two age groups.
    assert_eq!(rows.len(), 2 * 15 * 2 * 3 * 2);
    assert!(
        rows.iter()
            .all(|key| key.measure.starts_with("completeness_"))
    );
    let found = |provider: &str, measure, sex: &str| {
        let key = Key {
            provider: provider.to_string(),
            sex: sex.to_string(),
            ..key(["starting", measure, "2009-10", "all"])
        };
        pair(find(&answer, &key))
    };
    assert_eq!(found("X", "completeness_injecting", "all"), (1, 1));
    assert_eq!(found("(missing)", "completeness_injecting", "all"), (1, 2));
    assert_eq!(found("(missing)", "completeness_pregnant", "F"), (0, 1));
}

#[test]
fn a_level_has_its_rows_in_years_that_nobody_of_it_is_in() {
    let answer = stays(
        &["a,1,2000-05-01,2000-06-01,80", "b,1,2009-05-01,,"],
        &Options {
            by_provider: true,
            ..by_journey()
        },
    );
    let key = Key {
        provider: "(missing)".to_string(),
        ..key(["starting", "starting", "2011-12", "all"])
    };
    assert_eq!(pair(find(&answer, &key)), (0, 0));
}

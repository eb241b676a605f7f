use super::*;

const HEADER: &str = "area,substance_group,estimate,lower,upper,period,source";

fn parse(text: &str) -> Result<Vec<Estimate>> {
    estimates(&Table::parse(Path::new("p.csv"), text.as_bytes(), COLUMNS)?)
}

#[test]
fn a_file_of_estimates() {
    let read = parse(
        "source,period,upper,lower,estimate,substance_group,area,family_group\n\
         \"Made up, 2012\",2011-12,120,80.5,100,opiate,E1,\n\
         Made up,2011-12,120,80,100,opiate,E1,own_children\n\
         Made up,2010-11,0,0,0,all,E1,all\n",
    )
    .unwrap();
    let first = Estimate {
        area: "E1".into(),
        substance_group: "opiate",
        period: FinancialYear(2011),
        family_group: GroupRow::LivesWithChild,
        estimate: 100.0,
        lower: 80.5,
        upper: 120.0,
        source: "Made up, 2012".into(),
    };
    assert_eq!(read[0], first);
    assert_eq!(read[1].family_group, GroupRow::OwnChildren);
    assert_eq!(
        (read[2].family_group, read[2].estimate),
        (GroupRow::All, 0.0)
    );
}

#[test]
fn what_is_refused_and_where() {
    for (line, told) in [
        ("E1,opiate,100,80,120,2011-12,", "column `source`: is blank"),
        (",opiate,100,80,120,2011-12,S", "column `area`: is blank"),
        (
            "E1,heroin,100,80,120,2011-12,S",
            "column `substance_group`: `heroin` is not known here",
        ),
        (
            "E1,not_recorded,100,80,120,2011-12,S",
            "column `substance_group`: `not_recorded` is not known here",
        ),
        (
            "E1,opiate,,80,120,2011-12,S",
            "column `estimate`: `` is not a number from 0",
        ),
        (
            "E1,opiate,100,-1,120,2011-12,S",
            "column `lower`: `-1` is not a number from 0",
        ),
        (
            "E1,opiate,100,80,1e3,2011-12,S",
            "column `upper`: `1e3` is not a number from 0",
        ),
        (
            "E1,opiate,100,80,inf,2011-12,S",
            "column `upper`: `inf` is not a number from 0",
        ),
        (
            "E1,opiate,100,80,.,2011-12,S",
            "column `upper`: `.` is not a number from 0",
        ),
        (
            "E1,opiate,\"1,000\",80,1200,2011-12,S",
            "column `estimate`: `1,000` is not a number from 0",
        ),
        (
            "E1,opiate,100,101,120,2011-12,S",
            "column `lower`: must not be above the estimate",
        ),
        (
            "E1,opiate,100,80,99,2011-12,S",
            "column `upper`: must not be below the estimate",
        ),
        (
            "E1,opiate,100,80,120,2011,S",
            "column `period`: `2011` is not a financial year",
        ),
        (
            "E1,opiate,100,80,120,2011-13,S",
            "column `period`: `2011-13` is not a financial year",
        ),
        (
            "E2,opiate,100,80,120,2011-12,S",
            "column `area`: stands on line 2 already, with the same substance group, family group and period",
        ),
    ] {
        let told = format!("`p.csv`:3: {told}");
        let text = format!("{HEADER}\nE2,opiate,1,1,1,2011-12,S\n{line}\n");
        assert_eq!(parse(&text).unwrap_err().to_string(), told);
    }
    let misspelt = format!("{HEADER},family_grp\n");
    assert!(
        parse(&misspelt)
            .unwrap_err()
            .to_string()
            .contains("`family_grp`")
    );
    let empty = parse(&format!("{HEADER}\n")).unwrap_err();
    assert_eq!(empty.to_string(), "`p.csv`: has no estimates");
}

#[test]
fn the_same_estimate_for_other_people_is_no_duplicate() {
    let text = format!(
        "{HEADER},family_group\n\
         E1,all,9,8,10,2011-12,S,\n\
         E1,all,9,8,10,2010-11,S,\n\
         E1,opiate,9,8,10,2011-12,S,\n\
         E2,all,9,8,10,2011-12,S,\n\
         E1,all,9,8,10,2011-12,S,all\n"
    );
    assert_eq!(parse(&text).unwrap().len(), 5);
    let twice = text.replace("S,all", "S,lives_with_child");
    assert!(
        parse(&twice)
            .unwrap_err()
            .to_string()
            .contains("stands on line 2")
    );
}

fn between(estimate: f64, lower: f64, upper: f64) -> Estimate {
    Estimate {
        area: "E1".into(),
        substance_group: "all",
        period: FinancialYear(2011),
        family_group: GroupRow::LivesWithChild,
        estimate,
        lower,
        upper,
        source: "S".into(),
    }
}

#[test]
fn the_treated_share() {
    for (treated, (estimate, lower, upper), (value, lowercl, uppercl), remark) in [
        (50, (200.0, 100.0, 400.0), (0.25, 0.125, Some(0.5)), None),
        (0, (200.0, 100.0, 400.0), (0.0, 0.0, Some(0.0)), None),
        (
            150,
            (200.0, 100.0, 400.0),
            (0.75, 0.375, Some(1.5)),
            Some("more people are in treatment than the estimate's lower limit"),
        ),
        // Nothing is capped.
        (
            300,
            (200.0, 100.0, 240.0),
            (1.5, 1.25, Some(3.0)),
            Some("more people are in treatment than the estimate: the two are counted differently"),
        ),
        (
            50,
            (100.0, 0.0, 200.0),
            (0.5, 0.25, None),
            Some("the estimate's lower limit is 0, so the share has no upper limit"),
        ),
    ] {
        let share = between(estimate, lower, upper)
            .treated_share(treated)
            .unwrap();
        let expected = TreatedShare {
            value,
            lowercl,
            uppercl,
        };
        assert_eq!(
            (share, share.remark()),
            (expected, remark),
            "{treated} of {estimate}"
        );
    }
    assert_eq!(between(0.0, 0.0, 10.0).treated_share(5), None);
}

#[test]
fn the_unmet_need_is_never_cut_off_at_nothing() {
    for (treated, (estimate, lower, upper), (value, lowercl, uppercl), negative) in [
        (50, (200.0, 100.0, 400.0), (150.0, 50.0, 350.0), None),
        (200, (200.0, 200.0, 200.0), (0.0, 0.0, 0.0), None),
        (
            150,
            (200.0, 100.0, 400.0),
            (50.0, -50.0, 250.0),
            Some("its lower limit is below 0"),
        ),
        (
            300,
            (200.0, 100.0, 240.0),
            (-100.0, -200.0, -60.0),
            Some("below 0"),
        ),
    ] {
        let need = between(estimate, lower, upper).unmet_need(treated);
        assert_eq!(
            need,
            UnmetNeed {
                value,
                lowercl,
                uppercl
            }
        );
        let remark = need.remark().map(|r| r.split(':').next().unwrap());
        assert_eq!(remark, negative, "{treated} of {estimate}");
    }
}

#[test]
fn low_reliability_is_an_interval_wider_than_the_estimate() {
    for (estimate, lower, upper, low) in [
        (100.0, 50.0, 150.0, false),
        (100.0, 50.0, 150.5, true),
        (0.0, 0.0, 0.0, false),
        (0.0, 0.0, 1.0, true),
    ] {
        assert_eq!(
            between(estimate, lower, upper).low_reliability(),
            low,
            "{lower} to {upper}"
        );
    }
}

#[test]
fn the_sample_is_valid_and_plainly_invented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/prevalence-synthetic.csv");
    let sample = read(&path).unwrap();
    assert_eq!(sample.len(), 9);
    assert!(sample.iter().all(|e| e.source.starts_with("synthetic")));
}

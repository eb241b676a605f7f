//! Layout tests: no two labels meet, nothing hidden leaves a trace, and the pictures have ink.

mod cases;
mod elements;
mod layout;
mod pairs;
mod pixels;
mod random;
mod secrecy;

use super::{Bars, Chart, Frame, GroupedBars, Lines, Mark, Pairs};

const NAMES: [&str; 5] = [
    "Parent living with own children",
    "Parent not living with own children",
    "Living with children not their own",
    "Not a parent, not living with children",
    "Incomplete data",
];

fn frame(id: &str) -> Frame {
    Frame {
        id: id.to_owned(),
        title: format!("Test chart {id}"),
        unit: "Per cent of adults in treatment, 2011-12".to_owned(),
        source: "NDTMS-style extract for Northshire, to 30 June 2012".to_owned(),
        marking: None,
        notes: Vec::new(),
    }
}

/// A share with a count.
fn counted(value: f64, count: u64) -> Mark {
    Mark::Shown {
        value,
        lower: None,
        upper: None,
        count: Some(count),
        provisional: false,
    }
}

/// A share with an interval of the given half width.
fn around(value: f64, half: f64) -> Mark {
    let (lower, upper) = (Some((value - half).max(0.0)), Some((value + half).min(1.0)));
    Mark::Shown {
        value,
        lower,
        upper,
        count: None,
        provisional: false,
    }
}

fn provisional(mark: Mark) -> Mark {
    match mark {
        Mark::Shown {
            value,
            lower,
            upper,
            count,
            ..
        } => Mark::Shown {
            value,
            lower,
            upper,
            count,
            provisional: true,
        },
        other => other,
    }
}

fn bars(id: &str, marks: [Mark; 5]) -> Bars {
    Bars {
        frame: frame(id),
        rows: NAMES.map(str::to_owned).into_iter().zip(marks).collect(),
    }
}

fn grouped(id: &str, marks: [[Mark; 2]; 5]) -> GroupedBars {
    let rows = NAMES
        .map(str::to_owned)
        .into_iter()
        .zip(marks.map(Vec::from))
        .collect();
    let frame = Frame {
        unit: "Per cent of women and of men starting treatment, 2011-12".to_owned(),
        ..frame(id)
    };
    GroupedBars {
        frame,
        series: vec!["Women".to_owned(), "Men".to_owned()],
        rows,
    }
}

fn lines(id: &str, years: usize, marks: [Vec<Mark>; 5]) -> Lines {
    let periods = (0..years)
        .map(|year| 2012 - years + year)
        .map(|year| format!("{year}-{:02}", (year + 1) % 100));
    let unit =
        "Per cent of those starting and leaving in the year who completed successfully".to_owned();
    Lines {
        frame: Frame { unit, ..frame(id) },
        periods: periods.collect(),
        series: NAMES.map(str::to_owned).into_iter().zip(marks).collect(),
    }
}

/// A profile of ten traits, made up.
fn profile(id: &str) -> Pairs {
    let rows = [
        (
            "Heroin or crack cocaine",
            around(0.72, 0.04),
            around(0.81, 0.02),
        ),
        ("Alcohol", around(0.31, 0.045), around(0.38, 0.025)),
        (
            "Currently injecting",
            around(0.14, 0.03),
            around(0.29, 0.022),
        ),
        ("Housing problem", around(0.085, 0.025), around(0.264, 0.02)),
        ("No fixed abode", around(0.01, 0.01), around(0.104, 0.015)),
        (
            "Referred by criminal justice",
            around(0.18, 0.035),
            around(0.30, 0.022),
        ),
        (
            "Referred by health or social care",
            around(0.244, 0.04),
            around(0.21, 0.02),
        ),
        (
            "In treatment before",
            around(0.56, 0.05),
            around(0.61, 0.025),
        ),
        ("Aged 30 and over", around(0.775, 0.04), around(0.70, 0.022)),
        ("Women", around(0.47, 0.05), around(0.23, 0.02)),
    ];
    Pairs {
        frame: frame(id),
        series: ["Parents living with own children", "Everyone else"].map(str::to_owned),
        rows: rows
            .map(|(name, first, second)| (name.to_owned(), [first, second]))
            .to_vec(),
    }
}

/// The charts of the 2012 report, as far as it prints their numbers; the rest is made up.
fn report_charts() -> [Chart; 3] {
    let marks = [
        (0.207, 40_852),
        (0.201, 39_587),
        (0.129, 25_341),
        (0.42, 82_786),
        (0.043, 8_544),
    ];
    let by_sex = [
        [0.28, 0.12],
        [0.24, 0.26],
        [0.13, 0.12],
        [0.31, 0.45],
        [0.04, 0.05],
    ];
    let ends = [
        [0.44, 0.49, 0.54],
        [0.27, 0.32, 0.36],
        [0.25, 0.33, 0.361],
        [0.38, 0.43, 0.47],
        [0.20, 0.24, 0.22],
    ];
    let halves = [0.014, 0.011, 0.015, 0.008, 0.03];
    let series = |index: usize| {
        ends[index]
            .map(|value| around(value, halves[index]))
            .to_vec()
    };
    [
        Chart::Bars(bars(
            "report-1",
            marks.map(|(value, count)| counted(value, count)),
        )),
        Chart::GroupedBars(grouped(
            "report-2",
            by_sex.map(|pair| pair.map(|value| around(value, 0.0))),
        )),
        Chart::Lines(lines("report-3", 3, std::array::from_fn(series))),
    ]
}

//! The hard cases by name. Their pictures are written to `target/chart-cases`, to be looked at.

use super::super::{Chart, Frame, Lines, Mark, draw, png};
use super::*;

/// A name of 60 characters.
const LONG: &str = "Bournemouth, Christchurch and Poole with the New Forest East";

fn flat(ends: [f64; 5], half: f64) -> [Vec<Mark>; 5] {
    ends.map(|end| {
        [0.06, 0.02, 0.0]
            .map(|less| around(end - less, half))
            .to_vec()
    })
}

fn with_frame(chart: Chart, change: impl Fn(&mut Frame)) -> Chart {
    let mut chart = chart;
    match &mut chart {
        Chart::Bars(bars) => change(&mut bars.frame),
        Chart::GroupedBars(bars) => change(&mut bars.frame),
        Chart::Lines(lines) => change(&mut lines.frame),
        Chart::Pairs(pairs) => change(&mut pairs.frame),
    }
    chart
}

fn edited(chart: Lines, edit: impl Fn(&mut Lines)) -> Chart {
    let mut chart = chart;
    edit(&mut chart);
    Chart::Lines(chart)
}

pub(super) fn all() -> Vec<(String, Chart)> {
    let mut cases: Vec<(String, Chart)> = Vec::new();
    let mut add = |name: &str, chart: Chart| cases.push((name.to_owned(), chart));
    let [report_1, report_2, report_3] = report_charts();
    let profile = Chart::Pairs(profile("profile"));
    let plain = [&report_1, &report_2, &report_3, &profile];
    for (number, chart) in plain.into_iter().enumerate() {
        let number = number + 1;
        add(&format!("report-{number}"), chart.clone());
        add(
            &format!("marking-{number}"),
            with_frame(chart.clone(), |frame| {
                frame.marking = Some("First-stage protection only: not for publication".to_owned());
            }),
        );
        add(
            &format!("long-area-{number}"),
            with_frame(chart.clone(), |frame| {
                frame.source =
                    format!("extract of {LONG}, to 30 June 2012, & <its> \"neighbours\"");
                frame.notes = vec!["Only people who started and left in the same year are counted, so short stays.".to_owned()];
            }),
        );
    }

    let ends = [
        counted(0.0, 0),
        counted(1.0, 1_234_567),
        Mark::Hidden,
        Mark::NotAvailable,
        counted(0.004, 7),
    ];
    add("bars-ends", Chart::Bars(bars("bars-ends", ends)));
    add(
        "bars-all-hidden",
        Chart::Bars(bars(
            "bars-all-hidden",
            std::array::from_fn(|_| Mark::Hidden),
        )),
    );
    let marks = [0.2, 0.3, 0.1, 0.35, 0.05].map(|value| provisional(counted(value, 120)));
    add(
        "bars-provisional",
        Chart::Bars(bars("bars-provisional", marks)),
    );
    let mut areas = bars(
        "bars-areas",
        [0.2, 0.3, 0.1, 0.35, 0.05].map(|value| counted(value, 12_345)),
    );
    areas
        .rows
        .iter_mut()
        .for_each(|(name, _)| *name = LONG.to_owned());
    add("bars-long-names", Chart::Bars(areas));

    let pairs = [
        [counted(0.0, 0), counted(1.0, 52_345)],
        [Mark::Hidden, Mark::Hidden],
        [Mark::NotAvailable, provisional(counted(0.26, 1_204))],
        [counted(0.31, 95), Mark::Hidden],
        [counted(0.04, 11), counted(0.05, 20)],
    ];
    add(
        "grouped-ends",
        Chart::GroupedBars(grouped("grouped-ends", pairs)),
    );
    let hidden = std::array::from_fn(|_| [Mark::Hidden, Mark::Hidden]);
    add(
        "grouped-all-hidden",
        Chart::GroupedBars(grouped("grouped-all-hidden", hidden)),
    );
    let mut many = grouped(
        "grouped-six",
        std::array::from_fn(|_| [Mark::Hidden, Mark::Hidden]),
    );
    many.series = [
        "Opiates", "Crack", "Alcohol", "Cannabis", "Other", "Unknown",
    ]
    .map(str::to_owned)
    .to_vec();
    many.rows.truncate(2);
    many.rows.iter_mut().for_each(|(_, marks)| {
        *marks = [0.4, 0.3, 0.35, 0.2, 0.28, 0.1]
            .map(|value| counted(value, 300))
            .to_vec();
    });
    add("grouped-six", Chart::GroupedBars(many));

    let near = [0.361, 0.364, 0.358, 0.367, 0.22];
    add(
        "lines-near",
        Chart::Lines(lines("lines-near", 3, flat(near, 0.02))),
    );
    add(
        "lines-identical",
        Chart::Lines(lines("lines-identical", 3, flat([0.4; 5], 0.03))),
    );
    add(
        "lines-near-zero",
        Chart::Lines(lines(
            "lines-near-zero",
            3,
            std::array::from_fn(|_| vec![around(0.0, 0.01); 3]),
        )),
    );
    let shares = [0.0, 1.0, 0.5, 0.98, 0.02];
    add(
        "lines-ends",
        Chart::Lines(lines(
            "lines-ends",
            3,
            shares.map(|value| vec![around(value, 0.05); 3]),
        )),
    );
    let four = edited(lines("lines-four", 3, flat(near, 0.02)), |lines| {
        lines.series.truncate(4)
    });
    add("lines-four", four);

    let three = || lines("lines-three", 3, flat([0.54, 0.36, 0.33, 0.47, 0.22], 0.03));
    let missing = |lines: &mut Lines| lines.series[4].1 = vec![Mark::NotAvailable; 3];
    add("lines-group-missing", edited(three(), missing));
    add(
        "lines-hidden-middle",
        edited(three(), |lines| lines.series[2].1[1] = Mark::Hidden),
    );
    add(
        "lines-hidden-last",
        edited(three(), |lines| {
            lines.series[2].1[2] = Mark::Hidden;
            lines.series[4].1 = vec![Mark::Hidden; 3];
        }),
    );
    add(
        "lines-provisional",
        edited(three(), |lines| {
            lines
                .series
                .iter_mut()
                .for_each(|(_, marks)| marks[2] = provisional(marks[2].clone()));
            lines.series[0].1[0] = provisional(lines.series[0].1[0].clone());
        }),
    );
    add(
        "lines-long-names",
        edited(three(), |lines| {
            lines
                .series
                .iter_mut()
                .for_each(|(name, _)| *name = LONG.to_owned());
            lines.frame.marking = Some(format!(
                "Unprotected figures of {LONG}: not for publication"
            ));
            lines.frame.unit = format!("Per cent of those in {LONG} who completed successfully");
        }),
    );
    let all_hidden = std::array::from_fn(|_| vec![Mark::Hidden; 3]);
    add(
        "lines-all-hidden",
        Chart::Lines(lines("lines-all-hidden", 3, all_hidden)),
    );

    let one = [0.54, 0.36, 0.361, 0.47, 0.22].map(|value| vec![around(value, 0.04)]);
    add(
        "lines-one-year",
        Chart::Lines(lines("lines-one-year", 1, one.clone())),
    );
    let mut hard_one = one;
    hard_one[1] = vec![Mark::Hidden];
    hard_one[2] = vec![around(1.0, 0.03)];
    hard_one[3] = vec![around(0.0, 0.02)];
    hard_one[4] = vec![Mark::NotAvailable];
    add(
        "lines-one-year-hard",
        Chart::Lines(lines("lines-one-year-hard", 1, hard_one)),
    );
    let two = [0.54, 0.36, 0.37, 0.47, 0.22]
        .map(|value| vec![around(value - 0.05, 0.04), around(value, 0.04)]);
    add(
        "lines-two-years",
        Chart::Lines(lines("lines-two-years", 2, two)),
    );
    let ten = [0.54, 0.36, 0.37, 0.47, 0.22].map(|value| {
        (0..10)
            .map(|year| around(value - 0.018 * f64::from(9 - year), 0.025))
            .collect::<Vec<_>>()
    });
    add(
        "lines-ten-years",
        Chart::Lines(lines("lines-ten-years", 10, ten)),
    );
    cases.extend(pairs::cases(LONG));
    cases
}

#[test]
fn hard_cases_are_written_as_pictures() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/chart-cases");
    std::fs::create_dir_all(&folder).expect("the build folder can be written");
    for (name, chart) in all() {
        let picture = draw(&chart).expect(&name);
        let pixels = png(&picture.svg).expect(&name);
        for (ending, bytes) in [
            ("svg", picture.svg.as_bytes()),
            ("png", &pixels),
            ("txt", picture.alt.as_bytes()),
        ] {
            std::fs::write(folder.join(format!("{name}.{ending}")), bytes)
                .expect("the build folder can be written");
        }
    }
}

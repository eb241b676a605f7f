//! Paired points: hard cases, and what only this kind of chart promises.

use super::super::{Chart, ChartError, LabelBox, Mark, Pairs, draw};
use super::elements::{elements, number, points};
use super::*;

fn edited(id: &str, edit: impl Fn(&mut Pairs)) -> (String, Chart) {
    let mut pairs = profile(id);
    edit(&mut pairs);
    (id.to_owned(), Chart::Pairs(pairs))
}

fn each(pairs: &mut Pairs, change: impl Fn(&mut Mark)) {
    pairs
        .rows
        .iter_mut()
        .flat_map(|(_, marks)| marks)
        .for_each(change);
}

/// The cases of this kind for [`cases::all`](super::cases::all).
pub(super) fn cases(long: &str) -> Vec<(String, Chart)> {
    vec![
        edited("pairs-fourteen", |pairs| {
            let more = pairs.rows[..4].to_vec();
            pairs.rows.extend(more);
            pairs.frame.marking = Some("not for publication".to_owned());
        }),
        edited("pairs-long-names", |pairs| {
            pairs.series = [long, long].map(|name| format!("People in {name}, whoever they are"));
            pairs
                .rows
                .iter_mut()
                .for_each(|(name, _)| *name = long.to_owned());
        }),
        edited("pairs-codes", |pairs| {
            let marks = [[0, 1], [1, 0], [0, 0], [1, 1]];
            for ((_, row), codes) in pairs.rows.iter_mut().zip(marks) {
                *row = codes.map(|code| [Mark::Hidden, Mark::NotAvailable][code].clone());
            }
            pairs.rows[5].1[0] = Mark::Hidden;
            pairs.rows[6].1[1] = Mark::NotAvailable;
            for row in [7, 8] {
                pairs.rows[row].1[0] = provisional(pairs.rows[row].1[0].clone());
            }
        }),
        edited("pairs-provisional", |pairs| {
            each(pairs, |mark| *mark = provisional(mark.clone()));
        }),
        edited("pairs-ends", |pairs| {
            pairs.rows[0].1 = [around(0.0, 0.0), around(1.0, 0.0)];
            pairs.rows[1].1 = [around(1.0, 0.03), around(0.0, 0.02)];
            pairs.rows[2].1 = [around(0.985, 0.02), around(0.99, 0.01)];
            pairs.rows[3].1 = [around(0.004, 0.003), around(0.004, 0.003)];
        }),
        edited("pairs-wide", |pairs| {
            each(pairs, |mark| {
                if let Mark::Shown { value, .. } = *mark {
                    *mark = around(value, 0.3);
                }
            });
        }),
        edited("pairs-narrow", |pairs| {
            each(pairs, |mark| {
                if let Mark::Shown { value, .. } = *mark {
                    *mark = around(value, 0.002);
                }
            });
        }),
        edited("pairs-small", |pairs| {
            each(pairs, |mark| {
                if let Mark::Shown { value, .. } = *mark {
                    *mark = around(value * 0.04, 0.008);
                }
            });
        }),
        edited("pairs-no-intervals", |pairs| {
            each(pairs, |mark| {
                if let Mark::Shown { value, .. } = *mark {
                    *mark = counted(value, 5);
                }
            });
        }),
        edited("pairs-two-rows", |pairs| pairs.rows.truncate(2)),
        edited("pairs-all-hidden", |pairs| {
            each(pairs, |mark| *mark = Mark::Hidden);
        }),
        edited("pairs-one-hidden", |pairs| {
            pairs
                .rows
                .iter_mut()
                .for_each(|(_, marks)| marks[0] = Mark::Hidden);
        }),
    ]
}

/// Points of the first series that stand in the plot: discs, of which the first is the key's.
fn discs(chart: &Chart) -> Vec<(f64, f64)> {
    let discs = elements(chart, "circle", &["#12436D"]);
    let places = discs
        .iter()
        .map(|disc| (number(disc, "cx"), number(disc, "cy")));
    places.skip(1).collect()
}

/// Where a tick stands: the middle of its label.
fn tick(chart: &Chart, text: &str) -> f64 {
    let labels = draw(chart).expect("a chart").labels;
    let label = labels.iter().find(|label| label.text == text).expect(text);
    label.x + label.width / 2.0
}

/// The labels in the column of numbers.
fn numbers(chart: &Chart) -> Vec<LabelBox> {
    let labels = draw(chart).expect("a chart").labels;
    let is_number = |label: &&LabelBox| label.text.contains(" to ") && label.text.contains('%');
    let column = labels.iter().find(is_number).expect("a number").x;
    labels
        .into_iter()
        .filter(|label| label.x == column)
        .collect()
}

#[test]
fn points_stand_at_their_value_and_level_with_their_number() {
    let pairs = profile("points");
    let chart = Chart::Pairs(pairs.clone());
    let (zero, end) = (tick(&chart, "0%"), tick(&chart, "100%"));
    let (points, numbers) = (discs(&chart), numbers(&chart));
    assert_eq!((points.len(), numbers.len()), (10, 20));
    for (index, ((name, marks), (x, y))) in pairs.rows.iter().zip(points).enumerate() {
        let Mark::Shown { value, .. } = marks[0] else {
            unreachable!()
        };
        assert!(
            (x - (zero + value * (end - zero))).abs() <= 2.0,
            "{name}: {value} at {x}"
        );
        let number = &numbers[2 * index];
        let written = format!("{:.0}% (", (value * 100.0).round());
        assert!(
            number.text.starts_with(&written),
            "{name}: {value} as {number:?}"
        );
        let middle = number.y + number.height / 2.0;
        assert!((middle - y).abs() < 5.0, "{name}: point at {y}, {number:?}");
        assert!(
            numbers[2 * index + 1].y > number.y,
            "{name}: lanes change places"
        );
    }
}

#[test]
fn intervals_reach_from_end_to_end() {
    let (_, chart) = edited("interval", |pairs| {
        pairs.rows.truncate(1);
        pairs.rows[0].1 = [around(0.5, 0.25), Mark::Hidden];
    });
    let lines = elements(&chart, "polyline", &["stroke=\"#12436D\""]);
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    let x: Vec<f64> = points(line).into_iter().map(|(x, _)| x).collect();
    // The axis ends at 80%, the first step that covers 75%.
    let (zero, end) = (tick(&chart, "0%"), tick(&chart, "80%"));
    let at = |share: f64| zero + share / 0.8 * (end - zero);
    assert!(
        (x[0] - at(0.25)).abs() <= 2.0 && (x[1] - at(0.75)).abs() <= 2.0,
        "{x:?}"
    );
}

#[test]
fn hiding_a_mark_takes_its_point_and_interval_and_moves_nothing_else() {
    let shown = Chart::Pairs(profile("hiding"));
    let (_, hidden) = edited("hiding", |pairs| {
        pairs.rows[1].1[0] = Mark::Hidden;
    });
    for (tag, colour) in [("circle", "#12436D"), ("polyline", "#12436D")] {
        let before = elements(&shown, tag, &[colour]).len();
        assert_eq!(elements(&hidden, tag, &[colour]).len(), before - 1, "{tag}");
    }
    assert_eq!(
        elements(&shown, "polygon", &[]),
        elements(&hidden, "polygon", &[])
    );
    let mut others = discs(&shown);
    others.remove(1);
    assert_eq!(others, discs(&hidden));
    let written: Vec<String> = numbers(&hidden)
        .into_iter()
        .map(|label| label.text)
        .collect();
    assert_eq!(written[2..4], ["[c]", "38% (36 to 41)"]);
}

#[test]
fn the_axis_is_chosen_from_what_is_shown() {
    let last_tick = |hide: bool| {
        let (_, chart) = edited("axis", |pairs| {
            pairs.rows.truncate(2);
            pairs.rows[0].1 = [around(0.17, 0.02), around(0.95, 0.02)];
            pairs.rows[1].1 = [around(0.12, 0.02), around(0.11, 0.02)];
            if hide {
                pairs.rows[0].1[1] = Mark::Hidden;
            }
        });
        let labels = draw(&chart).expect("a chart").labels;
        labels
            .into_iter()
            .map(|label| label.text)
            .rfind(|text| text.ends_with('%'))
    };
    assert_eq!(last_tick(false).as_deref(), Some("100%"));
    assert_eq!(last_tick(true).as_deref(), Some("20%"));
}

#[test]
fn the_key_names_both_series_behind_different_markers() {
    let labels_and_markers = |chart: &Chart| {
        let labels = draw(chart).expect("a chart").labels;
        let name = |text: &str| labels.iter().position(|label| label.text == text);
        let names = (
            name("Parents living with own children"),
            name("Everyone else"),
        );
        let discs = elements(chart, "circle", &["#12436D"]).len();
        (names, discs, elements(chart, "polygon", &["#F46A25"]).len())
    };
    let (names, discs, squares) = labels_and_markers(&Chart::Pairs(profile("key")));
    assert!(names.0.is_some() && names.0 < names.1, "{names:?}");
    assert_eq!((discs, squares), (11, 11));
    let (_, chart) = edited("key", |pairs| {
        pairs
            .rows
            .iter_mut()
            .for_each(|(_, marks)| marks[0] = Mark::Hidden);
    });
    let (names, discs, squares) = labels_and_markers(&chart);
    assert!(names.0.is_some() && names.0 < names.1, "{names:?}");
    assert_eq!(
        (discs, squares),
        (0, 11),
        "a series without any value leaves no mark at all"
    );
}

#[test]
fn alternative_text_says_every_number() {
    let (_, chart) = edited("alt", |pairs| {
        pairs.rows.truncate(3);
        pairs.rows[1].1 = [Mark::Hidden, provisional(around(0.38, 0.025))];
        pairs.rows[2].1 = [counted(0.0, 0), Mark::NotAvailable];
    });
    let picture = draw(&chart).expect("a chart");
    assert_eq!(
        picture.alt,
        "Test chart alt. Paired dot chart: Per cent of adults in treatment, 2011-12. 95% intervals in brackets. \
         Heroin or crack cocaine: Parents living with own children 72% (68% to 76%), Everyone else 81% (79% to 83%). \
         Alcohol: Parents living with own children [c], Everyone else 38% (36% to 41%) [p]. \
         Currently injecting: Parents living with own children 0%, Everyone else [x]. \
         [c] = confidential, [x] = not available, [p] = provisional. \
         Source: NDTMS-style extract for Northshire, to 30 June 2012."
    );
    assert!(
        picture
            .svg
            .contains(&format!("-desc\">{}</desc>", picture.alt))
    );
    let has = |text: &str| picture.labels.iter().any(|label| label.text == text);
    assert!(has(
        "Bars through the points and numbers in brackets: 95% intervals"
    ));
    assert!(has(
        "[c] = confidential, [x] = not available, [p] = provisional"
    ));
    assert!(has("38% (36 to 41) [p]"));
}

#[test]
fn fourteen_rows_fit_a_sheet() {
    let (_, chart) = edited("sheet", |pairs| {
        let more = pairs.rows[..4].to_vec();
        pairs.rows.extend(more);
        pairs.frame.marking = Some("not for publication".to_owned());
    });
    let picture = draw(&chart).expect("a chart");
    // A4 less margins of an inch.
    let millimetres = f64::from(picture.height) * 159.0 / f64::from(picture.width);
    assert!(millimetres < 246.0, "{millimetres}");
}

#[test]
fn pairs_without_rows_or_out_of_range_are_refused() {
    let (_, empty) = edited("bad", |pairs| pairs.rows.clear());
    assert!(matches!(draw(&empty), Err(ChartError::Empty { .. })));
    for lane in [0, 1] {
        let (_, bad) = edited("bad", |pairs| pairs.rows[2].1[lane] = counted(1.2, 1));
        assert!(
            matches!(draw(&bad), Err(ChartError::OutOfRange { row, .. }) if row == "Currently injecting")
        );
    }
}

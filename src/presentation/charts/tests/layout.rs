//! Label boxes: none meets another, none leaves the page, and they are where the text is really drawn.

use super::super::font::Fonts;
use super::super::raster::parse;
use super::super::spread::{Wish, spread};
use super::super::style::PAGE_HEIGHT;
use super::super::{Chart, ChartError, LabelBox, Picture, draw};
use super::elements::{elements, marker_box, points};
use super::random::Random;
use super::*;

#[test]
fn no_labels_meet_in_hard_cases() {
    for (name, chart) in cases::all() {
        check_layout(&name, &draw(&chart).expect(&name));
    }
}

#[test]
fn no_labels_meet_in_random_charts() {
    let mut random = Random(0x5EED);
    for round in 0..400 {
        let chart = random.chart();
        let picture =
            draw(&chart).unwrap_or_else(|error| panic!("round {round}: {error}\n{chart:#?}"));
        check_layout(&format!("round {round}: {chart:#?}"), &picture);
    }
}

#[test]
fn labels_are_where_the_renderer_puts_them() {
    for (name, chart) in cases::all() {
        let picture = draw(&chart).expect(&name);
        let tree = parse(&picture.svg).expect(&name);
        let scale = f64::from(picture.width) / f64::from(tree.size().width());
        let drawn: Vec<_> = texts(tree.root());
        assert_eq!(drawn.len(), picture.labels.len(), "{name}");
        for (label, drawn) in picture.labels.iter().zip(drawn) {
            let (x, y) = (f64::from(drawn.x()) * scale, f64::from(drawn.y()) * scale);
            let (width, height) = (
                f64::from(drawn.width()) * scale,
                f64::from(drawn.height()) * scale,
            );
            let close = |a: f64, b: f64| (a - b).abs() < 2.5;
            assert!(
                close(x, label.x) && close(width, label.width),
                "{name}: {label:?} drawn at {x} +{width}"
            );
            assert!(
                close(y, label.y) && close(height, label.height),
                "{name}: {label:?} drawn at {y} +{height}"
            );
        }
    }
}

#[test]
fn every_text_prints_at_twelve_points_and_lies_flat() {
    for (name, chart) in cases::all() {
        let svg = draw(&chart).expect(&name).svg;
        let sizes = svg
            .split("font-size=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default());
        for size in sizes {
            let points = size.parse::<f64>().expect(size) * 159.0 / 1200.0 * 72.0 / 25.4;
            assert!(points >= 12.0, "{name}: {points} pt");
        }
        assert!(!svg.contains("transform"), "{name}: turned text");
    }
}

#[test]
fn wrapping_keeps_all_letters_and_the_limit() {
    let fonts = Fonts::load().expect("the bundled font");
    for text in [
        "",
        "a",
        "Living with children not their own",
        "Llanfairpwllgwyngyllgogerychwyrndrobwll & more",
    ] {
        for limit in [20.0, 90.0, 200.0, 2000.0] {
            let lines = fonts.wrap(text, limit, super::super::font::Weight::Regular);
            let kept: String = lines.concat().split_whitespace().collect();
            assert_eq!(kept, text.split_whitespace().collect::<String>());
            let widest = fonts.widest(&lines, super::super::font::Weight::Regular);
            assert!(widest <= limit.max(35.0), "{lines:?} in {limit}");
        }
    }
}

#[test]
fn spread_labels_keep_order_distance_and_bounds() {
    let mut random = Random(7);
    for _ in 0..500 {
        let wishes: Vec<Wish> = (0..1 + random.below(6))
            .map(|_| Wish {
                wanted: random.share() * 500.0,
                height: 39.0 * (1 + random.below(2)) as f64,
            })
            .collect();
        let middles = spread(&wishes, 10.0, -20.0, 520.0);
        let edges = |index: usize| {
            let half = wishes[index].height / 2.0;
            (middles[index] - half, middles[index] + half)
        };
        for a in 0..wishes.len() {
            assert!(
                edges(a).0 > -20.001 && edges(a).1 < 520.001,
                "{wishes:?} {middles:?}"
            );
            for b in 0..wishes.len() {
                if wishes[a].wanted < wishes[b].wanted {
                    assert!(edges(a).1 + 9.999 < edges(b).0, "{wishes:?} {middles:?}");
                }
            }
        }
    }
    let alone = [
        Wish {
            wanted: 100.0,
            height: 39.0,
        },
        Wish {
            wanted: 300.0,
            height: 39.0,
        },
    ];
    assert_eq!(spread(&alone, 10.0, 0.0, 500.0), [100.0, 300.0]);
}

/// Leader lines are grey; a marker is a circle or a polygon.
#[test]
fn no_leader_line_runs_through_a_marker() {
    for (name, chart) in cases::all() {
        let svg = draw(&chart).expect(&name).svg;
        let markers: Vec<[f64; 4]> = svg.lines().filter_map(marker_box).collect();
        for leader in elements(&chart, "polyline", &["stroke=\"#808080\""]) {
            let [(from, y), (to, _), ..] = points(&leader)[..] else {
                panic!("{leader}")
            };
            for [left, top, right, bottom] in &markers {
                let apart = *right < from || *left > to || *bottom < y || *top > y;
                assert!(apart, "{name}: {leader} runs through a marker");
            }
        }
    }
}

#[test]
fn bad_input_is_refused() {
    let Chart::Bars(good) = &report_charts()[0] else {
        unreachable!()
    };
    for value in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let mut bad = good.clone();
        bad.rows[1].1 = counted(value, 1);
        assert!(matches!(
            draw(&Chart::Bars(bad)),
            Err(ChartError::OutOfRange { .. })
        ));
    }
    let mut empty = good.clone();
    empty.rows.clear();
    assert!(matches!(
        draw(&Chart::Bars(empty)),
        Err(ChartError::Empty { .. })
    ));
    let Chart::Lines(good) = &report_charts()[2] else {
        unreachable!()
    };
    let mut ragged = good.clone();
    ragged.series[0].1.pop();
    assert!(matches!(
        draw(&Chart::Lines(ragged)),
        Err(ChartError::Ragged {
            found: 2,
            expected: 3,
            ..
        })
    ));
    let mut many = good.clone();
    many.series = vec![good.series[0].clone(); 7];
    assert!(matches!(
        draw(&Chart::Lines(many)),
        Err(ChartError::TooManySeries { found: 7, .. })
    ));
}

/// The boxes of all text below a node, in drawing order.
fn texts(group: &resvg::usvg::Group) -> Vec<resvg::tiny_skia::Rect> {
    let below = |node: &resvg::usvg::Node| match node {
        resvg::usvg::Node::Text(text) => vec![text.abs_bounding_box()],
        resvg::usvg::Node::Group(group) => texts(group),
        _ => Vec::new(),
    };
    group.children().iter().flat_map(below).collect()
}

fn check_layout(name: &str, picture: &Picture) {
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    assert!(height >= PAGE_HEIGHT, "{name}: page of {height}");
    for (index, label) in picture.labels.iter().enumerate() {
        let inside = label.x >= 0.0
            && label.y >= 0.0
            && label.x + label.width <= width
            && label.y + label.height <= height;
        assert!(inside, "{label:?} leaves the page\n{name}");
        for other in &picture.labels[index + 1..] {
            assert!(!meet(label, other), "{label:?} meets {other:?}\n{name}");
        }
    }
}

fn meet(a: &LabelBox, b: &LabelBox) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

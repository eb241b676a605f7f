//! Label boxes: none meets another, none leaves the page, and they are where the text is really drawn.

use super::super::font::Fonts;
use super::super::raster::parse;
use super::super::spread::{Wish, spread};
use super::super::style::PAGE_HEIGHT;
use super::super::{Chart, ChartError, LabelBox, Mark, Picture, draw};
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

/// A small generator (xorshift), so that the charts are the same on every machine.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 20) as usize % end
    }

    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn text(&mut self, most: usize) -> String {
        const LETTERS: [char; 20] = [
            'a', 'e', 'i', 'l', 'm', 'W', 'n', ' ', 'o', ' ', 'r', 's', 't', ' ', '&', '<', '\n',
            'ŵ', '9', ' ',
        ];
        let length = 1 + self.below(most);
        (0..length)
            .map(|_| LETTERS[self.below(LETTERS.len())])
            .collect()
    }

    fn mark(&mut self) -> Mark {
        match self.below(10) {
            0 => Mark::Hidden,
            1 => Mark::NotAvailable,
            kind => {
                let value = match kind {
                    2 => 0.0,
                    3 => 1.0,
                    4..=6 => 0.36 + self.share() * 0.02,
                    _ => self.share(),
                };
                let half = self.share() * 0.1;
                let ends = (self.below(4) > 0)
                    .then_some(((value - half).max(0.0), (value + half).min(1.0)));
                let count =
                    (self.below(2) == 0).then(|| self.next() % 10_u64.pow(1 + (self.0 % 7) as u32));
                let (lower, upper) = (ends.map(|ends| ends.0), ends.map(|ends| ends.1));
                Mark::Shown {
                    value,
                    lower,
                    upper,
                    count,
                    provisional: self.below(5) == 0,
                }
            }
        }
    }

    fn marks(&mut self, length: usize) -> Vec<Mark> {
        (0..length).map(|_| self.mark()).collect()
    }

    fn frame(&mut self) -> Frame {
        Frame {
            id: "random".to_owned(),
            title: self.text(60),
            unit: self.text(90),
            source: self.text(150),
            marking: (self.below(3) == 0).then(|| self.text(90)),
            notes: (0..self.below(3)).map(|_| self.text(120)).collect(),
        }
    }

    pub(super) fn chart(&mut self) -> Chart {
        let frame = self.frame();
        let rows = 1 + self.below(9);
        let series = 1 + self.below(6);
        match self.below(3) {
            0 => Chart::Bars(Bars {
                frame,
                rows: (0..rows).map(|_| (self.text(60), self.mark())).collect(),
            }),
            1 => Chart::GroupedBars(GroupedBars {
                frame,
                series: (0..series).map(|_| self.text(25)).collect(),
                rows: (0..rows)
                    .map(|_| (self.text(60), self.marks(series)))
                    .collect(),
            }),
            _ => {
                let years = 1 + self.below(10);
                let series = (0..series)
                    .map(|_| (self.text(60), self.marks(years)))
                    .collect();
                let periods = (0..years)
                    .map(|year| format!("20{:02}-{:02}", year + 8, year + 9))
                    .collect();
                Chart::Lines(Lines {
                    frame,
                    periods,
                    series,
                })
            }
        }
    }
}

//! A hidden value leaves nothing behind: no bar, point, line or number.

use super::super::{Chart, Mark, draw};
use super::random::Random;
use super::*;

/// How often a bar, point or line may be among the elements; text, grid and ground are counted too but do not change.
fn elements(chart: &Chart, tag: &str) -> usize {
    draw(chart)
        .expect("a chart")
        .svg
        .matches(&format!("<{tag} "))
        .count()
}

#[test]
fn hiding_a_bar_removes_its_rectangle() {
    let Chart::Bars(shown) = &report_charts()[0] else {
        unreachable!()
    };
    let mut hidden = shown.clone();
    hidden.rows[1].1 = Mark::Hidden;
    let (shown, hidden) = (Chart::Bars(shown.clone()), Chart::Bars(hidden));
    assert_eq!(elements(&hidden, "rect"), elements(&shown, "rect") - 1);
    assert_eq!(elements(&hidden, "polygon"), 0);
    assert_eq!(elements(&hidden, "circle"), 0);
}

#[test]
fn nothing_but_ground_grid_and_text_is_left_when_all_is_hidden() {
    let all_hidden = [
        Chart::Bars(bars("hidden", std::array::from_fn(|_| Mark::Hidden))),
        Chart::GroupedBars(grouped(
            "hidden",
            std::array::from_fn(|_| [Mark::Hidden, Mark::Hidden]),
        )),
        Chart::Lines(lines(
            "hidden",
            1,
            std::array::from_fn(|_| vec![Mark::Hidden]),
        )),
        Chart::Lines(lines(
            "hidden",
            3,
            std::array::from_fn(|_| vec![Mark::Hidden; 3]),
        )),
        map_marks(Chart::Pairs(profile("hidden")), |_| Mark::Hidden),
    ];
    for chart in all_hidden {
        assert_eq!(elements(&chart, "rect"), 1, "only the white ground");
        assert_eq!(elements(&chart, "polygon") + elements(&chart, "circle"), 0);
        let svg = draw(&chart).expect("a chart").svg;
        let coloured = svg
            .lines()
            .filter(|line| line.contains("stroke=\"#"))
            .filter(|line| {
                !["#DDDDDD", "#3D3D3D"]
                    .iter()
                    .any(|grey| line.contains(&format!("stroke=\"{grey}\"")))
            });
        assert_eq!(coloured.count(), 0, "only grid and axes are lines");
    }
}

#[test]
fn hidden_and_unavailable_differ_only_in_words() {
    let geometry = |chart: &Chart| {
        let svg = draw(chart).expect("a chart").svg;
        let shapes = ["<rect", "<poly", "<circle", "<line"];
        svg.lines()
            .filter(|line| shapes.iter().any(|shape| line.starts_with(shape)))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut random = Random(99);
    for _ in 0..60 {
        let chart = random.chart();
        let swapped = map_marks(chart.clone(), |mark| match mark {
            Mark::Hidden => Mark::NotAvailable,
            Mark::NotAvailable => Mark::Hidden,
            shown => shown,
        });
        // The page may grow by a line of explanation, which moves everything; compare only where it does not.
        // `[c]` and `[x]` are equally wide.
        if draw(&chart).expect("a chart").height == draw(&swapped).expect("a chart").height {
            let (left, right) = (geometry(&chart), geometry(&swapped));
            assert_eq!(left, right, "{chart:#?}");
        }
    }
}

#[test]
fn a_hidden_series_leaves_none_of_its_colour() {
    let marks = |series: usize| {
        vec![
            if series == 2 {
                Mark::Hidden
            } else {
                around(0.3, 0.05)
            };
            3
        ]
    };
    let one_line_hidden = Chart::Lines(lines("colour", 3, std::array::from_fn(marks)));
    assert!(
        !draw(&one_line_hidden)
            .expect("a chart")
            .svg
            .contains("#28A197")
    );
    let men_hidden = std::array::from_fn(|_| [counted(0.3, 10), Mark::Hidden]);
    let men_hidden = Chart::GroupedBars(grouped("colour", men_hidden));
    assert!(!draw(&men_hidden).expect("a chart").svg.contains("#F46A25"));
}

#[test]
fn a_line_breaks_at_a_hidden_year() {
    let marks = |middle: Mark| {
        std::array::from_fn(|_| vec![around(0.3, 0.0), middle.clone(), around(0.4, 0.0)])
    };
    let strokes = |middle: Mark| {
        let mut chart = lines("broken", 3, marks(middle));
        chart.series.truncate(1); // the first series is drawn unbroken: one line is one element
        let svg = draw(&Chart::Lines(chart)).expect("a chart").svg;
        svg.lines()
            .filter(|line| line.starts_with("<polyline") && line.contains("stroke-width=\"4\""))
            .count()
    };
    assert_eq!(strokes(around(0.35, 0.0)), 1);
    assert_eq!(strokes(Mark::Hidden), 0);
    assert_eq!(strokes(Mark::NotAvailable), 0);
}

#[test]
fn the_axis_covers_what_is_shown_and_no_more() {
    let ticks = |hidden_beside: f64| {
        let marks = [
            counted(hidden_beside, 10),
            Mark::Hidden,
            Mark::Hidden,
            Mark::Hidden,
            Mark::Hidden,
        ];
        let labels = draw(&Chart::Bars(bars("axis", marks)))
            .expect("a chart")
            .labels;
        labels
            .into_iter()
            .map(|label| label.text)
            .rfind(|text| text.ends_with('%'))
    };
    assert_eq!(ticks(0.07).as_deref(), Some("8%"));
    assert_eq!(ticks(0.3).as_deref(), Some("30%"));
    assert_eq!(ticks(1.0).as_deref(), Some("100%"));
}

#[test]
fn alternative_text_has_each_number_shown_and_none_for_hidden() {
    let marks = [
        counted(0.207, 40_852),
        Mark::Hidden,
        Mark::NotAvailable,
        provisional(counted(0.285, 3)),
        counted(0.0, 0),
    ];
    let alt = draw(&Chart::Bars(bars("alt", marks))).expect("a chart").alt;
    assert_eq!(
        alt,
        "Test chart alt. Bar chart: Per cent of adults in treatment, 2011-12. \
         Parent living with own children: 21% (40,852). Parent not living with own children: [c]. \
         Living with children not their own: [x]. Not a parent, not living with children: 29% (3) [p]. \
         Incomplete data: 0% (0). [c] = confidential, [x] = not available, [p] = provisional. \
         Source: NDTMS-style extract for Northshire, to 30 June 2012."
    );
    let mut marks: [Vec<Mark>; 5] = std::array::from_fn(|_| vec![Mark::Hidden, Mark::Hidden]);
    marks[1][0] = around(0.36, 0.02);
    let mut chart = lines("alt", 2, marks);
    chart.frame.marking = Some("not for publication".to_owned());
    let alt = draw(&Chart::Lines(chart)).expect("a chart").alt;
    assert!(
        alt.starts_with("Marked: not for publication. Test chart alt. Line chart:"),
        "{alt}"
    );
    assert!(
        alt.contains("Parent not living with own children: 2010-11 36% (34% to 38%), 2011-12 [c]."),
        "{alt}"
    );
    assert_eq!(
        alt.matches("[c],").count() + alt.matches("[c].").count(),
        9,
        "{alt}"
    );
}

#[test]
fn description_and_title_are_in_the_svg_and_escaped() {
    let mut chart = bars("id <&> 1", std::array::from_fn(|_| Mark::Hidden));
    chart.frame.title = "Parents & \"children\" <2012>\n".to_owned();
    chart.frame.marking = Some("not for publication".to_owned());
    let picture = draw(&Chart::Bars(chart)).expect("a chart");
    let title = "<title id=\"chart-id-----1-title\">Parents &amp; &quot;children&quot; &lt;2012&gt;</title>";
    assert!(picture.svg.contains(title), "{}", picture.svg);
    assert!(picture.svg.contains("role=\"img\""));
    assert!(picture.svg.contains("Marked: not for publication."));
    assert!(
        picture
            .labels
            .iter()
            .any(|label| label.text == "not for publication")
    );
    assert!(
        !picture
            .labels
            .iter()
            .any(|label| label.text.contains("Parents &")),
        "the title is not drawn"
    );
}

fn map_marks(chart: Chart, change: impl Fn(Mark) -> Mark) -> Chart {
    match chart {
        Chart::Bars(mut bars) => {
            bars.rows
                .iter_mut()
                .for_each(|(_, mark)| *mark = change(mark.clone()));
            Chart::Bars(bars)
        }
        Chart::GroupedBars(mut bars) => {
            bars.rows
                .iter_mut()
                .flat_map(|(_, marks)| marks)
                .for_each(|mark| *mark = change(mark.clone()));
            Chart::GroupedBars(bars)
        }
        Chart::Lines(mut lines) => {
            lines
                .series
                .iter_mut()
                .flat_map(|(_, marks)| marks)
                .for_each(|mark| *mark = change(mark.clone()));
            Chart::Lines(lines)
        }
        Chart::Pairs(mut pairs) => {
            pairs
                .rows
                .iter_mut()
                .flat_map(|(_, marks)| marks)
                .for_each(|mark| *mark = change(mark.clone()));
            Chart::Pairs(pairs)
        }
    }
}

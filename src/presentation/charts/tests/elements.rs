//! Reading shapes back from the SVG.

use super::super::{Chart, draw};

/// Elements of the SVG that begin like this and hold all the given pieces.
pub(super) fn elements(chart: &Chart, tag: &str, pieces: &[&str]) -> Vec<String> {
    let svg = draw(chart).expect("a chart").svg;
    let elements = svg
        .lines()
        .filter(|line| line.starts_with(&format!("<{tag} ")));
    elements
        .filter(|line| pieces.iter().all(|piece| line.contains(piece)))
        .map(str::to_owned)
        .collect()
}

/// The points of a polyline or polygon.
pub(super) fn points(element: &str) -> Vec<(f64, f64)> {
    let (_, rest) = element.split_once("points=\"").expect(element);
    let (points, _) = rest.split_once('"').expect(element);
    let read = |text: &str| text.parse::<f64>().expect(text);
    points
        .split_whitespace()
        .filter_map(|point| point.split_once(','))
        .map(|(x, y)| (read(x), read(y)))
        .collect()
}

/// An attribute of an element, as a number.
pub(super) fn number(element: &str, attribute: &str) -> f64 {
    let (_, rest) = element
        .split_once(&format!(" {attribute}=\""))
        .expect(attribute);
    let (number, _) = rest.split_once('"').expect(attribute);
    number.parse().expect(attribute)
}

/// Left, top, right and bottom of a circle or polygon.
pub(super) fn marker_box(element: &str) -> Option<[f64; 4]> {
    if element.starts_with("<circle ") {
        let [x, y, radius] = ["cx", "cy", "r"].map(|attribute| number(element, attribute));
        return Some([x - radius, y - radius, x + radius, y + radius]);
    }
    element.starts_with("<polygon ").then(|| {
        let start = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        let grow = |[left, top, right, bottom]: [f64; 4], (x, y): (f64, f64)| {
            [left.min(x), top.min(y), right.max(x), bottom.max(y)]
        };
        points(element).into_iter().fold(start, grow)
    })
}

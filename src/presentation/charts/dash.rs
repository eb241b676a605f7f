//! Broken lines, which plotters' SVG backend does not know.

/// Cuts a path into dashes; the pattern runs on round corners.
pub(super) fn dashes(points: &[(f64, f64)], pattern: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let (mut index, mut left) = (0, pattern[0]);
    let mut cut = Vec::new();
    let mut current: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let distance = (to.0 - from.0).hypot(to.1 - from.1);
            let is_dash = index % 2 == 0;
            if distance <= left {
                left -= distance;
                if is_dash {
                    current.push(to);
                }
                break;
            }
            let share = left / distance;
            from = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            if is_dash {
                current.push(from);
                cut.push(std::mem::take(&mut current));
            } else {
                current = vec![from];
            }
            index = (index + 1) % pattern.len();
            left = pattern[index];
        }
    }
    if current.len() > 1 {
        cut.push(current);
    }
    cut
}

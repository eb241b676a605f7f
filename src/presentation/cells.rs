//! What a cell of a table, or a number in a sentence, says of a released row.

use super::numbers::{per_cent, thousands};
use crate::disclosure::ReleasedRow;
use crate::inference::Inferred;

/// A share written by `write` from its numerator and denominator, or the shorthand.
pub fn share_of(row: Option<&ReleasedRow>, write: impl Fn(u64, u64) -> String) -> String {
    match row.map(|r| (r.numerator(), r.denominator(), r.shorthand())) {
        Some((Some(x), Some(n), mark)) if n > 0 => {
            write(x, n) + if mark == "[p]" { " [p]" } else { "" }
        }
        Some((_, _, mark)) if !mark.is_empty() => mark.into(),
        _ => "[x]".into(),
    }
}

/// `1,234`, or the shorthand.
pub fn count(row: Option<&ReleasedRow>) -> String {
    share_of(row, |x, _| thousands(x)).replace("[x]", "0")
}

/// `1,234 (21.3%)`, or the shorthand.
pub fn count_and_share(row: Option<&ReleasedRow>) -> String {
    share_of(row, |x, n| format!("{} ({})", thousands(x), per_cent(x, n)))
}

/// `21.3%`, or the shorthand.
pub fn share(row: Option<&ReleasedRow>) -> String {
    share_of(row, per_cent)
}

/// `21 of 98: 21.4%`, or the shorthand: so that a share of few people is seen to be one. A line never breaks inside it.
pub fn count_of_and_share(row: Option<&ReleasedRow>) -> String {
    share_of(row, |x, n| {
        format!("{} of {}: {}", thousands(x), thousands(n), per_cent(x, n)).replace(' ', "\u{a0}")
    })
}

/// `21 of 98: 21.4% (14.5 to 30.5)`, or the shorthand. A line breaks before the bracket, never inside it.
pub fn share_with_interval(row: Option<&ReleasedRow>) -> String {
    let text = count_of_and_share(row);
    match row.and_then(|r| r.lowercl().zip(r.uppercl())) {
        Some((lower, upper)) => {
            format!(
                "{text} ({:.1}\u{a0}to\u{a0}{:.1})",
                100.0 * lower,
                100.0 * upper
            )
        }
        None => text,
    }
}

/// `68 children, 1.7 each`: a number and its mean, or the shorthand.
pub fn sum_and_mean(row: Option<&ReleasedRow>) -> String {
    share_of(row, |sum, people| {
        format!("{} ({} each)", thousands(sum), mean(sum, people))
    })
}

/// A mean with two decimals, half rounded up.
pub fn mean(sum: u64, people: u64) -> String {
    let hundredths = (200 * sum + people) / (2 * people);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `-5.6 (-13.3 to 2.3)`, in percentage points, or the shorthand.
pub fn points_with_interval(row: Option<&Inferred>) -> String {
    let Some(row) = row else {
        return "[x]".into();
    };
    match (row.value, row.lowercl, row.uppercl) {
        (Some(value), Some(lower), Some(upper)) => {
            let mark = if row.shorthand == "[p]" { " [p]" } else { "" };
            format!(
                "{}\u{a0}({}\u{a0}to\u{a0}{}){mark}",
                points(value),
                points(lower),
                points(upper)
            )
        }
        _ => row.shorthand.into(),
    }
}

/// Percentage points with one decimal and a sign: `+1.2`, `-0.3`, `0.0`.
pub fn points(difference: f64) -> String {
    let text = format!("{:+.1}", 100.0 * difference);
    match text.as_str() {
        "+0.0" | "-0.0" => "0.0".into(),
        _ => text.replace('-', "\u{2212}"),
    }
}

//! Numbers as people read them.

/// `12,345`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A whole number with its sign if it is below nought: `−1,234`.
pub fn signed(n: f64) -> String {
    let whole = n.round();
    let text = thousands(whole.abs() as u64);
    if whole < 0.0 {
        format!("\u{2212}{text}")
    } else {
        text
    }
}

/// A whole per cent, half rounded up, from the counts themselves so that no half is lost: `21%`.
pub fn whole_per_cent(numerator: u64, denominator: u64) -> String {
    format!("{}%", (200 * numerator + denominator) / (2 * denominator))
}

/// A per cent with one decimal, half rounded up: `21.3%`.
pub fn per_cent(numerator: u64, denominator: u64) -> String {
    let tenths = (2000 * numerator + denominator) / (2 * denominator);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable_and_halves_round_up() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(n), text);
        }
        for (x, n, whole, one) in [
            (57, 200, "29%", "28.5%"),
            (1, 3, "33%", "33.3%"),
            (0, 7, "0%", "0.0%"),
            (7, 7, "100%", "100.0%"),
            (1, 16, "6%", "6.3%"),
        ] {
            assert_eq!(
                (whole_per_cent(x, n).as_str(), per_cent(x, n).as_str()),
                (whole, one)
            );
        }
    }
}

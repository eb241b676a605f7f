//! Words whose meaning is sure: sex, yes and no. Comes in: a value. Goes out: the program's code for it.

/// `M` or `F`. Numbers are not sure: one system's 1 is another's 2.
pub fn sex(value: &str) -> Option<&'static str> {
    match value.to_lowercase().as_str() {
        "m" | "male" | "man" | "men" | "boy" | "males" => Some("M"),
        "f" | "female" | "woman" | "women" | "girl" | "females" => Some("F"),
        _ => None,
    }
}

/// `Y` or `N`.
pub fn yes_no(value: &str) -> Option<&'static str> {
    match value.to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "1.0" => Some("Y"),
        "n" | "no" | "false" | "0" | "0.0" => Some("N"),
        _ => None,
    }
}

/// The word for the other answer in the same case, for a sample that holds only one.
pub fn counterpart(value: &str) -> Option<String> {
    let pairs = [
        ("male", "female"),
        ("man", "woman"),
        ("men", "women"),
        ("yes", "no"),
        ("true", "false"),
    ];
    let lower = value.to_lowercase();
    let (_, other) = pairs
        .iter()
        .flat_map(|(a, b)| [(a, b), (b, a)])
        .find(|(word, _)| **word == lower)?;
    let mut letters = value.chars();
    let (first, rest) = (letters.next()?, letters.next()?);
    Some(match (first.is_uppercase(), rest.is_uppercase()) {
        (true, true) => other.to_uppercase(),
        (true, false) => other[..1].to_uppercase() + &other[1..],
        _ => (*other).to_owned(),
    })
}

//! How a mark is written: whole per cent, counts with commas, and the government's shorthand.

use super::Mark;

/// Whole per cent, a half rounded up. The small addition undoes that 0.285 is stored as a little less.
pub(super) fn percent(share: f64) -> String {
    let whole = (share * 100.0 + 0.5 + 1e-9).floor().clamp(0.0, 100.0);
    format!("{whole:.0}%")
}

/// A count with commas between thousands.
pub(super) fn count(people: u64) -> String {
    let digits = people.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// Which parts of a shown mark are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    Share,
    ShareAndCount,
    ShareAndInterval,
    /// As in `23% (21 to 25)`, where room is short and brackets are explained.
    ShareAndShortInterval,
}

/// The label of a mark, as in `21% (40,852)`, `54% [p]` or `[c]`.
pub(super) fn label(mark: &Mark, detail: Detail) -> String {
    match *mark {
        Mark::Hidden => "[c]".to_owned(),
        Mark::NotAvailable => "[x]".to_owned(),
        Mark::Shown {
            value,
            lower,
            upper,
            count: people,
            provisional,
        } => {
            let mut written = percent(value);
            match (detail, people, lower.zip(upper)) {
                (Detail::ShareAndCount, Some(people), _) => {
                    written += &format!(" ({})", count(people))
                }
                (Detail::ShareAndInterval, _, Some((lower, upper))) => {
                    written += &format!(" ({} to {})", percent(lower), percent(upper));
                }
                (Detail::ShareAndShortInterval, _, Some((lower, upper))) => {
                    let (lower, upper) = (percent(lower), percent(upper));
                    written += &format!(
                        " ({} to {})",
                        lower.trim_end_matches('%'),
                        upper.trim_end_matches('%')
                    );
                }
                _ => {}
            }
            if provisional {
                written += " [p]";
            }
            written
        }
    }
}

/// A shorthand that needs explaining.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Confidential,
    NotAvailable,
    Provisional,
}

impl Code {
    pub(super) const ALL: [Code; 3] = [Code::Confidential, Code::NotAvailable, Code::Provisional];

    /// Whether a mark carries it.
    pub(super) fn is_on(self, mark: &Mark) -> bool {
        match self {
            Code::Confidential => matches!(mark, Mark::Hidden),
            Code::NotAvailable => matches!(mark, Mark::NotAvailable),
            Code::Provisional => matches!(
                mark,
                Mark::Shown {
                    provisional: true,
                    ..
                }
            ),
        }
    }

    pub(super) fn meaning(self) -> &'static str {
        match self {
            Code::Confidential => "[c] = confidential",
            Code::NotAvailable => "[x] = not available",
            Code::Provisional => "[p] = provisional",
        }
    }
}

/// One line explaining every shorthand that the marks use; none when they use none.
pub(super) fn key<'a>(marks: impl Iterator<Item = &'a Mark> + Clone) -> Option<String> {
    let used: Vec<&str> = Code::ALL
        .into_iter()
        .filter(|code| marks.clone().any(|mark| code.is_on(mark)))
        .map(Code::meaning)
        .collect();
    if used.is_empty() {
        None
    } else {
        Some(used.join(", "))
    }
}

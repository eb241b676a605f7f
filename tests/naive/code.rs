//! One coded value as it stands in a file.

/// Numbers come before letters, and each among themselves in its own order: "the smallest code" is `min`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Code {
    Number(u64),
    Letters(String),
}

impl Code {
    /// `011` and `11.0` are 11.
    pub fn read(text: &str) -> Code {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        let nothing_behind = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
        match whole.parse() {
            Ok(number) if digits && nothing_behind => Code::Number(number),
            _ => Code::Letters(text.to_uppercase()),
        }
    }

    pub fn number(&self) -> Option<u64> {
        match self {
            Code::Number(number) => Some(*number),
            Code::Letters(_) => None,
        }
    }

    pub fn is_letter(&self, letter: &str) -> bool {
        matches!(self, Code::Letters(letters) if letters == letter)
    }
}

pub fn number(code: &Option<Code>) -> Option<u64> {
    code.as_ref().and_then(Code::number)
}

pub fn is_any(code: &Option<Code>, list: &[u64]) -> bool {
    number(code).is_some_and(|number| list.contains(&number))
}

pub fn is_letter(code: &Option<Code>, letter: &str) -> bool {
    code.as_ref().is_some_and(|code| code.is_letter(letter))
}

/// `Y` and `N`, and nothing else, are an answer.
pub fn yes_or_no(code: &Option<Code>) -> Option<bool> {
    match (is_letter(code, "Y"), is_letter(code, "N")) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

//! The code lists: what each code of each field means to the program.
//!
//! The lists are data (`codes.toml`, beside this file) so that a profile can add to them; here they become tables that a
//! raw code indexes directly. A raw code is the number it reads as, or the letter it is.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A code as it stands in a record: a number below 32,768, a single letter, or one of the constants below.
pub type Raw = u16;

/// Nothing was recorded.
pub const MISSING: Raw = u16::MAX;
/// Something was recorded that is neither a number below 32,768 nor a single letter.
pub const STRANGE: Raw = u16::MAX - 1;
const LETTER: Raw = 0x8000;

/// One entry of a code list, as `codes.toml` and profiles write it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// One code (`11`, `C`) or an inclusive range of numbers (`1000-1999`).
    pub codes: String,
    /// What the program does with it: one of the field's meanings.
    pub means: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub source: String,
}

/// Field name -> entries in order; a later entry replaces an earlier one for the codes it names.
pub type Lists = BTreeMap<String, Vec<Entry>>;

/// Meanings of a field. `Unknown` is the meaning of every code that no entry names.
pub trait Meaning: Copy + PartialEq + 'static {
    /// The name of the field in `codes.toml`.
    const FIELD: &'static str;
    const UNKNOWN: Self;
    const NAMES: &'static [(&'static str, Self)];
}

macro_rules! meanings {
    ($(#[$doc:meta])* $name:ident, $field:literal: $($variant:ident = $text:literal),* $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name { Unknown, $($variant),* }
        impl Meaning for $name {
            const FIELD: &'static str = $field;
            const UNKNOWN: Self = $name::Unknown;
            const NAMES: &'static [(&'static str, Self)] = &[$(($text, $name::$variant)),*];
        }
    };
}

meanings!(/// Parental status (PRNTSTAT).
    Parental, "parental_status": Own = "own", Apart = "apart", NotParent = "not_parent", Declined = "declined", Other = "other");
meanings!(/// Discharge reason (DISRSN).
    Reason, "discharge_reason": Success = "success", YoungSuccess = "young_success", Transfer = "transfer", Died = "died", Other = "other");
meanings!(/// Referral source (RFLS); each belongs to one of the five published groups.
    Referral, "referral_source": SelfReferred = "self", FamilyFriends = "family_friends", Gp = "gp", SocialServices = "social_services",
    HealthSocialCare = "health_social_care", CriminalJustice = "criminal_justice", SubstanceMisuseService = "substance_misuse_service", Other = "other");
meanings!(/// Accommodation need (ACCMNEED).
    Accommodation, "accommodation": NoFixedAbode = "no_fixed_abode", Problem = "problem", NoProblem = "none");
meanings!(/// Injecting status (INJSTAT).
    Injecting, "injecting": Currently = "currently", Previously = "previously", Never = "never", Declined = "declined");
meanings!(/// A drug (DRUG1 to DRUG3).
    Drug, "drug": Heroin = "heroin", Crack = "crack", Opiate = "opiate", Alcohol = "alcohol", NonOpiate = "non_opiate", NoDrug = "no_drug");
meanings!(/// Modality type (MODAL).
    Modality, "modality": Structured = "structured", NotStructured = "not_structured");
meanings!(/// Pregnant at the start (PREGNANT).
    Pregnant, "pregnant": Yes = "yes", No = "no");
meanings!(/// Treated before (PREVTR).
    TreatedBefore, "previously_treated": Yes = "yes", No = "no");
meanings!(/// Early help and children's social care (EHCSC, EHCSC2, EHCSC3, CIREHCSC).
    ChildrensServices, "childrens_services": EarlyHelp = "early_help", ChildInNeed = "child_in_need",
    ProtectionPlan = "child_protection_plan", LookedAfter = "looked_after_child", NoContact = "none");
meanings!(/// Support to the family (RECPRNT, RECFMSP, PSYFSNI).
    Support, "family_help": Received = "received", NotReceived = "none");
meanings!(/// Sex (SEX).
    SexCode, "sex": Male = "male", Female = "female");
meanings!(/// Consent to share data (CONSENT).
    Consent, "consent": Yes = "yes", No = "no");

/// A field's codes, indexed by [`Raw`].
#[derive(Clone)]
pub struct Table<M> {
    means: Box<[M; RAWS]>,
}

/// As many as there are raw codes.
const RAWS: usize = 1 << Raw::BITS;

impl<M: Meaning> Table<M> {
    fn from_lists(lists: &Lists, extra: &Lists) -> Result<Self, String> {
        let mut means = vec![M::UNKNOWN; RAWS].into_boxed_slice();
        let entries = |from: &Lists| from.get(M::FIELD).cloned().unwrap_or_default();
        for entry in entries(lists).into_iter().chain(entries(extra)) {
            let (_, meaning) = M::NAMES
                .iter()
                .find(|(name, _)| *name == entry.means)
                .ok_or_else(|| {
                    let known: Vec<_> = M::NAMES.iter().map(|(name, _)| *name).collect();
                    format!(
                        "code list `{}`: `{}` is not a meaning; use one of {}",
                        M::FIELD,
                        entry.means,
                        known.join(", ")
                    )
                })?;
            let codes = range(&entry.codes).ok_or_else(|| {
                format!(
                    "code list `{}`: `{}` is not a code or a range",
                    M::FIELD,
                    entry.codes
                )
            })?;
            let (first, last) = (usize::from(*codes.start()), usize::from(*codes.end()));
            means[first..=last].fill(*meaning);
        }
        let means = means
            .try_into()
            .ok()
            .expect("it is made with a place for each");
        Ok(Table { means })
    }

    /// What a code means; `Unknown` for a missing or unlisted one.
    #[inline]
    pub fn of(&self, raw: Raw) -> M {
        self.means[usize::from(raw)]
    }

    /// Whether a code is recorded and yet on no list.
    #[inline]
    pub fn is_unknown(&self, raw: Raw) -> bool {
        raw != MISSING && self.of(raw) == M::UNKNOWN
    }
}

fn range(codes: &str) -> Option<std::ops::RangeInclusive<Raw>> {
    let (first, last) = codes.split_once('-').unwrap_or((codes, codes));
    let (first, last) = (decode(first.as_bytes()).raw, decode(last.as_bytes()).raw);
    (first <= last && last < STRANGE).then_some(first..=last)
}

/// All code lists of a run.
#[derive(Clone)]
pub struct Codes {
    pub parental: Table<Parental>,
    pub reason: Table<Reason>,
    pub referral: Table<Referral>,
    pub accommodation: Table<Accommodation>,
    pub injecting: Table<Injecting>,
    pub drug: Table<Drug>,
    pub modality: Table<Modality>,
    pub pregnant: Table<Pregnant>,
    pub treated_before: Table<TreatedBefore>,
    pub childrens_services: Table<ChildrensServices>,
    pub support: Table<Support>,
    pub sex: Table<SexCode>,
    pub consent: Table<Consent>,
}

impl Codes {
    /// The built-in lists with a profile's additions.
    pub fn with(extra: &Lists) -> Result<Codes, String> {
        let lists = built_in();
        if let Some(field) = extra.keys().find(|field| !lists.contains_key(*field)) {
            let known: Vec<_> = lists.keys().map(String::as_str).collect();
            return Err(format!(
                "there is no code list `{field}`; there are {}",
                known.join(", ")
            ));
        }
        Ok(Codes {
            parental: Table::from_lists(&lists, extra)?,
            reason: Table::from_lists(&lists, extra)?,
            referral: Table::from_lists(&lists, extra)?,
            accommodation: Table::from_lists(&lists, extra)?,
            injecting: Table::from_lists(&lists, extra)?,
            drug: Table::from_lists(&lists, extra)?,
            modality: Table::from_lists(&lists, extra)?,
            pregnant: Table::from_lists(&lists, extra)?,
            treated_before: Table::from_lists(&lists, extra)?,
            childrens_services: Table::from_lists(&lists, extra)?,
            support: Table::from_lists(&lists, extra)?,
            sex: Table::from_lists(&lists, extra)?,
            consent: Table::from_lists(&lists, extra)?,
        })
    }
}

/// The lists that ship with the program.
pub fn built_in() -> Lists {
    toml::from_str(include_str!("codes.toml")).expect("the built-in code lists are well formed")
}

/// A decoded code and whether a spreadsheet had reshaped it (`11.0`, `011`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decoded {
    pub raw: Raw,
    pub reshaped: bool,
}

/// Reads a code: a whole number, whatever zeros a spreadsheet put before it or after its point, or a letter in either
/// case. The text is already trimmed and not missing.
#[inline]
pub fn decode(text: &[u8]) -> Decoded {
    let plain = |raw| Decoded {
        raw,
        reshaped: false,
    };
    if let Some(raw) = short_number(text) {
        return plain(raw);
    }
    match text {
        [] => plain(MISSING),
        [letter] if letter.is_ascii_alphabetic() => {
            plain(LETTER | Raw::from(letter.to_ascii_uppercase()))
        }
        _ => number(text).unwrap_or(plain(STRANGE)),
    }
}

/// What nearly every code is: one to four digits, the first of several no zero.
#[inline]
fn short_number(text: &[u8]) -> Option<Raw> {
    if !(1..=4).contains(&text.len()) || text.len() > 1 && text[0] == b'0' {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + Raw::from(digit))
    })
}

fn number(text: &[u8]) -> Option<Decoded> {
    let whole = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(whole);
    let point_zeros = match rest {
        [] => false,
        [b'.', zeros @ ..] if !zeros.is_empty() && zeros.iter().all(|b| *b == b'0') => true,
        _ => return None,
    };
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let value = digits
        .iter()
        .fold(0u32, |n, d| n * 10 + u32::from(d - b'0'));
    let leading_zero = digits.len() > 1 && digits[0] == b'0';
    Some(Decoded {
        raw: Raw::try_from(value).ok().filter(|v| *v < LETTER)?,
        reshaped: point_zeros || leading_zero,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_survive_a_spreadsheet() {
        let letter = |c: u8| LETTER | Raw::from(c);
        for (text, raw, reshaped) in [
            ("11", 11, false),
            ("011", 11, true),
            ("11.0", 11, true),
            ("11.", STRANGE, false),
            ("0", 0, false),
            ("c", letter(b'C'), false),
            ("C", letter(b'C'), false),
            ("11.5", STRANGE, false),
            ("40000", STRANGE, false),
            ("9999999999", STRANGE, false),
            ("-1", STRANGE, false),
            (".0", STRANGE, false),
            ("Yes", STRANGE, false),
        ] {
            assert_eq!(decode(text.as_bytes()), Decoded { raw, reshaped }, "{text}");
        }
    }

    #[test]
    fn a_later_entry_replaces_an_earlier_one() {
        let codes = Codes::with(&Lists::new()).unwrap();
        assert_eq!(codes.drug.of(1011), Drug::Heroin);
        assert_eq!(codes.drug.of(1012), Drug::Opiate);
        assert_eq!(codes.drug.of(3201), Drug::Crack);
        assert_eq!(codes.drug.of(9995), Drug::NonOpiate);
        assert_eq!(codes.drug.of(9996), Drug::NoDrug);
        assert!(
            codes.drug.is_unknown(999)
                && codes.drug.is_unknown(STRANGE)
                && !codes.drug.is_unknown(MISSING)
        );
        let extra: Lists =
            toml::from_str("[[discharge_reason]]\ncodes = \"85\"\nmeans = \"success\"").unwrap();
        assert_eq!(Codes::with(&extra).unwrap().reason.of(85), Reason::Success);
    }

    #[test]
    fn a_profile_cannot_name_a_list_or_a_meaning_that_is_not_there() {
        for wrong in [
            "[[colour]]\ncodes = \"1\"\nmeans = \"own\"",
            "[[sex]]\ncodes = \"1\"\nmeans = \"own\"",
            "[[sex]]\ncodes = \"9-1\"\nmeans = \"male\"",
        ] {
            let extra: Lists = toml::from_str(wrong).unwrap();
            assert!(Codes::with(&extra).is_err(), "{wrong}");
        }
    }
}

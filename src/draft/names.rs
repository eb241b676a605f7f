//! Names: how well a header fits each field. Comes in: a header. Goes out: for each field a score from 0 to 1, by the
//! phrases of `names.toml`; or that the header is the name of something that is no field.

use super::ideas::{Ideas, Lexicon, squash};
use crate::extract::Field;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// From here a header is a known name, or close to one.
pub const STRONG: f64 = 0.85;
/// From here a header points to a field without naming it.
pub const FAIR: f64 = 0.6;
/// Nearly sure that it is no field: only a field's own name, word for word, is surer.
const FOREIGN: f64 = 0.99;
/// What a `maybe` name is worth beside a `known` one.
const MAYBE: f64 = 0.75;
/// What a word that says nothing takes away, and a lone letter or figure.
const STRANGE: f64 = 0.5;
const MARK: f64 = 0.25;
const CHEAP: f64 = 0.25;
/// What an idea of the phrase takes away that the header lacks.
const LACK: f64 = 2.0;
const LACK_CHEAP: f64 = 1.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ideas: BTreeMap<String, Vec<String>>,
    several: BTreeMap<String, String>,
    extra: Extra,
    fields: BTreeMap<String, Spellings>,
    other: Spellings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    free: BTreeSet<String>,
    cheap: BTreeSet<String>,
    cheap_but_in_dates: BTreeSet<String>,
    turning_in_dates: BTreeSet<String>,
    weak: BTreeSet<String>,
    turning: BTreeSet<String>,
    foreign: BTreeSet<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Spellings {
    #[serde(default)]
    spelt: BTreeSet<String>,
    #[serde(default)]
    known: Vec<String>,
    #[serde(default)]
    maybe: Vec<String>,
}

struct Phrase {
    ideas: BTreeSet<String>,
    worth: f64,
}

struct Wanted {
    spelt: BTreeSet<String>,
    phrases: Vec<Phrase>,
}

/// The tables of `names.toml`, ready for use.
struct Names {
    lexicon: Lexicon,
    extra: Extra,
    /// In the order of `Field::ALL`.
    fields: Vec<Wanted>,
    other: Wanted,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("names.toml")).expect("the names are well formed");
    Names::new(file)
});

/// How a header fits the fields.
#[derive(Clone, Debug)]
pub struct Name {
    /// In the order of `Field::ALL`.
    scores: Vec<f64>,
    /// How well it fits the name of something that is no field.
    other: f64,
    /// Whether it says that it holds dates.
    pub says_date: bool,
}

impl Name {
    pub fn of(header: &str) -> Name {
        NAMES.name(header)
    }

    pub fn score(&self, field: Field) -> f64 {
        self.scores[field as usize]
    }

    /// The field named best, if any is named well enough and nothing else is named better.
    pub fn best(&self) -> Option<Field> {
        let best = Field::ALL
            .iter()
            .copied()
            .rev()
            .max_by(|a, b| self.score(*a).total_cmp(&self.score(*b)))?;
        (self.score(best) >= STRONG && !self.is_other()).then_some(best)
    }

    /// Whether it is the name of something that is no field.
    pub fn is_other(&self) -> bool {
        let best = self.scores.iter().fold(0.0f64, |a, b| a.max(*b));
        self.other >= FAIR && self.other >= best
    }
}

/// Fields that hold dates.
pub fn is_date(field: Field) -> bool {
    matches!(
        field,
        Field::DateOfBirth
            | Field::TriageDate
            | Field::DischargeDate
            | Field::ModalityStart
            | Field::OutcomeDate
            | Field::ReviewDate
            | Field::ReferralDate
    )
}

impl Names {
    fn new(mut file: File) -> Names {
        let mut words: HashMap<String, Vec<&'static str>> = HashMap::new();
        // The ideas live as long as the program: there are a hundred, made once.
        let ideas: Vec<(&'static str, Vec<String>)> = file
            .ideas
            .into_iter()
            .map(|(idea, words)| (&*Box::leak(idea.into_boxed_str()), words))
            .collect();
        for (idea, spellings) in &ideas {
            for word in spellings {
                words.insert(word.clone(), vec![*idea]);
            }
        }
        let find = |name: &str| {
            ideas
                .iter()
                .find(|(idea, _)| *idea == name)
                .map(|(i, _)| *i)
        };
        for (word, several) in &file.several {
            words.insert(word.clone(), several.split(' ').filter_map(find).collect());
        }
        let fields = Field::ALL
            .iter()
            .map(|f| wanted(file.fields.remove(f.name()).unwrap_or_default()))
            .collect();
        Names {
            lexicon: Lexicon::new(words),
            extra: file.extra,
            fields,
            other: wanted(file.other),
        }
    }

    fn name(&self, header: &str) -> Name {
        let ideas = self.lexicon.ideas(header);
        let squashed = squash(header);
        let score = |wanted: &Wanted, date: Option<bool>| {
            if wanted.spelt.contains(&squashed) {
                return 1.0;
            }
            wanted
                .phrases
                .iter()
                .map(|phrase| phrase.worth * self.likeness(&ideas, &phrase.ideas, date))
                .fold(0.0, f64::max)
        };
        let foreign = |i: &&str| self.extra.foreign.contains(*i);
        let is_foreign = ideas.known.iter().any(foreign);
        Name {
            scores: Field::ALL
                .iter()
                .map(|f| score(&self.fields[*f as usize], Some(is_date(*f))))
                .collect(),
            other: if is_foreign {
                FOREIGN
            } else {
                score(&self.other, None)
            },
            says_date: ideas.known.contains("date") || ideas.known.contains("birth"),
        }
    }

    /// How like a header's ideas are to a phrase's: twice what both have, against all that either has.
    fn likeness(&self, header: &Ideas, phrase: &BTreeSet<String>, date: Option<bool>) -> f64 {
        let (both, lacking): (Vec<_>, Vec<_>) = phrase
            .iter()
            .partition(|i| header.known.contains(i.as_str()));
        let weak = both.iter().all(|i| self.extra.weak.contains(i.as_str()));
        if both.is_empty() || (weak && !lacking.is_empty()) {
            return 0.0;
        }
        let both = both.len() as f64;
        let lacking = lacking.iter().map(|i| self.lack(i)).sum::<f64>();
        let mut extra = header.strange as f64 * STRANGE + header.marks as f64 * MARK;
        for idea in header.known.iter().filter(|i| !phrase.contains(**i)) {
            extra += match self.cost(idea, date) {
                Some(cost) => cost,
                None => return 0.0,
            };
        }
        2.0 * both / (2.0 * both + lacking + extra)
    }

    /// What an idea costs that the name lacks: an idea that others do without is no great loss.
    fn lack(&self, idea: &str) -> f64 {
        if self.extra.cheap.contains(idea) || self.extra.free.contains(idea) {
            LACK_CHEAP
        } else {
            LACK
        }
    }

    /// What an idea costs that the phrase lacks; `None` if it makes the name another.
    fn cost(&self, idea: &str, date: Option<bool>) -> Option<f64> {
        // A name that says `date` is no name of a field that holds none.
        if idea == "date" {
            return (date != Some(false)).then_some(0.0);
        }
        let cheap = self.extra.cheap.contains(idea)
            || (date == Some(false) && self.extra.cheap_but_in_dates.contains(idea));
        match idea {
            _ if self.extra.turning.contains(idea) || self.extra.foreign.contains(idea) => None,
            _ if date == Some(true) && self.extra.turning_in_dates.contains(idea) => None,
            _ if self.extra.free.contains(idea) => Some(0.0),
            _ if cheap => Some(CHEAP),
            _ => Some(1.0),
        }
    }
}

fn wanted(spellings: Spellings) -> Wanted {
    let phrase = |text: &String, worth| Phrase {
        ideas: text.split(' ').map(str::to_owned).collect(),
        worth,
    };
    let known = spellings.known.iter().map(|t| phrase(t, 1.0));
    let maybe = spellings.maybe.iter().map(|t| phrase(t, MAYBE));
    Wanted {
        phrases: known.chain(maybe).collect(),
        spelt: spellings.spelt,
    }
}

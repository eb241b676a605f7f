//! Headers as ideas. Comes in: a column's header. Goes out: the ideas its words stand for (`client`, `id`, `discharge`)
//! and how many words are not known, by the tables of `names.toml`.
//!
//! A word is looked up as it is; then without its plural; then cut where several known words stand without a space
//! (`dischargereason`); then as the beginning of a known word; then as one without vowels (`dschrg`); then as a slip of
//! the keyboard. The first that answers decides.

use std::collections::{BTreeSet, HashMap};

/// Shortest word that may be told from its beginning, and from its consonants.
const BEGINNING: usize = 4;
/// Shortest words in which one slip and two slips of the keyboard are forgiven.
const SLIPS: [usize; 2] = [6, 10];
/// The most parts that a word of the tables has.
const MOST_PARTS: usize = 5;

/// The ideas of a header.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ideas {
    pub known: BTreeSet<&'static str>,
    /// Words that stand for nothing known.
    pub strange: usize,
    /// Single letters and figures that stand for nothing known.
    pub marks: usize,
}

/// The words known, and the ideas each stands for.
pub struct Lexicon {
    words: HashMap<String, Vec<&'static str>>,
    /// Words of one part and at least three letters, in order: for the searches, which must not depend on hashing.
    single: Vec<String>,
    consonants: HashMap<String, String>,
}

impl Lexicon {
    pub fn new(words: HashMap<String, Vec<&'static str>>) -> Lexicon {
        let mut single: Vec<String> = words
            .keys()
            .filter(|w| w.len() >= 3 && !w.contains(' '))
            .cloned()
            .collect();
        single.sort();
        let consonants = single
            .iter()
            .rev()
            .filter(|w| w.len() > BEGINNING)
            .map(|w| (without_vowels(w), w.clone()))
            .collect();
        Lexicon {
            words,
            single,
            consonants,
        }
    }

    /// What a header says.
    pub fn ideas(&self, header: &str) -> Ideas {
        let parts = self.parts(header);
        let mut ideas = Ideas::default();
        let mut at = 0;
        while at < parts.len() {
            let (taken, found) = self.longest(&parts, at);
            match found {
                Some(found) => ideas.known.extend(found),
                None if parts[at].chars().count() == 1 || is_number(&parts[at]) => ideas.marks += 1,
                None => ideas.strange += 1,
            }
            at += taken;
        }
        ideas
    }

    /// The parts of a header; what is a known word as a whole is not cut where only its case changes.
    fn parts(&self, header: &str) -> Vec<String> {
        let plain: String = header.chars().filter(|c| !"'’`".contains(*c)).collect();
        let chunks = plain.split(|c: char| !c.is_alphanumeric());
        let parts = chunks.filter(|c| !c.is_empty()).flat_map(|chunk| {
            let whole = chunk.to_lowercase();
            if self.words.contains_key(&whole) {
                vec![whole]
            } else {
                cut(chunk)
            }
        });
        join_letters(parts.collect())
    }

    /// The longest word that begins at a part: how many parts it takes, and its ideas.
    fn longest(&self, parts: &[String], at: usize) -> (usize, Option<Vec<&'static str>>) {
        for taken in (2..=MOST_PARTS.min(parts.len() - at)).rev() {
            if let Some(found) = self.words.get(&parts[at..at + taken].join(" ")) {
                return (taken, Some(found.clone()));
            }
        }
        // `ref` is a reference at the end of a name, and a referral before that.
        if parts[at] == "ref" {
            let dated = parts
                .iter()
                .any(|p| self.words.get(p).is_some_and(|i| i == &["date"]));
            let last = at + 1 == parts.len() && !dated;
            return (1, Some(vec![if last { "id" } else { "referral" }]));
        }
        (1, self.word(&parts[at]))
    }

    fn word(&self, word: &str) -> Option<Vec<&'static str>> {
        let known = |w: &str| self.words.get(w).cloned();
        known(word)
            .or_else(|| known(word.strip_suffix('s')?))
            .or_else(|| self.joined(word))
            .or_else(|| self.beginning(word))
            .or_else(|| {
                known(
                    self.consonants
                        .get(word)
                        .filter(|_| word.len() >= BEGINNING)?,
                )
            })
            .or_else(|| known(self.slip(word)?))
    }

    /// A word that is several known words without a space, cut into as few as will do.
    fn joined(&self, word: &str) -> Option<Vec<&'static str>> {
        let short = ["id", "dt", "cd", "no", "yn", "tx", "su"];
        let mut best: Vec<Option<Vec<&str>>> = vec![None; word.len() + 1];
        best[0] = Some(Vec::new());
        for end in 2..=word.len() {
            for start in 0..end - 1 {
                let (Some(before), Some(part)) = (&best[start], word.get(start..end)) else {
                    continue;
                };
                let shorter = best[end]
                    .as_ref()
                    .is_none_or(|b| before.len() + 1 < b.len());
                let is_word = if part.len() == 2 {
                    short.contains(&part)
                } else {
                    part == "ref" || self.words.contains_key(part)
                };
                if shorter && is_word {
                    let longer = before.iter().copied().chain([part]).collect();
                    best[end] = Some(longer);
                }
            }
        }
        let parts = best.pop()?.filter(|parts| parts.len() > 1)?;
        let parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            let (taken, ideas) = self.longest(&parts, at);
            found.extend(ideas?);
            at += taken;
        }
        Some(found)
    }

    /// The ideas of the words that begin like this, if they are the same for all.
    fn beginning(&self, word: &str) -> Option<Vec<&'static str>> {
        if word.len() < BEGINNING {
            return None;
        }
        let from = self.single.partition_point(|w| w.as_str() < word);
        let mut alike = self.single[from..]
            .iter()
            .take_while(|w| w.starts_with(word));
        let ideas = &self.words[alike.next()?];
        alike
            .all(|w| self.words[w] == *ideas)
            .then(|| ideas.clone())
    }

    /// The known word that differs by a slip or two.
    fn slip(&self, word: &str) -> Option<&str> {
        let allowed = SLIPS.iter().filter(|least| word.len() >= **least).count();
        let near = |w: &&String| {
            w.len().abs_diff(word.len()) <= allowed && w.as_bytes()[0] == word.as_bytes()[0]
        };
        let candidates = self
            .single
            .iter()
            .filter(|w| allowed > 0 && w.len() >= SLIPS[0] - 1);
        candidates
            .filter(near)
            .map(|w| (strsim::osa_distance(w, word), w))
            .filter(|(slips, _)| *slips <= allowed)
            .min()
            .map(|(_, w)| w.as_str())
    }
}

/// Cuts `ClientID` and `drug1` where case or kind of character changes.
fn cut(chunk: &str) -> Vec<String> {
    let chars: Vec<char> = chunk.chars().collect();
    let mut parts = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|b| chars[b]);
        let after = chars.get(at + 1);
        let begins = before.is_some_and(|b| {
            b.is_numeric() != c.is_numeric()
                || (c.is_uppercase() && b.is_lowercase())
                || (c.is_uppercase() && b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()))
        });
        if begins {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut() {
            last.extend(c.to_lowercase());
        }
    }
    // `IDs`, `U18s`: a lone letter s is a plural.
    parts.retain(|p| p != "s");
    parts
}

/// Letters that stand alone one after the other are one word: `D.O.B.`, `Y/N`.
fn join_letters(parts: Vec<String>) -> Vec<String> {
    let mut joined: Vec<(String, bool)> = Vec::new();
    for part in parts {
        let letter = part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
        match joined.last_mut() {
            Some((before, true)) if letter => before.push_str(&part),
            _ => joined.push((part, letter)),
        }
    }
    joined.into_iter().map(|(part, _)| part).collect()
}

fn is_number(part: &str) -> bool {
    part.chars().all(char::is_numeric)
}

fn without_vowels(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next();
    first
        .into_iter()
        .chain(letters.filter(|c| !"aeiou".contains(*c)))
        .collect()
}

/// A header's letters and figures alone.
pub fn squash(header: &str) -> String {
    header
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_cut_into_words() {
        for (header, parts) in [
            ("ClientID", "client id"),
            ("CLIENTID", "clientid"),
            ("dischDt", "disch dt"),
            ("Drug1", "drug 1"),
            ("D.O.B.", "dob"),
            ("Pregnant (Y/N)", "pregnant yn"),
            ("Children's  social-care", "childrens social care"),
            ("Ward/Été", "ward été"),
            ("", ""),
            ("--", ""),
        ] {
            let chunks = header.replace('\'', "");
            let cut = chunks
                .split(|c: char| !c.is_alphanumeric())
                .filter(|c| !c.is_empty())
                .flat_map(cut);
            assert_eq!(join_letters(cut.collect()).join(" "), parts, "{header}");
        }
    }
}

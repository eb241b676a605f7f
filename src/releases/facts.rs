//! What the rows of a release say: of each count how many it is, or that it is hidden.

use super::read::Release;
use crate::disclosure::questions::{Atoms, Block, Set, counted, rows_of};
use crate::measures::definitions::{Measure, measures};
use crate::measures::{GroupRow, SexRow};
use crate::table::Row;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An age group, a population, a year.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Context {
    pub age_group: String,
    pub population: String,
    pub period: String,
}

/// Where people are counted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    pub area: String,
    pub provider: String,
    pub breakdown: String,
    pub level: String,
}

/// What is counted there: the answers to a question, in a row of family groups.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Count {
    pub block: usize,
    pub row: usize,
    pub set: Set,
}

/// What a reader has of a count: the least and the most that it can be; `None` where it is hidden.
pub type Shown = Option<(i64, i64)>;

/// The counts of a context.
#[derive(Default)]
pub struct Printed {
    pub counts: BTreeMap<(Place, Count), Shown>,
}

/// The counts of a release.
pub struct Facts {
    pub contexts: BTreeMap<Context, Printed>,
    pub suppress_below: i64,
    /// What the release says of itself.
    pub marking: String,
}

impl Facts {
    pub fn of(release: Release, blocks: &[Block]) -> Facts {
        let measures = measures();
        let by_name: HashMap<(&str, &str), &Measure> = measures
            .iter()
            .map(|measure| ((measure.population.name(), measure.id), measure))
            .collect();
        let mut facts = Facts {
            contexts: BTreeMap::new(),
            suppress_below: release.suppress_below,
            marking: release.marking,
        };
        for row in release.results.rows() {
            let is_plain = row.text("compared_with").is_empty();
            // What nobody was asked is blank; of nobody, or nearly, there are noughts.
            let is_blank = row.text("numerator").is_empty() && row.text("denominator").is_empty();
            let is_asked = !(is_blank && row.text("shorthand").contains("[x]"));
            let measure = by_name.get(&(row.text("population"), row.text("measure")));
            let (Some(measure), true) = (measure, is_plain && is_asked) else {
                continue;
            };
            facts.take(blocks, measure, row, release.round_to);
        }
        facts
    }

    /// The one area that stands beside all others, if there is one.
    pub fn area_beside(&self, rest: &str) -> Option<String> {
        let keys = self
            .contexts
            .values()
            .flat_map(|printed| printed.counts.keys());
        let areas = keys.filter(|(place, _)| place.provider == "all" && place.breakdown == "all");
        let areas: BTreeSet<&str> = areas.map(|(place, _)| &*place.area).collect();
        match areas
            .into_iter()
            .filter(|area| *area != rest)
            .collect::<Vec<_>>()[..]
        {
            [area] if area != "all" => Some(area.to_owned()),
            _ => None,
        }
    }

    fn take(&mut self, blocks: &[Block], measure: &Measure, row: Row<'_>, base: i64) {
        let group = GroupRow::ALL
            .into_iter()
            .find(|g| g.name() == row.text("family_group"));
        let sex = SexRow::ALL
            .into_iter()
            .find(|s| s.name() == row.text("sex"));
        let (Some(group), Some(sex)) = (group, sex) else {
            return;
        };
        let Some(counted) = counted(blocks, measure, sex) else {
            return;
        };
        let rows = rows_of(measure, group);
        let context = Context {
            age_group: row.text("age_group").to_owned(),
            population: row.text("population").to_owned(),
            period: row.text("period").to_owned(),
        };
        let place = Place {
            area: row.text("area").to_owned(),
            provider: row.text("provider").to_owned(),
            breakdown: row.text("breakdown").to_owned(),
            level: row.text("level").to_owned(),
        };
        let printed = self.contexts.entry(context).or_default();
        for (column, (block, set), at) in [
            ("numerator", counted.numerator, rows.0),
            ("denominator", counted.denominator, rows.1),
        ] {
            let count = Count {
                block,
                row: at,
                set,
            };
            let shown = row.text(column).parse::<i64>().ok().map(|n| range(n, base));
            let known = printed.counts.entry((place.clone(), count)).or_default();
            *known = known.or(shown);
        }
    }
}

/// What a count can be that is shown rounded; half a base goes up.
fn range(shown: i64, base: i64) -> (i64, i64) {
    ((shown - base / 2).max(0), shown + (base - 1) / 2)
}

/// Whether one of two releases prints a count of a question.
pub fn prints(both: [&Printed; 2], block: usize) -> bool {
    let mut counts = both.iter().flat_map(|printed| printed.counts.keys());
    counts.any(|(_, count)| count.block == block)
}

/// Whether two releases agree in all that both show of a question.
pub fn agree([old, new]: [&Printed; 2], block: usize) -> bool {
    let mut of_block = old
        .counts
        .iter()
        .filter(|((_, count), _)| count.block == block);
    of_block.all(|(key, shown)| {
        let (Some(old), Some(Some(new))) = (shown, new.counts.get(key)) else {
            return true;
        };
        old.0 <= new.1 && new.0 <= old.1
    })
}

/// Counts that the second shows, or shows more closely, and the first does not.
pub fn shown_by_the_second_alone([old, new]: [&Printed; 2], block: usize) -> usize {
    let is_new = |(key, shown): &(&(Place, Count), &Shown)| {
        if key.1.block != block {
            return false;
        }
        let before = old.counts.get(key).copied().flatten();
        match (before, shown) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(now)) => now.0 > before.0 || now.1 < before.1,
        }
    };
    new.counts.iter().filter(is_new).count()
}

/// Numbers of children that one release shows and the other hides: they are in no network of sums.
pub fn children_shown_by_one([old, new]: [&Printed; 2]) -> impl Iterator<Item = (&Place, Count)> {
    old.counts.iter().filter_map(|(key, before)| {
        let now = new.counts.get(key)?;
        let is_one = before.is_some() != now.is_some();
        let (_, most) = before.or(*now)?;
        let is_children = matches!(key.1.set, Set::Children(_));
        (is_children && is_one && most > 0).then_some((&key.0, key.1))
    })
}

/// The atoms of a set of people.
pub fn people_in(set: Set) -> Option<Atoms> {
    match set {
        Set::People(atoms) => Some(atoms),
        Set::Children(_) => None,
    }
}

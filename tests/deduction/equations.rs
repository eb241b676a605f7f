//! The counts of one population and all that is known about them before any row is read: which are sums of which.

use crate::groups::{COMPLETE, GROUP_SUMS, GROUPS_INSIDE, GROUPS_OF_ROWS, LEVELS};
use crate::meaning::{Count, Knowledge, counts_of};
use crate::rows::{Row, is_share};
use crate::sums::{OF_ADULTS, OF_LINKED_TABLES, OF_TRAITS, Sum};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A row and the level it stands at, an area and a provider being levels too.
pub type At<'a> = (&'a Row, String);

pub struct Equations {
    pub knowledge: Knowledge,
    pub counts: Vec<Count>,
    pub at: HashMap<Count, usize>,
    /// whole = the sum of the parts.
    pub sums: Vec<(usize, Vec<usize>)>,
    /// Whether a row prints it: everything else only follows from rows.
    pub printed: Vec<bool>,
}

/// The rows of one breakdown: its levels, what is printed at them, and in which groups.
#[derive(Default)]
struct Division {
    levels: BTreeSet<String>,
    whats: BTreeSet<String>,
    remainders: BTreeSet<(String, String)>,
    groups: BTreeSet<String>,
}

impl Equations {
    pub fn of(rows: &[At<'_>], knowledge: Knowledge) -> Equations {
        let mut all = Equations {
            knowledge,
            counts: Vec::new(),
            at: HashMap::new(),
            sums: Vec::new(),
            printed: Vec::new(),
        };
        let mut divisions = BTreeMap::<&str, Division>::new();
        let mut printed = BTreeSet::new();
        for (row, level) in rows {
            let (numerator, denominator) = counts_of(row, level, knowledge);
            let division = divisions.entry(division_of(row, level)).or_default();
            division.levels.insert(level.clone());
            // What is left of a denominator has no row, but everybody can work it out.
            if has_remainder(row) && denominator.what != "nobody" {
                division
                    .remainders
                    .insert((denominator.what.clone(), numerator.what.clone()));
            }
            for count in [numerator, denominator] {
                division.whats.insert(count.what.clone());
                division.groups.insert(count.group.clone());
                let at = all.index(count.clone());
                all.printed[at] = true;
                printed.insert(count);
            }
        }
        let is_adult = rows.iter().all(|(row, _)| row.age_group == "adults");
        let levels: Vec<(String, Vec<String>)> = divisions
            .iter()
            .map(|(name, division)| (name.to_string(), division.levels.iter().cloned().collect()))
            .filter(|(name, _)| name != "all")
            .collect();
        for division in divisions.values() {
            all.sums_of(division, is_adult);
        }
        for (name, levels) in &levels {
            all.sums_over(&divisions[name.as_str()], levels, is_adult);
        }
        for count in &printed {
            all.differences(count, &levels);
        }
        all
    }

    fn index(&mut self, count: Count) -> usize {
        if let Some(at) = self.at.get(&count) {
            return *at;
        }
        let at = self.counts.len();
        self.counts.push(count.clone());
        self.printed.push(false);
        self.at.insert(count, at);
        at
    }

    fn sum(&mut self, whole: Count, parts: impl IntoIterator<Item = Count>) {
        let whole = self.index(whole);
        let parts = parts.into_iter().map(|part| self.index(part)).collect();
        self.sums.push((whole, parts));
    }

    /// Sums within each level: of traits within a group, of groups within a trait.
    fn sums_of(&mut self, division: &Division, is_adult: bool) {
        let traits = division.traits(is_adult, self.knowledge);
        let whats = division.names(&traits);
        for level in &division.levels {
            for group in division.groups() {
                for (whole, parts) in &traits {
                    // At a level the denominator goes by another name: all people of the level, or nobody.
                    if self.knowledge == Knowledge::LinkedTables
                        && whole == "drug recorded"
                        && LEVELS.contains(&level.as_str())
                    {
                        continue;
                    }
                    self.sum(
                        Count::new(whole, group, level),
                        parts.iter().map(|part| Count::new(part, group, level)),
                    );
                }
            }
            for what in &whats {
                for (whole, parts) in GROUP_SUMS {
                    self.sum(
                        Count::new(what, whole, level),
                        parts.iter().map(|part| Count::new(what, part, level)),
                    );
                }
            }
        }
    }

    /// Everybody is at one level of a breakdown, in one area, at one provider.
    fn sums_over(&mut self, division: &Division, levels: &[String], is_adult: bool) {
        let traits = division.traits(is_adult, self.knowledge);
        let whats = division.names(&traits);
        let of_substances = levels.iter().any(|level| LEVELS.contains(&level.as_str()));
        for group in division.groups() {
            for what in &whats {
                self.sum(
                    Count::new(what, group, "all"),
                    levels.iter().map(|level| Count::new(what, group, level)),
                );
            }
            if self.knowledge == Knowledge::LinkedTables && of_substances {
                self.sum(
                    Count::new("people", group, "all"),
                    [
                        Count::new("drug recorded", group, "all"),
                        Count::new("people", group, "not_recorded"),
                    ],
                );
            }
        }
    }

    /// A shown total less a shown part: everybody but the group, everybody but the level.
    fn differences(&mut self, whole: &Count, divisions: &[(String, Vec<String>)]) {
        let Count { what, group, level } = whole;
        for (wide, inside) in GROUPS_INSIDE {
            for part in inside.iter().filter(|_| wide == group) {
                let rest = format!("{wide} but {part}");
                self.sum(
                    whole.clone(),
                    [part, rest.as_str()].map(|group| Count::new(what, group, level)),
                );
            }
        }
        let levels = divisions.iter().flat_map(|(_, levels)| levels);
        for part in levels.filter(|_| level == "all") {
            if !self.at.contains_key(&Count::new(what, group, part)) {
                continue;
            }
            let rest = format!("all but {part}");
            self.sum(
                whole.clone(),
                [part.as_str(), rest.as_str()].map(|level| Count::new(what, group, level)),
            );
        }
    }

    /// Both counts of a row: where they are, and what the row shows of them.
    pub fn shown_by(&self, (row, level): &At<'_>) -> [(usize, Option<i64>); 2] {
        let (numerator, denominator) = counts_of(row, level, self.knowledge);
        [
            (self.at[&numerator], row.numerator),
            (self.at[&denominator], row.denominator),
        ]
    }
}

fn division_of(row: &Row, level: &str) -> &'static str {
    match level {
        "all" => "all",
        _ if row.provider != "all" => "provider",
        _ if row.breakdown != "all" => "substance_group",
        _ => "area",
    }
}

/// Not what is no part of its denominator: a number of children, or a family group.
fn has_remainder(row: &Row) -> bool {
    !is_share(&row.measure) && !row.is_mean() && row.measure != "completeness_family_group"
}

impl Division {
    /// The sums within a group and level that are about something printed there.
    fn traits(&self, is_adult: bool, knowledge: Knowledge) -> Vec<(String, Vec<String>)> {
        let linked: &[Sum] = match knowledge {
            Knowledge::Tables => &[],
            Knowledge::LinkedTables => OF_LINKED_TABLES,
        };
        // Only the name of a measure says by itself that there is a row of it; a remainder's has a space.
        let is_about_something = |what: &str| self.whats.contains(what) || what.contains(' ');
        OF_TRAITS
            .iter()
            .chain(OF_ADULTS.iter().filter(|_| is_adult))
            .chain(linked)
            .filter(|(whole, parts)| {
                parts
                    .iter()
                    .chain([whole])
                    .all(|what| is_about_something(what))
            })
            .map(|(whole, parts)| {
                let parts = parts.iter().map(ToString::to_string).collect();
                ((*whole).to_string(), parts)
            })
            .chain(self.remainders.iter().map(|(denominator, numerator)| {
                let rest = format!("{denominator} without {numerator}");
                (denominator.clone(), vec![numerator.clone(), rest])
            }))
            .collect()
    }

    fn names<'a>(&'a self, traits: &'a [(String, Vec<String>)]) -> BTreeSet<&'a str> {
        traits
            .iter()
            .flat_map(|(whole, parts)| [whole].into_iter().chain(parts))
            .chain(&self.whats)
            .map(String::as_str)
            .collect()
    }

    /// Where only everybody is asked, nothing is known of a family group.
    fn groups(&self) -> Vec<&'static str> {
        let everybody = ["all", COMPLETE];
        if self
            .groups
            .iter()
            .all(|group| everybody.contains(&group.as_str()))
        {
            return everybody.to_vec();
        }
        GROUPS_OF_ROWS.into_iter().chain([COMPLETE]).collect()
    }
}

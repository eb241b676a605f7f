//! What whole numbers give away: a sum of children whose families are counted by size, and services that overlap.
//!
//! Everybody with one child adds one, with two two, with three three, and with four or more from four to thirty. So a
//! sum, the number of people it is over, and a part of the distribution may leave one way only.

use crate::equations::Equations;
use crate::meaning::Count;
use crate::sums::CHILDREN_AT_HOME;

/// More are taken as not known.
const MOST_CHILDREN: i64 = 30;
/// People with one child, two, three, four or more; all of them; their children.
const PARTS: [&str; 6] = [
    "children_1",
    "children_2",
    "children_3",
    "children_4_or_more",
    CHILDREN_AT_HOME,
    "children_living_with",
];
const PEOPLE: usize = 4;
const CHILDREN: usize = 5;

/// Everybody with any of them, and each kind.
const SERVICES: [&str; 5] = [
    "childrens_services_received",
    "childrens_services_early_help",
    "childrens_services_child_in_need",
    "childrens_services_child_protection_plan",
    "childrens_services_looked_after_child",
];

/// Puts in what can be found, and says whether anything was.
pub fn search(equations: &Equations, known: &mut [Option<i64>]) -> bool {
    let mut found = false;
    for places in places(equations, &PARTS) {
        let before = places.map(|at| known[at]);
        if let Some(ways) = Ways::of(before) {
            for (at, range) in places.iter().zip(ways.alone) {
                found |= learn(known, *at, range);
            }
        }
    }
    for places in places(equations, &SERVICES) {
        for (at, range) in places.iter().zip(overlapping(places.map(|at| known[at]))) {
            found |= learn(known, *at, range);
        }
    }
    found
}

fn learn(known: &mut [Option<i64>], at: usize, (least, most): (i64, i64)) -> bool {
    let is_new = known[at].is_none() && least == most;
    if is_new {
        known[at] = Some(least);
    }
    is_new
}

/// Hidden sizes of families that are few together, though each may be more than one number.
pub fn few_together(equations: &Equations, known: &[Option<i64>]) -> Vec<String> {
    let mut few = Vec::new();
    for places in places(equations, &PARTS) {
        let Some(ways) = Ways::of(places.map(|at| known[at])) else {
            continue;
        };
        for (subset, (least, most)) in ways.together.iter().enumerate() {
            let parts: Vec<usize> = (0..4).filter(|part| subset >> part & 1 == 1).collect();
            let hidden = parts.iter().all(|part| known[places[*part]].is_none());
            if parts.len() > 1 && hidden && least == most && (1..=4).contains(least) {
                let Count { group, level, .. } = &equations.counts[places[0]];
                let names: Vec<&str> = parts.iter().map(|part| PARTS[*part]).collect();
                few.push(format!(
                    "{} / {group} / {level} are {least}",
                    names.join(" + ")
                ));
            }
        }
    }
    few
}

/// Where the counts of each group and level are: also of all but a group, and of all but a level.
fn places<const N: usize>(equations: &Equations, names: &[&str; N]) -> Vec<[usize; N]> {
    let of_first = equations.counts.iter().filter(|c| c.what == names[0]);
    of_first
        .filter_map(|Count { group, level, .. }| {
            let at = names.map(|name| equations.at.get(&Count::new(name, group, level)).copied());
            at.iter()
                .all(Option::is_some)
                .then(|| at.map(Option::unwrap_or_default))
        })
        .collect()
}

/// What every kind and all who have any may be: nobody of a kind is without services, nobody with services without one.
fn overlapping(known: [Option<i64>; 5]) -> [(i64, i64); 5] {
    let [all, kinds @ ..] = known;
    let largest = kinds.iter().flatten().max().copied().unwrap_or(0);
    let most = all.unwrap_or(i64::MAX);
    let sum = |left_out: usize| {
        let others = kinds
            .iter()
            .enumerate()
            .filter(|(kind, _)| *kind != left_out);
        others
            .map(|(_, kind)| kind.unwrap_or(most))
            .fold(0, i64::saturating_add)
    };
    let mut ranges = [(largest, sum(usize::MAX)); 5];
    for (kind, range) in ranges[1..].iter_mut().enumerate() {
        *range = (all.unwrap_or(0).saturating_sub(sum(kind)).max(0), most);
    }
    ranges
}

/// From least to most, over all ways that fit.
struct Ways {
    alone: [(i64, i64); 6],
    /// By which of the four sizes are added, as bits.
    together: [(i64, i64); 16],
}

impl Ways {
    /// `None` where nothing is unknown, or nothing limits it.
    fn of(known: [Option<i64>; 6]) -> Option<Ways> {
        let most = known[PEOPLE].into_iter().chain(known[CHILDREN]).min()?;
        if known.iter().all(Option::is_some) {
            return None;
        }
        let mut ways = Ways {
            alone: [(i64::MAX, i64::MIN); 6],
            together: [(i64::MAX, i64::MIN); 16],
        };
        let range = |at: usize, most: i64| known[at].map_or((0, most), |count| (count, count));
        let children = known[CHILDREN];
        let (first, last) = range(3, children.map_or(most, |children| most.min(children / 4)));
        for four in first..=last {
            let left = children.map(|children| children - 4 * four);
            let (first, last) = range(
                2,
                left.map_or(most - four, |left| (left / 3).min(most - four)),
            );
            for three in first..=last {
                let left = left.map(|left| left - 3 * three);
                let (first, last) = range(
                    1,
                    left.map_or(most - four - three, |left| (left / 2).min(most)),
                );
                for two in first..=last {
                    ways.add(&known, [two, three, four]);
                }
                if ways.is_open(&known) {
                    return Some(ways);
                }
            }
        }
        Some(ways)
    }

    /// With so many of two, three, and four or more: the least and the most people with one child.
    fn add(&mut self, known: &[Option<i64>; 6], [two, three, four]: [i64; 3]) {
        let others = two + three + four;
        let larger = 2 * two + 3 * three;
        let (mut least, mut most) = known[0].map_or((0, i64::MAX), |one| (one, one));
        if let Some(people) = known[PEOPLE] {
            least = least.max(people - others);
            most = most.min(people - others);
        }
        if let Some(children) = known[CHILDREN] {
            least = least.max(children - larger - MOST_CHILDREN * four);
            most = most.min(children - larger - 4 * four);
        }
        if least > most {
            return;
        }
        for one in [least, most] {
            let sizes = [one, two, three, four];
            let children = one + larger;
            let (fewest, highest) = match known[CHILDREN] {
                Some(children) => (children, children),
                None => (children + 4 * four, children + MOST_CHILDREN * four),
            };
            for (at, size) in sizes.into_iter().enumerate() {
                widen(&mut self.alone[at], size);
            }
            widen(&mut self.alone[PEOPLE], one + others);
            widen(&mut self.alone[CHILDREN], fewest);
            widen(&mut self.alone[CHILDREN], highest);
            for (subset, range) in self.together.iter_mut().enumerate() {
                let parts = (0..4).filter(|part| subset >> part & 1 == 1);
                widen(range, parts.map(|part| sizes[part]).sum());
            }
        }
    }

    /// Whether nothing unknown can be found any more.
    fn is_open(&self, known: &[Option<i64>; 6]) -> bool {
        let hidden = (0..4)
            .filter(|part| known[*part].is_none())
            .fold(0, |all, part| all | 1 << part);
        let alone = self
            .alone
            .iter()
            .zip(known)
            .all(|((least, most), known)| known.is_some() || least < most);
        alone
            && self
                .together
                .iter()
                .enumerate()
                .skip(1)
                .all(|(subset, (least, most))| subset & !hidden != 0 || least < most)
    }
}

fn widen((least, most): &mut (i64, i64), count: i64) {
    *least = (*least).min(count);
    *most = (*most).max(count);
}

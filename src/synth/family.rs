//! Family. In: a family group, an age, an agency. Out: the parental status and number of children
//! that an agency would record for it, and the help the family gets.
//!
//! Every pair of status and children falls, by the decision table of family groups with its default
//! settings, in the group that it is drawn for; the doubtful cells of that table are there, but
//! few.

use super::agencies::Agency;
use super::people::Group;
use super::random::Draws;

#[derive(Clone, Copy, Debug)]
pub(super) struct Family {
    pub parental: Option<u16>,
    pub children: Option<u16>,
    /// Up to three kinds of children's social care; the first may say that there is none.
    pub services: [Option<u16>; 3],
    pub parenting_support: bool,
    pub family_support: bool,
    pub network_intervention: bool,
}

/// Number of children at home: mean about 1.6 (published: some 104,000 with 66,193 adults), most
/// often one (published).
pub(super) const CHILDREN: &[(u16, u32)] = &[(1, 580), (2, 275), (3, 105), (4, 30), (5, 8), (6, 2)];
/// Brothers and sisters of an under-18.
const SIBLINGS: &[(u16, u32)] = &[(1, 430), (2, 330), (3, 160), (4, 60), (5, 20)];

/// Parents at home with some, not all, of their children, per mille (invented).
const SOME_AT_HOME: u32 = 280;
/// Instead of a number for a parent living with children: blank, none, declined, unknown. 955 in a
/// thousand have a number.
pub(super) const OWN_ODD: &[(Option<u16>, u32)] =
    &[(None, 5), (Some(0), 2), (Some(98), 1), (Some(99), 2)];
const OWN_ODD_SHARE: u32 = 45;
/// Parents apart whose number of children at home is blank, per mille.
const APART_BLANK: u32 = 25;
/// People living with others' children who are themselves parents living apart from theirs: the
/// cell of the decision table that moves most people.
const OTHERS_AND_PARENT: u32 = 180;
/// What makes data incomplete: (status, children). The second is the blank for nought that some
/// systems export.
pub(super) type Pair = (Option<u16>, Option<u16>);
const INCOMPLETE: &[(Pair, u32)] = &[
    ((Some(14), None), 280),
    ((None, None), 240),
    ((Some(14), Some(99)), 110),
    ((Some(14), Some(98)), 60),
    ((Some(15), Some(98)), 130),
    ((Some(15), Some(0)), 70),
    ((Some(15), Some(1)), 30),
    ((None, Some(0)), 50),
    ((None, Some(2)), 30),
];

/// Children's social care: early help, in need, protection plan, looked after, none, not recorded
/// (invented). Rows: own and others' children at home, parents apart, the rest.
const SERVICES_AT_HOME: &[(Option<u16>, u32)] = &[
    (Some(1), 70),
    (Some(2), 90),
    (Some(3), 80),
    (Some(4), 10),
    (Some(5), 580),
    (None, 170),
];
const SERVICES_APART: &[(Option<u16>, u32)] = &[
    (Some(1), 20),
    (Some(2), 50),
    (Some(3), 60),
    (Some(4), 130),
    (Some(5), 480),
    (None, 260),
];
const SERVICES_ELSE: &[(Option<u16>, u32)] = &[(Some(5), 300), (None, 700)];
/// Families with one kind of care that have another, per mille.
const MORE_SERVICES: u32 = 80;

/// Parenting support, family support, family and social network intervention: per mille by family
/// group (invented).
const SUPPORT: [[u32; 5]; 3] = [
    [130, 60, 40, 0, 10],
    [90, 45, 60, 20, 20],
    [60, 40, 40, 35, 20],
];

pub(super) fn draw(draws: &mut Draws, group: Group, age: i32, agency: Agency) -> Family {
    let (parental, children) = pair(draws, group, age);
    let services = services(draws, group);
    let [parenting_support, family_support, network_intervention] =
        SUPPORT.map(|by_group| draws.chance(by_group[group as usize]));
    let family = Family {
        parental,
        children,
        services,
        parenting_support,
        family_support,
        network_intervention,
    };
    at_agency(draws, family, agency)
}

/// The same family, its status in the list of codes that the agency uses.
pub(super) fn at_agency(draws: &mut Draws, family: Family, agency: Agency) -> Family {
    in_list(draws, family, agency.old_parental_list())
}

/// The same family, its status in the old list of codes or in the list that replaced it.
pub(super) fn in_list(draws: &mut Draws, family: Family, old: bool) -> Family {
    let parental = family.parental.map(|code| match (old, code) {
        (true, 11 | 12) => 1,
        (true, 13) => draws.pick(&[(2, 480), (3, 300), (4, 220)]),
        (true, 14) => 7,
        (true, 15) => 6,
        (false, 1) => 11,
        (false, 2..=4) => 13,
        (false, 7) => 14,
        (false, 6) => 15,
        (_, code) => code,
    });
    Family { parental, ..family }
}

pub(super) fn pair(draws: &mut Draws, group: Group, age: i32) -> Pair {
    match group {
        Group::Own => {
            let status = if age >= 21 && draws.chance(SOME_AT_HOME) {
                12
            } else {
                11
            };
            let odd = draws.chance(OWN_ODD_SHARE);
            let children = if odd {
                draws.pick(OWN_ODD)
            } else {
                Some(draws.pick(CHILDREN).min(at_most(age)))
            };
            (Some(status), children)
        }
        Group::Apart => (Some(13), Some(0).filter(|_| !draws.chance(APART_BLANK))),
        Group::Others => {
            let parent = age >= 18 && draws.chance(OTHERS_AND_PARENT);
            let children = draws.pick(if age < 18 { SIBLINGS } else { CHILDREN });
            (Some(if parent { 13 } else { 14 }), Some(children))
        }
        Group::NoChildren => (Some(14), Some(0)),
        Group::Incomplete => draws.pick(INCOMPLETE),
    }
}

/// Neither the very young nor people near fifty have a houseful of children.
pub(super) fn at_most(age: i32) -> u16 {
    match age {
        ..18 => 1,
        18..21 => 2,
        21..25 => 3,
        25..48 => 6,
        _ => 2,
    }
}

fn services(draws: &mut Draws, group: Group) -> [Option<u16>; 3] {
    let first = draws.pick(match group {
        Group::Own | Group::Others => SERVICES_AT_HOME,
        Group::Apart => SERVICES_APART,
        Group::NoChildren | Group::Incomplete => SERVICES_ELSE,
    });
    let involved = first.filter(|&code| code < 5);
    let more = involved.is_some() && draws.chance(MORE_SERVICES);
    let second = involved
        .map(|code| if code == 1 { 2 } else { 1 })
        .filter(|_| more);
    let third = second
        .filter(|_| draws.chance(100))
        .and(Some(4))
        .filter(|_| first != Some(4));
    [first, second, third]
}

//! What printed counts are made of.
//!
//! Every count that a run prints is a sum over family groups and over the answers to one question. The questions that
//! say something about each other (whether a field is recorded, and what is recorded in it; sex and pregnancy) make one
//! block. A block divides the people of a population into *atoms*: everybody is in exactly one. A printed count is then
//! a set of family groups and a set of atoms, and two printed counts are the same number if their sets are the same,
//! whatever they are called.

use super::span::Span;
use crate::cohorts::State;
use crate::cohorts::states::Field;
use State::*;

/// At most so many atoms and sets in a block: both are kept as bits.
pub const MOST_ATOMS: usize = 16;
pub const MOST_SETS: usize = 64;

/// The block of membership: how many people there are, whatever they answer.
pub const PEOPLE: usize = 0;

/// Atoms as bits.
pub type Atoms = u32;

/// Where the count of an atom comes from.
#[derive(Clone, Copy)]
enum Source {
    State(State),
    /// Those in the first state who are in none of the others.
    Without(State, &'static [State]),
    /// Everybody who is in no atom before.
    Other,
}

/// A set of atoms that is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Set {
    /// The people in one of the atoms.
    People(Atoms),
    /// The children of the people in one of the atoms.
    Children(Atoms),
}

impl Set {
    /// The atoms of the people that it is about.
    pub fn atoms(self) -> Atoms {
        match self {
            Set::People(atoms) | Set::Children(atoms) => atoms,
        }
    }

    /// How much one person in the atom adds to the count. What somebody with four children or more adds beyond four stays
    /// as it is.
    pub fn adds(self, atom: usize) -> u64 {
        match self {
            Set::People(atoms) => u64::from(atoms >> atom & 1),
            Set::Children(atoms) if atoms >> atom & 1 == 1 => atom as u64,
            Set::Children(_) => 0,
        }
    }
}

/// A division of everybody by the answers to one question, or to several that hang together.
pub struct Block {
    pub name: &'static str,
    atoms: Vec<Source>,
    /// State -> the atoms of the people in it.
    means: Vec<(State, Atoms)>,
    partly: Coarse,
    recording: Coarse,
    /// That an atom is empty in the whole is known without being printed: nobody's age is unknown, everybody is followed.
    pub empty_is_known: bool,
    pub sets: Vec<Set>,
    /// The sets that are printed beside everybody, as bits: shares of them, and how many are asked.
    pub of_everybody: u64,
    /// How many of the sets are printed; the others only follow from these.
    pub printed: usize,
}

/// How much of a block a table tells apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    Full,
    /// A population that is asked only some of the questions.
    Partly,
    /// Whether fields are recorded, and nothing else.
    Recording,
}

/// Where a question is asked only in part, several atoms are one: one of them stands for all.
#[derive(Clone)]
struct Coarse {
    /// The counts there, instead of those of the atoms: atom and source.
    sources: Vec<(usize, Source)>,
    /// Atom -> the atom that stands for it.
    slots: Vec<usize>,
}

impl Block {
    fn new(name: &'static str, atoms: Vec<Source>, means: Vec<(State, Atoms)>) -> Block {
        assert!(atoms.len() <= MOST_ATOMS, "{name} has too many atoms");
        let as_it_is = Coarse {
            sources: atoms.iter().copied().enumerate().collect(),
            slots: (0..atoms.len()).collect(),
        };
        Block {
            name,
            atoms,
            means,
            partly: as_it_is.clone(),
            recording: as_it_is,
            empty_is_known: false,
            of_everybody: 0,
            sets: Vec::new(),
            printed: 0,
        }
    }

    pub fn size(&self) -> usize {
        self.atoms.len()
    }

    /// Everybody.
    pub fn everybody(&self) -> Atoms {
        (1 << self.atoms.len()) - 1
    }

    /// The people in one of the states; `None` if one of them belongs to another block.
    pub fn atoms_of(&self, states: &[State]) -> Option<Atoms> {
        states.iter().try_fold(0, |all, state| {
            let (_, atoms) = self.means.iter().find(|(s, _)| s == state)?;
            Some(all | atoms)
        })
    }

    /// The number of a set, if it is counted.
    pub fn number_of(&self, set: Set) -> Option<usize> {
        self.sets.iter().position(|s| *s == set)
    }

    /// The number of a set, which is entered if it is new.
    pub fn set(&mut self, set: Set) -> usize {
        match self.number_of(set) {
            Some(at) => at,
            None => {
                assert!(
                    self.sets.len() < MOST_SETS,
                    "{} has too many sets",
                    self.name
                );
                self.sets.push(set);
                self.sets.len() - 1
            }
        }
    }

    /// The atom that stands for another.
    pub fn slot(&self, atom: usize, detail: Detail) -> usize {
        match detail {
            Detail::Full => atom,
            Detail::Partly => self.partly.slots[atom],
            Detail::Recording => self.recording.slots[atom],
        }
    }

    fn coarse(mut self, sources: Vec<(usize, Source)>, slots: Vec<usize>) -> Block {
        self.partly = Coarse { sources, slots };
        self.recording = self.partly.clone();
        self
    }

    /// The people in each atom, from the people in each state and all of them.
    pub fn fill(
        &self,
        detail: Detail,
        count: impl Fn(State) -> u32,
        people: u32,
        atoms: &mut [u32],
    ) {
        atoms.fill(0);
        let mut rest = people;
        let mut put = |(at, source): (usize, &Source)| {
            let n = match source {
                Source::State(state) => count(*state),
                Source::Without(whole, parts) => {
                    count(*whole) - parts.iter().map(|part| count(*part)).sum::<u32>()
                }
                Source::Other => rest,
            };
            rest -= n;
            atoms[at] = n;
        };
        let coarse = match detail {
            Detail::Full => return self.atoms.iter().enumerate().for_each(put),
            Detail::Partly => &self.partly,
            Detail::Recording => &self.recording,
        };
        coarse
            .sources
            .iter()
            .for_each(|(at, source)| put((*at, source)));
    }

    /// The states of which the block must be told to be known in full.
    pub fn states_in_full(&self) -> impl Iterator<Item = State> {
        self.atoms.iter().filter_map(|source| match source {
            Source::State(state) => Some(*state),
            _ => None,
        })
    }

    /// Enters the differences of printed sets inside each other, which a reader can work out.
    pub fn add_differences(&mut self) {
        self.printed = self.sets.len();
        for outer in 0..self.printed {
            for inner in 0..self.printed {
                let (Set::People(all), Set::People(some)) = (self.sets[outer], self.sets[inner])
                else {
                    continue;
                };
                if some != all && some & !all == 0 {
                    self.set(Set::People(all & !some));
                }
            }
        }
        for set in 0..self.printed {
            if let Set::People(atoms) = self.sets[set]
                && self.of_everybody >> set & 1 == 1
            {
                self.set(Set::People(self.everybody() & !atoms));
            }
        }
        // What only several additions and subtractions together tell: of an answer, and whoever counts more than one
        // answer has counted that of each as well.
        for atom in 0..self.size() {
            self.set(Set::People(1 << atom));
        }
    }

    /// The sets that can be worked out, by adding and subtracting, from some that are printed and the number of people.
    pub fn worked_out_from(&self, printed: u64) -> u64 {
        let mut known = Span::default();
        known.add(self.vector(Set::People(self.everybody())));
        for set in (0..self.sets.len()).filter(|set| printed >> set & 1 == 1) {
            known.add(self.vector(self.sets[set]));
        }
        (0..self.sets.len())
            .filter(|set| known.holds(self.vector(self.sets[*set])))
            .fold(0, |all, set| all | 1 << set)
    }

    /// How much a person in each atom adds to a set; last, the children that people with more than four have beyond these.
    fn vector(&self, set: Set) -> Vec<i64> {
        let atoms = (0..self.size()).map(|atom| set.adds(atom) as i64);
        let beyond = i64::from(matches!(set, Set::Children(_)));
        atoms.chain([beyond]).collect()
    }
}

/// A field of which it is also asked whether it is recorded: the answers, the state of those who have none, and the
/// states of the other question.
struct Recorded {
    name: &'static str,
    answers: &'static [State],
    missing: State,
    recorded: State,
    blank: State,
}

const RECORDED: &[Recorded] = &[
    Recorded {
        name: "drugs",
        answers: &[NeitherHeroinNorCrack, HeroinOnly, CrackOnly, HeroinAndCrack],
        missing: DrugsNotRecorded,
        recorded: DrugsRecorded,
        blank: DrugsBlank,
    },
    Recorded {
        name: "injecting",
        answers: &[NeverInjected, PreviouslyInjected, CurrentlyInjecting],
        missing: InjectingNotRecorded,
        recorded: InjectingRecorded,
        blank: InjectingBlank,
    },
    Recorded {
        name: "housing",
        answers: &[NoHousingProblem, HousingProblem, NoFixedAbode],
        missing: HousingNotRecorded,
        recorded: HousingRecorded,
        blank: HousingBlank,
    },
    Recorded {
        name: "referral",
        answers: &[
            ReferredBySelf,
            ReferredByFamilyFriends,
            ReferredByGp,
            ReferredBySocialServices,
            ReferredByHealthSocialCare,
            ReferredByCriminalJustice,
            ReferredBySubstanceMisuseService,
            ReferredByOther,
        ],
        missing: ReferralNotRecorded,
        recorded: ReferralRecorded,
        blank: ReferralBlank,
    },
    Recorded {
        name: "earlier treatment",
        answers: &[NotTreatedBefore, WasTreatedBefore],
        missing: TreatedBeforeNotRecorded,
        recorded: TreatedBeforeRecorded,
        blank: TreatedBeforeBlank,
    },
    Recorded {
        name: "children's services",
        answers: &[ServicesNone, ServicesReceived],
        missing: ServicesNotRecorded,
        recorded: ServicesRecorded,
        blank: ServicesBlank,
    },
    Recorded {
        name: "parenting support",
        answers: &[ParentingSupportNone, ParentingSupportReceived],
        missing: ParentingSupportNotRecorded,
        recorded: ParentingSupportRecorded,
        blank: ParentingSupportBlank,
    },
    Recorded {
        name: "family support",
        answers: &[FamilySupportNone, FamilySupportReceived],
        missing: FamilySupportNotRecorded,
        recorded: FamilySupportRecorded,
        blank: FamilySupportBlank,
    },
    Recorded {
        name: "family intervention",
        answers: &[FamilyInterventionNone, FamilyInterventionReceived],
        missing: FamilyInterventionNotRecorded,
        recorded: FamilyInterventionRecorded,
        blank: FamilyInterventionBlank,
    },
];

/// Questions that stand alone, with what nobody counts left to the last atom.
const ALONE: &[(&str, Field, &[State])] = &[
    ("outcome", Field::Outcome, &[]),
    ("retention", Field::Retention, &[NotFollowed]),
    ("age", Field::Age, &[AgeEitherSide]),
    ("return", Field::Return, &[]),
    ("early help", Field::EarlyHelp, &[]),
    ("child in need", Field::ChildInNeed, &[]),
    ("child protection plan", Field::ProtectionPlan, &[]),
    ("looked after child", Field::LookedAfter, &[]),
    ("family help", Field::FamilyHelp, &[]),
    ("review", Field::Review, &[]),
    ("parental status", Field::ParentalStatusKnown, &[]),
];

/// Every block; the first is that of membership.
pub fn blocks() -> Vec<Block> {
    let mut all = vec![people(), sex_and_pregnancy(), children(), wait()];
    all.extend(RECORDED.iter().map(Block::recorded));
    all.extend(
        ALONE
            .iter()
            .map(|(name, field, other)| Block::alone(name, *field, other)),
    );
    all
}

fn people() -> Block {
    Block::new("people", vec![Source::State(Member)], vec![(Member, 1)])
}

/// Women and men, women by what is known of a pregnancy.
fn sex_and_pregnancy() -> Block {
    const PREGNANCY: &[State] = &[
        PregnancyNotRecorded,
        NotPregnant,
        PregnantServicesNotAsked,
        PregnantWithServices,
        PregnantWithoutServices,
    ];
    let (not_asked, man, other) = (5, 6, 7);
    let mut atoms: Vec<Source> = PREGNANCY
        .iter()
        .map(|state| Source::State(*state))
        .collect();
    atoms.extend([
        Source::Without(Woman, PREGNANCY),
        Source::State(Man),
        Source::Other,
    ]);
    let mut means: Vec<(State, Atoms)> = PREGNANCY
        .iter()
        .enumerate()
        .map(|(at, s)| (*s, 1 << at))
        .collect();
    means.extend([
        (Woman, 0b11_1111),
        (Man, 1 << man),
        (SexNotRecorded, 1 << other),
        (SexIsRecorded, 0b111_1111),
        (SexBlank, 1 << other),
        (PregnancyBlank, 0b1),
        (PregnancyRecorded, 0b1_1110),
    ]);
    let mut block = Block::new("sex and pregnancy", atoms, means);
    const KNOWN: &[State] = &[PregnancyBlank, PregnancyRecorded];
    let known = [
        (0, Source::State(PregnancyBlank)),
        (1, Source::State(PregnancyRecorded)),
    ];
    let mut partly = known.to_vec();
    partly.extend([
        (not_asked, Source::Without(Woman, KNOWN)),
        (man, Source::State(Man)),
        (other, Source::Other),
    ]);
    let mut recording = known.to_vec();
    recording.extend([
        (not_asked, Source::Without(SexIsRecorded, KNOWN)),
        (other, Source::Other),
    ]);
    block.partly = Coarse {
        sources: partly,
        slots: vec![0, 1, 1, 1, 1, not_asked, man, other],
    };
    block.recording = Coarse {
        sources: recording,
        slots: vec![0, 1, 1, 1, 1, not_asked, not_asked, other],
    };
    block
}

/// Children in the home. The atoms of those with a number come in the order of the number, which is what each adds to
/// the children counted.
fn children() -> Block {
    const NUMBERED: &[State] = &[
        NoChildAtHome,
        OneChild,
        TwoChildren,
        ThreeChildren,
        FourOrMoreChildren,
    ];
    let mut atoms: Vec<Source> = NUMBERED.iter().map(|state| Source::State(*state)).collect();
    atoms.extend([Source::Without(ChildrenRecorded, NUMBERED), Source::Other]);
    let mut means: Vec<(State, Atoms)> = NUMBERED
        .iter()
        .enumerate()
        .map(|(at, s)| (*s, 1 << at))
        .collect();
    means.extend([
        (ChildrenNotNumbered, 0b110_0000),
        (ChildrenRecorded, 0b11_1111),
        (ChildrenBlank, 0b100_0000),
    ]);
    Block::new("children", atoms, means).coarse(
        vec![(0, Source::State(ChildrenRecorded)), (6, Source::Other)],
        vec![0, 0, 0, 0, 0, 0, 6],
    )
}

/// The wait, and whether there is a date of referral to reckon it from.
fn wait() -> Block {
    const WAITED: &[State] = &[WaitedUpTo21Days, WaitedOver21Days];
    let atoms = vec![
        Source::State(WaitedUpTo21Days),
        Source::State(WaitedOver21Days),
        Source::Without(ReferralDateRecorded, WAITED),
        Source::Other,
    ];
    let means = vec![
        (WaitedUpTo21Days, 0b1),
        (WaitedOver21Days, 0b10),
        (WaitNotRecorded, 0b1100),
        (ReferralDateRecorded, 0b111),
        (ReferralDateBlank, 0b1000),
    ];
    Block::new("wait", atoms, means).coarse(
        vec![(0, Source::State(ReferralDateRecorded)), (3, Source::Other)],
        vec![0, 0, 0, 3],
    )
}

impl Block {
    fn recorded(field: &Recorded) -> Block {
        let other = field.answers.len();
        let mut atoms: Vec<Source> = field
            .answers
            .iter()
            .map(|state| Source::State(*state))
            .collect();
        atoms.push(Source::Other);
        let mut means: Vec<(State, Atoms)> = field
            .answers
            .iter()
            .enumerate()
            .map(|(at, state)| (*state, 1 << at))
            .collect();
        means.extend([
            (field.missing, 1 << other),
            (field.blank, 1 << other),
            (field.recorded, (1 << other) - 1),
        ]);
        let slots = (0..=other)
            .map(|atom| if atom == other { other } else { 0 })
            .collect();
        Block::new(field.name, atoms, means).coarse(
            vec![(0, Source::State(field.recorded)), (other, Source::Other)],
            slots,
        )
    }

    fn alone(name: &'static str, field: Field, not_counted: &[State]) -> Block {
        let states = State::ALL
            .iter()
            .copied()
            .filter(|state| state.field() == field);
        let (counted, rest): (Vec<State>, Vec<State>) =
            states.partition(|state| !not_counted.contains(state));
        let mut atoms: Vec<Source> = counted.iter().map(|state| Source::State(*state)).collect();
        let mut means: Vec<(State, Atoms)> = counted
            .iter()
            .enumerate()
            .map(|(at, s)| (*s, 1 << at))
            .collect();
        if !rest.is_empty() {
            means.extend(rest.iter().map(|state| (*state, 1 << counted.len())));
            atoms.push(Source::Other);
        }
        let mut block = Block::new(name, atoms, means);
        block.empty_is_known = matches!(field, Field::Age | Field::Retention);
        block
    }
}

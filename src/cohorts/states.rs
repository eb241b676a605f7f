//! What a person-year is counted under: one state of each field that its population asks about.
//!
//! A field's states divide its population: everybody is in exactly one. A measure is then two sets of states of one
//! field, the denominator's and the numerator's.

macro_rules! states {
    ($($field:ident { $($state:ident),* $(,)? })*) => {
        /// A question asked of every member of a population.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Field { $($field),* }
        /// An answer to one of the questions.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum State { $($($state),*),* }
        impl State {
            pub const ALL: &'static [State] = &[$($(State::$state),*),*];
            pub const fn field(self) -> Field {
                match self { $($(State::$state)|* => Field::$field),* }
            }
        }
        impl Field {
            pub const ALL: &'static [Field] = &[$(Field::$field),*];
        }
    };
}

states! {
    Membership { Member }
    Outcome { Successful, Transferred, Died, OtherEnding }
    Retention { NotFollowed, LeftBefore84Days, CompletedBefore84Days, Stayed84Days }
    Drugs { DrugsNotRecorded, NeitherHeroinNorCrack, HeroinOnly, CrackOnly, HeroinAndCrack }
    Injecting { InjectingNotRecorded, NeverInjected, PreviouslyInjected, CurrentlyInjecting }
    Housing { HousingNotRecorded, NoHousingProblem, HousingProblem, NoFixedAbode }
    Referral {
        ReferralNotRecorded, ReferredBySelf, ReferredByFamilyFriends, ReferredByGp, ReferredBySocialServices,
        ReferredByHealthSocialCare, ReferredByCriminalJustice, ReferredBySubstanceMisuseService, ReferredByOther,
    }
    Age {
        AgeEitherSide, Under30BandNotKnown, Over30BandNotKnown, AgedUnder18, Aged18To24, Aged25To29, Aged30To39,
        Aged40To49, Aged50AndOver,
    }
    SexRecorded { SexNotRecorded, Woman, Man }
    ChildrenAtHome { ChildrenNotNumbered, NoChildAtHome, OneChild, TwoChildren, ThreeChildren, FourOrMoreChildren }
    // Counted once for each child, not once for each person.
    Children { Child }
    TreatedBefore { TreatedBeforeNotRecorded, NotTreatedBefore, WasTreatedBefore }
    Return { FirstJourney, Returned }
    Wait { WaitNotRecorded, WaitedUpTo21Days, WaitedOver21Days }
    // Asked of women only: a man is in none of its states.
    Pregnancy {
        PregnancyNotRecorded, NotPregnant, PregnantServicesNotAsked, PregnantWithServices, PregnantWithoutServices,
    }
    ChildrensServices { ServicesNotRecorded, ServicesNone, ServicesReceived }
    EarlyHelp { NoEarlyHelp, InEarlyHelp }
    ChildInNeed { NoChildInNeed, IsChildInNeed }
    ProtectionPlan { NoProtectionPlan, OnProtectionPlan }
    LookedAfter { NotLookedAfter, IsLookedAfter }
    ParentingSupport { ParentingSupportNotRecorded, ParentingSupportNone, ParentingSupportReceived }
    FamilySupport { FamilySupportNotRecorded, FamilySupportNone, FamilySupportReceived }
    FamilyIntervention { FamilyInterventionNotRecorded, FamilyInterventionNone, FamilyInterventionReceived }
    FamilyHelp { FamilyHelpReceived, NoFamilyHelpRecorded }
    Review { NotReviewed, ReviewKeepsGroup, ReviewChangesGroup }
    // Whether a field is recorded: one question a field.
    ParentalStatusKnown { ParentalStatusBlank, ParentalStatusRecorded }
    ChildrenKnown { ChildrenBlank, ChildrenRecorded }
    GroupKnown { GroupIncomplete, GroupComplete }
    SexKnown { SexBlank, SexIsRecorded }
    DrugsKnown { DrugsBlank, DrugsRecorded }
    InjectingKnown { InjectingBlank, InjectingRecorded }
    HousingKnown { HousingBlank, HousingRecorded }
    ReferralKnown { ReferralBlank, ReferralRecorded }
    ReferralDateKnown { ReferralDateBlank, ReferralDateRecorded }
    TreatedBeforeKnown { TreatedBeforeBlank, TreatedBeforeRecorded }
    PregnancyKnown { PregnancyBlank, PregnancyRecorded }
    ServicesKnown { ServicesBlank, ServicesRecorded }
    ParentingSupportKnown { ParentingSupportBlank, ParentingSupportRecorded }
    FamilySupportKnown { FamilySupportBlank, FamilySupportRecorded }
    FamilyInterventionKnown { FamilyInterventionBlank, FamilyInterventionRecorded }
}

/// The answers of one person-year: a set of states.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct States(u128);

impl States {
    pub const fn of(states: &[State]) -> States {
        let (mut set, mut at) = (0, 0);
        while at < states.len() {
            set |= 1 << states[at] as u8;
            at += 1;
        }
        States(set)
    }

    /// Every state.
    pub fn all() -> States {
        States::of(State::ALL)
    }

    /// A table of the states' bits is as fast to look up as the bits of a word are to shift; those of two words are not.
    #[inline]
    pub fn add(&mut self, state: State) {
        self.0 |= BIT_OF[state as usize];
    }

    pub fn holds(self, state: State) -> bool {
        self.0 >> state as u8 & 1 == 1
    }

    #[inline]
    pub fn and(self, other: States) -> States {
        States(self.0 | other.0)
    }

    #[inline]
    pub fn without(self, other: States) -> States {
        States(self.0 & !other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The states that are in both sets.
    #[inline]
    pub fn within(self, other: States) -> States {
        States(self.0 & other.0)
    }

    /// Bit `s` is set if state `s` is in the set.
    #[inline]
    pub fn bits(self) -> u128 {
        self.0
    }
}

impl Field {
    /// Every answer to the question.
    pub const fn states(self) -> States {
        OF_FIELD[self as usize]
    }
}

const BIT_OF: [u128; State::ALL.len()] = {
    let mut bits = [0; State::ALL.len()];
    let mut at = 0;
    while at < bits.len() {
        bits[at] = 1 << at;
        at += 1;
    }
    bits
};

const OF_FIELD: [States; Field::ALL.len()] = {
    let mut all = [States(0); Field::ALL.len()];
    let mut at = 0;
    while at < State::ALL.len() {
        all[State::ALL[at].field() as usize].0 |= 1 << at;
        at += 1;
    }
    all
};

impl FromIterator<State> for States {
    fn from_iter<T: IntoIterator<Item = State>>(states: T) -> States {
        let mut set = States::default();
        states.into_iter().for_each(|state| set.add(state));
        set
    }
}

const _: () = assert!(State::ALL.len() <= u128::BITS as usize);

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
            pub fn field(self) -> Field {
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
    Age { AgeEitherSide, Under30, Aged30AndOver }
    SexRecorded { SexNotRecorded, Woman, Man }
}

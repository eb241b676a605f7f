//! The answers a journey gives to the questions that do not depend on the year: codes to states.

use super::observations::{Observation, Observer};
use super::recording::RECORDING;
use super::states::{Field as Question, State, States};
use super::substances::Drugs;
use crate::extract::codes::{
    Accommodation, ChildrensServices, Injecting, Pregnant, Referral, TreatedBefore,
};
use crate::extract::{Field, Help, Sex};
use crate::journeys::Journey;
use std::collections::BTreeSet;

/// The questions that an extract has the columns for. What it has no column for is asked of nobody, so that its measures
/// are not available, not nought.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub(super) referral_date: bool,
    pub(super) treated_before: bool,
    pub(super) pregnant: bool,
    pub(super) services: bool,
    pub(super) help: [bool; 3],
    pub(super) review: bool,
    pub(super) status: bool,
    pub(super) children: bool,
    pub(super) sex: bool,
    pub(super) drugs: bool,
    pub(super) injecting: bool,
    pub(super) housing: bool,
    pub(super) referral: bool,
    /// Whether fields are recorded.
    pub(super) recording: bool,
}

impl Asked {
    pub fn new(present: &BTreeSet<Field>) -> Asked {
        let any = |fields: &[Field]| fields.iter().any(|f| present.contains(f));
        Asked {
            referral_date: any(&[Field::ReferralDate]),
            treated_before: any(&[Field::PreviouslyTreated]),
            pregnant: any(&[Field::Pregnant]),
            services: any(&[
                Field::ChildrensServices,
                Field::ChildrensServices2,
                Field::ChildrensServices3,
                Field::ReviewChildrensServices,
            ]),
            help: [
                any(&[Field::ParentingSupport]),
                any(&[Field::FamilySupport]),
                any(&[Field::FamilyIntervention]),
            ],
            review: any(&[Field::ReviewDate])
                && any(&[Field::ReviewParentalStatus, Field::ReviewChildren]),
            status: any(&[Field::ParentalStatus, Field::HasChildren]),
            children: any(&[Field::ChildrenLivingWith, Field::LivedWithChildren]),
            sex: any(&[Field::Sex]),
            drugs: any(&[Field::Drug1, Field::Drug2, Field::Drug3]),
            injecting: any(&[Field::Injecting]),
            housing: any(&[Field::Accommodation]),
            referral: any(&[Field::ReferralSource]),
            recording: true,
        }
    }

    /// Without what nobody counts the answers of. What every journey answers at once is left as it is.
    pub fn of_use(self, counted: States) -> Asked {
        use Question::{
            ChildInNeed, ChildrensServices, EarlyHelp, FamilyHelp, FamilyIntervention,
            FamilySupport, LookedAfter, ParentingSupport, Pregnancy, ProtectionPlan, Review,
            TreatedBefore, Wait,
        };
        let any = |questions: &[Question]| {
            let counts = |question: &Question| !question.states().within(counted).is_empty();
            questions.iter().any(counts)
        };
        let recording = any(RECORDING);
        let services = [
            ChildrensServices,
            EarlyHelp,
            ChildInNeed,
            ProtectionPlan,
            LookedAfter,
            Pregnancy,
        ];
        let of_help = |one| recording || any(&[one, FamilyHelp]);
        let help = [ParentingSupport, FamilySupport, FamilyIntervention].map(of_help);
        Asked {
            referral_date: self.referral_date && (recording || any(&[Wait])),
            treated_before: self.treated_before && (recording || any(&[TreatedBefore])),
            pregnant: self.pregnant && (recording || any(&[Pregnancy])),
            services: self.services && (recording || any(&services)),
            help: std::array::from_fn(|at| self.help[at] && help[at]),
            review: self.review && any(&[Review]),
            recording,
            ..self
        }
    }
}

/// The answers that anybody can give, by the columns there are.
pub fn possible(present: &BTreeSet<Field>) -> States {
    let asked = Asked::new(present);
    let questions = [
        (asked.referral_date, Question::Wait),
        (asked.treated_before, Question::TreatedBefore),
        (asked.pregnant, Question::Pregnancy),
        (asked.services, Question::ChildrensServices),
        (asked.services, Question::EarlyHelp),
        (asked.services, Question::ChildInNeed),
        (asked.services, Question::ProtectionPlan),
        (asked.services, Question::LookedAfter),
        (asked.help[0], Question::ParentingSupport),
        (asked.help[1], Question::FamilySupport),
        (asked.help[2], Question::FamilyIntervention),
        (asked.help.contains(&true), Question::FamilyHelp),
        (asked.review, Question::Review),
        (asked.status, Question::ParentalStatusKnown),
        (asked.children, Question::ChildrenKnown),
        (asked.children, Question::ChildrenAtHome),
        (asked.children, Question::Children),
        (asked.sex, Question::SexKnown),
        (asked.drugs, Question::DrugsKnown),
        (asked.drugs, Question::Drugs),
        (asked.injecting, Question::InjectingKnown),
        (asked.injecting, Question::Injecting),
        (asked.housing, Question::HousingKnown),
        (asked.housing, Question::Housing),
        (asked.referral, Question::ReferralKnown),
        (asked.referral, Question::Referral),
        (asked.referral_date, Question::ReferralDateKnown),
        (asked.treated_before, Question::TreatedBeforeKnown),
        (asked.pregnant, Question::PregnancyKnown),
        (asked.services, Question::ServicesKnown),
        (asked.help[0], Question::ParentingSupportKnown),
        (asked.help[1], Question::FamilySupportKnown),
        (asked.help[2], Question::FamilyInterventionKnown),
    ];
    let never = |question: &Question| questions.iter().any(|(asked, q)| !asked && q == question);
    let mut states: States = State::ALL
        .iter()
        .copied()
        .filter(|state| !never(&state.field()))
        .collect();
    let with_services = States::of(&[State::PregnantWithServices, State::PregnantWithoutServices]);
    if !asked.services {
        states = states.without(with_services);
    }
    states
}

/// What the answers are read from.
pub struct Subject<'a> {
    pub journey: &'a Journey<'a>,
    pub observer: &'a Observer<'a>,
    /// The look that the family group comes from.
    pub seen: Observation,
    pub drugs: Drugs,
    pub returned: bool,
}

/// The answers of a journey, by the populations they are asked of.
#[derive(Clone, Copy, Default, Debug)]
pub struct Answers {
    pub both: States,
    pub in_treatment: States,
    pub starting: States,
}

impl Answers {
    pub fn new(subject: &Subject<'_>, asked: &Asked) -> Answers {
        let mut answers = Answers::default();
        subject.traits(asked, &mut answers.both);
        subject.wait(asked, &mut answers.starting);
        let services = subject.services(asked, &mut answers.in_treatment);
        subject.help(asked, &mut answers.in_treatment);
        subject.review(asked, &mut answers.in_treatment);
        subject.pregnancy(asked, services, &mut answers.starting);
        if asked.recording {
            subject.recording(asked, &mut answers);
        }
        answers
    }
}

impl Subject<'_> {
    fn traits(&self, asked: &Asked, both: &mut States) {
        let first = self.journey.first();
        let codes = self.observer.codes;
        both.add(State::Member);
        both.add(self.drugs.state());
        both.add(injecting(codes.injecting.of(first.injecting)));
        both.add(housing(codes.accommodation.of(first.accommodation)));
        both.add(referral(codes.referral.of(first.referral)));
        both.add(match first.sex {
            Sex::Female => State::Woman,
            Sex::Male => State::Man,
            Sex::Unknown | Sex::NotRecorded => State::SexNotRecorded,
        });
        both.add(match self.seen.children.number() {
            None => State::ChildrenNotNumbered,
            Some(0) => State::NoChildAtHome,
            Some(1) => State::OneChild,
            Some(2) => State::TwoChildren,
            Some(3) => State::ThreeChildren,
            Some(_) => State::FourOrMoreChildren,
        });
        if asked.treated_before {
            both.add(match codes.treated_before.of(first.treated_before) {
                TreatedBefore::Yes => State::WasTreatedBefore,
                TreatedBefore::No => State::NotTreatedBefore,
                TreatedBefore::Unknown => State::TreatedBeforeNotRecorded,
            });
        }
        both.add(if self.returned {
            State::Returned
        } else {
            State::FirstJourney
        });
    }

    /// Days from referral to the journey's start. That the wait ends with the journey's start is our judgement; official
    /// waiting times end with the first appointment offered.
    fn wait(&self, asked: &Asked, starting: &mut States) {
        /// Waits of up to three weeks are within the national standard of those years (published).
        const THREE_WEEKS: i32 = 21;
        if !asked.referral_date {
            return;
        }
        let (referred, start) = (self.journey.first().referred, self.journey.start);
        starting.add(if !referred.is_some() || referred > start {
            State::WaitNotRecorded
        } else if start > referred.plus(THREE_WEEKS) {
            State::WaitedOver21Days
        } else {
            State::WaitedUpTo21Days
        });
    }

    /// Children's social care and early help, recorded anywhere in the journey. Gives whether any contact is recorded.
    fn services(&self, asked: &Asked, in_treatment: &mut States) -> Option<bool> {
        if !asked.services {
            return None;
        }
        let kinds = self.kinds_of_services();
        let has = |kind: ChildrensServices| kinds & 1 << kind as u8 != 0;
        let received = [
            (
                ChildrensServices::EarlyHelp,
                State::NoEarlyHelp,
                State::InEarlyHelp,
            ),
            (
                ChildrensServices::ChildInNeed,
                State::NoChildInNeed,
                State::IsChildInNeed,
            ),
            (
                ChildrensServices::ProtectionPlan,
                State::NoProtectionPlan,
                State::OnProtectionPlan,
            ),
            (
                ChildrensServices::LookedAfter,
                State::NotLookedAfter,
                State::IsLookedAfter,
            ),
        ]
        .into_iter()
        .fold(false, |any, (kind, no, yes)| {
            in_treatment.add(if has(kind) { yes } else { no });
            any || has(kind)
        });
        in_treatment.add(if received {
            State::ServicesReceived
        } else if has(ChildrensServices::NoContact) {
            State::ServicesNone
        } else {
            State::ServicesNotRecorded
        });
        Some(received)
    }

    /// The kinds recorded, as bits.
    fn kinds_of_services(&self) -> u8 {
        let codes = &self.observer.codes.childrens_services;
        let mut kinds = 0;
        for episode in self.journey.episodes {
            let reviews = self.observer.reviews.of(episode);
            let recorded = episode.childrens_services.into_iter();
            for raw in recorded.chain(reviews.iter().map(|r| r.childrens_services)) {
                kinds |= 1 << codes.of(raw) as u8;
            }
        }
        kinds
    }

    fn help(&self, asked: &Asked, in_treatment: &mut States) {
        let mut any = false;
        for (help, [blank, none, received]) in Help::ALL.into_iter().zip([
            [
                State::ParentingSupportNotRecorded,
                State::ParentingSupportNone,
                State::ParentingSupportReceived,
            ],
            [
                State::FamilySupportNotRecorded,
                State::FamilySupportNone,
                State::FamilySupportReceived,
            ],
            [
                State::FamilyInterventionNotRecorded,
                State::FamilyInterventionNone,
                State::FamilyInterventionReceived,
            ],
        ]) {
            if !asked.help[help as usize] {
                continue;
            }
            let recorded = self.help_recorded(help);
            any |= recorded == Some(true);
            in_treatment.add(match recorded {
                Some(true) => received,
                Some(false) => none,
                None => blank,
            });
        }
        if asked.help.contains(&true) {
            in_treatment.add(if any {
                State::FamilyHelpReceived
            } else {
                State::NoFamilyHelpRecorded
            });
        }
    }

    /// Received in any episode of the journey; else, whether "none" is recorded in any.
    fn help_recorded(&self, help: Help) -> Option<bool> {
        let recorded = self.journey.episodes.iter().filter_map(|e| e.help.of(help));
        recorded.reduce(|a, b| a || b)
    }

    fn review(&self, asked: &Asked, in_treatment: &mut States) {
        if asked.review {
            in_treatment.add(match self.observer.reviewed(self.journey) {
                None => State::NotReviewed,
                Some(false) => State::ReviewKeepsGroup,
                Some(true) => State::ReviewChangesGroup,
            });
        }
    }

    fn pregnancy(&self, asked: &Asked, services: Option<bool>, starting: &mut States) {
        if !asked.pregnant || self.journey.first().sex != Sex::Female {
            return;
        }
        starting.add(match (self.pregnant(), services) {
            (Some(true), None) => State::PregnantServicesNotAsked,
            (Some(true), Some(true)) => State::PregnantWithServices,
            (Some(true), Some(false)) => State::PregnantWithoutServices,
            (Some(false), _) => State::NotPregnant,
            (None, _) => State::PregnancyNotRecorded,
        });
    }

    fn pregnant(&self) -> Option<bool> {
        match self
            .observer
            .codes
            .pregnant
            .of(self.journey.first().pregnant)
        {
            Pregnant::Yes => Some(true),
            Pregnant::No => Some(false),
            Pregnant::Unknown => None,
        }
    }
}

fn injecting(means: Injecting) -> State {
    match means {
        Injecting::Currently => State::CurrentlyInjecting,
        Injecting::Previously => State::PreviouslyInjected,
        Injecting::Never => State::NeverInjected,
        Injecting::Declined | Injecting::Unknown => State::InjectingNotRecorded,
    }
}

fn housing(means: Accommodation) -> State {
    match means {
        Accommodation::NoFixedAbode => State::NoFixedAbode,
        Accommodation::Problem => State::HousingProblem,
        Accommodation::NoProblem => State::NoHousingProblem,
        Accommodation::Unknown => State::HousingNotRecorded,
    }
}

fn referral(means: Referral) -> State {
    match means {
        Referral::SelfReferred => State::ReferredBySelf,
        Referral::FamilyFriends => State::ReferredByFamilyFriends,
        Referral::Gp => State::ReferredByGp,
        Referral::SocialServices => State::ReferredBySocialServices,
        Referral::HealthSocialCare => State::ReferredByHealthSocialCare,
        Referral::CriminalJustice => State::ReferredByCriminalJustice,
        Referral::SubstanceMisuseService => State::ReferredBySubstanceMisuseService,
        Referral::Other => State::ReferredByOther,
        Referral::Unknown => State::ReferralNotRecorded,
    }
}

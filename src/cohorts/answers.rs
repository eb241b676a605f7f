//! The answers a journey gives to the questions that do not depend on the year: codes to states.

use super::observations::{Observation, Observer};
use super::recording::RECORDING;
use super::states::{Field as Question, State, States};
use super::substances::Drugs;
use crate::episodes::Episode;
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

    /// Whether each column is there, with the questions that are asked only then.
    fn questions(&mut self) -> [(&mut bool, &'static [Question]); 15] {
        use Question::*;
        let Asked {
            referral_date,
            treated_before,
            pregnant,
            services,
            help: [parenting, family, intervention],
            review,
            status,
            children,
            sex,
            drugs,
            injecting,
            housing,
            referral,
            recording: _,
        } = self;
        [
            (referral_date, &[Wait, ReferralDateKnown]),
            (treated_before, &[TreatedBefore, TreatedBeforeKnown]),
            (pregnant, &[Pregnancy, PregnancyKnown]),
            (services, OF_SERVICES),
            (parenting, &[ParentingSupport, ParentingSupportKnown]),
            (family, &[FamilySupport, FamilySupportKnown]),
            (intervention, &[FamilyIntervention, FamilyInterventionKnown]),
            (review, &[Review]),
            (status, &[ParentalStatusKnown]),
            (children, &[ChildrenKnown, ChildrenAtHome, Children]),
            (sex, &[SexKnown]),
            (drugs, &[DrugsKnown, Drugs]),
            (injecting, &[InjectingKnown, Injecting]),
            (housing, &[HousingKnown, Housing]),
            (referral, &[ReferralKnown, Referral]),
        ]
    }

    /// Without what nobody counts the answers of.
    pub fn of_use(self, counted: States) -> Asked {
        let any = |questions: &[Question]| {
            let counts = |question: &Question| !question.states().within(counted).is_empty();
            questions.iter().any(counts)
        };
        let mut of_use = self;
        for (asked, questions) in of_use.questions() {
            *asked &= any(questions);
        }
        // What is answered with the services, and with help of any kind.
        of_use.services |= self.services && any(&[Question::Pregnancy]);
        if any(&[Question::FamilyHelp]) {
            of_use.help = self.help;
        }
        of_use.recording = any(RECORDING);
        of_use
    }
}

const OF_SERVICES: &[Question] = &[
    Question::ChildrensServices,
    Question::EarlyHelp,
    Question::ChildInNeed,
    Question::ProtectionPlan,
    Question::LookedAfter,
    Question::ServicesKnown,
];

/// The answers that anybody can give, by the columns there are.
pub fn possible(present: &BTreeSet<Field>) -> States {
    let mut asked = Asked::new(present);
    let mut never: Vec<Question> = Vec::new();
    for (asked, questions) in asked.questions() {
        if !*asked {
            never.extend(questions);
        }
    }
    if !asked.help.contains(&true) {
        never.push(Question::FamilyHelp);
    }
    let mut states: States = State::ALL
        .iter()
        .copied()
        .filter(|state| !never.contains(&state.field()))
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
        let Episode { record, beside, .. } = self.journey.first();
        let codes = self.observer.codes;
        both.add(State::Member);
        both.add(self.drugs.state());
        both.add(injecting(codes.injecting.of(record.injecting)));
        both.add(housing(codes.accommodation.of(record.accommodation)));
        both.add(referral(codes.referral.of(record.referral)));
        both.add(match record.sex {
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
            both.add(match codes.treated_before.of(beside.treated_before) {
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
        let (referred, start) = (self.journey.first().record.referred, self.journey.start);
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
            let recorded = episode.beside.childrens_services.into_iter();
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
        let recorded = self
            .journey
            .episodes
            .iter()
            .filter_map(|e| e.beside.help.of(help));
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
        if !asked.pregnant || self.journey.first().record.sex != Sex::Female {
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
            .of(self.journey.first().record.pregnant)
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

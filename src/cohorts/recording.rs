//! Whether each field of a journey is recorded: not blank, not declined, and a known code.

use super::FamilyGroup;
use super::answers::{Answers, Asked, Subject};
use super::states::{Field as Question, State, States};
use crate::extract::Sex;
use State::*;

/// The questions that are answered here.
pub(super) const RECORDING: &[Question] = &[
    Question::ParentalStatusKnown,
    Question::ChildrenKnown,
    Question::GroupKnown,
    Question::SexKnown,
    Question::DrugsKnown,
    Question::InjectingKnown,
    Question::HousingKnown,
    Question::ReferralKnown,
    Question::ReferralDateKnown,
    Question::TreatedBeforeKnown,
    Question::PregnancyKnown,
    Question::ServicesKnown,
    Question::ParentingSupportKnown,
    Question::FamilySupportKnown,
    Question::FamilyInterventionKnown,
];

impl Subject<'_> {
    /// What can be told from the answers to the other questions, and the two halves of the family group.
    #[rustfmt::skip]
    pub(super) fn recording(&self, asked: &Asked, answers: &mut Answers) {
        let group = self.observer.table.group(self.seen.cell());
        let woman = self.journey.first().record.sex == Sex::Female;
        let Answers { both, in_treatment, starting } = *answers;
        let not = |states: States, state| !states.holds(state);
        for (is_asked, is_recorded, blank, recorded) in [
            (asked.status, self.seen.records_status(), ParentalStatusBlank, ParentalStatusRecorded),
            (asked.children, self.seen.children.is_known(), ChildrenBlank, ChildrenRecorded),
            (true, group != FamilyGroup::Incomplete, GroupIncomplete, GroupComplete),
            (asked.sex, not(both, SexNotRecorded), SexBlank, SexIsRecorded),
            (asked.drugs, not(both, DrugsNotRecorded), DrugsBlank, DrugsRecorded),
            (asked.injecting, not(both, InjectingNotRecorded), InjectingBlank, InjectingRecorded),
            (asked.housing, not(both, HousingNotRecorded), HousingBlank, HousingRecorded),
            (asked.referral, not(both, ReferralNotRecorded), ReferralBlank, ReferralRecorded),
            (asked.referral_date, self.journey.first().record.referred.is_some(), ReferralDateBlank, ReferralDateRecorded),
            (asked.treated_before, not(both, TreatedBeforeNotRecorded), TreatedBeforeBlank, TreatedBeforeRecorded),
            (asked.pregnant && woman, not(starting, PregnancyNotRecorded), PregnancyBlank, PregnancyRecorded),
            (asked.services, not(in_treatment, ServicesNotRecorded), ServicesBlank, ServicesRecorded),
            (asked.help[0], not(in_treatment, ParentingSupportNotRecorded), ParentingSupportBlank, ParentingSupportRecorded),
            (asked.help[1], not(in_treatment, FamilySupportNotRecorded), FamilySupportBlank, FamilySupportRecorded),
            (asked.help[2], not(in_treatment, FamilyInterventionNotRecorded), FamilyInterventionBlank,
                FamilyInterventionRecorded),
        ] {
            if is_asked {
                answers.both.add(if is_recorded { recorded } else { blank });
            }
        }
    }
}

//! Whether each field of a journey is recorded: not blank, not declined, and a known code.

use super::FamilyGroup;
use super::answers::{Answers, Asked, Subject, housing, injecting, referral};
use super::states::State;
use crate::extract::codes::{ChildrensServices, TreatedBefore};
use crate::extract::{Help, Sex};

impl Subject<'_> {
    /// Whether each field is recorded.
    pub(super) fn recording(&self, asked: &Asked, answers: &mut Answers) {
        let first = self.journey.first();
        let codes = self.observer.codes;
        let group = self.seen.cell().group(self.observer.judged);
        let services = self.kinds_of_services() & !(1 << ChildrensServices::Unknown as u8) != 0;
        let help = Help::ALL.map(|help| self.help_recorded(help).is_some());
        let woman = first.sex == Sex::Female;
        for (is_asked, is_recorded, blank, recorded) in [
            (
                asked.status,
                self.seen.records_status(),
                State::ParentalStatusBlank,
                State::ParentalStatusRecorded,
            ),
            (
                asked.children,
                self.seen.children.is_known(),
                State::ChildrenBlank,
                State::ChildrenRecorded,
            ),
            (
                true,
                group != FamilyGroup::Incomplete,
                State::GroupIncomplete,
                State::GroupComplete,
            ),
            (
                asked.sex,
                matches!(first.sex, Sex::Female | Sex::Male),
                State::SexBlank,
                State::SexIsRecorded,
            ),
            (
                asked.drugs,
                self.drugs.state() != State::DrugsNotRecorded,
                State::DrugsBlank,
                State::DrugsRecorded,
            ),
            (
                asked.injecting,
                injecting(codes.injecting.of(first.injecting)) != State::InjectingNotRecorded,
                State::InjectingBlank,
                State::InjectingRecorded,
            ),
            (
                asked.housing,
                housing(codes.accommodation.of(first.accommodation)) != State::HousingNotRecorded,
                State::HousingBlank,
                State::HousingRecorded,
            ),
            (
                asked.referral,
                referral(codes.referral.of(first.referral)) != State::ReferralNotRecorded,
                State::ReferralBlank,
                State::ReferralRecorded,
            ),
            (
                asked.referral_date,
                first.referred.is_some(),
                State::ReferralDateBlank,
                State::ReferralDateRecorded,
            ),
            (
                asked.treated_before,
                codes.treated_before.of(first.treated_before) != TreatedBefore::Unknown,
                State::TreatedBeforeBlank,
                State::TreatedBeforeRecorded,
            ),
            (
                asked.pregnant && woman,
                self.pregnant().is_some(),
                State::PregnancyBlank,
                State::PregnancyRecorded,
            ),
            (
                asked.services,
                services,
                State::ServicesBlank,
                State::ServicesRecorded,
            ),
            (
                asked.help[0],
                help[0],
                State::ParentingSupportBlank,
                State::ParentingSupportRecorded,
            ),
            (
                asked.help[1],
                help[1],
                State::FamilySupportBlank,
                State::FamilySupportRecorded,
            ),
            (
                asked.help[2],
                help[2],
                State::FamilyInterventionBlank,
                State::FamilyInterventionRecorded,
            ),
        ] {
            if is_asked {
                answers.both.add(if is_recorded { recorded } else { blank });
            }
        }
    }
}

//! How a journey is cut into stretches. In: a journey. Out: its stretches at one agency each, in the
//! order in which the program takes them: gaps of at most 21 days, overlaps, one within another,
//! two that end together.

use super::journeys::Journey;
use crate::synth::dates::{AS_OF, Day, EXTRACT_FROM};
use crate::synth::journeys::{self, Span};
use crate::synth::random::Draws;

/// The stretches with their ends as the extract shows them (none: open), the one whose reason is the
/// outcome marked as the last.
pub(super) fn spans(draws: &mut Draws, journey: &Journey) -> Vec<(Span, Option<Day>)> {
    let end = journey.end.unwrap_or(AS_OF);
    // The extract shows no episode that closed before it: what lies before stays in one piece.
    let cut = journeys::Journey {
        start: journey.start.max(EXTRACT_FROM),
        end,
        group: journey.group,
        completed: journey.completed,
    };
    let mut spans = cut.cut(draws);
    spans[0].start = journey.start;
    let open = journey.end.is_none();
    let mut spans: Vec<(Span, Option<Day>)> = spans
        .into_iter()
        .map(|span| (span, Some(span.end).filter(|_| !(open && span.last))))
        .collect();
    let order = |(span, end): &(Span, Option<Day>)| (span.start, end.unwrap_or(Day::MAX));
    spans.sort_by_key(|span| (order(span), !span.0.last));
    // Two that begin and end on the same days would be put in order by nothing that means anything.
    spans.dedup_by_key(|span| order(span));
    let outcome = spans.iter().rposition(|(_, until)| *until == journey.end);
    for (at, (span, _)) in spans.iter_mut().enumerate() {
        span.last = Some(at) == outcome;
    }
    spans
}

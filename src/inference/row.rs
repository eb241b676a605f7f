//! A result that is inferred from released ones.

use super::Counts;
use super::assess::{self, Direction};
use super::difference::newcombe;
use super::index::About;
use crate::disclosure::{CERTAIN_BELOW, Marking, ReleasedRow};
use crate::measures::wilson::{Z_95, wilson};

/// What kind of number a row holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Statistic {
    Proportion,
    Difference,
    TrendZ,
    TrendP,
    /// A published figure, beside which ours stands.
    Benchmark,
    /// People in treatment, of an estimate that has an interval of its own.
    Ratio,
    /// An estimate less people in treatment: people, not a proportion.
    Number,
}

impl Statistic {
    pub fn name(self) -> &'static str {
        match self {
            Statistic::Proportion => "proportion",
            Statistic::Difference => "difference",
            Statistic::TrendZ => "trend_z",
            Statistic::TrendP => "trend_p",
            Statistic::Benchmark => "benchmark",
            Statistic::Ratio => "ratio",
            Statistic::Number => "number",
        }
    }
}

/// Why an inferred number is not there, or not firm.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Doubt {
    /// A count it rests on is hidden.
    pub confidential: bool,
    /// A count it rests on is of nobody, or the method gives no answer.
    pub not_available: bool,
    pub provisional: bool,
    pub low_reliability: bool,
}

impl Doubt {
    pub fn of(rows: &[&ReleasedRow]) -> Doubt {
        Doubt {
            confidential: rows.iter().any(|r| r.is_confidential()),
            not_available: rows.iter().any(|r| r.is_not_available()),
            provisional: rows.iter().any(|r| r.is_provisional()),
            low_reliability: false,
        }
    }

    pub fn text(self) -> &'static str {
        match (
            self.confidential,
            self.not_available,
            self.low_reliability,
            self.provisional,
        ) {
            (true, _, _, true) => "[c][p]",
            (true, _, _, false) => "[c]",
            (false, true, _, true) => "[x][p]",
            (false, true, _, false) => "[x]",
            (false, false, true, true) => "[u][p]",
            (false, false, true, false) => "[u]",
            (false, false, false, true) => "[p]",
            (false, false, false, false) => "",
        }
    }
}

/// An inferred result. Made from released rows alone, so it gives away nothing that they do not.
#[derive(Clone, Debug)]
pub struct Inferred {
    pub age_group: &'static str,
    pub area: String,
    pub provider: String,
    pub population: &'static str,
    pub measure: String,
    pub period: String,
    pub family_group: &'static str,
    pub sex: &'static str,
    pub breakdown: String,
    pub level: String,
    pub compared_with: String,
    pub numerator: Option<u64>,
    pub denominator: Option<u64>,
    pub value: Option<f64>,
    pub lowercl: Option<f64>,
    pub uppercl: Option<f64>,
    pub confidence: &'static str,
    pub statistic: &'static str,
    pub method: &'static str,
    pub shorthand: &'static str,
    pub assessment: &'static str,
    pub release: &'static str,
    /// What the other side of a comparison counts, for charts.
    pub other: Option<Counts>,
}

impl Inferred {
    /// A row about what a released row is about, without a number yet.
    pub fn beside(row: &ReleasedRow, compared_with: &str, statistic: Statistic) -> Inferred {
        Inferred {
            age_group: row.age_group(),
            area: row.area().into(),
            provider: row.provider().into(),
            population: row.population(),
            measure: row.measure().into(),
            period: row.period().into(),
            family_group: row.family_group(),
            sex: row.sex(),
            breakdown: row.breakdown().into(),
            level: row.level().into(),
            compared_with: compared_with.into(),
            numerator: None,
            denominator: None,
            value: None,
            lowercl: None,
            uppercl: None,
            confidence: "95%",
            statistic: statistic.name(),
            method: "none",
            shorthand: "",
            assessment: "",
            release: row.release(),
            other: None,
        }
    }

    /// The difference of two proportions, ours less the other, with the word for it; `None` for counts that are hidden.
    pub fn with_difference(
        mut self,
        ours: Option<Counts>,
        other: Option<Counts>,
        doubt: Doubt,
        direction: Direction,
    ) -> Inferred {
        self.method = "Newcombe";
        let shown = ours
            .zip(other)
            .filter(|(ours, other)| !self.hides(*ours) && !self.hides(*other));
        let difference = shown.and_then(|(ours, other)| newcombe(ours, other, Z_95));
        self.shorthand = Doubt {
            confidential: shown.is_none(),
            not_available: difference.is_none(),
            ..doubt
        }
        .text();
        if let Some(difference) = difference {
            self.value = Some(difference.value);
            self.lowercl = Some(difference.lowercl);
            self.uppercl = Some(difference.uppercl);
            self.assessment = assess::difference(&difference, direction).text();
            self.other = other;
        }
        self
    }

    /// A proportion of counts that are themselves sums or differences of released ones.
    pub fn with_proportion(mut self, counts: Option<Counts>, doubt: Doubt) -> Inferred {
        self.method = "Wilson";
        let shown = counts.filter(|c| !doubt.confidential && !self.hides(*c));
        let doubt = Doubt {
            confidential: doubt.confidential || shown.is_none(),
            ..doubt
        };
        self.numerator = shown.map(|c| c.numerator);
        self.denominator = shown.map(|c| c.denominator);
        let interval = shown.and_then(|c| wilson(c.numerator as f64, c.denominator as f64, Z_95));
        self.shorthand = Doubt {
            not_available: interval.is_none(),
            ..doubt
        }
        .text();
        if let Some(interval) = interval {
            self.value = Some(interval.value);
            self.lowercl = Some(interval.lowercl);
            self.uppercl = Some(interval.uppercl);
        }
        self
    }

    /// The rule for released rows holds for what is worked out from them: a rate of exactly 0% or 100% of few people tells
    /// each one's answer.
    fn hides(&self, counts: Counts) -> bool {
        let certain = counts.numerator == 0 || counts.numerator == counts.denominator;
        self.release != Marking::Unsuppressed.text()
            && certain
            && (1..CERTAIN_BELOW).contains(&counts.denominator)
    }

    pub fn counts(&self) -> Option<Counts> {
        Some(Counts::new(self.numerator?, self.denominator?))
    }

    /// This share less another, that of people it is compared with.
    pub fn compared(&self, compared_with: &str, other: Option<Counts>) -> Inferred {
        let doubt = Doubt {
            provisional: self.shorthand.ends_with("[p]"),
            ..Doubt::default()
        };
        Inferred {
            compared_with: compared_with.into(),
            statistic: Statistic::Difference.name(),
            numerator: None,
            denominator: None,
            value: None,
            lowercl: None,
            uppercl: None,
            ..self.clone()
        }
        .with_difference(self.counts(), other, doubt, Direction::Neutral)
    }

    pub fn is_shown(&self) -> bool {
        self.value.is_some()
    }

    pub fn about(&self) -> About<'_> {
        About {
            age_group: self.age_group,
            area: &self.area,
            provider: &self.provider,
            population: self.population,
            measure: &self.measure,
            period: &self.period,
            family_group: self.family_group,
            sex: self.sex,
            breakdown: &self.breakdown,
            level: &self.level,
        }
    }
}

/// A released row's counts, if both may be shown.
pub fn counts(row: &ReleasedRow) -> Option<Counts> {
    Some(Counts::new(row.numerator()?, row.denominator()?))
}

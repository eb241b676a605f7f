//! A result as a line of data. Its fields are the columns of `results.csv` and `results.json`, which `docs/results.md`
//! describes.

use crate::disclosure::ReleasedRow;
use crate::inference::Inferred;
use serde::Serialize;

#[derive(Serialize)]
pub struct Line<'a> {
    pub age_group: &'a str,
    pub area: &'a str,
    pub provider: &'a str,
    pub population: &'a str,
    pub measure: &'a str,
    pub period: &'a str,
    pub family_group: &'a str,
    pub sex: &'a str,
    pub breakdown: &'a str,
    pub level: &'a str,
    pub compared_with: &'a str,
    pub numerator: Option<u64>,
    pub denominator: Option<u64>,
    pub value: Option<f64>,
    pub lowercl: Option<f64>,
    pub uppercl: Option<f64>,
    pub confidence: &'a str,
    pub statistic: &'a str,
    pub method: &'a str,
    pub shorthand: &'a str,
    pub assessment: &'a str,
    pub release: &'a str,
}

/// A result of any kind.
pub trait AsLine {
    fn as_line(&self) -> Line<'_>;
}

impl AsLine for ReleasedRow {
    fn as_line(&self) -> Line<'_> {
        Line {
            age_group: self.age_group(),
            area: self.area(),
            provider: self.provider(),
            population: self.population(),
            measure: self.measure(),
            period: self.period(),
            family_group: self.family_group(),
            sex: self.sex(),
            breakdown: self.breakdown(),
            level: self.level(),
            // A released count is compared with nothing: comparisons are made from released rows, in `inference`.
            compared_with: "",
            numerator: self.numerator(),
            denominator: self.denominator(),
            value: self.value(),
            lowercl: self.lowercl(),
            uppercl: self.uppercl(),
            confidence: self.confidence(),
            statistic: self.statistic(),
            method: self.method(),
            shorthand: self.shorthand(),
            assessment: "",
            release: self.release(),
        }
    }
}

impl AsLine for Inferred {
    fn as_line(&self) -> Line<'_> {
        Line {
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
            compared_with: &self.compared_with,
            numerator: self.numerator,
            denominator: self.denominator,
            value: self.value,
            lowercl: self.lowercl,
            uppercl: self.uppercl,
            confidence: self.confidence,
            statistic: self.statistic,
            method: self.method,
            shorthand: self.shorthand,
            assessment: self.assessment,
            release: self.release,
        }
    }
}

impl Line<'_> {
    /// Gives the values as text, one after the other: as serialising the line writes them in CSV, but there are tens of
    /// thousands of lines.
    pub fn put(&self, put: &mut dyn FnMut(&[u8])) {
        let before = [
            self.age_group,
            self.area,
            self.provider,
            self.population,
            self.measure,
            self.period,
            self.family_group,
            self.sex,
            self.breakdown,
            self.level,
            self.compared_with,
        ];
        let behind = [
            self.confidence,
            self.statistic,
            self.method,
            self.shorthand,
            self.assessment,
            self.release,
        ];
        let mut push = |text: &str| put(text.as_bytes());
        before.into_iter().for_each(&mut push);
        for count in [self.numerator, self.denominator] {
            let mut digits = itoa::Buffer::new();
            push(count.map_or("", |count| digits.format(count)));
        }
        for number in [self.value, self.lowercl, self.uppercl] {
            let mut digits = ryu::Buffer::new();
            push(number.map_or("", |number| digits.format(number)));
        }
        behind.into_iter().for_each(push);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;
    use proptest::prelude::*;

    proptest! {
        // Whatever an extract calls its areas, and whatever is not there.
        #[test]
        fn values_are_those_that_serialising_writes(
            texts in proptest::collection::vec("[ab;' é]{0,6}", 17),
            special in "[,\"\r\n]?",
            at in 0usize..17,
            counts in proptest::collection::vec(proptest::option::of(any::<u64>()), 2),
            numbers in proptest::collection::vec(proptest::option::of(any::<f64>()), 3),
        ) {
            let mut texts = texts;
            texts[at].push_str(&special);
            let text = |at: usize| texts[at].as_str();
            let line = Line {
                age_group: text(0),
                area: text(1),
                provider: text(2),
                population: text(3),
                measure: text(4),
                period: text(5),
                family_group: text(6),
                sex: text(7),
                breakdown: text(8),
                level: text(9),
                compared_with: text(10),
                numerator: counts[0],
                denominator: counts[1],
                value: numbers[0],
                lowercl: numbers[1],
                uppercl: numbers[2],
                confidence: text(11),
                statistic: text(12),
                method: text(13),
                shorthand: text(14),
                assessment: text(15),
                release: text(16),
            };
            let lines = data::csv_lines(&[&line, &line], |line, put| line.put(put));
            let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
            for line in [&line, &line] {
                writer.serialize(line).unwrap();
            }
            prop_assert_eq!(lines.unwrap(), writer.into_inner().unwrap());
        }
    }
}

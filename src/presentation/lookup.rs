//! Results by what they are about: everything that charts, sentences and tables are made from.

use super::run::Run;
use crate::disclosure::{Released, ReleasedRow};
use crate::inference::Inferred;
use crate::inference::index::{About, Index};
use crate::inference::need::ESTIMATE;
use crate::measures::GroupRow;
use crate::prevalence::Estimate;
use crate::published::Figure;
use std::collections::HashMap;

/// The results of a run, each found by what it is about.
pub struct Lookup<'a> {
    pub run: &'a Run,
    pub released: &'a Released,
    pub inferred: &'a [Inferred],
    pub estimates: &'a [Estimate],
    /// Published figures that the results stand beside.
    pub published: &'a [Figure],
    index: Index<'a>,
    inferences: HashMap<(About<'a>, &'a str, &'a str), &'a Inferred>,
}

/// Where a table's rows come from; what is not named here varies along its rows or columns.
#[derive(Clone, Copy)]
pub struct From<'a> {
    pub age_group: &'a str,
    /// Empty: the area that the run is about.
    pub area: &'a str,
    pub provider: &'a str,
    pub population: &'a str,
    pub measure: &'a str,
    pub breakdown: &'a str,
    pub level: &'a str,
}

impl<'a> Lookup<'a> {
    pub fn new(run: &'a Run, released: &'a Released, inferred: &'a [Inferred]) -> Self {
        Lookup {
            run,
            released,
            inferred,
            estimates: &[],
            published: &[],
            index: Index::new(released),
            inferences: inferred
                .iter()
                .map(|row| {
                    (
                        (row.about(), row.compared_with.as_str(), row.statistic),
                        row,
                    )
                })
                .collect(),
        }
    }

    pub fn with_estimates(self, estimates: &'a [Estimate]) -> Self {
        Lookup { estimates, ..self }
    }

    pub fn with_published(self, published: &'a [Figure]) -> Self {
        Lookup { published, ..self }
    }

    fn about<'b>(
        &'b self,
        from: From<'b>,
        period: &'b str,
        group: GroupRow,
        sex: &'b str,
    ) -> About<'b> {
        About {
            age_group: from.age_group,
            area: match from.area {
                "" => self.released.area(),
                area => area,
            },
            provider: from.provider,
            population: from.population,
            measure: from.measure,
            period,
            family_group: group.name(),
            sex,
            breakdown: from.breakdown,
            level: from.level,
        }
    }

    /// The row of a period, family group and sex.
    pub fn get(
        &self,
        from: From<'_>,
        period: &str,
        group: GroupRow,
        sex: &str,
    ) -> Option<&'a ReleasedRow> {
        self.index.get(self.about(from, period, group, sex))
    }

    pub fn row(&self, about: About<'_>) -> Option<&'a ReleasedRow> {
        self.index.get(about)
    }

    /// The row of the latest year, all sexes.
    pub fn latest(&self, from: From<'_>, group: GroupRow) -> Option<&'a ReleasedRow> {
        self.get(from, self.run.latest(), group, "all")
    }

    /// The inferred row of a period, family group and sex.
    pub fn inferred(
        &self,
        from: From<'_>,
        period: &str,
        group: GroupRow,
        sex: &str,
        (compared_with, statistic): (&str, &str),
    ) -> Option<&'a Inferred> {
        let about = self.about(from, period, group, sex);
        self.inferences
            .get(&(about, compared_with, statistic))
            .copied()
    }

    /// The inferred row of an estimate.
    pub fn beside_estimate(
        &self,
        estimate: &Estimate,
        measure: &str,
        statistic: &str,
    ) -> Option<&'a Inferred> {
        let (breakdown, level) = estimate.breakdown();
        let from = From {
            area: estimate.area_in(self.released.area()),
            breakdown,
            level,
            ..adults("in_treatment", measure)
        };
        let period = estimate.period.to_string();
        let key = (ESTIMATE, statistic);
        self.inferred(from, &period, estimate.family_group, "all", key)
    }
}

/// Adults, undivided.
pub const fn adults<'a>(population: &'a str, measure: &'a str) -> From<'a> {
    From {
        age_group: "adults",
        area: "",
        provider: "all",
        population,
        measure,
        breakdown: "all",
        level: "all",
    }
}

/// Under-18s, undivided.
pub const fn under_18<'a>(population: &'a str, measure: &'a str) -> From<'a> {
    From {
        age_group: "under_18",
        ..adults(population, measure)
    }
}

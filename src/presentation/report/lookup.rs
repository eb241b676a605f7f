//! Released rows by what they are about.

use crate::disclosure::{Released, ReleasedRow};
use crate::measures::GroupRow;
use crate::presentation::run::Run;

/// The released rows of a run, each found by its key.
pub struct Lookup<'a> {
    pub run: &'a Run,
    pub released: &'a Released,
    rows: std::collections::HashMap<[&'a str; 8], &'a ReleasedRow>,
}

/// Where a table's rows come from; the fields not named in a table vary along its rows or columns.
#[derive(Clone, Copy)]
pub struct From<'a> {
    pub age_group: &'a str,
    pub population: &'a str,
    pub measure: &'a str,
    pub breakdown: &'a str,
    pub level: &'a str,
}

impl<'a> Lookup<'a> {
    pub fn new(run: &'a Run, released: &'a Released) -> Self {
        let key = |r: &'a ReleasedRow| {
            [
                r.age_group(),
                r.population(),
                r.measure(),
                r.period(),
                r.family_group(),
                r.sex(),
                r.breakdown(),
                r.level(),
            ]
        };
        Lookup {
            run,
            released,
            rows: released.rows().iter().map(|r| (key(r), r)).collect(),
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
        let key = [
            from.age_group,
            from.population,
            from.measure,
            period,
            group.name(),
            sex,
            from.breakdown,
            from.level,
        ];
        self.rows.get(&key).copied()
    }
}

/// Adults, undivided.
pub const fn adults(population: &'static str, measure: &'static str) -> From<'static> {
    From {
        age_group: "adults",
        population,
        measure,
        breakdown: "all",
        level: "all",
    }
}

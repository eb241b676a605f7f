//! What ran on what: the description of a run that goes with its results. It holds no count of people but the
//! rounded number that says whether the person key can be trusted.

use super::numbers::thousands;
use crate::day::Day;
use crate::disclosure::Released;
use crate::extract::{Extent, Rule};
use crate::measures::breakdowns::NoProviders;
use crate::settings::Settings;
use std::path::PathBuf;

/// A run.
pub struct Run {
    pub profile: String,
    /// The profile was recognised from the header, not named by the user.
    pub profile_recognised: bool,
    pub files: Vec<PathBuf>,
    pub extent: Extent,
    /// The latest date in the extract.
    pub latest_date: Option<Day>,
    pub periods: Vec<String>,
    /// People the key is expected to merge with another by chance; `None` where the key is an id.
    pub chance_merges: Option<f64>,
    /// People in the extract; only used to judge `chance_merges` and never shown.
    pub people: u64,
    pub ignored_columns: Vec<String>,
    /// Why the recording of each provider is not shown, if it is not.
    pub no_providers: Option<NoProviders>,
    pub settings: Settings,
}

/// Above this share of people merged by chance, the key is not good enough.
const MERGES_WARNED_FROM: f64 = 0.005;

/// An extract in which nothing has happened for longer than this has probably been given the wrong extract date.
const DAYS_WITHOUT_A_DATE: i32 = 92;

impl Run {
    /// The latest year.
    pub fn latest(&self) -> &str {
        self.periods.last().map_or("", String::as_str)
    }

    /// File names without their folders, which may name people or places.
    pub fn file_names(&self) -> Vec<String> {
        self.files
            .iter()
            .map(|f| {
                f.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    }

    /// The extract date and where it came from.
    pub fn as_of_text(&self) -> String {
        let origin = self.extent.as_of_origin.text();
        format!("{} ({origin})", self.extent.as_of)
    }

    /// The expected number of chance merges in words, and whether it is too many.
    pub fn chance_merges_text(&self) -> Option<(String, bool)> {
        let merges = self.chance_merges?;
        let too_many = merges > MERGES_WARNED_FROM * self.people as f64;
        let number = if merges < 0.5 {
            "fewer than one person".into()
        } else {
            match merges.round() as u64 {
                1 => "about one person".into(),
                n => format!("about {} people", thousands(n)),
            }
        };
        let mut text = format!(
            "people are told apart by initials, birth date and sex; {number} may be merged with another by chance"
        );
        if too_many {
            text +=
                ": more than 0.5% of all; set `person_key_with_dat = true` if the extract has DAT";
        }
        Some((text, too_many))
    }

    /// What a user must not miss, even of a quiet run.
    pub fn warnings(&self, released: &Released) -> Vec<String> {
        let mut warnings = Vec::new();
        for finding in released.findings() {
            if finding.is(Rule::UnknownCode) && finding.is_of_most() {
                warnings.push(format!(
                    "most values of `{}` are on no list, so what is made from it cannot be trusted; words need a value map in a profile, see docs/profiles.md",
                    finding.column()
                ));
            }
        }
        if let Some((text, true)) = self.chance_merges_text() {
            warnings.push(text);
        }
        let late = |latest: &Day| self.extent.as_of > latest.plus(DAYS_WITHOUT_A_DATE);
        if let Some(latest) = self.latest_date.filter(late) {
            warnings.push(format!(
                "the extract date {} is long after the latest date in the extract, {latest}: open episodes are counted until then",
                self.extent.as_of
            ));
        }
        warnings
    }

    /// What is said on stderr.
    pub fn summary(&self, released: &Released) -> Vec<String> {
        let mut lines = vec![
            format!(
                "profile `{}`{}",
                self.profile,
                if self.profile_recognised {
                    ", recognised from the header"
                } else {
                    ""
                }
            ),
            format!(
                "extract date {}; years {}",
                self.as_of_text(),
                self.periods.join(", ")
            ),
            match self.settings.changed().as_slice() {
                [] => "settings: all at their defaults".into(),
                changed => format!(
                    "settings: {}; all others at their defaults",
                    changed.join(", ")
                ),
            },
        ];
        for line in released.attrition() {
            let records = match (line.records(), line.shorthand()) {
                (Some(0), _) => continue,
                (Some(n), _) => thousands(n),
                (None, shorthand) => shorthand.to_owned(),
            };
            lines.push(match line.reason() {
                "read" => format!("rows read: {records}"),
                "used" => format!("rows used: {records}"),
                reason => format!(
                    "rows left out as `{reason}`: {records} ({})",
                    line.meaning()
                ),
            });
        }
        for finding in released.findings() {
            lines.push(format!("finding {}", finding.text()));
        }
        if let Some((text, false)) = self.chance_merges_text() {
            lines.push(text);
        }
        if !self.ignored_columns.is_empty() {
            lines.push(format!("columns not used: {}", self.ignored_columns.len()));
        }
        lines
    }
}

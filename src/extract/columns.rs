//! Matching a profile's columns to an extract's header, and recognising a built-in profile from the header alone.

use super::profile::{Field, Profile, Source};
use std::collections::{BTreeMap, HashMap};

/// Where in a record a value stands, or the value itself.
#[derive(Clone, Debug)]
pub enum Place {
    /// Index of the field in the record, and the profile's value map, if it has one.
    At(usize, Option<HashMap<Vec<u8>, Vec<u8>>>),
    Constant(Vec<u8>),
    Absent,
}

/// A header matched to a profile.
#[derive(Clone, Debug)]
pub struct Plan {
    places: Vec<Place>,
    /// Field -> the header's own spelling, for messages.
    names: BTreeMap<Field, String>,
    pub filters: Vec<(usize, Vec<Vec<u8>>)>,
    /// One entry a breakdown: the columns it joins, with their labels, and what stands between.
    pub breakdowns: Vec<(Vec<Place>, String)>,
    /// Header names that no field, filter or breakdown uses.
    pub ignored: Vec<String>,
    pub width: usize,
}

/// Why a header does not fit a profile.
#[derive(Debug)]
pub struct Misfit {
    /// What is wrong, ready to print.
    pub message: String,
    pub hint: String,
}

/// Headers are compared without case and surrounding space.
pub fn fold(header: &str) -> String {
    header.trim().to_lowercase()
}

/// The candidate nearest in spelling, if any is near.
pub fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|c| (strsim::jaro_winkler(&fold(wanted), &fold(c)), c))
        .filter(|(score, _)| *score > 0.84)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

impl Plan {
    /// Matches a header to a profile.
    pub fn new(header: &[String], profile: &Profile) -> Result<Plan, Misfit> {
        let index = index_of(header)?;
        let missing = missing_columns(&index, profile);
        if !missing.is_empty() {
            return Err(missing_misfit(header, &missing));
        }
        let find = |name: &str| index.get(&fold(name)).copied();
        let find_or = |name: &str, user: &str| {
            find(name).ok_or_else(|| Misfit {
                message: format!(
                    "the header lacks the column `{name}`, which {user} of the profile needs"
                ),
                hint: near_misses(header, &[name.to_owned()])
                    .unwrap_or("a column's name in the profile must be one of the header's".into()),
            })
        };

        let mut used = vec![false; header.len()];
        let mut names = BTreeMap::new();
        let mut places = Vec::with_capacity(Field::ALL.len());
        for field in Field::ALL {
            places.push(match profile.columns.get(field) {
                None => Place::Absent,
                Some(Source::Constant(c)) => Place::Constant(c.constant.clone().into_bytes()),
                Some(source) => match source.column().and_then(find) {
                    None => Place::Absent,
                    Some(at) => {
                        used[at] = true;
                        names.insert(*field, header[at].trim().to_owned());
                        Place::At(at, value_map(source))
                    }
                },
            });
        }
        let mut filters = Vec::new();
        for filter in &profile.filters {
            let at = find_or(&filter.column, "a filter")?;
            used[at] = true;
            filters.push((
                at,
                filter.keep.iter().map(|v| v.clone().into_bytes()).collect(),
            ));
        }
        let mut breakdowns = Vec::new();
        for breakdown in &profile.breakdowns {
            let mut parts = Vec::new();
            for column in &breakdown.columns {
                let at = find_or(column, &format!("the breakdown `{}`", breakdown.name))?;
                used[at] = true;
                parts.push(Place::At(at, breakdown.labels.get(column).map(bytes_map)));
            }
            breakdowns.push((parts, breakdown.separator.clone()));
        }
        let ignored = header
            .iter()
            .zip(&used)
            .filter(|(_, used)| !**used)
            .map(|(name, _)| name.trim().to_owned())
            .collect();
        Ok(Plan {
            places,
            names,
            filters,
            breakdowns,
            ignored,
            width: header.len(),
        })
    }

    #[inline]
    pub fn place(&self, field: Field) -> &Place {
        &self.places[field as usize]
    }

    pub fn has(&self, field: Field) -> bool {
        !matches!(self.place(field), Place::Absent)
    }

    /// The header's spelling of a field's column.
    pub fn column_name(&self, field: Field) -> &str {
        self.names.get(&field).map_or(field.name(), String::as_str)
    }
}

fn value_map(source: &Source) -> Option<HashMap<Vec<u8>, Vec<u8>>> {
    match source {
        Source::Mapped(mapped) if !mapped.values.is_empty() => Some(bytes_map(&mapped.values)),
        _ => None,
    }
}

fn bytes_map(values: &BTreeMap<String, String>) -> HashMap<Vec<u8>, Vec<u8>> {
    values
        .iter()
        .map(|(from, to)| (from.clone().into_bytes(), to.clone().into_bytes()))
        .collect()
}

fn index_of(header: &[String]) -> Result<HashMap<String, usize>, Misfit> {
    let mut index = HashMap::new();
    for (at, name) in header.iter().enumerate() {
        let folded = fold(name);
        if folded.is_empty() {
            continue;
        }
        // The name is not told: in a file without a header it would be a person's value.
        if let Some(before) = index.insert(folded, at) {
            return Err(Misfit {
                message: format!(
                    "columns {} and {} of the header have the same name",
                    before + 1,
                    at + 1
                ),
                hint:
                    "rename or remove one of the two; the first line of a file must be its header"
                        .into(),
            });
        }
    }
    Ok(index)
}

fn missing_columns(index: &HashMap<String, usize>, profile: &Profile) -> Vec<String> {
    profile
        .required
        .iter()
        .filter_map(|field| profile.columns.get(field).and_then(Source::column))
        .filter(|column| !index.contains_key(&fold(column)))
        .map(str::to_owned)
        .collect()
}

fn missing_misfit(header: &[String], missing: &[String]) -> Misfit {
    let quoted: Vec<_> = missing.iter().map(|c| format!("`{c}`")).collect();
    Misfit {
        message: format!(
            "the header lacks {} {}",
            if missing.len() == 1 {
                "the required column"
            } else {
                "the required columns"
            },
            quoted.join(", ")
        ),
        hint: near_misses(header, missing)
            .unwrap_or("another profile may fit: name it with `--profile`".into()),
    }
}

/// Names in the header that are spelt nearly like a missing one; `None` if there are none.
fn near_misses(header: &[String], missing: &[String]) -> Option<String> {
    let near: Vec<String> = missing
        .iter()
        .filter_map(|column| {
            let near = nearest(column, header.iter().map(String::as_str))?;
            Some(format!(
                "`{}` in the header is near `{column}`",
                near.trim()
            ))
        })
        .collect();
    (!near.is_empty()).then(|| near.join("; "))
}

/// The one built-in profile whose required columns the header holds.
pub fn recognise(header: &[String]) -> Result<Profile, Misfit> {
    let index = index_of(header)?;
    let mut fitting = Vec::new();
    let mut lacking = Vec::new();
    for profile in Profile::built_in() {
        let missing = missing_columns(&index, &profile);
        if missing.is_empty() {
            fitting.push(profile);
        } else {
            lacking.push((missing, profile));
        }
    }
    match fitting.len() {
        1 => Ok(fitting.remove(0)),
        0 => Err(no_profile(header, lacking)),
        _ => {
            let names: Vec<_> = fitting.iter().map(|p| format!("`{}`", p.name)).collect();
            Err(Misfit {
                message: format!(
                    "the header fits more than one built-in profile: {}",
                    names.join(" and ")
                ),
                hint: "say which with `--profile`".into(),
            })
        }
    }
}

/// Why none of the built-in profiles fits: what the nearest lacks, if any is near at all.
fn no_profile(header: &[String], lacking: Vec<(Vec<String>, Profile)>) -> Misfit {
    let own = "an extract of another form needs a profile of its own: `--profile FILE`, see docs/profiles.md";
    let nearest = lacking
        .into_iter()
        .map(|(missing, profile)| {
            (
                100 * missing.len() / profile.required.len(),
                missing,
                profile,
            )
        })
        .min_by_key(|(percent_missing, _, _)| *percent_missing);
    match nearest {
        Some((percent_missing, missing, profile)) if percent_missing <= 50 => {
            let misfit = missing_misfit(header, &missing);
            let near =
                near_misses(header, &missing).map_or(String::new(), |near| format!("{near}; "));
            Misfit {
                message: format!(
                    "no built-in profile fits; the nearest is `{}`, but {}",
                    profile.name, misfit.message
                ),
                hint: format!("{near}{own}"),
            }
        }
        nearest => Misfit {
            message: format!(
                "no built-in profile fits; the nearest is `{}`, and the header lacks most of its columns",
                nearest.map_or_else(String::new, |(_, _, profile)| profile.name)
            ),
            hint: own.into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    const PLAIN: &str = "client_id,episode_id,sex,date_of_birth,triage_date,discharge_date,discharge_reason,parental_status,children_living_with";
    const CDS: &str =
        "FINITIAL,SINITIAL,DOB,SEX,AGNCY,CLIENTID,EPISODID,TRIAGED,DISD,DISRSN,PRNTSTAT,CHILDWTH";

    #[test]
    fn a_profile_is_recognised_whatever_the_case_space_and_order() {
        for (text, name) in [
            (PLAIN.to_owned(), "plain"),
            (PLAIN.to_uppercase().replace(',', " ,"), "plain"),
            (CDS.to_owned(), "cds"),
            (CDS.split(',').rev().collect::<Vec<_>>().join(","), "cds"),
        ] {
            assert_eq!(recognise(&header(&text)).unwrap().name, name);
        }
    }

    #[test]
    fn none_or_two_candidates_are_an_error() {
        let near = recognise(&header(&PLAIN.replace("triage_date", "triage_dt"))).unwrap_err();
        assert!(
            near.message.contains("nearest is `plain`"),
            "{}",
            near.message
        );
        assert!(
            near.hint
                .contains("`triage_dt` in the header is near `triage_date`"),
            "{}",
            near.hint
        );
        let both = recognise(&header(&format!("{PLAIN},{}", CDS.replace("SEX,", "")))).unwrap_err();
        assert!(both.message.contains("more than one"), "{}", both.message);
        assert!(
            recognise(&header("a,b,a"))
                .unwrap_err()
                .message
                .contains("columns 1 and 3")
        );
    }
}

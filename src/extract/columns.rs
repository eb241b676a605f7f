//! Matching a profile's columns to an extract's header, and recognising a built-in profile from the header alone.

use super::profile::{Field, Profile, Source};
use super::rules::Rule;
use std::collections::{BTreeMap, HashMap};

/// Where in a record a value stands, or the value itself.
#[derive(Clone, Debug)]
pub enum Place {
    /// Index of the field in the record, and the profile's value map, if it has one.
    At(usize, Option<HashMap<Vec<u8>, Vec<u8>>>),
    Constant(Vec<u8>),
    Absent,
}

/// Where a field's value stands, as far as that can be told at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    At(usize),
    /// It is a constant, or the profile maps it: its [`Place`] tells.
    Changed,
    Absent,
}

const ABSENT: u32 = u32::MAX;
const CHANGED: u32 = u32::MAX - 1;

/// A header matched to a profile.
#[derive(Clone, Debug)]
pub struct Plan {
    places: Vec<Place>,
    /// Field -> where its value stands as it is; see [`Plan::column`].
    columns: [u32; Field::ALL.len()],
    /// Field -> the header's own spelling, for messages.
    names: BTreeMap<Field, String>,
    pub filters: Vec<(usize, Vec<Vec<u8>>)>,
    /// One entry a breakdown: the columns it joins, with their labels, and what stands between.
    pub breakdowns: Vec<(Vec<Place>, String)>,
    /// Header names that no field, filter or breakdown uses.
    pub ignored: Vec<String>,
    pub width: usize,
    /// The header's names, folded: a row that repeats them is no row.
    header: Vec<String>,
    ends_of_header: EndsOfHeader,
}

/// By byte: whether a value that begins, or ends, with it may be the header's first name.
#[derive(Clone, Debug)]
struct EndsOfHeader {
    begins: [bool; 256],
    ends: [bool; 256],
}

impl EndsOfHeader {
    fn of(header: &[String]) -> EndsOfHeader {
        let name = header.first().map_or("", String::as_str);
        // What is no letter or digit may be padding, or a character's other bytes.
        let like = |end: Option<u8>| {
            std::array::from_fn(|byte| {
                let byte = byte as u8;
                end.is_none_or(|end| {
                    !byte.is_ascii_alphanumeric() || byte.eq_ignore_ascii_case(&end)
                })
            })
        };
        EndsOfHeader {
            begins: like(name.bytes().next()),
            ends: like(name.bytes().next_back()),
        }
    }

    /// Nearly no row begins with such a value.
    #[inline]
    fn may_be(&self, value: &[u8]) -> bool {
        let [first, last] =
            [value.first(), value.last()].map(|end| usize::from(*end.unwrap_or(&0)));
        self.begins[first] && self.ends[last]
    }
}

/// Why a header does not fit a profile.
#[derive(Debug)]
pub struct Misfit {
    /// The rule that is broken; `None` if no profile fits at all.
    pub rule: Option<Rule>,
    /// The columns it is about, as the profile spells them.
    pub columns: Vec<String>,
    /// What is wrong, ready to print.
    pub message: String,
    pub hint: String,
}

impl Misfit {
    fn without_rule(message: String, hint: String) -> Misfit {
        Misfit {
            rule: None,
            columns: Vec::new(),
            message,
            hint,
        }
    }
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
        let index = index_of(header);
        refuse_twice(&index, profile)?;
        let missing = missing_columns(&index, profile);
        if !missing.is_empty() {
            return Err(missing_misfit(header, missing));
        }
        let find = |name: &str| index.get(&fold(name)).map(|places| places[0]);
        let find_or = |name: &str, user: &str| {
            find(name).ok_or_else(|| Misfit {
                rule: Some(Rule::MissingColumn),
                columns: vec![name.to_owned()],
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
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        Ok(Plan {
            columns: std::array::from_fn(|field| match &places[field] {
                Place::At(at, None) => *at as u32,
                Place::Absent => ABSENT,
                Place::At(_, Some(_)) | Place::Constant(_) => CHANGED,
            }),
            places,
            names,
            filters,
            breakdowns,
            ignored,
            width: header.len(),
            ends_of_header: EndsOfHeader::of(&folded),
            header: folded,
        })
    }

    /// Whether a row's values are the header's names. `first`: the first of them.
    #[inline]
    pub fn is_header<'r>(&self, first: &[u8], values: impl Iterator<Item = &'r [u8]>) -> bool {
        self.ends_of_header.may_be(first) && self.repeats(values)
    }

    fn repeats<'r>(&self, mut values: impl Iterator<Item = &'r [u8]>) -> bool {
        let same = |name: &String| {
            values.next().is_some_and(|value| {
                let value = value.trim_ascii();
                // Without an allocation for nearly every row.
                if value.is_ascii() {
                    value.eq_ignore_ascii_case(name.as_bytes())
                } else {
                    std::str::from_utf8(value).is_ok_and(|v| fold(v) == *name)
                }
            })
        };
        self.header.iter().all(same)
    }

    #[inline]
    pub fn place(&self, field: Field) -> &Place {
        &self.places[field as usize]
    }

    /// The column in which a field's value stands as it is. This is asked for every field of every row, so the answer must
    /// come quickly.
    #[inline]
    pub fn column(&self, field: Field) -> Column {
        let at = self.columns[field as usize];
        // Nearly every column that is there stands as it is.
        if at < CHANGED {
            Column::At(at as usize)
        } else if at == CHANGED {
            Column::Changed
        } else {
            Column::Absent
        }
    }

    /// The same as a number, which no row has a value at unless it is a column's.
    #[inline(always)]
    pub fn at(&self, field: Field) -> usize {
        self.columns[field as usize] as usize
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

/// Folded name -> its places in the header.
type Index = HashMap<String, Vec<usize>>;

fn index_of(header: &[String]) -> Index {
    let mut index = Index::new();
    for (at, name) in header.iter().enumerate() {
        let folded = fold(name);
        if !folded.is_empty() {
            index.entry(folded).or_default().push(at);
        }
    }
    index
}

/// Refuses a column that the profile uses and the header has twice. Others are not read, so they do no harm.
fn refuse_twice(index: &Index, profile: &Profile) -> Result<(), Misfit> {
    let mut used = profile.column_names();
    let twice = used.find_map(|name| {
        let places = index.get(&fold(name)).filter(|places| places.len() > 1)?;
        Some((name, places))
    });
    let Some((name, places)) = twice else {
        return Ok(());
    };
    Err(Misfit {
        rule: Some(Rule::DuplicateColumn),
        columns: vec![name.to_owned()],
        message: format!(
            "columns {} and {} of the header are both named `{name}`",
            places[0] + 1,
            places[1] + 1
        ),
        hint: "rename or remove one of the two".into(),
    })
}

fn missing_columns(index: &Index, profile: &Profile) -> Vec<String> {
    profile
        .required
        .iter()
        .filter_map(|field| profile.columns.get(field).and_then(Source::column))
        .filter(|column| !index.contains_key(&fold(column)))
        .map(str::to_owned)
        .collect()
}

fn missing_misfit(header: &[String], missing: Vec<String>) -> Misfit {
    let quoted: Vec<_> = missing.iter().map(|c| format!("`{c}`")).collect();
    Misfit {
        rule: Some(Rule::MissingColumn),
        message: format!(
            "the header lacks {} {}",
            if missing.len() == 1 {
                "the required column"
            } else {
                "the required columns"
            },
            quoted.join(", ")
        ),
        hint: near_misses(header, &missing)
            .unwrap_or("another profile may fit: name it with `--profile`".into()),
        columns: missing,
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
    let index = index_of(header);
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
            Err(Misfit::without_rule(
                format!(
                    "the header fits more than one built-in profile: {}",
                    names.join(" and ")
                ),
                "say which with `--profile`".into(),
            ))
        }
    }
}

/// Why none of the built-in profiles fits: what the nearest lacks, if any is near at all.
fn no_profile(header: &[String], lacking: Vec<(Vec<String>, Profile)>) -> Misfit {
    let own = "an extract of another form needs a profile of its own: `treatstat profile draft` proposes one, `--profile FILE` names it";
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
            let near =
                near_misses(header, &missing).map_or(String::new(), |near| format!("{near}; "));
            Misfit::without_rule(
                format!(
                    "no built-in profile fits; the nearest is `{}`, but {}",
                    profile.name,
                    missing_misfit(header, missing).message
                ),
                format!("{near}{own}"),
            )
        }
        nearest => Misfit::without_rule(
            format!(
                "no built-in profile fits; the nearest is `{}`, and the header lacks most of its columns",
                nearest.map_or_else(String::new, |(_, _, profile)| profile.name)
            ),
            own.into(),
        ),
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
    }

    #[test]
    fn only_a_column_that_is_read_may_not_stand_twice() {
        let plain = &Profile::built_in()[1];
        Plan::new(&header(&format!("{PLAIN},note,Note")), plain).unwrap();
        let twice = Plan::new(&header(&format!("{PLAIN},note, SEX")), plain).unwrap_err();
        assert_eq!(twice.rule, Some(Rule::DuplicateColumn));
        assert!(
            twice.message.contains("columns 3 and 11"),
            "{}",
            twice.message
        );
    }

    fn is_header(plan: &Plan, row: &str) -> bool {
        let mut values = row.split(',').map(str::as_bytes).peekable();
        let first = *values.peek().expect("a row has a value");
        plan.is_header(first, values)
    }

    #[test]
    fn a_row_that_repeats_the_header_is_known_by_all_its_values() {
        let plan = Plan::new(&header(PLAIN), &Profile::built_in()[1]).unwrap();
        let is_header = |row: &str| is_header(&plan, row);
        assert!(is_header(PLAIN) && is_header(&PLAIN.to_uppercase()));
        assert!(!is_header(&PLAIN.replace("sex", "F")) && !is_header("client_id"));
        assert!(is_header(&PLAIN.replace("client_id", " Client_ID ")));
    }

    #[test]
    fn a_header_may_begin_with_any_name() {
        for name in ["", "Ärea", "areÄ", "é", "#", "n"] {
            let text = format!("{name},{PLAIN}");
            let plan = Plan::new(&header(&text), &Profile::built_in()[1]).unwrap();
            let is_header = |row: &str| is_header(&plan, row);
            assert!(
                is_header(&text) && is_header(&text.to_uppercase()),
                "{name}"
            );
            assert!(!is_header(&text.replace("sex", "F")), "{name}");
        }
    }
}

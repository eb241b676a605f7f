//! From names and looks to proposals. Comes in: the [`Sheet`]. Goes out: for each column a field or none, how certain,
//! and why.
//!
//! `Certain` asks for much: a known name, values that fit, no other column that looks so, no other field that the column
//! looks like, no other column of that name, and a file whose names do not contradict its values elsewhere.

use super::assign::assign;
use super::facts::Written;
use super::forms::{Form, form};
use super::looks::{Look, Seen, look};
use super::names::{FAIR, STRONG, is_date};
use super::sheet::{ENOUGH, Sheet};
use super::{Certainty, Proposal};
use crate::extract::Field;

/// Looks of every column as every field: `[column][field]`.
type Looks = Vec<Vec<Seen>>;

/// What a look adds to a name.
fn worth(look: Look) -> f64 {
    match look {
        Look::Against => f64::NEG_INFINITY,
        Look::Silent => 0.0,
        Look::Leaning => 0.25,
        Look::Fits => 0.75,
        Look::Distinct => 1.5,
    }
}

pub struct Judge<'s, 'a> {
    sheet: &'s Sheet<'a>,
    looks: Looks,
    usable: Vec<bool>,
    /// Whether the file is written in the program's code lists.
    coded: bool,
    /// Whether names and values contradict each other in so many columns that no name can be trusted.
    pub distrust: bool,
}

impl<'s, 'a> Judge<'s, 'a> {
    /// `usable` are the columns that a profile can name: a name, and not twice.
    pub fn new(sheet: &'s Sheet<'a>, usable: Vec<bool>) -> Judge<'s, 'a> {
        let looks = (0..sheet.columns.len())
            .map(|c| all_looks(sheet, c))
            .collect();
        let mut judge = Judge {
            sheet,
            looks,
            usable,
            coded: sheet.is_coded(),
            distrust: false,
        };
        judge.distrust = judge.names_lie();
        judge
    }

    pub fn proposals(&self) -> Vec<Proposal> {
        let columns = self.sheet.columns.len();
        let worth: Vec<Vec<f64>> = Field::ALL
            .iter()
            .map(|f| (0..columns).map(|c| self.worth(c, *f)).collect())
            .collect();
        let mut fields = vec![None; columns];
        for (field, column) in Field::ALL.iter().zip(assign(&worth, columns)) {
            if let Some(column) = column {
                fields[column] = Some(*field);
            }
        }
        (0..columns).map(|c| self.proposal(c, fields[c])).collect()
    }

    fn name(&self, column: usize, field: Field) -> f64 {
        self.sheet.names[column].score(field)
    }

    fn look(&self, column: usize, field: Field) -> Look {
        self.looks[column][field as usize].0
    }

    fn worth(&self, column: usize, field: Field) -> f64 {
        if !self.usable[column] || !self.is_readable(column) || !self.may_be(column, field) {
            return 0.0;
        }
        self.name(column, field) + worth(self.look(column, field))
    }

    fn is_readable(&self, column: usize) -> bool {
        let dates = self.sheet.facts[column].dates.as_ref();
        dates.is_none_or(|d| matches!(d.written, Written::Plainly | Written::MonthFirst))
    }

    /// Whether name or values say enough to propose it.
    fn may_be(&self, column: usize, field: Field) -> bool {
        let (name, look) = (self.name(column, field), self.look(column, field));
        if self.sheet.names[column].is_other() || look == Look::Against {
            return false;
        }
        // Where names lie, a name alone is nothing.
        let strong = if self.distrust {
            look >= Look::Leaning
        } else {
            true
        };
        (name >= STRONG && strong)
            || (name >= FAIR && look >= Look::Leaning)
            || self.by_values(column, field)
    }

    /// Whether the values alone are enough: like this field, like no other, and no other column so.
    fn by_values(&self, column: usize, field: Field) -> bool {
        let dates = matches!(
            field,
            Field::ReferralDate | Field::TriageDate | Field::ModalityStart | Field::DischargeDate
        );
        let in_code = matches!(
            field,
            Field::Accommodation | Field::ChildrensServices | Field::Agency | Field::ReferralSource
        );
        let enough = match self.look(column, field) {
            Look::Distinct => true,
            Look::Fits => {
                dates || (in_code && self.coded && self.sheet.names[column].best().is_none())
            }
            _ => false,
        };
        enough && self.like_columns(column, field).is_empty()
    }

    /// Other columns that look as much like the field, and are not plainly another.
    fn like_columns(&self, column: usize, field: Field) -> Vec<usize> {
        let plainly_other = |c: usize| {
            Field::ALL
                .iter()
                .any(|f| *f != field && self.look(c, *f) == Look::Distinct)
                && self.look(c, field) < Look::Distinct
        };
        (0..self.looks.len())
            .filter(|c| *c != column && self.look(*c, field) >= Look::Fits && !plainly_other(*c))
            .collect()
    }

    fn proposal(&self, column: usize, field: Option<Field>) -> Proposal {
        let Some(field) = field else {
            return Proposal::none();
        };
        let form = form(&self.sheet.facts[column], self.sheet.codes, field);
        let doubt = self.doubt(column, field, &form);
        let seen = self.looks[column][field as usize].1;
        Proposal {
            field: Some(field),
            certainty: Some(if doubt.is_some() {
                Certainty::Likely
            } else {
                Certainty::Certain
            }),
            why: doubt.unwrap_or_else(|| format!("its name, and {seen}")),
            form,
        }
    }

    /// Why a proposal is not certain.
    fn doubt(&self, column: usize, field: Field, form: &Form) -> Option<String> {
        let (look, seen) = self.looks[column][field as usize];
        let quoted = |c: usize| super::text::quoted(&self.sheet.columns[c].name, c);
        if self.name(column, field) < STRONG {
            let hint = match self.sheet.names[column].best() {
                _ if self.name(column, field) >= FAIR => "name and values point to it",
                Some(_) => "by its values, against its name",
                None => "by its values only",
            };
            return Some(with(hint, seen));
        }
        if matches!(form, Form::Ask(_)) {
            return Some("by its name; the program does not know its values".into());
        }
        if self.distrust {
            return Some(with(
                "names and values of this file disagree elsewhere",
                seen,
            ));
        }
        if look < Look::Fits {
            return Some(with("by its name", seen));
        }
        if let Some(other) = self.like_columns(column, field).first() {
            return Some(format!("but {} looks like it too", quoted(*other)));
        }
        let as_much = |f: &&Field| **f != field && self.look(column, **f) >= look;
        if let Some(other) = Field::ALL.iter().find(as_much) {
            return Some(format!("its values look like {} too", other.name()));
        }
        let namesake = |c: &usize| {
            let name = &self.sheet.names[*c];
            let named = name
                .best()
                .is_some_and(|best| name.score(field) >= name.score(best));
            *c != column && named && self.look(*c, field) > Look::Against
        };
        let namesake = (0..self.looks.len()).find(namesake)?;
        Some(format!("but {} has such a name too", quoted(namesake)))
    }

    fn names_lie(&self) -> bool {
        let (mut told, mut lies) = (0, 0);
        for (column, name) in self.sheet.names.iter().enumerate() {
            let Some(field) = name
                .best()
                .filter(|_| self.sheet.facts[column].filled >= ENOUGH)
            else {
                continue;
            };
            // `Closed` may be a day or an answer; only a name that says it is a day can lie about that.
            if is_date(field) && !name.says_date && self.look(column, field) == Look::Against {
                continue;
            }
            told += 1;
            // A name of two meanings lies only if it is neither: `Parent` is a status or a yes.
            let either = Field::ALL
                .iter()
                .filter(|f| name.score(**f) >= name.score(field));
            lies += usize::from(
                either
                    .clone()
                    .all(|f| self.look(column, *f) == Look::Against),
            );
        }
        lies >= 2 && lies * 5 > told
    }

    /// What a column without a proposal may be told to look like: a field that it fits or is named like.
    pub fn hint(&self, column: usize) -> Option<String> {
        let name = &self.sheet.names[column];
        if name.is_other() {
            return None;
        }
        if !self.is_readable(column) {
            return name.best().map(|f| format!("named like {}", f.name()));
        }
        let fits: Vec<&str> = Field::ALL
            .iter()
            .filter(|f| self.look(column, **f) >= Look::Fits)
            .map(|f| f.name())
            .collect();
        let named = name.best().and_then(|f| match self.look(column, f) {
            Look::Against if is_date(f) && !name.says_date => None,
            Look::Against => Some(format!("named like {}, but with other values", f.name())),
            _ => Some(format!("named like {}", f.name())),
        });
        match fits.as_slice() {
            [] => named,
            [one] => Some(format!("perhaps {one}")),
            _ => Some(format!("perhaps one of {}", fits.join(", "))),
        }
    }
}

fn with(hint: &str, seen: &str) -> String {
    match seen {
        "" => hint.to_owned(),
        _ => format!("{hint}: {seen}"),
    }
}

/// All looks of a column. What is plainly one field is no other, except the same thing asked a second time.
fn all_looks(sheet: &Sheet, column: usize) -> Vec<Seen> {
    let mut looks: Vec<Seen> = Field::ALL.iter().map(|f| look(sheet, column, *f)).collect();
    let plainly: Vec<Field> = Field::ALL
        .iter()
        .copied()
        .filter(|f| looks[*f as usize].0 == Look::Distinct)
        .collect();
    if let [only] = plainly.as_slice() {
        for field in Field::ALL
            .iter()
            .filter(|f| *f != only && !is_second(**f, *only))
        {
            if looks[*field as usize].0 < Look::Fits {
                looks[*field as usize] = (Look::Against, "plainly something else");
            }
        }
    }
    looks
}

fn is_second(field: Field, of: Field) -> bool {
    use Field::*;
    match field {
        ReviewParentalStatus => of == ParentalStatus,
        ReviewChildren => of == ChildrenLivingWith,
        Utla | La => matches!(of, Utla | La),
        OutcomeDate | ReviewDate => is_date(of) && of != DateOfBirth,
        _ => false,
    }
}

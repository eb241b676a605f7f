//! `treatstat profile check`: which columns of a header a profile maps, and which it misses.

use super::text::aligned;
use crate::extract::columns::{Misfit, Plan, fold, nearest};
use crate::extract::dataset::DataSet;
use crate::extract::profile::Source;
use crate::extract::{Field, Profile};

/// How a profile fits a header.
pub struct Fit {
    pub profile: String,
    /// Field and the header's column, or the constant it is given.
    pub mapped: Vec<(Field, String)>,
    pub missed: Vec<Missed>,
    /// Columns of the header that nothing reads.
    pub not_used: Vec<String>,
    pub data_set: Option<&'static DataSet>,
    /// Why the extract would be refused.
    pub misfit: Option<Misfit>,
}

/// A field whose column the header has not.
pub struct Missed {
    pub field: Field,
    pub column: String,
    pub required: bool,
    /// A column of the header that is spelt nearly so, and that nothing else reads.
    pub near: Option<String>,
}

/// Holds a profile against a header.
pub fn of(profile: &Profile, header: &[String]) -> Fit {
    let used: Vec<String> = profile.column_names().map(fold).collect();
    let not_used: Vec<String> = header
        .iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !used.contains(&fold(name)))
        .collect();
    let has = |column: &str| header.iter().find(|name| fold(name) == fold(column));
    let mut fit = Fit {
        profile: profile.name.clone(),
        mapped: Vec::new(),
        missed: Vec::new(),
        data_set: DataSet::of(header),
        misfit: Plan::new(header, profile).err(),
        not_used,
    };
    for (field, source) in &profile.columns {
        match (source, source.column().map(|column| (column, has(column)))) {
            (Source::Constant(c), _) => fit
                .mapped
                .push((*field, format!("constant \"{}\"", c.constant))),
            (_, Some((_, Some(name)))) => fit.mapped.push((*field, format!("`{}`", name.trim()))),
            (_, Some((column, None))) => fit.missed.push(Missed {
                field: *field,
                column: column.to_owned(),
                required: profile.required.contains(field),
                near: nearest(column, fit.not_used.iter().map(String::as_str)).map(str::to_owned),
            }),
            (_, None) => {}
        }
    }
    fit
}

impl Fit {
    pub fn is_refused(&self) -> bool {
        self.misfit.is_some()
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut text = format!("profile `{}`\n", self.profile);
        if let Some(set) = self.data_set {
            text += &format!("the header has the columns of data set {}\n", set.letters);
        }
        text += &format!("\n{} fields mapped\n", self.mapped.len());
        let mapped = self.mapped.iter();
        let mapped = mapped.map(|(field, column)| vec![field.name().to_owned(), column.clone()]);
        text += &aligned(&mapped.collect::<Vec<_>>(), 2);
        if !self.missed.is_empty() {
            text += &format!("\n{} fields whose column is missing\n", self.missed.len());
            let missed: Vec<Vec<String>> = self.missed.iter().map(missed).collect();
            text += &aligned(&missed, 2);
        }
        if !self.not_used.is_empty() {
            text += &format!(
                "\n{} columns not used\n  {}\n",
                self.not_used.len(),
                self.not_used.join(", ")
            );
        }
        if let Some(misfit) = &self.misfit {
            text += &format!("\nrefused: {}\n", misfit.message);
        }
        text
    }
}

fn missed(missed: &Missed) -> Vec<String> {
    let mut what = if missed.required {
        "required".to_owned()
    } else {
        "its measures will be [x]".to_owned()
    };
    if let Some(near) = &missed.near {
        what += &format!("; `{near}` is spelt nearly so");
    }
    vec![
        missed.field.name().to_owned(),
        format!("`{}`", missed.column),
        what,
    ]
}

//! A check as a page: one file, nothing fetched.

use super::check::Check;
use super::form::codes;
use super::text::{counted, findings_title, lines};
use crate::error::{Error, Result};
use crate::presentation::numbers::thousands;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, context};

/// The page.
pub fn html(check: &Check) -> Result<Vec<u8>> {
    let fault = |e: minijinja::Error| Error::Internal(e.to_string());
    let mut environment = Environment::new();
    environment.add_filter("thousands", thousands);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .add_template("check.html", include_str!("check.html"))
        .map_err(fault)?;
    let findings: Vec<_> = check
        .findings
        .iter()
        .map(|finding| {
            context! {
                finding => Serde(finding),
                codes => codes(check, finding),
                count => thousands(finding.count),
                counted => counted(finding),
                lines => lines(check, finding),
            }
        })
        .collect();
    let shares = |percent: fn(&super::completeness::Completeness) -> Vec<Option<u64>>| -> Vec<_> {
        check
            .completeness
            .iter()
            .map(|c| context! { field => c.field, all => c.all.percent(), parts => percent(c) })
            .collect()
    };
    let names = |parts: fn(&super::completeness::Completeness) -> Vec<String>| {
        check.completeness.first().map(parts).unwrap_or_default()
    };
    let page = environment
        .get_template("check.html")
        .and_then(|template| {
            template.render(context! {
                check => Serde(check),
                title => findings_title(check),
                findings => findings,
                years => names(|c| c.by_year.iter().map(|p| p.name.clone()).collect()),
                by_year => shares(|c| c.by_year.iter().map(|p| p.share.percent()).collect()),
                providers => names(|c| c.by_provider.iter().map(|p| p.name.clone()).collect()),
                by_provider => shares(|c| c.by_provider.iter().map(|p| p.share.percent()).collect()),
            })
        })
        .map_err(fault)?;
    Ok(page.into_bytes())
}

//! `treatstat rules`: the rules, the decision table and the code lists.

use crate::cli::{RulesArgs, RulesFormat};
use crate::papers::rules;

pub fn run(args: &RulesArgs) -> anyhow::Result<()> {
    super::print(&match args.format {
        RulesFormat::Text => rules::text().into_bytes(),
        RulesFormat::Json => rules::json()?,
        RulesFormat::Csv => rules::csv()?,
        RulesFormat::Markdown => rules::markdown().into_bytes(),
    })?;
    Ok(())
}

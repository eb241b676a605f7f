//! stub
use super::Talk;
use crate::cli::ExplainArgs;
pub fn run(_: &ExplainArgs, _: Talk) -> anyhow::Result<()> {
    Ok(())
}

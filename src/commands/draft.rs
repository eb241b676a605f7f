//! stub
use super::Talk;
use crate::cli::OneExtract;
use crate::error::Result;
pub fn run(_: &OneExtract, _: Talk) -> Result<()> {
    Ok(())
}

//! stub
use super::source::Stream;
use super::workbook::Problem;
pub fn open(_: std::fs::File) -> Result<Stream, Problem> {
    Err(Problem {
        message: "stub".into(),
        hint: String::new(),
    })
}

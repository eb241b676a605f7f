//! The zip archive that xlsx, xlsb and ods workbooks are: which of them it is, and whether it may be unpacked.

use super::book::Source;
use super::damaged;
use crate::extract::forms::problem::Problem;
use quick_xml::events::Event;
use std::io::{BufReader, Read, Seek, SeekFrom};
use zip::ZipArchive;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// Unpacking up to this is always allowed.
pub const SMALL: u64 = 256 << 20;
/// How many times its own size a larger workbook may unpack to. Sheets reach some 20; deflate itself stops at 1032.
const LARGEST_RATIO: u64 = 100;

/// Looks at every part of the archive that calamine could read, before calamine keeps what it likes of them in memory.
///
/// Sizes that an archive states of itself need not be true, so the parts are unpacked here, to nowhere. That costs
/// little beside parsing them, and a part that does not match its checksum is found before anything is made of it.
pub fn check(file: &mut dyn Source, small: u64) -> Result<Kind, Problem> {
    let packed = file
        .seek(SeekFrom::End(0))
        .map_err(|e| Problem::unreadable(&e))?;
    let mut archive = ZipArchive::new(file).map_err(|_| damaged())?;
    let kind = kind(&archive)?;
    let mut left = small.max(packed.saturating_mul(LARGEST_RATIO));
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| damaged())?;
        if !is_read(part.name_raw()) {
            continue;
        }
        let mut part = part.take(left + 1);
        let size = std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| damaged())?;
        left = left.checked_sub(size).ok_or_else(bomb)?;
    }
    if kind == Kind::Ods {
        refuse_unclosed(archive.by_name("content.xml").map_err(|_| damaged())?)?;
    }
    Ok(kind)
}

/// calamine waits for the end of a table for ever if it does not come.
fn refuse_unclosed(content: impl Read) -> Result<(), Problem> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(content));
    let (mut open, mut event) = (0_usize, Vec::new());
    loop {
        event.clear();
        match reader.read_event_into(&mut event) {
            Ok(Event::Start(_)) => open += 1,
            Ok(Event::End(_)) => open -= 1,
            Ok(Event::Eof) if open == 0 => return Ok(()),
            Ok(Event::Eof) | Err(_) => return Err(damaged()),
            Ok(_) => {}
        }
    }
}

/// Pictures and the like may be damaged without harm.
fn is_read(name: &[u8]) -> bool {
    [&b".xml"[..], b".bin", b".rels"]
        .iter()
        .any(|ending| name.to_ascii_lowercase().ends_with(ending))
}

fn kind<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<Kind, Problem> {
    let names: Vec<String> = archive
        .file_names_raw()
        .map(|name| String::from_utf8_lossy(name).to_ascii_lowercase())
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name.ends_with(wanted));
    if has("workbook.bin") {
        Ok(Kind::Xlsb)
    } else if has("workbook.xml") || names.iter().any(|name| name.contains("/worksheets/")) {
        Ok(Kind::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Ok(Kind::Ods)
    } else {
        Err(Problem::new(
            "is a zip archive without a workbook in it",
            "unpack it and name the file inside",
        ))
    }
}

fn bomb() -> Problem {
    Problem::new(
        format!("unpacks to more than {LARGEST_RATIO} times its size, which no sheet of data does"),
        "export it again as CSV text",
    )
}

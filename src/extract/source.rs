//! A file, a workbook or standard input as one stream of delimited text in UTF-8, UTF-16 unpacked.
//!
//! What a file is, is told by its first bytes, never by its name.

use super::forms::{Epoch, Problem, parquet_rows, workbook};
use super::inputs::STDIN;
use crate::error::unreadable;
use crate::error::{Error, Result, plain_io};
use serde::Serialize;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A stream that several threads may take turns with.
pub type Stream = Box<dyn Read + Send>;

/// How far reading has come: what a progress bar shares with the reader.
#[derive(Default)]
pub struct Watch {
    /// Bytes read of all files, as they lie on the disk.
    pub read: AtomicU64,
    /// Bytes of all files, as far as they are known.
    pub total: AtomicU64,
}

/// What a file is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    Text,
    Gzip,
    Zstd,
    Workbook { sheet: String },
    Parquet,
}

impl Container {
    pub fn text(&self) -> String {
        match self {
            Container::Text => "text".into(),
            Container::Gzip => "text, gzip".into(),
            Container::Zstd => "text, zstd".into(),
            Container::Workbook { sheet } => format!("workbook, sheet `{sheet}`"),
            Container::Parquet => "Parquet".into(),
        }
    }
}

/// A file opened.
pub struct Source {
    pub stream: Stream,
    pub container: Container,
    /// The day from which a workbook counts bare numbers of days; `None` where there are no such.
    pub epoch: Option<Epoch>,
}

/// The first bytes that tell what a file is.
const MAGIC: usize = 8;

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
const ZIP: &[u8] = b"PK\x03\x04";
/// Workbooks before xlsx.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
const PARQUET: &[u8] = b"PAR1";

impl Source {
    /// Opens a file, or standard input under the name `-`.
    ///
    /// # Errors What cannot be opened, or is of no kind that can be read.
    pub fn open(path: &Path, sheet: Option<&str>, watch: &Arc<Watch>) -> Result<Source> {
        if path.as_os_str() == STDIN {
            return text_or_compressed(path, Box::new(io::stdin()), true);
        }
        let mut file = open_file(path)?;
        let fail = |e: io::Error| cannot_be_opened(path, &e);
        let mut magic = [0; MAGIC];
        let length = read_some(&mut file, &mut magic).map_err(fail)?;
        let magic = &magic[..length];
        // A pipe cannot go back; what was read of it goes before the rest.
        if file.rewind().is_err() {
            let whole = Cursor::new(magic.to_vec()).chain(file);
            return text_or_compressed(path, Box::new(whole), true);
        }
        if magic.starts_with(ZIP) || magic.starts_with(COMPOUND) {
            return from_workbook(path, file, sheet);
        }
        if magic.starts_with(PARQUET) {
            let stream = parquet_rows::open(file).map_err(|p| refused(path, &p))?;
            return Ok(Source::plain(stream, Container::Parquet));
        }
        let counted = Counted {
            inner: file,
            watch: Arc::clone(watch),
        };
        text_or_compressed(path, Box::new(counted), false)
    }

    fn plain(stream: Stream, container: Container) -> Source {
        Source {
            stream,
            container,
            epoch: None,
        }
    }
}

/// Adds a file's size to what there is to read. Standard input has none, and a pipe must not be opened twice.
///
/// # Errors What cannot be opened.
pub fn measure(path: &Path, watch: &Watch) -> Result<()> {
    if path.is_file() || path.as_os_str() != STDIN && !path.exists() {
        let about = open_file(path)?.metadata();
        let bytes = about.map_or(0, |about| about.len());
        watch.total.fetch_add(bytes, Ordering::Relaxed);
    }
    Ok(())
}

fn open_file(path: &Path) -> Result<File> {
    if path.is_dir() {
        return Err(unreadable(
            path,
            "is a folder, not a file",
            "name one file of it",
        ));
    }
    File::open(path).map_err(|e| cannot_be_opened(path, &e))
}

fn cannot_be_opened(path: &Path, error: &io::Error) -> Error {
    unreadable(
        path,
        &format!("cannot be opened: {}", plain_io(error)),
        "check the path and its permissions",
    )
}

fn from_workbook(path: &Path, file: File, sheet: Option<&str>) -> Result<Source> {
    let opened = workbook::open(file, sheet).map_err(|p| refused(path, &p))?;
    Ok(Source {
        stream: opened.text,
        container: Container::Workbook {
            sheet: opened.sheet,
        },
        epoch: Some(Epoch {
            is_1904: opened.is_1904,
        }),
    })
}

fn refused(path: &Path, problem: &Problem) -> Error {
    unreadable(path, &problem.message, &problem.hint)
}

/// Text, perhaps packed. `once`: the stream can be read only once, so that it can be no workbook.
fn text_or_compressed(path: &Path, stream: Stream, once: bool) -> Result<Source> {
    let fail = |e: io::Error| cannot_be_read(path, &e);
    let (magic, whole) = peek(stream).map_err(fail)?;
    let (unpacked, container): (Stream, _) = if magic.starts_with(GZIP) {
        // A gzip file may be several put end to end.
        let decoder = flate2::read::MultiGzDecoder::new(whole);
        (Box::new(decoder), Container::Gzip)
    } else if magic.starts_with(ZSTD) {
        let decoder = zstd::stream::read::Decoder::new(whole).map_err(fail)?;
        (Box::new(decoder), Container::Zstd)
    } else if once && needs_a_file(&magic) {
        return Err(unreadable(
            path,
            "a workbook or Parquet file cannot be read from a pipe",
            "save it to a file and name the file",
        ));
    } else {
        return Ok(Source::plain(whole, Container::Text));
    };
    let (magic, whole) = peek(unpacked).map_err(fail)?;
    if needs_a_file(&magic) {
        return Err(unreadable(
            path,
            "holds a workbook, a zip archive or a Parquet file, packed once more",
            "unpack it first",
        ));
    }
    Ok(Source::plain(whole, container))
}

/// What can be read only by going to and fro in a file.
fn needs_a_file(magic: &[u8]) -> bool {
    [ZIP, COMPOUND, PARQUET]
        .iter()
        .any(|kind| magic.starts_with(kind))
}

/// The first bytes of a stream, and the stream with them still before it.
fn peek(mut stream: Stream) -> io::Result<(Vec<u8>, Stream)> {
    let mut magic = vec![0; MAGIC];
    let length = read_some(&mut stream, &mut magic)?;
    magic.truncate(length);
    Ok((magic.clone(), Box::new(Cursor::new(magic).chain(stream))))
}

pub fn cannot_be_read(path: &Path, error: &io::Error) -> Error {
    unreadable(
        path,
        &format!("cannot be read: {}", plain_io(error)),
        "the file may be damaged or cut short; send it again",
    )
}

/// Reads until the buffer is full or the stream ends.
pub(super) fn read_some(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match stream.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(length)
}

/// A file that tells how far it has been read.
struct Counted {
    inner: File,
    watch: Arc<Watch>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.watch.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

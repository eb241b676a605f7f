//! A Parquet file as comma-delimited text.
//!
//! Comes in: a Parquet file of plain columns. Goes out: a header line of the columns' names, then a line for each row,
//! with days as YYYY-MM-DD and nothing for a null. Some pages of each column are held in memory, never a row group.

mod column;
#[cfg(test)]
mod tests;

use crate::extract::forms::delimited::{push_value, stream};
use crate::extract::forms::guard::guarded;
use crate::extract::forms::problem::Problem;
use column::Column;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::SchemaDescriptor;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Rows that are decoded at once.
const BATCH: usize = 1024;

/// Opens the file; what is wrong with a later row group shows when the stream is read.
pub fn open(mut file: File) -> Result<Box<dyn Read + Send>, Problem> {
    refuse_what_is_not_parquet(&mut file).map_err(|e| Problem::unreadable(&e))??;
    let reader = guarded(|| SerializedFileReader::new(file))
        .and_then(Result::ok)
        .ok_or_else(damaged)?;
    refuse_nested_columns(reader.metadata().file_metadata().schema_descr())?;
    refuse_unknown_codecs(reader.metadata())?;
    let mut rows = Rows {
        reader,
        group: 0,
        left: 0,
        columns: Vec::new(),
        begun: false,
    };
    Ok(stream(move |out| {
        guarded(|| rows.next(out)).unwrap_or_else(|| Err(rows.failure(None, None)))
    }))
}

fn refuse_what_is_not_parquet(file: &mut File) -> io::Result<Result<(), Problem>> {
    let mut start = [0; 4];
    let read = (&mut *file).take(4).read(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(match &start[..read] {
        b"PAR1" => Ok(()),
        b"PARE" => Err(encrypted()),
        _ => Err(Problem::new("is no Parquet file", "")),
    })
}

fn refuse_nested_columns(schema: &SchemaDescriptor) -> Result<(), Problem> {
    let fields = schema.root_schema().get_fields();
    if fields.is_empty() {
        return Err(Problem::new("the file has no columns", "export it again"));
    }
    for (at, field) in fields.iter().enumerate() {
        let is_plain = field.is_primitive() && schema.column(at).max_rep_level() == 0;
        if !is_plain || !column::is_known(&schema.column(at)) {
            return Err(Problem::new(
                format!(
                    "column `{}` holds values that are no text, number or date",
                    field.name()
                ),
                "lists, structures and maps are not read: leave the column out, or write its parts to columns of their own",
            ));
        }
    }
    Ok(())
}

fn refuse_unknown_codecs(metadata: &ParquetMetaData) -> Result<(), Problem> {
    let chunks = metadata.row_groups().iter().flat_map(|g| g.columns());
    for chunk in chunks {
        let codec = match chunk.compression() {
            Compression::LZO => "LZO",
            Compression::BROTLI(_) => "Brotli",
            _ => continue,
        };
        return Err(Problem::new(
            format!("is compressed with {codec}, which is not read"),
            "write it with zstd, snappy, gzip, lz4 or no compression",
        ));
    }
    Ok(())
}

/// Where the stream stands.
struct Rows {
    reader: SerializedFileReader<File>,
    /// Row groups begun.
    group: usize,
    /// Rows left in the one that is being read.
    left: usize,
    columns: Vec<Box<dyn Column>>,
    /// Whether the header is written.
    begun: bool,
}

impl Rows {
    /// Appends the header, or some rows; nothing at the end.
    fn next(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            self.push_header(out);
            return Ok(());
        }
        while self.left == 0 {
            if self.group == self.reader.num_row_groups() {
                return Ok(());
            }
            self.group += 1;
            self.columns = self.open_group().map_err(|e| self.failure(None, Some(e)))?;
        }
        self.push_rows(out)
    }

    fn push_header(&self, out: &mut Vec<u8>) {
        let schema = self.reader.metadata().file_metadata().schema();
        for (at, field) in schema.get_fields().iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            push_value(out, field.name().as_bytes());
        }
        out.push(b'\n');
    }

    fn open_group(&mut self) -> Result<Vec<Box<dyn Column>>, ParquetError> {
        let group = self.reader.get_row_group(self.group - 1)?;
        self.left = usize::try_from(group.metadata().num_rows())?;
        let schema = self.reader.metadata().file_metadata().schema_descr();
        (0..schema.num_columns())
            .map(|at| {
                Ok(column::new(
                    &schema.column(at),
                    group.get_column_reader(at)?,
                ))
            })
            .collect()
    }

    fn push_rows(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let rows = self.left.min(BATCH);
        for at in 0..self.columns.len() {
            match self.columns[at].fill(rows) {
                Ok(filled) if filled == rows => {}
                Ok(_) => return Err(self.failure(Some(at), None)),
                Err(e) => return Err(self.failure(Some(at), Some(e))),
            }
        }
        self.left -= rows;
        let is_single = self.columns.len() == 1;
        for row in 0..rows {
            let start = out.len();
            for (at, column) in self.columns.iter_mut().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                column.push(row, out);
            }
            if is_single && out.len() == start {
                // An empty line would be no row at all.
                out.extend_from_slice(b"\"\"");
            }
            out.push(b'\n');
        }
        Ok(())
    }

    /// The library's own words are left out, unless they are the operating system's: they can quote a value.
    fn failure(&self, column: Option<usize>, error: Option<ParquetError>) -> io::Error {
        if let Some(ParquetError::External(e)) = error
            && let Ok(e) = e.downcast::<io::Error>()
            && e.raw_os_error().is_some()
        {
            return *e;
        }
        let schema = self.reader.metadata().file_metadata().schema();
        let column = match column.and_then(|at| schema.get_fields().get(at)) {
            Some(field) => format!(", column `{}`", field.name()),
            None => String::new(),
        };
        let message = format!("row group {}{column} is damaged", self.group);
        io::Error::new(io::ErrorKind::InvalidData, message)
    }
}

fn damaged() -> Problem {
    Problem::new(
        "the Parquet file is damaged, or of a kind that is not known",
        "write it again",
    )
}

fn encrypted() -> Problem {
    Problem::new(
        "the Parquet file is encrypted",
        "write it without encryption",
    )
}

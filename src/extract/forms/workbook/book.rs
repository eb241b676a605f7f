//! A workbook of any kind, behind one way to walk through a sheet's cells.

use super::archive::{self, Kind};
use super::lines::Lines;
use super::{cell, damaged, xls};
use crate::extract::forms::problem::Problem;
use calamine::{
    DataType, Error, Ods, OdsError, Reader, SheetType, Sheets, Xls, XlsError, Xlsb, XlsbError,
    Xlsx, XlsxError,
};
use std::io::{BufReader, Read, Seek, SeekFrom};

pub trait Source: Read + Seek {}
impl<S: Read + Seek> Source for S {}

type File<'f> = BufReader<&'f mut dyn Source>;

pub struct Book<'f> {
    sheets: Sheets<File<'f>>,
    pub is_1904: bool,
}

/// What is done with a cell at a row and column; whether to go on.
type Visit<'v> = &'v mut dyn FnMut(u32, u32, &dyn DataType) -> Result<bool, Problem>;

impl<'f> Book<'f> {
    pub fn new(file: &'f mut dyn Source) -> Result<Book<'f>, Problem> {
        let sheets = match &first_bytes(file)? {
            [0xD0, 0xCF, 0x11, 0xE0] => old(file)?,
            b"PK\x03\x04" => zipped(file)?,
            _ => {
                return Err(Problem::new(
                    "is no workbook",
                    "workbooks of the kinds xlsx, xlsm, xlsb, xls and ods are read",
                ));
            }
        };
        let is_1904 = match &sheets {
            Sheets::Xls(book) => book.has_1904_epoch(),
            Sheets::Xlsx(book) => book.has_1904_epoch(),
            Sheets::Xlsb(book) => book.has_1904_epoch(),
            // Dates in ods are written out; its bare numbers count from 30 December 1899, as good as the 1900 system.
            Sheets::Ods(_) => false,
        };
        Ok(Book { sheets, is_1904 })
    }

    /// The sheets of cells: charts and macros are none.
    pub fn names(&self) -> Vec<String> {
        let sheets = self.sheets.sheets_metadata().iter();
        sheets
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect()
    }

    pub fn holds_anything(&mut self, sheet: &str) -> Result<bool, Problem> {
        let mut found = false;
        self.each_cell(sheet, &mut |_, _, cell| {
            found = !cell::is_blank(cell);
            Ok(!found)
        })?;
        Ok(found)
    }

    pub fn lines(&mut self, sheet: &str) -> Result<Lines, Problem> {
        let is_1904 = self.is_1904;
        let mut lines = Lines::default();
        self.each_cell(sheet, &mut |row, column, cell| {
            if !cell::is_blank(cell) {
                lines.cell(row, column, |out| cell::push(out, cell, is_1904))?;
            }
            Ok(true)
        })?;
        Ok(lines)
    }

    /// The newer kinds are read cell by cell: calamine's ranges are as large as the sheet's furthest row and column,
    /// and one stray cell can make that more than there is memory.
    fn each_cell(&mut self, sheet: &str, visit: Visit<'_>) -> Result<(), Problem> {
        match &mut self.sheets {
            Sheets::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(refused)?;
                while let Some(cell) = cells.next_cell().map_err(refused)? {
                    let (row, column) = cell.get_position();
                    if !visit(row, column, cell.get_value())? {
                        break;
                    }
                }
            }
            Sheets::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(refused)?;
                while let Some(cell) = cells.next_cell().map_err(refused)? {
                    let (row, column) = cell.get_position();
                    if !visit(row, column, cell.get_value())? {
                        break;
                    }
                }
            }
            Sheets::Xls(_) | Sheets::Ods(_) => {
                let range = self.sheets.worksheet_range(sheet).map_err(refused)?;
                let (top, left) = range.start().unwrap_or_default();
                for (row, column, cell) in range.used_cells() {
                    if !visit(top + row as u32, left + column as u32, cell)? {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

fn first_bytes(file: &mut dyn Source) -> Result<[u8; 4], Problem> {
    let mut bytes = [0; 4];
    let read = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.read_exact(&mut bytes));
    match read {
        // Too short to be anything.
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok([0; 4]),
        Err(e) => Err(Problem::unreadable(&e)),
        Ok(()) => Ok(bytes),
    }
}

/// The container of xls; Office also puts newer workbooks into it when it encrypts them.
fn old<'f>(file: &'f mut dyn Source) -> Result<Sheets<File<'f>>, Problem> {
    if let Err(XlsxError::Password) = Xlsx::new(BufReader::new(&mut *file)) {
        return Err(encrypted());
    }
    xls::check(&mut *file)?;
    Xls::new(BufReader::new(file))
        .map(Sheets::Xls)
        .map_err(refused)
}

fn zipped<'f>(file: &'f mut dyn Source) -> Result<Sheets<File<'f>>, Problem> {
    let kind = archive::check(&mut *file, archive::SMALL)?;
    let file = BufReader::new(file);
    match kind {
        Kind::Xlsx => Xlsx::new(file).map(Sheets::Xlsx).map_err(refused),
        Kind::Xlsb => Xlsb::new(file).map(Sheets::Xlsb).map_err(refused),
        Kind::Ods => Ods::new(file).map(Sheets::Ods).map_err(refused),
    }
}

/// calamine's own words are left out: they can quote a cell.
fn refused(error: impl Into<Error>) -> Problem {
    match error.into() {
        Error::Xls(XlsError::Password)
        | Error::Xlsx(XlsxError::Password)
        | Error::Xlsb(XlsbError::Password)
        | Error::Ods(OdsError::Password) => encrypted(),
        _ => damaged(),
    }
}

fn encrypted() -> Problem {
    Problem::new(
        "the workbook is encrypted",
        "save a copy of it without a password",
    )
}

//! The cells of a sheet, in the order of reading, become its rows as lines of text.

use crate::extract::forms::delimited::stream;
use crate::extract::forms::problem::Problem;
use std::io::Read;

// What a sheet of the largest kind (xlsx) can hold.
const MAX_ROWS: u32 = 1 << 20;
const MAX_COLUMNS: u32 = 1 << 14;
/// A million rows of 27 columns take about a quarter of this.
const MAX_TEXT: usize = 1 << 30;
const CHUNK: usize = 1 << 16;

/// Rows as text without the empty values after the last one, which wait until it is known how wide the sheet is.
#[derive(Default)]
pub struct Lines {
    text: Vec<u8>,
    rows: Vec<Row>,
    /// The column that the leftmost value stands in, and one past the rightmost.
    first: Option<u32>,
    width: u32,
}

#[derive(Clone, Copy)]
struct Row {
    /// Where its text ends.
    end: usize,
    /// One past the column of its last value; 0 for a blank row.
    columns: u32,
}

impl Lines {
    /// Adds a cell that is not blank; `push` appends its text.
    pub fn cell(
        &mut self,
        row: u32,
        column: u32,
        push: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), Problem> {
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(beyond_the_sheet());
        }
        if self.text.len() > MAX_TEXT {
            return Err(too_large());
        }
        let blank = Row {
            end: self.text.len(),
            columns: 0,
        };
        if self.rows.len() <= row as usize {
            self.rows.resize(row as usize + 1, blank);
        }
        let last = self.rows.len() - 1;
        let before = self.rows[last].columns;
        if last != row as usize || column < before {
            return Err(out_of_order());
        }
        // The row has a comma before each of its values but the first.
        let commas = column - before.saturating_sub(1);
        self.text.extend(std::iter::repeat_n(b',', commas as usize));
        push(&mut self.text);
        self.rows[last] = Row {
            end: self.text.len(),
            columns: column + 1,
        };
        self.first = Some(self.first.map_or(column, |first| first.min(column)));
        self.width = self.width.max(column + 1);
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A line for each row up to the last that holds anything, each of the sheet's width, or empty.
    pub fn into_text(self) -> Box<dyn Read + Send> {
        let (mut row, mut start) = (0, 0);
        stream(move |out| {
            while row < self.rows.len() && out.len() < CHUNK {
                self.push_row(self.rows[row], start, out);
                start = self.rows[row].end;
                row += 1;
            }
            Ok(())
        })
    }

    fn push_row(&self, row: Row, start: usize, out: &mut Vec<u8>) {
        if row.columns > 0 {
            // Columns to the left of every value are commas only.
            let left = self.first.unwrap_or_default() as usize;
            out.extend_from_slice(&self.text[start + left..row.end]);
            let missing = (self.width - row.columns) as usize;
            out.extend(std::iter::repeat_n(b',', missing));
        }
        out.push(b'\n');
    }
}

fn beyond_the_sheet() -> Problem {
    Problem::new(
        "the workbook is damaged: a cell stands beyond the last row or column a sheet can have",
        "open it in a spreadsheet program and save it again",
    )
}

fn out_of_order() -> Problem {
    Problem::new(
        "the sheet's cells are not in the order of its rows and columns",
        "open it in a spreadsheet program and save it again",
    )
}

fn too_large() -> Problem {
    Problem::new(
        format!("the sheet holds more than {} MB of text", MAX_TEXT >> 20),
        "export it as CSV text, which is read piece by piece",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[(u32, u32)]) -> Result<String, Problem> {
        let mut lines = Lines::default();
        for (row, column) in cells {
            lines.cell(*row, *column, |out| out.push(b'x'))?;
        }
        let mut text = String::new();
        lines.into_text().read_to_string(&mut text).unwrap();
        Ok(text)
    }

    #[test]
    fn rows_keep_their_numbers_and_are_equally_wide() {
        for (cells, lines) in [
            (&[][..], ""),
            (&[(0, 0)], "x\n"),
            (&[(2, 0), (2, 1)], "\n\nx,x\n"),
            (&[(0, 1), (0, 3), (1, 2), (3, 1)], "x,,x\n,x,\n\nx,,\n"),
            (&[(0, 5), (1, 4)], ",x\nx,\n"),
        ] {
            assert_eq!(text(cells).unwrap(), lines, "{cells:?}");
        }
    }

    #[test]
    fn cells_where_none_can_be_are_refused() {
        for cells in [
            &[(1, 0), (0, 0)][..],
            &[(0, 1), (0, 1)],
            &[(0, 1), (0, 0)],
            &[(1 << 20, 0)],
            &[(0, 1 << 14)],
        ] {
            assert!(text(cells).is_err(), "{cells:?}");
        }
    }

    #[test]
    fn a_wide_sheet_with_one_far_cell_is_not_held_in_full() {
        let mut lines = Lines::default();
        lines
            .cell(0, MAX_COLUMNS - 1, |out| out.push(b'x'))
            .unwrap();
        lines.cell(MAX_ROWS - 1, 0, |out| out.push(b'x')).unwrap();
        assert!(lines.text.capacity() < 1 << 16);
    }
}

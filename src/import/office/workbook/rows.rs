//! Cells put together to rows, whatever the order and the size in which a workbook gives them.

use std::ops::ControlFlow;

use crate::corpus::WarningKind;
use crate::corpus::provenance::Limit;

/// The last column of a sheet, XFD, from 0.
const LAST_COLUMN: u32 = 16_383;
/// Rows that are named one by one in the notes; of further ones only the number is told.
const MOST_NAMED: usize = 20;

/// Takes the cells of one sheet, row after row, and hands on each row that holds something.
pub(super) struct Rows<'a> {
    each: &'a mut dyn FnMut(u64, Vec<String>) -> ControlFlow<()>,
    /// Bytes that one row may have.
    most: u64,
    /// Bytes that may still be handed on: a cell's text can be stored once and used a million times.
    left: u64,
    /// The row where they were spent.
    spent: Option<u32>,
    row: Option<u32>,
    cells: Vec<String>,
    n_bytes: u64,
    n_errors: u64,
    n_outside: u64,
    too_long: Vec<u32>,
    repeated: Vec<u32>,
}

impl<'a> Rows<'a> {
    /// `most`: bytes of a row; `left`: bytes of all rows.
    pub fn new(most: u64, left: u64, each: &'a mut dyn FnMut(u64, Vec<String>) -> ControlFlow<()>) -> Self {
        let (n_bytes, n_errors, n_outside) = (0, 0, 0);
        let (cells, too_long, repeated) = (Vec::new(), Vec::new(), Vec::new());
        Self { each, most, left, spent: None, row: None, cells, n_bytes, n_errors, n_outside, too_long, repeated }
    }

    /// Takes a cell; rows and columns count from 0. The rows before are handed on.
    pub fn cell(&mut self, row: u32, column: u32, text: String) -> ControlFlow<()> {
        if self.row != Some(row) {
            self.flush()?;
            self.row = Some(row);
        }
        if text.is_empty() || self.n_bytes > self.most {
            return ControlFlow::Continue(());
        }
        if column > LAST_COLUMN {
            self.n_outside += 1;
            return ControlFlow::Continue(());
        }
        self.n_bytes += text.len() as u64;
        if self.n_bytes > self.most {
            self.too_long.push(row);
            self.cells = Vec::new();
            return ControlFlow::Continue(());
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
        ControlFlow::Continue(())
    }

    /// Takes a cell that stands in so many columns, one beside the other.
    pub fn cell_repeated(&mut self, row: u32, column: u32, times: u32, text: &str) -> ControlFlow<()> {
        let n_inside = times.min((LAST_COLUMN + 1).saturating_sub(column));
        self.n_outside += u64::from(times - n_inside);
        for at in column..column + n_inside {
            self.cell(row, at, text.to_owned())?;
            // What comes after a row became too long is not kept, and need not be copied.
            if self.n_bytes > self.most {
                break;
            }
        }
        ControlFlow::Continue(())
    }

    /// A cell with an error such as #REF!, or without what it refers to: it is blank and counted.
    pub fn error(&mut self, row: u32) -> ControlFlow<()> {
        self.n_errors += 1;
        self.cell(row, 0, String::new())
    }

    /// Hands the present row on.
    pub fn flush(&mut self) -> ControlFlow<()> {
        let row = self.row.take();
        let cells = std::mem::take(&mut self.cells);
        let n_bytes = std::mem::take(&mut self.n_bytes);
        match row {
            Some(row) if !cells.is_empty() => self.hand_on(row, n_bytes, cells),
            _ => ControlFlow::Continue(()),
        }
    }

    fn hand_on(&mut self, row: u32, n_bytes: u64, cells: Vec<String>) -> ControlFlow<()> {
        // A blank cell costs a byte, as in a text file: a lone cell far to the right is a long row.
        let n_bytes = n_bytes + cells.len() as u64;
        if n_bytes > self.left {
            self.spent = Some(row);
            return ControlFlow::Break(());
        }
        self.left -= n_bytes;
        (self.each)(u64::from(row) + 1, cells)
    }

    /// Hands the present row on as so many rows, where a format stores equal rows once.
    pub fn flush_repeated(&mut self, times: u32) -> ControlFlow<()> {
        let Some(row) = self.row else { return ControlFlow::Continue(()) };
        if times > 1 && !self.cells.is_empty() {
            // Blank cells and rows of a few letters cost memory, too.
            let n_bytes = self.n_bytes + (self.cells.len() * size_of::<String>()) as u64;
            if n_bytes.saturating_mul(u64::from(times)) > self.most {
                self.repeated.push(row);
            } else {
                for again in 0..times - 1 {
                    self.hand_on(row + again, self.n_bytes, self.cells.clone())?;
                }
                self.row = Some(row + times - 1);
            }
        }
        self.flush()
    }

    /// What was not as it should be in this sheet.
    pub fn notes(self) -> Vec<(WarningKind, String)> {
        let mut notes = Vec::new();
        if self.n_errors > 0 {
            let cells = if self.n_errors == 1 { "1 cell" } else { &format!("{} cells", self.n_errors) };
            let sentence = format!("{cells} blank: with an error such as #REF! or #N/A, or a text that the file lacks");
            notes.push((WarningKind::Noted, sentence));
        }
        if self.n_outside > 0 {
            notes.push((WarningKind::Skipped, format!("{} cells beyond the column XFD", self.n_outside)));
        }
        if let Some(row) = self.spent {
            let row = u64::from(row) + 1;
            notes.push((
                WarningKind::Skipped,
                format!("row {row} and all below: the sheet unpacks to more than {}", Limit::Unpacked),
            ));
        }
        let limit = self.most.div_ceil(1 << 20);
        named(&mut notes, &self.too_long, &format!("has more than {limit} MB, {}", Limit::Record));
        named(&mut notes, &self.repeated, "is repeated so often that it is taken once");
        notes
    }
}

fn named(notes: &mut Vec<(WarningKind, String)>, rows: &[u32], what: &str) {
    for row in rows.iter().take(MOST_NAMED) {
        notes.push((WarningKind::Skipped, format!("row {} {what}", u64::from(*row) + 1)));
    }
    if rows.len() > MOST_NAMED {
        notes.push((WarningKind::Skipped, format!("{} further rows: each {what}", rows.len() - MOST_NAMED)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_used_too_often_ends_the_sheet() {
        let mut n_rows = 0;
        let mut each = |_, _| {
            n_rows += 1;
            ControlFlow::Continue(())
        };
        let mut rows = Rows::new(10, 25, &mut each);
        assert!((0..5).try_for_each(|row| rows.cell(row, 0, "ten bytes.".to_owned())).is_break());
        assert!(rows.notes()[0].1.starts_with("row 3 and all below"));
        assert_eq!(n_rows, 2);
    }

    #[test]
    fn repeated_cells_stop_at_the_limit_of_a_row_and_at_the_last_column() {
        let mut seen = Vec::new();
        let mut each = |row, cells: Vec<String>| {
            seen.push((row, cells.len(), cells.concat()));
            ControlFlow::Continue(())
        };
        let mut rows = Rows::new(10, 100_000, &mut each);
        assert!(rows.cell_repeated(0, 1, 3, "ab").is_continue());
        assert!(rows.cell_repeated(1, LAST_COLUMN - 1, u32::MAX, "x").is_continue());
        assert!(rows.cell_repeated(2, 0, LAST_COLUMN, "ab").is_continue());
        assert!(rows.cell_repeated(3, u32::MAX, 1, "ab").is_continue());
        assert!(rows.flush().is_continue());
        assert_eq!((rows.n_outside, &rows.too_long[..]), (u64::from(u32::MAX - 2) + 1, &[2][..]));
        assert_eq!(seen, [(1, 4, "ababab".to_owned()), (2, 16_384, "xx".to_owned())]);
    }

    #[test]
    fn a_row_is_handed_on_when_the_next_begins() {
        let mut seen = Vec::new();
        let mut each = |row, cells: Vec<String>| {
            seen.push((row, cells.join("|")));
            ControlFlow::Continue(())
        };
        let mut rows = Rows::new(60, 1000, &mut each);
        let too_long = "1".repeat(61);
        for (row, column, text) in
            [(0, 1, "b"), (0, 0, "a"), (2, 0, ""), (3, 99_999, "x"), (3, 2, "c"), (4, 0, too_long.as_str())]
        {
            assert!(rows.cell(row, column, text.to_owned()).is_continue());
        }
        assert!(rows.error(5).is_continue());
        assert!(rows.cell(6, 0, "same".to_owned()).is_continue());
        assert!(rows.flush_repeated(2).is_continue());
        assert!(rows.cell(9, 0, "same".to_owned()).is_continue());
        assert!(rows.flush_repeated(3).is_continue());
        let notes: Vec<String> = rows.notes().into_iter().map(|(_, sentence)| sentence).collect();
        let expected = [(1, "a|b"), (4, "||c"), (7, "same"), (8, "same"), (10, "same")];
        assert_eq!(seen, expected.map(|(row, cells)| (row, cells.to_owned())));
        assert_eq!(notes.len(), 4, "{notes:?}");
        assert!(notes[0].starts_with("1 cell blank"));
        assert_eq!(notes[2], "row 5 has more than 1 MB, the limit “Largest record” of the settings");
        assert_eq!(notes[3], "row 10 is repeated so often that it is taken once");
    }
}

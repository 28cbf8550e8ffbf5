//! Workbooks (xlsx, xlsm, xlsb, xls, ods) as rows of text, sheet by sheet, without holding a sheet in memory.
//!
//! xlsx, xls and ods are read here, as streams: calamine holds whole sheets as grids, which a lone cell in the last corner
//! makes too large, and does not end on some broken files. It reads xlsb, cell by cell.

mod biff;
mod cells;
mod ods;
mod rows;
#[cfg(test)]
mod tests;
mod xls;
mod xls_sheet;
mod xlsb;
mod xlsx;
mod xlsx_sheet;

use std::io::{Seek, SeekFrom};
use std::ops::ControlFlow;

use super::archive::Package;
use super::{ReadSeek, Refused, compound};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;
use ods::Ods;
use rows::Rows;
use xls::Xls;
use xlsb::Xlsb;
use xlsx::Xlsx;

/// The rows of a sheet that are looked at to say where its text is.
const ROWS_LOOKED_AT: u64 = 1000;
/// Sheets beyond are not listed: they are no one's work.
pub(super) const MOST_SHEETS: usize = 10_000;

pub(super) type Stream = Box<dyn ReadSeek + Send>;

pub struct Workbook {
    kind: Kind,
    sheets: Vec<Sheet>,
    /// How much text each sheet seems to hold.
    n_letters: Vec<u64>,
    limits: Limits,
    /// Bytes of text that one sheet may give.
    most: u64,
}

enum Kind {
    Xlsx(Xlsx),
    Xlsb(Xlsb),
    Xls(Xls),
    Ods(Ods),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// The last row, counted if the sheet is small and else as its writer says.
    pub n_rows: u64,
    pub n_columns: u64,
}

impl Workbook {
    /// Opens a workbook of whatever format and looks at the first rows of each sheet.
    pub fn open(mut stream: Stream, limits: &Limits) -> Result<Self, Refused> {
        let packed = stream.seek(SeekFrom::End(0))?;
        let most = limits.unpacked_bytes.min(packed.saturating_mul(limits.unpacked_ratio).saturating_add(1 << 20));
        let kind = if compound::is_compound(&mut stream)? {
            Kind::Xls(Xls::open(stream, limits)?)
        } else {
            let mut package = Package::open(stream, "workbook", limits)?;
            if package.has("content.xml") {
                package.refuse_encrypted()?;
                Kind::Ods(Ods::new(package))
            } else if package.has("xl/workbook.bin") {
                Kind::Xlsb(Xlsb::open(package, limits)?)
            } else {
                Kind::Xlsx(Xlsx::open(package, limits)?)
            }
        };
        let mut workbook = Self { kind, sheets: Vec::new(), n_letters: Vec::new(), limits: *limits, most };
        workbook.look()?;
        if workbook.sheets.is_empty() { Err(Refused::NoSheets) } else { Ok(workbook) }
    }

    /// In the order of the workbook; sheets of charts are none.
    pub fn sheets(&self) -> Vec<Sheet> {
        self.sheets.clone()
    }

    /// The sheet with the most text, judged by its first thousand rows and how many there are; the first of equals.
    pub fn best_sheet(&self) -> &str {
        let best = (0..self.sheets.len()).rev().max_by_key(|&index| self.n_letters[index]);
        best.map_or("", |index| &self.sheets[index].name)
    }

    /// Shows the rows of a sheet that hold anything, with their number from 1, until `each` breaks. A row ends at its last
    /// cell with text. Gives what was not as it should be.
    pub fn rows(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(u64, Vec<String>) -> ControlFlow<()>,
    ) -> Result<Vec<(WarningKind, String)>, Refused> {
        let Some(index) = self.sheets.iter().position(|candidate| candidate.name == sheet) else {
            let sheets = self.sheets.iter().map(|sheet| sheet.name.clone()).collect();
            return Err(Refused::UnknownSheet { wanted: sheet.to_owned(), sheets });
        };
        self.read(index, each)
    }

    fn read(
        &mut self,
        index: usize,
        each: &mut dyn FnMut(u64, Vec<String>) -> ControlFlow<()>,
    ) -> Result<Vec<(WarningKind, String)>, Refused> {
        let mut rows = Rows::new(self.limits.record_bytes, self.most, each);
        let broken = match &mut self.kind {
            Kind::Xlsx(xlsx) => xlsx.read(index, &mut rows)?,
            Kind::Xlsb(xlsb) => xlsb.read(index, &mut rows)?,
            Kind::Xls(xls) => xls.read(index, &mut rows)?,
            Kind::Ods(ods) => ods.read(index, &mut rows)?,
        };
        Ok(broken.into_iter().chain(rows.notes()).collect())
    }

    fn look(&mut self) -> Result<(), Refused> {
        let (row_bytes, sheet_bytes) = (self.limits.record_bytes, self.most);
        let names = match &mut self.kind {
            Kind::Xlsx(xlsx) => xlsx.sheet_names(),
            Kind::Xlsb(xlsb) => xlsb.sheet_names(),
            Kind::Xls(xls) => xls.sheet_names(),
            Kind::Ods(ods) => {
                let mut tallies: Vec<Tally> = Vec::new();
                let names = ods.survey((row_bytes, sheet_bytes), &mut |sheet, row, cells| {
                    tallies.resize_with(tallies.len().max(sheet + 1), Tally::default);
                    tallies[sheet].see(row, cells);
                })?;
                tallies.resize_with(names.len(), Tally::default);
                for (name, tally) in names.into_iter().zip(tallies) {
                    self.sheets.push(Sheet { name, n_rows: tally.last_row, n_columns: tally.n_columns });
                    self.n_letters.push(tally.n_letters);
                }
                return Ok(());
            }
        };
        for (index, name) in names.into_iter().enumerate().take(MOST_SHEETS) {
            let mut tally = Tally::default();
            // A sheet that cannot be read is listed, so that the reason is told when it is chosen.
            drop(self.read(index, &mut |row, cells| {
                tally.see(row, &cells);
                if tally.n_rows < ROWS_LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            }));
            let (mut n_rows, mut n_columns) = (tally.last_row, tally.n_columns);
            if tally.n_rows == ROWS_LOOKED_AT {
                let (declared_rows, declared_columns) = self.declared(index);
                n_rows = n_rows.max(declared_rows);
                n_columns = n_columns.max(declared_columns);
                tally.n_letters = tally.n_letters.saturating_mul(n_rows) / tally.last_row.max(1);
            }
            self.sheets.push(Sheet { name, n_rows, n_columns });
            self.n_letters.push(tally.n_letters);
        }
        Ok(())
    }

    /// Rows and columns of a large sheet, as far as its writer says.
    fn declared(&self, index: usize) -> (u64, u64) {
        match &self.kind {
            Kind::Xlsx(xlsx) => xlsx.declared(index),
            Kind::Xlsb(xlsb) => xlsb.declared(index),
            Kind::Xls(xls) => xls.declared(index),
            Kind::Ods(_) => (0, 0),
        }
    }
}

/// What is in the rows of a sheet that were seen.
#[derive(Default)]
struct Tally {
    n_rows: u64,
    last_row: u64,
    n_columns: u64,
    n_letters: u64,
}

impl Tally {
    fn see(&mut self, row: u64, cells: &[String]) {
        self.n_rows += 1;
        self.last_row = row;
        self.n_columns = self.n_columns.max(cells.len() as u64);
        self.n_letters += cells.iter().map(|cell| letters(cell)).sum::<u64>();
    }
}

fn letters(cell: &str) -> u64 {
    cell.chars().filter(|letter| letter.is_alphabetic()).count() as u64
}

//! A sheet of a workbook as a table: its first row names the columns, or none does.

use std::ops::ControlFlow;

use super::delimiter::has_header;
use super::encoding::compose;
use super::error::ReadError;
use super::input::ReadSeek;
use super::intake::{Halt, Intake};
use super::office::Refused;
use super::office::workbook::Workbook;
use super::records::{Cell, Record, RecordTaker};

/// Rows that are looked at before it is said whether the first holds names.
const SAMPLE_ROWS: usize = 50;

/// Reads the sheet that is asked for, or the one with the most text.
pub fn read(source: Box<dyn ReadSeek + Send>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let name = intake.file().to_string();
    let refused = |error: Refused| ReadError::Office { name: name.clone(), error };
    let mut workbook = Workbook::open(source, intake.limits()).map_err(refused)?;
    let sheets: Vec<String> = workbook.sheets().into_iter().map(|sheet| sheet.name).collect();
    let wanted = intake.options.sheet.clone().filter(|sheet| sheets.contains(sheet));
    let sheet = wanted.unwrap_or_else(|| workbook.best_sheet().to_owned());
    intake.found.sheets = Some((sheet.clone(), sheets));

    let mut table = Table { waiting: Vec::new(), taker: None };
    let mut halt = None;
    let read = workbook.rows(&sheet, &mut |number, cells| match table.row(number, cells, intake) {
        Ok(()) => ControlFlow::Continue(()),
        Err(reason) => {
            halt = Some(reason);
            ControlFlow::Break(())
        }
    });
    if let Some(halt) = halt {
        return Err(halt);
    }
    for (kind, reason) in read.map_err(refused)? {
        intake.note(kind, None, reason);
    }
    table.finish(intake)
}

struct Table {
    /// Rows with their numbers, until it is clear whether the first holds names.
    waiting: Vec<(u64, Vec<String>)>,
    taker: Option<RecordTaker>,
}

impl Table {
    fn row(&mut self, number: u64, cells: Vec<String>, intake: &mut Intake<'_>) -> Result<(), Halt> {
        intake.tick()?;
        match &mut self.taker {
            Some(taker) => take(taker, number, cells, intake),
            None => {
                self.waiting.push((number, cells));
                if self.waiting.len() == SAMPLE_ROWS { self.begin(intake) } else { Ok(()) }
            }
        }
    }

    fn begin(&mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let rows = std::mem::take(&mut self.waiting);
        let sample: Vec<Vec<String>> = rows.iter().map(|(_, cells)| cells.clone()).collect();
        let header = intake.options.has_header.unwrap_or_else(|| has_header(&sample));
        intake.found.has_header = Some(header);
        let mut rows = rows.into_iter();
        let names = if header { rows.next().map(|(_, cells)| cells) } else { None };
        let n_columns = sample.iter().map(Vec::len).max().unwrap_or(0);
        let mut names: Vec<String> =
            names.unwrap_or_default().iter().map(|name| compose(name.trim()).into_owned()).collect();
        names.resize(n_columns, String::new());
        let taker = self.taker.insert(RecordTaker::new(names));
        rows.try_for_each(|(number, cells)| take(taker, number, cells, intake))
    }

    fn finish(mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        if self.taker.is_none() {
            self.begin(intake)?;
        }
        self.taker.map_or(Ok(()), |taker| taker.finish(intake))
    }
}

fn take(taker: &mut RecordTaker, number: u64, cells: Vec<String>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let n_known = taker.n_columns();
    let field = |(column, cell): (usize, String)| {
        let column = if column < n_known { column } else { taker.column(&format!("column {}", column + 1)) };
        (column, Cell::Text(compose(&cell).into_owned()))
    };
    let mut fields: Vec<(usize, Cell)> = cells.into_iter().enumerate().map(field).collect();
    // A row ends at its last cell that holds anything.
    fields.extend((fields.len()..n_known).map(|column| (column, Cell::Text(String::new()))));
    taker.take(Record { number, fields }, intake)
}

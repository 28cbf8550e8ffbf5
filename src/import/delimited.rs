//! Tables of delimited text: with commas, tabs, semicolons or pipes, with or without names of the columns.

use super::decode::Utf8Reader;
use super::delimiter::{has_header, regular_without_quoting, sample, vote};
use super::encoding::decode_from;
use super::error::{bytes, count};
use super::intake::{Halt, Intake};
use super::lines::terminator;
use super::records::{Cell, Record, RecordTaker};
use super::rows::{Quotes, Row, Rows, Way, unescaped};
use crate::corpus::WarningKind;
use crate::corpus::provenance::{Delimiter, Limit};

/// Reads a table that begins with `head`; `whole` says that this is all of it.
pub fn read(reader: Utf8Reader<'_>, head: &str, whole: bool, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let terminator = terminator(head.as_bytes());
    let ending = super::detect::ending(intake.file());
    let delimiter = intake.options.delimiter.unwrap_or_else(|| vote(head, whole, &ending, terminator));
    let quoting = delimiter != Delimiter::Tab || !regular_without_quoting(head, whole);
    let way = Way { delimiter: delimiter.byte(), quoting, terminator };
    let has_header = intake.options.has_header.unwrap_or_else(|| has_header(&sample(head, whole, way)));
    intake.found.delimiter = Some(delimiter);
    intake.found.has_header = Some(has_header);

    let mut rows = Some(Rows::new(reader, way, intake.limits().record_bytes));
    let mut number = 0;
    let first = if has_header { next_row(&mut rows, 0, intake)? } else { None };
    let Some(names) = first.or(if has_header { None } else { peeked_names(head, whole, way) }) else { return Ok(()) };
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let mut table = Table { n_columns: names.len(), delimiter: char::from(delimiter.byte()), has_header };
    let mut taker = RecordTaker::new(names);
    loop {
        number += 1;
        let Some(cells) = next_row(&mut rows, number, intake)? else { break };
        let fields = table.fields(cells, number, &mut taker, intake);
        taker.take(Record { number, fields }, intake)?;
    }
    taker.finish(intake)
}

/// The cells of the next row, or `None` at the end; a stream that breaks off ends the table with a note and is dropped.
fn next_row(
    reading: &mut Option<Rows<Utf8Reader<'_>>>,
    number: u64,
    intake: &mut Intake<'_>,
) -> Result<Option<Vec<String>>, Halt> {
    let Some(rows) = reading else { return Ok(None) };
    let record = (number > 0).then_some(number);
    let mut broken = None;
    loop {
        intake.tick()?;
        let row = rows.next_row();
        intake.found_encoding(rows.reader().detected());
        match row {
            Ok(Row::End) => return Ok(None),
            Ok(Row::TooLong(n_bytes)) => {
                let limit = bytes(intake.limits().record_bytes);
                let reason =
                    format!("left out: a line of {} is longer than {limit}, {}", bytes(n_bytes), Limit::Record);
                intake.note(WarningKind::Skipped, record, reason);
                continue;
            }
            Ok(Row::Read(Quotes::Sound)) => {}
            Ok(Row::Read(Quotes::Inside(line))) => {
                let reason = format!(
                    "a quote in line {line} is not closed where its cell ends: the record may hold several lines"
                );
                intake.note(WarningKind::Noted, record, reason);
            }
            Ok(Row::Read(Quotes::Open(line))) => {
                let reason = format!(
                    "a quote in line {line} is never closed: it was taken as a letter, and the next line as a record"
                );
                intake.note(WarningKind::Repaired, record, reason);
            }
            Err(error) => broken = Some(error),
        }
        let transcoded = rows.reader().is_transcoded();
        let mut replaced = 0;
        let cells: Vec<String> = rows
            .cells()
            .iter()
            .map(|cell| {
                let unescaped = if rows.way().quoting { None } else { unescaped(cell) };
                let decoded = decode_from(unescaped.as_deref().unwrap_or(cell), transcoded);
                replaced += decoded.replaced;
                decoded.text.into_owned()
            })
            .collect();
        if let Some(error) = broken {
            *reading = None;
            intake.breaks_off(record, &error)?;
            // What was read of the row is kept.
            if cells.iter().all(String::is_empty) {
                return Ok(None);
            }
        }
        intake.note_replaced(record, replaced);
        return Ok(Some(cells));
    }
}

/// `column 1`, `column 2`, … for a table without names, as many as its first row has cells.
fn peeked_names(head: &str, whole: bool, way: Way) -> Option<Vec<String>> {
    let n_columns = sample(head, whole, way).iter().map(Vec::len).max()?;
    Some((1..=n_columns).map(|column| format!("column {column}")).collect())
}

struct Table {
    n_columns: usize,
    delimiter: char,
    has_header: bool,
}

impl Table {
    /// The cells as fields of a record. Those beyond the named columns are joined to the last, so that a text with a
    /// delimiter that was not quoted is whole again; a table without names gets a further column.
    fn fields(
        &mut self,
        mut cells: Vec<String>,
        number: u64,
        taker: &mut RecordTaker,
        intake: &mut Intake<'_>,
    ) -> Vec<(usize, Cell)> {
        let n_cells = cells.len();
        while cells.len() > self.n_columns && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() > self.n_columns && !self.has_header && cells.len() <= MAX_FURTHER_COLUMNS {
            for column in self.n_columns..cells.len() {
                taker.column(&format!("column {}", column + 1));
            }
            self.n_columns = cells.len();
        }
        let (is_long, is_short) = (cells.len() > self.n_columns, n_cells < self.n_columns);
        if is_long {
            let surplus = cells.split_off(self.n_columns);
            if let Some(last) = cells.last_mut() {
                for cell in surplus {
                    last.push(self.delimiter);
                    last.push_str(&cell);
                }
            }
        }
        if is_long || (is_short && self.has_header) {
            let ending = if is_long { ": what is too many was joined to the last" } else { "" };
            let reason = format!("has {}, the header {}{ending}", count(n_cells, "field"), self.n_columns);
            intake.note(WarningKind::Repaired, Some(number), reason);
        }
        // A record says of each column what it holds.
        cells.resize(cells.len().max(self.n_columns), String::new());
        cells.into_iter().enumerate().map(|(column, cell)| (column, Cell::Text(cell))).collect()
    }
}

/// Columns to which a table without names may grow after its beginning.
const MAX_FURTHER_COLUMNS: usize = 1000;

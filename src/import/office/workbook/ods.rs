//! Spreadsheets in the open document format (ODF 1.3 part 3, 9), read as a stream: all sheets stand in one part, one behind the other.
//!
//! Rows and cells that are equal to the one before are stored as a number of repetitions, and empty ones by the million.

use std::ops::ControlFlow;

use quick_xml::events::BytesStart;

use super::super::Refused;
use super::super::archive::{Package, Part};
use super::super::xml::{Fault, Token, Xml, attribute};
use super::cells::{Kind, iso_duration, iso_moment, number};
use super::rows::Rows;
use super::{MOST_SHEETS, Stream};
use crate::corpus::WarningKind;

/// The last row of a sheet, from 0, in the newest programs.
const LAST_ROW: u32 = 16_777_215;
/// Blanks that one element may stand for.
const MOST_BLANKS: usize = 1000;

const CONTENT: &str = "content.xml";

pub(super) struct Ods {
    package: Package<Stream>,
}

impl Ods {
    pub fn new(package: Package<Stream>) -> Self {
        Self { package }
    }

    /// The names of the sheets; `see` is shown all rows of all sheets, because they have to be passed through anyway.
    pub fn survey(
        &mut self,
        (row_bytes, sheet_bytes): (u64, u64),
        see: &mut dyn FnMut(usize, u64, &[String]),
    ) -> Result<Vec<String>, Refused> {
        let mut sheets = Sheets::new(self.package.needed_xml(CONTENT)?);
        let mut names: Vec<String> = Vec::new();
        while let Ok(Some(name)) = sheets.next_sheet() {
            let index = names.len();
            names.push(name);
            let mut each = |row, cells: Vec<String>| {
                see(index, row, &cells);
                ControlFlow::Continue(())
            };
            let outcome = sheets.read_sheet(&mut Rows::new(row_bytes, sheet_bytes, &mut each));
            if outcome.is_err() || names.len() == MOST_SHEETS {
                break;
            }
        }
        Ok(names)
    }

    /// Shows the rows of a sheet; gives a note if it breaks off.
    pub fn read(&mut self, index: usize, rows: &mut Rows<'_>) -> Result<Option<(WarningKind, String)>, Refused> {
        let mut sheets = Sheets::new(self.package.needed_xml(CONTENT)?);
        let mut read = || {
            for _ in 0..index {
                if sheets.next_sheet()?.is_some() {
                    sheets.xml.skip()?;
                }
            }
            if sheets.next_sheet()?.is_some() { sheets.read_sheet(rows) } else { Ok(()) }
        };
        let outcome = read();
        let sheet = format!("sheet {}", index + 1);
        Ok(outcome.err().map(|fault| Package::<Stream>::broke_off(&fault, &sheet)))
    }
}

struct Sheets<'a> {
    xml: Xml<Part<'a, Stream>>,
}

impl<'a> Sheets<'a> {
    fn new(xml: Xml<Part<'a, Stream>>) -> Self {
        Self { xml }
    }

    /// Goes on to the next sheet and gives its name.
    fn next_sheet(&mut self) -> Result<Option<String>, Fault> {
        loop {
            match self.xml.next()? {
                Token::Open(element) => match element.local_name().as_ref() {
                    "table" => return Ok(Some(attribute(&element, "name").unwrap_or_default())),
                    // Cells that a tracked change removed.
                    "tracked-changes" => self.xml.skip()?,
                    _ => {}
                },
                Token::End => return Ok(None),
                _ => {}
            }
        }
    }

    fn read_sheet(&mut self, rows: &mut Rows<'_>) -> Result<(), Fault> {
        let (mut row, mut times, mut column) = (0_u32, 1_u32, 0_u32);
        loop {
            match self.xml.next()? {
                Token::Open(element) => match element.local_name().as_ref() {
                    "table-row" => (times, column) = (repetitions(&element, "number-rows-repeated"), 0),
                    "table-cell" | "covered-table-cell" => {
                        let repeated = repetitions(&element, "number-columns-repeated");
                        let value = Value::of(&element);
                        let text = cell_text(&mut self.xml)?;
                        if value.is_error {
                            if rows.error(row).is_break() {
                                return Ok(());
                            }
                        } else {
                            let shown = value.shown.unwrap_or(text);
                            if !shown.is_empty() && rows.cell_repeated(row, column, repeated, &shown).is_break() {
                                return Ok(());
                            }
                        }
                        column = column.saturating_add(repeated);
                    }
                    // Drawings over the cells, and what a program keeps for itself.
                    "shapes" | "forms" | "tracked-changes" => self.xml.skip()?,
                    _ => {}
                },
                Token::Close(element) => match element.local_name().as_ref() {
                    "table-row" => {
                        let times = times.min(LAST_ROW.saturating_sub(row).saturating_add(1)).max(1);
                        if rows.flush_repeated(times).is_break() || row >= LAST_ROW {
                            return Ok(());
                        }
                        row = row.saturating_add(times);
                    }
                    "table" => return Ok(()),
                    _ => {}
                },
                Token::End => {
                    let _: ControlFlow<()> = rows.flush();
                    return Err(Fault::Broken("it ends in the middle".to_owned()));
                }
                Token::Text(_) | Token::Other => {}
            }
        }
    }
}

fn repetitions(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// What a cell's attributes say; what they leave open is the text in it.
#[derive(Default)]
struct Value {
    shown: Option<String>,
    is_error: bool,
}

impl Value {
    fn of(element: &BytesStart<'_>) -> Self {
        let mut value = Self::default();
        for attribute in element.attributes().with_checks(false).flatten() {
            let text = &*attribute.value;
            match attribute.key.local_name().as_ref() {
                "value" => value.shown = text.trim().parse().ok().map(|parsed| number(parsed, Kind::Number, false)),
                "date-value" => value.shown = Some(iso_moment(text)),
                "time-value" => value.shown = Some(iso_duration(text)),
                "boolean-value" => value.shown = Some(if text == "true" { "TRUE" } else { "FALSE" }.to_owned()),
                "value-type" if text == "error" => value.is_error = true,
                _ => {}
            }
        }
        value
    }
}

/// The text of the cell that was just opened, to its end: paragraphs as lines, without comments.
fn cell_text(xml: &mut Xml<Part<'_, Stream>>) -> Result<String, Fault> {
    let mut text = String::new();
    let mut open = 1_usize;
    // Whether a paragraph is open: only there is text content, elsewhere it is the layout of the file.
    let mut in_paragraph = 0_usize;
    while open > 0 {
        match xml.next()? {
            Token::Open(element) => {
                open += 1;
                match element.local_name().as_ref() {
                    "p" | "h" => {
                        in_paragraph += 1;
                        if !text.is_empty() {
                            text.push('\n');
                        }
                    }
                    "s" => {
                        let blanks = attribute(&element, "c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                        text.extend(std::iter::repeat_n(' ', blanks.min(MOST_BLANKS)));
                    }
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    "annotation" | "ruby-text" => {
                        xml.skip()?;
                        open -= 1;
                    }
                    _ => {}
                }
            }
            Token::Close(element) => {
                open -= 1;
                in_paragraph -= usize::from(in_paragraph > 0 && matches!(element.local_name().as_ref(), "p" | "h"));
            }
            Token::Text(part) if in_paragraph > 0 => text.push_str(&part),
            Token::Text(_) | Token::Other => {}
            Token::End => return Err(Fault::Broken("it ends in the middle".to_owned())),
        }
    }
    Ok(text)
}

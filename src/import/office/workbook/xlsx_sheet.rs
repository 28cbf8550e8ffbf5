//! The cells of one sheet of an xlsx workbook (ECMA-376 part 1, 18.3), read as a stream.

use std::ops::ControlFlow;

use quick_xml::events::BytesStart;

use super::super::xml::{Fault, Token, attribute};
use super::cells::{Kind, iso_moment, number};
use super::rows::Rows;
use super::xlsx::{Context, SheetXml, rich_text};

pub(super) struct SheetReader<'a> {
    xml: SheetXml<'a>,
    context: &'a Context,
    /// Rows and columns as the sheet says.
    pub declared: (u64, u64),
    row: u32,
    column: u32,
}

/// What a cell says of itself.
#[derive(Default)]
struct CellHead {
    style: usize,
    is: CellType,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum CellType {
    #[default]
    Number,
    Shared,
    Text,
    Bool,
    Error,
    IsoDate,
}

impl<'a> SheetReader<'a> {
    pub fn new(xml: SheetXml<'a>, context: &'a Context) -> Self {
        Self { xml, context, declared: (0, 0), row: 0, column: 0 }
    }

    pub fn read(&mut self, rows: &mut Rows<'_>) -> Result<(), Fault> {
        let outcome = self.read_cells(rows);
        // The row that was begun is complete, or is what there is of it.
        if !matches!(outcome, Ok(ControlFlow::Break(()))) {
            let _ = rows.flush();
        }
        outcome.map(drop)
    }

    fn read_cells(&mut self, rows: &mut Rows<'_>) -> Result<ControlFlow<()>, Fault> {
        loop {
            match self.xml.next()? {
                Token::Open(element) => match element.local_name().as_ref() {
                    "dimension" => {
                        let end = attribute(&element, "ref").unwrap_or_default();
                        let end = end.rsplit(':').next().and_then(place_of).unwrap_or_default();
                        self.declared = (u64::from(end.0) + 1, u64::from(end.1) + 1);
                    }
                    "row" => {
                        let number = attribute(&element, "r").and_then(|row| row.parse::<u32>().ok());
                        // Without a number it is the row after the last.
                        self.row = number.unwrap_or(self.row.saturating_add(1));
                        self.column = 0;
                    }
                    "c" => {
                        let (place, head) = head_of(&element);
                        if let Some((row, column)) = place {
                            (self.row, self.column) = (row + 1, column);
                        }
                        if self.cell(&head, rows)?.is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                    }
                    _ => {}
                },
                Token::Close(element) if element.local_name().as_ref() == "sheetData" => {
                    return Ok(ControlFlow::Continue(()));
                }
                Token::End => return Err(Fault::Broken("it ends in the middle".to_owned())),
                Token::Close(_) | Token::Text(_) | Token::Other => {}
            }
        }
    }

    fn cell(&mut self, head: &CellHead, rows: &mut Rows<'_>) -> Result<ControlFlow<()>, Fault> {
        let (row, column) = (self.row.saturating_sub(1), self.column);
        self.column += 1;
        let mut text = String::new();
        let mut value = String::new();
        let mut inside = false;
        loop {
            match self.xml.next()? {
                Token::Open(element) => match element.local_name().as_ref() {
                    "v" => inside = true,
                    "is" => rich_text(&mut self.xml, "is", &mut text)?,
                    // A formula; its last result is the value.
                    "f" => self.xml.skip()?,
                    _ => {}
                },
                Token::Close(element) => match element.local_name().as_ref() {
                    "v" => inside = false,
                    "c" => break,
                    _ => {}
                },
                Token::Text(part) if inside => value.push_str(&part),
                Token::Text(_) | Token::Other => {}
                Token::End => return Err(Fault::Broken("it ends in the middle".to_owned())),
            }
        }
        if text.is_empty() && !value.is_empty() {
            match self.shown(head, value) {
                Some(shown) => text = shown,
                None => return Ok(rows.error(row)),
            }
        }
        Ok(rows.cell(row, column, text))
    }

    /// The value as a person sees it; `None` for an error, or a text that is not there.
    fn shown(&self, head: &CellHead, value: String) -> Option<String> {
        Some(match head.is {
            CellType::Shared => self.context.shared_string(value.trim().parse().ok()?)?.to_owned(),
            CellType::Bool => if value.trim() == "0" { "FALSE" } else { "TRUE" }.to_owned(),
            CellType::IsoDate => iso_moment(&value),
            CellType::Number => {
                let kind = self.context.kinds.get(head.style).copied().unwrap_or_default();
                let plain = value.trim();
                let is_short_integer = plain.len() < 16 && plain.bytes().all(|byte| byte.is_ascii_digit());
                match plain.parse::<f64>() {
                    Ok(_) if kind == Kind::Number && is_short_integer => plain.to_owned(),
                    Ok(parsed) => number(parsed, kind, self.context.from_1904),
                    Err(_) => value,
                }
            }
            CellType::Text => value,
            CellType::Error => return None,
        })
    }
}

/// Where a cell says it is, and what it says of its value.
fn head_of(element: &BytesStart<'_>) -> (Option<(u32, u32)>, CellHead) {
    let (mut place, mut head) = (None, CellHead::default());
    for attribute in element.attributes().with_checks(false).flatten() {
        match attribute.key.as_ref() {
            "r" => place = place_of(&attribute.value),
            "s" => head.style = attribute.value.parse().unwrap_or_default(),
            "t" => {
                head.is = match &*attribute.value {
                    "s" => CellType::Shared,
                    "str" | "inlineStr" => CellType::Text,
                    "b" => CellType::Bool,
                    "e" => CellType::Error,
                    "d" => CellType::IsoDate,
                    _ => CellType::Number,
                }
            }
            _ => {}
        }
    }
    (place, head)
}

/// Row and column, from 0, of a reference such as `BC12` or `$BC$12`.
fn place_of(reference: &str) -> Option<(u32, u32)> {
    let (mut column, mut row) = (0_u32, 0_u32);
    for byte in reference.bytes() {
        match byte {
            b'$' => {}
            b'0'..=b'9' if column > 0 => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            b'a'..=b'z' | b'A'..=b'Z' if row == 0 && column < 703 => {
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_rows_and_columns() {
        assert_eq!(place_of("A1"), Some((0, 0)));
        assert_eq!(place_of("$BC$12"), Some((11, 54)));
        assert_eq!(place_of("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!([place_of("A0"), place_of("1"), place_of("가1"), place_of("ABCD1")], [None; 4]);
    }
}

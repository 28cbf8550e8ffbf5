//! Workbooks of Excel since 2007 (ECMA-376 part 1, 18): what a sheet needs from the rest of the package.

use std::io::Read;

use super::super::archive::{Package, Part};
use super::super::xml::{Fault, Token, Xml, attribute};
use super::super::{RECORDS_IN_MEMORY, Refused};
use super::cells::Kind;
use super::rows::Rows;
use super::xlsx_sheet::SheetReader;
use super::{MOST_SHEETS, Stream};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;

pub(super) struct Xlsx {
    package: Package<Stream>,
    sheets: Vec<SheetPart>,
    context: Context,
}

struct SheetPart {
    name: String,
    part: String,
    /// Rows and columns, as the sheet says at its beginning.
    declared: (u64, u64),
}

/// What the cells of all sheets refer to.
#[derive(Default)]
pub(super) struct Context {
    strings: Strings,
    /// What the numbers of each cell style are.
    pub kinds: Vec<Kind>,
    pub from_1904: bool,
}

/// Texts that cells refer to by number, one behind the other.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Context {
    pub fn shared_string(&self, index: usize) -> Option<&str> {
        let end = *self.strings.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.strings.ends[before]);
        Some(&self.strings.text[start..end])
    }
}

impl Xlsx {
    pub fn open(mut package: Package<Stream>, limits: &Limits) -> Result<Self, Refused> {
        let root = package.relations("")?.into_iter().find(|(_, kind, _)| kind == "officeDocument");
        let workbook = root.map_or_else(|| "xl/workbook.xml".to_owned(), |(_, _, part)| part);
        let mut xml = package.needed_xml(&workbook)?;
        let mut listed = Vec::new();
        let mut context = Context::default();
        loop {
            match xml.next() {
                Ok(Token::Open(element)) => match element.local_name().as_ref() {
                    "workbookPr" => {
                        context.from_1904 = matches!(attribute(&element, "date1904").as_deref(), Some("1" | "true"));
                    }
                    "sheet" => {
                        let id = element.attributes().with_checks(false).flatten().find(|attribute| {
                            attribute.key.local_name().as_ref() == "id" && attribute.key.as_ref().contains(':')
                        });
                        if let (Some(name), Some(id), true) =
                            (attribute(&element, "name"), id, listed.len() < MOST_SHEETS)
                        {
                            listed.push((name, id.value.to_string()));
                        }
                    }
                    _ => {}
                },
                Ok(Token::End) | Err(_) => break,
                Ok(_) => {}
            }
        }
        drop(xml);
        let relations = package.relations(&workbook)?;
        let mut sheets: Vec<SheetPart> = Vec::new();
        for (name, id) in listed {
            let Some((_, kind, part)) = relations.iter().find(|(candidate, ..)| *candidate == id) else { continue };
            // A part is one sheet, however often it is listed.
            if kind == "worksheet" && package.has(part) && sheets.iter().all(|sheet| sheet.part != *part) {
                sheets.push(SheetPart { name, part: part.clone(), declared: (0, 0) });
            }
        }
        for (_, kind, part) in &relations {
            match kind.as_str() {
                "styles" => context.kinds = styles(&mut package, part)?,
                "sharedStrings" => {
                    let most = limits.record_bytes.saturating_mul(RECORDS_IN_MEMORY);
                    context.strings = shared_strings(&mut package, part, most)?;
                }
                _ => {}
            }
        }
        Ok(Self { package, sheets, context })
    }

    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    pub fn declared(&self, index: usize) -> (u64, u64) {
        self.sheets[index].declared
    }

    /// Shows the rows of a sheet; gives a note if it breaks off.
    pub fn read(&mut self, index: usize, rows: &mut Rows<'_>) -> Result<Option<(WarningKind, String)>, Refused> {
        let sheet = &mut self.sheets[index];
        let xml = self.package.needed_xml(&sheet.part)?;
        let mut reader = SheetReader::new(xml, &self.context);
        let outcome = reader.read(rows);
        sheet.declared = reader.declared;
        Ok(outcome.err().map(|fault| Package::<Stream>::broke_off(&fault, &format!("sheet “{}”", sheet.name))))
    }
}

fn shared_strings(package: &mut Package<Stream>, part: &str, most: u64) -> Result<Strings, Refused> {
    let Some(mut xml) = package.xml(part)? else { return Ok(Strings::default()) };
    let mut strings = Strings::default();
    loop {
        match xml.next() {
            Ok(Token::Open(element)) if element.local_name().as_ref() == "si" => {
                // What breaks off here leaves the cells that refer to it blank, as the note of their sheet says.
                let outcome = rich_text(&mut xml, "si", &mut strings.text);
                strings.ends.push(strings.text.len());
                if outcome.is_err() {
                    return Ok(strings);
                }
            }
            Ok(Token::End) | Err(_) => return Ok(strings),
            Ok(_) => {}
        }
        if (strings.text.len() + strings.ends.len() * size_of::<usize>()) as u64 > most {
            return Err(Refused::TooLarge { what: "The text of the workbook's cells".to_owned(), limit: most });
        }
    }
}

/// Appends the text of an element `end` with runs; how it is pronounced (`rPh`) is left out.
pub(super) fn rich_text<R: Read>(xml: &mut Xml<R>, end: &str, text: &mut String) -> Result<(), Fault> {
    let start = text.len();
    let mut inside = false;
    loop {
        match xml.next()? {
            Token::Open(element) => match element.local_name().as_ref() {
                "t" => inside = true,
                "rPh" => xml.skip()?,
                _ => {}
            },
            Token::Close(element) => match element.local_name().as_ref() {
                "t" => inside = false,
                name if name == end => break,
                _ => {}
            },
            Token::Text(part) if inside => text.push_str(&part),
            Token::Text(_) | Token::Other => {}
            Token::End => return Err(Fault::Broken("it ends in the middle".to_owned())),
        }
    }
    if text[start..].contains("_x") {
        let plain = without_escapes(&text[start..]);
        text.truncate(start);
        text.push_str(&plain);
    }
    Ok(())
}

/// `_x000D_` stands for a character that XML cannot hold, and `_x005F_` for the underscore of a text that looks like it.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("_x") {
        plain.push_str(&rest[..place]);
        let code = rest.get(place + 2..place + 6).filter(|_| rest.as_bytes().get(place + 6) == Some(&b'_'));
        match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            Some(letter) => {
                if letter != '\r' {
                    plain.push(letter);
                }
                rest = &rest[place + 7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[place + 2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The kind of number of each cell style.
fn styles(package: &mut Package<Stream>, part: &str) -> Result<Vec<Kind>, Refused> {
    let mut codes: Vec<(u32, Kind)> = Vec::new();
    let mut kinds = Vec::new();
    let mut inside = false;
    let id_of = |value: Option<String>| value.and_then(|id| id.parse::<u32>().ok()).unwrap_or_default();
    package.glance(part, |token| match token {
        Token::Open(element) => match element.local_name().as_ref() {
            "numFmt" => {
                let code = attribute(&element, "formatCode").unwrap_or_default();
                codes.push((id_of(attribute(&element, "numFmtId")), Kind::of_code(&code)));
            }
            "cellXfs" => inside = true,
            "xf" if inside => {
                let id = id_of(attribute(&element, "numFmtId"));
                let own = codes.iter().rev().find(|(candidate, _)| *candidate == id).map(|(_, kind)| *kind);
                kinds.push(own.unwrap_or_else(|| Kind::of_builtin(id)));
            }
            _ => {}
        },
        Token::Close(element) if element.local_name().as_ref() == "cellXfs" => inside = false,
        _ => {}
    })?;
    Ok(kinds)
}

pub(super) type SheetXml<'a> = Xml<Part<'a, Stream>>;

//! The records of a section of an HWP 5 document: text of paragraphs, tables, notes.
//!
//! A record has a tag, a level and a size; what belongs to a record follows it at a deeper level.

use std::io::{self, BufReader, Read};

use super::compound::u16_at;
use super::flow::Flow;
use crate::corpus::provenance::Limit;

const PARA_TEXT: u32 = 67;
const CTRL_HEADER: u32 = 71;
const LIST_HEADER: u32 = 72;
const TABLE: u32 = 77;
/// A size that says that the true one follows in four bytes.
const LONG: u32 = 0xFFF;

/// What the paragraphs under a control are.
enum Place {
    /// A table, and the row of its last cell; before its own record there may be a caption.
    Table { begun: bool, row: Option<u16> },
    /// A foot- or endnote.
    Note,
    /// Not text of the document.
    Outside,
}

/// Reads a section to its end. No record of text may be longer than `most`.
pub(super) fn read_section(stream: &mut dyn Read, most: u64, body: &mut Flow, notes: &mut Flow) -> io::Result<()> {
    let mut stream = BufReader::with_capacity(1 << 15, stream);
    let mut bytes = Vec::new();
    // The controls that are open, with their level. Levels have ten bits, so there are never more than 1024.
    let mut open: Vec<(u32, Place)> = Vec::new();
    while let Some((tag, level, size)) = head(&mut stream)? {
        bytes.clear();
        let mut content = stream.by_ref().take(size);
        match tag {
            PARA_TEXT if size > most => {
                return Err(io::Error::other(format!("a paragraph is larger than {}", Limit::Record)));
            }
            PARA_TEXT => drop(content.read_to_end(&mut bytes)?),
            CTRL_HEADER | LIST_HEADER => drop(content.by_ref().take(16).read_to_end(&mut bytes)?),
            _ => {}
        }
        io::copy(&mut content, &mut io::sink())?;
        let missing = content.limit();

        while open.last().is_some_and(|(opened, _)| level <= *opened) {
            let closed = open.pop();
            if matches!(closed, Some((_, Place::Table { .. }))) {
                flow_of(&open, body, notes).fresh_line();
            }
        }
        let outside = open.iter().any(|(_, place)| matches!(place, Place::Outside));
        match tag {
            PARA_TEXT if !outside => paragraph(&bytes, flow_of(&open, body, notes)),
            CTRL_HEADER => {
                if let Some(place) = place_of(&bytes) {
                    if matches!(place, Place::Table { .. }) && !outside {
                        flow_of(&open, body, notes).begin_table();
                    }
                    open.push((level, place));
                }
            }
            TABLE => {
                if let Some((_, Place::Table { begun, .. })) = open.last_mut() {
                    *begun = true;
                }
            }
            LIST_HEADER if !outside => {
                let flow = flow_of(&open, body, notes);
                // In a table, a list directly below the control is a cell.
                if let Some((opened, Place::Table { begun: true, row })) = open.last_mut()
                    && level == *opened + 1
                    && let Some(next) = u16_at(&bytes, 10)
                {
                    match row.replace(next) {
                        Some(before) if before == next => flow.end_cell(),
                        Some(_) => flow.end_row(),
                        None => {}
                    }
                }
            }
            _ => {}
        }
        if missing > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends in the middle of a record"));
        }
        if body.is_full() || notes.is_full() {
            break;
        }
    }
    Ok(())
}

fn flow_of<'a>(open: &[(u32, Place)], body: &'a mut Flow, notes: &'a mut Flow) -> &'a mut Flow {
    if open.iter().any(|(_, place)| matches!(place, Place::Note)) { notes } else { body }
}

/// Tag, level and size of the next record, or `None` at the end.
fn head(stream: &mut impl Read) -> io::Result<Option<(u32, u32, u64)>> {
    let Some(head) = word(stream)? else { return Ok(None) };
    let (tag, level, size) = (head & 0x3FF, head >> 10 & 0x3FF, head >> 20);
    if size < LONG {
        return Ok(Some((tag, level, size.into())));
    }
    match word(stream)? {
        Some(size) => Ok(Some((tag, level, size.into()))),
        None => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends in the head of a record")),
    }
}

fn word(stream: &mut impl Read) -> io::Result<Option<u32>> {
    let mut bytes = Vec::with_capacity(4);
    stream.by_ref().take(4).read_to_end(&mut bytes)?;
    match bytes[..] {
        [] => Ok(None),
        [a, b, c, d] => Ok(Some(u32::from_le_bytes([a, b, c, d]))),
        _ => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends in the head of a record")),
    }
}

/// What a control holds, by its four letters, which are stored backwards.
fn place_of(control: &[u8]) -> Option<Place> {
    match control.get(..4)? {
        b" lbt" => Some(Place::Table { begun: false, row: None }),
        b"  nf" | b"  ne" => Some(Place::Note),
        b"daeh" | b"toof" | b"tmct" => Some(Place::Outside),
        _ => None,
    }
}

/// The text of a paragraph, UTF-16. Below 32 are controls: most take eight units, of which the first and last are their
/// number; a few stand for one character.
fn paragraph(bytes: &[u8], flow: &mut Flow) {
    let unit_at = |at: usize| u16::from_le_bytes([bytes[2 * at], bytes[2 * at + 1]]);
    let n_units = bytes.len() / 2;
    let mut line = String::with_capacity(bytes.len());
    let mut at = 0;
    while at < n_units {
        let unit = unit_at(at);
        match unit {
            9 => line.push('\t'),
            10 => line.push('\n'),
            24 => line.push('-'),
            30 | 31 => line.push(' '),
            0..=31 => {}
            _ => {
                let pair = [unit, if at + 1 < n_units { unit_at(at + 1) } else { 0 }];
                let letter = char::decode_utf16(pair).next().and_then(Result::ok).unwrap_or('\u{fffd}');
                line.push(letter);
                at += letter.len_utf16() - 1;
            }
        }
        at += match unit {
            1..=9 | 11 | 12 | 14..=23 => 8,
            _ => 1,
        };
    }
    flow.push(line.trim_end_matches(['\n', ' ']));
    flow.end_paragraph();
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{hwp_paragraph, hwp_record};
    use super::*;

    fn text(section: &[u8]) -> io::Result<(String, String)> {
        let (mut body, mut notes) = (Flow::new(1 << 20), Flow::new(1 << 20));
        read_section(&mut &*section, 1 << 20, &mut body, &mut notes)?;
        Ok((body.finish("document").unwrap(), notes.finish("document").unwrap()))
    }

    fn control(level: u32, letters: [u8; 4]) -> Vec<u8> {
        hwp_record(CTRL_HEADER, level, &letters)
    }

    fn cell(level: u32, row: u16) -> Vec<u8> {
        let mut bytes = [0; 47];
        bytes[10..12].copy_from_slice(&row.to_le_bytes());
        hwp_record(LIST_HEADER, level, &bytes)
    }

    #[test]
    fn controls_take_eight_units_and_a_few_stand_for_a_character() {
        let section_control = "\u{2}abcdef\u{2}";
        let tab = "\u{9}abcdef\u{9}";
        let section = hwp_paragraph(0, &format!("{section_control}가{tab}나\u{a}다\u{1e}라\u{18}마 𝒳\u{d}"));
        assert_eq!(text(&section).unwrap().0, "가\t나\n다 라-마 𝒳");
    }

    #[test]
    fn tables_are_rows_and_notes_stand_at_the_end() {
        let section = [
            hwp_paragraph(0, "앞"),
            control(1, *b"daeh"),
            hwp_record(LIST_HEADER, 2, &[0; 8]),
            hwp_paragraph(2, "머리말"),
            control(1, *b" lbt"),
            cell(2, 9),
            hwp_paragraph(2, "표 1"),
            hwp_record(TABLE, 2, &[0; 20]),
            cell(2, 0),
            hwp_paragraph(2, "a"),
            cell(2, 0),
            hwp_paragraph(2, "b"),
            cell(2, 1),
            hwp_paragraph(2, "c"),
            control(1, *b"  nf"),
            hwp_paragraph(2, "각주"),
            hwp_paragraph(0, "뒤"),
        ]
        .concat();
        assert_eq!(text(&section).unwrap(), ("앞\n표 1\na\tb\nc\n뒤".to_owned(), "각주".to_owned()));
    }

    #[test]
    fn long_records_are_read_and_cut_ones_told() {
        let long = "긴 글 ".repeat(2000);
        let section = hwp_paragraph(0, &long);
        assert_eq!(text(&section).unwrap().0, long.trim_end());
        assert!(text(&section[..section.len() - 2]).is_err());
        assert!(text(&section[..3]).is_err());
    }
}

//! JSON lines: one object a line; its fields of text and numbers are the columns.

use serde_json::{Map, Value};

use super::decode::Utf8Reader;
use super::intake::{Halt, Intake};
use super::lines::{Line, read_line};
use super::records::{Cell, Record, RecordTaker};
use crate::corpus::WarningKind;

pub fn read(reader: &mut Utf8Reader<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let mut taker = RecordTaker::new(Vec::new());
    let mut number = 0;
    let mut line = Vec::new();
    let mut at_end = false;
    while !at_end {
        line.clear();
        intake.tick()?;
        number += 1;
        match read_line(reader, b'\n', intake.limits().record_bytes, &mut line) {
            Ok(Line::End) => break,
            Ok(Line::Whole) => {}
            Ok(Line::TooLong(_)) => {
                intake.note(WarningKind::Skipped, Some(number), "left out: longer than the limit on one record");
                continue;
            }
            Err(error) => {
                intake.breaks_off(Some(number), &error)?;
                at_end = true;
            }
        }
        let bare = line.trim_ascii();
        if bare.is_empty() {
            continue;
        }
        let text = intake.text(bare, reader.is_transcoded(), Some(number));
        match serde_json::from_str::<Map<String, Value>>(&text) {
            Ok(object) => {
                let mut fields = Vec::new();
                for (name, value) in object {
                    let column = taker.column(&name);
                    match value {
                        Value::Null => {}
                        Value::String(text) => fields.push((column, Cell::Text(text))),
                        other => fields.push((column, Cell::Text(other.to_string()))),
                    }
                }
                taker.take(Record { number, fields }, intake)?;
            }
            Err(error) => {
                let reason = format!("is no JSON object and was kept as plain text: {error}");
                intake.note(WarningKind::Repaired, Some(number), reason);
                let fields = vec![(super::records::WHOLE, Cell::Text(text.into()))];
                taker.take(Record { number, fields }, intake)?;
            }
        }
    }
    intake.found_encoding(reader.detected());
    taker.finish(intake)
}

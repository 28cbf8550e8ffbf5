//! Parquet: rows of a columnar table, nested groups flattened as `a.b`.
//!
//! The library behind takes well-made files for granted: what it cannot convert it answers with a panic, which is caught
//! here and ends the file.

use std::fs::File;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use parquet::basic::Encoding;
use parquet::column::page::Page;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::{Field, List, Row};
use serde_json::Value;

use super::parquet_pages::announced;
use super::{Broken, DataError, Item};
use crate::corpus::provenance::{Limit, Limits};
use crate::import::encoding::{compose, decode};
use crate::import::intake::Halt;
use crate::import::quiet::caught;
use crate::import::records::Cell;

type Each<'a> = &'a mut dyn FnMut(Item) -> Result<(), Halt>;

/// Shows each row of the file to `each`; `name` is the file's in errors.
pub fn read_file(file: File, name: &str, limits: &Limits, each: Each<'_>) -> Result<(), Halt> {
    read(file, name, limits, each)
}

/// Shows each row of a file that was unpacked from another.
pub fn read_bytes(bytes: Vec<u8>, name: &str, limits: &Limits, each: Each<'_>) -> Result<(), Halt> {
    // The library wants its own kind of bytes, of a crate that is none of ours; a page can be made of a vector.
    let page = Page::DictionaryPage { buf: bytes.into(), num_values: 0, encoding: Encoding::PLAIN, is_sorted: false };
    read(page.buffer().clone(), name, limits, each)
}

fn read(chunks: impl ChunkReader + 'static, name: &str, limits: &Limits, each: Each<'_>) -> Result<(), Halt> {
    let refused = |reason: String| Halt::Failed(DataError::Parquet { reason }.of(name));
    let most = limits.unpacked_bytes.min(chunks.len().saturating_mul(limits.unpacked_ratio).saturating_add(FREE_BYTES));
    let announced = guarded(|| announced(&chunks)).map_err(refused)?;
    let reader = guarded(|| SerializedFileReader::new(chunks)).map_err(refused)?;
    let metadata = reader.metadata();
    let n_bytes: i128 = metadata.row_groups().iter().map(|group| i128::from(group.total_byte_size())).sum();
    let n_bytes = n_bytes.max(announced.n_bytes.max(announced.n_values.saturating_mul(LEVEL_BYTES)).into());
    if n_bytes > i128::from(most) {
        return Err(refused(format!(
            "it unpacks to {n_bytes} bytes, more than {most}: see {} and “{}”",
            Limit::Unpacked,
            Limit::Ratio.name()
        )));
    }
    let mut left = most;
    let mut rows = guarded(|| reader.get_row_iter(None)).map_err(refused)?;
    let mut number = 0;
    loop {
        number += 1;
        let row = guarded(|| rows.next().transpose());
        let item = match row {
            Ok(None) => return Ok(()),
            Ok(Some(row)) => guarded(|| item(number, row, limits, &mut left)),
            Err(reason) => Err(reason),
        };
        match item {
            Ok(item) => each(item)?,
            // Columns may be out of step from here on.
            Err(reason) => {
                let reason = format!("the rest cannot be read: {reason}");
                return each(Item { number, fields: Err(Broken::Skipped { reason }), replaced: 0 });
            }
        }
    }
}

/// Bytes that any file may unpack to.
const FREE_BYTES: u64 = 1 << 20;
/// Bytes that a value costs, be it missing: a file has a million equal ones in a few bytes, and may lie about how many
/// there are.
const LEVEL_BYTES: u64 = 8;
/// Bytes that a row costs.
const ROW_BYTES: u64 = 32;

/// What the library gives, or why it fails, be it by a panic.
fn guarded<T, E: std::fmt::Display>(ask: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match caught(ask) {
        Ok(answer) => answer.map_err(|error| error.to_string().chars().take(300).collect()),
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(message.unwrap_or("it is damaged").chars().take(300).collect())
        }
    }
}

/// `left`: what all rows may still cost.
fn item(number: u64, row: Row, limits: &Limits, left: &mut u64) -> Result<Item, &'static str> {
    let mut cells = Vec::new();
    let mut replaced = 0;
    flatten(row, "", &mut cells, &mut replaced);
    let n_bytes: usize = cells
        .iter()
        .map(|(_, cell)| match cell {
            Cell::Text(text) => text.len(),
            Cell::Vector(vector) => vector.len() * 4,
        })
        .sum();
    // A text that is stored once may stand in any number of rows.
    *left = left
        .checked_sub(n_bytes as u64 + ROW_BYTES)
        .ok_or("the rows unpack to more than “Largest unpacked file” of the settings allows")?;
    let fields = if n_bytes as u64 > limits.record_bytes {
        let most = limits.record_bytes;
        let reason = format!("left out: it is longer than {most} bytes, {}", Limit::Record);
        Err(Broken::Skipped { reason })
    } else {
        Ok(cells)
    };
    Ok(Item { number, fields, replaced })
}

/// As deep as the schema, which the library has gone through before.
fn flatten(row: Row, path: &str, cells: &mut Vec<(String, Cell)>, replaced: &mut usize) {
    for (name, field) in row.into_columns() {
        let name = if path.is_empty() { name } else { format!("{path}.{name}") };
        match field {
            Field::Group(row) => flatten(row, &name, cells, replaced),
            Field::ListInternal(list) => cells.extend(of_list(&list, replaced).map(|cell| (name, cell))),
            field => cells.extend(text(&field, replaced).map(|text| (name, Cell::Text(text)))),
        }
    }
}

/// Numbers in a list from which on they are the coordinates of a vector.
const MIN_VECTOR: usize = 16;

fn of_list(list: &List, replaced: &mut usize) -> Option<Cell> {
    let elements = list.elements();
    if elements.is_empty() {
        return None;
    }
    let numbers: Vec<f32> = elements.iter().map_while(number).collect();
    if numbers.len() == elements.len() && numbers.len() >= MIN_VECTOR {
        return Some(Cell::Vector(numbers));
    }
    let nested = |field: &Field| matches!(field, Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_));
    if elements.iter().any(nested) {
        return Some(Cell::Text(Value::Array(elements.iter().map(json).collect()).to_string()));
    }
    let texts: Vec<String> = elements.iter().filter_map(|element| text(element, replaced)).collect();
    (!texts.is_empty()).then(|| Cell::Text(texts.join("; ")))
}

fn number(field: &Field) -> Option<f32> {
    match *field {
        Field::Byte(n) => Some(f32::from(n)),
        Field::Short(n) => Some(f32::from(n)),
        Field::Int(n) => Some(n as f32),
        Field::Long(n) => Some(n as f32),
        Field::UByte(n) => Some(f32::from(n)),
        Field::UShort(n) => Some(f32::from(n)),
        Field::UInt(n) => Some(n as f32),
        Field::ULong(n) => Some(n as f32),
        Field::Float16(n) => Some(n.to_f32()),
        Field::Float(n) => Some(n),
        Field::Double(n) => Some(n as f32),
        _ => None,
    }
}

/// The text of one value; `None` for null.
fn text(field: &Field, replaced: &mut usize) -> Option<String> {
    match field {
        Field::Null => None,
        Field::Str(text) => Some(compose(text).into_owned()),
        Field::Bytes(bytes) => {
            let decoded = decode(bytes.data());
            *replaced += decoded.replaced;
            Some(decoded.text.into_owned())
        }
        // The shortest text that reads as the same number.
        Field::Float(n) => Some(n.to_string()),
        Field::Double(n) => Some(n.to_string()),
        Field::Date(days) => Some(day(*days).map_or_else(|| days.to_string(), |date| date.to_string())),
        Field::TimestampMillis(n) => Some(time(Timestamp::from_millisecond(*n), *n)),
        Field::TimestampMicros(n) => Some(time(Timestamp::from_microsecond(*n), *n)),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => Some(json(field).to_string()),
        other => Some(other.to_string()),
    }
}

fn day(days: i32) -> Option<Date> {
    date(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok()
}

fn time(timestamp: Result<Timestamp, jiff::Error>, number: i64) -> String {
    timestamp.map_or_else(|_| number.to_string(), |at| at.to_zoned(TimeZone::UTC).datetime().to_string())
}

/// What is nested in lists or maps.
fn json(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => Value::Bool(*value),
        Field::Group(row) => {
            Value::Object(row.get_column_iter().map(|(name, field)| (name.clone(), json(field))).collect())
        }
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(json).collect()),
        Field::MapInternal(map) => {
            let entry = |(key, value): &(Field, Field)| (text(key, &mut 0).unwrap_or_default(), json(value));
            Value::Object(map.entries().iter().map(entry).collect())
        }
        Field::Str(_) | Field::Bytes(_) | Field::Date(_) | Field::TimestampMillis(_) | Field::TimestampMicros(_) => {
            Value::String(text(field, &mut 0).unwrap_or_default())
        }
        number => number.to_string().parse().map_or_else(|_| Value::String(number.to_string()), Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::*;

    fn sample() -> Vec<u8> {
        let schema = "message m {
            required binary text (UTF8);
            optional int32 day (DATE);
            required int64 at (TIMESTAMP_MILLIS);
            required group author { required binary name; }
            repeated double v;
        }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::default())).unwrap();
        let mut group = file.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let texts = ["하나".as_bytes().to_vec().into(), ByteArray::from("two")];
        column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[18109], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1_564_617_600_000, i64::MAX], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let names = [ByteArray::from("Ada"), vec![b'B', 0xFF].into()];
        column.typed::<ByteArrayType>().write_batch(&names, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let numbers: Vec<f64> = (0..18).map(f64::from).collect();
        let definitions = [1; 18];
        let mut repetitions = [1; 18];
        repetitions[0] = 0;
        repetitions[16] = 0;
        column.typed::<DoubleType>().write_batch(&numbers, Some(&definitions), Some(&repetitions)).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        file.close().unwrap();
        bytes
    }

    fn items(bytes: Vec<u8>) -> Result<Vec<Item>, Halt> {
        let mut items = Vec::new();
        read_bytes(bytes, "a.parquet", &Limits::default(), &mut |item| {
            items.push(item);
            Ok(())
        })?;
        Ok(items)
    }

    #[test]
    fn rows_are_flattened() {
        let items = items(sample()).unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        let first = [
            ("text".to_owned(), text("하나")),
            ("day".to_owned(), text("2019-08-01")),
            ("at".to_owned(), text("2019-08-01T00:00:00")),
            ("author.name".to_owned(), text("Ada")),
            ("v".to_owned(), Cell::Vector((0_u8..16).map(f32::from).collect())),
        ];
        assert_eq!(items[0].fields.as_ref().unwrap(), &first);
        let second = [
            ("text".to_owned(), text("two")),
            ("at".to_owned(), text("9223372036854775807")),
            ("author.name".to_owned(), text("B\u{fffd}")),
            ("v".to_owned(), text("16; 17")),
        ];
        assert_eq!(items[1].fields.as_ref().unwrap(), &second);
        assert_eq!((items[1].replaced, items.len()), (1, 2));
    }

    #[test]
    fn limits_are_told() {
        let limits = Limits { unpacked_bytes: 10, ..Limits::default() };
        let Err(Halt::Failed(error)) = read_bytes(sample(), "a.parquet", &limits, &mut |_| Ok(())) else { panic!() };
        assert!(error.to_string().ends_with("“Largest unpacking ratio”: a.parquet"), "{error}");
    }

    #[test]
    fn what_pages_announce_must_be_within_the_limits() {
        // Found by fuzzing: the library made room for 68 GB of values, which nothing catches, and for a page of 1.5 GB, and
        // went through four thousand million elements that a list in the footer announces.
        let dictionary = include_bytes!("../../../tests/it/corpus/any_bytes/dictionary.parquet").to_vec();
        let page = include_bytes!("../../../tests/it/corpus/any_bytes/page.parquet").to_vec();
        let footer = include_bytes!("../../../tests/it/corpus/any_bytes/footer.parquet").to_vec();
        for (found, reason) in
            [(dictionary, "a dictionary of "), (page, "the head of the page at byte 465 "), (footer, "the footer of ")]
        {
            let Err(Halt::Failed(error)) = items(found) else { panic!() };
            assert!(error.to_string().contains(reason), "{error}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn damaged_files_end_in_an_error_or_in_rows(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
            let mut bytes = sample();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(items) = items(bytes) {
                prop_assert!(items.len() < 1000);
            }
        }
    }
}

//! One JSON object to named cells: nested objects as `a.b`, arrays as text or vector.
//!
//! The object was validated as a whole before; here it is only cut, and numbers stay as they were written.

use serde::de::IgnoredAny;

use crate::import::encoding::compose;
use crate::import::records::Cell;

/// Numbers in an array from which on they are the coordinates of a vector.
const MIN_VECTOR: usize = 16;

/// Bytes of a field's name, the names above it included; what would be longer stays JSON.
const MAX_NAME_BYTES: usize = 256;

/// Fields of one record.
const MAX_FIELDS: usize = 10_000;

/// The name of the field that an element has that is no object but a text.
const TEXT_FIELD: &str = "text";

/// The cells of an object, or of a text alone, or why it is none.
pub fn flatten(json: &str) -> Result<Vec<(String, Cell)>, String> {
    serde_json::from_str::<IgnoredAny>(json).map_err(|error| error.to_string())?;
    let mut cells = Vec::new();
    let json = json.trim_ascii();
    match json.as_bytes().first() {
        Some(b'{') => object(json, &mut String::new(), &mut cells)?,
        Some(b'"') => cells.push((TEXT_FIELD.to_owned(), Cell::Text(unquoted(json)))),
        _ => return Err("neither an object nor a text".to_owned()),
    }
    Ok(cells)
}

/// As deep as the nesting, which the scanner has limited.
fn object(json: &str, path: &mut String, cells: &mut Vec<(String, Cell)>) -> Result<(), String> {
    let mut parts = Parts::of(json);
    while let Some(key) = parts.next() {
        let Some(value) = parts.next() else { break };
        let before = path.len();
        if before > 0 {
            path.push('.');
        }
        let key = unquoted(key);
        path.push_str(&key[..key.floor_char_boundary(MAX_NAME_BYTES.saturating_sub(path.len()))]);
        if value.starts_with('{') && path.len() < MAX_NAME_BYTES {
            object(value, path, cells)?;
        } else if let Some(cell) = cell(value) {
            if cells.len() == MAX_FIELDS {
                return Err(format!("more than {MAX_FIELDS} fields"));
            }
            cells.push((path.clone(), cell));
        }
        path.truncate(before);
    }
    Ok(())
}

/// `None` for null.
fn cell(value: &str) -> Option<Cell> {
    match value.as_bytes().first()? {
        b'"' => Some(Cell::Text(unquoted(value))),
        b'n' => None,
        b'[' => array(value),
        _ => Some(Cell::Text(value.to_owned())),
    }
}

/// Numbers enough are a vector, texts and numbers are joined, and what holds objects or arrays stays JSON.
fn array(json: &str) -> Option<Cell> {
    let is_number = |part: &str| part.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let mut n_numbers = 0;
    let mut n_parts = 0;
    for part in Parts::of(json) {
        if part.starts_with(['{', '[']) {
            return Some(Cell::Text(json.to_owned()));
        }
        n_parts += 1;
        n_numbers += usize::from(is_number(part));
    }
    if n_numbers >= MIN_VECTOR && n_numbers == n_parts {
        let number = |part: &str| part.parse::<f64>().unwrap_or(f64::NAN) as f32;
        return Some(Cell::Vector(Parts::of(json).map(number).collect()));
    }
    let mut joined = String::new();
    for cell in Parts::of(json).filter_map(cell) {
        if let Cell::Text(text) = cell {
            if !joined.is_empty() {
                joined.push_str("; ");
            }
            joined.push_str(&text);
        }
    }
    (!joined.is_empty()).then_some(Cell::Text(joined))
}

/// The text of a JSON string, composed: escapes may spell decomposed letters.
fn unquoted(json: &str) -> String {
    let inside = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(json);
    if inside.contains('\\') {
        return compose(&serde_json::from_str::<String>(json).unwrap_or_else(|_| inside.to_owned())).into_owned();
    }
    compose(inside).into_owned()
}

/// The keys and values of an object, or the elements of an array, of valid JSON, each without the blanks around it.
struct Parts<'a> {
    rest: &'a str,
}

impl<'a> Parts<'a> {
    fn of(json: &'a str) -> Self {
        Self { rest: json.get(1..json.len() - 1).unwrap_or_default() }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | ',' | ':');
        let rest = self.rest.trim_start_matches(blank);
        let first = *rest.as_bytes().first()?;
        let end = match first {
            b'"' => end_of_text(rest.as_bytes()),
            b'{' | b'[' => end_of_brackets(rest.as_bytes()),
            _ => rest.find([',', ':', ' ', '\t', '\n', '\r']).unwrap_or(rest.len()),
        };
        let (part, rest) = rest.split_at_checked(end)?;
        self.rest = rest;
        Some(part)
    }
}

/// The length of the text at the beginning of `bytes`, quotes included.
fn end_of_text(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

fn end_of_brackets(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += end_of_text(&bytes[at..]);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return at + 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Vec<(String, String)> {
        let text = |cell| match cell {
            Cell::Text(text) => text,
            Cell::Vector(vector) => format!("{vector:?}"),
        };
        flatten(json).unwrap().into_iter().map(|(name, cell)| (name, text(cell))).collect()
    }

    #[test]
    fn nested_objects_have_their_path_as_name() {
        let json = r#"{"id": 7, "user": {"name": "Ada", "address": {"city": "서울"}}, "none": null, "ok": true}"#;
        let expected = [("id", "7"), ("user.name", "Ada"), ("user.address.city", "서울"), ("ok", "true")];
        assert_eq!(texts(json), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn arrays_are_joined_or_vectors_or_stay_json() {
        let numbers: Vec<String> = (0..16).map(|n| format!("{n}.5")).collect();
        let json = format!(
            r#"{{"tags": ["a, b", "c"], "few": [1, 2.50], "authors": [{{"n": "x"}}], "v": [{}], "empty": []}}"#,
            numbers.join(",")
        );
        let cells = flatten(&json).unwrap();
        assert_eq!(cells[0], ("tags".into(), Cell::Text("a, b; c".into())));
        assert_eq!(cells[1], ("few".into(), Cell::Text("1; 2.50".into())));
        assert_eq!(cells[2], ("authors".into(), Cell::Text(r#"[{"n": "x"}]"#.into())));
        assert_eq!(cells[3], ("v".into(), Cell::Vector((0_u8..16).map(|n| f32::from(n) + 0.5).collect())));
        assert_eq!(cells.len(), 4);
    }

    #[test]
    fn numbers_stay_as_they_were_written_and_escapes_are_composed() {
        let json = r#"{"n": 12345678901234567890.10, "t": "\u1112\u1161\u11ab \ud83d\ude00\n"}"#;
        let expected = [("n", "12345678901234567890.10"), ("t", "한 😀\n")];
        assert_eq!(texts(json), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn what_is_no_json_says_so() {
        for json in ["{\"a\": tru}", "{\"a\": 01}", "[1]", "12", "{\"a\": \"\\x\"}", "{\"a\": \"\t\"}"] {
            assert!(flatten(json).is_err(), "{json}");
        }
        let many: Vec<String> = (0..=MAX_FIELDS).map(|n| format!("\"f{n}\":1")).collect();
        assert_eq!(flatten(&format!("{{{}}}", many.join(","))).unwrap_err(), "more than 10000 fields");
    }

    #[test]
    fn long_names_do_not_multiply() {
        let key = "k".repeat(10_000);
        let cells = flatten(&format!(r#"{{"{key}": {{"a": 1, "b": 2}}}}"#)).unwrap();
        assert_eq!(cells, [("k".repeat(MAX_NAME_BYTES), Cell::Text(r#"{"a": 1, "b": 2}"#.into()))]);
    }
}

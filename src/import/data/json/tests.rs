//! JSON: what is read of good, broken and hostile files.

use std::io::{BufReader, Read};

use proptest::prelude::*;

use super::super::{Broken, Item};
use super::{is_lines, read};
use crate::corpus::provenance::Limits;
use crate::import::records::Cell;

/// What became of each record: its number, and its fields as `name=text`, or the kept text, or why it was left out.
fn outcomes_within(limits: &Limits, lines: bool, bytes: &[u8], buffer: usize) -> Vec<(u64, String)> {
    let mut outcomes = Vec::new();
    let mut each = |item: Item| {
        let outcome = match item.fields {
            Ok(fields) => fields
                .iter()
                .map(|(name, cell)| match cell {
                    Cell::Text(text) => format!("{name}={text}"),
                    Cell::Vector(vector) => format!("{name}:{}", vector.len()),
                })
                .collect::<Vec<_>>()
                .join(" "),
            Err(Broken::Text { text, .. }) => format!("text {text}"),
            Err(Broken::Skipped { reason }) => format!("skipped {reason}"),
        };
        outcomes.push((item.number, outcome));
        Ok(())
    };
    read(&mut BufReader::with_capacity(buffer, bytes), lines, limits, &mut each).unwrap();
    outcomes
}

fn outcomes(lines: bool, text: &str) -> Vec<(u64, String)> {
    let whole = outcomes_within(&Limits::default(), lines, text.as_bytes(), 1 << 16);
    for buffer in [3, 7] {
        assert_eq!(outcomes_within(&Limits::default(), lines, text.as_bytes(), buffer), whole, "{text}");
    }
    whole
}

fn numbered(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected.iter().map(|&(number, text)| (number, text.to_owned())).collect()
}

#[test]
fn arrays_are_read_element_by_element() {
    let text = "\u{feff}[ {\"id\": 1, \"text\": \"a]\"},\n{\"id\": 2}, \"alone\", {} ]\n";
    assert_eq!(outcomes(false, text), numbered(&[(1, "id=1 text=a]"), (2, "id=2"), (3, "text=alone"), (4, "")]));
    // Called JSON lines, but it is an array.
    assert_eq!(outcomes(true, text).len(), 4);
    assert_eq!(outcomes(false, "[]"), []);
    assert_eq!(outcomes(false, "]] [{\"a\": 1}]").len(), 1);
    assert_eq!(outcomes(false, ""), []);
}

#[test]
fn a_list_inside_an_object_holds_the_records() {
    let text = r#"{"total": 2, "meta": {"by": [{"n": 1}]}, "data": [{"a": 1}, {"a": 2}], "next": null}"#;
    assert_eq!(outcomes(false, text), numbered(&[(1, "a=1"), (2, "a=2")]));
    let text = r#"{"hits": {"total": 1, "hits": [{"a": 1}]}}"#;
    assert_eq!(outcomes(false, text), numbered(&[(1, "a=1")]));
    let text = r#"{"train": [{"a": 1}], "test": [{"a": 2}, {"a": 3}], "dev": []}"#;
    let expected = [(1, "a=1"), (2, "skipped left out: a further list of records, “test”")];
    assert_eq!(outcomes(false, text), numbered(&expected));
}

#[test]
fn an_object_without_a_list_is_a_record_and_others_may_follow() {
    let text = "{\"a\": 1, \"b\": {\"c\": [1, 2]}}\n{\"a\": 2}";
    assert_eq!(outcomes(false, text), numbered(&[(1, "a=1 b.c=1; 2"), (2, "a=2")]));
    let long = "words ".repeat(50);
    let text = format!(r#"{{"text": "{long}", "authors": [{{"n": 1}}]}}"#);
    assert_eq!(outcomes(false, &text), numbered(&[(1, &format!("text={long} authors=[{{\"n\": 1}}]"))]));
}

#[test]
fn a_broken_element_costs_only_itself() {
    let left_out = "skipped left out, it is no JSON object: ";
    let got = outcomes(
        false,
        "[{\"a\": x1 y}, {\"a\": 2}, {\"a\": \"open}, {\"a\": 4},\n{\"a\": 5}, 7, [1], {\"a\": 01}, {\"a\": 8}]",
    );
    let short: Vec<(u64, &str)> = got
        .iter()
        .map(|(number, text)| (*number, if text.starts_with(left_out) { "left out" } else { text }))
        .collect();
    let expected = [
        (1, "left out"),
        (2, "a=2"),
        (3, "left out"),
        (4, "a=4"),
        (5, "a=5"),
        (6, "left out"),
        (7, "left out"),
        (8, "left out"),
        (9, "a=8"),
    ];
    assert_eq!(short, expected);
    let cut = outcomes(false, "[{\"a\": 1}, {\"a\": 2");
    assert_eq!(cut[1].1, format!("{left_out}it ends before it is closed"));
    assert_eq!(outcomes(false, "[{\"a\": 1},\n")[1].1, "skipped the list ends before it is closed");
}

#[test]
fn lines_are_records_and_others_are_kept_as_text() {
    let text = "{\"a\": 1}\n\nnot json\n{\"a\": \"cut\n{\"a\": 4},\n{\"a\": 5}{\"a\": 6} rest\n\"quoted\"\n{\"a\": [";
    let expected = [
        (1, "a=1"),
        (3, "text not json"),
        (4, "text {\"a\": \"cut"),
        (5, "a=4"),
        (6, "a=5"),
        (6, "a=6"),
        (6, "text rest"),
        (7, "text quoted"),
        (8, "text {\"a\": ["),
    ];
    assert_eq!(outcomes(true, text), numbered(&expected));
    // A line that breaks off where more may follow does not swallow the next.
    let text = "{\"a\": 1}\r\n{\"a\": [\r\n{\"a\": 3}\r\n";
    assert_eq!(outcomes(true, text), numbered(&[(1, "a=1"), (2, "text {\"a\": ["), (3, "a=3")]));
}

#[test]
fn records_may_be_printed_over_several_lines() {
    let text = "{\n  \"a\": 1,\n  \"b\": [\n    2\n  ]\n}\n{\n  \"a\":\n{\n  \"a\": 3\n}\n{\n  \"a\": 4\n}\n";
    let got = outcomes(true, text);
    let kept = "text {\n  \"a\":\n{\n  \"a\": 3\n}";
    assert_eq!(got, numbered(&[(1, "a=1 b=2"), (7, kept), (12, "a=4")]));
}

#[test]
fn long_and_deep_records_are_left_out() {
    let limits = Limits { record_bytes: 40, depth: 5, ..Limits::default() };
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(100));
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(9), "]".repeat(9));
    for buffer in [3, 1 << 16] {
        let list = format!("[{{\"a\": 1}}, {long}, {deep}, {{\"a\": 4}}]");
        let got = outcomes_within(&limits, false, list.as_bytes(), buffer);
        let expected = [
            (1, "a=1"),
            (2, "skipped left out: it is longer than 40 bytes, the limit “Largest record” of the settings"),
            (
                3,
                "skipped left out, it is no JSON object: nested deeper than 5 levels, the limit “Deepest nesting” of the settings",
            ),
            (4, "a=4"),
        ];
        assert_eq!(got, numbered(&expected));
        let lines = format!("{{\"a\": 1}}\n{long}\n{deep}\n{{\"a\": 4}}\n{}\n", "y".repeat(50));
        let got = outcomes_within(&limits, true, lines.as_bytes(), buffer);
        let expected = [
            (1, "a=1"),
            (2, "skipped left out: it is longer than 40 bytes, the limit “Largest record” of the settings"),
            (3, &format!("text {deep}")),
            (4, "a=4"),
            (5, "skipped left out: it is longer than 40 bytes, the limit “Largest record” of the settings"),
        ];
        assert_eq!(got, numbered(&expected));
    }
    let nested = "[".repeat(100_000);
    assert_eq!(outcomes(false, &format!("[{{\"a\": {nested}}}]")).len(), 2);
}

#[test]
fn broken_bytes_are_counted() {
    let mut replaced = 0;
    let mut each = |item: Item| {
        replaced += item.replaced;
        Ok(())
    };
    read(&mut &b"{\"a\": \"caf\xE9 \xFF\"}\n"[..], true, &Limits::default(), &mut each).unwrap();
    assert_eq!(replaced, 2);
}

#[test]
fn a_stream_that_breaks_off_is_told() {
    struct Breaks<'a>(&'a [u8]);
    impl Read for Breaks<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() { Err(std::io::Error::other("gone")) } else { self.0.read(buffer) }
        }
    }
    for (lines, text) in [(true, "{\"a\": 1}\n{\"a\": 2"), (false, "[{\"a\": 1}, {\"a\": 2")] {
        let mut items = Vec::new();
        let mut each = |item: Item| {
            items.push(item);
            Ok(())
        };
        read(&mut BufReader::new(Breaks(text.as_bytes())), lines, &Limits::default(), &mut each).unwrap();
        assert_eq!(items.len(), 3);
        let reason = "the rest cannot be read: gone".to_owned();
        assert_eq!(items[2].fields, Err(Broken::Skipped { reason }));
    }
}

#[test]
fn what_begins_a_file_tells_lines_from_a_list() {
    let limits = Limits::default();
    for (head, lines) in [
        ("[{\"a\": 1}]", false),
        ("{\"a\": 1}\n{\"a\"", true),
        ("{\"a\": 1}", false),
        ("{\"data\": [{\"a\"", false),
        ("{\n \"a\": 1\n}\n{", true),
        ("{\"a\": \"\n{\"a\": 1}", true),
        ("", false),
    ] {
        assert_eq!(is_lines(head.as_bytes(), &limits), lines, "{head}");
    }
}

/// Pieces of JSON, whole and broken.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\n",
        " ",
        "\"a\"",
        "\"a\":",
        "1",
        "-2.5e3",
        "null",
        "true",
        "x",
        "\"한\\u1112\"",
        "{\"a\":1}",
        "{\"a\":[1,2]}",
        "},\n{",
        "{\"data\":[{",
        "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn anything_gives_records_or_reasons(text in pieces(), bytes: Vec<u8>, lines: bool) {
        for bytes in [text.as_bytes(), &bytes] {
            let small = Limits { record_bytes: 12, depth: 3, ..Limits::default() };
            for limits in [&Limits::default(), &small, &Limits { depth: 0, record_bytes: 0, ..Limits::default() }] {
                let outcomes = outcomes_within(limits, lines, bytes, 5);
                prop_assert!(outcomes.len() <= bytes.len() + 2);
            }
        }
    }

    #[test]
    fn where_the_stream_cuts_makes_no_difference(text in pieces(), lines: bool, buffer in 4_usize..20) {
        let whole = outcomes_within(&Limits::default(), lines, text.as_bytes(), 1 << 16);
        prop_assert_eq!(outcomes_within(&Limits::default(), lines, text.as_bytes(), buffer), whole);
    }

    #[test]
    fn whole_records_survive_a_change_elsewhere(at in 0_usize..30, byte: u8, lines: bool) {
        let mut bytes = b"{\"a\": \"one\", \"b\": [1, 2]}\n{\"a\": \"two\"}\n{\"a\": \"three\"}\n{\"a\": \"four\"}\n".to_vec();
        bytes[at] = byte;
        let got = outcomes_within(&Limits::default(), lines, &bytes, 1 << 16);
        prop_assert!(got.iter().any(|(_, text)| text.contains("four")), "{:?}", got);
    }
}

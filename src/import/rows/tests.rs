//! Rows of tables, taken whole and piece by piece.

use proptest::prelude::*;

use super::*;

const CSV: Way = Way { delimiter: b',', quoting: true, terminator: b'\n' };

/// All rows as their cells joined by `|`, with what is told of them.
fn rows(text: &str, way: Way, limit: u64) -> Vec<(String, Row)> {
    all_rows(Rows::new(text.as_bytes(), way, limit))
}

fn all_rows(mut rows: Rows<impl BufRead>) -> Vec<(String, Row)> {
    let mut read = Vec::new();
    loop {
        let row = rows.next_row().unwrap();
        if row == Row::End {
            return read;
        }
        let cells: Vec<String> = rows.cells().iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        read.push((cells.join("|"), row));
    }
}

const SOUND: Row = Row::Read(Quotes::Sound);

#[test]
fn quoted_cells_hold_delimiters_lines_and_quotes() {
    let text = "a,\"b, c\"\r\n\n\"say \"\"hi\"\"\",\"two\nlines\"\n,\"\"\n\"\"\"\",x";
    let expected = ["a|b, c", "say \"hi\"|two\nlines", "|", "\"|x"].map(|cells| (cells.to_owned(), SOUND));
    assert_eq!(rows(text, CSV, 1000), expected);
}

proptest! {
    #[test]
    fn rows_that_lie_ready_are_those_that_are_read_line_by_line(
        text in "([a-c]|[,;\t]|\"|\"\"|,\"|\",|\n|\r\n|\"\r\n|\r| ){0,60}", limit in 1_u64..60, quoting: bool
    ) {
        for terminator in [b'\n', b'\r'] {
            let way = Way { quoting, terminator, ..CSV };
            let by_lines: Vec<_> = {
                // Nothing lies ready but the next byte.
                let reader = io::BufReader::with_capacity(1, text.as_bytes());
                all_rows(Rows::new(reader, way, limit))
            };
            prop_assert_eq!(all_rows(Rows::new(text.as_bytes(), way, limit)), by_lines);
        }
    }
}

#[test]
fn quotes_inside_of_a_cell_are_letters() {
    assert_eq!(rows("a 5\" disk,b\n", CSV, 1000), [("a 5\" disk|b".to_owned(), SOUND)]);
    let inside = Row::Read(Quotes::Inside(1));
    assert_eq!(rows("\"said \"hi\" to\",b\n", CSV, 1000), [("said hi\" to\"|b".to_owned(), inside)]);
    let literal = Way { quoting: false, ..CSV };
    assert_eq!(rows("\"a,b\"\n", literal, 1000), [("\"a|b\"".to_owned(), SOUND)]);
}

#[test]
fn cells_that_a_spreadsheet_escaped_are_told() {
    let said = |cell: &str| unescaped(cell.as_bytes()).map(|cell| String::from_utf8(cell).unwrap());
    assert_eq!(said("\"say \"\"cheese\"\" now\""), Some("say \"cheese\" now".to_owned()));
    for literal in ["\"quoted\"", "\"quoted\" words", "say \"cheese\"", "\"a\"b\"", "\"\"a\"\"", "\"", "\"\"", ""] {
        assert_eq!(said(literal), None, "{literal}");
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_no_row() {
    let open = Row::Read(Quotes::Open(2));
    let expected = [("a|b", SOUND), ("c|\"d", open), ("e|f", SOUND), ("g|h i", SOUND)];
    let expected = expected.map(|(cells, row)| (cells.to_owned(), row));
    assert_eq!(rows("a,b\nc,\"d\ne,f\ng,\"h i\"\n", CSV, 1000)[..1], expected[..1]);
    // The quote of the last line closes the one of the second: nothing tells them apart.
    assert_eq!(rows("a,b\nc,\"d\ne,f\ng,h i\n", CSV, 1000), expected);
    let long = format!("a,b\nc,\"d\n{}", "e,f\n".repeat(100));
    let read = rows(&long, CSV, 50);
    assert_eq!(read.len(), 102);
    assert_eq!(read[1], expected[1]);
    assert!(read[2..].iter().all(|row| *row == expected[2]));
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    let text = format!("a,b\n{}\nc,d\n", "x".repeat(100));
    let read = rows(&text, CSV, 50);
    assert_eq!(read, [("a|b".to_owned(), SOUND), (String::new(), Row::TooLong(101)), ("c|d".to_owned(), SOUND)]);
}

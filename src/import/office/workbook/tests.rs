//! Workbooks of each format, made in code, and what is wrong with them.

use std::io::Cursor;

use super::super::fixtures::{biff_record, mutated, ods, xls, xlsb, xlsx, zipped};
use super::*;

fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Workbook, Refused> {
    Workbook::open(Box::new(Cursor::new(bytes)), limits)
}

/// The rows of the best sheet as `number: cell|cell`, and the notes.
fn rows_of(workbook: &mut Workbook) -> (Vec<String>, Vec<String>) {
    let mut rows = Vec::new();
    let sheet = workbook.best_sheet().to_owned();
    let notes = workbook.rows(&sheet, &mut |row, cells| {
        rows.push(format!("{row}: {}", cells.join("|")));
        ControlFlow::Continue(())
    });
    (rows, notes.unwrap().into_iter().map(|(_, sentence)| sentence).collect())
}

fn good_xlsx() -> Vec<u8> {
    let rows = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>날짜</t></is></c></row>\
         <row r='3'><c r='A3' t='s'><v>1</v></c><c r='B3' s='1'><v>44197</v></c><c r='C3'><v>3.0</v></c>\
         <c r='D3' t='b'><v>1</v></c><c r='E3' t='e'><v>#REF!</v></c><c r='F3' t='str'><f>A1&amp;\"x\"</f><v>x&amp;y</v></c>\
         <c r='G3'><v>0.1</v></c></row><row><c t='s'><v>0</v></c><c><v>5</v></c></row>";
    let strings = "<si><t>본문</t></si><si><r><t>두 </t></r><r><t>조각_x000D_\n</t></r><rPh><t>no</t></rPh></si>";
    let styles = "<numFmts><numFmt numFmtId='176' formatCode='yyyy&quot;년&quot;'/></numFmts>\
         <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='176'/></cellXfs>";
    xlsx(&[("빈 시트", ""), ("자료", rows)], strings, styles)
}

#[test]
fn an_xlsx_gives_cells_as_a_person_sees_them() {
    let mut workbook = open(good_xlsx(), &Limits::default()).unwrap();
    let sheet = |name: &str, n_rows, n_columns| Sheet { name: name.to_owned(), n_rows, n_columns };
    assert_eq!(workbook.sheets(), [sheet("빈 시트", 0, 0), sheet("자료", 4, 7)]);
    assert_eq!(workbook.best_sheet(), "자료");
    let (rows, notes) = rows_of(&mut workbook);
    assert_eq!(rows, ["1: 본문|날짜", "3: 두 조각\n|2021-01-01|3|TRUE||x&y|0.1", "4: 본문|5"]);
    assert!(matches!(&notes[..], [note] if note.starts_with("1 cell blank")), "{notes:?}");
    let refused = workbook.rows("없음", &mut |_, _| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(refused.to_string(), "There is no sheet “없음”: the sheets are 빈 시트, 자료");
}

#[test]
fn calamine_sees_the_same_cells() {
    use calamine::Reader as _;
    let mut other = calamine::Xlsx::new(Cursor::new(good_xlsx())).unwrap();
    let range = other.worksheet_range("자료").unwrap();
    let text = |row, column| range.get_value((row, column)).unwrap().to_string();
    let (rows, _) = rows_of(&mut open(good_xlsx(), &Limits::default()).unwrap());
    assert_eq!(rows[0], format!("1: {}|{}", text(0, 0), text(0, 1)));
    assert_eq!(rows[2], format!("4: {}|{}", text(3, 0), text(3, 1)));
}

#[test]
fn a_lone_cell_at_the_end_of_a_sheet_costs_one_row() {
    let rows = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>";
    let mut workbook = open(xlsx(&[("s", rows)], "", ""), &Limits::default()).unwrap();
    assert_eq!(workbook.sheets()[0].n_rows, 1_048_576);
    let mut last = (0, 0);
    let all = &mut |row, cells: Vec<String>| {
        last = (row, cells.len());
        ControlFlow::Continue(())
    };
    workbook.rows("s", all).unwrap();
    assert_eq!(last, (1_048_576, 16_384));
}

#[test]
fn a_shared_text_that_is_used_everywhere_ends_at_the_limit() {
    let cell = "<c t='s'><v>0</v></c>".repeat(100);
    let rows = format!("<row>{cell}</row>").repeat(100);
    let bytes = xlsx(&[("s", &rows)], &format!("<si><t>{}</t></si>", "x".repeat(1000)), "");
    let mut workbook =
        open(bytes, &Limits { unpacked_bytes: 2 << 20, unpacked_ratio: 10_000, ..Limits::default() }).unwrap();
    let (rows, notes) = rows_of(&mut workbook);
    assert_eq!(rows.len(), 20);
    assert!(notes[0].starts_with("row 21 and all below"), "{notes:?}");
}

fn good_ods() -> Vec<u8> {
    let rows = "<table:table-row><table:table-cell office:value-type='string'><text:p>제목<text:s text:c='2'/>x</text:p>\
         <text:p>둘&amp;</text:p><office:annotation><text:p>memo</text:p></office:annotation></table:table-cell>\
         <table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='2.0'>\
         <text:p>2,0</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='1000000'/>\
         </table:table-row>\
         <table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='date'\
         office:date-value='2021-01-01T00:00:00'/><table:table-cell office:value-type='boolean'\
         office:boolean-value='true'/></table:table-row>\
         <table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row>";
    ods(&[
        ("a", rows),
        ("b", "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>"),
    ])
}

#[test]
fn an_ods_gives_repeated_cells_and_rows() {
    let mut workbook = open(good_ods(), &Limits::default()).unwrap();
    assert_eq!(workbook.sheets()[0], Sheet { name: "a".to_owned(), n_rows: 5, n_columns: 3 });
    let (rows, notes) = rows_of(&mut workbook);
    assert_eq!(rows, ["1: 제목  x\n둘&|2|2", "4: 2021-01-01|TRUE", "5: 2021-01-01|TRUE"]);
    assert_eq!(notes, [""; 0]);
    let mut seen = Vec::new();
    let notes = workbook.rows("b", &mut |row, cells| {
        seen.push((row, cells));
        ControlFlow::Break(())
    });
    assert_eq!((seen, notes.unwrap()), (vec![(1, vec!["1".to_owned()])], vec![]));
}

#[test]
fn an_ods_that_breaks_off_gives_the_rows_before() {
    let content = "<table:table table:name='s'><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>\
         </table:table-row><table:table-row><table:table-cell><text:p>2";
    let mut workbook = open(zipped(&[("content.xml", content)]), &Limits::default()).unwrap();
    let (rows, notes) = rows_of(&mut workbook);
    assert_eq!((rows, notes.len()), (vec!["1: 1".to_owned()], 1));
    let locked = "<m><e><manifest:encryption-data/></e></m>";
    let refused = open(zipped(&[("content.xml", ""), ("META-INF/manifest.xml", locked)]), &Limits::default());
    assert!(matches!(refused.map(drop), Err(Refused::Password { .. })));
}

fn good_xls() -> Vec<u8> {
    // Two shared strings; the second goes on in another record, first in bytes and then in UTF-16.
    let first = [&[3, 0, 1][..], &[0x00, 0xAC, 0x98, 0xB0, 0xE4, 0xB2]].concat();
    let sst = [&2_u32.to_le_bytes()[..], &2_u32.to_le_bytes(), &first, &[4, 0, 0, b'a', b'b']].concat();
    let globals = [
        biff_record(0x041E, &[&164_u16.to_le_bytes()[..], &[4, 0, 0], b"yyyy"].concat()),
        biff_record(0x00E0, &[0; 20]),
        biff_record(0x00E0, &[&[0, 0, 164, 0][..], &[0; 16]].concat()),
        biff_record(0x00FC, &sst),
        biff_record(0x003C, &[1, 0x00, 0xAC, 0x98, 0xB0]),
    ];
    let at =
        |row: u16, column: u16, style: u16| [row.to_le_bytes(), column.to_le_bytes(), style.to_le_bytes()].concat();
    let cells = [
        biff_record(0x00FD, &[at(0, 0, 0), 0_u32.to_le_bytes().to_vec()].concat()),
        biff_record(0x00FD, &[at(0, 1, 0), 1_u32.to_le_bytes().to_vec()].concat()),
        biff_record(0x0203, &[at(2, 0, 1), 44_197_f64.to_le_bytes().to_vec()].concat()),
        biff_record(0x027E, &[at(2, 1, 0), ((1234_u32 << 2) | 3).to_le_bytes().to_vec()].concat()),
        biff_record(0x0205, &[at(2, 2, 0), vec![1, 0]].concat()),
        biff_record(0x0006, &[at(2, 3, 0), vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF], vec![0; 8]].concat()),
        biff_record(0x0207, &[2, 0, 1, 0x00, 0xAC, 0x98, 0xB0]),
        biff_record(0x0205, &[at(2, 4, 0), vec![0x17, 1]].concat()),
    ];
    xls(&globals.concat(), &cells.concat())
}

#[test]
fn an_xls_gives_strings_over_records_dates_and_results_of_formulae() {
    let mut workbook = open(good_xls(), &Limits::default()).unwrap();
    assert_eq!(workbook.best_sheet(), "시트");
    let (rows, notes) = rows_of(&mut workbook);
    assert_eq!(rows, ["1: 가나다|ab가나", "3: 2021-01-01|12.34|TRUE|가나"]);
    assert_eq!(notes.len(), 1, "{notes:?}");
    let locked = xls(&biff_record(0x002F, &[1, 0]), &[]);
    assert!(matches!(open(locked, &Limits::default()).map(drop), Err(Refused::Password { .. })));
}

#[test]
fn shared_strings_that_break_off_are_not_read_again() {
    // Four thousand million strings are announced, two are there, and the second ends after two of its nine letters.
    let first = [2, 0, 0, b'a', b'b'];
    let sst = [&u32::MAX.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &first, &[9, 0, 0, b'c', b'd']].concat();
    let cell = |index: u32| biff_record(0x00FD, &[&[0, 0, index as u8, 0, 0, 0][..], &index.to_le_bytes()].concat());
    let mut workbook =
        open(xls(&biff_record(0x00FC, &sst), &[cell(0), cell(1), cell(2)].concat()), &Limits::default()).unwrap();
    let (rows, notes) = rows_of(&mut workbook);
    assert_eq!((rows, notes.len()), (vec!["1: ab|cd".to_owned()], 1));
}

#[test]
fn a_record_of_an_xlsb_that_announces_what_is_not_there_is_refused() {
    // BrtBeginSst, and then a length of 2²⁸ − 1.
    let parts =
        [("xl/workbook.bin", &[0x99, 0x01, 0][..]), ("xl/sharedStrings.bin", &[0x9F, 0x01, 0xFF, 0xFF, 0xFF, 0x7F])];
    let refused = open(zipped(&parts), &Limits::default()).map(drop).unwrap_err().to_string();
    assert!(refused.contains("announces 268435455 bytes where 0 are left in xl/sharedStrings.bin"), "{refused}");
}

#[test]
fn an_xlsb_gives_its_strings_and_numbers() {
    let mut workbook = open(xlsb(), &Limits::default()).unwrap();
    assert_eq!(workbook.best_sheet(), "시트");
    assert_eq!(rows_of(&mut workbook), (vec!["3: 공유||글|1.5".to_owned()], Vec::new()));
}

#[test]
fn what_is_no_workbook_is_refused() {
    for bytes in [vec![], b"text".to_vec(), zipped(&[("a", "b")]), xlsx(&[], "", "")] {
        assert!(open(bytes, &Limits::default()).is_err());
    }
}

fn read_all(bytes: Vec<u8>) {
    if let Ok(mut workbook) = open(bytes, &Limits { unpacked_bytes: 1 << 24, ..Limits::default() }) {
        for sheet in workbook.sheets() {
            drop(workbook.rows(&sheet.name, &mut |_, _| ControlFlow::Continue(())));
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_rows_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2000)) {
        read_all(xls(&bytes, &bytes));
        read_all(bytes);
    }

    #[test]
    fn broken_workbooks_are_rows_or_refused(edits in mutated()) {
        for good in [good_xlsx(), good_ods(), good_xls(), xlsb()] {
            read_all(edits.apply(good));
        }
        for good in [good_xlsx(), good_ods(), xlsb()] {
            read_all(edits.apply_inside(good));
        }
    }
}

//! One part of a workbook of Excel since 2007: cells, shared strings, styles, the list of sheets.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{choice, expanded, options, packaged, read};

const PARTS: [(&str, &str); 7] = [
    ("xl/worksheets/sheet1.xml", include_str!("../seeds/xlsx/sheet.xml")),
    ("xl/sharedStrings.xml", include_str!("../seeds/xlsx/strings.xml")),
    ("xl/styles.xml", include_str!("../seeds/xlsx/styles.xml")),
    ("xl/workbook.xml", include_str!("../seeds/xlsx/workbook.xml")),
    ("xl/_rels/workbook.xml.rels", include_str!("../seeds/xlsx/relations.xml")),
    ("_rels/.rels", include_str!("../seeds/xlsx/root.xml")),
    ("[Content_Types].xml", "<Types/>"),
];

fuzz_target!(|data: &[u8]| {
    let (part, choice) = choice(data);
    let at = if choice & 1 == 0 { 0 } else { choice / 2 % 5 };
    read("a.xlsx", packaged(&PARTS, at, &expanded(part)), &options(Some(Format::Workbook)));
});

//! One part of a binary workbook of Excel since 2007.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{bear_panics, choice, options, packaged, read};

const PARTS: [(&str, &[u8]); 4] = [
    ("xl/worksheets/sheet1.bin", include_bytes!("../seeds/xlsb/sheet.bin")),
    ("xl/sharedStrings.bin", include_bytes!("../seeds/xlsb/strings.bin")),
    ("xl/workbook.bin", include_bytes!("../seeds/xlsb/workbook.bin")),
    ("xl/_rels/workbook.bin.rels", include_bytes!("../seeds/xlsb/relations.xml")),
];

fuzz_target!(init: bear_panics(), |data: &[u8]| {
    let (part, choice) = choice(data);
    let at = if choice & 1 == 0 { 0 } else { choice / 2 % 4 };
    read("a.xlsb", packaged(&PARTS, at, part), &options(Some(Format::Workbook)));
});

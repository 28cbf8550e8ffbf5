//! The stream of records of a workbook of Excel 95 to 2003.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{choice, compound, options, read};

fuzz_target!(|data: &[u8]| {
    let (stream, choice) = choice(data);
    let name = if choice & 1 == 0 { "/Workbook" } else { "/Book" };
    read("a.xls", compound(&[(name, stream)]), &options(Some(Format::Workbook)));
});

//! Whole workbooks and other compound files and packages, byte by byte.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{bear_panics, choice, options, read};

fuzz_target!(init: bear_panics(), |data: &[u8]| {
    let (bytes, choice) = choice(data);
    let mut options = options([None, Some(Format::Workbook), Some(Format::Hwp), Some(Format::Docx)][choice % 4]);
    options.has_header = [None, Some(true), Some(false)][choice / 4 % 3];
    read("a", bytes.to_vec(), &options);
});

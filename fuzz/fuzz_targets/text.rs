//! Text in any encoding, as one document, lines or blocks.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::{Format, TextUnit};
use mungchi_fuzz::{choice, options, read};

const ENCODINGS: [Option<&str>; 9] = [
    None,
    Some("euc-kr"),
    Some("utf-16le"),
    Some("utf-16be"),
    Some("shift_jis"),
    Some("gb18030"),
    Some("iso-2022-jp"),
    Some("windows-1252"),
    Some("utf-8"),
];

fuzz_target!(|data: &[u8]| {
    let (bytes, choice) = choice(data);
    let mut options = options((choice & 1 == 0).then_some(Format::Text));
    options.encoding = ENCODINGS[choice / 2 % 9].map(str::to_owned);
    options.unit = [None, Some(TextUnit::File), Some(TextUnit::Line), Some(TextUnit::Block)][choice / 18 % 4];
    options.leave_out_duplicates = choice & 64 != 0;
    read("a.txt", bytes.to_vec(), &options);
});

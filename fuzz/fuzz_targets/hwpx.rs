//! One part of a document of Hangul since 2010: section, contents.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{choice, expanded, options, packaged, read};

const PARTS: [(&str, &str); 3] = [
    ("Contents/section0.xml", include_str!("../seeds/hwpx/section.xml")),
    ("Contents/content.hpf", include_str!("../seeds/hwpx/content.xml")),
    ("mimetype", "application/hwp+zip"),
];

fuzz_target!(|data: &[u8]| {
    let (part, choice) = choice(data);
    read("a.hwpx", packaged(&PARTS, usize::from(choice & 3 == 3), &expanded(part)), &options(Some(Format::Hwpx)));
});

//! One part of a document of Word: body, footnotes, properties, relationships.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{choice, expanded, options, packaged, read};

const PARTS: [(&str, &str); 5] = [
    ("word/document.xml", include_str!("../seeds/docx/document.xml")),
    ("word/footnotes.xml", include_str!("../seeds/docx/footnotes.xml")),
    ("docProps/core.xml", include_str!("../seeds/docx/core.xml")),
    ("word/_rels/document.xml.rels", include_str!("../seeds/docx/relations.xml")),
    ("_rels/.rels", include_str!("../seeds/docx/root.xml")),
];

fuzz_target!(|data: &[u8]| {
    let (part, choice) = choice(data);
    let at = if choice & 1 == 0 { 0 } else { choice / 2 % 5 };
    read("a.docx", packaged(&PARTS, at, &expanded(part)), &options(Some(Format::Docx)));
});

//! The content of an OpenDocument spreadsheet.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{expanded, options, read, zipped};

fuzz_target!(|data: &[u8]| {
    let content = expanded(data);
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", &content),
    ];
    read("a.ods", zipped(&parts), &options(Some(Format::Workbook)));
});

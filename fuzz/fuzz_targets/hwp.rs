//! One stream of a document of Hangul 5: section, packed or not, summary, preview.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{choice, compound, options, read};

fuzz_target!(|data: &[u8]| {
    let (stream, choice) = choice(data);
    let mut header = [0; 256];
    header[..17].copy_from_slice(b"HWP Document File");
    let name = match choice % 8 {
        5 => "/PrvText",
        6 => "/\u{5}HwpSummaryInformation",
        kind => {
            header[36] = u8::from(kind == 7);
            "/BodyText/Section0"
        }
    };
    read("a.hwp", compound(&[("/FileHeader", &header), (name, stream)]), &options(Some(Format::Hwp)));
});

//! Arrays of objects in JSON, and values around them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{expanded, options, read};

fuzz_target!(|data: &[u8]| read("a.json", expanded(data), &options(Some(Format::Json))));

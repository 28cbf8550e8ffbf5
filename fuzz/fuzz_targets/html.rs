//! Web pages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{expanded, options, read};

fuzz_target!(|data: &[u8]| read("a.html", expanded(data), &options(Some(Format::Html))));

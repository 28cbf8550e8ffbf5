//! Web pages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{options, read};

fuzz_target!(|data: &[u8]| read("a.html", data.to_vec(), &options(Some(Format::Html))));

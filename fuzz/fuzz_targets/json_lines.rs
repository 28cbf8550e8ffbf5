//! A value of JSON a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{options, read};

fuzz_target!(|data: &[u8]| read("a.jsonl", data.to_vec(), &options(Some(Format::JsonLines))));

//! Columnar tables. The library behind may panic, which the reader catches.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::Format;
use mungchi_fuzz::{bear_panics, options, read};

fuzz_target!(init: bear_panics(), |data: &[u8]| {
    read("a.parquet", data.to_vec(), &options(Some(Format::Parquet)));
});

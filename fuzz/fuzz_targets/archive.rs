//! zip, tar, gzip and zstd, within each other, and what they are taken for when their first bytes are others.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi_fuzz::{choice, options, read, with_tar_checksums, zipped};

fuzz_target!(|data: &[u8]| {
    let (bytes, choice) = choice(data);
    let options = options(None);
    if choice & 3 != 3 {
        return read("a", with_tar_checksums(bytes), &options);
    }
    // Names and contents in turn.
    let mut pieces = bytes.split(|&byte| byte == 0);
    let mut parts = Vec::new();
    while let (Some(name), Some(content)) = (pieces.next(), pieces.next()) {
        parts.push((String::from_utf8_lossy(name).into_owned(), content));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    read("a.zip", zipped(&parts), &options);
});

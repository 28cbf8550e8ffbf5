//! Tables as text, with any delimiter, and columns that play parts.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::provenance::{Delimiter, Format, Role};
use mungchi_fuzz::{choice, expanded, options, read};

fuzz_target!(|data: &[u8]| {
    let (bytes, choice) = choice(data);
    let mut options = options(Some(Format::Delimited));
    let delimiters = [Delimiter::Comma, Delimiter::Tab, Delimiter::Semicolon, Delimiter::Pipe];
    options.delimiter = delimiters.get(choice % 5).copied();
    options.has_header = [None, Some(true), Some(false)][choice / 5 % 3];
    match choice / 15 % 4 {
        1 => options.roles.title = Role::Nobody,
        2 => options.roles.date = Role::Column("date".to_owned()),
        3 => options.roles.vector = vec!["x".to_owned(), "y".to_owned()],
        _ => {}
    }
    read("a.csv", expanded(bytes), &options);
});

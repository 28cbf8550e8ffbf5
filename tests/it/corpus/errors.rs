//! What cannot be read is refused with what failed, the numbers, what to do, and the file.

use std::path::PathBuf;

use mungchi::corpus::provenance::{ReadOptions, Roles};
use mungchi::import::{ReadError, read};
use mungchi::progress::{Monitor, Progress};
use tempfile::tempdir;

use crate::fixtures::{read_one, write};

#[track_caller]
fn check(name: &str, content: &[u8], expected: &str) {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), name, content);
    let error = read_one(&path).unwrap_err().to_string();
    assert_eq!(error, format!("{expected}: {}", path.display()));
}

#[test]
fn a_file_without_text_is_refused() {
    for (name, content) in
        [("a.txt", ""), ("a.csv", ""), ("a.csv", "id,text\n"), ("a.jsonl", " \n\n"), ("a", "\u{feff}\n")]
    {
        check(name, content.as_bytes(), "No documents: the file is empty or has only blank lines");
    }
}

#[test]
fn a_binary_file_is_refused() {
    check(
        "image.csv",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "Not a text file: 3 of its first 16 bytes are no text. If it is text in another encoding, choose the encoding and \
         open it again",
    );
}

#[test]
fn an_encoding_that_is_not_there_is_refused() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "a.txt", "alpha\n");
    let options = ReadOptions { encoding: Some("utf-9".to_owned()), ..Default::default() };
    let error = read(&[path], &options, &()).unwrap_err().to_string();
    let expected =
        "There is no encoding “utf-9”: choose one such as utf-8, euc-kr, utf-16le, shift_jis or windows-1252";
    assert_eq!(error, expected);
}

#[test]
fn formats_that_are_not_read_say_what_to_do() {
    check("a.rtf", b"{\\rtf1 words}", "Rich text (.rtf) is not read: save it as .docx or as text and open that");
    check(
        "a.7z",
        b"7z\xBC\xAF\x27\x1C\0\x04",
        "This kind of archive is not read: unpack it, or pack it as zip, gzip or zstd",
    );
    check(
        "a.hwp",
        b"HWP Document File V3.00",
        "HWP 3 (before 2002) is not read: save it as .hwpx or .hwp 5 and open that",
    );
}

#[test]
fn a_table_of_numbers_is_refused() {
    check(
        "a.csv",
        b"id,date\n1,2020-01-01\n2,2021-01-01\n",
        "No column holds text: looked at 2 records of 2 columns (id, date). Name the column that should be read, or add \
         one with text",
    );
}

#[test]
fn a_column_that_is_not_there_is_refused() {
    let folder = tempdir().unwrap();
    let roles = Roles { text: vec!["body".to_owned()], ..Default::default() };
    let options = ReadOptions { roles, ..Default::default() };
    let files = [("a.csv", "id,text\n1,alpha\n"), ("a.jsonl", "{\"id\": 1, \"text\": \"alpha\"}\n")];
    for (name, content) in files {
        let path = write(folder.path(), name, content);
        let error = read(std::slice::from_ref(&path), &options, &()).unwrap_err().to_string();
        assert_eq!(error, format!("There is no column “body”: the columns are id, text: {}", path.display()));
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("nowhere.txt");
    let error = read_one(&path).unwrap_err().to_string();
    assert!(error.starts_with("Cannot read: ") && error.ends_with(path.to_str().unwrap()), "{error}");
}

#[test]
fn a_folder_without_files_is_refused() {
    let folder = tempdir().unwrap();
    let error = read_one(folder.path()).unwrap_err().to_string();
    assert_eq!(error, format!("No files in the folder: {}", folder.path().display()));
}

#[test]
fn nothing_to_read_is_refused() {
    let error = read(&[], &ReadOptions::default(), &()).unwrap_err().to_string();
    assert_eq!(error, "Nothing to open: name a file or a folder");
}

#[test]
fn a_matrix_goes_with_no_other_file() {
    let names = ["a.txt", "matrix.mtx", "b.txt"].map(PathBuf::from);
    let error = read(&names, &ReadOptions::default(), &()).unwrap_err().to_string();
    assert_eq!(error, "A matrix must be opened alone, not together with 2 other files: matrix.mtx");
}

#[test]
fn reading_can_be_cancelled() {
    struct Cancelling;
    impl Monitor for Cancelling {
        fn report(&self, _: Progress) {}

        fn is_cancelled(&self) -> bool {
            true
        }
    }
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "a.txt", "alpha\n");
    let cancelled = read(&[path], &ReadOptions::default(), &Cancelling);
    assert!(matches!(cancelled, Err(ReadError::Cancelled(_))));
}

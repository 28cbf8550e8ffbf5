//! What cannot be read is refused with what failed, the numbers, what to do, and the file.

use std::path::PathBuf;

use mungchi::corpus::provenance::ReadOptions;
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
        "Not a text file: 5 of its first 16 bytes are no UTF-8 text. If it is text in another encoding (CP949, \
         Latin-1 …), save it as UTF-8 and open it again",
    );
}

#[test]
fn a_utf_16_file_is_refused() {
    check("a.txt", b"\xFF\xFEa\0b\0", "The file is UTF-16 text: save it as UTF-8 and open it again");
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
    let options = ReadOptions {
        roles: mungchi::corpus::provenance::Roles { text: vec!["body".to_owned()], ..Default::default() },
        ..Default::default()
    };
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

//! What can keep a file from being read, told with the numbers and what to do.

use std::io;
use std::path::PathBuf;

use super::data::DataError;
use super::office::Refused;
use crate::corpus::provenance::Limit;
use crate::progress::Cancelled;

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("Cannot read: {error}: {}", path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error("No documents: the file is empty or has only blank lines: {name}")]
    Empty { name: String },
    #[error("No files in the folder: {}", path.display())]
    EmptyFolder { path: PathBuf },
    #[error("No files in the archive: {name}")]
    EmptyArchive { name: String },
    #[error("None of the {} in it holds text; the first: {first}: {name}", count(*n_files, "file"))]
    NoTextInside { name: String, n_files: usize, first: String },
    #[error(
        "Not a text file: {bad} of its first {looked_at} bytes are no text. If it is text in another encoding, choose \
         the encoding and open it again: {name}"
    )]
    NotText { name: String, bad: usize, looked_at: usize },
    #[error("There is no encoding “{label}”: choose one such as utf-8, euc-kr, utf-16le, shift_jis or windows-1252")]
    UnknownEncoding { label: String },
    /// A format that is known and not read.
    #[error("{what} is not read: {advice}: {name}")]
    Unsupported { name: String, what: &'static str, advice: &'static str },
    /// What a reader of a format says of a file that it cannot read; `reason` says what to do.
    #[error("{reason}: {name}")]
    Refused { name: String, reason: String },
    #[error(
        "The archive cannot be read: {reason}. It may be damaged or cut off: copy or save it again, or unpack it and \
         open what is inside: {name}"
    )]
    Archive { name: String, reason: String },
    #[error(
        "The file has to be held in memory whole but is larger than {}, {}: unpack it and open it by itself, or raise \
         the limit: {name}",
        bytes(*limit), Limit::Record
    )]
    TooLargeForMemory { name: String, limit: u64 },
    #[error(
        "More than {limit} files in one folder or archive, {}: open a part of it, or raise the limit: {name}",
        Limit::Files
    )]
    TooManyFiles { name: String, limit: u64 },
    #[error("Archives in archives, {depth} deep, {}: unpack the inner ones and open them: {name}", Limit::Depth)]
    TooDeep { name: String, depth: u32 },
    #[error(
        "No column holds text: looked at {} of {} ({}). Name the column that should be read, \
         or add one with text: {name}",
        count(*looked_at, "record"), count(columns.len(), "column"), columns.join(", ")
    )]
    NoTextColumn { name: String, columns: Vec<String>, looked_at: usize },
    #[error("There is no column “{wanted}”: the columns are {}: {name}", columns.join(", "))]
    UnknownColumn { name: String, wanted: String, columns: Vec<String> },
    #[error("{error}: {name}")]
    Data { name: String, error: DataError },
    #[error("{error}: {name}")]
    Office { name: String, error: Refused },
    #[error("The file holds embeddings and no text: open it together with the file of the texts: {name}")]
    OnlyVectors { name: String },
    #[error("A matrix must be opened alone, not together with {}: {name}", count(*others, "other file"))]
    MatrixAmongOthers { name: String, others: usize },
    #[error("Nothing to open: name a file or a folder")]
    NoInput,
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ReadError {
    /// The sentence without the name of the file at its end, for where the name stands beside it.
    pub(super) fn reason(&self, name: &str) -> String {
        let sentence = self.to_string();
        let bare = sentence.strip_suffix(name).and_then(|sentence| sentence.strip_suffix(": "));
        bare.map(str::to_owned).unwrap_or(sentence)
    }
}

pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// A number of bytes in the largest unit that keeps it at 1 or more, with at most one decimal: `64 MiB`.
pub(super) fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["kiB", "MiB", "GiB", "TiB"];
    if n < 1024 {
        return count(n as usize, "byte");
    }
    let power = ((n.ilog2() / 10) as usize).min(UNITS.len());
    let value = n as f64 / 1024_f64.powi(power as i32);
    let shown = format!("{value:.1}");
    format!("{} {}", shown.strip_suffix(".0").unwrap_or(&shown), UNITS[power - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_in_their_unit() {
        assert_eq!(bytes(1), "1 byte");
        assert_eq!(bytes(1000), "1000 bytes");
        assert_eq!(bytes(1536), "1.5 kiB");
        assert_eq!(bytes(64 << 20), "64 MiB");
        assert_eq!(bytes(16 << 30), "16 GiB");
    }

    #[test]
    fn a_reason_does_without_the_name() {
        let error = ReadError::Empty { name: "a.txt".to_owned() };
        assert_eq!(error.reason("a.txt"), "No documents: the file is empty or has only blank lines");
        assert_eq!(ReadError::NoInput.reason("a.txt"), ReadError::NoInput.to_string());
    }
}

//! The text of office documents: workbooks, Word, Hangul (HWP, HWPX), web pages, Markdown, PDF.
//!
//! *Useful for*: "here are the bytes of one file, give me its title and text, or the rows of its sheets". *Not for*: opening
//! files, or making documents of rows. Each reader takes any bytes and gives text or [`Refused`]; it never panics, and what
//! it holds in memory is bounded by [`Limits`](crate::corpus::provenance::Limits). The text is not yet in Unicode
//! normalisation form C.

mod archive;
mod compound;
pub mod docx;
#[cfg(test)]
mod fixtures;
mod flow;
pub mod html;
mod html_text;
pub mod hwp;
mod hwp_records;
pub mod hwpx;
pub mod markdown;
mod markdown_inline;
pub mod pdf;
pub mod workbook;
mod xml;

use std::io::{self, Read, Seek};

use crate::corpus::WarningKind;
use crate::corpus::provenance::Limit;

/// A stream that can go back, as zip and compound files need it.
pub trait ReadSeek: Read + Seek {}

impl<S: Read + Seek + ?Sized> ReadSeek for S {}

/// One file that is one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    pub title: Option<String>,
    /// Lines; the cells of a table are separated by tabs. Empty if the file holds no text.
    pub text: String,
    /// What was repaired or should be known about the file as a whole.
    pub notes: Vec<(WarningKind, String)>,
}

/// Why a file cannot be read at all, and what the researcher can do.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("Cannot read: {0}")]
    Io(#[from] io::Error),
    #[error("Not a readable {format}: {reason}. Open it in the program that made it, save it anew and try again")]
    Broken { format: &'static str, reason: String },
    #[error("The {format} is protected by a password: save it without one and open it again")]
    Password { format: &'static str },
    #[error(
        "The document is locked for distribution (배포용 문서), its text is encrypted: ask its author for an ordinary copy, \
         or print it as PDF"
    )]
    Distribution,
    #[error("A document of HWP 3 (Hangul 97 or older): open it in Hancom Office and save it as HWPX or HWP 5")]
    Hwp3,
    #[error("A {found} of an old binary kind: save it as {wanted} and open it again")]
    OldBinary { found: &'static str, wanted: &'static str },
    #[error(
        "The {format} unpacks to {} MB, more than {} MB for a file of {} MB: raise “{}” or “{}” in the settings if you \
         trust it",
        megabytes(*n_bytes), megabytes(*limit), megabytes(*packed), Limit::Ratio.name(), Limit::Unpacked.name()
    )]
    Unpacked { format: &'static str, n_bytes: u64, limit: u64, packed: u64 },
    #[error("{what} is larger than {} MB: split the file, or raise {}", megabytes(*limit), Limit::Record)]
    TooLarge { what: String, limit: u64 },
    #[error("There is no sheet “{wanted}”: the sheets are {}", sheets.join(", "))]
    UnknownSheet { wanted: String, sheets: Vec<String> },
    #[error("The workbook has no sheets with cells: look whether it holds only charts")]
    NoSheets,
    #[error(
        "This build of the program reads no PDF: make text of it with “pdftotext -enc UTF-8 file.pdf” or by “Save as text”, \
         and open that"
    )]
    NoPdf,
    #[error("The PDF was not read within {seconds} seconds: make text of it with “pdftotext -enc UTF-8 file.pdf”")]
    TooSlow { seconds: u64 },
}

/// Rounded up, so that nothing that is there is 0 MB.
fn megabytes(n_bytes: u64) -> u64 {
    n_bytes.div_ceil(1 << 20)
}

/// How many times the limit of a record may be held in memory for a file of many records (2 GB by default): the shared
/// strings of a workbook, the cells of an old one.
const RECORDS_IN_MEMORY: u64 = 32;

//! Files that programs write for programs: JSON, Parquet, bags of words, embeddings; each reader a function over a stream.
//!
//! Nothing here opens a file. What a file announces (documents, terms, bytes) costs nothing before it is there.

pub mod bag;
pub mod json;
mod lines;
pub mod matrix_market;
pub mod npy;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "parquet")]
mod parquet_pages;
pub mod svmlight;
mod triplets;
pub mod uci;

use std::io;

use super::ReadError;
use super::intake::{Halt, Intake};
use super::records::{Cell, Record, RecordTaker};
use crate::corpus::WarningKind;
use crate::progress::Cancelled;

/// A record as its file names it, or what is left of it.
#[derive(Debug, PartialEq)]
pub struct Item {
    /// The line or the element in the file, from 1.
    pub number: u64,
    pub fields: Result<Vec<(String, Cell)>, Broken>,
    /// Broken byte sequences that became U+FFFD.
    pub replaced: usize,
}

/// A record that could not be read as what it should be.
#[derive(Debug, PartialEq, Eq)]
pub enum Broken {
    /// Kept as plain text, so that it is not lost.
    Text { text: String, reason: String },
    /// Left out.
    Skipped { reason: String },
}

/// Brings a record to the taker, or notes what became of it.
pub fn take(item: Item, taker: &mut RecordTaker, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let number = item.number;
    if item.replaced > 0 {
        let sequences = if item.replaced == 1 { "sequence" } else { "sequences" };
        let reason = format!("{} broken byte {sequences} replaced by “\u{fffd}”", item.replaced);
        intake.note(WarningKind::Repaired, Some(number), reason);
    }
    match item.fields {
        Ok(named) => {
            let fields = named.into_iter().map(|(name, cell)| (taker.column(&name), cell)).collect();
            taker.take(Record { number, fields }, intake)
        }
        Err(Broken::Text { text, reason }) => {
            intake.note(WarningKind::Repaired, Some(number), reason);
            taker.take_text(number, text, intake)
        }
        Err(Broken::Skipped { reason }) => {
            intake.note(WarningKind::Skipped, Some(number), reason);
            Ok(())
        }
    }
}

/// Why a file of numbers cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error("Cannot read: {0}")]
    Io(#[from] io::Error),
    #[error("Line {line} {reason}")]
    Line { line: u64, reason: String },
    #[error("Not an array of NumPy: {reason}. Save it with numpy.save")]
    NotNpy { reason: String },
    #[error("The array cannot be taken as embeddings: {reason}")]
    Array { reason: String },
    #[error(
        "The matrix has {n_terms} columns but no vocabulary was found: put a file vocabulary.txt with one term a line \
         beside it"
    )]
    NoVocabulary { n_terms: usize },
    #[error("The matrix has {n_terms} columns but its vocabulary {n_words} lines: they must be as many")]
    VocabularySize { n_terms: usize, n_words: usize },
    #[error("Not a Parquet file that can be read: {reason}")]
    Parquet { reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl DataError {
    /// The same error, of the file with this name.
    pub fn of(self, name: &str) -> ReadError {
        match self {
            Self::Io(error) => ReadError::Io { path: name.into(), error },
            Self::Cancelled(cancelled) => cancelled.into(),
            error => ReadError::Data { name: name.to_owned(), error },
        }
    }
}

#[cfg(test)]
mod tests;

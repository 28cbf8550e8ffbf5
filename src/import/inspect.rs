//! A first look at files: their first documents, and what was detected.

use std::path::PathBuf;

use super::reader::{ReadError, read, read_sample};
use crate::corpus::provenance::{Delimiter, FileRead, Format, ReadOptions, TextUnit};
use crate::corpus::{Corpus, Documents};
use crate::progress::Monitor;

/// The first documents of a corpus.
#[derive(Debug)]
pub struct Inspection {
    pub corpus: Corpus,
    /// Whether these are all documents.
    pub complete: bool,
    pub n_bytes: u64,
    pub n_files: u64,
}

/// Encodings that can be chosen: their labels, and what they are called.
pub const ENCODINGS: &[(&str, &str)] = &[
    ("utf-8", "UTF-8"),
    ("euc-kr", "Korean (CP949, EUC-KR)"),
    ("utf-16le", "UTF-16 little endian"),
    ("windows-1252", "Western (Windows-1252)"),
];

/// Reads `most` documents.
pub fn inspect(
    inputs: &[PathBuf],
    options: &ReadOptions,
    most: usize,
    monitor: &dyn Monitor,
) -> Result<Inspection, ReadError> {
    let mut corpus = read(inputs, options, monitor)?;
    corpus.provenance.options = options.clone();
    for path in inputs {
        let name = path.display().to_string();
        let ends = |ending: &str| name.trim_end_matches(".gz").ends_with(ending);
        let (format, delimiter, unit) = if ends(".csv") {
            (Format::Delimited, Some(Delimiter::Comma), None)
        } else if ends(".tsv") {
            (Format::Delimited, Some(Delimiter::Tab), None)
        } else if ends(".jsonl") {
            (Format::JsonLines, None, None)
        } else {
            (Format::Text, None, Some(TextUnit::Line))
        };
        corpus.provenance.files.push(FileRead {
            name: name.clone(),
            format: options.format.unwrap_or(format),
            encoding: Some(options.encoding.clone().unwrap_or_else(|| "utf-8".to_owned())),
            delimiter: options.delimiter.or(delimiter),
            has_header: delimiter.map(|_| options.has_header.unwrap_or(true)),
            sheets: None,
            unit: options.unit.or(unit),
            n_files: 1,
            n_bytes: 0,
            n_documents: corpus.documents.len() as u64,
        });
    }
    Ok(first(corpus, most, inputs.len() as u64))
}

/// Reads `most` documents of the sample.
pub fn inspect_sample(options: &ReadOptions, most: usize, monitor: &dyn Monitor) -> Result<Inspection, ReadError> {
    Ok(first(read_sample(options, monitor)?, most, 1))
}

fn first(mut corpus: Corpus, most: usize, n_files: u64) -> Inspection {
    let complete = corpus.documents.len() <= most;
    if let Documents::Here(documents) = &mut corpus.documents {
        documents.truncate(most);
    }
    Inspection { corpus, complete, n_bytes: 0, n_files }
}

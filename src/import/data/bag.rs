//! Terms counted elsewhere, on their way to a corpus: rows, the vocabulary beside them, names and labels of documents.

use std::io::BufRead;
use std::sync::Arc;

use super::DataError;
use super::lines::Lines;
use super::triplets::Rows;
use crate::corpus::bag_of_words::BagOfWords;
use crate::corpus::provenance::Limits;
use crate::corpus::{Corpus, Document, Documents, Warning, WarningKind};
use crate::import::encoding::decode;

/// What a file of counts holds.
#[derive(Debug, PartialEq)]
pub struct Counted {
    /// For each document its `(column, value)`, columns ascending, values above 0.
    pub rows: Rows,
    pub columns: Terms,
    /// One for each document, or none at all.
    pub labels: Vec<Arc<str>>,
    /// One for each document, or none at all; empty where the file names none.
    pub names: Vec<Box<str>>,
    /// What became of broken lines.
    pub notes: Vec<(WarningKind, u64, String)>,
}

/// What the columns are called.
#[derive(Debug, PartialEq, Eq)]
pub enum Terms {
    /// As many columns as the vocabulary must have lines.
    Needed { n_terms: usize },
    /// Numbers of features, ascending: the vocabulary is looked into if there is one, otherwise they name themselves.
    Features { numbers: Vec<u32>, from_zero: bool },
}

impl Counted {
    pub fn new(rows: Rows, n_terms: usize) -> Self {
        Self { rows, columns: Terms::Needed { n_terms }, labels: Vec::new(), names: Vec::new(), notes: Vec::new() }
    }

    /// Makes it the documents and the bag of `corpus`; `file` is named in what is noted.
    pub fn put_into(self, vocabulary: Option<Vec<String>>, corpus: &mut Corpus, file: &str) -> Result<(), DataError> {
        let Self { rows, columns, labels, names, notes } = self;
        let terms = columns.named(vocabulary)?;
        let counts = rows.iter().flatten().all(|&(_, value)| value.fract() == 0.0);
        let document = |row: usize| {
            let title = names.get(row).cloned().unwrap_or_default();
            let label = labels.get(row).filter(|label| !label.is_empty()).cloned();
            Document { id: (row + 1).to_string().into(), title, title_counts: false, label, ..Document::default() }
        };
        corpus.documents = Documents::from((0..rows.len()).map(document).collect::<Vec<_>>());
        corpus.bag = Some(Arc::new(BagOfWords { terms, rows, counts }));
        let file: Arc<str> = file.into();
        let warnings = notes.into_iter().map(|(kind, record, reason)| Warning {
            kind,
            file: Arc::clone(&file),
            record: Some(record),
            reason,
        });
        corpus.warnings.extend(warnings);
        Ok(())
    }
}

impl Terms {
    fn named(self, vocabulary: Option<Vec<String>>) -> Result<Vec<String>, DataError> {
        match (self, vocabulary) {
            (Self::Needed { n_terms }, None) => Err(DataError::NoVocabulary { n_terms }),
            (Self::Needed { n_terms }, Some(words)) if words.len() != n_terms => {
                Err(DataError::VocabularySize { n_terms, n_words: words.len() })
            }
            (Self::Needed { .. }, Some(words)) => Ok(words),
            (Self::Features { numbers, .. }, None) => {
                Ok(numbers.iter().map(|number| format!("feature {number}")).collect())
            }
            (Self::Features { numbers, from_zero }, Some(mut words)) => {
                let first = u32::from(!from_zero);
                let n_terms = numbers.last().map_or(0, |&last| (last - first) as usize + 1);
                if n_terms > words.len() {
                    return Err(DataError::VocabularySize { n_terms, n_words: words.len() });
                }
                Ok(numbers.iter().map(|&number| std::mem::take(&mut words[(number - first) as usize])).collect())
            }
        }
    }
}

/// Reads a vocabulary: one term a line, line 1 the first column's. Broken bytes become U+FFFD.
pub fn read_vocabulary(stream: &mut dyn BufRead, limits: &Limits) -> Result<Vec<String>, DataError> {
    let mut lines = Lines::new(stream, limits.record_bytes);
    let mut terms = Vec::new();
    while let Some(line) = lines.next()? {
        let line = if terms.is_empty() { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        terms.push(decode(line).text.into_owned());
    }
    // Blank lines at the end are no terms; one between terms would be a column's.
    while terms.last().is_some_and(|term| term.trim().is_empty()) {
        terms.pop();
    }
    Ok(terms)
}

/// The names under which the vocabulary of a file of counts may stand beside it, likeliest first.
///
/// `docword.kos.txt.gz` has `vocab.kos.txt`; any file may have `vocabulary.txt` or `vocab.txt`.
pub fn vocabulary_names(file_name: &str) -> Vec<String> {
    let packed = [".gz", ".zst"].into_iter().find_map(|ending| file_name.strip_suffix(ending));
    let name = packed.unwrap_or(file_name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut names = Vec::new();
    if let Some(of) = name.strip_prefix("docword.") {
        names.push(format!("vocab.{of}"));
    }
    names.extend([
        format!("{stem}.vocabulary.txt"),
        format!("{stem}.vocab.txt"),
        format!("{stem}.vocab"),
        "vocabulary.txt".to_owned(),
        "vocab.txt".to_owned(),
    ]);
    names
}

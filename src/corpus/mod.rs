//! From files to weighted terms: documents, readers, tokens, vocabulary and weighting.
//!
//! *Useful for*: "here is a path, give me documents", "here are documents, give me [`UnitRows`](crate::matrix::UnitRows)".
//! *Not for*: anything about clusters. Reading never drops a document in silence: what had to be repaired or left out is a [`Warning`].

pub mod bag_of_words;
mod delimited;
pub mod documents;
pub mod encoding;
mod json_lines;
pub mod reader;
mod sample;
pub mod search;
mod source;
mod stop_words;
mod text;
pub mod tokenizer;
pub mod vectorizer;
pub mod vocabulary;

use std::sync::Arc;

use bag_of_words::BagOfWords;
use documents::DocumentRef;
pub use documents::Documents;
pub use reader::{ReadError, ReadOptions, read, read_sample};
use serde::{Deserialize, Serialize};

/// A document's number in its corpus: the order of reading, from 0. Also its row in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocId(pub u32);

impl DocId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What was read: never changed afterwards, shared behind an `Arc`.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The name of the file or folder, for window titles and reports.
    pub name: String,
    /// Indexed by [`DocId`].
    pub documents: Documents,
    /// Terms counted elsewhere. With them, the texts are empty and only titles can be read.
    pub bag: Option<Arc<BagOfWords>>,
    /// Columns that could hold the text, and the one that was taken. Empty where the format has none.
    pub columns: Columns,
    pub warnings: Vec<Warning>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The source's own name for the document, or its record number.
    pub id: Box<str>,
    pub title: Box<str>,
    /// Whether the words of the title count as words of the document: true for a title column, false for a file name.
    pub title_counts: bool,
    pub text: Box<str>,
    /// A class given with the corpus, such as the sub-folder; only shown and exported, never used for clustering.
    pub label: Option<Arc<str>>,
}

impl Document {
    pub fn by_ref(&self) -> DocumentRef<'_> {
        let Self { id, title, title_counts, text, label } = self;
        DocumentRef { id, title, title_counts: *title_counts, text, label: label.as_deref() }
    }

    /// The title, or the beginning of the text of an untitled document.
    pub fn heading(&self) -> &str {
        self.by_ref().heading()
    }
}

/// The columns of a table or the fields of JSON records, and the part that some of them play.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    pub names: Vec<String>,
    pub text: Option<String>,
    pub title: Option<String>,
    pub label: Option<String>,
    pub id: Option<String>,
}

impl Corpus {
    /// The same corpus with its documents in another place.
    pub fn with_documents(&self, documents: Documents) -> Self {
        let Self { name, bag, columns, warnings, .. } = self;
        let (name, columns, warnings) = (name.clone(), columns.clone(), warnings.clone());
        Self { name, documents, bag: bag.clone(), columns, warnings }
    }
}

/// Something that was repaired or left out while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub file: String,
    /// Record or line in the file, from 1; `None` when the whole file is meant.
    pub record: Option<u64>,
    pub reason: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.record {
            Some(record) => write!(f, "{}, record {record}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

//! Documents and their weighted terms: what was read and how, vocabulary, weighting, search.
//!
//! *Useful for*: "here are documents, give me [`UnitRows`](crate::matrix::UnitRows)". *Not for*: files, which are the work of
//! [`import`](crate::import), words, which are that of [`words`](crate::words), or anything about clusters. Nothing is
//! dropped in silence: what had to be repaired or left out is a [`Warning`].

pub mod bag_of_words;
mod choosing;
mod counting;
pub mod counts;
pub mod documents;
mod eojeols;
mod joining;
mod limits;
mod met;
mod numbers;
pub mod provenance;
mod row_order;
pub mod search;
mod tally;
pub mod vectorizer;
pub mod vocabulary;
mod weighting;
pub mod word_preview;

use std::sync::Arc;

use bag_of_words::BagOfWords;
pub use documents::Documents;
use documents::{DocumentRef, Metadata};
use provenance::Provenance;
use serde::{Deserialize, Serialize};

use crate::words::has_hangul;

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
    /// What each value of [`Document::metadata`] is.
    pub fields: Vec<Field>,
    /// Embeddings made elsewhere, one row a document.
    pub vectors: Option<Arc<Vectors>>,
    pub provenance: Provenance,
    pub warnings: Vec<Warning>,
}

/// A column that is kept beside the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub kind: FieldKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    Text,
    /// Values are decimal numbers.
    Number,
    /// Values begin `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, so that their order as text is that of time.
    Date,
}

impl FieldKind {
    pub const ALL: [Self; 3] = [Self::Text, Self::Number, Self::Date];

    /// One word, for tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
        }
    }
}

/// `n_rows × n_cols` numbers made elsewhere, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Vectors {
    pub n_cols: usize,
    pub values: Vec<f32>,
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
    /// One value for each of [`Corpus::fields`], empty where the source has none.
    pub metadata: Box<[Box<str>]>,
}

impl Document {
    pub fn by_ref(&self) -> DocumentRef<'_> {
        let Self { id, title, title_counts, text, label, metadata } = self;
        DocumentRef {
            id,
            title,
            title_counts: *title_counts,
            text,
            label: label.as_deref(),
            metadata: Metadata::Values(metadata),
        }
    }

    /// Whether there is Hangul among its words.
    fn has_hangul(&self) -> bool {
        has_hangul(&self.text) || has_hangul(self.by_ref().counted_title())
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
    #[serde(default)]
    pub date: Option<String>,
    /// Further columns that were joined to the text.
    #[serde(default)]
    pub more_text: Vec<String>,
}

impl Corpus {
    /// The same corpus with its documents in another place.
    pub fn with_documents(&self, documents: Documents) -> Self {
        let Self { name, bag, columns, fields, vectors, provenance, warnings, .. } = self;
        Self {
            name: name.clone(),
            documents,
            bag: bag.clone(),
            columns: columns.clone(),
            fields: fields.clone(),
            vectors: vectors.clone(),
            provenance: provenance.clone(),
            warnings: warnings.clone(),
        }
    }
}

/// Something that was repaired or left out while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub kind: WarningKind,
    pub file: Arc<str>,
    /// Record or line in the file, from 1; `None` when the whole file is meant.
    pub record: Option<u64>,
    pub reason: String,
}

/// What became of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WarningKind {
    /// It is not in the corpus.
    Skipped,
    /// It is in the corpus, with a change.
    Repaired,
    /// Its text is that of a document before.
    Duplicate,
    /// It is in the corpus as it was; something about it should be known.
    Noted,
}

impl WarningKind {
    pub const ALL: [Self; 4] = [Self::Skipped, Self::Repaired, Self::Duplicate, Self::Noted];

    /// One word, for tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Repaired => "repaired",
            Self::Duplicate => "duplicate",
            Self::Noted => "noted",
        }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.record {
            Some(record) => write!(f, "{}, record {record}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

//! The documents of a corpus: in memory while it is read, on disk once it is in a project.

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use super::{DocId, Document};
use crate::words::{Texts, WordsError};

/// Where the documents are. Who goes through many of them uses [`visit`](Self::visit), which never holds more than one.
#[derive(Clone, Debug)]
pub enum Documents {
    Here {
        documents: Vec<Document>,
        /// Whether any of them holds Hangul, if they were looked at one by one as they came.
        hangul: Option<bool>,
    },
    Shelved(Arc<dyn Shelf>),
}

/// Documents on disk. Can be asked from several threads at once.
pub trait Shelf: Debug + Send + Sync {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the documents of `rows`, in their order.
    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(DocId, DocumentRef<'_>)) -> Result<(), ShelfError>;

    /// The documents with these ids, in their order.
    fn pick(&self, ids: &[DocId]) -> Result<Vec<Document>, ShelfError>;
}

/// A document that is looked at in passing.
#[derive(Clone, Copy, Debug)]
pub struct DocumentRef<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub title_counts: bool,
    pub text: &'a str,
    pub label: Option<&'a str>,
    pub metadata: Metadata<'a>,
}

/// The values of the [fields](super::Corpus::fields) of a document that is looked at in passing; read only if asked for.
#[derive(Clone, Copy, Debug)]
pub enum Metadata<'a> {
    Values(&'a [Box<str>]),
    /// A JSON array of texts, as a project keeps it.
    Json(&'a str),
}

impl<'a> Metadata<'a> {
    /// The value of a field, "" where the document has none.
    pub fn value(self, field: usize) -> Cow<'a, str> {
        match self {
            Self::Values(values) => values.get(field).map_or_else(Cow::default, |value| Cow::Borrowed(&**value)),
            Self::Json(_) => {
                self.to_boxes().into_iter().nth(field).map_or_else(Cow::default, |value| value.into_string().into())
            }
        }
    }

    /// All values. What is no array of texts counts as none: it was written by another tool.
    pub fn to_boxes(self) -> Box<[Box<str>]> {
        match self {
            Self::Values(values) => values.into(),
            Self::Json("" | "[]") => Box::default(),
            Self::Json(json) => serde_json::from_str(json).unwrap_or_default(),
        }
    }

    /// All values as a JSON array of texts.
    pub fn to_json(self) -> Cow<'a, str> {
        match self {
            Self::Values([]) => "[]".into(),
            Self::Values(values) => serde_json::to_string(values).unwrap_or_else(|_| "[]".to_owned()).into(),
            Self::Json(json) => json.into(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Cannot read documents from the project file: {reason}")]
pub struct ShelfError {
    pub reason: String,
}

impl Default for Documents {
    fn default() -> Self {
        Self::Here { documents: Vec::new(), hangul: Some(false) }
    }
}

impl Documents {
    pub fn len(&self) -> usize {
        match self {
            Self::Here { documents, .. } => documents.len(),
            Self::Shelved(on_disk) => on_disk.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All documents, if they are in memory.
    pub fn here(&self) -> Option<&[Document]> {
        match self {
            Self::Here { documents, .. } => Some(documents),
            Self::Shelved(_) => None,
        }
    }

    /// Adds a document that was read; a shelf takes none.
    pub fn push(&mut self, document: Document) {
        if let Self::Here { documents, hangul } = self {
            if *hangul == Some(false) {
                *hangul = Some(document.has_hangul());
            }
            documents.push(document);
        }
    }

    /// Shows the documents of `rows`, in their order.
    pub fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(DocId, DocumentRef<'_>)) -> Result<(), ShelfError> {
        match self {
            Self::Here { documents, .. } => {
                for (row, document) in rows.clone().zip(&documents[rows]) {
                    visit(DocId(row as u32), document.by_ref());
                }
                Ok(())
            }
            Self::Shelved(on_disk) => on_disk.visit(rows, visit),
        }
    }

    /// The documents with these ids, in their order.
    pub fn pick(&self, ids: &[DocId]) -> Result<Vec<Document>, ShelfError> {
        match self {
            Self::Here { documents, .. } => Ok(ids.iter().map(|id| documents[id.index()].clone()).collect()),
            Self::Shelved(on_disk) => on_disk.pick(ids),
        }
    }
}

impl From<Vec<Document>> for Documents {
    fn from(documents: Vec<Document>) -> Self {
        Self::Here { documents, hangul: None }
    }
}

/// Characters of a heading made of the beginning of a text.
const HEADING_CHARS: usize = 160;

impl<'a> DocumentRef<'a> {
    /// The title if its words count, otherwise nothing.
    pub fn counted_title(self) -> &'a str {
        if self.title_counts { self.title } else { "" }
    }

    /// The title, or the beginning of the text of an untitled document, or its id.
    pub fn heading(self) -> &'a str {
        if !self.title.is_empty() {
            return self.title;
        }
        let line = self.text.trim_start().lines().next().unwrap_or_default();
        if line.is_empty() {
            return self.id;
        }
        line.char_indices().nth(HEADING_CHARS).map_or(line, |(end, _)| &line[..end])
    }
}

impl Texts for Documents {
    fn len(&self) -> usize {
        self.len()
    }

    fn has_hangul(&self) -> Option<bool> {
        match self {
            Self::Here { hangul, .. } => *hangul,
            Self::Shelved(_) => None,
        }
    }

    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(&str, &str)) -> Result<(), WordsError> {
        let show = &mut |_, document: DocumentRef<'_>| visit(document.counted_title(), document.text);
        self.visit(rows, show).map_err(|error| WordsError::Texts { reason: error.reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_is_told_of_documents_that_come_one_by_one() {
        let document = |title: &str, title_counts, text: &str| Document {
            title: title.into(),
            title_counts,
            text: text.into(),
            ..Document::default()
        };
        let mut documents = Documents::default();
        documents.push(document("", true, "caf\u{e9}"));
        documents.push(document("강.txt", false, "cold water"));
        assert_eq!(documents.has_hangul(), Some(false));
        documents.push(document("찬물", true, "cold water"));
        documents.push(document("", true, "warm water"));
        assert_eq!(documents.has_hangul(), Some(true));
        let at_once = Documents::from(documents.here().unwrap().to_vec());
        assert_eq!(at_once.has_hangul(), None);
    }
}

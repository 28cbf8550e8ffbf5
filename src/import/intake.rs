//! Where readers bring what they find: documents, what had to be repaired or left out, and how far they are.

use std::sync::Arc;

use crate::corpus::provenance::{Limits, ReadOptions};
use crate::corpus::{Corpus, Document, Warning, WarningKind};
use crate::progress::{Cancelled, Monitor};

use super::ReadError;

/// Takes what readers find, for a whole corpus or for its first documents.
pub struct Intake<'a> {
    pub corpus: Corpus,
    pub options: &'a ReadOptions,
    pub monitor: &'a dyn Monitor,
    /// How many documents are wanted; `None` for all there are.
    most: Option<usize>,
    /// The file that is read, as it is named in warnings: its path, or its path inside an archive.
    file: Arc<str>,
}

/// Why a reader has to stop.
#[derive(Debug)]
pub enum Halt {
    /// As many documents as were wanted are there.
    Enough,
    /// This file cannot be read at all, or the researcher cancelled.
    Failed(ReadError),
}

impl<'a> Intake<'a> {
    pub fn new(options: &'a ReadOptions, most: Option<usize>, monitor: &'a dyn Monitor) -> Self {
        Self { corpus: Corpus::default(), options, monitor, most, file: "".into() }
    }

    /// From now on documents and warnings are of this file.
    pub fn begin_file(&mut self, name: &str) {
        self.file = name.into();
    }

    /// The name of the file that is read, for errors.
    pub fn file(&self) -> &str {
        &self.file
    }

    pub fn limits(&self) -> &Limits {
        &self.options.limits
    }

    /// Takes a document in.
    pub fn document(&mut self, document: Document) -> Result<(), Halt> {
        self.corpus.documents.push(document);
        match self.most {
            Some(most) if self.corpus.documents.len() >= most => Err(Halt::Enough),
            _ => Ok(()),
        }
    }

    /// Notes what became of a record, counted from 1, or of the whole file.
    pub fn note(&mut self, kind: WarningKind, record: Option<u64>, reason: impl Into<String>) {
        self.corpus.warnings.push(Warning { kind, file: Arc::clone(&self.file), record, reason: reason.into() });
    }
}

impl From<ReadError> for Halt {
    fn from(error: ReadError) -> Self {
        Self::Failed(error)
    }
}

impl From<Cancelled> for Halt {
    fn from(cancelled: Cancelled) -> Self {
        Self::Failed(cancelled.into())
    }
}

//! The documents of a project, read when they are asked for.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Row, params};

use super::connect_read_only;
use super::schema::METADATA_SINCE;
use crate::corpus::documents::{DocumentRef, Metadata, Shelf, ShelfError};
use crate::corpus::{DocId, Document};

/// Reads through connections of its own; as many as there are threads that ask at once.
#[derive(Debug)]
pub(super) struct FileShelf {
    path: Mutex<PathBuf>,
    n_documents: usize,
    /// All columns of a document; a file of an earlier version has fewer.
    columns: &'static str,
    free: Mutex<Vec<Connection>>,
}

/// Documents that are read in one go.
const BLOCK_DOCUMENTS: usize = 4096;

const COLUMNS: &str = "SELECT doc, id, title, title_counts, text, label, metadata FROM document";
const COLUMNS_BEFORE_METADATA: &str = "SELECT doc, id, title, title_counts, text, label, '[]' FROM document";

impl FileShelf {
    /// The documents of a file of this `version`.
    pub(super) fn new(path: &Path, n_documents: usize, version: i32) -> Self {
        let columns = if version < METADATA_SINCE { COLUMNS_BEFORE_METADATA } else { COLUMNS };
        Self { path: Mutex::new(path.to_owned()), n_documents, columns, free: Mutex::default() }
    }

    fn with<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, ShelfError> {
        let failed = |error: rusqlite::Error| ShelfError { reason: error.to_string() };
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match free {
            Some(connection) => connection,
            None => {
                let path = self.path.lock().unwrap_or_else(PoisonError::into_inner).clone();
                connect_read_only(&path).map_err(failed)?
            }
        };
        let outcome = read(&connection).map_err(failed);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        outcome
    }
}

impl Shelf for FileShelf {
    fn len(&self) -> usize {
        self.n_documents
    }

    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(DocId, DocumentRef<'_>)) -> Result<(), ShelfError> {
        // A statement that is being read keeps decisions from being written, so none goes on for long.
        for start in rows.clone().step_by(BLOCK_DOCUMENTS) {
            let end = (start + BLOCK_DOCUMENTS).min(rows.end);
            self.with(|connection| {
                let query = format!("{} WHERE doc >= ? AND doc < ? ORDER BY doc", self.columns);
                let mut statement = connection.prepare_cached(&query)?;
                let mut found = statement.query(params![start as i64, end as i64])?;
                while let Some(row) = found.next()? {
                    visit(doc_id(row)?, by_ref(row)?);
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn pick(&self, ids: &[DocId]) -> Result<Vec<Document>, ShelfError> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached(&format!("{} WHERE doc = ?", self.columns))?;
            ids.iter().map(|id| statement.query_row([id.0], |row| by_ref(row).map(to_owned))).collect()
        })
    }
}

fn doc_id(row: &Row<'_>) -> rusqlite::Result<DocId> {
    row.get(0).map(DocId)
}

fn by_ref<'a>(row: &'a Row<'_>) -> rusqlite::Result<DocumentRef<'a>> {
    Ok(DocumentRef {
        id: row.get_ref(1)?.as_str()?,
        title: row.get_ref(2)?.as_str()?,
        title_counts: row.get(3)?,
        text: row.get_ref(4)?.as_str()?,
        label: row.get_ref(5)?.as_str_or_null()?,
        metadata: Metadata::Json(row.get_ref(6)?.as_str()?),
    })
}

fn to_owned(document: DocumentRef<'_>) -> Document {
    let DocumentRef { id, title, title_counts, text, label, metadata } = document;
    Document {
        id: id.into(),
        title: title.into(),
        title_counts,
        text: text.into(),
        label: label.map(Arc::from),
        metadata: metadata.to_boxes(),
    }
}

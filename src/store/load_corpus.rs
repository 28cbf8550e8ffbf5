//! The corpus of a project and its weighted terms, as they were kept.

use std::sync::Arc;

use super::load::Loader;
use super::schema::METADATA_SINCE;
use super::shelf::FileShelf;
use super::{OpenError, array};
use crate::analysis::RunParams;
use crate::corpus::bag_of_words::BagOfWords;
use crate::corpus::counts::Counts;
use crate::corpus::vectorizer::Vectorized;
use crate::corpus::vocabulary::Vocabulary;
use crate::corpus::{Corpus, Documents, Field, FieldKind, Vectors, Warning, WarningKind};
use crate::matrix::UnitRows;
use crate::words::Tokenizer;

impl Loader<'_> {
    pub(super) fn corpus(&self, n_documents: usize) -> Result<Corpus, OpenError> {
        let warning = |row: &rusqlite::Row<'_>| {
            let record: Option<i64> = row.get(1)?;
            let (file, kind): (String, String) = (row.get(0)?, row.get(3)?);
            let kind = WarningKind::ALL.into_iter().find(|known| known.name() == kind).unwrap_or(WarningKind::Noted);
            let record = record.map(|record| record as u64);
            Ok(Warning { kind, file: file.into(), record, reason: row.get(2)? })
        };
        let field = |row: &rusqlite::Row<'_>| {
            let kind: String = row.get(1)?;
            let kind = FieldKind::ALL.into_iter().find(|known| known.name() == kind).unwrap_or(FieldKind::Text);
            Ok(Field { name: row.get(0)?, kind })
        };
        let (fields, kind_of_warning) = if self.version < METADATA_SINCE {
            (Vec::new(), "'noted'")
        } else {
            (self.all("SELECT name, kind FROM field ORDER BY field", field)?, "kind")
        };
        let warnings = format!("SELECT file, record, reason, {kind_of_warning} FROM warning ORDER BY rowid");
        Ok(Corpus {
            name: self.text("corpus")?,
            documents: Documents::Shelved(Arc::new(FileShelf::new(self.path, n_documents, self.version))),
            bag: self.bag()?.map(Arc::new),
            columns: self.json("columns")?,
            fields,
            vectors: self.vectors(n_documents)?.map(Arc::new),
            provenance: self.json_if_there("provenance")?,
            warnings: self.all(&warnings, warning)?,
        })
    }

    fn vectors(&self, n_documents: usize) -> Result<Option<Vectors>, OpenError> {
        let n_cols: Option<usize> = self.json_if_there("vectors")?;
        let Some(n_cols) = n_cols else { return Ok(None) };
        let values: Vec<f32> = self.array("vectors")?;
        if Some(values.len()) != n_cols.checked_mul(n_documents) {
            let found = values.len();
            return Err(OpenError::damaged(format!("{found} numbers for {n_documents} embeddings of {n_cols}")));
        }
        Ok(Some(Vectors { n_cols, values }))
    }

    fn bag(&self) -> Result<Option<BagOfWords>, OpenError> {
        let terms: Vec<String> = self.all("SELECT text FROM bag_term ORDER BY term", |row| row.get(0))?;
        if terms.is_empty() {
            return Ok(None);
        }
        let lengths: Vec<u32> = self.array("bag_lengths")?;
        let columns: Vec<u32> = self.array("bag_terms")?;
        let values: Vec<f32> = self.array("bag_values")?;
        let mut entries = columns.into_iter().zip(values);
        let rows: Vec<Vec<(u32, f32)>> =
            lengths.iter().map(|&length| entries.by_ref().take(length as usize).collect()).collect();
        let counts = rows.iter().flatten().all(|&(_, value)| value.fract() == 0.0);
        Ok(Some(BagOfWords { terms, rows, counts }))
    }

    pub(super) fn vectorized(&self, n_documents: usize, params: &RunParams) -> Result<Vectorized, OpenError> {
        let term = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?.into(), row.get(1)?));
        let terms = self.all("SELECT text, n_documents FROM term ORDER BY term", term)?;
        let n_terms = terms.len();
        let lengths: Vec<u32> = self.array("row_lengths")?;
        if lengths.len() != n_documents {
            let found = lengths.len();
            return Err(OpenError::damaged(format!("{found} rows of weights for {n_documents} documents")));
        }
        let mut starts = Vec::with_capacity(n_documents + 1);
        starts.push(0);
        starts.extend(lengths.iter().scan(0, |end, &length| {
            *end += length as usize;
            Some(*end)
        }));
        let counts = self.counts(&starts)?;
        let rows = UnitRows::from_parts(n_terms, starts, self.array("row_terms")?, self.array("row_weights")?);
        let rows = rows.map_err(|error| OpenError::damaged(error.to_string()))?;
        let learned = self.json_if_there("learned")?;
        let tokenizer = Tokenizer::restore(&params.vectorize.words, learned);
        let tokenizer = tokenizer.map_err(|error| OpenError::damaged(error.to_string()))?;
        let (vocabulary, tokenizer) = (Vocabulary::new(terms), Arc::new(tokenizer));
        Ok(Vectorized { vocabulary, rows, counts, tokenizer, counted: None })
    }

    /// Of rows that begin at `starts`. Projects of earlier versions have none, and those of matrices without counts.
    fn counts(&self, starts: &[usize]) -> Result<Option<Counts>, OpenError> {
        let small = array::read_bytes(self.connection, "row_counts").map_err(|error| OpenError::from_sqlite(&error))?;
        if small.is_empty() {
            return Ok(None);
        }
        let large: Vec<u32> = self.array("row_counts_large")?;
        let counts = Counts::from_parts(starts[1..].to_vec(), small, &large);
        counts.map(Some).ok_or_else(|| OpenError::damaged("the counts of the terms do not fit their weights"))
    }
}

//! Vectors that come with the records, a row a document.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::corpus::Vectors;

/// Grows by a row with each document; what has none gets zeros.
pub struct Embedding {
    /// 0 until the first vector is seen.
    n_cols: usize,
    values: Vec<f32>,
    n_missing: usize,
    n_other_length: usize,
    place_of: FxHashMap<usize, usize>,
}

impl Embedding {
    /// Goes on after the vectors of the files before, which had `n_documents`. `columns` are those of the coordinates,
    /// if each has its own.
    pub fn go_on(before: Option<Arc<Vectors>>, n_documents: usize, columns: &[usize]) -> Self {
        let mut embedding = match before {
            Some(vectors) => {
                let Vectors { n_cols, values } = Arc::unwrap_or_clone(vectors);
                Self { n_cols, values, ..Self::empty() }
            }
            None => Self { n_cols: columns.len(), ..Self::empty() },
        };
        embedding.place_of = columns.iter().enumerate().map(|(place, &column)| (column, place)).collect();
        embedding.fill_to(n_documents);
        embedding
    }

    fn empty() -> Self {
        Self { n_cols: 0, values: Vec::new(), n_missing: 0, n_other_length: 0, place_of: FxHashMap::default() }
    }

    /// The coordinate for which the column stands.
    pub fn place(&self, column: usize) -> Option<usize> {
        self.place_of.get(&column).copied()
    }

    /// The vector of the document `row`; empty if it has none.
    pub fn push(&mut self, row: usize, coordinates: &[f32]) {
        if self.n_cols == 0 && !coordinates.is_empty() {
            self.n_cols = coordinates.len();
        }
        if self.n_cols == 0 {
            return;
        }
        // A document that was not taken in the end, as a duplicate, has no row.
        self.values.truncate(row * self.n_cols);
        self.fill_to(row);
        let finite = coordinates.iter().all(|value| value.is_finite());
        if coordinates.len() == self.n_cols && finite {
            self.values.extend_from_slice(coordinates);
            return;
        }
        self.n_other_length += usize::from(!coordinates.is_empty() && finite);
        self.fill_to(row + 1);
    }

    fn fill_to(&mut self, n_rows: usize) {
        if self.n_cols == 0 {
            return;
        }
        let n_before = self.values.len() / self.n_cols;
        if n_rows > n_before {
            self.n_missing += n_rows - n_before;
            self.values.resize(n_rows * self.n_cols, 0.0);
        }
    }

    /// The vectors of `n_documents`, and what should be known about them.
    pub fn finish(mut self, n_documents: usize) -> (Option<Arc<Vectors>>, Vec<String>) {
        self.fill_to(n_documents);
        let Self { n_cols, mut values, n_missing, n_other_length, .. } = self;
        if n_cols == 0 {
            return (None, Vec::new());
        }
        values.truncate(n_documents * n_cols);
        let mut reasons = Vec::new();
        if n_missing > 0 {
            let others = if n_other_length > 0 {
                format!(" ({n_other_length} have one of another length)")
            } else {
                String::new()
            };
            reasons.push(format!("{n_missing} documents have no vector of {n_cols} numbers: they got zeros{others}"));
        }
        (Some(Arc::new(Vectors { n_cols, values })), reasons)
    }
}

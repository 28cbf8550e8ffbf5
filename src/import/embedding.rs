//! Vectors that come with the records, a row a document.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::corpus::Vectors;

/// Takes a row for each document that has one; in the end the others get zeros.
pub struct Embedding {
    /// 0 until the first vector is seen.
    n_cols: usize,
    /// Of the documents in `rows` alone: zeros for all that have none could cost any memory.
    values: Vec<f32>,
    /// Ascending.
    rows: Vec<u32>,
    n_other_length: usize,
    place_of: FxHashMap<usize, usize>,
}

/// Numbers that zeros may make of vectors, whatever the share of the documents without one.
const FREE_ZEROS: usize = 1 << 24;
/// So many zeros may stand for each number that the records have, beyond the [`FREE_ZEROS`].
const ZEROS_PER_NUMBER: usize = 9;

/// Whether vectors of `n_cols` numbers, of which `n_values` are there, cannot be filled up for `n_missing` documents.
pub fn are_too_many_zeros(n_missing: usize, n_cols: usize, n_values: usize) -> bool {
    n_missing.saturating_mul(n_cols) > n_values.saturating_mul(ZEROS_PER_NUMBER).saturating_add(FREE_ZEROS)
}

impl Embedding {
    /// Goes on after the vectors of the files before, which had `n_documents`. `columns` are those of the coordinates,
    /// if each has its own.
    pub fn go_on(before: Option<Arc<Vectors>>, n_documents: usize, columns: &[usize]) -> Self {
        let (n_cols, values) = match before {
            Some(vectors) => {
                let Vectors { n_cols, values } = Arc::unwrap_or_clone(vectors);
                (n_cols, values)
            }
            None => (columns.len(), Vec::new()),
        };
        let n_before = values.len().checked_div(n_cols).unwrap_or(0).min(n_documents);
        let rows = (0..n_before as u32).collect();
        let place_of = columns.iter().enumerate().map(|(place, &column)| (column, place)).collect();
        Self { n_cols, values, rows, n_other_length: 0, place_of }
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
        while self.rows.last().is_some_and(|&last| last as usize >= row) {
            self.rows.pop();
        }
        self.values.truncate(self.rows.len() * self.n_cols);
        let finite = coordinates.iter().all(|value| value.is_finite());
        if coordinates.len() == self.n_cols && finite {
            self.values.extend_from_slice(coordinates);
            self.rows.push(row as u32);
            return;
        }
        self.n_other_length += usize::from(!coordinates.is_empty() && finite);
    }

    /// The vectors of `n_documents`, and what should be known about them.
    pub fn finish(self, n_documents: usize) -> (Option<Arc<Vectors>>, Vec<String>) {
        let Self { n_cols, mut values, mut rows, n_other_length, .. } = self;
        if n_cols == 0 {
            return (None, Vec::new());
        }
        rows.truncate(rows.partition_point(|&row| (row as usize) < n_documents));
        values.truncate(rows.len() * n_cols);
        let n_missing = n_documents - rows.len();
        if n_missing == 0 {
            return (Some(Arc::new(Vectors { n_cols, values })), Vec::new());
        }
        if are_too_many_zeros(n_missing, n_cols, values.len()) {
            let reason = format!(
                "embeddings not used: {n_missing} of {n_documents} documents have no vector of {n_cols} numbers"
            );
            return (None, vec![reason]);
        }
        let mut all = vec![0.0; n_documents * n_cols];
        for (&row, vector) in rows.iter().zip(values.chunks_exact(n_cols)) {
            all[row as usize * n_cols..][..n_cols].copy_from_slice(vector);
        }
        let others =
            if n_other_length > 0 { format!(" ({n_other_length} have one of another length)") } else { String::new() };
        let reason = format!("{n_missing} documents have no vector of {n_cols} numbers: they got zeros{others}");
        (Some(Arc::new(Vectors { n_cols, values: all })), vec![reason])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_without_a_vector_get_zeros() {
        let mut embedding = Embedding::go_on(None, 1, &[]);
        embedding.push(1, &[]);
        embedding.push(2, &[1.0, 2.0]);
        // The third document was a duplicate: another takes its row.
        embedding.push(2, &[3.0, 4.0]);
        embedding.push(3, &[5.0]);
        embedding.push(4, &[f32::NAN, 0.0]);
        let (vectors, reasons) = embedding.finish(5);
        let vectors = vectors.unwrap();
        assert_eq!((vectors.n_cols, &vectors.values[..]), (2, &[0.0, 0.0, 0.0, 0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0][..]));
        assert_eq!(reasons, ["4 documents have no vector of 2 numbers: they got zeros (1 have one of another length)"]);
        let more = Embedding::go_on(Some(vectors), 5, &[7, 9]);
        assert_eq!((more.place(9), more.finish(5).0.unwrap().values.len()), (Some(1), 10));
    }

    #[test]
    fn one_long_vector_does_not_cost_a_long_row_for_each_document() {
        let mut embedding = Embedding::go_on(None, 0, &[]);
        embedding.push(0, &vec![1.0; 100_000]);
        (1..1_000_000).for_each(|row| embedding.push(row, &[]));
        let (vectors, reasons) = embedding.finish(1_000_000);
        assert!(vectors.is_none());
        assert_eq!(reasons, ["embeddings not used: 999999 of 1000000 documents have no vector of 100000 numbers"]);
    }
}

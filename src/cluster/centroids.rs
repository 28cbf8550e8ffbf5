//! Centroids of a run, one row each, that are replaced one by one.

use super::change::Change;
use super::options::Update;
use super::update::Sums;
use crate::matrix::{Row, RowBuf, UnitRows};

/// `n_clusters × n_terms`, rows of length 1.
#[derive(Clone, Debug)]
pub struct Centroids {
    n_terms: usize,
    rows: Vec<RowBuf>,
}

impl Centroids {
    /// The rows that `picked` names.
    pub(super) fn pick(rows: &UnitRows, picked: &[u32]) -> Self {
        Self { n_terms: rows.n_cols(), rows: picked.iter().map(|&row| rows.row(row as usize).into()).collect() }
    }

    /// The sums of the rows `documents` by their `labels`, at length 1; of rows that are all empty an empty one.
    pub fn of_members(rows: &UnitRows, documents: &[u32], labels: &[u32], n_clusters: usize) -> Self {
        let change = Change::new(documents, Vec::new(), labels, n_clusters, Update::All);
        let mut centroids = Self { n_terms: rows.n_cols(), rows: vec![RowBuf::default(); n_clusters] };
        Sums::new(rows, n_clusters, 0).update(rows, &mut centroids.rows, &change);
        centroids
    }

    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    pub fn n_cols(&self) -> usize {
        self.n_terms
    }

    pub fn row(&self, index: usize) -> Row<'_> {
        self.rows[index].as_row()
    }

    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(RowBuf::as_row)
    }

    /// Number of stored weights.
    pub fn nnz(&self) -> usize {
        self.rows.iter().map(|row| row.terms.len()).sum()
    }

    pub(super) fn all(&self) -> &[RowBuf] {
        &self.rows
    }

    pub(super) fn rows_mut(&mut self) -> &mut [RowBuf] {
        &mut self.rows
    }

    /// Those that `kept` names, ascending.
    pub(super) fn keep(mut self, kept: &[u32]) -> Self {
        self.rows = kept.iter().map(|&row| std::mem::take(&mut self.rows[row as usize])).collect();
        self
    }
}

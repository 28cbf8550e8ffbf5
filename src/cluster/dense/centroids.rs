//! Centroids of a run over dense rows, that are replaced one by one.

use super::rows::DenseRows;

/// `n_clusters × n_cols`, rows of length 1; zeros where the documents of a cluster cancel each other out.
#[derive(Clone, Debug)]
pub struct DenseCentroids {
    n_cols: usize,
    /// Padded with zeros.
    rows: Vec<Box<[f32]>>,
}

impl DenseCentroids {
    pub(super) fn pick(rows: &DenseRows, picked: &[u32]) -> Self {
        Self { n_cols: rows.n_cols(), rows: picked.iter().map(|&row| rows.padded(row as usize).into()).collect() }
    }

    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    pub fn n_cols(&self) -> usize {
        self.n_cols
    }

    pub fn row(&self, index: usize) -> &[f32] {
        &self.padded(index)[..self.n_cols]
    }

    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        (0..self.n_rows()).map(|row| self.row(row))
    }

    pub(super) fn padded(&self, index: usize) -> &[f32] {
        &self.rows[index]
    }

    pub(super) fn rows_mut(&mut self) -> &mut [Box<[f32]>] {
        &mut self.rows
    }

    /// Those that `kept` names, ascending.
    pub(super) fn keep(mut self, kept: &[u32]) -> Self {
        self.rows = kept.iter().map(|&row| std::mem::take(&mut self.rows[row as usize])).collect();
        self
    }
}

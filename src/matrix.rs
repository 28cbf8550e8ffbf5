//! Sparse rows of length 1: what the engine clusters, free of words and documents.
//!
//! A row is either of Euclidean length 1 (up to the rounding of `f32`) or empty, so that a dot product of two rows is
//! their cosine. Columns ascend inside a row, and that stored order is the order in which every sum in the engine is taken.

mod column_set;
mod row;

pub use column_set::ColumnSet;
use row::push_unit_weights;
pub use row::{Row, RowBuf};

use rayon::prelude::*;
use sprs::CsMatI;

/// `n_rows × n_cols` matrix in compressed sparse rows; every row has length 1 or is empty.
#[derive(Clone, Debug)]
pub struct UnitRows {
    csr: CsMatI<f32, u32, usize>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MatrixError {
    #[error("A weight in row {row} is negative, infinite or not a number: weights must be 0 or more")]
    BadWeight { row: usize },
    #[error("Row {row} names column {column}, but there are only {n_cols} columns")]
    ColumnOutOfRange { row: usize, column: u32, n_cols: usize },
    #[error("The columns of row {row} do not ascend")]
    ColumnsNotAscending { row: usize },
    #[error("{n_terms} columns are stored for {n_weights} weights")]
    PartsDiffer { n_terms: usize, n_weights: usize },
    #[error("{n_cols} columns are too many: at most {} can be numbered", u32::MAX)]
    TooManyColumns { n_cols: usize },
}

impl UnitRows {
    /// Rows as they were taken apart: row `i` has `terms[starts[i]..starts[i + 1]]` with their weights.
    pub fn from_parts(
        n_cols: usize,
        starts: Vec<usize>,
        terms: Vec<u32>,
        weights: Vec<f32>,
    ) -> Result<Self, MatrixError> {
        let n_rows = starts.len().saturating_sub(1);
        if terms.len() != weights.len() || starts.last() != Some(&terms.len()) {
            return Err(MatrixError::PartsDiffer { n_terms: terms.len(), n_weights: weights.len() });
        }
        for row in 0..n_rows {
            let range = starts[row]..starts[row + 1];
            let (own_terms, own_weights) = (&terms[range.clone()], &weights[range]);
            if own_terms.windows(2).any(|pair| pair[0] >= pair[1]) {
                return Err(MatrixError::ColumnsNotAscending { row });
            }
            if let Some(&column) = own_terms.last().filter(|&&column| column as usize >= n_cols) {
                return Err(MatrixError::ColumnOutOfRange { row, column, n_cols });
            }
            let square: f64 = own_weights.iter().map(|&weight| f64::from(weight) * f64::from(weight)).sum();
            let is_unit = own_weights.is_empty() || (square - 1.0).abs() < 1e-4;
            if !is_unit || own_weights.iter().any(|&weight| weight.is_nan() || weight <= 0.0) {
                return Err(MatrixError::BadWeight { row });
            }
        }
        Ok(Self { csr: CsMatI::new((n_rows, n_cols), starts, terms, weights) })
    }

    pub fn n_rows(&self) -> usize {
        self.csr.rows()
    }

    pub fn n_cols(&self) -> usize {
        self.csr.cols()
    }

    /// Number of stored weights.
    pub fn nnz(&self) -> usize {
        self.csr.nnz()
    }

    /// # Panics
    /// If `index` is not below `n_rows()`.
    #[inline]
    pub fn row(&self, index: usize) -> Row<'_> {
        let range = self.csr.indptr().outer_inds_sz(index);
        Row { terms: &self.csr.indices()[range.clone()], weights: &self.csr.data()[range] }
    }

    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.n_rows()).map(|row| self.row(row))
    }
}

/// Collects rows of raw weights into [`UnitRows`]: lengths are taken in `f64` and each weight is rounded once.
#[derive(Debug)]
pub struct UnitRowsBuilder {
    n_cols: usize,
    /// The number of the first row, for errors.
    first_row: usize,
    indptr: Vec<usize>,
    terms: Vec<u32>,
    weights: Vec<f32>,
}

impl UnitRowsBuilder {
    pub fn new(n_cols: usize) -> Result<Self, MatrixError> {
        if u32::try_from(n_cols).is_err() {
            return Err(MatrixError::TooManyColumns { n_cols });
        }
        Ok(Self { n_cols, first_row: 0, indptr: vec![0], terms: Vec::new(), weights: Vec::new() })
    }

    /// Collects the rows from `first_row` on, while others collect those before: see [`UnitRowsJoiner`].
    pub fn part(n_cols: usize, first_row: usize) -> Result<Self, MatrixError> {
        Ok(Self { first_row, ..Self::new(n_cols)? })
    }

    /// Makes room for `nnz` weights in `rows` rows, so that a large matrix is never copied while it grows.
    pub fn reserve(&mut self, rows: usize, nnz: usize) {
        self.indptr.reserve_exact(rows);
        self.terms.reserve_exact(nnz);
        self.weights.reserve_exact(nnz);
    }

    /// Adds a row of `(column, weight)` with ascending columns. Weights of 0 are left out; a row without any other stays empty.
    pub fn push(&mut self, row: &[(u32, f64)]) -> Result<(), MatrixError> {
        let (columns, weights): (Vec<u32>, Vec<f64>) = row.iter().copied().unzip();
        self.push_weights(&columns, &weights)
    }

    /// The same row as a weight for each of `columns`.
    pub fn push_weights(&mut self, columns: &[u32], weights: &[f64]) -> Result<(), MatrixError> {
        debug_assert_eq!(columns.len(), weights.len());
        let ascends = |pair: &[u32]| pair[0] < pair[1];
        // Rows are sound, so that no look ends early.
        let sound = weights.iter().fold(true, |sound, weight| sound & (0.0..f64::INFINITY).contains(weight))
            & columns.windows(2).fold(true, |sound, pair| sound & ascends(pair))
            & columns.last().is_none_or(|&column| (column as usize) < self.n_cols);
        if !sound {
            return Err(self.error_of(columns, weights));
        }
        push_unit_weights(columns, weights, &mut self.terms, &mut self.weights);
        self.indptr.push(self.terms.len());
        Ok(())
    }

    /// What is wrong with a row that is not sound.
    fn error_of(&self, columns: &[u32], weights: &[f64]) -> MatrixError {
        let row = self.first_row + self.indptr.len() - 1;
        if weights.iter().any(|&weight| !weight.is_finite() || weight < 0.0) {
            return MatrixError::BadWeight { row };
        }
        if let Some(&column) = columns.iter().find(|&&column| column as usize >= self.n_cols) {
            return MatrixError::ColumnOutOfRange { row, column, n_cols: self.n_cols };
        }
        MatrixError::ColumnsNotAscending { row }
    }

    /// Adds a row of another matrix with the same columns, bit for bit.
    pub fn push_unit(&mut self, row: Row<'_>) {
        debug_assert!(row.terms.last().is_none_or(|&column| (column as usize) < self.n_cols));
        self.terms.extend_from_slice(row.terms);
        self.weights.extend_from_slice(row.weights);
        self.indptr.push(self.terms.len());
    }

    /// The columns that were stored of the row that came last.
    pub fn last_columns(&self) -> &[u32] {
        let ends = &self.indptr;
        if ends.len() < 2 { &[] } else { &self.terms[ends[ends.len() - 2]..] }
    }

    pub fn finish(self) -> UnitRows {
        let shape = (self.indptr.len() - 1, self.n_cols);
        UnitRows { csr: CsMatI::new(shape, self.indptr, self.terms, self.weights) }
    }
}

/// Joins the rows of parts that were collected side by side, and copies them side by side too.
#[derive(Debug)]
pub struct UnitRowsJoiner {
    n_cols: usize,
    indptr: Vec<usize>,
    /// As long as they may become. The system gives memory for them where they are first written.
    terms: Vec<u32>,
    weights: Vec<f32>,
}

impl UnitRowsJoiner {
    /// For `n_rows` rows with at most `nnz` weights.
    pub fn new(n_cols: usize, n_rows: usize, nnz: usize) -> Self {
        let mut indptr = Vec::with_capacity(n_rows + 1);
        indptr.push(0);
        Self { n_cols, indptr, terms: vec![0; nnz], weights: vec![0.0; nnz] }
    }

    /// Adds the rows of the next parts, in their order, bit for bit.
    ///
    /// # Panics
    /// If they hold more than `nnz` weights.
    pub fn append(&mut self, parts: &[&UnitRowsBuilder]) {
        let mut end = self.n_stored();
        let (mut terms, mut weights) = (&mut self.terms[end..], &mut self.weights[end..]);
        let mut copies = Vec::with_capacity(parts.len());
        for &part in parts {
            debug_assert_eq!((self.n_cols, self.indptr.len() - 1), (part.n_cols, part.first_row));
            self.indptr.extend(part.indptr[1..].iter().map(|of_part| end + of_part));
            end += part.terms.len();
            let (own_terms, own_weights);
            (own_terms, terms) = terms.split_at_mut(part.terms.len());
            (own_weights, weights) = weights.split_at_mut(part.terms.len());
            copies.push((own_terms, own_weights, part));
        }
        copies.into_par_iter().for_each(|(own_terms, own_weights, part)| {
            own_terms.copy_from_slice(&part.terms);
            own_weights.copy_from_slice(&part.weights);
        });
    }

    fn n_stored(&self) -> usize {
        self.indptr.last().copied().unwrap_or_default()
    }

    pub fn finish(mut self) -> UnitRows {
        let n_stored = self.n_stored();
        self.terms.truncate(n_stored);
        self.weights.truncate(n_stored);
        let shape = (self.indptr.len() - 1, self.n_cols);
        UnitRows { csr: CsMatI::new(shape, self.indptr, self.terms, self.weights) }
    }
}

#[cfg(test)]
impl UnitRows {
    /// Rows as a test writes them.
    pub(crate) fn of(n_cols: usize, rows: &[&[(u32, f64)]]) -> Result<Self, MatrixError> {
        let mut builder = UnitRowsBuilder::new(n_cols)?;
        rows.iter().try_for_each(|row| builder.push(row))?;
        Ok(builder.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_length_one_or_are_empty() {
        let rows =
            UnitRows::of(3, &[&[(0, 3.0), (2, 4.0)], &[], &[(1, 0.0)], &[(1, 1e-300)], &[(0, 1e300), (1, 1e300)]])
                .unwrap();
        assert_eq!(rows.row(0), Row { terms: &[0, 2], weights: &[0.6, 0.8] });
        assert!(rows.row(1).is_empty());
        assert!(rows.row(2).is_empty());
        assert_eq!(rows.row(3).weights, [1.0]);
        assert_eq!(rows.row(4).weights, [std::f32::consts::FRAC_1_SQRT_2; 2]);
    }

    #[test]
    fn two_rows_at_once_have_the_products_of_each() {
        let rows = UnitRows::of(4, &[&[(0, 3.0), (1, 0.7), (3, 4.0)], &[(1, 0.1), (2, 0.9)], &[]]).unwrap();
        let dense = [0.3, 0.9, 0.7, 0.1];
        for (a, b) in [(0, 1), (1, 0), (0, 2), (2, 2), (1, 1)] {
            let single = [a, b].map(|row| rows.row(row).dot_dense(&dense).to_bits());
            assert_eq!(rows.row(a).dot_dense_with(rows.row(b), &dense).map(f64::to_bits), single);
        }
    }

    #[test]
    fn parts_become_the_rows_that_one_builder_makes() {
        let raw: [&[(u32, f64)]; 4] = [&[(0, 3.0), (2, 4.0)], &[], &[(1, 0.0), (2, 7.0)], &[(0, 0.1), (1, 0.7)]];
        let whole = UnitRows::of(3, &raw).unwrap();
        let mut parts = Vec::new();
        for (first, raw) in raw.chunks(3).enumerate() {
            let mut part = UnitRowsBuilder::part(3, first * 3).unwrap();
            assert!(part.last_columns().is_empty());
            raw.iter().for_each(|row| part.push(row).unwrap());
            parts.push(part);
        }
        assert_eq!(parts[1].last_columns(), [0, 1]);
        let mut joined = UnitRowsJoiner::new(3, 4, 7);
        joined.append(&[&parts[0]]);
        joined.append(&[&parts[1]]);
        let joined = joined.finish();
        assert!(joined.rows().eq(whole.rows()));
        let bad = UnitRowsBuilder::part(3, 9).unwrap().push(&[(0, -1.0)]);
        assert_eq!(bad.unwrap_err(), MatrixError::BadWeight { row: 9 });
    }

    #[test]
    fn bad_rows_are_refused_with_their_number() {
        assert_eq!(UnitRows::of(2, &[&[], &[(0, -1.0)]]).unwrap_err(), MatrixError::BadWeight { row: 1 });
        assert_eq!(UnitRows::of(2, &[&[(0, f64::NAN)]]).unwrap_err(), MatrixError::BadWeight { row: 0 });
        assert_eq!(
            UnitRows::of(2, &[&[(2, 1.0)]]).unwrap_err(),
            MatrixError::ColumnOutOfRange { row: 0, column: 2, n_cols: 2 }
        );
        assert_eq!(UnitRows::of(2, &[&[(1, 1.0), (0, 1.0)]]).unwrap_err(), MatrixError::ColumnsNotAscending { row: 0 });
    }
}
